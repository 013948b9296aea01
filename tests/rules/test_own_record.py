"""Where a member stands is the same, whether their own record already says it or everybody's is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from cast import ANNA, BERT, CARL, DAY, NOW, network, vouch
from hypothesis import given, settings
from hypothesis import strategies as st

from pmnet.domain.records import Member, Network, Objection, Vouch
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.admission import roll, status_of

NAMES = ("anna", "bert", "carl", "dora", "eve", "fay")
WINDOW = 7

moments = st.integers(-60, 12).map(lambda days: NOW + days * DAY)
withdrawals = st.none() | st.integers(0, 2 * WINDOW)


@st.composite
def members(draw: st.DrawFn, name: str) -> Member:
    given_at = draw(st.lists(st.tuples(st.sampled_from(NAMES), moments, withdrawals), max_size=4))
    vouches = tuple(
        Vouch(by, at, "interview", None if after is None else at + after * DAY)
        for by, at, after in given_at
        if by != name
    )
    against = draw(st.lists(st.tuples(st.sampled_from(NAMES), moments, st.booleans()), max_size=4))
    objections = tuple(
        Objection(by, at, "never answers", at + DAY if taken_back else None) for by, at, taken_back in against
    )
    left = draw(st.sampled_from([None, None, None, date(2026, 2, 1)]))
    paused = draw(st.sampled_from([None, None, date(2026, 3, 1)]))
    return replace(
        BERT,
        id=name,
        keys=replace(BERT.keys, sign=f"key of {name}"),
        vouches=vouches,
        objections=objections,
        left=left,
        paused=paused,
    )


@st.composite
def networks(draw: st.DrawFn) -> tuple[Network, list[Member]]:
    found = network(
        vouches=draw(st.integers(1, 3)),
        vouches_while_small=draw(st.integers(1, 3)),
        small_below=draw(st.integers(0, 4)),
        objection_days=draw(st.sampled_from([0, WINDOW])),
        suspension_at_least=draw(st.integers(0, 3)),
        suspension_one_in=draw(st.integers(1, 4)),
    )
    return found, [draw(members(name)) for name in draw(st.sets(st.sampled_from(NAMES)).map(sorted))]


@settings(max_examples=200, derandomize=True, deadline=None)
@given(networks(), st.integers(-30, 40))
def test_ones_own_record_says_what_everybodys_say(drawn: tuple[Network, list[Member]], days: int) -> None:
    found, people = drawn
    snapshot, now = Snapshot.of(found, *people), NOW + timedelta(days=days)
    for name in (*NAMES, "nobody", "Not An Id"):
        assert status_of(name, snapshot, now) == roll(snapshot).status(name, now)


@pytest.mark.parametrize(
    "who",
    [
        pytest.param(replace(ANNA, paused=date(2026, 2, 1)), id="the founder"),
        pytest.param(
            replace(CARL, vouches=(vouch("anna"), vouch("bert"))), id="vouched for by as many as are ever needed"
        ),
        pytest.param(replace(CARL, left=date(2026, 2, 1)), id="who left"),
    ],
)
def test_nobody_elses_record_is_read_where_it_is_plain(who: Member) -> None:
    reads: list[str] = []
    known = {record.path: record for record in (network(), who)}

    def text(path: str) -> bytes | None:
        reads.append(path)
        return b"x" if path in known else None

    def listed(folder: str) -> list[str]:
        raise AssertionError(f"{folder} was listed")

    snapshot = Snapshot(text, listed, lambda path, _: known[path])
    assert status_of(who.id, snapshot, NOW) is not None
    assert set(reads) <= {"network.yaml", who.path}
