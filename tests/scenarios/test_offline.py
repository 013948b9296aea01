"""On a train without network: everything readable, acts saved and plainly not sent yet, decided again later."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from people import Circle, Once, Person
from planting import plant


def added(circle: Circle) -> str:
    found = circle.anna.ok("lead", "add", "--title", "Before the tunnel")["id"]
    circle.sync()
    return found


@pytest.fixture
def lead(circle: Circle, once: Once) -> str:
    return once(circle, added)


def cut(circle: Circle) -> None:
    circle.bare.rename(circle.root / "gone.git")


def mend(circle: Circle) -> None:
    (circle.root / "gone.git").rename(circle.bare)


def test_everything_is_readable(circle: Circle, lead: str) -> None:
    cut(circle)
    for words in (
        ["member", "list"],
        ["lead", "show", lead],
        ["find", "--skill", "risk"],
        ["inbox"],
        ["log"],
        ["status"],
    ):
        assert circle.bea.run(*words).code == 0, words


def test_a_claim_is_saved_said_to_be_unsent_and_sent_by_the_next_sync(circle: Circle, lead: str) -> None:
    cut(circle)
    result = circle.bea.run("claim", lead, "--json")
    assert result.code == 8
    assert (result.json["sent"], result.json["commit"], result.json["state"]) == (False, None, "claimed")
    assert result.error["message"].startswith("saved, but not sent yet")
    assert "not sent yet" in circle.bea.run("lead", "show", lead).out + circle.bea.run("inbox").out
    mend(circle)
    assert circle.carl.ok("lead", "show", lead)["positions"][0]["state"] == "open"
    assert circle.bea.ok("sync")["deliveries"] == [{"act": f"bea claims {lead} pm", "sent": True, "reason": None}]
    circle.anna.ok("sync")
    assert circle.anna.ok("lead", "show", lead)["positions"][0]["holder"] == "bea"
    assert circle.bea.ok("status")["waiting"] == []


def test_the_world_moved_on_and_the_reason_is_kept(circle: Circle, lead: str) -> None:
    cut(circle)
    circle.bea.run("claim", lead)
    mend(circle)
    circle.carl.ok("claim", lead)
    delivery = circle.bea.ok("sync")["deliveries"][0]
    assert delivery["sent"] is False
    assert "held by carl" in delivery["reason"]
    refused = circle.bea.ok("status")["refused"]
    assert refused[0]["reason"] == delivery["reason"]
    circle.bea.ok("sync", "--clear")
    assert circle.bea.ok("status")["refused"] == []


def test_a_lead_drafted_offline_is_there_and_arrives_under_the_same_id(circle: Circle) -> None:
    cut(circle)
    drafted = circle.bea.run("lead", "add", "--title", "Drafted in a tunnel", "--json").json["id"]
    assert circle.bea.ok("lead", "show", drafted)["title"] == "Drafted in a tunnel"
    assert "not sent yet" in circle.bea.run("lead", "list").out
    mend(circle)
    circle.bea.ok("sync")
    assert circle.bea.ok("lead", "show", drafted)["title"] == "Drafted in a tunnel"
    assert circle.carl.ok("lead", "show", drafted[-4:])["owner"] == "bea"


def test_what_waits_is_sent_before_the_next_act(circle: Circle) -> None:
    cut(circle)
    circle.bea.run("member", "set", "headline=First")
    circle.bea.run("skill", "add", "risk", "4")
    mend(circle)
    circle.bea.ok("free", "2")
    texts = [entry["text"] for entry in circle.bea.ok("log", "--limit", "3")]
    assert texts == ["bea is free 2 days a week", "bea adds risk-management in skills", "bea changes headline"]


def test_what_is_refused_offline_is_not_saved(circle: Circle, lead: str) -> None:
    circle.bea.ok("claim", lead)
    circle.carl.ok("sync")
    cut(circle)
    assert "held by bea" in circle.carl.refused(6, "claim", lead)["message"]
    assert circle.carl.ok("status")["waiting"] == []


def test_an_act_whose_answer_was_lost_is_not_done_twice(circle: Circle) -> None:
    """The server took it, but the answer never came: the intent still waits, and the next sync finds it arrived."""
    base = circle.bea.git("rev-parse", "refs/pmnet/verified").strip()
    circle.bea.ok("lead", "add", "--title", "Only once")
    nonce = circle.bea.git("log", "-1", "--format=%(trailers:key=Nonce,valueonly)", "refs/remotes/origin/main").strip()
    content = {"title": "Only once", "mode": "first", "positions": [{"key": "pm", "title": "PM"}]}
    intent = {"act": "lead-add", "member": "bea", "at": "2026-11-23T09:00:00Z", "nonce": nonce, "base": base,
              "values": {"content": content}, "summary": "bea adds a lead", "order": 1}  # fmt: skip
    plant(circle.bea, nonce, intent)
    assert circle.bea.ok("sync")["deliveries"][0]["sent"] is True
    assert [lead["title"] for lead in circle.bea.ok("lead", "list")] == ["Only once"]
    assert circle.bea.ok("status")["waiting"] == []


def test_a_half_written_intent_harms_nothing(circle: Circle) -> None:
    outbox = circle.bea.folder / ".git/pmnet/outbox"
    outbox.mkdir(parents=True, exist_ok=True)
    Path(outbox / "broken.json").write_text('{"act": "cla')
    assert circle.bea.ok("sync")["deliveries"] == []
    assert circle.bea.ok("free", "3")["sent"] is True


def test_a_rewritten_shared_record_is_an_alarm(circle: Circle, lead: str) -> None:
    circle.bea.ok("sync")
    circle.shared_git("update-ref", "refs/heads/main", circle.shared_git("rev-parse", "main~1").strip())
    assert circle.bea.refused(11, "sync")["kind"] == "alarm"
    assert circle.bea.refused(11, "claim", lead)["kind"] == "alarm"
    assert circle.shared_git("rev-parse", "main") != circle.bea.git("rev-parse", "refs/pmnet/verified")


def test_after_a_rewritten_history_the_audit_gives_the_words_to_compare(circle: Circle) -> None:
    circle.bea.ok("sync")
    words = circle.bea.ok("audit")["fingerprint"]
    circle.shared_git("update-ref", "refs/heads/main", circle.shared_git("rev-parse", "main~1").strip())
    assert "pmnet audit" in circle.bea.refused(11, "sync")["hint"]
    for typed in (("audit",), ("audit", "--full")):
        told = circle.bea.run(*typed, "--json")
        assert (told.code, told.json["fingerprint"]) == (11, words)
        assert told.json["alarm"]["message"] == told.error["message"]
        assert "read the words to other members" in told.error["hint"]
    shown = circle.bea.run("audit")
    assert shown.code == 11
    assert words in shown.out
    assert "what was seen here last is good" in shown.out


def test_a_network_without_a_server_works_alone(circle: Circle) -> None:
    path = circle.root / "alone"
    dora = circle.anna
    dora.ok("init", str(path), "--name", "Alone", "--as", "anna", "--full-name", "A", "--email", "a@example.org")
    dora.ok("member", "set", "headline=Alone", "--network", str(path))
    assert "headline: Alone" in (path / "members/anna.yaml").read_text()


def test_a_refusing_server_is_quoted(circle: Circle) -> None:
    hook = circle.bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'main is closed for the audit' >&2\nexit 1\n")
    hook.chmod(0o755)
    error = circle.bea.refused(7, "free", "3")
    assert error["message"] == "the server refused: main is closed for the audit"
    assert circle.bea.ok("status")["waiting"] == []


LATER = "2026-11-25T09:00:00Z"
"""Two days after: the Wednesday."""


@pytest.mark.parametrize("typed_again", [False, True], ids=["by a sync", "by typing it again"])
def test_what_waits_about_a_lead_drafted_on_another_day_goes_on_about_it(circle: Circle, typed_again: bool) -> None:
    """Its id begins with the day of its registration, so it is another one than was told offline."""
    cut(circle)
    draft = ("lead", "add", "--title", "Drafted on Monday")
    drafted = circle.bea.run(*draft, "--json").json["id"]
    assert circle.bea.run("offer", drafted, "carl", "--message", "Yours?").code == 8
    mend(circle)
    if typed_again:
        circle.bea.ok(*draft, now=LATER)
    circle.bea.ok("sync", now=LATER)
    registered = f"261125-{drafted[-4:]}"
    assert [lead["id"] for lead in circle.bea.run("lead", "list", "--mine", "--json", now=LATER).json] == [registered]
    shown = circle.bea.ok("lead", "show", drafted[-4:], now=LATER)
    assert [(one["partner"], one["state"]) for one in shown["handovers"]] == [("carl", "offered")]
    status = circle.bea.ok("status", now=LATER)
    assert status["waiting"] == []
    assert [refused["reason"] for refused in status["refused"]] == []


def test_what_changes_nothing_here_may_change_something_there(circle: Circle) -> None:
    """Somebody with two machines: what one of them knows is not what was last said on the other."""
    shutil.copytree(circle.bea.folder, circle.root / "bea-2")
    other = Person("bea", circle.root, {"PMNET_NETWORK": str(circle.root / "bea-2")})
    circle.bea.ok("member", "set", "headline=First")
    other.ok("sync")
    other.ok("member", "set", "headline=Second")
    circle.bea.ok("member", "set", "headline=First")
    other.ok("sync")
    assert other.ok("member", "show", "bea")["headline"] == "First"


def test_what_changes_nothing_here_waits_where_the_server_cannot_be_asked(circle: Circle) -> None:
    circle.bea.ok("member", "set", "headline=First")
    cut(circle)
    assert circle.bea.run("member", "set", "headline=First").code == 8
    mend(circle)
    circle.bea.ok("sync")
    assert circle.bea.ok("status")["waiting"] == []
