"""One connection to a server by ssh, opened while a command is still deciding and shared by all it says to that server.

A handshake is nearly all that a short conversation takes, and most of it is waiting. The person's own ssh opens the
connection; where it does not, because it would have to ask something or is another program, each conversation opens its own.
Nothing of it goes on: it is closed with the command, and closes itself soon after a command that was killed, of which an empty
folder stays among the temporary files.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pmnet.store.git import hostkeys
from pmnet.store.git.process import SSH, environment, run_git

COMMAND: Final = "GIT_SSH_COMMAND"

UNUSED_SECONDS: Final = 20
"""How long a connection stays that nobody uses or closes."""

OPENING_SECONDS: Final = 10.0
"""How long opening may take before a conversation opens its own, and finds out what is wrong."""

OWN_SHARING: Final = re.compile(r"-[SM]|(-o *)?control(path|master|persist)\b", re.IGNORECASE)
"""Options by which somebody shares connections of their own: what we opened and closed would then be theirs."""

LONGEST: Final = 40
"""Letters that the name of a folder for sockets may have: systems allow some hundred in all, and ssh adds 58."""


@dataclass(frozen=True, slots=True)
class _Opening:
    """A connection that was begun: how ssh is called for it, the folder of its socket, the process that opens it."""

    command: str
    folder: Path
    target: Sequence[str]
    process: subprocess.Popen[bytes]


class Connection:
    """The connection of one command."""

    def __init__(self, known: Path | None = None) -> None:
        """`known` is the file of host keys that count alone, where there is one."""
        self._known = known
        self._command = ""
        self._opening: _Opening | None = None
        self._ending: subprocess.Popen[bytes] | None = None
        self._is_open = False

    def begin(self, address: str) -> None:
        """Begin to connect to the server of an address, if that is one that ssh reaches; returns at once."""
        target = target_of(address)
        if self._command or not target:
            return
        self._command, place = self._heeding(own_command()), _place()
        if not _is_shared(self._command) or place is None:
            return
        command = self._command
        folder = Path(tempfile.mkdtemp(prefix="pmnet-", dir=place))
        options = ("-M", "-N", "-f", "-o", f"ControlPersist={UNUSED_SECONDS}", "-o", "BatchMode=yes")
        self._opening = _Opening(command, folder, target, _ssh(command, folder, *options, *target))

    def variables(self) -> Mapping[str, str]:
        """What git must know to use the connection, or to call ssh as the person does; waits until it is open."""
        own = {COMMAND: self._command} if self._command else {}
        if self._opening is None or self._ending is not None:
            return own
        if not self._is_open:
            with suppress(subprocess.TimeoutExpired):
                self._is_open = self._opening.process.wait(OPENING_SECONDS) == 0
            if not self._is_open:
                self.close()
                return own
        path = shlex.quote(str(self._opening.folder))
        return {COMMAND: f"{self._opening.command} -o ControlMaster=no -o ControlPath={path}/%C"}

    def _heeding(self, command: str) -> str:
        """A command that takes the host keys which an invitation named, and no others; OpenSSH heeds what is said first."""
        if self._known is None or not self._known.is_file() or not is_openssh(command):
            return command
        said = io.StringIO(command)
        words = shlex.shlex(said, posix=True)
        words.whitespace_split, words.commenters = True, ""
        words.get_token()
        end = said.tell()  # of the program's name, as it is quoted there
        return f"{command[:end].rstrip()} {shlex.join(hostkeys.options(self._known))} {command[end:]}"

    def end(self) -> None:
        """Begin to close it where it is open; what is said to the server after that opens its own."""
        opening = self._opening
        if opening is not None and self._ending is None and opening.process.poll() == 0:
            self._ending = _ssh(opening.command, opening.folder, "-O", "exit", *opening.target)

    def close(self) -> None:
        """Close the connection, open or not."""
        if self._opening is None:
            return
        process = self._opening.process
        with suppress(subprocess.TimeoutExpired):
            process.wait(0 if self._is_open else 0.5)
        if process.poll() is None:
            process.kill()
            process.wait()
        self.end()
        if self._ending is not None:
            self._ending.wait()
        shutil.rmtree(self._opening.folder, ignore_errors=True)
        self._opening, self._ending, self._is_open = None, None, False


def target_of(address: str) -> tuple[str, ...]:
    """What ssh is told for the server of an address: the host, and the port where one is named; empty for other addresses."""
    found = re.fullmatch(r"ssh://((?:[^@/]+@)?(?:\[[0-9a-fA-F:.]+\]|[^@/:\[\]]+))(?::(\d+))?/.*", address, re.DOTALL)
    if found is None and "://" not in address:
        found = re.fullmatch(r"((?:[^@/:]+@)?(?:\[[0-9a-fA-F:.]+\]|[^@/:\[\]]+))()?:.*", address, re.DOTALL)
    if found is None or found[1].startswith("-") or "@-" in found[1]:
        return ()
    host = re.sub(r"\[(.*)\]$", r"\1", found[1])
    return ("-p", found[2], "--", host) if found[2] else ("--", host)


def own_command() -> str:
    """How the person has git call ssh: by a variable, by their configuration, or as we do; empty where by a program's name."""
    if COMMAND in os.environ or "GIT_SSH" in os.environ:
        return os.environ.get(COMMAND, "")
    configured = run_git(["--git-dir", os.devnull, "config", "--get", "core.sshCommand"])
    return configured.out.decode("utf-8", "surrogateescape").strip() or SSH


def agent_keys() -> list[str]:
    """The public halves of the keys that the person's agent has; none where no agent runs."""
    with suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(
            ["ssh-add", "-L"],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment(),
            timeout=hostkeys.SECONDS,
        )
        rows = (" ".join(row.split()[:2]) for row in done.stdout.decode("utf-8", "replace").splitlines())
        return [row for row in rows if hostkeys.is_key(row)]
    return []


def is_openssh(command: str) -> bool:
    """Whether a command calls OpenSSH."""
    if os.environ.get("GIT_SSH_VARIANT", "ssh") != "ssh":
        return False
    with suppress(ValueError):
        return Path((shlex.split(command) or [""])[0]).name in ("ssh", "ssh.exe")
    return False


def _is_shared(command: str) -> bool:
    """Whether a command calls OpenSSH on a system where its connections can be shared, and shares none of its own."""
    if os.name == "nt" or not is_openssh(command):
        return False
    return not any(OWN_SHARING.match(option) for option in shlex.split(command))


def _place() -> str | None:
    """A folder whose name is short enough for sockets to lie below it."""
    for place in (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp"):  # noqa: S108 - a new folder in it
        if place and len(place) <= LONGEST and "%" not in place and os.access(place, os.W_OK):
            return place
    return None


def _ssh(command: str, folder: Path, *words: str) -> subprocess.Popen[bytes]:
    """The person's ssh, called as git calls it."""
    path = f"ControlPath={folder}/%C"
    return subprocess.Popen(
        ["/bin/sh", "-c", f'{command} "$@"', command, "-o", path, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )
