"""The same over a real sshd with git's restricted shell: add, find, claim and answer in both directions."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from people import NOW, Circle, Person, copy_circle, found_circle, join

if TYPE_CHECKING:
    from ssh_server import SshServer

pytestmark = pytest.mark.server


@pytest.mark.long
def test_found_join_add_find_claim_and_answer_over_ssh(behind: SshServer, tmp_path: Path) -> None:
    bare = tmp_path / "shared.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", bare], check=True)
    circle = found_circle(tmp_path / "net", "anna", "bea", "carl", remote=behind.address(bare))
    anna, bea, carl = circle.people.values()
    bea.ok("skill", "add", "risk-management", "4")
    bea.ok("free", "3")
    anna.ok("sync")
    assert [hit["member"] for hit in anna.ok("find", "--skill", "risk:4", "--days", "2")] == ["bea"]
    claimed = anna.ok("lead", "add", "--title", "To be claimed")["id"]
    assert bea.ok("claim", claimed)["state"] == "claimed"
    assert carl.refused(6, "claim", claimed)["message"] == f"cannot claim {claimed}: held by bea until Wed 25 Nov 10:00"
    assert anna.ok("accept", claimed)["state"] == "agreed"
    offered = bea.ok("lead", "add", "--title", "To be offered")["id"]
    bea.ok("offer", offered, "carl")
    assert carl.ok("decline", offered, "--reason", "dates")["state"] == "declined"
    bea.ok("offer", offered, "anna")
    assert anna.ok("accept", offered)["state"] == "agreed"
    processes = [person.spawn("lead", "add", "--title", f"Of {person.id}", "--json") for person in (anna, bea, carl)]
    assert [(process.communicate(), process.returncode)[1] for process in processes] == [0, 0, 0]


def test_a_server_that_is_gone_keeps_the_act_waiting_and_takes_it_later(moved: Circle, sshd: SshServer) -> None:
    anna, bea = moved.anna, moved.bea
    lead = anna.ok("lead", "add", "--title", "Before the tunnel")["id"]
    bea.ok("sync")
    sshd.stop()
    result = bea.run("claim", lead, "--json")
    assert result.code == 8
    assert result.json["sent"] is False
    assert "connection refused" in bea.refused(8, "sync")["message"]
    assert [waiting["act"] for waiting in bea.ok("status")["waiting"]] == [f"bea claims {lead} pm"]


def test_a_key_the_server_does_not_know_is_a_sentence(
    moved: Circle, sshd: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", sshd.folder / "stranger"], check=True)
    command = sshd.variables["GIT_SSH_COMMAND"].replace("/client ", "/stranger ")
    monkeypatch.setenv("GIT_SSH_COMMAND", command)
    for words in (("sync",), ("join", moved.remote, "copy", "--as", "dora", "--yes")):
        error = moved.anna.refused(8, *words)
        assert error["message"] == "the network's server cannot be reached: it does not let you in"
        assert error["hint"].startswith("ask whoever keeps the server to let in the key of your ssh: ")


def test_a_server_that_was_never_met_is_joined_without_a_question(
    template: Circle, sshd: SshServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sshd.own_ssh(monkeypatch)
    circle = copy_circle(template, tmp_path / "net")
    circle.remote = sshd.address(circle.bare)
    assert not (sshd.folder / "known").exists()
    joined = join(circle, Person("dora", circle.root), circle.anna.ok("status")["fingerprint"], now=NOW)
    assert joined["status"] == "candidate"
    assert (sshd.folder / "known").read_text().startswith(f"[127.0.0.1]:{sshd.port} ")


def test_a_host_key_that_changed_is_refused_with_what_to_do(
    moved: Circle, sshd: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GIT_SSH_COMMAND")
    sshd.own_ssh(monkeypatch)
    moved.anna.ok("sync")
    known = sshd.folder / "known"
    other = (sshd.folder / "client.pub").read_text().split(" ")[1]
    known.write_text(f"[127.0.0.1]:{sshd.port} ssh-ed25519 {other}\n")
    error = moved.anna.refused(8, "sync")
    assert error["message"] == "the network's server cannot be reached: its host key is another one than before"
    assert f"ssh-keygen -R '[127.0.0.1]:{sshd.port}'" in error["hint"]
    stranger = moved.anna.refused(8, "join", moved.remote, "copy", "--as", "dora", "--yes")
    assert (stranger["message"], stranger["hint"]) == (error["message"], error["hint"])


def test_a_key_that_is_named_in_the_persons_own_configuration_of_git(
    template: Circle, sshd: SshServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text(f'[core]\n\tsshCommand = "{sshd.variables["GIT_SSH_COMMAND"]}"\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    circle = copy_circle(template, tmp_path / "net")
    circle.remote = sshd.address(circle.bare)
    dora = Person("dora", circle.root)
    assert join(circle, dora, circle.anna.ok("status")["fingerprint"], now=NOW)["status"] == "candidate"
    assert dora.ok("member", "set", "headline=New")["sent"] is True
    assert dora.ok("sync")["new"] == []
