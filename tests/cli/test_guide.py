"""Commands that ask for their values, on a real terminal: what is offered, kept, hidden, and never asked elsewhere."""

from __future__ import annotations

import json
import os
import signal
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pexpect
import pytest
import typer.main
from disks import fill, small_disk
from people import NOW, Circle, Once, Person
from test_terminal import ended, terminal

from pmnet.cli import lines
from pmnet.cli.grammar import COMMANDS
from pmnet.cli.guide import forms
from pmnet.cli.guide.explain import Words
from pmnet.cli.guide.kept import Kept
from pmnet.cli.guide.sameline import READ
from pmnet.cli.main import app

TITLE = "A rollout"
CLIENT = "Muster Maschinenbau"


def answered(spawned: pexpect.spawn, *answers: tuple[str, str]) -> pexpect.spawn:
    """Each question answered when it is asked; a question is named by a part of it."""
    for question, answer in answers:
        spawned.expect_exact(question)
        spawned.expect(r"(\[[^\]]*\])?: ")
        spawned.sendline(answer)
    return spawned


def drafts(person: Person) -> list[Path]:
    return sorted((person.home / "drafts").glob("*")) if (person.home / "drafts").exists() else []


def rest_of(command: str, *after: str) -> list[tuple[str, str]]:
    """Enter for all questions of a command that come after these."""
    keys = [question for question in forms.questions_of(command) if question.key not in after]
    return [(str(question.text), "") for question in keys]


LEAD = (
    ("What is needed", TITLE),
    ("What it is about", ""),
    ("Roles to fill", "pmo-lead"),
    ("Skills it takes", "Risiko:4, cutover"),
    ("Days a week", "3"),
    ("First day", "KW 2 2027"),
    ("Last day", ""),
    ("Where it is", "Hessen"),
    ("How much of it", ""),
    ("Industry", "28"),
    ("Languages", "Deutsch:C1"),
    ("Certificates", ""),
    ("How it is given away", "ch"),
    ("Who the client is", CLIENT),
    ("Whom to talk to", "Eva Kern, buyer"),
    ("What the client can pay", ""),
    ("What else", ""),
)


def sent(spawned: pexpect.spawn, answer: str = "") -> pexpect.spawn:
    """The last look answered."""
    spawned.expect(r"(Send it|Go on)\? \[Y/n, < goes back\] ")
    spawned.sendline(answer)
    return spawned


def said_again(spawned: pexpect.spawn, look: bool = True) -> list[str]:
    """The words of the line that says the same, after a last look."""
    import shlex

    if look:
        sent(spawned)
    spawned.expect_exact("the same in one line: ")
    code = ended(spawned)
    assert code == 0, spawned.before
    return shlex.split(str(spawned.before).replace("\r\n", ""))


