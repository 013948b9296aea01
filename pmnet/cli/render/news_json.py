"""Calendars, what was mailed and what was undone, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmnet.domain.clock import format_instant

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.calendar import Assignment, Calendar
    from pmnet.app.deadlines import Deadline
    from pmnet.app.notify import Mail, Notified
    from pmnet.app.undo import Undone


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


def of_notified(result: Notified) -> dict[str, Any]:
    """What was mailed, and where the next run begins."""
    found = result.found
    return {
        "since": found.since or None,
        "next": result.next,
        "then": format_instant(found.then) if found.then else None,
        "anew": found.anew or None,
        "unfetched": found.unfetched or None,
        "mails": [_mail(mail) for mail in result.mails],
    } | ({"dry_run": True} if result.rehearsed else {})


def _mail(mail: Mail) -> dict[str, Any]:
    about: dict[str, Any] = {"member": mail.member, "email": mail.email, "language": mail.language}
    if mail.letter is not None:
        about |= {"subject": mail.letter.subject, "message_id": mail.letter.message_id, "text": mail.letter.text}
    return about | {"sent": mail.sent, "refused": mail.refused or None}


def of_undone(result: Undone) -> dict[str, Any]:
    """What was taken back, and by which act; none where it was never sent."""
    found, outcome = result.undoing, result.outcome
    about = {
        "undone": {"text": found.what, "at": format_instant(found.at)},
        "note": found.note or None,
        "taken_out": outcome is None,
    }
    if outcome is None:
        return about | {"summary": None, "commit": None, "sent": True}
    changes = {} if outcome.sent else {"changes": {path: after.decode() for path, (_, after) in result.changes.items()}}
    return about | {"summary": outcome.plan.summary, "commit": outcome.commit, "sent": outcome.sent} | changes
