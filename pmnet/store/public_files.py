"""Files that are made to be passed on, written whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from pmnet.store.private_files import sync_folder


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in place of what was there; whoever reads it meanwhile reads the old one or the new one."""
    draft = path.with_name(f".{path.name[:64]}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        error.filename, error.filename2 = str(path), None  # nobody knows the draft
        raise
    sync_folder(path.parent)
