"""Dates the way people type them: the forms of CLI section 1, in English and German."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pmnet.domain.planning_dates import add_months, understand

steady = settings(derandomize=True, database=None, deadline=None, max_examples=250)

MONDAY = date(2026, 11, 23)
SYLVESTER = date(2026, 12, 31)
NEW_YEAR = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        pytest.param("2027-01-31", MONDAY, date(2027, 1, 31), id="ISO"),
        pytest.param("  2027-01-31 ", MONDAY, date(2027, 1, 31), id="ISO between blanks"),
        pytest.param("31.01.2027", MONDAY, date(2027, 1, 31), id="German with year"),
        pytest.param("31.1.27", MONDAY, date(2027, 1, 31), id="German with a short year"),
        pytest.param("31.1.", MONDAY, date(2027, 1, 31), id="German without year, still to come"),
        pytest.param("23.11.", MONDAY, MONDAY, id="German without year, today"),
        pytest.param("22.11.", MONDAY, date(2027, 11, 22), id="German without year, over for this year"),
        pytest.param("29.02.2028", MONDAY, date(2028, 2, 29), id="29 February of a leap year"),
        pytest.param("KW 49", MONDAY, date(2026, 11, 30), id="KW 49"),
        pytest.param("kw49", MONDAY, date(2026, 11, 30), id="KW in small letters without blank"),
        pytest.param("week 49", MONDAY, date(2026, 11, 30), id="week 49"),
        pytest.param("CW 49", MONDAY, date(2026, 11, 30), id="CW 49"),
        pytest.param("W49/2027", MONDAY, date(2027, 12, 6), id="a week with year"),
        pytest.param("KW 48", MONDAY, MONDAY, id="the week we are in"),
        pytest.param("KW 47", MONDAY, date(2027, 11, 22), id="a week that is over means next year's"),
        pytest.param("KW 1", MONDAY, date(2027, 1, 4), id="week 1 asked in November"),
        pytest.param("KW 1", SYLVESTER, date(2027, 1, 4), id="week 1 asked in week 53"),
        pytest.param("KW 53", MONDAY, date(2026, 12, 28), id="week 53 of a long year"),
        pytest.param("KW 53", NEW_YEAR, date(2026, 12, 28), id="week 53 on the first of January it still runs"),
        pytest.param("KW 53/2026", NEW_YEAR, date(2026, 12, 28), id="week 53 with year"),
        pytest.param("KW 1", date(2024, 12, 30), date(2024, 12, 30), id="week 1 that began in December"),
        pytest.param("Q1 2027", MONDAY, date(2027, 1, 1), id="a quarter with year"),
        pytest.param("q3/27", MONDAY, date(2027, 7, 1), id="a quarter with a short year"),
        pytest.param("Q4", MONDAY, date(2026, 10, 1), id="the quarter we are in"),
        pytest.param("Q1", MONDAY, date(2027, 1, 1), id="a quarter that is over means next year's"),
        pytest.param("Q4", SYLVESTER, date(2026, 10, 1), id="the last day of a quarter is still in it"),
        pytest.param("in 2 weeks", MONDAY, date(2026, 12, 7), id="in 2 weeks"),
        pytest.param("in 2 Wochen", MONDAY, date(2026, 12, 7), id="in 2 Wochen"),
        pytest.param("in 1 day", SYLVESTER, NEW_YEAR, id="a day over the year's end"),
        pytest.param("in 3 Tagen", SYLVESTER, date(2027, 1, 3), id="in 3 Tagen"),
        pytest.param("in 3 months", date(2026, 11, 30), date(2027, 2, 28), id="three months into February"),
        pytest.param("in einem Monat", date(2027, 1, 31), date(2027, 2, 28), id="in einem Monat"),
        pytest.param("in a year", date(2028, 2, 29), date(2029, 2, 28), id="a year from a leap day"),
        pytest.param("next monday", date(2026, 11, 22), MONDAY, id="next monday, asked on Sunday"),
        pytest.param("next monday", MONDAY, date(2026, 11, 30), id="next monday, asked on Monday"),
        pytest.param("nächsten Montag", MONDAY, date(2026, 11, 30), id="nächsten Montag"),
        pytest.param("NAECHSTEN MONTAG", MONDAY, date(2026, 11, 30), id="the umlaut spelled out, in capitals"),
        pytest.param("na\u0308chsten Montag", MONDAY, date(2026, 11, 30), id="the umlaut as two characters"),
        pytest.param("am Freitag", SYLVESTER, NEW_YEAR, id="am Freitag"),
        pytest.param("morgen", SYLVESTER, NEW_YEAR, id="morgen"),
        pytest.param("tomorrow", SYLVESTER, NEW_YEAR, id="tomorrow"),
        pytest.param("heute", MONDAY, MONDAY, id="heute"),
        pytest.param("today", MONDAY, MONDAY, id="today"),
        pytest.param("ab sofort", MONDAY, MONDAY, id="ab sofort"),
        pytest.param("January 2027", MONDAY, date(2027, 1, 1), id="a month with year"),
        pytest.param("Mitte März", MONDAY, date(2027, 3, 15), id="Mitte März"),
        pytest.param("Ende Februar 2028", MONDAY, date(2028, 2, 29), id="the end of February in a leap year"),
    ],
)
def test_a_date_is_understood(text: str, today: date, day: date) -> None:
    assert understand(text, today) == day


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("soon", id="a word"),
        pytest.param("2027-02-29", id="29 February of a common year"),
        pytest.param("2027-13-01", id="month thirteen"),
        pytest.param("31.04.2027", id="31 April"),
        pytest.param("30.2.", id="30 February without year"),
        pytest.param("0.1.2027", id="day zero"),
        pytest.param("KW 0", id="week zero"),
        pytest.param("KW 54", id="week fifty-four"),
        pytest.param("KW 53/2027", id="week 53 of a short year"),
        pytest.param("KW 1/0000", id="a week of the year zero"),
        pytest.param("Q5", id="a fifth quarter"),
        pytest.param("Q0 2027", id="quarter zero"),
        pytest.param("Q1 0000", id="a quarter of the year zero"),
        pytest.param("0000-01-01", id="the year zero"),
        pytest.param("10000-01-01", id="a year of five digits"),
        pytest.param("in 9999 years", id="beyond the calendar"),
        pytest.param("in -1 days", id="a count below zero"),
        pytest.param("in 2 fortnights", id="an unknown unit"),
        pytest.param("next someday", id="an unknown weekday"),
        pytest.param("2027-01-31; rm", id="something after the date"),
        pytest.param("2027-01-31\x00", id="a null"),
    ],
)
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        understand(text, MONDAY)


def test_a_week_the_running_year_has_not_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a date"):
        understand("KW 53", date(2027, 2, 1))


near_dates = st.lists(
    st.sampled_from(
        [*"0123456789.-/ Qq", "KW", "in ", "next ", "week", "weeks", "monat", "march", "ä", "²", "٣", "\n"]
    ),
    max_size=9,
).map("".join)


@steady
@given(st.text(max_size=30) | near_dates, st.dates())
@example("Q4 9999", date.max)
@example("tomorrow", date.max)
@example("yesterday", date.min)
@example("next monday", date.max)
@example("KW 1", date.max)
@example("Q1", date.max)
@example("1.1.", date.max)
@example("in 9999 weeks", date.max)
@example("january", date.max)
def test_any_text_is_a_day_or_a_value_error(text: str, today: date) -> None:
    try:
        found: object = understand(text, today)
    except ValueError:
        return
    assert isinstance(found, date)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        pytest.param(date(2026, 11, 30), 1, date(2026, 12, 30), id="the same day"),
        pytest.param(date(2026, 12, 31), 2, date(2027, 2, 28), id="the last day where there is no such day"),
        pytest.param(date(2028, 2, 29), 12, date(2029, 2, 28), id="a leap day"),
        pytest.param(date(2026, 1, 31), -1, date(2025, 12, 31), id="back over the year's end"),
    ],
)
def test_months_later(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later
