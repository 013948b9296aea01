"""What people are told about a record that is not well-formed: the value, what it should be, and what to write instead."""

from __future__ import annotations

import importlib.resources
import json
import locale
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from cast import BERT, LEAD, NOW, due, handover, network, step

from pmnet.domain.codec import to_mapping
from pmnet.errors import Finding
from pmnet.rules import schema
from pmnet.rules.schema import check, enumerations

CLAIM = to_mapping(handover(step("claim", "bert", NOW, due(), of="0" * 64)))
RECORDS: Mapping[str, Mapping[str, Any]] = {
    "network": to_mapping(network()),
    "member": to_mapping(BERT),
    "lead": to_mapping(LEAD),
    "handover": CLAIM,
}
DAY_HINT = "a day is written as 2026-11-23: year, month, day"
ID = "Lower-case letters, digits and single hyphens, 2 to 32 characters, starting with a letter."
LEVELS = "1 knows, 2 does with support, 3 leads limited complexity, 4 leads complex work, 5 shapes the practice."


def changed(kind: str, change: Mapping[str, Any]) -> list[Finding]:
    return check(kind, {**RECORDS[kind], **change}, "place")


def key_of(vocabulary: str) -> str:
    return f"A key of the vocabulary of {vocabulary.replace('-', ' ')}; pmnet help {vocabulary} lists them."


def skill(**change: Any) -> dict[str, Any]:
    return {"skills": [{"skill": "cutover", "level": 1} | change]}


def taken(**change: Any) -> dict[str, Any]:
    return {"steps": [CLAIM["steps"][0] | change]}


@pytest.mark.parametrize("kind", RECORDS)
def test_nothing_is_said_about_a_record_that_is_well_formed(kind: str) -> None:
    assert changed(kind, {}) == []
    assert changed(kind, {"x-own": {"anything": [1]}}) == []


@pytest.mark.parametrize(
    ("change", "value"),
    [
        pytest.param(5, '5; write it in quotes: "5"', id="a number"),
        pytest.param(True, "true", id="a truth"),
        pytest.param(None, "nothing", id="nothing"),
        pytest.param(["x"], "a list", id="a list"),
        pytest.param({"x": 1}, "a mapping", id="a mapping"),
        pytest.param(1.5, "1.5", id="a fraction"),
    ],
)
def test_a_name_that_is(change: object, value: str) -> None:
    message = f"'name' has to be text, not {value}"
    assert changed("member", {"name": change}) == [
        Finding("place", "schema-type", message, "First and last name.", ("name",)),
    ]


