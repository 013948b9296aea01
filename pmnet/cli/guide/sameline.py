"""The command that says in one line what was answered to questions."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

READ: Final = "@-"
"""Stands for what is sealed: it is typed in, and stays out of the shell's history."""

READS = "@- reads it"
"""How the help of an option says that it can be read."""

NOT_SAID = ("guide", "json", "no_input", "quiet", "no_color", "debug", "dry_run")
"""Options that say nothing about what is done."""


def same_line(command: str, parameters: Sequence[Any], values: Mapping[str, Any], named: Collection[str]) -> str:
    """The command with these values as its parameters are typed; of what can be read, only that it is read.

    The values that are `named` only name where something stands, and are shown.
    """
    said = [one for one in parameters if one.name in values and one.name not in NOT_SAID]
    arguments = [one for one in said if one.param_type_name == "argument"]
    options = [one for one in said if one.param_type_name == "option"]
    words = ["pmnet", *command.split()]
    for parameter in arguments:
        words += [text_of(values[parameter.name])] if values[parameter.name] is not None else []
    for parameter in options:
        hidden = READS in (parameter.help or "") and parameter.name not in named
        words += _option(parameter, values[parameter.name], hidden)
    return shlex.join(words)


def text_of(value: Any) -> str:
    """A value as it is typed."""
    if isinstance(value, list | tuple):
        return ", ".join(text_of(one) for one in value)
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _option(parameter: Any, value: Any, hidden: bool) -> Iterator[str]:
    if value is None or value == parameter.default or value in ("", []):
        return
    name = max(parameter.opts, key=len)
    if isinstance(value, bool):
        yield from [name] if value else []
        return
    for one in value if isinstance(value, list) else [value]:
        said = str(one)
        if hidden and not (said.startswith("@") and not said.startswith("@@")):
            said = READ
        yield from [f"{name}={said}"] if said.startswith("-") else [name, said]
