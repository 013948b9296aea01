"""What one invocation was told besides its own options: how to talk, where, and as whom."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pmnet import app, cli
from pmnet.cli import lines
from pmnet.domain.dates import DAYS
from pmnet.domain.phrase import Recorded, phrase
from pmnet.domain.text import printable
from pmnet.errors import Usage

if TYPE_CHECKING:
    from pmnet.app.context import Context
    from pmnet.cli.guide import Guided
    from pmnet.cli.language import Language
    from pmnet.cli.progress import Progress
    from pmnet.domain.dates import WorkingHours
    from pmnet.store.beginning import Beginning
    from pmnet.store.envelopes import Safe
    from pmnet.store.home import Home


Check = Callable[[str], object]


@dataclass(slots=True)
class Session:
    """The edge of the program: variables, working folder, and the options every command has."""

    variables: Mapping[str, str]
    folder: Path
    language: Language
    network: str = ""
    json: bool = False
    no_input: bool = False
    dry_run: bool = False
    quiet: bool = False
    no_color: bool = False
    debug: bool = False
    sends: bool = False
    command: str = ""
    guiding: bool = False
    guide: Guided | None = None
    format: str = "text"
    bom: bool = False
    begun: Beginning | None = None
    opened: Context | None = None
    closing: ExitStack = field(default_factory=ExitStack)
    answered: dict[str, str] = field(default_factory=dict)
    repeating: bool = False
    last_words: list[str] = field(default_factory=list)
    """What is said below a result, where it is seen."""
    _ready: Context | None = None
    _input: str | None = None

    @property
    def interactive(self) -> bool:
        """Whether questions may be asked."""
        silent = self.no_input or self.json or self.variables.get("CI") == "true"
        return not silent and sys.stdin is not None and sys.stdin.isatty()

    @property
    def home(self) -> Home:
        """The person's own folder."""
        return app.context.home_of(self.variables)

    @property
    def now(self) -> datetime:
        """The client's clock."""
        return app.context.moment(self.variables)

    def forget_wrong_clock(self) -> None:
        """Go by the real time where the moment that was named is none."""
        try:
            self.now  # noqa: B018 - asked only whether it can be had
        except Usage:
            self.variables = {name: value for name, value in self.variables.items() if name != "PMNET_NOW"}

    def progress(self, doing: str, what: str) -> Progress | None:
        """Shows on a terminal how far something is that takes longer than a moment."""
        seen = not (self.quiet or self.json) and sys.stderr is not None and sys.stderr.isatty()
        return cli.progress.shown(doing, what, self.said) if seen else None

    @property
    def judging(self) -> Progress | None:
        """Shows how many acts are judged."""
        return self.progress(phrase("judging what happened"), phrase("acts"))

    def address(self, typed: str) -> str:
        """An address as meant from the working folder: a folder's path becomes absolute."""
        if "://" in typed or typed.startswith("-") or ":" in typed.partition("/")[0]:
            return typed
        return str((self.folder / typed).absolute())

    def context(self) -> Context:
        """The network that is meant, and who acts in it; from then on times are shown on its clock."""
        if self._ready is not None:
            ready, self._ready = self._ready, None
            ready.now = self.now  # answering questions takes its time
            return ready
        begun, self.begun = self.begun, None
        self.opened = app.context.open_context(
            self.folder, self.network, self.variables, dry_run=self.dry_run, progress=self.judging, begun=begun
        )
        self.closing.callback(self.opened.close)
        if self.sends:
            self.opened.workspace.connect()
        self.opened.reading = self.progress(phrase("reading what is there"), phrase("records"))
        return self.opened

    def hang_up(self) -> None:
        """Let go of the server, because nothing more is said to it."""
        if self.opened is not None:
            self.opened.workspace.repository.connection.end()

    def ready_context(self) -> Context:
        """The same for questions that are asked before a command begins, which is given that one then."""
        if self._ready is None:
            self._ready = self.context()
        return self._ready

    @property
    def safe(self) -> Safe:
        """What seals to oneself what is kept here, and opens it again."""
        from pmnet.store.envelopes import Safe

        return Safe(self.home.ring)

    @property
    def hours(self) -> WorkingHours | None:
        """The clock of the network that was opened."""
        return self.opened.hours if self.opened else None

    def catch_up(self) -> bool:
        """Fetch what is new in the network that was opened; whether there was something.

        Then the command is begun again, and what was answered to its questions counts.
        """
        self.repeating = self.opened is not None and self.opened.catch_up()
        return self.repeating

    def say_what_else_happened(self) -> None:
        """Tell what waiting acts came to on the way, and which records had to be passed over."""
        if self.opened is None:
            return
        for delivery in self.opened.deliveries:
            done = phrase("sent now: {summary}", summary=Recorded(delivery.intent.summary))
            self.say(
                done
                if delivery.sent
                else phrase(
                    "not done: {summary}: {reason}",
                    summary=Recorded(delivery.intent.summary),
                    reason=Recorded(delivery.reason),
                )
            )
        for finding in self.opened.unreadable():
            self.say(phrase("passed over, because it cannot be read: {finding}", finding=finding))
        if self.opened.index_unkept:
            self.say(
                phrase(
                    "this takes longer, because .git/pmnet/index.sqlite cannot be kept: {index_unkept}",
                    index_unkept=self.opened.index_unkept,
                )
            )

    def day(self, typed: str | None, option: str) -> date | None:
        """The day that was typed, echoed where it was not written as a date; raises Usage with examples."""
        if not typed:
            return None
        found = app.context.understand_day(typed, self.now.date(), option, last=option in ("--to", "--end"))
        if found.isoformat() != typed:
            self.say(
                phrase(
                    "{option} {typed}: {name} {day}", option=option, typed=typed, name=DAYS[found.weekday()], day=found
                )
            )
        return found

    def say(self, text: str, whole: bool = False) -> None:
        """Talk that is no result: to the error stream, unless quiet or JSON; `whole` lines are for copying."""
        if not self.quiet and not self.json:
            print(self.said(text) if whole else lines.folded(self.said(text)), file=sys.stderr)

    def said(self, text: object) -> str:
        """A text in the language somebody reads, without anything a terminal might act on."""
        return printable(self.language.say(text))

    def ask(
        self,
        question: str,
        option: str,
        value: str | None = None,
        check: Check | None = None,
        kind: str = "",
        offered: str = "",
    ) -> str:
        """The value that was given, else the answer on a terminal; without one, raises Usage naming the option.

        `check` raises a PmnetError for what cannot be; on a terminal it is said, and asked again. `kind` is what the words of
        the answer are, as in `pmnet.cli.grammar`, `offered` what Enter takes.
        """
        if value is not None or not self.interactive:
            if not value:
                raise Usage(
                    phrase("{option} is missing", option=option),
                    phrase("add {option}, or run on a terminal to be asked", option=option),
                )
            if check is not None:
                check(value)
            return value
        if not (self.repeating and option in self.answered):
            self.answered[option] = cli.guide.ask_one(self, question, option, check, kind, offered)
        return self.answered[option]

    def secret(self, question: str, option: str) -> str:
        """What is typed on a terminal without being shown; raises Usage naming the option where nobody can be asked."""
        if not self.interactive:
            raise Usage(
                phrase("a passphrase is needed"),
                phrase("add {option} FILE, or run on a terminal to be asked", option=option),
            )
        import getpass

        try:
            return getpass.getpass(self.said(phrase("{question}: ", question=question)))
        except EOFError:
            raise Usage(phrase("a passphrase is needed"), phrase("add {option} FILE", option=option)) from None

    def read_input(self) -> str:
        """All that comes in, read once: a command may be run again where something is new."""
        if self._input is None:
            self._input = sys.stdin.read() if sys.stdin is not None else ""
        return self._input

    def line(self, question: str, option: str, rest: str = ": ") -> str:
        """One line that was typed after a question, which is bold, and the rest. Raises Usage where the input ends."""
        plain = self.no_color or self.variables.get("NO_COLOR") or self.variables.get("TERM", "dumb") == "dumb"
        found = lines.read(self.said(question), self.said(rest), bold=not plain)
        if found is None:
            raise Usage(phrase("{option} is missing", option=option), phrase("add {option}", option=option))
        return found

    def confirm(self, question: str, yes: bool) -> None:
        """Raises Usage unless it was confirmed by an option or is confirmed now."""
        if yes:
            return
        if not self.interactive:
            raise Usage(phrase("{question} needs your word", question=question), phrase("add --yes"))
        if not self.agrees(question):
            raise Usage(phrase("stopped; nothing was changed"))

    def agrees(self, question: str) -> bool:
        """Whether somebody on a terminal says yes; anything else is a no."""
        return self.line(question, "--yes", phrase(" [y/N] ")).lower() in ("y", "yes", "j", "ja")

    def confirm_by_id(self, expected: str, warning: str) -> None:
        """Raises Usage unless the id that was meant is typed now: for what cannot be undone."""
        if (
            self.ask(phrase("{warning}. Type {expected} to go on", warning=warning, expected=expected), "--yes")
            != expected
        ):
            raise Usage(
                phrase("stopped; nothing was changed"),
                phrase("type {expected} when asked, or add --yes", expected=expected),
            )
