"""The books of a handover: billing a month, taking it back, settling it, and reading what stands."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from pmnet.app import naming
from pmnet.app.book_acts import newest_bill
from pmnet.app.confidential import NONCE_BYTES, insist
from pmnet.app.context import Context
from pmnet.app.handovers import handovers_of
from pmnet.app.members import Written, differences
from pmnet.app.views import BookView, book_view
from pmnet.domain import money, planning_dates
from pmnet.domain.phrase import phrase
from pmnet.domain.records import Handover
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import CannotUnseal, NotAllowed, Usage
from pmnet.rules.books import Doubt
from pmnet.rules.line import standing_at
from pmnet.rules.steps import State

V = TypeVar("V")

BOOKED: Final = frozenset({State.WON, State.COMPLETED})
"""The states of a handover that has books, though nothing may stand in them yet."""


def bill(
    context: Context,
    found: Handover,
    month: str,
    days: Decimal,
    partner_net: Decimal,
    client_net: Decimal | None = None,
    invoice: str | None = None,
) -> Written:
    """Bill a month of a handover that was won; the share follows from the terms."""
    said = {"days": money.days_text(days), "partner_net": str(partner_net)}
    said |= {"client_net": str(client_net)} if client_net is not None else {}
    said |= {"invoice": invoice} if invoice is not None else {}
    _insist_readable(month, said)
    return _perform(context, "bill", {"handover": found.id, "month": month}, said)


def cancel(context: Context, found: Handover, month: str) -> Written:
    """Take back what was billed for a month, exactly."""
    return _perform(context, "bill-cancel", {"handover": found.id, "month": month}, {})


def settle(context: Context, found: Handover, month: str) -> Written:
    """Say that all that is open of a month is settled."""
    values = {"handover": found.id, "month": month, "seen": newest_bill(found, month)}
    return _perform(context, "settle", values, {})


def books(context: Context, typed: str | None = None) -> BookView | list[BookView]:
    """The books of one handover, or all of one's own; others see of them what everybody may."""
    snapshot, actor = context.snapshot(), context.identity()
    if typed is not None:
        return book_view(snapshot, _meant(context, snapshot, typed), context.now, actor)
    mine = handovers_of(context, snapshot, actor) if actor is not None else []
    kept = (handover for handover in mine if _has_books(snapshot, handover, context.now))
    return [book_view(snapshot, handover, context.now, actor) for handover in kept]


def doubts(context: Context, found: Handover) -> tuple[Doubt, ...]:
    """What in the books does not follow from the terms or from what was signed, as far as they open here."""
    view = book_view(context.snapshot(), found, context.now, context.identity())
    return view.book.doubts if view.book is not None else ()


def insist_mine(views: list[BookView]) -> None:
    """Raises what keeps figures from being written into a file: not one's own, or not readable here."""
    for view in views:
        if not view.mine:
            whose = phrase("{owner} and {partner}", owner=view.handover.owner, partner=view.handover.partner)
            raise NotAllowed(
                phrase("the figures of {handover} are for {whose}", handover=view.handover.id, whose=whose),
                f"pmnet books {view.handover.id}",
            )
        if view.closed:
            raise CannotUnseal(
                phrase(
                    "the books of {handover} cannot be read: {closed}", handover=view.handover.id, closed=view.closed
                ),
                "pmnet books",
            )


def month(typed: str) -> str:
    """The month that was typed, as `2027-01`; raises Usage with examples."""
    return _understood(
        planning_dates.understand_month, typed, "--month", phrase("write 2027-01, 01/2027 or Januar 2027")
    )


def amount(typed: str, option: str = "--amount") -> Decimal:
    """The amount that was typed; raises Usage with examples."""
    return _understood(
        money.understand_amount, typed, option, phrase("write the figure alone: 14160.00, 14.160,00 or 14160")
    )


def days(typed: str) -> Decimal:
    """The days that were typed; raises Usage with examples."""
    return _understood(money.understand_days, typed, "--days", phrase("write 12, 12.5 or 12,5"))


def _understood(understand: Callable[[str], V], typed: str, option: str, hint: str) -> V:
    try:
        return understand(typed)
    except ValueError as error:
        raise Usage(phrase("{option}: {error}", option=option, error=error), hint) from None


def _perform(context: Context, act: str, values: dict[str, Any], said: dict[str, str]) -> Written:
    """One act in the books, and the books as they are then."""
    outcome = context.perform(act, values, {**said, "nonce": secrets.token_hex(NONCE_BYTES)})
    record = outcome.after.handover(outcome.plan.subject)
    view = book_view(outcome.after, record, outcome.at, context.member)
    return Written(view, outcome, differences(context, outcome))


def _insist_readable(name: str, said: dict[str, str]) -> None:
    """Raises Findings where something typed could not be read again by the other one."""
    entry = {"month": name, "by": "xx", "at": "2000-01-01T00:00:00Z", "nonce": "0" * 2 * NONCE_BYTES}
    entries = [{**entry, "billed": {**said, "share": "0.00"}}]
    whole = {"format": 1, "purpose": "handover", "lead": "000101-0000", "handover": "000101-0000.pm.1"}
    insist("sealed-handover", {**whole, "books": entries}, phrase("what is billed"))


def _meant(context: Context, snapshot: Snapshot, typed: str) -> Handover:
    """The handover whose books are meant; by its lead, where only one has some."""
    return naming.handover(
        snapshot,
        typed,
        lambda one: _has_books(snapshot, one, context.now),
        lambda one: standing_at(snapshot, one, context.now).state,
    )


def _has_books(snapshot: Snapshot, handover: Handover, now: datetime) -> bool:
    found = standing_at(snapshot, handover, now)
    return found.state in BOOKED or bool(found.months)
