"""Working days and weeks later; a module of its own, because it loads quickly."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

SATURDAY: Final = 5

DEFAULT_WEEKS: Final = 4
"""How many weeks are looked at where no end is said."""


def next_weekday(day: date) -> date:
    """The day itself, or the Monday after it where it lies in a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day


def last_weekday(day: date) -> date:
    """The day itself, or the Friday before it where it lies in a weekend."""
    return day - timedelta(days=max(day.weekday() - SATURDAY + 1, 0))


def weeks_later(day: date, number: int = DEFAULT_WEEKS) -> date:
    """The same day of the week so many weeks later, or the last day there is."""
    return day + timedelta(days=min(7 * number, (date.max - day).days))
