"""Calendars, what was mailed and what was undone, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmnet.domain.clock import format_instant

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.calendar import Assignment, Calendar
    from pmnet.app.deadlines import Deadline


def of_calendar(found: Calendar) -> dict[str, Any]:
    """Deadlines by time and assignments by their first day; `file` is where they were written, if they were."""
    return {
        "zone": found.zone,
        "file": found.file or None,
        "deadlines": [{"uid": found.uid(row.key)} | _deadline(row) for row in found.deadlines],
        "assignments": [{"uid": found.uid(f"{row.handover}.work")} | _assignment(row) for row in found.assignments],
    }


def _deadline(row: Deadline) -> dict[str, Any]:
    about = {"about": row.about, "clock": row.clock, "text": row.text, "due": format_instant(row.due)}
    return about | {"command": row.command, "mine": row.mine} | ({"month": row.month} if row.month else {})


def _assignment(row: Assignment) -> dict[str, Any]:
    return {
        "handover": row.handover,
        "text": row.text,
        "first": row.first.isoformat(),
        "last": row.last.isoformat() if row.last else None,
        "days_per_week": row.days_per_week,
        "won": row.won,
    }
