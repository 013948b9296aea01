"""YAML text and plain mappings: one strict reader, one canonical writer.

Records come from strangers, so the reader takes a small, safe part of YAML only:

- one document, at most 64 KiB of UTF-8, nested at most 12 deep, a mapping at the top;
- no aliases, anchors, tags, merge keys, duplicate keys or keys that are not text;
- no control, bidirectional or zero-width characters, neither written out nor escaped;
- a plain scalar is an integer of at most 18 digits, `true`, `false`, `null` (or nothing), and text otherwise, so that
  the country `NO`, the number `012`, the time `12:30` and the day `2027-01-11` stay what was typed.

The writer quotes what other readers of YAML would take for something else than text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import yaml

from pmnet.domain.phrase import Recorded, phrase, told
from pmnet.errors import Finding, Findings

LARGEST: Final = 64 * 1024
DEEPEST: Final = 12

Pointer = tuple[str | int, ...]

Place = tuple[int, int]
"""Line and column, both from 1."""

Events = Callable[[], Any]
"""Gives the parser's next event; raises yaml.YAMLError."""

FORBIDDEN: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Characters that hide, reorder or command: controls except the line feed, bidirectional, empty and non-characters."""

INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
LONGEST_INTEGER: Final = 18
SHOWN: Final = 40
"""How much of a wrong word a message quotes."""

WORDS: Final = {"true": True, "false": False, "null": None, "": None}

LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """What a file says, and at which line and column (from 1) each scalar and each name stands.

    A list or a mapping is where its name is, because its first line is another line. Places are worked out when somebody
    asks, from `marks`: those of the names and values in the order of the file.
    """

    content: dict[str, Any]
    marks: Sequence[Any]

    @property
    def places(self) -> Mapping[Pointer, Place]:
        """Where each value stands."""
        return self._told[0]

    @property
    def names(self) -> Mapping[Pointer, Place]:
        """Where the name of each value stands."""
        return self._told[1]

    @cached_property
    def _told(self) -> tuple[dict[Pointer, Place], dict[Pointer, Place]]:
        places: dict[Pointer, Place] = {}
        names: dict[Pointer, Place] = {}
        marks = iter(self.marks)

        def follow(value: Any, pointer: Pointer) -> None:
            place = _place(next(marks))
            places[pointer] = names.get(pointer, place) if isinstance(value, dict | list) else place
            if isinstance(value, list):
                for number, item in enumerate(value):
                    follow(item, (*pointer, number))
            elif isinstance(value, dict):
                for name, item in value.items():
                    names[*pointer, name] = _place(next(marks))
                    follow(item, (*pointer, name))

        follow(self.content, ())
        return places, names

    def locate(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings with line and column filled in from their pointers, in the order of the file."""
        return sorted((self._located(finding) for finding in findings), key=lambda found: (found.line, found.column))

    def _located(self, finding: Finding) -> Finding:
        pointer = finding.pointer
        if finding.at_name and pointer in self.names:
            line, column = self.names[pointer]
            return replace(finding, line=line, column=column)
        while pointer not in self.places and pointer:
            pointer = pointer[:-1]
        line, column = self.places.get(pointer, (1, 1))
        return replace(finding, line=line, column=column)


def load(data: bytes, path: str) -> Document:
    """The document in `data`; raises Findings with line and column when it is not strict YAML."""
    return _Reader(path).read(data)


