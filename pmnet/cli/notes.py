"""Notes in a text that is being edited: help above each field, and what is wrong above the line it is about. They go again.

Each is a comment on a line of its own that begins with one of two marks, by which it is found and taken out.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pmnet.domain.phrase import listed, phrase
from pmnet.errors import Finding
from pmnet.rules.fields import Field

MARK: Final = "#! "
"""How lines about errors begin."""

HELP: Final = "#? "
"""How lines of help begin."""

NAME: Final = re.compile(r"([A-Za-z_][\w-]*):(?:\s|$)")
"""A field at the top of a record, or with blanks before it one inside."""

WIDTH: Final = 100
"""Lines of help are not longer."""

Say = Callable[[object], str]
"""A sentence in the language somebody reads."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A text with notes, and at which of its lines each line of the text without them stands; both count from 1."""

    text: str
    lines: Mapping[int, int]

    def moved(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings with the lines at which they are in the text with notes."""
        return [replace(found, line=self.lines.get(found.line, found.line)) for found in findings]


def without_notes(text: str) -> str:
    """The text alone."""
    lines = text.replace("\r\n", "\n").splitlines(keepends=True)
    return "".join(
        line for line in lines if not line.startswith((MARK, MARK.rstrip() + "\n", HELP, HELP.rstrip() + "\n"))
    )


def is_empty(text: str) -> bool:
    """Whether a text says nothing: there are comments at most."""
    return not any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())


def with_notes(
    text: str, findings: Iterable[Finding] = (), fields: Sequence[Field] = (), intro: str = "", say: Say = str
) -> Noted:
    """The text with an introduction, with help above the fields that it has, the others named below, and with findings."""
    marks: dict[int, list[str]] = {}
    lines = text.splitlines(keepends=True)
    for finding in findings:
        at = min(max(finding.line, 1), max(len(lines), 1))
        marks.setdefault(at, []).append(_mark(finding, say))
    found = [f"{HELP}{line}\n" for line in _wrapped(say(intro))]
    places: dict[int, int] = {}
    helped = _Help(fields, say)
    for number, line in enumerate(lines, 1):
        found += helped.above(line)
        found += marks.get(number, [])
        places[number] = len(found) + 1
        found.append(line if line.endswith("\n") or number < len(lines) else f"{line}\n")
    found += helped.rest() if lines else marks.get(1, [])
    return Noted("".join(found), places)


def with_hint(finding: Finding) -> str:
    """What is wrong, and what helps, in one sentence."""
    if not finding.hint:
        return finding.message
    return phrase("{message} ({hint})", message=finding.message, hint=finding.hint)


def _mark(finding: Finding, say: Say) -> str:
    return f"{MARK}{say(with_hint(finding))}".replace("\n", " ") + "\n"


class _Help:
    """What is said above fields, each once, and of those that did not come."""

    def __init__(self, fields: Sequence[Field], say: Say) -> None:
        self._left = {field.name: field for field in fields}
        self._say = say

    def above(self, line: str) -> Iterator[str]:
        """The help that goes above a line."""
        name = NAME.match(line)
        field = self._left.pop(name[1], None) if name else None
        if field is not None:
            yield from _lines(self._say(told(field)))

    def rest(self) -> Iterator[str]:
        """The fields that the text does not have."""
        if self._left:
            yield from _lines(self._say(phrase("You may add, as you need it:")))
        longest = max(map(len, self._left), default=0)
        for name, field in self._left.items():
            first, *more = _wrapped(self._say(told(field)), WIDTH - longest - 4)
            yield f"{HELP}  {name:{longest}}  {first}\n"
            yield from (f"{HELP}  {'':{longest}}  {one}\n" for one in more)


def _lines(text: str) -> Iterator[str]:
    return (f"{HELP}{line}\n" for line in _wrapped(text))


def told(field: Field) -> str:
    """All that is said of a field in one sentence or more: what it is, which words it may hold, what is in it."""
    parts = [field.says]
    if field.words:
        parts.append(phrase("One of: {words}.", words=listed(field.words)))
    if field.vocabulary:
        parts.append(phrase("pmnet help {vocabulary} lists the words.", vocabulary=field.vocabulary))
    if field.inner:
        parts.append(phrase("In it: {fields}.", fields=listed(map(_inner, field.inner))))
    return listed(parts, " ")


def _inner(field: Field) -> str:
    if field.words:
        return phrase("{field} ({words})", field=field.name, words=listed(field.words))
    if field.vocabulary:
        return phrase("{field} (pmnet help {vocabulary})", field=field.name, vocabulary=field.vocabulary)
    return field.name


def _wrapped(text: str, width: int = WIDTH) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False)
