"""Who could take the open positions of a lead: from literal rankings, and with members who hold the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from cast import BERT, CARL, DAY, DORA, HOUR, LEAD, NOW, due, handover, people, step

from pmnet.domain.records import Capacity, FreeTime, Handover, Lead, Member, Position
from pmnet.rules.capacity import Freshness
from pmnet.rules.criteria import Reason
from pmnet.rules.match import Hit
from pmnet.rules.silence import Silence
from pmnet.rules.staffing import Excess, Fit, Ranked, Staffing, Word, staffed
from pmnet.rules.team import team

TODAY = NOW.date()
START = date(2027, 1, 18)
END = START + 11 * DAY
"""Two weeks, the second one without its weekend."""


def position(key: str, days: int | None = 3, start: date | None = START, end: date | None = END) -> Position:
    return Position(key, key.title(), days_per_week=days, start=start, end=end)


ROLLOUT = replace(LEAD, positions=(position("pmo"), position("plan"), position("cutover")))
OTHER = replace(LEAD, id="270104-zzzz", positions=(position("pmo", 2),))


def fit(member: str, points: int = 10, *missing: str) -> Fit:
    return Fit(Hit(member, (Reason(points, "fits"),), missing), f"digest of {member}", Silence(0, 0, 90))


def taken(position: str, partner: str, *more: str, lead: Lead = ROLLOUT) -> Handover:
    by = {"accept": "anna", "disclose": "anna", "win": partner, "complete": "anna"}
    steps = [step(name, by[name], NOW + n * HOUR) for n, name in enumerate(more, 1)]
    return handover(step("claim", partner, NOW, due()), *steps, lead=lead, position=position, partner=partner)


def free(member: Member, days: int, confirmed: date | None = TODAY) -> Member:
    return replace(member, capacity=Capacity(None, confirmed, (FreeTime(date(2027, 1, 1), None, days),)))


def shown(ranked: Ranked, *records: Any, lead: Lead = ROLLOUT) -> Staffing:
    snapshot, now = people(lead, *records), NOW + 5 * HOUR
    held = team(lead, snapshot.handovers_of(lead.id), now, snapshot.network.policy)

    def live(partner: str) -> list[str]:
        return [one.id for one in records if isinstance(one, Handover) and one.partner == partner]

    return staffed(snapshot, lead, held, ranked, live, now)


def suggested(found: Staffing) -> list[tuple[str, str]]:
    return [(one.position, one.hit.id) for one in found.suggestions]


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        pytest.param({}, [], id="nothing can be had"),
        pytest.param({"pmo": [fit("bert")]}, [("pmo", "bert")], id="one for one"),
        pytest.param(
            {"pmo": [fit("bert", 30), fit("carl", 5)], "plan": [fit("bert", 30)]},
            [("pmo", "carl"), ("plan", "bert")],
            id="whoever can do two where nobody else can",
        ),
        pytest.param({"pmo": [fit("bert", 30, "no german")]}, [], id="not who misses something"),
        pytest.param({"pmo": [fit("dora")], "plan": [fit("dora"), fit("bert")]}, [("plan", "bert")], id="no holder"),
        pytest.param({"cutover": [fit("bert")]}, [], id="not for what is held"),
    ],
)
def test_who_is_suggested(ranked: dict[str, list[Fit]], expected: list[tuple[str, str]]) -> None:
    assert suggested(shown(ranked, taken("cutover", "dora"))) == expected


def test_what_stays_open_says_who_fits_and_who_comes_nearest() -> None:
    ranked = {
        "pmo": [fit("bert", 30)],
        "plan": [fit("bert", 9), fit("dora", 8), fit("bert", 5, "no german"), fit("carl", 3, "no pmo-setup", "no german")],
    }  # fmt: skip
    found = shown(ranked, taken("cutover", "dora"))
    assert suggested(found) == [("pmo", "bert")]
    [gap] = found.gaps
    assert (gap.position, gap.elsewhere) == ("plan", ("bert", "dora"))
    assert gap.nearest is not None
    assert (gap.nearest.id, gap.nearest.missing) == ("carl", ("no pmo-setup", "no german"))


def test_nothing_is_said_of_positions_that_cannot_be_had_any_more() -> None:
    assert shown({}).gaps == ()


def test_nobody_comes_near() -> None:
    [gap] = shown({"plan": []}).gaps
    assert (gap.position, gap.elsewhere, gap.nearest) == ("plan", (), None)


def test_suggestions_are_marked_in_the_weeks_and_counted_apart() -> None:
    found = shown({"pmo": [fit("bert")], "plan": [fit("carl")]}, taken("cutover", "dora")).team
    assert [(p.key, p.holder, p.suggested) for p in found.places] == [
        ("pmo", "", "bert"), ("plan", "", "carl"), ("cutover", "dora", ""),
    ]  # fmt: skip
    assert [(w.week.iso, w.days, w.members, w.suggested_days, w.suggested) for w in found.weeks] == [
        ("2027-W03", 3, ("dora",), 6, ("bert", "carl")),
        ("2027-W04", 3, ("dora",), 6, ("bert", "carl")),
    ]
    assert (found.total_days, found.total_days_with_suggested, found.left_out) == (6, 18, ())


def test_a_suggestion_that_cannot_be_added_up_is_left_out_by_name() -> None:
    lead = replace(ROLLOUT, positions=(position("pmo", None), position("plan", 2)))
    found = shown({"pmo": [fit("bert")], "plan": [fit("carl")]}, lead=lead).team
    assert [place.key for place in found.left_out] == ["pmo"]
    assert (found.total_days, found.total_days_with_suggested) == (0, 4)


@pytest.mark.parametrize(
    ("days", "steps", "over"),
    [
        pytest.param(3, (), [], id="asked for, and free"),
        pytest.param(2, (), [2, 2], id="asked for, and too much"),
        pytest.param(2, ("accept",), [2, 2], id="agreed, and too much"),
        pytest.param(3, ("accept", "disclose", "win"), [], id="won, and not counted twice"),
        pytest.param(2, ("accept", "disclose", "win"), [2, 2], id="won, and too much"),
        pytest.param(2, ("accept", "disclose", "win", "complete"), [], id="completed, and nothing any more"),
    ],
)
def test_a_holder_is_over_capacity(days: int, steps: tuple[str, ...], over: list[int]) -> None:
    found = shown({}, free(BERT, days), taken("pmo", "bert", *steps))
    assert [clash.free for one in found.excesses for clash in one.clashes] == over


@pytest.mark.parametrize("steps", [("accept",), ("accept", "disclose", "win")], ids=["agreed", "won"])
def test_what_else_they_hold_counts(steps: tuple[str, ...]) -> None:
    found = shown({}, free(BERT, 4), taken("pmo", "bert"), OTHER, taken("pmo", "bert", *steps, lead=OTHER))
    [excess] = found.excesses
    assert (excess.member, excess.position) == ("bert", "pmo")
    assert [(clash.asked, clash.free) for clash in excess.clashes] == [(3, 2), (3, 2)]
    assert [work.handover for work in excess.clashes[0].because] == ["270104-zzzz.pmo.1"]


def test_what_they_only_asked_for_elsewhere_does_not_count() -> None:
    found = shown({}, free(BERT, 3), taken("pmo", "bert"), OTHER, taken("pmo", "bert", lead=OTHER))
    assert found.excesses == ()


def test_two_positions_of_one_team_count_against_each_other() -> None:
    both = (taken("pmo", "bert", "accept"), taken("plan", "bert", "accept"))
    found = shown({}, free(BERT, 5), *both)
    assert [(one.position, one.clashes[0].free) for one in found.excesses] == [("pmo", 2), ("plan", 2)]


@pytest.mark.parametrize("confirmed", [None, TODAY - 29 * DAY], ids=["never confirmed", "stale"])
def test_a_word_that_does_not_count_says_nothing_of_capacity(confirmed: date | None) -> None:
    found = shown({}, free(BERT, 1, confirmed), taken("pmo", "bert"))
    assert found.excesses == tuple[Excess, ...]()
    assert [word.freshness for word in found.words] == [Freshness.STALE if confirmed else Freshness.UNKNOWN]


def test_everybodys_word_is_told_once_holders_first() -> None:
    lately = TODAY - 20 * DAY
    found = shown(
        {"plan": [fit("carl")]}, free(BERT, 5), free(CARL, 5, lately), taken("pmo", "bert"), taken("cutover", "bert")
    )
    assert found.words == (
        Word("bert", Freshness.FRESH, TODAY),
        Word("carl", Freshness.AGEING, lately),
    )
    assert shown({"plan": [fit("dora")]}, DORA).words == (Word("dora", Freshness.UNKNOWN, None),)
