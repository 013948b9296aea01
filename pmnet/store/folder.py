"""Records as files in a folder: what `validate` looks at, in a clone, in a checkout without history, anywhere.

Only regular files count; a link or a program in a record's place is a finding, never followed.
"""

from __future__ import annotations

import stat
from bisect import bisect_left
from dataclasses import dataclass, field
from pathlib import Path

from pmnet.domain.phrase import phrase
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Finding
from pmnet.store.files import LARGEST
from pmnet.store.git.looked_at import blob_id
from pmnet.store.listing import files
from pmnet.store.parsing import parse_checked

PROGRAM = stat.S_IXUSR
"""By that git takes a file for a program, whatever others may do with it."""


@dataclass(frozen=True, slots=True)
class Folder:
    """What lies in a network's record folders: the paths of all files in order, and which of them are plain files.

    `blobs` are the ids of the contents that were read.
    """

    root: Path
    paths: tuple[str, ...]
    plain: frozenset[str]
    blobs: dict[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def at(cls, root: Path) -> Folder:
        """What lies there now."""
        found = files(str(root))
        modes = {path: entry.stat(follow_symlinks=False).st_mode for path, entry in found.items()}
        plain = (path for path, mode in modes.items() if stat.S_ISREG(mode) and not mode & PROGRAM)
        return cls(root, tuple(sorted(found)), frozenset(plain))

    def text(self, path: str) -> bytes | None:
        """A file's bytes; None where there is none, or it is a link or a program."""
        if path not in self.plain:
            return None
        content = read_file(self.root / path)
        found = blob_id(content)
        if self.blobs.setdefault(path, found) != found:
            self.blobs[path] = ""  # nobody can say which of both was checked
        return content

    def below(self, prefix: str) -> tuple[str, ...]:
        """The paths that begin with `prefix`, in order."""
        return self.paths[bisect_left(self.paths, prefix) : bisect_left(self.paths, prefix + "\U0010ffff")]

    def snapshot(self) -> Snapshot:
        """The records, checked in full."""
        return Snapshot(self.text, self.below, parse_checked)

    def irregular(self) -> list[Finding]:
        """What lies in the record folders and is no plain file."""
        return [
            Finding(path, "path-mode", phrase("a record must be a plain file, not a link or a program"), "", (), 1, 1)
            for path in self.paths
            if path not in self.plain
        ]


def read_file(place: Path) -> bytes:
    """A file's bytes, at most one more than a record may have: enough to refuse it."""
    with place.open("rb") as file:
        return file.read(LARGEST + 1)
