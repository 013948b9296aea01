"""Commands about handovers: ask, offer, answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pmnet import app
from pmnet.cli.command import command
from pmnet.cli.session import Session

if TYPE_CHECKING:
    from pmnet.app.members import Written

Lead = Annotated[str, typer.Argument(metavar="LEAD", help="A lead: id, its beginning, or its last four characters.")]
Handover = Annotated[str, typer.Argument(metavar="HANDOVER", help="Its id, or its lead where only one can be meant.")]
Position = Annotated[
    str, typer.Option("--position", metavar="K", help="Which position; not needed where only one is open.")
]
Reason = Annotated[str | None, typer.Option("--reason", metavar="R", help="See pmnet help decline-reasons.")]


def declare(program: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("claim", claim),
        ("offer", offer),
        ("accept", accept),
        ("decline", decline),
        ("withdraw", withdraw),
    ):
        command(program, name, writes=True)(function)


def claim(session: Session, lead: Lead, position: Position = "") -> Written:
    """Ask for a position of a lead; the first on record holds it until the owner answers.

    pmnet claim k7qx --position pmo
    """
    return app.handovers.claim(session.context(), lead, position)


def offer(
    session: Session,
    lead: Lead,
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="Who shall take it.")],
    position: Position = "",
) -> Written:
    """Ask a member to take a position of your lead."""
    return app.handovers.offer(session.context(), lead, member, position)


def accept(session: Session, handover: Handover) -> Written:
    """Accept a claim or an offer that waits for you."""
    return app.handovers.answer(session.context(), "accept", handover)


def decline(session: Session, handover: Handover, reason: Reason = None) -> Written:
    """Decline a claim or an offer that waits for you, with a reason.

    pmnet decline k7qx --reason no-capacity
    """
    why = session.ask(
        "Why (no-capacity, dates, skill-gap, ...; pmnet help decline-reasons)",
        "--reason",
        value=reason,
        check=_is_reason,
    )
    return app.handovers.answer(session.context(), "decline", handover, why)


def _is_reason(typed: str) -> str:
    return app.words.reason("decline", typed)


def withdraw(session: Session, handover: Handover) -> Written:
    """Take back your own claim or offer while nobody has answered."""
    return app.handovers.answer(session.context(), "withdraw", handover)