def test_a_lead_is_asked_for_and_the_line_that_says_the_same_does_the_same(
    circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = said_again(answered(terminal(circle.bea, "lead", "add"), *LEAD))
    assert CLIENT not in line
    assert line.count(READ) == 2
    asked = circle.bea.ok("lead", "list")[0]
    import io

    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{CLIENT}\nEva Kern, buyer\n"))
    typed = circle.bea.ok(*line[1:])
    own = ("id", "sealed", "commit", "sent")
    same = [{name: value for name, value in lead.items() if name not in own} for lead in (asked, typed)]
    assert same[0] == same[1]
    assert typed["positions"][0]["skills"][0] == {"skill": "risk-management", "level": 4, "must": True}
    clients = [circle.bea.ok("client", lead["id"])["client"] for lead in (asked, typed)]
    assert clients[0] == clients[1] == {"name": CLIENT, "contacts": [{"name": "Eva Kern", "role": "buyer"}]}
    assert drafts(circle.bea) == []


def test_interrupted_answers_are_kept_privately_sealed_and_offered_again(circle: Circle) -> None:
    spawned = answered(terminal(circle.bea, "lead", "add"), *LEAD[:14])
    spawned.expect_exact("Whom to talk to there (sealed) []: ")
    spawned.send("Eva Ke")
    spawned.expect_exact("Eva Ke")
    spawned.sendintr()
    spawned.expect_exact("your answers are kept; pmnet lead add offers them again in brackets")
    assert ended(spawned) == 130
    [kept] = drafts(circle.bea)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    text = kept.read_text("utf-8")
    assert TITLE in text
    assert CLIENT not in text
    assert "Eva" not in text

    spawned = terminal(circle.bea, "lead", "add")
    spawned.expect_exact("what you answered the last time stands in brackets")
    spawned.expect_exact(f"without naming the client [{TITLE}]: ")
    spawned.sendline("")
    answered(spawned, *((question, "") for question, _ in LEAD[1:13]))
    spawned.expect_exact(f"Who the client is (sealed) [{CLIENT}]: ")
    spawned.sendline("")
    spawned.expect_exact("Whom to talk to there (sealed) [Eva Ke]: ")
    spawned.sendline("Eva Kern")
    said_again(answered(spawned, *LEAD[15:]))
    [lead] = circle.bea.ok("lead", "list")
    assert (lead["title"], lead["mode"], lead["industry"]) == (TITLE, "choose", "28")
    assert circle.bea.ok("client", lead["id"])["client"] == {"name": CLIENT, "contacts": [{"name": "Eva Kern"}]}
    assert drafts(circle.bea) == []


def test_a_last_look_shows_the_answers_and_nothing_is_sent_before_somebody_agrees(circle: Circle) -> None:
    before = circle.shared_git("rev-parse", "main")
    spawned = answered(terminal(circle.bea, "lead", "add"), *LEAD)
    for line in (
        f"What is needed, without naming the client: {TITLE}",
        "Skills it takes, with commas between: risk-management:4, cutover:3",
        "Where it is: DE-HE, Hesse",
        f"Who the client is (sealed): {CLIENT}",
        "Whom to talk to there (sealed): Eva Kern, buyer",
    ):
        spawned.expect_exact(f"  {line}")
    sent(spawned, "perhaps").expect_exact("Enter or y goes on, < goes back to the last question, n stops")
    sent(spawned, "<").expect_exact("What else your partner must know (sealed) []: ")
    spawned.sendline("Call before ten")
    spawned.expect_exact("What else your partner must know (sealed): Call before ten")
    sent(spawned, "n").expect_exact("your answers are kept; pmnet lead add offers them again in brackets")
    spawned.expect_exact("stopped; nothing was changed")
    assert ended(spawned) == 2
    assert circle.shared_git("rev-parse", "main") == before
    assert "Call before ten" not in drafts(circle.bea)[0].read_text("utf-8")
    spawned = terminal(circle.bea, "lead", "add")
    spawned.expect_exact(f"without naming the client [{TITLE}]: ")
    spawned.sendeof()
    assert ended(spawned) == 2


@pytest.mark.parametrize("how", ["killed", pytest.param("the input ends", marks=pytest.mark.long)])
def test_answers_are_kept_however_it_ends_and_one_line_typed_then_leaves_them(circle: Circle, how: str) -> None:
    spawned = answered(terminal(circle.bea, "lead", "add"), *LEAD[:3])
    spawned.expect_exact("Skills it takes")
    if how == "killed":
        spawned.kill(signal.SIGKILL)
    else:
        spawned.sendeof()
        spawned.expect_exact("your answers are kept")
    assert ended(spawned) == {"killed": -signal.SIGKILL, "the input ends": 2}[how]
    circle.bea.ok("lead", "add", "--title", "Typed in one line meanwhile")
    assert json.loads(drafts(circle.bea)[0].read_text())["answers"]["position"] == "pmo-lead"


def test_where_nothing_can_be_kept_the_questions_go_on(circle: Circle, tmp_path: Path) -> None:
    kept = Kept(tmp_path / "home", "lead add")
    (tmp_path / "home").write_text("no folder")
    kept.keep({"title": "x"})
    assert kept.answers == {"title": "x"}
    small = tmp_path / "small"
    with small_disk(small, "16k"):
        fill(small)
        for _ in range(3):
            Kept(small, "lead add").keep({"title": "x" * 5000})
        assert [path.name for path in small.rglob("*") if path.is_file()] == ["filler"]


def test_what_the_last_lead_says_is_offered(circle: Circle) -> None:
    circle.bea.ok(
        "lead", "add", "--title", "Before", "--skill", "pmo-setup:4", "--days", "2", "--region", "DE-HE", "--mode", "choose",
        "--position", "pmo:PMO lead", "--client", CLIENT,
    )  # fmt: skip
    circle.anna.ok("lead", "add", "--title", "Somebody else's", "--region", "AT")
    spawned = answered(terminal(circle.bea, "lead", "add"), LEAD[0], LEAD[1])
    for offered in ("[pmo:PMO lead]", "[pmo-setup:4]", "[2]", "First day []", "Last day []", "[DE-HE, Hesse]"):
        spawned.expect_exact(f"{offered}: ")
        spawned.sendline("")
    answered(spawned, *((question, "") for question, _ in LEAD[8:12]))
    spawned.expect_exact("[choose]: ")
    spawned.sendline("first")
    spawned.expect_exact("Who the client is (sealed) []: ")
    spawned.sendline("")
    said_again(spawned)
    newest = next(lead for lead in circle.bea.ok("lead", "list") if lead["title"] == TITLE)
    assert (newest["region"], newest["positions"][0]["key"], newest["mode"]) == ("DE-HE", "pmo", "first")
    assert "start" not in newest


def won(circle: Circle) -> str:
    """A lead of anna's that bea has won, with terms."""
    (circle.root / "terms.yaml").write_text('kind: percent\npercent: "10"\nbase: partner-net\n')
    lead = circle.anna.ok("lead", "add", "--title", "First", "--client", CLIENT)["id"]
    circle.bea.ok("claim", lead, "--rate", "950.00", "--message", "Mine", "--terms", "terms.yaml")
    circle.anna.ok("accept", lead)
    handover = circle.bea.ok("contacted", lead)["id"]
    circle.bea.ok("win", handover)
    circle.sync()
    return str(handover)


def test_a_claim_offers_my_own_rate_and_terms(circle: Circle, once: Once) -> None:
    handover = once(circle, won)
    lead = circle.anna.ok(
        "lead", "add", "--title", "Second", "--position", "pmo-lead", "--position", "scheduler", "--days", "2"
    )["id"]
    spawned = answered(terminal(circle.bea, "claim"), ("Which lead", lead[-4:]), ("Which position", "sched"))
    spawned.expect_exact("What you tell them (sealed) []: ")
    spawned.sendline("Mine again")
    spawned.expect_exact("Your day rate (sealed) [950.00]: ")
    spawned.sendline("")
    answered(spawned, ("How many days", "60"), ("From when on", "2027-01-11"))
    spawned.expect_exact(f"[{handover}]: ")
    spawned.sendline("")
    line = said_again(spawned)
    assert line == [
        *("pmnet", "claim", lead, "--position", "scheduler", "--message", "@-", "--rate", "@-"),
        *("--days", "60", "--from", "2027-01-11", "--terms", handover),
    ]  # fmt: skip
    words = circle.bea.ok("lead", "show", lead)["handovers"][0]["words"]
    assert words["terms"] == {"kind": "percent", "percent": "10", "base": "partner-net"} | {
        "nonce": words["terms"]["nonce"]
    }
    assert words["quote"] == {"day_rate": "950.00", "days": 60, "from": "2027-01-11"}


def test_words_of_the_other_side_are_never_offered(circle: Circle, once: Once) -> None:
    once(circle, won)
    lead = circle.anna.ok("lead", "add", "--title", "Second")["id"]
    circle.bea.ok("claim", lead, "--rate", "900.00")
    circle.anna.ok("counter", lead, "--rate", "1.00")
    circle.bea.ok("sync")
    spawned = answered(
        terminal(circle.bea, "claim"), ("Which lead", circle.anna.ok("lead", "add", "--title", "T")["id"])
    )
    answered(spawned, ("What you tell them", ""))
    spawned.expect_exact("Your day rate (sealed) [950.00]: ")
    spawned.sendintr()
    assert ended(spawned) == 130


def test_a_bill_offers_the_next_month_with_the_figures_of_the_last(circle: Circle, once: Once) -> None:
    handover = once(circle, won)
    circle.bea.ok("bill", handover, "--month", "2026-10", "--days", "12.5", "--amount", "11875")
    spawned = terminal(circle.bea, "bill")
    for offered in (handover, "2026-11", "12.5", "11875.00"):
        spawned.expect_exact(f"[{offered}]: ")
        spawned.sendline("")
    line = said_again(answered(spawned, ("What the client is billed", ""), ("number of the invoice", "R-2")))
    assert line[1:] == ["bill", handover, "--month", "2026-11", "--days", "12.5", "--amount", "@-", "--invoice", "@-"]
    months = circle.bea.ok("books", handover)["months"]
    assert [(month["month"], month["partner_net"]) for month in months] == [
        ("2026-10", "11875.00"),
        ("2026-11", "11875.00"),
    ]


@pytest.mark.long
def test_an_offer_is_asked_for_and_a_wrong_lead_told_at_once(circle: Circle) -> None:
    theirs = circle.anna.ok("lead", "add", "--title", "Theirs")["id"]
    mine = circle.bea.ok("lead", "add", "--title", "Mine", "--client", CLIENT)["id"]
    spawned = answered(terminal(circle.bea, "offer"), ("Which lead of yours", theirs))
    spawned.expect_exact(f"{theirs} is a lead of anna")
    answered(
        spawned, ("Which lead of yours", mine), ("Who shall take it", "Carl"), ("What you tell them", "Please"), ("Terms", ""),
        ("Shall the client", "ja"),
    )  # fmt: skip
    assert said_again(spawned)[1:] == [
        *("offer", mine, "carl", "--message", "@-", "--terms", "none", "--with-client"),
    ]  # fmt: skip


def test_a_client_that_is_sealed_later_is_asked_for_with_all_that_a_partner_needs(circle: Circle) -> None:
    lead, other = (circle.bea.ok("lead", "add", "--title", title)["id"] for title in (TITLE, "Another"))
    spawned = answered(terminal(circle.bea, "lead", "seal", other), ("Who the client is", "Nordwerk"))
    spawned.expect_exact("Whom to talk to there (sealed) []: ")
    spawned.sendintr()
    assert ended(spawned) == 130
    spawned = terminal(circle.bea, "lead", "seal", lead[-4:])
    spawned.expect_exact("Who the client is (sealed): ")
    spawned.sendline("")
    answered(
        spawned, ("Who the client is", CLIENT),
        ("Whom to talk to", "Eva Kern, buyer"), ("What the client can pay", "900 a day"), ("What else", ""),
    )  # fmt: skip
    assert said_again(spawned)[1:] == [
        *("lead", "seal", lead[-4:], "--client", "@-", "--contact", "@-", "--budget", "@-"),
    ]  # fmt: skip
    assert circle.bea.ok("client", lead)["client"] == {
        "name": CLIENT,
        "contacts": [{"name": "Eva Kern", "role": "buyer"}],
        "budget": "900 a day",
    }
    circle.bea.ok("lead", "seal", lead, "--unit", "South")
    refused = circle.bea.refused(2, "lead", "seal", lead)
    assert (refused["message"], refused["hint"]) == (
        "--client is missing",
        "add --client, or run on a terminal to be asked",
    )


def test_the_own_record_is_asked_for_field_by_field_and_only_changes_are_sent(circle: Circle) -> None:
    circle.bea.ok("skill", "add", "risk-management", "4", "--years", "9")
    before = circle.shared_git("rev-list", "--count", "main")
    answers = {
        "What you stand for": "PMO lead, and no more",
        "Your skills": "risk-management:5, cutover",
        "Languages": "de",
    }
    questions = [str(question.text) for question in forms.questions_of("member edit")]
    typed = [(text, next((answers[name] for name in answers if text.startswith(name)), "")) for text in questions]
    line = said_again(answered(terminal(circle.bea, "member", "edit", "--guide"), *typed))
    assert line[1:] == [
        *("member", "set", "headline=PMO lead, and no more", "skills=risk-management:5, cutover:3", "languages=de:B2"),
    ]  # fmt: skip
    record = circle.bea.ok("member", "show", "bea")
    assert record["skills"] == [
        {"skill": "risk-management", "level": 5, "years": 9},
        {"skill": "cutover", "level": 3},
    ]
    assert int(circle.shared_git("rev-list", "--count", "main")) == int(before) + 1
    spawned = answered(terminal(circle.bea, "member", "edit", "--guide"), *((text, "") for text in questions))
    spawned.expect_exact("nothing was changed")
    assert ended(spawned) == 0


def test_without_an_editor_the_record_is_asked_for_and_with_one_it_opens(circle: Circle) -> None:
    circle.bea.extra |= {"EDITOR": "", "VISUAL": ""}
    spawned = terminal(circle.bea, "member", "edit")
    spawned.expect_exact("Your name [Bea]: ")
    spawned.sendintr()
    assert ended(spawned) == 130
    circle.bea.extra |= {"EDITOR": "true"}
    spawned = terminal(circle.bea, "member", "edit")
    spawned.expect_exact("nothing was changed")
    assert ended(spawned) == 0


@pytest.mark.long
def test_founding_and_joining_are_asked_for(circle: Circle) -> None:
    dora = Person("dora", circle.root, {"GIT_CONFIG_GLOBAL": os.devnull})
    founded = answered(
        terminal(dora, "init"), ("A new folder", "homes"), ("A new folder", "süd"), ("Name of the network", "PM Süd"),
        ("Your short name", "CON"), ("Your short name", "dora"), ("Your name", "Dora Lindt"), ("Your e-mail", "d@example.org"),
        ("Where it is shared", "süd.git"), ("How acts are sent", ""), ("Language", "de"),
    )  # fmt: skip
    assert said_again(founded)[1:] == [
        *("init", "süd", "--name", "PM Süd", "--as", "dora", "--full-name", "Dora Lindt", "--email", "d@example.org"),
        *("--remote", "süd.git", "--language", "de"),
    ]  # fmt: skip
    emil = Person("emil", circle.root)
    joined = answered(
        terminal(emil, "join"), ("Where the network is shared", circle.remote), ("A new folder", "emil"), ("fingerprint", ""),
    )  # fmt: skip
    joined.expect_exact("[y/N] ")
    joined.sendline("y")
    answered(
        joined, ("Your short name", "anna"), ("Your short name", "emil"), ("Your name", "<"), ("Your short name", "")
    )
    answered(joined, ("Your name", "Emil Rau"), ("Your e-mail", "emil@example.org"))
    fingerprint = circle.anna.ok("status")["fingerprint"]
    assert said_again(joined)[1:] == [
        *("join", circle.remote, "emil", "--as", "emil", "--full-name", "Emil Rau", "--email", "emil@example.org"),
        *("--fingerprint", fingerprint),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            ("--as", "Vera"),
            "'Vera' cannot be a member's name\r\npmnet: hint: a short name has small letters only: vera",
        ),
        (("homes",), "is not empty"),
        (("--email", "vera"), "'vera' is not an e-mail address"),
    ],
)
def test_what_was_typed_and_cannot_be_is_refused_before_anything_is_asked(
    circle: Circle, given: tuple[str, ...], said: str
) -> None:
    spawned = terminal(Person("vera", circle.root), "init", *given)
    assert spawned.expect_exact([said, "Name of the network", pexpect.EOF]) == 0
    assert ended(spawned) in (2, 6)


