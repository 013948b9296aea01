"""Every way to fail: a message, a hint, an exit code.

One class for each situation a script would treat differently; the code and the kind sit on the class, and
`pmnet help exit-codes` prints this file's table. Messages are lower case, without a full stop, and never
contain a git word or a secret; the hint is what to type next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong in one place of one file.

    `pointer` leads to the place inside the record (keys and indexes from the top), `at_name` means the last key itself
    and not its value; `line` and `column` count from 1 and are 0 until the place has been looked up in the text.
    """

    path: str
    rule: str
    message: str
    hint: str = ""
    pointer: tuple[str | int, ...] = ()
    line: int = 0
    column: int = 0
    at_name: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class PmnetError(Exception):
    """An expected failure: shown as one sentence and a hint, never as a traceback."""

    code: ClassVar[int] = 1
    kind: ClassVar[str] = "error"
    meaning: ClassVar[str] = ""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Findings(PmnetError):
    """The answer is no: records are not as they must be; `findings` says where."""

    code = 1
    kind = "findings"
    meaning = "the answer is no (findings)"

    def __init__(self, message: str, findings: Iterable[Finding], hint: str = "") -> None:
        self.findings = tuple(findings)
        first = next((f.hint for f in self.findings if f.hint), "")
        super().__init__(message, hint or first)


class Usage(PmnetError):
    """What was typed cannot be understood or lacks something."""

    code = 2
    kind = "usage"
    meaning = "usage: an option is missing or not understood"


class UnknownTerm(Usage):
    """A word that is not in the vocabulary."""

    kind = "vocabulary"


class Ambiguous(Usage):
    """A shortened name that could mean more than one thing; the hint lists them."""

    kind = "ambiguous"


class Bug(PmnetError):
    """Something nobody expected; the details are in a log file."""

    code = 3
    kind = "bug"
    meaning = "a bug in pmnet, with a log"


class NotAllowed(PmnetError):
    """The act is not this member's to do."""

    code = 4
    kind = "not-allowed"
    meaning = "not allowed for you"


class NotFound(PmnetError):
    """There is no such member, lead, position or handover."""

    code = 5
    kind = "not-found"
    meaning = "not found"


class Conflict(PmnetError):
    """Somebody was faster, or the state does not allow it."""

    code = 6
    kind = "conflict"
    meaning = "somebody was faster, or the state does not allow it"


class Refused(PmnetError):
    """The server has a rule against it; the message quotes the server."""

    code = 7
    kind = "refused"
    meaning = "the server refused"


class Unreachable(PmnetError):
    """The server cannot be reached."""

    code = 8
    kind = "unreachable"
    meaning = "unreachable, saved and not sent yet"


class NotLetIn(Unreachable):
    """The server answers, but keys stand between: its own is another one than before, or it does not know ours."""


class NotKnownThere(NotLetIn):
    """The server answers, and lets nobody in whom it does not know."""


class NothingThere(Unreachable):
    """The server answers, and shows nothing at that address: there is nothing, or it hides it from whom it does not know."""


class NoRoom(Unreachable):
    """The server answers, but has no room for anything new: its disk is full, or takes nothing."""


class CannotUnseal(PmnetError):
    """No key here opens it."""

    code = 9
    kind = "cannot-unseal"
    meaning = "cannot unseal"


class EnvelopeLost(CannotUnseal):
    """The sealed document itself cannot be had: the server has none, or nothing that could be one."""

    kind = "envelope-lost"


class NotANetwork(PmnetError):
    """Here is no network, and none was named."""

    code = 10
    kind = "no-network"
    meaning = "not inside a network"


class Alarm(PmnetError):
    """The remote's history cannot be trusted; writing stops until it is explained."""

    code = 11
    kind = "alarm"
    meaning = "alarm: the remote's history cannot be trusted"


INTERRUPTED = 130

EXIT_CODES: tuple[tuple[int, str], ...] = (
    (0, "done"),
    *(
        (error.code, error.meaning)
        for error in (
            Findings,
            Usage,
            Bug,
            NotAllowed,
            NotFound,
            Conflict,
            Refused,
            Unreachable,
            CannotUnseal,
            NotANetwork,
            Alarm,
        )
    ),
    (INTERRUPTED, "interrupted"),
)
"""What each exit code means, in order; the one list that help and documentation print."""
