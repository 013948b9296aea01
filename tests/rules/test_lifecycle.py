"""The life of a handover against DOMAIN section 4, written down here once more and independently of the code's table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest
from cast import DAY, HOUR, LEAD, NOW, POLICY, handover, step
from hypothesis import given, settings
from hypothesis import strategies as st

from pmnet.domain.records import Handover, Mode, Step, StepName
from pmnet.errors import Conflict, NotAllowed, PmnetError, Usage
from pmnet.rules.lifecycle import State, allowed, answer_deadline, explain, illegal, standing
from pmnet.rules.lifecycle import step as take

OWNER, PARTNER, STRANGER = "anna", "bert", "carl"
STEPS = [str(name) for name in StepName]
REASONS = {"decline": "dates", "lose": "budget", "return": "capacity"}
ASKS = ("claim", "offer", "counter")

HISTORIES: dict[str, tuple[tuple[str, str], ...]] = {
    "none": (),
    "claimed": (("claim", PARTNER),),
    "offered": (("offer", OWNER),),
    "claimed by counter": (("offer", OWNER), ("counter", PARTNER)),
    "offered by counter": (("claim", PARTNER), ("counter", OWNER)),
    "agreed": (("claim", PARTNER), ("accept", OWNER)),
    "disclosed": (("claim", PARTNER), ("accept", OWNER), ("disclose", OWNER)),
    "contacted": (("claim", PARTNER), ("accept", OWNER), ("disclose", OWNER), ("contacted", PARTNER)),
    "won": (("claim", PARTNER), ("accept", OWNER), ("disclose", OWNER), ("win", PARTNER)),
    "completed": (("claim", PARTNER), ("accept", OWNER), ("disclose", OWNER), ("win", PARTNER), ("complete", OWNER)),
    "disputed": (("claim", PARTNER), ("accept", OWNER), ("disclose", OWNER), ("dispute", OWNER)),
    "declined": (("claim", PARTNER), ("decline", OWNER)),
    "withdrawn": (("claim", PARTNER), ("withdraw", PARTNER)),
    "lost": (("claim", PARTNER), ("accept", OWNER), ("disclose", OWNER), ("lose", PARTNER)),
    "returned": (("claim", PARTNER), ("accept", OWNER), ("disclose", OWNER), ("return", PARTNER)),
    "released": (("claim", PARTNER), ("accept", OWNER), ("release", OWNER)),
}
BOTH = {OWNER, PARTNER}
CLAIMED = {"counter": {OWNER}, "accept": {OWNER}, "decline": {OWNER}, "withdraw": {PARTNER}}
OFFERED = {"counter": {PARTNER}, "accept": {PARTNER}, "decline": {PARTNER}, "withdraw": {OWNER}}

EXPECTED: dict[str, dict[str, set[str]]] = {
    "none": {"claim": {PARTNER}, "offer": {OWNER}},
    "claimed": CLAIMED,
    "claimed by counter": CLAIMED,
    "offered": OFFERED,
    "offered by counter": OFFERED,
    "agreed": {"disclose": {OWNER}, "return": {PARTNER}, "release": {OWNER}, "dispute": BOTH},
    "disclosed": {
        "contacted": {PARTNER},
        "win": BOTH,
        "lose": BOTH,
        "return": {PARTNER},
        "release": {OWNER},
        "dispute": BOTH,
    },
    "contacted": {"win": BOTH, "lose": BOTH, "return": {PARTNER}, "release": {OWNER}, "dispute": BOTH},
    "won": {"bill": {PARTNER}, "settle": {OWNER}, "complete": BOTH, "dispute": BOTH},
    "disputed": {"resolve": BOTH},
    "completed": {},
    "declined": {},
    "withdrawn": {},
    "lost": {},
    "returned": {},
    "released": {},
}
"""State -> step -> who may take it; release as it is once a clock has run out."""

AFTER_AGREED = ("completed", "lost", "returned", "released")
"""States in which nothing is left to do but, by the table's words "any after agreed", to dispute."""


def taken(name: str, by: str, at: datetime) -> Step:
    respond_by = at + DAY if name in ASKS else None
    return step(name, by, at, respond_by, reason=REASONS.get(name))


def history(state: str) -> Handover:
    """A handover in that state, its steps an hour apart; what has to wait for a clock waits a month."""
    made, at = handover(), NOW
    for name, by in HISTORIES[state]:
        at += 30 * DAY if name == "release" else HOUR
        made = replace(made, steps=(*made.steps, taken(name, by, at)))
    return made


def after(made: Handover, wait: timedelta = HOUR) -> datetime:
    return (made.steps[-1].at if made.steps else NOW) + wait


