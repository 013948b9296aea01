"""Keeping the index beside a copy: brought forward with it, built afresh when in doubt, kept in memory where there is no room.

The file is a cache. Whatever is wrong with it (another version, half a file, a history that was rewritten under it), the
answer comes from an index built afresh; where none can be written (no room, a folder that is read only, another process that
does not end), from one in memory.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from pmnet.domain.snapshot import Snapshot
from pmnet.store.index.building import Building, Progress
from pmnet.store.index.reading import HARDENED, SECONDS, Index, address, opened
from pmnet.store.index.tables import FILE, VERSION

V = TypeVar("V")

Differences = Callable[[str, str], Sequence[str] | None]
"""(one commit, another) -> the paths that differ; None where that cannot be said any more."""

ROOM: Final = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
)
"""What says that an index cannot be kept here; anything else says that the one that is kept is of no use."""


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
                if state.unsent:
                    _go_ahead(index, state)
                return question(index)
            except sqlite3.DatabaseError:
                if last:
                    raise
        forget(file)
    raise AssertionError("the second answer is given or raises")


def brought(
    file: Path, state: Snapshot, differences: Differences, now: datetime, progress: Progress | None = None
) -> Index:
    """The index of a state, from its file where that can be; raises NotANetwork and Findings where the state is none."""
    found = opened(str(file), state.tip, now)
    for _ in range(2):
        if found is not None:
            return found
        try:
            _bring(file, state, differences, progress)
        except (sqlite3.Error, ValueError, TypeError) as error:
            if _has_no_room(error):
                break
            forget(file)
        found = opened(str(file), state.tip, now)
        if found is None:  # it says that it is of this state, and yet it is of no use
            forget(file)
    return found or in_memory(state, now, progress)


def in_memory(state: Snapshot, now: datetime, progress: Progress | None = None) -> Index:
    """An index of a state that nobody keeps."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.execute("BEGIN")
    Building(database, state, progress).whole()
    return Index(database, now)


def _go_ahead(index: Index, state: Snapshot) -> None:
    """Let an index answer for a state in which more was done than is shared yet, until it is closed; nothing of it is kept."""
    index.database.execute("PRAGMA query_only = OFF")
    Building(index.database, state).changed(state.unsent)


def forget(file: Path) -> None:
    """Delete an index; whoever reads it at this moment reads on."""
    for name in (f"{file}-wal", f"{file}-shm", str(file)):
        with contextlib.suppress(OSError):
            os.unlink(name)


def _bring(file: Path, state: Snapshot, differences: Differences, progress: Progress | None) -> None:
    """Bring a file to a state, alone: who comes meanwhile waits, and finds it done."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(
        sqlite3.connect(address(str(file), "rwc"), uri=True, timeout=SECONDS, isolation_level=None)
    ) as database:
        for setting in (
            *HARDENED,
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = NORMAL",
            "PRAGMA cache_size = -65536",
        ):
            database.execute(setting)
        database.execute("BEGIN IMMEDIATE")
        try:
            known = _commit_of(database)
            if known != state.tip:
                paths = differences(known, state.tip) if known else None
                building = Building(database, state, progress)
                building.whole() if paths is None else building.changed(paths)
            database.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):  # where there is no room, it is rolled back already
                database.execute("ROLLBACK")
            raise


def _commit_of(database: sqlite3.Connection) -> str:
    """The commit an index is of; empty where it is of another version, or of nothing yet."""
    if not database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").fetchone():
        return ""
    known = dict(database.execute("SELECT name, value FROM meta WHERE name IN ('version', 'commit')"))
    return str(known.get("commit", "")) if known.get("version") == VERSION else ""


def _has_no_room(error: Exception) -> bool:
    code = getattr(error, "sqlite_errorcode", None) or sqlite3.SQLITE_ERROR
    return code & 0xFF in ROOM  # the lowest byte is the kind, the others which one of it
