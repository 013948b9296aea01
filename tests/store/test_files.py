"""Strict YAML (DESIGN section 4): what is read, what is refused and where, and what the writer's text means elsewhere."""

from __future__ import annotations

import json
import time
import unicodedata
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from pmnet.errors import Finding, Findings
from pmnet.store.files import Document, dump, load

steady = settings(derandomize=True, database=None, deadline=None, max_examples=80)

PATH = "members/anna.yaml"


def read(text: str) -> dict[str, Any]:
    return load(text.encode(), PATH).content


def refusal(data: bytes) -> Finding:
    with pytest.raises(Findings) as caught:
        load(data, PATH)
    [finding] = caught.value.findings
    return finding


# What is read


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("NO", id="the country Norway"),
        pytest.param("yes", id="yes"),
        pytest.param("on", id="on"),
        pytest.param("off", id="off"),
        pytest.param("y", id="y"),
        pytest.param("True", id="true with a capital"),
        pytest.param("FALSE", id="false in capitals"),
        pytest.param("Null", id="null with a capital"),
        pytest.param("~", id="a tilde"),
        pytest.param("012", id="a leading zero"),
        pytest.param("00", id="two zeros"),
        pytest.param("-012", id="a leading zero after a minus"),
        pytest.param("+1", id="a plus"),
        pytest.param("1_000", id="an underscore"),
        pytest.param("0o17", id="octal"),
        pytest.param("0x1F", id="hexadecimal"),
        pytest.param("0b101", id="binary"),
        pytest.param("1e5", id="an exponent"),
        pytest.param("1.10", id="a fraction"),
        pytest.param(".5", id="a fraction without a zero"),
        pytest.param(".inf", id="infinity"),
        pytest.param(".NaN", id="not a number"),
        pytest.param("12:30", id="a time"),
        pytest.param("1:60:60", id="a sexagesimal number"),
        pytest.param("2027-01-11", id="a day"),
        pytest.param("2027-01-11T09:00:00Z", id="an instant"),
        pytest.param("=", id="an equals sign"),
        pytest.param("<<", id="a merge mark as value"),
        pytest.param("٣", id="an arabic digit"),
        pytest.param("１２", id="full-width digits"),
    ],
)
def test_stays_text(text: str) -> None:
    assert read(f"value: {text}\n") == {"value": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("0", 0, id="zero"),
        pytest.param("42", 42, id="a number"),
        pytest.param("-7", -7, id="a number below zero"),
        pytest.param("9" * 18, 10**18 - 1, id="a number of eighteen digits"),
        pytest.param("-" + "9" * 18, 1 - 10**18, id="a number of eighteen digits below zero"),
        pytest.param("true", True, id="true"),
        pytest.param("false", False, id="false"),
        pytest.param("null", None, id="null"),
        pytest.param("", None, id="nothing"),
        pytest.param("'42'", "42", id="a number in single quotes"),
        pytest.param('"true"', "true", id="true in double quotes"),
        pytest.param("''", "", id="nothing in quotes"),
        pytest.param("|-\n  42", "42", id="a number in a block"),
        pytest.param("|\n  one\n  two\n", "one\ntwo\n", id="two lines"),
        pytest.param(">\n  one\n  two\n", "one two\n", id="two folded lines"),
        pytest.param('"a\\nb"', "a\nb", id="an escaped line feed"),
        pytest.param('"\\u00fc"', "ü", id="an escaped umlaut"),
        pytest.param("Größe 42 🙂", "Größe 42 🙂", id="umlauts and a smile"),
        pytest.param("[a, 1, true, null, 012]", ["a", 1, True, None, "012"], id="a list in brackets"),
        pytest.param("{a: 1, b: NO}", {"a": 1, "b": "NO"}, id="a mapping in braces"),
        pytest.param("\n  - a\n  - - b", ["a", ["b"]], id="a list in a list"),
        pytest.param("[]", [], id="an empty list"),
        pytest.param("{}", {}, id="an empty mapping"),
        pytest.param("one # two", "one", id="a comment after the value"),
    ],
)
def test_is_read_as(text: str, value: Any) -> None:
    assert json.dumps(read(f"value: {text}\n")["value"]) == json.dumps(value)


