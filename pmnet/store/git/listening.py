"""What a server says without anything being written there: that it answers, its clock, whether it changes things together."""

from __future__ import annotations

import re
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

from pmnet.store.git.answers import unreachable
from pmnet.store.git.refs import MAIN, REMOTE_MAIN
from pmnet.store.git.remote import REMOTE, network_seconds
from pmnet.store.git.repository import Repository

DATE: Final = re.compile(r"Recv header:? +date: ([^\r\n]{1,60})", re.IGNORECASE)
LARGEST: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard: how many seconds one conversation took, and the server's clock where it tells it (by HTTP)."""

    seconds: float
    clock: datetime | None


def hear(repository: Repository) -> Heard:
    """Ask a server where its shared line is; raises Unreachable."""
    with tempfile.TemporaryDirectory(prefix="pmnet-", ignore_cleanup_errors=True) as place:
        told = Path(place) / "headers"
        begun = time.monotonic()
        done = repository.run(
            "ls-remote", "--end-of-options", REMOTE, MAIN, seconds=network_seconds(),
            variables={"GIT_TRACE_CURL": str(told), "GIT_TRACE_CURL_NO_DATA": "1"},
        )  # fmt: skip
        seconds = time.monotonic() - begun
        if done.code != 0:
            raise unreachable(done.err)
        with told.open("rb") if told.is_file() else tempfile.TemporaryFile() as file:
            headers = file.read(LARGEST).decode("utf-8", "replace")
    return Heard(seconds, _clock(headers))


def _clock(headers: str) -> datetime | None:
    """The newest time in what was told; None where there is none that can be read."""
    dates = DATE.findall(headers)
    try:
        found = parsedate_to_datetime(dates[-1]) if dates else None
    except ValueError:
        return None
    return found.astimezone(UTC) if found is not None and found.tzinfo is not None else None


def takes_together(repository: Repository) -> bool | None:
    """Whether a server changes several things together or not at all; None where it does not let us ask.

    It is asked as if its shared line were to become what it is, and git is told to send nothing.
    """
    done = repository.run(
        "push", "--dry-run", "--no-verify", "--porcelain", "--atomic", "--end-of-options", REMOTE, f"{REMOTE_MAIN}:{MAIN}",
        seconds=network_seconds(),
    )  # fmt: skip
    if "does not support --atomic" in done.err:
        return False
    told = re.search(r"^[=! ]\t", done.out.decode("utf-8", "replace"), re.MULTILINE)
    return True if told is not None else None
