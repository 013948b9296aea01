"""Texts of paragraphs and rows, laid out for a width: sentences flow, and what is said beside a command stays beside it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

WIDEST: Final = 80
"""Lines are no longer on a wide screen either: longer ones are hard to read."""

LEAST: Final = 28
"""How much room there has to be beside a command; else what is said of it stands below."""

BELOW: Final = 4
"""How far that is moved in."""

ROW: Final = re.compile(r"(?P<begin>.*\S) {2,}(?P<said>\S.*)")
"""A line with columns, of which the last one flows."""

TYPED: Final = re.compile(r"\bpmnet(?: [\w-]+){1,2}|--[a-z-]+ [A-Z]+\b")
"""What a sentence tells you to type, as far as it is kept on one line."""

BLANK: Final = "\N{NO-BREAK SPACE}"
HYPHEN: Final = "\N{NON-BREAKING HYPHEN}"


@dataclass
class Block:
    """A paragraph, or a row: what stands in front of its last column, and where that begins.

    Without `said` it is a line that stays as it is.
    """

    begin: str
    at: int
    said: str

    def lines(self, room: int) -> Iterator[str]:
        """The lines in so much room; what leaves too little of it has a line of its own."""
        begin, at = self.begin, self.at
        if begin and (room - at < LEAST or len(begin) >= at > 0):
            yield begin
            begin, at = "", at if room - at >= LEAST else len(begin) - len(begin.lstrip()) + BELOW
        if not self.said:
            yield begin
            return
        lines = textwrap.wrap(
            _held(self.said), room, initial_indent=f"{begin:{at}}", subsequent_indent=" " * at, break_long_words=False
        )
        yield from map(_separated, lines)


def laid_out(text: str, width: int) -> Iterator[str]:
    """The lines of a text; those that are moved in and have no columns are as long as they were."""
    for block in _blocks(text):
        yield from block.lines(min(width, WIDEST))


def _held(text: str) -> str:
    """The text with signs in it that keep words with hyphens, and commands, on one line; `_separated` takes them out."""
    return TYPED.sub(lambda found: found[0].replace(" ", BLANK), text).replace("-", HYPHEN)


def _separated(text: str) -> str:
    """The text as it is shown."""
    return text.replace(BLANK, " ").replace(HYPHEN, "-")


def _blocks(text: str) -> list[Block]:
    found: list[Block] = []
    for line in text.splitlines():
        row = ROW.fullmatch(line)
        indent = len(line) - len(line.lstrip())
        if row:
            found.append(Block(row["begin"], row.start("said"), row["said"]))
        elif found and found[-1].said and line and indent == found[-1].at:
            found[-1].said += f" {line.strip()}"
        else:
            found.append(Block(line, 0, "") if indent else Block("", 0, line))
    return found
