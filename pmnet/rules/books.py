"""The books of a handover as both partners read them, and what in them does not follow from what was signed.

The rules, in prose:

- Each step that bills, takes back or settles names one entry by its digest. Only entries that were signed for count, so
  neither of the two can change, add or drop one alone.
- A month falls under the terms that were agreed when it was first billed. Other terms count for months that come after them.
- A bill's share is the total of all months that stand, less the shares that stand in the books: what an earlier correction
  left behind is made good by the next bill. Nothing that was written is ever changed.
- A counter-entry takes back exactly what stands. It may not leave more in the books than the terms give.
- A settlement is what is open of its month at that time; where a settled month was taken back, that is owed the other way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pmnet.domain.books import Billed, Entry
from pmnet.domain.money import ZERO
from pmnet.domain.phrase import phrase
from pmnet.domain.records import Handover, Step, StepName
from pmnet.domain.sealed import HandoverDocument, Terms
from pmnet.rules.shares import Line, total
from pmnet.rules.standing import standing


@dataclass(frozen=True, slots=True)
class Month:
    """One month in the books: what stands, what is owed for it, and what of that is settled."""

    month: str
    billed: Billed | None = None
    share: Decimal = ZERO
    settled: Decimal = ZERO

    @property
    def open(self) -> Decimal:
        """What is still owed; negative where it is owed back."""
        return self.share - self.settled


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in the books that does not follow from the terms, or from what was signed."""

    month: str
    text: str


@dataclass(frozen=True, slots=True)
class Book:
    """The months that were billed, in the order of their first bills, and the terms that each falls under."""

    months: Mapping[str, Month] = field(default_factory=dict)
    terms: Mapping[str, Terms] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    @property
    def share(self) -> Decimal:
        """What stands in the books as owed, in all months."""
        return sum((month.share for month in self.months.values()), ZERO)

    @property
    def days(self) -> Decimal:
        """How many days stand in the books."""
        return sum((Decimal(month.billed.days) for month in self.months.values() if month.billed), Decimal(0))

    @property
    def partner_net(self) -> Decimal:
        """What the partner billed in all, as it stands."""
        return sum((Decimal(month.billed.partner_net) for month in self.months.values() if month.billed), ZERO)

    @property
    def open(self) -> Decimal:
        """What of it is not settled."""
        return sum((month.open for month in self.months.values()), ZERO)

    def lines(self, besides: str = "") -> dict[str, Line]:
        """The months that stand, without one of them."""
        standing = {name: month.billed for name, month in self.months.items() if name != besides}
        return {
            name: line_of(billed, self.terms[name])
            for name, billed in standing.items()
            if billed is not None and name in self.terms
        }

    def share_of(self, name: str, line: Line) -> Decimal:
        """The share that a bill for a month brings; raises ValueError where it cannot be worked out."""
        lines = self.lines()
        order = [*self.months, *(() if name in self.months else (name,))]
        standing = [line if known == name else lines[known] for known in order if known == name or known in lines]
        return total(standing) - self.share

    def to_take_back_first(self, name: str) -> str | None:
        """The month that must be taken back before another, which would leave more than the terms give; None where none."""
        billed = self.months[name].billed
        if billed is None or Decimal(billed.share) >= 0:
            return None
        if self.share - Decimal(billed.share) <= total(self.lines(besides=name).values()):
            return None
        others = (month.month for month in self.months.values() if month.billed is not None and month.share > 0)
        return next(others, None)


def line_of(billed: Billed, terms: Terms) -> Line:
    """A month's figures as they count under terms."""
    client_net = Decimal(billed.client_net) if billed.client_net is not None else None
    return Line(terms, Decimal(billed.days), Decimal(billed.partner_net), client_net)


def read(handover: Handover, document: HandoverDocument) -> Book:
    """The books of a handover, from the steps that were signed and the entries they name."""
    entries = {entry.digest: entry for entry in document.books}
    book, signed = Book(), set()
    for place, taken in enumerate(handover.steps):
        if taken.step in (StepName.BILL, StepName.SETTLE) and taken.month is not None:
            entry = entries.get(taken.entry or "")
            signed.add(taken.entry)
            terms = terms_of(handover, document, book, taken.month, place)
            book = _after(book, taken, entry, terms)
    strange = (entry for entry in document.books if entry.digest not in signed)
    unsigned = tuple(
        Doubt(entry.month, phrase("an entry by {by} that nobody signed for", by=entry.by)) for entry in strange
    )
    return replace(book, doubts=(*book.doubts, *unsigned))


