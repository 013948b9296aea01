"""Terms that are asked for part by part, on a real terminal: only what their kind has, kept under the seal, never shown."""

from __future__ import annotations

import re
import shlex
import sys

import pexpect
import pytest
from people import Circle, Person
from terminals import ended, terminal
from test_form import Script

from pmnet.cli.guide.form import walk
from pmnet.cli.guide.forms.terms import TERMS

CLIENT = "Muster Maschinenbau"
QUESTIONS = {question.key.removeprefix("terms."): str(question.text) for question in TERMS}


def lead_of(person: Person, *more: str) -> str:
    return str(person.ok("lead", "add", "--title", "A rollout", *more)["id"])


def answered(spawned: pexpect.spawn, *answers: tuple[str, str]) -> pexpect.spawn:
    """Each question answered once it is asked, with nothing asked in between."""
    for question, answer in answers:
        spawned.expect_exact(question)
        assert "]: " not in str(spawned.before), spawned.before
        spawned.expect(r"( \[[^\]]*\])?: ")
        spawned.sendline(answer)
    return spawned


def parts(**answers: str) -> list[tuple[str, str]]:
    """The questions for these parts of terms, with what is answered."""
    return [(QUESTIONS[name.replace("__", ".")], answer) for name, answer in answers.items()]


def line_of(spawned: pexpect.spawn) -> list[str]:
    spawned.expect(r"\[(Y/n, < goes back|J/n, < geht zurück)\] ")  # the last look
    spawned.sendline("")
    spawned.expect(r"(the same in one line|dasselbe in einer Zeile): ")
    assert ended(spawned) == 0, spawned.before
    return shlex.split(str(spawned.before).replace("\r\n", ""))


CLAIM = (("What you tell them", "Mine"), ("Your day rate", ""), ("How many days", ""), ("From when on", ""))

PERCENT = parts(
    terms="ask",
    kind="percent",
    percent="7,5",
    base="partner",
    months="6",
    cap="9.000,00",
    trigger="client",
    due_days="14",
    follow_up__included="yes",
    follow_up__until="31.12.2027",
    protection__months="12",
    protection__unit="the plant, not the group",
    client_informed="yes",
)
HELD = {
    "kind": "percent",
    "percent": "7.5",
    "base": "partner-net",
    "months": 6,
    "cap": "9000.00",
    "trigger": "client-paid",
    "due_days": 14,
    "follow_up": {"included": True, "until": "2027-12-31"},
    "protection": {"months": 12, "unit": "the plant, not the group"},
    "client_informed": "yes",
}
SAID = (
    "kind=percent, percent=7.5, base=partner-net, months=6, cap=9000.00, trigger=client-paid, due_days=14,"
    " follow_up.included=yes, follow_up.until=2027-12-31, protection.months=12, protection.unit=the plant, not the group,"
    " client_informed=yes"
)


def terms_in(person: Person, lead: str) -> dict[str, object]:
    found = dict(person.ok("lead", "show", lead)["handovers"][0]["words"]["terms"])
    assert len(found.pop("nonce")) == 32
    return found


def test_a_claim_asks_for_terms_and_the_line_that_says_the_same_reads_them(
    circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    lead = lead_of(circle.anna)
    line = line_of(answered(terminal(circle.bea, "claim", "--guide", lead), *CLAIM, *PERCENT))
    assert line == ["pmnet", "claim", lead, "--message", "@-", "--terms", "@-"]
    assert terms_in(circle.bea, lead) == HELD
    other = lead_of(circle.anna)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"Mine\n{SAID}\n"))
    circle.bea.ok("claim", other, *line[3:])
    assert terms_in(circle.bea, other) == HELD
    assert not list((circle.bea.home / "drafts").glob("*"))


def test_an_offer_asks_for_terms_in_german_and_opens_the_client_after_them(circle: Circle) -> None:
    circle.bea.extra["PMNET_LANG"] = "de"
    lead = lead_of(circle.bea, "--client", CLIENT)
    spawned = answered(
        terminal(circle.bea, "offer", "--guide", lead, "carl", "--message", "Deins"),
        ("Konditionen: was für den Lead geschuldet wird (versiegelt)", "ask"),
    )
    spawned.expect_exact("Welche Art von Konditionen: ")
    spawned.sendline("?")
    spawned.expect_exact("per-day")
    spawned.expect_exact("eine Summe für jeden abgerechneten Tag")
    spawned.expect_exact("Welche Art von Konditionen: ")
    spawned.sendline("per-day")
    answered(
        spawned,
        ("Die Summe, netto", "viel"),
        ("Die Summe, netto", "25"),
        ("Für wie viele abgerechnete Monate", ""),
        ("Wie viel höchstens insgesamt, netto", "-"),
        ("Wann eine Zahlung fällig wird", ""),
        ("Wie viele Tage danach zu zahlen ist", ""),
        ("Fallen Folgeaufträge desselben Kunden darunter", "nein"),
        ("Wie viele Monate der Partner den Kunden dem Inhaber überlässt", ""),
        ("Weiß der Kunde von diesen Konditionen", "nein"),
        ("Soll der Kunde", "ja"),
    )
    assert line_of(spawned)[2:] == [lead, "carl", "--message", "@-", "--terms", "@-", "--with-client"]
    assert terms_in(circle.bea, lead) == {
        "kind": "per-day",
        "amount": "25",
        "follow_up": {"included": False},
        "client_informed": "no",
    }