def verdict(made: Handover, name: str, by: str, at: datetime) -> PmnetError | None:
    return illegal(made, taken(name, by, at), POLICY)


@pytest.mark.parametrize("state", HISTORIES)
def test_each_history_ends_in_its_state(state: str) -> None:
    assert standing(history(state)).state == state.partition(" ")[0]


TRIPLES = [
    pytest.param(state, name, actor, id=f"{state}: {name} by {who}")
    for state, name, (who, actor) in product(HISTORIES, STEPS, [("owner", OWNER), ("partner", PARTNER)])
    if (name, state) not in {*product(["dispute"], AFTER_AGREED), ("dispute", "disputed")}
]


@pytest.mark.parametrize(("state", "name", "actor"), TRIPLES)
def test_a_step_is_allowed_as_the_table_says(state: str, name: str, actor: str) -> None:
    made = history(state)
    at = after(made, 30 * DAY if name == "release" else HOUR)
    assert (verdict(made, name, actor, at) is None) is (actor in EXPECTED[state].get(name, set()))


@pytest.mark.parametrize("state", AFTER_AGREED)
def test_anything_after_agreement_may_be_disputed(state: str) -> None:
    made = history(state)
    assert verdict(made, "dispute", OWNER, after(made)) is None


@pytest.mark.parametrize("state", HISTORIES)
def test_a_stranger_takes_no_step(state: str) -> None:
    made = history(state)
    assert [name for name in STEPS if verdict(made, name, STRANGER, after(made, 30 * DAY)) is None] == []


@pytest.mark.parametrize("state", ["claimed", "offered"])
def test_a_stranger_answers_nothing_in_time(state: str) -> None:
    made = history(state)
    assert [name for name in STEPS if verdict(made, name, STRANGER, after(made)) is None] == []


@pytest.mark.parametrize(("state", "actor"), [*product(HISTORIES, [OWNER, PARTNER, STRANGER])])
def test_what_is_open_to_somebody_is_what_they_may_take(state: str, actor: str) -> None:
    made = history(state)
    fitting = [name for name in STEPS if verdict(made, name, actor, after(made)) is None]
    assert sorted(allowed(made, actor, after(made), POLICY)) == sorted(fitting)


@pytest.mark.parametrize(
    ("state", "name", "actor", "error"),
    [
        pytest.param("claimed", "accept", PARTNER, NotAllowed, id="accepted by whoever asked: not theirs"),
        pytest.param("agreed", "disclose", PARTNER, NotAllowed, id="disclosed by the partner: not theirs"),
        pytest.param("declined", "accept", OWNER, Conflict, id="accepted after a refusal: the state does not allow it"),
        pytest.param("none", "accept", OWNER, Conflict, id="accepted before anybody asked: nothing to accept"),
        pytest.param("agreed", "release", OWNER, Conflict, id="released too early: the state does not allow it"),
    ],
)
def test_a_refusal_is_of_the_right_kind(state: str, name: str, actor: str, error: type[PmnetError]) -> None:
    made = history(state)
    assert type(verdict(made, name, actor, after(made))) is error


# What has to be said with a step


@pytest.mark.parametrize(
    ("state", "name", "actor"),
    [
        pytest.param("claimed", "decline", OWNER, id="decline"),
        pytest.param("disclosed", "lose", PARTNER, id="lose"),
        pytest.param("agreed", "return", PARTNER, id="return"),
    ],
)
def test_it_needs_a_reason(state: str, name: str, actor: str) -> None:
    made = history(state)
    assert isinstance(illegal(made, step(name, actor, after(made)), POLICY), Usage)


@pytest.mark.parametrize(
    ("state", "name", "actor"),
    [
        pytest.param("none", "claim", PARTNER, id="a claim"),
        pytest.param("none", "offer", OWNER, id="an offer"),
        pytest.param("claimed", "counter", OWNER, id="a counter"),
    ],
)
def test_a_question_must_say_until_when_an_answer_is_due(state: str, name: str, actor: str) -> None:
    made = history(state)
    assert illegal(made, step(name, actor, after(made)), POLICY) is not None


# Clocks


@pytest.mark.parametrize("state", ["claimed", "offered", "claimed by counter", "offered by counter"])
@pytest.mark.parametrize(
    ("late", "lapsed"),
    [
        pytest.param(timedelta(), False, id="at the last second"),
        pytest.param(timedelta(seconds=1), True, id="a second later"),
        pytest.param(400 * DAY, True, id="a year later"),
    ],
)
def test_a_question_lapses_by_itself(state: str, late: timedelta, lapsed: bool) -> None:
    made = history(state)
    due = made.steps[-1].respond_by
    assert due is not None
    assert (standing(made, due + late).state is State.LAPSED) is lapsed


