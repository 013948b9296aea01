"""Who may do what, asked directly: what people are told when it is not theirs to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from cast import BERT, DAY, EVE, LEAD, NOW, member, network, people, vouch

from pmnet.domain.records import Member, Objection
from pmnet.errors import NotAllowed
from pmnet.rules.admission import Status
from pmnet.rules.authority import check, check_other_file, insist_active, status_of

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
