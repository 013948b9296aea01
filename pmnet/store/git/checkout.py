"""The folder people see: it follows the shared record, and whatever they do in it survives."""

from __future__ import annotations

import os
from typing import Final

from pmnet.errors import Bug
from pmnet.store.git.few import NextList, few, next_list, show
from pmnet.store.git.history import changed, is_ancestor
from pmnet.store.git.presence import one_at_a_time
from pmnet.store.git.process import checked
from pmnet.store.git.refs import MAIN, shows_main
from pmnet.store.git.repository import Repository
from pmnet.store.git.unchanged import PLAIN_BYTES

SHOWING: Final = "pmnet/showing"
"""Where to the folder is being brought, from before its first file changes until after the last."""


def foresee(repository: Repository, commit: str) -> NextList | None:
    """What takes longest about bringing the visible folder to `commit`, begun while a server still decides on it."""
    if repository.folder is None or not _shows_main(repository):
        return None
    head = repository.tip(MAIN)
    return next_list(repository, head, commit) if head is not None and is_ancestor(repository, head, commit) else None


def advance(repository: Repository, commit: str, foreseen: NextList | None = None) -> bool:
    """Bring the visible folder to `commit` if nothing in it would be touched; whether that was done. Never raises.

    A file counts as untouched when it says what it said at some point between the state shown and `commit`: so a file
    that was edited to just what was published, or that an interrupted update left behind, is in nobody's way. Of a file
    that an interrupted update was to change, nothing or a part may be left.
    """
    if repository.folder is None or not _shows_main(repository):
        return False
    try:
        with one_at_a_time(repository.git_dir):  # else one could take back what another has just shown
            return _advance(repository, commit, foreseen)
    except (Bug, OSError):  # such as a list of visible files, or a file, that cannot be read
        return False


def _advance(repository: Repository, commit: str, foreseen: NextList | None) -> bool:
    head = repository.tip(MAIN)
    if head == commit or (head is not None and not is_ancestor(repository, head, commit)):
        return head == commit
    _insist_plain_bytes(repository)
    changes = few(repository, head, commit) if head is not None else None
    if changes is not None and show(repository, changes, foreseen):
        return True
    half = _half_shown(repository, head)
    edited, untracked = _state(repository, bool(head))
    if not all(path in half or _was_there(repository, path, head, commit) for path in edited):
        return False
    same = [
        path
        for path in untracked
        if (found := repository.folder_bytes(path)) is not None
        and (path in half or found == repository.read(commit, path))
    ]
    names = "\0".join([*edited, *same]).encode("utf-8", "surrogateescape")
    if names and repository.run("update-index", "--add", "--remove", "-z", "--stdin", stdin=names + b"\0").code != 0:
        return False
    start = repository.run("write-tree").out.decode().strip() if names else head
    if not _update(repository, start, commit):
        return False
    return repository.run("update-ref", "--end-of-options", MAIN, commit, head or "").code == 0


def _shows_main(repository: Repository) -> bool:
    if shows_main(str(repository.git_dir)):
        return True
    return repository.run("symbolic-ref", "--quiet", "HEAD").out.decode().strip() == MAIN


def _state(repository: Repository, shown: bool) -> tuple[list[str], list[str]]:
    """The files that were edited since a state was `shown`, and those that were never sent.

    What is looked at is noted in git's list of visible files, so that bringing it further does not look again.
    """
    options = ("--porcelain=v1", "-z", "--no-renames", "--untracked-files=all")
    done = checked(repository.run("status", *options, variables={"GIT_OPTIONAL_LOCKS": "1"}))
    rows = [row for row in done.out.decode("utf-8", "surrogateescape").split("\0") if row]
    untracked = [row[3:] for row in rows if row.startswith("??")]
    return [row[3:] for row in rows if shown and not row.startswith("??")], untracked


def _update(repository: Repository, start: str | None, commit: str) -> bool:
    """Change the files from one state to another, noting where to until that is done; whether it was."""
    note = repository.git_dir / SHOWING
    earlier = note.read_bytes() if note.is_file() else b""
    note.parent.mkdir(exist_ok=True)
    note.write_bytes(commit.encode())
    ended = repository.run("read-tree", "-m", "-u", *([start] if start else []), commit).code
    if ended == 0:
        note.unlink(missing_ok=True)
    elif ended > 0:  # it refused, and touched nothing
        note.write_bytes(earlier)
    return ended == 0


def _half_shown(repository: Repository, head: str | None) -> set[str]:
    """The files that an interrupted update was to change, and of which it left nothing, or only how they begin."""
    note = repository.git_dir / SHOWING
    aim = note.read_text("ascii", "replace") if note.is_file() else ""
    known = aim != "" and head is not None and repository.tip(aim) == aim and is_ancestor(repository, head, aim)
    if head is None or not known:
        return set()
    return {
        path
        for path in changed(repository, head, aim)
        if _is_free(repository, path)
        or (
            (found := repository.folder_bytes(path)) is not None
            and (repository.read(aim, path) or b"").startswith(found)
        )
    }


def _insist_plain_bytes(repository: Repository) -> None:
    """Let the folder hold the records' very bytes: no attribute of a network may name a program or change line ends."""
    place = repository.git_dir / "info" / "attributes"
    if not place.is_file() or place.read_bytes() != PLAIN_BYTES:
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(PLAIN_BYTES)


def _was_there(repository: Repository, path: str, head: str | None, commit: str) -> bool:
    """Whether a file's bytes in the folder are those of the path at `commit` or on the way to it."""
    found = repository.folder_bytes(path)
    if found is None or found == repository.read(commit, path):
        return found is not None
    span = f"{head}..{commit}" if head else commit
    done = repository.run("rev-list", "--first-parent", "--end-of-options", span, "--", path)
    return any(found == repository.read(name, path) for name in done.out.decode().split())


def edited_files(repository: Repository) -> list[str]:
    """The tracked files that differ from the last state shown in the folder, staged or not."""
    if repository.tip(MAIN) is None:
        return []
    _insist_plain_bytes(repository)
    done = checked(repository.run("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=no"))
    return [row[3:] for row in done.out.decode("utf-8", "surrogateescape").split("\0") if row]


def untracked_files(repository: Repository) -> list[str]:
    """Files in the folder that were never sent."""
    done = checked(repository.run("ls-files", "-z", "--others", "--exclude-standard"))
    return [row for row in done.out.decode("utf-8", "surrogateescape").split("\0") if row]


def _is_free(repository: Repository, path: str) -> bool:
    assert repository.folder is not None
    return not os.path.lexists(repository.folder / path)
