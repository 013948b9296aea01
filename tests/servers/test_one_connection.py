"""Over a real sshd: whatever one command says to the server, it connects once, and nothing of that is left."""

from __future__ import annotations

import contextlib
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from people import Circle
from ssh_server import SshServer, start_sshd
from under_seal import CLIENT

pytestmark = pytest.mark.server


@pytest.fixture
def sockets() -> Iterator[Path]:
    """Where sockets may lie: their names must be short."""
    with tempfile.TemporaryDirectory(prefix="s") as place:
        yield Path(place)


@pytest.fixture
def circle(moved: Circle, sockets: Path, monkeypatch: pytest.MonkeyPatch) -> Circle:
    """A network on the server, and a folder of their own for sockets."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(sockets))
    return moved


def connections(sshd: SshServer) -> int:
    """How often somebody was let in."""
    return len(re.findall(r"^Accepted publickey", (sshd.folder / "log").read_text(), re.MULTILINE))


def running(sshd: SshServer) -> list[str]:
    """The connections to a server that are held for a command, or after one."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found.append(place.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
    return [words for words in found if f"{sshd.folder}/client" in words and "-M -N -f" in words]


def test_each_command_connects_once(circle: Circle, sshd: SshServer, sockets: Path) -> None:
    before = connections(sshd)
    lead = circle.bea.ok("lead", "add", "--title", "Sealed", *CLIENT)["id"]
    assert connections(sshd) == before + 1
    circle.carl.ok("sync")
    assert connections(sshd) == before + 2
    circle.carl.ok("claim", lead, "--message", "Done twice")
    assert connections(sshd) == before + 3
    circle.bea.ok("sync")  # fetches what happened, and the envelope
    assert connections(sshd) == before + 4
    circle.anna.ok("member", "set", "headline=Late")  # refused as not the newest, then fetched and sent again
    assert connections(sshd) == before + 5
    assert list(sockets.iterdir()) == []
    deadline = time.monotonic() + 10  # told to end, it takes a moment; by itself it would stay for twenty seconds
    while running(sshd):
        assert time.monotonic() < deadline


def test_a_command_that_says_nothing_to_the_server_does_not_connect(circle: Circle, sshd: SshServer) -> None:
    before = connections(sshd)
    circle.bea.ok("member", "list")
    circle.bea.ok("inbox")
    assert connections(sshd) == before


def test_a_server_that_takes_one_conversation_at_a_time(
    circle: Circle, sockets: Path, tmp_path: Path, program: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "strict"
    folder.mkdir()
    strict = start_sshd(folder, program("sshd"), program("git-shell"), "MaxSessions 1\n")
    monkeypatch.setenv("GIT_SSH_COMMAND", strict.variables["GIT_SSH_COMMAND"])
    for person in (circle.bea, circle.carl):
        person.git("remote", "set-url", "origin", strict.address(circle.bare))
    lead = circle.bea.ok("lead", "add", "--title", "Sealed", *CLIENT)["id"]
    circle.carl.ok("claim", lead, "--message", "Done twice")
    assert circle.bea.ok("accept", lead)["state"] == "disclosed"
    assert list(sockets.iterdir()) == []
    strict.stop()


def test_a_connection_whose_command_was_killed_is_in_nobodys_way(
    circle: Circle, sshd: SshServer, request: pytest.FixtureRequest
) -> None:
    """It ends by itself twenty seconds later, for which only the long form waits."""
    process = circle.bea.spawn("member", "set", "headline=Killed")
    while not running(sshd):
        assert process.poll() is None, process.communicate()
    process.kill()
    process.communicate()
    assert circle.bea.ok("member", "set", "headline=Killed")["sent"] is True
    held = running(sshd)
    assert all("ControlPersist=20" in words for words in held)
    deadline = time.monotonic() + 60
    while request.config.getoption("--long") and running(sshd):
        assert time.monotonic() < deadline, held
        time.sleep(0.5)
