"""Between records and the plain mappings that files hold, losing nothing.

The dataclasses are the description: field order is file order, a field's type says how it is written. Reading is strict
about types and raises ValueError, so that whatever comes from a repository is at least made of the right parts; what the
values may be is the schema's to say.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from pmnet.domain.dates import format_instant, parse_day, parse_instant

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _Slot:
    """One field: the name in the record, the name in the file, its type without None, whether None is allowed."""

    field: Field[Any]
    name: str
    type: Any
    optional: bool


def _slots(record: Any) -> tuple[_Slot, ...]:
    """The fields of a record class, described once."""
    if record not in _DESCRIBED:
        _DESCRIBED[record] = _describe(record)
    return _DESCRIBED[record]


_DESCRIBED: dict[Any, tuple[_Slot, ...]] = {}


def _describe(record: Any) -> tuple[_Slot, ...]:
    hints = typing.get_type_hints(record)
    return tuple(_slot(f, hints[f.name]) for f in fields(record) if f.name != "extra")


def field_names(record: type) -> tuple[str, ...]:
    """The names a record's file may hold, in file order."""
    return tuple(slot.name for slot in _slots(record))


def from_mapping(record: type[R], content: Mapping[str, Any]) -> R:
    """The record that a mapping describes; raises ValueError where a field is missing or of the wrong type."""
    known: dict[str, Any] = {}
    for slot in _slots(record):
        value = content.get(slot.name)
        if value is not None:
            known[slot.field.name] = _read(slot.type, value, slot.name)
        elif slot.optional:
            known[slot.field.name] = None
        elif slot.field.default is MISSING and slot.field.default_factory is MISSING:
            raise ValueError(f"{slot.name!r} is missing")
    names = field_names(record)
    build: Any = record
    made: R = build(**known, extra={name: value for name, value in content.items() if name not in names})
    return made


def to_mapping(record: Any, like: Any = None) -> dict[str, Any]:
    """The plain mapping that a file holds: strings, integers, booleans, lists and mappings only.

    Fields that have a default are written out, unless `like`, the mapping that was there before, leaves them unsaid.
    """
    content: dict[str, Any] = {}
    for slot in _slots(type(record)):
        value = getattr(record, slot.field.name)
        earlier = like.get(slot.name) if isinstance(like, dict) else None
        if isinstance(like, dict) and slot.name not in like and value == _default(slot.field):
            continue
        written = _write(value, earlier)
        if written not in (None, [], {}) or (written == earlier and slot.name in (like or {})):
            content[slot.name] = written
    return content | dict(record.extra)


def _default(field: Field[Any]) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _slot(field: Field[Any], hint: Any) -> _Slot:
    parts = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    kind = next(part for part in parts if part is not types.NoneType)
    return _Slot(field, field.metadata.get("name", field.name), kind, len(parts) > 1)


PLAIN = (str, int, bool)


def _read(kind: Any, value: Any, name: str) -> Any:
    if kind in PLAIN:
        return _insist(kind, value, name)
    origin = typing.get_origin(kind)
    if origin is tuple:
        item_kind = typing.get_args(kind)[0]
        return tuple(_read(item_kind, item, name) for item in _insist(list, value, name))
    if origin is not None:
        return {key: _insist(str, item, name) for key, item in _insist(dict, value, name).items()}
    if kind is datetime:
        return parse_instant(_insist(str, value, name))
    if kind is date:
        return parse_day(_insist(str, value, name))
    if is_dataclass(kind):
        return from_mapping(typing.cast("type", kind), _insist(dict, value, name))
    if issubclass(kind, StrEnum):
        return kind(_insist(str, value, name))
    return _insist(kind, value, name)


def _insist(kind: type[R], value: Any, name: str) -> R:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
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
