"""The few records that an act or a day changed, set in the visible folder one by one.

In a large network, looking at every file takes several times as long as the act itself. Writing git's list of visible files
anew takes as long as the server takes to decide: so it is written meanwhile, into a copy, which takes the list's place
once the server has said yes.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from threading import Thread
from typing import Final

from pmnet.domain.commit import REGULAR
from pmnet.errors import PmnetError
from pmnet.store.git.commits import read_raws
from pmnet.store.git.refs import MAIN
from pmnet.store.git.repository import Repository
from pmnet.store.git.trees import Comparison

FEW: Final = 100
"""Up to so many records are set one by one."""

LARGE_BYTES: Final = 1_000_000
"""From that size on git's list, of some ten thousand files, is written while the server decides."""

RECORD: Final = re.compile(r"(network|[a-z]+/([0-9]{4}-[0-9]{2}/)?[a-z0-9][a-z0-9.-]*)\.yaml")
"""Paths of records, which mean the same on every system."""


@dataclass(frozen=True, slots=True)
class Few:
    """What a folder that shows one state needs for showing another: by path, the text before and after, and that one's id."""

    head: str
    commit: str
    before: Mapping[str, bytes | None]
    texts: Mapping[str, bytes]
    blobs: Mapping[str, str]


def few(repository: Repository, head: str, commit: str) -> Few | None:
    """The records that differ between two states; None where they are many, or anything else differs."""
    before, after = (raw.tree for raw in read_raws(repository, [head, commit]))
    [changes] = Comparison(repository).changes([(before, after)])
    rows = changes.rows
    if (
        changes.odd
        or len(rows) > FEW
        or not all(RECORD.fullmatch(path) and mode == REGULAR for path, mode, _, _ in rows)
    ):
        return None
    known = repository.blobs({name for _, _, was, blob in rows for name in (was, blob) if name})
    return Few(
        head,
        commit,
        {path: known.get(was) for path, _, was, _ in rows},
        {path: known[blob] for path, _, _, blob in rows},
        {path: blob for path, _, _, blob in rows},
    )


class NextList:
    """Git's list of visible files as it is to be once a state is shown: a copy that is written in the background.

    Whoever else works in the folder meanwhile is not in its way: then the list is another one, and this one is dropped.
    """

    def __init__(self, repository: Repository, changes: Few) -> None:
        self.changes = changes
        self._repository = repository
        self._index = repository.git_dir / "index"
        self._lock = self._index.with_name("index.lock")
        self._place = repository.passing()
        self._made_of: tuple[int, ...] | None = None
        self._writing = Thread(target=self._write)
        self._writing.start()

    def _write(self) -> None:
        changes, variables = self.changes, {"GIT_INDEX_FILE": str(self._place.absolute())}
        rows = "".join(f"{REGULAR} {blob}\t{path}\0" for path, blob in changes.blobs.items())
        with suppress(OSError, PmnetError):
            found = _stamp(self._index)
            shutil.copy2(self._index, self._place)  # with its time, by which git knows whom it has to look at again
            if _is_listed_as(self._repository, changes.head, changes, variables):
                done = self._repository.run(
                    "update-index", "-z", "--index-info", stdin=rows.encode(), variables=variables
                )
                self._made_of = found if done.code == 0 else None

    def take_its_place(self, show: Callable[[], bool]) -> bool:
        """Let it be git's list once `show` has set the files; not where the list is not the one any more that it was made of."""
        self._writing.join()
        try:
            os.close(os.open(self._lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))  # as git locks it
        except OSError:
            return False
        try:
            if self._made_of is None or _stamp(self._index) != self._made_of or not show():
                return False
            self._place.replace(self._index)
        except OSError:
            return False
        finally:
            self._lock.unlink(missing_ok=True)
        return True

    def drop(self) -> None:
        """Leave nothing of it."""
        self._writing.join()
        self._place.unlink(missing_ok=True)


def next_list(repository: Repository, head: str, commit: str) -> NextList | None:
    """The list for showing a state, begun now; None where it is written quickly, or nobody would clear it away."""
    with suppress(OSError):
        if repository.handles and (repository.git_dir / "index").stat().st_size >= LARGE_BYTES:
            changes = few(repository, head, commit)
            return None if changes is None else NextList(repository, changes)
    return None


def show(repository: Repository, changes: Few, listed: NextList | None) -> bool:
    """Set the records, where nobody edited just those; whether that was done."""
    if not all(_is_untouched(repository, path, changes) for path in changes.texts):
        return False

    def set_all() -> bool:
        return all(_set(repository, path, text) for path, text in changes.texts.items())

    if listed is None or listed.changes != changes or not listed.take_its_place(set_all):
        # listed as in the new state, too, where somebody was killed just before the end
        if not any(_is_listed_as(repository, state, changes) for state in (changes.head, changes.commit)):
            return False
        names = "\0".join(changes.texts).encode() + b"\0"
        if not set_all() or repository.run("update-index", "--add", "-z", "--stdin", stdin=names).code != 0:
            return False
    return repository.run("update-ref", "--end-of-options", MAIN, changes.commit, changes.head).code == 0


def _stamp(file: Path) -> tuple[int, ...]:
    """What tells one list of visible files from another: each is a new file."""
    found = file.stat()
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def _is_listed_as(repository: Repository, state: str, changes: Few, variables: Mapping[str, str] | None = None) -> bool:
    """Whether git's list of visible files has nothing else for the records than a state."""
    words = ("diff-index", "--cached", "--quiet", state, "--", *changes.texts)
    return repository.run("--literal-pathspecs", *words, variables=variables).code == 0


def _is_untouched(repository: Repository, path: str, changes: Few) -> bool:
    """Whether a file says what it said or is to say, or nothing at all lies where it is to come; never through a link."""
    assert repository.folder is not None
    above = [repository.folder / parent for parent in list(PurePosixPath(path).parents)[:-1]]
    if any(folder.is_symlink() or (folder.exists() and not folder.is_dir()) for folder in above):
        return False
    found = repository.folder_bytes(path)
    if found is None:
        return changes.before[path] is None and not os.path.lexists(repository.folder / path)
    return found in (changes.before[path], changes.texts[path])


def _set(repository: Repository, path: str, text: bytes) -> bool:
    """Let an untouched file in the folder say something, whole or not at all."""
    assert repository.folder is not None
    if repository.folder_bytes(path) == text:
        return True
    place = repository.folder / path
    passing = repository.passing()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        passing.write_bytes(text)
        passing.replace(place)
    except OSError:
        passing.unlink(missing_ok=True)
        return False
    return True
