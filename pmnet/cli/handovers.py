"""Commands about handovers: ask, offer, answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pmnet import app
from pmnet.cli import confidential
from pmnet.cli.command import command
from pmnet.cli.session import Session

if TYPE_CHECKING:
    from pmnet.app.members import Written

Lead = Annotated[str, typer.Argument(metavar="LEAD", help="A lead: id, its beginning, or its last four characters.")]
Handover = Annotated[str, typer.Argument(metavar="HANDOVER", help="Its id, or its lead where only one can be meant.")]
Position = Annotated[
    str, typer.Option("--position", metavar="K", help="Which position; not needed where only one is open.")
]
Message = Annotated[
    str | None, typer.Option("--message", metavar="T", help="What you tell them. Sealed; @- reads it, @FILE too.")
]
Rate = Annotated[str | None, typer.Option("--rate", metavar="AMOUNT", help="Your day rate. Sealed.")]
Days = Annotated[int | None, typer.Option("--days", min=1, help="How many days you think it takes. Sealed.")]
Start = Annotated[str | None, typer.Option("--from", metavar="DATE", help="From when on you can. Sealed.")]
Terms = Annotated[
    str | None,
    typer.Option("--terms", metavar="FILE|none", help="What is owed for the lead: pmnet help terms. Sealed."),
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


def claim(
    session: Session,
    lead: Lead,
    position: Position = "",
    message: Message = None,
    rate: Rate = None,
    days: Days = None,
    start: Start = None,
    terms: Terms = None,
) -> Written:
    """Ask for a position of a lead; the first on record holds it until the owner answers.

    What you say, ask for and offer is sealed to the owner. Without --terms you propose that nothing is owed for the lead.

    pmnet claim k7qx --position pmo --message "Done twice, free from January" --rate 950
    """
    words = _words(session, message, rate, days, start, terms)
    return app.handovers.claim(session.context(), lead, position, words)


def offer(
    session: Session,
    lead: Lead,
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="Who shall take it.")],
    position: Position = "",
    message: Message = None,
    terms: Terms = None,
    with_client: Annotated[
        bool, typer.Option("--with-client", help="Disclose the client by yourself once they have accepted.")
    ] = False,
) -> Written:
    """Ask a member to take a position of your lead.

    What you say is sealed to them. Without --terms you propose that nothing is owed for the lead.

    pmnet offer k7qx bea --terms terms.yaml --with-client
    """
    words = _words(session, message, None, None, None, terms, with_client)
    return app.handovers.offer(session.context(), lead, member, position, words)


def accept(session: Session, handover: Handover, yes: confidential.Yes = False) -> Written:
    """Accept a claim or an offer that waits for you, with the terms in it.

    Where the lead is yours, this opens its client to the partner, and to nobody else.
    """
    context = session.context()
    found = app.handovers.find(context, "accept", handover)
    mine = found.owner == context.member
    return app.handovers.answer(
        context, "accept", found, confirmed=confidential.confirmed_key(session, found, yes) if mine else None
    )


def decline(session: Session, handover: Handover, reason: Reason = None) -> Written:
    """Decline a claim or an offer that waits for you, with a reason.

    pmnet decline k7qx --reason no-capacity
    """
    context = session.context()
    found = app.handovers.find(context, "decline", handover)
    why = session.ask(
        "Why (no-capacity, dates, skill-gap, ...; pmnet help decline-reasons)",
        "--reason",
        value=reason,
        check=_is_reason,
    )
    return app.handovers.answer(context, "decline", found, why)


def withdraw(session: Session, handover: Handover) -> Written:
    """Take back your own claim or offer while nobody has answered."""
    context = session.context()
    return app.handovers.answer(context, "withdraw", app.handovers.find(context, "withdraw", handover))


def _words(
    session: Session,
    message: str | None,
    rate: str | None,
    days: int | None,
    start: str | None,
    terms: str | None,
    with_client: bool = False,
) -> dict[str, Any]:
    """What one side tells the other under a seal."""
    proposed = app.confidential.terms(terms, session.folder)
    said = confidential.passed(session, message)
    return app.confidential.said(proposed, said, rate, days, session.day(start, "--from"), with_client)


def _is_reason(typed: str) -> str:
    return app.words.reason("decline", typed)
