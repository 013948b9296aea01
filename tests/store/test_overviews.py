"""What overviews ask of the index is what the records say, read one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date, datetime, timedelta

import pytest
from changing import NOW, SKILLS, Changing

from pmnet.app.capacity import Capacity, capacity_of, row_of, span_of
from pmnet.app.matrix import Matrix, matrix_of
from pmnet.domain.records import Member
from pmnet.domain.snapshot import Snapshot
from pmnet.domain.weeks import weeks
from pmnet.rules.admission import Status, statuses
from pmnet.rules.capacity import Freshness, Stretch, freshness, most_free, stretches
from pmnet.rules.line import standing_at
from pmnet.rules.positions import LeadState, PositionState, holding, lead_state
from pmnet.rules.stages import ENDED, Stage, stage_of
from pmnet.rules.standing import Standing
from pmnet.rules.steps import State
from pmnet.rules.workload import won_by
from pmnet.store.index import keeping, overviews
from pmnet.store.index.overviews import FreeMember
from pmnet.store.index.reading import Figures, Index

SEEDS = [*range(3), *[pytest.param(seed, marks=pytest.mark.long) for seed in range(3, 60)]]
EVER = date(2000, 1, 1)


def states(seed: int, number: int = 5, apart: int = 8) -> Iterator[Snapshot]:
    network = Changing(seed)
    for _ in range(number):
        for _ in range(apart):
            network.change()
        yield network.state


def active(state: Snapshot, now: datetime) -> list[Member]:
    everybody = list(state.members())
    return [one for one in everybody if statuses(state.network, everybody, now)[one.id] is Status.ACTIVE]


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_stands_in_the_stage_that_its_records_say(seed: int) -> None:
    seen = set[str]()
    for state in states(seed):
        with closing(keeping.in_memory(state, NOW)) as index:
            for days in (0, 1, 4, 100):
                now = NOW + timedelta(days=days)
                for member in (None, "anna"):
                    told = staged(Index(index.database, now), member)
                    assert told == by_hand(state, member, now), (days, member)
                    seen |= set(told.values())
    assert len(seen) >= 4


def staged(index: Index, member: str | None) -> dict[tuple[str, str], str]:
    found = overviews.staged(index, member, EVER, ENDED, ENDED, 10_000)
    assert sum(found.of.values()) == len(found.cards)
    return {(one.handover or one.lead, one.position): one.stage for one in found.cards}


def by_hand(state: Snapshot, member: str | None, now: datetime) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    policy = state.network.policy
    for lead in state.leads():
        handovers = state.handovers_of(lead.id)
        over = lead_state(lead, (), now, policy) in (LeadState.CLOSED, LeadState.EXPIRED)
        for place in lead.positions:
            held = holding(lead, place.key, handovers, now, policy).state is not PositionState.OPEN
            if not held and member in (None, lead.owner):
                found[lead.id, place.key] = Stage.OVER if over else Stage.OPEN
        for handover in handovers:
            if member in (None, handover.owner, handover.partner):
                found[handover.id, ""] = stage_of(standing_at(state, handover, now))
    return found


STAGED = {
    "open": "none",
    "asked": "waiting claimed offered",
    "agreed": "agreed",
    "client": "disclosed contacted",
    "won": "won",
    "done": "completed",
    "over": "declined withdrawn lapsed lost returned released",
}


def test_how_far_each_state_has_come() -> None:
    assert [*Stage] == [*STAGED]
    found = {state: stage_of(Standing(state)) for state in State if state is not State.DISPUTED}
    assert found == {State(word): stage for stage, words in STAGED.items() for word in words.split()}
    for state, stage in found.items():
        assert stage_of(Standing(State.DISPUTED, before_dispute=state)) is stage
        ended = stage in ("done", "over")
        assert (stage in ENDED) is ended


def test_what_ended_is_shown_since_a_day_and_so_many_at_most() -> None:
    state = next(iter(states(2, 1, 40)))
    with closing(keeping.in_memory(state, NOW)) as index:
        everything = overviews.staged(index, None, EVER, ENDED, ENDED, 10_000)
        over = everything.of[Stage.OVER]
        assert over > 2
        none = overviews.staged(index, None, date(2100, 1, 1), ENDED, ENDED, 10_000)
        assert none.earlier[Stage.OVER] == over
        assert {one.stage for one in none.cards} == {one.stage for one in everything.cards} - set(ENDED)
        few = overviews.staged(index, None, EVER, ENDED, ENDED, 1)
        assert (dict(few.of), len(few.cards)) == (dict(everything.of), len(everything.of))


@pytest.mark.parametrize("seed", SEEDS)
def test_free_days_are_those_of_each_record_and_sums_those_of_all_rows(seed: int) -> None:
    seen = set[Freshness]()
    for state in states(seed):
        with closing(keeping.in_memory(state, NOW)) as index:
            for skills in ({}, {SKILLS[0]: 1}, {SKILLS[0]: 3, SKILLS[1]: 2}):
                found = capacity_of(index, None, 9, skills, 10_000)
                rows = {row.member: (row.freshness, row.days) for row in found.rows}
                assert rows == free_by_hand(state, skills)
                seen |= {fresh for fresh, _ in rows.values()}
                sums_are_those_of_all(found)
                few = capacity_of(index, None, 9, skills, 1)
                assert (few.free, few.unconfirmed, few.of) == (found.free, found.unconfirmed, found.of)
                assert few.rows == found.rows[:1]
    assert Freshness.UNKNOWN in seen


def test_free_days_count_in_their_weeks_alone_and_are_a_word_though_nobody_confirmed_it() -> None:
    span = span_of(date(2027, 1, 11), 3)
    figures = Figures("PM Netz", "Europe/Berlin", 14, 30, 10, 10, 3, {})
    spell = Stretch(date(2027, 1, 18), date(2027, 1, 22), 3, 3)
    row = row_of(FreeMember("anna", "Anna", None, (spell,)), span, NOW.date(), figures)
    assert (row.days, row.said, row.freshness, row.counts, row.total) == ((0, 3, 0), True, Freshness.UNKNOWN, False, 3)
    silent = row_of(FreeMember("bea", "Bea", None, ()), span, NOW.date(), figures)
    assert (silent.days, silent.said) == ((0, 0, 0), False)
    none = row_of(FreeMember("carl", "Carl", NOW.date(), ()), span, NOW.date(), figures)
    assert (none.days, none.said, none.counts) == ((0, 0, 0), True, True)


def free_by_hand(state: Snapshot, skills: Mapping[str, int]) -> dict[str, tuple[Freshness, tuple[int, ...]]]:
    found = {}
    for one in active(state, NOW):
        if all(
            any((had.skill, had.level) >= (skill, level) and had.skill == skill for had in one.skills)
            for skill, level in skills.items()
        ):
            said = one.capacity.free if one.capacity else ()
            left = list(stretches(said, won_by(state, one.id, NOW)))
            span = weeks(date(2027, 1, 11), date(2027, 1, 11) + timedelta(weeks=9, days=-1))
            days = tuple(most_free(part, _in(left, part.first, part.last)) for part in span)
            found[one.id] = (freshness(one, NOW, state.network.policy), days)
    return found


def _in(left: list[Stretch], first: date, last: date) -> list[Stretch]:
    return [one for one in left if one.first <= last and first <= one.last]


def sums_are_those_of_all(found: Capacity) -> None:
    for place, (free, unconfirmed) in enumerate(zip(found.free, found.unconfirmed, strict=True)):
        assert free == sum(row.days[place] for row in found.rows if row.counts)
        assert free + unconfirmed == sum(row.days[place] for row in found.rows)
    assert sum(found.free) + sum(found.unconfirmed) == sum(row.total for row in found.rows)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", ["skill", "industry"])
def test_who_can_do_what_is_what_the_records_say(seed: int, kind: str) -> None:
    seen = set[str]()
    for state in states(seed):
        with closing(keeping.in_memory(state, NOW)) as index:
            found = matrix_of(index, kind, 10_000)
            told = {
                row.known.key: (dict(row.levels), row.known.able, row.known.only, row.known.asked) for row in found.rows
            }
            assert told == known_by_hand(state, kind)
            assert found.of + found.silent == len(active(state, NOW))
            few = matrix_of(index, kind, 1)
            assert [row.known for row in few.rows] == [row.known for row in found.rows]
            assert len(few.members) <= 1
            seen |= {ordered(found)}
    assert any(seen)


def ordered(found: Matrix) -> str:
    """That what nobody can comes first, then what only one can, then by how few can and how many ask; the order as letters."""
    letters = "".join("n" if row.nobody else "o" if row.known.only else "s" for row in found.rows)
    assert letters == "".join(sorted(letters, key="nos".index))
    rows = [(place, row.known) for place, row in zip(letters, found.rows, strict=True)]
    told = [("nos".index(place), one.able, -one.asked, one.key) for place, one in rows]
    assert told == sorted(told), "first what fewer can do, then what more ask for"
    return letters


def known_by_hand(state: Snapshot, kind: str) -> dict[str, tuple[dict[str, int], int, str, int]]:
    levels: dict[str, dict[str, int]] = {}
    for one in active(state, NOW):
        said = (
            [(had.skill, had.level) for had in one.skills]
            if kind == "skill"
            else [(had.division, had.years or 0) for had in one.industries]
        )
        for key, level in said:
            mine = levels.setdefault(key, {})
            mine[one.id] = max(level, mine.get(one.id, 0))
    asked: dict[str, int] = {}
    for lead in state.leads():
        if lead_state(lead, (), NOW, state.network.policy) is not LeadState.OPEN:
            continue
        for place in lead.positions:
            free = holding(lead, place.key, state.handovers_of(lead.id), NOW, state.network.policy)
            if free.state is PositionState.OPEN:
                keys = {wish.skill for wish in place.skills} if kind == "skill" else {lead.industry} - {None}
                for key in keys:
                    asked[str(key)] = asked.get(str(key), 0) + 1
    least = 3 if kind == "skill" else 0
    found = {}
    for key in levels.keys() | asked.keys():
        able = [who for who, level in levels.get(key, {}).items() if level >= least]
        found[key] = (levels.get(key, {}), len(able), able[0] if len(able) == 1 else "", asked.get(key, 0))
    return found
