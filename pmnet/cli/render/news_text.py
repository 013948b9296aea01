"""Calendars, what was mailed and what was undone, as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.cli.render.screen import Screen
from pmnet.domain.phrase import both, counted, phrase

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.calendar import Calendar


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


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {"pmnet.app.calendar.Calendar": _calendar}
