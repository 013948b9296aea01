"""Calendar weeks: from Monday to Sunday, across years and changes of the clock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmnet.domain.weekdays import next_weekday, weeks_later
from pmnet.domain.weeks import MOST_WEEKS, Part, Week, week_of, weeks

steady = settings(derandomize=True, database=None, deadline=None, max_examples=150)

DAY = timedelta(days=1)
MONDAY = date(2027, 1, 11)


@pytest.mark.parametrize(
    ("day", "iso", "said"),
    [
        pytest.param(date(2027, 1, 11), "2027-W02", "W2 (11 Jan)", id="a Monday"),
        pytest.param(date(2027, 1, 17), "2027-W02", "W2 (11 Jan)", id="the Sunday after it"),
        pytest.param(date(2027, 1, 3), "2026-W53", "W53 (28 Dec)", id="a January day of the old year's last week"),
        pytest.param(date(2029, 12, 31), "2030-W01", "W1 (31 Dec)", id="a December day of the new year's first week"),
        pytest.param(date(2027, 3, 28), "2027-W12", "W12 (22 Mar)", id="when the clocks go forward"),
        pytest.param(date(2027, 10, 31), "2027-W43", "W43 (25 Oct)", id="when the clocks go back"),
        pytest.param(date.min, "0001-W01", "W1 (1 Jan)", id="the first day there is"),
        pytest.param(date.max, "9999-W52", "W52 (27 Dec)", id="the last day there is"),
    ],
)
def test_a_week_is_called(day: date, iso: str, said: str) -> None:
    assert (week_of(day).iso, str(week_of(day))) == (iso, said)


@pytest.mark.parametrize(
    ("start", "end", "parts"),
    [
        pytest.param(MONDAY, MONDAY, [(0, 0)], id="one day"),
        pytest.param(MONDAY, MONDAY + 6 * DAY, [(0, 6)], id="a week"),
        pytest.param(MONDAY + 3 * DAY, MONDAY + 8 * DAY, [(3, 6), (7, 8)], id="from Thursday to Tuesday"),
        pytest.param(MONDAY - DAY, MONDAY, [(0, 0)], id="from a Sunday on"),
        pytest.param(MONDAY - 2 * DAY, MONDAY - DAY, [(-2, -1)], id="a weekend alone"),
        pytest.param(MONDAY + 4 * DAY, MONDAY + 5 * DAY, [(4, 5)], id="into a weekend"),
        pytest.param(MONDAY, MONDAY - DAY, [], id="nothing"),
    ],
)
def test_a_period_by_weeks(start: date, end: date, parts: list[tuple[int, int]]) -> None:
    found = [((part.first - MONDAY).days, (part.last - MONDAY).days) for part in weeks(start, end)]
    assert found == parts


@steady
@given(st.dates(date(2026, 12, 1), date(2029, 1, 31)), st.integers(0, 200))
def test_the_parts_hold_every_working_day_once(start: date, length: int) -> None:
    end = start + length * DAY
    days = [start + n * DAY for n in range(length + 1)]
    working = [day for day in days if day.weekday() < 5]
    found = [day for part in weeks(start, end) for day in part.days]
    assert found == (working or [start])
    assert all(part.week == week_of(day) for part in weeks(start, end) for day in part.days)


def test_no_more_than_ten_years_are_looked_at() -> None:
    assert len(list(weeks(MONDAY, date.max))) == MOST_WEEKS
    assert (list(weeks(MONDAY, date.max))[-1].last - MONDAY).days > 3650


@pytest.mark.parametrize("start", [date.max, date.max - 4 * DAY, date.max - 7 * DAY])
def test_the_calendar_ends(start: date) -> None:
    assert [part.last for part in weeks(start, date.max)][-1] == date.max


@pytest.mark.parametrize(
    ("first", "last", "asked", "found"),
    [
        pytest.param(0, 6, 3, 3, id="a whole week"),
        pytest.param(0, 4, 7, 7, id="a week without its weekend is whole"),
        pytest.param(3, 6, 3, 2, id="from Thursday on"),
        pytest.param(3, 6, 1, 1, id="from Thursday on, less than is left"),
        pytest.param(0, 3, 5, 4, id="to Thursday"),
    ],
)
def test_how_many_days_fall_into_a_part(first: int, last: int, asked: int, found: int) -> None:
    assert Part(Week(MONDAY), MONDAY + first * DAY, MONDAY + last * DAY).of_week(asked) == found


@pytest.mark.parametrize(
    ("day", "found"),
    [(MONDAY - 3 * DAY, MONDAY - 3 * DAY), (MONDAY - 2 * DAY, MONDAY), (MONDAY - DAY, MONDAY), (MONDAY, MONDAY)],
    ids=["Friday", "Saturday", "Sunday", "Monday"],
)
def test_the_next_day_that_is_no_weekend(day: date, found: date) -> None:
    assert next_weekday(day) == found


def test_weeks_later_ends_with_the_calendar() -> None:
    assert weeks_later(MONDAY, 4) == date(2027, 2, 8)
    assert weeks_later(date.max - DAY, 4) == date.max
