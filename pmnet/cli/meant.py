"""Which handover is meant by a command that takes one, and what is asked before what cannot be taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from pmnet import app, cli
from pmnet.domain.phrase import listed, phrase
from pmnet.errors import Usage

if TYPE_CHECKING:
    from pmnet.app.context import Context
    from pmnet.cli.session import Session
    from pmnet.domain.records import Handover as Record

Handover = Annotated[
    str | None, typer.Argument(metavar="HANDOVER", help="Its id, or its lead where only one can be meant.")
]

ARGUMENT = "HANDOVER"


def handover(session: Session, context: Context, step: str, typed: str | None) -> Record:
    """The handover that was typed; where none was, the one that is named on a terminal, which offers the only one that fits.

    Raises Usage, which names those that wait, where nobody can be asked.
    """
    return app.handovers.find(context, step, typed or _asked(session, context, step))


def insist(session: Session, told: Callable[[], Sequence[str]], yes: bool) -> None:
    """On a terminal, say what follows and cannot be taken back, and raise Usage unless that is meant; elsewhere it was typed."""
    if yes or session.dry_run or not session.interactive:
        return
    for text in told():
        session.say(text)
    session.confirm(phrase("Go on?"), False)


def _asked(session: Session, context: Context, step: str) -> str:
    fitting = app.handovers.waiting_for(context, step)
    if not fitting or not session.interactive:
        raise _missing(session, context, fitting)
    if len(fitting) > 1:
        session.say(phrase("what fits: {names}", names=_named(context, fitting)))
    return session.ask(
        phrase("Which handover"),
        ARGUMENT,
        check=lambda typed: app.handovers.find(context, step, typed).id,
        kind="<handover>",
        offered=fitting[0].id if len(fitting) == 1 else "",
    )


def _missing(session: Session, context: Context, fitting: list[Record]) -> Usage:
    """What is said where no handover was typed, and nobody can be asked or none fits."""
    if not fitting:
        return Usage(phrase("nothing waits for that from you"), "pmnet")
    if len(fitting) == 1:
        return cli.guide.missing(ARGUMENT, hint=f"pmnet {session.command} {fitting[0].id}")
    return cli.guide.missing(ARGUMENT, hint=phrase("one of: {names}", names=_named(context, fitting)))


def _named(context: Context, fitting: list[Record]) -> str:
    """Handovers, each with the other one of its two."""
    return listed(f"{one.id} ({one.partner if one.owner == context.member else one.owner})" for one in fitting[:8])