@pytest.mark.parametrize("state", ["agreed", "disclosed", "won", "declined", "withdrawn", "disputed"])
def test_what_was_answered_never_lapses(state: str) -> None:
    made = history(state)
    assert standing(made, after(made, 4000 * DAY)).state == state


@pytest.mark.parametrize(("name", "actor"), [*product(STEPS, [OWNER, PARTNER])])
def test_nothing_follows_a_lapse(name: str, actor: str) -> None:
    made = history("claimed")
    assert verdict(made, name, actor, after(made, DAY + timedelta(seconds=1))) is not None


def test_an_answer_at_the_last_second_counts() -> None:
    assert verdict(history("claimed"), "accept", OWNER, after(history("claimed"), DAY)) is None


def test_a_late_answer_is_told_since_when_it_is_late() -> None:
    made = history("claimed")
    problem = verdict(made, "accept", OWNER, after(made, 2 * DAY))
    assert isinstance(problem, Conflict)
    assert "lapsed on Tue 12 Jan 11:00" in problem.message


def test_a_late_answer_is_not_taken() -> None:
    made = history("claimed")
    with pytest.raises(Conflict, match="lapsed on Tue 12 Jan 11:00"):
        take(made, step("accept", OWNER, after(made, 2 * DAY)), POLICY)


@pytest.mark.parametrize("state", ["claimed", "offered"])
def test_once_an_answer_is_overdue_nobody_is_asked_any_more(state: str) -> None:
    made = history(state)
    found = standing(made, after(made, 2 * DAY))
    assert (found.since, found.asked, found.asker) == (made.steps[-1].respond_by, "", "")


@pytest.mark.parametrize("state", ["claimed", "offered"])
def test_nothing_is_open_to_anybody_once_an_answer_is_overdue(state: str) -> None:
    made = history(state)
    assert [allowed(made, who, after(made, 2 * DAY), POLICY) for who in (OWNER, PARTNER)] == [(), ()]


@pytest.mark.parametrize("state", ["agreed", "contacted"])
@pytest.mark.parametrize(
    ("days", "is_open"),
    [
        pytest.param(14, False, id="on the fourteenth day"),
        pytest.param(15, True, id="on the fifteenth day"),
    ],
)
def test_a_hold_may_be_released_after_fourteen_days(state: str, days: int, is_open: bool) -> None:
    made = history(state)
    agreed = made.steps[1].at
    assert (verdict(made, "release", OWNER, agreed + days * DAY) is None) is is_open


@pytest.mark.parametrize(
    ("waited", "is_open"),
    [
        pytest.param(2 * HOUR, False, id="not after two hours"),
        pytest.param(8 * DAY, True, id="after a week"),
    ],
)
def test_a_partner_who_makes_no_contact_in_sixteen_working_hours_may_be_released(
    waited: timedelta, is_open: bool
) -> None:
    made = history("disclosed")
    assert (verdict(made, "release", OWNER, after(made, waited)) is None) is is_open


def test_a_new_step_cannot_be_older_than_the_last() -> None:
    made = history("claimed")
    assert isinstance(verdict(made, "accept", OWNER, after(made, -HOUR)), Conflict)


def test_two_steps_may_be_of_the_same_moment() -> None:
    made = history("agreed")
    assert verdict(made, "disclose", OWNER, after(made, timedelta())) is None


@pytest.mark.parametrize(
    ("respond_within", "due"),
    [
        pytest.param(None, datetime.fromisoformat("2027-01-13T09:00:00Z"), id="the policy's sixteen hours"),
        pytest.param(4, datetime.fromisoformat("2027-01-11T13:00:00Z"), id="the lead's own four hours"),
    ],
)
def test_until_when_an_answer_is_due(respond_within: int | None, due: datetime) -> None:
    assert answer_deadline(replace(LEAD, respond_within=respond_within), POLICY, NOW) == due


def test_the_mode_does_not_change_when_an_answer_is_due() -> None:
    assert answer_deadline(replace(LEAD, mode=Mode.CHOOSE), POLICY, NOW) == answer_deadline(LEAD, POLICY, NOW)


# Books and disputes


def extended(made: Handover, *moves: tuple[str, str]) -> Handover:
    for name, by in moves:
        made = take(made, taken(name, by, after(made)), POLICY)
    return made


