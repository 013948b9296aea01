"""What the library behind the command line says, in our words and in the language somebody reads."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator, Sequence
from typing import Any, Final

import typer

from pmnet.cli.language import Language
from pmnet.cli.prose import WIDEST, Block
from pmnet.domain.phrase import Phrase, either, listed, pattern, phrase
from pmnet.errors import Usage

SENTENCES: Final = (
    (r"Missing option (?P<name>'.*?')\.?", pattern("missing option {name}")),
    (r"Missing argument (?P<name>'.*?')\.?", pattern("missing argument {name}")),
    (r"Missing command\.?", pattern("missing command")),
    (r"No such option: (?P<name>\S+)(?: \(Possible options: .*\))?", pattern("no such option: {name}")),
    (r"No such command (?P<name>'.*')\.?", pattern("no such command {name}")),
    (r"Got unexpected extra arguments? \((?P<words>.*)\)", pattern("{words} is more than it takes")),
    (r"Got unexpected extra argument\(s\) \((?P<words>.*)\)", pattern("{words} is more than it takes")),
    (r"Option (?P<name>'.*?') requires an argument\.?", pattern("option {name} requires an argument")),
    (r"Option (?P<name>'.*?') does not take a value\.?", pattern("option {name} does not take a value")),
    (r"Invalid value for (?P<name>'.*?'): (?P<why>.*)", pattern("invalid value for {name}: {why}")),
)
"""What is said of a whole command."""

REASONS: Final = (
    (r"(?P<value>.*) is not a valid int(?:eger)?(?: range)?\.?", pattern("{value} is not a whole number")),
    (
        r"(?P<value>.*) is not in the range (?P<least>\d+)<=x<=(?P<most>\d+)\.?",
        pattern("{value} is not between {least} and {most}"),
    ),
    (r"(?P<value>.*) is not in the range x>=(?P<least>\d+)\.?", pattern("{value} is less than {least}")),
)
"""What is said of a value."""

HEADINGS: Final = (
    pattern("Usage: "),
    pattern("Arguments"),
    pattern("Options"),
    pattern("Commands"),
    pattern("Show this message and exit."),
    pattern("[OPTIONS]"),
    pattern("COMMAND [ARGS]..."),
)
"""What stands in every command's help."""

EXTRAS: Final = (pattern("default: "), pattern("required"))
"""What is said of an option in brackets."""

NARROWEST: Final = 30
"""A help is so wide at least."""

WIDEST_NAME: Final = 30
"""What is said of a longer option stands below it."""

GAP: Final = 2
"""The blanks between an option and what is said of it."""


INSTEAD: Final = {
    "pmnet member set": phrase("pmnet member edit --guide asks for each; else: pmnet member set FIELD=VALUE"),
}
"""What helps whoever typed a command of which they cannot know what it takes."""


def usage(error: typer.TyperException) -> Usage:
    """What could not be understood, as an error of ours."""
    context = getattr(error, "ctx", None)
    format_message = getattr(error, "format_message", None)
    said = str(getattr(error, "message", "") or error) or type(error).__name__
    text = format_message() if callable(format_message) else said
    sentence, _, meant = text.strip().partition(" Did you mean ")
    near = re.search(r" \(Possible options: (.*)\)", sentence)
    if near:
        meant = phrase("{near}?", near=either(near[1].split(", ")))
    found = _in_our_words(sentence, SENTENCES)
    hint = f"{context.command_path} --help" if context else "pmnet --help"
    if meant:
        hint = phrase("did you mean {meant}", meant=meant)
    path = context.command_path if context else ""
    if path in INSTEAD:
        return Usage(found, INSTEAD[path])
    if path == "pmnet invite" and isinstance(found, Phrase) and "@" in found.values.get("words", ""):
        return Usage(found, f"pmnet invite --email {shlex.quote(found.values['words'])}")
    if isinstance(found, Phrase) and "words" in found.values:
        hint = phrase("put quotes around a text with blanks; {hint}", hint=hint)
    return Usage(found, hint)


def _in_our_words(text: str, table: Sequence[tuple[str, str]]) -> str:
    for known, words in table:
        found = re.fullmatch(known, text)
        if found:
            values: dict[str, Any] = found.groupdict()
            values |= {name: _quoted(said) for name, said in values.items() if name != "why"}
            if "why" in values:
                values["why"] = _in_our_words(values["why"], REASONS)
            return Phrase(words, values)
    return text[:1].lower() + text[1:].rstrip(".") if table is SENTENCES else text.rstrip(".")


def _quoted(said: str) -> str:
    """What stands in quotes, in those of whatever language it is said in: `'--days' / '-d'`."""
    parts = said.split(" / ")
    if not all(re.fullmatch("'.*'", part) for part in parts):
        return said
    return listed((Phrase("{part!r}", {"part": part[1:-1]}) for part in parts), " / ")


def prepare(program: Any, language: Language) -> None:
    """Put the help of a program into a language, as wide as the screen: its commands, and all that is written around them."""
    context = _context(language)
    for command in commands(program):
        command.help = "\n\n".join(language.text(part) for part in (command.help or "").split("\n\n"))
        command.short_help = _first(command.help)
        command.options_metavar = language.text(command.options_metavar)
        if hasattr(command, "subcommand_metavar"):
            command.subcommand_metavar = language.text(command.subcommand_metavar)
        command.context_class = context


def _first(text: str) -> str:
    """What a command is for, in a list of commands: the first sentence as far as a semicolon, which is never cut."""
    said = " ".join(text.partition("\n\n")[0].split()).partition(". ")[0].partition("; ")[0]
    return f"{said.rstrip('.')}." if said else ""


def commands(program: Any) -> Iterator[Any]:
    """A command and all below it."""
    yield program
    for one in getattr(program, "commands", {}).values():
        yield from commands(one)


def _context(language: Language) -> type[typer.Context]:
    """A context whose help is written in a language."""
    known: Any = typer.Context.formatter_class

    class Formatter(known):  # type: ignore[misc]  # typer names the class only there
        def __init__(self, **_: Any) -> None:
            super().__init__(width=max(min(shutil.get_terminal_size().columns, WIDEST), NARROWEST) - 2)

        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, language.text(prefix or "Usage: "))

        def write_heading(self, heading: str) -> None:
            super().write_heading(language.text(heading))

        def write_text(self, text: str) -> None:
            indent = " " * self.current_indent
            for number, part in enumerate(text.split("\n\n")):
                examples = [f"{indent}{line}" for line in part.splitlines()[1:]] if part.startswith("\b") else ()
                lines = examples or Block("", len(indent), " ".join(part.split())).lines(self.width)
                self.write("\n" * bool(number) + "".join(f"{line}\n" for line in lines))

        def write_dl(self, rows: Sequence[tuple[str, str]], *_: int) -> None:
            indent = " " * self.current_indent
            at = len(indent) + min(max(len(name) for name, _ in rows), WIDEST_NAME) + GAP
            for name, text in rows:
                block = Block(f"{indent}{name}", at, _explained(text, language))
                self.write("".join(f"{line}\n" for line in block.lines(self.width)))

    class Context(typer.Context):
        formatter_class = Formatter

    return Context


def _explained(text: str, language: Language) -> str:
    """What is said of an option, with what stands behind it in brackets."""
    begin = 0 if text.startswith("[") else text.find("  [")
    help_text, extras = (text[:begin], text[begin:]) if begin >= 0 else (text, "")
    for known in EXTRAS:
        extras = extras.replace(known, language.text(known))
    return language.text(help_text) + extras
