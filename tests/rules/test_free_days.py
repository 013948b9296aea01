"""What of a member's free days is left: won work takes its own days, in its own weeks, and nothing else does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from cast import DAY, NOW, POLICY, member
from hypothesis import given, settings
from hypothesis import strategies as st

from pmnet.domain.records import Capacity, FreeTime, Member
from pmnet.domain.weeks import week_of
from pmnet.rules.capacity import (
    Clash,
    Freshness,
    Stretch,
    Work,
    clashes,
    free_periods,
    freshness,
    said_again,
    stretches,
    unsaid,
)

steady = settings(derandomize=True, database=None, deadline=None, max_examples=120)

TODAY = date(2027, 1, 11)
WEEK = timedelta(weeks=1)


def free(*entries: tuple[date, date | None, int], confirmed: date | None = TODAY) -> Member:
    return member("bert", capacity=Capacity(5, confirmed, tuple(FreeTime(*entry) for entry in entries)))


def won(start: date, to: date | None, days: int, handover: str = "270104-k7qx.pmo.1") -> Work:
    return Work(start, to, days, handover)


def spans(*entries: tuple[date, date | None, int]) -> tuple[FreeTime, ...]:
    return tuple(FreeTime(*entry) for entry in entries)


def free_days(said: Sequence[FreeTime], start: date, end: date, held: Sequence[Work] = ()) -> int:
    """The fewest days a week that are left on any working day of a period."""
    known = [found.left for found in stretches(said, held) if found.first <= end and start <= found.last]
    return min(known, default=0)


FIVE = ((TODAY, None, 5),)
MARCH = date(2027, 3, 1), date(2027, 3, 28)


@pytest.mark.parametrize(
    ("held", "days"),
    [
        pytest.param([], 5, id="nothing"),
        pytest.param([won(*MARCH, 3)], 2, id="work in the whole of it"),
        pytest.param([won(MARCH[0], None, 3)], 2, id="work without an end"),
        pytest.param([won(MARCH[1] - 2 * DAY, MARCH[1] + WEEK, 3)], 2, id="work that begins on its last Friday"),
        pytest.param([won(MARCH[1] - DAY, MARCH[1] + WEEK, 3)], 5, id="work that begins on its last Saturday"),
        pytest.param([won(MARCH[1] + DAY, None, 3)], 5, id="work that begins the day after"),
        pytest.param([won(TODAY, MARCH[0] - DAY, 3)], 5, id="work that ended the day before"),
        pytest.param([won(TODAY, MARCH[0], 3)], 2, id="work that ends on its first day"),
        pytest.param([won(*MARCH, 3), won(*MARCH, 1)], 1, id="two at once"),
        pytest.param([won(MARCH[0], MARCH[0] + DAY, 3), won(MARCH[0] + 2 * DAY, MARCH[1], 4)], 1, id="one by one"),
        pytest.param([won(*MARCH, 7)], 0, id="more than there is"),
        pytest.param([won(MARCH[1], MARCH[0], 3)], 5, id="work that ends before it begins"),
        pytest.param([won(MARCH[0], date.max, 3)], 2, id="work to the end of time"),
    ],
)
def test_won_work_takes_its_days(held: list[Work], days: int) -> None:
    assert free_days(spans(*FIVE), *MARCH, held) == days


days_of_2027 = st.dates(date(2026, 12, 14), date(2027, 4, 30))
spells = st.tuples(days_of_2027, st.integers(0, 60), st.integers(0, 7)).map(
    lambda drawn: (drawn[0], drawn[0] + drawn[1] * DAY, drawn[2])
)


def slowly(said: Any, held: Any, day: date) -> int:
    total = sum(days for start, to, days in said if start <= day <= to)
    return max(total - sum(days for start, to, days in held if start <= day <= to), 0)


@steady
@given(st.lists(spells, max_size=4), st.lists(spells, max_size=4), days_of_2027, st.integers(0, 40))
def test_what_is_left_is_what_a_look_at_every_day_says(said: Any, held: Any, start: date, length: int) -> None:
    days = [day for n in range(length + 1) if (day := start + n * DAY).weekday() < 5]
    if days:
        found = free_days(spans(*said), days[0], days[-1], [won(*work) for work in held])
        assert found == min(slowly(said, held, day) for day in days) >= 0


@steady
@given(st.lists(spells, min_size=1, max_size=4), st.lists(spells, max_size=4))
def test_every_working_day_there_is_lies_in_one_stretch(said: Any, held: Any) -> None:
    found = list(stretches(spans(*said), [won(*work) for work in held]))
    assert (found[0].first, found[-1].last) == (date.min, date.max)
    for one, other in pairwise(found):
        between = [one.last + n * DAY for n in range(1, (other.first - one.last).days)]
        assert one.last < other.first
        assert all(day.weekday() >= 5 for day in between)
    for one in found:
        assert one.first <= one.last
        assert max(one.first.weekday(), one.last.weekday()) < 5
        for day in (one.first, one.last):
            assert (one.said, one.left) == (slowly(said, (), day), slowly(said, held, day))


def test_a_stretch_says_what_was_said_and_what_is_left() -> None:
    assert list(stretches(spans((TODAY, MARCH[1], 5)), [won(MARCH[0], None, 3)])) == [
        Stretch(date.min, date(2027, 1, 8), 0, 0),
        Stretch(TODAY, date(2027, 2, 26), 5, 5),
        Stretch(MARCH[0], date(2027, 3, 26), 5, 2),
        Stretch(date(2027, 3, 29), date.max, 0, 0),
    ]


def test_two_turns_in_one_weekend_make_no_stretch() -> None:
    saturday = date(2027, 1, 16)
    said = spans((TODAY, saturday - DAY, 3), (saturday, saturday, 5), (saturday + DAY, None, 4))
    assert [(found.first, found.left) for found in stretches(said)] == [
        (date.min, 0),
        (TODAY, 3),
        (TODAY + WEEK, 4),
    ]


@steady
@given(st.lists(spells, max_size=4), st.lists(spells, min_size=1, max_size=4))
def test_the_periods_that_are_left_say_the_same_of_every_day(said: Any, held: Any) -> None:
    found = free_periods(spans(*said), [won(*work) for work in held])
    for day in (date(2026, 12, 1) + n * DAY for n in range(240)):
        left = sum(p.days_per_week for p in found if p.start <= day and (p.to is None or day <= p.to))
        assert left == slowly(said, held, day), day
    assert all(period.days_per_week > 0 for period in found)
    assert list(found) == sorted(found, key=lambda period: period.start)


@pytest.mark.parametrize(
    ("held", "periods"),
    [
        pytest.param([], [(TODAY, None, 5)], id="nothing"),
        pytest.param(
            [won(*MARCH, 3)],
            [(TODAY, MARCH[0] - DAY, 5), (*MARCH, 2), (MARCH[1] + DAY, None, 5)],
            id="in the middle",
        ),
        pytest.param([won(date(2026, 12, 1), None, 5)], [], id="all of it"),
        pytest.param([won(*MARCH, 5)], [(TODAY, MARCH[0] - DAY, 5), (MARCH[1] + DAY, None, 5)], id="all of March"),
        pytest.param([won(MARCH[0], date.max, 2)], [(TODAY, MARCH[0] - DAY, 5), (MARCH[0], None, 3)], id="for ever"),
        pytest.param([won(date(2026, 1, 1), date(2026, 2, 1), 2)], [(TODAY, None, 5)], id="long ago"),
    ],
)
def test_the_periods_that_are_left(held: list[Work], periods: list[tuple[date, date | None, int]]) -> None:
    assert free_periods(spans(*FIVE), held) == tuple(FreeTime(*period) for period in periods)


def test_who_said_nothing_has_nothing_left() -> None:
    assert free_periods((), [won(*MARCH, 1)]) == ()
    assert list(stretches((), [won(*MARCH, 1)])) == []


def test_what_was_said_stands_as_it_was_said_where_nothing_is_held() -> None:
    said = ((MARCH[0], None, 2), (TODAY, MARCH[1], 1))
    assert free_periods(spans(*said)) == spans(*said)


# Clashes


def clashing(who: Member, asked: Work, *held: Work, at: datetime = NOW) -> list[tuple[str, int, int]]:
    return [(found.week.iso, found.asked, found.free) for found in clashes(who, asked, held, POLICY, at)]


THREE = free((TODAY, None, 3))


def test_a_clash_names_its_week_its_figures_and_its_cause() -> None:
    work = won(TODAY, TODAY + 6 * DAY, 2)
    [found] = clashes(THREE, Work(TODAY, TODAY + 13 * DAY, 3), [work], POLICY, NOW)
    assert found == Clash(week_of(TODAY), 3, 1, (work,))


@pytest.mark.parametrize(
    ("asked", "held", "weeks"),
    [
        pytest.param(Work(TODAY, TODAY + 13 * DAY, 3), (), [], id="just what is free"),
        pytest.param(
            Work(TODAY, TODAY + 13 * DAY, 4), (), [("2027-W02", 4, 3), ("2027-W03", 4, 3)], id="more than is free"
        ),
        pytest.param(
            Work(TODAY + WEEK, TODAY + WEEK + DAY, 3),
            (won(TODAY + WEEK + 2 * DAY, None, 3),),
            [],
            id="over in that week before the other begins",
        ),
        pytest.param(
            Work(TODAY + WEEK, TODAY + WEEK + 2 * DAY, 3),
            (won(TODAY + WEEK + 2 * DAY, None, 3),),
            [("2027-W03", 3, 0)],
            id="one day of both",
        ),
        pytest.param(
            Work(TODAY, TODAY + 5 * DAY, 3), (won(TODAY + 5 * DAY, None, 3),), [], id="both in one weekend only"
        ),
        pytest.param(
            Work(date(2027, 12, 20), date(2028, 1, 9), 2),
            (won(date(2027, 12, 27), date(2028, 1, 2), 2),),
            [("2027-W52", 2, 1)],
            id="at the year's end",
        ),
        pytest.param(
            Work(date(2026, 12, 28), date(2027, 1, 15), 4),
            (),
            [("2026-W53", 4, 0), ("2027-W01", 4, 0), ("2027-W02", 4, 3)],
            id="in a year of 53 weeks",
        ),
        pytest.param(
            Work(date(2027, 3, 22), date(2027, 4, 4), 3),
            (won(date(2027, 3, 28), date(2027, 3, 29), 1),),
            [("2027-W13", 3, 2)],
            id="when the clocks go forward",
        ),
        pytest.param(
            Work(date(2027, 10, 25), date(2027, 11, 7), 3),
            (won(date(2027, 10, 29), date(2027, 10, 31), 1),),
            [("2027-W43", 3, 2)],
            id="when the clocks go back",
        ),
        pytest.param(
            Work(TODAY, None, 4),
            (),
            [(f"2027-W{week:02}", 4, 3) for week in (2, 3, 4, 5, 6)],
            id="without an end, its first weeks",
        ),
        pytest.param(Work(TODAY, TODAY - DAY, 4), (), [], id="over before it begins"),
        pytest.param(
            Work(TODAY, TODAY, 2),
            (Work(TODAY, None, 2, "x", won=False),),
            [("2027-W02", 2, 1)],
            id="what is agreed counts",
        ),
    ],
)
def test_weeks_that_clash(asked: Work, held: tuple[Work, ...], weeks: list[tuple[str, int, int]]) -> None:
    assert clashing(THREE, asked, *held) == weeks


@pytest.mark.parametrize(
    ("who", "hint"),
    [
        pytest.param(THREE, "", id="confirmed today"),
        pytest.param(free((TODAY, None, 1), confirmed=TODAY - 28 * DAY), "", id="ageing"),
        pytest.param(
            free((TODAY, None, 1), confirmed=TODAY - 29 * DAY),
            "your free days were last confirmed on 2026-12-13, so they do not count: pmnet free",
            id="stale",
        ),
        pytest.param(
            member("bert"),
            "you have not said how many days a week you are free, so nobody knows whether this fits: pmnet free DAYS",
            id="never said",
        ),
    ],
)
def test_a_word_that_does_not_count_has_a_hint_and_no_clash(who: Member, hint: str) -> None:
    assert unsaid(who, NOW, POLICY) == hint
    assert bool(clashing(who, Work(TODAY, TODAY, 5))) is not bool(hint)


def test_who_is_not_free_at_all_said_so() -> None:
    assert clashing(free(), Work(TODAY, TODAY, 1)) == [("2027-W02", 1, 0)]


@steady
@given(st.lists(spells, max_size=3), spells, st.lists(spells, max_size=3))
def test_a_week_clashes_just_where_its_free_days_do_not_suffice(said: Any, asked: Any, held: Any) -> None:
    start, to, days = asked
    works = [won(*work) for work in held]
    found = {clash.week: clash for clash in clashes(free(*said), Work(*asked), works, POLICY, NOW)}
    span = [start + n * DAY for n in range((to - start).days + 1)]
    for week in {week_of(day) for day in span if day.weekday() < 5}:
        part = [day for day in span if week_of(day) == week]
        left = free_days(spans(*said), part[0], part[-1], works)
        assert (week in found) is (days > left)
        assert week not in found or found[week].free == left


# The last word counts


@pytest.mark.parametrize(
    ("known", "new", "found"),
    [
        pytest.param([(TODAY, None, 4)], (TODAY + WEEK, None, 2), [(TODAY, TODAY + 6 * DAY, 4), (TODAY + WEEK, None, 2)],
                     id="fewer from then on"),
        pytest.param([(TODAY - WEEK, None, 3)], (TODAY, None, 3), [(TODAY, None, 3)], id="the same a week later"),
        pytest.param([(TODAY, None, 4)], (TODAY + WEEK, TODAY + 2 * WEEK, 0),
                     [(TODAY, TODAY + 6 * DAY, 4), (TODAY + WEEK, TODAY + 2 * WEEK, 0), (TODAY + 2 * WEEK + DAY, None, 4)],
                     id="none for a while"),
        pytest.param([(TODAY + WEEK, TODAY + 2 * WEEK, 4)], (TODAY, TODAY + 6 * DAY, 1),
                     [(TODAY, TODAY + 6 * DAY, 1), (TODAY + WEEK, TODAY + 2 * WEEK, 4)], id="before what was said"),
        pytest.param([(TODAY, date.max, 4)], (TODAY, date.max, 1), [(TODAY, date.max, 1)], id="to the end of time"),
    ],
)  # fmt: skip
def test_a_newer_word_replaces_what_was_said_about_the_same_days(known: Any, new: Any, found: Any) -> None:
    assert said_again(spans(*known), FreeTime(*new), TODAY) == spans(*found)


def period(draw: st.DrawFn) -> tuple[date, date | None, int]:
    start = TODAY + DAY * draw(st.integers(-9, 9))
    return start, draw(st.none() | st.integers(0, 9).map(lambda days: start + DAY * days)), draw(st.integers(0, 7))


PERIODS = st.composite(period)()


@steady
@given(st.lists(PERIODS, max_size=4), PERIODS)
def test_on_other_days_nothing_changes(known: list[Any], new: Any) -> None:
    found = said_again(spans(*known), FreeTime(*new), TODAY)
    for day in (TODAY + n * DAY for n in range(30)):
        said = [sum(one.days_per_week for one in some if one.start <= day and (one.to is None or day <= one.to))
                for some in (spans(*known), found)]  # fmt: skip
        meant = new[0] <= day and (new[1] is None or day <= new[1])
        assert said[1] == (new[2] if meant else said[0])


# How much a word on it counts


@pytest.mark.parametrize(
    ("age", "found"),
    [
        pytest.param(0, Freshness.FRESH, id="said today"),
        pytest.param(14, Freshness.FRESH, id="fourteen days ago"),
        pytest.param(15, Freshness.AGEING, id="fifteen days ago"),
        pytest.param(28, Freshness.AGEING, id="twenty-eight days ago"),
        pytest.param(29, Freshness.STALE, id="twenty-nine days ago"),
    ],
)
def test_how_fresh_a_word_on_capacity_is(age: int, found: Freshness) -> None:
    assert freshness(free(confirmed=TODAY - age * DAY), NOW, POLICY) is found


@pytest.mark.parametrize("capacity", [None, Capacity(5)], ids=["no capacity", "never confirmed"])
def test_a_word_never_given_is_unknown(capacity: Capacity | None) -> None:
    assert freshness(member("bert", capacity=capacity), NOW, POLICY) is Freshness.UNKNOWN
