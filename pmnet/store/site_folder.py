"""A folder of pages that is made again and again: what lies there is replaced if it is ours, and nothing else is touched."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pmnet.domain.phrase import phrase
from pmnet.errors import Conflict
from pmnet.store.public_files import write_whole

MARK: Final = ".pmnet-site.json"
"""Says whose pages lie in a folder, and which files they are."""

NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,63}\.html")
"""How a page of ours is called; whatever else a mark names is not ours to take away."""

DRAFT: Final = re.compile(r"\.(?:\.pmnet-site\.json|[a-z][a-z0-9-]{0,63}\.html)\.[0-9a-f]{8}")
"""What a write that was cut off leaves behind."""

LARGEST_MARK: Final = 64 * 1024


def write_site(folder: Path, owner: str, pages: Mapping[str, bytes]) -> tuple[str, ...]:
    """Write the pages of `owner` into a folder of theirs, or a new or empty one; the names of pages that are gone since.

    Each page is replaced whole. A stop in between leaves a folder that is still its owner's; writing again is the repair.
    Raises Conflict, before anything is written, where the folder or one of the files is somebody else's.
    """
    known = _known(folder, owner)
    for name in pages:
        if name not in known and (folder / name).exists():
            raise _foreign(folder / name)
    folder.mkdir(parents=True, exist_ok=True)
    _mark(folder, owner, {*known, *pages})
    for name, content in pages.items():
        write_whole(folder / name, content)
    gone = tuple(sorted(known - pages.keys()))
    for name in (*gone, *_drafts(folder)):
        (folder / name).unlink(missing_ok=True)
    _mark(folder, owner, {*pages})
    return gone


def take_away(folder: Path, owner: str) -> tuple[str, ...]:
    """Take away the pages of `owner`; their names, none where the folder is not theirs or has none."""
    return write_site(folder, owner, {}) if _read(folder / MARK).get("owner") == owner else ()


def _known(folder: Path, owner: str) -> set[str]:
    """The pages that lie in a folder already; raises Conflict where it is not the owner's."""
    if not folder.exists() or (folder.is_dir() and {place.name for place in folder.iterdir()} <= {*_drafts(folder)}):
        return set()
    mark = _read(folder / MARK)
    if mark.get("owner") != owner or not isinstance(mark.get("files"), list):
        raise _foreign(folder)
    return {name for name in mark["files"] if isinstance(name, str) and NAME.fullmatch(name)}


def _drafts(folder: Path) -> list[str]:
    return [place.name for place in folder.iterdir() if DRAFT.fullmatch(place.name)]


def _read(mark: Path) -> dict[str, Any]:
    """What a mark says; nothing where there is none that can be read."""
    if not mark.is_file() or mark.is_symlink() or mark.stat().st_size > LARGEST_MARK:
        return {}
    try:
        found = json.loads(mark.read_text("utf-8"))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _mark(folder: Path, owner: str, files: set[str]) -> None:
    write_whole(folder / MARK, (json.dumps({"owner": owner, "files": sorted(files)}, indent=2) + "\n").encode())


def _foreign(place: Path) -> Conflict:
    return Conflict(
        phrase("{place} is there already and is not this network's site, so nothing is written", place=place),
        phrase("name a new folder"),
    )
