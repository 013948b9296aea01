"""What was checked and found good: said in a sentence, and remembered while nothing of it changes.

A verdict on a network is one on all of its files together, by this very program: so it is remembered with their names and
contents, and with the program's own. Loads nothing slow, because the answer is wanted at once.
"""

from __future__ import annotations

import os
import sys
from zlib import crc32

from pmnet.domain.phrase import counted, phrase
from pmnet.store.git.unchanged import is_unchanged
from pmnet.store.listing import enclosing_network, names

TYPE_CHECKING = False  # as in `pmnet.app`
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def in_words(checked: int, findings: int = 0) -> str:
    """How many records were checked, and how many findings there are."""
    many = counted(checked, "{n} record", "{n} records")
    if not findings:
        return phrase("{many} checked, no findings", many=many)
    return counted(findings, "{many} checked, {n} finding", "{many} checked, {n} findings", many=many)


def network_folder(start: str, network: str, variables: Mapping[str, str]) -> str:
    """The folder of the network that is named, else of the one around `start`, else of the only known one."""
    around = None if network else enclosing_network(start)
    if around:
        return around
    from pmnet.store.home import Home

    return str(Home.default(variables).find_folder(network or variables.get("PMNET_NETWORK", "")))


def known_good(root: str) -> int | None:
    """How many records the network in a folder has, where they were all found good and nothing has changed since."""
    found: list[str] = []

    def describe() -> bytes:
        found.extend(names(root))
        return description(found)

    return len(found) if is_unchanged(root, describe) else None


def remember_good(root: str, blobs: Mapping[str, str]) -> None:
    """Remember that a network's files were all found good, by path and id. Never raises."""
    from pmnet.store.git.looked_at import note

    try:
        said = description(sorted(blobs))
    except OSError:
        return
    note(root, blobs, said)


def description(paths: Sequence[str]) -> bytes:
    """What a verdict depends on besides the contents: which files there are, and what judges them.

    Raises OSError where the program cannot be read.
    """
    return "\n".join([*_program(), *paths]).encode("utf-8", "surrogateescape")


def _program() -> Iterator[str]:
    """What this program's files say, the Python it runs on, and all libraries there with their versions."""
    yield sys.version
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    yield _file(os.path.join(package, "app", "validate.py"))
    for place in (*(os.path.join(package, layer) for layer in JUDGES), os.path.join(package, os.pardir, "schemas")):
        for folder, below, found in os.walk(place):
            below.sort()
            for name in sorted(found):
                if name.endswith((".py", ".json")):
                    yield _file(os.path.join(folder, name))
    for place in filter(os.path.isdir, sys.path):
        yield from sorted(name for name in os.listdir(place) if name.endswith("-info"))


JUDGES = ("domain", "rules", "store", "_schemas")
"""The folders of this package that verdicts depend on; a checkout has the schemas beside it."""


def _file(path: str) -> str:
    """A file's name and what tells its content from another's."""
    with open(path, "rb") as file:
        content = file.read()
    return f"{os.path.basename(path)} {len(content)} {crc32(content)}"
