"""A real sshd on loopback, on a free port of its own."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

SSHD_CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile {folder}/sshd.pid
AuthorizedKeysFile {folder}/authorized_keys
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin forced-commands-only
"""


@dataclass
class SshServer:
    """An sshd that lets one key run git's own restricted shell."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    def address(self, repository: Path) -> str:
        return f"ssh://{getpass.getuser()}@127.0.0.1:{self.port}{repository}"

    @property
    def variables(self) -> dict[str, str]:
        options = (
            f"-i {self.folder}/client -o IdentitiesOnly=yes -o BatchMode=yes -o UserKnownHostsFile={self.folder}/known"
        )
        return {
            "GIT_SSH_COMMAND": f"ssh -F /dev/null {options} -o StrictHostKeyChecking=accept-new -o ConnectTimeout=5"
        }

    def own_ssh(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The person's own ssh, as pmnet runs it where nobody says otherwise: it knows the client's key and no server yet."""
        config = f"IdentityFile {self.folder}/client\nIdentitiesOnly yes\nUserKnownHostsFile {self.folder}/known\n"
        (self.folder / "config").write_text(config)
        place = self.folder / "bin" / "ssh"
        place.parent.mkdir()
        place.write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {self.folder}/config "$@"\n')
        place.chmod(0o755)
        monkeypatch.setenv("PATH", f"{place.parent}:{os.environ['PATH']}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_sshd(folder: Path, sshd: str, git_shell: str) -> SshServer:
    for name in ("host", "client"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    public = (folder / "client.pub").read_text()
    shell = f'restrict,command="{git_shell} -c \\"$SSH_ORIGINAL_COMMAND\\"" '
    (folder / "authorized_keys").write_text(shell + public)
    port = free_port()
    (folder / "sshd_config").write_text(SSHD_CONFIG.format(port=port, folder=folder))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    log = (folder / "log").open("wb")
    process = subprocess.Popen([sshd, "-D", "-e", "-f", folder / "sshd_config"], stderr=log, stdin=subprocess.DEVNULL)
    log.close()
    deadline = time.monotonic() + 20
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                assert connection.recv(4) == b"SSH-"
                return SshServer(folder, port, process)
        except OSError:
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < deadline, "sshd did not answer"
            time.sleep(0.05)
