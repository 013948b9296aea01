"""What there is to begin with where somebody types `pmnet` outside of a network."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from pmnet.errors import PmnetError
from pmnet.store import invitations, unfinished
from pmnet.store.git import history
from pmnet.store.git.harmless import insist_harmless
from pmnet.store.git.repository import Repository
from pmnet.store.home import Home, KnownNetwork
from pmnet.store.invitations import SUFFIX
from pmnet.store.trust import Trust
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
    networks = tuple(home.networks())
    known = {_fingerprint(network.folder) for network in networks} if found else set()
    waiting = (name for name in found if name not in named and not _leads_to(folder / name, known))
    return Beginning(git is not None, networks, tuple(begun), tuple(islice(waiting, MOST)))


def _fingerprint(folder: Path) -> str:
    """The fingerprint of the network in a folder; empty where there is none that can be trusted."""
    with contextlib.suppress(PmnetError, OSError), contextlib.closing(Repository.at(folder)) as repository:
        insist_harmless(repository)
        tip = Trust(repository).tip
        return history.genesis(repository, tip) if tip else ""
    return ""


def _leads_to(invitation: Path, known: Collection[str]) -> bool:
    """Whether an invitation is to one of the networks with these fingerprints: it was used, or written here for others."""
    try:
        return invitations.read(invitation).fingerprint in known
    except PmnetError:
        return False
