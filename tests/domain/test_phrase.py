"""Sentences that keep what they were made of."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date

import pytest

from pmnet.domain.phrase import Phrase, both, counted, either, listed, pattern, phrase


def test_a_phrase_is_its_english_text() -> None:
    said = phrase("held by {holder} until {day}", holder="anna", day=date(2026, 11, 26))
    assert said == "held by anna until 2026-11-26"
    assert json.dumps({"message": said}) == '{"message": "held by anna until 2026-11-26"}'


def test_it_keeps_the_pattern_and_the_values() -> None:
    said = phrase("held by {holder}", holder="anna")
    assert (said.pattern, said.values) == ("held by {holder}", {"holder": "anna"})


def test_a_copy_keeps_them_too() -> None:
    said = phrase("held by {holder}", holder="anna")
    for again in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):
        assert (again, again.pattern, again.values) == (said, said.pattern, said.values)


@pytest.mark.parametrize(("n", "text"), [(0, "0 members"), (1, "1 member"), (2, "2 members")])
def test_what_is_counted_is_one_or_several(n: int, text: str) -> None:
    assert counted(n, "{n} member", "{n} members") == text


@pytest.mark.parametrize(
    ("parts", "in_a_row", "one_of", "all_of"),
    [
        ((), "", "", ""),
        (("a",), "a", "a", "a"),
        (("a", "b"), "a, b", "a or b", "a and b"),
        (("a", "b", "c"), "a, b, c", "a or b or c", "a and b and c"),
    ],
)
def test_several_parts(parts: tuple[str, ...], in_a_row: str, one_of: str, all_of: str) -> None:
    assert (listed(parts), either(parts), both(parts)) == (in_a_row, one_of, all_of)


def test_parts_keep_what_they_are() -> None:
    inner = phrase("held by {holder}", holder="anna")
    assert [type(value) for value in listed([inner, "x"], "; ").values.values()] == [Phrase, str]


def test_braces_of_values_and_separators_are_text() -> None:
    assert phrase("{title}", title="{holder}") == "{holder}"
    assert listed(["a", "b"], "{}") == "a{}b"


def test_a_pattern_of_a_table_is_said_with_its_values() -> None:
    words = pattern("{other} has to answer")
    assert Phrase(words, {"other": "anna"}) == "anna has to answer"
