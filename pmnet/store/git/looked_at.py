"""Noting which files were looked at, so that next time nobody has to look again (`unchanged` asks)."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from hashlib import sha1
from pathlib import Path

from pmnet.errors import PmnetError
from pmnet.store.git.process import run_git
from pmnet.store.git.unchanged import CONTENTS, FIXED, FOLDERS, is_ours, place_of, seal
from pmnet.store.private_files import write_safely


def blob_id(content: bytes) -> str:
    """A file's id, as git gives it: here it only tells contents apart."""
    return sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def note(root: str, blobs: Mapping[str, str], description: bytes) -> None:
    """Note that files were looked at, by path and id, unless one of them has changed meanwhile. Never raises.

    Stopping anywhere leaves what was noted before, or nothing that counts.
    """
    place = place_of(root)
    if not Path(root, ".git").is_dir():
        return
    with contextlib.suppress(OSError, PmnetError):
        _insist_ours(place)
        draft = Path(f"{place}.{secrets.token_hex(4)}")
        try:
            if _fill(root, draft, blobs):
                if _is_young(root, draft, blobs):
                    os.utime(draft, (1, 1))  # older than any file: git then reads each of them instead of its times
                sealed = seal(draft.read_bytes(), draft.stat(), description)
                os.replace(draft, os.path.join(place, "index"))
                write_safely(Path(place, "seal"), sealed)
        finally:
            draft.unlink(missing_ok=True)


def _fill(root: str, index: Path, blobs: Mapping[str, str]) -> bool:
    """Make an index of these files; whether the folder has each of them."""
    where = ("--git-dir", place_of(root), "--work-tree", root, "update-index")
    variables = FIXED | {"GIT_INDEX_FILE": str(index.absolute())}
    rows = "".join(f"100644 {blob}\t{path}\0" for path, blob in blobs.items()).encode("utf-8", "surrogateescape")
    return (
        run_git([*where, "-z", "--index-info"], stdin=rows, variables=variables).code == 0
        and run_git([*where, "-q", "--refresh"], variables=variables).code == 0
    )


def _is_young(root: str, index: Path, paths: Iterable[str]) -> bool:
    """Whether a file was touched in the second in which git noted its times, or later: it could change unseen."""
    touched = [os.lstat(os.path.join(root, path)) for path in paths]
    return any(int(max(one.st_mtime, one.st_ctime)) >= int(index.stat().st_mtime) for one in touched)


def _insist_ours(place: str) -> None:
    """Make the git folder where it is missing or not ours; what another process makes meanwhile is the same."""
    with contextlib.suppress(OSError):
        if is_ours(place):
            return
        shutil.rmtree(place)
    for folder in FOLDERS:
        os.makedirs(os.path.join(place, folder), exist_ok=True)
    for path, content in CONTENTS.items():
        write_safely(Path(place, path), content)
