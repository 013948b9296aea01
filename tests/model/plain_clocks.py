"""How long things take: working hours, days, and the figures of a network that nobody changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ZONE = ZoneInfo("Europe/Berlin")

ANSWER_HOURS = 16
CONTACT_HOURS = 16
PROGRESS_DAYS = 14
HOLD_DAYS = 14
PROTECTION_DAYS = 90
OBJECTION_DAYS = 7
NEW_KEY_DAYS = 7
OPEN_CLAIMS = 5
OPEN_LEADS = 20


def local_day(at: datetime) -> date:
    return at.astimezone(ZONE).date()


@cache
def working_hours_after(at: datetime, hours: int) -> datetime:
    """When so many working hours have passed, hour by hour; `at` is a full hour."""
    while hours:
        local = at.astimezone(ZONE)
        if local.weekday() < 5 and 9 <= local.hour < 17:
            hours -= 1
        at += HOUR
    return at
