"""An sshd that is not the one from before, or does not let in, while somebody acts: the act waits until that is mended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from people import Circle, copy_circle

if TYPE_CHECKING:
    from ssh_server import SshServer

pytestmark = pytest.mark.server

SAVED = "saved, but not sent yet: the network's server cannot be reached: "


@pytest.fixture
def circle(template: Circle, sshd: SshServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Circle:
    """A network on the server, reached with the person's own ssh."""
    sshd.own_ssh(monkeypatch)
    circle = copy_circle(template, tmp_path / "net")
    circle.bea.git("remote", "set-url", "origin", sshd.address(circle.bare))
    return circle


def test_an_act_waits_while_the_server_is_another_one_than_before(circle: Circle, sshd: SshServer) -> None:
    circle.bea.ok("sync")
    known = sshd.folder / "known"
    right = known.read_text()
    other = (sshd.folder / "client.pub").read_text().split(" ")[1]
    known.write_text(f"[127.0.0.1]:{sshd.port} ssh-ed25519 {other}\n")
    result = circle.bea.run("free", "3", "--json")
    assert (result.code, result.json["sent"]) == (8, False)
    assert result.error["message"] == f"{SAVED}its host key is another one than before"
    assert f"ssh-keygen -R '[127.0.0.1]:{sshd.port}'" in result.error["hint"]
    known.write_text(right)
    assert [delivery["sent"] for delivery in circle.bea.ok("sync")["deliveries"]] == [True]


@pytest.mark.long
def test_an_act_waits_while_the_server_does_not_know_the_key(circle: Circle, sshd: SshServer) -> None:
    allowed = sshd.folder / "authorized_keys"
    right = allowed.read_text()
    allowed.write_text("")
    result = circle.bea.run("free", "3", "--json")
    assert (result.code, result.json["sent"]) == (8, False)
    assert result.error["message"] == f"{SAVED}it does not let you in"
    assert result.error["hint"].startswith("ask whoever keeps the server to let in the key of your ssh: ")
    allowed.write_text(right)
    assert circle.bea.ok("free", "3")["sent"] is True
    assert circle.bea.ok("status")["waiting"] == []
