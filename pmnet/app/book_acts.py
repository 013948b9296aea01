"""What two partners write into their books, decided on a snapshot. Pure.

Everybody sees the month, the due day and whether it is settled; all figures go under the seal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from pmnet.app.handover_documents import sealed_in
from pmnet.app.next_steps import judged
from pmnet.domain.books import Billed, Entry
from pmnet.domain.money import ZERO
from pmnet.domain.phrase import pattern, phrase
from pmnet.domain.records import Handover, Policy, Step, StepName
from pmnet.domain.sealed import HandoverDocument, Terms
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict, Usage
from pmnet.rules.books import Book, line_of, read, terms_of
from pmnet.rules.lifecycle import step
from pmnet.rules.shares import needs_client_net
from pmnet.store.workspace import Plan

BILLS: Final = pattern("{actor} bills {month} of {handover}")
TAKES_BACK: Final = pattern("{actor} takes back {month} of {handover}")
SETTLES: Final = pattern("{actor} settles {month} of {handover}")
"""What the history says."""


def bill(snapshot: Snapshot, at: datetime, actor: str, handover: str, month: str, said: Mapping[str, Any]) -> Plan:
    """The partner bills a month; the share follows from the terms.

    `said` is what only the two of them read: `days`, `partner_net`, `client_net`, `invoice`, and the entry's `nonce`.
    """
    record, policy = snapshot.handover(handover), snapshot.network.policy
    taken = Step(StepName.BILL, actor, at, month=month)
    _insist_open(snapshot, record, taken)
    if month > f"{policy.working_hours.local(at):%Y-%m}":
        raise Usage(
            phrase("cannot bill {month}: it has not begun", month=month),
            phrase("name a month that has, such as --month 2027-01"),
        )
    document = sealed_in(snapshot, record)
    book = read(record, document)
    terms = _insist_terms(terms_of(record, document, book, month), record)
    figures = {name: said[name] for name in ("days", "partner_net", "client_net", "invoice") if name in said}
    if needs_client_net(terms) and "client_net" not in figures:
        raise Usage(phrase("the terms are about what the client is billed"), phrase("add --client-net AMOUNT"))
    billed = Billed(share="0.00", **figures)
    billed = replace(billed, share=_share(book, month, billed, terms, record))
    entry = Entry(month, actor, at, str(said["nonce"]), billed=billed)
    return _booked(
        snapshot,
        replace(taken, due=_due(terms, at, policy)),
        record,
        document,
        entry,
        BILLS,
    )


def cancel(snapshot: Snapshot, at: datetime, actor: str, handover: str, month: str, said: Mapping[str, Any]) -> Plan:
    """The partner takes back what was billed for a month, by an entry that is its exact opposite; `said` is its `nonce`."""
    record, policy = snapshot.handover(handover), snapshot.network.policy
    taken = Step(StepName.BILL, actor, at, month=month, cancels=True)
    _insist_open(snapshot, record, taken)
    document = sealed_in(snapshot, record)
    book = read(record, document)
    known = book.months.get(month)
    if known is None or known.billed is None:
        raise Conflict(
            phrase("what was billed for {month} cannot be read in the books", month=month), f"pmnet books {handover}"
        )
    first = book.to_take_back_first(month)
    if first is not None:
        raise Conflict(
            phrase(
                "cannot take {month} of {handover} back: more would be left than the terms give",
                month=month,
                handover=handover,
            ),
            phrase(
                "take another back first: pmnet bill {handover} --month {first} --cancel",
                handover=handover,
                first=first,
            ),
        )
    owed_back = known.settled != ZERO and month in book.terms
    due = _due(book.terms[month], at, policy) if owed_back else None
    entry = Entry(month, actor, at, str(said["nonce"]), billed=known.billed.counter)
    return _booked(snapshot, replace(taken, due=due), record, document, entry, TAKES_BACK)


def settle(
    snapshot: Snapshot, at: datetime, actor: str, handover: str, month: str, seen: str | None, said: Mapping[str, Any]
) -> Plan:
    """The owner says that all that is open of a month is settled; `seen` is the digest of the bill they read.

    `said` is the entry's `nonce`. Where the client was erased, the books went with it: only the step is left then.
    """
    record = snapshot.handover(handover)
    taken = Step(StepName.SETTLE, actor, at, month=month)
    after = step(record, taken, snapshot.network.policy)
    if newest_bill(record, month) != seen:
        raise Conflict(
            phrase("{month} of {handover} was billed anew since you saw it", month=month, handover=handover),
            f"pmnet books {handover}",
        )
    if snapshot.lead(record.lead).erased is not None:
        return judged(snapshot, at, actor, after, None, SETTLES)
    document = sealed_in(snapshot, record)
    known = read(record, document).months.get(month)
    amount = known.open if known is not None else ZERO
    entry = Entry(month, actor, at, str(said["nonce"]), settled=str(amount))
    return _booked(snapshot, taken, record, document, entry, SETTLES)


def newest_bill(record: Handover, month: str) -> str | None:
    """The digest of the newest entry that bills a month or takes it back."""
    bills = [taken for taken in record.steps if taken.step is StepName.BILL and taken.month == month]
    return bills[-1].entry if bills else None


def _insist_open(snapshot: Snapshot, record: Handover, taken: Step) -> None:
    """Raises what speaks against a step, before anything is opened for it."""
    step(record, taken, snapshot.network.policy)
    if snapshot.lead(record.lead).erased is not None:
        raise Conflict(
            phrase("the books of {record} were erased with the client", record=record.id),
            f"pmnet lead show {record.lead}",
        )


def _insist_terms(terms: Terms | None, record: Handover) -> Terms:
    if terms is None:
        raise Conflict(
            phrase("the terms both signed for in {record} cannot be read", record=record.id), f"pmnet books {record.id}"
        )
    return terms


def _share(book: Book, month: str, billed: Billed, terms: Terms, record: Handover) -> str:
    """The share of a new bill; raises Conflict where the terms do not say enough."""
    try:
        return str(book.share_of(month, line_of(billed, terms)))
    except ValueError as error:
        raise Conflict(
            phrase("the share cannot be worked out: {error}", error=error),
            phrase("agree on others: pmnet amend {record} --terms FILE", record=record.id),
        ) from None


def _due(terms: Terms, at: datetime, policy: Policy) -> date | None:
    """The day by which a bill is to be settled; None where the terms name no time."""
    day = policy.working_hours.local(at).date()
    return day + timedelta(days=terms.due_days) if terms.due_days is not None else None


def _booked(
    snapshot: Snapshot, taken: Step, record: Handover, document: HandoverDocument, entry: Entry, said: str
) -> Plan:
    """The plan of a step and the entry that goes with it."""
    after = step(record, replace(taken, entry=entry.digest), snapshot.network.policy)
    books = (*document.books, entry)
    return judged(snapshot, taken.at, taken.by, after, replace(document, books=books), said)
