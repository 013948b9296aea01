"""The line at a position: a claim that waits moves up by itself, and its clock begins then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import permutations

import pytest
from cast import DAY, HOUR, LEAD, NOW, POLICY, due, handover, people, step

from pmnet.domain.records import Handover, Mode, Step
from pmnet.rules.deadlines import answer_deadline
from pmnet.rules.judge import unfit
from pmnet.rules.line import line, standing_at, steps_open
from pmnet.rules.positions import PositionState, holding
from pmnet.rules.steps import State

SEEN = people(LEAD).digest(LEAD.path)


def first(*steps: Step) -> Handover:
    """carl claims, and what became of that."""
    return handover(step("claim", "carl", NOW, due(), of=SEEN), *steps, partner="carl")


def waits(who: str, place: int, *steps: Step, at: datetime = NOW + HOUR) -> Handover:
    return handover(step("claim", who, at, of=SEEN), *steps, partner=who, place=place)


CARLS = first()
BERTS = waits("bert", 2)
DORAS = waits("dora", 3, at=NOW + 2 * HOUR)
DECLINED = first(step("decline", "anna", NOW + 3 * HOUR, reason="dates"))
AGREED = first(step("accept", "anna", NOW + 3 * HOUR, of=SEEN))


def states(*handovers: Handover, at: datetime) -> list[State]:
    found = line(LEAD, handovers, POLICY, at)
    return [found[one.id].state for one in sorted(handovers, key=lambda one: one.place)]


def test_whoever_waits_holds_nothing_while_another_does() -> None:
    assert states(CARLS, BERTS, DORAS, at=NOW + 3 * HOUR) == [State.CLAIMED, State.WAITING, State.WAITING]
    assert states(AGREED, BERTS, DORAS, at=NOW + 9 * DAY) == [State.AGREED, State.WAITING, State.WAITING]
    assert holding(LEAD, "pmo", [CARLS, BERTS], NOW + 2 * HOUR, POLICY).holder == "carl"


def test_one_moves_up_when_the_one_before_is_declined_and_has_the_full_time_from_then_on() -> None:
    moved = line(LEAD, [DECLINED, BERTS, DORAS], POLICY, NOW + 4 * HOUR)
    assert [one.state for one in moved.values()] == [State.DECLINED, State.CLAIMED, State.WAITING]
    berts = moved[BERTS.id]
    assert (berts.since, berts.respond_by) == (NOW + 3 * HOUR, answer_deadline(LEAD, POLICY, NOW + 3 * HOUR))
    held = holding(LEAD, "pmo", [DECLINED, BERTS, DORAS], NOW + 4 * HOUR, POLICY)
    assert (held.state, held.holder, held.until) == (PositionState.HELD, "bert", berts.respond_by)


@pytest.mark.parametrize(
    "end",
    [
        pytest.param((step("withdraw", "carl", NOW + 3 * HOUR),), id="withdrawn"),
        pytest.param((*AGREED.steps[1:], step("return", "carl", NOW + 3 * HOUR, reason="capacity")), id="returned"),
    ],
)
def test_one_moves_up_when_the_one_before_gave_up(end: tuple[Step, ...]) -> None:
    assert line(LEAD, [first(*end), BERTS], POLICY, NOW + 4 * HOUR)[BERTS.id].since == NOW + 3 * HOUR


def test_silence_hands_the_position_on_again_and_again() -> None:
    second = answer_deadline(LEAD, POLICY, due())
    third = answer_deadline(LEAD, POLICY, second)
    assert states(CARLS, BERTS, DORAS, at=due()) == [State.CLAIMED, State.WAITING, State.WAITING]
    assert states(CARLS, BERTS, DORAS, at=due() + HOUR) == [State.LAPSED, State.CLAIMED, State.WAITING]
    assert states(CARLS, BERTS, DORAS, at=second + HOUR) == [State.LAPSED, State.LAPSED, State.CLAIMED]
    assert states(CARLS, BERTS, DORAS, at=third + HOUR) == [State.LAPSED, State.LAPSED, State.LAPSED]


def test_whoever_steps_out_of_the_line_takes_no_time_from_the_next() -> None:
    out = waits("bert", 2, step("withdraw", "bert", NOW + 2 * HOUR))
    assert line(LEAD, [DECLINED, out, DORAS], POLICY, NOW + 4 * HOUR)[DORAS.id].since == NOW + 3 * HOUR
    later = waits("bert", 2, step("withdraw", "bert", NOW + 5 * HOUR))
    assert line(LEAD, [DECLINED, later, DORAS], POLICY, NOW + 6 * HOUR)[DORAS.id].since == NOW + 5 * HOUR


def test_the_order_in_which_records_are_read_does_not_matter() -> None:
    found = [line(LEAD, order, POLICY, NOW + 4 * HOUR) for order in permutations([DECLINED, BERTS, DORAS])]
    assert all(dict(one) == dict(found[0]) for one in found)


def why_not(made: Handover, *others: Handover, at: datetime, lead: object = LEAD) -> str:
    problem = unfit(people(lead, *others, made), POLICY, made, at)
    return problem.message if problem is not None else ""


def test_waiting_needs_somebody_to_wait_for() -> None:
    assert why_not(BERTS, CARLS, at=NOW + HOUR) == ""
    free = f"cannot wait for pmo of {LEAD.id}: nobody holds it, so it can be claimed at once"
    assert why_not(replace(BERTS, id=f"{LEAD.id}.pmo.1"), at=NOW + HOUR) == free
    assert why_not(waits("bert", 2, at=NOW + 4 * HOUR), DECLINED, at=NOW + 4 * HOUR) == free
    won = replace(
        AGREED, steps=(*AGREED.steps, step("disclose", "anna", NOW + 3 * HOUR), step("win", "carl", NOW + 3 * HOUR))
    )
    filled = f"cannot wait for pmo of {LEAD.id}: it is filled"
    assert why_not(waits("bert", 2, at=NOW + 4 * HOUR), won, at=NOW + 4 * HOUR) == filled
    assert (
        why_not(waits("carl", 2), CARLS, at=NOW + HOUR)
        == f"cannot claim {LEAD.id}: {CARLS.id} already waits for an answer"
    )


def test_where_the_owner_chooses_nobody_waits() -> None:
    choose = replace(LEAD, mode=Mode.CHOOSE)
    seen = people(choose).digest(choose.path)
    made = handover(step("claim", "bert", NOW + HOUR, of=seen), partner="bert", place=2)
    agreed = first(step("accept", "anna", NOW, of=seen))
    assert "nobody waits in line there" in why_not(made, agreed, at=NOW + HOUR, lead=choose)


def test_an_answer_comes_neither_before_one_moved_up_nor_after_its_time() -> None:
    early = waits("bert", 2, step("accept", "anna", NOW + 2 * HOUR, of=SEEN))
    assert (
        why_not(early, CARLS, at=NOW + 2 * HOUR)
        == f"cannot accept {BERTS.id}: it waits in line, and has not moved up yet"
    )
    good = waits("bert", 2, step("accept", "anna", NOW + 4 * HOUR, of=SEEN))
    assert why_not(good, DECLINED, at=NOW + 4 * HOUR) == ""
    late_at = answer_deadline(LEAD, POLICY, NOW + 3 * HOUR) + HOUR
    late = waits("bert", 2, step("accept", "anna", late_at, of=SEEN))
    assert why_not(late, DECLINED, at=late_at).startswith(f"cannot accept {BERTS.id}: it lapsed on ")


def test_whoever_holds_it_is_accepted_though_others_wait() -> None:
    accepted = replace(CARLS, steps=(*CARLS.steps, step("accept", "anna", NOW + 3 * HOUR, of=SEEN)))
    assert why_not(accepted, BERTS, DORAS, at=NOW + 3 * HOUR) == ""
    again = waits("bert", 2, step("accept", "anna", NOW + 4 * HOUR, of=SEEN))
    assert why_not(again, accepted, at=NOW + 4 * HOUR) != ""


def test_nobody_else_claims_what_somebody_moved_up_to() -> None:
    made = handover(step("claim", "eve", NOW + 4 * HOUR, due(NOW + 4 * HOUR), of=SEEN), partner="eve", place=3)
    assert why_not(made, DECLINED, BERTS, at=NOW + 4 * HOUR).startswith(f"cannot claim {LEAD.id}: held by bert until ")


def test_whoever_waits_can_step_out_and_nothing_else() -> None:
    state = people(LEAD, CARLS, BERTS)
    assert [str(name) for name in steps_open(state, BERTS, "bert", NOW + 2 * HOUR)] == ["withdraw"]
    assert steps_open(state, BERTS, "anna", NOW + 2 * HOUR) == ()
    assert standing_at(state, BERTS, due() + HOUR).state is State.CLAIMED
    assert {"accept", "decline", "counter"} <= {str(name) for name in steps_open(state, BERTS, "anna", due() + HOUR)}