@pytest.mark.parametrize("name", ["NO", "on", "012", "2027-01-11", "~", "True", "a b", "ü"])
def test_a_name_that_is_text_elsewhere_ambiguous_is_text(name: str) -> None:
    assert read(f"{name}: 1\n") == {name: 1}


@pytest.mark.parametrize(
    "levels",
    [
        pytest.param("{a: " * 11 + "{}" + "}" * 11, id="mappings in braces"),
        pytest.param("{a: " + "[" * 11 + "]" * 11 + "}", id="lists in brackets"),
        pytest.param("a: \n  " + "- " * 11 + "x", id="lists in a block"),
    ],
)
def test_twelve_levels_are_read(levels: str) -> None:
    assert read(levels)


def test_a_file_of_exactly_64_kib_is_read() -> None:
    assert len(read("a: " + "x" * (64 * 1024 - 3))["a"]) == 64 * 1024 - 3


def test_marks_around_the_one_document_are_allowed() -> None:
    assert read("---\nid: anna\n...\n") == {"id": "anna"}


# What is refused, by which rule, and where


@pytest.mark.parametrize(
    ("text", "rule", "line", "column"),
    [
        pytest.param("", "yaml-empty", 1, 1, id="an empty file"),
        pytest.param("# a\n# b\n", "yaml-empty", 1, 1, id="only comments"),
        pytest.param("---\n", "yaml-mapping", 2, 1, id="an empty document"),
        pytest.param("- a\n- b\n", "yaml-mapping", 1, 1, id="a list at the top"),
        pytest.param("# x\nhello\n", "yaml-mapping", 2, 1, id="a text at the top"),
        pytest.param("42", "yaml-mapping", 1, 1, id="a number at the top"),
        pytest.param("a: 1\n---\nb: 2\n", "yaml-documents", 2, 1, id="a second document"),
        pytest.param("a: 1\n...\n---\n", "yaml-documents", 3, 1, id="an empty second document"),
        pytest.param("a: 1\nb: 2\na: 3\n", "yaml-duplicate-key", 3, 1, id="a name twice"),
        pytest.param('a: 1\n"a": 3\n', "yaml-duplicate-key", 2, 1, id="a name twice, once in quotes"),
        pytest.param('a: 1\n"\\x61": 3\n', "yaml-duplicate-key", 2, 1, id="a name twice, once escaped"),
        pytest.param("a:\n  b: {c: 1, c: 2}\n", "yaml-duplicate-key", 2, 13, id="a name twice, deep inside"),
        pytest.param("a: &x 1\nb: *x\n", "yaml-alias", 1, 4, id="an anchor on a value"),
        pytest.param("a: &x [1]\n", "yaml-alias", 1, 4, id="an anchor on a list"),
        pytest.param("&x a: 1\n", "yaml-alias", 1, 1, id="an anchor on a name"),
        pytest.param("&x\na: 1\n", "yaml-alias", 1, 1, id="an anchor on the whole"),
        pytest.param("a: 1\nb: *x\n", "yaml-alias", 2, 4, id="an alias to nothing"),
        pytest.param("a: 1\n*x : 2\n", "yaml-alias", 2, 1, id="an alias as name"),
        pytest.param("a: 1\n<<: {b: 2}\n", "yaml-key", 2, 1, id="a merge key"),
        pytest.param('a: 1\n"<<": {b: 2}\n', "yaml-key", 2, 1, id="a merge key in quotes"),
        pytest.param("a: !!int 3\n", "yaml-tag", 1, 4, id="a tag"),
        pytest.param("a: ! 3\n", "yaml-tag", 1, 4, id="the tag that says nothing"),
        pytest.param("a: !mine [1]\n", "yaml-tag", 1, 4, id="a tag of one's own"),
        pytest.param("a: !<tag:yaml.org,2002:str> x\n", "yaml-tag", 1, 4, id="a tag in full"),
        pytest.param("a: !!python/object/apply:os.system [x]\n", "yaml-tag", 1, 4, id="a tag that would run something"),
        pytest.param("!!map\na: 1\n", "yaml-tag", 1, 1, id="a tag on the whole"),
        pytest.param("!!str a: 1\n", "yaml-key", 1, 1, id="a tag on a name"),
        pytest.param("a: 1\n7: b\n", "yaml-key", 2, 1, id="a number as name"),
        pytest.param("true: b\n", "yaml-key", 1, 1, id="true as name"),
        pytest.param("a: {null: b}\n", "yaml-key", 1, 5, id="null as name"),
        pytest.param("? [a]\n: 1\n", "yaml-key", 1, 3, id="a list as name"),
        pytest.param("a: {{b: 1}: 2}\n", "yaml-key", 1, 5, id="a mapping as name"),
        pytest.param('"a\\nb": 1\n', "yaml-key", 1, 1, id="a name of two lines"),
        pytest.param("a: 1\nb: " + "9" * 5000, "yaml-number", 2, 4, id="a number of five thousand digits"),
        pytest.param("a: " + "9" * 19, "yaml-number", 1, 4, id="a number of nineteen digits"),
        pytest.param("{a: " * 13 + "}" * 13, "yaml-depth", 1, 49, id="thirteen mappings in braces"),
        pytest.param("{a: " + "[" * 12 + "]" * 12 + "}", "yaml-depth", 1, 16, id="thirteen levels with lists"),
        pytest.param("a:\n\tb: 1\n", "yaml-character", 2, 1, id="a tab as indentation"),
        pytest.param("a: b\tc\n", "yaml-character", 1, 5, id="a tab in a text"),
        pytest.param("a: 1\r\nb: 2\r\n", "yaml-character", 1, 5, id="a carriage return"),
        pytest.param("\ufeffa: 1\n", "yaml-character", 1, 1, id="a byte order mark"),
        pytest.param("a: 'open\n", "yaml-syntax", 1, 4, id="a quote that is not closed"),
        pytest.param("a: b: c\n", "yaml-syntax", 1, 5, id="two colons"),
        pytest.param("a: [1, 2\n", "yaml-syntax", 2, 1, id="a bracket that is not closed"),
        pytest.param("a: 1\nb: \"\\ud800\"\n", "yaml-syntax", 2, 7, id="half a surrogate pair, escaped"),
        pytest.param("a: 1\n...\nb: 2\n", "yaml-syntax", 3, 1, id="something after the end"),
        pytest.param("a: 1\nb: @x\n", "yaml-syntax", 2, 4, id="a character YAML keeps for itself"),
    ],
)  # fmt: skip
def test_is_refused(text: str, rule: str, line: int, column: int) -> None:
    found = refusal(text.encode())
    assert (found.rule, found.line, found.column) == (rule, line, column)