class _Reader:
    """One pass over the parser's events; stops at the first thing that must not be there."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.marks: list[Any] = []

    def read(self, data: bytes) -> Document:
        text = self._text(data)
        try:
            return self._document(LOADER(text).get_event)
        except yaml.MarkedYAMLError as error:
            ended = "end of stream" in (error.problem or "")  # the mistake is where the unfinished thing began
            mark = error.context_mark if ended and error.context_mark else error.problem_mark or error.context_mark
            line, column = _place(mark) if mark else (1, 1)
            message = phrase(
                "this cannot be read as YAML: {problem}",
                problem=Recorded(error.problem or error.context or phrase("unknown reason")),
            )
            raise self._refuse("yaml-syntax", message, line=line, column=column) from None
        except yaml.YAMLError:
            raise self._refuse("yaml-syntax", phrase("this is not YAML")) from None

    def _document(self, following: Events) -> Document:
        following()  # the stream begins
        event = following()
        if isinstance(event, yaml.StreamEndEvent):
            raise self._refuse("yaml-empty", phrase("the file is empty"))
        event = following()  # after the document begins
        if not isinstance(event, yaml.MappingStartEvent):
            raise self._refuse("yaml-mapping", phrase("the file must hold names and values, such as `id: anna`"), event)
        content = self._value(event, following, 0)
        following()  # the document ends
        event = following()
        if not isinstance(event, yaml.StreamEndEvent):
            raise self._refuse(
                "yaml-documents", phrase("a second document begins here; one file holds one record"), event
            )
        return Document(content, self.marks)

    def _text(self, data: bytes) -> str:
        if len(data) > LARGEST:
            raise self._refuse(
                "yaml-size",
                phrase("the file has {number} bytes; at most {LARGEST} are allowed", number=len(data), LARGEST=LARGEST),
            )
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise self._refuse("yaml-encoding", phrase("the file is not UTF-8 text"), line=line) from None
        bad = FORBIDDEN.search(text)
        if bad is not None:
            line = text.count("\n", 0, bad.start()) + 1
            column = bad.start() - text.rfind("\n", 0, bad.start())
            raise self._refuse("yaml-character", _character(bad[0]), line=line, column=column)
        return text

    def _value(self, event: Any, following: Events, depth: int) -> Any:
        if event.anchor is not None or event.tag is not None:
            raise self._extraordinary(event)
        self.marks.append(event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if depth >= DEEPEST:
            raise self._refuse("yaml-depth", phrase("nested more than {DEEPEST} deep", DEEPEST=DEEPEST), event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(following, depth + 1)
        return self._mapping(following, depth + 1)

    def _extraordinary(self, event: Any) -> Findings:
        shown = str(event.anchor or event.tag)[:SHOWN]
        if isinstance(event, yaml.AliasEvent):
            return self._refuse(
                "yaml-alias", phrase("the alias *{shown} is not allowed; write the value out", shown=shown), event
            )
        if event.anchor is not None:
            return self._refuse(
                "yaml-alias", phrase("the anchor &{shown} is not allowed; write the value out", shown=shown), event
            )
        return self._refuse("yaml-tag", phrase("the tag {shown} is not allowed", shown=shown), event)

    def _sequence(self, following: Events, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := following(), yaml.SequenceEndEvent):
            items.append(self._value(event, following, depth))
        return items

    def _mapping(self, following: Events, depth: int) -> dict[str, Any]:
        content: dict[str, Any] = {}
        while not isinstance(event := following(), yaml.MappingEndEvent):
            key = self._key(event)
            if key in content:
                raise self._refuse("yaml-duplicate-key", phrase("{key!r} stands here twice", key=key[:SHOWN]), event)
            self.marks.append(event.start_mark)
            content[key] = self._value(following(), following, depth)
        return content

    def _key(self, event: Any) -> str:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise self._refuse("yaml-alias", phrase("anchors and aliases are not allowed"), event)
        if not isinstance(event, yaml.ScalarEvent) or event.tag is not None:
            raise self._refuse("yaml-key", phrase("a name must be plain text"), event)
        key = self._scalar(event)
        if not isinstance(key, str) or key == "<<" or "\n" in key:
            raise self._refuse(
                "yaml-key", phrase("{event!r} cannot be a name; names are text", event=event.value[:SHOWN]), event
            )
        return key

    def _scalar(self, event: Any) -> Any:
        value: str = event.value
        bad = FORBIDDEN.search(value) if event.style == '"' else None  # elsewhere the text itself was looked at
        if bad is not None:
            raise self._refuse("yaml-character", _character(bad[0]), event)
        if not event.implicit[0] or (value not in WORDS and value[0] not in "-0123456789"):
            return value
        if value in WORDS:
            return WORDS[value]
        if INTEGER.match(value) is None:
            return value
        if len(value.lstrip("-")) > LONGEST_INTEGER:
            raise self._refuse(
                "yaml-number",
                phrase("a number of {number} digits is too long; quote it if it is text", number=len(value)),
                event,
            )
        return int(value)

    def _refuse(self, rule: str, message: str, event: Any = None, line: int = 1, column: int = 1) -> Findings:
        if event is not None:
            line, column = _place(event.start_mark)
        hint = phrase("look at the indentation, the colons and the quotes") if rule == "yaml-syntax" else ""
        finding = Finding(self.path, rule, message, hint, line=line, column=column)
        return Findings(told(finding), [finding])


def _place(mark: Any) -> Place:
    return mark.line + 1, mark.column + 1


def _character(found: str) -> str:
    name = {"\t": "a tab", "\r": phrase("a carriage return")}.get(
        found, phrase("the invisible character U+{ord:04X}", ord=ord(found))
    )
    return phrase("{name} is not allowed here", name=name)


class _Writer(yaml.SafeDumper):
    """Block style, lists indented under their name, everything ambiguous quoted."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _write_text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Writer.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rows if tag != "tag:yaml.org,2002:timestamp"]
    for first, rows in yaml.SafeDumper.yaml_implicit_resolvers.items()
}
_Writer.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(?:0[oxb][0-9a-fA-F_]*|[0-9_.]+(?:[eE][-+]?[0-9_]+)?)\Z"),
    list("-+._0123456789"),
)
_Writer.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"[yYnN]\Z"), list("yYnN"))
_Writer.add_representer(str, _write_text)


def dump(content: Mapping[str, Any]) -> str:
    """The canonical text of a record: the same mapping gives the same bytes everywhere."""
    return yaml.dump(dict(content), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=1 << 20)


def dump_inline(value: Any) -> str:
    """A list or mapping on one line, in brackets."""
    text: str = yaml.dump(
        value, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=1 << 20, default_flow_style=True
    )
    return text.removesuffix("...\n").rstrip("\n")
