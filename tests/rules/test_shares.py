"""What is owed under each kind of terms, by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pmnet.domain.sealed import Terms
from pmnet.rules.shares import Line, needs_client_net, total


def line(net: str, terms: Terms, days: str = "10", client: str | None = None) -> Line:
    return Line(terms, Decimal(days), Decimal(net), Decimal(client) if client is not None else None)


def owed(terms: Terms, *nets: str, **more: Any) -> list[str]:
    """What is owed in all after each of these months."""
    lines = [line(net, terms, **more) for net in nets]
    return [str(total(lines[: place + 1])) for place in range(len(lines))]


@pytest.mark.parametrize(
    ("terms", "nets", "sums"),
    [
        (Terms("none"), ("14160.00", "9000.00"), ["0.00", "0.00"]),
        (Terms("favour"), ("14160.00",), ["0.00"]),
        (Terms("percent", percent="10", base="partner-net"), ("14160.00", "0.00", "100.10"), ["1416.00", "1416.00", "1426.01"]),
        (Terms("percent", percent="10"), ("14160.00",), ["1416.00"]),
        (Terms("percent", percent="0"), ("14160.00",), ["0.00"]),
        (Terms("percent", percent="10", base="first-invoice"), ("14160.00", "9000.00"), ["1416.00", "1416.00"]),
        (Terms("percent", percent="10", months=2), ("100.00", "100.00", "100.00"), ["10.00", "20.00", "20.00"]),
        (Terms("percent", percent="10", cap="15.00"), ("100.00", "100.00", "100.00"), ["10.00", "15.00", "15.00"]),
        (Terms("percent", percent="7.5", cap="0"), ("100.00",), ["0.00"]),
        (Terms("one-off", amount="500"), ("100.00", "100.00"), ["500.00", "500.00"]),
        (Terms("per-day", amount="20"), ("100.00", "100.00"), ["200.00", "400.00"]),
        (Terms("per-day", amount="20", months=1), ("100.00", "100.00"), ["200.00", "200.00"]),
        (Terms("percent", percent="10", base="contract-value"), ("100.00",), ["10.00"]),
    ],
    ids=str,
)  # fmt: skip
def test_what_months_come_to(terms: Terms, nets: tuple[str, ...], sums: list[str]) -> None:
    assert owed(terms, *nets) == sums


def test_half_days_count_half() -> None:
    assert owed(Terms("per-day", amount="25"), "100.00", days="12.5") == ["312.50"]


def test_only_the_total_is_rounded() -> None:
    """A third of a cent three times is one cent, and half a cent goes up once."""
    assert owed(Terms("percent", percent="10"), "0.05", "0.05", "0.05", "0.05") == ["0.01", "0.01", "0.02", "0.02"]


def test_the_contract_value_is_what_the_client_is_billed_where_that_is_known() -> None:
    assert owed(Terms("percent", percent="10", base="contract-value"), "100.00", client="130.00") == ["13.00"]
    assert owed(Terms("percent", percent="10", base="partner-net"), "100.00", client="130.00") == ["10.00"]


def test_a_margin_is_taken_of_what_the_client_is_billed() -> None:
    terms = Terms("subcontract-margin", percent="10")
    assert needs_client_net(terms)
    assert owed(terms, "100.00", client="130.00") == ["13.00"]
    with pytest.raises(ValueError, match="client is billed"):
        owed(terms, "100.00")
    other = Terms("subcontract-margin", percent="10", base="partner-net")
    assert not needs_client_net(other)
    assert owed(other, "100.00") == ["10.00"]
    first = Terms("subcontract-margin", percent="10", base="first-invoice")
    assert owed(first, "100.00", "100.00", client="130.00") == ["13.00", "13.00"]


@pytest.mark.parametrize("kind", ["percent", "subcontract-margin", "per-day", "one-off"])
def test_terms_without_their_figure_give_nothing_to_go_by(kind: str) -> None:
    with pytest.raises(ValueError, match="lack their figure"):
        owed(Terms(kind), "100.00", client="130.00")


ONCE = Terms("one-off", amount="500")


@pytest.mark.parametrize(
    ("before", "after", "sums"),
    [
        (Terms("percent", percent="10"), Terms("percent", percent="5"), ["10.00", "15.00"]),
        (Terms("none"), Terms("one-off", amount="500"), ["0.00", "500.00"]),
        (ONCE, Terms("one-off", amount="500", due_days=7), ["500.00", "500.00"]),
        (ONCE, Terms("one-off", amount="700"), ["500.00", "700.00"]),
        (ONCE, Terms("one-off", amount="300"), ["500.00", "500.00"]),
        (Terms("percent", percent="10", months=1), Terms("percent", percent="5", months=1), ["10.00", "10.00"]),
        (Terms("none"), Terms("percent", percent="5", months=1), ["0.00", "5.00"]),
        (Terms("percent", percent="10"), Terms("percent", percent="10", cap="4.00"), ["10.00", "10.00"]),
        (Terms("percent", percent="10"), Terms("percent", percent="10", cap="14.00"), ["10.00", "14.00"]),
        (Terms("percent", percent="10"), Terms("percent", percent="5", base="first-invoice"), ["10.00", "15.00"]),
    ],
    ids=str,
)  # fmt: skip
def test_other_terms_count_for_the_months_after_them(before: Terms, after: Terms, sums: list[str]) -> None:
    lines = [line("100.00", before), line("100.00", after)]
    assert [str(total(lines[:1])), str(total(lines))] == sums
