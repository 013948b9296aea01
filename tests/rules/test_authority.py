"""Who may do what, asked directly: what people are told when it is not theirs to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from cast import BERT, DAY, EVE, LEAD, NOW, POLICY, member, network, people, vouch

from pmnet.domain.records import Closed, Lead, Member, Objection
from pmnet.errors import Conflict, NotAllowed
from pmnet.rules.admission import Status
from pmnet.rules.authority import check, check_other_file, insist_active, protection_extended, status_of

LEFT = replace(BERT, left=date(2026, 12, 1))
PAUSED = replace(BERT, paused=date(2026, 12, 1))
SUSPENDED = replace(BERT, objections=tuple(Objection(by, NOW - DAY, "late") for by in ("anna", "carl", "dora")))


@pytest.mark.parametrize(
    ("who", "found"),
    [
        pytest.param(BERT, Status.ACTIVE, id="active"),
        pytest.param(EVE, Status.CANDIDATE, id="candidate"),
        pytest.param(PAUSED, Status.PAUSED, id="paused"),
        pytest.param(SUSPENDED, Status.SUSPENDED, id="suspended"),
        pytest.param(LEFT, Status.LEFT, id="left"),
    ],
)
def test_the_status_of_a_member(who: Member, found: Status) -> None:
    assert status_of(who.id, people(who), NOW) is found


def test_a_stranger_has_no_status() -> None:
    assert status_of("nobody", people(), NOW) is None


@pytest.mark.parametrize(
    ("who", "why"),
    [
        pytest.param(EVE, "candidate", id="a candidate"),
        pytest.param(PAUSED, "paused", id="who paused"),
        pytest.param(SUSPENDED, "suspended", id="who is suspended"),
        pytest.param(LEFT, "left", id="who left"),
        pytest.param(member("nobody"), "not a member", id="a stranger"),
    ],
)
def test_who_may_not_act_is_told_why(who: Member, why: str) -> None:
    snapshot = people(who) if who.id != "nobody" else people()
    with pytest.raises(NotAllowed, match=f"cannot claim: .*{why}"):
        insist_active(who.id, snapshot, NOW, "claim")


@pytest.mark.parametrize("at", [NOW, NOW + 7 * DAY - DAY / 86400], ids=["at once", "a second before the window ends"])
def test_a_vouch_makes_nobody_active_while_the_window_is_open(at: object) -> None:
    waiting = replace(EVE, vouches=(vouch("anna", NOW),))
    with pytest.raises(NotAllowed):
        insist_active("eve", people(waiting), at, "claim")  # type: ignore[arg-type]


def test_an_active_member_may_act() -> None:
    assert insist_active("bert", people(), NOW, "claim") is None  # type: ignore[func-returns-value]


def test_a_record_cannot_become_another_kind() -> None:
    assert isinstance(check(BERT, LEAD, "anna", people(), NOW), NotAllowed)


def test_a_text_is_for_the_keepers_who_are_named() -> None:
    problem = check_other_file("README.md", "bert", people(), NOW)
    assert problem is not None
    assert "anna" in problem.message


def test_an_objection_that_would_suspend_takes_effect_at_once() -> None:
    assert status_of("bert", people(replace(SUSPENDED, objections=SUSPENDED.objections[:2])), NOW) is Status.SUSPENDED


def test_policy_of_the_network_decides_on_suspension() -> None:
    one = replace(BERT, objections=SUSPENDED.objections[:1])
    strict = replace(network().policy, suspension_at_least=1, suspension_one_in=5)
    assert status_of("bert", people(one, replace(network(), policy=strict)), NOW) is Status.SUSPENDED


# How long a lead is protected: 90 days and one extension; this one through 2027-04-04


EXTENDED = replace(LEAD, protected_until=date(2027, 7, 3))


@pytest.mark.parametrize(
    ("lead", "figures", "last"),
    [
        pytest.param(LEAD, {}, date(2027, 7, 3), id="once"),
        pytest.param(EXTENDED, {"protection_extensions": 2}, date(2027, 10, 1), id="twice"),
        pytest.param(LEAD, {"protection_days": 120}, date(2027, 8, 2), id="by the days that the policy gives now"),
    ],
)
def test_a_lead_is_protected_for_longer(lead: Lead, figures: dict[str, Any], last: date) -> None:
    assert protection_extended(lead, replace(POLICY, **figures), NOW) == last


def test_it_is_extended_through_its_last_second() -> None:
    assert protection_extended(LEAD, POLICY, datetime.fromisoformat("2027-04-04T21:59:59Z")) == date(2027, 7, 3)


def test_it_is_not_extended_once_it_is_over() -> None:
    with pytest.raises(Conflict, match="its protection ended on 2027-04-04"):
        protection_extended(LEAD, POLICY, datetime.fromisoformat("2027-04-04T22:00:00Z"))


@pytest.mark.parametrize(
    ("lead", "figures", "why"),
    [
        pytest.param(EXTENDED, {}, "is extended once, by 90 days", id="extended already"),
        pytest.param(LEAD, {"protection_extensions": 0}, "is extended 0 times", id="none is allowed"),
        pytest.param(
            replace(LEAD, protected_until=date(2027, 10, 1)),
            {"protection_extensions": 2},
            "is extended 2 times",
            id="extended twice already",
        ),
        pytest.param(replace(LEAD, closed=Closed(NOW, "filled")), {}, "it is closed", id="closed"),
        pytest.param(replace(LEAD, erased=NOW), {}, "it was erased", id="erased"),
    ],
)
def test_a_lead_is_not_protected_for_longer(lead: Lead, figures: dict[str, Any], why: str) -> None:
    with pytest.raises(Conflict, match=why):
        protection_extended(lead, replace(POLICY, **figures), NOW)


def test_an_extension_that_is_not_left_is_refused_by_the_judge() -> None:
    problem = check(EXTENDED, replace(EXTENDED, protected_until=date(2027, 10, 1)), "anna", people(EXTENDED), NOW)
    assert problem is not None
    assert "is extended once" in problem.message
