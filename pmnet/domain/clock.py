"""How instants and days are written, and the time zone a network lives in; a module of its own, because it loads quickly."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from pmnet.domain.phrase import phrase

INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def parse_instant(text: str) -> datetime:
    """The instant written as `2026-11-23T09:00:00Z`; raises ValueError for anything else."""
    if INSTANT.match(text) is None:
        raise ValueError(phrase("{text!r} is not an instant such as 2026-11-23T09:00:00Z", text=text))
    return datetime.fromisoformat(text)


def format_instant(instant: datetime) -> str:
    """The instant in UTC, to the second, as records write it."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def parse_day(text: str) -> date:
    """The day written as `2026-11-23`; raises ValueError for anything else."""
    if DAY.match(text) is None:
        raise ValueError(phrase("{text!r} is not a day such as 2026-11-23", text=text))
    return date.fromisoformat(text)


def time_zone(name: str) -> tzinfo:
    """The time zone of that IANA name; UTC where there is none, because a wrong record must not stop anybody."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC
