"""Forms: questions one after the other, and the walk through them. Nothing here knows a terminal.

Whoever is asked may go back (`<`), ask what is meant (`?`, for words also after a beginning: `risk?`), leave empty what stands
in brackets (`-`), or take it with Enter. What cannot be is told, and asked again. A last look shows all answers before they
count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from pmnet.domain.phrase import phrase
from pmnet.errors import PmnetError

BACK: Final = "<"
EXPLAIN: Final = "?"
NOTHING: Final = "-"

Answers = Mapping[str, str]
"""What was answered, by the question's key; an empty text where a question was left empty."""


def always(at: Any) -> bool:
    """A question that is asked whatever was answered before."""
    return True


def never(answer: str) -> bool:
    """An answer that is itself what is meant."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a form; `key` is what the command calls the value.

    `option` is how a person says it on the command line; `kind` what its words are, as in `pmnet.cli.grammar`, where that does
    not say it; `choices` are all answers there are, with what they mean. `check` gives the answer as it was understood, or
    raises a PmnetError; `when` says whether it is asked at all. Both are given who asks, with what was answered before. `value`
    makes of an answer what the command takes. Where one of the values `unless` is given, there is nothing to ask. What
    is offered as an answer that is `assumed` counts where nobody can be asked. A question that is a part of another value is
    `of` it, and its key goes on with a dot and the part's name; an answer that only `names` where it stands is no secret.
    """

    key: str
    text: str
    option: str
    help: str = ""
    kind: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    needed: bool = False
    sealed: bool = False
    check: Callable[[Any, str], str | None] | None = None
    when: Callable[[Any], bool] = always
    value: Callable[[str], Any] = str
    unless: tuple[str, ...] = ()
    assumed: bool = False
    of: str = ""
    names: Callable[[str], bool] = never

    @property
    def value_of(self) -> str:
        """Which of the command's values it asks for."""
        return self.of or self.key


class Asker(Protocol):
    """Who is asked."""

    def applies(self, question: Question, answers: Answers) -> bool:
        """Whether a question is asked after what was answered before."""

    def ask(self, question: Question, offered: str) -> str:
        """What was typed."""

    def offered(self, question: Question, answers: Answers) -> str:
        """What stands in brackets."""

    def understood(self, question: Question, typed: str, answers: Answers) -> str:
        """The answer that is meant; raises PmnetError where it cannot be."""

    def explain(self, question: Question, begun: str, answers: Answers) -> None:
        """Tell what a question is about and which words fit."""

    def tell(self, text: str) -> None:
        """Say a sentence."""

    def keep(self, answers: Answers) -> None:
        """Note what was answered so far."""

    def agreed(self, answered: Sequence[tuple[Question, str]]) -> bool:
        """Whether to go on after a last look at the answers; False goes back. Raises Usage for a no."""


def walk(
    questions: Sequence[Question], asker: Asker, given: Answers | None = None, look: bool = False
) -> dict[str, str]:
    """The answers to all questions that are asked; what is `given` is not asked, and counts for the others.

    With a last `look` they are shown when all are there, and whoever answered says whether they are meant.
    """
    known = dict(given or {})
    answers = dict(known)
    former: dict[str, str] = {}
    asked: list[int] = []
    place = 0
    while True:
        if place == len(questions):
            if not look or asker.agreed([(questions[at], answers[questions[at].key]) for at in asked]):
                break
            place = _before(asked, asker, answers, former, questions, place)
            continue
        question = questions[place]
        if question.key in known or not asker.applies(question, answers):
            place += 1
            continue
        answer = _settled(question, asker, answers, former)
        if answer is None:
            place = _before(asked, asker, answers, former, questions, place)
            continue
        answers[question.key] = former[question.key] = answer
        asked.append(place)
        asker.keep(answers)
        place += 1
    return {key: answer for key, answer in answers.items() if key not in known}


def _before(
    asked: list[int],
    asker: Asker,
    answers: dict[str, str],
    former: Mapping[str, str],
    questions: Sequence[Question],
    place: int,
) -> int:
    """The question before; what was answered to it is no answer any more, but is offered again."""
    if not asked:
        asker.tell(phrase("this is the first question"))
        return place
    back = asked.pop()
    answers.pop(questions[back].key, None)
    return back


def _settled(question: Question, asker: Asker, answers: Answers, former: Mapping[str, str]) -> str | None:
    """The answer to one question, empty where it is left empty; None for going back."""
    offered = former[question.key] if question.key in former else asker.offered(question, answers)
    while True:
        typed = asker.ask(question, offered).strip()
        if typed == BACK:
            return None
        if typed == EXPLAIN or (typed.endswith(EXPLAIN) and has_words(question)):
            asker.explain(question, typed[:-1].strip(), answers)
            continue
        answer = "" if typed == NOTHING else typed or offered
        try:
            if answer:
                return asker.understood(question, answer, answers)
        except PmnetError as error:
            asker.tell(trouble(error))
            continue
        if not question.needed:
            return ""
        asker.tell(phrase("this one cannot be left empty"))


def has_words(question: Question) -> bool:
    """Whether the answers to a question are words that can be listed."""
    return bool(question.kind or question.choices)


def trouble(error: PmnetError) -> str:
    """What is wrong with an answer, in one sentence."""
    return phrase("{message} ({hint})", message=error.message, hint=error.hint) if error.hint else error.message
