"""The team of a lead: who holds what, and their days together week by week."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from cast import DAY, HOUR, LEAD, NOW, POLICY, due, handover, step
from hypothesis import given, settings
from hypothesis import strategies as st

from pmnet.domain.records import Handover, Position
from pmnet.rules.positions import PositionState
from pmnet.rules.team import Place, Team, TeamWeek, team, team_weeks

steady = settings(derandomize=True, database=None, deadline=None, max_examples=100)

TODAY = date(2027, 1, 11)
WEEK = timedelta(weeks=1)


def place(key: str, holder: str, days: int | None, start: date | None, end: date | None, **fields: Any) -> Place:
    state = fields.get("state", PositionState.FILLED if holder else PositionState.OPEN)
    return Place(key, key.title(), state, holder, days, start, end)


def found(*places: Place) -> list[tuple[str, int, str]]:
    return [(week.week.iso[5:], week.days, "+".join(week.members)) for week in team_weeks(places)]


@pytest.mark.parametrize(
    ("places", "weeks"),
    [
        pytest.param([], [], id="nobody"),
        pytest.param([place("pmo", "", 3, TODAY, TODAY + WEEK)], [], id="an open position"),
        pytest.param([place("pmo", "bert", 3, TODAY, TODAY + 4 * DAY)], [("W02", 3, "bert")], id="one week"),
        pytest.param(
            [place("pmo", "bert", 3, TODAY + 3 * DAY, TODAY + 8 * DAY)],
            [("W02", 2, "bert"), ("W03", 2, "bert")],
            id="Thursday to Tuesday",
        ),
        pytest.param(
            [
                place("pmo", "bert", 3, TODAY, TODAY + 2 * WEEK - DAY),
                place("cutover", "carl", 2, TODAY + WEEK, TODAY + 3 * WEEK - DAY),
            ],
            [("W02", 3, "bert"), ("W03", 5, "bert+carl"), ("W04", 2, "carl")],
            id="two who overlap",
        ),
        pytest.param(
            [
                place("cutover", "carl", 2, TODAY + 2 * WEEK, TODAY + 2 * WEEK),
                place("pmo", "bert", 3, TODAY, TODAY),
            ],
            [("W02", 1, "bert"), ("W03", 0, ""), ("W04", 1, "carl")],
            id="a week between them",
        ),
        pytest.param(
            [place("pmo", "bert", 3, TODAY, TODAY), place("plan", "bert", 2, TODAY, TODAY + DAY)],
            [("W02", 3, "bert")],
            id="one who holds two",
        ),
        pytest.param(
            [place("pmo", "bert", 3, date(2026, 12, 28), date(2027, 1, 8))],
            [("W53", 3, "bert"), ("W01", 3, "bert")],
            id="over the year's end",
        ),
        pytest.param([place("pmo", "bert", None, TODAY, TODAY)], [], id="no days a week"),
        pytest.param([place("pmo", "bert", 3, None, TODAY)], [], id="no first day"),
        pytest.param([place("pmo", "bert", 3, TODAY, None)], [], id="no last day"),
        pytest.param(
            [place("pmo", "bert", 3, TODAY, TODAY + 4 * DAY, state=PositionState.HELD)],
            [("W02", 3, "bert")],
            id="only held so far",
        ),
    ],
)
def test_the_weeks_of_a_team(places: list[Place], weeks: list[tuple[str, int, str]]) -> None:
    assert found(*places) == weeks


spans = st.tuples(st.dates(date(2026, 12, 1), date(2027, 3, 31)), st.integers(0, 80), st.integers(1, 5))


@steady
@given(st.lists(spans, min_size=1, max_size=4))
def test_every_week_from_the_first_to_the_last_is_there_and_adds_up(drawn: list[tuple[date, int, int]]) -> None:
    places = [place(f"p{n}", f"m{n}", days, day, day + more * DAY) for n, (day, more, days) in enumerate(drawn)]
    weeks = team_weeks(places)
    mondays = [week.week.monday for week in weeks]
    assert mondays == [mondays[0] + n * WEEK for n in range(len(mondays))]
    assert all(bool(week.days) is bool(week.members) for week in weeks)
    assert sum(week.days for week in weeks) == sum(week.days for one in places for week in team_weeks([one]))


POSITIONS = (
    Position("pmo", "PMO lead", days_per_week=3, start=TODAY, end=TODAY + 11 * DAY),
    Position("plan", "Scheduler", days_per_week=2),
    Position("cutover", "Cutover", days_per_week=5),
)
ROLLOUT = replace(LEAD, positions=POSITIONS, start=TODAY + WEEK, end=TODAY + 2 * WEEK - DAY)


def taken(position: str, partner: str, *more: str) -> Handover:
    first = step("claim", partner, NOW, due())
    people = {"accept": "anna", "disclose": "anna", "win": partner}
    steps = [step(name, people[name], NOW + n * HOUR) for n, name in enumerate(more, 1)]
    return handover(first, *steps, lead=ROLLOUT, position=position, partner=partner)


def test_a_team_is_filled_one_by_one() -> None:
    handovers = [taken("pmo", "bert", "accept", "disclose", "win"), taken("plan", "carl")]
    shown = team(ROLLOUT, handovers, NOW + 4 * HOUR, POLICY)
    assert [(p.key, p.state, p.holder) for p in shown.places] == [
        ("pmo", "filled", "bert"), ("plan", "held", "carl"), ("cutover", "open", ""),
    ]  # fmt: skip
    assert (shown.filled, len(shown.places), shown.total_days) == (1, 3, 3 + 5)
    assert [p.key for p in shown.those(PositionState.OPEN)] == ["cutover"]
    assert [p.key for p in shown.those(PositionState.HELD)] == ["plan"]
    assert shown.left_out == ()


def test_days_of_a_position_are_its_own_or_the_leads() -> None:
    shown = team(ROLLOUT, [], NOW, POLICY)
    assert [(p.start, p.end) for p in shown.places] == [
        (TODAY, TODAY + 11 * DAY), (TODAY + WEEK, TODAY + 2 * WEEK - DAY), (TODAY + WEEK, TODAY + 2 * WEEK - DAY),
    ]  # fmt: skip
    assert (shown.lead, shown.title, shown.weeks, shown.total_days) == (ROLLOUT.id, "A rollout", (), 0)


def test_a_claim_that_lapsed_holds_nothing() -> None:
    shown = team(ROLLOUT, [taken("plan", "carl")], NOW + 10 * DAY, POLICY)
    assert [p.state for p in shown.places] == ["open"] * 3


def test_what_is_held_and_cannot_be_added_up_is_left_out_by_name() -> None:
    places = (
        place("pmo", "bert", 3, TODAY, None),
        place("plan", "", 3, TODAY, None),
        place("x", "carl", 1, TODAY, TODAY),
    )
    shown = Team("k7qx", "A rollout", places, tuple[TeamWeek, ...](team_weeks(places)))
    assert [p.key for p in shown.left_out] == ["pmo"]
    assert shown.total_days == 1
