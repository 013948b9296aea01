"""Every deadline, against DOMAIN section 5: 16 working hours to answer, 8 to disclose, 16 to the first contact, a note every
14 days, a hold of 14 days, a win reported within 7 days, capacity that counts for 28.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from cast import BERT, DAY, HOUR, NOW, PMO, POLICY, SEALED, due, handover, people, step
from cast import LEAD as UNSEALED

from pmnet.domain.clock import format_instant
from pmnet.domain.records import Capacity, Closed, Handover, Lead, Policy, Step
from pmnet.rules.clocks import of_handover, of_lead, of_member, overdue, work_begins
from pmnet.rules.standing import standing

LEAD = replace(UNSEALED, sealed=SEALED)
CLAIM = step("claim", "bert", NOW, due())
ACCEPT = step("accept", "anna", NOW + HOUR)
DISCLOSE = step("disclose", "anna", NOW + 2 * HOUR)
CONTACTED = step("contacted", "bert", NOW + 4 * HOUR)
WIN = step("win", "bert", NOW + 5 * HOUR)
BILL = step("bill", "bert", NOW + 30 * DAY, month="2027-01", due=date(2027, 3, 1))
DISPUTE, RESOLVE = step("dispute", "bert", NOW + 5 * HOUR), step("resolve", "anna", NOW + 6 * HOUR)

Row = tuple[str, str, str | None, str]


def clocks(made: Handover, lead: Lead | None = LEAD, policy: Policy = POLICY) -> list[Row]:
    """Each clock as its name, who must act, the due instant and the command."""
    return [
        (str(clock.name), ", ".join(clock.who), format_instant(clock.due) if clock.due else None, clock.command)
        for clock in of_handover(made, lead, standing(made), policy)
    ]


HOLD = ("hold", "anna", "2027-01-25T10:00:00Z", "release")
"""Fourteen days after the acceptance, NOW and an hour."""


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([CLAIM], [("answer", "anna", "2027-01-13T09:00:00Z", "accept")], id="claimed"),
        pytest.param(
            [step("offer", "anna", NOW, due())], [("answer", "bert", "2027-01-13T09:00:00Z", "accept")], id="offered"
        ),
        pytest.param([replace(CLAIM, respond_by=None)], [], id="waiting in line"),
        pytest.param(
            [CLAIM, ACCEPT], [("disclose", "anna", "2027-01-12T10:00:00Z", "disclose"), HOLD], id="agreed"
        ),
        pytest.param(
            [replace(CLAIM, terms=None), replace(ACCEPT, terms=None)], [HOLD], id="agreed without terms: nothing to open"
        ),
        pytest.param(
            [CLAIM, ACCEPT, DISCLOSE],
            [("contact", "bert", "2027-01-13T11:00:00Z", "contacted"), HOLD],
            id="disclosed",
        ),
        pytest.param(
            [CLAIM, ACCEPT, DISCLOSE, CONTACTED],
            [("note", "bert", "2027-01-25T13:00:00Z", "contacted"), HOLD],
            id="contacted",
        ),
        pytest.param(
            [CLAIM, ACCEPT, DISCLOSE, CONTACTED, step("contacted", "bert", NOW + 9 * DAY)],
            [("note", "bert", "2027-02-03T09:00:00Z", "contacted"), HOLD],
            id="contacted again",
        ),
        pytest.param(
            [CLAIM, ACCEPT, step("extend", "anna", NOW + 3 * HOUR)],
            [
                ("disclose", "anna", "2027-01-12T10:00:00Z", "disclose"),
                ("hold", "anna", "2027-02-08T10:00:00Z", "release"),
            ],
            id="extended",
        ),
        pytest.param([CLAIM, ACCEPT, DISCLOSE, WIN], [], id="won"),
        pytest.param(
            [CLAIM, ACCEPT, DISCLOSE, WIN, BILL], [("settle", "bert", "2027-03-01T22:59:59Z", "settle")], id="billed"
        ),
        pytest.param(
            [CLAIM, ACCEPT, DISCLOSE, WIN, replace(BILL, due=None)],
            [("settle", "bert", None, "settle")],
            id="billed without a day",
        ),
        pytest.param(
            [CLAIM, ACCEPT, DISCLOSE, WIN, BILL, step("settle", "anna", NOW + 31 * DAY, month="2027-01")],
            [],
            id="settled",
        ),
        pytest.param(
            [CLAIM, ACCEPT, DISCLOSE, WIN, BILL, replace(BILL, month="2026-12", due=date(2027, 2, 1))],
            [
                ("settle", "bert", "2027-02-01T22:59:59Z", "settle"),
                ("settle", "bert", "2027-03-01T22:59:59Z", "settle"),
            ],
            id="two months billed",
        ),
        pytest.param(
            [
                *(CLAIM, ACCEPT, DISCLOSE, WIN, BILL, step("settle", "anna", NOW + 31 * DAY, month="2027-01")),
                replace(BILL, at=NOW + 32 * DAY, cancels=True, due=date(2027, 4, 1)),
            ],
            [("settle", "anna", "2027-04-01T21:59:59Z", "settle")],
            id="taken back after it was settled: owed the other way",
        ),
        pytest.param([CLAIM, ACCEPT, DISCLOSE, DISPUTE], [], id="disputed: everything stands still"),
        pytest.param(
            [CLAIM, ACCEPT, DISCLOSE, DISPUTE, RESOLVE, replace(RESOLVE, by="bert")],
            [("contact", "bert", "2027-01-13T11:00:00Z", "contacted"), HOLD],
            id="resolved: they run as before",
        ),
        pytest.param([CLAIM, step("decline", "anna", NOW + HOUR, reason="dates")], [], id="declined"),
        pytest.param([CLAIM, ACCEPT, DISCLOSE, step("lose", "bert", NOW + 5 * HOUR, reason="budget")], [], id="lost"),
    ],
)  # fmt: skip
def test_the_clocks_of_a_handover_that_is(steps: list[Step], expected: list[Row]) -> None:
    assert clocks(handover(*steps)) == expected


WORKING = [CLAIM, ACCEPT, DISCLOSE, CONTACTED]


@pytest.mark.parametrize(
    ("lead", "last"),
    [
        pytest.param(replace(LEAD, start=date(2027, 2, 1)), "2027-02-08T22:59:59Z", id="after the lead's start"),
        pytest.param(
            replace(LEAD, start=date(2027, 2, 1), positions=(replace(PMO, start=date(2027, 3, 29)),)),
            "2027-04-05T21:59:59Z",
            id="after the position's start",
        ),
        pytest.param(
            replace(LEAD, start=date(2026, 12, 1)), "2027-01-18T22:59:59Z", id="after they agreed on work begun before"
        ),
        pytest.param(LEAD, None, id="never where nobody said when it begins"),
        pytest.param(None, None, id="never for a lead that is not there"),
    ],
)
def test_until_when_both_report_a_win(lead: Lead | None, last: str | None) -> None:
    expected = [("win", "anna, bert", last, "win")] if last else []
    assert [row for row in clocks(handover(*WORKING), lead) if row[0] == "win"] == expected


@pytest.mark.parametrize(
    "steps", [[CLAIM], [CLAIM, ACCEPT], [CLAIM, ACCEPT, DISCLOSE, WIN]], ids=["asked", "agreed", "won"]
)
def test_nobody_reports_what_cannot_be_won_yet_or_is_won_already(steps: list[Step]) -> None:
    assert [row for row in clocks(handover(*steps), replace(LEAD, start=date(2027, 1, 4))) if row[0] == "win"] == []


def test_where_no_client_is_sealed_none_is_disclosed() -> None:
    assert clocks(handover(CLAIM, ACCEPT), UNSEALED) == [HOLD]


def test_a_client_that_was_erased_is_not_disclosed() -> None:
    assert clocks(handover(CLAIM, ACCEPT), replace(LEAD, erased=NOW)) == [HOLD]


@pytest.mark.parametrize(
    ("figure", "name", "last"),
    [
        ({"disclose_hours": 1}, "disclose", "2027-01-11T11:00:00Z"),
        ({"hold_days": 3}, "hold", "2027-01-14T10:00:00Z"),
        ({"holidays": (date(2027, 1, 12),)}, "disclose", "2027-01-13T10:00:00Z"),
        ({"time_zone": "Asia/Kolkata"}, "disclose", "2027-01-12T10:00:00Z"),
        ({"work_opens": 8, "work_closes": 12}, "disclose", "2027-01-13T10:00:00Z"),
    ],
)
def test_the_figures_are_the_policys(figure: dict[str, Any], name: str, last: str) -> None:
    found = {row[0]: row[2] for row in clocks(handover(CLAIM, ACCEPT), policy=replace(POLICY, **figure))}
    assert found[name] == last


def test_a_policy_without_working_hours_has_no_such_deadline() -> None:
    never = replace(POLICY, work_opens=17, work_closes=9)
    assert clocks(handover(CLAIM, ACCEPT), policy=never) == [HOLD]
    assert [row[0] for row in clocks(handover(CLAIM, ACCEPT, DISCLOSE), policy=never)] == ["hold"]


def test_when_the_work_begins() -> None:
    made = handover(CLAIM)
    assert work_begins(made, replace(LEAD, start=date(2027, 2, 1))) == date(2027, 2, 1)
    assert work_begins(made, None) is None


# Of a lead, of a member


def test_a_lead_is_protected_through_its_last_day() -> None:
    [clock] = of_lead(LEAD, POLICY)
    assert (clock.who, clock.command) == (("anna",), "lead extend")
    assert clock.due == datetime(2027, 4, 4, 21, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("over", [{"closed": Closed(NOW, "filled")}, {"erased": NOW}], ids=["closed", "erased"])
def test_a_lead_that_is_over_has_no_clock(over: dict[str, Any]) -> None:
    assert of_lead(replace(LEAD, **over), POLICY) == []


def test_how_long_a_word_on_capacity_counts() -> None:
    [clock] = of_member(replace(BERT, capacity=Capacity(3, date(2027, 1, 11), ())), POLICY)
    assert (clock.who, clock.due, clock.command) == (("bert",), datetime(2027, 2, 8, 22, 59, 59, tzinfo=UTC), "free")


@pytest.mark.parametrize(
    "change",
    [{}, {"capacity": Capacity(3, None, ())}, {"capacity": Capacity(3, date(2027, 1, 11), ()), "left": NOW.date()}],
    ids=["said nothing", "never confirmed", "left"],
)
def test_who_gave_no_word_has_no_clock(change: dict[str, Any]) -> None:
    assert of_member(replace(BERT, **change), POLICY) == []


# What is overdue


STARTED = replace(LEAD, start=date(2027, 1, 18))


def late(member: str, at: datetime, *steps: Step) -> list[str]:
    return [str(clock.name) for clock in overdue(people(STARTED, handover(*steps)), member, at)]


@pytest.mark.parametrize(
    ("steps", "at", "anna", "bert"),
    [
        pytest.param([CLAIM, ACCEPT], due(NOW + HOUR, 8), [], [], id="at the last second"),
        pytest.param([CLAIM, ACCEPT], due(NOW + HOUR, 8) + HOUR / 3600, ["disclose"], [], id="a second later"),
        pytest.param([CLAIM, ACCEPT, DISCLOSE], NOW + 3 * DAY, [], ["contact"], id="no contact"),
        pytest.param(WORKING, NOW + 13 * DAY, [], [], id="contacted"),
        pytest.param(WORKING, NOW + 15 * DAY, ["win"], ["note", "win"], id="no word, and no report"),
        pytest.param([CLAIM, ACCEPT, DISCLOSE, WIN, BILL], NOW + 60 * DAY, [], ["settle"], id="not settled"),
        pytest.param([CLAIM], NOW + 60 * DAY, [], [], id="lapsed: owed no more"),
        pytest.param([CLAIM, ACCEPT, DISCLOSE, DISPUTE], NOW + 60 * DAY, [], [], id="disputed"),
    ],
)
def test_what_is_overdue(steps: list[Step], at: datetime, anna: list[str], bert: list[str]) -> None:
    assert (late("anna", at, *steps), sorted(late("bert", at, *steps)), late("carl", at, *steps)) == (anna, bert, [])


def test_the_oldest_comes_first() -> None:
    found = overdue(people(STARTED, handover(*WORKING)), "bert", NOW + 60 * DAY)
    assert [str(clock.name) for clock in found] == ["note", "win"]
    assert [clock.due for clock in found] == sorted(clock.due for clock in found if clock.due)
