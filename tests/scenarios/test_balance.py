"""Give and take, as members read it: silence shows wherever somebody shows, and a win counts on both sides (DOMAIN 6)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from people import NOW, Circle, Once, Person

OFFERED = NOW
"""Monday at 10:00 in Berlin; with sixteen working hours, an answer is due on Wednesday at 10:00."""

DUE = "2026-11-25T09:00:00Z"
LATER = "2026-11-26T09:00:00Z"
SILENT = "1 offer unanswered in the last 90 days"
NOTHING = {"days": 90, "offers": 0, "claims": 0}
ONE = {"days": 90, "offers": 1, "claims": 0}


def lead_of(person: Person, title: str = "A cutover", now: str = NOW) -> str:
    return str(person.ok("lead", "add", "--title", title, "--client", "Muster AG", "--position", "pmo", now=now)["id"])


def unanswered(circle: Circle) -> str:
    circle.bea.ok("skill", "add", "cutover", "4")
    lead = lead_of(circle.anna)
    circle.anna.ok("offer", lead, "bea")
    circle.sync(LATER)
    return lead


@pytest.fixture
def silent(circle: Circle, once: Once) -> str:
    """A lead of anna's that bea was offered and never answered; seen by all."""
    return once(circle, unanswered)


def test_silence_shows_in_balance(circle: Circle, silent: str) -> None:
    found = circle.carl.ok("balance", "bea", now=LATER)
    assert (found["answered"], found["median_answer_hours"], found["lapsed"]) == (0, None, 1)
    assert found["unanswered"] == ONE
    assert found["acts"]["lapsed"] == [
        {
            "handover": f"{silent}.pmo.1",
            "step": "offer",
            "asker": "anna",
            "since": OFFERED,
            "respond_by": DUE,
            "answer": None,
            "answered": None,
        }
    ]
    text = circle.carl.run("balance", "bea", now=LATER).out
    assert f"1; {SILENT}" in text
    assert re.search(
        rf"unanswered +{silent}\.pmo\.1 +anna +Mon 23 Nov 2026 10:00 +offer: until Wed 25 Nov 2026 10:00", text
    )


def test_silence_shows_in_find_and_with_the_member(circle: Circle, silent: str) -> None:
    found = circle.carl.ok("find", "--skill", "cutover", now=LATER)
    assert {one["member"]: one["unanswered"] for one in found} == {"bea": ONE}
    assert SILENT in circle.carl.run("find", "--skill", "cutover", now=LATER).out
    assert circle.carl.ok("member", "show", "bea", now=LATER)["unanswered"] == ONE
    assert SILENT in circle.carl.run("member", "show", "bea", now=LATER).out
    assert circle.carl.ok("member", "show", "anna", now=LATER)["unanswered"] == NOTHING
    assert "unanswered" not in circle.carl.run("member", "show", "anna", now=LATER).out


def test_silence_shows_with_a_lead_and_to_whoever_offers_again(circle: Circle, silent: str) -> None:
    shown = circle.carl.ok("lead", "show", silent, now=LATER)
    assert (shown["state"], shown["unanswered"]) == ("open", NOTHING)
    assert [(one["state"], one["unanswered"]) for one in shown["handovers"]] == [("lapsed", ONE)]
    assert f"bea: {SILENT}" in circle.carl.run("lead", "show", silent, now=LATER).out
    rehearsed = circle.anna.run("offer", silent, "bea", "--dry-run", now=LATER)
    assert f"bea ({SILENT})" in rehearsed.out
    assert circle.anna.ok("offer", silent, "bea", now=LATER)["unanswered"] == ONE


def test_an_owner_who_is_silent_shows_it_with_their_leads(circle: Circle) -> None:
    claimed, other = lead_of(circle.anna), lead_of(circle.anna, "Another cutover")
    circle.bea.ok("claim", claimed)
    circle.sync(LATER)
    claim = "1 claim unanswered in the last 90 days"
    assert f"anna ({claim})" in circle.carl.run("lead", "show", other, now=LATER).out
    assert claim in circle.carl.run("find", "cutover", "--leads", now=LATER).out
    assert {one["unanswered"]["claims"] for one in circle.carl.ok("find", "cutover", "--leads", now=LATER)} == {1}


@pytest.mark.parametrize(
    ("now", "shows"),
    [
        pytest.param(DUE, False, id="while there is time"),
        pytest.param("2026-11-25T09:00:01Z", True, id="once it lapsed"),
        pytest.param("2027-02-23T08:59:59Z", True, id="ninety days later"),
        pytest.param("2027-02-23T09:00:00Z", False, id="and no longer"),
    ],
)
def test_silence_shows_for_ninety_days(circle: Circle, silent: str, now: str, shows: bool) -> None:
    assert circle.carl.ok("member", "show", "bea", now=now)["unanswered"]["offers"] == shows
    assert circle.carl.ok("balance", "bea", now=now)["lapsed"] == (now != DUE)


