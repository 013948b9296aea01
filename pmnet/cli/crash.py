"""What is kept for a report: the details of a bug, and with --debug everything that was asked of git."""

from __future__ import annotations

import logging
import os
import platform
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

import pmnet
from pmnet.errors import Bug
from pmnet.store.home import Home, write_safely


def log(variables: Mapping[str, str], arguments: Sequence[str], error: BaseException) -> Bug:
    """A bug as one sentence, with the details in a file; values that were typed are left out of it."""
    words = [word for word in arguments[:2] if word.isalpha()]
    lines = [
        f"pmnet {pmnet.__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"command: {' '.join(words)}",
        "".join(traceback.format_exception(error)),
    ]
    try:
        place = Home.default(variables).folder / "logs" / f"bug-{os.getpid()}.log"
        write_safely(place, "\n".join(lines).encode("utf-8", "replace"))
        return Bug("something went wrong that nobody expected", f"please report it with the file {place}")
    except OSError:
        return Bug(f"something went wrong that nobody expected, and no log could be written: {type(error).__name__}")


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
