"""Edits by the tool leave a person's comments, order, blank lines and quoting alone (DESIGN section 4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import ndiff
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pmnet.errors import Findings
from pmnet.store.files import dump, load
from pmnet.store.revise import revise

steady = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=80,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)

TEXT = """\
# who I am
id: anna  # the short name

name: "Anna Beispiel"
headline: 'plain: quoted'

# what I can do
skills:
  # the first
  - skill: risk-management
    level: 3  # since 2020

  # the second
  - skill: cutover
    level: 2
  - skill: cost  # third
    level: 1
roles: [pmo-lead, scheduler]  # in brackets

# where
languages:
  de: native  # mother tongue
  en: C1

# times
joined: 2026-11-23
# the end
"""
ABOUT = {
    "# who I am": "id: anna # the short name",
    "# what I can do": "skills:",
    "# the first": "- skill: risk-management",
    "# the second": "- skill: cutover",
    "# where": "languages:",
    "# times": "joined: 2026-11-23",
}
"""Which line each comment of its own introduces."""

Edit = Callable[[dict[str, Any]], object]


def revised(edit: Edit, text: str = TEXT) -> str:
    content = load(text.encode(), "").content
    edit(content)
    return revise(text, content)


def lines(text: str) -> list[str]:
    """The lines without indentation and alignment of comments; blank ones stay."""
    return [re.sub(r"\s+#", " #", line).strip() for line in text.splitlines()]


def difference(edit: Edit) -> tuple[list[str], list[str]]:
    """The lines that went and the lines that came."""
    found = list(ndiff(lines(TEXT), lines(revised(edit))))
    return [line[2:] for line in found if line[0] == "-"], [line[2:] for line in found if line[0] == "+"]


CHANGES = [
    pytest.param(
        lambda c: c["skills"][0].update(level=4),
        ["level: 3 # since 2020"],
        ["level: 4 # since 2020"],
        id="a value with a comment behind it",
    ),
    pytest.param(
        lambda c: c.update(name="Anna Muster"),
        ['name: "Anna Beispiel"'],
        ['name: "Anna Muster"'],
        id="a text in double quotes",
    ),
    pytest.param(
        lambda c: c.update(headline="a: b"),
        ["headline: 'plain: quoted'"],
        ["headline: 'a: b'"],
        id="a text in single quotes",
    ),
    pytest.param(
        lambda c: c["languages"].update(en="C2"), ["en: C1"], ["en: C2"], id="the last value before a blank line"
    ),
    pytest.param(
        lambda c: c["skills"][1].update(skill="cost"),
        ["- skill: cutover"],
        ["- skill: cost"],
        id="the first value of a list's entry",
    ),
    pytest.param(
        lambda c: c.update(joined="NO"),
        ["joined: 2026-11-23"],
        ["joined: 'NO'"],
        id="a value that other readers would not take for text",
    ),
    pytest.param(
        lambda c: c["roles"].append("assessor"),
        ["roles: [pmo-lead, scheduler] # in brackets"],
        ["roles: [pmo-lead, scheduler, assessor] # in brackets"],
        id="one more in brackets",
    ),
    pytest.param(
        lambda c: c["roles"].pop(0),
        ["roles: [pmo-lead, scheduler] # in brackets"],
        ["roles: [scheduler] # in brackets"],
        id="one less in brackets",
    ),
    pytest.param(
        lambda c: c["roles"].clear(),
        ["roles: [pmo-lead, scheduler] # in brackets"],
        ["roles: [] # in brackets"],
        id="none left in brackets",
    ),
    pytest.param(lambda c: c.update(paused="2027-01-01"), [], ["paused: 2027-01-01"], id="a new field"),
    pytest.param(lambda c: c.update(methods=["prince2"]), [], ["methods:", "- prince2"], id="a new list at the end"),
    pytest.param(lambda c: c["languages"].update(fr="B2"), [], ["fr: B2"], id="a new field in a mapping"),
    pytest.param(lambda c: c["skills"][0].update(years=7), [], ["years: 7"], id="a new field in a list's entry"),
    pytest.param(
        lambda c: c["skills"].append({"skill": "quality", "level": 2}),
        [],
        ["- skill: quality", "level: 2"],
        id="a new entry at the end of a list",
    ),
    pytest.param(
        lambda c: c["skills"].insert(1, {"skill": "quality", "level": 5}),
        [],
        ["- skill: quality", "level: 5"],
        id="a new entry inside a list",
    ),
]


@pytest.mark.parametrize(("edit", "gone", "come"), CHANGES)
def test_only_these_lines_change(edit: Edit, gone: list[str], come: list[str]) -> None:
    assert difference(edit) == (gone, come)


REMOVALS = [
    pytest.param(lambda c: c.pop("name"), {'name: "Anna Beispiel"'}, id="a field in the middle"),
    pytest.param(lambda c: c.pop("id"), {"id: anna # the short name", "# who I am"}, id="the first field"),
    pytest.param(lambda c: c.pop("joined"), {"joined: 2026-11-23", "# times"}, id="the last field"),
    pytest.param(lambda c: c.pop("headline"), {"headline: 'plain: quoted'"}, id="a field before a comment"),
    pytest.param(lambda c: c.pop("roles"), {"roles: [pmo-lead, scheduler] # in brackets"}, id="a list in brackets"),
    pytest.param(
        lambda c: c.pop("languages"),
        {"# where", "languages:", "de: native # mother tongue", "en: C1"},
        id="a whole mapping",
    ),
    pytest.param(lambda c: c["languages"].pop("de"), {"de: native # mother tongue"}, id="the first field of a mapping"),
    pytest.param(lambda c: c["languages"].pop("en"), {"en: C1"}, id="the last field of a mapping"),
    pytest.param(
        lambda c: c["skills"][0].pop("level"), {"level: 3 # since 2020"}, id="the last field of a list's entry"
    ),
    pytest.param(
        lambda c: c["skills"].pop(0),
        {"# the first", "- skill: risk-management", "level: 3 # since 2020"},
        id="the first entry of a list",
    ),
    pytest.param(
        lambda c: c["skills"].pop(1), {"# the second", "- skill: cutover", "level: 2"}, id="an entry inside a list"
    ),
    pytest.param(lambda c: c["skills"].pop(2), {"- skill: cost # third", "level: 1"}, id="the last entry of a list"),
]


@pytest.mark.parametrize(("edit", "own"), REMOVALS)
def test_what_is_removed_takes_only_its_own_lines_along(edit: Edit, own: set[str]) -> None:
    gone, _ = difference(edit)
    assert {*gone} - {""} <= own


EMPTIED = [
    pytest.param(lambda c: c["skills"].clear(), id="a list left empty"),
    pytest.param(lambda c: c["languages"].clear(), id="a mapping left empty"),
    pytest.param(lambda c: c["skills"][0].clear(), id="a list's entry left empty"),
    pytest.param(lambda c: c.clear(), id="everything left empty"),
]

EDITS = [pytest.param(case.values[0], id=str(case.id)) for case in [*CHANGES, *REMOVALS, *EMPTIED]]


@pytest.mark.parametrize("edit", EDITS)
def test_every_comment_stays_above_what_it_is_about(edit: Edit) -> None:
    found = lines(revised(edit))
    following = dict(pairwise(found))
    untouched = {comment: line for comment, line in ABOUT.items() if comment in found and line in found}
    assert {comment: following[comment] for comment in untouched} == untouched


@pytest.mark.parametrize("edit", EDITS)
def test_it_says_what_was_wanted(edit: Edit) -> None:
    content = load(TEXT.encode(), "").content
    edit(content)
    assert load(revise(TEXT, content).encode(), "").content == content


@pytest.mark.parametrize(
    ("text", "content"),
    [
        pytest.param("a: 1\n", {"a": 2}, id="a number"),
        pytest.param("a: 1\n", {"a": True}, id="true for one"),
        pytest.param("a: false\n", {"a": 0}, id="zero for false"),
        pytest.param("a: 1\n", {"a": "1"}, id="a text for a number"),
        pytest.param("a: '1'\n", {"a": 1}, id="a number for a text in quotes"),
        pytest.param('a: "x"\n', {"a": None}, id="nothing for a text in quotes"),
        pytest.param("a: 'true'\n", {"a": True}, id="true for a text in quotes"),
        pytest.param("a: x\n", {"a": "one\ntwo\n"}, id="two lines for one"),
        pytest.param("a: |\n  one\n  two\nb: 1\n", {"a": "x", "b": 1}, id="one line for two"),
        pytest.param("a: |\n  one\n  two\nb: 1\n", {"a": "one\n", "b": 1}, id="a line less in a block"),
        pytest.param("a: >\n  one\n  two\nb: 1\n", {"a": "three\n", "b": 1}, id="a folded text"),
        pytest.param("a: [1, 2]\n", {"a": "x"}, id="a text for a list"),
        pytest.param("a: x\n", {"a": [1, {"b": [2]}]}, id="a list for a text"),
        pytest.param("a:\n  - 1\n  - 2\nb: 1\n", {"a": [], "b": 1}, id="an empty list for a list in a block"),
        pytest.param("a:\n  # x\n  - 1\nb: 1\n", {"a": [], "b": 1}, id="an empty list for one with a comment"),
        pytest.param("a:\n  # x\n  - 1\nb: 1\n", {"a": 5, "b": 1}, id="a number for a list with a comment"),
        pytest.param("a:\n  # x\n  b: 1\nc: 1\n", {"a": {}, "c": 1}, id="an empty mapping for one with a comment"),
        pytest.param("a:\n  # x\n  b: 1\nc: 1\n", {"a": {"d": 2}, "c": 1}, id="another name in a mapping"),
        pytest.param("a: []\n", {"a": [1]}, id="a list for an empty list"),
        pytest.param("a: {}\n", {"a": {"b": 1}}, id="a mapping for an empty mapping"),
        pytest.param("a:\n", {"a": 1}, id="a number for nothing"),
        pytest.param("{a: 1, b: 2}\n", {"a": 1, "c": "x"}, id="braces around all"),
        pytest.param("a: 1\n", {}, id="nothing left"),
        pytest.param("---\na: 1\n...\n", {"a": 2}, id="marks around the document"),
        pytest.param("%YAML 1.1\n---\na: NO\n", {"a": "on"}, id="a version directive"),
        pytest.param("? a\n: 1\n", {"a": 2}, id="a name with a question mark"),
        pytest.param("a:\n- 1\n- 2\n", {"a": [1, 2, 3]}, id="a list that is not indented"),
        pytest.param("a:\n    b:\n        - 1\n", {"a": {"b": [1, 2]}}, id="deep indentation"),
        pytest.param("a: 1", {"a": 1, "b": 2}, id="no line feed at the end"),
        pytest.param("b: 1\na: 2\n", {"a": 2, "b": 3}, id="another order wanted"),
    ],
)
def test_the_revised_text_says(text: str, content: dict[str, Any]) -> None:
    found = load(revise(text, content).encode(), "").content
    assert (found, repr(sorted(found.items()))) == (content, repr(sorted(content.items())))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TEXT, id="a text with comments"),
        pytest.param("a:   1   # x\n\n\nb: {c: 1,   d: 2}\n", id="blanks nobody needs"),
        pytest.param("a:\n- 1\n-   2\n", id="a list that is not indented"),
        pytest.param("---\na: 1\n...\n", id="marks around the document"),
        pytest.param("'a': \"b\"\n? c\n: d\n", id="quotes nobody needs"),
        pytest.param("a: >-\n  one\n\n  two\n", id="a folded text"),
        pytest.param("a: 1", id="no line feed at the end"),
    ],
)
def test_nothing_changed_means_the_same_bytes(text: str) -> None:
    assert revise(text, load(text.encode(), "").content) == text


def test_what_is_removed_beside_a_dash_takes_no_other_comment_along() -> None:
    found = revised(lambda content: content["skills"][0].pop("skill"))
    assert "level: 3  # since 2020\n" in found


def test_an_indentation_of_ones_own_is_kept_where_nothing_changed() -> None:
    text = "a:\n- 1\n- 2\nb: 1  # x\n"
    assert revise(text, {"a": [1, 2], "b": 2}) == "a:\n- 1\n- 2\nb: 2  # x\n"


def test_a_long_line_is_not_folded() -> None:
    line = "headline: " + "word " * 60 + "end\n"
    assert revise(line + "b: 1\n", {"headline": line[10:-1], "b": 2}) == line + "b: 2\n"


texts = st.sampled_from(
    ["x", "NO", "12:30", "2027-01-11", "012", "", "true", "a: b", "# no comment", "- x", "one\ntwo\n", "one\ntwo", " x ",
     "'", '"', "\\", "~", "<<", "{", "ü", "🙂", "x" * 90, "x " * 60 + "x", "---", "\n", "a\n\n", "!x", "&x", "*x", "|", ">"]
)  # fmt: skip
scalars = st.none() | st.booleans() | st.integers(-12, 12) | texts
names = st.sampled_from(["a", "b", "c", "x-d", "NO", "a b", "ü"])
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=3), max_leaves=8
)
mappings = st.dictionaries(names, values, max_size=4)


@settings(steady, max_examples=150)
@given(mappings, mappings)
def test_any_content_is_revised_into_any_other(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert load(revise(dump(old), new).encode(), "").content == new


@st.composite
def commented(draw: st.DrawFn) -> str:
    """A text with comments and blank lines between its lines; no text of several lines, where they would be text."""
    content = draw(mappings.filter(lambda found: found != {} and "\\n" not in repr(found)))
    between = st.sampled_from(["", "", "\n", "# {}\n", "\n# {}\n# {}\n", "      # {}\n"])
    pieces = [draw(between) + line for line in dump(content).splitlines(keepends=True)]
    return "".join(pieces).replace("{}\n", "hint\n")


@steady
@given(commented(), mappings)
def test_a_commented_text_is_revised_into_any_other(text: str, new: dict[str, Any]) -> None:
    assert load(revise(text, new).encode(), "").content == new


def other_scalars(value: Any) -> Any:
    """The same shape with other values in it."""
    if isinstance(value, dict):
        return {name: other_scalars(item) for name, item in value.items()}
    return [*map(other_scalars, value)] if isinstance(value, list) else "other"


@steady
@given(commented())
def test_new_values_leave_all_comments_where_they_are(text: str) -> None:
    found = revise(text, other_scalars(load(text.encode(), "").content))
    assert [line.strip() for line in found.splitlines() if line.strip().startswith("# hint")] == [
        line.strip() for line in text.splitlines() if line.strip().startswith("# hint")
    ]


@pytest.mark.parametrize("before", ["title: a\n", "title: 'a'\n", 'title: "a"\n', "title: |\n  a\n"])
def test_what_is_no_character_is_written_so_that_reading_it_says_so(before: str) -> None:
    """Arguments of a command may hold bytes that are none."""
    with pytest.raises(Findings):
        load(revise(before, {"title": "\udcff\udcfe"}).encode(), "")
