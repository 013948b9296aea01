"""A pmnet that is awake: what a server's hook runs, without the half second in which an interpreter starts.

Each call is a fork of the waiting process with the caller's streams, folder and variables, so that it judges as a process of
its own, in git's quarantine, as on any server. Run with the place of a socket this file waits; with the place and the
words of a command it calls.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

STREAMS = b"".join(number.to_bytes(4, sys.byteorder) for number in range(3))


def call(place: str, words: list[str]) -> int:
    """The exit code of the command, run there as if it were run here; imports next to nothing."""
    import _socket

    with contextlib.closing(_socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)) as wire:
        wire.connect(place)
        wire.sendmsg([b"."], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, STREAMS)])
        wire.sendall(repr((words, os.getcwd(), dict(os.environ))).encode("utf-8", "surrogateescape"))
        wire.shutdown(_socket.SHUT_WR)
        return int(wire.recv(8) or b"1")


def wait(place: str) -> None:
    """Answer calls until nobody holds the other end of our input any more."""
    import selectors
    import signal
    import socket

    load_everything()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener, selectors.DefaultSelector() as ears:
        listener.bind(place)
        listener.listen()
        os.write(1, b"ready\n")
        ears.register(listener, selectors.EVENT_READ)
        ears.register(0, selectors.EVENT_READ)
        while all(key.fileobj is listener for key, _ in ears.select()):
            wire, _ = listener.accept()
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                wire.sendall(str(answered(wire)).encode())
                os._exit(0)
            wire.close()


def answered(wire: object) -> int:
    """Become the caller, and run what is asked for."""
    import ast
    import socket

    from pmnet.cli.main import run

    assert isinstance(wire, socket.socket)
    _, streams, _, _ = socket.recv_fds(wire, 1, 3)
    for own, given in enumerate(streams):
        os.dup2(given, own)
    told = b"".join(iter(lambda: wire.recv(65536), b""))
    words, folder, variables = ast.literal_eval(told.decode("utf-8", "surrogateescape"))
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    sys.argv = ["pmnet", *words]
    sys.stdin, sys.stdout, sys.stderr = (open(own, mode, closefd=False) for own, mode in enumerate("rww"))  # noqa: SIM115
    try:
        return run()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def load_everything() -> None:
    """All of pmnet and what it needs, and its commands put together."""
    import importlib
    import io
    import pkgutil

    import pmnet
    from pmnet.cli.main import main

    for module in pkgutil.walk_packages(pmnet.__path__, "pmnet."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    with contextlib.redirect_stdout(io.StringIO()):
        assert main(["--help"]) == 0


def wake(hook: Path, judge: str) -> None:
    """Let an installed hook call what is awake instead of starting pmnet."""
    text, asleep = hook.read_text(), f"{shlex.quote(sys.executable)} -P -m pmnet "
    assert asleep in text
    hook.write_text(text.replace(asleep, f"{judge} "))


@contextlib.contextmanager
def awake() -> Iterator[str]:
    """The command that a hook calls instead of one that starts pmnet, for as long as it is needed."""
    import subprocess
    import tempfile

    with tempfile.TemporaryDirectory(prefix="awake") as folder:
        place = f"{folder}/s"  # the path of a socket must be short
        command = [sys.executable, "-P", __file__, place]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            yield f"{sys.executable} -I -S {Path(__file__)} {place}"
            process.communicate()


if __name__ == "__main__":
    if len(sys.argv) == 2:
        wait(sys.argv[1])
    else:
        sys.exit(call(sys.argv[1], sys.argv[2:]))
