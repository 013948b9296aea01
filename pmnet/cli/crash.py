"""What is kept of a bug: one file that can be attached to a report."""

from __future__ import annotations

import os
import platform
import traceback
from collections.abc import Mapping, Sequence

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
