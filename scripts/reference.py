"""The command reference and the manual page, read off the program that is built; only their frame is written here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import typer
from grammar import COMMON, named_commands

import pmnet
from pmnet.cli.help import TOPICS, VARIABLES
from pmnet.cli.main import app
from pmnet.errors import EXIT_CODES
from pmnet.store.vocabularies import names

WRITTEN = "2026-11-27"
"""The day of the page's frame: a manual page needs one, and what is read off the program has none."""

EVERYWHERE = "Every command takes these options, but for --version, which stands alone."

Row = tuple[str, str]
"""What is typed, and what it is for."""


@dataclass(frozen=True, slots=True)
class Described:
    """A command as its help describes it; `below` are the commands of a group."""

    name: str
    usage: str
    purpose: str
    examples: tuple[str, ...]
    further: tuple[str, ...]
    arguments: tuple[Row, ...]
    options: tuple[Row, ...]
    below: tuple[Row, ...]


def described() -> Iterator[Described]:
    """The program itself, and each command that people are shown."""
    for path, command in named_commands(typer.main.get_command(app)):
        name = f"pmnet {path}".strip()
        context = command.context_class(command, info_name=name, **command.context_settings)
        texts = (command.help or "").split("\n\n")
        yield Described(
            name,
            " ".join([name, *command.collect_usage_pieces(context)]),
            _flowing(texts[0]),
            tuple(line.rstrip() for text in texts if text.startswith("\b\n") for line in text.splitlines()[1:]),
            tuple(_flowing(text) for text in texts[1:] if not text.startswith("\b\n")),
            tuple(_rows(command, context, "argument")),
            (*_rows(command, context, "option"), *([] if path else [_asking_for_help(command, context)])),
            tuple(
                (f"{name} {below}", _flowing((one.help or "").split("\n\n")[0]))
                for below, one in getattr(command, "commands", {}).items()
                if not one.hidden
            ),
        )


def _flowing(text: str) -> str:
    return " ".join(text.split())


def _rows(command: Any, context: Any, kind: str) -> Iterator[Row]:
    """The arguments or the options of a command; of the options, those that each has are told once, with the program."""
    for parameter in command.params:
        common = context.info_name != "pmnet" and set(parameter.opts) <= set(COMMON)
        if parameter.param_type_name == kind and not parameter.hidden and not common:
            written, meaning = parameter.get_help_record(context)
            yield written, _flowing(meaning)


def _asking_for_help(command: Any, context: Any) -> Row:
    written, meaning = command.get_help_option(context).get_help_record(context)
    return written, meaning


def topics() -> str:
    """What `pmnet help` explains, by name."""
    return ", ".join([*TOPICS, *names()])


def command_reference() -> str:
    """Every command in Markdown."""
    program, *commands = described()
    lines = [
        "<!-- Written by scripts/generate.py from the program; do not edit. -->",
        "# Commands",
        "",
        "What `pmnet COMMAND --help` says of each command, on one page. The same as a manual page: [`pmnet.1`](pmnet.1).",
        "",
        *_list([(name, _mark(text)) for name, text in program.below], link=True),
        "## Options of every command",
        "",
        _mark(EVERYWHERE),
        "",
        *_list([(written, _mark(text)) for written, text in program.options]),
    ]
    for one in commands:
        lines += _in_markdown(one)
    lines += ["## Exit codes", "", "| code | meaning |", "|---|---|"]
    lines += [f"| {code} | {meaning} |" for code, meaning in EXIT_CODES]
    lines += ["", "## Variables of the environment", ""]
    lines += _list([(name, _mark(meaning)) for name, meaning in VARIABLES.items()])
    lines += ["## Topics", "", f"`pmnet help TOPIC` explains: {topics()}."]
    return "\n".join([*lines, ""])


def _in_markdown(one: Described) -> list[str]:
    """A section of the reference."""
    lines = [f"## {one.name}", "", _mark(one.purpose), "", "```", one.usage, "```", ""]
    if one.examples:
        lines += ["```sh", *one.examples, "```", ""]
    for text in one.further:
        lines += [_mark(text), ""]
    return [*lines, *_list([(name, _mark(text)) for name, text in (*one.below, *one.arguments, *one.options)])]


def _list(rows: list[Row], link: bool = False) -> list[str]:
    """A list; empty where there is nothing to list."""
    places = {name: name.replace(" ", "-") for name, _ in rows}
    lines = [f"- [`{name}`](#{places[name]}): {text}" if link else f"- `{name}`: {text}" for name, text in rows]
    return [*lines, ""] if lines else []


def _mark(text: str) -> str:
    """Text in which Markdown sees nothing of its own."""
    return re.sub(r"([\\*_<>\[\]|])", r"\\\1", text)


def manual_page() -> str:
    """Every command as a manual page, in the language of man(7)."""
    program, *commands = described()
    lines = [
        '.\\" Written by scripts/generate.py from the program; do not edit.',
        f'.TH PMNET 1 "{WRITTEN}" "pmnet {_escaped(pmnet.__version__)}" "User Commands"',
        ".SH NAME",
        "pmnet \\- " + _escaped(program.purpose[:1].lower() + program.purpose[1:].rstrip(".")),
        ".SH SYNOPSIS",
        _escaped(program.usage),
        ".SH DESCRIPTION",
        "Each command explains itself with",
        f".BR {_escaped('--help')} ;",
        ".B pmnet help",
        "explains what is meant by the words they use.",
        *_examples(program.examples),
        ".SH OPTIONS",
        _escaped(EVERYWHERE),
        *_tagged(program.options),
        ".SH COMMANDS",
    ]
    for one in commands:
        lines += _in_roff(one)
    lines += [".SH EXIT STATUS", *_tagged([(str(code), meaning) for code, meaning in EXIT_CODES])]
    lines += [".SH ENVIRONMENT", *_tagged(list(VARIABLES.items()))]
    lines += [".SH TOPICS", ".B pmnet help", "explains:", _escaped(f"{topics()}.")]
    lines += [".SH SEE ALSO", *(f".BR {name} (1){after}" for name, after in SEE_ALSO)]
    return "\n".join([*lines, ""])


SEE_ALSO = (("age", " ,"), ("git", " ,"), ("ssh", " ,"), ("ssh\\-keygen", ""))
"""Programs whose pages help further."""


def _in_roff(one: Described) -> list[str]:
    """A subsection of the page."""
    lines = [f".SS {_escaped(one.name)}", _escaped(one.purpose), ".PP", f".B {_escaped(one.usage)}"]
    lines += _examples(one.examples)
    for text in one.further:
        lines += [".PP", _escaped(text)]
    return [*lines, *_tagged([*one.below, *one.arguments, *one.options])]


def _examples(rows: tuple[str, ...]) -> list[str]:
    return [".PP", ".nf", *(f"\\&    {_escaped(row)}" for row in rows), ".fi"] if rows else []


def _tagged(rows: list[Row] | tuple[Row, ...]) -> list[str]:
    """A list of what is typed, each with its meaning below."""
    return [line for name, text in rows for line in (".TP", f".B {_escaped(name)}", _escaped(text))]


def _escaped(text: str) -> str:
    """Text in which man sees nothing of its own; what is not ASCII by its number."""
    plain = text.replace("\\", "\\e").replace("-", "\\-")
    coded = "".join(sign if sign.isascii() else f"\\[u{ord(sign):04X}]" for sign in plain)
    return f"\\&{coded}" if coded.startswith((".", "'")) else coded
