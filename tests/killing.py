"""Killing a command at a named point or at any moment, as a machine does that loses its power.

`push before` and `push after` are just before and after the function that is named. `push inside` is in the middle of the git
that it runs: a hook of git's own halts it there, while it holds its locks. Then pmnet dies, alone (git goes on without it)
or with everything that it has started. `folder inside` is git's own death while it writes a file of the folder.

Run as a program this waits, with everything loaded, for people to kill: each is a fork of it.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

from people import NOW, Person

from pmnet.cli.main import main
from pmnet.store.git import few, remote
from pmnet.store.git.envelopes import EnvelopeStore
from pmnet.store.git.refs import MAIN, REMOTE_MAIN, VERIFIED
from pmnet.store.git.repository import Repository
from pmnet.store.index import keeping
from pmnet.store.index.building import Building
from pmnet.store.outbox import Outbox
from pmnet.store.trust import Trust
from pmnet.store.workspace import Workspace

SET = ("update-ref", "--end-of-options")
POINTS: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    "put": (Outbox, "put", ()),
    "commit": (Repository, "commit", ()),
    "write": (EnvelopeStore, "write", ()),
    "push": (remote, "push", ()),
    "keep": (EnvelopeStore, "keep", ()),
    "note": (remote, "note_main", ()),
    "reached": (Trust, "reached", ()),
    "follow": (Trust, "follow", ()),
    "show": (Workspace, "show", ()),
    "drop": (EnvelopeStore, "drop", ()),
    "prune": (EnvelopeStore, "_prune", ()),
    "build": (Building, "whole", ()),
    "forward": (Building, "changed", ()),
    "admit": (Building, "_admit", ()),
    "seal": (keeping, "_seal", ()),
    "forget": (keeping, "forget", ()),
    "unname": (Repository, "run", ("update-ref", "-d")),
    "fetch": (Repository, "run", ("fetch", "--no-tags", "--no-recurse-submodules")),
    "origin": (Repository, "run", (*SET, REMOTE_MAIN)),
    "verified": (Repository, "run", (*SET, VERIFIED)),
    "followed": (Repository, "run", (*SET, "refs/pmnet/followed")),
    "envelope": (Repository, "run", (*SET, "refs/pmnet/sealed/")),
    "main": (Repository, "run", (*SET, MAIN)),
    "folder": (Repository, "run", ("read-tree",)),
    "file": (few, "_set", ()),
    "listed": (Repository, "run", ("update-index", "--add")),
    "prepared": (Repository, "run", ("update-index", "-z", "--index-info")),
    "locked": (few, "_set", ()),
    "replaced": (few.NextList, "take_its_place", ()),
}
"""What can be killed: a function by its owner and name, and the words with which git is called, the last one its beginning."""

LARGE = frozenset({"prepared", "locked", "replaced"})
"""What happens in large networks only: every one counts as large then."""

HALT = """#!/bin/sh
[ "$1" = prepared ] || [ "${0##*/}" = pre-receive ] || exit 0
cat > HERE/asked
echo halted > HERE/begun
cat HERE/go > HERE/gone
"""
"""A hook that says that it is reached, and waits."""

SMALL = 64
"""A record is longer: git dies of a limit like this while it writes the first file."""


def killed(person: Person, moment: str, *words: str, now: str = NOW) -> None:
    """Let somebody type a command that is killed, with nothing it could do about it.

    The moment is a point and `before`, `after`, `inside alone` or `inside all`.
    """
    told = _asked(person, moment, words, now)
    assert told["reached"], f"{moment} was never reached: {told}"
    assert told["status"] == -signal.SIGKILL, told


def killed_after(person: Person, seconds: float, who: str, *words: str) -> tuple[bool, str]:
    """Let somebody type a command that is killed so many seconds later; whether it was, and what it told.

    `who` is `alone` or `all`, in `small` or `large` networks: `large all`.
    """
    told = _asked(person, f"{seconds} {who}", words)
    assert told["status"] in (-signal.SIGKILL, 0), told
    return told["status"] != 0, str(told["out"])


def _asked(person: Person, moment: str, words: tuple[str, ...], now: str = NOW) -> dict[str, Any]:
    assert person.folder.is_dir()
    waiting = _waiting()
    assert waiting.stdin is not None and waiting.stdout is not None
    waiting.stdin.write(json.dumps([str(person.root), person.variables(now), moment, words]) + "\n")
    waiting.stdin.flush()
    return dict(json.loads(waiting.stdout.readline()))


@cache
def _waiting() -> subprocess.Popen[str]:
    """The process that waits; it ends with the one that asks."""
    variables = {name: value for name, value in os.environ.items() if name != "OF_THIS_TEST"}  # it is of all tests
    process = subprocess.Popen(
        [sys.executable, "-P", __file__],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**variables, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    atexit.register(process.communicate)
    return process


def _begun(root: Path, variables: dict[str, str], moment: str, halt: Path, words: list[str]) -> tuple[int, int]:
    """The command in a process of its own, and where what it tells can be read."""
    told, tell = os.pipe()
    child = os.fork()
    if child:
        os.close(tell)
        return child, told
    os.setsid()
    os.dup2(tell, 1)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    sys.stdout = os.fdopen(1, "w")
    os.environ.clear()
    os.environ.update(variables)
    if "large" in moment.split() or moment.split(maxsplit=1)[0] in LARGE:
        few.LARGE_BYTES = 0
    if not moment[0].isdigit():
        _set(moment, halt)
    code = main(words, variables, root)
    sys.stdout.flush()
    os._exit(code)


def _set(moment: str, halt: Path) -> None:
    """Have a point kill us, or halt git inside it."""
    place, when, *_ = moment.split()
    owner, name, meant = POINTS[place]
    if place == "folder":
        few.FEW = 0  # however few files there are, git brings the folder forward
    real = getattr(owner, name)

    def call(*arguments: Any, **named: Any) -> Any:
        if meant and not _is_meant(arguments[1:], meant):
            return real(*arguments, **named)
        if when == "inside" and place == "folder":
            resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, resource.RLIM_INFINITY))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            assert real(*arguments, **named).code == -signal.SIGXFSZ
        elif when == "inside":
            return real(*arguments, **named, **({"settings": (f"core.hooksPath={halt}",)} if meant else {}))
        elif when == "after":
            real(*arguments, **named)
        (halt / "reached").touch()
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    setattr(owner, name, call)


def _is_meant(arguments: tuple[Any, ...], words: tuple[str, ...]) -> bool:
    *first, last = words
    return list(arguments[: len(first)]) == first and str(arguments[len(first)]).startswith(last)


def _killed(root: Path, variables: dict[str, str], moment: str, words: list[str]) -> dict[str, Any]:
    """What became of a command that was to be killed."""
    with tempfile.TemporaryDirectory() as folder:
        halt, hook = Path(folder), root / "shared.git" / "hooks" / "pre-receive"
        for name in ("begun", "go"):
            os.mkfifo(halt / name)
        halts = moment.split()[1] == "inside" and not moment.startswith("folder")
        place = hook if moment.startswith("push") else halt / "reference-transaction"
        if halts:
            place.parent.mkdir(exist_ok=True)
            place.write_text(HALT.replace("HERE", folder))
            place.chmod(0o755)
        child, told = _begun(root, variables, moment, halt, words)
        if halts:
            _await(child, halt)
            place.unlink()
        elif moment[0].isdigit():
            _wait(child, float(moment.split(maxsplit=1)[0]))
        if halts or moment[0].isdigit():
            _kill(child, moment.endswith("all"), halt if halts else None)
        with os.fdopen(told) as said:
            out = said.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return {"status": status, "reached": (halt / "reached").exists(), "out": out}


def _await(child: int, halt: Path) -> None:
    """Wait until the hook says that it is reached, or the command has ended without."""
    begun = os.open(halt / "begun", os.O_RDWR | os.O_NONBLOCK)
    with contextlib.closing(os.fdopen(begun, "rb", buffering=0)) as listening:
        while os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            if listening.read(1):
                (halt / "reached").touch()
                return
            time.sleep(0.002)


def _wait(child: int, seconds: float) -> None:
    """Wait so long, or until the command has ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        time.sleep(0.001)


def _kill(child: int, everything: bool, halt: Path | None) -> None:
    """Kill a command, with all that it has started or alone; what goes on without it has ended when this returns."""
    os.kill(child, signal.SIGSTOP)
    started = _started(child)
    for process in [child, *(started if everything else [])]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    if halt is not None and not everything:
        (halt / "go").open("w").close()
    while any(_runs(process) for process in started):
        time.sleep(0.002)


def _started(parent: int) -> list[int]:
    """What a process has started, and what that has started, each halted so that nothing more is."""
    parents: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents.setdefault(int(place.read_text().rpartition(")")[2].split()[1]), []).append(int(place.parent.name))
    found = []
    for process in parents.get(parent, []):
        found += [process, *_started(process)]
    return found


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


if __name__ == "__main__":
    from awake import load_everything

    load_everything()
    for line in sys.stdin:
        place, *rest = json.loads(line)
        print(json.dumps(_killed(Path(place), *rest)), flush=True)
