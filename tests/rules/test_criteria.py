"""What a criterion says of a value, and who fits a question, whatever it is that knows the values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from cast import LEAD, PMO
from hypothesis import given, settings
from hypothesis import strategies as st

from pmnet.domain.records import Lead, Position, PositionSkill
from pmnet.rules.match import (
    CEFR,
    FOREVER,
    Criterion,
    Hit,
    Reason,
    Tally,
    Verdict,
    best,
    digest,
    hit,
    known_of,
    of_member,
    of_position,
    resolved,
    rung,
    salt_of,
    tallies,
)
from pmnet.rules.requirements import requirements

steady = settings(derandomize=True, database=None, deadline=None, max_examples=300)

WEIGHTS = {
    "skill": 100,
    "skill_level": 7,
    "language": 200,
    "industry": 300,
    "industry_year": 3,
    "certificate": 400,
    "role": 500,
    "method": 600,
    "region": 700,
    "remote": 800,
    "word": 900,
    "free": 1000,
    "fresh": 50,
    "ageing": 20,
}
"""Figures that tell the criteria apart."""

TODAY = "2027-01-11"
RISK = Criterion("skill", "risk", 3)
GERMAN = Criterion("language", "de", rung("C1"))
PMP = Criterion("certificate", "pmp", start=TODAY)
HESSE = Criterion("region", "DE-HE", 40)
MARCH = Criterion("free", "", 3, True, "2027-03-01", "2027-03-28")
LATELY = Criterion("confirmed", start="2026-12-28", end="2026-12-14")


def met(points: int, text: str) -> Reason:
    return Reason(points, text)


@pytest.mark.parametrize(
    ("criterion", "value", "verdict"),
    [
        (RISK, 5, met(114, "risk at level 5 (asked: 3)")),
        (RISK, 3, met(100, "risk at level 3 (asked: 3)")),
        (RISK, 2, "risk at level 2, asked for 3"),
        (RISK, 0, "no risk"),
        (RISK, None, "no risk"),
        (GERMAN, rung("native"), met(200, "de native (asked: C1)")),
        (GERMAN, rung("C1"), met(200, "de C1 (asked: C1)")),
        (GERMAN, rung("B2"), "de B2, asked for C1"),
        (GERMAN, rung("fluent"), "de at an unknown level, asked for C1"),
        (GERMAN, None, "no de"),
        (Criterion("language", "de", rung("fluent")), rung("A1"), met(200, "de A1 (asked: at an unknown level)")),
        (Criterion("industry", "21"), 7, met(321, "industry 21, 7 years")),
        (Criterion("industry", "21"), 10, met(330, "industry 21, 10 years")),
        (Criterion("industry", "21"), 30, met(330, "industry 21, 30 years")),
        (Criterion("industry", "21"), 0, met(300, "industry 21, 0 years")),
        (Criterion("industry", "21"), None, "no experience in industry 21"),
        (PMP, FOREVER, met(400, "pmp")),
        (PMP, TODAY, met(400, f"pmp until {TODAY}")),
        (PMP, "2027-01-10", "pmp expired on 2027-01-10"),
        (PMP, None, "no pmp"),
        (Criterion("role", "pmo-lead"), 1, met(500, "works as pmo-lead")),
        (Criterion("role", "pmo-lead"), None, "does not work as pmo-lead"),
        (Criterion("method", "scrum"), 1, met(600, "works by scrum")),
        (Criterion("method", "scrum"), None, "does not work by scrum"),
        (HESSE, 40, met(700, "works in DE-HE")),
        (HESSE, 39, "works on site in DE-HE for at most 39%, asked for 40%"),
        (HESSE, None, "does not work in DE-HE"),
        (Criterion("region", "DE"), 0, met(700, "works in DE")),
        (Criterion("remote"), 1, met(800, "works remotely")),
        (Criterion("remote"), None, "does not work remotely"),
        (Criterion("word", "GxP"), 1, met(900, "'GxP' is mentioned")),
        (Criterion("word", "GxP"), None, "'GxP' is not mentioned"),
        (MARCH, (3, 3), met(1000, "free 3 days a week, 2027-03-01 to 2027-03-28 (asked: 3)")),
        (MARCH, (4, 5), met(1000, "free 4 days a week, 2027-03-01 to 2027-03-28, 5 but for won work (asked: 3)")),
        (MARCH, (2, 5), "free 2 of 3 days a week, 2027-03-01 to 2027-03-28, 5 but for won work"),
        (MARCH, (2, 2), "free 2 of 3 days a week, 2027-03-01 to 2027-03-28"),
        (MARCH, None, "free 0 of 3 days a week, 2027-03-01 to 2027-03-28"),
        (LATELY, TODAY, met(50, f"confirmed on {TODAY} (fresh)")),
        (LATELY, "2026-12-28", met(50, "confirmed on 2026-12-28 (fresh)")),
        (LATELY, "2026-12-27", met(20, "confirmed on 2026-12-27 (ageing)")),
        (LATELY, "2026-12-14", met(20, "confirmed on 2026-12-14 (ageing)")),
        (LATELY, "2026-12-13", "free days not confirmed since 2026-12-13"),
        (LATELY, None, "free days were never confirmed"),
        (Criterion("declines-industry", "21"), 1, "does not want to work in industry 21"),
        (Criterion("declines-industry", "21"), None, None),
        (Criterion("declines-days", "", 2), 4, "wants at least 4 days a week"),
        (Criterion("declines-days", "", 2), None, None),
        (Criterion("declines-contract", "a b"), 1, "accepts none of its contract models"),
        (Criterion("declines-contract", "a b"), None, None),
    ],
)
def test_what_is_said_of_a_member(criterion: Criterion, value: Any, verdict: Verdict) -> None:
    assert of_member(criterion, value, WEIGHTS) == verdict


@pytest.mark.parametrize(
    ("criterion", "value", "verdict"),
    [
        (RISK, (3, True), met(121, "asks for risk at level 3")),
        (RISK, (1, False), met(107, "asks for risk at level 1")),
        (RISK, (4, True), "asks for risk at level 4, more than 3"),
        (RISK, (4, False), met(0, "asks for risk at level 4, more than 3, which is no must")),
        (RISK, None, "does not ask for risk"),
        (GERMAN, rung("C1"), met(200, "needs de C1")),
        (GERMAN, rung("A1"), met(200, "needs de A1")),
        (GERMAN, rung("C2"), "needs de C2, more than C1"),
        (GERMAN, None, "does not need de"),
        (Criterion("industry", "21"), "21", met(300, "industry 21")),
        (Criterion("industry", "21"), "20", "industry 20"),
        (Criterion("industry", "21"), None, "industry not said"),
        (PMP, 1, met(400, "asks for pmp")),
        (PMP, None, "does not ask for pmp"),
        (Criterion("role", "pmo-lead"), "pmo-lead", met(500, "looks for pmo-lead")),
        (Criterion("role", "pmo-lead"), "scheduler", "looks for scheduler"),
        (Criterion("role", "pmo-lead"), None, "looks for no named role"),
        (Criterion("method", "scrum"), 1, met(600, "works by scrum")),
        (Criterion("method", "scrum"), None, "does not name scrum"),
        (Criterion("region", "DE"), "DE", met(700, "in DE")),
        (Criterion("region", "DE"), "DE-HE", met(700, "in DE-HE")),
        (Criterion("region", "DE"), "DEX", "in DEX"),
        (Criterion("region", "DE-HE"), "DE", "in DE"),
        (Criterion("region", "DE-HE"), None, "no region said"),
        (Criterion("remote"), 20, met(800, "20% remote")),
        (Criterion("remote"), None, "not remote"),
        (Criterion("word", "GxP"), 1, met(900, "'GxP' is mentioned")),
        (Criterion("word", "GxP"), None, "'GxP' is not mentioned"),
        (Criterion("days", "", 3), 3, met(1000, "3 days a week")),
        (Criterion("days", "", 3), 4, "4 days a week"),
        (Criterion("days", "", 3), None, "? days a week"),
        (Criterion("begins", start="2027-02-01", end=TODAY), "2027-02-01", met(1000, "starts 2027-02-01")),
        (Criterion("begins", start="2027-02-01", end=TODAY), "2027-01-31", "starts 2027-01-31, before 2027-02-01"),
        (Criterion("begins", start="2027-02-01", end=TODAY), None, f"starts {TODAY}, before 2027-02-01"),
        (Criterion("begins", start=TODAY, end=TODAY), None, met(1000, f"starts {TODAY}")),
        (Criterion("ends", end="2027-03-31"), "2027-03-31", met(1000, "ends 2027-03-31")),
        (Criterion("ends", end="2027-03-31"), "2027-04-01", "ends 2027-04-01, after 2027-03-31"),
        (Criterion("ends", end="2027-03-31"), None, "no last day said"),
    ],
)
def test_what_is_said_of_a_position(criterion: Criterion, value: Any, verdict: Verdict) -> None:
    assert of_position(criterion, value, WEIGHTS) == verdict


@pytest.mark.parametrize("judge", [of_member, of_position])
def test_what_is_no_must_is_told_and_costs_nothing(judge: Any) -> None:
    should = Criterion("certificate", "pmp", must=False)
    must = judge(should._replace(must=True), None, WEIGHTS)
    assert judge(should, None, WEIGHTS) == Reason(0, f"{must}, which is no must")
    assert judge(should, FOREVER, WEIGHTS) == judge(should._replace(must=True), FOREVER, WEIGHTS)


def test_the_levels_of_languages() -> None:
    assert [rung(level) for level in ("fluent", *CEFR)] == list(range(8))


def test_the_score_is_the_sum_of_the_points() -> None:
    assert Hit("bert", (Reason(10, "a"), Reason(0, "b"), Reason(5, "c")), ("d",)).score == 15
    assert Hit("bert", ()).score == 0


# Who fits


class Literal:
    """Facts that are written down, and what was asked of them."""

    def __init__(self, known: Mapping[Criterion, Mapping[int, Any]], eligible: Collection[int]) -> None:
        self.known = known
        self.all = set(eligible)
        self.read: list[tuple[Criterion, set[int] | None]] = []

    def size(self, criterion: Criterion) -> int:
        return len(self.known[criterion])

    def values(self, criterion: Criterion, among: Collection[int] | None = None) -> Mapping[int, Any]:
        self.read.append((criterion, None if among is None else set(among)))
        return {n: value for n, value in self.known[criterion].items() if among is None or n in among}

    def eligible(self, among: Collection[int] | None = None) -> set[int]:
        return self.all if among is None else self.all & set(among)


CRITERIA = [
    RISK,
    Criterion("skill", "cutover", 1),
    Criterion("skill", "scrum", 2, must=False),
    GERMAN,
    PMP,
    MARCH,
    Criterion("remote"),
    Criterion("declines-days", "", 2),
    Criterion("declines-industry", "21"),
]
VALUES = {
    "skill": st.integers(0, 5),
    "language": st.integers(0, 7),
    "certificate": st.sampled_from([FOREVER, TODAY, "2027-01-10"]),
    "free": st.tuples(st.integers(0, 5), st.just(5)),
}


@st.composite
def cases(draw: st.DrawFn) -> Literal:
    """A question of up to nine criteria, and what is known of up to eight members."""
    asked = draw(st.lists(st.sampled_from(CRITERIA), unique=True))
    subjects = st.integers(1, 8)
    known = {one: draw(st.dictionaries(subjects, VALUES.get(one.kind, st.just(1)))) for one in asked}
    return Literal(known, draw(st.sets(subjects)))


def one_by_one(facts: Literal) -> list[Tally]:
    """How those fare who fit, looked at one by one."""
    musts = sum(one.must and not one.kind.startswith("declines-") for one in facts.known)
    found = []
    for subject in facts.all:
        verdicts = [(one, of_member(one, values.get(subject), WEIGHTS)) for one, values in facts.known.items()]
        missing = [one.kind.startswith("declines-") for one, verdict in verdicts if isinstance(verdict, str)]
        points = sum(verdict.points for _, verdict in verdicts if isinstance(verdict, Reason))
        if 2 * missing.count(False) <= musts:
            found.append(Tally(len(missing), -points, subject))
    return sorted(found)


@steady
@given(cases())
def test_who_is_found_is_who_fits(facts: Literal) -> None:
    question = list(facts.known)
    found, known = known_of(question, facts, of_member, WEIGHTS)
    assert [criterion for criterion, _ in known] == question
    fitting = sorted(tallies(found, known, of_member, WEIGHTS))
    assert fitting == one_by_one(facts)
    for missing, minus, subject in fitting:
        told = hit("x", subject, known, of_member, WEIGHTS)
        assert (len(told.missing), -told.score) == (missing, minus)


@steady
@given(cases())
def test_only_the_smallest_musts_are_read_in_full(facts: Literal) -> None:
    musts = [one for one in facts.known if one.must and not one.kind.startswith("declines-")]
    found, _ = known_of(list(facts.known), facts, of_member, WEIGHTS)
    full = [one for one, among in facts.read if among is None]
    assert len(full) == (len(musts) // 2 + 1 if musts else 0)
    assert sorted(map(facts.size, full)) == sorted(map(facts.size, musts))[: len(full)]
    assert {one for one, _ in facts.read} == set(facts.known)
    assert len(facts.read) == len(facts.known)
    assert all(among == found for _, among in facts.read if among is not None)


def test_what_somebody_does_not_want_is_missing_but_leaves_nobody_out() -> None:
    wish = Criterion("declines-days", "", 2)
    facts = Literal({RISK: {1: 4, 2: 4}, wish: {1: 3}}, {1, 2, 3})
    found, known = known_of(list(facts.known), facts, of_member, WEIGHTS)
    assert sorted(tallies(found, known, of_member, WEIGHTS)) == [Tally(0, -107, 2), Tally(1, -107, 1)]
    assert hit("anna", 1, known, of_member, WEIGHTS).missing == ("wants at least 3 days a week",)


# The order

NAMES = {1: "anna", 2: "bert", 3: "carl", 4: "dora", 5: "emil"}


def named(fitting: list[Tally], most: int | None = None, question: tuple[Criterion, ...] = (RISK,)) -> list[str]:
    names = {tally.subject: NAMES[tally.subject] for tally in fitting}
    ordered = best(question, fitting, lambda some: {one: names[one] for one in some}, most)
    assert all(NAMES[subject] == name for name, subject in ordered)
    return [name for name, _ in ordered]


def test_less_that_is_missing_comes_first_then_more_points() -> None:
    fitting = [Tally(1, -90, 1), Tally(0, -10, 2), Tally(0, -30, 3), Tally(2, -99, 4)]
    assert named(fitting) == ["carl", "bert", "anna", "dora"]
    assert named(fitting[::-1]) == ["carl", "bert", "anna", "dora"]


TIED = [Tally(0, -10, subject) for subject in NAMES]


@steady
@given(st.permutations(TIED), st.integers(1, 5), st.none() | st.integers(1, 6))
def test_ties_are_broken_by_a_digest_of_question_and_name(tied: list[Tally], level: int, most: int | None) -> None:
    salt = f"[('skill', 'risk', {level}, True, '', '')]"
    expected = sorted(NAMES.values(), key=lambda name: sha256(f"{salt}{name}".encode()).hexdigest())
    assert named(tied, most, (RISK._replace(least=level),)) == expected[:most]


def test_the_digest_is_of_the_question_and_the_name() -> None:
    assert salt_of([RISK, MARCH]) == salt_of((RISK, MARCH)) != salt_of([MARCH, RISK])
    assert digest(salt_of([RISK]), "anna") == sha256(b"[('skill', 'risk', 3, True, '', '')]anna").hexdigest()


def test_no_more_names_are_looked_up_than_are_needed() -> None:
    looked_up = []

    def names(some: Collection[int]) -> Mapping[int, str]:
        looked_up.append(sorted(some))
        return {one: NAMES[one] for one in some}

    fitting = [Tally(0, -30, 3), Tally(0, -10, 2), Tally(0, -10, 1), Tally(1, -10, 4)]
    assert len(best((RISK,), fitting, names, 2)) == 2
    assert looked_up == [[3], [1, 2]]


# What a position asks for

PLACE = replace(
    PMO,
    role="pmo-lead",
    days_per_week=3,
    start=date(2027, 2, 1),
    skills=(PositionSkill("risk", 4), PositionSkill("cutover", 2, must=False)),
)
WHOLE = replace(
    LEAD,
    positions=(PLACE,),
    languages={"de": "C1", "en": "B2"},
    certificates=("pmp", "csm"),
    industry="21",
    methods=("scrum", "kanban"),
    region="DE-HE",
    remote_percent=60,
    start=date(2027, 1, 18),
    end=date(2027, 6, 30),
    contract_models=("direct", "agency"),
)


def test_everything_that_a_position_and_its_lead_ask_for() -> None:
    assert requirements(WHOLE, PLACE) == (
        Criterion("skill", "risk", 4),
        Criterion("skill", "cutover", 2, must=False),
        Criterion("role", "pmo-lead", must=False),
        Criterion("free", "", 3, True, "2027-02-01", "2027-06-30"),
        Criterion("language", "de", 5),
        Criterion("language", "en", 4),
        Criterion("certificate", "pmp"),
        Criterion("certificate", "csm"),
        Criterion("industry", "21", must=False),
        Criterion("method", "scrum", must=False),
        Criterion("method", "kanban", must=False),
        Criterion("region", "DE-HE", 40),
        Criterion("declines-industry", "21"),
        Criterion("declines-days", "", 3),
        Criterion("declines-contract", "direct agency"),
    )


def kinds(lead: Lead, position: Position = PMO) -> list[tuple[str, str, int]]:
    return [(one.kind, one.key, one.least) for one in requirements(lead, position)]


@pytest.mark.parametrize(
    ("lead", "position", "asked"),
    [
        pytest.param({}, {}, [], id="nothing"),
        pytest.param({"region": "DE"}, {}, [("region", "DE", 0)], id="no word on remote work"),
        pytest.param({"region": "DE", "remote_percent": 0}, {}, [("region", "DE", 100)], id="all of it on site"),
        pytest.param({"region": "DE", "remote_percent": 99}, {}, [("region", "DE", 1)], id="hardly any on site"),
        pytest.param({"region": "DE", "remote_percent": 100}, {}, [("remote", "", 0)], id="all of it remote"),
        pytest.param({"remote_percent": 100}, {}, [("remote", "", 0)], id="all of it remote, from nowhere"),
        pytest.param({"remote_percent": 50}, {}, [], id="half of it remote, from nowhere"),
        pytest.param({"start": date(2027, 2, 1)}, {}, [], id="a period without days a week"),
        pytest.param({}, {"days_per_week": 2}, [("free", "", 2), ("declines-days", "", 2)], id="days a week"),
    ],
)
def test_what_is_asked_for(lead: dict[str, Any], position: dict[str, Any], asked: list[tuple[str, str, int]]) -> None:
    assert kinds(replace(LEAD, **lead), replace(PMO, **position)) == asked


def test_days_that_nobody_said_are_left_open() -> None:
    [free, _] = requirements(LEAD, replace(PMO, days_per_week=2))
    assert (free.start, free.end) == ("", "")


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        pytest.param("2027-03-01", "2027-03-28", ("2027-03-01", "2027-03-28"), id="a period to come"),
        pytest.param("2026-12-01", "2027-03-28", (TODAY, "2027-03-28"), id="a period that has begun"),
        pytest.param("2026-12-01", "2026-12-24", (TODAY, TODAY), id="a period that is over"),
        pytest.param("", "2027-03-28", (TODAY, "2027-03-28"), id="no first day"),
        pytest.param("2027-03-01", "", ("2027-03-01", "after 2027-03-01"), id="no last day"),
        pytest.param("2026-12-01", "", (TODAY, f"after {TODAY}"), id="begun, and no last day"),
        pytest.param("", "", (TODAY, f"after {TODAY}"), id="nothing said"),
    ],
)
def test_what_is_asked_for_on_a_day(start: str, end: str, found: tuple[str, str]) -> None:
    free = Criterion("free", "", 3, True, start, end)
    asked = list(resolved([RISK, free, PMP._replace(start=""), GERMAN], TODAY, "after {}".format, LATELY))
    assert asked == [RISK, free._replace(start=found[0], end=found[1]), LATELY, PMP, GERMAN]
