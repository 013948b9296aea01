"""A server that says yes and then sets the shared record back: an alarm, and nothing that was done or waits is lost."""

from __future__ import annotations

import pytest
from bad_server import Fault, Way
from behind import Behind

REWRITTEN = "the shared record was rewritten: it no longer contains what was seen here before"


def set_back(behind: Behind, steps: int) -> str:
    """Set the shared record back on the server; where it was."""
    was = behind.circle.shared_git("rev-parse", "main").strip()
    behind.circle.shared_git("update-ref", "refs/heads/main", f"main~{steps}")
    return was


def test_a_yes_that_is_taken_back_is_an_alarm_until_the_server_has_the_act_again(behind: Behind) -> None:
    bea, carl = behind.circle.bea, behind.circle.carl
    lead = bea.ok("lead", "add", "--title", "Taken back", "--client", "Muster")["id"]
    was = set_back(behind, 1)
    for words in (("sync",), ("free", "3"), ("sync",)):
        error = bea.refused(11, *words)
        assert (error["kind"], error["message"]) == ("alarm", REWRITTEN)
        assert "ask a keeper (anna)" in error["hint"]
    assert bea.ok("status")["alarm"]["message"] == REWRITTEN
    assert bea.ok("log", "--limit", "1")[0]["text"] == f"bea adds lead {lead}"
    assert bea.ok("client", lead)["client"]["name"] == "Muster"
    assert carl.ok("sync")["new"] == []
    behind.circle.shared_git("update-ref", "refs/heads/main", was)
    assert bea.ok("sync")["deliveries"] == []
    assert bea.ok("status")["alarm"] is None
    assert bea.ok("free", "3")["sent"] is True
    assert [row["id"] for row in carl.ok("lead", "list")] == []
    carl.ok("sync")
    assert [row["id"] for row in carl.ok("lead", "list")] == [lead]


@pytest.mark.parametrize(
    "taken",
    [pytest.param(True, id="had taken it"), pytest.param(False, id="had not taken it", marks=pytest.mark.long)],
)
def test_what_waits_goes_on_waiting_while_the_server_cannot_be_trusted(behind: Behind, taken: bool) -> None:
    bea, server = behind.circle.bea, behind.server
    bea.ok("member", "set", "headline=Before")
    server.fault = Fault(Way.DOWN, server.gone[Way.DOWN] - 10 if taken else 0)
    words = ("member", "set", "headline=Waits")
    assert bea.run(*words).code == 8
    server.settle()
    server.fault = None
    was = set_back(behind, 2 if taken else 1)
    for typed in (words, ("sync",), words):
        assert bea.refused(11, *typed)["message"] == REWRITTEN
        assert [row["act"] for row in bea.ok("status")["waiting"]] == ["bea changes headline"]
    behind.circle.shared_git("update-ref", "refs/heads/main", was)
    acts = behind.acts()
    assert [delivery["sent"] for delivery in bea.ok("sync")["deliveries"]] == [True]
    assert behind.acts() == acts + (not taken)
    assert bea.ok("member", "show", "bea")["headline"] == "Waits"
    assert bea.ok("status")["waiting"] == []


def test_a_refusal_does_not_throw_away_what_waited_before(behind: Behind) -> None:
    bea, server = behind.circle.bea, behind.server
    server.fault = Fault()
    assert bea.run("free", "3").code == 8
    server.fault = None
    hook = behind.circle.bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'closed for the audit' >&2\nexit 1\n")
    hook.chmod(0o755)
    assert bea.refused(7, "free", "3")["message"] == "the server refused: closed for the audit"
    [delivery] = bea.ok("sync")["deliveries"]
    assert (delivery["sent"], delivery["reason"]) == (False, "the server refused: closed for the audit")
    hook.unlink()
    assert bea.ok("free", "3")["sent"] is True
    assert bea.ok("status")["waiting"] == []
