"""What commits changed, read from the folders that they name.

A folder is read strictly, because git itself is lenient: it reads the mode `100664` as `100644`, and a name twice as it
pleases. It is compared with the folder before it and only read where they differ, so that a long month costs no more than
a short one. Nobody can make it read without end: a commit that changes too much is left off.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Final

from pmnet.domain.phrase import phrase
from pmnet.errors import Alarm
from pmnet.store.git.repository import Repository

MOST_ROWS: Final = 1_000
"""More changes of one commit are not read; the rules refuse half of that already."""

DEEPEST: Final = 20
"""Folders below that are not read; records lie three deep."""

AT_ONCE: Final = 64
"""Folders that are kept in memory together."""

MODES: Final = frozenset((b"100644", b"40000", b"100755", b"120000", b"160000"))
"""The modes that git writes."""

ODD: Final = phrase("a folder in it is not written as folders are, so that not everybody would read the same")
TOO_DEEP: Final = phrase("its folders lie too deep in one another")
TOO_MUCH: Final = phrase("it changes more than a person's act can")

ENTRY: Final = {width: re.compile(rb"([0-7]+) ([^\0]+)\0([\s\S]{%d})" % width) for width in (20, 32)}
"""One entry of a folder: mode, name, id; by the length of ids."""

Entry = tuple[bytes, bytes, bytes]

Row = tuple[str, str, str, str]
"""Path, mode after (empty: gone), id before (empty: new), id after."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder's entries, where each of them ends, and whether that is all there is and written as git writes it."""

    content: bytes = b""
    entries: Sequence[Entry] = ()
    ends: Sequence[int] = ()
    plain: bool = True


@dataclass(slots=True)
class Changes:
    """What one commit changed below its top folder, and what is wrong with the way its folders are written."""

    rows: list[Row] = field(default_factory=list)
    odd: str = ""
    asked: int = 0


@dataclass(frozen=True, slots=True)
class _Pair:
    """One folder of one commit before and after; no id where there is none."""

    changes: Changes
    path: str
    before: str
    after: str


