"""Sentences that keep what they were made of."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, date, datetime

import pytest

from pmnet.domain.phrase import Label, Moment, Phrase, both, counted, either, listed, pattern, phrase, told
from pmnet.errors import Finding


def test_a_phrase_is_its_english_text() -> None:
    said = phrase("held by {holder} until {day}", holder="anna", day=date(2026, 11, 26))
    assert said == "held by anna until 2026-11-26"
    assert json.dumps({"message": said}) == '{"message": "held by anna until 2026-11-26"}'


def test_it_keeps_the_pattern_and_the_values() -> None:
    said = phrase("held by {holder}", holder="anna")
    assert (said.pattern, said.values) == ("held by {holder}", {"holder": "anna"})


NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (phrase("held by {holder}", holder="anna"), ("pattern", "values", "one")),
        (counted(1, "{n} member", "{n} members"), ("pattern", "values", "one")),
        (Label("Risk management", {"de": "Risikomanagement"}), ("said",)),
        (Moment("Thu 26 Nov 12:00", NOON), ("local",)),
    ],
    ids=["phrase", "counted", "label", "moment"],
)
def test_a_copy_keeps_them_too(said: str, kept: tuple[str, ...]) -> None:
    for again in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):
        assert (again, type(again)) == (said, type(said))
        assert [getattr(again, name) for name in kept] == [getattr(said, name) for name in kept]


def test_a_word_and_a_moment_are_english_text_that_knows_more() -> None:
    assert (Label("held", {"de": "gehalten"}), Moment("Thu 26 Nov 12:00", NOON)) == ("held", "Thu 26 Nov 12:00")
    assert (Label("held", {"de": "gehalten"}).said, Moment("x", NOON).local) == ({"de": "gehalten"}, NOON)


def test_a_finding_is_told_in_one_line_with_its_place() -> None:
    message = phrase("{day} holds the same entry twice", day="x")
    said = told(Finding("members/anna.yaml", "calendar", message, line=3, column=5))
    assert said == "members/anna.yaml:3:5: x holds the same entry twice"
    assert said.values["message"] is message


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
    assert (listed(iter(parts)), either(iter(parts)), both(iter(parts))) == (in_a_row, one_of, all_of)


def test_parts_keep_what_they_are() -> None:
    inner = phrase("held by {holder}", holder="anna")
    assert [type(value) for value in listed([inner, "x"], "; ").values.values()] == [Phrase, str]


def test_braces_of_values_and_separators_are_text() -> None:
    assert phrase("{title}", title="{holder}") == "{holder}"
    assert listed(["a", "b"], "{}") == "a{}b"


def test_a_pattern_of_a_table_is_said_with_its_values() -> None:
    words = pattern("{other} has to answer")
    assert Phrase(words, {"other": "anna"}) == "anna has to answer"
