"""A real sshd on loopback, on a free port of its own."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from listening import end, listening

if TYPE_CHECKING:
    import pytest

SSHD_CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile {folder}/sshd.pid
AuthorizedKeysFile {keys}
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin forced-commands-only
KexAlgorithms curve25519-sha256
SetEnv HOME="{home}"
"""
"""Its shell has a home of its own, because some shells run what stands in the developer's; and a quick exchange of keys."""


@dataclass
class SshServer:
    """An sshd that lets one key run git's own restricted shell."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    def address(self, repository: Path) -> str:
        return f"ssh://{getpass.getuser()}@127.0.0.1:{self.port}{repository}"

    @property
    def repositories(self) -> Path:
        return self.folder / "repositories"

    @property
    def variables(self) -> dict[str, str]:
        return self.variables_with(self.folder / "client")

    def variables_of(self, member: str) -> dict[str, str]:
        return self.variables

    def variables_with(self, key: Path) -> dict[str, str]:
        """What lets somebody in who has this key."""
        options = f"-i {key} -o IdentitiesOnly=yes -o BatchMode=yes -o UserKnownHostsFile={self.folder}/known"
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
        end(self.process)


def start_sshd(folder: Path, sshd: str, git_shell: str, further: str = "") -> SshServer:
    make_key(folder / "client")
    shell = f'restrict,command="{git_shell} -c \\"$SSH_ORIGINAL_COMMAND\\"" '
    (folder / "authorized_keys").write_text(shell + (folder / "client.pub").read_text())
    return serve(folder, sshd, folder / "authorized_keys", folder, further)


def make_key(place: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", place.name, "-f", place], check=True)


def serve(folder: Path, sshd: str, keys: Path, home: Path, further: str = "") -> SshServer:
    """An sshd that lets in the keys of a file; what it runs for them has this home. `further` are lines of its settings."""
    make_key(folder / "host")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)

    def start(port: int) -> list[str]:
        config = folder / "sshd_config"
        config.write_text(further + SSHD_CONFIG.format(port=port, folder=folder, keys=keys, home=home))
        return [sshd, "-D", "-e", "-f", str(config)]

    port, process = listening(start, folder / "log")
    return SshServer(folder, port, process)
