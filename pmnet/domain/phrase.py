"""Sentences that can be said in another language: English text that knows what it was made of.

Rules and decisions speak English, as commits and JSON do. On a screen the same sentence may stand in another language: the edge
of the program looks its pattern up in a catalogue and fills the same values in (`pmnet.cli.language`). So nothing below the
edge knows which language somebody reads, and whoever does not care has a plain `str` in hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from pmnet.errors import Finding


class Phrase(str):
    """An English sentence made of a pattern and values; `one` is the pattern for a single thing, where it differs."""

    __slots__ = ("one", "pattern", "values")
    pattern: str
    values: Mapping[str, Any]
    one: str

    def __new__(cls, pattern: str, values: Mapping[str, Any], one: str = "") -> Self:
        """The sentence in English; `values` are kept for other languages."""
        chosen = one if one and values["n"] == 1 else pattern
        made = super().__new__(cls, chosen.format_map(values))
        made.pattern, made.values, made.one = pattern, values, one
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        return self.pattern, self.values, self.one


class Label(str):
    """A word of a vocabulary, English as text, with what it is called in other languages by their BCP 47 tags."""

    __slots__ = ("said",)
    said: Mapping[str, str]

    def __new__(cls, english: str, said: Mapping[str, str]) -> Self:
        """The English word and the others."""
        made = super().__new__(cls, english)
        made.said = said
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        return str(self), self.said


class Moment(str):
    """A point in time on somebody's clock, or a day, English as text; `local` is the same on that clock."""

    __slots__ = ("local",)
    local: date

    def __new__(cls, english: str, local: date) -> Self:
        """The English text and the moment or day it says."""
        made = super().__new__(cls, english)
        made.local = local
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        return str(self), self.local


class Quoted(str):
    """A text that is shown as it is, in whatever language it was written."""

    __slots__ = ()


class Recorded(str):
    """A sentence that was written in English elsewhere, in the history or on a server; a language finds its pattern again."""

    __slots__ = ()


def phrase(said: str, /, **values: object) -> Phrase:
    """A sentence with values in it: `phrase("held by {holder}", holder=holder)`.

    Values keep their meaning: a date, a Phrase, a Label or a member of an enumeration is said in the other language too,
    everything else stays as it is. The pattern is written out at the call, since the catalogue is made from what stands there.
    """
    return Phrase(said, values)


def told(finding: Finding) -> Phrase:
    """A finding in one line: where, and what."""
    return phrase(
        "{path}:{line}:{column}: {message}",
        path=finding.path,
        line=finding.line,
        column=finding.column,
        message=finding.message,
    )


def pattern(text: str) -> str:
    """The pattern of a sentence that stands in a table, said when its values are known: `Phrase(pattern, values)`."""
    return text


def counted(n: int, one: str, many: str, /, **values: object) -> Phrase:
    """A sentence about a number of things, which is `{n}` in it: `counted(2, "{n} member", "{n} members")`."""
    return Phrase(many, {**values, "n": n}, one)


def listed(parts: Iterable[object], between: str = ", ") -> Phrase:
    """Parts one after the other, each of which may be a Phrase."""
    values = {f"p{at}": part for at, part in enumerate(parts)}
    return Phrase(between.replace("{", "{{").replace("}", "}}").join(f"{{{name}}}" for name in values), values)


def either(parts: Iterable[object]) -> Phrase:
    """Parts of which one is meant: `a or b or c`."""
    return _joined(parts, pattern("{first} or {second}"))


def both(parts: Iterable[object]) -> Phrase:
    """Parts that are meant together: `a and b and c`."""
    return _joined(parts, pattern("{first} and {second}"))


def _joined(parts: Iterable[object], between: str) -> Phrase:
    rest = list(parts)
    if not rest:
        return Phrase("", {})
    first, *others = rest
    if not others:
        return Phrase("{p0}", {"p0": first})
    return Phrase(between, {"first": first, "second": _joined(others, between)})
