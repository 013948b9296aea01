"""Who holds a position: modes, lapses and wins (DOMAIN section 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from cast import DAY, HOUR, LEAD, NOW, PMO, POLICY, due, handover, step

from pmnet.domain.records import Closed, Handover, Lead, Mode, Position
from pmnet.rules.positions import Holding, LeadState, PositionState, holding, is_expired, lead_state

CHOOSE = replace(LEAD, mode=Mode.CHOOSE)
INVITE = replace(LEAD, mode=Mode.INVITE)
OPEN = Holding(PositionState.OPEN)


def begun(name: str = "claim", partner: str = "bert", place: int = 1, at: datetime = NOW, key: str = "pmo") -> Handover:
    by = partner if name == "claim" else "anna"
    return handover(step(name, by, at, due(at)), partner=partner, place=place, position=key)


def then(made: Handover, *names: str, by: str = "anna", at: datetime = NOW + HOUR) -> Handover:
    reason = {"decline": "dates", "lose": "budget", "return": "capacity"}
    return replace(made, steps=(*made.steps, *(step(name, by, at, reason=reason.get(name)) for name in names)))


AGREED = then(begun(), "accept")
DISCLOSED = then(AGREED, "disclose")
WON = then(DISCLOSED, "win")
HOLD_ENDS = NOW + HOUR + 14 * DAY


def held(partner: str, until: datetime | None, place: int = 1) -> Holding:
    return Holding(PositionState.HELD, partner, until, f"270104-k7qx.pmo.{place}")


@pytest.mark.parametrize(
    ("lead", "handovers", "at", "found"),
    [
        pytest.param(LEAD, [], NOW, OPEN, id="nobody asked"),
        pytest.param(LEAD, [begun()], NOW, held("bert", due()), id="first: the claim holds it until the answer is due"),
        pytest.param(LEAD, [begun("offer")], NOW, held("bert", due()), id="first: an offer holds it too"),
        pytest.param(INVITE, [begun("offer")], NOW, held("bert", due()), id="invite: an offer holds it"),
        pytest.param(CHOOSE, [begun()], NOW, OPEN, id="choose: a claim holds nothing"),
        pytest.param(CHOOSE, [begun(), begun(partner="carl", place=2)], NOW, OPEN, id="choose: nor do two"),
        pytest.param(
            CHOOSE,
            [AGREED, begun(partner="carl", place=2)],
            NOW + 2 * HOUR,
            held("bert", HOLD_ENDS),
            id="choose: accepted",
        ),
        pytest.param(LEAD, [begun()], due(), held("bert", due()), id="at the last second of the answer"),
        pytest.param(LEAD, [begun()], due() + timedelta(seconds=1), OPEN, id="lapsed: free again"),
        pytest.param(LEAD, [begun("offer")], due() + DAY, OPEN, id="an offer lapsed: free again"),
        pytest.param(
            LEAD,
            [begun(), begun(partner="carl", place=2, at=due() + DAY)],
            due() + DAY,
            held("carl", due(due() + DAY), 2),
            id="lapsed, and the next one holds it",
        ),
        pytest.param(LEAD, [then(begun(), "decline")], NOW + DAY, OPEN, id="declined: free again"),
        pytest.param(LEAD, [then(begun(), "withdraw", by="bert")], NOW + DAY, OPEN, id="withdrawn: free again"),
        pytest.param(LEAD, [AGREED], NOW + DAY, held("bert", HOLD_ENDS), id="agreed: held for fourteen days"),
        pytest.param(LEAD, [DISCLOSED], NOW + DAY, held("bert", HOLD_ENDS), id="disclosed: the same hold goes on"),
        pytest.param(LEAD, [then(DISCLOSED, "lose")], NOW + DAY, OPEN, id="lost: free again"),
        pytest.param(LEAD, [then(DISCLOSED, "return", by="bert")], NOW + DAY, OPEN, id="returned: free again"),
        pytest.param(
            LEAD, [then(DISCLOSED, "release", at=NOW + 20 * DAY)], NOW + 30 * DAY, OPEN, id="released: free again"
        ),
        pytest.param(LEAD, [then(DISCLOSED, "dispute")], NOW + DAY, held("bert", None), id="disputed: still held"),
        pytest.param(
            LEAD, [WON], NOW + 90 * DAY, Holding(PositionState.FILLED, "bert", None, WON.id), id="won: filled for good"
        ),
        pytest.param(
            LEAD,
            [then(WON, "complete")],
            NOW + DAY,
            Holding(PositionState.FILLED, "bert", None, WON.id),
            id="completed: filled",
        ),
        pytest.param(
            LEAD,
            [then(WON, "dispute")],
            NOW + DAY,
            Holding(PositionState.FILLED, "bert", None, WON.id),
            id="won and disputed: filled",
        ),
        *(
            pytest.param(LEAD, [then(ended, "dispute")], NOW + 30 * DAY, OPEN, id=f"{how} and disputed: free")
            for how, ended in (
                ("lost", then(DISCLOSED, "lose")),
                ("returned", then(DISCLOSED, "return", by="bert")),
                ("released", then(DISCLOSED, "release", at=NOW + 20 * DAY)),
            )
        ),
        pytest.param(
            LEAD,
            [then(WON, "complete", "dispute")],
            NOW + DAY,
            Holding(PositionState.FILLED, "bert", None, WON.id),
            id="completed and disputed: filled",
        ),
        pytest.param(
            LEAD,
            [then(begun(), "decline"), then(begun(partner="carl", place=2, at=NOW + DAY), "accept", at=NOW + DAY)],
            NOW + DAY,
            held("carl", NOW + 15 * DAY, 2),
            id="declined, and the next one was accepted",
        ),
        pytest.param(LEAD, [begun(key="pm")], NOW, OPEN, id="somebody claimed another position"),
    ],
)
def test_where_a_position_stands(lead: Lead, handovers: list[Handover], at: datetime, found: Holding) -> None:
    assert holding(lead, "pmo", handovers, at, POLICY) == found


TWO = replace(LEAD, positions=(PMO, Position("pm", "Project manager")))
OTHER_WON = replace(WON, id="270104-k7qx.pm.1", position="pm")
CLOSED_ON = datetime.fromisoformat("2027-01-10T09:00:00Z")


@pytest.mark.parametrize(
    ("lead", "handovers", "found"),
    [
        pytest.param(LEAD, [], LeadState.OPEN, id="nobody asked"),
        pytest.param(LEAD, [begun()], LeadState.HELD, id="its only position is held"),
        pytest.param(LEAD, [AGREED], LeadState.HELD, id="its only position is agreed"),
        pytest.param(LEAD, [begun(at=NOW - 9 * DAY)], LeadState.OPEN, id="the answer about its position is overdue"),
        pytest.param(LEAD, [WON], LeadState.FILLED, id="its only position is filled"),
        pytest.param(TWO, [begun()], LeadState.OPEN, id="one of two positions is held"),
        pytest.param(TWO, [WON], LeadState.OPEN, id="one of two positions is filled"),
        pytest.param(TWO, [WON, begun(key="pm")], LeadState.HELD, id="one is filled and one is held"),
        pytest.param(TWO, [WON, OTHER_WON], LeadState.FILLED, id="both are filled"),
        pytest.param(replace(LEAD, protected_until=date(2027, 1, 10)), [], LeadState.EXPIRED, id="its time ran out"),
        pytest.param(
            replace(LEAD, protected_until=date(2027, 1, 10)), [WON], LeadState.FILLED, id="filled, and its time ran out"
        ),
    ],
)
def test_where_a_lead_stands(lead: Lead, handovers: list[Handover], found: LeadState) -> None:
    assert lead_state(lead, handovers, NOW, POLICY) is found


@pytest.mark.parametrize("handovers", [[], [begun()], [WON]], ids=["nobody asked", "held", "filled"])
def test_a_closed_lead_is_closed_whatever_happened(handovers: list[Handover]) -> None:
    closed = replace(LEAD, closed=Closed(CLOSED_ON, "filled"))
    assert lead_state(closed, handovers, NOW, POLICY) is LeadState.CLOSED


@pytest.mark.parametrize(
    ("today", "expired"),
    [
        pytest.param(date(2027, 4, 4), False, id="on the last day of protection"),
        pytest.param(date(2027, 4, 5), True, id="on the day after"),
    ],
)
def test_a_lead_expires_with_its_protection(today: date, expired: bool) -> None:
    assert is_expired(LEAD, today) is expired