@pytest.mark.parametrize(
    ("moves", "may_complete"),
    [
        pytest.param([], True, id="nothing billed"),
        pytest.param([("bill", PARTNER)], False, id="billed and not settled"),
        pytest.param([("bill", PARTNER), ("settle", OWNER)], True, id="billed and settled"),
        pytest.param([("bill", PARTNER), ("bill", PARTNER), ("settle", OWNER)], False, id="billed twice, settled once"),
        pytest.param([("settle", OWNER), ("bill", PARTNER)], False, id="settled before it was billed"),
        pytest.param(
            [("bill", PARTNER), ("dispute", OWNER), ("resolve", OWNER), ("resolve", PARTNER)],
            False,
            id="billed, disputed and resolved",
        ),
    ],
)
def test_it_is_complete_once_nothing_is_unsettled(moves: list[tuple[str, str]], may_complete: bool) -> None:
    made = history("won")
    for name, by in moves:
        made = replace(made, steps=(*made.steps, taken(name, by, after(made))))
    assert (verdict(made, "complete", OWNER, after(made)) is None) is may_complete


@pytest.mark.parametrize("state", ["agreed", "disclosed", "contacted", "won"])
@pytest.mark.parametrize(
    ("resolved", "is_back"),
    [
        pytest.param([], False, id="resolved by nobody"),
        pytest.param([OWNER], False, id="resolved by the owner only"),
        pytest.param([PARTNER], False, id="resolved by the partner only"),
        pytest.param([OWNER, OWNER], False, id="resolved by the owner twice"),
        pytest.param([OWNER, PARTNER], True, id="resolved by both"),
        pytest.param([PARTNER, OWNER], True, id="resolved by both, the partner first"),
    ],
)
def test_a_dispute_goes_back_once_both_have_resolved_it(state: str, resolved: list[str], is_back: bool) -> None:
    made = history(state)
    for name, by in [("dispute", OWNER), *(("resolve", by) for by in resolved)]:
        made = replace(made, steps=(*made.steps, taken(name, by, after(made))))
    assert standing(made).state == (state if is_back else "disputed")


def test_a_second_dispute_needs_both_again() -> None:
    settled = extended(history("won"), ("dispute", OWNER), ("resolve", OWNER), ("resolve", PARTNER))
    assert standing(extended(settled, ("dispute", PARTNER), ("resolve", PARTNER))).state is State.DISPUTED


# What somebody did by hand


CLAIMED_BY_HAND = history("claimed")
DISCLOSED_BY_HAND = history("disclosed")


def with_steps(made: Handover, *steps: Step) -> Handover:
    return replace(made, steps=steps)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param(None, CLAIMED_BY_HAND, id="a new claim"),
        pytest.param(None, history("offered"), id="a new offer"),
        pytest.param(CLAIMED_BY_HAND, history("agreed"), id="one more step"),
        pytest.param(CLAIMED_BY_HAND, DISCLOSED_BY_HAND, id="accepted and disclosed in one act"),
    ],
)
def test_these_steps_explain_the_change(before: Handover | None, now: Handover) -> None:
    assert explain(before, now, POLICY) is None


claim, accept, disclose = DISCLOSED_BY_HAND.steps


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param(CLAIMED_BY_HAND, CLAIMED_BY_HAND, id="nothing happened"),
        pytest.param(None, with_steps(CLAIMED_BY_HAND), id="a handover without steps"),
        pytest.param(DISCLOSED_BY_HAND, history("agreed"), id="a step removed at the end"),
        pytest.param(DISCLOSED_BY_HAND, with_steps(DISCLOSED_BY_HAND, claim, disclose), id="a step removed inside"),
        pytest.param(
            DISCLOSED_BY_HAND, with_steps(DISCLOSED_BY_HAND, claim, disclose, accept), id="two steps changed places"
        ),
        pytest.param(
            CLAIMED_BY_HAND,
            with_steps(CLAIMED_BY_HAND, replace(claim, respond_by=NOW + 9 * DAY), accept),
            id="an earlier deadline changed",
        ),
        pytest.param(
            CLAIMED_BY_HAND,
            with_steps(CLAIMED_BY_HAND, replace(claim, by=STRANGER), accept),
            id="an earlier author changed",
        ),
        pytest.param(
            CLAIMED_BY_HAND,
            with_steps(CLAIMED_BY_HAND, replace(claim, extra={"x-a": 1}), accept),
            id="a field of the network's own added to an earlier step",
        ),
        pytest.param(
            CLAIMED_BY_HAND,
            with_steps(CLAIMED_BY_HAND, taken("offer", OWNER, NOW), claim),
            id="a step slipped in before the others",
        ),
        pytest.param(
            CLAIMED_BY_HAND, with_steps(CLAIMED_BY_HAND, claim, replace(accept, by=STRANGER)), id="a stranger's step"
        ),
        pytest.param(
            CLAIMED_BY_HAND,
            with_steps(CLAIMED_BY_HAND, claim, replace(accept, by=PARTNER)),
            id="the other party's step",
        ),
        pytest.param(CLAIMED_BY_HAND, with_steps(CLAIMED_BY_HAND, claim, disclose), id="a step skipped"),
        pytest.param(
            CLAIMED_BY_HAND, with_steps(CLAIMED_BY_HAND, claim, replace(accept, at=NOW)), id="a step dated back"
        ),
        pytest.param(
            CLAIMED_BY_HAND,
            with_steps(CLAIMED_BY_HAND, claim, accept, replace(accept, at=disclose.at)),
            id="accepted twice",
        ),
        pytest.param(
            CLAIMED_BY_HAND,
            with_steps(CLAIMED_BY_HAND, claim, replace(accept, at=NOW + 9 * DAY)),
            id="accepted after it lapsed",
        ),
        pytest.param(None, with_steps(CLAIMED_BY_HAND, replace(claim, by=OWNER)), id="claimed in the partner's name"),
        pytest.param(None, with_steps(CLAIMED_BY_HAND, accept), id="begun with an answer"),
    ],
)
def test_no_steps_explain_the_change(before: Handover | None, now: Handover) -> None:
    assert explain(before, now, POLICY) is not None