# When it is asked


@pytest.mark.parametrize("words", [("--no-input",), ("--json",), ("--guide", "--no-input")])
@pytest.mark.parametrize("command", sorted(set(forms.MODULES) - {"member edit"}))
def test_nothing_is_asked_of_whoever_does_not_want_to_be_asked(
    circle: Circle, command: str, words: tuple[str, ...]
) -> None:
    result = circle.bea.run(*command.split(), *words)
    assert result.code == 2
    assert "is missing" in result.err or "missing argument" in result.err or "--guide asks on a terminal" in result.err


@pytest.mark.parametrize(
    ("words", "ci"), [(("--no-input",), ""), pytest.param(("--json",), "", marks=pytest.mark.long), ((), "true")]
)
def test_nothing_is_asked_on_a_terminal_either(circle: Circle, words: tuple[str, ...], ci: str) -> None:
    variables = circle.bea.variables() | {"CI": ci}
    command = ["-m", "pmnet", "lead", "add", *words]
    spawned = pexpect.spawn(sys.executable, command, env=variables, cwd=str(circle.root), encoding="utf-8", timeout=60)
    spawned.expect_exact("--title is missing")
    assert ended(spawned) == 2


def test_with_options_only_what_is_needed_is_asked_and_with_guide_all_the_rest(circle: Circle) -> None:
    spawned = terminal(circle.bea, "lead", "add", "--days", "3", "--client", CLIENT)
    spawned.expect_exact("What is needed, without naming the client: ")
    spawned.sendline(TITLE)
    line = said_again(spawned)
    assert line[1:] == ["lead", "add", "--title", TITLE, "--days", "3", "--client", "@-"]
    spawned = terminal(circle.bea, "lead", "add", "--guide", "--days", "3", "--title", "Another")
    answered(spawned, *(row for row in LEAD if row[0] not in ("What is needed", "Days a week")))
    said_again(spawned)
    assert {lead["title"] for lead in circle.bea.ok("lead", "list")} == {TITLE, "Another"}


