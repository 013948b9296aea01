"""Who is free how many days in which week, for everybody to see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pmnet.app import words
from pmnet.app.context import Context
from pmnet.domain.weekdays import next_weekday
from pmnet.domain.weeks import Part, week_of, weeks
from pmnet.rules.capacity import Freshness, freshness_on, most_free
from pmnet.store.index import overviews
from pmnet.store.index.overviews import FreeMember
from pmnet.store.index.reading import Figures, Index

COUNTS = (Freshness.FRESH, Freshness.AGEING)
"""How fresh a word must be to count where somebody is looked for."""


@dataclass(frozen=True, slots=True)
class Row:
    """A member and their free days, week by week, won work taken off; `said` is whether they ever said anything."""

    member: str
    name: str
    freshness: Freshness
    confirmed: date | None
    said: bool
    days: tuple[int, ...]

    @property
    def counts(self) -> bool:
        """Whether their word counts where somebody is looked for."""
        return self.freshness in COUNTS

    @property
    def total(self) -> int:
        """The free days of all weeks."""
        return sum(self.days)


@dataclass(frozen=True, slots=True)
class Capacity:
    """Weeks, the members who are free in them, and what that adds up to.

    `rows` are those that are shown, and `of` how many there are; the sums are those of all. `free` adds up the words that
    count, `unconfirmed` those that do not. `skills` are those that were asked for, each with its level.
    """

    weeks: tuple[Part, ...]
    rows: tuple[Row, ...]
    of: int
    free: tuple[int, ...]
    unconfirmed: tuple[int, ...]
    skills: Mapping[str, int]


def capacity(context: Context, start: date | None, number: int, skills: Sequence[str], most: int) -> Capacity:
    """The free days of active members in so many weeks from a day (or today) on; raises UnknownTerm, and Usage.

    Those who are free for longest come first, and those whose word does not count last. `skills` are words as typed.
    """
    wanted = dict(words.levelled(typed, 1) for typed in skills)
    return context.ask(lambda index: capacity_of(index, start, number, wanted, most))


def capacity_of(index: Index, start: date | None, number: int, skills: Mapping[str, int], most: int) -> Capacity:
    """The same, asked of an index, with the keys of skills and their levels."""
    span = span_of(start or index.today, number)
    found = overviews.free_members(index, span[0].first, span[-1].last, skills)
    rows = [row_of(member, span, index.today, index.figures) for member in found]
    rows.sort(key=lambda row: (not row.counts, not row.said, -row.total, row.member))
    return Capacity(
        span,
        tuple(rows[:most]),
        len(rows),
        _sums(rows, span, lambda row: row.counts),
        _sums(rows, span, lambda row: not row.counts),
        skills,
    )


def span_of(start: date, number: int) -> tuple[Part, ...]:
    """So many weeks from a day on, of the first of them what is left of it; a weekend is left out."""
    monday = week_of(next_weekday(start)).monday  # the last day there is (date.max) is a Friday
    end = monday + timedelta(days=min(7 * number - 1, (date.max - monday).days))
    return tuple(weeks(start, end))


def row_of(member: FreeMember, span: Iterable[Part], today: date, figures: Figures) -> Row:
    """A member's free days week by week."""
    days = [
        most_free(part, [one for one in member.stretches if one.first <= part.last and part.first <= one.last])
        for part in span
    ]
    fresh = freshness_on(today, member.confirmed, figures.fresh_days, figures.stale_days)
    said = member.confirmed is not None or bool(member.stretches)
    return Row(member.id, member.name, fresh, member.confirmed, said, tuple(days))


def _sums(rows: Iterable[Row], span: Sequence[Part], which: Callable[[Row], bool]) -> tuple[int, ...]:
    """The days of some of the rows together, week by week."""
    chosen = [row.days for row in rows if which(row)]
    return tuple(sum(days[place] for days in chosen) for place in range(len(span)))
