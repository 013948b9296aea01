"""Files that only their owner can read, written whole or not at all, even when the machine stops in between."""

from __future__ import annotations

import os
import secrets
import shlex
import stat
from pathlib import Path

from pmnet.domain.phrase import phrase
from pmnet.errors import Conflict, NotAllowed


def write_safely(path: Path, content: bytes) -> None:
    """Write a file only its owner can read, in place of what was there."""
    new = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        _write(draft, content)
        os.replace(draft, path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        error.filename, error.filename2 = str(path), None  # nobody knows the draft
        raise
    for folder in (path.parent, *(folder.parent for folder in new)):
        sync_folder(folder)


def write_new(path: Path, content: bytes) -> None:
    """Write a file only its owner can read where there is none; raises Conflict where there is one."""
    try:
        _write(path, content)
    except FileExistsError:
        raise Conflict(
            phrase("{path} is there already, and nothing is overwritten", path=path), phrase("name another file")
        ) from None
    except OSError:
        path.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def insist_private(path: Path) -> None:
    """Raises NotAllowed where others could read a file."""
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise NotAllowed(
            phrase("{path} can be read by others, so it is not used", path=path),
            phrase("chmod 600 {quote}", quote=shlex.quote(str(path))),
        )


def sync_folder(folder: Path) -> None:
    """Have the disk know the names in a folder, where a system can be asked for that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
