"""All commands there are, asked of the program itself, and what each takes."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from people import Person, Result

from pmnet.cli.grammar import COMMANDS, COMMON
from pmnet.cli.main import _program, main

INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

STYLE: Final = re.compile("\x1b\\[[0-9;]*m")
"""How our own screen makes words bold or dim on a terminal."""


def names() -> tuple[str, ...]:
    """Each command that does something, hidden ones too: `lead add`."""
    return tuple(" ".join(path) for path in _below(_program(""), ()))


def _below(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    inner: Mapping[str, Any] = getattr(command, "commands", {})
    if not inner:
        yield path
    for name, one in inner.items():
        yield from _below(one, (*path, name))


def kinds(name: str) -> tuple[dict[str, str], list[str]]:
    """What a command takes: its options with a value and what kind of value, and the kinds of its arguments."""
    _, own, arguments = COMMANDS.get(name, ("", {}, ()))
    options = {option: said[0] for option, said in (COMMON | own).items() if said[1]}
    return options, [kind for kind, _ in arguments]


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def on_a_terminal(person: Person, *words: str, now: str) -> Result:
    """A command whose two output streams are terminals, where nobody types anything."""
    out, err = Terminal(), Terminal()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out)
        patch.setattr("sys.stderr", err)
        patch.setenv("TERM", "xterm-256color")
        patch.setenv("COLUMNS", "200")
        variables = {name: value for name, value in person.variables(now).items() if name != "NO_COLOR"}
        code = main(words, variables, person.root)
    return Result(code, STYLE.sub("", out.getvalue()), STYLE.sub("", err.getvalue()))


def acting(text: str) -> list[str]:
    """The characters of an output that a terminal might act on, or that nobody can see."""
    found = {character for character in text if unicodedata.category(character) in INVISIBLE} - {"\n", "\t"}
    return sorted(f"U+{ord(character):04X}" for character in found)
