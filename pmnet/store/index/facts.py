"""What the index knows for each criterion of a question: of members, and of the positions of leads. It loads quickly."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from pmnet.domain.text import squeeze
from pmnet.domain.weekdays import last_weekday, next_weekday
from pmnet.rules.criteria import Criterion, Value
from pmnet.store.index.queries import (
    ACTIVE,
    AMONG,
    OF_MEMBERS,
    OF_POSITIONS,
    OPEN,
    OTHERS_OF_MEMBERS,
    OTHERS_OF_POSITIONS,
)
from pmnet.store.index.reading import Index
from pmnet.store.wordlist import WORDS

EVERYBODY: Final = 1 << 40
"""The size of what is known of everybody."""


class _Facts:
    """What is known for a criterion, by a table of queries."""

    def __init__(
        self, index: Index, queries: Mapping[str, str], others: str, tables: tuple[str, str], everybody: Collection[str]
    ) -> None:
        """`tables` hold texts and traits; of the kinds in `everybody` something is known of nearly all."""
        self._index = index
        self._queries = queries
        self._others = others
        self._tables = tables
        self._everybody = everybody

    def size(self, criterion: Criterion) -> int:
        """About how many subjects something is known of for a criterion."""
        if criterion.kind in self._everybody:
            return EVERYBODY
        rows = self._index.database.execute(f"SELECT COUNT(*) FROM ({self._query(criterion, '1')})", _bound(criterion))
        return int(rows.fetchone()[0])

    def values(self, criterion: Criterion, among: Collection[int] | None = None) -> Mapping[int, Value]:
        """What is known for a criterion, of all subjects or of some."""
        bound = _bound(criterion) | {"among": json.dumps(list(among or ()))}
        rows = self._index.database.execute(self._query(criterion, "1" if among is None else AMONG), bound)
        if len(rows.description) == 2:
            return dict(rows)
        return {number: tuple(values) for number, *values in rows}

    def _query(self, criterion: Criterion, among: str) -> str:
        table, traits = self._tables
        return self._queries.get(criterion.kind, self._others).format(among=among, table=table, traits=traits)


class MemberFacts(_Facts):
    """What is known of active members."""

    def __init__(self, index: Index, besides: str = "") -> None:
        """`besides` is a member that is not looked at."""
        super().__init__(index, OF_MEMBERS, OTHERS_OF_MEMBERS, ("member", "trait"), ("free", "confirmed", "word"))
        self._looked_at = index.moment | {"besides": besides}

    def everybody(self) -> set[int]:
        """All who are active."""
        rows = self._index.database.execute(f"SELECT n FROM {ACTIVE} AND id <> :besides", self._looked_at)
        return {number for (number,) in rows}

    def names(self, subjects: Collection[int]) -> Mapping[int, str]:
        """The ids of those who are active."""
        among = {"among": json.dumps(list(subjects))}
        query = f"SELECT n, id FROM {ACTIVE} AND id <> :besides AND {AMONG}"
        return dict(self._index.database.execute(query, self._looked_at | among))


class PositionFacts(_Facts):
    """What is known of the open positions of others' leads."""

    def __init__(self, index: Index, member: str | None) -> None:
        """`member` is who looks: their own leads are not looked at."""
        everybody = ("word", "role", "industry", "region", "days", "begins", "ends")
        super().__init__(index, OF_POSITIONS, OTHERS_OF_POSITIONS, ("position", "want"), everybody)
        self._looked_at = index.moment | {"member": member}

    def everybody(self) -> set[int]:
        """All that can be had."""
        rows = self._index.database.execute(f"SELECT p.n FROM {OPEN} AND lead.owner IS NOT :member", self._looked_at)
        return {number for (number,) in rows}

    def names(self, subjects: Collection[int]) -> Mapping[int, str]:
        """The ids of the leads of those that can be had."""
        query = f"SELECT p.n, p.lead FROM {OPEN} AND lead.owner IS NOT :member AND p.{AMONG}"
        among = {"among": json.dumps(list(subjects))}
        return dict(self._index.database.execute(query, self._looked_at | among))


def _bound(criterion: Criterion) -> dict[str, Any]:
    """What queries may name of a criterion."""
    bound = {
        "kind": criterion.kind,
        "key": criterion.key,
        "least": criterion.least,
        "whole": criterion.key.partition("-")[0],
        "models": json.dumps(criterion.key.split()),
    }
    if criterion.kind == "free":
        bound["first"], bound["last"] = _working(criterion.start, criterion.end)
    if criterion.kind == "word":
        bound["word"] = squeeze(criterion.key)
        bound |= {name: json.dumps(_called(name, squeeze(criterion.key))) for name in ("skills", "roles")}
    return bound


def term(vocabulary: str, typed: str) -> str | None:
    """The key of the term that is called just that, folded; None where there is none, or more than one."""
    wanted = squeeze(typed)
    found = [key for key, _, _, names in WORDS.get(vocabulary, ()) if wanted in names.split()]
    return found[0] if len(found) == 1 else None


def _called(vocabulary: str, part: str) -> list[str]:
    """The keys of the terms in one of whose names a part of a word stands."""
    return [key for key, _, _, names in WORDS.get(vocabulary, ()) if part in names]


def _working(start: str, end: str) -> tuple[str, str]:
    """The first and the last working day of a period; one that lies in a weekend is the Monday after it."""
    first = next_weekday(date.fromisoformat(start))
    return first.isoformat(), max(first, last_weekday(date.fromisoformat(end))).isoformat()
