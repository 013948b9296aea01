"""What a member holds, by the steps of their handovers, and how it is said that one more is too much."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from cast import BERT, DAY, HOUR, LEAD, NOW, PMO, POLICY, due, handover, people, step

from pmnet.domain.records import Capacity, FreeTime, Handover, Lead, Step
from pmnet.domain.snapshot import Snapshot
from pmnet.domain.weeks import Week
from pmnet.rules.capacity import Clash, Work
from pmnet.rules.workload import held_by, period, said, too_much, won_by, work_of

TODAY = date(2027, 1, 11)
WEEK = timedelta(weeks=1)
PLACE = replace(PMO, days_per_week=3, start=TODAY, end=date(2027, 3, 31))
ROLLOUT = replace(LEAD, positions=(PLACE,))
CLAIM = step("claim", "bert", NOW, due())
AGREED = (CLAIM, step("accept", "anna", NOW + HOUR))
DISCLOSED = (*AGREED, step("disclose", "anna", NOW + 2 * HOUR))
CONTACTED = (*DISCLOSED, step("contacted", "bert", NOW + 3 * HOUR))
WON = (*CONTACTED, step("win", "bert", NOW + DAY))
BILLED = (*WON, step("bill", "bert", NOW + 30 * DAY, month="2027-01", due=TODAY + 60 * DAY))
DISPUTED = step("dispute", "anna", NOW + 40 * DAY)
LATER = NOW + 50 * DAY


def network(*records: Any) -> Snapshot:
    """A network whose handovers have texts that say their steps, as files do."""
    found = people(*records)
    texts = {
        record.path: f"partner: {record.partner}\n{record!r}".encode()
        for record in records
        if isinstance(record, Handover)
    }
    known = {record.path: record for record in records}
    return found.with_texts(texts, parse=lambda path, _: known[path])


@pytest.mark.parametrize(
    ("steps", "won"),
    [
        pytest.param((CLAIM,), None, id="a claim"),
        pytest.param((step("offer", "anna", NOW, due()),), None, id="an offer"),
        pytest.param((CLAIM, step("decline", "anna", NOW + HOUR, reason="dates")), None, id="declined"),
        pytest.param(AGREED, False, id="agreed"),
        pytest.param(DISCLOSED, False, id="disclosed"),
        pytest.param(CONTACTED, False, id="contacted"),
        pytest.param(WON, True, id="won"),
        pytest.param(BILLED, True, id="billed"),
        pytest.param((*CONTACTED, step("lose", "bert", NOW + DAY, reason="budget")), None, id="lost"),
        pytest.param((*CONTACTED, step("return", "bert", NOW + DAY, reason="mismatch")), None, id="returned"),
        pytest.param((*WON, step("complete", "bert", NOW + 45 * DAY)), None, id="completed"),
        pytest.param((*WON, DISPUTED), True, id="won and disputed"),
        pytest.param((*AGREED, DISPUTED), False, id="agreed and disputed"),
        pytest.param((*WON, step("complete", "bert", NOW + 30 * DAY), DISPUTED), None, id="completed and disputed"),
    ],
)
def test_what_a_member_holds(steps: tuple[Step, ...], won: bool | None) -> None:
    snapshot = network(ROLLOUT, handover(*steps))
    work = Work(TODAY, date(2027, 3, 31), 3, "270104-k7qx.pmo.1", bool(won))
    assert held_by(snapshot, "bert", LATER) == (() if won is None else (work,))
    assert won_by(snapshot, "bert", LATER) == ((work,) if won else ())
    assert held_by(snapshot, "anna", LATER) == ()


def test_only_what_has_the_step_that_counts_is_read() -> None:
    read: list[str] = []
    records = {
        record.path: record
        for record in (
            handover(CLAIM), handover(*AGREED, place=2), handover(*WON, place=3), handover(*WON, partner="carl", place=4),
        )
    }  # fmt: skip

    def parse(path: str, text: bytes) -> Handover:
        read.append(path.rpartition(".pmo.")[2])
        return records[path]

    texts = {path: f"partner: {record.partner}\n{record!r}".encode() for path, record in records.items()}
    snapshot = people(ROLLOUT).with_texts(texts, parse=parse)
    assert [work.handover[-1] for work in won_by(snapshot, "bert", LATER)] == ["3"]
    assert read == ["3.yaml"]
    assert [work.handover[-1] for work in held_by(snapshot, "bert", LATER)] == ["2", "3"]
    assert read == ["3.yaml", "2.yaml"]


@pytest.mark.parametrize(
    ("lead", "held"),
    [
        pytest.param(
            replace(LEAD, positions=(replace(PMO, days_per_week=2),), start=TODAY + WEEK, end=TODAY + 2 * WEEK),
            [(TODAY + WEEK, TODAY + 2 * WEEK, 2)],
            id="the lead's period",
        ),
        pytest.param(
            replace(LEAD, positions=(PLACE,), start=TODAY + WEEK, end=TODAY + 2 * WEEK),
            [(TODAY, date(2027, 3, 31), 3)],
            id="the position's own",
        ),
        pytest.param(
            replace(LEAD, positions=(replace(PMO, days_per_week=2),)),
            [(TODAY, None, 2)],
            id="from the day it was agreed",
        ),
        pytest.param(LEAD, [], id="no days a week"),
        pytest.param(replace(LEAD, positions=(replace(PLACE, key="cutover"),)), [], id="another position"),
    ],
)
def test_when_and_how_much(lead: Lead, held: list[tuple[date, date | None, int]]) -> None:
    found = won_by(network(lead, handover(*WON)), "bert", LATER)
    assert [(work.start, work.to, work.days_per_week) for work in found] == held


def test_it_was_agreed_on_a_day_of_the_networks_own_clock() -> None:
    late = replace(LEAD, positions=(replace(PMO, days_per_week=2),))
    at = NOW + 14 * HOUR  # 23:00 UTC is the next day in Berlin
    [work] = held_by(network(late, handover(CLAIM, step("accept", "anna", at))), "bert", LATER)
    assert work.start == TODAY + DAY


def test_a_lead_that_is_not_there_takes_nothing() -> None:
    assert held_by(network(handover(*WON)), "bert", LATER) == ()


def test_the_period_of_a_position_is_its_own_or_the_leads() -> None:
    assert period(LEAD, PMO) == (None, None)
    assert period(replace(ROLLOUT, start=TODAY - DAY, end=TODAY), PLACE) == (TODAY, date(2027, 3, 31))
    assert work_of(LEAD, PMO, TODAY) == Work(TODAY, None, 0)


# One more


OTHER = replace(
    LEAD,
    id="270105-aaaa",
    positions=(replace(PMO, days_per_week=3, start=TODAY + WEEK, end=TODAY + 2 * WEEK + 4 * DAY),),
)


def free(days: int, confirmed: date = TODAY) -> Any:
    return replace(BERT, capacity=Capacity(5, confirmed, (FreeTime(TODAY, None, days),)))


def message(snapshot: Snapshot, lead: Lead = OTHER, position: str = "pmo") -> tuple[str, str] | None:
    found = too_much(snapshot, POLICY, "bert", lead, position, NOW + 2 * DAY, "claim aaaa")
    return None if found is None else (found.message, found.hint)


@pytest.mark.parametrize(
    ("records", "told"),
    [
        pytest.param((free(3), ROLLOUT), None, id="nothing held"),
        pytest.param(
            (free(4), ROLLOUT, handover(*WON)),
            "W3 (18 Jan) to W4 (25 Jan): 3 days asked, 1 free, because of 270104-k7qx.pmo.1",
            id="won",
        ),
        pytest.param(
            (free(4), ROLLOUT, handover(*AGREED)),
            "W3 (18 Jan) to W4 (25 Jan): 3 days asked, 1 free, because of 270104-k7qx.pmo.1 (agreed, not won yet)",
            id="agreed",
        ),
        pytest.param((free(4), ROLLOUT, handover(CLAIM)), None, id="asked for"),
        pytest.param((free(6), ROLLOUT, handover(*WON)), None, id="enough for both"),
        pytest.param((free(2), ROLLOUT), "W3 (18 Jan) to W4 (25 Jan): 3 days asked, 2 free", id="by their own word"),
        pytest.param((free(2, TODAY - 60 * DAY), ROLLOUT), None, id="a stale word"),
        pytest.param((BERT, ROLLOUT), None, id="no word"),
    ],
)
def test_one_more_is_too_much(records: tuple[Any, ...], told: str | None) -> None:
    hint = "to go on all the same, which stands in the step: pmnet claim aaaa --over-capacity"
    assert message(network(OTHER, *records)) == (told and (f"cannot claim aaaa: {told}", hint))


def test_what_lies_behind_is_not_asked_any_more() -> None:
    begun = replace(OTHER, positions=(replace(PMO, days_per_week=4, start=TODAY - 4 * WEEK, end=TODAY + 4 * DAY),))
    found = message(network(begun, free(3)), begun)
    assert found is not None
    assert found[0] == "cannot claim aaaa: W2 (11 Jan): 4 days asked, 3 free"
    over = replace(begun, positions=(replace(begun.positions[0], end=TODAY),))
    assert message(network(over, free(3)), over) is None


def test_a_position_that_does_not_say_its_days_asks_for_none() -> None:
    assert message(network(LEAD, free(0)), LEAD) is None
    assert message(network(OTHER, free(0)), OTHER, "cutover") is None


MONDAY = date(2027, 1, 4)


def clash(week: int, days: int, asked: int = 3, *because: Work) -> Clash:
    return Clash(Week(MONDAY + (week - 1) * WEEK), asked, days, because)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        pytest.param([clash(2, 1)], "W2 (11 Jan): 3 days asked, 1 free", id="one week"),
        pytest.param([clash(2, 0, 1)], "W2 (11 Jan): 1 day asked, 0 free", id="one day"),
        pytest.param(
            [clash(2, 1), clash(3, 1), clash(4, 1)],
            "W2 (11 Jan) to W4 (25 Jan): 3 days asked, 1 free",
            id="in a row",
        ),
        pytest.param(
            [clash(2, 1), clash(4, 1)],
            "W2 (11 Jan): 3 days asked, 1 free; W4 (25 Jan): 3 days asked, 1 free",
            id="one between them does not clash",
        ),
        pytest.param(
            [clash(2, 1), clash(3, 0)],
            "W2 (11 Jan): 3 days asked, 1 free; W3 (18 Jan): 3 days asked, 0 free",
            id="other figures",
        ),
        pytest.param(
            [clash(2, 1, 3, Work(TODAY, None, 1, "a"), Work(TODAY, None, 1, "b", False)), clash(3, 1)],
            "W2 (11 Jan): 3 days asked, 1 free, because of a, b (agreed, not won yet); W3 (18 Jan): 3 days asked, 1 free",
            id="other causes",
        ),
        pytest.param(
            [clash(week, 1) for week in (2, 4, 6, 8)],
            "W2 (11 Jan): 3 days asked, 1 free; W4 (25 Jan): 3 days asked, 1 free; "
            "W6 (8 Feb): 3 days asked, 1 free; and 1 more week",
            id="many",
        ),
        pytest.param(
            [clash(week, 1) for week in (2, 4, 6, 8, 9, 11)],
            "W2 (11 Jan): 3 days asked, 1 free; W4 (25 Jan): 3 days asked, 1 free; "
            "W6 (8 Feb): 3 days asked, 1 free; and 3 more weeks",
            id="very many",
        ),
    ],
)
def test_clashes_are_told(found: list[Clash], told: str) -> None:
    assert said(found) == told


def test_a_month_that_is_new_is_looked_into() -> None:
    later = replace(ROLLOUT, id="270201-aaaa")
    second = handover(*WON, lead=later)
    before = network(ROLLOUT, later, handover(*WON))
    assert [work.handover for work in won_by(before, "bert", LATER)] == ["270104-k7qx.pmo.1"]
    after = before.with_texts({second.path: b"partner: bert\nstep: win\n"}, parse=lambda *_: second)
    both = ["270104-k7qx.pmo.1", "270201-aaaa.pmo.1"]
    assert [work.handover for work in won_by(after, "bert", LATER)] == both
    before.adopt(after)
    assert [work.handover for work in won_by(before, "bert", LATER)] == both
