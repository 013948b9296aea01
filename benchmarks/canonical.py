"""The text of records as pmnet writes it, fifty times as fast: for benchmarks that need a hundred thousand of them.

What is quoted is asked of pmnet's own writer once for each text; `networks.py` compares whole records with it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pmnet.store.files import dump

PLAIN: Final = re.compile(
    r"20\d\d-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?"
    r"|\d{6}-[0-9a-z]{4}(\.[a-z][a-z-]*\.\d+)?"
    r"|(?!0[box])(?=[0-9e]*[a-df])[0-9a-f]{64}"
)
"""Days, instants, ids of leads and handovers, digests that no reader takes for a number: nothing else occurs only once."""


def text(content: Mapping[str, Any]) -> bytes:
    """The canonical text of a record whose texts have one line each."""
    return "".join(f"{line}\n" for line in _lines(content, "")).encode()


def _lines(content: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in content.items():
        start = f"{indent}{_scalar(name)}:"
        if isinstance(value, dict):
            yield start
            yield from _lines(value, f"{indent}  ")
        elif isinstance(value, list):
            yield start
            for item in value:
                yield from _item(item, indent)
        else:
            yield f"{start} {_scalar(value)}"


def _item(item: Any, indent: str) -> Iterator[str]:
    if not isinstance(item, dict):
        yield f"{indent}  - {_scalar(item)}"
        return
    first, *rest = _lines(item, f"{indent}    ")
    yield f"{indent}  - {first.lstrip()}"
    yield from rest


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return value if PLAIN.fullmatch(value) else _quoted(value)
    return str(value).lower()


@functools.cache
def _quoted(value: str) -> str:
    return dump({"x": value}).removeprefix("x: ").rstrip("\n")
