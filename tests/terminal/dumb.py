"""Commands in a terminal that can do nothing but show one line after the other: what is written to it, by pexpect."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from pathlib import Path

import pexpect


class Dumb:
    """One such terminal of 80 columns, in which one command runs; used as `tmux.Screen` is."""

    def __init__(self, variables: Mapping[str, str], folder: Path, *words: str) -> None:
        self._log = io.StringIO()
        known = {**variables, "TERM": "dumb", "INPUTRC": "/dev/null", "LANG": "C.UTF-8"}
        self._spawned = pexpect.spawn(
            sys.executable, ["-m", "pmnet", *words], env=known, cwd=str(folder), encoding="utf-8", timeout=120,
            dimensions=(24, 80),
        )  # fmt: skip
        self._spawned.delaybeforesend = None
        self._spawned.logfile_read = self._log

    def __enter__(self) -> Dumb:
        return self

    def __exit__(self, *_: object) -> None:
        self._spawned.close(force=True)

    def answer(self, question: str, typed: str) -> None:
        """Type when a question is asked."""
        self._spawned.expect_exact(question)
        self._spawned.expect(r"(: |\[y/N\] |\[Y/n, < goes back\] )")
        self._spawned.sendline(typed)

    def ended(self) -> None:
        """Wait until the command has ended, and note its exit code as a shell would say it."""
        self._spawned.expect(pexpect.EOF)
        self._spawned.close()
        self._log.write(f"exit {self._spawned.exitstatus}\n")

    def text(self, colours: bool = False) -> str:
        """All that was written."""
        return "\n".join(line.rstrip() for line in self._log.getvalue().replace("\r\n", "\n").split("\n"))
