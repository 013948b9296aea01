"""Objects that are written together: their ids are known before git has them, so that one process takes them all."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Mapping
from typing import Final

from pmnet.domain.commit import REGULAR
from pmnet.domain.network import A_KEEPER
from pmnet.domain.phrase import phrase
from pmnet.errors import Alarm

FOLDER: Final = "040000"
"""The mode of a folder."""

KINDS: Final = {"commit": 1, "tree": 2, "blob": 3}
"""The kinds of objects, as a pack numbers them."""


class Draft:
    """Objects that are not written yet."""

    def __init__(self, id_kind: str) -> None:
        """`id_kind` is how the repository makes ids: `sha1` or `sha256`."""
        self._id_kind = id_kind
        self._objects: dict[str, tuple[str, bytes]] = {}

    def add(self, kind: str, content: bytes) -> str:
        """The id of one more object (`blob`, `tree`, `commit`)."""
        name = self._digest(f"{kind} {len(content)}\0".encode() + content).hex()
        self._objects[name] = (kind, content)
        return name

    def tree(
        self,
        entries_of: Callable[[str], Mapping[str, tuple[str, str]]],
        old: str,
        changes: Mapping[tuple[str, ...], str],
    ) -> str:
        """The id of a tree (empty: there was none) with some files set by their ids, built from the leaves up."""
        entries = dict(entries_of(old)) if old else {}
        below: dict[str, dict[tuple[str, ...], str]] = {}
        for path, blob in changes.items():
            if len(path) == 1:
                entries[path[0]] = (REGULAR, blob)
            else:
                below.setdefault(path[0], {})[path[1:]] = blob
        for name, inner in below.items():
            mode, known = entries.get(name, ("", ""))
            entries[name] = (FOLDER, self.tree(entries_of, known if mode == FOLDER else "", inner))
        rows = sorted(_tree_row(name, mode, found) for name, (mode, found) in entries.items())
        return self.add("tree", b"".join(row for _, row in rows))

    def pack(self) -> bytes:
        """All of them as git sends objects from one place to another; uncompressed, because it goes through a pipe."""
        rows = (
            _head(KINDS[kind], len(content)) + zlib.compress(content, 0) for kind, content in self._objects.values()
        )
        pack = b"PACK" + (2).to_bytes(4) + len(self._objects).to_bytes(4) + b"".join(rows)
        return pack + self._digest(pack)

    def _digest(self, content: bytes) -> bytes:
        return hashlib.new(self._id_kind, content, usedforsecurity=False).digest()


def _head(kind: int, size: int) -> bytes:
    """What stands before an object: its kind, and its size in four bits and then seven at a time, the lowest first."""
    row, size = [kind << 4 | size & 15], size >> 4
    while size:
        row[-1] |= 128
        row.append(size & 127)
        size >>= 7
    return bytes(row)


def _tree_row(name: str, mode: str, found: str) -> tuple[bytes, bytes]:
    """What git orders an entry of a tree object by, and the entry."""
    own = name.encode("utf-8", "surrogateescape")
    return own + (b"/" if mode == FOLDER else b""), b"%s %s\0%s" % (
        mode.lstrip("0").encode(),
        own,
        bytes.fromhex(found),
    )


def tree_rows(content: bytes, width: int) -> dict[str, tuple[str, str]]:
    """The entries of a tree object by name: mode and id (`width` bytes); raises Alarm for what is none.

    In one go, because a folder may hold ten thousand records.
    """
    rows = re.findall(rb"([0-7]{1,6}|0[0-7]{6}) ([^\0]+)\0([\s\S]{%d})" % width, content)
    if sum(len(mode) + len(name) for mode, name, _ in rows) + len(rows) * (width + 2) != len(content):
        raise Alarm(
            phrase("a folder in this history is not written as folders are"),
            phrase("do nothing yet but ask {keeper}", keeper=A_KEEPER),
        )
    modes = {mode: mode.decode().zfill(6) for mode, _, _ in rows}
    return {name.decode("utf-8", "surrogateescape"): (modes[mode], found.hex()) for mode, name, found in rows}
