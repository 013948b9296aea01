"""The files of one commit; whoever goes through a folder one by one gets them read ahead, like pages of a disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pmnet.domain.commit import REGULAR
from pmnet.store.git.repository import AT_ONCE, Repository

GROWTH: Final = 4
"""How many times more is read at once each time that all of it was wanted."""


class Files:
    """What lies in one commit (empty: nothing does); each file is read when it is wanted."""

    def __init__(self, repository: Repository, commit: str) -> None:
        self._repository = repository
        self._commit = commit
        self._listed: Sequence[str] = ()
        self._places: dict[str, int] = {}
        self._ahead: dict[str, bytes | None] = {}
        self._expected = 0
        self._portion = 1

    def paths(self, prefix: str) -> list[str]:
        """The paths of all regular files whose path begins with `prefix`, in order."""
        if not self._commit:
            return []
        found = self._repository.paths(self._commit, prefix)
        self._listed, self._places = found, {path: place for place, path in enumerate(found)}
        self._ahead.clear()
        self._expected, self._portion = 0, 1
        return list(found)

    def text(self, path: str) -> bytes | None:
        """The content of a regular file; None where there is none or it is a link, a folder, a program."""
        if path in self._ahead:
            return self._ahead.pop(path)
        place = self._places.get(path)
        if place is None:
            return self._texts([path])[0] if self._commit else None
        self._portion = min(self._portion * GROWTH, AT_ONCE) if place == self._expected else 1
        wanted = self._listed[place : place + self._portion]
        self._expected = place + len(wanted)
        self._ahead = dict(zip(wanted, self._texts(wanted), strict=True))
        return self._ahead.pop(path)

    def _texts(self, paths: Sequence[str]) -> list[bytes | None]:
        entries = [self._repository.entry(self._commit, path) for path in paths]
        regular = [name for mode, name in entries if mode == REGULAR]
        contents = iter(self._repository.objects(regular))
        return [next(contents)[1] if mode == REGULAR else None for mode, _ in entries]
