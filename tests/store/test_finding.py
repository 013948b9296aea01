"""Who fits what, asked of an index: every point explained, near misses with their reasons, the same order everywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from asking import active, found_leads, index_of, leads, ranked
from cast import BERT as MEMBER
from cast import DAY, HOUR, LEAD, NOW, PMO, due, handover, member, people, step, vouch
from hypothesis import given, settings
from hypothesis import strategies as st

from pmnet.app.find import Wanted
from pmnet.domain.records import (
    Capacity,
    Closed,
    FreeTime,
    Lead,
    Member,
    MemberCertificate,
    MemberIndustry,
    MemberSkill,
    Mode,
    Objection,
    Position,
    PositionSkill,
    Step,
    Weights,
    WorkArea,
)
from pmnet.rules.answers import silence
from pmnet.rules.criteria import CEFR, Criterion
from pmnet.rules.match import Hit
from pmnet.rules.positions import LeadState, lead_state
from pmnet.store.index.facts import MemberFacts

steady = settings(derandomize=True, database=None, deadline=None, max_examples=80)

TODAY = date(2027, 1, 11)
"""The day of NOW, a Monday."""


def free(days: int = 3, start: date = date(2027, 1, 4), to: date | None = None, confirmed: date = TODAY) -> Capacity:
    return Capacity(5, confirmed, (FreeTime(start, to, days),))


def skilled(name: str, level: int = 4, **fields: Any) -> Member:
    return member(name, skills=(MemberSkill("risk-management", level),), **fields)


def told(hit: Hit) -> list[tuple[int, str]]:
    return [(reason.points, reason.text) for reason in hit.reasons]


RISK = Wanted(skills=("risk-management:4",))


# Criteria one by one: met, or missing with the reason


BERT = member(
    "bert",
    skills=(MemberSkill("risk-management", 3), MemberSkill("cutover", 5)),
    roles=("pmo-lead",),
    industries=(MemberIndustry("21", 7), MemberIndustry("35"), MemberIndustry("62", 30)),
    languages={"de": "native", "en": "B2", "it": "fluent"},
    methods=("scrum", "prince2"),
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
    ("wanted", "reasons"),
    [
        pytest.param(
            Wanted(skills=("risk-management:3",)),
            [(10, "risk-management at level 3 (asked: 3)")],
            id="a skill at the level asked",
        ),
        pytest.param(
            Wanted(skills=("cutover:1",)),
            [(22, "cutover at level 5 (asked: 1)")],
            id="a skill above the level asked, with points for each level",
        ),
        pytest.param(Wanted(role="pmo-lead"), [(10, "works as pmo-lead")], id="a role"),
        pytest.param(Wanted(industry="21"), [(17, "industry 21, 7 years")], id="an industry, with a point a year"),
        pytest.param(Wanted(industry="62"), [(20, "industry 62, 30 years")], id="an industry of a long life"),
        pytest.param(Wanted(industry="35"), [(10, "industry 35, 0 years")], id="an industry without a word on years"),
        pytest.param(
            Wanted(languages=("de:C2",)),
            [(10, "de native (asked: C2)")],
            id="a native speaker where C2 is asked",
        ),
        pytest.param(Wanted(certificates=("pmp",)), [(10, "pmp until 2027-01-11")], id="a certificate's last day"),
        pytest.param(Wanted(certificates=("ipma-b",)), [(10, "ipma-b")], id="a certificate that does not expire"),
        pytest.param(Wanted(region="DE-BY"), [(10, "works in DE-BY")], id="the region they live in"),
        pytest.param(Wanted(region="DE"), [(10, "works in DE")], id="the country they live in"),
        pytest.param(Wanted(region="AT-9"), [(10, "works in AT-9")], id="a region of a country they go to"),
        pytest.param(Wanted(remote=True), [(10, "works remotely")], id="remote work"),
        pytest.param(Wanted(methods=("prince2",)), [(5, "works by prince2")], id="a method"),
        pytest.param(
            Wanted(should=("cutover:4",)), [(13, "cutover at level 5 (asked: 4)")], id="a skill that is no must"
        ),
        pytest.param(
            Wanted(should=("risk-management:4",)),
            [(0, "risk-management at level 3, asked for 4, which is no must")],
            id="a level too low of what is no must",
        ),
        pytest.param(
            Wanted(should=("rollout:1",)), [(0, "no rollout, which is no must")], id="nothing of what is no must"
        ),
        pytest.param(Wanted(text="bert"), [(5, "'bert' is mentioned")], id="their name"),
        pytest.param(
            Wanted(text="mueller"),
            [(5, "'mueller' is mentioned")],
            id="a word of the headline, the umlaut spelled out",
        ),
        pytest.param(
            Wanted(text="Produktivsetzung"), [(5, "'Produktivsetzung' is mentioned")], id="a skill's name in German"
        ),
        pytest.param(Wanted(text="Leitung"), [(5, "'Leitung' is mentioned")], id="a role's name in German"),
        pytest.param(
            Wanted(days=3),
            [
                (10, "free 3 days a week, 2027-01-11 to 2027-02-08 (asked: 3)"),
                (5, "confirmed on 2027-01-11 (fresh)"),
            ],
            id="as many free days as asked",
        ),
        pytest.param(
            Wanted(start=date(2027, 2, 1)),
            [
                (10, "free 3 days a week, 2027-02-01 to 2027-03-01 (asked: 1)"),
                (5, "confirmed on 2027-01-11 (fresh)"),
            ],
            id="free from a day on",
        ),
    ],
)
def test_it_is_met_and_said_how(wanted: Wanted, reasons: list[tuple[int, str]]) -> None:
    [hit] = ranked(wanted, BERT)
    assert (hit.missing, told(hit)) == ((), reasons)


@pytest.mark.parametrize(
    ("wanted", "criteria"),
    [
        pytest.param(Wanted(), 0, id="nothing"),
        pytest.param(Wanted(text="bert - pmo"), 2, id="two words"),
        pytest.param(Wanted(skills=("cutover:1", "risk-management:1")), 2, id="two skills"),
        pytest.param(Wanted(should=("cutover:1", "rollout:1")), 2, id="two skills that are no musts"),
        pytest.param(Wanted(languages=("de:C1", "en:B2")), 2, id="two languages"),
        pytest.param(Wanted(certificates=("pmp", "ipma-b")), 2, id="two certificates"),
        pytest.param(Wanted(methods=("scrum", "prince2")), 2, id="two methods"),
        pytest.param(Wanted(start=TODAY), 2, id="a start"),
        pytest.param(Wanted(end=TODAY), 2, id="an end"),
        pytest.param(Wanted(days=3), 2, id="days a week"),
        pytest.param(Wanted(start=TODAY, end=TODAY + DAY, days=3), 2, id="days a week of a period"),
        pytest.param(
            Wanted(
                "bert", ("cutover:1",), ("risk-management:1",), "21", ("de:C1",), ("pmp",), "pmo-lead", ("scrum",),
                "DE", True, TODAY, None, 3,
            ),
            12,
            id="one of each",
        ),
    ],
)  # fmt: skip
def test_everything_that_is_asked_for_is_told(wanted: Wanted, criteria: int) -> None:
    [hit] = ranked(wanted, BERT)
    assert (len(hit.reasons), hit.missing) == (criteria, ())


@pytest.mark.parametrize(
    ("wanted", "missing"),
    [
        pytest.param(
            Wanted(skills=("risk-management:4",)),
            "risk-management at level 3, asked for 4",
            id="a level too low",
        ),
        pytest.param(Wanted(skills=("rollout:1",)), "no rollout", id="a skill they have not"),
        pytest.param(Wanted(role="agile-coach"), "does not work as agile-coach", id="another role"),
        pytest.param(Wanted(industry="20"), "no experience in industry 20", id="another industry"),
        pytest.param(Wanted(languages=("en:C1",)), "en B2, asked for C1", id="a language not well enough"),
        pytest.param(Wanted(languages=("fr:A1",)), "no fr", id="a language they do not speak"),
        pytest.param(Wanted(languages=("it:A1",)), "it at an unknown level, asked for A1", id="a level nobody knows"),
        pytest.param(
            Wanted(certificates=("prince2-practitioner",)),
            "prince2-practitioner expired on 2027-01-10",
            id="a certificate that expired",
        ),
        pytest.param(Wanted(certificates=("csm",)), "no csm", id="a certificate they have not"),
        pytest.param(Wanted(region="CH"), "does not work in CH", id="another country"),
        pytest.param(Wanted(region="DE-BE"), "does not work in DE-BE", id="another region of their country"),
        pytest.param(Wanted(methods=("kanban",)), "does not work by kanban", id="another method"),
        pytest.param(Wanted(text="pharma"), "'pharma' is not mentioned", id="a word that does not occur"),
        pytest.param(Wanted(days=4), "free 3 of 4 days a week, 2027-01-11 to 2027-02-08", id="too few free days"),
    ],
)
def test_it_is_missing_and_said_why(wanted: Wanted, missing: str) -> None:
    [hit] = ranked(wanted._replace(text=f"{wanted.text} bert".strip(), remote=True), BERT)
    assert hit.missing == (missing,)


@pytest.mark.parametrize("area", [None, WorkArea("DE-BY"), WorkArea(remote=False)], ids=["nothing", "a home", "no"])
def test_who_does_not_say_that_they_work_remotely_does_not(area: WorkArea | None) -> None:
    [hit] = ranked(RISK._replace(remote=True), skilled("bert", work_area=area))
    assert hit.missing == ("does not work remotely",)


def test_a_headline_that_nobody_wrote_mentions_nothing() -> None:
    [hit] = ranked(Wanted(text="bert xx"), member("bert"))
    assert hit.missing == ("'xx' is not mentioned",)


def test_who_does_not_say_where_they_work_works_nowhere() -> None:
    [hit] = ranked(RISK._replace(region="DE"), skilled("bert"))
    assert hit.missing == ("does not work in DE",)


@pytest.mark.parametrize("wanted", CEFR)
@pytest.mark.parametrize("found", CEFR)
def test_language_levels_are_in_the_order_of_the_framework(found: str, wanted: str) -> None:
    order = "A1 A2 B1 B2 C1 C2 native".split()
    hits = ranked(Wanted(languages=(f"de:{wanted}",)), member("bert", languages={"de": found}))
    assert bool(hits) is (order.index(found) >= order.index(wanted))


def test_a_renewed_certificate_counts_although_the_old_one_expired() -> None:
    held = (MemberCertificate("pmp", None, TODAY - DAY), MemberCertificate("pmp", None, TODAY + 900 * DAY))
    [hit] = ranked(Wanted(certificates=("pmp",)), member("bert", certificates=held))
    assert hit.missing == ()


@pytest.mark.parametrize("levels", [(2, 4), (4, 2)])
def test_of_a_skill_that_is_named_twice_the_higher_level_counts(levels: tuple[int, int]) -> None:
    twice = member("bert", skills=tuple(MemberSkill("risk-management", level) for level in levels))
    [hit] = ranked(RISK, twice)
    assert told(hit) == [(10, "risk-management at level 4 (asked: 4)")]


def test_a_dash_in_the_text_earns_nothing() -> None:
    assert [hit.score for hit in ranked(Wanted(text="bert - pmo"), BERT)] == [
        hit.score for hit in ranked(Wanted(text="bert pmo"), BERT)
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
        pytest.param(
            (date(2027, 1, 9), date(2027, 1, 10)),
            [(date(2027, 1, 4), date(2027, 1, 10), 3), (date(2027, 1, 12), None, 3)],
            0,
            id="a weekend is its next Monday",
        ),
        pytest.param(
            (date(2027, 1, 10), date(2027, 1, 10)),
            [(date(2027, 1, 11), date(2027, 1, 11), 3)],
            3,
            id="a Sunday is its next Monday",
        ),
    ],
)
def test_free_days(period: tuple[date, date], entries: list[tuple[date, date | None, int]], days: int) -> None:
    assert free_in(period, entries) == days


def free_in(period: tuple[date, date], entries: list[tuple[date, date | None, int]]) -> int:
    """The fewest free days a week that the index knows of in a period."""
    start, end = (day.isoformat() for day in period)
    capacity = Capacity(5, TODAY, tuple(FreeTime(*entry) for entry in entries))
    with index_of(active(member("bert", capacity=capacity))) as index:
        [(left, said)] = MemberFacts(index).values(Criterion("free", "", 1, True, start, end)).values() or [(0, 0)]
    assert left == said
    return left


def slowly(entries: list[tuple[date, date | None, int]], start: date, end: date) -> int:
    """The fewest free days a week on any working day of the period, looked at one by one."""
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    working = [day for day in days if day.weekday() < 5] or [start + timedelta(days=7 - start.weekday())]
    return min(sum(d for begin, to, d in entries if begin <= day and (to is None or day <= to)) for day in working)


january = st.dates(date(2027, 1, 1), date(2027, 2, 10))


@steady
@given(st.lists(st.tuples(january, st.none() | january, st.integers(0, 5)), max_size=4), january, st.integers(0, 40))
def test_free_days_are_what_a_look_at_every_day_says(
    entries: list[tuple[date, date | None, int]], start: date, days: int
) -> None:
    end = start + timedelta(days=days)
    assert free_in((start, end), entries) == slowly(entries, start, end)


@pytest.mark.parametrize("to", [None, date.max], ids=["not said", "the last day there is"])
def test_free_to_the_end_of_time(to: date | None) -> None:
    assert free_in(JANUARY, [(date(2027, 1, 4), to, 3)]) == 3
    assert free_in((date(9999, 12, 1), date.max), [(date(2027, 1, 4), to, 3)]) == 3


def test_stale_capacity_is_a_near_miss_where_nothing_else_is_asked() -> None:
    stale = member("bert", capacity=free(confirmed=TODAY - 29 * DAY))
    [hit] = ranked(Wanted(days=3), stale)
    assert hit.missing == ("free days not confirmed since 2026-12-13",)


def test_stale_capacity_that_is_too_little_is_left_out() -> None:
    assert ranked(Wanted(days=4), member("bert", capacity=free(confirmed=TODAY - 29 * DAY))) == []


def test_stale_capacity_is_a_near_miss_that_says_so() -> None:
    [hit] = ranked(RISK._replace(days=3), skilled("bert", capacity=free(confirmed=TODAY - 29 * DAY)))
    assert hit.missing == ("free days not confirmed since 2026-12-13",)


def test_capacity_that_was_never_confirmed_is_a_near_miss_that_says_so() -> None:
    [hit] = ranked(RISK._replace(days=3), skilled("bert", capacity=replace(free(), confirmed=None)))
    assert hit.missing == ("free days were never confirmed",)


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (0, "confirmed on 2027-01-11 (fresh)"),
        (14, "confirmed on 2026-12-28 (fresh)"),
        (15, "confirmed on 2026-12-27 (ageing)"),
        (28, "confirmed on 2026-12-14 (ageing)"),
    ],
)
def test_how_long_a_word_on_free_days_counts(age: int, said: str) -> None:
    [hit] = ranked(Wanted(days=3), member("bert", capacity=free(confirmed=TODAY - age * DAY)))
    assert told(hit)[1][1] == said


def test_one_free_day_is_enough_where_no_number_is_asked() -> None:
    [hit] = ranked(Wanted(start=TODAY, end=TODAY), member("bert", capacity=free(1, confirmed=TODAY - 20 * DAY)))
    assert told(hit) == [
        (10, "free 1 days a week, 2027-01-11 to 2027-01-11 (asked: 1)"),
        (2, "confirmed on 2026-12-22 (ageing)"),
    ]


def test_fresh_counts_more_than_ageing() -> None:
    fresh, ageing = (
        member(name, capacity=free(confirmed=TODAY - age * DAY)) for name, age in (("bert", 3), ("carl", 20))
    )
    assert [hit.id for hit in ranked(Wanted(days=3), ageing, fresh)] == ["bert", "carl"]


def test_without_an_end_the_next_four_weeks_are_looked_at() -> None:
    later = member("bert", capacity=free(to=date(2027, 2, 5)))
    [hit] = ranked(Wanted(days=3, start=date(2027, 1, 11)), later)
    assert hit.missing == ("free 0 of 3 days a week, 2027-01-11 to 2027-02-08",)


def test_a_last_day_that_is_over_asks_for_today() -> None:
    [hit] = ranked(Wanted(end=TODAY - DAY), member("bert", capacity=free()))
    assert told(hit)[0] == (10, "free 3 days a week, 2027-01-11 to 2027-01-11 (asked: 1)")


# The whole list


STORY = Wanted(
    skills=("risk-management:4",),
    languages=("de:C1",),
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
    asked = Wanted(skills=("risk-management:1",), languages=("en:B1",))
    assert [hit.id for hit in ranked(asked, strong, weak)] == ["carl", "bert"]


def test_a_higher_level_comes_first() -> None:
    known = [skilled("bert", 4), skilled("carl", 5)]
    assert [hit.id for hit in ranked(RISK, *known)] == ["carl", "bert"]


def test_who_misses_more_than_half_is_not_shown() -> None:
    asked = Wanted(skills=("risk-management:3", "rollout:3", "cutover:3"))
    assert ranked(asked, skilled("bert")) == []


def test_nobody_fits_nobody_is_shown() -> None:
    assert ranked(RISK) == []


TIED = [skilled(name) for name in ("anna", "bert", "carl", "dora", "emil", "fred")]


@steady
@given(st.permutations(TIED), st.integers(1, 4))
def test_the_order_does_not_depend_on_the_order_of_the_records(known: list[Member], level: int) -> None:
    asked = Wanted(skills=(f"risk-management:{level}",))
    assert ranked(asked, *known, grown=True) == ranked(asked, *TIED)


def test_the_alphabet_favours_nobody() -> None:
    first = {ranked(RISK._replace(text=text), *TIED)[0].id for text in ("pmo", "agile", "sap", "erp", "gxp", "coach")}
    assert len(first) > 1


def test_ties_are_broken_the_same_way_on_every_machine() -> None:
    first, *_ = ranked(RISK, *TIED)
    assert first.id == min((one.id for one in TIED), key=lambda name: sha256(f"{SALT}{name}".encode()).hexdigest())


SALT = "[('skill', 'risk-management', 4, True, '', '')]"
"""The question as text."""


def test_the_points_are_the_figures_of_the_network() -> None:
    weights = Weights(skill=2, skill_level=40, language=7)
    [hit] = ranked(STORY._replace(days=None, start=None, end=None), ANNA, weights=weights)
    assert [points for points, _ in told(hit)] == [42, 7]


LATELY = replace(skilled("bert"), vouches=(vouch("anna", NOW - 7 * DAY),))
"""Admitted just now: the objection window is seven days."""


@pytest.mark.parametrize(
    ("who", "found"),
    [
        pytest.param(skilled("bert"), True, id="a member"),
        pytest.param(skilled("anna"), True, id="the founder"),
        pytest.param(LATELY, True, id="a member since this second"),
        pytest.param(
            replace(LATELY, vouches=(vouch("anna", NOW - 7 * DAY + timedelta(seconds=1)),)), False, id="a candidate"
        ),
        pytest.param(skilled("bert", paused=TODAY), False, id="who paused"),
        pytest.param(skilled("bert", left=TODAY), False, id="who left"),
        pytest.param(
            replace(skilled("bert"), vouches=(vouch("anna", NOW - 9 * DAY, NOW - 8 * DAY),)),
            False,
            id="a vouch withdrawn",
        ),
    ],
)
def test_only_active_members_are_found(who: Member, found: bool) -> None:
    assert bool(ranked(RISK, who)) is found
    assert bool(ranked(Wanted(), who)) is found


@pytest.mark.parametrize(
    ("objecting", "found"), [((), True), (("carl",), True), (("carl", "dora"), False), (("carl", "bert"), True)]
)
def test_whoever_is_suspended_is_not_found(objecting: tuple[str, ...], found: bool) -> None:
    """More than one in three of three members, and two at least."""
    objections = tuple(Objection(by, NOW - DAY, "reliability") for by in objecting)
    known = (skilled("bert", objections=objections), member("carl"), member("dora"))
    assert bool(ranked(RISK, *known, suspension_one_in=3, suspension_at_least=2)) is found


# Won work

WEEKS = (date(2027, 3, 1), date(2027, 3, 28))
TAKING = replace(LEAD, positions=(replace(PMO, days_per_week=3, start=WEEKS[0], end=WEEKS[1]),))
AGREED = (step("claim", "bert", NOW - 9 * DAY, due(NOW - 9 * DAY)), step("accept", "anna", NOW - 8 * DAY))
WON = (*AGREED, step("disclose", "anna", NOW - 8 * DAY), step("win", "bert", NOW - 7 * DAY))
FIVE = member("bert", capacity=free(5))
MARCH = Wanted(start=WEEKS[0], end=WEEKS[1])


@pytest.mark.parametrize(
    ("steps", "left"),
    [
        pytest.param((), 5, id="nothing"),
        pytest.param(AGREED, 5, id="agreed, which is a risk"),
        pytest.param(WON, 2, id="won"),
        pytest.param((*WON, step("complete", "anna", NOW - DAY)), 5, id="completed"),
        pytest.param((*WON, step("dispute", "anna", NOW - DAY)), 2, id="won and disputed"),
    ],
)
def test_won_work_is_taken_off(steps: tuple[Step, ...], left: int) -> None:
    said = ", 5 but for won work" if left < 5 else ""
    known = (FIVE, TAKING, *([handover(*steps, lead=TAKING)] if steps else []))
    [hit] = ranked(MARCH._replace(days=2), *known)
    assert hit.missing == ()
    assert told(hit)[0] == (10, f"free {left} days a week, 2027-03-01 to 2027-03-28{said} (asked: 2)")
    [hit] = ranked(MARCH._replace(days=3), *known)
    assert hit.missing == (("free 2 of 3 days a week, 2027-03-01 to 2027-03-28, 5 but for won work",) if said else ())


def test_won_work_without_a_first_day_begins_on_the_day_of_the_agreement() -> None:
    """A Sunday."""
    endless = replace(LEAD, positions=(replace(PMO, days_per_week=3),))
    known = (member("bert", capacity=free(5, date(2026, 12, 1))), endless, handover(*WON, lead=endless))
    for day, left in ((date(2027, 1, 1), 5), (date(2027, 1, 3), 2), (date(2027, 1, 4), 2)):
        [hit] = ranked(Wanted(start=day, end=day), *known)
        assert told(hit)[0][1].startswith(f"free {left} days")


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
skills = st.lists(
    st.builds("{}:{}".format, st.sampled_from(["risk-management", "cutover"]), st.integers(1, 5)), max_size=2
)
questions = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["", "anna", "risk", "anna nobody"]),
        "skills": skills,
        "should": skills,
        "languages": st.lists(st.sampled_from(CEFR).map("de:{}".format), max_size=1),
        "days": st.none() | st.integers(1, 5),
    }
).map(lambda said: Wanted(**said))
"""Drawn by hand: `st.builds` makes up the fields of a named tuple that are left out."""


def asked_in(wanted: Wanted) -> tuple[int, int]:
    """How many things are asked for, and how many of them are musts; free days and their confirmation are two."""
    musts = len(wanted.text.split()) + len(wanted.skills) + len(wanted.languages) + 2 * (wanted.days is not None)
    return musts + len(wanted.should), musts


@steady
@given(questions, crowd)
def test_whatever_is_asked_every_criterion_is_a_reason_or_is_missing(wanted: Wanted, known: list[Member]) -> None:
    asked, musts = asked_in(wanted)
    for hit in ranked(wanted, *known):
        assert len(hit.reasons) + len(hit.missing) == asked
        assert 2 * len(hit.missing) <= musts


@steady
@given(questions, crowd)
def test_whatever_is_asked_full_fits_come_first_and_by_points(wanted: Wanted, known: list[Member]) -> None:
    hits = [(len(hit.missing), -hit.score) for hit in ranked(wanted, *known)]
    assert hits == sorted(hits)


@steady
@given(questions, crowd)
def test_whatever_is_asked_the_order_of_the_records_does_not_matter(wanted: Wanted, known: list[Member]) -> None:
    assert ranked(wanted, *known) == ranked(wanted, *known[::-1], grown=True)


@steady
@given(questions, crowd, st.integers(1, 4))
def test_whatever_is_asked_the_first_ones_are_the_same_however_many_are_wanted(
    wanted: Wanted, known: list[Member], most: int
) -> None:
    assert ranked(wanted, *known, most=most) == ranked(wanted, *known)[:most]


@steady
@given(questions, crowd)
def test_whatever_is_asked_a_should_leaves_nobody_out(wanted: Wanted, known: list[Member]) -> None:
    without = {hit.id: hit.missing for hit in ranked(wanted._replace(should=()), *known)}
    assert {hit.id: hit.missing for hit in ranked(wanted, *known)} == without


# Leads


def asks(*skills: PositionSkill, key: str = "pmo", **fields: Any) -> Position:
    return replace(PMO, key=key, skills=skills, **fields)


def lead(*positions: Position, name: str = "270104-k7qx", **fields: Any) -> Lead:
    return replace(LEAD, id=name, positions=positions, **fields)


@pytest.mark.parametrize(
    ("wanted", "fields", "position", "reasons"),
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
            Wanted(languages=("de:C1",)), {"languages": {"de": "B2"}}, asks(), [(10, "needs de B2")],
            id="a language I speak better",
        ),
        pytest.param(
            Wanted(languages=("de:C1",)), {"languages": {"de": "C1"}}, asks(), [(10, "needs de C1")],
            id="a language I speak as well as that",
        ),
        pytest.param(Wanted(industry="21"), {"industry": "21"}, asks(), [(10, "industry 21")], id="an industry"),
        pytest.param(
            Wanted(certificates=("pmp",)), {"certificates": ("csm", "pmp")}, asks(), [(10, "asks for pmp")],
            id="a certificate",
        ),
        pytest.param(Wanted(region="DE"), {"region": "DE"}, asks(), [(10, "in DE")], id="the country"),
        pytest.param(
            Wanted(region="DE"), {"region": "DE-BY"}, asks(), [(10, "in DE-BY")], id="a region of the country"
        ),
        pytest.param(
            Wanted(remote=True), {"remote_percent": 20}, asks(), [(10, "20% remote")], id="some remote work"
        ),
        pytest.param(Wanted(role="pmo-lead"), {}, asks(role="pmo-lead"), [(10, "looks for pmo-lead")], id="a role"),
        pytest.param(
            Wanted(days=3), {}, asks(days_per_week=3), [(10, "3 days a week")], id="as many days as I have"
        ),
        pytest.param(
            Wanted(start=date(2027, 2, 1)), {"start": date(2027, 2, 1)}, asks(), [(10, "starts 2027-02-01")],
            id="a start when I can",
        ),
        pytest.param(
            Wanted(start=date(2027, 2, 1)), {"start": TODAY}, asks(start=date(2027, 2, 2)),
            [(10, "starts 2027-02-02")], id="a position that starts later than the others",
        ),
        pytest.param(
            Wanted(start=TODAY), {}, asks(), [(10, "starts 2027-01-11")], id="a start today, as nothing else is said"
        ),
        pytest.param(
            Wanted(text="rollout"), {}, asks(), [(5, "'rollout' is mentioned")], id="a word of the title"
        ),
        pytest.param(
            Wanted(text="ERP"), {"summary": "An ERP system."}, asks(), [(5, "'ERP' is mentioned")],
            id="a word of the summary",
        ),
        pytest.param(
            Wanted(text="produktivsetzung"), {}, asks(PositionSkill("cutover", 2), role="pmo-lead"),
            [(5, "'produktivsetzung' is mentioned")], id="a skill's name in German",
        ),
        pytest.param(
            Wanted(text="Leitung"), {}, asks(PositionSkill("cutover", 2), role="pmo-lead"),
            [(5, "'Leitung' is mentioned")], id="a role's name in German",
        ),
        pytest.param(
            Wanted(skills=("risk-management:2",)), {}, asks(PositionSkill("risk-management", 4, must=False)),
            [(0, "asks for risk-management at level 4, more than 2, which is no must")],
            id="a skill above my level that is not a must",
        ),
    ],
)  # fmt: skip
def test_a_lead_fits_and_it_is_said_how(
    wanted: Wanted, fields: dict[str, Any], position: Position, reasons: list[tuple[int, str]]
) -> None:
    [hit] = leads(wanted, lead(position, **fields))
    assert (hit.missing, told(hit)) == ((), reasons)


@pytest.mark.parametrize(
    ("wanted", "fields", "position", "missing"),
    [
        pytest.param(
            RISK, {}, asks(PositionSkill("risk-management", 5)), "asks for risk-management at level 5, more than 4",
            id="a skill above my level",
        ),
        pytest.param(RISK, {}, asks(PositionSkill("cutover", 1)), "does not ask for risk-management", id="another skill"),
        pytest.param(
            Wanted(languages=("de:B2",)), {"languages": {"de": "C1"}}, asks(), "needs de C1, more than B2",
            id="a language too well",
        ),
        pytest.param(Wanted(languages=("de:B2",)), {}, asks(), "does not need de", id="no language"),
        pytest.param(Wanted(industry="21"), {"industry": "20"}, asks(), "industry 20", id="another industry"),
        pytest.param(Wanted(industry="21"), {}, asks(), "industry not said", id="no industry"),
        pytest.param(
            Wanted(certificates=("pmp",)), {"certificates": ("csm",)}, asks(), "does not ask for pmp",
            id="another certificate",
        ),
        pytest.param(Wanted(region="DE-BY"), {"region": "DE-BE"}, asks(), "in DE-BE", id="another region"),
        pytest.param(Wanted(region="DE-BY"), {}, asks(), "no region said", id="no region"),
        pytest.param(Wanted(remote=True), {"remote_percent": 0}, asks(), "not remote", id="no remote work"),
        pytest.param(
            Wanted(role="pmo-lead"), {}, asks(role="agile-coach"), "looks for agile-coach", id="another role"
        ),
        pytest.param(Wanted(role="pmo-lead"), {}, asks(), "looks for no named role", id="no role"),
        pytest.param(Wanted(days=2), {}, asks(days_per_week=3), "3 days a week", id="more days than I have"),
        pytest.param(Wanted(days=2), {}, asks(), "? days a week", id="nobody knows how many days"),
        pytest.param(
            Wanted(start=date(2027, 3, 1)), {"start": date(2027, 2, 1)}, asks(),
            "starts 2027-02-01, before 2027-03-01", id="a start too early",
        ),
        pytest.param(
            Wanted(start=TODAY + DAY), {}, asks(), "starts 2027-01-11, before 2027-01-12",
            id="a start today, as nothing else is said",
        ),
        pytest.param(Wanted(text="pharma"), {}, asks(), "'pharma' is not mentioned", id="a word that does not occur"),
        pytest.param(Wanted(text="xx"), {}, asks(), "'xx' is not mentioned", id="a word where there is no summary"),
    ],
)  # fmt: skip
def test_a_lead_does_not_fit_and_it_is_said_why(
    wanted: Wanted, fields: dict[str, Any], position: Position, missing: str
) -> None:
    known = lead(position, **fields)
    assert leads(wanted, known) == []
    [hit] = leads(wanted._replace(text=f"{wanted.text} rollout".strip()), known)
    assert hit.missing == (missing,)


def test_a_lead_counts_by_its_best_position() -> None:
    both = lead(asks(PositionSkill("cutover", 1), key="pm"), asks(PositionSkill("risk-management", 3)))
    assert [hit.missing for hit in leads(RISK, both)] == [()]


def test_of_two_positions_that_fit_the_one_with_more_points_counts() -> None:
    both = lead(asks(PositionSkill("risk-management", 3), key="pm"), asks(PositionSkill("risk-management", 4)))
    assert [hit.score for hit in leads(RISK, both)] == [22]


def test_leads_come_in_the_same_order_whatever_order_they_were_read_in() -> None:
    known = [lead(asks(PositionSkill("risk-management", 3)), name=f"270104-000{n}") for n in range(6)]
    assert leads(RISK, *known) == leads(RISK, *known[::-1], grown=True)


def test_only_the_open_positions_of_a_lead_count() -> None:
    better = asks(PositionSkill("risk-management", 4), key="pm")
    both = lead(better, asks(PositionSkill("risk-management", 3)))
    taken = handover(*AGREED, lead=both, position="pm")
    [found] = found_leads(RISK, both)
    assert (found.position, found.hit.score) == ("pm", 22)
    [found] = found_leads(RISK, both, taken)
    assert (found.position, found.hit.score) == ("pmo", 19)
    assert found_leads(RISK, lead(better), taken) == []


ASKED = step("claim", "bert", NOW, due())


@pytest.mark.parametrize(
    ("fields", "steps", "found"),
    [
        pytest.param({}, (), True, id="nobody asked yet"),
        pytest.param({"closed": Closed(NOW, "cancelled")}, (), False, id="closed"),
        pytest.param({"erased": NOW}, (), False, id="erased"),
        pytest.param({"protected_until": TODAY}, (), True, id="protected to this day"),
        pytest.param({"protected_until": TODAY - DAY}, (), False, id="protected until yesterday"),
        pytest.param({"mode": Mode.INVITE}, (), True, id="by invitation"),
        pytest.param({}, (ASKED,), False, id="held by a claim"),
        pytest.param({"mode": Mode.CHOOSE}, (ASKED,), True, id="one of several claims"),
        pytest.param({}, (ASKED, step("withdraw", "bert", NOW)), True, id="a claim that was withdrawn"),
        pytest.param({}, WON, False, id="filled"),
        pytest.param({}, (*WON, step("complete", "anna", NOW)), False, id="completed"),
        pytest.param({}, (*WON[:-1], step("lose", "bert", NOW - DAY, reason="budget")), True, id="lost"),
    ],
)
def test_which_leads_are_looked_at(fields: dict[str, Any], steps: tuple[Step, ...], found: bool) -> None:
    one = lead(asks(PositionSkill("risk-management", 3)), **fields)
    known = (one, *([handover(*steps, lead=one)] if steps else []))
    open_ = lead_state(one, known[1:], NOW, people().network.policy) is LeadState.OPEN
    assert bool(leads(RISK, *known)) is open_
    assert open_ is found


@pytest.mark.parametrize(("after", "found"), [(timedelta(0), False), (timedelta(seconds=1), True)])
def test_a_position_is_open_again_once_nobody_answered(after: timedelta, found: bool) -> None:
    one = lead(asks(PositionSkill("risk-management", 3)))
    assert bool(leads(RISK, one, handover(ASKED, lead=one), now=due() + after)) is found


@pytest.mark.parametrize(("member", "found"), [("anna", False), ("bert", True), (None, True)])
def test_only_the_leads_of_others_are_looked_at(member: str | None, found: bool) -> None:
    assert bool(leads(RISK, lead(asks(PositionSkill("risk-management", 3))), member=member)) is found


def test_a_should_of_mine_gives_points_where_it_is_asked_for() -> None:
    wanted = Wanted(skills=("risk-management:4",), should=("cutover:5",))
    without, with_it = (
        lead(asks(PositionSkill("risk-management", 4), *more), name=f"270104-000{n}")
        for n, more in enumerate([(), (PositionSkill("cutover", 2),)])
    )
    assert [(found.lead, told(found.hit)[1]) for found in found_leads(wanted, without, with_it)] == [
        (with_it.id, (16, "asks for cutover at level 2")),
        (without.id, (0, "does not ask for cutover, which is no must")),
    ]


# What they left unanswered


@pytest.mark.parametrize("after", [timedelta(0), timedelta(seconds=1), 90 * DAY - timedelta(seconds=1), 90 * DAY])
def test_what_somebody_left_unanswered_is_what_their_handovers_say(after: timedelta) -> None:
    own = replace(LEAD, id="270104-bbbb", owner="bert")
    known = (
        MEMBER,
        LEAD,
        own,
        handover(step("offer", "anna", NOW, due())),
        handover(step("offer", "anna", NOW, due()), place=2),
        handover(step("claim", "carl", NOW, due()), lead=own, partner="carl"),
        handover(step("offer", "anna", NOW, due()), step("decline", "bert", NOW + HOUR, reason="dates"), place=3),
    )
    now = due() + after
    with index_of(*known, now=now) as index:
        assert index.silence("bert") == silence(people(*known), "bert", now)
        assert index.silence("bert").total == (3 if timedelta(0) < after < 90 * DAY else 0)
        assert index.silence("anna").total == index.silence("carl").total == 0
