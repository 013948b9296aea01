"""How much of a member is free, and how much their word on it still counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from pmnet.domain.records import Member, Policy

SATURDAY: Final = 5


class Freshness(StrEnum):
    """How much a member's word on free capacity still counts."""

    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"
    UNKNOWN = "unknown"


def freshness(member: Member, now: datetime, policy: Policy) -> Freshness:
    """How fresh a member's word on free capacity is at a moment."""
    if member.capacity is None or member.capacity.confirmed is None:
        return Freshness.UNKNOWN
    age = (policy.working_hours.local(now).date() - member.capacity.confirmed).days
    if age <= policy.capacity_fresh_days:
        return Freshness.FRESH
    return Freshness.AGEING if age <= policy.capacity_stale_days else Freshness.STALE


def free_days(member: Member, start: date, end: date) -> int:
    """The fewest free days a week at any time of the period; weekends do not count."""
    entries = member.capacity.free if member.capacity else ()
    changes = {
        start,
        *(entry.start for entry in entries),
        *(e.to + timedelta(days=1) for e in entries if e.to and e.to < end),
    }
    days = {_next_weekday(day) for day in changes if start <= day <= end}
    looked_at = {day for day in days if day <= end} or {start}
    return min(
        sum(e.days_per_week for e in entries if e.start <= day and (e.to is None or day <= e.to)) for day in looked_at
    )


def _next_weekday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day
