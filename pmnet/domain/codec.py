"""Between records and the plain mappings that files hold, losing nothing.

The dataclasses are the description: field order is file order, a field's type says how it is written. Reading is strict
about types and raises ValueError, so that whatever comes from a repository is at least made of the right parts; what the
values may be is the schema's to say.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Any, TypeVar

from pmnet.domain.clock import format_instant, parse_day, parse_instant

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _Slot:
    """One field: its name in the file, how its value is read, whether it may be missing and whether it is None then."""

    field: Field[Any]
    name: str
    read: Callable[[Any], Any]
    required: bool
    optional: bool


@cache
def _slots(record: Any) -> tuple[_Slot, ...]:
    """The fields of a record class, described once."""
    hints = typing.get_type_hints(record)
    return tuple(_slot(f, hints[f.name]) for f in fields(record) if f.name != "extra")


@cache
def _named(record: Any) -> Mapping[str, _Slot]:
    return {slot.name: slot for slot in _slots(record)}


@cache
def _needed(record: Any) -> tuple[_Slot, ...]:
    """The fields that must be given a value, because they have no default."""
    return tuple(slot for slot in _slots(record) if slot.required)


def field_names(record: Any) -> tuple[str, ...]:
    """The names a record's file may hold, in file order."""
    return tuple(slot.name for slot in _slots(record))


def from_mapping(record: type[R], content: Mapping[str, Any]) -> R:
    """The record that a mapping describes; raises ValueError where a field is missing or of the wrong type."""
    build: Any = record
    slots = _named(build)
    known: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for name, value in content.items():
        slot = slots.get(name)
        if slot is None:
            extra[name] = value
        elif value is not None:
            known[slot.field.name] = slot.read(value)
    for slot in _needed(build):
        if slot.field.name not in known:
            if not slot.optional:
                raise ValueError(f"{slot.name!r} is missing")
            known[slot.field.name] = None
    made: R = build(**known, extra=extra)
    return made


def to_mapping(record: Any, like: Any = None) -> dict[str, Any]:
    """The plain mapping that a file holds: strings, integers, booleans, lists and mappings only.

    Fields that have a default are written out, unless `like`, the mapping that was there before, leaves them unsaid.
    """
    content: dict[str, Any] = {}
    described: Any = type(record)
    for slot in _slots(described):
        value = getattr(record, slot.field.name)
        earlier = like.get(slot.name) if isinstance(like, dict) else None
        if isinstance(like, dict) and slot.name not in like and value == _default(slot.field):
            continue
        written = _write(value, earlier)
        if written not in (None, [], {}) or (written == earlier and slot.name in (like or {})):
            content[slot.name] = written
    return content | dict(record.extra)


def digest(record: Any) -> str:
    """What somebody signs for: SHA-256 of a record as JSON with sorted names and no blanks."""
    text = json.dumps(to_mapping(record), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def _default(field: Field[Any]) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _slot(field: Field[Any], hint: Any) -> _Slot:
    parts = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    kind = next(part for part in parts if part is not types.NoneType)
    name = field.metadata.get("name", field.name)
    required = field.default is MISSING and field.default_factory is MISSING
    return _Slot(field, name, _reader(kind, name), required, len(parts) > 1)


def _reader(kind: Any, name: str) -> Callable[[Any], Any]:
    """What reads a value of a type, so that the type is looked at once and not with every value."""
    origin = typing.get_origin(kind)
    if origin is tuple:
        read = _reader(typing.get_args(kind)[0], name)
        return lambda value: tuple([read(item) for item in _insist(list, value, name)])
    if origin is not None:
        return lambda value: {key: _insist(str, item, name) for key, item in _insist(dict, value, name).items()}
    if kind is datetime:
        return lambda value: parse_instant(_insist(str, value, name))
    if kind is date:
        return lambda value: parse_day(_insist(str, value, name))
    if is_dataclass(kind):
        return lambda value: from_mapping(typing.cast("type", kind), _insist(dict, value, name))
    if issubclass(kind, StrEnum):
        return lambda value: kind(_insist(str, value, name))
    return lambda value: _insist(kind, value, name)


def _insist(kind: type[R], value: Any, name: str) -> R:
    if type(value) is not kind:  # a boolean is no integer here
        raise ValueError(f"{name!r} holds a {type(value).__name__} where a {kind.__name__} belongs")
    return value


def _write(value: Any, like: Any = None) -> Any:
    if isinstance(value, tuple):
        known = like if isinstance(like, list) else []
        return [_write(item, known[place] if place < len(known) else None) for place, item in enumerate(value)]
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return str(value)
    if is_dataclass(value):
        return to_mapping(value, like)
    return dict(value) if isinstance(value, Mapping) else value
