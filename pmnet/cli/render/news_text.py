"""Calendars, what was mailed and what was undone, as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.cli.render.acts_text import recorded
from pmnet.cli.render.screen import Screen
from pmnet.domain.phrase import Phrase, Quoted, both, counted, phrase

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.calendar import Calendar
    from pmnet.app.notify import Mail, Notified
    from pmnet.app.undo import Undone


def _calendar(screen: Screen, found: Calendar) -> None:
    many = both(
        (
            counted(len(found.deadlines), "{n} deadline", "{n} deadlines"),
            counted(len(found.assignments), "{n} assignment", "{n} assignments"),
        )
    )
    if found.file:
        screen.line(phrase("written: {file}, with {many}", file=found.file, many=many), "green")
        return
    if found.deadlines:
        screen.rows(
            (phrase("due"), phrase("what"), phrase("command")),
            ((screen.due(row.due), row.text, row.command) for row in found.deadlines),
        )
    if found.assignments:
        screen.rows(
            (phrase("from"), phrase("to"), phrase("work")),
            ((row.first, row.last or phrase("open"), row.text) for row in found.assignments),
        )
    screen.line(many)


def _notified(screen: Screen, result: Notified) -> None:
    for mail in result.mails:
        if result.rehearsed:
            _letter(screen, mail)
        elif mail.sent:
            screen.line(phrase("sent to {member}, {email}", member=mail.member, email=mail.email), "green")
        else:
            screen.line(_not_sent(mail), "yellow")
    if not result.mails and not result.found.anew:
        screen.line(phrase("nothing is new for anybody"))
    screen.line(phrase("the next time:"))
    screen.command(f"--since {result.next}", 2)


def _not_sent(mail: Mail) -> Phrase:
    if not mail.refused:
        return phrase("not sent to {member}, {email}", member=mail.member, email=mail.email)
    return phrase("not sent to {member}, {email}: {why}", member=mail.member, email=mail.email, why=mail.refused)


def _letter(screen: Screen, mail: Mail) -> None:
    """A mail as it would be sent."""
    if mail.letter is None:
        screen.line(
            phrase("no address that mail can be sent to: {member}, {email}", member=mail.member, email=mail.email)
        )
        return
    screen.facts(
        (
            (phrase("mail to"), mail.email),
            (phrase("subject"), Quoted(mail.letter.subject)),
            ("Message-ID", mail.letter.message_id),
        )
    )
    screen.line()
    screen.quoted(mail.letter.text)
    screen.line()


def _undone(screen: Screen, result: Undone) -> None:
    found = result.undoing
    if result.outcome is None:
        said = (
            phrase("would not be sent any more: {what}", what=found.what)
            if screen.dry_run
            else phrase("taken out, so it is not sent: {what}", what=found.what)
        )
        screen.line(said, "" if screen.dry_run else "green")
        return
    if screen.dry_run:
        screen.line(phrase("your last act: {what}", what=found.what))
    recorded(screen, result.outcome, result.changes)
    if found.note:
        screen.line(found.note)


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {
    "pmnet.app.calendar.Calendar": _calendar,
    "pmnet.app.notify.Notified": _notified,
    "pmnet.app.undo.Undone": _undone,
}
