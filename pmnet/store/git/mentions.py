"""Which files of a commit mention a member: asked of git, because reading a hundred thousand files one by one takes too long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pmnet.domain import ids
from pmnet.domain.commit import REGULAR
from pmnet.store.git.drafts import FOLDER
from pmnet.store.git.process import checked
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
        self._found |= {(tree, word): [] for tree in wanted.values()}
        for path in self._grep(commit, [folder + month for month in wanted], word):
            month, _, name = path.removeprefix(folder).partition("/")
            self._found[wanted[month], word].append(name)

    def _grep(self, commit: str, folders: Iterable[str], word: str) -> list[str]:
        patterns = ("-E", "-e", ALONE.format(word), "-e", ESCAPED) if ids.is_member_id(word) else ("-F", "-e", "")
        options = ("-l", "-z", "-a", "--no-color", "--no-textconv", "--full-name", *patterns)
        done = self._repository.run("--literal-pathspecs", "grep", *options, commit, "--", *folders)
        if done.code > 1:  # 1 says that nothing was found
            checked(done)
        names = done.out.decode("utf-8", "surrogateescape").split("\0")
        return [name.removeprefix(f"{commit}:") for name in names if name]
