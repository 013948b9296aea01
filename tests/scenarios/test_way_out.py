"""What somebody can do where a step does not work any more, where none is named, or where the other one has ended it.

NOW is Monday 23 November 2026, 10:00 in Berlin.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from people import Circle, Once, Person

LATER = "2026-11-24T10:00:00Z"
TITLE = "PMO lead for a plant start-up"
WHAT = f"'{TITLE}'"
LEAD = ("lead", "add", "--title", TITLE, "--days", "3")


def add_lead(person: Person, *more: str) -> str:
    return person.ok(*LEAD, *more)["id"]


def edited(circle: Circle, lead: str) -> Any:
    """What changing the start of one's lead answers; with `sed` for an editor, as some have one."""
    circle.anna.extra |= {"EDITOR": "sed -i 's/^title:/summary: Three sites\\ntitle:/'"}
    done = circle.anna.run("lead", "edit", lead, "--json")
    assert done.code == 0, done.err
    return done.json


def rows(person: Person, now: str = LATER) -> list[tuple[str, str, bool]]:
    """What waits for somebody and for others: the sentence, what to type, and whether it is theirs to do."""
    person.ok("sync", now=now)
    return [(row["text"], row["command"], row["mine"]) for row in person.ok("inbox", now=now)["items"]]


def steps(person: Person, lead: str) -> list[str]:
    return person.ok("lead", "show", lead)["handovers"][0]["next"]


# A lead that was changed after somebody asked


def claimed_then_changed(circle: Circle) -> str:
    """bea asks for ten percent for anna's lead, and anna changes it then."""
    lead = add_lead(circle.anna, "--client", "Muster AG")
    terms = Path(circle.root) / "terms.yaml"
    terms.write_text("kind: percent\npercent: '10'\nbase: partner-net\ntrigger: client-paid\n")
    circle.bea.ok("claim", lead, "--terms", str(terms))
    edited(circle, lead)
    return lead


@pytest.fixture
def changed(circle: Circle, once: Once) -> str:
    return once(circle, claimed_then_changed)


def test_a_yes_to_a_claim_on_a_lead_that_was_changed_names_the_way_out(circle: Circle, changed: str) -> None:
    refused = circle.anna.refused(6, "accept", changed)
    assert refused["message"] == f"lead {changed} was changed after bea asked"
    assert refused["hint"] == f"pmnet counter {changed}.pm.1 asks bea again, about the lead as it is now"
    assert steps(circle.anna, changed) == ["counter", "decline"]
    assert rows(circle.anna) == [
        (
            f"bea asks for pm of {WHAT} (terms: percent 10 % of partner-net, once client-paid); "
            "you have changed the lead since",
            f"pmnet counter {changed}.pm.1",
            True,
        )
    ]


def test_whoever_asked_is_told_that_the_lead_was_changed_since(circle: Circle, changed: str) -> None:
    told = f"anna has to answer on pm of {WHAT}; the lead was changed since you asked"
    assert rows(circle.bea) == [(told, f"pmnet lead show {changed}", False)]


def test_asking_again_keeps_the_terms_and_is_about_the_lead_as_it_is(circle: Circle, changed: str) -> None:
    circle.anna.ok("counter", changed)
    told = (
        f"anna offers you pm of {WHAT} (terms: percent 10 % of partner-net, once client-paid); "
        "the lead was changed since you asked"
    )
    assert rows(circle.bea) == [(told, f"pmnet accept {changed}.pm.1", True)]
    assert circle.bea.ok("accept", changed)["state"] == "agreed"


