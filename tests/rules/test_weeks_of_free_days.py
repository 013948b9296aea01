"""How many days one more piece of work can have in a week: just as many as a claim would be let through with."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from cast import DAY, POLICY, member
from hypothesis import given, settings
from hypothesis import strategies as st

from pmnet.app.capacity import span_of
from pmnet.domain.clock import parse_instant
from pmnet.domain.records import Capacity, FreeTime
from pmnet.domain.weeks import Part, weeks
from pmnet.rules.capacity import Stretch, Work, clashes, most_free, stretches

steady = settings(derandomize=True, database=None, deadline=None, max_examples=80)

TODAY = date(2026, 12, 21)
"""A Monday, in week 52 of a year that has 53."""

AT = parse_instant("2026-12-21T09:00:00Z")

Spell = tuple[date, date | None, int]


def days_free(said: list[Spell], won: list[Spell], start: date = TODAY, number: int = 4) -> list[tuple[str, int]]:
    found = list(stretches([FreeTime(*one) for one in said], [Work(*one) for one in won]))
    return [(part.week.iso[5:], most_free(part, _within(found, part))) for part in span_of(start, number)]


def _within(found: list[Stretch], part: Part) -> list[Stretch]:
    return [one for one in found if one.first <= part.last and part.first <= one.last]


@pytest.mark.parametrize(
    ("said", "won", "weeks"),
    [
        pytest.param([], [], [0, 0, 0, 0], id="nothing was ever said"),
        pytest.param([(TODAY, None, 3)], [], [3, 3, 3, 3], id="over the year's end, holidays or not"),
        pytest.param([(TODAY, None, 7)], [], [7, 7, 7, 7], id="weekends, too"),
        pytest.param([(date(2026, 12, 30), None, 3)], [], [0, 3, 3, 3], id="from Wednesday of week 53: three days are left"),
        pytest.param([(date(2026, 12, 31), None, 3)], [], [0, 2, 3, 3], id="from Thursday of week 53: two"),
        pytest.param([(date(2027, 1, 1), None, 3)], [], [0, 1, 3, 3], id="from 1 January, the Friday of week 53"),
        pytest.param([(date(2027, 1, 2), None, 3)], [], [0, 0, 3, 3], id="from the Saturday of week 53"),
        pytest.param([(TODAY, date(2027, 1, 4), 3)], [], [3, 3, 1, 0], id="until the Monday of week 1"),
        pytest.param([(TODAY, None, 5)], [(date(2026, 12, 28), date(2027, 1, 10), 3)], [5, 2, 2, 5], id="two weeks won"),
        pytest.param([(TODAY, None, 5)], [(date(2026, 12, 30), None, 3)], [5, 2, 2, 2], id="won from Wednesday: two before"),
        pytest.param([(TODAY, None, 5)], [(date(2026, 12, 31), None, 4)], [5, 3, 1, 1], id="won from Thursday: three before"),
        pytest.param([(TODAY, None, 4)], [(date(2026, 12, 30), None, 1)], [4, 3, 3, 3], id="more in all of it than in a part"),
        pytest.param([(TODAY, None, 2)], [(TODAY, None, 5)], [0, 0, 0, 0], id="more was won than was free"),
        pytest.param(
            [(TODAY, date(2026, 12, 29), 2), (date(2026, 12, 30), None, 2)], [], [2, 2, 2, 2], id="said in two parts"
        ),
        pytest.param(
            [(TODAY, None, 5)],
            [(date(2026, 12, 28), date(2026, 12, 28), 5), (date(2027, 1, 1), date(2027, 1, 1), 5)],
            [5, 3, 5, 5],
            id="Monday and Friday taken: the three days between",
        ),
    ],
)  # fmt: skip
def test_a_week_has(said: list[Spell], won: list[Spell], weeks: list[int]) -> None:
    assert days_free(said, won) == list(zip(("W52", "W53", "W01", "W02"), weeks, strict=True))


@pytest.mark.parametrize(
    ("start", "first"),
    [
        pytest.param(date(2026, 12, 31), ("W53", 2), id="Thursday: what is left of the week"),
        pytest.param(date(2027, 1, 1), ("W53", 1), id="Friday"),
        pytest.param(date(2027, 1, 2), ("W01", 5), id="Saturday: the next week"),
        pytest.param(date(2027, 1, 3), ("W01", 5), id="Sunday"),
    ],
)
def test_the_first_week_is_what_is_left_of_it(start: date, first: tuple[str, int]) -> None:
    found = days_free([(TODAY, None, 5)], [], start, 3)
    assert (found[0], len(found)) == (first, 3)


def test_weeks_end_where_the_calendar_does() -> None:
    for ahead in range(12):
        start = date.max - ahead * DAY
        found = span_of(start, 8)
        assert found and found[-1].last == date.max
        assert all(part.first <= part.last for part in found)


days = st.dates(date(2026, 12, 14), date(2027, 1, 24))
spells = st.tuples(days, st.integers(0, 20), st.integers(0, 7)).map(
    lambda drawn: (drawn[0], drawn[0] + drawn[1] * DAY, drawn[2])
)


@steady
@given(st.lists(spells, min_size=1, max_size=4), st.lists(spells, max_size=3), days)
def test_it_is_the_most_that_a_claim_would_be_let_through_with(
    said: list[Spell], won: list[Spell], start: date
) -> None:
    somebody = member("bert", capacity=Capacity(5, TODAY, tuple(FreeTime(*one) for one in said)))
    held = [Work(*one) for one in won]
    found = list(stretches(somebody.capacity.free if somebody.capacity else (), held))
    for part in weeks(start, start + timedelta(days=10)):
        asked = [
            Part(part.week, first, last).of_week(number)
            for first in part.days
            for last in part.days
            for number in range(1, 40)
            if first <= last and not clashes(somebody, Work(first, last, number), held, POLICY, AT)
        ]
        assert most_free(part, _within(found, part)) == max(asked, default=0)
