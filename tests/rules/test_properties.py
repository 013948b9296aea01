"""Whatever people try in whatever order, what the judge lets through is what the table and the rules in prose allow."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cast import CARL, DAY, HOUR, LEAD, MEMBERS, NOW, POLICY, network, people
from hypothesis import given, settings
from hypothesis import strategies as st

from pmnet.domain.records import Handover, Lead, Mode, Position, Record, Step, StepName, Vouch
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import PmnetError
from pmnet.rules.admission import statuses
from pmnet.rules.deadlines import answer_deadline
from pmnet.rules.judge import judge
from pmnet.rules.positions import holding
from pmnet.rules.standing import standing
from pmnet.rules.steps import FILLED, RULES, State, Who

PEOPLE = ("anna", "bert", "carl", "dora", "eve", "stranger")
POSITIONS = ("pmo", "pm")
REASONS = {StepName.DECLINE: "dates", StepName.LOSE: "budget", StepName.RETURN: "capacity"}

attempts = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.sampled_from(list(StepName)),
        st.sampled_from(POSITIONS),
        st.sampled_from(PEOPLE),
        st.sampled_from([timedelta(0), HOUR, 5 * HOUR, DAY, 4 * DAY, 20 * DAY]),
        st.booleans(),
    ),
    max_size=40,
)


class World:
    """A lead and what became of it, with everything that was let through noted."""

    def __init__(self, mode: Mode) -> None:
        self.lead = replace(LEAD, mode=mode, registered=NOW, protected_until=(NOW + 90 * DAY).date(),
                            positions=(Position("pmo", "PMO lead"), Position("pm", "PM")))  # fmt: skip
        self.handovers: dict[str, Handover] = {}
        self.now = NOW

    def snapshot(self, *later: Record) -> Snapshot:
        return people(self.lead, *{record.path: record for record in (*self.handovers.values(), *later)}.values())

    def attempt(self, by: str, name: StepName, position: str, partner: str, careless: bool) -> bool:
        """Somebody tries a step; careless ones get the time to answer or what they saw wrong. Whether it was let through."""
        line = [h for h in self.handovers.values() if h.position == position]
        digest = self.snapshot().digest(self.lead.path)
        due = answer_deadline(self.lead, POLICY, self.now) + (HOUR if careless else timedelta(0))
        asks = name in (StepName.CLAIM, StepName.OFFER, StepName.COUNTER)
        seen = digest if asks or name is StepName.ACCEPT else None
        taken = Step(name, by, self.now, due if asks else None, REASONS.get(name), seen)
        if name in (StepName.CLAIM, StepName.OFFER) or not line:
            who = by if name is StepName.CLAIM and not careless else partner
            place = f"{self.lead.id}.{position}.{len(line) + 1}"
            after = Handover(place, self.lead.id, position, self.lead.owner, who, (taken,))
        else:
            last = line[-1]
            after = replace(last, steps=(*last.steps, taken))
        if judge(self.snapshot(), self.snapshot(after), [after.path], by, self.now):
            return False
        self.handovers[after.path] = after
        return True


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(list(Mode)), attempts)
def test_no_row_of_attempts_reaches_what_the_table_forbids(mode: Mode, tried: list[tuple[object, ...]]) -> None:
    world = World(mode)
    for by, name, position, partner, pause, careless in tried:
        world.now += pause  # type: ignore[operator]
        earlier = dict(world.handovers)
        let_through = world.attempt(by, name, position, partner, careless)  # type: ignore[arg-type]
        assert let_through or world.handovers == earlier
        if let_through:
            legal(world, earlier)


def legal(world: World, earlier: dict[str, Handover]) -> None:
    """What must hold after each step that was let through, said without asking the code that let it through."""
    (changed,) = [h for path, h in world.handovers.items() if earlier.get(path) != h]
    before = earlier.get(changed.path)
    taken = changed.steps[-1]
    came_from = standing(before, world.now).state if before else State.NONE
    rows = [rule for rule in RULES if rule.step is taken.step and came_from in rule.origins]
    assert rows, f"{taken.step} from {came_from}"
    entitled = {Who.OWNER: {changed.owner}, Who.PARTNER: {changed.partner}}.get(rows[0].who)
    assert taken.by in (entitled or {changed.owner, changed.partner})
    if before and before.steps[-1].respond_by and len(before.steps) == len(changed.steps) - 1:
        assert taken.at <= before.steps[-1].respond_by or taken.step not in (StepName.ACCEPT, StepName.DECLINE)
        if taken.step in (StepName.ACCEPT, StepName.DECLINE, StepName.COUNTER):
            assert taken.by != before.steps[-1].by
        if taken.step is StepName.WITHDRAW:
            assert taken.by == before.steps[-1].by
    assert changed.partner not in (changed.owner, "eve", "stranger")
    if taken.step in (StepName.CLAIM, StepName.OFFER, StepName.COUNTER):
        assert taken.respond_by == answer_deadline(world.lead, POLICY, taken.at)
    for position in POSITIONS:
        states = [standing(h, world.now) for h in world.handovers.values() if h.position == position]
        agreed = [s for s in states if s.agreed is not None and s.state in (
            State.AGREED, State.DISCLOSED, State.CONTACTED, *FILLED)]  # fmt: skip
        assert len(agreed) <= 1, "two hold one position"
        if world.lead.mode is not Mode.CHOOSE:
            asking = [s for s in states if s.state in (State.CLAIMED, State.OFFERED)]
            assert len(asking) + len(agreed) <= 1, "two are live at once"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(Mode)), attempts, st.randoms(use_true_random=False))
def test_what_is_read_in_another_order_says_the_same(
    mode: Mode, tried: list[tuple[object, ...]], dice: random.Random
) -> None:
    world = World(mode)
    for by, name, position, partner, pause, careless in tried:
        world.now += pause  # type: ignore[operator]
        world.attempt(by, name, position, partner, careless)  # type: ignore[arg-type]
    records: list[Record] = [network(), world.lead, *MEMBERS, *world.handovers.values()]
    expected = told(world.lead, records, world.now)
    for _ in range(3):
        dice.shuffle(records)
        assert told(world.lead, records, world.now) == expected


def told(lead: Lead, records: list[Record], now: datetime) -> object:
    """Everything that is computed from records, by name."""
    snapshot = Snapshot.of(*records)
    members = [record for record in records if type(record) is type(CARL)]
    handovers = [record for record in records if isinstance(record, Handover)]
    by_place = sorted(handovers, key=lambda h: (h.position, h.place))
    return (
        {h.id: standing(h, now) for h in handovers},
        {p.key: holding(lead, p.key, by_place, now, POLICY) for p in lead.positions},
        statuses(snapshot.network, members, now),
        [h.id for h in snapshot.handovers_of(lead.id)],
    )


vouchings = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(("carl", "eve")), st.integers(0, 400), st.booleans()),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(vouchings)
def test_nobody_becomes_active_by_their_own_word_or_by_candidates(tried: list[tuple[str, str, int, bool]]) -> None:
    members = {member.id: member for member in MEMBERS}
    moment = NOW
    for by, about, hours, withdraw in tried:
        moment += hours * HOUR
        before = Snapshot.of(network(vouches=2, small_below=0), *members.values())
        known = members[about]
        mine = [v for v in known.vouches if v.by == by and v.withdrawn is None]
        vouches = (*known.vouches, Vouch(by, moment, "interview"))
        if withdraw and mine:
            vouches = tuple(replace(v, withdrawn=moment) if v in mine else v for v in known.vouches)
        changed = replace(known, vouches=vouches)
        after = Snapshot.of(network(vouches=2, small_below=0), *{**members, about: changed}.values())
        status = statuses(before.network, members.values(), moment)
        if not judge(before, after, [changed.path], by, moment):
            members[about] = changed
            assert by != about
            assert withdraw or status.get(by) == "active"
            assert len({v.by for v in changed.vouches if v.withdrawn is None}) == len(
                [v for v in changed.vouches if v.withdrawn is None]
            )


def test_these_properties_could_fail() -> None:
    """The rules in prose above do catch what they are about."""
    world = World(Mode.FIRST)
    assert world.attempt("bert", StepName.CLAIM, "pmo", "bert", careless=False)
    (first,) = world.handovers.values()
    second = replace(first, id=f"{LEAD.id}.pmo.2", partner="carl", steps=(replace(first.steps[0], by="carl"),))
    world.handovers[second.path] = second
    with pytest.raises(AssertionError):
        legal(world, {first.path: first})
    with pytest.raises(PmnetError):
        standing(replace(first, steps=(Step(StepName.WIN, "bert", NOW),)))
