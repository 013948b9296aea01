"""What is asked on a terminal before something that cannot be taken back, and what is said of an act that was broken off."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from people import Circle, Once, Person
from terminals import ended, terminal

TITLE = "PMO lead for a plant start-up"


def add_lead(person: Person, *more: str) -> str:
    return person.ok("lead", "add", "--title", TITLE, "--days", "3", *more)["id"]


def claimed(circle: Circle) -> str:
    """bea, who has said nothing of herself, asks for a lead of anna's that has a client."""
    client = ("--client", "Müller & Söhne", "--contact", "Eva Kern, buyer", "--budget", "300 000")
    lead = add_lead(circle.anna, "--skill", "risk-management:4", "--certificate", "pmp", *client)
    circle.bea.ok("claim", lead)
    circle.anna.ok("sync")
    return lead


@pytest.fixture
def asked(circle: Circle, once: Once) -> str:
    return once(circle, claimed)


def state(person: Person, lead: str) -> str:
    person.ok("sync")
    return str(person.ok("lead", "show", lead)["handovers"][0]["state"])


def words(text: object) -> str:
    """What was said, however the lines were broken."""
    return " ".join(str(text).split())


def test_a_yes_to_a_claim_says_what_opens_to_whom_and_what_they_lack_and_asks(circle: Circle, asked: str) -> None:
    spawned = terminal(circle.anna, "accept", asked)
    spawned.expect_exact("Go on? [y/N] ")
    told = words(spawned.before)
    assert "what Bea does not meet: no risk-management" in told
    assert "no pmp" in told
    assert (
        "with that, the client (Müller & Söhne), with contacts and budget, opens to Bea, "
        "and nobody can take back what was read"
    ) in told
    spawned.sendline("n")
    spawned.expect_exact("stopped; nothing was changed")
    assert ended(spawned) == 2
    assert state(circle.bea, asked) == "claimed"
    spawned = terminal(circle.anna, "accept", asked)
    spawned.expect_exact("Go on? [y/N] ")
    spawned.sendline("ja")
    spawned.expect_exact("done: anna accepts")
    assert ended(spawned) == 0
    assert state(circle.bea, asked) == "disclosed"


def test_whoever_said_yes_before_is_not_asked(circle: Circle, asked: str) -> None:
    spawned = terminal(circle.anna, "accept", asked, "--yes")
    assert ended(spawned) == 0
    assert "Go on?" not in spawned.before
    assert state(circle.bea, asked) == "disclosed"


def test_whoever_fits_and_has_nothing_to_open_is_told_that(circle: Circle) -> None:
    circle.bea.ok("free", "3")
    lead = add_lead(circle.anna)
    circle.bea.ok("claim", lead)
    circle.anna.ok("sync")
    spawned = terminal(circle.anna, "accept", lead)
    spawned.expect_exact("Go on? [y/N] ")
    assert "with that, you agree with Bea; no client opens yet" in words(spawned.before)
    assert "does not meet" not in spawned.before
    spawned.sendline("y")
    assert ended(spawned) == 0


def test_what_will_be_refused_is_not_asked_about(circle: Circle, asked: str) -> None:
    circle.anna.extra |= {"EDITOR": "sed -i 's/^title:/summary: Three sites\\ntitle:/'"}
    assert circle.anna.run("lead", "edit", asked).code == 0
    spawned = terminal(circle.anna, "accept", asked)
    assert ended(spawned) == 6
    assert "Go on?" not in spawned.before
    assert f"pmnet counter {asked}.pm.1 asks bea again" in spawned.before


def test_a_win_is_asked_about_with_what_follows_from_it(circle: Circle, asked: str) -> None:
    circle.anna.ok("accept", asked)
    circle.bea.ok("sync")
    spawned = terminal(circle.bea, "win", asked)
    spawned.expect_exact("Go on? [y/N] ")
    told = words(spawned.before)
    assert f"with that, pm of '{TITLE}' is filled by Bea: their free days are taken, and months can be billed" in told
    assert "it counts for both of you, and cannot be undone" in told
    spawned.sendline("")
    assert ended(spawned) == 2
    assert state(circle.anna, asked) == "disclosed"
    spawned = terminal(circle.bea, "win", asked, "--yes")
    assert ended(spawned) == 0
    assert "Go on?" not in spawned.before
    assert state(circle.anna, asked) == "won"


def test_a_command_without_what_it_is_about_asks_and_offers_the_only_one(circle: Circle, asked: str) -> None:
    spawned = terminal(circle.anna, "decline", "--reason", "dates")
    spawned.expect_exact(f"Which handover [{asked}.pm.1]: ")
    spawned.sendline("")
    spawned.expect_exact("done: anna declines")
    assert ended(spawned) == 0


def test_of_several_none_is_offered(circle: Circle, asked: str) -> None:
    other = add_lead(circle.anna)
    circle.carl.ok("claim", other)
    circle.anna.ok("sync")
    spawned = terminal(circle.anna, "decline", "--reason", "dates")
    spawned.expect_exact("Which handover: ")
    told = words(spawned.before)
    assert f"{asked}.pm.1 (bea)" in told
    assert f"{other}.pm.1 (carl)" in told
    spawned.sendline(other)
    spawned.expect_exact(f"done: anna declines {other}.pm.1")
    assert ended(spawned) == 0
    spawned = terminal(circle.carl, "accept")
    assert ended(spawned) == 2
    assert "nothing waits for that from you" in spawned.before


# An act that was broken off


def test_an_act_that_was_broken_off_before_it_was_sent_is_not_recorded(circle: Circle, asked: str) -> None:
    spawned = terminal(circle.anna, "accept", asked)
    spawned.expect_exact("Go on? [y/N] ")
    spawned.sendintr()
    spawned.expect_exact("pmnet: interrupted\r\npmnet: nothing was recorded")
    assert ended(spawned) == 130
    assert state(circle.bea, asked) == "claimed"


def slow_server(circle: Circle) -> Path:
    """From now on the server takes its time over what it is sent; the file is there once it has begun."""
    hook, begun = circle.bare / "hooks" / "pre-receive", circle.root / "begun"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {begun}\nexec sleep 60\n")
    hook.chmod(0o755)
    return begun


def test_an_act_that_was_broken_off_while_it_was_sent_may_be_recorded(circle: Circle, asked: str) -> None:
    begun = slow_server(circle)
    spawned = terminal(circle.anna, "decline", asked, "--reason", "dates")
    until = time.monotonic() + 30
    while not begun.exists() and time.monotonic() < until:
        time.sleep(0.05)
    spawned.sendintr()
    spawned.expect_exact("pmnet: interrupted")
    assert ended(spawned) == 130
    assert "it may have been recorded: pmnet sync finds out" in words(spawned.before)
    (circle.bare / "hooks" / "pre-receive").unlink()
    assert state(circle.bea, asked) == "claimed"
    circle.anna.ok("sync")
    assert state(circle.bea, asked) == "declined"
