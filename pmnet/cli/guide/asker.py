"""Asking on a terminal: prompts, what is offered in brackets, words that Tab completes and `?` explains."""

from __future__ import annotations

import contextlib
import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

from pmnet.cli import lines
from pmnet.cli.guide.explain import Words, explained
from pmnet.cli.guide.form import BACK, NOTHING, Answers, Question, has_words
from pmnet.cli.guide.forms.checks import NO, YES
from pmnet.cli.guide.kept import Kept
from pmnet.domain.phrase import phrase
from pmnet.errors import NotFound, Usage

if TYPE_CHECKING:
    from pmnet.app.context import Context
    from pmnet.cli.session import Session

V = TypeVar("V")

Last = Callable[["Terminal"], Mapping[str, str]]
"""What the last similar record says, by the questions' keys."""

DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")

ROOM: Final = 20
"""So many characters of a line are left for an answer and the signs around what is offered, of which all is taken anyway."""


def nothing_known(at: Terminal) -> Mapping[str, str]:
    """Where no record is similar."""
    return {}


class Terminal:
    """Who is asked on a terminal; `answers` is what was answered before the question in hand."""

    def __init__(
        self, session: Session, last: Last = nothing_known, kept: Kept | None = None, sends: bool = True
    ) -> None:
        self.session = session
        self._sends = sends
        self.answers: Answers = {}
        self.standing: Answers = {}
        """What stands already where something is changed, and is no news at a last look."""
        self.asked = False
        self._last = last
        self._said: dict[tuple[str | None, ...], Mapping[str, str]] = {}
        self._kept = kept
        self._answered: list[tuple[Question, str]] = []

    @property
    def context(self) -> Context:
        """The network that is meant."""
        return self.session.ready_context()

    def newest(self, found: Callable[[], V]) -> V:
        """What is looked for, in the newest state where it is not in the one known here."""
        try:
            return found()
        except NotFound:
            if not self.context.catch_up():
                raise
            return found()

    def applies(self, question: Question, answers: Answers) -> bool:
        """Whether a question is asked; where that cannot be told, the command itself says what is wrong."""
        self.answers = answers
        return question.when(self)

    def offered(self, question: Question, answers: Answers) -> str:
        """What was answered to it when the command was not finished, else what the last similar record says."""
        self.answers = answers
        if self._kept is not None and question.key in self._kept.answers:
            return self._kept.answers[question.key]
        about = (answers.get("handover"), answers.get("url"))
        if about not in self._said:
            self._said[about] = self._last(self)
        return self._said[about].get(question.key, "")

    def ask(self, question: Question, offered: str) -> str:
        """What was typed. Raises Usage where the input ends, and KeyboardInterrupt, after what was typed so far was kept."""
        empty = ": " if question.needed else " []: "
        self.asked = True
        words = self._words(question)
        shown = self._shown(question, words, offered)
        with lines.completing(words.completions if words is not None else None):
            try:
                return self.session.line(question.text, question.option, f" [{shown}]: " if shown else empty)
            except KeyboardInterrupt:
                self._keep_begun(question)
                raise

    def understood(self, question: Question, typed: str, answers: Answers) -> str:
        """The answer that is meant, told where it is something else than what was typed."""
        self.answers = answers
        found = question.check(self, typed) if question.check is not None else typed
        if found is None or found == typed:
            return typed
        if question.choices:
            return found
        self.tell(phrase("  understood: {found}", found=self._named(self._words(question), found)))
        return found

    def explain(self, question: Question, begun: str, answers: Answers) -> None:
        """Tell what a question is about, and which words fit."""
        self.answers = answers
        for line in explained(self.session, question, self._words(question), begun):
            self.tell(line)

    def tell(self, text: str) -> None:
        """Say a sentence, also to whoever wants results only: somebody is being asked."""
        print(lines.folded(self.session.said(text)), file=sys.stderr, flush=True)

    def keep(self, answers: Answers) -> None:
        """Keep what was answered so far."""
        if self._kept is not None:
            self._kept.keep(answers)

    def agreed(self, answered: Sequence[tuple[Question, str]]) -> bool:
        """Whether to go on with the answers, also those of an earlier form; False where somebody wants to go back.

        Raises Usage for a no. Where there is no answer that says something new, nobody is asked.
        """
        said = [*self._answered, *answered]
        news = [(question, answer) for question, answer in said if answer != self.standing.get(question.key, "")]
        if not news:
            return True
        for question, answer in news:
            named = self._named(self._words(question), answer) or NOTHING
            self.tell(phrase("  {question}: {answer}", question=question.text, answer=named))
        while True:
            typed = self._last_word().lower()
            if typed in ("", *YES):
                return True
            if typed == BACK:
                return False
            if typed in NO:
                raise Usage(phrase("stopped; nothing was changed"))
            self.tell(phrase("  Enter or y goes on, < goes back to the last question, n stops and keeps your answers"))

    def remember(self, answered: Sequence[tuple[Question, str]]) -> None:
        """Show these at the last look of a later form as well."""
        self._answered += answered

    def _last_word(self) -> str:
        question = phrase("Send it?") if self._sends else phrase("Go on?")
        with lines.completing(None):
            try:
                return self.session.line(question, "--no-input", phrase(" [Y/n, < goes back] "))
            except Usage:
                raise Usage(phrase("stopped; nothing was changed")) from None

    def _shown(self, question: Question, words: Words | None, offered: str) -> str:
        """What is offered as it stands in brackets: with what it means, and short enough to leave room for an answer."""
        said = self.session.said(self._named(words, offered))
        room = max(_width() - len(self.session.said(question.text)) - ROOM, lines.NARROWEST)
        return said if len(said) <= room else f"{said[: room - 1]}\N{HORIZONTAL ELLIPSIS}"

    def _named(self, words: Words | None, answer: str) -> object:
        """An answer with what it means, where it is a word that means something."""
        about = words.label(answer) if words is not None and answer else ""
        return phrase("{answer}, {about}", answer=answer, about=about) if about else _day(answer)

    def _keep_begun(self, question: Question) -> None:
        begun = lines.begun()
        if begun and self._kept is not None:
            self._kept.keep({question.key: begun})

    def _words(self, question: Question) -> Words | None:
        if not has_words(question):
            return None
        return Words(self.session, question, self.answers.get("lead", ""))


def _day(answer: str) -> date | str:
    """A day that is said as a day."""
    with contextlib.suppress(ValueError):
        return date.fromisoformat(answer) if DAY.fullmatch(answer) else answer
    return answer


def _width() -> int:
    """How many characters go into a line."""
    return max(shutil.get_terminal_size().columns - 1, lines.NARROWEST)
