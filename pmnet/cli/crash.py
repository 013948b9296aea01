"""What is kept for a report: the details of a bug, and with --debug everything that was asked of git."""

from __future__ import annotations

import logging
import os
import platform
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pmnet
from pmnet.domain.phrase import phrase
from pmnet.errors import Bug
from pmnet.store.home import Home, write_safely

PLAIN: Final = (Bug, AttributeError, ImportError, IndexError, OSError, TypeError)
"""Errors that speak of a program, not of its values: others might quote what somebody sealed."""


def log(variables: Mapping[str, str], arguments: Sequence[str], error: BaseException) -> Bug:
    """A bug as one sentence, with the details in a file; values that were typed are left out of it."""
    words = [word for word in arguments[:2] if word.isalpha()]
    lines = [
        f"pmnet {pmnet.__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"command: {' '.join(words)}",
        *reversed([_told(one) for one in _chain(error)]),
    ]
    try:
        place = Home.default(variables).folder / "logs" / f"bug-{os.getpid()}.log"
        write_safely(place, "\n".join(lines).encode("utf-8", "replace"))
        return Bug(
            phrase("something went wrong that nobody expected"),
            phrase("please report it with the file {place}", place=place),
        )
    except OSError:
        return Bug(
            phrase(
                "something went wrong that nobody expected, and no log could be written: {name}",
                name=type(error).__name__,
            )
        )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _told(error: BaseException) -> str:
    """Where it happened and what it was; in its own words only where those never quote what a program has in hand."""
    words = f": {error}" if isinstance(error, PLAIN) else ""
    return f"{''.join(traceback.format_tb(error.__traceback__))}{type(error).__name__}{words}\n"


def start_log(variables: Mapping[str, str]) -> Path:
    """Keep a log from now on, in a file only its owner can read; secrets are masked where they are written."""
    place = Home.default(variables).folder / "logs" / "debug.log"
    write_safely(place, f"pmnet {pmnet.__version__}, Python {platform.python_version()}\n".encode())
    handler = logging.FileHandler(place, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
    logger = logging.getLogger("pmnet")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    return place
