"""Which files may lie in a network at all, whoever puts them there.

A network is cloned onto every kind of system, so a file has one plain name everywhere and is nothing but a file:

- plain files only: no links, no programs, no networks inside the network;
- no name that a system keeps for itself, cannot write, or takes for another one (`CON`, `.git`, a trailing dot);
- no two names that differ only in the case or the composition of their letters.

What systems can have names for: "Naming Files, Paths, and Namespaces" and "Console Handles" (Microsoft), "Apple File System
Reference" and Technical Note 1150 (Apple).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from pmnet.domain.commit import REGULAR, Change
from pmnet.domain.ids import RESERVED
from pmnet.domain.phrase import phrase
from pmnet.domain.records import KINDS, kind_of
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Finding

FORBIDDEN: Final = frozenset('<>:"|?*\\')
"""Characters that Windows has no file names with; the last one parts folders there."""

DEVICES: Final = RESERVED | {"conin$", "conout$"}
"""Names that Windows keeps for devices; it reads raised digits as digits, and so does whoever folds a name."""

SHORTENED: Final = re.compile(r"(?=[^.]{3,8}(\.|\Z))[^.]+~[0-9]+(\.[^.]{0,3})?\Z")
"""The form of names that Windows gives to files with longer ones (`README~1.MD`), by which it finds those, too."""

LONGEST_NAME: Final = 120
LONGEST_PATH: Final = 240
"""Windows stops at 260 units of UTF-16, and a copy lies in a folder of its own."""

MOST_BYTES: Final = 255
MOST_PATH_BYTES: Final = 720
"""Linux and macOS count bytes: of a name 255, of a path 1,024 with that of the folder; macOS as it takes letters apart."""

WHAT: Final = {
    "120000": phrase("a link"),
    "100755": phrase("a program"),
    "160000": phrase("a repository inside this one"),
}


def check(changes: Iterable[Change], after: Snapshot) -> Iterator[Finding]:
    """What is wrong with the names and kinds of the files that an act puts there."""
    for change in changes:
        if not change.mode:
            continue
        named_by_us = kind_of(change.path) is not None
        wrong = None if named_by_us else wrong_name(change.path) or (None if change.was else _twin(change.path, after))
        if wrong is not None:
            yield Finding(
                change.path,
                "path",
                phrase("no file can have this name: {wrong}", wrong=wrong),
                phrase("choose a plain name"),
            )
        elif change.mode != REGULAR:
            what = WHAT.get(change.mode, phrase("no plain file"))
            yield Finding(
                change.path, "path-mode", phrase("this is {what}, and only plain files are shared", what=what)
            )


def wrong_name(path: str) -> str | None:
    """Why a path cannot be a file's place on every system; None where it can."""
    if len(path.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_PATH or _bytes(path) > MOST_PATH_BYTES:
        return phrase("it is longer than {LONGEST_PATH} characters", LONGEST_PATH=LONGEST_PATH)
    return next((wrong for name in path.split("/") if (wrong := _wrong_part(name))), None)


def _wrong_part(name: str) -> str | None:
    if name in ("", ".", "..") or len(name) > LONGEST_NAME or _bytes(name) > MOST_BYTES:
        return phrase("a part of it is empty, dots only or too long")
    if any(unicodedata.category(c)[0] in "CZ" and c != " " for c in name) or FORBIDDEN & set(name):
        return phrase("it has characters that not every system can write")
    if name != unicodedata.normalize("NFC", name):
        return phrase("its letters are composed in a way that not every system keeps")
    if name[-1] in ". " or name[0] == " ":
        return phrase("it begins or ends with a blank or a dot")
    low = folded(name)
    if low.partition(".")[0].rstrip() in DEVICES or low.startswith((".git~", "git~")) or SHORTENED.match(low):
        return phrase("systems keep it for themselves")
    return phrase("it is kept for the history") if low == ".git" else None


def _bytes(text: str) -> int:
    """How many bytes it takes at most, in UTF-8, with its letters taken apart."""
    return len(unicodedata.normalize("NFD", text).encode("utf-8", "surrogatepass"))


def _twin(path: str, after: Snapshot) -> str | None:
    """Another name there that some systems take for the same one."""
    parts = path.split("/")
    for depth in range(len(parts)):
        folder, name = "/".join(parts[:depth]), parts[depth]
        beside = _names_in(after, f"{folder}/" if folder else "", folded(name))
        others = {other for other in beside if other != name}
        if others:
            return phrase("{min} lies beside it", min=min(others))
    return None


def _names_in(snapshot: Snapshot, folder: str, wanted: str) -> Iterator[str]:
    """The names directly in a folder that fold to the same one; at the top also those of the record folders."""
    if not folder:
        yield from (kind.folder for kind in KINDS if folded(kind.folder) == wanted)
    for path in snapshot.paths(folder):
        name = path[len(folder) :].partition("/")[0]
        if folded(name) == wanted:
            yield name


def folded(name: str) -> str:
    """The same for all names that some system takes for one: some compare small letters, some capitals, some parts."""
    if name.isascii():
        return name.lower()
    for _ in range(2):
        name = unicodedata.normalize("NFKC", name).upper().casefold()
    return unicodedata.normalize("NFKC", name)
