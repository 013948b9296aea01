"""What a command must not leave behind: a process, a lock, a draft, an object that was not finished."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

MARK = "OF_THIS_TEST"
UNFINISHED = ("*.lock", "tmp_*", "*incoming-*", ".*.json.*")


def mark(place: Path) -> tuple[str, str]:
    """The variable by which the processes of a test are known."""
    return MARK, str(place)


def without_mark() -> dict[str, str]:
    """The variables of a process that is not to be known as one of a test's people."""
    return {name: value for name, value in os.environ.items() if name != MARK}


def left_behind(place: Path, folders: Iterable[Path]) -> list[str]:
    """The processes that run on with this test's mark, and what lies unfinished in copies."""
    half = [str(path) for folder in folders for name in UNFINISHED for path in (folder / ".git").rglob(name)]
    return [*surviving(place), *half]


def surviving(place: Path) -> list[str]:
    """The processes with a test's mark that do not end, as they were called."""
    deadline = time.monotonic() + 5
    while (found := _running(place)) and time.monotonic() < deadline:
        time.sleep(0.05)  # what was killed takes a moment to be gone
    return found


def _running(place: Path) -> list[str]:
    """The processes with a test's mark; without this one and what has ended."""
    wanted, found = f"{MARK}={place}".encode(), []
    for entry in Path("/proc").iterdir():
        try:
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            if wanted in (entry / "environ").read_bytes().split(b"\0"):
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found