INVISIBLE = [
    pytest.param("\x00", id="null"),
    pytest.param("\x07", id="bell"),
    pytest.param("\x1b", id="escape"),
    pytest.param("\x7f", id="delete"),
    pytest.param("\x85", id="next line"),
    pytest.param("\x9b", id="control sequence introducer"),
    pytest.param("\xad", id="soft hyphen"),
    pytest.param("\u061c", id="Arabic letter mark"),
    pytest.param("\u200b", id="zero width space"),
    pytest.param("\u200c", id="zero width non-joiner"),
    pytest.param("\u200d", id="zero width joiner"),
    pytest.param("\u200e", id="left-to-right mark"),
    pytest.param("\u200f", id="right-to-left mark"),
    pytest.param("\u2028", id="line separator"),
    pytest.param("\u2029", id="paragraph separator"),
    pytest.param("\u202a", id="left-to-right embedding"),
    pytest.param("\u202e", id="right-to-left override"),
    pytest.param("\u2060", id="word joiner"),
    pytest.param("\u2066", id="left-to-right isolate"),
    pytest.param("\u2069", id="pop directional isolate"),
    pytest.param("\ufeff", id="byte order mark"),
    pytest.param("\u034f", id="joiner of graphemes"),
    pytest.param("\u2800", id="empty braille"),
    pytest.param("\u3164", id="empty Hangul"),
    pytest.param("\ufff9", id="annotation anchor"),
    pytest.param("\U000e0041", id="tag letter"),
]


@pytest.mark.parametrize("character", INVISIBLE)
def test_an_invisible_character_is_refused_where_it_stands(character: str) -> None:
    found = refusal(f"id: anna\nname: An{character}na\n".encode())
    assert (found.rule, found.line, found.column) == ("yaml-character", 2, 9)


@pytest.mark.parametrize("character", INVISIBLE)
def test_an_invisible_character_is_refused_when_escaped(character: str) -> None:
    found = refusal(f'id: anna\nname: "An\\U{ord(character):08x}na"\n'.encode())
    assert (found.rule, found.line, found.column) == ("yaml-character", 2, 7)


