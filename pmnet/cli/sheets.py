"""Books as files for other programs: a table for a German spreadsheet, and a journal for hledger.

Free text comes from the other partner, so it can neither become a formula in a spreadsheet nor a line of the journal.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pmnet.app.views import BookView
from pmnet.cli.session import Session
from pmnet.domain.books import Entry
from pmnet.domain.records import Step
from pmnet.domain.text import printable
from pmnet.rules.books import by_month

BOM: Final = "\ufeff"

FORMULA: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the beginning of a formula; wide characters too."""

COLUMNS: Final = (
    "handover", "title", "owner", "partner", "month", "days", "net", "client net", "share", "due", "settled", "state",
    "paid", "open", "invoice",
)  # fmt: skip

HARMLESS: Final = " -_./#&"
"""Signs besides letters and digits that mean nothing in a journal."""


def print_sheet(session: Session, result: Any) -> None:
    """Books in the format that was asked for, as UTF-8 with line ends as the format has them."""
    views = result if isinstance(result, list) else [result]
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    sys.stdout.write((BOM if session.bom else "") + SHEETS[session.format](views))


def table(views: Iterable[BookView]) -> str:
    """One row a month: semicolons between the cells, a comma in the figures."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(COLUMNS)
    writer.writerows(row for view in views for row in _rows(view))
    return out.getvalue()


def _rows(view: BookView) -> Iterator[tuple[str, ...]]:
    handover = view.handover
    about = (handover.id, _text(view.title), handover.owner, handover.partner)
    for month in by_month(view.book) if view.book is not None else ():
        billed, dates = month.billed, view.dates.get(month.month)
        days, net = (billed.days, billed.partner_net) if billed else ("0", "0.00")
        client_net = (billed.client_net if billed else None) or ""
        when = (str(dates.due or ""), str(dates.settled or ""), dates.word) if dates else ("", "", "")
        figures = (_comma(days), _comma(net), _comma(client_net), _comma(month.share))
        paid = (_comma(month.settled), _comma(month.open), _text((billed.invoice if billed else None) or ""))
        yield (*about, month.month, *figures, *when, *paid)


def _comma(figure: str | Decimal) -> str:
    return str(figure).replace(".", ",")


def _text(text: str) -> str:
    """A cell of text that no spreadsheet takes for a formula."""
    shown = printable(text)
    return f"'{shown}" if shown.lstrip().startswith(FORMULA) else shown


def journal(views: Iterable[BookView]) -> str:
    """Every entry as a transaction, by day: who owes whom, and what was settled. All figures are net."""
    found = [signed for view in views for signed in _signed(view)]
    transactions = [_transaction(*signed) for signed in sorted(found, key=lambda signed: signed[0])]
    accounts = sorted({account for _, view, _, _ in found for account in (*_accounts(view), BANK)})
    head = ["; net, without value added tax", "decimal-mark .", "commodity 1000.00"]
    return "\n".join([*head, *(f"account {account}" for account in accounts), "", *transactions])


BANK: Final = "assets:bank"


def _signed(view: BookView) -> Iterator[tuple[date, BookView, Step, Entry]]:
    """The entries that somebody signed for, and when; others do not count."""
    entries = {entry.digest: entry for entry in view.entries}
    for taken in view.handover.steps:
        if taken.entry in entries:
            yield view.hours.local(taken.at).date(), view, taken, entries[taken.entry]


def _accounts(view: BookView) -> tuple[str, str]:
    """What is owed, and what for: the owner has it to get, the partner to pay."""
    owner, partner = view.handover.owner, view.handover.partner
    if view.as_owner:
        return f"assets:receivable:{partner}", f"income:leads:{partner}"
    return f"liabilities:payable:{owner}", f"expenses:leads:{owner}"


def _transaction(day: date, view: BookView, taken: Step, entry: Entry) -> str:
    """One entry: what is owed goes up by a share and down by what was settled, the other way round for who owes it."""
    owed, against = _accounts(view)
    amount = Decimal(entry.billed.share) if entry.billed is not None else -Decimal(entry.settled or "0.00")
    against = against if entry.billed is not None else BANK
    amount = amount if view.as_owner else -amount
    invoice = _harmless(entry.billed.invoice) if entry.billed is not None and entry.billed.invoice else ""
    what = "settled" if entry.billed is None else "taken back" if taken.cancels else "billed"
    head = f"{day} {f'({invoice}) ' if invoice else ''}{view.handover.id} {entry.month} {what} {_harmless(view.title)}"
    return f"{head.rstrip()}\n    {owed}  {amount + 0}\n    {against}  {-amount + 0}\n"


def _harmless(text: str) -> str:
    """A text in one line without any sign that means something in a journal."""
    return "".join(c if c.isalnum() or c in HARMLESS else "_" for c in text).strip()


SHEETS: Final[Mapping[str, Callable[[Iterable[BookView]], str]]] = {"csv": table, "ledger": journal}
"""Formats that are written for another program."""
