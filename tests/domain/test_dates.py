"""Instants, days and deadlines in working hours (DOMAIN section 5: Monday to Friday, 9 to 17, the network's time zone)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmnet.domain.clock import format_instant, parse_day, parse_instant
from pmnet.domain.dates import WorkingHours, in_words

steady = settings(derandomize=True, database=None, deadline=None, max_examples=150)

BERLIN = WorkingHours()
NEW_YEAR = WorkingHours(holidays=frozenset({date(2027, 1, 1)}))
BRIDGE = WorkingHours(holidays=frozenset({date(2026, 12, 24), date(2026, 12, 25)}))
EASTER = WorkingHours(holidays=frozenset({date(2027, 3, 26), date(2027, 3, 29)}))
UNITY = WorkingHours(holidays=frozenset({date(2026, 10, 2)}))
ALL_DAY = WorkingHours(opens=0, closes=24)
NEVER = WorkingHours(holidays=frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(4200)))


@pytest.mark.parametrize(
    ("clock", "start", "hours", "due"),
    [
        pytest.param(BERLIN, "2026-11-23T09:00:00Z", 4, "2026-11-23T13:00:00Z", id="within one day"),
        pytest.param(BERLIN, "2026-11-23T09:00:00Z", 7, "2026-11-23T16:00:00Z", id="exactly at closing time"),
        pytest.param(BERLIN, "2026-11-23T09:00:00Z", 16, "2026-11-25T09:00:00Z", id="two working days"),
        pytest.param(BERLIN, "2026-11-23T15:30:00Z", 1, "2026-11-24T08:30:00Z", id="half today and half tomorrow"),
        pytest.param(BERLIN, "2026-11-23T04:00:00Z", 1, "2026-11-23T09:00:00Z", id="asked before opening"),
        pytest.param(BERLIN, "2026-11-23T16:00:00Z", 8, "2026-11-24T16:00:00Z", id="asked at closing time"),
        pytest.param(BERLIN, "2026-11-23T22:59:59Z", 8, "2026-11-24T16:00:00Z", id="asked late at night"),
        pytest.param(BERLIN, "2026-11-27T14:00:00Z", 4, "2026-11-30T10:00:00Z", id="over a weekend"),
        pytest.param(BERLIN, "2026-11-28T10:00:00Z", 1, "2026-11-30T09:00:00Z", id="asked on a Saturday"),
        pytest.param(BERLIN, "2026-11-29T23:30:00Z", 1, "2026-11-30T09:00:00Z", id="Sunday in UTC, Monday in Berlin"),
        pytest.param(NEW_YEAR, "2026-12-31T15:00:00Z", 2, "2027-01-04T09:00:00Z", id="over New Year and a weekend"),
        pytest.param(BRIDGE, "2026-12-23T15:00:00Z", 2, "2026-12-28T09:00:00Z", id="over two holidays and a weekend"),
        pytest.param(BERLIN, "2027-03-26T14:00:00Z", 4, "2027-03-29T09:00:00Z", id="over the clock change in spring"),
        pytest.param(BERLIN, "2026-10-23T13:00:00Z", 4, "2026-10-26T10:00:00Z", id="over the clock change in autumn"),
        pytest.param(ALL_DAY, "2027-03-26T19:00:00Z", 8, "2027-03-29T02:00:00Z", id="round the clock, in spring"),
        pytest.param(ALL_DAY, "2026-10-23T18:00:00Z", 8, "2026-10-26T03:00:00Z", id="round the clock, in autumn"),
        pytest.param(BERLIN, "2026-07-01T07:00:00Z", 8, "2026-07-01T15:00:00Z", id="a summer's day"),
        pytest.param(BERLIN, "2027-03-25T13:00:00Z", 16, "2027-03-29T12:00:00Z", id="an answer over spring"),
        pytest.param(BERLIN, "2027-10-28T12:00:00Z", 16, "2027-11-01T13:00:00Z", id="an answer over autumn"),
        pytest.param(EASTER, "2027-03-25T13:00:00Z", 16, "2027-03-31T12:00:00Z", id="an answer over Easter and spring"),
        pytest.param(
            UNITY, "2026-10-01T12:00:00Z", 16, "2026-10-06T12:00:00Z", id="an answer over a holiday on Friday"
        ),
    ],
)
def test_deadline(clock: WorkingHours, start: str, hours: int, due: str) -> None:
    assert format_instant(clock.deadline(parse_instant(start), hours)) == due


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        pytest.param("2026-11-23T09:00:00Z", "2026-11-23T11:30:00Z", 2.5, id="two and a half hours of one morning"),
        pytest.param("2026-11-27T15:00:00Z", "2026-11-30T09:00:00Z", 2, id="an hour on either side of a weekend"),
        pytest.param("2026-11-28T00:00:00Z", "2026-11-29T20:00:00Z", 0, id="a weekend"),
        pytest.param("2026-11-23T17:00:00Z", "2026-11-24T07:00:00Z", 0, id="a night"),
        pytest.param("2026-11-24T09:00:00Z", "2026-11-23T09:00:00Z", 0, id="an end before the start"),
        pytest.param("2027-03-26T14:00:00Z", "2027-03-29T09:00:00Z", 4, id="the clock change in spring"),
        pytest.param("2026-10-23T13:00:00Z", "2026-10-26T10:00:00Z", 4, id="the clock change in autumn"),
        pytest.param("2026-11-23T08:00:00Z", "2026-11-30T08:00:00Z", 40, id="a week"),
        pytest.param(
            "2027-03-22T08:00:00Z", "2027-03-29T07:00:00Z", 40, id="a week that the clock change makes shorter"
        ),
        pytest.param(
            "2027-10-25T07:00:00Z", "2027-11-01T08:00:00Z", 40, id="a week that the clock change makes longer"
        ),
        pytest.param("2027-03-28T00:59:59Z", "2027-03-28T01:00:00Z", 0, id="the second of the change in spring"),
        pytest.param("2027-10-31T00:00:00Z", "2027-10-31T02:00:00Z", 0, id="the hour that comes twice in autumn"),
        pytest.param("2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z", 2088, id="261 working days of a year"),
        pytest.param("2026-11-23T05:00:00Z", "2026-11-23T22:00:00Z", 8, id="a whole day, from before it opens"),
        pytest.param("2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z", 0, id="no time at all"),
        pytest.param("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 0, id="the Sunday of 25 hours"),
        pytest.param("2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z", 0, id="the Sunday of 23 hours"),
        pytest.param("2026-10-23T07:00:00Z", "2026-10-26T08:00:00Z", 8, id="nine to nine, and an hour of the clock's"),
        pytest.param("2027-03-26T08:00:00Z", "2027-03-29T07:00:00Z", 8, id="nine to nine, without that hour"),
    ],
)
def test_working_time(start: str, end: str, hours: float) -> None:
    assert BERLIN.worked(parse_instant(start), parse_instant(end)) == timedelta(hours=hours)
    assert BERLIN.hours(parse_instant(start), parse_instant(end)) == hours


@pytest.mark.parametrize(
    ("clock", "start", "end", "hours"),
    [
        pytest.param(NEW_YEAR, "2026-12-31T15:00:00Z", "2027-01-04T09:00:00Z", 2, id="New Year and a weekend"),
        pytest.param(BRIDGE, "2026-12-23T15:00:00Z", "2026-12-28T09:00:00Z", 2, id="two holidays and a weekend"),
        pytest.param(BRIDGE, "2026-12-24T08:00:00Z", "2026-12-25T16:00:00Z", 0, id="two holidays"),
        pytest.param(ALL_DAY, "2026-10-23T18:00:00Z", "2026-10-26T03:00:00Z", 8, id="round the clock, in autumn"),
        pytest.param(ALL_DAY, "2027-03-26T19:00:00Z", "2027-03-29T02:00:00Z", 8, id="round the clock, in spring"),
        pytest.param(NEVER, "2026-01-05T09:00:00Z", "2027-01-05T09:00:00Z", 0, id="a calendar without a working day"),
        pytest.param(BERLIN, "9999-12-31T09:00:00Z", "9999-12-31T20:00:00Z", 7, id="the calendar's last day"),
    ],
)
def test_working_time_on(clock: WorkingHours, start: str, end: str, hours: float) -> None:
    assert clock.worked(parse_instant(start), parse_instant(end)) == timedelta(hours=hours)


def test_holidays_are_no_working_time() -> None:
    start, end = parse_instant("2027-03-22T00:00:00Z"), parse_instant("2027-04-05T00:00:00Z")
    assert (BERLIN.hours(start, end), EASTER.hours(start, end)) == (80, 64)


def test_working_time_ends_where_the_calendar_does() -> None:
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert BERLIN.hours(datetime(9999, 12, 30, tzinfo=UTC), last) == 16


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2027-01-31", "2027-01-31T22:59:59Z"),
        ("2027-03-28", "2027-03-28T21:59:59Z"),
        ("2027-07-01", "2027-07-01T21:59:59Z"),
        ("2027-10-31", "2027-10-31T22:59:59Z"),
    ],
)
def test_the_last_second_of_a_day(day: str, last: str) -> None:
    assert format_instant(BERLIN.end_of(parse_day(day))) == last


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland"])
def test_the_first_and_the_last_day_there_is_end_somewhere(zone: str) -> None:
    clock = WorkingHours(zone)
    assert clock.end_of(date.min) < clock.end_of(date(2027, 1, 1)) < clock.end_of(date.max)


@pytest.mark.parametrize(
    ("now", "due", "said"),
    [
        ("2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z", "in 1 minute"),
        ("2026-11-23T09:00:00Z", "2026-11-23T09:25:00Z", "in 25 working minutes"),
        ("2026-11-23T09:00:00Z", "2026-11-23T10:00:00Z", "in 1 working hour"),
        ("2026-11-23T09:00:00Z", "2026-11-23T14:00:00Z", "in 5 working hours"),
        ("2026-11-23T09:01:00Z", "2026-11-23T14:00:00Z", "in 5 working hours"),
        ("2026-11-23T09:00:00Z", "2026-11-24T16:00:00Z", "in 15 working hours"),
        ("2026-11-23T09:00:00Z", "2026-11-25T09:00:00Z", "in 2 working days"),
        ("2026-11-27T09:00:00Z", "2026-12-01T09:00:00Z", "in 2 working days"),
        ("2026-11-27T17:00:00Z", "2026-11-30T07:00:00Z", "in 3 days"),
        ("2026-11-23T09:00:00Z", "2026-12-07T09:00:00Z", "in 10 working days"),
        ("2026-11-23T09:00:00Z", "2027-02-21T22:59:59Z", "in 12 weeks"),
        ("2026-11-23T12:00:00Z", "2026-11-23T09:00:00Z", "overdue by 3 working hours"),
        ("2026-11-25T09:00:00Z", "2026-11-23T09:00:00Z", "overdue by 2 working days"),
        ("2026-11-23T20:00:00Z", "2026-11-23T18:00:00Z", "overdue by 2 hours"),
        ("2027-03-29T07:00:00Z", "2027-03-26T15:00:00Z", "overdue by 1 working hour"),
        ("2027-10-29T14:00:00Z", "2027-11-01T10:00:00Z", "in 3 working hours"),
        ("2027-10-29T14:00:00Z", "9999-12-31T23:59:59Z", "in 415968 weeks"),
    ],
)
def test_how_far_away_a_deadline_is(now: str, due: str, said: str) -> None:
    assert BERLIN.distance(parse_instant(now), parse_instant(due)) == said


def test_where_nobody_works_distances_are_of_the_calendar() -> None:
    assert NEVER.distance(parse_instant("2026-11-23T09:00:00Z"), parse_instant("2026-11-25T09:00:00Z")) == "in 2 days"


instants = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)).map(
    lambda instant: instant.replace(microsecond=0)
)
clocks = st.builds(
    WorkingHours,
    st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Pacific/Auckland", "Asia/Kolkata", "UTC"]),
    st.integers(0, 11),
    st.integers(12, 24),
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 2, 1)), max_size=20),
)


@steady
@given(clocks, instants, st.integers(0, 200))
def test_working_time_is_the_inverse_of_deadline(clock: WorkingHours, start: datetime, hours: int) -> None:
    assert clock.worked(start, clock.deadline(start, hours)) == timedelta(hours=hours)


@steady
@given(clocks, instants, st.integers(1, 200))
def test_a_deadline_is_within_working_hours(clock: WorkingHours, start: datetime, hours: int) -> None:
    due = clock.local(clock.deadline(start, hours) - timedelta(seconds=1))
    assert clock.is_working_day(due.date())
    assert clock.opens <= due.hour < clock.closes


def test_a_calendar_without_a_working_day_gives_no_deadline() -> None:
    with pytest.raises(ValueError, match="no 16 working hours"):
        NEVER.deadline(datetime(2026, 1, 5, tzinfo=UTC), 16)


def test_beyond_the_last_day_of_the_calendar_there_is_no_deadline() -> None:
    with pytest.raises(ValueError):
        BERLIN.deadline(datetime(9999, 12, 31, 20, tzinfo=UTC), 16)


def test_people_read_an_instant_on_the_networks_clock() -> None:
    assert BERLIN.say(parse_instant("2026-11-26T14:00:00Z")) == "Thu 26 Nov 15:00"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2026-11-23", id="a day only"),
        pytest.param("2026-11-23T09:00Z", id="no seconds"),
        pytest.param("2026-11-23T09:00:00", id="no zone"),
        pytest.param("2026-11-23T09:00:00+00:00", id="an offset"),
        pytest.param("2026-11-23t09:00:00z", id="lower case"),
        pytest.param("2026-11-23 09:00:00Z", id="a blank for the T"),
        pytest.param("2026-11-23T09:00:00.5Z", id="a fraction"),
        pytest.param("2026-11-23T09:00:00Z\n", id="a line feed last"),
        pytest.param("2026-02-30T09:00:00Z", id="30 February"),
        pytest.param("2026-11-23T24:00:00Z", id="hour twenty-four"),
        pytest.param("2026-11-23T09:00:60Z", id="a leap second"),
        pytest.param("0000-01-01T00:00:00Z", id="the year zero"),
        pytest.param("٢٠٢٦-11-23T09:00:00Z", id="arabic digits"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_instant(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2026-11-23\n", id="a line feed last"),
        pytest.param("20261123", id="no hyphens"),
        pytest.param("2026-W48-1", id="a week"),
        pytest.param("2026-1-3", id="single digits"),
        pytest.param("2027-02-29", id="29 February of a common year"),
        pytest.param("0000-01-01", id="the year zero"),
        pytest.param("٢٠٢٦-11-23", id="arabic digits"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_day(text)


@steady
@given(st.datetimes(timezones=st.just(UTC)).map(lambda instant: instant.replace(microsecond=0)))
def test_an_instant_is_read_as_it_was_written(instant: datetime) -> None:
    assert parse_instant(format_instant(instant)) == instant


def test_an_instant_of_long_ago_is_written_with_four_digits() -> None:
    assert format_instant(parse_instant("0999-06-01T00:00:00Z")) == "0999-06-01T00:00:00Z"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=20), "1 minute"),
        (timedelta(minutes=15), "15 minutes"),
        (timedelta(minutes=59, seconds=59), "1 hour"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=25), "1 day"),
        (timedelta(days=400), "400 days"),
    ],
)
def test_how_long_something_is_in_words(span: timedelta, words: str) -> None:
    assert in_words(span) == words
