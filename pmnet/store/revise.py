"""Editing YAML text without losing what a person wrote into it: comments, order, blank lines, quoting.

Only the ranges of text whose value changed are written anew, in the canonical writer's form; all other bytes stay. A line
that is removed takes its own end-of-line comment along and nothing else; what is added goes behind its neighbour, so that a
comment stays above what it is about. The result is read back, and where it does not say what it should (a place that cannot
be edited in place), the whole text is written canonically.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from typing import Any

import yaml

from pmnet.errors import Findings
from pmnet.store.files import LOADER, dump, dump_inline, load


def revise(text: str, content: Mapping[str, Any], path: str = "") -> str:
    """`text` changed to say `content`; raises Findings where `text` is not strict YAML."""
    before = load(text.encode(), path).content
    if _same(before, content):
        return text
    text = text if text.endswith("\n") else f"{text}\n"
    reviser = _Reviser(text)
    try:
        reviser.mapping(yaml.compose(text, Loader=LOADER), before, content)
        revised = reviser.result()
        kept = _same(load(revised.encode("utf-8", "surrogatepass"), path).content, content)
    except (_CannotKeepError, Findings):
        kept = False
    return revised if kept else dump(content)


class _CannotKeepError(Exception):
    """A place that cannot be edited without writing what is around it anew."""


class _Reviser:
    """Collects replacements of ranges of one text; lines and columns count from 0."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))
        self.edits: list[tuple[int, int, str]] = []

    def result(self) -> str:
        """The text with all replacements made."""
        text = self.text
        for start, end, new in sorted(self.edits, key=lambda edit: edit[:2], reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def mapping(self, node: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Change the entries of a block mapping."""
        if node.flow_style or not set(before) & set(after):
            raise _CannotKeepError
        entries = {key.value: (key, value) for key, value in node.value}
        indent = node.start_mark.column
        for name, (key, value) in entries.items():
            if name not in after:
                self._remove_entry(node, key, value, after)
            elif not _same(before[name], after[name]):
                self._value(key, value, before[name], after[name], indent)
        behind = next(name for name in entries if name in after)
        for name in after:
            if name in entries:
                behind = name
                continue
            self._insert(self._last_line(*entries[behind]) + 1, dump({name: after[name]}), indent)

    def _remove_entry(self, node: Any, key: Any, value: Any, after: Mapping[str, Any]) -> None:
        """Remove an entry; where it stands behind its item's dash, the next entry moves up there."""
        first, last = key.start_mark.line, self._last_line(key, value)
        if not self.lines[first][: key.start_mark.column].strip():
            self._remove_lines(first, last)
            return
        following = node.value[1][0] if len(node.value) > 1 else None
        if following is None or following.value not in after or following.start_mark.line != last + 1:
            raise _CannotKeepError
        self.edits.append((self._offset(key.start_mark), self._offset(following.start_mark), ""))

    def _value(self, key: Any, node: Any, before: Any, after: Any, indent: int) -> None:
        """Change the value of one entry, inside it where that can be done."""
        if not self._inside(node, before, after):
            self._replace(key, node, after, indent)

    def _inside(self, node: Any, before: Any, after: Any) -> bool:
        """Change what is inside a mapping or list; whether that could be done."""
        done = len(self.edits)
        try:
            if isinstance(before, dict) and isinstance(after, dict) and after:
                self.mapping(node, before, after)
                return True
            if isinstance(before, list) and isinstance(after, list) and after:
                self._sequence(node, before, after)
                return True
        except _CannotKeepError:
            del self.edits[done:]
        return False

    def _replace(self, key: Any, node: Any, after: Any, indent: int) -> None:
        """Write the value of one entry anew behind its name; a comment at the end of its line stays."""
        line, colon = key.end_mark.line, self._offset(key.end_mark) + 1
        inline = node.end_mark.line == line or _is_nothing(node)
        end = self._offset(node.end_mark) if inline and not _is_nothing(node) else colon
        first, *rest = _written_like(node, after).splitlines(keepends=True)
        said = first.removeprefix("x:").rstrip("\n")
        if inline:
            self.edits.append((colon, end, said))
        else:
            last = self._last_line(key, node)
            self.edits.append((colon, self.starts[line + 1] - 1, said))
            self._remove_lines(line + 1, last)
        self._insert(line + 1, "".join(rest), indent)

    def _sequence(self, node: Any, before: list[Any], after: list[Any]) -> None:
        """Change the items of a block sequence."""
        if node.flow_style:
            raise _CannotKeepError
        items, dash = node.value, node.start_mark.column
        old, new = [_canonical(item) for item in before], [_canonical(item) for item in after]
        for tag, a, a_end, b, b_end in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
            if tag == "equal":
                continue
            both = min(a_end - a, b_end - b)
            for place in range(both):
                self._item(items[a + place], before[a + place], after[b + place], dash)
            for item in items[a + both : a_end]:
                self._remove_lines(self._dash_line(item, dash), self._last_line(item, item))
            added = "".join(_as_item(item) for item in after[b + both : b_end])
            if added:
                self._insert(self._line_behind(items, a + both, dash), added, dash)

    def _item(self, node: Any, before: Any, after: Any, dash: int) -> None:
        """Change one item of a sequence, inside it where that can be done."""
        if self._inside(node, before, after):
            return
        written = _written_like(node, after)
        if isinstance(node, yaml.ScalarNode) and _is_inline(node) and written.count("\n") <= 1:
            self.edits.append((self._offset(node.start_mark), self._offset(node.end_mark), written[3:].rstrip("\n")))
            return
        line, last = self._dash_line(node, dash), self._last_line(node, node)
        new = _indented(_as_item(after), dash)
        self._remove_lines(line, last)
        self.edits.append((self.starts[line], self.starts[line], new))

    def _line_behind(self, items: list[Any], place: int, dash: int) -> int:
        """The line before which an item for that place goes: behind the item before it, else above the first one."""
        if place:
            return self._last_line(items[place - 1], items[place - 1]) + 1
        line = self._dash_line(items[0], dash)
        while line and self.lines[line - 1].lstrip().startswith("#"):
            line -= 1
        return line

    def _dash_line(self, item: Any, dash: int) -> int:
        """The line on which an item's dash stands; it must stand there first."""
        line: int = item.start_mark.line
        while line >= 0:
            head = self.lines[line][: dash + 1]
            if head == " " * dash + "-":
                return line
            if self.lines[line][: item.start_mark.column].strip():
                break  # the item of another sequence begins on the same line
            line -= 1
        raise _CannotKeepError

    def _last_line(self, key: Any, node: Any) -> int:
        """The last line a value's own text stands on, without the comments and blank lines behind it."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            inner = node.value[-1]
            return self._last_line(*inner) if isinstance(inner, tuple) else self._last_line(inner, inner)
        if _is_nothing(node):
            return int(key.end_mark.line)
        first, last = int(node.start_mark.line), int(node.end_mark.line)
        if node.end_mark.column == 0 and last > first:  # a text of several lines ends where the next line begins
            last -= 1
        while last > first and not self.lines[last].strip():
            last -= 1
        return last

    def _remove_lines(self, first: int, last: int) -> None:
        self.edits.append((self.starts[first], self.starts[last + 1], ""))

    def _insert(self, line: int, text: str, indent: int) -> None:
        if text:
            start = self.starts[min(line, len(self.lines))]
            self.edits.append((start, start, _indented(text, indent)))

    def _offset(self, mark: Any) -> int:
        line, column = int(mark.line), int(mark.column)
        return self.starts[line] + column


def _as_item(value: Any) -> str:
    """A value as one item of a sequence whose dashes stand at the beginning of the line."""
    lines = dump({"x": [value]}).splitlines(keepends=True)[1:]
    return "".join(line.removeprefix("  ") for line in lines)


def _indented(text: str, indent: int) -> str:
    return "".join(f"{' ' * indent}{line}" if line.strip() else line for line in text.splitlines(keepends=True))


def _written_like(node: Any, value: Any) -> str:
    """`x: value` in the brackets or quotes of the node it replaces, else canonical."""
    if isinstance(node, yaml.CollectionNode) and node.flow_style:
        return f"x: {dump_inline(value)}"
    if isinstance(value, str) and "\n" not in value and isinstance(node, yaml.ScalarNode):
        if node.style == '"':
            return f"x: {json.dumps(value, ensure_ascii=False)}"
        if node.style == "'":
            return "x: '" + value.replace("'", "''") + "'"
    return dump({"x": value})


def _is_inline(node: Any) -> bool:
    """Whether a scalar stands on one line and is not left out."""
    return bool(node.start_mark.line == node.end_mark.line) and not _is_nothing(node)


def _is_nothing(node: Any) -> bool:
    """Whether a value was left out: `key:` and nothing behind it."""
    return isinstance(node, yaml.ScalarNode) and node.value == "" and node.style is None


def _canonical(value: Any) -> str:
    return dump({"x": value})


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same to a reader: 1 is not true, and the order of names does not matter."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_same(a, b) for a, b in zip(one, other, strict=True))
    return type(one) is type(other) and bool(one == other)
