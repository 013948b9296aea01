"""Commands about the books: bill a month, settle it, read what stands."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from pmnet import app, cli
from pmnet.cli import confidential, meant
from pmnet.cli.command import command
from pmnet.cli.meant import Handover
from pmnet.cli.session import Session
from pmnet.domain.money import days_text
from pmnet.domain.phrase import listed, phrase
from pmnet.errors import Usage

if TYPE_CHECKING:
    from pmnet.app.members import Written
    from pmnet.app.views import BookView

Billed = Annotated[
    str | None, typer.Argument(metavar="HANDOVER", help="Its id, or its lead where only one can be meant.")
]
Month = Annotated[
    str | None, typer.Option("--month", metavar="MONTH", help="Which: 2027-01, 01/2027 or Januar 2027. Public.")
]
Days = Annotated[str | None, typer.Option("--days", metavar="N", help="Days worked, whole or half. Sealed.")]
Amount = Annotated[str | None, confidential.sealed_option("--amount", "What you bill for the month, net.", "AMOUNT")]
ClientNet = Annotated[
    str | None, confidential.sealed_option("--client-net", "What the client is billed, net, where you know.", "AMOUNT")
]
Invoice = Annotated[str | None, confidential.sealed_option("--invoice", "The number of the invoice.", "REF")]

TABLE, JSON = "table", "json"


def declare(program: typer.Typer) -> None:
    """Add these commands."""
    command(program, "bill", writes=True, asks=True)(bill)
    command(program, "settle", writes=True)(settle)
    command(program, "books")(books)


def bill(
    session: Session,
    handover: Billed = None,
    month: Month = None,
    days: Days = None,
    amount: Amount = None,
    client_net: ClientNet = None,
    invoice: Invoice = None,
    cancel: Annotated[bool, typer.Option("--cancel", help="Take back what was billed for the month.")] = False,
) -> Written:
    """Bill a month of what you have won; what you owe the owner for it follows from the terms.

    Others see the month, its due day and whether it was settled in time. The figures are sealed to the owner.

    A bill is never changed: take it back with --cancel, then bill the month again.

    pmnet bill k7qx --month 2027-01 --days 12 --amount 14.160,00
    """
    assert handover is not None  # it was asked for
    context = session.context()
    found = app.handovers.find(context, "bill", handover)
    which = _month(session, month)
    if cancel:
        if any(figure is not None for figure in (days, amount, client_net, invoice)):
            raise Usage(
                phrase("--cancel takes back all that was billed for the month"), phrase("leave the figures out")
            )
        return app.books.cancel(context, found, which)
    read = confidential.read(session, amount=amount, client_net=client_net, invoice=invoice)
    return app.books.bill(
        context,
        found,
        which,
        _figure(session, "--days", days or "", app.books.days),
        _figure(session, "--amount", read["amount"] or "", app.books.amount),
        _client_net(session, read["client_net"]),
        read["invoice"],
    )


def settle(session: Session, handover: Handover = None, month: Month = None) -> Written:
    """Say that all that is open of a month is settled; also where nothing is owed, then it says that you have read it.

    pmnet settle k7qx --month 2027-01
    """
    context = session.context()
    found = meant.handover(session, context, "settle", handover)
    for doubt in app.books.doubts(context, found):
        session.say(phrase("careful: {month}: {text}", month=doubt.month, text=doubt.text))
    return app.books.settle(context, found, _month(session, month))


def books(
    session: Session,
    handover: Annotated[
        str | None, typer.Argument(metavar="[HANDOVER]", help="Its id, or its lead; without it, all of yours.")
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="table|json|csv|ledger", help="How they are shown.")
    ] = TABLE,
    bom: Annotated[bool, typer.Option("--bom", help="Begin a CSV with the mark some spreadsheets need.")] = False,
) -> BookView | list[BookView]:
    """Read the books: what was billed month by month, what is owed of it, when it is due, what is settled.

    Both partners read the same. What does not follow from the terms is told. Others see dates and no figures.

    --json prints for each handover: id, lead, position, title, owner, partner, state, figures (whether they open for you),
    closed, and months: month, billed, due, settled, punctuality (on time, overdue, late, taken back). Where they open, also
    terms, total, doubts, entries, and in each month days, partner_net, client_net, invoice, share, paid, open.
    Amounts are text: "14160.00".

    --format csv is for spreadsheets in German: semicolons, decimal commas. --format ledger is a journal for hledger.

    pmnet books --format ledger > leads.journal
    """
    if format_ not in (TABLE, JSON, *cli.sheets.SHEETS):
        raise Usage(
            phrase("there is no format {format!r}", format=format_),
            phrase("one of: {value}", value=listed((TABLE, JSON, *cli.sheets.SHEETS))),
        )
    if bom and format_ != "csv":
        raise Usage(phrase("--bom goes with --format csv"), phrase("pmnet books --format csv --bom"))
    session.json = session.json or format_ == JSON
    found = app.books.books(session.context(), handover)
    if format_ in cli.sheets.SHEETS:
        session.format, session.bom = format_, bom
        app.books.insist_mine(found if isinstance(found, list) else [found])
    return found


def _month(session: Session, typed: str | None) -> str:
    """The month that was typed or is typed now, echoed where it was not written as in records."""
    said = session.ask(phrase("Which month, such as 2027-01"), "--month", value=typed, check=app.books.month)
    found = app.books.month(said)
    _echo(session, "--month", said, found)
    return found


def _figure(session: Session, option: str, typed: str, understand: Callable[[str], Decimal]) -> Decimal:
    """A figure that was typed, echoed as it was understood."""
    found = understand(typed)
    _echo(session, option, typed, days_text(found) if option == "--days" else str(found))
    return found


def _client_net(session: Session, typed: str | None) -> Decimal | None:
    if typed is None:
        return None
    found = app.books.amount(typed, "--client-net")
    _echo(session, "--client-net", typed, str(found))
    return found


def _echo(session: Session, option: str, typed: str, understood: str) -> None:
    if typed != understood:
        session.say(phrase("{option} {typed}: {understood}", option=option, typed=typed, understood=understood))