@pytest.mark.parametrize("character", INVISIBLE)
def test_an_invisible_character_is_refused_in_a_name(character: str) -> None:
    assert refusal(f'"an\\U{ord(character):08x}na": 1\n'.encode()).rule == "yaml-character"


@pytest.mark.parametrize("character", INVISIBLE)
def test_an_invisible_character_is_refused_in_a_comment(character: str) -> None:
    assert refusal(f"id: anna # a{character}b\n".encode()).rule == "yaml-character"


def test_the_mongolian_vowel_separator_has_no_width_either() -> None:
    assert refusal("name: An\u180ena\n".encode()).rule == "yaml-character"


@pytest.mark.parametrize("escape", ["\\L", "\\P", "\\N", "\\e", "\\a", "\\0", "\\r", "\\t", "\\b", "\\x1b"])
def test_a_short_escape_of_a_control_is_refused(escape: str) -> None:
    assert refusal(f'a: "x{escape}y"\n'.encode()).rule == "yaml-character"


@pytest.mark.parametrize("character", ["\ufffe", "\uffff"])
def test_a_character_unicode_will_never_use_is_refused_in_its_line(character: str) -> None:
    assert refusal(f"id: anna\nname: a{character}b\n".encode()).line == 2


@pytest.mark.parametrize(
    ("data", "line"),
    [
        pytest.param(b"id: anna\nname: An\xffna\n", 2, id="a stray byte"),
        pytest.param(b"id: anna\nname: M\xfcller\n", 2, id="Latin-1"),
        pytest.param(b"id: \xc0\xaf\n", 1, id="a slash written too long"),
        pytest.param(b"id: \xed\xa0\x80\n", 1, id="half a surrogate pair"),
        pytest.param(b"id: anna\n\xf0\x9f\x98", 2, id="a character cut off"),
        pytest.param("id: anna".encode("utf-16"), 1, id="UTF-16"),
    ],
)
def test_what_is_not_utf8_is_refused_in_its_line(data: bytes, line: int) -> None:
    found = refusal(data)
    assert (found.rule, found.line) == ("yaml-encoding", line)


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        pytest.param(BOMB[:342].encode(), "yaml-alias", id="an alias bomb"),
        pytest.param(b"[" * 200_000, "yaml-size", id="two hundred thousand brackets"),
        pytest.param(b"a: " + b"[" * 65_000, "yaml-depth", id="as many brackets as fit"),
        pytest.param(b"a: " + b"{b: " * 16_000, "yaml-depth", id="as many braces as fit"),
        pytest.param(b"a:\n " + b"- " * 32_000, "yaml-depth", id="as many block lists as fit"),
        pytest.param(b"- " * 200_000, "yaml-size", id="two hundred thousand block lists"),
        pytest.param(b"? " * 32_000, "yaml-key", id="as many names of names as fit"),
        pytest.param(b"{" * 65_000, "yaml-key", id="braces as names"),
        pytest.param(b"".join(b" " * n + b"a:\n" for n in range(350)), "yaml-depth", id="a deep staircase"),
        pytest.param(b"9" * 60_000 + b": a", "yaml-mapping", id="a number too long to be a name"),
        pytest.param(b"? " + b"9" * 60_000 + b"\n: a", "yaml-number", id="a name of sixty thousand digits"),
        pytest.param(b"a: " + b"9" * 60_000, "yaml-number", id="a number of sixty thousand digits"),
        pytest.param(b"a: '" + b"x" * 65_000, "yaml-syntax", id="a long text that is not closed"),
        pytest.param(b"a: " + b"x" * 70 * 1024, "yaml-size", id="seventy KiB"),
        pytest.param(b"a: " + b"!" * 65_000, "yaml-tag", id="marks of tags"),
        pytest.param(b"a: " + b"&" * 65_000, "yaml-syntax", id="marks of anchors"),
        pytest.param(b"%TAG ! x\n" * 7_000, "yaml-syntax", id="thousands of directives"),
        pytest.param(b"---\n" * 16_000, "yaml-mapping", id="thousands of documents"),
    ],
)
def test_a_hostile_file_is_refused_in_under_a_second(data: bytes, rule: str) -> None:
    began = time.process_time()
    assert refusal(data).rule == rule
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"a: {" + b",".join(b"k%d: 1" % n for n in range(6_000)) + b"}", id="six thousand names in braces"),
        pytest.param(b"a: [" + b"x," * 30_000 + b"]", id="thirty thousand entries"),
        pytest.param(b"a: \n" + b"  - x\n" * 10_000, id="ten thousand lines"),
        pytest.param(b"a: 1\n" + b"#" * 60_000, id="a long comment"),
        pytest.param(b"a: 1\n" + b"\n" * 60_000, id="sixty thousand blank lines"),
        pytest.param(b"a: '" + b"\n" * 60_000 + b"'", id="sixty thousand line feeds in a text"),
    ],
)  # fmt: skip
def test_a_large_file_is_read_in_under_a_second(data: bytes) -> None:
    began = time.process_time()
    load(data, PATH)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: !" + "x" * 60_000 + " 1\n", id="a long tag"),
        pytest.param("a: &" + "x" * 60_000 + " 1\n", id="a long anchor"),
        pytest.param("a: *" + "x" * 60_000 + "\n", id="a long alias"),
        pytest.param(("? " + "x" * 30_000 + "\n: 1\n") * 2, id="a long name that stands twice"),
        pytest.param("a: " + "9" * 60_000 + "\n", id="a long number"),
    ],
)
def test_a_message_quotes_only_the_beginning_of_what_is_wrong(text: str) -> None:
    assert len(refusal(text.encode()).message) < 300


