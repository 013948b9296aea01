"""What the texts of several records say alike: terms of vocabularies, levels, states, and what was left unanswered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from pmnet.domain.phrase import Phrase, listed, phrase
from pmnet.store.vocabularies import vocabulary

if TYPE_CHECKING:  # each command loads only what it needs itself
    from datetime import date

    from pmnet.rules.silence import Silence


def label(name: str, key: str) -> str:
    """What a term of a vocabulary is called; empty for none."""
    return vocabulary(name).label(key) if key else ""


def labels(name: str, keys: Iterable[str]) -> str:
    """What several terms of a vocabulary are called."""
    return listed(label(name, key) for key in keys)


def languages(levels: Mapping[str, str]) -> str:
    """Languages, each with its level."""
    return listed(
        phrase("{label} (native)", label=label("languages", tag))
        if level == "native"
        else phrase("{label} {level}", label=label("languages", tag), level=level)
        for tag, level in levels.items()
    )


FIELDS: Final = {
    "name": phrase("name"),
    "email": phrase("e-mail"),
    "headline": phrase("headline"),
    "roles": phrase("roles"),
    "seniority": phrase("seniority"),
    "skills": phrase("skills"),
    "industries": phrase("industries"),
    "methods": phrase("methods"),
    "certificates": phrase("certificates"),
    "languages": phrase("languages"),
    "work_area": phrase("work area"),
    "capacity": phrase("capacity"),
}
"""What may be shown of a member is called so."""


def fields(shown: Iterable[str]) -> Phrase:
    """What may be shown of a member."""
    return listed(FIELDS.get(name, name) for name in shown)


def period(start: date | None, end: date | None) -> str:
    """From when to when; empty where neither is known."""
    if start and end:
        return phrase("{start} to {end}", start=start, end=end)
    if start:
        return phrase("from {start}", start=start)
    return phrase("until {end}", end=end) if end else ""


def state_text(state: str, sent: bool) -> str:
    """A state, and whether what led to it was not sent yet."""
    return state if sent else phrase("{state}, not sent yet", state=state)


def unanswered(found: Silence | None) -> str:
    """What a member left unanswered lately, in one line; empty where there is nothing to say."""
    return found.words if found is not None else ""


def with_silence(member: str, found: Silence | None) -> str:
    """A member, and what they left unanswered lately."""
    if found is None or not found.words:
        return member
    return phrase("{member} ({words})", member=member, words=found.words)
