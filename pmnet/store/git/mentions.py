"""Which files of a commit mention a member: asked of git, because reading a hundred thousand files one by one takes too long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pmnet.domain import ids
from pmnet.domain.commit import REGULAR
from pmnet.store.git.drafts import FOLDER
from pmnet.store.git.history import grep
from pmnet.store.git.repository import Repository

LARGE: Final = 500
"""From so many files on git is asked; a process of its own takes as long as reading about that many."""

ALONE: Final = "(^|[^a-z0-9-]){}($|[^a-z0-9-])"
"""A member's id, and not a part of another one."""

ESCAPED: Final = "\\\\"
"""Without a backslash no text can say a word otherwise than by writing it."""


class Mentions:
    """What was found in one repository; a folder that did not change is not searched again."""

    def __init__(self, repository: Repository, large: int = LARGE) -> None:
        self._repository = repository
        self._large = large
        self._found: dict[tuple[str, str], list[str]] = {}

    def paths(self, commit: str, folder: str, first: str, word: str) -> list[str] | None:
        """The paths below a folder (`handovers/`), from a month on, whose text may say a word; None where they are few.

        A file that lies in no month is always among them.
        """
        if not commit:
            return None
        rows = self._repository.folder_at(commit, folder.rstrip("/"))
        months = {name: tree for name, (mode, tree) in rows.items() if mode == FOLDER and name >= first}
        if sum(len(self._repository.folder_at(commit, f"{folder}{name}")) for name in months) < self._large:
            return None
        self._search(commit, folder, months, word)
        below = [f"{folder}{month}/{name}" for month, tree in months.items() for name in self._found[tree, word]]
        return below + [folder + name for name, (mode, _) in rows.items() if mode == REGULAR]

    def _search(self, commit: str, folder: str, months: Mapping[str, str], word: str) -> None:
        """Find out for each month which of its files mention a word."""
        wanted = {month: tree for month, tree in months.items() if (tree, word) not in self._found}
        if not wanted:
            return
        found: dict[str, list[str]] = {month: [] for month in wanted}
        for path in self._grep(commit, [folder + month for month in wanted], word):
            month, _, name = path.removeprefix(folder).partition("/")
            found[month].append(name)
        self._found |= {
            (wanted[month], word): names for month, names in found.items()
        }  # only what was searched to the end

    def _grep(self, commit: str, folders: Sequence[str], word: str) -> list[str]:
        patterns = ("-E", "-e", ALONE.format(word), "-e", ESCAPED) if ids.is_member_id(word) else ("-F", "-e", "")
        return grep(self._repository, commit, patterns, folders)
