"""Terms that are typed in a line: the same as those of a file, in figures as people write them, and wrong ones told by name."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pmnet.app import terms
from pmnet.app.settings import in_a_line, parted, settings, unquoted
from pmnet.cli.guide.forms import terms as asked
from pmnet.domain.codec import from_mapping
from pmnet.domain.sealed import Terms
from pmnet.errors import PmnetError
from pmnet.rules import schema
from pmnet.rules.fields import fields_of
from pmnet.store.files import load

TODAY = date(2026, 11, 27)
VALID = sorted((Path(__file__).parents[2] / "examples" / "terms" / "valid").glob("*.yaml"))


def typed(content: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """The fields of a file as somebody says them in a line."""
    for name, value in content.items():
        if isinstance(value, dict):
            yield from typed(value, f"{above}{name}.")
        elif name != "nonce":
            yield above + name, {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("quoted", [False, True], ids=["plain", "in quotes"])
@pytest.mark.parametrize("file", VALID, ids=[file.stem for file in VALID])
def test_a_line_says_the_same_as_a_file(file: Path, quoted: bool) -> None:
    content = load(file.read_bytes(), str(file)).content
    fields = {name: f'"{value}"' if quoted else value for name, value in typed(content)}
    for between in (", ", ",", "\n", " ,\n "):
        found = terms.in_a_line(between.join(f"{name}={value}" for name, value in fields.items()), TODAY)
        assert found == {name: value for name, value in content.items() if name != "nonce"}
        assert from_mapping(Terms, found) == from_mapping(Terms, {**content, "nonce": None})
    assert len(VALID) > 5


def test_what_is_put_in_a_line_is_told_apart_again() -> None:
    """Any text, with all that means something in a line."""
    drawn = random.Random(20261127)
    for _ in range(2000):
        values = {
            name: "".join(drawn.choices('a "\\,=\n.x', k=drawn.randint(1, 9)))
            for name in drawn.sample(["kind", "protection.unit", "x-own", "months"], drawn.randint(1, 4))
        }
        line = in_a_line(values)
        found = [parted(setting, "") for setting in settings(line)]
        assert {name: unquoted(value) for name, value in found} == values, line


LINE = (
    "kind=percent, percent=10, base=partner-net, months=6, trigger=client-paid, due_days=14, protection.months=12,"
    " protection.unit=the plant in Kassel, client_informed=yes, follow_up.included=no"
)


def test_each_value_is_what_a_record_holds() -> None:
    assert terms.in_a_line(LINE, TODAY) == {
        "kind": "percent",
        "percent": "10",
        "base": "partner-net",
        "months": 6,
        "trigger": "client-paid",
        "due_days": 14,
        "protection": {"months": 12, "unit": "the plant in Kassel"},
        "client_informed": "yes",
        "follow_up": {"included": False},
    }


@pytest.mark.parametrize(
    ("field", "value", "held"),
    [
        ("percent", "7,5", "7.5"),
        ("percent", "7,50 %", "7.50"),
        ("percent", "10%", "10"),
        ("percent", "0", "0"),
        ("cap", "9.000,00", "9000.00"),
        ("cap", "9000", "9000"),
        ("cap", "12'500.5", "12500.50"),
        ("follow_up.until", "end june 2027", "2027-06-30"),
        ("follow_up.until", "31.12.2027", "2027-12-31"),
        ("protection.unit", "the plant, not the group", "the plant, not the group"),
        ("protection.unit", '"Kassel, months=24"', "Kassel, months=24"),
        ("protection.unit", r'"the \"old\" plant"', 'the "old" plant'),
        ("protection.unit", '"old" plant', '"old" plant'),
        ("x-insurance", "each, their own", "each, their own"),
    ],
)
def test_figures_days_and_texts_as_people_write_them(field: str, value: str, held: str) -> None:
    around = {
        "percent": "kind=percent, {}",
        "cap": "kind=percent, {}, percent=0",
        "follow_up": "kind=percent, percent=0, {}, follow_up.included=yes",
        "protection": "kind=none, {}, protection.months=3",
        "x-insurance": "kind=none, {}",
    }[field.partition(".")[0]]
    found: Any = terms.in_a_line(around.format(f"{field}={value}"), TODAY)
    for name in field.split("."):
        found = found[name]
    assert found == held


KINDS = "none, one-off, percent, per-day, subcontract-margin, favour"

WRONG = {
    "no kind": ("percent=10", 2, "'kind' is missing in the terms", f"add kind=VALUE, one of: {KINDS}"),
    "an unknown kind": (
        "kind=percnt, months=6",
        1,
        f"kind: 'percnt' is not a known kind ({KINDS})",
        "did you mean percent?",
    ),
    "an unknown field": ("kind=none, due-day=3", 2, "'due-day' is not a field of terms", "did you mean due_days?"),
    "one above others": (
        "kind=none, protection=3",
        2,
        "'protection' is not a field of terms",
        "did you mean protection.unit or protection.months?",
    ),
    "what pmnet adds": (
        "kind=none, nonce=k9x2v7c4m1t8q5w3z6r0",
        2,
        "'nonce' is not a field of terms",
        "one of: kind, ",
    ),
    "inside a text": ("kind=none, x-a=1, x-a.x-b=2", 2, "'x-a.x-b' is not a field of terms", "one of: kind, "),
    "no value": ("kind=none, client_informed=", 2, "'client_informed' says nothing", "leave it out, or write "),
    "no sign": (
        "kind=percent, percent 10, months=6",
        2,
        "'percent 10' sets nothing",
        "write FIELD=VALUE, for example base=partner-net",
    ),
    "no sign first": ("percent, kind=percent", 2, "'percent' sets nothing", "write FIELD=VALUE"),
    "twice": ("kind=none, kind=favour", 2, "'kind' is said twice", "leave one out"),
    "no percentage": ("kind=percent, percent=ten", 2, "percent: 'ten' is not a percentage", "a number from 0 to 100"),
    "more than all": ("kind=percent, percent=100,01", 2, "percent: '100,01' is not a percentage", "a number from 0"),
    "no amount": ("kind=per-day, amount=25 a day", 2, "amount: '25 a day' is not an amount", "write the figure alone"),
    "no number": ("kind=percent, months=six", 2, "months needs a whole number, not 'six'", "write months=N"),
    "no day": ("follow_up.until=31.11.2027", 2, "follow_up.until: '31.11.2027' is not a date", "write 2027-01-31"),
    "neither yes nor no": ("follow_up.included=maybe", 2, "follow_up.included needs yes or no, not 'maybe'", "write "),
    "too long": (
        "kind=none, protection.months=25, protection.unit=all",
        1,
        "protection.months: 'months' has to be at most 24, not 25",
        "For how many months, 24 at most.",
    ),
    "half of it": (
        "kind=none, protection.months=3",
        2,
        "'protection.unit' is missing in the terms",
        "add protection.unit=VALUE: Which part of the client",
    ),
    "no figure": ("kind=percent", 1, "kind: terms of kind percent need 'percent'", "add percent=VALUE; it may be 0"),
    "what does not belong": (
        "kind=favour, percent=5",
        1,
        "percent: terms of kind favour have no 'percent'",
        "leave it out; it goes with percent or subcontract-margin",
    ),
    "an end of nothing": (
        "kind=percent, percent=0, follow_up.included=no, follow_up.until=2027-12-31",
        1,
        "follow_up.until: follow-up work that is not included has no end",
        "leave it out, or say follow_up.included=yes",
    ),
}


@pytest.mark.parametrize(("line", "code", "message", "hint"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_with_what_to_type(line: str, code: int, message: str, hint: str) -> None:
    with pytest.raises(PmnetError) as refused:
        terms.in_a_line(line, TODAY)
    assert (refused.value.code, refused.value.message) == (code, message)
    assert refused.value.hint.startswith(hint)


def test_no_field_is_suggested_a_figure_and_no_hint_names_one() -> None:
    for line in ("kind=percent", "kind=one-off", "kind=per-day", "kind=subcontract-margin"):
        with pytest.raises(PmnetError) as refused:
            terms.in_a_line(line, TODAY)
        assert [sign for sign in refused.value.hint if sign.isdigit()] == ["0"]


def test_each_field_of_the_schema_can_be_said_and_is_asked_for() -> None:
    known = list(terms.fields())
    assert known[:3] == ["kind", "percent", "amount"]
    assert set(known) == {question.key.removeprefix("terms.") for question in asked.TERMS if question.of}
    assert {name.partition(".")[0] for name in known} == {one.name for one in fields_of("terms")} - {"nonce"}


def test_the_words_to_choose_from_are_those_of_the_schema() -> None:
    for question in asked.TERMS:
        words = terms.fields()[question.key.removeprefix("terms.")].words if question.of else ()
        assert not words or tuple(question.choices) == words


def test_a_schema_says_which_fields_are_needed() -> None:
    needed = {name for name, field in terms.fields().items() if field.needed}
    assert needed == {"kind", "follow_up.included", "protection.months", "protection.unit"}
    assert schema.check("terms", {"kind": "none", "protection": {}}, "")
