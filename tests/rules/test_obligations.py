"""What a member still has to do, whether they stay or go (DOMAIN 8: obligations survive membership)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cast import DAY, HOUR, LEAD, NOW, due, handover, people, step

from pmnet.domain.records import Closed, Handover
from pmnet.rules.obligations import Obligation, obligations

CLAIMED = handover(step("claim", "bert", NOW - HOUR, due(NOW - HOUR)))


def further(*names: str) -> Handover:
    steps = [step(name, "anna" if name in ("accept", "disclose") else "bert", NOW - HOUR) for name in names]
    return replace(CLAIMED, steps=(*CLAIMED.steps, *steps))


AGREED = ("accept",)
DISCLOSED = (*AGREED, "disclose")
WON = (*DISCLOSED, "win")


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        pytest.param((), "claimed", id="asked for"),
        pytest.param(AGREED, "agreed", id="agreed"),
        pytest.param((*AGREED, "dispute"), "disputed", id="disputed"),
        pytest.param(WON, "won", id="won, its books still open"),
        pytest.param((*WON, "complete"), None, id="completed"),
        pytest.param((*DISCLOSED, "lose"), None, id="lost"),
        pytest.param(("withdraw",), None, id="withdrawn"),
    ],
)
@pytest.mark.parametrize(("member", "role", "other"), [("anna", "owner", "bert"), ("bert", "partner", "anna")])
def test_a_handover(steps: tuple[str, ...], state: str | None, member: str, role: str, other: str) -> None:
    known = people(replace(LEAD, closed=Closed(NOW, "filled")), further(*steps))
    expected = [Obligation(CLAIMED.id, "handover", role, state, other, LEAD.title)] if state else []
    assert obligations(known, member, NOW) == expected
    assert obligations(known, "carl", NOW) == []


def test_a_handover_stays_an_obligation_where_its_lead_cannot_be_found() -> None:
    assert [(one.id, one.title) for one in obligations(people(CLAIMED), "bert", NOW)] == [(CLAIMED.id, "")]


def test_a_question_that_lapsed_is_none() -> None:
    assert obligations(people(LEAD, CLAIMED), "bert", NOW + 30 * DAY) == []


@pytest.mark.parametrize(
    ("change", "states"),
    [
        pytest.param({}, ["open"], id="open"),
        pytest.param({"closed": Closed(NOW, "filled")}, [], id="closed"),
        pytest.param({"protected_until": NOW.date() - DAY}, [], id="expired"),
        pytest.param({"owner": "carl"}, [], id="another's"),
    ],
)
def test_a_lead(change: dict[str, Any], states: list[str]) -> None:
    found = obligations(people(replace(LEAD, **change)), "anna", NOW)
    assert found == [Obligation(LEAD.id, "lead", "owner", state, title=LEAD.title) for state in states]


def test_a_lead_that_is_held_stands_behind_its_handover() -> None:
    found = obligations(people(LEAD, CLAIMED), "anna", NOW)
    assert [(one.kind, one.state) for one in found] == [("handover", "claimed"), ("lead", "held")]
