"""Which questions a command asks, and what becomes of the answers.

- On a terminal, a command that is typed without any of its values asks for all of them, one question at a time.
- Typed with some of them it only asks for what it cannot do without, and with `--guide` for all that were not given.
- Where something was asked, a last look shows the answers before anything is sent.
- Nothing is asked without a terminal, with `--no-input`, `--json` or `CI=true`: what is missing is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pmnet import app
from pmnet.cli.guide import forms
from pmnet.cli.guide.asker import Terminal
from pmnet.cli.guide.form import Question, always, walk
from pmnet.cli.guide.kept import Kept
from pmnet.cli.guide.sameline import same_line, text_of
from pmnet.domain.phrase import phrase
from pmnet.errors import PmnetError, Usage

if TYPE_CHECKING:
    from pmnet.cli.session import Check, Session

GUIDED: Final = frozenset(forms.MODULES)
"""The commands that ask."""

OUTSIDE: Final = frozenset({"init", "join"})
"""Those for which there is no network yet."""

LONGER: Final = frozenset({"join"})
"""Those that ask more after a while: the last look comes then."""


class Guided:
    """The questions of one invocation of a command, its answers, and the command that would have said the same."""

    def __init__(self, session: Session, command: str, parameters: Sequence[Any], given: Mapping[str, Any]) -> None:
        self.session = session
        self.command = command
        self.questions = forms.questions_of(command)
        self.values = dict(given)
        self.line = ""
        self.suggested: Mapping[str, str] = {}
        """Answers that are offered before all others, because somebody else has said them."""
        self.about = ""
        """What it is about where that was typed: what was answered about something else is not offered."""
        self._parameters = parameters
        self._sealed = {question.key for question in self.questions if question.sealed}
        self._asker: Terminal | None = None
        self._kept: Kept | None = None

    @property
    def asked(self) -> bool:
        """Whether anything was asked."""
        return self._asker is not None and self._asker.asked

    def ask(
        self,
        questions: Sequence[Question],
        known: Mapping[str, Any],
        whole: bool = True,
        look: bool = True,
        standing: Mapping[str, str] | None = None,
    ) -> dict[str, str]:
        """The answers to these questions, with what is known already, after a last look at all that is not `standing` yet."""
        asker = self._at_the_terminal()
        given = {key: text_of(value) for key, value in known.items() if value not in (None, [])}
        if whole and not self.asked and sum(question.key not in given for question in questions) > 1:
            self._begin(asker)
        asker.standing = standing or {}
        answers = walk(questions, asker, given, look and not self.session.dry_run)
        asker.remember([(question, answers[question.key]) for question in questions if question.key in answers])
        return answers

    def ask_values(self, questions: Sequence[Question], whole: bool = True, look: bool = True) -> dict[str, Any]:
        """The same as values that the command takes; what was left empty is not among them."""
        answers = self.ask(questions, self.values, whole, look)
        makers = {question.key: question.value for question in questions if not question.of}
        found = {key: makers[key](answer) for key, answer in answers.items() if answer and key in makers}
        found |= _of_parts(questions, answers)
        self.values |= found
        return found

    def complete(
        self, questions: Sequence[Question], given: Mapping[str, Any], whole: bool = True, look: bool = True
    ) -> dict[str, Any]:
        """Values with what is missing of them asked for; raises Usage naming it where nobody can be asked."""
        known = {key: value for key, value in given.items() if value is not None}
        if self.session.interactive and questions:
            self.values |= known
            return {**given, **self.ask_values(questions, whole, look)}
        for question in questions:
            if question.needed and question.key not in known and question.when is always:
                known[question.key] = self._assumed(question)
        return {**given, **known}

    def _assumed(self, question: Question) -> str:
        """What is taken for an answer where nobody can be asked; raises Usage naming what is missing."""
        found = self._last(Terminal(self.session)).get(question.key) if question.assumed else ""
        if not found:
            raise missing(question.option, self.command)
        return found

    def insist_given(self) -> None:
        """Raises what speaks against a value that was typed, so that nothing is asked in vain."""
        asker = Terminal(self.session)
        for question in self.questions:
            if question.check is not None and question.when is always and question.key in self.values:
                question.check(asker, text_of(self.values[question.key]))

    def done(self, result: object) -> None:
        """The command has done its work: what was kept goes, and the line that says the same is told.

        With `--dry-run` it has only shown what it would do, and the answers go on being kept.
        """
        if self.asked and self.session.dry_run:
            self.stopped()
        elif self.asked and self._kept is not None:
            self._kept.forget()
        if self.asked and result is not None:
            line = self.line or same_line(self.command, self._parameters, self.values, self._named())
            self.session.say(phrase("the same in one line: {line}", line=line), whole=True)

    def _named(self) -> set[str]:
        """The values that only name where something stands."""
        return {one.key for one in self.questions if one.names(text_of(self.values.get(one.key, "")))}

    def stopped(self) -> None:
        """The command has not done its work: what was answered is offered again the next time."""
        if self.asked and self._kept is not None and self._kept.answers:
            command = f"pmnet {self.command}"
            self.session.say(phrase("your answers are kept; {command} offers them again in brackets", command=command))

    def _last(self, at: Terminal) -> Mapping[str, str]:
        return {**forms.last_of(self.command)(at), **self.suggested}

    def _at_the_terminal(self) -> Terminal:
        if self._asker is None:
            session = self.session
            inside = self.command not in OUTSIDE
            network = f"{session.ready_context().folder}{self.about}" if inside else ""
            self._kept = Kept(session.home.folder, self.command, network, self._sealed, session.safe)
            self._asker = Terminal(session, self._last, self._kept, sends=inside)
        return self._asker

    def _begin(self, asker: Terminal) -> None:
        if self._kept is not None and self._kept.answers:
            asker.tell(phrase("what you answered the last time stands in brackets"))
        asker.tell(phrase("Enter takes [this], - leaves it empty, < goes back, ? explains, Tab completes"))


def guided(session: Session, context: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a command, with what was asked for; `context` is typer's.

    Raises Usage naming what is missing where nobody can be asked.
    """
    given = {name: value for name, value in values.items() if context.get_parameter_source(name).name == "COMMANDLINE"}
    session.guide = guide = Guided(session, session.command, context.command.params, given)
    if session.guiding and not session.interactive:
        raise Usage(phrase("--guide asks on a terminal, and here is none"), phrase("leave --guide out"))
    mine = [one for one in guide.questions if one.value_of in values and one.value_of not in given]
    open_ = [question for question in mine if not any(values.get(other) for other in question.unless)]
    whole = session.interactive and (session.guiding or not given)
    if whole and session.command not in OUTSIDE:
        session.ready_context().member  # noqa: B018 - raises for whoever is no member, before anything is asked
    if not whole:
        open_ = [question for question in open_ if question.needed and _is_asked(guide, question)]
    if open_ and session.interactive and session.command in OUTSIDE:
        guide.insist_given()
    unsaid = {name: value for name, value in values.items() if name not in given}
    return {**unsaid, **guide.complete(open_, given, whole, look=session.command not in LONGER)}


