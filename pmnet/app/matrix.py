"""Who can do what in a network, and what only one of them can, or nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pmnet.app.context import Context
from pmnet.app.words import UNSAID_LEVEL
from pmnet.store.index import overviews
from pmnet.store.index.overviews import Known
from pmnet.store.index.reading import Index

CAN: Final[Mapping[str, int]] = {"skill": UNSAID_LEVEL, "industry": 0}
"""From which level on somebody can do something; an industry has none, its figure is years, and whoever names it knows it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A skill or an industry; what is known of it counts for all, `levels` (of an industry: years) are of those shown."""

    known: Known
    levels: Mapping[str, int]

    @property
    def nobody(self) -> bool:
        """Whether open positions ask for it, and nobody can do it."""
        return not self.known.able and bool(self.known.asked)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Skills or industries (`kind`), by how few can do them, and members.

    `members` are those that are shown, `of` how many say anything, `silent` how many active members say nothing.
    """

    kind: str
    members: tuple[str, ...]
    rows: tuple[Row, ...]
    of: int
    silent: int


def matrix(context: Context, industries: bool, most: int) -> Matrix:
    """Skills, or industries, and the active members who have most of them, at most so many."""
    kind = "industry" if industries else "skill"
    return context.ask(lambda index: matrix_of(index, kind, most))


def matrix_of(index: Index, kind: str, most: int) -> Matrix:
    """The same, asked of an index."""
    shown = overviews.most_able(index, kind, CAN[kind], most)
    everybody, of = overviews.counted(index, kind)
    rows = (Row(one, _levels(one.key, shown)) for one in overviews.known(index, kind, CAN[kind]))
    return Matrix(kind, tuple(shown), tuple(sorted(rows, key=_order)), of, everybody - of)


def _levels(key: str, shown: Mapping[str, Mapping[str, int]]) -> Mapping[str, int]:
    return {member: levels[key] for member, levels in shown.items() if key in levels}


def _order(row: Row) -> tuple[int, int, int, str]:
    """First what is asked for and nobody can, then what only one can, then the others: by how few can, and how many ask."""
    able, asked = row.known.able, row.known.asked
    rank = 0 if row.nobody else 1 if able == 1 else 2
    return rank, able, -asked, row.known.key
