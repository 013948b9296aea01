"""An offer with terms, and with the client that follows by itself once the partner has accepted."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from people import Circle
from under_seal import TITLE, add_lead, insist_fitting, insist_nothing_public, name_of

TERMS = """# What we said on the phone.
kind: percent
percent: "7.25"
base: partner-net
months: 11
cap: "8765.43"
trigger: client-paid
due_days: 14
"""


@pytest.fixture
def lead(circle: Circle) -> str:
    """A lead of bea's with a client."""
    return add_lead(circle.bea)


@pytest.fixture
def terms(circle: Circle) -> Path:
    """A file of terms."""
    file = circle.root / "terms.yaml"
    file.write_text(TERMS)
    return file


def test_the_client_follows_with_the_owners_next_sync(circle: Circle, lead: str) -> None:
    offered = circle.bea.ok("offer", lead, "carl", "--with-client", "--message", "Yours if you like")
    circle.carl.ok("sync")
    assert "follows once accepted" in circle.carl.run("lead", "show", lead).out
    accepted = circle.carl.ok("accept", lead)
    assert [step["step"] for step in accepted["steps"]] == ["offer", "accept"]
    assert accepted["steps"][-1]["terms"] == offered["steps"][0]["terms"]
    assert name_of(circle.carl, lead) is None
    synced = circle.bea.ok("sync")
    assert synced["disclosed"] == [f"bea discloses the client of {lead}.pm.1"]
    assert circle.bea.ok("sync")["disclosed"] == []
    circle.carl.ok("sync")
    assert name_of(circle.carl, lead) == "Muster Maschinenbau GmbH"
    insist_fitting(circle)
    insist_nothing_public(circle)


def test_the_sync_that_discloses_says_so(circle: Circle, lead: str) -> None:
    circle.bea.ok("offer", lead, "carl", "--with-client")
    circle.carl.ok("accept", lead)
    assert f"bea discloses the client of {lead}.pm.1" in circle.bea.run("sync").out


def test_the_client_follows_with_the_owners_inbox(circle: Circle, lead: str) -> None:
    circle.bea.ok("offer", lead, "carl", "--with-client")
    circle.carl.ok("accept", lead)
    circle.bea.ok("free", "3")  # an act brings what is new without looking for what was promised
    assert name_of(circle.carl, lead) is None
    text = circle.bea.run("inbox").out
    assert f"bea discloses the client of {lead}.pm.1" in text
    assert "pmnet disclose" not in text
    circle.carl.ok("sync")
    assert name_of(circle.carl, lead) == "Muster Maschinenbau GmbH"
    assert circle.bea.ok("inbox")["disclosed"] == []
    insist_fitting(circle)


def test_what_an_inbox_in_a_tunnel_would_disclose_is_sent_later_and_once(circle: Circle, lead: str) -> None:
    circle.bea.ok("offer", lead, "carl", "--with-client")
    circle.carl.ok("accept", lead)
    circle.bea.ok("free", "3")
    circle.bare.rename(circle.root / "gone.git")
    for _ in range(2):
        assert circle.bea.ok("inbox")["waiting"] in ([], [f"bea discloses the client of {lead}.pm.1"])
    assert circle.bea.ok("inbox")["waiting"] == [f"bea discloses the client of {lead}.pm.1"]
    (circle.root / "gone.git").rename(circle.bare)
    circle.bea.ok("sync")
    circle.carl.ok("sync")
    assert name_of(circle.carl, lead) == "Muster Maschinenbau GmbH"
    assert circle.bea.ok("status")["waiting"] == circle.bea.ok("status")["refused"] == []
    steps = [step["step"] for step in circle.carl.ok("lead", "show", lead)["handovers"][0]["steps"]]
    assert steps == ["offer", "accept", "disclose"]


def test_without_a_promise_the_owner_is_asked_to_disclose_by_a_deadline(circle: Circle, lead: str) -> None:
    circle.bea.ok("offer", lead, "carl")
    circle.carl.ok("accept", lead)
    assert circle.bea.ok("sync")["disclosed"] == []
    told = circle.bea.ok("inbox")
    assert told["disclosed"] == []
    [item] = told["items"]
    assert (item["command"], item["mine"], item["due"]) == (
        f"pmnet disclose {lead}.pm.1", True, "2026-11-24T09:00:00Z",
    )  # fmt: skip
    text = circle.bea.run("inbox").out
    assert f"pmnet disclose {lead}.pm.1" in text
    assert "Tue 24 Nov" in text
    assert name_of(circle.carl, lead) is None
    circle.bea.ok("disclose", lead)
    assert circle.bea.ok("inbox")["items"][0]["mine"] is False
    circle.carl.ok("sync")
    assert name_of(circle.carl, lead) == "Muster Maschinenbau GmbH"
    insist_fitting(circle)


