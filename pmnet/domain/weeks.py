"""Calendar weeks as ISO 8601 counts them: from Monday to Sunday, in the year that their Thursday lies in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pmnet.domain.dates import MONTHS
from pmnet.domain.weekdays import SATURDAY, next_weekday

MOST_WEEKS: Final = 523
"""How much of a period is looked at week by week: ten years, so that a record without a sensible end cannot hang us."""


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One week, by its Monday."""

    monday: date

    @property
    def iso(self) -> str:
        """The week as ISO 8601 writes it: `2027-W02`."""
        year, number, _ = self.monday.isocalendar()
        return f"{year:04}-W{number:02}"

    def __str__(self) -> str:
        """The week as project managers call it: `W2 (11 Jan)`."""
        return f"W{self.monday.isocalendar().week} ({self.monday.day} {MONTHS[self.monday.month - 1]})"


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a period that lies in one week."""

    week: Week
    first: date
    last: date

    @property
    def days(self) -> tuple[date, ...]:
        """Its days from Monday to Friday; a weekend alone is its first day."""
        span = (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
        return tuple(day for day in span if day.weekday() < SATURDAY) or (self.first,)

    def of_week(self, days_per_week: int) -> int:
        """How many of so many days a week fall into it: all in a whole week, in others as many as it has working days."""
        return days_per_week if len(self.days) == SATURDAY else min(days_per_week, len(self.days))


def week_of(day: date) -> Week:
    """The week in which a day lies."""
    return Week(day - timedelta(days=day.weekday()))


def weeks(start: date, end: date) -> Iterator[Part]:
    """A period by weeks, at most ten years of it; a weekend before its first working day is left out."""
    first = next_weekday(start)
    if first > end:
        first = start
    for _ in range(MOST_WEEKS):
        if first > end:
            return
        week = week_of(first)
        left = min((end - week.monday).days, 6)
        yield Part(week, first, week.monday + timedelta(days=left))
        if left < 6 or (date.max - week.monday).days < 7:
            return
        first = week.monday + timedelta(days=7)
