"""OpenSSH's own key files and a real ssh-agent on a socket of its own."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pmnet.store.keyfiles import public_half


def make_key(file: Path, passphrase: str = "", kind: str = "ed25519") -> Path:
    """A key as people make them."""
    file.parent.mkdir(parents=True, exist_ok=True)
    command = ["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "somebody@laptop", "-f", file]
    subprocess.run(command, check=True, capture_output=True)
    return file


def give_passphrase(file: Path, passphrase: str) -> None:
    """From now on the key needs this passphrase."""
    command = ["ssh-keygen", "-q", "-p", "-P", "", "-N", passphrase, "-f", file]
    subprocess.run(command, check=True, capture_output=True)


def signed_last(bare: Path, public: str) -> bool:
    """Whether the newest act in a shared repository was signed with that public key, as OpenSSH sees it."""
    allowed = bare.with_suffix(".allowed")
    allowed.write_text(f"somebody {public}\n")
    settings = ["-c", "gpg.ssh.program=ssh-keygen", "-c", f"gpg.ssh.allowedSignersFile={allowed}"]
    done = subprocess.run(["git", "--git-dir", bare, *settings, "verify-commit", "main"], capture_output=True)
    return done.returncode == 0


def of(file: Path) -> str:
    """The public half of a key file, as records hold it."""
    return public_half(file)


@dataclass
class Agent:
    """A running ssh-agent."""

    socket: str
    process: int

    @property
    def variables(self) -> dict[str, str]:
        return {"SSH_AUTH_SOCK": self.socket}

    def add(self, key: Path) -> None:
        self._tell("ssh-add", "-q", str(key))

    def forget(self) -> None:
        self._tell("ssh-add", "-q", "-D")

    def _tell(self, *command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, **self.variables})


@contextlib.contextmanager
def agent() -> Iterator[Agent]:
    """An agent for as long as it is needed; the socket's path must be short."""
    with tempfile.TemporaryDirectory(prefix="agent") as folder:
        started = subprocess.run(["ssh-agent", "-s", "-a", f"{folder}/s"], check=True, capture_output=True, text=True)
        found = re.search(r"SSH_AGENT_PID=(\d+)", started.stdout)
        assert found is not None
        try:
            yield Agent(f"{folder}/s", int(found[1]))
        finally:
            os.kill(int(found[1]), signal.SIGTERM)
