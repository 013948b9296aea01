"""Which server an address means to ssh, and when no connection is shared."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from pmnet.store.git.process import SSH
from pmnet.store.git.ssh import Connection, own_command, target_of

TARGETS = {
    "ssh://git@host.example/net.git": ("--", "git@host.example"),
    "ssh://host.example/~anna/net.git": ("--", "host.example"),
    "ssh://git@host.example:2222/net.git": ("-p", "2222", "--", "git@host.example"),
    "ssh://git@[::1]:2222/net.git": ("-p", "2222", "--", "git@::1"),
    "git@host.example:net.git": ("--", "git@host.example"),
    "host.example:/srv/net.git": ("--", "host.example"),
    "[::1]:net.git": ("--", "::1"),
    "https://host.example/net.git": (),
    "file:///srv/net.git": (),
    "git://host.example/net.git": (),
    "/srv/net.git": (),
    "./net:odd.git": (),
    "ssh://-oProxyCommand=x/net.git": (),
    "ssh://git@-oProxyCommand=x/net.git": (),
    "-oProxyCommand=x:net.git": (),
}


@pytest.mark.parametrize(("address", "target"), TARGETS.items())
def test_the_server_of_an_address(address: str, target: tuple[str, ...]) -> None:
    assert target_of(address) == target


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GIT_SSH", "/usr/bin/plink"),
        ("GIT_SSH_COMMAND", "plink -batch"),
        ("GIT_SSH_COMMAND", "ssh 'unclosed"),
        ("GIT_SSH_VARIANT", "plink"),
        ("GIT_SSH_COMMAND", "ssh -S ~/.ssh/mine"),
        ("GIT_SSH_COMMAND", "ssh -v -o controlmaster=auto -o 'ControlPath ~/.ssh/%C'"),
        ("GIT_SSH_COMMAND", "ssh -oControlPath=~/.ssh/%C"),
    ],
)
def test_no_connection_is_begun_with_another_program_or_beside_one_that_the_person_shares(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.setattr(tempfile, "mkdtemp", lambda **_: pytest.fail("begun"))
    monkeypatch.setenv(name, value)
    connection = Connection()
    connection.begin("ssh://git@127.0.0.1:1/net.git")
    assert connection.variables() == ({"GIT_SSH_COMMAND": own_command()} if own_command() else {})
    connection.close()


def test_a_server_that_is_not_there_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    mkdtemp = tempfile.mkdtemp
    monkeypatch.setattr(tempfile, "mkdtemp", lambda **named: made.append(mkdtemp(**named)) or made[-1])
    connection = Connection()
    connection.begin("ssh://nobody@127.0.0.1:1/net.git")
    assert connection.variables() == {"GIT_SSH_COMMAND": SSH}
    connection.close()
    assert len(made) == 1
    assert not os.path.exists(made[0])


def test_ssh_is_called_as_the_person_has_git_call_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert own_command() == SSH
    config = tmp_path / "config"
    config.write_text("[core]\n\tsshCommand = ssh -i ~/.ssh/work\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    assert own_command() == "ssh -i ~/.ssh/work"
    monkeypatch.setenv("GIT_SSH_COMMAND", "ssh -v")
    assert own_command() == "ssh -v"
    monkeypatch.delenv("GIT_SSH_COMMAND")
    monkeypatch.setenv("GIT_SSH", "/usr/bin/plink")
    assert own_command() == ""
