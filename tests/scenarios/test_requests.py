"""A network whose acts arrive by request: each waits on the host until it is merged there, and counts from then on."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from awake import wake
from merging import Host
from people import FOUNDED, Circle, Person, copy_circle, join


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory, judge: str) -> Circle:
    """anna founds a network that takes requests; bea joins and is vouched for; the judge watches over the server."""
    root = tmp_path_factory.mktemp("requests")
    circle = Circle(root, str(root / "shared.git"), {name: Person(name, root) for name in ("anna", "bea")})
    founded = circle.anna.ok(
        "init", "anna", "--name", "PM Netz", "--as", "anna", "--full-name", "Anna", "--email", "anna@example.org",
        "--remote", circle.remote, "--publish", "pull-request", now=FOUNDED,
    )  # fmt: skip
    assert circle.anna.run("hook", "install", circle.remote).code == 0
    if judge:
        wake(circle.bare / "hooks" / "pre-receive", judge)
    host = Host(circle)
    host.open()
    joined = join(circle, circle.bea, founded["fingerprint"])
    assert (joined["sent"], joined["request"]["branch"]) == (True, host.requests()[0])
    assert host.merge_all(FOUNDED) == 1
    circle.anna.ok("vouch", "bea", "--basis", "interview", now=FOUNDED)
    assert host.merge_all(FOUNDED) == 1
    circle.sync()
    return circle


@pytest.fixture
def host(founded: Circle, tmp_path: Path) -> Host:
    """The same, new for each test."""
    return Host(copy_circle(founded, tmp_path))


def test_an_act_counts_once_it_is_merged(host: Host) -> None:
    anna, bea = host.circle.anna, host.circle.bea
    added = anna.ok("lead", "add", "--title", "PMO lead")
    assert added["request"]["branch"].startswith(f"pmnet/anna/{added['id']}-")
    assert "it counts once it is merged" in anna.run("member", "set", "headline=Busy").out
    bea.ok("sync")
    assert bea.ok("lead", "list") == []
    assert host.merge_all() == 2
    anna.ok("sync")
    assert anna.ok("status")["waiting"] == []
    bea.ok("sync")
    assert [lead["id"] for lead in bea.ok("lead", "list")] == [added["id"]]
    assert bea.ok("claim", added["id"])["state"] == "claimed"
    assert [row["request"] for row in bea.ok("status")["waiting"]] != []
    host.merge_all()
    anna.ok("sync")
    early = anna.run("accept", added["id"], "--json")
    assert (early.code, early.error["hint"].startswith("it follows with its author's next")) == (9, True), early.err
    bea.ok("sync")
    assert anna.ok("accept", added["id"])["sent"] is True
    host.merge_all()
    for person in (anna, bea):
        person.ok("sync")
        assert person.ok("audit", "--full")["findings"] == []


def test_what_was_requested_is_not_requested_twice(host: Host) -> None:
    anna = host.circle.anna
    anna.ok("free", "3")
    tip = host.circle.shared_git("rev-parse", host.requests()[0])
    anna.ok("sync")
    anna.ok("sync")
    assert host.circle.shared_git("rev-parse", *host.requests()) == tip


def test_a_request_on_an_old_state_is_made_again(host: Host) -> None:
    anna, bea = host.circle.anna, host.circle.bea
    bea.ok("member", "set", "headline=First")
    old = host.requests()[0]
    bea.ok("member", "set", "headline=Second")
    host.merge(next(branch for branch in host.requests() if branch != old))
    bea.ok("sync")
    host.merge(old)
    bea.ok("sync")
    anna.ok("sync")
    assert anna.ok("member", "show", "bea")["headline"] == "First"


def test_two_who_claim_are_told_apart_by_what_was_merged(host: Host) -> None:
    circle = host.circle
    carl = circle.people["carl"] = Person("carl", circle.root)
    join(circle, carl, circle.anna.ok("status")["fingerprint"])
    host.merge_all(FOUNDED)
    circle.anna.ok("vouch", "carl", "--basis", "interview", now=FOUNDED)
    host.merge_all(FOUNDED)
    lead = circle.anna.ok("lead", "add", "--title", "PMO lead")["id"]
    host.merge_all()
    circle.sync()
    circle.bea.ok("claim", lead)
    circle.carl.ok("claim", lead)
    host.merge(next(branch for branch in host.requests() if "/bea/" in branch))
    done = circle.carl.ok("sync")
    assert "held by bea" in str(circle.carl.ok("status")["refused"]) + str(done)
    circle.bea.ok("sync")
    assert circle.bea.ok("status")["waiting"] == []


def test_a_squashed_request_is_an_alarm_that_says_how_to_set_the_host(host: Host) -> None:
    circle = host.circle
    circle.anna.ok("free", "3")
    (circle.bare / "hooks" / "pre-receive").unlink()
    host.merge(host.requests()[0], "--squash", "--no-commit", "--ff")
    error = circle.bea.refused(11, "sync")
    assert "nobody signed it" in error["message"]
    checked = circle.bea.run("validate", "--base", "refs/pmnet/verified", "--head", "origin/main")
    assert "allow merge commits only" in checked.out


def test_the_servers_judge_takes_only_what_could_be_merged(host: Host) -> None:
    circle = host.circle
    circle.bea.git("fetch", "-q")
    circle.bea.git("config", "user.name", "x")
    circle.bea.git("config", "user.email", "x@example.org")
    (circle.bea.folder / "README.md").write_text("mine\n")
    circle.bea.git("add", "-A")
    circle.bea.git("commit", "-q", "-m", "unsigned")
    for name in ("main", "pmnet/bea/x", "feature"):
        done = subprocess.run(
            ["git", "-C", circle.bea.folder, "push", "origin", f"HEAD:refs/heads/{name}"],
            capture_output=True,
            text=True,
        )
        assert done.returncode != 0, name
        assert "pmnet: refused" in done.stderr


def test_what_a_retired_key_requested_is_requested_again_with_the_new_one(host: Host) -> None:
    anna, bea = host.circle.anna, host.circle.bea
    added = bea.ok("lead", "add", "--title", "PMO lead")
    [old] = host.requests()
    tip = host.circle.shared_git("rev-parse", old)
    rotated = bea.ok("keys", "rotate")
    assert bea.ok("keys", "rotate")["request"] == rotated["request"]
    host.merge(next(branch for branch in host.requests() if branch != old))
    bea.ok("sync")
    assert bea.ok("keys", "show")["sign"]["registered"] is True
    [new] = host.requests()
    assert host.circle.shared_git("rev-parse", new) != tip
    host.merge(new)
    anna.ok("sync")
    assert [lead["id"] for lead in anna.ok("lead", "list")] == [added["id"]]
    assert anna.ok("audit", "--full")["findings"] == []


def test_what_waits_to_be_merged_is_not_undone_and_what_was_merged_is_by_another_request(host: Host) -> None:
    anna = host.circle.anna
    anna.ok("member", "set", "headline=First")
    error = anna.refused(6, "undo", "--yes")
    assert error["message"] == "cannot undo: anna changes headline: it waits on your network's host to be merged"
    assert error["hint"] == f"close the request there: {host.requests()[0]}"
    anna.extra["PMNET_LANG"] = "de"
    assert "anna ändert" in anna.run("undo", "--yes").err
    del anna.extra["PMNET_LANG"]
    host.merge_all()
    done = anna.ok("undo", "--yes")
    assert (done["undone"]["text"], done["taken_out"]) == ("anna changes headline", False)
    assert done["request"]["branch"] == host.requests()[0]
    host.merge_all()
    assert "First" not in host.circle.shared_git("show", "main:members/anna.yaml")
    anna.ok("sync")
    assert anna.ok("audit", "--full")["findings"] == []
