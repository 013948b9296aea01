"""Commands about what is sealed: the client of a lead, disclosing and erasing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pmnet import app, cli
from pmnet.cli import meant
from pmnet.cli.command import command
from pmnet.cli.meant import Handover
from pmnet.cli.session import Session
from pmnet.domain.phrase import counted, phrase

if TYPE_CHECKING:
    from pmnet.app.confidential import Opened
    from pmnet.app.leads import Erased
    from pmnet.app.members import Written
    from pmnet.domain.records import Handover as Record

Lead = Annotated[str, typer.Argument(metavar="ID", help="A lead: id, its beginning, or its last four characters.")]
Yes = Annotated[bool, typer.Option("--yes", help="Go on without being asked.")]


def sealed_option(name: str, what: str, metavar: str = "T") -> Any:
    """An option whose value only goes under the seal."""
    return typer.Option(name, metavar=metavar, help=f"{what} Sealed; @- reads it, @FILE takes it from a file.")


Client = Annotated[str | None, sealed_option("--client", "Who the client is.")]
Unit = Annotated[str | None, sealed_option("--unit", "Which part of the client.")]
Register = Annotated[str | None, sealed_option("--register", "The client's number in a register.")]
Vat = Annotated[str | None, sealed_option("--vat", "The client's VAT number.")]
Domain = Annotated[str | None, sealed_option("--domain", "The client's domain.")]
Address = Annotated[str | None, sealed_option("--address", "Where the client is.")]
Contacts = Annotated[
    list[str] | None, sealed_option("--contact", "Whom to talk to: name, role, e-mail, phone; repeat for more.")
]
DecisionMaker = Annotated[str | None, sealed_option("--decision-maker", "Who decides.")]
Budget = Annotated[str | None, sealed_option("--budget", "What the client can pay.")]
RateCeiling = Annotated[str | None, sealed_option("--rate-ceiling", "The highest day rate.")]
PaymentTerms = Annotated[str | None, sealed_option("--payment-terms", "How the client pays.")]
Source = Annotated[str | None, sealed_option("--source", "How you came to the client.")]
Note = Annotated[str | None, sealed_option("--note", "Whatever else your partner must know.")]


def declare(program: typer.Typer, leads: typer.Typer) -> None:
    """Add these commands."""
    command(leads, "seal", writes=True, asks=True)(seal)
    command(leads, "erase", writes=True)(erase)
    command(program, "client")(client)
    command(program, "disclose", writes=True)(disclose)


def seal(
    session: Session,
    lead: Lead,
    client: Client = None,
    unit: Unit = None,
    register: Register = None,
    vat: Vat = None,
    domain: Domain = None,
    address: Address = None,
    contact: Contacts = None,
    decision_maker: DecisionMaker = None,
    budget: Budget = None,
    rate_ceiling: RateCeiling = None,
    payment_terms: PaymentTerms = None,
    source: Source = None,
    note: Note = None,
) -> Written:
    """Say who the client of your lead is, or correct it; only you can open it, until you accept a partner.

    pmnet lead seal k7qx --client @- --contact "Eva Kern, eva@client.example"
    """
    found = said(
        session,
        name=client,
        unit=unit,
        register=register,
        vat=vat,
        domain=domain,
        address=address,
        contacts=contact,
        decision_maker=decision_maker,
        budget=budget,
        rate_ceiling=rate_ceiling,
        payment_terms=payment_terms,
        source=source,
        notes=note,
    )
    if found is None:
        mine = app.leads.find(session.ready_context(), lead)
        app.editing.insist_own(session.ready_context(), "lead", mine)
        asked = cli.guide.sealed(session, mine.id)
        found = said(
            session,
            name=asked["client"],
            contacts=asked.get("contact"),
            budget=asked.get("budget"),
            notes=asked.get("note"),
        )
    return app.leads.seal(session.context(), lead, found or {})


def erase(session: Session, lead: Lead, yes: Yes = False) -> Erased:
    """Erase the client of your lead for everybody, because the client asks for it; this cannot be undone.

    pmnet lead erase k7qx

    Everything sealed of the lead goes: the client, messages, terms and books. Its public half and the history stay.
    """
    context = session.context()
    found = app.leads.find(context, lead)
    if not yes and not session.dry_run and found.erased is None:
        session.confirm_by_id(
            found.id, phrase("All that is sealed of {found} goes for everybody, for good", found=found.id)
        )
    return app.leads.erase(context, found)


def client(
    session: Session,
    about: Annotated[str, typer.Argument(metavar="LEAD|HANDOVER", help="Your lead, or one that was disclosed to you.")],
) -> Opened:
    """Open the client of a lead: for its owner, and for the partner it was disclosed to.

    pmnet client k7qx
    """
    return app.confidential.opened(session.context(), about)


def disclose(
    session: Session,
    handover: Handover = None,
    yes: Yes = False,
) -> Written:
    """Open the client of your lead to the partner you agreed with; accepting a claim does that by itself.

    pmnet disclose k7qx
    """
    context = session.context()
    found = meant.handover(session, context, "disclose", handover)
    return app.handovers.disclose(context, found, confirmed_key(session, found, yes))


def confirmed_key(session: Session, handover: Record, yes: bool) -> str | None:
    """The partner's new sealing key once somebody said it is theirs; None where it is not new, or nobody can be asked."""
    assert session.opened is not None
    new = app.confidential.key_to_confirm(session.opened, handover)
    if new is None or (not yes and not session.interactive):
        return None
    session.say(phrase("the sealing key of {member} changed a short time ago", member=new.member))
    session.say(phrase("  before: {former}", former=new.former))
    session.say(phrase("  now:    {present}", present=new.present))
    session.confirm(phrase("Did {member} tell you that the new one is theirs?", member=new.member), yes)
    return new.present


def said(session: Session, **typed: Any) -> dict[str, Any] | None:
    """What was typed for the client, read from where it says; None where nothing was."""
    return app.confidential.client(**read(session, **typed))


def read(session: Session, **typed: Any) -> dict[str, Any]:
    """Values as typed, or what `@-` and `@FILE` stand for; where several are read, each is one line, and the last the rest."""
    count = sum(value.count("@-") if isinstance(value, list) else value == "@-" for value in typed.values())
    if count and session.interactive:
        session.say(
            counted(
                count,
                "type it, then Enter and Ctrl-D",
                "type {n} values in the order in which they are named, each on a line of its own, then Ctrl-D",
            )
        )
    return app.confidential.passed_texts(typed, session.folder, session.read_input)


def passed(session: Session, value: str | None) -> str | None:
    """A value as typed, or what `@-` and `@FILE` stand for."""
    return app.confidential.passed_text(value, session.folder, session.read_input)


def insist_meant(session: Session, warnings: Sequence[str], besides: Sequence[str] = ()) -> None:
    """Say what looks as if it named somebody; on a terminal, raises Usage unless it is meant like that.

    What looks wrong `besides` is said only.
    """
    for warning in (*besides, *warnings):
        session.say(phrase("careful: {warning}", warning=warning))
    if warnings and session.interactive and not session.dry_run:
        session.confirm(phrase("Everybody in the network reads that, for good. Send it like that?"), False)
