"""A host tried out over the wire, where answers take their time and everybody comes in by a door of their own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from people import Circle, Person

if TYPE_CHECKING:
    from ssh_server import SshServer

pytestmark = pytest.mark.server

FOUND: Mapping[str, Mapping[str, str]] = {"sshd": {"rewind": "no"}}
"""By the kind of server: whatever is not `yes` there.

This sshd lets nobody ask for git's newer protocol, in which ids are enough.
"""


def insist_tried(kind: str, person: Person, address: str, refs: Callable[[], str]) -> Any:
    """What is found out on a kind of server; the names there are the same afterwards."""
    before = refs()
    result = person.run("selftest", "--remote", address, "--json")
    assert result.code == 0, (result.out, result.err)
    found = {row["name"]: row["verdict"] for row in result.json["rows"] if row["verdict"] != "yes"}
    assert found == FOUND[kind]
    assert result.json["left"] == []
    assert refs() == before
    return result.json


@pytest.fixture
def eve(sshd: SshServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody whom the server lets in, and who is a member of nothing."""
    for name, value in sshd.variables.items():
        monkeypatch.setenv(name, value)
    return Person("eve", tmp_path)


def test_over_ssh(circle: Circle, sshd: SshServer, eve: Person) -> None:
    report = insist_tried("sshd", eve, sshd.address(circle.bare), lambda: circle.shared_git("for-each-ref"))
    assert report["sealed_refs"] == "own"
    sshd.stop()
    assert eve.refused(8, "selftest", "--remote", sshd.address(circle.bare))["kind"] == "unreachable"


def test_who_is_not_let_in_is_told_what_to_do(
    circle: Circle, sshd: SshServer, eve: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", sshd.folder / "stranger"], check=True)
    monkeypatch.setenv("GIT_SSH_COMMAND", sshd.variables["GIT_SSH_COMMAND"].replace("/client ", "/stranger "))
    error = eve.refused(8, "selftest", "--remote", sshd.address(circle.bare))
    assert error["message"] == "the network's server cannot be reached: it does not let you in"
    assert error["hint"].startswith("ask whoever keeps the server to let in the key of your ssh: ")


def test_an_address_on_a_server_where_nothing_is(sshd: SshServer, eve: Person, tmp_path: Path) -> None:
    error = eve.refused(2, "selftest", "--remote", sshd.address(tmp_path / "nothing.git"))
    assert error["message"] == f"there is nothing at {sshd.address(tmp_path / 'nothing.git')}"
