"""Real servers on loopback, each on a free port of its own, ended with the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ssh_server import SshServer, start_sshd


@pytest.fixture
def sshd(tmp_path: Path, program: Callable[[str], str]) -> Iterator[SshServer]:
    folder = tmp_path / "sshd"
    folder.mkdir()
    server = start_sshd(folder, program("sshd"), program("git-shell"))
    yield server
    server.stop()