@pytest.mark.parametrize(
    ("kind", "change", "rule", "message", "hint", "pointer"),
    [
        pytest.param(
            "network",
            {"policy": []},
            "type",
            "'policy' has to be a mapping, not a list",
            "The network's figures. What is left out has the default of the program's records.",
            ("policy",),
            id="no mapping",
        ),
        pytest.param(
            "member", {"roles": "x"}, "type", "'roles' has to be a list, not 'x'", "Roles the member takes.", ("roles",),
            id="no list",
        ),
        pytest.param(
            "member", skill(level="high"), "type", "'level' has to be a whole number, not 'high'", LEVELS,
            ("skills", 0, "level"), id="no number",
        ),
        pytest.param(
            "member", skill(level="x" * 99), "type", f"'level' has to be a whole number, not {'x' * 80!r}", LEVELS,
            ("skills", 0, "level"), id="no number but a long text",
        ),
        pytest.param(
            "member", {"work_area": {"remote": 5}}, "type", "'remote' has to be true or false, not 5", None,
            ("work_area", "remote"), id="no truth",
        ),
        pytest.param(
            "member", {"roles": ["projekt-manager"]}, "enum", "'projekt-manager' is not a known role",
            "did you mean project-manager?", ("roles", 0), id="a role nearly known",
        ),
        pytest.param(
            "member", {"roles": ["qqqqqqqqq"]}, "enum", "'qqqqqqqqq' is not a known role", key_of("roles"), ("roles", 0),
            id="a role nobody knows",
        ),
        pytest.param(
            "member", {"roles": [5]}, "enum", "'roles' has to be text; write it in quotes: \"5\"", key_of("roles"),
            ("roles", 0), id="a role that is a number",
        ),
        pytest.param(
            "member", {"industries": [{"division": "00"}]}, "enum", "'00' is not a known industry",
            key_of("industries"), ("industries", 0, "division"), id="an industry",
        ),
        pytest.param(
            "member", {"languages": {"de": "C9"}}, "enum",
            "'C9' is not a known language level (A1, A2, B1, B2, C1, C2, native)", key_of("cefr"), ("languages", "de"),
            id="a language level",
        ),
        pytest.param(
            "member",
            {"vouches": [{"by": "anna", "at": "2027-01-01T00:00:00Z", "basis": "seen"}]},
            "enum",
            "'seen' is not a known basis (worked-together, client-reference, interview)",
            key_of("vouch-bases"),
            ("vouches", 0, "basis"),
            id="a basis",
        ),
        pytest.param(
            "lead", {"client_size": "x"}, "enum",
            "'x' is not a known client size (1-9, 10-49, 50-249, 250-999, 1000-9999, 10000-plus)", key_of("client-sizes"),
            ("client_size",), id="a band",
        ),
        pytest.param(
            "lead", {"mode": "frist"}, "enum", "'frist' is not a known mode (first, choose, invite)",
            "did you mean first?", ("mode",), id="a mode",
        ),
        pytest.param(
            "handover", taken(reason="datez"), "any-of", "'datez' is not one of the known reasons",
            "did you mean dates?", ("steps", 0, "reason"), id="a reason nearly known",
        ),
        pytest.param(
            "handover", taken(reason="qqqqqqqqq"), "any-of", "'qqqqqqqqq' is not one of the known reasons", "",
            ("steps", 0, "reason"), id="a reason nobody knows",
        ),
        pytest.param(
            "handover", taken(of="zz"), "pattern", "'zz' is not a proper SHA-256", "64 lower-case hexadecimal digits.",
            ("steps", 0, "of"), id="a digest",
        ),
        pytest.param("member", {"id": "A b"}, "pattern", "'A b' is not a proper member id", ID, ("id",), id="a name"),
        pytest.param(
            "member", {"id": "con"}, "not", "'con' cannot be used: some systems keep that name for devices", ID, ("id",),
            id="a device",
        ),
        pytest.param(
            "member", {"joined": "2027-02-30"}, "format", "'2027-02-30' is not a proper day", DAY_HINT,
            ("joined",), id="a day there is not",
        ),
        pytest.param(
            "member", {"joined": "2026-01-05\n"}, "pattern", "'2026-01-05\\n' is not a proper day",
            DAY_HINT, ("joined",), id="a day with a line feed",
        ),
        pytest.param(
            "lead", {"registered": "2027-02-30T09:00:00Z"}, "format", "'2027-02-30T09:00:00Z' is not a proper instant",
            "UTC, RFC 3339, to the second: 2026-11-23T09:00:00Z.", ("registered",), id="an instant there is not",
        ),
        pytest.param(
            "member", {"email": "x"}, "pattern", "'x' is not a proper e-mail", "Where colleagues write to.", ("email",),
            id="an address",
        ),
        pytest.param(
            "member", {"email": ""}, "min-length", "'email' has to say something", "Where colleagues write to.",
            ("email",), id="nothing, which has no proper form either",
        ),
        pytest.param("member", {"id": "a"}, "min-length", "'id' is shorter than 2", ID, ("id",), id="too short"),
        pytest.param(
            "member", {"headline": "x" * 121}, "max-length", "'headline' is longer than 120 characters (121)",
            "What the member stands for, in one line.", ("headline",), id="too long",
        ),
        pytest.param(
            "member", skill(level=0), "minimum", "'level' has to be at least 1, not 0", LEVELS, ("skills", 0, "level"),
            id="too little",
        ),
        pytest.param(
            "member", skill(level=6), "maximum", "'level' has to be at most 5, not 6", LEVELS, ("skills", 0, "level"),
            id="too much",
        ),
        pytest.param(
            "lead", {"positions": []}, "min-items", "'positions' has to say something", "The roles to fill.",
            ("positions",), id="an empty list",
        ),
        pytest.param(
            "network", {"keepers": [f"k{n}" for n in range(51)]}, "max-items", "'keepers' has more than 50 entries (51)",
            "Members who may change this record.", ("keepers",), id="a long list",
        ),
        pytest.param(
            "member", {"languages": dict.fromkeys(enumerations("member")["languages"][:21], "C1")}, "max-properties",
            "'languages' has more than 20 entries (21)",
            "Language (ISO 639-1, a BCP 47 tag) and its level: A1 to C2 (CEFR) or native.", ("languages",),
            id="a long mapping",
        ),
        pytest.param(
            "network", {"keepers": ["anna", "anna"]}, "unique-items", "'keepers' holds the same entry twice",
            "Members who may change this record.", ("keepers",), id="the same twice",
        ),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit(
    kind: str, change: Mapping[str, Any], rule: str, message: str, hint: str | None, pointer: tuple[Any, ...]
) -> None:
    [found] = changed(kind, change)
    assert found == Finding("place", f"schema-{rule}", message, found.hint if hint is None else hint, pointer)


def test_a_name_in_a_mapping_that_nobody_knows() -> None:
    message = "'german' is not a known language"
    assert changed("member", {"languages": {"german": "C1"}}) == [
        Finding("place", "schema-enum", message, key_of("languages"), ("languages", "german"), at_name=True)
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("headlin", "did you mean headline?"), ("qqqqqq", "fields of your own begin with x-")],
    ids=["nearly known", "unknown"],
)
def test_a_field_there_is_not(name: str, hint: str) -> None:
    message = f"{name!r} is not a field here"
    assert changed("member", {name: 1, "x-own": 1}) == [
        Finding("place", "schema-additional-properties", message, hint, (name,), at_name=True)
    ]


def test_fields_there_are_not_are_told_in_the_order_of_their_names() -> None:
    found = changed("member", {"zzz": 1, "aaa": 1, "x-own": 1, "mmm": 1})
    assert [one.pointer for one in found] == [("aaa",), ("mmm",), ("zzz",)]


def test_each_field_that_is_missing_is_told_once() -> None:
    content = {name: value for name, value in RECORDS["member"].items() if name not in ("name", "email")}
    assert check("member", content, "place") == [
        Finding("place", "schema-required", "'name' is missing", "add name: First and last name."),
        Finding("place", "schema-required", "'email' is missing", "add email: Where colleagues write to."),
    ]


def test_a_field_that_is_missing_further_down() -> None:
    hint = f"add level: {LEVELS}"
    assert changed("member", {"skills": [{"skill": "cutover"}]}) == [
        Finding("place", "schema-required", "'level' is missing", hint, ("skills", 0))
    ]


def test_findings_stand_in_the_order_of_the_schema_however_the_file_is_ordered() -> None:
    change = {"headline": "", "name": "", "id": "A b"}
    found = changed("member", change)
    assert [one.pointer for one in found] == [one.pointer for one in changed("member", dict(reversed(change.items())))]


def test_the_nearest_term_is_asked_for_with_its_vocabulary() -> None:
    asked: list[tuple[str, str]] = []

    def suggest(vocabulary: str, word: str) -> str:
        asked.append((vocabulary, word))
        return "change-manager"

    [found] = check("member", {**RECORDS["member"], "roles": ["mover"]}, "place", suggest)
    assert (asked, found.hint) == ([("roles", "mover")], "did you mean change-manager?")


def test_words_of_no_vocabulary_are_not_asked_for() -> None:
    asked: list[str] = []
    [found] = check("lead", {**RECORDS["lead"], "mode": "frist"}, "place", lambda _, word: asked.append(word) or "x")  # type: ignore[func-returns-value]
    assert (asked, found.hint) == ([], "did you mean first?")


def test_a_flood_of_wrong_words_is_told_in_part_and_looked_up_in_smaller_part() -> None:
    asked: list[str] = []
    roles = [f"nobody-{number}" for number in range(200)]
    found = check("member", {**RECORDS["member"], "roles": roles}, "place", lambda _, word: asked.append(word) or "x")  # type: ignore[func-returns-value]
    assert len(found) == schema.MOST
    assert len(asked) == schema.SUGGESTED


def test_the_vocabularies_of_a_schema() -> None:
    assert enumerations("handover")["lose-reasons"][0] == "budget"
    assert "native" in enumerations("member")["cefr"]


# Where the schemas are, and what they hold


def test_each_schema_is_one_of_ours() -> None:
    assert set(RECORDS) <= set(SCHEMAS)
    for kind in SCHEMAS:
        assert f"/{kind}.schema.json" in schema.schema_text(kind)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a package whose checkout holds a schema."""
    monkeypatch.setattr(importlib.resources, "files", {"pmnet": tmp_path / "pmnet"}.__getitem__)
    for folder in (tmp_path / "pmnet", tmp_path / "schemas"):
        folder.mkdir()
    (tmp_path / "schemas" / "member.schema.json").write_text("of the checkout: ä", encoding="utf-8")
    return tmp_path / "pmnet"


def test_a_checkout_has_its_schemas_beside_the_package(package: Path) -> None:
    assert schema.schema_text("member") == "of the checkout: ä"


def test_a_packaged_schema_comes_before_one_beside_the_package(package: Path) -> None:
    (package / "_schemas").mkdir()
    (package / "_schemas" / "member.schema.json").write_text("packaged", encoding="utf-8")
    assert schema.schema_text("member") == "packaged"


def test_a_schema_is_read_the_same_whatever_the_language_of_the_machine(package: Path) -> None:
    before = locale.setlocale(locale.LC_CTYPE)
    locale.setlocale(locale.LC_CTYPE, "C")
    try:
        assert schema.schema_text("member") == "of the checkout: ä"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


PACKAGE = importlib.resources.files("pmnet")
SCHEMAS = sorted(
    file.name.removesuffix(".schema.json")
    for folder in (PACKAGE / "_schemas", PACKAGE / ".." / "schemas")
    if folder.is_dir()
    for file in folder.iterdir()
)


def values(described: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A schema and those of everything in it."""
    yield described
    for inner in (*described.get("$defs", {}).values(), *described.get("properties", {}).values()):
        yield from values(inner)
    if "items" in described and "$ref" not in described["items"]:
        yield from values(described["items"])


@pytest.mark.parametrize("kind", SCHEMAS)
def test_each_value_of_a_schema_says_what_it_is(kind: str) -> None:
    for described in values(json.loads(schema.schema_text(kind))):
        assert described.get("title") and described.get("description"), described
        assert described.get("type", "string") in schema.TYPES, described


@pytest.mark.parametrize("kind", SCHEMAS)
def test_no_reference_leaves_its_own_schema(kind: str) -> None:
    for reference in re.findall(r'"\$ref": "([^"]*)"', schema.schema_text(kind)):
        assert reference.startswith("#/$defs/")


# What no schema holds yet


def told(monkeypatch: pytest.MonkeyPatch, described: Mapping[str, Any], value: object) -> tuple[str, str]:
    """The message and the hint about the only field of a schema, described so."""
    text = json.dumps({"properties": {"code": {"title": "Code", "description": "A code.", **described}}})
    monkeypatch.setattr(schema, "schema_text", {"bill": text}.__getitem__)
    for cached in ("_validator", "_fast_validator"):
        monkeypatch.setattr(schema, cached, getattr(schema, cached).__wrapped__)
    [found] = check("bill", {"code": value}, "place")
    return found.message, found.hint


def test_what_has_no_words_of_its_own_is_told_in_those_of_the_validator(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, {"multipleOf": 5}, 7) == ("'code': 7 is not a multiple of 5", "A code.")


@pytest.mark.parametrize(
    ("most", "listed"), [(12, " (k00, k01, k02, k03, k04, k05, k06, k07, k08, k09, k10, k11)"), (13, "")]
)
def test_up_to_twelve_words_are_listed(monkeypatch: pytest.MonkeyPatch, most: int, listed: str) -> None:
    words = [f"k{number:02}" for number in range(most)]
    assert told(monkeypatch, {"enum": words}, "zz") == (f"'zz' is not a known code{listed}", "A code.")


@pytest.mark.parametrize(
    ("title", "sort"), [("Member id", "member id"), ("E-mail", "e-mail"), ("SHA-256", "SHA-256"), ("IDs", "IDs")]
)
def test_a_title_stands_inside_a_sentence(monkeypatch: pytest.MonkeyPatch, title: str, sort: str) -> None:
    message, _hint = told(monkeypatch, {"title": title, "pattern": "^x$"}, "y")
    assert message == f"'y' is not a proper {sort}"
