"""What people type for skills, languages and other words, as vocabularies' keys."""

from __future__ import annotations

from typing import Any, Final

from pmnet.domain.text import squeeze
from pmnet.errors import Usage
from pmnet.store.vocabularies import vocabulary

UNSAID_LEVEL: Final = 3
"""The level of a skill that is asked for without one: leads work of limited complexity."""

UNSAID_CEFR: Final = "B2"


def skill(typed: str, unsaid: int = UNSAID_LEVEL) -> dict[str, Any]:
    """A skill as typed (`risk:4`, `risk`) as a position asks for it; raises UnknownTerm, and Usage for a wrong level."""
    name, colon, level = typed.rpartition(":")
    if not colon or not level.isdecimal():
        name, level = typed, str(unsaid)
    if level not in ("1", "2", "3", "4", "5"):
        raise Usage(f"{typed!r}: a level is 1 to 5", "for example --skill risk-management:4")
    return {"skill": vocabulary("skills").insist(name).key, "level": int(level), "must": True}


def language(typed: str, unsaid: str = UNSAID_CEFR) -> tuple[str, str]:
    """A language as typed (`de:C1`, `german`) and its level; raises UnknownTerm."""
    name, colon, level = typed.partition(":")
    return vocabulary("languages").insist(name).key, vocabulary("cefr").insist(level).key if colon else unsaid


def key(name: str, typed: str | None) -> str | None:
    """The key of a vocabulary's term as typed; None for nothing. Raises UnknownTerm."""
    return None if not typed or not squeeze(typed) else vocabulary(name).insist(typed).key


def reason(step: str, typed: str) -> str:
    """The key of a reason for a step (`decline`, `close`) as typed; raises UnknownTerm."""
    return vocabulary(f"{step}-reasons").insist(typed).key


def basis(typed: str) -> str:
    """The key of what a vouch is based on, as typed; raises UnknownTerm."""
    return vocabulary("vouch-bases").insist(typed).key
