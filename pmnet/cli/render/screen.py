"""Where text goes. The only module that knows rich, which takes 45 ms to load and is loaded when a screen is made.

Whatever a record says is shown as plain text: never as markup, and without characters a terminal might act on.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from textwrap import wrap
from typing import TYPE_CHECKING, Any, TextIO, cast

from pmnet.cli.render.columns import fitted
from pmnet.cli.session import Session
from pmnet.domain.dates import MONTHS, WEEKDAYS
from pmnet.domain.phrase import Moment, Phrase, phrase
from pmnet.domain.text import printable

if TYPE_CHECKING:
    from rich.text import Text

Lines = Sequence[tuple[object, str]]
"""Lines of text, each with its style."""

Row = tuple[Sequence[Lines], Sequence[Lines]]
"""What a row is about, and its figures."""

Fact = tuple[str, object]
"""The name of something, and its value."""

GAP = 2
"""The blanks between two columns of text."""

WIDE = 160
"""The width where there is no terminal."""

PADDING = re.compile(r"[ \t]+$", re.MULTILINE)
"""The blanks at the end of a line."""


class Screen:
    """Where text goes, and on whose clock it shows time."""

    def __init__(self, session: Session) -> None:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        plain = session.no_color or bool(session.variables.get("NO_COLOR"))
        self._text, self._table = Text, Table
        self.console = Console(
            file=sys.stdout if sys.stdout.isatty() else cast("TextIO", _Trimmed(sys.stdout)),
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
        self.console.print(self._text(self.said(text), style=style))

    def indented(self, text: object, blanks: int) -> None:
        """A sentence after so many blanks, which begin each of its lines where a terminal is too narrow for one."""
        said, before = self.said(text), " " * blanks
        width = max(self.width - 1, 2 * blanks) if self.is_terminal else max(len(said) + blanks, 1)
        for line in wrap(said, width, initial_indent=before, subsequent_indent=before, break_on_hyphens=False):
            self.console.print(self._text(line))

    def text(self, text: str) -> None:
        """A text of several lines; what is no sentence, such as a script, keeps them however narrow the screen is."""
        for line in self.language.say(text).splitlines():
            self.console.print(self._text(printable(line)), soft_wrap=None if isinstance(text, Phrase) else True)

    def quoted(self, text: str) -> None:
        """A text of several lines in whatever language it was written."""
        for line in text.splitlines():
            self.console.print(self._text(printable(line)))

    def command(self, text: str, indent: int = 0) -> None:
        """A command to copy: one line however narrow the screen is."""
        self.console.print(self._text(" " * indent + self.said(text)), soft_wrap=True)

    def said(self, value: object) -> str:
        """A value in the language somebody reads, without anything a terminal might act on."""
        return printable(self.language.say(value))

    def rows(self, headings: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
        """A table without lines; where it is too wide for whole words, each row is a block of facts."""
        heads = [self.said(heading) for heading in headings]
        told = [[self.said(cell) for cell in row] for row in rows]
        wide = fitted(list(zip(heads, *told, strict=True)), self.width - GAP * (len(heads) - 1))
        if wide is None:
            self._blocks(heads, told)
            return
        table = self._table(box=None, pad_edge=False, header_style="bold", padding=(0, GAP, 0, 0))
        for heading, width in zip(heads, wide, strict=True):
            table.add_column(heading, width=width, overflow="fold")
        for row in told:
            table.add_row(*map(self._text, row))
        self.console.print(table)

    def _blocks(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Rows one below the other, each its first cell and facts about it."""
        for number, (first, *rest) in enumerate(rows):
            if number:
                self.line()
            self.line(first, "bold")
            self.facts(zip(headings[1:], rest, strict=True))

    @property
    def width(self) -> int:
        """How many characters fit beside each other."""
        return self.console.width

    @property
    def is_terminal(self) -> bool:
        """Whether somebody looks at it, and it is not written into a file."""
        return sys.stdout.isatty()

    def grid(self, labels: Sequence[Lines], figures: Sequence[Lines], wide: Sequence[int], rows: Iterable[Row]) -> None:
        """A table of figures: they stand in columns of given widths that meet, as colours are to; labels before them wrap.

        Rows hold labels and figures, each in lines of their own style.
        """
        table = self._table(box=None, pad_edge=False, padding=(0, 0, 0, 0), header_style="bold")
        for lines in labels:
            table.add_column(self._lines(lines), overflow="fold")
            table.add_column("", width=GAP)
        for lines, width in zip(figures, wide, strict=True):
            table.add_column(self._lines(lines, width), width=width, no_wrap=True)
        for told, counted in rows:
            cells = [part for lines in told for part in (self._lines(lines), "")]
            table.add_row(*cells, *(self._lines(lines, width) for lines, width in zip(counted, wide, strict=True)))
        self.console.print(table)

    def cards(self, rows: Iterable[Sequence[Lines]], widths: Sequence[int]) -> None:
        """Rows of a few columns of given widths, each cell in lines that wrap."""
        table = self._table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
        for width in widths:
            table.add_column(width=width, overflow="fold")
        for row in rows:
            table.add_row(*(self._lines(cell) for cell in row))
        self.console.print(table)

    def beside(self, columns: Sequence[Lines]) -> None:
        """Columns of equal width, each with lines that wrap in it."""
        table = self._table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False, expand=True)
        for _ in columns:
            table.add_column(ratio=1, overflow="fold")
        table.add_row(*(self._lines(lines) for lines in columns))
        self.console.print(table)

    def _lines(self, lines: Lines, width: int = 0) -> Text:
        """Lines as one text; in a column of figures each to the right."""
        said = [(self.said(text).rjust(width), style) for text, style in lines]
        return self._text("\n").join(self._text(text, style=style) for text, style in said)

    def facts(self, rows: Iterable[Fact]) -> None:
        """Names and values, those without a value left out."""
        told = [(self.said(name), self.said(value)) for name, value in rows if value not in (None, "", "None")]
        if not told:
            return
        room = self.width - GAP
        names, values = fitted(list(zip(*told, strict=True)), room) or (room // 3, room - room // 3)
        table = self._table(box=None, pad_edge=False, show_header=False, padding=(0, GAP, 0, 0))
        table.add_column(style="dim", width=names, overflow="fold")
        table.add_column(width=values, overflow="fold")
        for name, value in told:
            table.add_row(name, self._text(value))
        self.console.print(table)


class _Trimmed:
    """A file or a pipe whose lines do not end in blanks."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, text: str) -> int:
        return self._out.write(PADDING.sub("", text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._out, name)