def test_a_promise_that_is_declined_discloses_nothing(circle: Circle, lead: str) -> None:
    circle.bea.ok("offer", lead, "carl", "--with-client")
    circle.carl.ok("decline", lead, "--reason", "dates")
    assert circle.bea.ok("sync")["disclosed"] == circle.bea.ok("inbox")["disclosed"] == []
    circle.carl.ok("sync")
    assert name_of(circle.carl, lead) is None


def test_terms_from_a_file_are_read_by_both_and_stand_nowhere_public(circle: Circle, lead: str, terms: Path) -> None:
    circle.bea.ok("offer", lead, "carl", "--terms", "terms.yaml")
    circle.carl.ok("accept", lead)
    circle.sync()
    said = "percent 7.25 % of partner-net, for 11 months, at most 8765.43, once client-paid, due within 14 days"
    for person in (circle.bea, circle.carl):
        [shown] = person.ok("lead", "show", lead)["handovers"]
        found = shown["words"]["terms"]
        assert (found["percent"], found["months"], found["cap"], found["due_days"]) == ("7.25", 11, "8765.43", 14)
        assert said in " ".join(person.run("lead", "show", lead).out.split())
    assert "words" not in circle.anna.ok("lead", "show", lead)["handovers"][0]
    insist_nothing_public(circle, b"7.25", b"8765", b"client-paid", b"partner-net")


def test_the_terms_of_an_offer_stand_in_the_partners_inbox(circle: Circle, lead: str, terms: Path) -> None:
    circle.bea.ok("offer", lead, "carl", "--terms", str(terms))
    circle.carl.ok("sync")
    [item] = circle.carl.ok("inbox")["items"]
    assert item["text"].startswith(f"bea offers you pm of {TITLE!r} (terms: percent 7.25 % of partner-net")


@pytest.mark.parametrize("words", [(), ("--terms", "none")], ids=["nothing said", "none"])
def test_none_is_a_complete_answer(circle: Circle, lead: str, words: tuple[str, ...]) -> None:
    claimed = circle.carl.ok("claim", lead, *words)
    assert claimed["words"]["terms"].keys() == {"kind", "nonce"}
    assert claimed["words"]["terms"]["kind"] == "none"
    accepted = circle.bea.ok("accept", lead)
    assert accepted["steps"][1]["terms"] == claimed["steps"][0]["terms"]
    assert accepted["state"] == "disclosed"


def test_the_same_terms_never_have_the_same_digest(circle: Circle, lead: str) -> None:
    other = add_lead(circle.bea)
    digests = {circle.carl.ok("claim", name)["steps"][0]["terms"] for name in (lead, other)}
    assert len(digests) == 2


WRONG = {
    "a word": ('percent: "7.25"', 'percent: "7.25%"', 3, 10, "not a proper"),
    "not quoted": ('cap: "8765.43"', "cap: 8765", 6, 6, ""),
    "a field": ("due_days: 14", "due_day: 14", 8, 1, "due_day"),
    "a kind": ("kind: percent", "kind: percentage", 2, 7, "percentage"),
    "what does not go together": ("kind: percent", "kind: favour", 3, 10, "have no 'percent'"),
    "what is missing": ('percent: "7.25"\n', "", 2, 7, "need 'percent'"),
    "no yaml": ("base: partner-net", "base: [", 6, 4, ""),
}


@pytest.mark.parametrize(("old", "new", "line", "column", "said"), WRONG.values(), ids=WRONG.keys())
def test_wrong_terms_are_refused_by_line_and_column_and_nothing_is_lost(
    circle: Circle, lead: str, terms: Path, old: str, new: str, line: int, column: int, said: str
) -> None:
    before, text = circle.shared_git("rev-parse", "main"), TERMS.replace(old, new)
    terms.write_text(text)
    refused = circle.bea.refused(1, "offer", lead, "carl", "--terms", "terms.yaml", "--message", "Yours")
    assert (refused["findings"][0]["line"], refused["findings"][0]["column"]) == (line, column), refused
    assert said in refused["message"]
    shown = circle.bea.run("offer", lead, "carl", "--terms", "terms.yaml").err
    assert f"terms.yaml:{line}:{column}" in shown
    assert terms.read_text() == text
    assert circle.shared_git("rev-parse", "main") == before
    assert circle.bea.ok("status")["waiting"] == []
    terms.write_text(TERMS)
    assert circle.bea.ok("offer", lead, "carl", "--terms", "terms.yaml", "--message", "Yours")["state"] == "offered"