def test_parts_that_were_answered_are_kept_under_the_seal_and_offered_again(circle: Circle) -> None:
    lead = lead_of(circle.anna)
    spawned = answered(terminal(circle.bea, "claim", "--guide", lead), *CLAIM, *PERCENT[:6])
    spawned.expect_exact(QUESTIONS["trigger"])
    spawned.sendintr()
    spawned.expect_exact("your answers are kept")
    assert ended(spawned) == 130
    [kept] = (circle.bea.home / "drafts").glob("*")
    assert re.findall("ask|percent|7.5|9000|partner", kept.read_text("utf-8").partition('"sealed"')[0]) == []
    spawned = answered(terminal(circle.bea, "claim", "--guide", lead), *((question, "") for question, _ in CLAIM))
    for name, offered in (("terms", "ask"), ("kind", "percent"), ("percent", "7.5")):
        spawned.expect_exact(f"{QUESTIONS[name]} [{offered}]: ")
        spawned.sendline("")
    spawned.expect_exact(f"{QUESTIONS['base']} [partner-net]: ")
    spawned.sendline("<")
    spawned.expect_exact(f"{QUESTIONS['percent']} [7.5]: ")
    spawned.sendline("<")
    spawned.expect_exact(f"{QUESTIONS['kind']} [percent]: ")
    spawned.sendline("favour")  # what another kind had is no part of this one
    answered(spawned, *parts(protection__months="", client_informed="not"))
    assert line_of(spawned)[-2:] == ["--terms", "@-"]
    assert terms_in(circle.bea, lead) == {"kind": "favour", "client_informed": "not-needed"}


@pytest.mark.parametrize(("answer", "shown"), [("terms.yaml", "terms.yaml"), ("kind=favour", "@-")], ids=str)
def test_what_only_names_terms_is_shown_and_terms_themselves_are_not(circle: Circle, answer: str, shown: str) -> None:
    (circle.root / "terms.yaml").write_text("kind: favour\n")
    lead = lead_of(circle.anna)
    line = line_of(answered(terminal(circle.bea, "claim", "--guide", lead), *CLAIM, ("Terms", answer)))
    assert line[-4:] == ["--message", "@-", "--terms", shown]
    assert terms_in(circle.bea, lead) == {"kind": "favour"}


def test_terms_given_beside_the_questions_are_not_asked_for_and_not_shown(circle: Circle) -> None:
    lead = lead_of(circle.anna)
    spawned = terminal(circle.bea, "claim", "--guide", lead, "--terms", "kind=percent, percent=5")
    line = line_of(answered(spawned, *CLAIM))
    assert line[-2:] == ["--terms", "@-"]


NEVER = {"percent", "amount", "base", "months", "cap", "trigger", "due_days", "follow_up.included", "follow_up.until"}
ASKED = {
    "none": NEVER,
    "favour": NEVER,
    "one-off": NEVER - {"amount", "trigger", "due_days"},
    "percent": {"amount", "follow_up.until"},
    "per-day": {"percent", "base", "follow_up.until"},
    "subcontract-margin": {"amount", "follow_up.until"},
}


@pytest.mark.parametrize("kind", ASKED)
def test_only_what_a_kind_may_have_is_asked_for(kind: str) -> None:
    script = Script("ask", kind, *["-"] * 20)
    questions = [question for question in TERMS if not (question.needed and question.key != "terms.kind")]
    needed = [question for question in TERMS if question.needed and question.key != "terms.kind"]
    walk(questions, script)
    script.answers = {"terms": "ask", "terms.kind": kind}
    asked = {*script.asked, *(one.key for one in needed if one.when(script))}
    every = {f"terms.{name}" for name in QUESTIONS if name not in ("terms", "protection.unit")}
    assert every - asked == {f"terms.{name}" for name in ASKED[kind]}
    script.answers = {"terms": "none"}
    assert [question.key for question in TERMS if question.when(script)] == ["terms"]


def test_no_part_is_offered_anything() -> None:
    script = Script("ask", "percent")
    with pytest.raises(StopIteration):
        walk(TERMS, script)
    assert script.asked == ["terms", "terms.kind", "terms.percent"]
