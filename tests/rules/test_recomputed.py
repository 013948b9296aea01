"""On random networks `find`, `match` and `team` answer what the oracle works out from the YAML: who, in which order, for what,
and what is missing. An index that followed many changes answers like one built afresh.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import program
import pytest
from drawn_networks import changes, moments, networks, questions
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from oracle import Oracle, Row, Salt
from program import Line

PARTS = 4
"""The networks in parts, so that several processes share them."""

EACH_PART = pytest.mark.parametrize(
    "part", [part if part < PARTS // 2 else pytest.param(part, marks=pytest.mark.long) for part in range(PARTS)]
)
"""Half of them always, all of them in the long form: each part is drawn from a seed of its own."""

NETWORKS = 200
STORIES = 100


def steady(examples: int) -> settings:
    """Nothing is made smaller: that takes longer than a test may, and records are small enough to be read."""
    return settings(
        database=None,
        deadline=None,
        max_examples=examples,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )


MEMBER_MISSES = {
    "skill": r"no {key}$|{key} at level \d",
    "language": r"no {key}$|{key} \w+, asked for",
    "industry": r"no experience in industry {key}$",
    "certificate": r"no {key}$|{key} expired on",
    "role": r"does not work as {key}$",
    "method": r"does not work by {key}$",
    "region": r"does not work in {key}$|works on site in {key} for at most",
    "remote": r"does not work remotely$",
    "word": r"'{key}' is not mentioned$",
    "free": r"free \d of \d days? a week",
    "confirmed": r"free days (not confirmed since|were never confirmed)",
    "wish industry": r"does not want to work in industry",
    "wish days": r"wants at least \d days? a week",
    "wish contract": r"accepts none of its contract models",
}
"""How it is said that somebody misses a criterion."""

POSITION_MISSES = {
    "skill": r"does not ask for {key}$|asks for {key} at|{key} at level",
    "language": r"does not need {key}$|needs {key} \w+, more than",
    "industry": r"industry (\d\d|not said)",
    "certificate": r"does not ask for {key}$",
    "role": r"looks for",
    "method": r"does not name {key}$",
    "region": r"in [A-Z]|no region said",
    "remote": r"not remote",
    "word": r"'{key}' is not mentioned$",
    "days": r"\d+ days? a week|days a week not said",
    "from": r"starts .*before",
    "to": r"ends .*after|no last day said",
}
"""How it is said that a lead does."""


@EACH_PART
def test_what_is_found_and_matched_is_what_the_records_say(part: int) -> None:
    @seed(part)
    @steady(NETWORKS // PARTS)
    @given(st.data(), moments, questions())
    def check(data: st.DataObject, now: datetime, asked: list[dict[str, Any]]) -> None:
        files = data.draw(networks(now))
        oracle, state = Oracle(files, now), program.snapshot(files)
        index = program.index_of(state, now)
        assert index.broken() == []
        asked = [on_days(options, oracle.today) for options in asked]
        found_members(oracle, index, asked)
        found_leads(oracle, index, asked)
        matched(oracle, index)
        matched_me(oracle, index)
        teamed(oracle, index, state)

    check()


@EACH_PART
def test_an_index_brought_forward_answers_like_one_built_afresh(part: int) -> None:
    @seed(part)
    @steady(STORIES // PARTS)
    @given(st.data(), moments, questions())
    def check(data: st.DataObject, now: datetime, asked: list[dict[str, Any]]) -> None:
        files = data.draw(networks(now))
        asked = [on_days(options, now.date()) for options in asked[:3]]
        index = program.index_of(program.snapshot(files), now)
        for change in data.draw(changes(files, data.draw(networks(now)))):
            files = {path: text for path, text in (files | change).items() if text is not None}
            state = program.snapshot(files)
            index = program.brought_forward(index, state, change)
            afresh = program.index_of(state, now)
            me = "bea" if len(files) % 2 else "anna"
            assert program.all_told(index, me, asked) == program.all_told(afresh, me, asked)
            assert program.unreadable(index) == program.unreadable(afresh)

    check()


def on_days(options: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Options with days instead of how far these are from today's Monday."""
    monday = today - timedelta(days=today.weekday())
    return {
        name: monday + timedelta(days=value) if name in ("from", "to") else value for name, value in options.items()
    }


def found_members(oracle: Oracle, index: program.Index, asked: Sequence[Mapping[str, Any]]) -> None:
    for options in asked:
        answer = program.find_members(index, options)
        same(oracle.find(dict(options), by_id(answer.salt)), answer.lines, MEMBER_MISSES)
    assert program.find_members(index, options, 3).lines == answer.lines[:3]


def found_leads(oracle: Oracle, index: program.Index, asked: Sequence[Mapping[str, Any]]) -> None:
    for options, me in zip(asked, [*oracle.members, *oracle.members], strict=False):
        answer = program.find_leads(index, me, options)
        rows = oracle.find_leads(me, dict(options), by_id(answer.salt))
        chosen = {line.id: line.position for line in answer.lines}
        rows = [oracle.as_good(row, chosen.get(row.id, ""), dict(options)) for row in rows]
        same(rows, answer.lines, POSITION_MISSES)
    assert program.find_leads(index, me, options, 2).lines == answer.lines[:2]


def matched(oracle: Oracle, index: program.Index) -> None:
    for lead, record in oracle.leads.items():
        keys = [position["key"] for position in oracle.open_positions(record)] if oracle.is_open(record) else []
        assert program.open_positions(index, lead) == keys
        for key in keys:
            answer = program.match_lead(index, lead, key)
            same(oracle.match(lead, key, by_id(answer.salt)), answer.lines, MEMBER_MISSES)


def matched_me(oracle: Oracle, index: program.Index) -> None:
    for me in oracle.active[:4]:
        lines, salts = program.match_me(index, me)
        rows = oracle.match_me(me, by_position(me, salts))
        same(rows, lines, MEMBER_MISSES)


def teamed(oracle: Oracle, index: program.Index, state: program.Snapshot) -> None:
    for lead in oracle.leads:
        suggested, salts = program.team(index, state, lead)
        salt = by_id_in(salts)
        assert suggested == oracle.team(lead, salt), lead


def by_id(salt: str) -> Salt:
    return lambda row: f"{salt}{row.id}"


def by_id_in(salts: Mapping[str, str]) -> Salt:
    return lambda row: f"{salts[row.position.split('.')[1]]}{row.id}"


def by_position(me: str, salts: Mapping[str, str]) -> Salt:
    return lambda row: f"{salts[row.position]}{me} {row.position.replace('.', ' ')}"


def same(expected: Sequence[Row], lines: Sequence[Line], misses: Mapping[str, str]) -> None:
    """The same lines in the same order, each with the same points and the same missing."""
    assert [(r.id, r.position, r.score) for r in expected] == [(one.id, one.position, one.score) for one in lines]
    for row, line in zip(expected, lines, strict=True):
        assert sorted(points for *_, points in row.points) == sorted(line.points), (row, line)
        assert sum(line.points) == line.score
        left = list(line.missing)
        for kind, key in row.missing:
            form = misses[f"wish {key}" if kind == "wish" else kind].replace("{key}", re.escape(key))
            told = [text for text in left if re.match(form, text)]
            assert told, (kind, key, row, line)
            left.remove(told[0])
        assert left == [], (row, line)