# Whatever happens


NEXT: dict[tuple[str, str], str] = {
    ("none", "claim"): "claimed",
    ("none", "offer"): "offered",
    ("claimed", "counter"): "offered",
    ("offered", "counter"): "claimed",
    **{
        (state, name): to
        for state in ("claimed", "offered")
        for name, to in (("accept", "agreed"), ("decline", "declined"), ("withdraw", "withdrawn"))
    },
    ("agreed", "disclose"): "disclosed",
    ("disclosed", "contacted"): "contacted",
    **{(state, name): to for state in ("disclosed", "contacted") for name, to in (("win", "won"), ("lose", "lost"))},
    **{
        (state, name): to
        for state in ("agreed", "disclosed", "contacted")
        for name, to in (("return", "returned"), ("release", "released"))
    },
    ("won", "bill"): "won",
    ("won", "settle"): "won",
    ("won", "complete"): "completed",
}
"""Where each step leads, disputes apart."""

moves = st.lists(
    st.tuples(
        st.sampled_from(
            [*STEPS, "claim", "offer", "accept", "accept", "disclose", "disclose", "win", "dispute", "resolve"]
        ),
        st.sampled_from([OWNER, PARTNER, STRANGER]),
        st.sampled_from([0, 1, 23, 25, 24 * 15]),
    ),
    max_size=25,
)


@settings(derandomize=True, database=None, deadline=None, max_examples=250)
@given(moves)
def test_random_steps_only_ever_lead_where_the_table_says(chosen: list[tuple[str, str, int]]) -> None:
    made, at, state = handover(), NOW, "none"
    for name, by, hours in chosen:
        at += hours * HOUR
        if state in ("claimed", "offered") and at > (made.steps[-1].respond_by or at):
            state = "lapsed"
        if verdict(made, name, by, at) is None:
            assert by in BOTH
            made = take(made, taken(name, by, at), POLICY)
            found = str(standing(made).state)
            if name not in ("dispute", "resolve"):
                assert found == NEXT[state, name]
            state = found
        assert standing(made, at).state == state


@settings(derandomize=True, database=None, deadline=None, max_examples=250)
@given(moves)
def test_steps_forced_in_by_hand_are_found_or_were_allowed(chosen: list[tuple[str, str, int]]) -> None:
    at, steps = NOW, []
    for name, by, hours in chosen[:6]:
        at += hours * HOUR
        steps.append(taken(name, by, at))
    forced = replace(handover(), steps=tuple(steps))
    one_by_one = handover()
    try:
        for one in steps:
            one_by_one = take(one_by_one, one, POLICY)
        fits = bool(steps)
    except PmnetError:
        fits = False
    assert (explain(None, forced, POLICY) is None) is fits


@settings(derandomize=True, database=None, deadline=None, max_examples=100)
@given(moves)
def test_a_state_reached_is_never_left_by_a_stranger(chosen: list[tuple[str, str, int]]) -> None:
    made, at = handover(), NOW
    for name, by, hours in chosen:
        at += hours * HOUR
        if verdict(made, name, by, at) is None:
            made = take(made, taken(name, by, at), POLICY)
        assert allowed(made, STRANGER, at, POLICY) == ()