def test_a_claim_that_names_all_it_needs_asks_nothing_and_one_of_several_positions_asks_for_one(circle: Circle) -> None:
    lead = circle.anna.ok("lead", "add", "--title", "Two", "--position", "pmo-lead", "--position", "scheduler")["id"]
    spawned = answered(terminal(circle.bea, "claim", lead), ("Which position", "pmo-lead"))
    assert said_again(spawned)[1:] == ["claim", lead, "--position", "pmo-lead"]
    spawned = terminal(circle.carl, "claim", lead)  # one is open, so that one is meant
    spawned.expect_exact("done: carl claims")
    assert ended(spawned) == 0
    assert "the same in one line" not in str(spawned.before)


@pytest.mark.long
def test_a_dry_run_writes_nothing_and_keeps_the_answers(circle: Circle) -> None:
    before = circle.shared_git("rev-parse", "main")
    spawned = answered(terminal(circle.bea, "lead", "add", "--guide", "-n"), *LEAD)
    spawned.expect_exact("your answers are kept")
    said_again(spawned, look=False)
    assert circle.shared_git("rev-parse", "main") == before
    assert len(drafts(circle.bea)) == 1


def test_a_refused_command_keeps_the_answers(circle: Circle) -> None:
    lead = circle.anna.ok("lead", "add", "--title", "Held")["id"]
    circle.carl.ok("claim", lead)
    spawned = answered(
        terminal(circle.bea, "claim"), ("Which lead", lead), ("What you tell them", "Mine"), ("Your day rate", ""),
        ("How many days", ""), ("From when on", ""), ("Terms", ""),
    )  # fmt: skip
    sent(spawned)
    spawned.expect_exact("your answers are kept; pmnet claim offers them again in brackets")
    spawned.expect_exact("held by carl")
    assert ended(spawned) == 6
    assert "Mine" not in drafts(circle.bea)[0].read_text()


