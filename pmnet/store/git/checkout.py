"""The folder people see: it follows the shared record, and whatever they do in it survives."""

from __future__ import annotations

from pmnet.store.git.history import is_ancestor
from pmnet.store.git.process import checked
from pmnet.store.git.repository import MAIN, Repository


def advance(repository: Repository, commit: str) -> bool:
    """Bring the visible folder to `commit` if nothing in it would be touched; whether that was done.

    A file that was edited to just what the commit says counts as untouched.
    """
    if repository.folder is None or repository.run("symbolic-ref", "--quiet", "HEAD").out.decode().strip() != MAIN:
        return False
    head = repository.tip(MAIN)
    if head == commit or (head is not None and not is_ancestor(repository, head, commit)):
        return head == commit
    repository.run("update-index", "-q", "--refresh")
    edited = edited_files(repository)
    if any(_folder_bytes(repository, path) != repository.read(commit, path) for path in edited):
        return False
    if edited:
        checked(repository.run("update-index", "--add", "-z", "--stdin", stdin="\0".join(edited).encode() + b"\0"))
    merge = ["read-tree", "-m", "-u", *([head] if head else []), commit]
    if repository.run(*merge).code != 0:
        return False
    checked(repository.run("update-ref", "--end-of-options", MAIN, commit, head or ""))
    return True


def edited_files(repository: Repository) -> list[str]:
    """The tracked files that differ from the last state shown in the folder, staged or not."""
    if repository.tip(MAIN) is None:
        return []
    done = checked(repository.run("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=no"))
    return [row[3:] for row in done.out.decode("utf-8", "surrogateescape").split("\0") if row]


def untracked_files(repository: Repository) -> list[str]:
    """Files in the folder that were never sent."""
    done = checked(repository.run("ls-files", "-z", "--others", "--exclude-standard"))
    return [row for row in done.out.decode("utf-8", "surrogateescape").split("\0") if row]


def _folder_bytes(repository: Repository, path: str) -> bytes | None:
    assert repository.folder is not None
    place = repository.folder / path
    return place.read_bytes() if place.is_file() and not place.is_symlink() else None
