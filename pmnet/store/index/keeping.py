"""Keeping the index beside a copy: brought forward with it, built afresh when in doubt, kept in memory where there is no room.

The file is a cache. Whatever is wrong with it (another version, half a file, a history that was rewritten under it), the
answer comes from an index built afresh; where none can be written (no room, a folder that is read only, another process that
does not end), from one in memory, and `Index.unkept` says why.

Whoever changes the file holds SQLite's lock on it and works in memory. Only what is whole is written, in one go, and then the
file is sealed: it gets a time of its own (`SEAL`). A kill on the way, or anybody else's writing, leaves another time, and whoever
finds a file without its seal and without a process that holds it throws it away. So nothing is ever read together with the file,
neither a journal nor a log, and nothing of that kind that was left beside it can be mixed into an answer (docs/adr/0020). What
this does not see is a disk that gives back something else than was written to it, and a program that writes into the file and
puts its time back.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from pmnet.domain.snapshot import Snapshot
from pmnet.errors import PmnetError
from pmnet.store.index.building import Building, Progress
from pmnet.store.index.file import BESIDE, DAMAGE, SEAL, connected, sealed, state_in
from pmnet.store.index.reading import Index, opened
from pmnet.store.index.tables import FILE

V = TypeVar("V")

Differences = Callable[[str, str], Sequence[str] | None]
"""(one commit, another) -> the paths that differ; None where that cannot be said any more."""

BUSY: Final = "another pmnet is busy with it"

ROOM: Final = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: "no space left on device",
    sqlite3.SQLITE_READONLY: "it cannot be written",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_PERM: "it cannot be written",
    sqlite3.SQLITE_IOERR: "the disk does not do its work",
}
"""What says that an index cannot be kept here, and how people are told; all else says that the one that is kept is of no use."""

TRIES: Final = 5
"""How often a file is opened: it may be of no use, be thrown away by somebody else, and be brought forward meanwhile."""


class _Replaced(Exception):
    """Somebody else put another file, or something into the file, while it was opened."""


def file_in(git_dir: Path) -> Path:
    """Where the index of a copy lies."""
    return git_dir / "pmnet" / FILE


def ask(
    git_dir: Path,
    state: Snapshot,
    differences: Differences,
    now: datetime,
    question: Callable[[Index], V],
    progress: Progress | None = None,
) -> V:
    """What the index of a copy answers for a state, which may be ahead of what is shared; asked again where it is damaged.

    Raises NotANetwork and Findings where the state is none, and what the question raises.
    """
    file = file_in(git_dir)
    for last in (False, True):
        with contextlib.closing(brought(file, state, differences, now, progress)) as index:
            try:
                if not state.unsent:
                    return question(index)
                with contextlib.closing(_ahead(index, state)) as ahead:
                    return question(ahead)
            except PmnetError:
                raise
            except DAMAGE:
                if last:
                    raise
        forget(file)
    raise AssertionError("the second answer is given or raises")


def brought(
    file: Path, state: Snapshot, differences: Differences, now: datetime, progress: Progress | None = None
) -> Index:
    """The index of a state, from its file where that can be; raises NotANetwork and Findings where the state is none."""
    mode = "rw" if state.unsent else "ro"
    unkept = BUSY
    for _ in range(TRIES):
        found = opened(str(file), state.tip, now, mode)
        if found is not None:
            return found
        try:
            _bring(file, state, differences, now, progress)
        except PmnetError:
            raise
        except OSError as error:
            unkept = (error.strerror or "it cannot be written").lower()
            break
        except DAMAGE as error:
            if (said := _no_room(error)) is not None:
                unkept = said
                break
            forget(file)
        except _Replaced:
            continue
    return _not_kept(state, now, unkept, progress)


def in_memory(state: Snapshot, now: datetime, progress: Progress | None = None) -> Index:
    """An index of a state that nobody keeps."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.execute("BEGIN")
    Building(database, state, progress).whole()
    return Index(database, now)


