"""Starting a server on a free port of loopback, and ending it with all that it started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ATTEMPTS = 5
"""How many ports are tried: between finding a free one and using it, somebody else may take it."""

SECONDS = 20.0


def listening(command: Callable[[int], Sequence[str]], log: Path) -> tuple[int, subprocess.Popen[bytes]]:
    """A server that answers on a free port, started by the command for that port; what it says goes to the log."""
    for _ in range(ATTEMPTS):
        port = free_port()
        process = started(command(port), log)
        if _answers(process, port):
            return port, process
        end(process)
    raise AssertionError(f"the server did not answer: {log.read_text()}")


def started(command: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    """A process that leads a group of its own, so that its children end with it."""
    with log.open("ab") as told:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=told, stderr=told, start_new_session=True, env=_plain()
        )


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and its group; some servers leave their children behind otherwise."""
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Whether the process answers on its port before it ends."""
    deadline = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return process.poll() is None
    return False


def _plain() -> dict[str, str]:
    """A server's surroundings are not those of who uses it."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PMNET_"))}
