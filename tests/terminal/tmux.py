"""Commands in a real terminal of a given size: tmux shows what is on it, colours and all.

Nothing here waits for time to pass: each step waits for a text on the last line.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

PATIENCE = 60
"""Seconds after which something that should be seen never will."""


class Screen:
    """One terminal, in which a shell runs one command and then says its exit code."""

    def __init__(
        self, place: Path, size: tuple[int, int], variables: Mapping[str, str], folder: Path, *words: str
    ) -> None:
        self.socket = place / "tmux"
        settings = place / "tmux.conf"
        settings.write_text(
            "set -g default-terminal tmux-256color\nset -g history-limit 2000\nset -g status off\nset -s escape-time 0\n"
        )
        columns, rows = map(str, size)
        command = f'{shlex.join([sys.executable, "-m", "pmnet", *words])}; echo "exit $?"; exec cat'
        known = {name: value for name, value in variables.items() if name not in ("COLUMNS", "LINES", "TMUX")}
        self._variables = known | {"INPUTRC": "/dev/null", "LANG": "C.UTF-8"}
        self._tmux(
            "-f", str(settings), "new-session", "-d", "-x", columns, "-y", rows, "-c", str(folder), "sh", "-c", command
        )

    def __enter__(self) -> Screen:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tmux("kill-server")

    def answer(self, question: str, typed: str) -> None:
        """Type when a question is asked, on the last line and with nothing behind it yet."""
        asked = self._wait(lambda last: question in last and last.endswith((":", "]")), question)
        times = self._whole().count(asked)
        if typed:
            self._tmux("send-keys", "-l", typed)
        self._tmux("send-keys", "Enter")
        self._wait(lambda last: last != asked or self._whole().count(asked) > times, f"something after {question}")

    def ended(self) -> None:
        """Wait until the command has ended."""
        self._wait(lambda last: last.startswith("exit "), "the end")

    def text(self, colours: bool = False) -> str:
        """All that was shown, line by line as it was broken; with `colours` as escape sequences."""
        found = self._tmux("capture-pane", "-p", "-S", "-", *(["-e"] if colours else []))
        return "\n".join(line.rstrip() for line in found.rstrip().split("\n")) + "\n"

    def _whole(self) -> str:
        return self._tmux("capture-pane", "-p", "-J", "-S", "-")

    def _wait(self, fits: Callable[[str], bool], what: str) -> str:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            last = self._tmux("capture-pane", "-p", "-J").rstrip().rpartition("\n")[2].rstrip()
            if fits(last):
                return last
        raise AssertionError(f"waited in vain for {what!r}; there is:\n{self.text()}")

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", str(self.socket), *words], env=self._variables, capture_output=True, text=True, encoding="utf-8",
            check=True,
        )  # fmt: skip
        return done.stdout
