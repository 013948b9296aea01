"""Who is at work in a copy, so that a lock which a killed git left behind is known from one that somebody holds.

Git locks what it changes by files, and they stay where it is killed. Whoever works in a copy therefore lays down a trace: an
empty file that the system itself keeps locked while pmnet or any git that it has started lives, and that is taken away at the
end. A trace that nobody keeps locked is that of somebody who was killed; what git locked since then, and before anybody came
who is still at work, nobody holds. Where the system has no such locks, nothing is laid down and nothing removed.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import secrets
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from pmnet.domain.phrase import phrase
from pmnet.errors import PmnetError

if sys.platform != "win32":
    import fcntl

log = logging.getLogger(__name__)

TRACES: Final = "pmnet/at-work"

PASSING: Final = "pmnet/passing-"
"""How files are called that somebody at work needs for a moment: by the name of their trace, and another one."""

REPOSITORIES: Final = ("", "pmnet/sealed.git", "pmnet/checked")
"""The copy, and what pmnet keeps beside it in repositories of their own."""

LONGEST_SECONDS: Final = 60
"""Git holds no lock of a copy for longer: it takes them after what it was sent is here."""

SINGLE: Final = ("index.lock", "HEAD.lock", "packed-refs.lock", "shallow.lock", "config.lock")


class Trace:
    """That somebody is at work in a copy: its handle goes to each git that is started."""

    def __init__(self, file: Path, handle: int) -> None:
        self.handle = handle
        self.since = os.fstat(handle).st_mtime_ns
        self.file = file

    def passing(self) -> str:
        """A name for a file that goes with this trace where we are killed."""
        return f"{self.file.name}-{secrets.token_hex(4)}"

    def leave(self) -> None:
        """Say that the work is done."""
        self.file.unlink(missing_ok=True)
        os.close(self.handle)


def arrive(git_dir: Path) -> Trace | None:
    """A trace of us, after what killed ones have left was cleared away; None where none can be laid down."""
    if sys.platform == "win32":
        return None
    folder, name = git_dir / TRACES, secrets.token_hex(8)
    draft = folder / f".{name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trace = Trace(draft, os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError:
        return None
    try:
        fcntl.flock(trace.handle, fcntl.LOCK_EX)
        trace.file = draft.rename(folder / name)  # only now others see it
    except OSError:
        trace.leave()
        return None
    with contextlib.suppress(OSError):
        _clear(git_dir, trace)
    return trace


def _clear(git_dir: Path, own: Trace) -> None:
    """Remove the locks that were taken since a killed one came, and before anybody who is still at work."""
    if not _others(git_dir, own)[1]:
        return
    with one_at_a_time(git_dir / TRACES):  # else one could remove what another has cleared, and locked anew
        first, killed = _others(git_dir, own)
        if killed:
            _sweep(git_dir, killed)
            _remove(git_dir, max(first, own.since - LONGEST_SECONDS * 1_000_000_000), killed)


def _others(git_dir: Path, own: Trace) -> tuple[int, dict[Path, int]]:
    """When the first of those who are still at work came, and when each of the killed ones had."""
    first, killed = own.since, {}
    for place in (git_dir / TRACES).glob("[0-9a-f]*"):
        if place != own.file and (found := _look(place)) is not None:
            since, lives = found
            if lives:
                first = min(first, since)
            else:
                killed[place] = since
    return first, killed


@contextlib.contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Wait for whoever does the same with a folder; not where the system locks no folders."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _sweep(git_dir: Path, killed: Iterable[Path]) -> None:
    """Remove the files that the killed ones needed for a moment."""
    for trace in killed:
        for place in git_dir.glob(f"{PASSING}{trace.name}*"):
            place.unlink(missing_ok=True)


def _remove(git_dir: Path, first: int, killed: Mapping[Path, int]) -> None:
    """Remove the locks that were taken since a killed one came and before `first`, and the traces that this explains."""
    for lock in _locks(git_dir):
        with contextlib.suppress(FileNotFoundError):
            if min(killed.values()) <= lock.stat().st_mtime_ns < first:
                lock.unlink()
                log.info("removed %s, which a killed process had left", lock)
    for place, since in killed.items():
        if since < first:  # else what it left cannot be told yet from what others hold
            place.unlink(missing_ok=True)


def _look(place: Path) -> tuple[int, bool] | None:
    """When somebody came, and whether they are still at work; None where they have just left."""
    try:
        handle = os.open(place, os.O_RDWR)
    except FileNotFoundError:
        return None
    since, lives = os.fstat(handle).st_mtime_ns, False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(handle).st_nlink == 0:
            return None
    except BlockingIOError:
        lives = True
    finally:
        os.close(handle)
    return since, lives


def _locks(git_dir: Path) -> Iterator[Path]:
    for repository in REPOSITORIES:
        place = git_dir / repository
        yield from (place / name for name in SINGLE)
        yield from (place / "refs").rglob("*.lock")


def left(git_dir: Path) -> tuple[list[Path], list[Path]]:
    """What killed commands have left in a copy where nobody of ours is at work: files on their way, and locks.

    Both are older than git holds a lock; but another program may hold one of those, such as a git that waits for an editor.
    """
    if _somebody(git_dir):
        return [], []
    passing = [place for place in (git_dir / "pmnet").glob("passing-*") if _is_old(place)]
    return sorted(passing), sorted(lock for lock in _locks(git_dir) if _is_old(lock))


def _somebody(git_dir: Path) -> bool:
    """Whether a command of ours is at work in a copy."""
    if sys.platform == "win32":
        return False
    looked = (_look(place) for place in (git_dir / TRACES).glob("[0-9a-f]*"))
    return any(found is not None and found[1] for found in looked)


def _is_old(place: Path) -> bool:
    try:
        return time.time() - place.lstat().st_mtime > LONGEST_SECONDS
    except FileNotFoundError:
        return False


def in_the_way(said: str) -> PmnetError:
    """What it means that git could not take a lock, which nobody here has left: another program holds it, or died with it."""
    named = re.search(r"Unable to create '([^']+\.lock)'", said)
    lock = named[1] if named else "a lock"
    return PmnetError(
        phrase("another program is at work in this folder: {lock} is there", lock=lock),
        phrase("if none is, remove {lock}", lock=lock),
    )
