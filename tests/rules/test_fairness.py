"""Give and take, from the acts alone (DOMAIN 6): each figure by hand, and nobody flagged for what they could not do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from cast import BERT, DAY, EVE, HOUR, LEAD, NOW, due, handover, member, people, step, vouch

from pmnet.domain.clock import parse_instant
from pmnet.domain.records import Capacity, Handover, Lead, Member, Step
from pmnet.rules.capacity import Freshness
from pmnet.rules.fairness import Balance, balance, median

OWN = replace(LEAD, sealed="9" * 64)


def of(who: str, *known: Any, at: datetime = NOW, **policy: Any) -> Balance:
    snapshot = people(*known, **policy)
    return balance(snapshot, snapshot.member(who), at)


def answered(since: str, until: str, place: int = 1) -> Handover:
    """An offer to bert, and his answer."""
    at = parse_instant(since)
    said = step("decline", "bert", parse_instant(until), reason="no-capacity")
    return handover(step("offer", "anna", at, at + 30 * DAY), said, place=place)


# Answers

AUTUMN = ("2026-10-23T13:00:00Z", "2026-10-26T10:00:00Z")
"""Friday 15:00 to Monday 11:00, over the end of summer time: four working hours."""

EASTER = ("2027-03-25T14:00:00Z", "2027-03-30T10:00:00Z")
"""Thursday 15:00 to Tuesday 12:00, over two holidays, a weekend and the beginning of summer time: five working hours."""

MORNING = ("2027-01-11T09:00:00Z", "2027-01-11T09:30:00Z")
WEEKEND = ("2027-01-09T10:00:00Z", "2027-01-10T20:00:00Z")


@pytest.mark.parametrize(
    ("spans", "hours"),
    [
        pytest.param((), None, id="nothing was asked"),
        pytest.param((MORNING,), 0.5, id="one"),
        pytest.param((AUTUMN, EASTER), 4.5, id="half-way between two"),
        pytest.param((AUTUMN, EASTER, MORNING), 4, id="the one in the middle of three"),
        pytest.param((AUTUMN, EASTER, MORNING, WEEKEND), 2.25, id="four, one of them within a weekend"),
    ],
)
def test_the_median_of_answers(spans: tuple[tuple[str, str], ...], hours: float | None) -> None:
    known = [answered(*span, place=place) for place, span in enumerate(spans, 1)]
    found = of("bert", *known, at=NOW + 400 * DAY, holidays=(date(2027, 3, 26), date(2027, 3, 29)))
    assert found.median == (None if hours is None else timedelta(hours=hours))
    assert len(found.answered) == len(spans)
    assert found.lapsed == ()


def test_a_median_of_nothing() -> None:
    assert median([]) is None


def test_what_lapsed_counts_apart_and_not_in_the_median() -> None:
    silent = handover(step("offer", "anna", NOW, due()), place=2)
    found = of("bert", answered(*MORNING), silent, at=NOW + 30 * DAY)
    assert [one.handover for one in found.answered] == [f"{LEAD.id}.pmo.1"]
    assert [(one.handover, one.respond_by) for one in found.lapsed] == [(f"{LEAD.id}.pmo.2", due())]
    assert found.silence.total == len(found.lapsed) == 1
    assert found.median == timedelta(minutes=30)


def test_what_lapsed_long_ago_stays_a_fact_but_shows_no_more() -> None:
    found = of("bert", handover(step("offer", "anna", NOW, due())), at=NOW + 200 * DAY)
    assert len(found.lapsed) == 1
    assert found.silence.total == 0


def test_what_still_has_time_is_neither() -> None:
    found = of("bert", handover(step("offer", "anna", NOW, due())))
    assert (found.answered, found.lapsed) == ((), ())


# Give and take

AGREED = (step("claim", "bert", NOW - 9 * DAY, due(NOW - 9 * DAY)), step("accept", "anna", NOW - 8 * DAY))
DISCLOSED = (*AGREED, step("disclose", "anna", NOW - 8 * DAY))
WON = (*DISCLOSED, step("win", "bert", NOW - 7 * DAY))


@pytest.mark.parametrize(
    ("steps", "won"),
    [
        pytest.param(AGREED, False, id="agreed"),
        pytest.param(DISCLOSED, False, id="disclosed"),
        pytest.param((*DISCLOSED, step("lose", "bert", NOW, reason="budget")), False, id="lost"),
        pytest.param(WON, True, id="won"),
        pytest.param((*WON, step("complete", "anna", NOW)), True, id="completed"),
        pytest.param((*WON, step("dispute", "anna", NOW)), True, id="won and disputed"),
    ],
)
def test_a_handover_counts_on_both_sides_once_it_is_won(steps: tuple[Step, ...], won: bool) -> None:
    known = (LEAD, handover(*steps))
    anna, bert, carl = (of(who, *known) for who in ("anna", "bert", "carl"))
    expected = [(f"{LEAD.id}.pmo.1", "bert", NOW - 7 * DAY)] if won else []
    assert [(one.handover, one.by, one.at) for one in anna.passed_on] == expected
    assert [(one.handover, one.by, one.at) for one in bert.taken] == expected
    assert [one.other for one in (*anna.passed_on, *bert.taken)] == (["bert", "anna"] if won else [])
    assert (anna.taken, bert.passed_on, carl.taken, carl.passed_on) == ((), (), (), ())


def test_leads_that_nobody_won_count_for_nothing() -> None:
    others = [replace(LEAD, id=f"270104-aaa{n}") for n in range(5)]
    assert replace(of("anna", *others), confirmed=None) == replace(of("anna"), confirmed=None)


# Months

DUE = date(2027, 1, 10)
"""The day before NOW."""


def bill(month: str, due: date | None = DUE, **fields: Any) -> Step:
    return step("bill", "bert", NOW - 3 * DAY, month=month, due=due, **fields)


def settle(month: str) -> Step:
    return step("settle", "anna", NOW - 2 * DAY, month=month)


@pytest.mark.parametrize(
    ("steps", "open_", "overdue"),
    [
        pytest.param((), [], [], id="nothing billed"),
        pytest.param((bill("2026-12"),), ["2026-12"], ["2026-12"], id="due yesterday"),
        pytest.param((bill("2026-12", DUE + DAY),), ["2026-12"], [], id="due today"),
        pytest.param((bill("2026-12", None),), ["2026-12"], [], id="due on no day"),
        pytest.param((bill("2026-12"), settle("2026-12")), [], [], id="settled"),
        pytest.param((bill("2026-12"), bill("2026-11"), settle("2026-12")), ["2026-11"], ["2026-11"], id="one of two"),
        pytest.param((bill("2026-12"), bill("2026-12", cancels=True)), [], [], id="taken back"),
        pytest.param((bill("2026-12"), step("dispute", "bert", NOW)), ["2026-12"], [], id="disputed"),
    ],
)
def test_months_that_are_not_settled(steps: tuple[Step, ...], open_: list[str], overdue: list[str]) -> None:
    known = (LEAD, handover(*WON, *steps))
    anna, bert = of("anna", *known), of("bert", *known)
    assert [one.month for one in bert.months] == open_
    assert [one.month for one in anna.months] == open_
    assert [one.month for one in bert.overdue] == overdue
    assert [one.month for one in anna.awaited] == overdue
    assert (anna.overdue, bert.awaited) == ((), ())
    assert of("carl", *known).months == ()


def test_what_was_paid_and_taken_back_is_owed_back() -> None:
    back = replace(bill("2026-12", cancels=True), at=NOW - DAY)
    known = (LEAD, handover(*WON, bill("2026-12"), settle("2026-12"), back))
    anna, bert = of("anna", *known), of("bert", *known)
    assert [one.month for one in anna.overdue] == ["2026-12"]
    assert [one.month for one in bert.awaited] == ["2026-12"]
    assert (bert.overdue, anna.awaited) == ((), ())


def test_a_month_says_when_it_was_billed_and_with_whom() -> None:
    [month] = of("bert", LEAD, handover(*WON, bill("2026-12"))).months
    assert (month.handover, month.billed, month.due, month.other) == (f"{LEAD.id}.pmo.1", NOW - 3 * DAY, DUE, "anna")


def test_a_month_is_overdue_from_midnight_on_the_networks_clock() -> None:
    """In January Berlin is an hour ahead of UTC."""
    known = (LEAD, handover(*WON, bill("2026-12")))
    assert of("bert", *known, at=datetime(2027, 1, 10, 22, 59, 59, tzinfo=UTC)).overdue == ()
    assert len(of("bert", *known, at=datetime(2027, 1, 10, 23, tzinfo=UTC)).overdue) == 1


# Steps that are owed


@pytest.mark.parametrize(
    ("lead", "steps", "owner", "partner"),
    [
        pytest.param(OWN, AGREED, ["disclose"], [], id="not disclosed in time"),
        pytest.param(LEAD, AGREED, [], [], id="no client to disclose"),
        pytest.param(replace(OWN, erased=NOW), AGREED, [], [], id="a client that was erased"),
        pytest.param(OWN, DISCLOSED, [], ["contacted"], id="not spoken to in time"),
        pytest.param(OWN, (*DISCLOSED, step("contacted", "bert", NOW - DAY)), [], [], id="spoken to"),
        pytest.param(OWN, WON, [], [], id="won"),
    ],
)
def test_steps_that_are_overdue(lead: Lead, steps: tuple[Step, ...], owner: list[str], partner: list[str]) -> None:
    known = (lead, handover(*steps))
    assert [one.step for one in of("anna", *known).late] == owner
    assert [one.step for one in of("bert", *known).late] == partner


def test_a_step_that_is_owed_is_late_only_once_its_time_is_over() -> None:
    """Agreed on a Monday at 10:00, with eight working hours to disclose: until Tuesday at 10:00."""
    known = (OWN, handover(step("claim", "bert", NOW, due()), step("accept", "anna", NOW)))
    assert of("anna", *known, at=NOW + DAY).late == ()
    [late] = of("anna", *known, at=NOW + DAY + timedelta(seconds=1)).late
    assert (late.since, late.due, late.other) == (NOW, NOW + DAY, "bert")


def test_without_working_hours_nothing_is_late() -> None:
    known = (OWN, handover(*DISCLOSED))
    assert of("bert", *known, holidays=tuple(NOW.date() + n * DAY for n in range(-30, 3700))).late == ()


# Capacity


@pytest.mark.parametrize(
    ("who", "freshness", "confirmed"),
    [
        (BERT, Freshness.UNKNOWN, None),
        (replace(BERT, capacity=Capacity()), Freshness.UNKNOWN, None),
        (replace(BERT, capacity=Capacity(confirmed=DUE)), Freshness.FRESH, DUE),
        (replace(BERT, capacity=Capacity(confirmed=date(2026, 10, 1))), Freshness.STALE, date(2026, 10, 1)),
    ],
)
def test_capacity(who: Member, freshness: Freshness, confirmed: date | None) -> None:
    found = of("bert", who)
    assert (found.freshness, found.confirmed) == (freshness, confirmed)


# Flags

SILENT = tuple(handover(step("offer", "anna", NOW, due()), place=place) for place in (1, 2))
UNPAID = handover(*WON, bill("2026-12"), bill("2026-11"), place=3)


@pytest.mark.parametrize(
    ("policy", "flags"),
    [
        pytest.param({}, [], id="off by default"),
        pytest.param({"flag_lapsed": 3, "flag_overdue": 3}, [], id="below both"),
        pytest.param({"flag_lapsed": 2}, ["2 offers unanswered in the last 90 days; flagged from 2 on"], id="silence"),
        pytest.param({"flag_overdue": 1}, ["2 settlements overdue; flagged from 1 on"], id="settlements"),
        pytest.param(
            {"flag_lapsed": 1, "flag_overdue": 2},
            ["2 offers unanswered in the last 90 days; flagged from 1 on", "2 settlements overdue; flagged from 2 on"],
            id="both",
        ),
        pytest.param({"flag_lapsed": 1, "silence_days": 1}, [], id="silence that shows no more"),
    ],
)
def test_who_is_flagged(policy: dict[str, int], flags: list[str]) -> None:
    assert list(of("bert", LEAD, *SILENT, UNPAID, at=NOW + 30 * DAY, **policy).flags) == flags


def test_one_settlement_in_the_singular() -> None:
    known = (LEAD, handover(*WON, bill("2026-12")))
    assert of("bert", *known, flag_overdue=1).flags == ("1 settlement overdue; flagged from 1 on",)


STRICT = {"flag_lapsed": 1, "flag_overdue": 1}


def test_who_has_awaited_is_not_flagged_for_what_the_other_owes() -> None:
    assert of("anna", LEAD, handover(*WON, bill("2026-12")), **STRICT).flags == ()


@pytest.mark.parametrize(
    ("who", "known"),
    [
        pytest.param(EVE, (), id="a candidate"),
        pytest.param(member("fred", vouch("anna", NOW - 8 * DAY)), (), id="a member since yesterday"),
        pytest.param(replace(BERT, capacity=Capacity(confirmed=date(2026, 1, 5))), (), id="with stale capacity"),
        pytest.param(
            BERT,
            (answered(*MORNING), answered("2027-01-11T09:00:00Z", "2027-01-12T16:00:00Z", 2)),
            id="who answered that they had no capacity",
        ),
        pytest.param(replace(BERT, paused=date(2027, 1, 4)), (), id="who paused"),
        pytest.param(
            BERT,
            (handover(step("offer", "anna", NOW, due()), step("withdraw", "anna", NOW + HOUR)),),
            id="who was not waited for",
        ),
        pytest.param(
            BERT,
            (
                handover(*DISCLOSED, step("return", "bert", NOW, reason="capacity")),
                handover(*DISCLOSED, step("lose", "bert", NOW, reason="budget"), place=2),
            ),
            id="who returned one and lost one",
        ),
    ],
)
def test_nobody_is_flagged(who: Member, known: tuple[Handover, ...]) -> None:
    for at in (NOW + DAY, NOW + 60 * DAY, NOW + 400 * DAY):
        assert of(who.id, who, LEAD, *known, at=at, **STRICT).flags == ()
