"""Taking back one's own last act: by its opposite, judged like every act, or out of what is not sent yet."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cast import ANNA, BERT, LEAD, handover, people, step
from people import NOW, Circle, Person, join
from under_seal import CLIENT, SECRETS

from pmnet.app.acts import ACTS
from pmnet.app.opposites import OPPOSITES, STEPS, Done, Never, Opposite, opposite
from pmnet.domain.phrase import phrase
from pmnet.domain.records import Objection, Record, StepName, Vouch
from pmnet.domain.snapshot import Snapshot

TUESDAY = "2026-11-24T10:00:00Z"
MONTH_END = "2026-11-30T15:00:00Z"


def lead(person: Person, *more: str) -> str:
    return str(person.ok("lead", "add", "--title", "PMO lead", "--days", "3", *CLIENT, *more)["id"])


def undo(person: Person, now: str = NOW) -> dict[str, Any]:
    done: dict[str, Any] = person.ok("undo", "--yes", now=now)
    return done


def record(circle: Circle, path: str) -> str:
    return circle.shared_git("show", f"main:{path}")


def insist_good(circle: Circle, now: str = NOW) -> None:
    """Everybody else follows, and the whole history is good."""
    circle.sync(now=now)
    assert circle.carl.ok("audit", "--full", now=now)["findings"] == []


def test_every_act_stands_in_the_table() -> None:
    assert set(OPPOSITES) == set(ACTS)
    assert set(STEPS) == set(StepName)


@pytest.mark.parametrize("act", [*ACTS, "init", "repair", "", "no such act"])
def test_an_act_that_did_not_do_what_it_calls_itself_has_no_opposite(act: str) -> None:
    """As one made by hand may be; what needs to know nothing of it has its opposite all the same."""
    found = opposite(Done(act, "bea", Snapshot.of(), Snapshot.of(), ()))
    knows_nothing = act in ("pause", "resume", "leave", "keys-rotate") or OPPOSITES.get(act) is OPPOSITES["free"]
    assert (found == Never(phrase("nothing takes that back"), "pmnet log")) is not knows_nothing


def found_for(act: str, actor: str, *after: Record, before: Snapshot | None = None) -> tuple[str, object]:
    """What takes back an act that left these records: its name and values, or why there is none and what to type."""
    paths = tuple(record.path for record in after)
    found = opposite(Done(act, actor, before or people(), people(*after), paths))
    return (found.act, found.values) if isinstance(found, Opposite) else (found.why, found.instead)


ONE = f"{LEAD.id}.pmo.1"
WITHDRAWN = "answer", {"handover": ONE, "name": "withdraw", "reason": None}
OFFERED_AGAIN = f"pmnet offer {LEAD.id} bert --position pmo"
CLAIMED_AGAIN = f"pmnet claim {LEAD.id} --position pmo"
DISPUTE = f"pmnet dispute {ONE}"

TAKEN: list[tuple[str, str, tuple[str, object]]] = [
    ("claim", "bert", WITHDRAWN),
    ("offer", "anna", WITHDRAWN),
    ("counter", "anna", WITHDRAWN),
    ("accept", "anna", ("both of you are bound by it", DISPUTE)),
    ("accept", "bert", ("both of you are bound by it", f"pmnet return {ONE} --reason other")),
    ("decline", "anna", ("what was declined is over", OFFERED_AGAIN)),
    ("decline", "bert", ("what was declined is over", CLAIMED_AGAIN)),
    ("withdraw", "anna", ("what was withdrawn is over", OFFERED_AGAIN)),
    ("withdraw", "bert", ("what was withdrawn is over", CLAIMED_AGAIN)),
    ("disclose", "anna", ("what somebody can have read cannot be taken from them", DISPUTE)),
    ("contacted", "bert", ("what was reported stays; say what is right", f"pmnet contacted {ONE} --message TEXT")),
    ("win", "bert", ("that it is won was reported, and both of you go by it", DISPUTE)),
    ("lose", "bert", ("that it is lost was reported, and the position is free for others", DISPUTE)),
    ("return", "bert", ("what was given back is free for others", CLAIMED_AGAIN)),
    ("release", "anna", ("what was taken back is free for others", OFFERED_AGAIN)),
    ("extend", "anna", ("the other one counts on the longer time; it ends by itself", f"pmnet lead show {LEAD.id}")),
    ("amend", "bert", ("terms count once both have signed for them, so others are proposed", f"pmnet amend {ONE} --terms FILE")),
    ("settle", "anna", ("that it is settled stands in the books of both", DISPUTE)),
    ("complete", "bert", ("it is completed", DISPUTE)),
    ("dispute", "bert", ("go-on", {"handover": ONE, "name": "resolve"})),
    ("resolve", "bert", ("you gave your word on it", DISPUTE)),
]  # fmt: skip


@pytest.mark.parametrize(("taken", "by", "found"), TAKEN, ids=[f"{name} of {by}" for name, by, _ in TAKEN])
def test_what_takes_back_a_step(taken: str, by: str, found: tuple[str, object]) -> None:
    assert found_for("claim", by, handover(step("claim", "bert"), step(taken, by))) == found


@pytest.mark.parametrize(
    "act",
    ["claim", "offer", "answer", "disclose", "counter", "amend", "go-on", "bill", "bill-cancel", "settle"],
)
def test_what_takes_back_an_act_in_a_handover_is_told_by_its_newest_step(act: str) -> None:
    assert found_for(act, "bert", LEAD, handover(step("claim", "bert"))) == WITHDRAWN


@pytest.mark.parametrize(("by", "other"), [("anna", "bert"), ("bert", "anna")])
def test_what_is_not_taken_back_with_it_is_said(by: str, other: str) -> None:
    def note(taken: str) -> str:
        after = handover(step("offer", "anna"), step(taken, by))
        found = opposite(Done("offer", by, people(), people(after), (after.path,)))
        assert isinstance(found, Opposite)
        return found.note

    assert note("dispute") == f"it goes on where it stood once {other} says so, too"
    assert note("counter") == "this ends all of it: what was asked before you answered does not come back"
    assert note("claim") == note("offer") == ""


def test_what_takes_back_a_bill() -> None:
    bill = step("bill", "bert", month="2027-01")
    after = handover(bill)
    found = opposite(Done("bill", "bert", people(), people(after), (after.path,)))
    assert isinstance(found, Opposite)
    assert (found.act, found.values) == ("bill-cancel", {"handover": ONE, "month": "2027-01"})
    assert found.said and len(bytes.fromhex(found.said["nonce"])) == 16
    again = found_for("bill-cancel", "bert", handover(bill, step("bill", "bert", month="2027-01", cancels=True)))
    assert again == ("what was billed for 2027-01 has been taken back", f"pmnet bill {ONE} --month 2027-01")


@pytest.mark.parametrize(
    ("act", "found"),
    [
        ("lead-add", ("lead-close", {"lead": LEAD.id, "reason": "mistake"})),
        ("lead-close", ("a lead that was closed stays closed", "pmnet lead add")),
        ("lead-extend", ("a protection only grows; it ends by itself, or with the lead", f"pmnet lead close {LEAD.id}")),
        ("lead-seal", ("what was sealed before is gone", f"pmnet lead seal {LEAD.id} --client NAME")),
        ("lead-erase", ("what was erased is gone, for everybody", f"pmnet lead show {LEAD.id}")),
        ("pause", ("resume", {})),
        ("resume", ("pause", {})),
        ("leave", ("who leaves, leaves for good", "pmnet join URL --as ANOTHER-ID")),
        ("keys-rotate", ("a key that was replaced never comes back", "pmnet keys rotate")),
    ],
)  # fmt: skip
def test_what_takes_back_an_act(act: str, found: tuple[str, object]) -> None:
    assert found_for(act, "anna", handover(step("claim", "bert")), LEAD) == found


def test_whoever_was_brought_stays() -> None:
    assert found_for("member-add", "bert", BERT) == ("you have joined, and a record stays", "pmnet leave")
    assert found_for("member-add", "anna", BERT) == (
        "bert was brought, and a record stays; without vouches it gives no rights", "pmnet member show bert"
    )  # fmt: skip


@pytest.mark.parametrize("withdrawn", [None, LEAD.registered])
def test_ones_own_newest_word_on_somebody_is_turned(withdrawn: datetime | None) -> None:
    """Whatever others said of them, and oneself before."""
    of, at = LEAD.registered, LEAD.registered
    bert = replace(
        BERT,
        vouches=(Vouch("anna", at, "client"), Vouch("anna", at, "interview", withdrawn), Vouch("carl", of, "client")),
        objections=(Objection("anna", at, "late", withdrawn), Objection("carl", of, "rude")),
    )
    given = withdrawn is None
    about = {"member": "bert", "withdraw": given}
    assert found_for("vouch", "anna", LEAD, bert) == ("vouch", about | {"basis": None if given else "interview"})
    assert found_for("object", "anna", bert) == ("object", about | {"reason": None if given else "late"})


@pytest.mark.parametrize("act", ["member-change", "member-entry", "member-language", "free", "publish"])
def test_what_was_edited_says_again_what_it_said(act: str) -> None:
    new = "pmnet lead close LEAD --reason mistake"
    assert found_for(act, "anna", LEAD) == (f"{LEAD.path} was new, and nothing is ever deleted", new)
    before, edited = people(), replace(ANNA, headline="Cutover")
    named, values = found_for(act, "anna", edited, before=before)
    assert named == "publish"
    assert values == {
        "texts": {ANNA.path: before.text(ANNA.path).decode()},
        "bases": {ANNA.path: people(edited).text(ANNA.path).decode()},
        "word": "undoes",
    }


# One's own record


CHANGES = (
    ("member", "set", "headline=Cutover", "work_area.base=DE-HE"),
    ("skill", "add", "risk-management", "4"),
    ("language", "add", "de", "C1"),
    ("free", "3", "--from", "2027-01-11"),
    ("industry", "add", "21"),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda words: words[0])
def test_a_record_says_again_just_what_it_said(circle: Circle, change: tuple[str, ...]) -> None:
    circle.bea.ok("skill", "add", "cutover", "5")
    before = record(circle, "members/bea.yaml")
    said = circle.bea.ok("log", "--limit", "1")
    circle.bea.ok(*change)
    changed = record(circle, "members/bea.yaml")
    assert changed != before
    done = undo(circle.bea)
    assert done["summary"] == "bea undoes what they changed in bea"
    assert (done["sent"], done["taken_out"], done["note"]) == (True, False, None)
    assert record(circle, "members/bea.yaml") == before
    assert done["undone"]["text"] == circle.bea.ok("log", "--limit", "3")[1]["text"] != said[0]["text"]
    undo(circle.bea)
    assert record(circle, "members/bea.yaml") == changed
    insist_good(circle)


def test_what_others_said_in_it_since_stays(circle: Circle) -> None:
    circle.bea.ok("member", "set", "headline=Cutover")
    circle.carl.ok("object", "bea", "--reason", "late")
    undo(circle.bea)
    text = record(circle, "members/bea.yaml")
    assert "Cutover" not in text
    assert "reason: late" in text
    insist_good(circle)


def test_edited_files_of_any_kind(circle: Circle) -> None:
    anna = circle.anna
    place = anna.folder / "network.yaml"
    before = record(circle, "network.yaml")
    place.write_text(before.replace("name: PM Netz", "name: Other"))
    anna.ok("publish")
    assert "Other" in record(circle, "network.yaml")
    undo(anna)
    assert record(circle, "network.yaml") == before
    assert place.read_text() == before


def test_where_another_keeper_changed_the_same_it_is_not_undone(circle: Circle) -> None:
    anna, bea = circle.anna, circle.bea
    place = anna.folder / "network.yaml"
    place.write_text(place.read_text().replace("keepers:\n  - anna", "keepers:\n  - anna\n  - bea"))
    anna.ok("publish")
    bea.ok("sync")
    for person, name in ((anna, "First"), (bea, "Second")):
        person.ok("sync")
        file = person.folder / "network.yaml"
        file.write_text(re.sub("^name: .*$", f"name: {name}", file.read_text(), flags=re.MULTILINE))
        person.ok("publish")
    error = anna.refused(6, "undo", "--yes")
    assert error["message"].startswith(
        "cannot undo: anna publishes network: network.yaml: name was changed here and in the"
    )
    assert "name: Second" in record(circle, "network.yaml")


# About others


def test_words_about_others_are_withdrawn_and_given_again(circle: Circle) -> None:
    carl, dora = circle.carl, Person("dora", circle.root)
    circle.people["dora"] = dora
    join(circle, dora, circle.anna.ok("status")["fingerprint"], now=NOW)
    carl.ok("sync")
    carl.ok("vouch", "dora", "--basis", "interview")
    assert undo(carl)["summary"] == "carl withdraws the vouch for dora"
    assert undo(carl)["summary"] == "carl vouches for dora (interview)"
    carl.ok("object", "bea", "--reason", "late")
    assert undo(carl)["summary"] == "carl withdraws the objection to bea"
    assert undo(carl)["summary"] == "carl objects to bea"
    assert carl.ok("member", "show", "bea")["objections"][-1]["reason"] == "late"
    error = dora.refused(6, "undo", "--yes")
    assert (error["message"], error["hint"]) == (
        "cannot undo: dora joins: you have joined, and a record stays", "pmnet leave"
    )  # fmt: skip
    insist_good(circle)


def test_a_pause_and_its_end(circle: Circle) -> None:
    circle.bea.ok("pause")
    assert undo(circle.bea)["summary"] == "bea resumes"
    assert undo(circle.bea)["summary"] == "bea pauses"
    assert circle.bea.ok("member", "show", "bea")["status"] == "paused"


# Leads and handovers


def test_a_lead_is_closed_as_a_mistake(circle: Circle) -> None:
    one = lead(circle.anna)
    done = undo(circle.anna)
    assert done["summary"] == f"anna closes lead {one} (mistake)"
    assert done["note"] == "everybody can still read it, as closed because it was a mistake"
    assert circle.anna.ok("lead", "show", one)["state"] == "closed"
    assert circle.anna.refused(6, "undo", "--yes")["message"].endswith("a lead that was closed stays closed")
    insist_good(circle)


def test_a_lead_that_somebody_has_claimed_is_not(circle: Circle) -> None:
    one = lead(circle.anna)
    handover = circle.bea.ok("claim", one)["id"]
    error = circle.anna.refused(6, "undo", "--yes")
    assert error["message"] == f"cannot undo: anna adds lead {one}: since then, bea claims {one} pm"
    assert error["hint"] == f"pmnet log {one}"
    assert circle.anna.ok("lead", "show", one)["handovers"][0]["id"] == handover


def test_what_was_edited_in_a_lead_until_somebody_claims_it(circle: Circle) -> None:
    anna = circle.anna
    one = lead(anna)
    place = anna.folder / "leads" / "2026-11" / f"{one}.yaml"
    before = place.read_text()
    for again in range(2):
        place.write_text(before.replace("PMO lead", "Another title"))
        anna.ok("publish")
        if again:
            circle.bea.ok("claim", one)
            assert "since then, bea claims" in anna.refused(6, "undo", "--yes")["message"]
        else:
            assert undo(anna)["summary"] == f"anna undoes what they changed in {one}"
            assert record(circle, f"leads/2026-11/{one}.yaml") == before
    insist_good(circle)


@pytest.mark.parametrize("asks", ["claim", "offer", "counter"])
def test_a_question_is_withdrawn(circle: Circle, asks: str) -> None:
    anna, bea = circle.anna, circle.bea
    one = lead(anna)
    person = bea
    if asks == "offer":
        person, handover = anna, anna.ok("offer", one, "bea")["id"]
    else:
        handover = bea.ok("claim", one)["id"]
    if asks == "counter":
        person = anna
        anna.ok("counter", handover, "--message", "Muster pays less")
    done = undo(person)
    assert done["summary"] == f"{person.id} withdraws {handover}"
    assert (done["note"] is not None) is (asks == "counter")
    anna.ok("sync")
    assert anna.ok("lead", "show", one)["handovers"][0]["state"] == "withdrawn"
    error = person.refused(6, "undo", "--yes")
    assert error["message"] == f"cannot undo: {person.id} withdraws {handover}: what was withdrawn is over"
    again = f"pmnet claim {one} --position pm" if person is bea else f"pmnet offer {one} bea --position pm"
    assert error["hint"] == again
    insist_good(circle)


@pytest.mark.parametrize(
    "answer", [("accept",), ("decline", "--reason", "dates"), ("counter",)], ids=lambda one: one[0]
)
def test_a_question_that_was_answered_is_not(circle: Circle, answer: tuple[str, ...]) -> None:
    """Also where the answer is not known here yet: what is undone is decided on the newest state."""
    handover = circle.bea.ok("claim", lead(circle.anna))["id"]
    circle.anna.ok(answer[0], handover, *answer[1:])
    error = circle.bea.refused(6, "undo", "--yes")
    assert error["message"].startswith(f"cannot undo: bea claims {handover[:11]} pm: since then, anna {answer[0]}")


def test_what_lapsed_is_over(circle: Circle) -> None:
    circle.bea.ok("claim", lead(circle.anna))
    error = circle.bea.refused(6, "undo", "--yes", now="2026-11-26T10:00:00Z")
    assert "it lapsed on" in error["message"]


def test_a_bill_is_taken_back_and_not_once_it_is_settled(circle: Circle) -> None:
    anna, bea = circle.anna, circle.bea
    (circle.root / "terms.yaml").write_text(
        "kind: percent\npercent: '10'\nbase: partner-net\nmonths: 6\ntrigger: invoiced\ndue_days: 14\n"
    )
    one = bea.ok("claim", lead(anna), "--terms", "terms.yaml")["id"]
    anna.ok("accept", one)
    bea.ok("win", one)
    bill = ("bill", one, "--month", "2026-11", "--days", "12", "--amount", "14160.00")
    bea.ok(*bill, now=MONTH_END)
    assert undo(bea, MONTH_END)["summary"] == f"bea takes back 2026-11 of {one}"
    error = bea.refused(6, "undo", "--yes", now=MONTH_END)
    assert error["message"].endswith("what was billed for 2026-11 has been taken back")
    bea.ok(*bill, now=MONTH_END)
    anna.ok("sync", now=MONTH_END)
    anna.ok("settle", one, "--month", "2026-11", now=MONTH_END)
    error = bea.refused(6, "undo", "--yes", now=MONTH_END)
    assert error["message"] == f"cannot undo: bea bills 2026-11 of {one}: since then, anna settles 2026-11 of {one}"
    error = anna.refused(6, "undo", "--yes", now=MONTH_END)
    assert error["message"].endswith("that it is settled stands in the books of both")
    insist_good(circle, MONTH_END)


def test_a_dispute_is_resolved_by_ones_own_half(circle: Circle) -> None:
    one = circle.bea.ok("claim", lead(circle.anna))["id"]
    circle.anna.ok("accept", one)
    circle.bea.ok("dispute", one)
    done = undo(circle.bea)
    assert done["summary"] == f"bea resolves the dispute about {one}"
    assert done["note"] == "it goes on where it stood once anna says so, too"
    assert circle.bea.ok("lead", "show", one.partition(".")[0])["handovers"][0]["state"] == "disputed"
    insist_good(circle)


# What nothing takes back


def agreed(circle: Circle) -> str:
    one = circle.bea.ok("claim", lead(circle.anna))["id"]
    circle.anna.ok("accept", one)
    return str(one)


def offered(circle: Circle) -> str:
    return str(circle.anna.ok("offer", lead(circle.anna), "bea")["id"])


NEVER: list[tuple[str, Callable[[Circle], object], str, str]] = [
    ("anna", agreed, "what somebody can have read", "pmnet dispute "),
    ("bea", lambda c: c.bea.ok("accept", offered(c)), "both of you are bound by it", "pmnet return "),
    ("bea", lambda c: c.bea.ok("contacted", agreed(c)), "what was reported stays", "pmnet contacted "),
    ("bea", lambda c: c.bea.ok("win", agreed(c)), "that it is won was reported", "pmnet dispute "),
    ("bea", lambda c: c.bea.ok("lose", agreed(c), "--reason", "budget"), "that it is lost was reported", "pmnet dispute "),
    ("bea", lambda c: c.bea.ok("return", agreed(c), "--reason", "capacity"), "what was given back", "pmnet claim "),
    ("anna", lambda c: c.anna.ok("extend", agreed(c)), "the other one counts on the longer time", "pmnet lead show "),
    ("anna", lambda c: c.anna.ok("lead", "erase", lead(c.anna), "--yes"), "what was erased is gone", "pmnet lead show "),
    ("anna", lambda c: c.anna.ok("lead", "seal", lead(c.anna), "--note", "x"), "what was sealed before", "pmnet lead seal "),
    ("anna", lambda c: c.anna.ok("lead", "extend", lead(c.anna)), "a protection only grows", "pmnet lead close "),
    ("anna", lambda c: c.anna.ok("keys", "rotate"), "a key that was replaced never comes back", "pmnet keys rotate"),
    ("carl", lambda c: c.carl.ok("leave", "--yes"), "who leaves, leaves for good", "pmnet join "),
]  # fmt: skip


PLAYED = [row if not number % 4 else pytest.param(*row, marks=pytest.mark.long) for number, row in enumerate(NEVER)]
"""All are played in the long form; what takes back each act is told without a network above."""


@pytest.mark.parametrize(("who", "act", "why", "instead"), PLAYED, ids=[row[2] for row in NEVER])
def test_what_cannot_be_undone_says_why_and_what_instead(
    circle: Circle, who: str, act: Callable[[Circle], object], why: str, instead: str
) -> None:
    act(circle)
    tip = circle.shared_git("rev-parse", "main")
    person = circle.people[who]
    error = person.refused(6, "undo", "--yes")
    assert f": {why}" in error["message"]
    assert error["hint"].startswith(instead)
    assert not [secret for secret in SECRETS if secret in str(error).encode()]
    assert circle.shared_git("rev-parse", "main") == tip


def test_a_founding_and_a_stranger(circle: Circle, tmp_path: Path) -> None:
    zoe = Person("zoe", tmp_path)
    zoe.ok("init", "zoe", "--name", "Z", "--as", "zoe", "--full-name", "Zoe", "--email", "z@example.org")
    assert zoe.refused(6, "undo", "--yes")["message"].endswith("nothing takes that back")
    stranger = Person("dora", circle.root, {"PMNET_NETWORK": str(circle.bea.folder)})
    assert stranger.refused(4, "undo", "--yes")["kind"] == "not-allowed"


def test_whose_act_it_was_is_told_by_the_key_and_not_by_the_name(circle: Circle) -> None:
    """An act of carl's that calls itself bea's is not hers to undo; the one before it is."""
    circle.bea.ok("free", "3")
    circle.carl.ok("free", "2")
    raw = circle.shared_git("cat-file", "commit", "main")
    head, _, message = raw.partition("\n\n")
    named = head.partition("\ngpgsig ")[0].replace("carl <carl@", "bea <bea@")
    [key] = circle.carl.home.rglob("sign")
    signed = ["ssh-keygen", "-Y", "sign", "-n", "git", "-f", str(key)]
    payload = f"{named}\n\n{message}".encode()
    armor = subprocess.run(signed, input=payload, capture_output=True, check=True).stdout.decode().rstrip()
    folded = armor.replace("\n", "\n ")
    forged = circle.root / "forged"
    forged.write_text(f"{named}\ngpgsig {folded}\n\n{message}")
    name = circle.shared_git("hash-object", "-t", "commit", "-w", str(forged)).strip()
    circle.shared_git("update-ref", "refs/heads/main", name)
    circle.bea.ok("sync")
    assert circle.bea.ok("log", "--limit", "1")[0]["member"] == "carl"
    done = undo(circle.bea)
    assert done["undone"]["text"] == "bea is free 3 days a week"
    assert "days_per_week: 2" in record(circle, "members/carl.yaml")


# Asking, showing, waiting


class Typed(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("n\n", 2), ("\n", 2)])
def test_it_shows_what_would_follow_and_asks(
    circle: Circle, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    circle.bea.ok("member", "set", "headline=Cutover")
    circle.bea.extra["CI"] = ""
    monkeypatch.setattr("sys.stdin", Typed(typed))
    done = circle.bea.run("undo")
    assert done.code == code
    for part in (
        "your last act: bea changes headline", "what would follow: bea undoes what they changed in bea",
        "Undo it? [y/N]",
    ):  # fmt: skip
        assert part in done.err
    assert "headline: Cutover" not in done.err
    assert ("Cutover" in record(circle, "members/bea.yaml")) is (code != 0)
    if code:
        assert "stopped; nothing was changed" in done.err
    else:
        assert done.out == "done: bea undoes what they changed in bea\n"


def test_without_a_terminal_it_wants_a_word(circle: Circle) -> None:
    circle.bea.ok("free", "3")
    assert circle.bea.refused(2, "undo")["hint"] == "add --yes"
    assert circle.bea.ok("undo", "--dry-run")["sent"] is False
    shown = circle.bea.run("undo", "-n").out
    assert shown.startswith(
        "your last act: bea is free 3 days a week\nwould be recorded: bea undoes what they changed in bea\n"
    )
    assert "days_per_week: 3" in record(circle, "members/bea.yaml")


def test_what_is_not_sent_yet_is_taken_out(circle: Circle) -> None:
    bea = circle.bea
    one = lead(circle.anna)
    bea.ok("sync")
    gone = circle.bare.rename(circle.bare.with_name("gone"))
    assert bea.run("free", "3").code == 8
    assert bea.run("claim", one).code == 8
    assert bea.ok("undo", "-n")["taken_out"] is True
    assert len(bea.ok("status")["waiting"]) == 2
    done = undo(bea)
    assert done["undone"]["text"] == f"bea claims {one} pm"
    assert (done["taken_out"], done["commit"]) == (True, None)
    assert [row["act"] for row in bea.ok("status")["waiting"]] == ["bea is free 3 days a week"]
    gone.rename(circle.bare)
    bea.ok("sync")
    assert circle.anna.ok("sync") and circle.anna.ok("lead", "show", one)["handovers"] == []
    assert "days_per_week: 3" in record(circle, "members/bea.yaml")


def test_what_is_sent_while_it_asks_is_not_taken_out(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    bea, gone = circle.bea, circle.bare.rename(circle.bare.with_name("gone"))
    assert bea.run("free", "3").code == 8

    class Meanwhile(Typed):
        def readline(self, *size: Any) -> str:
            if not circle.bare.exists():
                gone.rename(circle.bare)
                bea.spawn("sync").communicate()
            return super().readline(*size)

    bea.extra["CI"] = ""
    monkeypatch.setattr("sys.stdin", Meanwhile("y\n"))
    done = bea.run("undo")
    assert (done.code, "it was sent meanwhile" in done.err) == (6, True)
    assert "days_per_week: 3" in record(circle, "members/bea.yaml")
    assert undo(bea)["taken_out"] is False


def test_what_another_member_left_waiting_in_the_same_copy_stays(circle: Circle) -> None:
    """As on a machine where somebody was known by another id before."""
    bea = circle.bea
    gone = circle.bare.rename(circle.bare.with_name("gone"))
    assert bea.run("free", "3").code == 8
    config = bea.home / "config.yaml"
    config.write_text(config.read_text().replace("member: bea", "member: carl"))
    assert bea.refused(6, "undo", "--yes")["message"].startswith("cannot undo: carl joins: ")
    config.write_text(config.read_text().replace("member: carl", "member: bea"))
    assert [row["act"] for row in bea.ok("status")["waiting"]] == ["bea is free 3 days a week"]
    gone.rename(circle.bare)


def test_what_arrived_without_an_answer_is_undone_by_its_opposite(circle: Circle) -> None:
    """It waits here as if it were not sent, and the shared record has it."""
    bea = circle.bea
    one = lead(circle.anna)
    bea.ok("sync")
    outbox = bea.folder / ".git" / "pmnet" / "outbox"
    gone = circle.bare.rename(circle.bare.with_name("gone"))
    assert bea.run("claim", one).code == 8
    shutil.copytree(outbox, circle.root / "kept")
    gone.rename(circle.bare)
    bea.ok("sync")
    shutil.copytree(circle.root / "kept", outbox, dirs_exist_ok=True)
    done = undo(bea)
    assert (done["taken_out"], done["summary"]) == (False, f"bea withdraws {one}.pm.1")


def test_where_the_shared_record_cannot_be_reached_the_opposite_waits(circle: Circle) -> None:
    circle.bea.ok("free", "3")
    gone = circle.bare.rename(circle.bare.with_name("gone"))
    done = circle.bea.run("undo", "--yes", "--json")
    assert done.code == 8
    assert done.json["summary"] == "bea undoes what they changed in bea"
    assert undo(circle.bea)["taken_out"] is True
    gone.rename(circle.bare)
    circle.bea.ok("sync")
    assert "days_per_week: 3" in record(circle, "members/bea.yaml")
