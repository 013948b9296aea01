"""How words are compared, and what of a text may reach a terminal (DOMAIN section 7, CLI section 1)."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmnet.domain.text import closest, fold, printable, squeeze, typos

steady = settings(derandomize=True, database=None, deadline=None, max_examples=100)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("mueller", "Müller", id="ü spelled out"),
        pytest.param("MUELLER", "müller", id="capitals"),
        pytest.param("Mu\u0308ller", "Müller", id="ü as two characters"),
        pytest.param("strasse", "Straße", id="ß spelled out"),
        pytest.param("STRASSE", "STRAẞE", id="the capital ẞ"),
        pytest.param("groesse", "Größe", id="ö and ß"),
        pytest.param("aerger", "Ärger", id="Ä"),
        pytest.param("cafe", "Café", id="an accent"),
        pytest.param("soerensen", "Sørensen", id="a Danish ø"),
    ],
)
def test_both_fold_to_the_same(typed: str, meant: str) -> None:
    assert fold(typed) == fold(meant)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("mueller", "Muller", id="an umlaut and a plain vowel"),
        pytest.param("masse", "Mase", id="one s and two"),
    ],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@steady
@given(st.text(max_size=20))
def test_a_decomposed_text_folds_like_a_composed_one(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_squeezing_leaves_out_what_separates_words() -> None:
    assert squeeze("SAP-Activate / S4") == squeeze("sap activate s4")


@pytest.mark.parametrize(
    ("typed", "choices", "first"),
    [
        pytest.param("risk managment", ["change", "risk-management"], "risk-management", id="a letter missing"),
        pytest.param("mueler", ["anna", "müller"], "müller", id="an umlaut and a letter missing"),
        pytest.param("Muller", ["Anna Muth", "Müller"], "Müller", id="a plain vowel for an umlaut"),
        pytest.param("schedulling", ["cost", "scheduling"], "scheduling", id="a letter too many"),
        pytest.param("shceduling", ["cost", "scheduling"], "scheduling", id="two letters swapped"),
        pytest.param("skeduling", ["cost", "scheduling"], "scheduling", id="two letters wrong"),
        pytest.param("vendro", ["vendor", "bid"], "vendor", id="two letters of a short word swapped"),
        pytest.param("dcope", ["hope", "scope"], "scope", id="the first letter wrong"),
        pytest.param("stakeholder", ["stakeholder-management", "cost"], "stakeholder-management", id="half of it"),
        pytest.param("validierung", ["cost", "Computervalidierung"], "Computervalidierung", id="the end of a compound"),
        pytest.param("validirung", ["cost", "Computervalidierung"], "Computervalidierung", id="the same, misspelt"),
        pytest.param("vlaidierung", ["cost", "Computervalidierung"], "Computervalidierung", id="the same, swapped"),
        pytest.param(
            "computervaldierung", ["cost", "GxP-Computervalidierung"], "GxP-Computervalidierung", id="a long one"
        ),
        pytest.param("risk mgmt", ["cost", "risk"], "risk", id="more than the word"),
        pytest.param("Risikoworkshop", ["Kosten", "Risiko"], "Risiko", id="a compound with it"),
        pytest.param("cost", ["costing", "coast"], "coast", id="a typo before a part"),
        pytest.param("cost", ["low-cost", "costing"], "costing", id="a beginning before an end"),
        pytest.param("gpm", ["PGMP", "GPM Level D"], "GPM Level D", id="the beginning of three letters"),
    ],
)
def test_the_closest_choice_comes_first(typed: str, choices: list[str], first: str) -> None:
    assert closest(typed, choices)[0] == first


@pytest.mark.parametrize(
    ("typed", "choices"),
    [
        pytest.param("xyzzy", ["risk-management", "cost"], id="nonsense"),
        pytest.param("", ["risk", ""], id="nothing"),
        pytest.param("-", ["risk"], id="a hyphen"),
        pytest.param("pmx", ["pmo", "ppm"], id="three letters with a typo"),
        pytest.param("kochen", ["Kosten"], id="two letters of six"),
        pytest.param("zeitmanagement", ["Testmanagement"], id="another first letter and more"),
        pytest.param("it", ["unit", "kit"], id="two letters inside"),
        pytest.param("informationssicherheitsmanagement", ["itsm", "Infor"], id="a small part of a long word"),
    ],
)
def test_nothing_is_close_to(typed: str, choices: list[str]) -> None:
    assert closest(typed, choices) == []


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        pytest.param("risk", "risk", 0, id="the same"),
        pytest.param("risk", "rsik", 1, id="two swapped"),
        pytest.param("risk", "risks", 1, id="one more"),
        pytest.param("risk", "rsk", 1, id="one less"),
        pytest.param("risk", "rask", 1, id="one other"),
        pytest.param("scheduling", "shcedulign", 2, id="swapped twice"),
    ],
)
def test_typing_errors_are_counted(one: str, other: str, apart: int) -> None:
    assert (typos(one, other, 2), typos(other, one, 2)) == (apart, apart)


def test_as_many_choices_as_are_wanted_are_given() -> None:
    assert closest("cost", ["costs", "costing", "coast", "low-cost"], most=2) == ["coast", "costs"]


def test_comparing_words_loads_next_to_nothing() -> None:
    """Completing a word in a shell and the quick start stand on this module."""
    code = "import sys; before = set(sys.modules); import pmnet.domain.text; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= {"pmnet", "pmnet.domain", "pmnet.domain.text", "unicodedata", "__future__"}


@pytest.mark.parametrize(
    "character",
    [
        pytest.param("\x1b", id="escape"),
        pytest.param("\x07", id="bell"),
        pytest.param("\x08", id="backspace"),
        pytest.param("\x00", id="null"),
        pytest.param("\x7f", id="delete"),
        pytest.param("\x9b", id="the one-byte control sequence introducer"),
        pytest.param("\x90", id="the one-byte device control string"),
        pytest.param("\x85", id="next line"),
        pytest.param("\u2028", id="line separator"),
        pytest.param("\u2029", id="paragraph separator"),
        pytest.param("\u202e", id="right-to-left override"),
        pytest.param("\u2066", id="left-to-right isolate"),
        pytest.param("\u061c", id="Arabic letter mark"),
        pytest.param("\u200b", id="zero width space"),
        pytest.param("\u200d", id="zero width joiner"),
        pytest.param("\ufeff", id="byte order mark"),
        pytest.param("\xad", id="soft hyphen"),
        pytest.param("\U000e0041", id="a tag letter"),
        pytest.param("\ue000", id="private use"),
        pytest.param("\ud800", id="half a surrogate pair"),
    ],
)
def test_what_a_terminal_may_act_on_becomes_a_visible_mark(character: str) -> None:
    assert printable(f"a{character}b") == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize("blank", ["\n", "\t", "\r"], ids=["a line feed", "a tab", "a carriage return"])
def test_a_break_becomes_a_blank(blank: str) -> None:
    assert printable(f"a{blank}b") == "a b"


def test_a_forged_second_line_stays_on_the_first() -> None:
    assert printable("anna\x1b[2K\rbert\nclaimed") == "anna\N{REPLACEMENT CHARACTER}[2K bert claimed"


@steady
@given(st.text(st.characters(categories=["L", "N", "P", "Zs", "Sm", "Sc"]), max_size=20))
def test_readable_text_is_left_alone(text: str) -> None:
    assert printable(text) == text


@steady
@given(st.text(max_size=20))
def test_nothing_printable_hides_or_commands(text: str) -> None:
    assert not {unicodedata.category(c) for c in printable(text)} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
