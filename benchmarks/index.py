"""The index: made for the first time, brought up to date after a pull, and asked for completion.

    python benchmarks/index.py [LEADS]... [--keep DIR] [--rounds N] [--builds N]

The commands are those a user types; `find` right after the index is gone makes it, and after a pull of ten records brings them
in. Beside the first stands a bare pass of PyYAML's C parser over the same files, out of the same `git cat-file --batch`; beside
the second `git diff --raw` from the one commit to the other. All in turn; medians, and medians of neighbouring runs' ratios.
What bringing records in takes is a small difference of long runs, so it is told in processor time: start-up taken off, which
is what the same question takes where the whole program answers it and nothing is new.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Final

import networks
from networks import Made
from peers import ASKED
from processes import PASS, PMNET, Way, bar, ratio, variables

from pmnet.store.index.file import SEAL
from pmnet.store.index.keeping import file_in

BARE: Final = """
import subprocess, sys, tempfile, yaml
with tempfile.TemporaryFile() as names:
    rows = subprocess.run(["git", "ls-tree", "-r", sys.argv[1]], stdout=subprocess.PIPE, check=True).stdout.splitlines()
    names.write(b"".join(row.split()[2] + b"\\n" for row in rows))
    names.seek(0)
    reader = subprocess.Popen(["git", "cat-file", "--batch"], stdin=names, stdout=subprocess.PIPE)
    for head in reader.stdout:
        size = int(head.split()[2])
        yaml.load(reader.stdout.read(size), yaml.CSafeLoader)
        reader.stdout.read(1)
"""
COMPLETED: Final = ("pmnet lead show 2612", "2612")
"""What is typed when the tabulator is pressed, and what each answer begins with."""


def main() -> None:
    """Print figures and bars for each size."""
    parser = networks.arguments(__doc__, networks.SIZES[-1:])
    parser.add_argument("--builds", type=int, default=3, help="how often the index is made anew")
    told = parser.parse_args()
    with networks.kept(told.keep) as folder, variables() as known:
        for leads in told.leads:
            made = networks.network(folder, leads)
            made.settle(known)
            print(f"\n{leads} leads, {made.members} members")
            _first_build(made, known, told.builds)
            _afterwards(made, known, told.rounds)


def _first_build(made: Made, known: Mapping[str, str], builds: int) -> None:
    bare = Way("bare pass of CSafeLoader", [sys.executable, "-c", BARE, made.tip], made.clone, known)
    build = Way("find, and the index made for it", _find(), made.clone, known)
    for _ in range(builds):
        bare.time()
        _forget(made)
        build.time()
    _say(bare, build)
    bar("first build and find / bare pass", ratio(build, bare), most=2)
    bar("most memory held in it, MB", build.largest / 1e6, most=500)


def _afterwards(made: Made, known: Mapping[str, str], rounds: int) -> None:
    nothing = Way("python -c pass", PASS, made.clone, known)
    diff = Way("git diff --raw", ["git", "diff", "--raw", "-z", made.tip, made.later], made.clone, known)
    warm = Way("find, nothing new", _find(), made.clone, known)
    whole = Way("find, nothing new, by the whole program", [*_find(), "--no-input"], made.clone, known)
    pulled = Way("find after ten records came", _find(), made.clone, known)
    words = {"_PMNET_COMPLETE": "complete_bash", "COMP_WORDS": COMPLETED[0], "COMP_CWORD": "3"}
    complete = Way("completion of a lead's id", PMNET, made.clone, {**known, **words})
    ways = [nothing, diff, warm, whole, pulled, *([complete] if _completes(complete) else [])]
    warm.run()
    saved = _save(made)
    for _ in range(rounds):
        for way in ways:
            made.stand_at(made.later if way is pulled else made.tip)
            way.time()
            if way is pulled:
                _restore(made, saved)
    made.stand_at(made.tip)
    _say(*ways)
    brought = median((a - b) / c for a, b, c in zip(pulled.work, whole.work, diff.work, strict=True))
    bar("bringing ten records in / git diff --raw, processor time", brought, most=5)
    if complete in ways:
        bar("completion, ms", complete.ms, most=200)
        print(f"{'completion / python -c pass':58} {ratio(complete, nothing):9.2f}")
    else:
        print("completion is left out: pmnet completes nothing here yet")


def _find() -> list[str]:
    return [*PMNET, "find", *ASKED, "--json"]


def _completes(way: Way) -> bool:
    done = subprocess.run(way.command, cwd=way.folder, env=way.variables, capture_output=True, text=True, check=False)
    return done.stdout.startswith(COMPLETED[1])


def _files(made: Made) -> list[Path]:
    file = file_in(made.clone / ".git")
    return list(file.parent.glob(f"{file.name}*"))


def _forget(made: Made) -> None:
    for file in _files(made):
        file.unlink()


def _save(made: Made) -> dict[Path, bytes]:
    """The index as it is."""
    return {file: file.read_bytes() for file in _files(made)}


def _restore(made: Made, saved: Mapping[Path, bytes]) -> None:
    """The index as it was saved, on the disk before anything else is timed."""
    _forget(made)
    for place, content in saved.items():
        with place.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.utime(place, ns=(SEAL, SEAL))


def _say(*ways: Way) -> None:
    for way in ways:
        print(f"{way.name:58} {way.ms:9.1f} ms")


if __name__ == "__main__":
    main()
