"""What the schema of a kind of record says of its fields, for somebody who edits one as text."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pmnet.rules.schema import plain_phrase, schema_text

FEW: Final = 8
"""Up to so many allowed words are told; longer vocabularies have a help of their own."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: what is said of it, its words where they are few, their vocabulary where they are many, what is in it.

    One that is `needed` must be said wherever the field around it is.
    """

    name: str
    says: str
    words: tuple[str, ...] = ()
    vocabulary: str = ""
    inner: tuple[Field, ...] = ()
    needed: bool = False


@functools.cache
def fields_of(kind: str) -> tuple[Field, ...]:
    """The fields of a kind of record, in the order of its schema."""
    schema = json.loads(schema_text(kind))
    return tuple(_fields(_followed(schema, schema["$defs"]), schema["$defs"]))


def _fields(part: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[Field]:
    for name, said in part.get("properties", {}).items():
        meant = _followed(said, definitions)
        items = _followed(meant.get("items", {}), definitions)
        told = {**meant, **items} if "enum" in items else meant
        words = tuple(str(word) for word in told.get("enum", ()))
        few = len(words) <= FEW
        inner = tuple(_fields(meant if "properties" in meant else items, definitions))
        vocabulary = "" if few else str(told.get("$comment", ""))
        needed = name in part.get("required", ())
        yield Field(name, plain_phrase(said["description"]), words if few else (), vocabulary, inner, needed)


def _followed(part: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a part of a schema refers to; itself where it refers to nothing."""
    name = part.get("$ref", "").rpartition("/")[2]
    return definitions[name] if name else part
