"""Who had to answer what, until when, and what came of it (DOMAIN 5 and 6: silence is a dated, visible fact)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cast import DAY, HOUR, LEAD, NOW, POLICY, due, handover, people, step

from pmnet.domain.clock import parse_instant
from pmnet.domain.records import Handover, Step
from pmnet.rules.answers import Question, asked_of, lately, questions, silence

CLAIM = step("claim", "bert", NOW, due())
OFFER = step("offer", "anna", NOW, due())
LATER = NOW + HOUR


def asked_in(*steps: Step, at: datetime = NOW) -> list[Question]:
    made = handover(*steps)
    return list(questions(people(LEAD, made), made, at))


def told(*steps: Step) -> list[tuple[str, str, str | None]]:
    """Of each question: what asked, who had to answer, by what it was answered."""
    return [(one.step, one.asked, one.answer) for one in asked_in(*steps)]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param((), [], id="nothing"),
        pytest.param((CLAIM,), [("claim", "anna", None)], id="a claim"),
        pytest.param((OFFER,), [("offer", "bert", None)], id="an offer"),
        pytest.param((OFFER, step("accept", "bert", LATER)), [("offer", "bert", "accept")], id="a yes"),
        pytest.param(
            (OFFER, step("decline", "bert", LATER, reason="no-capacity")), [("offer", "bert", "decline")], id="a no"
        ),
        pytest.param((CLAIM, step("withdraw", "bert", LATER)), [], id="a claim that was withdrawn"),
        pytest.param(
            (
                CLAIM,
                step("counter", "anna", LATER, due(LATER)),
                step("counter", "bert", LATER + HOUR, due(LATER + HOUR)),
            ),
            [("claim", "anna", "counter"), ("counter", "bert", "counter"), ("counter", "anna", None)],
            id="a question that was turned round twice",
        ),
        pytest.param(
            (CLAIM, step("counter", "anna", LATER, due(LATER)), step("withdraw", "anna", LATER + HOUR)),
            [("claim", "anna", "counter")],
            id="a counter that was withdrawn",
        ),
        pytest.param(
            (CLAIM, step("accept", "anna", LATER), step("disclose", "anna", LATER), step("win", "bert", LATER)),
            [("claim", "anna", "accept")],
            id="what came after",
        ),
    ],
)
def test_the_questions_of(steps: tuple[Step, ...], expected: list[tuple[str, str, str | None]]) -> None:
    assert told(*steps) == expected


def test_a_question_lapses_after_its_last_second_and_not_before() -> None:
    [asked] = asked_in(OFFER)
    assert not asked.lapsed_by(due())
    assert asked.lapsed_by(due() + timedelta(seconds=1))


def test_what_was_answered_never_lapses() -> None:
    [asked] = asked_in(OFFER, step("accept", "bert", due()))
    assert not asked.lapsed_by(NOW + 400 * DAY)


@pytest.mark.parametrize(
    ("holidays", "since", "answered", "hours"),
    [
        pytest.param((), "2027-01-11T09:00:00Z", "2027-01-11T11:30:00Z", 2.5, id="one morning"),
        pytest.param((), "2027-01-08T14:00:00Z", "2027-01-11T10:00:00Z", 4, id="a weekend: Fri 15:00 to Mon 11:00"),
        pytest.param((), "2027-01-09T10:00:00Z", "2027-01-10T10:00:00Z", 0, id="answered on a Sunday"),
        pytest.param(
            ("2027-01-01",), "2026-12-31T14:00:00Z", "2027-01-04T10:00:00Z", 4, id="New Year: Thu 15:00 to Mon 11:00"
        ),
        pytest.param((), "2026-10-23T13:00:00Z", "2026-10-26T10:00:00Z", 4, id="autumn: Fri 15:00 to Mon 11:00"),
        pytest.param((), "2027-03-26T14:00:00Z", "2027-03-29T09:00:00Z", 4, id="spring: Fri 15:00 to Mon 11:00"),
        pytest.param(
            ("2027-03-26", "2027-03-29"),
            "2027-03-25T14:00:00Z",
            "2027-03-30T09:00:00Z",
            4,
            id="Easter and the clock change in spring: Thu 15:00 to Tue 11:00",
        ),
    ],
)
def test_how_long_somebody_waited_for_an_answer(
    holidays: tuple[str, ...], since: str, answered: str, hours: float
) -> None:
    policy = people(holidays=tuple(datetime.fromisoformat(day).date() for day in holidays)).network.policy
    at = parse_instant(since)
    [asked] = asked_in(step("claim", "bert", at, at + 30 * DAY), step("accept", "anna", parse_instant(answered)))
    assert asked.waited(policy) == timedelta(hours=hours)


def test_without_an_answer_nobody_can_say_how_long_it_took() -> None:
    [asked] = asked_in(CLAIM)
    assert asked.waited(POLICY) is None


def test_only_what_a_member_had_to_answer_is_asked_of_them_oldest_first() -> None:
    known = [
        handover(step("offer", "anna", NOW, due()), place=2),
        handover(step("offer", "anna", NOW - DAY, due(NOW - DAY))),
        handover(CLAIM, place=3),
    ]
    assert [one.handover for one in asked_of(people(*known), "bert", known, NOW)] == [
        f"{LEAD.id}.pmo.1",
        f"{LEAD.id}.pmo.2",
    ]
    assert [one.handover for one in asked_of(people(*known), "anna", known, NOW)] == [f"{LEAD.id}.pmo.3"]
    assert asked_of(people(*known), "carl", known, NOW) == []


def unanswered(offers: int, claims: int) -> list[Handover]:
    """So many offers to bert, and so many claims of carl's to a lead of bert's."""
    offered = [handover(OFFER, place=place) for place in range(1, offers + 1)]
    claim = step("claim", "carl", NOW, due())
    own = [
        Handover(f"270104-bbbb.pmo.{n}", "270104-bbbb", "pmo", "bert", "carl", (claim,)) for n in range(1, claims + 1)
    ]
    return [*offered, *own]


@pytest.mark.parametrize(
    ("offers", "claims", "words"),
    [
        (0, 0, ""),
        (1, 0, "1 offer unanswered in the last 90 days"),
        (2, 0, "2 offers unanswered in the last 90 days"),
        (0, 1, "1 claim unanswered in the last 90 days"),
        (2, 3, "2 offers and 3 claims unanswered in the last 90 days"),
    ],
)
def test_silence_in_words(offers: int, claims: int, words: str) -> None:
    found = silence(people(*unanswered(offers, claims)), "bert", NOW + 7 * DAY)
    assert (found.offers, found.claims, found.total, found.words) == (offers, claims, offers + claims, words)


@pytest.mark.parametrize(
    ("after", "shows"),
    [
        pytest.param(timedelta(0), False, id="while there is time"),
        pytest.param(timedelta(seconds=1), True, id="as soon as it lapsed"),
        pytest.param(90 * DAY - timedelta(seconds=1), True, id="for ninety days"),
        pytest.param(90 * DAY, False, id="and no longer"),
    ],
)
def test_silence_shows(after: timedelta, shows: bool) -> None:
    assert bool(silence(people(handover(OFFER)), "bert", due() + after).total) is shows


def test_silence_shows_for_as_long_as_the_policy_says() -> None:
    known = people(handover(OFFER), silence_days=30)
    assert silence(known, "bert", due() + 29 * DAY).words == "1 offer unanswered in the last 30 days"
    assert silence(known, "bert", due() + 30 * DAY).words == ""
    assert silence(people(handover(OFFER), silence_days=0), "bert", due() + HOUR).total == 0


def test_the_silence_of_others_is_not_mine() -> None:
    known = people(*unanswered(2, 1))
    assert silence(known, "anna", NOW + 7 * DAY).total == 0
    assert silence(known, "carl", NOW + 7 * DAY).total == 0


def test_an_answer_that_was_given_in_time_is_no_silence() -> None:
    known = [handover(OFFER, step("decline", "bert", LATER, reason="dates"))]
    assert lately(asked_of(people(*known), "bert", known, NOW), POLICY, NOW + 7 * DAY).total == 0


def test_silence_about_the_oldest_lead_that_can_still_be_offered_shows() -> None:
    """A lead is protected for 180 days at most, and what lapsed then shows for 90 more."""
    offered = NOW + 178 * DAY
    known = people(handover(step("offer", "anna", offered, due(offered))))
    assert silence(known, "bert", due(offered) + 89 * DAY).words == "1 offer unanswered in the last 90 days"


def test_looking_back_ends_where_the_calendar_begins() -> None:
    assert silence(people(handover(OFFER)), "bert", datetime(1, 1, 2, tzinfo=NOW.tzinfo)).total == 0


# Waiting in line

WAITING = handover(step("claim", "carl", NOW + HOUR), partner="carl", place=2)


def in_line(first: Handover, waiting: Handover, at: datetime) -> list[Question]:
    """What is asked of anna by a claim behind another one."""
    return list(questions(people(LEAD, first, waiting), waiting, at))


def test_who_waits_in_line_asks_nothing_yet() -> None:
    assert in_line(handover(CLAIM), WAITING, NOW + 2 * HOUR) == []
    accepted = handover(CLAIM, step("accept", "anna", LATER))
    assert in_line(accepted, WAITING, NOW + 10 * DAY) == []


MOVED_UP = NOW + DAY
"""When the first one withdrew: Tuesday at 10:00. The next has sixteen working hours from then on, until Thursday at 10:00."""

GONE = handover(CLAIM, step("withdraw", "bert", MOVED_UP))


@pytest.mark.parametrize(
    ("at", "lapsed"), [(MOVED_UP + 2 * DAY, False), (MOVED_UP + 2 * DAY + timedelta(seconds=1), True)]
)
def test_who_moved_up_asks_from_then_on(at: datetime, lapsed: bool) -> None:
    [asked] = in_line(GONE, WAITING, at)
    assert (asked.since, asked.respond_by, asked.lapsed_by(at)) == (MOVED_UP, MOVED_UP + 2 * DAY, lapsed)


def test_an_answer_is_timed_from_the_moment_of_moving_up() -> None:
    answer = step("decline", "anna", MOVED_UP + 3 * HOUR, reason="dates")
    [asked] = in_line(GONE, replace(WAITING, steps=(*WAITING.steps, answer)), NOW + 60 * DAY)
    assert (asked.asked, asked.waited(POLICY)) == ("anna", 3 * HOUR)


def test_the_silence_towards_whoever_moved_up_shows() -> None:
    found = silence(people(LEAD, GONE, WAITING), "anna", MOVED_UP + 7 * DAY)
    assert found.words == "1 claim unanswered in the last 90 days"
