"""The faster validator and the one with the words give one verdict."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmnet.errors import Findings
from pmnet.rules import schema
from pmnet.store.files import load

KINDS = ("network", "member", "lead", "handover", "terms", "sealed-lead", "sealed-handover")
EXAMPLES = Path(__file__).parent.parent.parent / "examples"
RECORDS = {
    kind: [load(path.read_bytes(), path.name).content for path in sorted((EXAMPLES / kind / "valid").glob("*.yaml"))]
    for kind in KINDS
}
ODD: list[Any] = [
    None, True, False, 0, -1, 1, 5, 10**12, "", " ", "a\n", "2026-02-30", "2026-02-28", "2026-02-28T10:00:00Z",
    "2026-02-28T10:00:00", "2026-W01", "20260228", "ä", "de", "anna", "risk-management", [], ["a", "a"], {}, {"x-y": 1},
    {"unknown": 1}, "x" * 700, "a@b", "a@b.de", "29", "\u2028", "con", "anna\n", "100.00",
]  # fmt: skip


READABLE = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn"))
"""What the reader of records lets through; the two do not agree which of the others are blanks."""


def verdicts(kind: str, content: Any) -> tuple[bool, bool]:
    fast = schema._fast_validator(kind)
    assert fast is not None, "the tests install pmnet[fast]"
    return fast.is_valid(content), not list(schema._validator(kind).iter_errors(content))


def places(content: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    return [at, *(place for name, value in inner for place in places(value, (*at, name)))]


def test_there_is_something_to_compare() -> None:
    assert all(RECORDS.values())


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_faster_one_passes_is_not_looked_at_again(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "_validator", None)
    assert not any(schema.check(kind, content, "place") for content in RECORDS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_without_the_faster_one_the_other_decides_alone(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "_fast_validator", {kind: None}.__getitem__)
    assert not any(schema.check(kind, content, "place") for content in RECORDS[kind])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("file", ["valid", "invalid"])
def test_on_every_example(kind: str, file: str) -> None:
    for path in sorted((EXAMPLES / kind / file).glob("*.yaml")):
        try:
            content = load(path.read_bytes(), path.name).content
        except Findings:
            continue
        fast, worded = verdicts(kind, content)
        assert fast == worded, path.name


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_on_records_with_one_odd_value(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    content = copy.deepcopy(data.draw(st.sampled_from(RECORDS[kind])))
    place = data.draw(st.sampled_from([place for place in places(content) if place]))
    inner = content
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = data.draw(
        st.one_of(st.sampled_from(ODD), st.text(READABLE, max_size=20), st.integers(-10, 10**6))
    )
    fast, worded = verdicts(kind, content)
    assert fast == worded, json.dumps([place, content])
