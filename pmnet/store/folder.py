"""Records as files in a folder: what `validate` looks at, in a clone, in a checkout without history, anywhere.

Only regular files count; a link or a program in a record's place is a finding, never followed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pmnet.domain.records import KINDS
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Finding
from pmnet.store.files import LARGEST
from pmnet.store.parsing import parse_checked


def folder_snapshot(root: Path) -> Snapshot:
    """The records in a folder that holds a network, checked in full."""
    paths = sorted(path for path in _files(root))
    known = set(paths)
    return Snapshot(
        lambda path: read_file(root / path) if path in known and _is_regular(root / path) else None,
        lambda prefix: [path for path in paths if path.startswith(prefix)],
        parse_checked,
    )


def irregular(root: Path) -> list[Finding]:
    """What lies in the record folders and is no plain file."""
    return [
        Finding(path, "path-mode", "a record must be a plain file, not a link or a program", "", (), 1, 1)
        for path in _files(root)
        if not _is_regular(root / path)
    ]


def read_file(place: Path) -> bytes:
    """A file's bytes, at most one more than a record may have: enough to refuse it."""
    with place.open("rb") as file:
        return file.read(LARGEST + 1)


def _files(root: Path) -> Iterator[str]:
    for kind in KINDS:
        if kind.folder.endswith(".yaml"):
            if (root / kind.folder).is_file():
                yield kind.folder
            continue
        for parent, folders, names in os.walk(root / kind.folder):
            folders.sort()
            links = [name for name in folders if (Path(parent) / name).is_symlink()]
            for name in sorted([*names, *links]):
                yield (Path(parent) / name).relative_to(root).as_posix()


def _is_regular(place: Path) -> bool:
    return place.is_file() and not place.is_symlink() and not os.access(place, os.X_OK)
