"""How words are compared: folded, so that `mueller` finds Müller and `Größe` is `groesse`."""

from __future__ import annotations

import unicodedata

TYPE_CHECKING = False
if TYPE_CHECKING:  # said without importing typing, because completing a word in a shell cannot wait for it
    from collections.abc import Iterable
    from typing import Final

GERMAN: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "ł": "l"})
SEPARATORS: Final = dict.fromkeys(n for n in range(128) if not (chr(n).isalnum() or chr(n) in "+#"))
INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories that a reader cannot see or that a terminal may act on."""

TYPOS: Final = (0, 0, 0, 0, 1, 1, 1, 2)
"""How many typing errors a word of so many letters, or of more, may have and still be recognised."""

SHORTEST_BEGINNING: Final = 3
SHORTEST_PART: Final = 4
SHORTEST_MISSPELT_PART: Final = 7


def fold(text: str) -> str:
    """The text in lower case with umlauts spelled out and accents removed."""
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFC", text).casefold().translate(GERMAN)
    plain = unicodedata.normalize("NFD", composed)
    return "".join(c for c in plain if not unicodedata.combining(c))


def squeeze(text: str) -> str:
    """The folded text without blanks, hyphens and other separators: how a vocabulary's words are looked up."""
    folded = fold(text).translate(SEPARATORS)
    return folded if folded.isascii() else "".join(c for c in folded if c.isalnum() or c in "+#")


def closest(text: str, choices: Iterable[str], most: int = 3) -> list[str]:
    """The choices that `text` most likely means, best first; none when nothing is near."""
    by_squeezed: dict[str, str] = {}
    for choice in choices:
        by_squeezed.setdefault(squeeze(choice), choice)
    return [by_squeezed[known] for known in nearest(text, by_squeezed)[:most]]


def nearest(text: str, known: Iterable[str]) -> list[str]:
    """The squeezed words that `text` most likely means, best first; none when nothing is near.

    First what is a typo or two away, then what `text` is a part of, then what a misspelt `text` is a part of, and last what
    is itself a part of `text`.
    """
    wanted = squeeze(text)
    words = set("".join(c if c.isalnum() else " " for c in fold(text)).split())
    ranks = ((_unlikeness(wanted, words, name), name) for name in known if name)
    return [name for rank, name in sorted((rank, name) for rank, name in ranks if rank)]


def _unlikeness(wanted: str, words: set[str], name: str) -> tuple[int, ...]:
    """How little a word is what was wanted, to sort by; empty where it cannot be meant at all."""
    longer = len(name) - len(wanted)
    bearable = TYPOS[min(len(wanted), len(TYPOS) - 1)]
    if wanted[:1] != name[:1]:  # whoever misses the first letter misses no other
        bearable = min(bearable, 1)
    if abs(longer) <= bearable and (found := typos(wanted, name, bearable)) <= bearable:
        return (0, found, abs(longer))
    if len(wanted) >= SHORTEST_BEGINNING and name.startswith(wanted):
        return (1, 0, longer)
    if len(wanted) >= SHORTEST_PART and wanted in name:
        return (1, 1, longer)
    if len(wanted) >= SHORTEST_MISSPELT_PART and longer > 0 and _holds_misspelt(wanted, name):
        return (2, longer)
    if name in words or (3 * len(name) >= len(wanted) and _begins_or_ends(wanted, name)):
        return (3, -len(name))
    return ()


def _begins_or_ends(wanted: str, name: str) -> bool:
    return len(name) >= SHORTEST_PART and (wanted.startswith(name) or wanted.endswith(name))


def typos(one: str, other: str, most: int, inside: bool = False) -> int:
    """How many typing errors lie between two words: a letter wrong, missing, too many, or two swapped.

    `inside` asks for the nearest part of the other one. What exceeds `most` is not counted on. (The distance of Damerau and
    Levenshtein, each letter edited once; parts after Sellers.)
    """
    if len(set(one) - set(other)) > most:
        return most + 1
    above: list[int] = []
    row = [0] * (len(other) + 1) if inside else list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        higher, above, row = above, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != against))
            if i > 1 < j and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, higher[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row) if inside else row[-1]


def _holds_misspelt(wanted: str, name: str) -> bool:
    """Whether a part of a name is `wanted` with one typing error; then one of its thirds is spelled right."""
    third = len(wanted) // 3
    pieces = (wanted[:third], wanted[third:-third], wanted[-third:])
    return any(piece in name for piece in pieces) and typos(wanted, name, 1, inside=True) <= 1


def printable(text: str) -> str:
    """The text with everything a terminal might act on replaced by a visible mark; line breaks become blanks."""
    return "".join(
        " " if c in "\n\t\r" else "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in INVISIBLE else c
        for c in text
    )
