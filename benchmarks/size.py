"""Large networks, as whole processes with the memory they take, beside what git itself takes for the same objects.

    python benchmarks/size.py [--records N] [--acts N] [--limit N] [--keep DIR] [--rounds N]

Three networks: one of many records, into which a sync brings ten acts (beside `git fetch`); one of many acts, audited in full
(beside `git fsck`, which reads every object and judges none); and one whose members' records are as long as a record may be,
validated (beside reading them with `git cat-file`). In turn; medians, ratios of neighbouring runs, and the most memory held.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

import generated
from processes import PMNET, Way, ratio, variables

from pmnet.domain.clock import format_instant
from pmnet.store.files import LARGEST
from pmnet.store.git import remote
from pmnet.store.git.process import checked
from pmnet.store.git.refs import MAIN, REMOTE_MAIN, VERIFIED
from pmnet.store.git.repository import Repository
from pmnet.store.home import Home, KnownNetwork
from pmnet.store.sealed_half import FOLLOWED

ACTS_THAT_COME: Final = 10
FETCH: Final = ("fetch", "--quiet", "--no-tags", "origin", f"+{MAIN}:{REMOTE_MAIN}")
READ: Final = "git ls-tree -r HEAD | cut -f1 | cut -d' ' -f3 | git cat-file --batch > /dev/null"


def main() -> None:
    """Print a table for each network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("records", 100_000), ("acts", 100_000), ("limit", 1_000), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where there is room for them; removed afterwards")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=told.keep) as place, variables() as known:
        _records(Path(place) / "records", told.records, told.rounds, known)
        _acts(Path(place) / "acts", told.acts, told.rounds, known)
        _limit(Path(place) / "limit", told.limit, told.rounds, known)


def _records(place: Path, records: int, rounds: int, known: Mapping[str, str]) -> None:
    """A sync that brings a few acts into many records; each round begins with the same copies."""
    line = generated.Line()
    generated.found(line, max(3, records // 100))
    generated.records(line, records * 6 // 10, records * 4 // 10, 60)
    line.commit("anna", {}, "what was there before")
    shared = generated.write(line, place / "net.git")
    before = line.tip
    copies = [_copy(shared, place / name, before) for name in ("synced", "fetched")]
    generated.live(line, ACTS_THAT_COME, 1)
    line.pack.write(shared.git_dir)
    checked(shared.run("update-ref", MAIN, line.tip))
    synced, fetched = copies
    ways = [
        Way("pmnet sync", [*PMNET, "sync", "--json"], synced, _at(line, place, synced, known)),
        Way("git fetch", ["git", *FETCH], fetched, known),
    ]
    for _ in range(rounds):
        for way in ways:
            _stand_at(way.folder, before)
            way.time()
    for way in ways:
        _stand_at(way.folder, before)
    _say(f"{records} records, {len(line.authors)} members, {ACTS_THAT_COME} acts come", ways)


def _acts(place: Path, acts: int, rounds: int, known: Mapping[str, str]) -> None:
    """A whole history judged."""
    line = generated.Line()
    generated.found(line, min(100, max(3, acts // 20)))
    generated.live(line, max(1, acts - line.acts), 100)
    shared = generated.write(line, place / "net.git")
    copy = _copy(shared, place / "copy", line.tip)
    ways = [
        Way("pmnet audit --full", [*PMNET, "audit", "--full", "--json"], copy, _at(line, place, copy, known)),
        Way("git fsck", ["git", "fsck", "--full", "--no-progress", "--no-dangling"], copy, known),
    ]
    for _ in range(rounds):
        for way in ways:
            way.time()
    _say(f"{line.acts} acts", ways)


def _limit(place: Path, members: int, rounds: int, known: Mapping[str, str]) -> None:
    """Records as long as they may be."""
    line = generated.Line()
    generated.found(line, 3)
    sample = line.state.text("members/member-1.yaml") or b""
    for number in range(members):
        text = sample.replace(b"member-1", b"large-%d" % number)
        line.tree.put(f"members/large-{number}.yaml", line.pack.add("blob", text + _filling(LARGEST - len(text))))
    line.commit("anna", {}, "what was there before")
    copy = _copy(generated.write(line, place / "net.git"), place / "copy", line.tip)
    ways = [
        Way("pmnet member list", [*PMNET, "member", "list", "--json"], copy, _at(line, place, copy, known)),
        Way("git cat-file of all", ["sh", "-c", READ], copy, known),
    ]
    for _ in range(rounds):
        for way in ways:
            way.time()
    _say(f"{members} records of {LARGEST // 1024} KiB", ways)


def _filling(length: int) -> bytes:
    """So many bytes that a record may hold besides its fields: a list of short texts."""
    head = b"x-notes:\n"
    row = b"  - a note of no importance that makes the record longer\n"
    rows = (length - len(head)) // len(row)
    return head + row * rows


def _copy(shared: Repository, folder: Path, tip: str) -> Path:
    """A member's copy that stands at a commit and is checked out."""
    own = Repository.create(folder)
    remote.set_address(own, str(shared.git_dir))
    assert remote.fetch(own)
    own.close()
    _stand_at(folder, tip)
    return folder


def _stand_at(folder: Path, tip: str) -> None:
    """Let a copy be as it was when its member synced last."""
    own = Repository.at(folder)
    moves = "".join(f"update {ref} {tip}\n" for ref in (MAIN, REMOTE_MAIN, VERIFIED, FOLLOWED))
    checked(own.run("update-ref", "--stdin", stdin=moves.encode()))
    checked(own.run("reset", "--quiet", "--hard", MAIN))
    own.close()
    shutil.rmtree(folder / ".git" / "pmnet", ignore_errors=True)


def _at(line: generated.Line, place: Path, copy: Path, known: Mapping[str, str]) -> dict[str, str]:
    """The variables of a member of a network, a minute after its last act."""
    home = Home(place / "home")
    home.remember(KnownNetwork("Generated", copy, "anna"))
    return {**known, "PMNET_HOME": str(home.folder), "PMNET_NOW": format_instant(line.at + timedelta(minutes=1))}


def _say(what: str, ways: Sequence[Way]) -> None:
    ours, gits = ways
    print(f"\n{what}\n{'':28} {'ms':>10} {'MB':>8}")
    for way in ways:
        print(f"{way.name:28} {way.ms:10.1f} {way.memory():8.1f}")
    print(f"{'ratio':28} {ratio(ours, gits):10.2f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
