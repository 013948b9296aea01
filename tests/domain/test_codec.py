"""Records and the plain mappings that files hold: nothing is lost, and wrong types raise ValueError only."""

from __future__ import annotations

import functools
import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pmnet.domain.codec import field_names, from_mapping, to_mapping
from pmnet.domain.records import KINDS, FreeTime, Handover, Lead, Member, Network, Policy, Position, Step, Weights

steady = settings(
    derandomize=True, database=None, deadline=None, max_examples=20, phases=(Phase.explicit, Phase.generate)
)
"""Without shrinking: a whole member takes minutes to shrink, and the mapping shown says enough."""

RECORDS = [kind.record for kind in KINDS]
PARTS = sorted(
    {
        part
        for record in RECORDS
        for hint in typing.get_type_hints(record).values()
        for part in (hint, *typing.get_args(hint))
        if isinstance(part, type) and is_dataclass(part)
    },
    key=lambda part: part.__name__,
)

json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["2027-01-11", "anna", "claim"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
extras = st.dictionaries(st.text("abc", min_size=1, max_size=3).map("x-".__add__), json_like, max_size=2)
instants = st.datetimes(datetime(1000, 1, 1), timezones=st.just(UTC)).map(lambda found: found.replace(microsecond=0))


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Every value a field of that type may have."""
    if isinstance(hint, types.UnionType):
        return st.one_of([values_of(part) for part in typing.get_args(hint)])
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return st.lists(values_of(parts[0]), max_size=2).map(tuple)
    if origin is not None:
        return st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=2)
    if is_dataclass(hint):
        return records_of(hint).filter(lambda record: to_mapping(record) != {})
    if issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    simple = {
        types.NoneType: st.none(),
        bool: st.booleans(),
        int: st.integers(),
        str: st.text(max_size=6),
        date: st.dates(),
        datetime: instants,
    }
    return simple[hint]


@functools.cache
def records_of(record: Any) -> st.SearchStrategy[Any]:
    """Every record of a class that a file can show: required lists hold something, and so do optional parts."""
    hints = typing.get_type_hints(record)
    made = {f.name: extras if f.name == "extra" else values_of(hints[f.name]) for f in fields(record)}
    required = [f.name for f in fields(record) if f.default is MISSING and f.default_factory is MISSING]
    return st.builds(record, **made | {name: made[name].filter(lambda value: value != ()) for name in required})


def is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(type(name) is str and is_plain(item) for name, item in value.items())
    return all(map(is_plain, value)) if isinstance(value, list) else type(value) in (str, int, bool, type(None))


@pytest.mark.parametrize("record", RECORDS)
@steady
@given(st.data())
def test_a_record_is_read_as_it_was_written(record: type[Any], data: st.DataObject) -> None:
    written = data.draw(records_of(record))
    assert from_mapping(record, to_mapping(written)) == written


@pytest.mark.parametrize("record", RECORDS)
@steady
@given(st.data())
def test_what_is_written_is_plain(record: type[Any], data: st.DataObject) -> None:
    assert is_plain(to_mapping(data.draw(records_of(record))))


@pytest.mark.parametrize("record", [*RECORDS, *PARTS])
@steady
@given(st.data())
def test_any_values_make_a_record_or_a_value_error(record: type[Any], data: st.DataObject) -> None:
    named = st.fixed_dictionaries({}, optional=dict.fromkeys(field_names(record), json_like))
    content = data.draw(named | st.dictionaries(st.text(max_size=5), json_like, max_size=3))
    try:
        made = from_mapping(record, content)
    except ValueError:
        return
    assert isinstance(made, record)


@pytest.mark.parametrize("record", RECORDS)
@steady
@given(st.data())
def test_one_wrong_value_makes_a_record_or_a_value_error(record: type[Any], data: st.DataObject) -> None:
    content = to_mapping(data.draw(records_of(record)))
    content[data.draw(st.sampled_from(field_names(record)))] = data.draw(json_like)
    try:
        made = from_mapping(record, content)
    except ValueError:
        return
    assert isinstance(made, record)


ANNA = {
    "id": "anna",
    "name": "Anna",
    "email": "anna@example.org",
    "keys": {"sign": "ssh-ed25519 AAAA", "seal": "age1q"},
    "joined": "2026-11-23",
}
LEAD = {
    "id": "261123-k7qx",
    "owner": "anna",
    "registered": "2026-11-23T09:00:00Z",
    "title": "PMO",
    "mode": "first",
    "protected_until": "2027-02-21",
    "positions": [{"key": "pmo", "title": "PMO"}],
}
STEP = {"step": "claim", "by": "bert", "at": "2026-11-23T09:00:00Z"}


def kept_within(small: Any, large: Any) -> bool:
    """Whether everything in `small` is in `large` too; defaults may have been added."""
    if isinstance(small, dict) and isinstance(large, dict):
        return all(name in large and kept_within(value, large[name]) for name, value in small.items())
    if isinstance(small, list) and isinstance(large, list):
        return len(small) == len(large) and all(map(kept_within, small, large))
    return bool(small == large)


@pytest.mark.parametrize(
    ("record", "content"),
    [
        pytest.param(Member, ANNA | {"x-note": {"a": [1, None, True]}}, id="in a member"),
        pytest.param(Member, ANNA | {"keys": ANNA["keys"] | {"x-card": "yubi"}}, id="in a member's keys"),  # type: ignore[operator]
        pytest.param(Lead, LEAD | {"positions": [{"key": "pmo", "title": "PMO", "x-floor": 3}]}, id="in a position"),
        pytest.param(Lead, LEAD | {"x-empty": [], "x-none": None}, id="empty ones"),
    ],
)
def test_a_field_of_the_networks_own_survives(record: type[Any], content: dict[str, Any]) -> None:
    assert kept_within(content, to_mapping(from_mapping(record, content)))


@pytest.mark.parametrize(
    ("record", "content"),
    [
        pytest.param(Member, ANNA | {"id": 7}, id="a number as id"),
        pytest.param(Member, ANNA | {"id": None}, id="no id"),
        pytest.param(Member, {n: v for n, v in ANNA.items() if n != "keys"}, id="keys left out"),
        pytest.param(Member, ANNA | {"joined": "23.11.2026"}, id="a German date"),
        pytest.param(Member, ANNA | {"joined": "2026-02-30"}, id="a day that is none"),
        pytest.param(Member, ANNA | {"roles": "pmo-lead"}, id="a text for a list"),
        pytest.param(Member, ANNA | {"roles": {"pmo-lead": 1}}, id="a mapping for a list"),
        pytest.param(Member, ANNA | {"roles": [None]}, id="nothing in a list"),
        pytest.param(Member, ANNA | {"languages": ["de"]}, id="a list for a mapping"),
        pytest.param(Member, ANNA | {"languages": {"de": 1}}, id="a number as a language's level"),
        pytest.param(Member, ANNA | {"skills": [{"skill": "cost", "level": True}]}, id="true for a number"),
        pytest.param(Member, ANNA | {"skills": [{"skill": "cost", "level": "4"}]}, id="a text for a number"),
        pytest.param(Member, ANNA | {"work_area": {"remote": 1}}, id="one for true"),
        pytest.param(Member, ANNA | {"capacity": {"free": [{"days_per_week": 2}]}}, id="free days without a beginning"),
        pytest.param(Lead, LEAD | {"mode": "fastest"}, id="an unknown mode"),
        pytest.param(Lead, LEAD | {"registered": "2026-11-23"}, id="a day for an instant"),
        pytest.param(Lead, LEAD | {"closed": "2026-11-23T09:00:00Z"}, id="a text for a mapping"),
    ],
)
def test_a_wrong_part_is_refused(record: type[Any], content: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        from_mapping(record, content)


@pytest.mark.parametrize("name", [f.name for f in fields(Step) if f.default is not MISSING])
def test_nothing_is_the_same_as_a_field_left_out(name: str) -> None:
    assert from_mapping(Step, STEP | {name: None}) == from_mapping(Step, STEP)


NETWORK = {"name": "Netz", "founder": "anna", "founded": "2026-11-23T09:00:00Z", "keepers": ["anna"]}


@pytest.mark.parametrize(
    ("policy", "read"),
    [
        pytest.param({"vouches": 3}, Policy(vouches=3), id="no weights"),
        pytest.param({"weights": {}}, Policy(), id="no weight of them"),
        pytest.param({"weights": {"skill": 10}}, Policy(), id="one, as it is anyway"),
        pytest.param(
            {"weights": {"skill": 20, "x-why": "skills first"}},
            Policy(weights=Weights(skill=20, extra={"x-why": "skills first"})),
            id="another, and why",
        ),
    ],
)
def test_weights_that_nobody_said_stay_unsaid(policy: dict[str, Any], read: Policy) -> None:
    content = NETWORK | {"policy": policy}
    network = from_mapping(Network, content)
    assert network.policy == read
    assert to_mapping(network, content) == content


def test_empty_fields_are_left_out_of_the_file() -> None:
    assert to_mapping(from_mapping(Member, ANNA)) == ANNA


@pytest.mark.parametrize(
    ("record", "names"),
    [
        pytest.param(
            Member,
            "id name email keys joined headline roles seniority skills industries methods certificates languages "
            "work_area capacity wants consent vouches objections paused left",
            id="member",
        ),
        pytest.param(
            Lead,
            "id owner registered title mode protected_until positions summary respond_within industry client_size "
            "region remote_percent languages methods certificates start end contract_models client_consent "
            "restrictions sealed erased closed",
            id="lead",
        ),
        pytest.param(Handover, "id lead position owner partner steps", id="handover"),
        pytest.param(Network, "name founder founded keepers publish host sealed_refs language policy", id="network"),
        pytest.param(
            Step,
            "step by at respond_by reason of terms sealed month due cancels entry over_capacity outcome",
            id="step",
        ),
        pytest.param(Position, "key title role skills days_per_week start end", id="position"),
        pytest.param(
            Weights,
            "skill skill_level language certificate industry industry_year role method region remote free fresh "
            "ageing word",
            id="weights",
        ),
        pytest.param(FreeTime, "from to days_per_week", id="free days"),
    ],
)
def test_a_file_holds_exactly_the_fields_of_the_domain(record: type[Any], names: str) -> None:
    assert set(field_names(record)) == set(names.split())
