"""Joins that were begun and could not be finished: what was answered, so that nothing is asked twice.

Each lies in a file of the person's own home, named by the address of the network. It is gone once the network is joined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from pmnet.domain.codec import from_mapping, to_mapping
from pmnet.errors import PmnetError
from pmnet.store.files import dump, load
from pmnet.store.private_files import write_safely

FOLDER: Final = "joining"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What was typed for a join: where the network is and its name, who joins, a folder if one was named, the file."""

    address: str
    member: str
    name: str
    email: str
    network: str = ""
    folder: str = ""
    invitation: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


def _place(home: Path, address: str) -> Path:
    return home / FOLDER / f"{sha256(address.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}.yaml"


def keep(home: Path, answers: Unfinished) -> None:
    """Keep what was answered."""
    write_safely(_place(home, answers.address), dump(to_mapping(answers)).encode())


def find(home: Path, address: str) -> Unfinished | None:
    """What was answered for the network at an address, or None."""
    found = _read(_place(home, address))
    return found if found is not None and found.address == address else None


def forget(home: Path, address: str) -> None:
    """Drop what was answered: it is done."""
    _place(home, address).unlink(missing_ok=True)


def everything(home: Path) -> list[Unfinished]:
    """All joins that were not finished; what cannot be read is passed over, since it can be typed again."""
    return [found for place in sorted((home / FOLDER).glob("*.yaml")) if (found := _read(place)) is not None]


def _read(place: Path) -> Unfinished | None:
    try:
        return from_mapping(Unfinished, load(place.read_bytes(), str(place)).content)
    except (OSError, ValueError, PmnetError):
        return None
