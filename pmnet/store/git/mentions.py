"""Which files of a commit mention a member: asked of git, because reading a hundred thousand files one by one takes too long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from threading import Thread
from typing import Final

from pmnet.domain import ids
from pmnet.domain.commit import REGULAR
from pmnet.errors import PmnetError
from pmnet.store.git.drafts import FOLDER
from pmnet.store.git.history import grep
from pmnet.store.git.repository import Repository

LARGE: Final = 500
"""From so many files on git is asked; a process of its own takes as long as reading about that many."""

ALONE: Final = "(^|[^a-z0-9-]){}($|[^a-z0-9-])"
"""A member's id, and not a part of another one."""

ESCAPED: Final = "\\\\"
"""Without a backslash no text can say a word otherwise than by writing it."""


class Search:
    """A search of some months of a folder at a commit, begun before it is known whether anybody asks for it."""

    def __init__(self, repository: Repository, commit: str, folder: str, months: Iterable[str], word: str) -> None:
        self.commit = commit
        self.folder = folder
        self.word = word
        self._found: dict[str, list[str]] = {}
        self._searching = Thread(target=self._run, args=(repository, list(months)))
        self._searching.start()

    def _run(self, repository: Repository, months: list[str]) -> None:
        with suppress(OSError, PmnetError):  # whoever asks searches again, and is told
            self._found = _search(repository, self.commit, self.folder, months, self.word)

    def found(self) -> Mapping[str, list[str]]:
        """The names of the files that mention the word, by month; nothing where git failed. Waits until it has ended."""
        self._searching.join()
        return self._found


class Mentions:
    """What was found in one repository; a folder that did not change is not searched again."""

    def __init__(self, repository: Repository, large: int = LARGE) -> None:
        self._repository = repository
        self._large = large
        self._found: dict[tuple[str, str], list[str]] = {}
        self._begun: Search | None = None

    def expect(self, begun: Search | None) -> None:
        """Use what a search finds that goes on already, as far as it fits what is asked."""
        self._begun = begun

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
        self._take_what_was_begun(folder, word)
        self._search(commit, folder, months, word)
        below = [f"{folder}{month}/{name}" for month, tree in months.items() for name in self._found[tree, word]]
        return below + [folder + name for name, (mode, _) in rows.items() if mode == REGULAR]

    def _take_what_was_begun(self, folder: str, word: str) -> None:
        """Note what was found for the months as they were where it was searched."""
        begun = self._begun
        if begun is None or (begun.folder, begun.word) != (folder, word):
            return
        self._begun = None
        rows = self._repository.folder_at(begun.commit, folder.rstrip("/"))
        self._found |= {(rows[month][1], word): names for month, names in begun.found().items() if month in rows}

    def _search(self, commit: str, folder: str, months: Mapping[str, str], word: str) -> None:
        """Find out for each month which of its files mention a word."""
        wanted = {month: tree for month, tree in months.items() if (tree, word) not in self._found}
        if not wanted:
            return
        found = _search(self._repository, commit, folder, wanted, word)
        self._found |= {
            (wanted[month], word): names for month, names in found.items()
        }  # only what was searched to the end


def _search(repository: Repository, commit: str, folder: str, months: Iterable[str], word: str) -> dict[str, list[str]]:
    """The names of a commit's files that mention a word, by month; raises Bug where git fails."""
    found: dict[str, list[str]] = {month: [] for month in months}
    patterns = ("-E", "-e", ALONE.format(word), "-e", ESCAPED) if ids.is_member_id(word) else ("-F", "-e", "")
    for path in grep(repository, commit, patterns, [folder + month for month in found]):
        month, _, name = path.removeprefix(folder).partition("/")
        found[month].append(name)
    return found
