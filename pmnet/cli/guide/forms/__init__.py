"""The questions of each command that asks for its values, as tables, by the command's name."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pmnet.cli.grammar import COMMANDS
from pmnet.cli.guide.form import Question

if TYPE_CHECKING:
    from pmnet.cli.guide.asker import Last

MODULES: Final[Mapping[str, str]] = {
    "init": "network",
    "join": "network",
    "lead add": "leads",
    "lead seal": "leads",
    "member edit": "members",
    "claim": "handovers",
    "offer": "handovers",
    "bill": "books",
}
"""In which module the questions of a command stand; each is loaded when it is asked for."""


def questions_of(command: str) -> tuple[Question, ...]:
    """The questions of a command, in the order in which they are asked."""
    module = importlib.import_module(f"{__name__}.{MODULES[command]}")
    rows: tuple[Question, ...] = module.FORMS[command]
    return tuple(replace(question, kind=question.kind or kind_of(command, question)) for question in rows)


def last_of(command: str) -> Last:
    """What is offered as answers to a command's questions."""
    last: Last = importlib.import_module(f"{__name__}.{MODULES[command]}").LAST[command]
    return last


def kind_of(command: str, question: Question) -> str:
    """What the words of an answer are, as the shell's completion knows it; empty where they are free."""
    _, options, arguments = COMMANDS[command]
    if question.of:
        return ""
    if question.option in options:
        return options[question.option][0]
    names = [row for row in ARGUMENTS.get(command, ()) if row == question.key]
    return arguments[ARGUMENTS[command].index(question.key)][0] if names else ""


ARGUMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "init": ("path",),
    "join": ("url", "path"),
    "claim": ("lead",),
    "offer": ("lead", "member"),
    "bill": ("handover",),
}
"""The arguments of these commands, in their order."""
