"""The command that takes back one's own last act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pmnet import app
from pmnet.cli.command import command
from pmnet.cli.session import Session
from pmnet.domain.phrase import phrase

if TYPE_CHECKING:
    from pmnet.app.undo import Undoing, Undone


def declare(program: typer.Typer) -> None:
    """Add this command."""
    command(program, "undo", writes=True)(undo)


def undo(
    session: Session, yes: Annotated[bool, typer.Option("--yes", help="Undo without being asked.")] = False
) -> Undone:
    """Take back the last thing you did, where another act can: what was recorded stays, and is followed by its opposite.

    A claim or an offer is withdrawn, a vouch too; what you changed in your record is as before; a lead is closed as a mistake; a
    bill is taken back. What is not sent yet is only taken out. It shows what would follow, and asks. What others have answered
    since is not undone, and some things never are: it says why, and what to do instead.

    --json prints undone (text, at), note, taken_out (whether it was never sent), summary, commit and sent.

    pmnet undo --dry-run
    pmnet undo
    """
    context = session.context()
    found = app.undo.find(context)
    rehearsed = app.undo.preview(context, found)
    if session.dry_run:
        return rehearsed
    if not yes:
        _show(session, found, rehearsed)
        session.confirm(phrase("Undo it?"), yes)
    return app.undo.perform(context, found)


def _show(session: Session, found: Undoing, rehearsed: Undone) -> None:
    """What was done last, and what would follow."""
    session.say(phrase("your last act: {what}", what=found.what))
    if rehearsed.outcome is None:
        session.say(phrase("it is not sent yet, and would not be any more"))
        return
    session.say(phrase("what would follow: {summary}", summary=rehearsed.outcome.plan.summary))
    if found.note:
        session.say(found.note)
