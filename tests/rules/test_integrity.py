"""Whether records fit together, at any time and for whatever stands in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from cast import (
    BERT,
    CARL,
    DAY,
    FOUNDED,
    HOUR,
    LEAD,
    NOW,
    PMO,
    due,
    handover,
    member,
    network,
    people,
    step,
    vouch,
    well_said,
)
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pmnet.domain.records import (
    Capacity,
    FreeTime,
    Handover,
    MemberCertificate,
    MemberIndustry,
    MemberSkill,
    Objection,
    Position,
    Record,
    Step,
    StepName,
)
from pmnet.rules.admission import statuses
from pmnet.rules.integrity import check

steady = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=100,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)

CLAIM = step("claim", "bert", respond_by=due())


def found(record: Record, *others: Record) -> list[tuple[str, tuple[Any, ...]]]:
    """The rules that do not hold, and where."""
    return [(one.rule, one.pointer) for one in well_said(check(record, people(*others, record)))]


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(network(), id="the network"),
        pytest.param(BERT, id="a member"),
        pytest.param(LEAD, id="a lead"),
        pytest.param(handover(CLAIM), id="a claim"),
        pytest.param(handover(CLAIM, step("accept", "anna", NOW + HOUR)), id="an accepted claim"),
    ],
)
def test_a_good_record_fits(record: Record) -> None:
    assert found(record, LEAD) == []


@pytest.mark.parametrize(
    ("change", "rule", "pointer"),
    [
        pytest.param({"keepers": ("anna", "nobody")}, "member", ("keepers", 1), id="a keeper who is no member"),
        pytest.param({"founder": "nobody"}, "member", ("founder",), id="a founder who is no member"),
        pytest.param(
            {"policy": replace(network().policy, work_opens=17, work_closes=17)},
            "order",
            ("policy", "work_closes"),
            id="a working day without hours",
        ),
        pytest.param(
            {"policy": replace(network().policy, capacity_fresh_days=30)},
            "order",
            ("policy", "capacity_stale_days"),
            id="stale before it stops being fresh",
        ),
        *(
            pytest.param(
                {"policy": replace(network().policy, time_zone=zone)},
                "time-zone",
                ("policy", "time_zone"),
                id=f"the time zone {zone[:20]}",
            )
            for zone in ("Nowhere/City", "Europe", "x" * 64, "zone.tab", "Europe/Berlin/Mitte", "..", "")
        ),
    ],
)
def test_a_network_that_does_not_fit(change: dict[str, Any], rule: str, pointer: tuple[Any, ...]) -> None:
    assert found(replace(network(), **change)) == [(f"integrity-{rule}", pointer)]


def objection(by: str) -> Objection:
    return Objection(by, NOW, "late")


@pytest.mark.parametrize(
    ("change", "rule", "pointer"),
    [
        pytest.param(
            {"skills": (MemberSkill("cutover", 1), MemberSkill("cutover", 2))},
            "twice",
            ("skills", 1),
            id="a skill twice",
        ),
        pytest.param(
            {"industries": (MemberIndustry("21", 1), MemberIndustry("21", 2))},
            "twice",
            ("industries", 1),
            id="an industry twice",
        ),
        pytest.param(
            {"certificates": (MemberCertificate("pmp", date(2027, 1, 2), date(2027, 1, 1)),)},
            "order",
            ("certificates", 0, "expires"),
            id="a certificate that expires before it was issued",
        ),
        pytest.param(
            {"capacity": Capacity(5, None, (FreeTime(date(2027, 1, 2), date(2027, 1, 1), 3),))},
            "order",
            ("capacity", "free", 0, "to"),
            id="free days that end before they begin",
        ),
        pytest.param(
            {"vouches": (vouch("anna"), vouch("anna", NOW))}, "vouch", ("vouches",), id="two vouches by the same"
        ),
        pytest.param({"vouches": (vouch("bert"),)}, "vouch", ("vouches", 0, "by"), id="a vouch for oneself"),
        pytest.param({"vouches": (vouch("nobody"),)}, "member", ("vouches", 0, "by"), id="a stranger's vouch"),
        pytest.param(
            {"objections": (objection("bert"),)}, "vouch", ("objections", 0, "by"), id="an objection to oneself"
        ),
        pytest.param(
            {"objections": (objection("nobody"),)}, "member", ("objections", 0, "by"), id="a stranger's objection"
        ),
    ],
)
def test_a_member_that_does_not_fit(change: dict[str, Any], rule: str, pointer: tuple[Any, ...]) -> None:
    assert found(replace(BERT, **change)) == [(f"integrity-{rule}", pointer)]


def test_the_last_of_what_stands_twice_is_shown() -> None:
    skills = tuple(MemberSkill(name, 1) for name in ("cutover", "gxp-csv", "cutover", "sap-activate"))
    assert found(replace(BERT, skills=skills)) == [("integrity-twice", ("skills", 2))]


ONE_DAY = {"start": date(2027, 2, 1), "end": date(2027, 2, 1)}


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(
            replace(BERT, certificates=(MemberCertificate("pmp", date(2027, 1, 1), date(2027, 1, 1)),)),
            id="a certificate for a day",
        ),
        pytest.param(
            replace(BERT, capacity=Capacity(5, None, (FreeTime(date(2027, 1, 1), date(2027, 1, 1), 3),))),
            id="a free day",
        ),
        pytest.param(replace(LEAD, **ONE_DAY), id="a lead for a day"),
        pytest.param(replace(LEAD, positions=(replace(PMO, **ONE_DAY),)), id="a position for a day"),
        pytest.param(
            replace(network(), policy=replace(network().policy, capacity_fresh_days=28)),
            id="capacity that is never ageing",
        ),
    ],
)
def test_what_begins_may_end_on_the_same_day(record: Record) -> None:
    assert found(record) == []


def test_a_vouch_may_be_given_again_once_it_was_withdrawn() -> None:
    assert found(replace(BERT, vouches=(vouch("anna", FOUNDED, FOUNDED + DAY), vouch("anna", NOW)))) == []


@pytest.mark.parametrize(
    ("change", "rule", "pointer"),
    [
        pytest.param({"owner": "nobody"}, "member", ("owner",), id="an owner who is no member"),
        pytest.param({"positions": (PMO, PMO)}, "twice", ("positions", 1), id="a position twice"),
        pytest.param(
            {"start": date(2027, 2, 2), "end": date(2027, 2, 1)}, "order", ("end",), id="an end before the start"
        ),
        pytest.param(
            {"protected_until": date(2027, 1, 3)},
            "order",
            ("protected_until",),
            id="protection over before registration",
        ),
        pytest.param(
            {"positions": (replace(PMO, start=date(2027, 2, 2), end=date(2027, 2, 1)),)},
            "order",
            ("positions", 0, "end"),
            id="a position that ends before it begins",
        ),
        pytest.param({"registered": NOW}, "id", ("id",), id="an id of another day than the registration's"),
    ],
)
def test_a_lead_that_does_not_fit(change: dict[str, Any], rule: str, pointer: tuple[Any, ...]) -> None:
    assert found(replace(LEAD, **change)) == [(f"integrity-{rule}", pointer)]


@pytest.mark.parametrize(
    ("change", "rule", "pointer"),
    [
        pytest.param({"lead": "270104-zzzz"}, "id", ("id",), id="another lead than its id says"),
        pytest.param({"position": "pm"}, "id", ("id",), id="another position than its id says"),
        pytest.param({"owner": "carl"}, "owner", ("owner",), id="another owner than the lead's"),
        pytest.param({"id": "270104-k7qx.pmo.2"}, "place", ("id",), id="a place in line with nobody before it"),
        pytest.param({"id": "270104-k7qx.pm.1", "position": "pm"}, "position", ("position",), id="no such position"),
        pytest.param({"id": "270104-zzzz.pmo.1", "lead": "270104-zzzz"}, "lead", ("lead",), id="a lead there is not"),
        pytest.param({"steps": (replace(CLAIM, by="carl"),)}, "lifecycle", ("steps",), id="a step by a third"),
        pytest.param({"steps": (step("accept", "anna"),)}, "lifecycle", ("steps",), id="begun with an answer"),
        pytest.param({"steps": ()}, "lifecycle", ("steps",), id="no steps"),
        pytest.param(
            {"steps": (CLAIM, step("accept", "anna", NOW + 30 * DAY))}, "lifecycle", ("steps",), id="a late answer"
        ),
    ],
)
def test_a_handover_that_does_not_fit(change: dict[str, Any], rule: str, pointer: tuple[Any, ...]) -> None:
    assert found(replace(handover(CLAIM), **change), LEAD) == [(f"integrity-{rule}", pointer)]


def test_a_partner_who_is_no_member() -> None:
    assert found(handover(step("claim", "nobody", respond_by=due()), partner="nobody"), LEAD) == [
        ("integrity-member", ("partner",))
    ]


def test_an_owner_who_would_be_the_partner() -> None:
    own = handover(step("claim", "anna", respond_by=due()), partner="anna")
    assert found(own, LEAD) == [("integrity-partner", ("partner",))]


AGREED = (CLAIM, step("accept", "anna", NOW + HOUR))
DISCLOSED = (*AGREED, step("disclose", "anna", NOW + HOUR))


@pytest.mark.parametrize(
    ("steps", "rule"),
    [
        pytest.param((CLAIM, step("decline", "anna", NOW + HOUR, reason="dates")), None, id="declined: the dates"),
        pytest.param((CLAIM, step("decline", "anna", NOW + HOUR, reason="budget")), "reason", id="declined: a wrong reason"),
        pytest.param((CLAIM, step("decline", "anna", NOW + HOUR, reason="no-mood")), "reason", id="declined: an unknown reason"),
        pytest.param((*DISCLOSED, step("lose", "bert", NOW + HOUR, reason="no-reply")), None, id="lost: no reply"),
        pytest.param((*DISCLOSED, step("lose", "bert", NOW + HOUR, reason="travel")), "reason", id="lost: a wrong reason"),
        pytest.param((*DISCLOSED, step("return", "bert", NOW + HOUR, reason="mismatch")), None, id="returned: a mismatch"),
        pytest.param((*DISCLOSED, step("return", "bert", NOW + HOUR, reason="rate")), "reason", id="returned: a wrong reason"),
        pytest.param((CLAIM, step("withdraw", "bert", NOW + HOUR, reason="dates")), "reason", id="withdrawn with a reason"),
    ],
)  # fmt: skip
def test_the_reason_for_a_step(steps: tuple[Step, ...], rule: str | None) -> None:
    assert [name.removeprefix("integrity-") for name, _ in found(handover(*steps), LEAD)] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("said", "name", "rule"),
    [
        pytest.param({"respond_by": NOW + DAY}, "accept", "respond-by", id="until when to answer an acceptance"),
        pytest.param({"outcome": "good"}, "accept", "outcome", id="an outcome of an acceptance"),
        pytest.param({"reason": "dates"}, "accept", "reason", id="a reason for an acceptance"),
    ],
)
def test_a_step_does_not_say(said: dict[str, Any], name: str, rule: str) -> None:
    field = rule.replace("-", "_")
    made = handover(CLAIM, step(name, "anna", NOW + HOUR, **said))
    assert found(made, LEAD) == [(f"integrity-{rule}", ("steps", 1, field))]


def test_a_dispute_has_an_outcome_once_it_is_resolved() -> None:
    disputed = (*AGREED, step("dispute", "bert", NOW + HOUR))
    assert found(handover(*disputed, step("resolve", "anna", NOW + HOUR, outcome="good")), LEAD) == []


def test_everything_that_does_not_fit_is_found_in_one_go() -> None:
    odd = replace(BERT, vouches=(vouch("bert"), vouch("nobody")), objections=(objection("nobody"), objection("bert")))
    assert found(odd) == [
        ("integrity-vouch", ("vouches", 0, "by")),
        ("integrity-member", ("vouches", 1, "by")),
        ("integrity-member", ("objections", 0, "by")),
        ("integrity-vouch", ("objections", 1, "by")),
    ]


# What is said about it


def policy(**figures: Any) -> Record:
    return replace(network(), policy=replace(network().policy, **figures))


DECLINE = (
    "one of: no-capacity, dates, skill-gap, industry-conflict, travel, rate, known-client, restriction, unclear, risk,"
    " other"
)
BACKWARDS = {"start": date(2027, 2, 2), "end": date(2027, 2, 1)}


@pytest.mark.parametrize(
    ("record", "message", "hint"),
    [
        (replace(network(), keepers=("anna", "nobody")), "the keeper 'nobody' is not a member", ""),
        (replace(network(), founder="nobody"), "the founder 'nobody' is not a member", ""),
        (policy(work_opens=17, work_closes=9), "the working day ends before it begins", ""),
        (policy(capacity_fresh_days=30), "capacity cannot be stale before it stops being fresh", ""),
        (policy(time_zone="Nowhere/City"), "there is no time zone 'Nowhere/City'", "for example Europe/Berlin"),
        (
            replace(BERT, skills=(MemberSkill("cutover", 1), MemberSkill("gxp-csv", 1), MemberSkill("cutover", 2))),
            "'cutover' stands 2 times in skills",
            "",
        ),
        (
            replace(BERT, industries=(MemberIndustry("21", 1), MemberIndustry("21", 2))),
            "'21' stands 2 times in industries",
            "",
        ),
        (
            replace(BERT, certificates=(MemberCertificate("pmp", date(2027, 1, 2), date(2027, 1, 1)),)),
            "2027-01-01 expires before it was issued (2027-01-02)",
            "",
        ),
        (
            replace(BERT, capacity=Capacity(5, None, (FreeTime(date(2027, 1, 2), date(2027, 1, 1), 3),))),
            "2027-01-01 ends before it begins (2027-01-02)",
            "",
        ),
        (replace(BERT, vouches=(vouch("anna"), vouch("anna", NOW))), "anna vouches twice", "once is enough"),
        (
            replace(BERT, objections=(objection("anna"), objection("anna"))),
            "anna objects twice",
            "once is enough",
        ),
        (replace(BERT, vouches=(vouch("bert"),)), "bert cannot stand in their own vouches", ""),
        (replace(BERT, objections=(objection("bert"),)), "bert cannot stand in their own objections", ""),
        (replace(BERT, vouches=(vouch("nobody"),)), "there is no member 'nobody'", ""),
        (replace(LEAD, owner="nobody"), "the owner 'nobody' is not a member", ""),
        (replace(LEAD, registered=NOW), "the id does not begin with the day of registration, 270111", ""),
        (replace(LEAD, positions=(PMO, PMO)), "'pmo' stands 2 times in positions", ""),
        (replace(LEAD, **BACKWARDS), "2027-02-01 ends before it begins (2027-02-02)", ""),
        (
            replace(LEAD, protected_until=date(2027, 1, 3)),
            "2027-01-03 lies before the registration (2027-01-04)",
            "",
        ),
        (
            replace(LEAD, positions=(replace(PMO, **BACKWARDS),)),
            "2027-02-01 ends before it begins (2027-02-02)",
            "",
        ),
        (
            replace(handover(CLAIM), position="pm"),
            "the id does not name lead 270104-k7qx and position pm",
            "",
        ),
        (handover(CLAIM, lead=replace(LEAD, id="270104-zzzz")), "there is no lead '270104-zzzz'", "pmnet lead list"),
        (handover(CLAIM, position="pm"), "lead 270104-k7qx has no position 'pm'", ""),
        (replace(handover(CLAIM), owner="carl"), "the owner of 270104-k7qx is anna, not carl", ""),
        (
            handover(step("claim", "anna", respond_by=due()), partner="anna"),
            "the owner cannot be the partner of their own lead",
            "",
        ),
        (
            handover(step("claim", "nobody", respond_by=due()), partner="nobody"),
            "the partner 'nobody' is not a member",
            "",
        ),
        (handover(CLAIM, place=3), "there is no place 2 before this one in the line", ""),
        (
            handover(step("accept", "anna")),
            "cannot accept 270104-k7qx.pmo.1: it has not begun, and that needs claimed or offered",
            "",
        ),
        (
            handover(CLAIM, step("accept", "anna", NOW + 30 * DAY)),
            "cannot accept 270104-k7qx.pmo.1: it lapsed on Wed 13 Jan 10:00, and that needs claimed or offered",
            "pmnet log 270104-k7qx.pmo.1",
        ),
        (
            handover(CLAIM, step("decline", "anna", NOW + HOUR, reason="no-mood")),
            "'no-mood' is no reason to decline",
            DECLINE,
        ),
        (
            handover(CLAIM, step("withdraw", "bert", NOW + HOUR, reason="dates")),
            "'dates' is no reason to withdraw",
            "the step withdraw has no reason",
        ),
        (
            handover(CLAIM, step("accept", "anna", NOW + HOUR, NOW + DAY)),
            "nobody has to answer the step accept",
            "",
        ),
        (handover(CLAIM, step("accept", "anna", NOW + HOUR, outcome="x")), "the step accept has no outcome", ""),
    ],
)
def test_what_is_said_where_something_does_not_fit(record: Record, message: str, hint: str) -> None:
    assert [(one.message, one.hint) for one in check(record, people(LEAD, record))] == [(message, hint)]


def test_a_position_that_somebody_asked_for_stays() -> None:
    now = replace(LEAD, positions=(Position("pm", "PM"),))
    [finding] = check(now, people(now, handover(CLAIM)))
    assert (finding.rule, finding.pointer) == ("integrity-position", ("positions",))
    assert (finding.message, finding.hint) == ("the position 'pmo' has handovers, so it stays", "")


# Whatever dates somebody wrote by hand


FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("at", [FIRST, LAST], ids=["the first second there is", "the last second there is"])
@pytest.mark.parametrize("name", list(StepName))
def test_a_handover_at(at: datetime, name: StepName) -> None:
    steps = [step(one, by, at, at) for one, by in (("claim", "bert"), ("accept", "anna"), ("disclose", "anna"))]
    by = "bert" if name in ("contacted", "return", "bill", "claim") else "anna"
    assert isinstance(check(handover(*steps, step(name, by, at, reason="other")), people(LEAD)), list)


@pytest.mark.parametrize("at", [FIRST, LAST], ids=["the first second there is", "the last second there is"])
def test_the_status_of_somebody_vouched_for_at(at: datetime) -> None:
    known = [*people().members(), member("fred", vouch("anna", at))]
    assert statuses(network(), known, NOW)["carl"] == "active"


instants = st.sampled_from([FIRST, LAST]) | st.datetimes(timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)
steps = st.builds(
    Step,
    st.sampled_from(list(StepName)),
    st.sampled_from(["anna", "bert", "carl", "nobody"]),
    instants,
    st.none() | instants,
    st.sampled_from([None, "dates", "budget", "other"]),
)


@steady
@given(st.lists(steps, max_size=5), st.sampled_from([LEAD.id, "270104-zzzz"]), st.sampled_from(["pmo", "pm"]))
def test_any_handover_gives_findings_and_nothing_else(taken: list[Step], lead: str, position: str) -> None:
    made = Handover(f"{LEAD.id}.pmo.1", lead, position, "anna", "bert", tuple(taken))
    assert all(one.path == made.path for one in check(made, people(LEAD)))


@steady
@given(instants, st.dates(), st.none() | st.dates(), st.none() | st.dates())
def test_any_lead_gives_findings_and_nothing_else(
    registered: datetime, protected: date, start: date | None, end: date | None
) -> None:
    made = replace(LEAD, registered=registered, protected_until=protected, start=start, end=end)
    assert all(one.path == made.path for one in check(made, people()))


@steady
@given(
    st.lists(st.tuples(st.sampled_from(["anna", "bert", "carl", "nobody"]), instants, st.none() | instants), max_size=4)
)
def test_any_vouches_give_a_status_and_nothing_else(given_by: list[tuple[str, datetime, datetime | None]]) -> None:
    made = replace(CARL, vouches=tuple(vouch(*one) for one in given_by))
    assert statuses(network(), [*people(made).members()], NOW)["carl"] in ("active", "candidate")
