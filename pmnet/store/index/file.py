"""The file an index lies in: when it is fit to be read, and how it is opened. It loads quickly, as `reading` does."""

from __future__ import annotations

import os
import sqlite3
import stat
from typing import Final

from pmnet.store.index.tables import STATEMENTS, VERSION

SECONDS: Final = 10.0
"""How long one process waits for another that is bringing the index forward."""

HARDENED: Final = ("PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON")
"""The file may come from a stranger, like everything in a copy: nothing in it may run a function."""

WRITING: Final = ("PRAGMA journal_mode = MEMORY", "PRAGMA cache_spill = OFF")
"""What is changed stays in memory until it is all there, and so does what it takes to undo it."""

LARGEST: Final = 1 << 26
"""The bytes of the longest value that is read or asked with: no record is near it."""

MILLIONS: Final = 2_000
"""After so many million steps of SQLite's machine (half a minute) a file is given up: a hundred thousand records take a few."""

SEAL: Final = 1_000_000_000_000_000_000
"""When a file that is whole was last written, in nanoseconds: of old (2001), so that whatever is written to it later shows."""

BESIDE: Final = ("-journal", "-wal", "-shm")
"""What SQLite would read together with a file. pmnet leaves nothing there: what lies there belongs to another file."""

HEX: Final = frozenset("0123456789abcdef")

DAMAGE: Final = (
    sqlite3.Error,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What comes of a file in which something else is written than pmnet wrote there."""


def usable(file: str) -> int:
    """The number of a sealed file that nothing lies beside; 0 where there is none like that."""
    return 0 if any(os.path.lexists(file + name) for name in BESIDE) else sealed(file)


def sealed(file: str) -> int:
    """The number of a file that nobody wrote into since it was whole; 0 where there is none like that."""
    try:
        found = os.lstat(file)
    except (OSError, ValueError):
        return 0
    return found.st_ino or 1 if stat.S_ISREG(found.st_mode) and found.st_mtime_ns == SEAL else 0


def connected(file: str, mode: str, seconds: float | None = None) -> sqlite3.Connection:
    """A file opened with care: nothing in it runs, nothing in it takes long, and no other file is written beside it."""
    database = sqlite3.connect(
        address(file, mode), uri=True, timeout=SECONDS if seconds is None else seconds, isolation_level=None
    )
    try:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
        left = iter(range(MILLIONS))
        database.set_progress_handler(lambda: next(left, None) is None, 1_000_000)
        for setting in HARDENED if mode == "ro" else (*HARDENED, *WRITING):
            database.execute(setting)
    except BaseException:
        database.close()
        raise
    return database


def state_in(database: sqlite3.Connection) -> str:
    """The commit that an index is of; empty where it is of another version, or no index of ours."""
    made_of = [found for (found,) in database.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")]
    if len(made_of) != len(STATEMENTS) or not STATEMENTS.issuperset(made_of):
        return ""
    known = dict(database.execute("SELECT name, value FROM meta WHERE name IN ('version', 'commit')"))
    commit = str(known.get("commit", ""))
    proper = len(commit) in (40, 64) and HEX.issuperset(commit)
    return commit if proper and known.get("version") == VERSION else ""


def address(file: str, mode: str) -> str:
    """A file's name as SQLite takes it together with how it is opened."""
    quoted = file.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{quoted}?mode={mode}"
