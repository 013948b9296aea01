"""What overviews ask of the index: many at once, and only as much of it as is shown.

What is counted is counted for all; records are read for what is shown alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from pmnet.rules.capacity import Stretch
from pmnet.store.index.queries import ACTIVE, CARDS, OPEN
from pmnet.store.index.reading import Index


class Placed(NamedTuple):
    """What stands in a stage: a handover, or a position that nobody holds (`handover` is empty)."""

    stage: str
    lead: str
    position: str
    handover: str


class Staged(NamedTuple):
    """What a pipeline shows; of each stage, how many there are and how many ended before the day that was asked for."""

    cards: Sequence[Placed]
    of: Mapping[str, int]
    earlier: Mapping[str, int]


class FreeMember(NamedTuple):
    """An active member, the day their free days were confirmed, and the stretches of a period."""

    id: str
    name: str
    confirmed: date | None
    stretches: Sequence[Stretch]


class Known(NamedTuple):
    """Of a skill or an industry: how many active members can do it, who if it is one, and what open positions ask for.

    `said` is how many have it at any level, `level` the highest that is asked for.
    """

    key: str
    said: int
    able: int
    only: str
    asked: int
    level: int


STAGED: Final = (
    f"SELECT stage, lead, position, handover, since, COUNT(*) OVER (PARTITION BY stage) AS many, ROW_NUMBER() OVER"
    " (PARTITION BY stage ORDER BY CASE WHEN stage IN (SELECT value FROM json_each(:latest)) THEN '' ELSE since END,"
    " since DESC, lead, position, handover) AS place"
    f" FROM ({CARDS}) WHERE since >= :since OR stage NOT IN (SELECT value FROM json_each(:ended))"
)
EARLIER: Final = (
    f"SELECT stage, COUNT(*) FROM ({CARDS}) WHERE since < :since"
    " AND stage IN (SELECT value FROM json_each(:ended)) GROUP BY stage"
)


def staged(
    index: Index, member: str | None, since: date, ended: Sequence[str], latest: Sequence[str], most: int
) -> Staged:
    """What stands in each stage, of one member or of all, at most so many: first what has stood there longest.

    In the stages of `latest` the newest come first; in those of `ended` only what ended since a day.
    """
    bound = index.moment | {"member": member, "since": since.isoformat(), "most": most}
    bound |= {"ended": json.dumps(ended), "latest": json.dumps(latest)}
    rows = index.database.execute(
        f"SELECT stage, lead, position, handover, many FROM ({STAGED}) WHERE place <= :most ORDER BY stage, place",
        bound,
    ).fetchall()
    earlier = dict(index.database.execute(EARLIER, bound).fetchall())
    return Staged([Placed(*row[:4]) for row in rows], {row[0]: row[4] for row in rows}, earlier)


def free_members(index: Index, first: date, last: date, skills: Mapping[str, int]) -> list[FreeMember]:
    """All active members who have some skills at some levels, by id, with their free days in a period."""
    bound = index.moment | {"first": first.isoformat(), "last": last.isoformat(), "skills": json.dumps(skills)}
    found: dict[int, list[Stretch]] = {}
    for number, begins, ends, said, left in index.database.execute(
        "SELECT n, first, last, said, days FROM stretch WHERE last >= :first AND first <= :last ORDER BY n, first",
        bound,
    ):
        stretch = Stretch(date.fromisoformat(begins), date.fromisoformat(ends), said, left)
        found.setdefault(number, []).append(stretch)
    return [
        FreeMember(name, called, date.fromisoformat(confirmed) if confirmed else None, found.get(number, ()))
        for number, name, called, confirmed in index.database.execute(
            f"SELECT n, id, name, confirmed FROM {ACTIVE} AND NOT EXISTS (SELECT 1 FROM json_each(:skills) AS asked"
            " WHERE NOT EXISTS (SELECT 1 FROM trait WHERE kind = 'skill' AND trait.key = asked.key AND trait.n = member.n"
            " AND trait.value >= asked.value)) ORDER BY id",
            bound,
        )
    ]


def known(index: Index, kind: str, level: int) -> list[Known]:
    """All that active members have of a kind (`skill`, `industry`) or open positions ask for; from a level on they can do it."""
    bound = index.moment | {"kind": kind, "able": level}
    key = "key" if kind == "skill" else "value"
    asked = {
        of: (many, level if kind == "skill" else 0)
        for of, many, level in index.database.execute(
            f"SELECT {key}, COUNT(*), MAX(value) FROM want WHERE kind = :kind AND n IN (SELECT p.n FROM {OPEN})"
            f" GROUP BY {key}",
            bound,
        )
    }
    had = index.database.execute(
        "SELECT trait.key, COUNT(*), SUM(trait.value >= :able), MIN(CASE WHEN trait.value >= :able THEN who.id END)"
        f" FROM trait JOIN (SELECT n, id FROM {ACTIVE}) AS who ON who.n = trait.n WHERE kind = :kind GROUP BY trait.key",
        bound,
    )
    found = {
        of: Known(of, said, able, only if able == 1 else "", *asked.get(of, (0, 0))) for of, said, able, only in had
    }
    return [*found.values(), *(Known(of, 0, 0, "", *many) for of, many in asked.items() if of not in found)]


def most_able(index: Index, kind: str, level: int, most: int) -> dict[str, Mapping[str, int]]:
    """The active members who can do most of a kind, at most so many, by id, each with what they have at which level."""
    bound = index.moment | {"kind": kind, "able": level, "most": most}
    rows = index.database.execute(
        f"SELECT who.n, who.id FROM trait JOIN (SELECT n, id FROM {ACTIVE}) AS who ON who.n = trait.n WHERE kind = :kind"
        " GROUP BY who.n ORDER BY SUM(trait.value >= :able) DESC, COUNT(*) DESC, who.id LIMIT :most",
        bound,
    ).fetchall()
    query = "SELECT key, value FROM trait WHERE n = ? AND kind = ? ORDER BY key"
    return {
        name: dict(index.database.execute(query, (number, kind)).fetchall())
        for number, name in sorted(rows, key=lambda row: row[1])
    }


def counted(index: Index, kind: str) -> tuple[int, int]:
    """How many active members there are, and how many of them say anything of a kind."""
    query = f"SELECT COUNT(*), SUM(EXISTS (SELECT 1 FROM trait WHERE trait.n = member.n AND trait.kind = :kind)) FROM {ACTIVE}"
    everybody, said = index.database.execute(query, index.moment | {"kind": kind}).fetchone()
    return everybody, said or 0
