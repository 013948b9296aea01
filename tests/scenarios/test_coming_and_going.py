"""Objecting, pausing, leaving: as members type it, with the real thing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from people import NOW, Circle, Once, Person, join

from pmnet.store.files import load

LATER = "2026-11-24T09:00:00Z"


def test_an_objection_is_read_by_all_and_may_be_withdrawn(circle: Circle) -> None:
    told = circle.anna.ok("object", "bea", "--reason", "Three offers lapsed without a word")
    assert [(o["by"], o["reason"], o["at"]) for o in told["objections"]] == [
        ("anna", "Three offers lapsed without a word", NOW)
    ]
    circle.carl.ok("sync")
    assert "anna: Three offers lapsed without a word" in circle.carl.run("member", "show", "bea").out
    again = circle.anna.refused(6, "object", "bea", "--reason", "Again")
    assert again["hint"] == "pmnet object bea --withdraw"
    circle.anna.ok("object", "bea", "--withdraw", now=LATER)
    assert circle.anna.ok("member", "show", "bea")["objections"][0]["withdrawn"] == LATER
    assert circle.anna.refused(6, "object", "bea", "--withdraw")["hint"] == "pmnet member show bea"


def test_objections_of_more_than_a_third_suspend_and_withdrawing_ends_it(circle: Circle) -> None:
    circle.anna.ok("object", "bea", "--reason", "late")
    assert circle.carl.ok("object", "bea", "--reason", "late")["status"] == "suspended"
    lead = circle.anna.ok("lead", "add", "--title", "A rollout")["id"]
    refused = circle.bea.refused(4, "claim", lead)
    assert "you are suspended" in refused["message"]
    assert "who objects and why" in refused["hint"]
    circle.bea.ok("member", "set", "headline=Still here")
    assert circle.carl.ok("object", "bea", "--withdraw")["status"] == "active"
    circle.bea.ok("claim", lead)


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (("object", "carl"), 2, "--reason"),
        (("object", "bea", "--reason", "I am late"), 4, "pmnet pause"),
        (("vouch", "bea", "--basis", "interview"), 4, "ask a colleague"),
        (("vouch", "carl"), 2, "--basis"),
        (("resume",), 6, "pmnet status"),
        (("leave",), 2, "--yes"),
    ],
)
def test_what_to_type_next_is_said(circle: Circle, words: tuple[str, ...], code: int, hint: str) -> None:
    refused = circle.bea.refused(code, *words)
    assert hint in refused["hint"]
    assert not refused["message"].endswith(".")


def test_who_pauses_acts_no_more_until_they_resume(circle: Circle) -> None:
    assert circle.bea.ok("pause")["status"] == "paused"
    assert circle.bea.refused(6, "pause")["hint"] == "pmnet resume"
    lead = circle.anna.ok("lead", "add", "--title", "A rollout")["id"]
    assert circle.bea.refused(4, "claim", lead)["hint"] == "pmnet resume"
    assert "paused" in circle.bea.run("member", "show", "bea").out
    assert circle.bea.ok("resume")["status"] == "active"
    circle.bea.ok("claim", lead)


def test_pausing_is_rehearsed(circle: Circle) -> None:
    shown = circle.bea.ok("pause", "--dry-run")
    assert (shown["sent"], shown["message"].splitlines()[0]) == (False, "bea pauses")
    assert circle.bea.ok("member", "show", "bea")["status"] == "active"


def obliged(circle: Circle) -> tuple[str, str]:
    """A lead of anna's claimed by bea, and a lead of bea's own."""
    claimed = circle.anna.ok("lead", "add", "--title", "A rollout")["id"]
    circle.bea.ok("claim", claimed)
    own = circle.bea.ok("lead", "add", "--title", "A cutover")["id"]
    return claimed, own


def test_leaving_lists_what_is_not_finished_and_it_goes_on(circle: Circle) -> None:
    claimed, own = obliged(circle)
    left = circle.bea.ok("leave", "--yes")
    assert (left["status"], left["left"], left["sent"]) == ("left", "2026-11-23", True)
    assert left["obligations"] == [
        {
            "id": f"{claimed}.pm.1",
            "kind": "handover",
            "role": "partner",
            "state": "claimed",
            "other": "anna",
            "title": "A rollout",
            "month": None,
            "until": None,
        },
        {
            "id": own,
            "kind": "lead",
            "role": "owner",
            "state": "open",
            "other": "",
            "title": "A cutover",
            "month": None,
            "until": None,
        },
    ]
    assert [(one["kind"], one["id"], one["until"]) for one in left["protections"]] == [
        ("protection", own, "2027-02-21")
    ]
    circle.bea.ok("withdraw", claimed)
    circle.bea.ok("lead", "close", own, "--reason", "withdrawn")
    assert circle.bea.refused(4, "claim", claimed)["message"].endswith("you have left")
    assert circle.bea.refused(6, "leave", "--yes")["message"] == "you left on 2026-11-23"
    assert "so the record stays as it was" in circle.bea.refused(4, "member", "set", "headline=x")["message"]
    assert [m["id"] for m in circle.bea.ok("member", "list")] == ["anna", "carl"]


def test_leaving_with_nothing_unfinished(circle: Circle) -> None:
    shown = circle.bea.run("leave", "--yes")
    assert shown.code == 0
    assert "nothing of yours is unfinished" in shown.out


def test_leaving_is_rehearsed_with_what_would_stay(circle: Circle) -> None:
    claimed, own = obliged(circle)
    shown = circle.bea.ok("leave", "--dry-run")
    assert [one["id"] for one in shown["obligations"]] == [f"{claimed}.pm.1", own]
    text = circle.bea.run("leave", "--dry-run").out
    assert re.search(rf"{claimed}\.pm\.1\s+claimed\s+partner\s+anna\s+A rollout", text)
    assert circle.bea.ok("member", "show", "bea")["status"] == "active"


def test_the_only_keeper_stays(circle: Circle) -> None:
    refused = circle.anna.refused(4, "leave", "--yes")
    assert "only keeper" in refused["message"]
    assert "keepers in network.yaml" in refused["hint"]
    circle.anna.ok("sync")
    file = circle.anna.folder / "network.yaml"
    file.write_text(file.read_text().replace("keepers:\n  - anna\n", "keepers:\n  - anna\n  - bea\n"))
    circle.anna.ok("publish")
    assert circle.anna.ok("leave", "--yes")["status"] == "left"


def test_a_policy_that_takes_memberships_away_is_refused(circle: Circle) -> None:
    circle.anna.ok("sync")
    file = circle.anna.folder / "network.yaml"
    file.write_text(file.read_text().replace("vouches_while_small: 1", "vouches_while_small: 2"))
    refused = circle.anna.refused(4, "publish")
    assert refused["message"] == "with that policy bea, carl would be candidates again"
    figures = dict(re.findall(r"(\w+): (\d+)", refused["hint"]))
    text = file.read_text()
    for name, value in figures.items():
        text = re.sub(rf"^  {name}: .*$", f"  {name}: {value}", text, flags=re.MULTILINE)
    file.write_text(text)
    circle.anna.ok("publish")
    assert [member["status"] for member in circle.anna.ok("member", "list")] == ["active"] * 3
    dora = Person("dora", circle.root)
    join(circle, dora, circle.anna.ok("status")["fingerprint"], now=NOW)
    circle.anna.ok("vouch", "dora", "--basis", "interview")
    assert "active_from" not in circle.anna.ok("member", "show", "dora")
    circle.bea.ok("vouch", "dora", "--basis", "interview")
    assert "active_from" in circle.bea.ok("member", "show", "dora")


def test_a_policy_by_which_nobody_could_be_let_in_is_refused(circle: Circle) -> None:
    circle.anna.ok("sync")
    file = circle.anna.folder / "network.yaml"
    text = re.sub(r"vouches: 2", "vouches: 4", file.read_text())
    file.write_text(re.sub(r"small_below: 5", "small_below: 2", text))
    refused = circle.anna.refused(6, "publish")
    assert refused["message"].endswith("nobody could be let in: 4 vouches would be needed, and 3 can vouch")
    file.write_text(text)
    circle.anna.ok("publish")


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        (("vouches=2", "vouches_while_small=2"), "with vouches_while_small=2 nobody could ever be let in"),
        (("small_below=1",), "with small_below=1 nobody could ever be let in"),
        (("vouches=two",), "'vouches' has to be a whole number, not 'two'"),
        (("vouches",), "'vouches' has to be a whole number, not ''"),
        (("vouchers=2",), "there is no policy 'vouchers'"),
        (("weights=2",), "there is no policy 'weights'"),
        (("weights.skil=2",), "there is no policy 'weights.skil'"),
        (("weights.skill=many",), "'weights.skill' has to be a whole number, not 'many'"),
    ],
)
def test_a_network_is_not_founded_with(figures: tuple[str, ...], message: str, tmp_path: Path) -> None:
    anna = Person("anna", tmp_path)
    who = ("--name", "Netz", "--as", "anna", "--full-name", "Anna", "--email", "anna@example.org")
    refused = anna.refused(2, "init", "netz", *who, *(part for one in figures for part in ("--policy", one)))
    assert refused["message"].startswith(message)
    assert "policy" in refused["hint"]
    assert not (tmp_path / "netz").exists()
    assert not anna.home.exists()


def test_a_network_is_founded_with_weights_of_its_own(tmp_path: Path) -> None:
    anna = Person("anna", tmp_path)
    who = ("--name", "Netz", "--as", "anna", "--full-name", "Anna", "--email", "anna@example.org")
    anna.ok("init", "netz", *who, "--policy", "weights.industry=25", "--policy", "vouches=3")
    policy = load((tmp_path / "netz/network.yaml").read_bytes(), "network.yaml").content["policy"]
    assert (policy["vouches"], policy["weights"]["industry"], policy["weights"]["skill"]) == (3, 25, 10)


def test_a_new_record_is_dated_on_the_day_it_is_brought(circle: Circle) -> None:
    dora = Person("dora", circle.root)
    fingerprint = circle.anna.ok("status")["fingerprint"]
    join(circle, dora, fingerprint, now="2026-11-23T23:30:00Z")
    assert dora.ok("member", "show", "dora")["joined"] == "2026-11-24"


def test_a_record_brought_from_a_file_is_dated_anew(circle: Circle) -> None:
    circle.anna.ok("sync")
    text = (circle.anna.folder / "members/carl.yaml").read_text()
    from pmnet.store.seal import new_sealing_key
    from pmnet.store.signatures import new_signing_key

    keys = f"keys:\n  sign: {new_signing_key()[1]}\n  seal: {new_sealing_key()[1]}\n"
    text = re.sub(r"keys:\n.*\n.*\n", keys, text.replace("carl", "dora"))
    file = circle.root / "dora.yaml"
    file.write_text(re.sub(r"vouches:\n(  .*\n)+", "", text))
    assert "joined: 2026-11-02" in file.read_text()
    brought = circle.bea.ok("member", "add", "--file", str(file))
    assert (brought["id"], brought["status"], brought["joined"]) == ("dora", "candidate", "2026-11-23")


def test_a_candidate_is_told_how_many_vouches_they_need_and_from_when_they_are_active(circle: Circle) -> None:
    dora = Person("dora", circle.root)
    shown = dora.run(
        "join", circle.remote, "dora", "--as", "dora", "--full-name", "D", "--email", "d@example.org", "--yes"
    )
    asked = "you are a candidate, and have 0 of the 1 vouch you need"
    assert asked in shown.out
    assert "pmnet vouch dora --basis worked-together" in shown.out
    for words in ((), ("status",), ("inbox",)):
        assert asked in dora.run(*words).out, words
    assert dora.ok("status")["candidacy"] == {"vouches": 0, "needed": 1, "active_from": None}
    circle.anna.ok("vouch", "dora", "--basis", "interview")
    dora.ok("sync")
    for words in ((), ("status",)):
        told = dora.run(*words).out
        assert "you have the vouches you need; you are active from Mon 30 Nov 2026 10:00" in told, words
    for words in (("status",), ("inbox",), ("member", "show", "dora")):
        assert dora.ok(*words)["candidacy"] == {"vouches": 1, "needed": 1, "active_from": "2026-11-30T09:00:00Z"}
    late = "2026-11-30T09:00:00Z"
    assert "vouch" not in dora.run("inbox", now=late).out
    assert "candidacy" not in dora.ok("status", now=late)


def test_who_left_is_told_at_once_when_they_leave_again(circle: Circle) -> None:
    circle.bea.ok("leave", "--yes")
    assert circle.bea.refused(6, "leave")["message"] == "you left on 2026-11-23"


# A member leaves in the middle of something (DOMAIN 9, story 14)

WON = "2026-11-24T10:00:00Z"
LEAVES = "2026-12-10T09:00:00Z"
AFTER = "2026-12-11T09:00:00Z"


TERMS = """\
kind: percent
percent: "10"
base: partner-net
trigger: client-paid
due_days: 6
"""


def billed(circle: Circle) -> str:
    lead = circle.bea.ok("lead", "add", "--title", "A cutover", "--client", "Muster AG")["id"]
    (circle.root / "terms.yaml").write_text(TERMS)
    circle.carl.ok("claim", lead, "--terms", "terms.yaml")
    circle.bea.ok("accept", lead)
    circle.carl.ok("win", lead, now=WON)
    figures = ("--month", "2026-11", "--days", "12", "--amount", "14160.00")
    circle.carl.ok("bill", lead, *figures, now="2026-12-01T09:00:00Z")
    return f"{lead}.pm.1"


@pytest.fixture
def working(circle: Circle, once: Once) -> str:
    """A handover from bea to carl that was won; carl has billed November, due on the seventh of December."""
    return once(circle, billed)


def test_whoever_leaves_is_told_what_stays_theirs(circle: Circle, working: str) -> None:
    lead = working.partition(".")[0]
    text = circle.bea.run("leave", "--dry-run", now=LEAVES).out
    assert re.search(rf"{re.escape(working)} +won +owner +carl +A cutover", text)
    assert re.search(rf"{re.escape(working)} 2026-11 +overdue +owner +carl +A cutover +2026-12-07", text)
    assert "your keys go on signing what these need, and nothing else" in text
    assert re.search(rf"{lead} +protected +owner +A cutover +2027-02-21", text)
    left = circle.bea.ok("leave", "--yes", now=LEAVES)
    assert [(one["kind"], one["state"], one["month"], one["until"]) for one in left["obligations"]] == [
        ("handover", "won", None, None),
        ("month", "overdue", "2026-11", "2026-12-07"),
    ]
    assert [(one["kind"], one["id"], one["until"]) for one in left["protections"]] == [
        ("protection", lead, "2027-02-21")
    ]


def test_the_handover_of_whoever_left_goes_on(circle: Circle, working: str) -> None:
    circle.bea.ok("leave", "--yes", now=LEAVES)
    circle.sync(LEAVES)
    awaited = [(one["member"], one["overdue_settlements"], one["awaited_settlements"]) for one in balances(circle)]
    assert awaited == [("anna", 0, 0), ("bea", 0, 1), ("carl", 1, 0)]
    assert circle.carl.refused(6, "complete", working, now=AFTER)["message"].endswith("not settled is 2026-11")
    circle.bea.ok("keys", "rotate", now=AFTER)
    circle.bea.ok("settle", working, "--month", "2026-11", now=AFTER)
    assert circle.bea.ok("complete", working, now=AFTER)["state"] == "completed"
    circle.sync(AFTER)
    assert [one["member"] for one in balances(circle)] == ["anna", "carl"]
    assert circle.carl.ok("lead", "show", working.partition(".")[0])["handovers"][0]["state"] == "completed"
    assert circle.carl.ok("balance", "bea", now=AFTER)["passed_on_won"] == 1


def balances(circle: Circle) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = circle.anna.ok("balance", now=AFTER)
    return found


def test_the_record_of_whoever_left_can_be_referred_to(circle: Circle, working: str) -> None:
    circle.bea.ok("leave", "--yes", now=LEAVES)
    circle.sync(LEAVES)
    shown = circle.carl.ok("member", "show", "bea", now=AFTER)
    assert (shown["status"], shown["left"]) == ("left", "2026-12-10")
    assert circle.carl.ok("lead", "show", working.partition(".")[0], now=AFTER)["owner"] == "bea"
    assert circle.carl.ok("client", working, now=AFTER)["client"]["name"] == "Muster AG"
    assert "bea leaves" in circle.carl.run("log", "bea", now=AFTER).out
    assert circle.anna.ok("audit", "--full", now=AFTER)["findings"] == []


def test_the_keys_of_whoever_left_sign_nothing_else(circle: Circle, working: str) -> None:
    other = circle.anna.ok("lead", "add", "--title", "A rollout", now=LEAVES)["id"]
    own = circle.bea.ok("lead", "add", "--title", "Another cutover", now=LEAVES)["id"]
    circle.bea.ok("leave", "--yes", now=LEAVES)
    for words in (
        ("claim", other),
        ("offer", own, "carl"),
        ("lead", "add", "--title", "One more"),
        ("vouch", "carl", "--basis", "interview"),
        ("object", "carl", "--reason", "late"),
        ("free", "3"),
        ("member", "set", "headline=Gone"),
    ):
        assert "left" in circle.bea.refused(4, *words, now=AFTER)["message"], words
    [file] = (circle.bea.folder / "leads").glob(f"*/{own}.yaml")
    file.write_text(file.read_text().replace("Another cutover", "Yet another cutover"))
    refused = circle.bea.refused(4, "publish", now=AFTER)
    assert refused["message"].startswith(f"you have left, so lead {own} can be closed and erased")
    circle.bea.ok("publish", "--discard", now=AFTER)
    circle.bea.ok("lead", "close", own, "--reason", "other", now=AFTER)
    circle.bea.ok("lead", "erase", working.partition(".")[0], "--yes", now=AFTER)
