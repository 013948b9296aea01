"""Commands that show many things at once: the pipeline, free days by week, who can do what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from pmnet import app, cli
from pmnet.cli.command import command
from pmnet.cli.lead_options import Skills
from pmnet.cli.session import Session

if TYPE_CHECKING:
    from pmnet.app.board import Board
    from pmnet.app.capacity import Capacity
    from pmnet.app.matrix import Matrix
    from pmnet.cli.pages.overviews import Overview, Saved

Out = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="FILE.html", help="Write it as a page instead of showing it.")
]
F = TypeVar("F", bound="Overview")


def declare(program: typer.Typer) -> None:
    """Add these commands."""
    command(program, "board")(board)
    command(program, "capacity")(capacity)
    command(program, "matrix")(matrix)


def board(
    session: Session,
    everybody: Annotated[bool, typer.Option("--all", help="Everybody's, not only yours.")] = False,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="What has ended since that day; else 30 days ago.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most, in each stage.")] = 20,
    out: Out = None,
) -> Board | Saved:
    """Show your leads and handovers by how far they have come, or everybody's, with what is due next.

    pmnet board --all

    --json prints member, since, and stages: for each stage, cards (with state, owner, partner, and next: clock, who, due), of
    (how many there are) and earlier (how many ended before that day).
    """
    return _shown(
        session, out, lambda: app.board.board(session.context(), everybody, session.day(since, "--since"), limit)
    )


def capacity(
    session: Session,
    start: Annotated[str | None, typer.Option("--from", metavar="DATE", help="From that day on; else today.")] = None,
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=104, help="How many calendar weeks.")] = 12,
    skill: Skills = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many members at most.")] = 40,
    out: Out = None,
) -> Capacity | Saved:
    """Show who is free how many days in which calendar week, with won work taken off.

    Holidays are not taken off: whoever works fewer days in such a week says so with pmnet free.

    pmnet capacity --from 2027-01-11 --weeks 8 --skill cutover:4

    --json prints skills, weeks (each with free and unconfirmed, the sums of all), members (each with free, week by week, and
    whether it counts), and of (how many there are).
    """
    return _shown(
        session,
        out,
        lambda: app.capacity.capacity(session.context(), session.day(start, "--from"), weeks, skill or (), limit),
    )


def matrix(
    session: Session,
    industries: Annotated[bool, typer.Option("--industries", help="Industries instead of skills.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many members at most.")] = 12,
    out: Out = None,
) -> Matrix | Saved:
    """Show who can do what at which level, beginning with what nobody can or only one.

    Whoever has level 3 or more can do it. What open leads ask for is counted, too.

    pmnet matrix --limit 30

    --json prints members, of, silent, and skills or industries: each with able (how many can do it), only (who, if it is one),
    nobody (asked for, and nobody can), asked (by how many open positions), and levels or years of the members that are shown.
    """
    return _shown(session, out, lambda: app.matrix.matrix(session.context(), industries, limit))


def _shown(session: Session, out: Path | None, find: Callable[[], F]) -> F | Saved:
    """What was found, or the page it was written to; whether that can be written is asked first."""
    if out is None:
        return find()
    cli.pages.insist_replaceable(session.folder / out)
    return cli.pages.overviews.save(session, out, find())
