"""Instants, days and working hours.

Instants are UTC and written as RFC 3339 (`2026-11-23T09:00:00Z`), days as ISO 8601 (`2026-11-23`). Deadlines run in
working hours: Monday to Friday, from opening to closing time in the network's own time zone, holidays left out.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from pmnet.domain.clock import time_zone
from pmnet.domain.phrase import Moment, counted, phrase

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

DAYS: Final = (
    phrase("Monday"),
    phrase("Tuesday"),
    phrase("Wednesday"),
    phrase("Thursday"),
    phrase("Friday"),
    phrase("Saturday"),
    phrase("Sunday"),
)

LONGEST_WAIT_DAYS: Final = 3660
"""How far ahead a deadline is looked for: ten years, so that a calendar without a working day cannot hang us."""


LONG_DAYS: Final = 28
"""From how many days on a deadline is told in weeks."""

MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When people of a network are expected to answer; `opens` and `closes` are full hours of the day."""

    zone: str = "Europe/Berlin"
    opens: int = 9
    closes: int = 17
    holidays: frozenset[date] = field(default_factory=frozenset)

    def is_working_day(self, day: date) -> bool:
        """Whether somebody can be expected to work on that day."""
        return day.weekday() < 5 and day not in self.holidays

    def local(self, instant: datetime) -> datetime:
        """The instant on the network's own clock."""
        try:
            return instant.astimezone(time_zone(self.zone))
        except OverflowError:  # the calendar ends within the zone's difference from UTC
            return instant

    def say(self, instant: datetime) -> str:
        """The instant as people of the network read it: `Thu 26 Nov 15:00`."""
        local = self.local(instant)
        return Moment(f"{WEEKDAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local:%H:%M}", local)

    def deadline(self, start: datetime, hours: int) -> datetime:
        """The instant at which `hours` working hours have passed since `start`; raises ValueError if none comes."""
        left = timedelta(hours=hours)
        try:
            for opens, closes in self._windows(start):
                begin = max(opens, start)
                if closes - begin >= left:
                    return (begin + left).astimezone(UTC)
                left -= max(closes - begin, timedelta())
        except OverflowError:
            pass  # the calendar ends
        raise ValueError(
            counted(
                hours,
                "no {n} working hour within ten years of {day}",
                "no {n} working hours within ten years of {day}",
                day=self.local(start).date(),
            )
        )

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two instants, at most ten years of it; nothing when `end` comes first."""
        total = timedelta()
        with contextlib.suppress(OverflowError):  # the calendar ends
            for opens, closes in self._windows(start):
                if opens >= end:
                    break
                total += max(min(closes, end) - max(opens, start), timedelta())
        return total

    def hours(self, start: datetime, end: datetime) -> float:
        """The same as a number of hours."""
        return self.worked(start, end) / HOUR

    def end_of(self, day: date) -> datetime:
        """The last second of a day on the network's clock: until when something is due that is due on that day."""
        last = time(23, 59, 59)
        try:
            return datetime.combine(day, last, time_zone(self.zone)).astimezone(UTC)
        except OverflowError:  # the calendar ends within the zone's difference from UTC
            return datetime.combine(day, last, UTC)

    def distance(self, now: datetime, due: datetime) -> str:
        """How far away a deadline is: `in 5 working hours`, `in 2 working days`, `overdue by 3 working hours`."""
        return (
            phrase("in {span}", span=self._span(now, due))
            if due >= now
            else phrase("overdue by {span}", span=self._span(due, now))
        )

    def _span(self, start: datetime, end: datetime) -> str:
        """About how long it is between two instants, in the words of people who work by day."""
        if (days := (end - start).days) >= LONG_DAYS:
            return phrase("{days} weeks", days=days // 7)
        worked = self.worked(start, end)
        if not worked:
            return in_words(end - start)
        if worked < HOUR:
            minutes = max(round(worked.total_seconds() / 60), 1)
            return counted(minutes, "{n} working minute", "{n} working minutes")
        hours, daily = round(worked / HOUR), self.closes - self.opens
        if hours < 2 * daily:
            return counted(hours, "{n} working hour", "{n} working hours")
        return counted(round(hours / daily), "{n} working day", "{n} working days")

    def _windows(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working windows from the day of `start` on, as instants."""
        zone = time_zone(self.zone)
        day = start.astimezone(zone).date()
        for _ in range(LONGEST_WAIT_DAYS):
            if self.is_working_day(day):
                yield (
                    datetime.combine(day, time(self.opens), zone).astimezone(UTC),
                    datetime.combine(day, time(self.closes), zone).astimezone(UTC)
                    if self.closes < 24
                    else datetime.combine(day + timedelta(days=1), time(0), zone).astimezone(UTC),
                )
            day += timedelta(days=1)


def in_words(span: timedelta) -> str:
    """About how long something is: `2 days`, `1 hour`, `15 minutes`."""
    n, unit = _about(span)
    if unit == DAY:
        return counted(n, "{n} day", "{n} days")
    if unit == HOUR:
        return counted(n, "{n} hour", "{n} hours")
    return counted(n, "{n} minute", "{n} minutes")


def ago(span: timedelta) -> str:
    """About how long ago something was: `2 days ago`, `1 hour ago`, `15 minutes ago`."""
    n, unit = _about(span)
    if unit == DAY:
        return counted(n, "{n} day ago", "{n} days ago")
    if unit == HOUR:
        return counted(n, "{n} hour ago", "{n} hours ago")
    return counted(n, "{n} minute ago", "{n} minutes ago")


def _about(span: timedelta) -> tuple[int, timedelta]:
    """A span in the largest unit of which there is one at least, and that unit; one minute at least."""
    minutes = max(round(span.total_seconds() / 60), 1)
    unit = DAY if minutes >= 1440 else HOUR if minutes >= 60 else MINUTE
    return round(timedelta(minutes=minutes) / unit), unit


def days_later(instant: datetime, days: int) -> datetime:
    """The instant some days later; the last one there is where the calendar ends before."""
    try:
        return instant + timedelta(days=days)
    except OverflowError:
        return datetime.max.replace(microsecond=0, tzinfo=UTC)
