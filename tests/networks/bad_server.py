"""git's own server on loopback, on a free port of its own, behind a line that can be made bad."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from traces import without_mark

ALL: Final = 1 << 40
"""More than anybody sends."""

PUSH: Final = b"git-receive-pack"
FETCH: Final = b"git-upload-pack"


class Way(Enum):
    """In which direction something goes."""

    UP = "to the server"
    DOWN = "from the server"


@dataclass(frozen=True)
class Fault:
    """What happens on the line once `after` bytes have gone in one direction, to those who ask for one of these services.

    `silent` lets nothing through any more and says nothing of it; otherwise both ends are closed.
    """

    way: Way = Way.UP
    after: int = 0
    services: tuple[bytes, ...] = (PUSH,)
    silent: bool = False

    def __str__(self) -> str:
        return f"{'silent' if self.silent else 'cut'} after {self.after} bytes {self.way.value}"


class BadServer:
    """Serves everything below a folder; `takes` is whether it takes what is sent to it."""

    def __init__(self, folder: Path, *, takes: bool = True) -> None:
        self.folder, self.takes = folder, takes
        self.fault: Fault | None = None
        self.struck = 0
        self.gone = {Way.UP: 0, Way.DOWN: 0}
        """What went in each direction in the last conversation."""
        self.port = 0
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._processes: list[subprocess.Popen[bytes]] = []
        self.start()

    def address(self, repository: Path) -> str:
        """Where a repository is reached."""
        return f"git://127.0.0.1:{self.port}/{repository.relative_to(self.folder)}"

    def start(self) -> None:
        """Listen, on the same port as before."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = int(self._listener.getsockname()[1])
        self._start(self._accept, self._listener)

    def vanish(self) -> None:
        """Listen no more."""
        shut(self._listener)

    def settle(self) -> None:
        """Wait until every conversation has come to its end, also on the server's side."""
        for process in self._processes:
            process.wait(30)

    def stop(self) -> None:
        """End everything, and let nothing run on."""
        self.vanish()
        for end in self._open:
            shut(end)
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()

    def _start(self, run: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=run, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                self._open.append(near)
                self._start(self._serve, near)

    def _serve(self, near: socket.socket) -> None:
        """One conversation: which service is asked for stands in its first line, as long as its first four letters say."""
        first = b""
        with contextlib.suppress(OSError):
            while (len(first) < 4 or len(first) < int(first[:4], 16)) and (got := near.recv(4096)):
                first += got
        fault = self.fault if self.fault is not None and any(name in first for name in self.fault.services) else None
        self.gone = {Way.UP: 0, Way.DOWN: 0}
        far = self._converse()
        self._start(self._relay, far, near, Way.DOWN, fault, b"")
        self._relay(near, far, Way.UP, fault, first)

    def _converse(self) -> socket.socket:
        """Our end of a conversation with git's server."""
        ours, theirs = socket.socketpair()
        options = ["--export-all", *(["--enable=receive-pack"] if self.takes else []), f"--base-path={self.folder}"]
        with theirs:
            process = subprocess.Popen(
                ["git", "daemon", "--inetd", *options, str(self.folder)],
                stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL, env=without_mark(), start_new_session=True,
            )  # fmt: skip
        self._open.append(ours)
        self._processes.append(process)
        return ours

    def _relay(self, source: socket.socket, target: socket.socket, way: Way, fault: Fault | None, begun: bytes) -> None:
        """Pass on what comes, up to the fault in this direction."""
        mine = fault if fault is not None and fault.way is way else None
        left = mine.after if mine is not None else ALL
        with contextlib.suppress(OSError):
            if mine is not None and left == 0:
                return self._strike(mine, source, target)
            got = begun or source.recv(65536)
            while got:
                target.sendall(got[:left])
                self.gone[way] += len(got[:left])
                left -= len(got)
                if mine is not None and left <= 0:
                    return self._strike(mine, source, target)
                got = source.recv(65536)
            target.shutdown(socket.SHUT_WR)
        return None

    def _strike(self, fault: Fault, source: socket.socket, target: socket.socket) -> None:
        """Break off, or go on without passing anything on."""
        self.struck += 1
        if fault.silent:
            while source.recv(65536):
                pass
        shut(source)
        shut(target)


def shut(end: socket.socket) -> None:
    """Close an end, whoever is just waiting at it."""
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