def forget(file: Path) -> None:
    """Delete an index, or what lies in its place; whoever reads it at this moment reads on."""
    with contextlib.suppress(OSError):
        (os.rmdir if file.is_dir() and not file.is_symlink() else os.unlink)(file)
    _tidy(file)


def _tidy(file: Path) -> None:
    """Delete what SQLite would read together with an index: it belongs to another file."""
    for name in BESIDE:
        with contextlib.suppress(OSError):
            os.unlink(f"{file}{name}")


def _ahead(index: Index, state: Snapshot) -> Index:
    """An index that answers for a state in which more was done than is shared yet, until it is closed; nothing of it is kept."""
    try:
        index.database.execute("PRAGMA query_only = OFF")
        index.database.execute("PRAGMA busy_timeout = 0")
        Building(index.database, state).changed(state.unsent)
    except sqlite3.Error as error:
        if (said := _no_room(error)) is None:
            raise
        return _not_kept(state, index.now, said)
    found = Index(index.database, index.now)
    found.unkept = index.unkept
    return found


def _not_kept(state: Snapshot, now: datetime, why: str, progress: Progress | None = None) -> Index:
    found = in_memory(state, now, progress)
    found.unkept = why
    return found


def _bring(file: Path, state: Snapshot, differences: Differences, now: datetime, progress: Progress | None) -> None:
    """Bring a file to a state, alone: who comes meanwhile waits, and finds it done. Raises _Replaced where to begin again."""
    file.parent.mkdir(parents=True, exist_ok=True)
    _tidy(file)
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(os.lstat(file).st_mode):
            forget(file)
    with _held(file) as handle, contextlib.closing(connected(str(file), "rw")) as database:
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("PRAGMA cache_size = -65536")
        new = os.fstat(handle).st_size == 0
        if new:
            database.execute("PRAGMA cache_spill = ON")  # nobody reads it yet
            database.set_progress_handler(None, 0)  # and nobody else wrote into it
        database.execute("BEGIN IMMEDIATE")
        # whoever waits goes on waiting until the file is sealed, and closed
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        if not _is_at(file, handle) or new != (os.fstat(handle).st_size == 0):
            raise _Replaced
        building = Building(database, state, progress)
        if new:
            with _sealing(file, handle, database):
                building.whole()
            return
        known = state_in(database) if sealed(str(file)) else ""
        paths = differences(known, state.tip) if known else None
        if known == state.tip:
            Index(database, now)  # somebody else brought it there, or it is damaged
            return
        if paths is None or not building.fits():
            forget(file)
            raise _Replaced
        with _sealing(file, handle, database):
            building.changed(paths)


@contextlib.contextmanager
def _held(file: Path) -> Iterator[int]:
    """A file open besides SQLite, so that it can be told from another one at its place; made where there is none."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    try:
        yield handle
    finally:
        os.close(handle)  # only here: closing it ends the locks that SQLite has on the file


def _is_at(file: Path, handle: int) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), os.lstat(file))
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def _sealing(file: Path, handle: int, database: sqlite3.Connection) -> Iterator[None]:
    """Write what is done inside, and seal the file; where that is interrupted, leave the file as it was, or none."""
    before = sealed(str(file))
    try:
        yield
        if before:
            os.utime(file)
            os.fsync(handle)  # should the power fail, its seal is broken before anything in it is
        try:
            database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if before and _no_room(error) == BUSY:
                _seal(file, handle)  # somebody reads on and on, so nothing was written
            raise
        _seal(file, handle)
        if not _is_at(file, handle):
            raise _Replaced
        if not sealed(str(file)):
            raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))
    except BaseException:
        if not sealed(str(file)):
            forget(file)
        raise


def _seal(file: Path, handle: int) -> None:
    os.utime(handle if os.utime in os.supports_fd else file, ns=(SEAL, SEAL))


def _no_room(error: BaseException) -> str | None:
    """Why an index cannot be kept here; None where the one that is kept is of no use."""
    code = getattr(error, "sqlite_errorcode", None) or sqlite3.SQLITE_ERROR
    return ROOM.get(code & 0xFF)  # the lowest byte is the kind, the others which one of it
