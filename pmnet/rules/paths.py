"""Which files may lie in a network at all, whoever puts them there.

A network is cloned onto every kind of system, so a file has one plain name everywhere and is nothing but a file:

- plain files only: no links, no programs, no networks inside the network;
- no name that a system keeps for itself, cannot write, or takes for another one (`CON`, `.git`, a trailing dot);
- no two names that differ only in the case or the composition of their letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from pmnet.domain.commit import REGULAR, Change
from pmnet.domain.ids import RESERVED
from pmnet.domain.records import KINDS, kind_of
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Finding

FORBIDDEN: Final = frozenset('<>:"|?*\\')
"""Characters that Windows has no file names with; the last one parts folders there."""

LONGEST_NAME: Final = 120
LONGEST_PATH: Final = 240
"""Windows stops at 260 characters, and a copy lies in a folder of its own."""

WHAT: Final = {"120000": "a link", "100755": "a program", "160000": "a repository inside this one"}


def check(changes: Iterable[Change], after: Snapshot) -> Iterator[Finding]:
    """What is wrong with the names and kinds of the files that an act puts there."""
    for change in changes:
        if not change.mode:
            continue
        named_by_us = kind_of(change.path) is not None
        wrong = None if named_by_us else wrong_name(change.path) or (None if change.was else _twin(change.path, after))
        if wrong is not None:
            yield Finding(change.path, "path", f"no file can have this name: {wrong}", "choose a plain name")
        elif change.mode != REGULAR:
            what = WHAT.get(change.mode, "no plain file")
            yield Finding(change.path, "path-mode", f"this is {what}, and only plain files are shared")


def wrong_name(path: str) -> str | None:
    """Why a path cannot be a file's place on every system; None where it can."""
    if len(path) > LONGEST_PATH:
        return f"it is longer than {LONGEST_PATH} characters"
    return next((wrong for name in path.split("/") if (wrong := _wrong_part(name))), None)


def _wrong_part(name: str) -> str | None:
    if name in ("", ".", "..") or len(name) > LONGEST_NAME:
        return "a part of it is empty, dots only or too long"
    if any(unicodedata.category(c)[0] in "CZ" and c != " " for c in name) or FORBIDDEN & set(name):
        return "it has characters that not every system can write"
    if name != unicodedata.normalize("NFC", name):
        return "its letters are composed in a way that not every system keeps"
    if name[-1] in ". " or name[0] == " ":
        return "it begins or ends with a blank or a dot"
    folded = name.casefold()
    if folded.partition(".")[0].rstrip() in RESERVED or folded.startswith((".git~", "git~")):
        return "systems keep it for themselves"
    return "it is kept for the history" if folded == ".git" else None


def _twin(path: str, after: Snapshot) -> str | None:
    """Another name there that some systems take for the same one."""
    parts = path.split("/")
    for depth in range(len(parts)):
        folder, name = "/".join(parts[:depth]), parts[depth]
        beside = _names_in(after, f"{folder}/" if folder else "", _folded(name))
        others = {other for other in beside if other != name}
        if others:
            return f"{min(others)} lies beside it"
    return None


def _names_in(snapshot: Snapshot, folder: str, folded: str) -> Iterator[str]:
    """The names directly in a folder that fold to the same one; at the top also those of the record folders."""
    if not folder:
        yield from (kind.folder for kind in KINDS if _folded(kind.folder) == folded)
    for path in snapshot.paths(folder):
        name = path[len(folder) :].partition("/")[0]
        if _folded(name) == folded:
            yield name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
