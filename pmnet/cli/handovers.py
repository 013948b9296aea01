"""Commands about handovers: ask, offer, answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pmnet import app
from pmnet.cli import confidential
from pmnet.cli.command import command
from pmnet.cli.session import Session
from pmnet.domain.phrase import phrase

if TYPE_CHECKING:
    from pmnet.app.context import Context
    from pmnet.app.evidence import Exported
    from pmnet.app.members import Written

Lead = Annotated[
    str | None, typer.Argument(metavar="LEAD", help="A lead: id, its beginning, or its last four characters.")
]
Handover = Annotated[str, typer.Argument(metavar="HANDOVER", help="Its id, or its lead where only one can be meant.")]
Position = Annotated[
    str, typer.Option("--position", metavar="K", help="Which position; not needed where only one is open.")
]
Message = Annotated[
    str | None, typer.Option("--message", metavar="T", help="What you tell them. Sealed; @- reads it, @FILE too.")
]
Rate = Annotated[str | None, confidential.sealed_option("--rate", "Your day rate.", "AMOUNT")]
Days = Annotated[int | None, typer.Option("--days", min=1, help="How many days you think it takes. Sealed.")]
Start = Annotated[str | None, typer.Option("--from", metavar="DATE", help="From when on you can. Sealed.")]
Terms = Annotated[
    str | None,
    typer.Option(
        "--terms",
        metavar="TERMS|none",
        help="What is owed for the lead: pmnet help terms. FIELD=VALUE with commas between, a file, or an earlier handover."
        " Sealed; @- reads it.",
    ),
]
OverCapacity = Annotated[
    bool, typer.Option("--over-capacity", help="Go on although it exceeds your free days; that stands in the step.")
]
Why = Annotated[str | None, typer.Option("--reason", metavar="R", help="Why; a key of its vocabulary.")]
Reason = Annotated[str | None, typer.Option("--reason", metavar="R", help="See pmnet help decline-reasons.")]


def declare(program: typer.Typer) -> None:
    """Add these commands."""
    command(program, "claim", writes=True, asks=True)(claim)
    command(program, "offer", writes=True, asks=True)(offer)
    for name, function in (
        ("accept", accept),
        ("decline", decline),
        ("withdraw", withdraw),
        ("counter", counter),
        ("amend", amend),
        ("contacted", contacted),
        ("win", win),
        ("lose", lose),
        ("return", give_back),
        ("release", release),
        ("extend", extend),
        ("complete", complete),
        ("dispute", dispute),
        ("resolve", resolve),
    ):
        command(program, name, writes=True)(function)
    command(program, "evidence")(evidence)


def claim(
    session: Session,
    lead: Lead = None,
    position: Position = "",
    message: Message = None,
    rate: Rate = None,
    days: Days = None,
    start: Start = None,
    terms: Terms = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="Where somebody holds it, wait in line; you move up by yourself.")
    ] = False,
    over_capacity: OverCapacity = False,
) -> Written:
    """Ask for a position of a lead; the first on record holds it until the owner answers.

    What you say, ask for and offer is sealed to the owner. Without --terms you propose that nothing is owed for the lead.
    Where it takes more days than you have left, the weeks are named and nothing is claimed.

    pmnet claim k7qx --position pmo --message "Done it twice" --rate 950
    """
    assert lead is not None  # it was asked for
    context = session.context()
    words = _words(session, context, message, rate, days, start, terms)
    done = app.handovers.claim(context, lead, position, words, wait, over_capacity)
    return _with_word(session, done)


def offer(
    session: Session,
    lead: Lead = None,
    member: Annotated[str | None, typer.Argument(metavar="MEMBER", help="Who shall take it.")] = None,
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
    assert lead is not None and member is not None  # they were asked for
    context = session.context()
    words = _words(session, context, message, None, None, None, terms, with_client)
    return app.handovers.offer(context, lead, member, position, words)


def accept(
    session: Session, handover: Handover, yes: confidential.Yes = False, over_capacity: OverCapacity = False
) -> Written:
    """Accept a claim or an offer that waits for you, with the terms in it.

    pmnet accept k7qx

    Where the lead is yours, this opens its client to the partner, and to nobody else.
    """
    context = session.context()
    found = app.handovers.find(context, "accept", handover)
    mine = found.owner == context.member
    key = confidential.confirmed_key(session, found, yes) if mine else None
    done = app.handovers.answer(context, "accept", found, confirmed=key, over_capacity=over_capacity)
    return _with_word(session, done)


def decline(session: Session, handover: Handover, reason: Reason = None) -> Written:
    """Decline a claim or an offer that waits for you, with a reason.

    pmnet decline k7qx --reason no-capacity
    """
    context = session.context()
    found = app.handovers.find(context, "decline", handover)
    why = session.ask(
        phrase("Why (no-capacity, dates, skill-gap, ...; pmnet help decline-reasons)"),
        "--reason",
        value=reason,
        check=_is_reason,
        kind="<decline-reasons>",
    )
    return app.handovers.answer(context, "decline", found, why)


def withdraw(session: Session, handover: Handover) -> Written:
    """Take back your own claim or offer while nobody has answered.

    pmnet withdraw k7qx
    """
    context = session.context()
    return app.handovers.answer(context, "withdraw", app.handovers.find(context, "withdraw", handover))


def counter(
    session: Session,
    handover: Handover,
    message: Message = None,
    rate: Rate = None,
    days: Days = None,
    start: Start = None,
    terms: Terms = None,
    over_capacity: OverCapacity = False,
) -> Written:
    """Answer a claim or an offer with other terms; the other one has to answer then.

    pmnet counter k7qx --terms terms.yaml --message "Ten percent for three months"
    """
    context = session.context()
    words = _words(session, context, message, rate, days, start, terms)
    return app.handovers.counter(context, app.handovers.find(context, "counter", handover), words, over_capacity)


def amend(session: Session, handover: Handover, terms: Terms = None, message: Message = None) -> Written:
    """Propose other terms for what was agreed; without --terms, sign for those that the other one has proposed.

    pmnet amend k7qx --terms terms.yaml
    """
    context = session.context()
    words = _words(session, context, message, None, None, None, terms) if terms is not None else None
    return app.handovers.amend(context, app.handovers.find(context, "amend", handover), words)


def contacted(session: Session, handover: Handover, message: Message = None) -> Written:
    """Say that you have spoken to the client, and later how it goes: the owner waits for that.

    pmnet contacted k7qx
    """
    return _go_on(session, "contacted", handover, message=message)


def win(session: Session, handover: Handover, message: Message = None) -> Written:
    """Report that the client has said yes; both partners must.

    pmnet win k7qx
    """
    return _go_on(session, "win", handover, message=message)


def lose(session: Session, handover: Handover, reason: Why = None, message: Message = None) -> Written:
    """Report that the client has said no, with a reason: pmnet help lose-reasons.

    pmnet lose k7qx --reason budget
    """
    return _go_on(
        session,
        "lose",
        handover,
        reason,
        ask=phrase("budget, no-reply, other-supplier, internal, ..."),
        message=message,
    )


def give_back(session: Session, handover: Handover, reason: Why = None, message: Message = None) -> Written:
    """Return what you have taken, with a reason: pmnet help return-reasons.

    pmnet return k7qx --reason known-client
    """
    return _go_on(
        session, "return", handover, reason, ask=phrase("known-client, capacity, client-withdrew, ..."), message=message
    )


def release(session: Session, handover: Handover, message: Message = None) -> Written:
    """Take a position back from a partner, once a clock has run out.

    pmnet release k7qx
    """
    return _go_on(session, "release", handover, message=message)


def extend(session: Session, handover: Handover, message: Message = None) -> Written:
    """Let a partner hold a position for longer, as often as the policy allows.

    pmnet extend k7qx
    """
    return _go_on(session, "extend", handover, message=message)


def complete(session: Session, handover: Handover, message: Message = None) -> Written:
    """Say that the work is done and everything is settled.

    pmnet complete k7qx
    """
    return _go_on(session, "complete", handover, message=message)


def dispute(session: Session, handover: Handover, message: Message = None) -> Written:
    """Say that you two do not agree; everything stands still until both resolve it.

    pmnet dispute k7qx --message "The second month was billed twice"
    """
    return _go_on(session, "dispute", handover, message=message)


def resolve(
    session: Session,
    handover: Handover,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="T", help="What you came to, in public words.")
    ] = None,
    message: Message = None,
) -> Written:
    """Say that a dispute is over; it goes on where it stood once both have said so.

    pmnet resolve k7qx --outcome "The second bill is taken back"
    """
    return _go_on(session, "resolve", handover, outcome=outcome, message=message)


def evidence(
    session: Session,
    about: Annotated[str, typer.Argument(metavar="LEAD|HANDOVER", help="What it is about.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE.zip", help="A new file, readable by you only.")],
) -> Exported:
    """Put everything about a handover into one file that can be checked without pmnet: steps, signatures, terms, books.

    The file holds what was sealed to you in the clear: give it to nobody who may not read that.

    pmnet evidence 261123-k7qx.pmo.1 -o evidence.zip
    """
    return app.evidence.export(session.context(), about, session.folder / out)


def _go_on(
    session: Session,
    step: str,
    handover: str,
    reason: str | None = None,
    outcome: str | None = None,
    ask: str = "",
    message: str | None = None,
) -> Written:
    """One step after agreement; where it needs a reason, that is asked for."""
    context = session.context()
    found = app.handovers.find(context, step, handover)
    if ask:
        reason = session.ask(
            phrase("Why ({ask})", ask=ask),
            "--reason",
            value=reason,
            check=lambda typed: app.words.reason(step, typed),
            kind=f"<{step}-reasons>",
        )
    said = confidential.passed(session, message)
    return app.handovers.go_on(context, step, found, reason, outcome, said)


def _words(
    session: Session,
    context: Context,
    message: str | None,
    rate: str | None,
    days: int | None,
    start: str | None,
    terms: str | None,
    with_client: bool = False,
) -> dict[str, Any]:
    """What one side tells the other under a seal."""
    later = terms == "@-"
    proposed = {} if later else _terms(session, context, terms)  # what is wrong is told before anything is read
    said = confidential.read(session, message=message, rate=rate, terms=terms if later else None)
    return app.confidential.said(
        _terms(session, context, said["terms"]) if later else proposed,
        said["message"],
        said["rate"],
        days,
        session.day(start, "--from"),
        with_client,
    )


def _terms(session: Session, context: Context, typed: str | None) -> dict[str, Any]:
    return app.terms.read(typed, session.folder, context.snapshot(), session.now.date())


def _with_word(session: Session, done: Written) -> Written:
    """The same, once what is missing of one's own word has been said."""
    for missing in done.warnings:
        session.say(missing)
    return done


def _is_reason(typed: str) -> str:
    return app.words.reason("decline", typed)
