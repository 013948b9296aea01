"""How words are compared: folded, so that `mueller` finds Müller and `Größe` is `groesse`."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from typing import Final

GERMAN: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "ł": "l"})
INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories that a reader cannot see or that a terminal may act on."""


def fold(text: str) -> str:
    """The text in lower case with umlauts spelled out and accents removed."""
    composed = unicodedata.normalize("NFC", text).casefold().translate(GERMAN)
    plain = unicodedata.normalize("NFD", composed)
    return "".join(c for c in plain if not unicodedata.combining(c))


def squeeze(text: str) -> str:
    """The folded text without blanks, hyphens and other separators: how a vocabulary's words are looked up."""
    return "".join(c for c in fold(text) if c.isalnum() or c in "+#")


def closest(text: str, choices: Iterable[str], most: int = 3) -> list[str]:
    """The choices that look most like `text`, best first; none when nothing is near."""
    by_fold = {squeeze(choice): choice for choice in choices}
    wanted = squeeze(text)
    near = difflib.get_close_matches(wanted, by_fold, n=most, cutoff=0.6)
    inside = [known for known in by_fold if len(wanted) > 3 and wanted in known and known not in near]
    return [by_fold[known] for known in (*near, *inside)][:most]


def printable(text: str) -> str:
    """The text with everything a terminal might act on replaced by a visible mark; line breaks become blanks."""
    return "".join(
        " " if c in "\n\t\r" else "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in INVISIBLE else c
        for c in text
    )
