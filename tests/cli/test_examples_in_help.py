"""Every command's help begins with how it is called, what it is for and examples; each example is one that can be typed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import pytest
import typer
from people import Person

from pmnet.cli.grammar import COMMANDS
from pmnet.cli.main import app
from pmnet.store.vocabularies import names as vocabularies
from pmnet.store.vocabularies import vocabulary

PROGRAM = typer.main.get_command(app)
PUBLIC = [name for name in COMMANDS if name and not any(other.startswith(f"{name} ") for other in COMMANDS)]


def command(name: str):
    found = PROGRAM
    for word in name.split():
        found = found.commands[word]
    return found


def examples(name: str) -> list[str]:
    """The examples of a command, without what is said beside them or what the shell does with their output."""
    rows = (command(name).help or "").splitlines()
    return [re.split(r"  | [|>] ", row.strip())[0] for row in rows if row.strip().startswith("pmnet ")]


def test_there_are_public_commands() -> None:
    assert len(PUBLIC) >= len(app.registered_commands)


@pytest.mark.parametrize("name", PUBLIC)
def test_each_command_has_an_example_of_itself_that_can_be_typed(name: str) -> None:
    assert [example for example in examples(name) if f"{example} ".startswith(f"pmnet {name} ")]
    for example in examples(name):
        _, *words = shlex.split(example)
        parsed(words)


def parsed(words: list[str]) -> None:
    """Raises what the program would say of a line that cannot be understood; nothing is done."""
    found, path = PROGRAM, []
    while getattr(found, "commands", None):
        path.append(words.pop(0))
        found = found.commands[path[-1]]
    with found.make_context("pmnet", list(words)) as context:
        values = context.params
    name = " ".join(path)
    _, options, arguments = COMMANDS[name]
    kinds = {option.lstrip("-").replace("-", "_"): kind for option, (kind, takes, _, _) in options.items() if takes}
    positional = [parameter.name for parameter in found.params if parameter.param_type_name == "argument"]
    kinds |= dict(zip(positional, (kind for kind, _ in arguments), strict=True))
    for parameter, kind in kinds.items():
        for said in each(values.get(parameter)):
            insist_known(kind, said)


def each(value: object) -> Iterator[str]:
    values = value if isinstance(value, list | tuple) else [value]
    yield from (str(one) for one in values if one is not None)


def insist_known(kind: str, said: str) -> None:
    """A word of a vocabulary or of a list is one of them."""
    if "<" not in kind and "|" in kind and "=" not in kind:
        assert said in kind.split("|")
    for name, word in zip(kind.strip("<>").split(":"), said.split(":"), strict=False):
        if name in vocabularies():
            assert word in vocabulary(name).terms, (kind, said)


@pytest.mark.parametrize("name", PUBLIC)
def test_help_begins_with_usage_purpose_and_examples(name: str, tmp_path) -> None:
    lines = Person("zoe", tmp_path).run(*name.split(), "--help").out.splitlines()
    usage = next(at for at, line in enumerate(lines) if line.startswith("Usage: pmnet "))
    options = next(at for at, line in enumerate(lines) if line.strip("─╭╮╰╯ ").startswith("Options"))
    first = next(at for at, line in enumerate(lines) if line.strip().startswith(f"pmnet {name}"))
    between = [line for line in lines[usage + 1 : first] if line.strip() and not line.startswith("Usage")]
    assert usage < first < options
    assert 1 <= len(between) <= 3  # one sentence, on a narrow screen
    assert COMMANDS[name][0].split()[0] in between[0]
