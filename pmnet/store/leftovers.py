"""What killed commands left among the temporary files of this machine: folders whose name says that they are pmnet's."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pmnet.store.git.ssh import LONGEST

NAME: Final = re.compile(r"pmnet-[a-z0-9_]{8}")
"""How temporary folders of pmnet are called."""

CONTENT: Final = re.compile(r"[0-9a-f]{40}(\.\w+)?|headers|sender\d+|tmp[a-z0-9_]{8}")
"""What lies in them: the socket of a connection, what a server told, repositories in which a host was tried out."""

RESTED_SECONDS: Final = 60 * 60
"""So long nothing in a folder may have changed: no command of pmnet takes an hour between one writing and the next."""


def folders_of_mine() -> list[Path]:
    """Folders of pmnet among the temporary files that are this person's own and that nobody uses any more."""
    usual = tempfile.gettempdir()
    places = {os.environ.get("XDG_RUNTIME_DIR") or usual, usual}
    if len(usual) > LONGEST:
        places.add("/tmp")  # noqa: S108 - where sockets lie then
    found = {folder.resolve() for place in places for folder in Path(place).glob("pmnet-*") if _is_left(folder)}
    return sorted(found)


def remove(folders: Iterable[Path]) -> None:
    """Remove such folders."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    """Whether it is a folder that only this person can enter, named and filled as ours are, and not touched for a while."""
    try:
        about = folder.lstat()
        mine = not hasattr(os, "getuid") or about.st_uid == os.getuid()
        named = NAME.fullmatch(folder.name) and all(CONTENT.fullmatch(place.name) for place in folder.iterdir())
        plain = not folder.is_symlink() and folder.is_dir() and about.st_mode & 0o077 == 0
        return mine and plain and bool(named) and all(_is_old(place) for place in (folder, *folder.iterdir()))
    except OSError:
        return False


def _is_old(place: Path) -> bool:
    return time.time() - place.lstat().st_mtime > RESTED_SECONDS
