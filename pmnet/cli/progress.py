"""How far a long piece of work is, on one line of the error stream that is gone afterwards."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Final

from pmnet.domain.phrase import phrase

PATIENCE: Final = 1.0
"""Seconds before anything is shown."""

PAUSE: Final = 0.1
"""Seconds between one showing and the next."""

Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""

WIDTH: Final = 24
"""Of the bar, in characters."""


def shown(doing: str, what: str, said: Callable[[str], str]) -> Progress:
    """A progress that is shown as `doing: n of m what`, as `said` says that; its line is wiped with the last one."""
    due, written, before = 0.0, 0, sys.maxsize

    def show(done: int, of: int) -> None:
        nonlocal due, written, before
        if done < before:  # another piece of work begins
            due = time.monotonic() + PATIENCE
        before = done
        if done < of and time.monotonic() >= due:
            bar = "#" * (WIDTH * done // of)
            line = (
                f"{said(doing)}: [{bar:.<{WIDTH}}] {said(phrase('{done} of {of} {what}', done=done, of=of, what=what))}"
            )
            due, written = time.monotonic() + PAUSE, len(line)
            print(f"\r{line}", end="", file=sys.stderr, flush=True)
        elif done == of and written:
            print(f"\r{' ' * written}\r", end="", file=sys.stderr, flush=True)
            written = 0

    return show