def terms_of(
    handover: Handover, document: HandoverDocument, book: Book, month: str, place: int | None = None
) -> Terms | None:
    """The terms that a month falls under: those of its first bill, else those agreed before the step at `place`, or now.

    None where what both signed for cannot be read.
    """
    if month in book.months:
        return book.terms.get(month)
    agreed = standing(replace(handover, steps=handover.steps[:place])).terms
    known = (*document.former, *((document.terms,) if document.terms is not None else ()))
    return next((terms for terms in known if terms.digest == agreed), None)


def _after(book: Book, taken: Step, entry: Entry | None, terms: Terms | None) -> Book:
    """The books after one more step and the entry it names."""
    assert taken.month is not None
    month = book.months.get(taken.month, Month(taken.month))
    doubts = [Doubt(taken.month, text) for text in _doubts(book, month, taken, entry, terms)]
    if entry is not None and _is_fit(taken, entry):
        month = _counted(month, taken, entry)
    known = {**book.terms, taken.month: terms} if terms is not None else book.terms
    return Book({**book.months, taken.month: month}, known, (*book.doubts, *doubts))


def _counted(month: Month, taken: Step, entry: Entry) -> Month:
    if entry.settled is not None:
        return replace(month, settled=month.settled + Decimal(entry.settled))
    assert entry.billed is not None
    billed = None if taken.cancels else entry.billed
    return replace(month, billed=billed, share=month.share + Decimal(entry.billed.share))


def _is_fit(taken: Step, entry: Entry) -> bool:
    """Whether an entry is of the kind that its step says."""
    if taken.step is StepName.SETTLE:
        return entry.settled is not None and entry.billed is None
    return entry.billed is not None and entry.settled is None


def _doubts(book: Book, month: Month, taken: Step, entry: Entry | None, terms: Terms | None) -> Iterator[str]:
    """What does not follow about one step and its entry."""
    did = (
        phrase("settled")
        if taken.step is StepName.SETTLE
        else phrase("took back")
        if taken.cancels
        else phrase("billed")
    )
    if entry is None:
        yield phrase(
            "what {by} {did} on {day} does not stand in the books as it was signed for",
            by=taken.by,
            did=did,
            day=taken.at.date(),
        )
        return
    if (entry.month, entry.by, entry.at) != (taken.month, taken.by, taken.at) or not _is_fit(taken, entry):
        yield phrase(
            "what {by} {did} on {day} stands in the books as something else", by=taken.by, did=did, day=taken.at.date()
        )
    if entry.settled is not None and Decimal(entry.settled) != month.open:
        yield phrase("{settled} was settled, and {open} was open", settled=entry.settled, open=month.open)
    if entry.billed is None:
        return
    if taken.cancels:
        if month.billed is not None and entry.billed != month.billed.counter:
            yield phrase("what {by} took back is not what was billed", by=taken.by)
    elif terms is None:
        yield phrase("the terms that both signed for do not stand beside the books")
    else:
        yield from _miscounted(book, month.month, entry.billed, terms)


def _miscounted(book: Book, month: str, billed: Billed, terms: Terms) -> Iterator[str]:
    """Where a share is not what the terms give."""
    if min(Decimal(billed.days), Decimal(billed.partner_net), Decimal(billed.client_net or 0)) < 0:
        yield phrase("it was billed with a negative figure")
    try:
        share = book.share_of(month, line_of(billed, terms))
    except ValueError as error:
        yield phrase("the share {share} cannot be checked: {error}", share=billed.share, error=error)
        return
    if share != Decimal(billed.share):
        yield phrase("the share is {share}, and by the terms it is {share2}", share=billed.share, share2=share)


def by_month(book: Book) -> Sequence[Month]:
    """The months as a reader expects them, earliest first."""
    return sorted(book.months.values(), key=lambda month: month.month)
