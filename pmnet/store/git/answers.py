"""What git and servers say, and what it means: decided on the flags of a push, told without git's words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from pmnet.errors import PmnetError, Refused, Unreachable
from pmnet.store.git.process import Finished

TRY_AGAIN: Final = (
    "fetch first",
    "non-fast-forward",
    "stale info",
    "failed to update ref",
    "cannot lock ref",
    "reference already exists",
    "incorrect old value provided",
)
"""What servers say when somebody else was faster, in the brackets of a push's answer."""

TOGETHER: Final = ("atomic push failed", "atomic push failure", "atomic transaction failed")
"""What is said of refs that were in order, but were to change together with one that was not."""

REASONS: Final = (
    (
        r"could not resolve host|name or service not known|temporary failure in name resolution",
        "its name is not known here",
    ),
    (r"connection refused", "it does not answer (connection refused)"),
    (r"timed out|timeout", "it did not answer in time"),
    (r"host key verification failed|remote host identification has changed", "its host key is not the one known here"),
    (r"permission denied|authentication failed|could not read username|access denied|403", "it does not let you in"),
    (
        r"does not appear to be a git repository|repository .* not found|no such file|404",
        "there is no network at that address",
    ),
    (r"network is unreachable|no route to host", "there is no way to it from here"),
    (r"transport '[^']*' not allowed|protocol .* not allowed", "addresses of that kind are not allowed"),
)
"""What git and ssh say, and what a project manager reads; the first that fits wins."""


class Answer(Enum):
    """What a push came to."""

    ACCEPTED = "accepted"
    TRY_AGAIN = "try again"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Pushed:
    """The answer to a push and the server's own words."""

    answer: Answer
    words: str = ""


def push_answer(done: Finished) -> Pushed:
    """What a finished `push --porcelain` means, decided on the flag column and the text in brackets."""
    rows = [row.split("\t") for row in done.out.decode("utf-8", "replace").splitlines() if row[1:2] == "\t"]
    said = "\n".join(
        line.removeprefix("remote:").strip() for line in done.err.splitlines() if line.startswith("remote:")
    )
    if "does not support --atomic" in done.err:
        return Pushed(Answer.REFUSED, "it cannot change several things at once, and sealed documents need that")
    if not rows:
        return Pushed(Answer.UNREACHABLE, done.err) if done.code else Pushed(Answer.ACCEPTED)
    refused = [row[2] for row in rows if row[0] == "!"]
    if not refused:
        return Pushed(Answer.ACCEPTED, said)
    brackets = [" ".join(re.findall(r"\(([^()]*)\)", row)) for row in refused]
    reasons = [words for words in brackets if not any(together in words for together in TOGETHER)]
    if all(any(words in reason for words in TRY_AGAIN) for reason in reasons):
        return Pushed(Answer.TRY_AGAIN, " ".join(reasons))
    return Pushed(Answer.REFUSED, said or " ".join(reasons) or "no reason given")


def unreachable(said: str) -> PmnetError:
    """What a failed conversation means, without git's words."""
    for pattern, reason in REASONS:
        if re.search(pattern, said, re.IGNORECASE):
            return Unreachable(
                f"the network's server cannot be reached: {reason}", "pmnet sync, when it can be reached again"
            )
    return Unreachable("the network's server cannot be reached", "pmnet sync, when it can be reached again")


def refused(words: str) -> Refused:
    """The server's own words as an error."""
    return Refused(f"the server refused: {'; '.join(words.split(chr(10)))}", "pmnet status")
