"""One commit of the shared line, as the rules see it: who signed it, when, and what it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pmnet.domain.phrase import phrase

REGULAR: Final = "100644"
"""The mode of a plain file; the only one that has a place in a network."""

UNSIGNED: Final = phrase("nobody signed it")
FOREIGN: Final = phrase("it is signed in another way than members sign")
"""Flaws of a commit that did not come from a member's pmnet, or that a host made anew."""


@dataclass(frozen=True, slots=True)
class Change:
    """One path a commit changed: its mode and content afterwards.

    `mode` and `blob` are empty and `text` is None where the path is gone; `was` names the content before and is empty
    where there was none. `text` is empty for what is no plain file.
    """

    path: str
    mode: str
    was: str
    blob: str
    text: bytes | None


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: its changes are those against its first parent.

    `key` is the public key whose signature it carries, as member records hold it; without a good signature it is empty
    and `flaw` says why; `unreadable` where that is because it is not written as a commit is. `odd` says what is wrong
    with the way its folders are written, where git itself would look past that. Author and author date are decoration and
    not even read; so is the committer's name, `named`, which only says whose key to compare with first.
    """

    id: str
    tree: str
    parents: tuple[str, ...]
    at: datetime
    key: str
    flaw: str = ""
    hint: str = ""
    trailers: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    odd: str = ""
    unreadable: bool = False
    named: str = ""

    @property
    def texts(self) -> dict[str, bytes | None]:
        """The changed files' texts by path; None where one is gone."""
        return {change.path: change.text for change in self.changes}
