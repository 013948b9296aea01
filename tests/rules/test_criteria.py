"""What a criterion says of a value, and who fits a question, whatever it is that knows the values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from cast import LEAD, PMO
from hypothesis import given, settings
from hypothesis import strategies as st

from pmnet.domain.records import Lead, Position, PositionSkill
from pmnet.rules.criteria import CEFR, FOREVER, Criterion, Reason, Verdict, of_member, of_position, resolved, rung
from pmnet.rules.match import Hit, Search, Tally, digest, hit, points_of, salt_of, tally
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
        (Criterion("days", "", 3), None, "days a week not said"),
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
    """Facts that are written down, and which of them were read in full."""

    def __init__(
        self,
        known: Mapping[Criterion, Mapping[int, Any]],
        looked_at: Collection[int],
        names: Callable[[int], str] = "member {}".format,
    ) -> None:
        self.known = known
        self.looked_at = set(looked_at)
        self.called = names
        self.in_full: list[Criterion] = []
        self.named: list[list[int]] = []

    def size(self, criterion: Criterion) -> int:
        return len(self.known[criterion])

    def values(self, criterion: Criterion, among: Collection[int] | None = None) -> Mapping[int, Any]:
        if among is None:
            self.in_full.append(criterion)
        return {n: value for n, value in self.known[criterion].items() if among is None or n in among}

    def everybody(self) -> set[int]:
        return set(self.looked_at)

    def names(self, subjects: Collection[int]) -> Mapping[int, str]:
        self.named.append(sorted(subjects))
        return {one: self.called(one) for one in sorted(subjects, reverse=True) if one in self.looked_at}

    @property
    def question(self) -> list[Criterion]:
        return list(self.known)


def is_wish(criterion: Criterion) -> bool:
    return criterion.kind.startswith("declines-")


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
    """A question of up to nine criteria, and what is known of up to twelve subjects, of which some share a name."""
    asked = draw(st.lists(st.sampled_from(CRITERIA), unique=True))
    subjects = st.integers(1, 12)
    known = {one: draw(st.dictionaries(subjects, VALUES.get(one.kind, st.just(1)))) for one in asked}
    shared = draw(st.integers(1, 12))
    return Literal(known, draw(st.sets(subjects)), lambda subject: f"n{subject % shared}")


def one_by_one(facts: Literal) -> list[tuple[str, int]]:
    """Who fits, in order, looked at one by one; of a name that several share, the best."""
    musts = sum(one.must and not is_wish(one) for one in facts.known)
    salt, fitting = repr([tuple(one) for one in facts.known]), list[tuple[int, int, str, int, str]]()
    for subject in facts.looked_at:
        verdicts = [(one, of_member(one, values.get(subject), WEIGHTS)) for one, values in facts.known.items()]
        missing = [is_wish(one) for one, verdict in verdicts if isinstance(verdict, str)]
        points = sum(verdict.points for _, verdict in verdicts if isinstance(verdict, Reason))
        if 2 * missing.count(False) <= musts:
            name = facts.called(subject)
            drawn = sha256(f"{salt}{name}".encode()).hexdigest()
            fitting.append((len(missing), -points, drawn, subject, name))
    found = dict[str, int]()
    for _, _, _, subject, name in sorted(fitting):
        found.setdefault(name, subject)
    return list(found.items())


@steady
@given(cases(), st.none() | st.integers(1, 6))
def test_who_is_found_is_who_fits(facts: Literal, most: int | None) -> None:
    search = Search(facts.question, facts, of_member, WEIGHTS)
    found = search.best(most)
    assert found == one_by_one(facts)[:most]
    for name, subject in found:
        verdicts = [of_member(one, values.get(subject), WEIGHTS) for one, values in facts.known.items()]
        assert search.hit(name, subject) == hit(name, verdicts)


@steady
@given(cases())
def test_one_who_is_judged_alone_fares_as_among_all(facts: Literal) -> None:
    found = {subject for _, subject in one_by_one(Literal(facts.known, facts.looked_at))}
    for subject in facts.looked_at:
        verdicts = [of_member(one, values.get(subject), WEIGHTS) for one, values in facts.known.items()]
        alone, told = tally(facts.question, verdicts, subject), hit("x", verdicts)
        assert (alone is not None) is (subject in found)
        assert alone in (None, Tally(len(told.missing), -told.score, subject))


@steady
@given(cases(), st.none() | st.integers(1, 6))
def test_nothing_is_read_in_full_twice(facts: Literal, most: int | None) -> None:
    Search(facts.question, facts, of_member, WEIGHTS).best(most)
    assert len(facts.in_full) == len(set(facts.in_full))


def test_where_enough_meet_all_musts_only_the_rarest_is_read_in_full() -> None:
    rare, common = {1: 4, 2: 5, 3: 1}, dict.fromkeys(range(100), 6)
    facts = Literal({GERMAN: common, RISK: rare, Criterion("remote"): dict.fromkeys(range(50), 1)}, range(100))
    assert [subject for _, subject in Search(facts.question, facts, of_member, WEIGHTS).best(2)] == [2, 1]
    assert facts.in_full == [RISK]


def test_where_too_few_meet_them_those_are_looked_at_who_meet_half() -> None:
    rare, common = {1: 4, 2: 5, 3: 1}, dict.fromkeys(range(100), 6)
    facts = Literal({GERMAN: common, RISK: rare}, range(100))
    search = Search(facts.question, facts, of_member, WEIGHTS)
    found = search.best(5)
    assert [subject for _, subject in found][:2] == [2, 1]
    assert len(found) == 5
    assert [search.hit(*one).missing for one in found[2:]] in (
        [("no risk",)] * 3,
        [("risk at level 1, asked for 3",), *[("no risk",)] * 2],
        [("no risk",), ("risk at level 1, asked for 3",), ("no risk",)],
        [*[("no risk",)] * 2, ("risk at level 1, asked for 3",)],
    )
    assert sorted(facts.in_full) == sorted([RISK, GERMAN])


def test_what_somebody_does_not_want_is_missing_but_leaves_nobody_out() -> None:
    facts = Literal({RISK: {1: 4, 2: 4}, Criterion("declines-days", "", 2): {1: 3}}, {1, 2, 3})
    search = Search(facts.question, facts, of_member, WEIGHTS)
    assert search.best(None) == [("member 2", 2), ("member 1", 1)]
    assert search.hit("anna", 1).missing == ("wants at least 3 days a week",)


def test_who_meets_all_musts_but_a_wish_comes_after_those_who_meet_a_wish_too() -> None:
    facts = Literal({RISK: {1: 5, 2: 3}, Criterion("declines-days", "", 2): {1: 3}}, {1, 2})
    search = Search(facts.question, facts, of_member, WEIGHTS)
    assert search.best(1) == [("member 2", 2)]
    assert search.best(2) == [("member 2", 2), ("member 1", 1)]


# The order

NAMES = {1: "anna", 2: "bert", 3: "carl", 4: "dora", 5: "emil"}


def ordered(levels: Mapping[int, int], most: int | None = None, asked: Criterion = RISK) -> list[str]:
    """Who has a skill at these levels, in order."""
    facts = Literal({asked: levels}, levels, NAMES.__getitem__)
    return [name for name, _ in Search([asked], facts, of_member, WEIGHTS).best(most)]


def test_more_points_come_first() -> None:
    assert ordered({1: 3, 2: 4, 3: 5}) == ["carl", "bert", "anna"]
    assert ordered({3: 3, 2: 4, 1: 5}) == ["anna", "bert", "carl"]
    assert ordered({3: 3, 2: 2, 1: 5}) == ["anna", "carl"]


@steady
@given(st.permutations(list(NAMES)), st.integers(1, 5), st.none() | st.integers(1, 6))
def test_ties_are_broken_by_a_digest_of_question_and_name(tied: list[int], level: int, most: int | None) -> None:
    salt = f"[('skill', 'risk', {level}, True, '', '')]"
    expected = sorted(NAMES.values(), key=lambda name: sha256(f"{salt}{name}".encode()).hexdigest())
    assert ordered(dict.fromkeys(tied, 5), most, RISK._replace(least=level)) == expected[:most]


def test_the_digest_is_of_the_question_and_the_name() -> None:
    assert salt_of([RISK, MARCH]) == salt_of((RISK, MARCH)) != salt_of([MARCH, RISK])
    assert digest(salt_of([RISK]), "anna") == sha256(b"[('skill', 'risk', 3, True, '', '')]anna").hexdigest()


def test_no_more_names_are_looked_up_than_are_needed() -> None:
    facts = Literal({RISK: {3: 5, 2: 4, 1: 4, 4: 3}}, range(1, 5))
    assert len(Search([RISK], facts, of_member, WEIGHTS).best(2)) == 2
    assert facts.named == [[3], [1, 2]]


@pytest.mark.parametrize(("verdict", "points"), [(Reason(7, "x"), 7), (Reason(0, "x"), 0), ("no x", None), (None, 0)])
def test_the_points_of_a_verdict(verdict: Verdict, points: int | None) -> None:
    assert points_of(verdict) == points


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