def _of_parts(questions: Sequence[Question], answers: Mapping[str, str]) -> dict[str, str]:
    """Each value that was asked for part by part, as it is typed in a line."""
    found: dict[str, dict[str, str]] = {}
    for question in questions:
        if question.of and answers.get(question.key):
            found.setdefault(question.of, {})[question.key.removeprefix(f"{question.of}.")] = answers[question.key]
    return {value: app.settings.in_a_line(parts) for value, parts in found.items()}


def _is_asked(guide: Guided, question: Question) -> bool:
    """Whether a question that needs others' answers is asked; where that cannot be told, the command says what is wrong."""
    if question.when is always or not guide.session.interactive:
        return True
    asker = Terminal(guide.session)
    try:
        return asker.applies(question, {key: text_of(value) for key, value in guide.values.items()})
    except (PmnetError, KeyError):
        return False


def missing(option: str, command: str = "", hint: str = "") -> Usage:
    """What is said where a value is missing and nobody can be asked."""
    if option.startswith("-"):
        return Usage(
            phrase("{option} is missing", option=option),
            phrase("add {option}, or run on a terminal to be asked", option=option),
        )
    return Usage(phrase("missing argument {option!r}", option=option), hint or f"pmnet {command} --help")


def ask_one(session: Session, text: str, option: str, check: Check | None, kind: str, offered: str = "") -> str:
    """The answer to the one question of a command that has no form."""

    def checked(_: Terminal, typed: str) -> None:
        if check is not None:
            check(typed)

    question = Question(key=option, text=text, option=option, needed=True, check=checked, kind=kind)
    return walk((question,), Terminal(session, lambda _: {option: offered}))[option]
