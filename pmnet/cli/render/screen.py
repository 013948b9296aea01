"""Where text goes. The only module that knows rich, which takes 45 ms to load and is loaded when a screen is made.

Whatever a record says is shown as plain text: never as markup, and without characters a terminal might act on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from pmnet.cli.session import Session
from pmnet.domain.dates import MONTHS, WEEKDAYS
from pmnet.domain.phrase import Moment, phrase
from pmnet.domain.text import printable

WIDE = 160
"""The width where there is no terminal."""


class Screen:
    """Where text goes, and on whose clock it shows time."""

    def __init__(self, session: Session) -> None:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        plain = session.no_color or bool(session.variables.get("NO_COLOR"))
        self._text, self._table = Text, Table
        self.console = Console(
            file=sys.stdout,
            no_color=plain,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=not sys.stdout.isatty(),
            width=None if sys.stdout.isatty() else WIDE,
        )
        self.language = session.language
        self.hours = session.hours
        self.now = session.now
        self.dry_run = session.dry_run

    def when(self, instant: datetime | None) -> str:
        """An instant on the network's clock, or this machine's where there is none: `Thu 26 Nov 2026 15:00`."""
        if instant is None:
            return ""
        local = instant.astimezone() if self.hours is None else self.hours.local(instant)
        return Moment(
            f"{WEEKDAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local.year} {local:%H:%M}", local
        )

    def due(self, instant: datetime | None) -> str:
        """A deadline, and how far away it is: `Thu 26 Nov 2026 15:00 (in 5 working hours)`."""
        if instant is None or self.hours is None:
            return self.when(instant)
        return phrase("{when} ({distance})", when=self.when(instant), distance=self.hours.distance(self.now, instant))

    def last_day(self, day: date | None) -> object:
        """A day through which something lasts, and how far away its end is: `2027-02-21 (in 12 weeks)`."""
        if day is None or self.hours is None:
            return day or ""
        return phrase("{day} ({distance})", day=day, distance=self.hours.distance(self.now, self.hours.end_of(day)))

    def line(self, text: str = "", style: str = "") -> None:
        """One line of text."""
        self.console.print(self._text(self._said(text), style=style))

    def command(self, text: str, indent: int = 0) -> None:
        """A command to copy: one line however narrow the screen is."""
        self.console.print(self._text(" " * indent + self._said(text)), soft_wrap=True)

    def _said(self, value: object) -> str:
        return printable(self.language.say(value))

    def rows(self, headings: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
        """A table without lines."""
        table = self._table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for number, heading in enumerate(headings):
            table.add_column(self._said(heading), overflow="fold", no_wrap=number == 0)  # names are copied whole
        for row in rows:
            table.add_row(*(self._text(self._said(cell)) for cell in row))
        self.console.print(table)

    def facts(self, rows: Iterable[tuple[str, Any]]) -> None:
        """Names and values, those without a value left out."""
        table = self._table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(style="dim")
        table.add_column(overflow="fold")
        for name, value in rows:
            if value not in (None, "", "None"):
                table.add_row(self._said(name), self._text(self._said(value)))
        self.console.print(table)
