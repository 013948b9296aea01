"""Dates the way project managers type them, in English and German.

`2027-01-31`, `31.01.2027`, `31.1.`, `KW 49`, `W49/2027`, `Q1 2027`, `today`, `morgen`, `in 2 weeks`, `in 3 Monaten`,
`next monday`, `nächsten Montag`, `mid march`, `Ende März`, `ab sofort`. A written grammar instead of a guessing library,
because those read `Q1 2027` as a day in February. A week, quarter or month means its first day, or its last where an end is
asked for.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from pmnet.domain.phrase import phrase
from pmnet.domain.text import fold

EXAMPLES: Final = phrase("2027-01-31, 31.01.2027, KW 49, Q1 2027, in 2 weeks or next monday")

WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "monday mon montag mo",
            "tuesday tue dienstag di",
            "wednesday wed mittwoch mi",
            "thursday thu donnerstag do",
            "friday fri freitag fr",
            "saturday sat samstag sonnabend sa",
            "sunday sun sonntag so",
        )
    )
    for name in names.split()
}
MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jaenner",
            "february feb februar",
            "march mar maerz mrz",
            "april apr",
            "may mai",
            "june jun juni",
            "july jul juli",
            "august aug",
            "september sep sept",
            "october oct oktober okt",
            "november nov",
            "december dec dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}
NOW: Final = frozenset({"today", "now", "heute", "sofort", "ab sofort", "asap", "immediately"})
NEARBY: Final = {"tomorrow": 1, "morgen": 1, "day after tomorrow": 2, "uebermorgen": 2, "yesterday": -1, "gestern": -1}
UNITS: Final = {
    name: unit
    for unit, names in {
        "day": "day days tag tage tagen",
        "week": "week weeks woche wochen",
        "month": "month months monat monate monaten",
        "year": "year years jahr jahre jahren",
    }.items()
    for name in names.split()
}
PARTS: Final = {
    name: day
    for day, names in {1: "early beginning anfang start", 15: "mid middle mitte", 31: "late end ende"}.items()
    for name in names.split()
}


Period = tuple[date, date]
"""A first and a last day."""


def understand(text: str, today: date, last: bool = False) -> date:
    """The day that is meant: of a week, month or quarter its first, or its last; raises ValueError where it is none."""
    folded = fold(text).strip().rstrip(",")
    for pattern, build in GRAMMAR:
        match = pattern.fullmatch(folded)
        if match is not None:
            try:
                meant = build(match, today)
            except (ValueError, OverflowError):
                break
            if meant is not None:
                return meant if isinstance(meant, date) else meant[last]
    raise ValueError(phrase("{text!r} is not a date", text=text))


def understand_month(text: str) -> str:
    """The month that is meant by `2027-01`, `01/2027`, `1.2027` or `Januar 2027`, as the first; raises ValueError.

    The year is always said: what is billed lies behind, what is planned ahead.
    """
    folded = fold(text).strip()
    if iso := re.fullmatch(r"(\d{4})-(\d\d?)", folded):
        year, month = int(iso[1]), int(iso[2])
    elif short := re.fullmatch(r"(\d\d?)[./](\d{4})", folded):
        year, month = int(short[2]), int(short[1])
    elif named := re.fullmatch(r"([a-z]+)\.? (\d{4})", folded):
        year, month = int(named[2]), MONTHS.get(named[1], 0)
    else:
        raise ValueError(phrase("{text!r} is not a month with its year", text=text))
    if not 1 <= month <= 12:
        raise ValueError(phrase("{text!r} is not a month with its year", text=text))
    return f"{year:04}-{month:02}"


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the month's last day where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _iso(match: re.Match[str], today: date) -> date:
    return date(int(match[1]), int(match[2]), int(match[3]))


def _german(match: re.Match[str], today: date) -> date:
    year = match[3]
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(match[2]), int(match[1]))
    day = date(today.year, int(match[2]), int(match[1]))
    return day if day >= today else date(today.year + 1, int(match[2]), int(match[1]))


def _week(match: re.Match[str], today: date) -> Period:
    year = _year(match[2])
    monday = date.fromisocalendar(today.isocalendar().year if year is None else year, int(match[1]), 1)
    if year is None and monday + timedelta(days=6) < today:
        monday = date.fromisocalendar(today.isocalendar().year + 1, int(match[1]), 1)
    return monday, monday + timedelta(days=6)


def _quarter(match: re.Match[str], today: date) -> Period:
    year = _year(match[2])
    first = date(today.year if year is None else year, int(match[1]) * 3 - 2, 1)
    if year is None and add_months(first, 3) <= today:
        first = add_months(first, 12)
    return first, add_months(first, 3) - timedelta(days=1)


def _now(match: re.Match[str], today: date) -> date | None:
    if match[0] in NOW:
        return today
    return today + timedelta(days=NEARBY[match[0]]) if match[0] in NEARBY else None


def _ahead(match: re.Match[str], today: date) -> date | None:
    unit, count = UNITS.get(match[2]), 1 if match[1] in ("a", "one", "einem", "einer") else int(match[1])
    if unit is None:
        return None
    if unit in ("day", "week"):
        return today + timedelta(days=count * (7 if unit == "week" else 1))
    return add_months(today, count * (12 if unit == "year" else 1))


def _weekday(match: re.Match[str], today: date) -> date | None:
    if match[1] not in WEEKDAYS:
        return None
    return today + timedelta(days=(WEEKDAYS[match[1]] - today.weekday() - 1) % 7 + 1)


def _month(match: re.Match[str], today: date) -> date | Period | None:
    part, month, year = PARTS.get(match[1] or "early"), MONTHS.get(match[2]), _year(match[3])
    if part is None or month is None:
        return None
    found_year = year if year is not None else today.year + (month < today.month)
    days = calendar.monthrange(found_year, month)[1]
    if match[1] is None:
        return date(found_year, month, 1), date(found_year, month, days)
    return date(found_year, month, min(part, days))


def _year(text: str | None) -> int | None:
    return None if text is None else int(text) + (2000 if len(text) == 2 else 0)


Build = Callable[[re.Match[str], date], "date | Period | None"]

GRAMMAR: Final[tuple[tuple[re.Pattern[str], Build], ...]] = (
    (re.compile(r"(\d{4})-(\d\d?)-(\d\d?)"), _iso),
    (re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4}|\d\d)?"), _german),
    (re.compile(r"(?:kw|cw|w|week)\s*(\d\d?)(?:\s*[/ ]\s*(\d{4}|\d\d))?"), _week),
    (re.compile(r"q\s*([1-4])(?:\s*[/ ]\s*(\d{4}|\d\d))?"), _quarter),
    (re.compile(r"[a-z ]+"), _now),
    (re.compile(r"in (\d{1,4}|a|one|einem|einer) ([a-z]+)"), _ahead),
    (re.compile(r"(?:next|naechste[nr]?|kommende[nr]?|on|am)?\s*([a-z]+)"), _weekday),
    (re.compile(r"(?:([a-z]+)[ -])?([a-z]+)(?: (\d{4}|\d\d))?"), _month),
)
"""The forms, tried in order; each gives the day or says that it does not apply."""
