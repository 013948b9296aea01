"""Amounts and days the way people type them, and as records hold them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmnet.domain.money import cents, days_text, negative, understand_amount, understand_days
from pmnet.domain.planning_dates import understand_month

NO_BREAK, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14160", "14160.00"),
        ("14160.00", "14160.00"),
        ("14160,00", "14160.00"),
        ("14.160,00", "14160.00"),
        ("14,160.00", "14160.00"),
        ("14.160", "14160.00"),
        ("14,160", "14160.00"),
        ("14'160.50", "14160.50"),
        ("14’160", "14160.00"),
        ("14 160,5", "14160.50"),
        (f"14{NO_BREAK}160,50", "14160.50"),
        (f"1{NARROW}114{NARROW}160", "1114160.00"),
        ("1.234.567,89", "1234567.89"),
        (" 0,5 ", "0.50"),
        ("0", "0.00"),
        ("14.5", "14.50"),
        ("1.16", "1.16"),
        ("999999999999.99", "999999999999.99"),
    ],
)
def test_an_amount_is_understood(typed: str, meant: str) -> None:
    assert str(understand_amount(typed)) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "x", "-5", "1e5", "NaN", "14.160.00", "14.1600", "1,2,3", "14,160,00", "14.160'000", "0.160", "14,160.000",
     "1.23.456", "14160 €", "EUR 5", "1_000", "٣", "1000000000000", "5.", ".5", "1 2"],
)  # fmt: skip
def test_what_could_mean_something_else_is_no_amount(typed: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        understand_amount(typed)


@given(st.integers(0, 10**14 - 1))
def test_an_amount_is_the_same_in_german_and_english(hundredths: int) -> None:
    amount = Decimal(hundredths) / 100
    english = f"{amount:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert understand_amount(english) == understand_amount(german) == understand_amount(f"{amount:.2f}") == amount


@pytest.mark.parametrize(
    ("typed", "meant"), [("12", "12"), ("12.5", "12.5"), ("12,5", "12.5"), ("12,50", "12.5"), ("0", "0"), ("31", "31")]
)
def test_days_are_understood(typed: str, meant: str) -> None:
    assert days_text(understand_days(typed)) == meant


@pytest.mark.parametrize("typed", ["", "31.5", "32", "-1", "12.25", "12,05", "a", "1e1", "100"])
def test_what_is_no_number_of_days(typed: str) -> None:
    with pytest.raises(ValueError, match="days"):
        understand_days(typed)


@pytest.mark.parametrize(
    "typed", ["2027-01", "2027-1", "01/2027", "1.2027", "Januar 2027", "jan 2027", "Jan. 2027", "JÄNNER 2027"]
)
def test_a_month_is_understood(typed: str) -> None:
    assert understand_month(typed) == "2027-01"


@pytest.mark.parametrize("typed", ["", "2027", "2027-13", "2027-00", "13/2027", "Januar", "Jnauar 2027", "2027-01-05"])
def test_what_is_no_month_with_its_year(typed: str) -> None:
    with pytest.raises(ValueError, match="month"):
        understand_month(typed)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.005", "0.01"), ("0.0049", "0.00"), ("-0.004", "0.00"), ("-0.005", "-0.01"), ("1", "1.00")],
)
def test_half_a_cent_goes_up_and_nothing_is_never_negative(value: str, rounded: str) -> None:
    assert str(cents(Decimal(value))) == rounded


@pytest.mark.parametrize(("text", "other"), [("14", "-14"), ("12.5", "-12.5"), ("0.00", "0.00"), ("0", "0")])
def test_the_opposite_of_a_figure_keeps_its_form(text: str, other: str) -> None:
    assert negative(text) == other
    assert negative(other) == text
