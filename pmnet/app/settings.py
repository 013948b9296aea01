"""Fields said in a line, as FIELD=VALUE: told apart, understood, and put where they belong. Dotted names reach inside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pmnet.domain.phrase import phrase
from pmnet.errors import Usage

NEXT: Final = r'[,\n](?=[^,="\n]*=)'
"""A comma, or the end of a line, after which another field is named; any other comma belongs to the value before it."""

QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
SETTING: Final = re.compile(
    rf'[\s,]*(?P<whole>[^,="\n]*=\s*{QUOTED.pattern}\s*(?=[,\n]|\Z)|.+?(?={NEXT}|\Z))', re.DOTALL
)
BETWEEN: Final = " \t,\n"

YES: Final = ("true", "yes")
NO: Final = ("false", "no")
LONGEST_NUMBER: Final = 6


def parted(setting: str, example: str) -> tuple[str, str]:
    """The field and the value of a `FIELD=VALUE`; raises Usage with an example where it is none."""
    name, equals, value = setting.partition("=")
    if not equals:
        raise Usage(
            phrase("{setting!r} sets nothing", setting=setting),
            phrase("write FIELD=VALUE, for example {example}", example=example),
        )
    return name, value


def settings(line: str) -> list[str]:
    """Each `FIELD=VALUE` of a line, with commas between; in quotes a value may hold anything."""
    found = (match["whole"].strip(BETWEEN) for match in SETTING.finditer(line.strip(BETWEEN)))
    return [setting for setting in found if setting]


def unquoted(value: str) -> str:
    """A value without the quotes around it."""
    found = QUOTED.fullmatch(value.strip())
    return re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL) if found is not None else value.strip()


def in_a_line(values: Mapping[str, str]) -> str:
    """Fields and values in one line, from which `settings` tells them apart again."""
    return ", ".join(f"{name}={_quoted(value)}" for name, value in values.items())


def _quoted(value: str) -> str:
    if value == value.strip(BETWEEN) and not value.startswith('"') and not re.search(NEXT, value):
        return value
    said = re.sub(r'(["\\])', r"\\\1", value)
    return f'"{said}"'


def whole(name: str, value: str) -> int:
    """A whole number as typed; raises Usage."""
    if not (value.isascii() and value.isdecimal() and len(value) <= LONGEST_NUMBER):
        raise Usage(
            phrase("{name} needs a whole number, not {value!r}", name=name, value=value),
            phrase("write {name}=N", name=name),
        )
    return int(value)


def yes_or_no(name: str, value: str) -> bool:
    """Whether yes was typed; raises Usage where it was neither yes nor no."""
    if value not in (*YES, *NO):
        raise Usage(
            phrase("{name} needs yes or no, not {value!r}", name=name, value=value),
            phrase("write {name}=yes or {name}=no", name=name),
        )
    return value in YES


def put(content: dict[str, Any], names: list[str], value: Any) -> None:
    """A value put where dotted names lead; None takes away what is there."""
    for name in names[:-1]:
        content = content.setdefault(name, {})
    if value is None:
        content.pop(names[-1], None)
    else:
        content[names[-1]] = value