def test_an_offer_on_a_lead_that_was_changed_is_answered_by_asking_back(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.anna.ok("offer", lead, "bea")
    done = edited(circle, lead)
    assert done["warnings"] == [
        f"you offered pm to bea before this change; pmnet withdraw {lead}.pm.1, and offer it again"
    ]
    (offered,) = rows(circle.bea)
    assert offered == (
        f"anna offers you pm of {WHAT} (terms: none); the lead was changed since", f"pmnet counter {lead}.pm.1", True,
    )  # fmt: skip
    assert rows(circle.anna)[0][1:] == (f"pmnet withdraw {lead}.pm.1", False)
    circle.bea.ok("counter", lead)
    circle.anna.ok("sync")
    assert circle.anna.ok("accept", lead)["state"] == "agreed"


def test_who_waited_in_line_for_a_lead_that_was_changed_is_asked_again_once_it_is_their_turn(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.bea.ok("claim", lead)
    circle.carl.ok("claim", lead, "--wait")
    assert [row.split()[0] for row in edited(circle, lead)["warnings"]] == ["bea"]
    circle.bea.ok("withdraw", lead)
    told = (f"carl asks for pm of {WHAT} (terms: none); you have changed the lead since", f"pmnet counter {lead}.pm.2")
    assert told in [row[:2] for row in rows(circle.anna)]
    circle.anna.ok("counter", f"{lead}.pm.2", now=LATER)
    circle.carl.ok("sync", now=LATER)
    assert circle.carl.ok("accept", lead, now=LATER)["state"] == "agreed"


def test_changing_a_lead_warns_of_claims_that_wait(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.bea.ok("claim", lead)
    assert edited(circle, lead)["warnings"] == [
        f"bea asked for pm before this change; pmnet counter {lead}.pm.1 asks them again, about the lead as it is now"
    ]
    lead = add_lead(circle.anna)
    assert "warnings" not in edited(circle, lead)


def test_the_warning_is_said_to_people(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.bea.ok("claim", lead)
    circle.anna.extra |= {"EDITOR": "sed -i 's/^title:/summary: Three sites\\ntitle:/'"}
    assert "careful: bea asked for pm before this change" in circle.anna.run("lead", "edit", lead).err


# A command without what it is about


def test_what_a_command_may_be_about_is_named_where_nobody_can_be_asked(circle: Circle) -> None:
    first, second = add_lead(circle.anna), add_lead(circle.anna)
    none = circle.anna.refused(2, "accept")
    assert (none["message"], none["hint"]) == ("nothing waits for that from you", "pmnet")
    circle.bea.ok("claim", first)
    circle.anna.ok("sync")
    one = circle.anna.refused(2, "accept")
    assert (one["message"], one["hint"]) == ("missing argument 'HANDOVER'", f"pmnet accept {first}.pm.1")
    assert circle.anna.refused(2, "decline", "--reason", "dates")["hint"] == f"pmnet decline {first}.pm.1"
    assert circle.bea.refused(2, "withdraw")["hint"] == f"pmnet withdraw {first}.pm.1"
    circle.carl.ok("claim", second)
    circle.anna.ok("sync")
    known = sorted([f"{first}.pm.1 (bea)", f"{second}.pm.1 (carl)"])
    assert circle.anna.refused(2, "accept")["hint"] == f"one of: {', '.join(known)}"


# Why not


def won(circle: Circle) -> str:
    lead = add_lead(circle.anna, "--client", "Muster AG")
    circle.bea.ok("claim", lead)
    circle.anna.ok("accept", lead)
    circle.bea.ok("win", lead)
    circle.sync()
    return lead


@pytest.fixture
def ours(circle: Circle, once: Once) -> str:
    return once(circle, won)


def test_what_does_not_wait_from_me_says_why(circle: Circle, ours: str) -> None:
    bills = circle.anna.refused(6, "bill", ours, "--month", "2026-11", "--days", "3", "--amount", "10")
    assert bills["message"] == (
        f"nothing of {ours} waits for that from you: {ours}.pm.1 is won, and that is for the partner (bea)"
    )
    again = circle.anna.refused(6, "win", ours)
    assert again["message"] == (
        f"nothing of {ours} waits for that from you: {ours}.pm.1 is won, and that needs contacted or disclosed"
    )


# What the other one has ended


def test_a_win_is_one_report_for_both_and_the_other_one_is_told(circle: Circle, ours: str) -> None:
    told = f"bea says for both of you that it is won (if not: pmnet dispute {ours}.pm.1): pm of {WHAT}"
    assert (told, f"pmnet lead show {ours}", True) in rows(circle.anna)
    assert told not in [text for text, *_ in rows(circle.bea)]
    assert told not in [text for text, *_ in rows(circle.anna, "2026-12-08T10:00:00Z")]
    circle.anna.ok("dispute", ours)
    assert told not in [text for text, *_ in rows(circle.anna)]


def test_a_no_is_told_until_one_asks_again_or_for_two_weeks(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.bea.ok("claim", lead)
    circle.anna.ok("decline", lead, "--reason", "dates")
    told = (f"anna declines: pm of {WHAT}", f"pmnet lead show {lead}", True)
    assert rows(circle.bea) == [told]
    assert rows(circle.anna) == []
    assert rows(circle.bea, "2026-12-08T10:00:00Z") == []
    circle.bea.ok("claim", lead, now=LATER)
    assert told not in rows(circle.bea)


# The place in line


def test_the_place_in_line_counts_only_those_who_are_before_one(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.bea.ok("claim", lead)
    circle.anna.ok("decline", lead, "--reason", "dates")
    again = circle.bea.run("claim", lead, now=LATER)
    assert again.code == 0
    assert "place in line" not in again.out
    waits = circle.carl.run("claim", lead, "--wait", now=LATER)
    assert [line.split() for line in waits.out.splitlines() if "place in line" in line] == [
        ["place", "in", "line", "2"]
    ]
