"""Calendars as other programs read them (RFC 5545). The only module that knows icalendar, which takes 60 ms to load."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pmnet
from pmnet.app.calendar import Assignment, Calendar
from pmnet.app.deadlines import Deadline
from pmnet.domain.clock import time_zone
from pmnet.domain.phrase import phrase
from pmnet.domain.text import printable

if TYPE_CHECKING:
    from pmnet.cli.language import Language

WARNINGS: Final = (timedelta(days=1), timedelta(hours=2))
"""How long before what one must do oneself a calendar says so."""

ZONE_YEARS: Final = 10
"""For how many years a calendar's file says when clocks change; later times stand in UTC."""


def file_of(calendar: Calendar, language: Language) -> bytes:
    """A calendar's file in the language somebody reads."""
    import icalendar

    made = icalendar.Calendar()
    made.add("version", "2.0")
    made.add("prodid", f"-//pmnet//pmnet {pmnet.__version__}//{language.key.upper()}")
    made.add("x-wr-calname", printable(calendar.network))
    page = Page(calendar, language)
    for deadline in calendar.deadlines:
        made.add_component(page.deadline(deadline))
    for assignment in calendar.assignments:
        made.add_component(page.assignment(assignment))
    if any(page.is_local(deadline.due) for deadline in calendar.deadlines):
        made.add_missing_timezones(first_date=page.first.date(), last_date=page.last.date())
    written: bytes = made.to_ical()
    return written


class Page:
    """Writes the events of one calendar."""

    def __init__(self, calendar: Calendar, language: Language) -> None:
        self._calendar = calendar
        self._language = language
        self._zone = time_zone(calendar.zone)
        dated = [deadline.due for deadline in calendar.deadlines if deadline.due <= _years_later(calendar.now)]
        self.first = min(dated, default=calendar.now) - timedelta(days=366)
        self.last = max(dated, default=calendar.now) + timedelta(days=366)

    def deadline(self, deadline: Deadline) -> Any:
        """A moment that takes no time, with warnings before what one must do oneself."""
        event = self._event(deadline.key, deadline.text, deadline.revision)
        event.add("dtstart", self._local(deadline.due))
        event.add("categories", ["pmnet", str(deadline.clock)])
        event.add("description", f"{self._said(deadline.text)}\n\n{deadline.command}")
        for before in WARNINGS if deadline.mine else ():
            event.add_component(self._warning(deadline, before))
        return event

    def assignment(self, assignment: Assignment) -> Any:
        """Whole days from the first to the last; where nobody said which is the last, the first alone."""
        open_end = phrase("{what}; nobody said until when", what=assignment.text)
        text = assignment.text if assignment.last is not None else open_end
        event = self._event(f"{assignment.handover}.work", text, assignment.revision)
        event.add("dtstart", assignment.first)
        last = assignment.last or assignment.first
        if last < date.max:  # the day after the last one
            event.add("dtend", last + timedelta(days=1))
        event.add("categories", ["pmnet", "assignment"])
        event.add("description", f"{self._said(text)}\n\npmnet lead show {assignment.handover.partition('.')[0]}")
        return event

    def is_local(self, instant: datetime) -> bool:
        """Whether an instant is written on the network's own clock.

        Not in the hour that a clock shows twice, as what it shows then means the first time, and not far ahead, as nobody knows
        when clocks will change by then.
        """
        return self._zone is not UTC and not instant.astimezone(self._zone).fold and instant <= self.last

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self._zone if self.is_local(instant) else UTC)

    def _event(self, key: str, text: str, revision: int) -> Any:
        import icalendar

        event = icalendar.Event()
        event.add("uid", printable(self._calendar.uid(key)))
        event.add("dtstamp", self._calendar.now)
        event.add("sequence", revision)
        event.add("summary", self._said(text))
        event.add("transp", "TRANSPARENT")
        return event

    def _warning(self, deadline: Deadline, before: timedelta) -> Any:
        import icalendar

        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", self._said(deadline.text))
        alarm.add("trigger", -before)
        return alarm

    def _said(self, text: object) -> str:
        return printable(self._language.say(text))


def _years_later(now: datetime) -> datetime:
    return now + timedelta(days=366 * ZONE_YEARS)
