"""Whose records are, by their texts alone: of many records only those few are parsed that may be somebody's.

In a large folder, whoever keeps the files is first asked which of them mention a member at all. Whoever asks about many
members on one state, as a judge of a long history does, is better off with a list of them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

Text = Callable[[str], bytes | None]
"""A file's bytes by its path."""

Paths = Callable[[str], Iterable[str]]
"""The paths below a folder."""

Mentioning = Callable[[str, str, str], "Iterable[str] | None"]
"""(folder, first month, word) -> the paths whose text may say the word; None where the folder is read as quickly."""

FEW: Final = 8
"""So many questions about a state are asked one by one; then everybody's records are listed."""

Question = tuple[str, str, str, str]
"""Folder (`handovers/`), first month (`2026-11`, empty: all), field (`partner`), member."""


class Belonging:
    """What belongs to whom in one state."""

    def __init__(self, text: Text, paths: Paths, mentioning: Mentioning | None = None) -> None:
        self._text = text
        self._paths = paths
        self._mentioning = mentioning
        self._touched: set[str] = set()
        self._answers: dict[Question, set[str]] = {}
        self._months: dict[str, set[str]] = {}
        self._lists: dict[tuple[str, str], dict[str, set[str]]] = {}

    def paths(self, question: Question) -> set[str]:
        """The paths whose text says, or may say, that the field is the member."""
        if question not in self._answers and len(self._answers) < FEW and self._mentioning is not None:
            folder, first, _, member = question
            mentioning = self._mentioning(folder, first, member)
            if mentioning is not None:
                found = {*mentioning, *self._touched}
                self._answers[question] = {path for path in found if is_about(question, path, self._text)}
        return self._answers[question] if question in self._answers else self._listed(question)

    def note(self, paths: Iterable[str]) -> None:
        """Files differ from now on; what was found before may be too much then, and is never too little."""
        self._touched.update(paths)
        for path in paths:
            month = _month(path)
            for folder, months in self._months.items():
                if path.startswith(folder):
                    months.add(month)
            for (listed, field), index in self._lists.items():
                if listed == month:
                    self._list(index, path, field)
            for question, found in self._answers.items():
                if is_about(question, path, self._text):
                    found.add(path)

    def _listed(self, question: Question) -> set[str]:
        """The same from lists of everybody's records, month by month; they are made when they are first asked for."""
        folder, first, field, member = question
        if folder not in self._months:
            self._months[folder] = {_month(path) for path in self._paths(folder)}
        found: set[str] = set()
        for month in self._months[folder]:
            if month < f"{folder}{first}":
                continue
            if (month, field) not in self._lists:
                index = self._lists[month, field] = {}
                for path in self._paths(month):
                    self._list(index, path, field)
            index = self._lists[month, field]
            found |= index.get(member, set()) | index.get("", set())
        return found

    def _list(self, index: dict[str, set[str]], path: str, field: str) -> None:
        text = self._text(path)
        if text is not None:
            index.setdefault(_stated(text, field), set()).add(path)


def is_about(question: Question, path: str, text: Text) -> bool:
    """Whether the file at a path is in the months that are asked about, and says or may say what is asked."""
    folder, first, field, member = question
    if not path.startswith(folder) or _month(path) < f"{folder}{first}":
        return False
    return _stated(text(path) or b"", field) in (member, "")


def _month(path: str) -> str:
    """The folder that a file lies in (`handovers/2026-11/`)."""
    return path[: path.rfind("/") + 1]


def _stated(text: bytes, field: str) -> str:
    """What a record's text plainly says a field is; empty where it is not plain, so that the record must be parsed."""
    found = re.findall(rb"^[\"']?%s[\"']?[ \t]*:(.*)$" % field.encode(), text, re.MULTILINE)
    plain = re.fullmatch(rb" ([a-z][a-z0-9-]*)", found[0]) if len(found) == 1 else None
    return plain[1].decode() if plain else ""
