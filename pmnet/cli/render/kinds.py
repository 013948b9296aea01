"""What kind of result something is, by the name of its type: so that showing one loads no other's part of the program."""

from __future__ import annotations

from typing import Any


def kind_of(result: Any) -> str:
    """The module and name of a result's type (`pmnet.app.find.FoundMember`)."""
    kind = str if isinstance(result, str) else type(result)
    return f"{kind.__module__}.{kind.__qualname__}"


def is_one_of(result: Any, *kinds: str) -> bool:
    """Whether a result is of one of these kinds, or of one that is made from it."""
    return any(f"{kind.__module__}.{kind.__qualname__}" in kinds for kind in type(result).__mro__)