# Words


class Looks:
    """A session as far as words look at it."""

    def __init__(self, person: Person, language: str = "en") -> None:
        from pmnet.cli.language import language as speak

        self.variables, self.folder, self.network = person.variables(NOW), person.root, ""
        self.language = speak(language)
        self.said = str


def words(person: Person, command: str, key: str, lead: str = "", language: str = "en") -> Words:
    question = next(one for one in forms.questions_of(command) if one.key == key)
    return Words(Looks(person, language), question, lead)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "begun", "completed"),
    [
        ("skill", "risk-m", ["risk-management", "risk-management:"]),
        ("skill", "risk-management:4", ["risk-management:4"]),
        ("skill", "Risikom", ["Risikomanagement", "Risikomanagement:"]),
        ("language", "de:C", ["de:C1", "de:C2"]),
        ("mode", "ch", ["choose"]),
        ("skill", "no such thing", []),
    ],
)
def test_tab_completes_what_was_begun(circle: Circle, key: str, begun: str, completed: list[str]) -> None:
    found = words(circle.bea, "lead add", key).completions(begun)
    assert [one.casefold() for one in found] == [one.casefold() for one in completed]


def test_a_key_completes_the_last_word_after_commas_on_a_terminal(circle: Circle) -> None:
    spawned = answered(terminal(circle.bea, "lead", "add"), *LEAD[:3])
    spawned.expect_exact("Skills it takes, with commas between []: ")
    spawned.send("cutover:4, risk-man\t\t:5\r")
    spawned.expect_exact("Days a week []: ")
    spawned.sendintr()
    ended(spawned)
    assert "risk-management:5" in json.loads(drafts(circle.bea)[0].read_text())["answers"]["skill"]


