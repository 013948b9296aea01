"""What terms of each kind need, and what makes no sense in them."""

from __future__ import annotations

from typing import Any

import pytest

from pmnet.domain.codec import from_mapping
from pmnet.domain.sealed import Terms
from pmnet.rules import schema
from pmnet.rules.terms import BELONGS, PAID, check

FIGURES: dict[str, dict[str, str]] = {
    "none": {},
    "one-off": {"amount": "1500"},
    "percent": {"percent": "7.5"},
    "per-day": {"amount": "25.00"},
    "subcontract-margin": {"percent": "12"},
    "favour": {},
}
VALUES: dict[str, Any] = {
    "percent": "5",
    "amount": "100",
    "base": "partner-net",
    "months": 12,
    "cap": "9000",
    "trigger": "client-paid",
    "due_days": 14,
    "follow_up": {"included": True},
}


def told(kind: str, **fields: Any) -> list[str]:
    content = {"kind": kind} | fields
    assert schema.check("terms", content, "terms.yaml") == []
    return [message for _, message, _, _ in check(from_mapping(Terms, content))]


def test_every_kind_has_its_row() -> None:
    kinds = schema.schema_text("terms")
    assert all(f'"{kind}"' in kinds for kind in FIGURES)
    assert set(PAID) == set(FIGURES) - {"none", "favour"}
    assert set(VALUES) == set(BELONGS)


@pytest.mark.parametrize("kind", FIGURES)
def test_the_figure_of_a_kind_is_enough(kind: str) -> None:
    assert told(kind, **FIGURES[kind]) == []


@pytest.mark.parametrize("kind", FIGURES)
def test_protection_and_openness_go_with_every_kind(kind: str) -> None:
    protection = {"months": 24, "unit": "the whole of it"}
    assert told(kind, **FIGURES[kind], protection=protection, client_informed="yes") == []


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        pytest.param("one-off", "terms of kind one-off need 'amount'", id="a sum paid once"),
        pytest.param("per-day", "terms of kind per-day need 'amount'", id="a sum for each day"),
        pytest.param("percent", "terms of kind percent need 'percent'", id="a share"),
        pytest.param("subcontract-margin", "terms of kind subcontract-margin need 'percent'", id="a margin"),
    ],
)
def test_without_their_figure_they_say_nothing(kind: str, message: str) -> None:
    assert told(kind) == [message]


@pytest.mark.parametrize("kind", FIGURES)
@pytest.mark.parametrize("field", VALUES)
def test_a_field_goes_with_some_kinds_only(kind: str, field: str) -> None:
    fields = FIGURES[kind] | {field: VALUES[field]}
    expected = [] if kind in BELONGS[field] else [f"terms of kind {kind} have no {field!r}"]
    assert told(kind, **fields) == expected


def test_each_trouble_is_told_with_its_place_and_what_to_do() -> None:
    terms = from_mapping(
        Terms, {"kind": "percent", "amount": "100", "follow_up": {"included": False, "until": "2027-12-31"}}
    )
    assert list(check(terms)) == [
        ("missing", "terms of kind percent need 'percent'", 'add percent, such as percent: "0"', ("kind",)),
        (
            "kind",
            "terms of kind percent have no 'amount'",
            "leave it out; it goes with one-off or per-day",
            ("amount",),
        ),
        (
            "follow-up",
            "follow-up work that is not included has no end",
            "leave it out, or say included: true",
            ("follow_up", "until"),
        ),
    ]


def test_follow_up_work_may_end_or_not() -> None:
    assert told("percent", percent="0", follow_up={"included": True, "until": "2027-12-31"}) == []
    assert told("percent", percent="0", follow_up={"included": False}) == []
