"""What is owed to the owner under the terms both agreed to, to the cent. Nothing here has a default or a usual value.

The rules, in prose:

- Nothing is owed for `none` and `favour`. `per-day` is the amount for each day that is billed.
- `percent` is taken of its base: `partner-net` is what the partner bills, and counts where the terms name no base;
  `contract-value` is what the client is billed, or the partner's net where that is not known; `first-invoice` is the first
  month that is billed, and nothing after it.
- `subcontract-margin` is taken of what the client is billed, which must be known then, unless the terms name the partner's net.
- `one-off` is owed once, with the first bill; where other terms raise it later, the next bill brings what is missing.
- `months`: of the months under such terms, only so many count. `cap`: what is owed in all never goes beyond it.
- Only the total is rounded, half a cent upwards, so that the months together are the total to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pmnet.domain.money import ZERO, cents
from pmnet.domain.phrase import phrase
from pmnet.domain.sealed import Terms
from pmnet.rules.terms import RUNNING

FIRST_INVOICE: Final = "first-invoice"
PARTNER_NET: Final = "partner-net"
MARGIN: Final = "subcontract-margin"


@dataclass(frozen=True, slots=True)
class Line:
    """A month that stands in the books: its figures, and the terms it falls under."""

    terms: Terms
    days: Decimal
    partner_net: Decimal
    client_net: Decimal | None = None


@dataclass(slots=True)
class _Running:
    """What some months come to: the sum, what of it is owed once, how many count, whether a first invoice was among them."""

    owed: Decimal = ZERO
    once: Decimal = ZERO
    months: int = 0
    invoiced: bool = False

    def add(self, line: Line) -> None:
        """One month more."""
        terms = line.terms
        owed = self.owed + self._more(line)
        self.owed = owed if terms.cap is None else max(self.owed, min(owed, Decimal(terms.cap)))
        self.months += terms.kind in RUNNING
        self.invoiced = self.invoiced or terms.base == FIRST_INVOICE

    def _more(self, line: Line) -> Decimal:
        """What a month adds before any cap."""
        terms = line.terms
        if terms.kind == "one-off":
            more = max(ZERO, _said(terms.amount, terms) - self.once)
            self.once += more
            return more
        if terms.kind not in RUNNING or (terms.months is not None and self.months >= terms.months):
            return ZERO
        if terms.kind == "per-day":
            return _said(terms.amount, terms) * line.days
        if terms.base == FIRST_INVOICE and self.invoiced:
            return ZERO
        return _base(line) * _said(terms.percent, terms) / 100


def total(lines: Iterable[Line]) -> Decimal:
    """What is owed for these months in all, in the order in which they were first billed.

    Raises ValueError where terms lack a figure, or a month the client's net that they are about.
    """
    running = _Running()
    for line in lines:
        running.add(line)
    return cents(running.owed)


def needs_client_net(terms: Terms) -> bool:
    """Whether nothing can be worked out without what the client is billed."""
    return terms.kind == MARGIN and terms.base != PARTNER_NET


def _base(line: Line) -> Decimal:
    """What a percentage is taken of."""
    if needs_client_net(line.terms):
        if line.client_net is None:
            raise ValueError(phrase("the terms are about what the client is billed, and that is not said"))
        return line.client_net
    known = line.client_net is not None and line.terms.base == "contract-value"
    return line.client_net if known and line.client_net is not None else line.partner_net


def _said(figure: str | None, terms: Terms) -> Decimal:
    if figure is None:
        raise ValueError(phrase("the terms of kind {kind} lack their figure", kind=terms.kind))
    return Decimal(figure)
