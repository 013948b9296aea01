"""The words that fit an answer, and what they mean: the same that a shell completes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pmnet.cli.completing import FILES, Candidate, fitting
from pmnet.cli.guide.form import EXPLAIN, Question
from pmnet.domain.phrase import counted, phrase
from pmnet.domain.text import printable
from pmnet.store.at_hand import AtHand

if TYPE_CHECKING:
    from pmnet.cli.session import Session

LEFT: Final = 6
"""So many lines of a screen are left for the question and what was typed."""


class Words:
    """What the answer to a question may be, after what was typed of it."""

    def __init__(self, session: Session, question: Question, lead: str) -> None:
        self._session = session
        self._question = question
        self._lead = lead

    @property
    def few(self) -> bool:
        """Whether there are so few that each is explained in full."""
        return bool(self._question.choices)

    @cached_property
    def _lookup(self) -> AtHand:
        return AtHand(self._session.variables, str(self._session.folder), self._session.network)

    def after(self, begun: str) -> list[Candidate]:
        """What fits, with what it means."""
        if self._question.choices:
            choices = self._question.choices.items()
            return [Candidate(word, self._session.said(about)) for word, about in choices if word.startswith(begun)]
        return fitting(self._question.kind, begun, (self._lead,), self._lookup)

    def completions(self, begun: str) -> list[str]:
        """What a key completes `begun` to; each begins with it, but for the only one there is."""
        found = self.after(begun)
        if any(one.value == FILES for one in found):
            return [one.value for one in found if one.value != FILES] + list(_files(self._session.folder, begun))
        values = [one.value if one.value.casefold().startswith(begun.casefold()) else one.called for one in found]
        fit = [value for value in values if value.casefold().startswith(begun.casefold())]
        return list(dict.fromkeys(fit)) or [one.value for one in found[:1] if len(found) == 1]

    def meaning(self, found: Candidate) -> str:
        """What a word means, in the language somebody reads."""
        return self.label(found.value.rpartition(":")[2]) or found.about

    def label(self, key: str) -> str:
        """What a key of the question's vocabularies is called; empty where there is none."""
        for vocabulary in self._question.kind.strip("<>").split(":"):
            for term, english, german, _ in self._lookup.words(vocabulary):
                if term == key:
                    return "" if english == key else self._session.language.choose({"en": english, "de": german})
        return ""


def explained(session: Session, question: Question, words: Words | None, begun: str) -> Iterator[str]:
    """What a question is about, line by line, and the words that fit after what was typed; as many as a screen holds."""
    if question.help:
        yield phrase("  {help}", help=question.help)
    if words is None:
        if not question.help:
            yield phrase("  {option} on the command line", option=question.option)
        return
    found = [one for one in words.after(begun) if one.value != FILES and not one.value.endswith(":")]
    if begun and not found:
        yield phrase("  nothing begins with {begun!r} or is called like that", begun=begun)
    yield from _listed(words, found)


def _listed(words: Words, found: Sequence[Candidate]) -> Iterator[str]:
    width, height = shutil.get_terminal_size()
    most = max(height - LEFT, LEFT)
    shown = found if len(found) <= most else found[: most - 1]
    longest = max((len(one.value) for one in shown), default=0)
    for one in shown:
        line = f"  {one.value:{longest}}  {words.meaning(one)}"
        yield line if len(line) < width or words.few else f"{line[: width - 2]}\N{HORIZONTAL ELLIPSIS}"
    if len(found) > len(shown):
        yield counted(
            len(found) - len(shown),
            "  and {n} more: type a part of a word and {sign} after it, such as {example}",
            "  and {n} more: type a part of a word and {sign} after it, such as {example}",
            sign=EXPLAIN,
            example=f"{found[-1].value[:3]}{EXPLAIN}",
        )


def _files(folder: os.PathLike[str], begun: str) -> Iterator[str]:
    """Files and folders whose name goes on as typed."""
    above, _, name = begun.rpartition("/")
    place = os.path.join(folder, above + "/" if begun.startswith("/") or above else "")
    try:
        entries = sorted(os.scandir(place), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        shown = printable(entry.name) == entry.name and (name or not entry.name.startswith("."))
        if shown and entry.name.startswith(name):
            head = begun[: len(begun) - len(name)]
            yield head + entry.name + ("/" if entry.is_dir() else "")
