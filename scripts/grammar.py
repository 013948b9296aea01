"""What each command takes, read off the declarations; and everything the packaged words are called. Both as Python modules.

Completing a word in a shell cannot wait for the declarations to be built or for the vocabularies to be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from pmnet.app.members import SETTABLE
from pmnet.cli.help import TOPICS
from pmnet.cli.main import app
from pmnet.domain.codec import field_names
from pmnet.domain.records import Policy, Weights
from pmnet.domain.text import squeeze
from pmnet.store.vocabularies import names, vocabulary

FIGURES = [name for name in field_names(Policy) if name != "weights"] + [
    f"weights.{name}" for name in field_names(Weights)
]

FREE = (
    *("T", "TEXT", "NAME", "F", "URL", "REV", "REF", "SPEC", "COMMIT", "AMOUNT", "N", "PERCENT", "LIMIT"),
    *("DATE", "MONTH", "DAYS", "WEEKS", "YEARS", "YEAR", "HOURS", "DAYS_PER_WEEK"),
)
"""What stands in the help for values nobody can guess."""

KINDS: dict[str, str] = {
    "--skill": "<skills:levels>",
    "--should": "<skills:levels>",
    "--language": "<languages:cefr>",
    "--industry": "<industries>",
    "--certificate": "<certificates>",
    "--role": "<roles>",
    "--method": "<methods>",
    "--region": "<regions>",
    "--position": "<position>",
    "--member": "<member>",
    "lead add --position": "<roles>",
    "decline --reason": "<decline-reasons>",
    "lose --reason": "<lose-reasons>",
    "return --reason": "<return-reasons>",
    "lead close --reason": "<close-reasons>",
    "init --as": "",
    "join --as": "",
    "join url": "<file>",
    "invite --email": "",
    "--network": "<file>",
    "--terms": "none|<file>",
    "--policy": "|".join(f"{name}=" for name in FIGURES),
    "about": "<lead>|<any-handover>",
    "log about": "<member>|<lead>|<any-handover>",
    "help about": "|".join((*TOPICS, *names())),
    "who": "<member>",
    "member": "<member>",
    "lead": "<lead>",
    **{f"lead {step} lead": "<own-lead>" for step in ("edit", "close", "extend", "seal", "erase")},
    "offer lead": "<own-lead>",
    "claim lead": "<open-lead>",
    "handover": "<handover>",
    "books handover": "<any-handover>",
    "skill": "<skills>",
    "skill add level": "<levels>",
    "language": "<languages>",
    "language add level": "<cefr>",
    "division": "<industries>",
    "certificate": "<certificates>",
    "settings": "|".join(f"{name}=" for name in sorted(SETTABLE)),
    "text": "",
}
"""What values are, by the name of their option or argument, with its command's where that differs: words, and in angles
what is looked up.
"""

COMMON = ("--network", "--json", "--no-input", "--quiet", "--no-color", "--debug", "--help", "-h")


def kind_of(path: str, parameter: Any) -> str:
    """What the values of an option or argument are; raises ValueError where nobody has said."""
    name, metavar = parameter.opts[0], (parameter.metavar or "").strip("[].")
    for known in (f"{path} {name}", name):
        if known in KINDS and not metavar.islower():
            return KINDS[known]
    if type(parameter.type).__name__ == "TyperPath":
        return "<file>"
    if "|" in metavar and metavar.replace("|", "").replace("-", "").islower():
        return metavar
    if metavar in FREE:
        return ""
    raise ValueError(f"say in scripts/grammar.py what {name} of pmnet {path} takes ({metavar})")


def _about(parameter: Any) -> str:
    said = (parameter.help or "").split(". ")[0].partition("; ")[0]
    return said.removesuffix(".")


def _options(path: str, command: Any) -> Iterator[tuple[str, tuple[str, bool, bool, str]]]:
    """Each visible option: its values' kind, whether it takes one, whether it may be repeated, and its help."""
    for parameter in command.params:
        if parameter.param_type_name == "option" and not parameter.hidden:
            takes = not parameter.is_flag
            kind = kind_of(path, parameter) if takes else ""
            for name in parameter.opts:
                yield name, (kind, takes, bool(parameter.multiple), _about(parameter))


def _arguments(path: str, command: Any) -> list[tuple[str, bool]]:
    """The kind of each argument, and whether it may be repeated."""
    found = (parameter for parameter in command.params if parameter.param_type_name == "argument")
    return [(kind_of(path, parameter), parameter.nargs < 0) for parameter in found]


def named_commands(command: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """A command and all below it that people are shown, each with the words it is called by."""
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        if not inner.hidden:
            yield from named_commands(inner, f"{path} {name}".strip())


def grammar_module() -> str:
    """The module that says what each command takes."""
    commands = dict(named_commands(typer.main.get_command(app)))
    helps = {path: (command.help or "").split("\n\n")[0].replace("\n", " ") for path, command in commands.items()}
    options = {path: dict(_options(path, command)) for path, command in commands.items()}
    shared = {name: option for name, option in options["find"].items() if name in COMMON}
    shared["--help"] = ("", False, False, "Show this message and exit")
    lines = [
        '"""What each command takes. Written by scripts/generate.py from the declarations; do not edit."""',
        "",
        "# fmt: off",
        "# ruff: noqa: E501",
        "",
        "Option = tuple[str, bool, bool, str]",
        '"""The kind of its values, whether it takes one, whether it may be repeated, and what it is for."""',
        "",
        "Argument = tuple[str, bool]",
        '"""The kind of its values, and whether it may be repeated."""',
        "",
        "COMMON: dict[str, Option] = {",
        *(f"    {_quoted(name)}: {_tuple(option)}," for name, option in shared.items()),
        "}",
        "",
        "COMMANDS: dict[str, tuple[str, dict[str, Option], tuple[Argument, ...]]] = {",
    ]
    for path, command in commands.items():
        lines.append(f"    {_quoted(path)}: ({_quoted(_first_sentence(helps[path]))}, {{")
        lines += [
            f"        {_quoted(name)}: {_tuple(option)},"
            for name, option in options[path].items()
            if name not in COMMON
        ]
        arguments = "".join(f"{_tuple(argument)}, " for argument in _arguments(path, command)).rstrip()
        lines.append(f"    }}, ({arguments})),")
    return "\n".join([*lines, "}", ""])


def _first_sentence(text: str) -> str:
    return text.replace("\b", "").strip().split(". ")[0].partition("; ")[0].removesuffix(".")


def words_module() -> str:
    """The module that holds everything the packaged words are called."""
    lines = [
        '"""Everything the packaged words are called. Written by scripts/generate.py from the vocabularies; do not edit."""',
        "",
        "# fmt: off",
        "# ruff: noqa: E501",
        "",
        "Word = tuple[str, str, str, str]",
        '"""A key, its English and its German label, and all its names without blanks and folded, with blanks between them."""',
        "",
        "WORDS: dict[str, tuple[Word, ...]] = {",
    ]
    for name in names():
        lines.append(f"    {_quoted(name)}: (")
        for term in vocabulary(name).terms.values():
            called = " ".join(dict.fromkeys(squeeze(word) for word in term.names))
            lines.append(f"        {_tuple((term.key, term.en, term.de, called))},")
        lines.append("    ),")
    return "\n".join([*lines, "}", ""])


def _tuple(values: tuple[Any, ...]) -> str:
    return "(" + ", ".join(_quoted(value) if isinstance(value, str) else repr(value) for value in values) + ")"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
