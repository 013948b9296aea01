"""From bytes to records: what is refused, where it is said to be, and that nothing hostile gets further."""

from __future__ import annotations

import copy
import time
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pmnet.domain.codec import to_mapping
from pmnet.domain.records import Handover, Lead, Member, Network
from pmnet.errors import Finding, Findings
from pmnet.store.files import dump
from pmnet.store.parsing import parse, parse_checked, record_text

steady = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=50,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)

SIGN = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "B" * 43
SEAL = "age1" + "q" * 58
DIGEST = "0" * 64

ANNA: dict[str, Any] = {
    "id": "anna",
    "name": "Anna Beispiel",
    "email": "anna@example.org",
    "keys": {"sign": SIGN, "seal": SEAL},
    "joined": "2026-11-23",
    "headline": "PMO and cutover",
    "roles": ["pmo-lead"],
    "seniority": {"years": 12, "largest_budget": "1m-5m", "largest_team": "10-19"},
    "skills": [{"skill": "risk-management", "level": 4, "years": 9, "last_used": 2026}],
    "industries": [{"division": "21", "years": 5}],
    "methods": ["prince2"],
    "certificates": [{"certificate": "pmp", "issued": "2025-01-01", "expires": "2028-01-01"}],
    "languages": {"de": "native", "en": "C1"},
    "work_area": {"base": "DE-BY", "countries": ["DE", "AT"], "remote": True, "onsite_percent": 40},
    "capacity": {
        "days_per_week": 5,
        "confirmed": "2026-11-20",
        "free": [{"from": "2027-01-04", "to": "2027-03-31", "days_per_week": 3}],
    },
    "wants": {"min_days": 2, "exclude_industries": ["92"], "contract_models": ["direct"]},
    "vouches": [{"by": "bert", "at": "2026-11-24T09:00:00Z", "basis": "worked-together"}],
    "objections": [{"by": "carl", "at": "2026-11-25T09:00:00Z", "reason": "late", "withdrawn": "2026-11-26T09:00:00Z"}],
    "x-note": {"a": [1, None]},
}
LEAD: dict[str, Any] = {
    "id": "261123-k7qx",
    "owner": "anna",
    "registered": "2026-11-23T09:00:00Z",
    "title": "PMO for a rollout",
    "mode": "first",
    "protected_until": "2027-02-21",
    "positions": [
        {
            "key": "pmo",
            "title": "PMO lead",
            "role": "pmo-lead",
            "skills": [{"skill": "risk-management", "level": 3, "must": True}],
            "days_per_week": 3,
            "start": "2027-01-11",
            "end": "2027-06-30",
        }
    ],
    "respond_within": 8,
    "industry": "21",
    "region": "DE-BY",
    "languages": {"de": "C1"},
    "sealed": DIGEST,
    "closed": {"at": "2026-12-01T09:00:00Z", "reason": "filled"},
}
HANDOVER: dict[str, Any] = {
    "id": "261123-k7qx.pmo.1",
    "lead": "261123-k7qx",
    "position": "pmo",
    "owner": "anna",
    "partner": "bert",
    "steps": [
        {
            "step": "claim",
            "by": "bert",
            "at": "2026-11-24T09:00:00Z",
            "respond_by": "2026-11-25T09:00:00Z",
            "of": DIGEST,
        },
        {"step": "decline", "by": "anna", "at": "2026-11-24T10:00:00Z", "reason": "dates"},
    ],
}
NETWORK: dict[str, Any] = {
    "name": "PM Netz",
    "founder": "anna",
    "founded": "2026-01-01T09:00:00Z",
    "keepers": ["anna"],
    "policy": {"answer_hours": 16, "time_zone": "Europe/Berlin", "holidays": ["2026-12-25"]},
}
PLACES: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "network.yaml": (Network, NETWORK),
    "members/anna.yaml": (Member, ANNA),
    "leads/2026-11/261123-k7qx.yaml": (Lead, LEAD),
    "handovers/2026-11/261123-k7qx.pmo.1.yaml": (Handover, HANDOVER),
}
MEMBER = "members/anna.yaml"


def text(content: dict[str, Any]) -> bytes:
    return dump(content).encode()


