"""The books: whatever is billed, taken back and billed again, in whatever order, they come out to the cent; and no trick with
an entry goes unsaid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from cast import DAY, HOUR, LEAD, NOW, handover, people, step
from hypothesis import given, settings
from hypothesis import strategies as st

from pmnet.app import book_acts
from pmnet.app.agreement_acts import amend
from pmnet.domain.books import Billed, Entry
from pmnet.domain.codec import to_mapping
from pmnet.domain.money import understand_amount
from pmnet.domain.records import Handover, StepName
from pmnet.domain.sealed import HandoverDocument, Terms
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict, NotAllowed, PmnetError, Usage
from pmnet.rules.books import Book, read
from pmnet.rules.punctuality import Word, dates
from pmnet.rules.shares import total

PERCENT = Terms("percent", nonce="0" * 16, percent="10", base="partner-net")
HANDOVER = f"{LEAD.id}.pmo.1"
MONTHS = ("2026-09", "2026-10", "2026-11", "2026-12", "2027-01")


class Desk:
    """A handover that was won under some terms, and the two who write into its books."""

    def __init__(self, terms: Terms = PERCENT) -> None:
        start = NOW - 10 * HOUR
        record = handover(
            step("claim", "bert", start, start + 24 * HOUR, terms=terms.digest),
            step("accept", "anna", start, terms=terms.digest),
            step("disclose", "anna", start),
            step("win", "bert", start),
        )
        self.record, self.now = record, NOW
        self.document = HandoverDocument(LEAD.id, HANDOVER, terms)

    @property
    def snapshot(self) -> Snapshot:
        return people(LEAD, self.record).with_texts({}, documents=[self.document])

    def do(self, act: Any, who: str, *values: Any) -> None:
        """One act, and what it leaves."""
        self.now += HOUR
        plan = act(self.snapshot, self.now, who, HANDOVER, *values)
        (record,) = plan.records
        assert isinstance(record, Handover)
        self.record = record
        for sealing in plan.documents:
            assert isinstance(sealing.document, HandoverDocument)
            assert sealing.readers == ("anna", "bert")
            self.document = sealing.document

    def bill(self, month: str, net: str, days: str = "10", **more: str) -> None:
        said = {"days": days, "partner_net": str(understand_amount(net)), "nonce": self.nonce, **more}
        self.do(book_acts.bill, "bert", month, said)

    def cancel(self, month: str) -> None:
        self.do(book_acts.cancel, "bert", month, {"nonce": self.nonce})

    def settle(self, month: str) -> None:
        self.do(book_acts.settle, "anna", month, book_acts.newest_bill(self.record, month), {"nonce": self.nonce})

    def amend(self, terms: Terms) -> None:
        self.do(amend, "anna", {"terms": to_mapping(terms)})
        self.do(amend, "bert")

    @property
    def nonce(self) -> str:
        return f"{len(self.document.books):016}"

    @property
    def book(self) -> Book:
        return read(self.record, self.document)

    def shares(self) -> dict[str, str]:
        assert self.book.doubts == ()
        return {name: str(month.share) for name, month in self.book.months.items()}


def test_a_month_is_billed_settled_and_taken_back() -> None:
    desk = Desk()
    desk.bill("2026-12", "14160.00", "14", invoice="R-1")
    assert desk.shares() == {"2026-12": "1416.00"}
    assert desk.book.open == Decimal("1416.00")
    desk.settle("2026-12")
    assert (desk.book.open, desk.document.books[-1].settled) == (0, "1416.00")
    desk.cancel("2026-12")
    assert desk.book.open == Decimal("-1416.00")
    assert desk.document.books[-1].billed == Billed("-14", "-14160.00", "-1416.00", None, "R-1")
    desk.bill("2026-12", "10000", "10")
    assert desk.book.open == Decimal("-416.00")
    desk.settle("2026-12")
    assert (desk.book.open, desk.document.books[-1].settled, desk.book.doubts) == (0, "-416.00", ())


def test_a_step_says_the_month_the_due_day_and_a_digest_and_no_figure() -> None:
    desk = Desk(replace(PERCENT, due_days=14))
    desk.bill("2026-12", "14160.00")
    taken = desk.record.steps[-1]
    assert (taken.month, taken.due, taken.entry) == ("2026-12", date(2027, 1, 25), desk.document.books[0].digest)
    assert "1416" not in repr(taken)


def test_without_days_to_pay_there_is_no_due_day() -> None:
    desk = Desk()
    desk.bill("2026-12", "14160.00")
    assert desk.record.steps[-1].due is None


def test_a_correction_of_the_first_month_is_made_under_its_own_share() -> None:
    desk = Desk(replace(PERCENT, base="first-invoice"))
    desk.bill("2026-11", "1000")
    desk.bill("2026-12", "5000")
    desk.cancel("2026-11")
    desk.bill("2026-11", "1100")
    assert desk.shares() == {"2026-11": "110.00", "2026-12": "0.00"}


def test_what_a_correction_leaves_behind_is_made_good_by_the_next_bill() -> None:
    desk = Desk(replace(PERCENT, cap="1000.00"))
    desk.bill("2026-10", "8000")
    desk.bill("2026-11", "8000")
    desk.cancel("2026-10")
    assert desk.book.share == Decimal("200.00")
    desk.bill("2026-12", "1000")
    assert desk.shares() == {"2026-10": "0.00", "2026-11": "200.00", "2026-12": "700.00"}


def test_a_counter_entry_may_not_leave_more_than_the_cap() -> None:
    desk = Desk(replace(PERCENT, cap="1000.00"))
    desk.bill("2026-09", "8000")
    desk.bill("2026-10", "8000")
    desk.cancel("2026-09")
    desk.bill("2026-11", "3000")
    desk.cancel("2026-10")
    desk.bill("2026-12", "1000")
    assert desk.shares()["2026-12"] == "-400.00"
    desk.bill("2027-01", "9000")
    assert desk.book.share == 1000
    with pytest.raises(Conflict, match="more would be left") as error:
        desk.cancel("2026-12")
    assert error.value.hint.endswith("--month 2026-11 --cancel")
    desk.cancel("2026-11")
    desk.cancel("2026-12")
    assert desk.book.share == 600


def test_terms_that_are_amended_count_for_new_months_and_change_nothing_before() -> None:
    desk = Desk()
    desk.bill("2026-11", "1000")
    before = desk.document.books
    desk.amend(replace(PERCENT, nonce="1" * 16, percent="5"))
    desk.bill("2026-12", "1000")
    assert desk.shares() == {"2026-11": "100.00", "2026-12": "50.00"}
    assert desk.document.books[:1] == before
    desk.cancel("2026-11")
    desk.bill("2026-11", "2000")
    assert desk.shares() == {"2026-11": "200.00", "2026-12": "50.00"}


def test_a_month_that_has_not_begun_is_not_billed() -> None:
    with pytest.raises(Usage, match="has not begun"):
        Desk().bill("2027-02", "1000")


def test_a_margin_needs_what_the_client_is_billed() -> None:
    desk = Desk(Terms("subcontract-margin", nonce="0" * 16, percent="10"))
    with pytest.raises(Usage, match="client is billed") as error:
        desk.bill("2026-12", "1000")
    assert error.value.hint == "add --client-net AMOUNT"
    desk.bill("2026-12", "1000", client_net="1200.00")
    assert desk.shares() == {"2026-12": "120.00"}


def test_terms_without_their_figure_are_told() -> None:
    with pytest.raises(Conflict, match="cannot be worked out"):
        Desk(Terms("percent", nonce="0" * 16)).bill("2026-12", "1000")


def test_a_bill_that_was_replaced_meanwhile_is_not_settled_unseen() -> None:
    desk = Desk()
    desk.bill("2026-12", "1000")
    seen = book_acts.newest_bill(desk.record, "2026-12")
    desk.cancel("2026-12")
    desk.bill("2026-12", "1")
    with pytest.raises(Conflict, match="billed anew"):
        desk.do(book_acts.settle, "anna", "2026-12", seen, {"nonce": desk.nonce})


@pytest.mark.parametrize(
    ("act", "who", "values"),
    [
        (book_acts.bill, "anna", ("2026-12", {"days": "1", "partner_net": "1.00", "nonce": "0" * 16})),
        (book_acts.cancel, "anna", ("2026-11", {"nonce": "0" * 16})),
        (book_acts.settle, "bert", ("2026-11", None, {"nonce": "0" * 16})),
        (book_acts.bill, "carl", ("2026-12", {"days": "1", "partner_net": "1.00", "nonce": "0" * 16})),
    ],
)  # fmt: skip
def test_each_writes_only_their_own_side(act: Any, who: str, values: tuple[Any, ...]) -> None:
    desk = Desk()
    desk.bill("2026-11", "1000")
    with pytest.raises(NotAllowed):
        desk.do(act, who, *values)


# Any order of billing, taking back and billing again


def figures() -> st.SearchStrategy[str]:
    return st.integers(0, 3_000_000).map(lambda hundredths: f"{hundredths // 100}.{hundredths % 100:02}")


def moves() -> st.SearchStrategy[list[tuple[str, str, str]]]:
    does = st.sampled_from(("bill", "bill", "bill", "cancel", "settle"))
    return st.lists(st.tuples(does, st.sampled_from(MONTHS), figures()), max_size=14)


PERCENTS = st.integers(0, 10_000).map(lambda hundredths: f"{hundredths // 100}.{hundredths % 100:02}")


def all_terms() -> st.SearchStrategy[Terms]:
    running: Mapping[str, Any] = {
        "months": st.none() | st.integers(1, 4),
        "cap": st.none() | figures(),
        "nonce": st.just("0" * 16),
    }
    bases = st.sampled_from(("partner-net", "first-invoice", "contract-value", None))
    return st.one_of(
        st.builds(Terms, st.sampled_from(("none", "favour")), nonce=st.just("0" * 16)),
        st.builds(Terms, st.just("percent"), percent=PERCENTS, base=bases, **running),
        st.builds(Terms, st.just("subcontract-margin"), percent=PERCENTS, **running),
        st.builds(Terms, st.just("per-day"), amount=figures(), **running),
        st.builds(Terms, st.just("one-off"), amount=figures(), nonce=st.just("0" * 16)),
    )


def play(desk: Desk, does: str, month: str, net: str) -> bool:
    """One move, where it can be made."""
    try:
        if does == "bill":
            desk.bill(month, net, str(int(net[-1]) + 1), client_net=net)
        else:
            getattr(desk, does)(month)
    except PmnetError:
        return False
    return True


@settings(deadline=None)
@given(all_terms(), moves())
def test_the_months_are_the_total_to_the_cent_and_no_cap_is_passed(
    terms: Terms, played: list[tuple[str, str, str]]
) -> None:
    desk = Desk(terms)
    for does, month, net in played:
        before = desk.book
        if not play(desk, does, month, net):
            continue
        book, entry = desk.book, desk.document.books[-1]
        assert book.doubts == ()
        assert terms.cap is None or book.share <= Decimal(terms.cap)
        if does == "bill":
            assert sum((found.share for found in book.months.values()), Decimal(0)) == _total(desk)
        elif does == "cancel":
            billed = before.months[month].billed
            assert billed is not None and entry.billed is not None
            pairs = [(entry.billed.days, billed.days), (entry.billed.share, billed.share),
                     (entry.billed.partner_net, billed.partner_net)]  # fmt: skip
            assert all(Decimal(new) + Decimal(old) == 0 for new, old in pairs)
            assert before.share - book.share == Decimal(billed.share)
        else:
            assert book.months[month].open == 0
            assert book.share == before.share


def _total(desk: Desk) -> Decimal:
    """What the months that stand come to, worked out apart from the books."""
    lines = desk.book.lines()
    order = dict.fromkeys(taken.month for taken in desk.record.steps if taken.step is StepName.BILL)
    return total(lines[month] for month in order if month in lines)


@settings(deadline=None)
@given(all_terms(), moves())
def test_taking_everything_back_leaves_nothing_owed(terms: Terms, played: list[tuple[str, str, str]]) -> None:
    desk = Desk(terms)
    for move in played:
        play(desk, *move)
    for _ in MONTHS:
        for month in MONTHS:
            play(desk, "cancel", month, "0.00")
    assert desk.book.share == 0
    assert desk.book.lines() == {}


# Tricks: each is told, and does not count


def billed_desk() -> Desk:
    desk = Desk()
    desk.bill("2026-11", "1000")
    desk.bill("2026-12", "2000")
    return desk


def tampered(desk: Desk, place: int, **figures: str) -> None:
    books = list(desk.document.books)
    billed = books[place].billed
    assert billed is not None
    books[place] = replace(books[place], billed=replace(billed, **figures))
    desk.document = replace(desk.document, books=tuple(books))


def told(desk: Desk) -> list[tuple[str, str]]:
    return [(doubt.month, doubt.text) for doubt in desk.book.doubts]


def test_an_entry_that_somebody_changed_does_not_count() -> None:
    desk = billed_desk()
    tampered(desk, 0, partner_net="10.00", share="1.00")
    assert told(desk)[0] == (
        "2026-11",
        "what bert billed on 2027-01-11 does not stand in the books as it was signed for",
    )
    assert ("2026-11", "an entry by bert that nobody signed for") in told(desk)
    assert desk.book.months["2026-11"].share == 0


def test_an_entry_that_somebody_dropped_is_missed() -> None:
    desk = billed_desk()
    desk.document = replace(desk.document, books=desk.document.books[1:])
    assert told(desk)[0][0] == "2026-11"


def test_an_entry_that_somebody_added_is_not_believed() -> None:
    desk = billed_desk()
    entry = Entry("2026-11", "anna", NOW, "z" * 16, settled="100.00")
    desk.document = replace(desk.document, books=(*desk.document.books, entry))
    assert told(desk) == [("2026-11", "an entry by anna that nobody signed for")]
    assert desk.book.open == Decimal("300.00")


def signed(desk: Desk, entry: Entry, **fields: Any) -> None:
    """A step and an entry as somebody makes them who does not use pmnet."""
    name = "settle" if entry.settled is not None else "bill"
    taken = step(name, entry.by, entry.at, month=entry.month, entry=entry.digest, **fields)
    desk.record = replace(desk.record, steps=(*desk.record.steps, taken))
    desk.document = replace(desk.document, books=(*desk.document.books, entry))


LATER = NOW + DAY


def bill_of(share: str, at: datetime = LATER, net: str = "1000.00", month: str = "2027-01", days: str = "10") -> Entry:
    return Entry(month, "bert", at, "z" * 16, billed=Billed(days, net, share))


@pytest.mark.parametrize(
    ("entry", "fields", "text"),
    [
        (bill_of("1.00"), {}, "the share is 1.00, and by the terms it is 100.00"),
        (bill_of("-100.00", net="-1000.00", days="-10"), {}, "it was billed with a negative figure"),
        (bill_of("0.00", month="2026-12"), {"cancels": True}, "what bert took back is not what was billed"),
        (Entry("2026-12", "anna", LATER, "z" * 16, settled="1.00"), {}, "1.00 was settled, and 200.00 was open"),
        (Entry("2027-01", "bert", LATER, "z" * 16), {}, "what bert billed on 2027-01-12 stands in the books as something else"),
    ],
    ids=["too small a share", "negative", "taken back otherwise", "settled for less", "neither"],
)  # fmt: skip
def test_an_entry_that_does_not_follow_is_told(entry: Entry, fields: dict[str, Any], text: str) -> None:
    desk = billed_desk()
    signed(desk, entry, **fields)
    assert (entry.month, text) in told(desk)


def test_an_entry_that_says_another_month_than_its_step_is_told() -> None:
    desk = billed_desk()
    entry = bill_of("100.00")
    taken = step("bill", "bert", entry.at, month="2026-10", entry=entry.digest)
    desk.record = replace(desk.record, steps=(*desk.record.steps, taken))
    desk.document = replace(desk.document, books=(*desk.document.books, entry))
    assert ("2026-10", "what bert billed on 2027-01-12 stands in the books as something else") in told(desk)


def test_a_share_that_was_too_small_is_made_good_by_the_next_bill() -> None:
    desk = billed_desk()
    signed(desk, bill_of("1.00", at=desk.now))
    desk.bill("2026-10", "1000")
    assert desk.book.share == Decimal("500.00")
    assert len(desk.book.doubts) == 1


def test_terms_that_were_exchanged_beside_the_books_are_told() -> None:
    desk = billed_desk()
    desk.document = replace(desk.document, terms=replace(PERCENT, percent="1"))
    assert told(desk)[0] == ("2026-11", "the terms that both signed for do not stand beside the books")
    with pytest.raises(Conflict, match="terms"):
        desk.bill("2027-01", "1000")


# What everybody sees


def test_others_see_whether_a_month_is_in_time() -> None:
    desk = Desk(replace(PERCENT, due_days=14))
    hours = desk.snapshot.network.policy.working_hours
    desk.bill("2026-11", "1000")
    desk.bill("2026-12", "1000")
    desk.settle("2026-11")
    due = date(2027, 1, 25)
    assert [found.word for found in dates(desk.record, hours, due).values()] == [Word.ON_TIME, Word.ON_TIME]
    assert dates(desk.record, hours, date(2027, 1, 26))["2026-12"].word is Word.OVERDUE
    desk.now += 20 * DAY
    desk.settle("2026-12")
    assert dates(desk.record, hours, date(2027, 3, 1))["2026-12"].word is Word.LATE
    desk.cancel("2026-12")
    assert dates(desk.record, hours, date(2027, 2, 1))["2026-12"].word is Word.ON_TIME
    desk.settle("2026-12")
    assert dates(desk.record, hours, date(2027, 3, 1))["2026-12"].word is Word.TAKEN_BACK
