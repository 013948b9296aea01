"""Who is a member, and since when (DOMAIN section 5: vouches, objection window, suspension; story 1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from cast import ANNA, BERT, CARL, DAY, EVE, FOUNDED, NOW, keys_of, member, network, vouch

from pmnet.domain.records import Member, Objection, Vouch
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.admission import Status, admissions, roll, roll_of, statuses, vouches_needed

LARGE = tuple(member(name, vouch("anna")) for name in ("bert", "carl", "dora", "emil", "fred"))
"""Five who became active together; with anna they are six, so two vouches are needed from then on."""

SECOND = timedelta(seconds=1)


def status(who: Member, *others: Member, at: datetime = NOW, **policy: Any) -> Status:
    return statuses(network(**policy), [ANNA, *others, who], at)[who.id]


def objection(by: str, withdrawn: datetime | None = None) -> Objection:
    return Objection(by, NOW - DAY, "never answers", withdrawn)


# The founder


@pytest.mark.parametrize(
    ("founder", "found"),
    [
        pytest.param(ANNA, Status.ACTIVE, id="without a vouch"),
        pytest.param(replace(ANNA, paused=date(2026, 2, 1)), Status.PAUSED, id="who paused"),
        pytest.param(replace(ANNA, left=date(2026, 2, 1)), Status.LEFT, id="who left"),
    ],
)
def test_the_founder(founder: Member, found: Status) -> None:
    assert statuses(network(), [founder], NOW) == {"anna": found}


def test_the_founder_is_active_from_the_founding_on() -> None:
    assert statuses(network(), [ANNA], FOUNDED) == {"anna": Status.ACTIVE}


# One vouch is enough while fewer than five are active


@pytest.mark.parametrize(
    ("vouches", "at", "found"),
    [
        pytest.param((), NOW, Status.CANDIDATE, id="nobody vouches"),
        pytest.param((vouch("anna", NOW),), NOW, Status.CANDIDATE, id="on the day of the vouch"),
        pytest.param((vouch("anna", NOW),), NOW + 7 * DAY - SECOND, Status.CANDIDATE, id="a second too early"),
        pytest.param((vouch("anna", NOW),), NOW + 7 * DAY, Status.ACTIVE, id="when the window has passed"),
        pytest.param(
            (vouch("anna", NOW, NOW + DAY),), NOW + 30 * DAY, Status.CANDIDATE, id="withdrawn inside the window"
        ),
        pytest.param(
            (vouch("anna", NOW, NOW + 8 * DAY),), NOW + 30 * DAY, Status.ACTIVE, id="withdrawn after the window"
        ),
        pytest.param(
            (vouch("anna", NOW, NOW + DAY), vouch("anna", NOW + 2 * DAY)),
            NOW + 9 * DAY,
            Status.ACTIVE,
            id="withdrawn, given again, and the window passed",
        ),
        pytest.param(
            (vouch("anna", NOW, NOW + DAY), vouch("anna", NOW + 2 * DAY)),
            NOW + 8 * DAY,
            Status.CANDIDATE,
            id="withdrawn, given again, and the window still open",
        ),
    ],
)
def test_in_a_small_network(vouches: tuple[Vouch, ...], at: datetime, found: Status) -> None:
    assert status(member("eve", *vouches), at=at) is found


# Two vouches from the fifth active member on


@pytest.mark.parametrize(
    ("vouches", "at", "found"),
    [
        pytest.param((vouch("anna", NOW),), NOW + 30 * DAY, Status.CANDIDATE, id="one vouch"),
        pytest.param(
            (vouch("anna", NOW), vouch("anna", NOW + DAY)), NOW + 30 * DAY, Status.CANDIDATE, id="two by the same"
        ),
        pytest.param(
            (vouch("anna", NOW), vouch("bert", NOW + 3 * DAY)),
            NOW + 10 * DAY - SECOND,
            Status.CANDIDATE,
            id="two, the window after the second still open",
        ),
        pytest.param(
            (vouch("anna", NOW), vouch("bert", NOW + 3 * DAY)),
            NOW + 10 * DAY,
            Status.ACTIVE,
            id="two, and the window after the second has passed",
        ),
        pytest.param(
            (vouch("anna", NOW, NOW + 9 * DAY), vouch("bert", NOW + 3 * DAY)),
            NOW + 30 * DAY,
            Status.CANDIDATE,
            id="the first withdrawn inside the window of the second",
        ),
        pytest.param(
            (vouch("anna", NOW, NOW + DAY), vouch("bert", NOW + 3 * DAY)),
            NOW + 30 * DAY,
            Status.CANDIDATE,
            id="the first withdrawn before the second came",
        ),
        pytest.param(
            (vouch("anna", NOW, NOW + DAY), vouch("bert", NOW + 3 * DAY), vouch("carl", NOW + 4 * DAY)),
            NOW + 11 * DAY,
            Status.ACTIVE,
            id="one withdrawn and a third came",
        ),
        pytest.param(
            (vouch("anna", NOW, NOW + 20 * DAY), vouch("bert", NOW, NOW + 20 * DAY)),
            NOW + 30 * DAY,
            Status.ACTIVE,
            id="both withdrawn long after",
        ),
    ],
)
def test_in_a_larger_network(vouches: tuple[Vouch, ...], at: datetime, found: Status) -> None:
    assert status(member("gus", *vouches), *LARGE, at=at) is found


@pytest.mark.parametrize(
    ("active", "needed"),
    [pytest.param(4, 1, id="four are active"), pytest.param(5, 2, id="five are active")],
)
def test_how_many_vouches_are_needed(active: int, needed: int) -> None:
    assert vouches_needed(network(), active) == needed


def test_growth_takes_nothing_back() -> None:
    early = member("gus", vouch("anna", FOUNDED + DAY))
    assert status(early, *LARGE) is Status.ACTIVE


def test_who_was_vouched_for_while_small_but_after_the_others_needs_two() -> None:
    late = member("gus", vouch("anna", FOUNDED + 8 * DAY))
    assert status(late, *LARGE) is Status.CANDIDATE


def test_a_vouch_of_the_future_does_not_count_yet() -> None:
    assert status(member("eve", vouch("anna", NOW + DAY)), at=NOW) is Status.CANDIDATE


def test_leaving_makes_a_network_small_again() -> None:
    gone = [replace(one, left=date(2026, 6, 1)) for one in LARGE]
    assert status(member("gus", vouch("anna", NOW)), *gone, at=NOW + 7 * DAY) is Status.ACTIVE


def test_when_each_became_active() -> None:
    assert admissions(network(), [ANNA, BERT, EVE]) == {"anna": FOUNDED, "bert": FOUNDED + 7 * DAY}


def test_policy_sets_the_window() -> None:
    assert status(member("eve", vouch("anna", NOW)), at=NOW, objection_days=0) is Status.ACTIVE


def test_the_order_of_the_records_does_not_matter() -> None:
    known = [ANNA, *LARGE, member("gus", vouch("anna", NOW), vouch("bert", NOW)), EVE]
    assert statuses(network(), known, NOW + 8 * DAY) == statuses(network(), known[::-1], NOW + 8 * DAY)


# Suspension: objections of more than a third of the active members, at least two


def objected(*objections: Objection) -> Member:
    return replace(LARGE[0], objections=objections)


@pytest.mark.parametrize(
    ("objections", "found"),
    [
        pytest.param([objection("carl")], Status.ACTIVE, id="one of six"),
        pytest.param([objection("carl"), objection("dora")], Status.ACTIVE, id="two of six are only a third"),
        pytest.param([objection("carl"), objection("dora"), objection("emil")], Status.SUSPENDED, id="three of six"),
        pytest.param(
            [objection("carl"), objection("dora"), objection("emil", NOW)], Status.ACTIVE, id="one of three withdrawn"
        ),
        pytest.param(
            [objection("carl"), objection("dora"), objection("dora")], Status.ACTIVE, id="the same member twice"
        ),
        pytest.param([objection("carl"), objection("dora"), objection("bert")], Status.ACTIVE, id="the member's own"),
        pytest.param([objection("carl"), objection("dora"), objection("nobody")], Status.ACTIVE, id="a stranger's"),
    ],
)
def test_suspension_in_a_network_of_six(objections: list[Objection], found: Status) -> None:
    assert status(objected(*objections), *LARGE[1:]) is found


@pytest.mark.parametrize(
    ("others", "objecting", "found"),
    [
        pytest.param((), ("anna",), Status.ACTIVE, id="one of two: fewer than two object"),
        pytest.param(LARGE[1:2], ("anna", "carl"), Status.SUSPENDED, id="two of three"),
        pytest.param(LARGE[1:4], ("anna", "carl"), Status.SUSPENDED, id="two of five"),
        pytest.param(LARGE[1:5], ("anna", "carl"), Status.ACTIVE, id="two of six"),
    ],
)
def test_suspension_by_size(others: tuple[Member, ...], objecting: tuple[str, ...], found: Status) -> None:
    assert status(objected(*map(objection, objecting)), *others) is found


def test_an_objection_of_a_candidate_does_not_count() -> None:
    assert status(objected(objection("carl"), objection("eve")), LARGE[1], EVE) is Status.ACTIVE


def test_an_objection_of_somebody_who_left_does_not_count() -> None:
    gone = replace(LARGE[2], left=date(2026, 6, 1))
    assert status(objected(objection("carl"), objection("dora")), LARGE[1], gone) is Status.ACTIVE


def test_who_left_does_not_count_among_the_active() -> None:
    gone = replace(LARGE[4], left=date(2026, 6, 1))
    found = status(objected(objection("carl"), objection("dora")), *LARGE[1:4], gone)
    assert found is Status.SUSPENDED


# Leaving and pausing


@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param({"left": date(2026, 6, 1)}, Status.LEFT, id="left"),
        pytest.param({"paused": date(2026, 6, 1)}, Status.PAUSED, id="paused"),
        pytest.param({"paused": date(2026, 5, 1), "left": date(2026, 6, 1)}, Status.LEFT, id="paused and then left"),
        pytest.param({"vouches": (), "paused": date(2026, 6, 1)}, Status.CANDIDATE, id="a candidate who paused"),
        pytest.param({"vouches": (), "left": date(2026, 6, 1)}, Status.LEFT, id="a candidate who left"),
        pytest.param(
            {"paused": date(2026, 6, 1), "objections": (objection("anna"), objection("carl"))},
            Status.SUSPENDED,
            id="paused and suspended",
        ),
    ],
)
def test_the_status_of_an_active_member_who(change: dict[str, Any], found: Status) -> None:
    assert status(replace(BERT, **change), LARGE[1]) is found


# The roll of a state is carried along from the state before


CHANGES: dict[str, Any] = {
    "a headline": lambda m: replace(m, headline="New"),
    "a pause": lambda m: replace(m, paused=date(2026, 3, 1)),
    "an end": lambda m: replace(m, left=date(2026, 3, 1)),
    "an objection": lambda m: replace(m, objections=(*m.objections, objection("anna"))),
    "a vouch": lambda m: replace(m, vouches=(*m.vouches, vouch("bert", NOW - 9 * DAY))),
    "a vouch taken back": lambda m: replace(m, vouches=tuple(replace(v, withdrawn=v.at) for v in m.vouches)),
    "another key": lambda m: replace(m, keys=replace(m.keys, sign=keys_of("mallory").sign)),
    "nothing any more": lambda m: None,
}


@pytest.mark.parametrize("second", CHANGES)
@pytest.mark.parametrize("first", CHANGES)
def test_the_roll_is_the_same_carried_along_and_worked_out_afresh(first: str, second: str) -> None:
    records: dict[str, Any] = {record.path: record for record in (network(), ANNA, BERT, CARL, EVE)}
    state = Snapshot.of(*records.values())
    assert "bert" in roll(state).members
    for who, change in ((BERT, first), (EVE, second), (BERT, "a headline")):
        if records[who.path] is None:
            continue
        records[who.path] = CHANGES[change](records[who.path])
        now = dict(records)
        text = None if now[who.path] is None else repr(now[who.path]).encode()
        state = state.with_texts({who.path: text}, parse=lambda path, _, now=now: now[path])
        assert roll(state) == roll_of(network(), [r for r in now.values() if isinstance(r, Member)])


def test_the_roll_follows_the_policy() -> None:
    state = Snapshot.of(network(), ANNA, BERT)
    assert roll(state).admitted["bert"] == FOUNDED + 7 * DAY
    later = network(objection_days=30)
    after = state.with_texts({later.path: b"30"}, parse=lambda *_: later)
    assert roll(after).admitted["bert"] == FOUNDED + 30 * DAY