def findings(path: str, data: bytes) -> tuple[Finding, ...]:
    with pytest.raises(Findings) as caught:
        parse_checked(path, data)
    return caught.value.findings


@pytest.mark.parametrize("path", PLACES)
def test_a_good_record_is_read(path: str) -> None:
    kind, content = PLACES[path]
    assert isinstance(parse_checked(path, text(content)), kind)


@pytest.mark.parametrize("path", PLACES)
def test_reading_and_writing_back_loses_nothing(path: str) -> None:
    _, content = PLACES[path]
    again = to_mapping(parse(path, text(content)))
    assert {name: again[name] for name in content if name != "policy"} == {
        name: value for name, value in content.items() if name != "policy"
    }


@pytest.mark.parametrize("path", PLACES)
def test_writing_back_what_was_read_changes_no_byte(path: str) -> None:
    before = text(PLACES[path][1])
    assert record_text(parse(path, before), before) == before


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"roles": []}, id="an empty list"),
        pytest.param({"languages": {}}, id="an empty mapping"),
        pytest.param({"capacity": {}}, id="a part that says nothing"),
        pytest.param({"capacity": {"free": []}}, id="a part with an empty list"),
        pytest.param({"x-empty": [], "x-none": None}, id="empty fields of the network's own"),
    ],
)
def test_writing_back_keeps_what_says_nothing(change: dict[str, Any]) -> None:
    before = text(ANNA | change)
    assert record_text(parse_checked(MEMBER, before), before) == before


@pytest.mark.parametrize("path", PLACES)
def test_a_comment_survives_reading_and_writing_back(path: str) -> None:
    before = b"# by hand\n" + text(PLACES[path][1])
    assert record_text(parse(path, before), before).startswith(b"# by hand\n")


@pytest.mark.parametrize(
    ("path", "content"),
    [
        pytest.param("members/bert.yaml", ANNA, id="another member's file"),
        pytest.param("leads/2026-11/261123-aaaa.yaml", LEAD, id="another lead's file"),
        pytest.param("handovers/2026-11/261123-k7qx.pmo.2.yaml", HANDOVER, id="another place in line"),
        pytest.param("members/readme.txt", ANNA, id="a file that is no record"),
        pytest.param("members/sub/anna.yaml", ANNA, id="a folder below"),
        pytest.param("members/con.yaml", ANNA | {"id": "con"}, id="a device"),
        pytest.param("leads/2026-12/261123-k7qx.yaml", LEAD, id="another month"),
        pytest.param("README.md", ANNA, id="beside the records"),
    ],
)
@pytest.mark.parametrize("read", [parse, parse_checked])
def test_a_record_at_a_wrong_path_is_refused(read: Any, path: str, content: dict[str, Any]) -> None:
    with pytest.raises(Findings) as caught:
        read(path, text(content))
    assert [found.rule for found in caught.value.findings] == ["path"]


def test_an_id_that_does_not_fit_the_place_is_pointed_at() -> None:
    [found] = findings("members/bert.yaml", b"# by hand\nx-first: 1\n" + text(ANNA))
    assert (found.line, found.column) == (3, 5)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        pytest.param({"id": 7}, ("id",), id="a number as id"),
        pytest.param({"joined": "23.11.2026"}, ("joined",), id="a German date"),
        pytest.param({"joined": "20261123"}, ("joined",), id="a date without hyphens"),
        pytest.param({"joined": "2026-02-30"}, ("joined",), id="a day that is none"),
        pytest.param({"joined": None}, ("joined",), id="no date"),
        pytest.param({"keys": SIGN}, ("keys",), id="a text for the keys"),
        pytest.param({"keys": None}, ("keys",), id="no keys"),
        pytest.param({"roles": "pmo-lead"}, ("roles",), id="a text for a list"),
        pytest.param({"languages": {"de": 1}}, ("languages", "de"), id="a number as a language's level"),
        pytest.param(
            {"skills": [{"skill": "cutover", "level": "4"}]}, ("skills", 0, "level"), id="a text for a number"
        ),
        pytest.param({"skills": [{"skill": "cutover", "level": True}]}, ("skills", 0, "level"), id="true for a number"),
        pytest.param({"skills": ["cutover"]}, ("skills", 0), id="a text for a mapping"),
        pytest.param({"work_area": {"remote": "yes"}}, ("work_area", "remote"), id="yes for true"),
        pytest.param(
            {"vouches": [{"by": "bert", "at": "2026-11-24", "basis": "interview"}]},
            ("vouches", 0, "at"),
            id="a day for an instant",
        ),
    ],
)
def test_a_wrong_type_is_refused_even_unchecked(change: dict[str, Any], pointer: tuple[Any, ...]) -> None:
    with pytest.raises(Findings) as caught:
        parse(MEMBER, text(ANNA | change))
    assert {found.pointer for found in caught.value.findings} == {pointer}


