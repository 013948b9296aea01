"""What may lie on a server only to try something out: a few commits that say nothing, under names of their own.

Which commits there are is fixed, so that nothing can be said with them: one to begin with, some that follow it, and some that
stand alone as sealed documents do. A server that is watched over lets in these and no others.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

OWN: Final = "refs/pmnet/probe"
"""Where trials of sealed documents lie: like those, they may be replaced."""

LINES: Final = "refs/heads/pmnet-probe"
"""Where trials of the shared record lie: like that, they only go forward."""

BRANCHES: Final = "refs/heads/pmnet-sealed"
"""Where a host that takes no other names is asked to keep a trial of a sealed document."""

RACERS: Final = 5
AT_ONCE: Final = 16
"""So many trials lie on a server that is watched over, and no more: names could say something, too."""

NOBODY: Final = "pmnet <nobody@pmnet.invalid> 0 +0000"
"""Who made a commit that is no act, and when."""

HASHES: Final = {40: "sha1", 64: "sha256"}
"""The kinds of ids a repository can have, by their length."""


@dataclass(frozen=True, slots=True)
class Commits:
    """The commits of trials, by their ids, in one kind of repository."""

    first: str
    followers: tuple[str, ...]
    alone: tuple[str, ...]
    contents: tuple[bytes, ...]
    """Of all of them, in that order."""

    @property
    def ids(self) -> tuple[str, ...]:
        """All of them."""
        return (self.first, *self.followers, *self.alone)


def commits(length: int) -> Commits:
    """The commits of trials where ids have that many letters: 40 or 64."""
    tree = object_id("tree", b"", length)
    first = lone_words(tree, "probe")
    begun = object_id("commit", first, length)
    followers = [lone_words(tree, f"probe {number}", begun) for number in range(1, RACERS + 1)]
    alone = [lone_words(tree, f"sealed probe {number}") for number in (1, 2)]
    ids = [[object_id("commit", content, length) for content in some] for some in (followers, alone)]
    return Commits(begun, tuple(ids[0]), tuple(ids[1]), (first, *followers, *alone))


def lone_words(tree: str, word: str, parent: str = "") -> bytes:
    """What a commit that is no act consists of: without author and time, and without parent unless one is named."""
    after = f"parent {parent}\n" if parent else ""
    return f"tree {tree}\n{after}author {NOBODY}\ncommitter {NOBODY}\n\n{word}\n".encode()


def object_id(kind: str, content: bytes, length: int) -> str:
    """The id that git gives an object."""
    header = f"{kind} {len(content)}\0".encode()
    return hashlib.new(HASHES[length], header + content, usedforsecurity=False).hexdigest()


def draw(root: str) -> str:
    """A new name for a trial."""
    return f"{root}/{'probe-' if root == BRANCHES else ''}{secrets.token_hex(8)}"


def is_trial(ref: str) -> bool:
    """Whether a ref lies where trials lie, whatever it is called there."""
    return ref.startswith((f"{OWN}/", f"{LINES}/"))


def against(ref: str, old: str, new: str, arriving: Sequence[str]) -> str:
    """What speaks against a trial that changes a ref from `old` to `new` (empty: none) and brings objects; empty: nothing."""
    if re.fullmatch(r".+/[0-9a-f]{16}", ref) is None or ref.rpartition("/")[0] not in (OWN, LINES):
        return "a trial has a name of sixteen drawn letters"
    if not new:
        return ""
    length = len(new)
    known = commits(length)
    if set(arriving) - {*known.ids, object_id("tree", b"", length)}:
        return "a trial brings nothing"
    if new not in known.ids:
        return "a trial brings nothing"
    if ref.startswith(f"{LINES}/") and old and (old != known.first or new not in known.followers):
        return "what lies here only goes forward, as the shared record does"
    return ""