class Comparison:
    """Compares the folders of one commit after another; remembers how each folder was last."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._last: dict[str, tuple[str, Folder]] = {}

    def changes(self, tops: Iterable[tuple[str, str]]) -> list[Changes]:
        """What differs between pairs of top folders, each told by its id; raises Alarm where a folder is missing."""
        found = [(Changes(), before, after) for before, after in tops]
        level = [_Pair(changes, "", before, after) for changes, before, after in found if before != after]
        for depth in range(DEEPEST + 1):
            portions = [level[start : start + AT_ONCE] for start in range(0, len(level), AT_ONCE)]
            level = [pair for portion in portions for pair in self._level(portion, depth)]
        for changes, _, _ in found:
            changes.rows.sort()
        return [changes for changes, _, _ in found]

    def _level(self, pairs: Sequence[_Pair], depth: int) -> Iterator[_Pair]:
        contents = self._contents(pairs)
        for pair in pairs:
            before = self._before(pair, contents)
            after, gone, come = follow(before, contents.get(pair.after, b""), len(pair.after or pair.before) // 2)
            if pair.after:
                self._last[pair.path] = pair.after, after
            below = list(_told(pair, gone, come))
            changes = pair.changes
            changes.asked += len(below)
            if not after.plain:
                changes.odd = ODD
            if depth == DEEPEST:
                changes.odd = TOO_DEEP
            if changes.asked + len(changes.rows) > MOST_ROWS:
                changes.odd = TOO_MUCH
            if changes.odd != TOO_MUCH:
                yield from below

    def _contents(self, pairs: Iterable[_Pair]) -> dict[str, bytes]:
        """The folders that are needed and not remembered, by id."""
        last = {path: name for path, (name, _) in self._last.items()}
        wanted: dict[str, None] = {}
        for pair in pairs:
            if pair.before and last.get(pair.path) != pair.before:
                wanted[pair.before] = None
            if pair.after:
                wanted[pair.after] = None
                last[pair.path] = pair.after
        names = list(wanted)
        found = dict(zip(names, self._repository.objects(names), strict=True))
        if any(kind != "tree" for kind, _ in found.values()):
            raise Alarm(
                phrase("the history of this copy is not complete: a folder is missing"),
                phrase("join again in a new folder"),
            )
        return {name: content for name, (_, content) in found.items()}

    def _before(self, pair: _Pair, contents: dict[str, bytes]) -> Folder:
        if not pair.before:
            return Folder()
        name, folder = self._last.get(pair.path, ("", Folder()))
        return folder if name == pair.before else follow(Folder(), contents[pair.before], len(pair.before) // 2)[0]


def follow(before: Folder, content: bytes, width: int) -> tuple[Folder, list[Entry], list[Entry]]:
    """The folder with that content, and the entries that are gone and come since the one before it.

    `width` is the length of an id in bytes.
    """
    head = _alike(before.content, content)
    tail = _alike(before.content[head:][::-1], content[head:][::-1])
    first = bisect_right(before.ends, head)
    last = min(bisect_left(before.ends, len(before.content) - tail) + 1, len(before.ends))
    begin = before.ends[first - 1] if first else 0
    rest = before.ends[last - 1] if last else 0
    end = len(content) - (len(before.content) - rest)
    middle: list[Entry] = ENTRY[width].findall(content, begin, end)
    ends = list(accumulate((len(mode) + len(name) + 2 + width for mode, name, _ in middle), initial=begin))
    entries = [*before.entries[:first], *middle, *before.entries[last:]]
    plain = ends[-1] == end and _is_plain(entries, first, first + len(middle))
    if before.content and not (before.plain and plain):  # where entries end is sure only while each is as it should be
        after, _, _ = follow(Folder(), content, width)
        return after, _besides(before.entries, after.entries), _besides(after.entries, before.entries)
    shifted = [place + end - rest for place in before.ends[last:]]
    after = Folder(content, entries, [*before.ends[:first], *ends[1:], *shifted], plain)
    old = before.entries[first:last]
    return after, _besides(old, middle), _besides(middle, old)


def _alike(one: bytes, other: bytes) -> int:
    """How many bytes two contents have in common at their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _besides(entries: Iterable[Entry], others: Iterable[Entry]) -> list[Entry]:
    known = set(others)
    return [entry for entry in entries if entry not in known]


def _is_plain(entries: Sequence[Entry], begin: int, end: int) -> bool:
    """Whether the entries from `begin` to `end`, put between others that are plain, are as git writes them."""
    fresh = entries[begin:end]
    around = [_order(entry) for entry in entries[max(begin - 1, 0) : end + 1]]
    return (
        all(mode in MODES and b"/" not in name for mode, name, _ in fresh)
        and all(one < other for one, other in pairwise(around))
        and not any(_has(entries, name + b"/" if mode != b"40000" else name) for mode, name, _ in fresh)
    )


def _order(entry: Entry) -> bytes:
    """What git orders a folder's entries by."""
    return entry[1] + b"/" if entry[0] == b"40000" else entry[1]


def _has(entries: Sequence[Entry], key: bytes) -> bool:
    place = bisect_left(entries, key, key=_order)
    return place < len(entries) and _order(entries[place]) == key


def _told(pair: _Pair, gone: Iterable[Entry], come: Iterable[Entry]) -> Iterator[_Pair]:
    """Notes the files that differ, and gives the folders to be compared; what was a folder and is a file is both."""
    before = {name: (mode, told.hex()) for mode, name, told in gone}
    after = {name: (mode, told.hex()) for mode, name, told in come}
    for name in {**before, **after}:
        path = pair.path + name.decode("utf-8", "surrogateescape")
        (mode, was), (new_mode, told) = before.get(name, (b"", "")), after.get(name, (b"", ""))
        folder, file = ("", was) if not _is_folder(mode) else (was, "")
        new_folder, new_file = ("", told) if not _is_folder(new_mode) else (told, "")
        if file or new_file:
            pair.changes.rows.append((path, new_mode.decode() if new_file else "", file, new_file))
        if folder or new_folder:
            yield _Pair(pair.changes, f"{path}/", folder, new_folder)


def _is_folder(mode: bytes) -> bool:
    return mode.lstrip(b"0") == b"40000"
