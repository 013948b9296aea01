"""The time zone a network lives in; a module of its own, because it loads quickly."""

from __future__ import annotations

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo


def time_zone(name: str) -> tzinfo:
    """The time zone of that IANA name; UTC where there is none, because a wrong record must not stop anybody."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC
