"""How far a long judgement is, on one line of the error stream that is gone afterwards."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Final

PATIENCE: Final = 1.0
"""Seconds before anything is shown."""

PAUSE: Final = 0.1
"""Seconds between one showing and the next."""

Progress = Callable[[int, int], None]
"""Told how many acts are judged, of how many."""


def shown() -> Progress:
    """A progress that is shown; its line is wiped with the last act."""
    due, written = time.monotonic() + PATIENCE, 0

    def show(done: int, of: int) -> None:
        nonlocal due, written
        if done < of and time.monotonic() >= due:
            line = f"judging what happened: {done} of {of} acts"
            due, written = time.monotonic() + PAUSE, len(line)
            print(f"\r{line}", end="", file=sys.stderr, flush=True)
        elif done == of and written:
            print(f"\r{' ' * written}\r", end="", file=sys.stderr, flush=True)
            written = 0

    return show