yaml_ish = st.lists(
    st.sampled_from(
        [*"abN019 :-?[]{},#&*!|>'\"%@`~=<.\n\t\r\\+_", "\n  ", "\n- ", ": ", "--- ", "...\n", "!!str ", "&a ", "*a", "<<: ",
         "\\u2028", "\\x00", "null", "true", "2027-01-11", "\u2028", "\x85", "\ufeff", "\ufffe", "ü", "🙂", "%YAML 1.1\n"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


def check_any(data: bytes) -> None:
    """Only a document or one finding with a place inside the file; never another exception."""
    try:
        found = load(data, PATH)
    except Findings as error:
        [finding] = error.findings
        assert 1 <= finding.line <= data.count(b"\n") + data.count(b"\r") + 2
        assert 1 <= finding.column <= len(data) + 1
    else:
        assert isinstance(found, Document)


@steady
@given(st.binary(max_size=60))
def test_any_bytes_are_a_document_or_findings(data: bytes) -> None:
    check_any(data)


@settings(steady, max_examples=800)
@given(yaml_ish | yaml_ish.map("a: ".__add__) | yaml_ish.map("a:\n- ".__add__))
def test_any_yaml_like_text_is_a_document_or_findings(text: str) -> None:
    check_any(text.encode())


# Where things stand


def test_a_finding_is_located_at_its_place() -> None:
    document = load(b"id: anna\nskills:\n  - skill: cost\n    level: 9\n", PATH)
    [found] = document.locate([Finding(PATH, "x", "", pointer=("skills", 0, "level"))])
    assert (found.line, found.column) == (4, 12)


def test_a_finding_about_something_missing_is_located_at_what_should_hold_it() -> None:
    document = load(b"id: anna\nskills:\n  - skill: cost\n", PATH)
    [found] = document.locate([Finding(PATH, "x", "", pointer=("skills", 0, "level"))])
    assert (found.line, found.column) == (3, 5)


def test_columns_count_characters_not_bytes() -> None:
    assert refusal("a: {ü: 1, ü: 2}\n".encode()).column == 11


# What is written

allowed_text = st.text(
    st.characters(exclude_categories=["Cc", "Cf", "Cn", "Cs", "Zl", "Zp"], include_characters="\n"), max_size=12
)
number_like = st.text("0123456789-+._:eExXobaAfFnN~<=#", max_size=7)
words = st.sampled_from(
    ["", "NO", "yes", "on", "~", "null", "Null", "true", "True", "012", "12:30", "1.10", "0o17", "1e5", ".inf", "<<", "=",
     "a: b", "- a", "#a", "a #b", " a", "a ", "\n", "\na", " a\nb", "a\n\n", "a\n ", "\n\n", "---", "...", "x: |", "a\n# b"]
)  # fmt: skip
texts = allowed_text | number_like | words
names = texts.filter(lambda name: "\n" not in name and name != "<<")
scalars = st.none() | st.booleans() | st.integers(1 - 10**17, 10**18 - 1) | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=12
)
mappings = st.dictionaries(names, values, max_size=5)


def exact(value: Any) -> str:
    """The value with its types: `1`, `true` and `"1"` differ."""
    return json.dumps(value)


@settings(steady, max_examples=200)
@given(mappings)
def test_what_is_written_reads_back_the_same(content: dict[str, Any]) -> None:
    assert exact(read(dump(content))) == exact(content)


@steady
@given(mappings)
def test_writing_what_was_read_gives_the_same_text(content: dict[str, Any]) -> None:
    text = dump(content)
    assert dump(read(text)) == text


def is_no_date(text: str) -> bool:
    """Dates may differ in other readers."""
    return not (text[:4].isdigit() and text[4:5] == "-")


elsewhere = st.dictionaries(
    names.filter(is_no_date), st.lists(scalars.map(str).filter(is_no_date), max_size=2), max_size=2
)
quick = settings(steady, max_examples=250, phases=(Phase.explicit, Phase.generate, Phase.shrink))


@quick
@given(elsewhere)
def test_the_text_means_the_same_to_a_yaml_1_1_reader(content: dict[str, Any]) -> None:
    assert exact(yaml.safe_load(dump(content))) == exact(content)


@quick
@given(elsewhere)
def test_the_text_means_the_same_to_a_yaml_1_2_reader(content: dict[str, Any]) -> None:
    assert exact(YAML(typ="safe", pure=True).load(dump(content))) == exact(content)


AMBIGUOUS = (
    "NO yes on Off true TRUE null ~ 012 0o17 -0o17 0x1F +0x1F 0b1 1_000 0_8 -_1 1e5 1E-5 1_0e5 -1e5 .5 -.5 1. 1.10 +1 -0 "
    ".inf -.INF .nan 12:30 1:60:60 << = 0. 1__ 0o_7 08 1e+5 ._"
).split()


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_an_ambiguous_text_is_text_to_a_yaml_1_1_reader(text: str) -> None:
    assert yaml.safe_load(dump({"a": text})) == {"a": text}


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_an_ambiguous_text_is_text_to_a_yaml_1_2_reader(text: str) -> None:
    assert YAML(typ="safe", pure=True).load(dump({"a": text})) == {"a": text}


@pytest.mark.parametrize("text", ["2027-01-11", "2027-01-11T09:00:00Z"])
def test_a_date_is_written_without_quotes(text: str) -> None:
    assert dump({"a": text}) == f"a: {text}\n"


def test_other_readers_see_the_same_day() -> None:
    found = yaml.safe_load(dump({"day": "2027-01-11", "instant": "2027-01-11T09:00:00Z"}))
    assert (found["day"], found["instant"].date()) == (date(2027, 1, 11), date(2027, 1, 11))


def test_the_canonical_form() -> None:
    content = {
        "id": "anna",
        "headline": "Größe: 42",
        "summary": "one\ntwo\n",
        "roles": ["pmo-lead"],
        "skills": [{"skill": "cost", "level": 4}],
        "work_area": {"base": "DE-BY", "countries": ["NO", "DE"], "remote": True},
        "empty": [],
        "nothing": None,
    }
    assert dump(content) == (
        "id: anna\n"
        "headline: 'Größe: 42'\n"
        "summary: |\n"
        "  one\n"
        "  two\n"
        "roles:\n"
        "  - pmo-lead\n"
        "skills:\n"
        "  - skill: cost\n"
        "    level: 4\n"
        "work_area:\n"
        "  base: DE-BY\n"
        "  countries:\n"
        "    - 'NO'\n"
        "    - DE\n"
        "  remote: true\n"
        "empty: []\n"
        "nothing: null\n"
    )


def test_a_long_text_stays_on_one_line() -> None:
    assert dump({"a": "word " * 100 + "end"}).count("\n") == 1


def test_what_is_shared_in_memory_is_written_out_twice() -> None:
    shared = ["x"]
    assert dump({"a": shared, "b": shared}) == "a:\n  - x\nb:\n  - x\n"


@steady
@given(mappings)
def test_nothing_written_hides_or_commands(content: dict[str, Any]) -> None:
    assert not {c for c in dump(content) if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")} - {"\n"}
