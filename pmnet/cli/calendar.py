"""The command that puts deadlines and assignments into a calendar."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pmnet import app, cli
from pmnet.cli.command import command
from pmnet.cli.session import Session
from pmnet.domain.phrase import phrase
from pmnet.errors import Usage

if TYPE_CHECKING:
    from pmnet.app.calendar import Calendar

STDOUT = Path("-")


def declare(program: typer.Typer) -> None:
    """Add this command."""
    command(program, "calendar")(calendar)


def calendar(
    session: Session,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE.ics", help="A calendar's file; - prints it.")
    ] = None,
) -> Calendar | None:
    """Put what is due in your handovers and leads, and the work you have taken, into a file for your calendar.

    Import it again whenever you like: events that your calendar knows already are changed, not doubled. What you must do
    yourself is announced a day and two hours before. Nothing in it comes from under a seal. Without -o it is only shown.

    --json prints zone, deadlines (uid, about, clock, text, due, command, mine, month) and assignments (uid, handover, text,
    first, last, days_per_week, won), and file, where one was written.

    pmnet calendar -o pmnet.ics
    pmnet calendar -o - | curl --upload-file - https://dav.example.org/pmnet.ics
    """
    if out == STDOUT and session.json:
        raise Usage(phrase("-o - and --json both print to the same place"), phrase("pmnet calendar --json -o FILE.ics"))
    found = app.calendar.calendar(session.context())
    if out is None:
        return found
    content = cli.ics.file_of(found, session.language)
    if out == STDOUT:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="")  # its lines end as the format has them
        sys.stdout.write(content.decode())
        return None
    place = session.folder / out
    app.calendar.write(place, content)
    return replace(found, file=str(place))
