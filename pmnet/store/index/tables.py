"""What the index holds. Days and instants are text as records write them, and compare as such; members and positions are numbers.

What depends on the clock is never stored, only from when or until when it is so.
"""

from __future__ import annotations

from typing import Final

from pmnet import __version__

VERSION: Final = f"4 of {__version__}"
"""Of these tables and of what is put into them: another one is built afresh, and so is that of another pmnet."""

FILE: Final = "index.sqlite"

TABLES: Final = {
    "meta": "name TEXT PRIMARY KEY, value TEXT",
    # who: `text` is what words are looked for in; `said` the free days as told, `free` what is left of them
    "member": "n INTEGER PRIMARY KEY, id TEXT UNIQUE, name TEXT, headline TEXT, text TEXT, admitted TEXT,"
    " paused TEXT, left TEXT, confirmed TEXT, said TEXT, free TEXT",
    "trait": "kind TEXT, key TEXT, n INTEGER, value, PRIMARY KEY (kind, key, n)",
    "stretch": "n INTEGER, first TEXT, last TEXT, said INTEGER, days INTEGER, PRIMARY KEY (n, first)",
    "vouch": "n INTEGER, place INTEGER, by TEXT, at TEXT, withdrawn TEXT, PRIMARY KEY (n, place)",
    "objection": "n INTEGER, by TEXT, PRIMARY KEY (n, by)",
    # what: `closed` also where it was erased, and `ended` when that was; `until` when nobody holds a position any more
    "lead": "id TEXT PRIMARY KEY, owner TEXT, title TEXT, mode TEXT, protected_until TEXT, closed INTEGER, ended TEXT",
    "position": "n INTEGER PRIMARY KEY, lead TEXT, key TEXT, title TEXT, text TEXT, role TEXT, days INTEGER, begins TEXT,"
    " ends TEXT, state TEXT, until TEXT, asks TEXT",
    "want": "kind TEXT, key TEXT, n INTEGER, value, must INTEGER, PRIMARY KEY (kind, key, n)",
    # `stage` since when, and `until` when it lapses by itself if nobody does anything; none where its lead cannot be read
    "handover": "id TEXT PRIMARY KEY, lead TEXT, owner TEXT, partner TEXT, over INTEGER, stage TEXT, since TEXT, until TEXT",
    # what members hold for certain, and what they let lapse
    "work": "handover TEXT PRIMARY KEY, lead TEXT, partner TEXT, start TEXT, end TEXT, days INTEGER",
    "lapse": "handover TEXT, lead TEXT, asked TEXT, offer INTEGER, respond_by TEXT, PRIMARY KEY (handover, respond_by, offer)",
    "broken": "path TEXT PRIMARY KEY, finding TEXT",
}

KEYED: Final = frozenset(TABLES) - {"member", "position"}
"""Tables that are found by their key alone."""

INDEXES: Final = {
    "standing": "member (admitted, left, paused, id)",
    "trait_of": "trait (n)",
    "want_of": "want (n)",
    "position_of": "position (lead)",
    "handover_of": "handover (lead)",
    "work_of_lead": "work (lead)",
    "work_of_partner": "work (partner)",
    "lapse_of_lead": "lapse (lead)",
    "lapse_of": "lapse (asked)",
}


def statement(name: str) -> str:
    """What makes a table, or an index of one."""
    if name in INDEXES:
        return f"CREATE INDEX {name} ON {INDEXES[name]}"
    return f"CREATE TABLE {name} ({TABLES[name]}){' WITHOUT ROWID' if name in KEYED else ''}"


STATEMENTS: Final = frozenset(statement(name) for name in (*TABLES, *INDEXES))
"""All that a file is made of: one that says anything else (views, triggers) is none of ours."""
