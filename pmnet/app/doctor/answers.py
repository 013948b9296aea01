"""What a check answers: yes, no or not known, what was found, what to do, and what pmnet could do itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Whether something is as it should be."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Remedy:
    """What pmnet could do about it itself, said as an offer; what is not `safe` is done only if somebody says so to it alone."""

    offer: str
    do: Callable[[], None]
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What one check found. A no that `stops` keeps somebody from working, any other is a remark."""

    verdict: Verdict
    found: str
    advice: str = ""
    stops: bool = False
    remedy: Remedy | None = None


def yes(found: str, advice: str = "") -> Answer:
    """All is as it should be; `advice` says what keeps it so."""
    return Answer(Verdict.YES, found, advice)


def remark(found: str, advice: str, remedy: Remedy | None = None) -> Answer:
    """Something could be better, and stops nobody."""
    return Answer(Verdict.NO, found, advice, remedy=remedy)


def stop(found: str, advice: str, remedy: Remedy | None = None) -> Answer:
    """Something stops work."""
    return Answer(Verdict.NO, found, advice, True, remedy)


def unknown(found: str, advice: str = "") -> Answer:
    """It cannot be said."""
    return Answer(Verdict.UNKNOWN, found, advice)