def test_a_file_that_is_not_there(circle: Circle, lead: str) -> None:
    refused = circle.bea.refused(5, "offer", lead, "carl", "--terms", "nowhere.yaml")
    assert "nowhere.yaml" in refused["message"]
    assert "--terms none" in refused["hint"]
    assert '--terms "kind=favour, ' in refused["hint"]
    assert circle.bea.refused(5, "offer", lead, "carl", "--terms", "long " * 100)["kind"] == "not-found"


IN_A_LINE = "kind=percent, percent=7,25, base=partner-net, months=11, cap=8765.43, trigger=client-paid, due_days=14"


def test_terms_typed_in_a_line_are_those_of_the_file(
    circle: Circle, lead: str, terms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    circle.bea.ok("offer", lead, "carl", "--terms", "@terms.yaml")
    found = circle.bea.ok("lead", "show", lead)["handovers"][0]["words"]["terms"]
    circle.carl.ok("counter", lead, "--terms", "kind=favour, client_informed=yes")
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"Seven\n{IN_A_LINE.replace(', ', chr(10))}\n"))
    countered = circle.bea.ok("counter", lead, "--message", "@-", "--terms", "@-")
    words = circle.bea.ok("lead", "show", lead)["handovers"][0]["words"]
    assert words["terms"] == {**found, "nonce": words["terms"]["nonce"]}
    assert words["terms"]["nonce"] != found["nonce"]
    assert words["messages"][-1]["text"] == "Seven"
    circle.carl.ok("accept", countered["id"])
    amended = circle.carl.ok(
        "amend", countered["id"], "--terms", "kind=none, protection.months=3, protection.unit=a, b"
    )
    assert amended["steps"][-1]["step"] == "amend"
    circle.bea.ok("sync")
    shown = [" ".join(line.split()) for line in circle.bea.run("lead", "show", lead).out.splitlines()]
    assert "other terms, proposed none, client protected for 3 months (a, b)" in shown  # before anybody signs for them
    circle.bea.ok("amend", countered["id"])
    assert "terms none, client protected for 3 months (a, b)" in [
        " ".join(line.split()) for line in circle.bea.run("lead", "show", lead).out.splitlines()
    ]
    insist_nothing_public(circle)


def test_wrong_terms_in_a_line_are_refused_before_anything_is_read(circle: Circle, lead: str) -> None:
    refused = circle.bea.refused(1, "offer", lead, "carl", "--message", "@-", "--terms", "kind=none, base=partner-net")
    assert refused["message"] == "base: terms of kind none have no 'base'"
    assert [finding["message"] for finding in refused["findings"]] == [refused["message"]]
    shown = circle.bea.run("offer", lead, "carl", "--terms", "kind=per-day, amount=25, due-day=3")
    assert shown.err.splitlines() == [
        "pmnet: error: 'due-day' is not a field of terms",
        "pmnet: hint: did you mean due_days?",
    ]
    assert circle.bea.ok("status")["waiting"] == []


@pytest.mark.parametrize("away", [False, True], ids=["with the server", "on a train"])
def test_whose_answer_it_is_not_is_told_so_and_not_that_nothing_opens(circle: Circle, lead: str, away: bool) -> None:
    circle.bea.ok("offer", lead, "carl")
    circle.anna.ok("sync")
    if away:
        circle.bare.rename(circle.root / "gone.git")
    refused = circle.anna.refused(4, "counter", f"{lead}.pm.1")
    assert refused["message"] == f"cannot counter {lead}.pm.1: that is for whoever must answer (carl)"
    assert circle.anna.ok("status")["waiting"] == []


def test_terms_are_not_anothers_to_change(circle: Circle, lead: str) -> None:
    circle.bea.ok("offer", lead, "carl")
    circle.carl.ok("accept", lead)
    refused = circle.anna.refused(4, "amend", f"{lead}.pm.1", "--terms", "none")
    assert refused["message"] == f"cannot amend {lead}.pm.1: that is for the owner or the partner (bea or carl)"
