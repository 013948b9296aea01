"""A real terminal: questions are asked there, and only there."""

from __future__ import annotations

import re

import pytest
from people import NOW, Circle, Person, join
from terminals import ended, terminal


def test_a_missing_value_is_asked_for(circle: Circle) -> None:
    spawned = terminal(circle.bea, "lead", "add", "--days", "3")
    spawned.expect("What is needed, without naming the client: ")
    spawned.sendline("Größere Umstellung")
    spawned.expect("Größere Umstellung")
    spawned.expect_exact("Send it? [Y/n, < goes back] ")
    spawned.sendline("")
    spawned.expect("done: bea adds lead ")
    assert ended(spawned) == 0
    assert circle.bea.ok("lead", "list")[0]["title"] == "Größere Umstellung"


def test_joining_shows_the_fingerprint_and_asks(circle: Circle) -> None:
    stranger = Person("dora", circle.root)
    spawned = terminal(stranger, "join", circle.remote, "dora")
    spawned.expect("the fingerprint of this network is ([0-9a-f]{40})")
    assert spawned.match is not None
    assert spawned.match[1] == circle.anna.ok("status")["fingerprint"]
    spawned.expect(r"Is that the fingerprint you were told\? \[y/N\] ")
    spawned.sendline("ja")
    for question, answer in (
        ("short name", "dora"),
        ("Your name", "Dora Lindt"),
        ("e-mail", "dora@example.org"),
        ("Go on", ""),
    ):
        spawned.expect(question)
        spawned.sendline(answer)
    spawned.expect("joined as dora: candidate")
    assert ended(spawned) == 0


def test_saying_no_to_the_fingerprint_leaves_nothing_behind(circle: Circle) -> None:
    spawned = terminal(Person("dora", circle.root), "join", circle.remote, "dora")
    spawned.expect(r"\[y/N\] ")
    spawned.sendline("")
    assert ended(spawned) == 2
    assert not (circle.root / "dora").exists()
    assert not (circle.root / "homes/dora").exists()


def test_what_was_answered_counts_when_the_command_is_begun_again_with_news(circle: Circle) -> None:
    lead = circle.anna.ok("lead", "add", "--title", "A rollout")["id"]
    circle.bea.ok("claim", lead)
    spawned = terminal(circle.anna, "decline", lead)
    spawned.expect("Why .*: ")
    spawned.sendline("dates")
    spawned.expect("done: anna declines")
    assert ended(spawned) == 0
    assert "Why" not in str(spawned.before)


def test_whom_it_is_about_is_looked_for_before_anything_is_asked(circle: Circle) -> None:
    join(circle, Person("dora", circle.root), circle.anna.ok("status")["fingerprint"], now=NOW)
    spawned = terminal(circle.bea, "object", "nobody")
    assert ended(spawned) == 5
    assert "Why do you object" not in str(spawned.before)
    spawned = terminal(circle.carl, "vouch", "dora")
    spawned.expect("What is it based on")
    spawned.sendline("interview")
    spawned.expect("done: carl vouches for dora")
    assert ended(spawned) == 0


def test_interrupting_a_question_changes_nothing(circle: Circle) -> None:
    before = circle.shared_git("rev-parse", "main")
    spawned = terminal(circle.bea, "lead", "add")
    spawned.expect("without naming the client: ")
    spawned.sendintr()
    assert ended(spawned) == 130
    shown = str(spawned.before)
    assert "Traceback" not in shown
    assert circle.shared_git("rev-parse", "main") == before


@pytest.mark.parametrize("words", [("member", "list"), ("inbox",), ("status",), ("log",)])
def test_nothing_is_wider_than_the_terminal(circle: Circle, words: tuple[str, ...]) -> None:
    circle.bea.ok(
        "member", "set", "headline=Programme manager for validated systems in pharma: serialisation, LIMS, validation"
    )
    spawned = terminal(circle.bea, *words)
    assert ended(spawned) == 0
    shown = re.sub(r"\x1b\[[0-9;]*m", "", spawned.before)
    assert max(len(line) for line in shown.splitlines()) <= 80
    assert "\x1b" not in shown


def test_a_debug_log_is_kept_and_holds_no_password(circle: Circle) -> None:
    circle.bea.git("config", "remote.origin.url", "https://bea:geheim@127.0.0.1:1/net.git")
    result = circle.bea.run("sync", "--debug")
    assert result.code == 8
    log = (circle.bea.home / "logs/debug.log").read_text()
    assert "git " in log
    assert "geheim" not in log + result.err
