"""What people type for skills, languages and other words, as vocabularies' keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pmnet.domain.phrase import phrase
from pmnet.domain.text import squeeze

UNSAID_LEVEL: Final = 3
"""The level of a skill that is asked for without one: leads work of limited complexity."""

UNSAID_CEFR: Final = "B2"

Lookup = Callable[[str, str], str]
"""(vocabulary, word as typed) -> its key; raises UnknownTerm."""


def insist(name: str, typed: str) -> str:
    """The key of a vocabulary's term as typed; raises UnknownTerm with the nearest ones."""
    from pmnet.store.vocabularies import vocabulary  # loads YAML, which whoever has another lookup does without

    return vocabulary(name).insist(typed).key


def skill(typed: str) -> dict[str, Any]:
    """A skill as typed (`risk:4`, `Risiko:Experte`, `risk`) as a position asks for it; raises as `levelled`."""
    name, level = levelled(typed, UNSAID_LEVEL)
    return {"skill": name, "level": level, "must": True}


def levelled(typed: str, unsaid: int, lookup: Lookup = insist) -> tuple[str, int]:
    """A skill as typed and its level, `unsaid` where none is said; raises UnknownTerm, and Usage for a wrong level."""
    name, _, level = typed.partition(":")
    if level.strip().isdecimal() and level.strip() not in ("1", "2", "3", "4", "5"):
        from pmnet.errors import Usage  # loads dataclasses, and is hardly ever needed

        raise Usage(
            phrase("{typed!r}: a level is 1 to 5", typed=typed), phrase("for example --skill risk-management:4")
        )
    return lookup("skills", name), int(lookup("levels", level)) if squeeze(level) else unsaid


def language(typed: str, unsaid: str = UNSAID_CEFR, lookup: Lookup = insist) -> tuple[str, str]:
    """A language as typed (`de:C1`, `german`) and its level; raises UnknownTerm, which says how `German C1` is written."""
    from pmnet.errors import UnknownTerm  # loads dataclasses

    name, colon, level = typed.partition(":")
    try:
        return lookup("languages", name), lookup("cefr", level) if colon else unsaid
    except UnknownTerm as error:
        meant = _two_words(typed, lookup)
        hint = phrase("did you mean {near}?", near=meant) if meant else error.hint
        raise UnknownTerm(error.message, hint) from None


def _two_words(typed: str, lookup: Lookup) -> str:
    """`German C1` as it is to be typed; empty where it is none."""
    from pmnet.errors import UnknownTerm

    name, _, level = typed.strip().rpartition(" ")
    try:
        return f"{lookup('languages', name)}:{lookup('cefr', level)}"
    except UnknownTerm:
        return ""


def key(name: str, typed: str | None) -> str | None:
    """The key of a vocabulary's term as typed; None for nothing. Raises UnknownTerm."""
    return None if not typed or not squeeze(typed) else insist(name, typed)


def reason(step: str, typed: str) -> str:
    """The key of a reason for a step (`decline`, `close`) as typed; raises UnknownTerm."""
    return insist(f"{step}-reasons", typed)


def basis(typed: str) -> str:
    """The key of what a vouch is based on, as typed; raises UnknownTerm."""
    return insist("vouch-bases", typed)
