"""What keys of vocabularies are called in German where a sentence about an act, a state or a record names them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

NAMED: Final[Mapping[str, tuple[str, ...]]] = {
    "basis": ("vouch-bases",),
    "reason": ("close-reasons", "decline-reasons", "lose-reasons", "return-reasons"),
    "tag": ("languages",),
}
"""Values of sentences that are keys, and of which vocabularies."""

WHY: Final = re.compile(r" \((\S+)\)")
"""A reason as the history says it."""

ENTRIES: Final = {"skills": "Kompetenzen", "industries": "Branchen", "certificates": "Zertifikate"}
"""Lists in a member's record whose entries are named by a key, of the vocabulary that is called like the list."""


def labelled(values: Mapping[str, object]) -> dict[str, str]:
    """Those values that are keys, as they are called in German; what somebody wrote is left as it is."""
    found = {}
    for name, value in values.items():
        if type(value) is not str:
            continue
        if name in NAMED:
            found[name] = _label(NAMED[name], value)
        elif name == "why" and (why := WHY.fullmatch(value)):
            found[name] = f" ({_label(NAMED['reason'], why[1])})"
    entries = str(values.get("field"))
    if entries in ENTRIES and type(values.get("name")) is str:
        found |= {"field": ENTRIES[entries], "name": _label((entries,), str(values["name"]))}
    return found


def _label(vocabularies: Iterable[str], key: str) -> str:
    """What a key is called, in the first of some vocabularies that has it; the key where none has."""
    from pmnet.store.wordlist import WORDS  # only a few sentences have one

    return next((german for name in vocabularies for known, _, german, _ in WORDS[name] if known == key), key)
