"""How wide columns of text are beside each other, so that words stay whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

LONGEST_WORD: Final = 32
"""What is longer, such as a key or an address, may be broken."""

WORD: Final = re.compile(r"^ *\S+|\S+", re.MULTILINE)
"""A word; the blanks before the first one of a line place a figure, and belong to it."""


def fitted(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """How many cells each column takes of so many in all, the widest giving way; None where words would have to be broken."""
    wide = [min(max(map(_longest_line, column), default=0), room) for column in columns]
    least = [max((min(longest_word(text), LONGEST_WORD) for text in column), default=0) for column in columns]
    if sum(least) > room:
        return None
    while sum(wide) > room:
        widest = max((at for at, width in enumerate(wide) if width > least[at]), key=wide.__getitem__)
        wide[widest] -= 1
    return wide


def longest_word(text: str) -> int:
    """How many cells the longest word of a text takes."""
    return max(map(_cells, WORD.findall(text)), default=0)


def _longest_line(text: str) -> int:
    return max(map(_cells, text.splitlines()), default=0)


def _cells(text: str) -> int:
    from rich.cells import cell_len  # only where something is shown

    return cell_len(text)
