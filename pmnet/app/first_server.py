"""The server a network is put on: whether it is reached, and putting the network there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from pmnet.domain.phrase import phrase
from pmnet.errors import Conflict, NoRoom, NotLetIn, Unreachable
from pmnet.store.git import remote
from pmnet.store.git.answers import Answer, insist_taken, is_nothing_there
from pmnet.store.git.envelopes import EnvelopeStore
from pmnet.store.git.probing import takes_own_refs
from pmnet.store.git.process import without_login
from pmnet.store.git.remote import RefChange
from pmnet.store.git.repository import Repository


def is_new_folder(shared: str) -> bool:
    """Whether an address is the path of a folder that is not there yet."""
    place = Path(remote.check_address(shared))
    return "://" not in shared and not re.match(r"[^/]+:", shared) and not place.exists()


def reached(repository: Repository, shared: str) -> str:
    """Name the server of a new network, and find out where it keeps sealed documents: `own` refs, or `branches`.

    A folder that is not there is made. Raises Unreachable.
    """
    place = Path(remote.check_address(shared))
    if is_new_folder(shared):
        Repository.create(place, bare=True)
    remote.set_address(repository, str(place.absolute()) if place.exists() else shared)
    repository.connection.begin(shared)
    try:
        return "own" if takes_own_refs(repository) else "branches"
    except NoRoom:
        raise
    except Unreachable as error:
        raise _unreachable(error, shared) from None


def put(
    repository: Repository,
    shared: str,
    commit: str,
    besides: Sequence[RefChange] = (),
    store: EnvelopeStore | None = None,
) -> None:
    """Put a new network on its server, with what is sealed; raises Conflict where one is there already."""
    pushed = remote.push(repository, commit, None, besides, store.variables if store is not None else None)
    if pushed.answer is Answer.TRY_AGAIN:
        shown = without_login(shared)
        raise Conflict(
            phrase("there is a network at {shown} already", shown=shown), f"pmnet join {shlex.quote(shown)} --as ID"
        )
    try:
        insist_taken(pushed)
    except (NoRoom, NotLetIn):
        raise
    except Unreachable as error:
        raise _unreachable(error, shared) from None


def _unreachable(error: Unreachable, shared: str) -> Unreachable:
    """The same, with the advice to check the address; a network is not there yet, but a repository has to be."""
    if is_nothing_there(error):
        return type(error)(
            phrase("there is no repository at {shared}", shared=without_login(shared)),
            phrase("check the address, or let whoever keeps the server make an empty repository there; then try again"),
        )
    return Unreachable(
        error.message,
        phrase("check the address {without_login}, then try again", without_login=without_login(shared)),
    )
