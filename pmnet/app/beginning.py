"""What there is to begin with where somebody types `pmnet` outside of a network."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pmnet.store import unfinished
from pmnet.store.home import Home, KnownNetwork
from pmnet.store.invitations import SUFFIX
from pmnet.store.unfinished import Unfinished

MOST: Final = 5
"""How many invitations are named."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """Whether git is there, the networks of this machine, the joins that were begun, the invitations in the folder."""

    has_git: bool
    networks: tuple[KnownNetwork, ...] = ()
    unfinished: tuple[Unfinished, ...] = ()
    invitations: tuple[str, ...] = ()


def look(home: Home, folder: Path, variables: Mapping[str, str]) -> Beginning:
    """What there is for somebody in a folder outside of every network."""
    found = sorted(place.name for place in folder.glob(f"*{SUFFIX}") if place.is_file())
    begun = unfinished.everything(home.folder)
    named = {Path(one.invitation).name for one in begun}
    git = shutil.which("git", path=variables.get("PATH"))
    waiting = tuple(name for name in found if name not in named)
    return Beginning(git is not None, tuple(home.networks()), tuple(begun), waiting[:MOST])
