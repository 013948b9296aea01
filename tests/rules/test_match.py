"""Who fits what: every point explained, near misses with their reasons, the same order everywhere (story 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from cast import DAY, LEAD, NOW, PMO, POLICY, member
from hypothesis import given, settings
from hypothesis import strategies as st

from pmnet.domain.records import (
    Capacity,
    FreeTime,
    Lead,
    Member,
    MemberCertificate,
    MemberIndustry,
    MemberSkill,
    Position,
    PositionSkill,
    WorkArea,
)
from pmnet.rules.capacity import Freshness, free_days, freshness
from pmnet.rules.match import CEFR, Hit, Question, rank_leads, rank_members

steady = settings(derandomize=True, database=None, deadline=None, max_examples=80)

TODAY = date(2027, 1, 11)
"""The day of NOW, a Monday."""


NAMES = {("skills", "cutover"): "Produktivsetzung", ("roles", "pmo-lead"): "Leitung des Büros"}


def words(vocabulary: str, key: str) -> tuple[str, ...]:
    return (key, NAMES.get((vocabulary, key), key))


def ranked(question: Question, *known: Member) -> list[Hit]:
    return rank_members(question, known, NOW, POLICY, words)


def leads(question: Question, *known: Lead) -> list[Hit]:
    return rank_leads(question, known, TODAY, words)


def free(days: int = 3, start: date = date(2027, 1, 4), to: date | None = None, confirmed: date = TODAY) -> Capacity:
    return Capacity(5, confirmed, (FreeTime(start, to, days),))


def skilled(name: str, level: int = 4, **fields: Any) -> Member:
    return member(name, skills=(MemberSkill("risk-management", level),), **fields)


def told(hit: Hit) -> list[tuple[int, str]]:
    return [(reason.points, reason.text) for reason in hit.reasons]


RISK = Question(skills=(("risk-management", 4),))


@pytest.mark.parametrize(
    ("question", "criteria"),
    [
        pytest.param(Question(), 0, id="nothing"),
        pytest.param(Question(text="pharma rollout"), 2, id="two words"),
        pytest.param(Question(skills=(("cutover", 1), ("quality", 1))), 2, id="two skills"),
        pytest.param(Question(languages=(("de", "C1"), ("en", "B2"))), 2, id="two languages"),
        pytest.param(Question(certificates=("pmp", "csm")), 2, id="two certificates"),
        pytest.param(Question(industry="21"), 1, id="an industry"),
        pytest.param(Question(role="pmo-lead"), 1, id="a role"),
        pytest.param(Question(region="DE"), 1, id="a region"),
        pytest.param(Question(remote=True), 1, id="remote work"),
        pytest.param(Question(start=TODAY), 1, id="a start"),
        pytest.param(Question(end=TODAY), 1, id="an end"),
        pytest.param(Question(days=3), 1, id="days a week"),
        pytest.param(Question(start=TODAY, end=TODAY + DAY, days=3), 1, id="days a week of a period"),
        pytest.param(
            Question("x", (("cutover", 1),), "21", (("de", "C1"),), ("pmp",), "pmo-lead", "DE", True, TODAY, None, 3),
            9,
            id="one of each",
        ),
    ],
)
def test_how_many_things_are_asked_for(question: Question, criteria: int) -> None:
    assert question.criteria == criteria


# Criteria one by one: met, or missing with the reason


BERT = member(
    "bert",
    skills=(MemberSkill("risk-management", 3), MemberSkill("cutover", 5)),
    roles=("pmo-lead",),
    industries=(MemberIndustry("21", 7), MemberIndustry("35"), MemberIndustry("62", 30)),
    languages={"de": "native", "en": "B2", "it": "fluent"},
    certificates=(
        MemberCertificate("pmp", None, TODAY),
        MemberCertificate("prince2-practitioner", None, TODAY - DAY),
        MemberCertificate("ipma-b"),
    ),
    work_area=WorkArea("DE-BY", ("AT",), True),
    capacity=free(),
    headline="PMO for Müller & Söhne",
)


@pytest.mark.parametrize(
    ("question", "reasons"),
    [
        pytest.param(
            Question(skills=(("risk-management", 3),)),
            [(10, "risk-management at level 3 (asked: 3)")],
            id="a skill at the level asked",
        ),
        pytest.param(
            Question(skills=(("cutover", 1),)),
            [(22, "cutover at level 5 (asked: 1)")],
            id="a skill above the level asked, with points for each level",
        ),
        pytest.param(Question(role="pmo-lead"), [(10, "works as pmo-lead")], id="a role"),
        pytest.param(Question(industry="21"), [(17, "industry 21, 7 years")], id="an industry, with a point a year"),
        pytest.param(Question(industry="62"), [(20, "industry 62, 30 years")], id="an industry of a long life"),
        pytest.param(Question(industry="35"), [(10, "industry 35, 0 years")], id="an industry without a word on years"),
        pytest.param(
            Question(languages=(("de", "C2"),)),
            [(10, "de native (asked: C2)")],
            id="a native speaker where C2 is asked",
        ),
        pytest.param(Question(certificates=("pmp",)), [(10, "pmp until 2027-01-11")], id="a certificate's last day"),
        pytest.param(Question(certificates=("ipma-b",)), [(10, "ipma-b")], id="a certificate that does not expire"),
        pytest.param(Question(region="DE-BY"), [(10, "works in DE-BY")], id="the region they live in"),
        pytest.param(Question(region="DE"), [(10, "works in DE")], id="the country they live in"),
        pytest.param(Question(region="AT-9"), [(10, "works in AT-9")], id="a region of a country they go to"),
        pytest.param(Question(remote=True), [(10, "works remotely")], id="remote work"),
        pytest.param(Question(text="bert"), [(5, "'bert' is mentioned")], id="their name"),
        pytest.param(
            Question(text="mueller"),
            [(5, "'mueller' is mentioned")],
            id="a word of the headline, the umlaut spelled out",
        ),
        pytest.param(
            Question(text="Produktivsetzung"), [(5, "'Produktivsetzung' is mentioned")], id="a skill's name in German"
        ),
        pytest.param(Question(text="Leitung"), [(5, "'Leitung' is mentioned")], id="a role's name in German"),
        pytest.param(
            Question(days=3),
            [
                (10, "free 3 days a week, 2027-01-11 to 2027-02-08 (asked: 3)"),
                (5, "confirmed on 2027-01-11 (fresh)"),
            ],
            id="as many free days as asked",
        ),
        pytest.param(
            Question(start=date(2027, 2, 1)),
            [
                (10, "free 3 days a week, 2027-02-01 to 2027-03-01 (asked: 1)"),
                (5, "confirmed on 2027-01-11 (fresh)"),
            ],
            id="free from a day on",
        ),
    ],
)
def test_it_is_met_and_said_how(question: Question, reasons: list[tuple[int, str]]) -> None:
    [hit] = ranked(question, BERT)
    assert (hit.missing, told(hit)) == ((), reasons)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        pytest.param(
            Question(skills=(("risk-management", 4),)),
            "risk-management at level 3, asked for 4",
            id="a level too low",
        ),
        pytest.param(Question(skills=(("quality", 1),)), "no quality", id="a skill they have not"),
        pytest.param(Question(role="agile-coach"), "does not work as agile-coach", id="another role"),
        pytest.param(Question(industry="20"), "no experience in industry 20", id="another industry"),
        pytest.param(Question(languages=(("en", "C1"),)), "en B2, asked for C1", id="a language not well enough"),
        pytest.param(Question(languages=(("fr", "A1"),)), "no fr", id="a language they do not speak"),
        pytest.param(
            Question(languages=(("it", "A1"),)), "it fluent, asked for A1", id="a language at a level nobody knows"
        ),
        pytest.param(
            Question(certificates=("prince2-practitioner",)),
            "prince2-practitioner expired on 2027-01-10",
            id="a certificate that expired",
        ),
        pytest.param(Question(certificates=("csm",)), "no csm", id="a certificate they have not"),
        pytest.param(Question(region="CH"), "does not work in CH", id="another country"),
        pytest.param(Question(region="DE-BE"), "does not work in DE-BE", id="another region of their country"),
        pytest.param(Question(text="pharma"), "'pharma' is not mentioned", id="a word that does not occur"),
        pytest.param(Question(days=4), "free 3 of 4 days a week, 2027-01-11 to 2027-02-08", id="too few free days"),
    ],
)
def test_it_is_missing_and_said_why(question: Question, missing: str) -> None:
    [hit] = ranked(replace(question, text=f"{question.text} bert".strip(), remote=True), BERT)
    assert hit.missing == (missing,)


@pytest.mark.parametrize("area", [None, WorkArea("DE-BY"), WorkArea(remote=False)], ids=["nothing", "a home", "no"])
def test_who_does_not_say_that_they_work_remotely_does_not(area: WorkArea | None) -> None:
    [hit] = ranked(replace(RISK, remote=True), skilled("bert", work_area=area))
    assert hit.missing == ("does not work remotely",)


def test_a_headline_that_nobody_wrote_mentions_nothing() -> None:
    [hit] = ranked(Question(text="bert xx"), member("bert"))
    assert hit.missing == ("'xx' is not mentioned",)


def test_who_does_not_say_where_they_work_works_nowhere() -> None:
    [hit] = ranked(replace(RISK, region="DE"), skilled("bert"))
    assert hit.missing == ("does not work in DE",)


@pytest.mark.parametrize("wanted", CEFR)
@pytest.mark.parametrize("found", CEFR)
def test_language_levels_are_in_the_order_of_the_framework(found: str, wanted: str) -> None:
    order = "A1 A2 B1 B2 C1 C2 native".split()
    hits = ranked(Question(languages=(("de", wanted),)), member("bert", languages={"de": found}))
    assert bool(hits) is (order.index(found) >= order.index(wanted))


def test_a_renewed_certificate_counts_although_the_old_one_expired() -> None:
    held = (MemberCertificate("pmp", None, TODAY - DAY), MemberCertificate("pmp", None, TODAY + 900 * DAY))
    [hit] = ranked(Question(certificates=("pmp",)), member("bert", certificates=held))
    assert hit.missing == ()


def test_a_dash_in_the_text_earns_nothing() -> None:
    assert [hit.score for hit in ranked(Question(text="bert - pmo"), BERT)] == [
        hit.score for hit in ranked(Question(text="bert pmo"), BERT)
    ]


# Free days, week by week


JANUARY = (date(2027, 1, 4), date(2027, 1, 31))
"""From a Monday to a Sunday, four weeks."""


@pytest.mark.parametrize(
    ("period", "entries", "days"),
    [
        pytest.param(JANUARY, [], 0, id="nothing said"),
        pytest.param(JANUARY, [(date(2027, 1, 1), None, 3)], 3, id="free without an end"),
        pytest.param(JANUARY, [(date(2027, 1, 1), date(2027, 1, 31), 3)], 3, id="free to the last day"),
        pytest.param(JANUARY, [(date(2027, 1, 1), date(2027, 1, 17), 3)], 0, id="free for two weeks only"),
        pytest.param(JANUARY, [(date(2027, 1, 18), None, 3)], 0, id="free only later"),
        pytest.param(
            JANUARY,
            [(date(2027, 1, 4), date(2027, 1, 17), 3), (date(2027, 1, 18), None, 2)],
            2,
            id="three days first and two later",
        ),
        pytest.param(
            JANUARY,
            [(date(2027, 1, 4), date(2027, 1, 10), 3), (date(2027, 1, 18), None, 3)],
            0,
            id="a week without free days in between",
        ),
        pytest.param(JANUARY, [(date(2027, 1, 1), None, 2), (date(2027, 1, 1), None, 1)], 3, id="two entries together"),
        pytest.param((JANUARY[0], JANUARY[0]), [(date(2027, 1, 4), None, 3)], 3, id="a period of one day"),
        pytest.param(JANUARY, [(date(2027, 1, 4), date(2027, 1, 29), 3)], 3, id="free to the last Friday"),
        pytest.param(
            (date(2027, 1, 2), date(2027, 1, 29)),
            [(date(2027, 1, 4), None, 3)],
            3,
            id="a period that begins on a Saturday, free from the Monday on",
        ),
        pytest.param(
            (date(2027, 1, 9), date(2027, 1, 29)),
            [(date(2027, 1, 4), date(2027, 1, 10), 3), (date(2027, 1, 16), None, 3)],
            0,
            id="booked from Monday to Friday in a period that begins on a Saturday",
        ),
        pytest.param(
            (date(2027, 1, 6), date(2027, 1, 29)),
            [(date(2027, 1, 4), date(2027, 1, 8), 3), (date(2027, 1, 11), None, 3)],
            3,
            id="only a weekend between two entries",
        ),
        pytest.param(
            JANUARY,
            [(date(2027, 1, 4), date(2027, 1, 5), 3), (date(2027, 1, 7), None, 3)],
            0,
            id="booked on a single Wednesday in between",
        ),
        pytest.param(
            (date(2027, 1, 4), date(2027, 1, 8)),
            [(date(2027, 1, 4), date(2027, 1, 7), 3)],
            0,
            id="booked on the last day only",
        ),
        pytest.param(
            (date(2027, 1, 5), date(2027, 1, 5)),
            [(date(2027, 1, 5), date(2027, 1, 5), 3)],
            3,
            id="free for the one day that is asked for",
        ),
    ],
)
def test_free_days(period: tuple[date, date], entries: list[tuple[date, date | None, int]], days: int) -> None:
    capacity = Capacity(5, TODAY, tuple(FreeTime(*entry) for entry in entries))
    assert free_days(member("bert", capacity=capacity), *period) == days


def slowly(entries: list[tuple[date, date | None, int]], start: date, end: date) -> int:
    """The fewest free days a week on any working day of the period, looked at one by one."""
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    working = [day for day in days if day.weekday() < 5] or [start]
    return min(sum(d for begin, to, d in entries if begin <= day and (to is None or day <= to)) for day in working)


january = st.dates(date(2027, 1, 1), date(2027, 2, 10))


@steady
@given(st.lists(st.tuples(january, st.none() | january, st.integers(0, 5)), max_size=4), january, st.integers(0, 40))
def test_free_days_are_what_a_look_at_every_day_says(
    entries: list[tuple[date, date | None, int]], start: date, days: int
) -> None:
    capacity = Capacity(5, TODAY, tuple(FreeTime(*entry) for entry in entries))
    end = start + timedelta(days=days)
    assert free_days(member("bert", capacity=capacity), start, end) == slowly(entries, start, end)


@pytest.mark.parametrize("to", [None, date.max], ids=["not said", "the last day there is"])
def test_free_to_the_end_of_time(to: date | None) -> None:
    assert free_days(member("bert", capacity=free(3, to=to)), *JANUARY) == 3


@pytest.mark.parametrize(
    ("age", "found"),
    [
        pytest.param(0, Freshness.FRESH, id="said today"),
        pytest.param(14, Freshness.FRESH, id="fourteen days ago"),
        pytest.param(15, Freshness.AGEING, id="fifteen days ago"),
        pytest.param(28, Freshness.AGEING, id="twenty-eight days ago"),
        pytest.param(29, Freshness.STALE, id="twenty-nine days ago"),
    ],
)
def test_how_fresh_a_word_on_capacity_is(age: int, found: Freshness) -> None:
    assert freshness(member("bert", capacity=free(confirmed=TODAY - age * DAY)), NOW, POLICY) is found


@pytest.mark.parametrize("capacity", [None, Capacity(5)], ids=["no capacity", "never confirmed"])
def test_a_word_never_given_is_unknown(capacity: Capacity | None) -> None:
    assert freshness(member("bert", capacity=capacity), NOW, POLICY) is Freshness.UNKNOWN


def test_stale_capacity_is_left_out() -> None:
    stale = member("bert", capacity=free(confirmed=TODAY - 29 * DAY))
    assert ranked(Question(days=3), stale) == []


def test_stale_capacity_is_a_near_miss_that_says_so() -> None:
    [hit] = ranked(replace(RISK, days=3), skilled("bert", capacity=free(confirmed=TODAY - 29 * DAY)))
    assert hit.missing == ("free days not confirmed since 2026-12-13",)


def test_capacity_that_was_never_confirmed_is_a_near_miss_that_says_so() -> None:
    [hit] = ranked(replace(RISK, days=3), skilled("bert", capacity=replace(free(), confirmed=None)))
    assert hit.missing == ("free days were never confirmed",)


def test_one_free_day_is_enough_where_no_number_is_asked() -> None:
    [hit] = ranked(Question(start=TODAY, end=TODAY), member("bert", capacity=free(1, confirmed=TODAY - 20 * DAY)))
    assert told(hit) == [
        (10, "free 1 days a week, 2027-01-11 to 2027-01-11 (asked: 1)"),
        (2, "confirmed on 2026-12-22 (ageing)"),
    ]


def test_fresh_counts_more_than_ageing() -> None:
    fresh, ageing = (
        member(name, capacity=free(confirmed=TODAY - age * DAY)) for name, age in (("bert", 3), ("carl", 20))
    )
    assert [hit.id for hit in ranked(Question(days=3), ageing, fresh)] == ["bert", "carl"]


def test_without_an_end_the_next_four_weeks_are_looked_at() -> None:
    later = member("bert", capacity=free(to=date(2027, 2, 5)))
    assert ranked(Question(days=3, start=date(2027, 1, 11)), later) == []


# The whole list


STORY = Question(
    skills=(("risk-management", 4),),
    languages=(("de", "C1"),),
    days=3,
    start=date(2027, 1, 11),
    end=date(2027, 3, 31),
)
ANNA = skilled("anna", 5, languages={"de": "native"}, capacity=free(5))
CARL = skilled("carl", 4, languages={"de": "C1"}, capacity=free(3))
DORA = skilled("dora", 4, languages={"de": "C2"}, capacity=free(3, confirmed=TODAY - 20 * DAY))
EMIL = skilled("emil", 5, languages={"de": "B2"}, capacity=free(5))
FRED = skilled("fred", 2, languages={"de": "B1"}, capacity=free(1))


def test_the_fourth_one_missed_and_why() -> None:
    hits = ranked(STORY, FRED, EMIL, DORA, CARL, ANNA)
    assert [(hit.id, hit.missing) for hit in hits] == [
        ("anna", ()),
        ("carl", ()),
        ("dora", ()),
        ("emil", ("de B2, asked for C1",)),
    ]


def test_every_point_is_explained() -> None:
    [hit] = ranked(STORY, ANNA)
    assert [reason.text for reason in hit.reasons if reason.points > 0] == [
        "risk-management at level 5 (asked: 4)",
        "de native (asked: C1)",
        "free 5 days a week, 2027-01-11 to 2027-03-31 (asked: 3)",
        "confirmed on 2027-01-11 (fresh)",
    ]


def test_the_score_is_the_sum_of_what_is_explained() -> None:
    [hit] = ranked(STORY, ANNA)
    assert hit.score == sum(reason.points for reason in hit.reasons)


def test_a_full_fit_comes_before_a_near_miss_with_more_points() -> None:
    strong = skilled("bert", 5, languages={"de": "native", "en": "A1"}, capacity=free(5))
    weak = skilled("carl", 1, languages={"en": "B1"})
    asked = Question(skills=(("risk-management", 1),), languages=(("en", "B1"),))
    assert [hit.id for hit in ranked(asked, strong, weak)] == ["carl", "bert"]


def test_a_higher_level_comes_first() -> None:
    known = [skilled("bert", 4), skilled("carl", 5)]
    assert [hit.id for hit in ranked(RISK, *known)] == ["carl", "bert"]


def test_who_misses_more_than_half_is_not_shown() -> None:
    asked = Question(skills=(("risk-management", 3), ("quality", 3), ("cutover", 3)))
    assert ranked(asked, skilled("bert")) == []


def test_nobody_fits_nobody_is_shown() -> None:
    assert ranked(RISK) == []


TIED = [skilled(name) for name in ("anna", "bert", "carl", "dora", "emil", "fred")]


@steady
@given(st.permutations(TIED), st.integers(1, 4))
def test_the_order_does_not_depend_on_the_order_of_the_records(known: list[Member], level: int) -> None:
    asked = Question(skills=(("risk-management", level),))
    assert ranked(asked, *known) == ranked(asked, *TIED)


def test_the_alphabet_favours_nobody() -> None:
    first = {ranked(replace(RISK, text=text), *TIED)[0].id for text in ("pmo", "agile", "sap", "erp", "gxp", "coach")}
    assert len(first) > 1


def test_ties_are_broken_the_same_way_on_every_machine() -> None:
    assert [hit.id for hit in ranked(RISK, *TIED)] == [hit.id for hit in ranked(RISK, *TIED[::-1])]


levels = st.integers(0, 5)
crowd = st.lists(
    st.builds(
        lambda name, risk, cutover, days, age, german: member(
            name,
            skills=tuple(MemberSkill(k, v) for k, v in (("risk-management", risk), ("cutover", cutover)) if v),
            capacity=free(days, confirmed=TODAY - timedelta(days=age)) if days else None,
            languages={"de": german} if german else {},
        ),
        st.sampled_from(["anna", "bert", "carl", "dora", "emil"]),
        levels,
        levels,
        levels,
        st.integers(0, 40),
        st.sampled_from(["", *CEFR]),
    ),
    max_size=5,
    unique_by=lambda made: made.id,
)
questions = st.builds(
    Question,
    text=st.sampled_from(["", "anna", "risk", "anna nobody"]),
    skills=st.lists(st.tuples(st.sampled_from(["risk-management", "cutover"]), st.integers(1, 5)), max_size=2).map(
        tuple
    ),
    languages=st.lists(st.tuples(st.just("de"), st.sampled_from(CEFR)), max_size=1).map(tuple),
    days=st.none() | st.integers(1, 5),
)


@steady
@given(questions, crowd)
def test_whatever_is_asked_every_criterion_is_a_reason_or_is_missing(asked: Question, known: list[Member]) -> None:
    assert all(len(hit.reasons) + len(hit.missing) >= asked.criteria for hit in ranked(asked, *known))


@steady
@given(questions, crowd)
def test_whatever_is_asked_full_fits_come_first_and_by_points(asked: Question, known: list[Member]) -> None:
    hits = [(len(hit.missing), -hit.score) for hit in ranked(asked, *known)]
    assert hits == sorted(hits)


@steady
@given(questions, crowd)
def test_whatever_is_asked_the_order_of_the_records_does_not_matter(asked: Question, known: list[Member]) -> None:
    assert ranked(asked, *known) == ranked(asked, *known[::-1])


# Leads


def asks(*skills: PositionSkill, key: str = "pmo", **fields: Any) -> Position:
    return replace(PMO, key=key, skills=skills, **fields)


def lead(*positions: Position, name: str = "270104-k7qx", **fields: Any) -> Lead:
    return replace(LEAD, id=name, positions=positions, **fields)


@pytest.mark.parametrize(
    ("question", "fields", "position", "reasons"),
    [
        pytest.param(
            RISK, {}, asks(PositionSkill("risk-management", 3)), [(19, "asks for risk-management at level 3")],
            id="a skill below my level",
        ),
        pytest.param(
            RISK, {}, asks(PositionSkill("risk-management", 4)), [(22, "asks for risk-management at level 4")],
            id="a skill at my level",
        ),
        pytest.param(
            Question(languages=(("de", "C1"),)), {"languages": {"de": "B2"}}, asks(), [(10, "needs de B2")],
            id="a language I speak better",
        ),
        pytest.param(
            Question(languages=(("de", "C1"),)), {"languages": {"de": "C1"}}, asks(), [(10, "needs de C1")],
            id="a language I speak as well as that",
        ),
        pytest.param(Question(industry="21"), {"industry": "21"}, asks(), [(10, "industry 21")], id="an industry"),
        pytest.param(
            Question(certificates=("pmp",)), {"certificates": ("csm", "pmp")}, asks(), [(10, "asks for pmp")],
            id="a certificate",
        ),
        pytest.param(Question(region="DE"), {"region": "DE"}, asks(), [(10, "in DE")], id="the country"),
        pytest.param(
            Question(region="DE"), {"region": "DE-BY"}, asks(), [(10, "in DE-BY")], id="a region of the country"
        ),
        pytest.param(
            Question(remote=True), {"remote_percent": 20}, asks(), [(10, "20% remote")], id="some remote work"
        ),
        pytest.param(Question(role="pmo-lead"), {}, asks(role="pmo-lead"), [(10, "looks for pmo-lead")], id="a role"),
        pytest.param(
            Question(days=3), {}, asks(days_per_week=3), [(10, "3 days a week")], id="as many days as I have"
        ),
        pytest.param(
            Question(start=date(2027, 2, 1)), {"start": date(2027, 2, 1)}, asks(), [(10, "starts 2027-02-01")],
            id="a start when I can",
        ),
        pytest.param(
            Question(start=date(2027, 2, 1)), {"start": TODAY}, asks(start=date(2027, 2, 2)),
            [(10, "starts 2027-02-02")], id="a position that starts later than the others",
        ),
        pytest.param(
            Question(start=TODAY), {}, asks(), [(10, "starts 2027-01-11")], id="a start today, as nothing else is said"
        ),
        pytest.param(
            Question(text="rollout"), {}, asks(), [(5, "'rollout' is mentioned")], id="a word of the title"
        ),
        pytest.param(
            Question(text="ERP"), {"summary": "An ERP system."}, asks(), [(5, "'ERP' is mentioned")],
            id="a word of the summary",
        ),
        pytest.param(
            Question(text="produktivsetzung"), {}, asks(PositionSkill("cutover", 2), role="pmo-lead"),
            [(5, "'produktivsetzung' is mentioned")], id="a skill's name in German",
        ),
        pytest.param(
            Question(text="Leitung"), {}, asks(PositionSkill("cutover", 2), role="pmo-lead"),
            [(5, "'Leitung' is mentioned")], id="a role's name in German",
        ),
        pytest.param(
            Question(skills=(("risk-management", 2),)), {}, asks(PositionSkill("risk-management", 4, must=False)), [],
            id="a skill above my level that is not a must",
        ),
    ],
)  # fmt: skip
def test_a_lead_fits_and_it_is_said_how(
    question: Question, fields: dict[str, Any], position: Position, reasons: list[tuple[int, str]]
) -> None:
    [hit] = leads(question, lead(position, **fields))
    assert (hit.missing, told(hit)) == ((), reasons)


@pytest.mark.parametrize(
    ("question", "fields", "position", "missing"),
    [
        pytest.param(
            RISK, {}, asks(PositionSkill("risk-management", 5)), "asks for risk-management at level 5, more than 4",
            id="a skill above my level",
        ),
        pytest.param(RISK, {}, asks(PositionSkill("cutover", 1)), "does not ask for risk-management", id="another skill"),
        pytest.param(
            Question(languages=(("de", "B2"),)), {"languages": {"de": "C1"}}, asks(), "needs de C1, more than B2",
            id="a language too well",
        ),
        pytest.param(Question(languages=(("de", "B2"),)), {}, asks(), "does not need de", id="no language"),
        pytest.param(Question(industry="21"), {"industry": "20"}, asks(), "industry 20", id="another industry"),
        pytest.param(Question(industry="21"), {}, asks(), "industry not said", id="no industry"),
        pytest.param(
            Question(certificates=("pmp",)), {"certificates": ("csm",)}, asks(), "does not ask for pmp",
            id="another certificate",
        ),
        pytest.param(Question(region="DE-BY"), {"region": "DE-BE"}, asks(), "in DE-BE", id="another region"),
        pytest.param(Question(region="DE-BY"), {}, asks(), "no region said", id="no region"),
        pytest.param(Question(remote=True), {"remote_percent": 0}, asks(), "not remote", id="no remote work"),
        pytest.param(
            Question(role="pmo-lead"), {}, asks(role="agile-coach"), "looks for agile-coach", id="another role"
        ),
        pytest.param(Question(role="pmo-lead"), {}, asks(), "looks for no named role", id="no role"),
        pytest.param(Question(days=2), {}, asks(days_per_week=3), "3 days a week", id="more days than I have"),
        pytest.param(Question(days=2), {}, asks(), "? days a week", id="nobody knows how many days"),
        pytest.param(
            Question(start=date(2027, 3, 1)), {"start": date(2027, 2, 1)}, asks(),
            "starts 2027-02-01, before 2027-03-01", id="a start too early",
        ),
        pytest.param(
            Question(start=TODAY + DAY), {}, asks(), "starts 2027-01-11, before 2027-01-12",
            id="a start today, as nothing else is said",
        ),
        pytest.param(Question(text="pharma"), {}, asks(), "'pharma' is not mentioned", id="a word that does not occur"),
        pytest.param(Question(text="xx"), {}, asks(), "'xx' is not mentioned", id="a word where there is no summary"),
    ],
)  # fmt: skip
def test_a_lead_does_not_fit_and_it_is_said_why(
    question: Question, fields: dict[str, Any], position: Position, missing: str
) -> None:
    known = lead(position, **fields)
    assert leads(question, known) == []
    [hit] = leads(replace(question, text=f"{question.text} rollout".strip()), known)
    assert hit.missing == (missing,)


def test_a_lead_counts_by_its_best_position() -> None:
    both = lead(asks(PositionSkill("cutover", 1), key="pm"), asks(PositionSkill("risk-management", 3)))
    assert [hit.missing for hit in leads(RISK, both)] == [()]


def test_of_two_positions_that_fit_the_one_with_more_points_counts() -> None:
    both = lead(asks(PositionSkill("risk-management", 3), key="pm"), asks(PositionSkill("risk-management", 4)))
    assert [hit.score for hit in leads(RISK, both)] == [22]


def test_leads_come_in_the_same_order_whatever_order_they_were_read_in() -> None:
    known = [lead(asks(PositionSkill("risk-management", 3)), name=f"270104-000{n}") for n in range(6)]
    assert leads(RISK, *known) == leads(RISK, *known[::-1])