def test_a_no_is_an_answer(circle: Circle) -> None:
    lead = lead_of(circle.anna)
    circle.anna.ok("offer", lead, "bea")
    circle.bea.ok("decline", lead, "--reason", "no-capacity", now="2026-11-23T10:30:00Z")
    found = circle.bea.ok("balance", "bea", now=LATER)
    assert (found["answered"], found["lapsed"], found["median_answer_hours"]) == (1, 0, 1.5)
    assert found["unanswered"] == NOTHING


# Answers

FRIDAY = "2026-11-27T14:00:00Z"
"""15:00 in Berlin, two hours before the working week ends."""

MONDAY = "2026-11-30T10:00:00Z"
"""11:00 in Berlin, two hours after the next one begins."""


def test_the_median_of_answers_counts_working_time_only(circle: Circle) -> None:
    for lead, asked, answered in (
        (lead_of(circle.anna, "One"), FRIDAY, MONDAY),
        (lead_of(circle.anna, "Two"), "2026-12-01T09:00:00Z", "2026-12-01T10:00:00Z"),
        (lead_of(circle.anna, "Three"), "2026-12-02T09:00:00Z", "2026-12-02T15:00:00Z"),
    ):
        circle.bea.ok("claim", lead, now=asked)
        circle.anna.ok("decline", lead, "--reason", "dates", now=answered)
    found = circle.anna.ok("balance", "anna", now="2026-12-03T09:00:00Z")
    assert [one["hours"] for one in found["acts"]["answered"]] == [4, 1, 6]
    assert (found["answered"], found["median_answer_hours"]) == (3, 4)
    assert "3, half of them within 4 h of working time" in circle.anna.run("balance", "anna").out


# Give and take

WON = "2026-11-24T09:00:00Z"


def won(circle: Circle) -> str:
    """A handover from anna to bea that was won."""
    lead = lead_of(circle.anna)
    circle.bea.ok("claim", lead)
    circle.anna.ok("accept", lead)
    circle.bea.ok("win", lead, now=WON)
    circle.sync(WON)
    return f"{lead}.pmo.1"


def test_a_won_handover_counts_on_both_sides(circle: Circle) -> None:
    handover = won(circle)
    found = {one["member"]: one for one in circle.carl.ok("balance", now=WON)}
    assert list(found) == ["anna", "bea", "carl"]
    counted = {name: (one["passed_on_won"], one["taken_won"]) for name, one in found.items()}
    assert counted == {"anna": (1, 0), "bea": (0, 1), "carl": (0, 0)}
    act = {"handover": handover, "step": "win", "by": "bea", "at": WON}
    assert circle.carl.ok("balance", "anna", now=WON)["acts"]["passed_on_won"] == [act | {"other": "bea"}]
    assert circle.carl.ok("balance", "bea", now=WON)["acts"]["taken_won"] == [act | {"other": "anna"}]
    text = circle.carl.run("balance", "bea", now=WON).out
    assert re.search(rf"taken, won +{re.escape(handover)} +anna +Tue 24 Nov 2026 10:00 +reported by bea", text)


def test_all_are_a_table_by_id_without_a_score(circle: Circle) -> None:
    won(circle)
    heading, *rows = circle.carl.run("balance", now=WON).out.splitlines()
    assert heading.split()[:2] == ["member", "answered"]
    assert [row.split()[0] for row in rows] == ["anna", "bea", "carl"]
    assert not re.search(r"%|score|rank|points", "\n".join((heading, *rows)))


# Flags


def set_policy(circle: Circle, **figures: int) -> None:
    circle.anna.ok("sync")
    file = circle.anna.folder / "network.yaml"
    text = file.read_text()
    for name, value in figures.items():
        text = re.sub(rf"{name}: \d+", f"{name}: {value}", text)
    file.write_text(text)
    circle.anna.ok("publish", now=LATER)
    circle.sync(LATER)


def flags(circle: Circle, **at: Any) -> dict[str, list[str]]:
    return {one["member"]: one["flags"] for one in circle.carl.ok("balance", **at)}


def test_nobody_is_flagged_unless_the_policy_says_so(circle: Circle, silent: str) -> None:
    assert flags(circle, now=LATER) == {"anna": [], "bea": [], "carl": []}
    set_policy(circle, flag_lapsed=1)
    assert flags(circle, now=LATER) == {"anna": [], "bea": [f"{SILENT}; flagged from 1 on"], "carl": []}
    assert f"flagged: {SILENT}" in circle.carl.run("balance", "bea", now=LATER).out
    assert re.search(r"^bea .*flagged$", circle.carl.run("balance", now=LATER).out, re.MULTILINE)


def test_policy_is_explained(circle: Circle) -> None:
    text = circle.anna.run("help", "policy").out
    for figure, default in (("silence_days", 90), ("flag_lapsed", 0), ("flag_overdue", 0)):
        assert re.search(rf"{figure} +{default} +\w+", text)


def test_who_left_is_in_the_table_only_while_something_is_open(circle: Circle) -> None:
    circle.carl.ok("leave", "--yes")
    circle.anna.ok("sync")
    assert [one["member"] for one in circle.anna.ok("balance")] == ["anna", "bea"]
    assert circle.anna.ok("balance", "carl")["status"] == "left"


def test_nobody_by_that_name_has_a_balance(circle: Circle) -> None:
    assert circle.anna.refused(5, "balance", "zoe")["hint"]
