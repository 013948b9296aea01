"""Whoever reads German: every result and every error of a scenario is also said in German, and English in it is told."""

from __future__ import annotations

import contextlib
import functools
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from pmnet.cli import main as program
from pmnet.cli.command import Edge
from pmnet.cli.german import German, catalogue
from pmnet.cli.language import language
from pmnet.cli.render import results
from pmnet.cli.render.as_text import print_text
from pmnet.cli.session import Session
from pmnet.domain.phrase import Label, Moment, Phrase, Quoted, Recorded
from pmnet.errors import PmnetError
from pmnet.store.vocabularies import names, vocabulary

GERMAN = language("de")

ENGLISH = frozenset(
    "the is are of and with not from for you your this that by to on it has have were or only can be who they "
    "there which if does its what where when than them these those cannot here nothing something nobody already".split()
)
"""Words that no German sentence has, and that English sentences can hardly do without."""


FOREIGN = (
    "the archive is closed",
    "main is closed for the audit",
    "Hostname mismatch, certificate is not valid for 'localhost'.",
    "pm, from nobody planted",
    "PMO lead; Zürich, phase 2 of „three“: 規模の大きい and so on and so on and so on",
)
"""What servers in the tests say in their own words, and what is planted there without being typed."""

EXAMPLES = sorted((Path(__file__).parent.parent / "examples" / "network" / "members").glob("*.yaml"))
"""Records that tests take texts from."""


class Listener(German):
    """German that remembers what it was asked to say."""

    def __init__(self) -> None:
        super().__init__(catalogue())
        self.heard: list[object] = []
        self._depth = 0

    def say(self, value: object) -> str:
        """The value in German, remembered where it is a whole text."""
        if not self._depth:
            self.heard.append(value)
        self._depth += 1
        try:
            return super().say(value)
        finally:
            self._depth -= 1


class Hearing:
    """What people typed in a test, and what they would have read in German."""

    def __init__(self) -> None:
        self.listener = Listener()
        self.typed: list[str] = [*FOREIGN, *(file.read_text("utf-8") for file in EXAMPLES)]

    def results(self, session: Session, result: Any) -> None:
        """A result as text on a German screen."""
        if result is None:
            return
        german = replace(session, json=False, language=self.listener, closing=ExitStack())
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(KeyError):  # what has no text form
            print_text(german, result)

    def errors(self, error: PmnetError) -> None:
        """An error as it would be told."""
        for text in (error.message, error.hint, *getattr(error, "findings", ())):
            self.listener.say(text)

    @property
    def english(self) -> list[str]:
        """What was heard in English, and nobody typed."""
        data = "\n".join(dict.fromkeys(self.typed))
        heard = list(self.listener.heard)
        keys = {f"key: {key}" for value in heard for key in _keys(value)}
        return sorted(keys | {text for value in heard for text in self._english(value, data)})

    def _english(self, value: object, data: str) -> Iterator[str]:
        match value:
            case Recorded():
                if value and GERMAN.say(value) == value and _is_english(value):
                    yield f"recorded: {value}"
            case Phrase():
                for part in value.values.values():
                    yield from self._english(part, data)
            case Label() | Moment() | Quoted() | Enum():
                return
            case str():
                if _is_english(value) and not value.startswith("pmnet ") and not _is_data(value, data):
                    yield value
            case BaseException():
                yield from self._english(value.args[0] if value.args else "", data)


KEYS = sorted(
    term.key
    for name in names()
    if name.endswith("-reasons") or name == "vouch-bases"
    for term in vocabulary(name).terms.values()
    if "-" in term.key
)
"""Why something was done, as it is typed and recorded; in a sentence it is said in words."""

TOLD_KEY = re.compile(rf"(?<![-\w])(?<!--reason )(?<!--basis )(?:{'|'.join(KEYS)})(?![-\w])")
"""Such a key that is not there to be typed."""


def _keys(value: object) -> Iterator[str]:
    """Keys in a sentence that was said in German."""
    if isinstance(value, Phrase | Recorded):
        for found in TOLD_KEY.finditer(GERMAN.say(value)):
            yield f"{found[0]} in {value}"


def _is_english(text: str) -> bool:
    """Whether there are several English words in a text."""
    words = re.sub(r"\S*/\S*", " ", text.lower())  # names of files are no sentences
    return " " in text and len(ENGLISH & set(re.findall(r"[a-z]+", words))) >= 2


def _is_data(text: str, data: str) -> bool:
    """Whether somebody typed it, or a part of it that is most of it."""
    own = _letters(text)
    return own[:SURE] in _letters(data) or any(len(line) * 2 > len(own) and line in own for line in _lines(data))


SURE = 40
"""So many letters in a row are nobody else's."""


@functools.cache
def _letters(text: str) -> str:
    return "".join(sign for sign in text.replace("\\n", "") if sign.isalpha())


@functools.cache
def _lines(data: str) -> tuple[str, ...]:
    said = [part for line in data.splitlines() for part in (line, line.partition(": ")[2])]
    return tuple(filter(None, map(_letters, said)))


@contextlib.contextmanager
def hearing(patch: pytest.MonkeyPatch) -> Iterator[Hearing]:
    """All results and errors are said in German, too, while a test goes on."""
    found = Hearing()
    show, fail, run = results.show, program._fail, program._run

    def shown(session: Session, result: Any) -> None:
        try:
            show(session, result)
        finally:
            found.results(session, result)

    def failed(error: PmnetError, *others: Any) -> int:
        found.errors(error)
        return fail(error, *others)

    def ran(arguments: Sequence[str], edge: Edge) -> int:
        found.typed += [*arguments, *_files(arguments, edge.folder)]
        return run(arguments, edge)

    patch.setattr(results, "show", shown)
    patch.setattr(program, "_fail", failed)
    patch.setattr(program, "_run", ran)
    yield found


def _files(arguments: Sequence[str], folder: Path) -> Iterator[str]:
    """The texts of files that are named."""
    for argument in arguments:
        with contextlib.suppress(OSError, ValueError):
            place = folder / argument
            if place.is_file():
                yield place.read_text("utf-8")
