"""Records as files in a folder: what `validate` looks at, in a clone, in a checkout without history, anywhere.

Only regular files count; a link or a program in a record's place is a finding, never followed.
"""

from __future__ import annotations

import os
import stat
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pmnet.domain.records import KINDS
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Finding
from pmnet.store.files import LARGEST
from pmnet.store.parsing import parse_checked

PROGRAM = stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH


@dataclass(frozen=True, slots=True)
class Folder:
    """What lies in a network's record folders: the paths of all files in order, and which of them are plain files."""

    root: Path
    paths: tuple[str, ...]
    plain: frozenset[str]

    @classmethod
    def at(cls, root: Path) -> Folder:
        """What lies there now."""
        found = dict(_files(root))
        return cls(root, tuple(sorted(found)), frozenset(path for path, is_plain in found.items() if is_plain))

    def text(self, path: str) -> bytes | None:
        """A file's bytes; None where there is none, or it is a link or a program."""
        return read_file(self.root / path) if path in self.plain else None

    def below(self, prefix: str) -> tuple[str, ...]:
        """The paths that begin with `prefix`, in order."""
        return self.paths[bisect_left(self.paths, prefix) : bisect_left(self.paths, prefix + "\U0010ffff")]

    def snapshot(self) -> Snapshot:
        """The records, checked in full."""
        return Snapshot(self.text, self.below, parse_checked)

    def irregular(self) -> list[Finding]:
        """What lies in the record folders and is no plain file."""
        return [
            Finding(path, "path-mode", "a record must be a plain file, not a link or a program", "", (), 1, 1)
            for path in self.paths
            if path not in self.plain
        ]


def read_file(place: Path) -> bytes:
    """A file's bytes, at most one more than a record may have: enough to refuse it."""
    with place.open("rb") as file:
        return file.read(LARGEST + 1)


def _files(root: Path) -> Iterator[tuple[str, bool]]:
    """Each file in the record folders, and whether it is a plain one."""
    tops = {kind.folder for kind in KINDS}
    with os.scandir(root) as entries:
        for entry in entries:
            if entry.name in tops:
                yield from _below(entry, entry.name)


def _below(entry: os.DirEntry[str], path: str) -> Iterator[tuple[str, bool]]:
    if not entry.is_dir(follow_symlinks=False):
        mode = entry.stat(follow_symlinks=False).st_mode
        yield path, stat.S_ISREG(mode) and not mode & PROGRAM
        return
    with os.scandir(entry.path) as entries:
        for inner in entries:
            yield from _below(inner, f"{path}/{inner.name}")