@pytest.mark.parametrize(
    ("path", "change", "pointer"),
    [
        pytest.param(
            MEMBER, {"skills": [{"skill": "risk-managment", "level": 3}]}, ("skills", 0, "skill"), id="an unknown skill"
        ),
        pytest.param(MEMBER, {"roles": ["juggler"]}, ("roles", 0), id="an unknown role"),
        pytest.param(MEMBER, {"languages": {"de": "D1"}}, ("languages", "de"), id="an unknown language level"),
        pytest.param(MEMBER, {"industries": [{"division": "00"}]}, ("industries", 0, "division"), id="no industry"),
        pytest.param(MEMBER, {"industries": [{"division": "C"}]}, ("industries", 0, "division"), id="a section letter"),
        pytest.param(MEMBER, {"skills": [{"skill": "cutover", "level": 6}]}, ("skills", 0, "level"), id="level six"),
        pytest.param(MEMBER, {"headline": "x" * 121}, ("headline",), id="a headline of 121 characters"),
        pytest.param(MEMBER, {"email": "anna"}, ("email",), id="an address without @"),
        pytest.param(MEMBER, {"day_rate": "1200"}, ("day_rate",), id="a day rate"),
        pytest.param(MEMBER, {"keys": {"sign": "ssh-rsa AAAA", "seal": SEAL}}, ("keys", "sign"), id="an RSA key"),
        pytest.param(
            MEMBER, {"keys": {"sign": SIGN + "\n", "seal": SEAL}}, ("keys", "sign"), id="a key and a line feed"
        ),
        pytest.param(
            "leads/2026-11/261123-k7qx.yaml", {"summary": "x" * 601}, ("summary",), id="a summary of 601 characters"
        ),
        pytest.param("leads/2026-11/261123-k7qx.yaml", {"positions": []}, ("positions",), id="no position"),
        pytest.param("leads/2026-11/261123-k7qx.yaml", {"sealed": "0" * 63}, ("sealed",), id="a short digest"),
        pytest.param("network.yaml", {"keepers": []}, ("keepers",), id="no keeper"),
        pytest.param("network.yaml", {"publish": "by-mail"}, ("publish",), id="an unknown way to publish"),
        pytest.param(
            "network.yaml", {"policy": {"answer_hours": 0}}, ("policy", "answer_hours"), id="no time to answer"
        ),
        pytest.param("handovers/2026-11/261123-k7qx.pmo.1.yaml", {"steps": []}, ("steps",), id="no steps"),
    ],
)
def test_a_wrong_value_is_refused_when_checked(path: str, change: dict[str, Any], pointer: tuple[Any, ...]) -> None:
    assert {found.pointer for found in findings(path, text(PLACES[path][1] | change))} == {pointer}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"skills": [{"skill": "risk-managment", "level": 3}]}, id="an unknown skill"),
        pytest.param({"roles": ["juggler"]}, id="an unknown role"),
        pytest.param({"languages": {"de": "D1"}}, id="an unknown language level"),
    ],
)
def test_an_unknown_term_is_read_unchecked(change: dict[str, Any]) -> None:
    assert isinstance(parse(MEMBER, text(ANNA | change)), Member)


def test_an_unknown_term_comes_with_the_nearest_known_one() -> None:
    [found] = findings(MEMBER, text(ANNA | {"skills": [{"skill": "Risikomanagement", "level": 3}]}))
    assert found.hint == "did you mean risk-management?"


