"""Real servers on loopback, each on a free port of its own, ended with the tests."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from daemon_server import DaemonServer, start_daemon
from gitolite_server import GitoliteServer, start_gitolite
from hosts import HOSTS, MEMBERS, Host, make
from people import Circle, copy_circle
from ssh_server import SshServer, start_sshd
from web_server import WebServer, start_web

Program = Callable[[str], str]
Folders = pytest.TempPathFactory


@pytest.fixture
def sshd(tmp_path: Path, program: Program) -> Iterator[SshServer]:
    """One that a test may end itself."""
    folder = tmp_path / "sshd"
    folder.mkdir()
    server = start_sshd(folder, program("sshd"), program("git-shell"))
    yield server
    server.stop()


@pytest.fixture
def behind(sshd: SshServer, monkeypatch: pytest.MonkeyPatch) -> SshServer:
    """The server, with the key that it knows."""
    for name, value in sshd.variables.items():
        monkeypatch.setenv(name, value)
    return sshd


@pytest.fixture
def moved(template: Circle, behind: SshServer, tmp_path: Path) -> Circle:
    """A network that moved to the server."""
    circle = copy_circle(template, tmp_path / "net")
    circle.remote = behind.address(circle.bare)
    for person in circle.people.values():
        person.git("remote", "set-url", "origin", circle.remote)
    return circle


@pytest.fixture(scope="session")
def ssh_host(tmp_path_factory: Folders, program: Program) -> Iterator[SshServer]:
    server = start_sshd(tmp_path_factory.mktemp("ssh"), program("sshd"), program("git-shell"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def web_host(tmp_path_factory: Folders, program: Program) -> Iterator[WebServer]:
    names = program("nginx"), program("fcgiwrap"), program("openssl")
    with tempfile.TemporaryDirectory(prefix="web") as short:
        server = start_web(tmp_path_factory.mktemp("web"), Path(short), *names, MEMBERS)
        yield server
        server.stop()


@pytest.fixture(scope="session")
def daemon_host(tmp_path_factory: Folders) -> Iterator[DaemonServer]:
    server = start_daemon(tmp_path_factory.mktemp("daemon"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def gitolite_host(tmp_path_factory: Folders, program: Program) -> Iterator[GitoliteServer]:
    server = start_gitolite(tmp_path_factory.mktemp("gitolite"), program("sshd"), program("gitolite"), MEMBERS)
    yield server
    server.stop()


@pytest.fixture(params=HOSTS)
def host(request: pytest.FixtureRequest) -> Host:
    """A new repository on each kind of server in turn."""
    return make(request.param, request.getfixturevalue(HOSTS[request.param][0]))