def test_what_words_mean_is_said_in_the_language_somebody_reads(circle: Circle) -> None:
    for language, meaning in (("en", "Risk and opportunity management"), ("de", "Risiko")):
        known = words(circle.bea, "lead add", "skill", language=language)
        assert known.label("risk-management").startswith(meaning)


def test_whatever_goes_under_a_seal_is_kept_under_one() -> None:
    kept = []
    for name in forms.MODULES:
        command: Any = typer.main.get_command(app)
        for word in name.split():
            command = command.commands[word]
        helped = {one.name: getattr(one, "help", None) or "" for one in command.params}
        for question in forms.questions_of(name):
            assert question.sealed == ("Sealed" in helped.get(question.value_of, "")), (name, question.key)
            kept += [question.key] if question.sealed else []
    assert {"client", "rate", "days", "start", "terms", "amount"} <= {*kept}


def test_each_question_belongs_to_something_that_the_command_takes() -> None:
    fields = {"member edit"}
    for command in forms.MODULES:
        _, options, _ = COMMANDS[command]
        for question in forms.questions_of(command):
            known: Iterable[str] = (
                options if question.option.startswith("-") else ("PATH", "URL", "LEAD", "MEMBER", "HANDOVER")
            )
            assert command in fields or question.option in known, question
            assert question.needed or command in fields or question.help or question.choices or question.check, question


def test_a_line_is_read_where_the_screen_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setattr(sys, "stdin", io.StringIO(" typed \n"))
    assert lines.read("Question", ": ") == "typed"
    assert lines.read("Question", ": ") is None
