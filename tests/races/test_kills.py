"""Killed at any moment, a command leaves nothing or an intent; typing it again is the repair."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from killing import killed
from people import Circle


@pytest.mark.parametrize("kills", [9, pytest.param(36, marks=pytest.mark.long)])
def test_a_command_killed_at_any_moment_and_typed_again_is_done_once(circle: Circle, kills: int) -> None:
    chance = random.Random(20261123)
    for number in range(kills):
        words = ("lead", "add", "--title", f"Lead {number}", "--json")
        process = circle.bea.spawn(*words)
        time.sleep(chance.uniform(0.05, 1.1))
        process.send_signal(signal.SIGKILL)
        told, _ = process.communicate()
        if told:
            continue  # it was done, and said so
        again = circle.bea.run(*words)
        assert again.code == 0, again.err
    circle.anna.ok("sync")
    titles = sorted(lead["title"] for lead in circle.anna.ok("lead", "list"))
    assert titles == sorted(f"Lead {number}" for number in range(kills))
    assert circle.bea.git("fsck", "--strict", "--no-dangling") == ""
    assert not list((circle.bea.folder / ".git").rglob("*.lock"))


KILL_AT_PUSH = """
import os, signal, sys
from people import Person
from pmnet.store.git import remote
real = remote.push
def push(*arguments):
    if sys.argv[3] == "after":
        real(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
remote.push = push
Person(sys.argv[1], __import__("pathlib").Path(sys.argv[2])).run(*sys.argv[4:])
"""


def killed_at_push(circle: Circle, moment: str, *words: str) -> None:
    here = str(Path(__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", KILL_AT_PUSH, "bea", str(circle.root), moment, *words],
        cwd=here,
        env={**circle.bea.variables(), "PYTHONPATH": here},
    )
    assert done.returncode == -signal.SIGKILL


def test_killed_before_the_server_heard_of_it(circle: Circle) -> None:
    lead = circle.anna.ok("lead", "add", "--title", "Once")["id"]
    circle.bea.ok("sync")
    killed_at_push(circle, "before", "claim", lead)
    assert [waiting["act"] for waiting in circle.bea.ok("status")["waiting"]] == [f"bea claims {lead} pm"]
    assert circle.bea.ok("claim", lead)["sent"] is True
    assert circle.bea.ok("status")["waiting"] == []


def test_killed_after_the_server_took_it(circle: Circle) -> None:
    lead = circle.anna.ok("lead", "add", "--title", "Once")["id"]
    circle.bea.ok("sync")
    killed_at_push(circle, "after", "claim", lead)
    claimed = circle.bea.ok("claim", lead)
    assert (claimed["state"], claimed["place"], claimed["sent"]) == ("claimed", 1, True)
    killed_at_push(circle, "after", "lead", "add", "--title", "Also once")
    circle.bea.ok("sync")
    assert [lead["title"] for lead in circle.bea.ok("lead", "list", "--mine")] == ["Also once"]


def test_what_arrived_and_was_never_told_is_shown_once(circle: Circle) -> None:
    killed(circle.bea, "reached after", "lead", "add", "--title", "Only once")
    assert [lead["title"] for lead in circle.bea.ok("lead", "list")] == ["Only once"]
    assert "not sent yet" not in circle.bea.run("lead", "list").out
    circle.bea.ok("sync")
    assert [lead["title"] for lead in circle.bea.ok("lead", "list")] == ["Only once"]


def test_two_processes_that_send_the_same_outbox_send_it_once(circle: Circle) -> None:
    circle.bare.rename(circle.root / "gone.git")
    for number in range(3):
        assert circle.bea.run("lead", "add", "--title", f"Drafted {number}").code == 8
    (circle.root / "gone.git").rename(circle.bare)
    processes = [circle.bea.spawn("sync", "--json") for _ in range(4)]
    assert [(process.communicate(), process.returncode)[1] for process in processes] == [0] * 4
    circle.bea.ok("sync")
    assert sorted(lead["title"] for lead in circle.bea.ok("lead", "list")) == ["Drafted 0", "Drafted 1", "Drafted 2"]
    assert circle.bea.ok("status")["refused"] == []
    assert circle.bea.ok("status")["waiting"] == []


def test_a_lock_in_the_copy_after_the_servers_yes_is_no_failure(circle: Circle) -> None:
    for name in ("index.lock", "refs/heads/main.lock"):
        lock = circle.bea.folder / ".git" / name
        lock.touch()
        assert circle.bea.ok("member", "set", f"headline={name}")["sent"] is True
        lock.unlink()
    circle.bea.ok("sync")
    assert "headline: refs/heads/main.lock" in (circle.bea.folder / "members/bea.yaml").read_text()