def test_everything_wrong_is_said_at_once_each_in_its_line() -> None:
    data = b"id: anna\nname: ''\nemail: nobody\nkeys: {}\njoined: 2026-11-23\nsalary: 1\n"
    assert {(found.line, found.pointer[:1]) for found in findings(MEMBER, data)} == {
        (2, ("name",)),
        (3, ("email",)),
        (4, ("keys",)),
        (6, ("salary",)),
    }


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"skills": [{"a": n} for n in range(900)]}, id="nine hundred mappings that are no skills"),
        pytest.param({"roles": [n if n % 2 else [n] for n in range(900)]}, id="nine hundred things that are no roles"),
        pytest.param({"languages": {f"k{n}": "C1" for n in range(600)}}, id="six hundred unknown languages"),
    ],
)
def test_a_flood_of_wrong_values_is_refused_in_under_a_second(change: dict[str, Any]) -> None:
    began = time.process_time()
    assert findings(MEMBER, text(ANNA | change))
    assert time.process_time() - began < 1


def places(content: Any, pointer: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where a value can be changed."""
    inner = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    return [found for name, value in inner for found in ((*pointer, name), *places(value, (*pointer, name)))]


def changed(content: dict[str, Any], pointer: tuple[Any, ...], value: Any) -> dict[str, Any]:
    made = copy.deepcopy(content)
    target: Any = made
    for part in pointer[:-1]:
        target = target[part]
    target[pointer[-1]] = value
    return made


texts = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=10) | st.sampled_from(
    ["", "anna", "claim", "C1", "2027-01-11", "0000-00-00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "٢٠٢٧-01-11",
     "../../etc/passwd", "261123-k7qx", "261123-k7qx.pmo.1", "con", "x" * 3000, "Nowhere/City", "native"]
)  # fmt: skip
json_like = st.recursive(
    st.none() | st.booleans() | st.integers(1 - 10**17, 10**18 - 1) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def outcome(read: Any, path: str, data: bytes) -> Any:
    """The record, or what was found wrong."""
    try:
        return read(path, data)
    except Findings as error:
        return error.findings


def check_any(path: str, data: bytes) -> None:
    """Both readers give a record that belongs there, or findings with a place; never another exception."""
    for read in (parse, parse_checked):
        found = outcome(read, path, data)
        if isinstance(found, tuple):
            assert found
            assert all(one.path == path and (one.rule == "path" or (one.line and one.column)) for one in found)
        else:
            assert found.path == path


@pytest.mark.parametrize("path", PLACES)
@steady
@given(st.data())
def test_one_hostile_value_is_a_record_or_findings(path: str, data: st.DataObject) -> None:
    _, content = PLACES[path]
    hostile = changed(content, data.draw(st.sampled_from(places(content))), data.draw(json_like))
    check_any(path, text(hostile))


@pytest.mark.parametrize("path", [*PLACES, "members/readme.txt", "README.md"])
@steady
@given(
    st.dictionaries(
        texts | st.sampled_from(["id", "name", "steps", "keys", "policy", "positions"]), json_like, max_size=5
    )
)
def test_any_mapping_is_a_record_or_findings(path: str, content: dict[str, Any]) -> None:
    check_any(path, text(content))


@pytest.mark.parametrize("path", PLACES)
@steady
@given(st.binary(max_size=50))
def test_any_bytes_are_a_record_or_findings(path: str, data: bytes) -> None:
    check_any(path, data)


@pytest.mark.parametrize("path", PLACES)
@steady
@given(st.data())
def test_whatever_is_written_back_says_the_same(path: str, data: st.DataObject) -> None:
    _, content = PLACES[path]
    before = text(changed(content, data.draw(st.sampled_from(places(content))), data.draw(json_like)))
    record = outcome(parse_checked, path, before)
    assert isinstance(record, tuple) or parse_checked(path, record_text(record, before)) == record


@pytest.mark.parametrize("path", PLACES)
@steady
@given(st.data())
def test_what_passes_the_full_check_passes_the_quick_one(path: str, data: st.DataObject) -> None:
    _, content = PLACES[path]
    hostile = text(changed(content, data.draw(st.sampled_from(places(content))), data.draw(json_like)))
    checked, unchecked = (outcome(read, path, hostile) for read in (parse_checked, parse))
    assert isinstance(checked, tuple) or checked == unchecked
