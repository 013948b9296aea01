"""Findings for GitHub: annotations at the lines they are about, and the full list as the summary of the step.

GitHub reads each line of a step's output and takes `::error file=...::message` as an annotation. It shows the first ten of a
step and passes over the rest in silence, so the worst come first and the summary holds them all. Quoting follows the
runner's own: percent signs and line ends in messages, colons and commas too in properties. The summary is Markdown with
HTML, so everything in it that is no letter, digit or blank is written as a character reference, which has no meaning of
its own in either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pmnet.app.report import Report
from pmnet.cli.findings.note import Note, notes, tally

LARGEST_SUMMARY: Final = 900_000
"""Bytes of a summary; GitHub drops the whole one when it is larger than 1 MiB."""

MOST_ROWS: Final = 1_000


def workflow_commands(report: Report) -> str:
    """One workflow command for each finding, and a last line that says how many there are."""
    return "\n".join([*(_annotation(note) for note in notes(report)), tally(report)])


def summary(report: Report) -> str:
    """The full list as Markdown, cut where GitHub would drop it."""
    rows = list(_fitting(_row(note) for note in notes(report)[:MOST_ROWS]))
    left = len(report.findings) - len(rows)
    table = ["| where | rule | what |", "|---|---|---|", *rows] if rows else []
    more = ["", f"{left} more are not shown; `pmnet validate` lists them all."] if left else []
    return "\n".join([f"### pmnet: {tally(report)}", "", *table, *more, ""])


def _annotation(note: Note) -> str:
    properties = {"file": note.path, "line": note.line, "col": note.column, "title": f"pmnet: {note.rule}"}
    said = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value)
    return f"::error {said}::{_data(chr(10).join(note.lines))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _row(note: Note) -> str:
    return f"| {_cell([note.place])} | {_cell([note.rule])} | {_cell(note.lines)} |"


def _cell(lines: Iterable[str]) -> str:
    return "<br>".join(f"<code>{_referenced(line)}</code>" for line in lines)


def _referenced(text: str) -> str:
    """The text with every sign as a character reference."""
    return re.sub(r"[^\w ]|_", lambda found: f"&#{ord(found[0])};", text)


def _fitting(rows: Iterable[str]) -> Iterator[str]:
    """As many rows as the summary may hold."""
    room = LARGEST_SUMMARY
    for row in rows:
        room -= len(row.encode("utf-8")) + 1
        if room < 0:
            return
        yield row
