"""Joining a network: a copy of it, the check that it is the one that was meant, and becoming a candidate in it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pmnet.app.context import Context
from pmnet.app.newcomers import insist_member_id
from pmnet.app.views import MemberView, member_views
from pmnet.domain.codec import to_mapping
from pmnet.domain.ids import NETWORK_PATH
from pmnet.domain.phrase import phrase
from pmnet.domain.records import Keys, Member
from pmnet.errors import Alarm, Conflict, NotANetwork, NotLetIn, PmnetError, Unreachable, Usage
from pmnet.store.files import dump
from pmnet.store.forge import Opened
from pmnet.store.git import history, remote
from pmnet.store.git.harmless import insist_harmless
from pmnet.store.git.process import without_login
from pmnet.store.git.refs import REMOTE_MAIN
from pmnet.store.git.repository import Repository
from pmnet.store.home import Home, KnownNetwork
from pmnet.store.keyfiles import public_half
from pmnet.store.keyring import NewKey
from pmnet.store.ledger import Progress
from pmnet.store.trust import Trust
from pmnet.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Joined:
    """A network that was joined; `known` when the member existed already."""

    path: str
    fingerprint: str
    member: str
    view: MemberView
    known: bool
    commit: str | None
    sent: bool
    request: Opened | None = None
    unsent: Unreachable | None = None


def fetch_copy(
    address: str, folder: Path, now: datetime, progress: Progress | None = None, host_keys: Sequence[str] = ()
) -> tuple[Repository, str]:
    """A clone of a network in a new folder, or the one that is there already, and the network's fingerprint.

    Nothing of it is shown yet. Where host keys are named, its server must have one of them from now on. Raises Alarm where its
    history is not good.
    """
    repository = _copied(address, folder, host_keys)
    tip = repository.tip(REMOTE_MAIN) or ""
    if repository.read(tip, NETWORK_PATH) is None:
        repository.close()
        raise NotANetwork(
            phrase("there is no network at {without_login}, but something else", without_login=without_login(address)),
            phrase("check the address with a colleague"),
        )
    try:
        remote.note_heard(repository, now)
        Trust(repository, progress).follow(now)
    except PmnetError:
        repository.close()
        raise
    return repository, history.genesis(repository, tip)


def _copied(address: str, folder: Path, host_keys: Sequence[str]) -> Repository:
    """A clone in a new folder, or the copy that is there already; raises Conflict where the folder holds anything else."""
    if (folder / "network.yaml").is_file() and (folder / ".git").exists():
        return _known_copy(address, folder)
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(
            phrase("{folder} is not empty", folder=folder), phrase("name another folder: pmnet join URL PATH --as ID")
        )
    try:
        return remote.clone(address, folder, host_keys)
    except NotLetIn:
        raise
    except Unreachable as error:
        raise type(error)(
            error.message,
            phrase("check the address {without_login}, then join again", without_login=without_login(address)),
        ) from None


def _known_copy(address: str, folder: Path) -> Repository:
    """The copy in a folder; raises Conflict where it is one of another network."""
    repository = Repository.at(folder)
    insist_harmless(repository)
    if remote.address(repository) != address:
        raise Conflict(
            phrase(
                "{folder} is a copy of another network, of {shown_address}",
                folder=folder,
                shown_address=remote.shown_address(repository),
            ),
            phrase("name another folder"),
        )
    return repository


SHORTEST_FINGERPRINT: Final = 16
"""So much of a fingerprint tells a network from one that somebody makes to be taken for it: 64 bits."""


def insist_fingerprint(found: str, expected: str) -> None:
    """Raises Alarm where the network is not the one that was meant, and Usage where too little of it was named."""
    wanted = re.sub(r"[^0-9a-f]", "", expected.lower())
    if len(wanted) < SHORTEST_FINGERPRINT and found.startswith(wanted):
        raise Usage(
            phrase(
                "{wanted!r} is too short for a fingerprint: others can be made that begin like that", wanted=expected
            ),
            phrase("name its first {n} letters and digits", n=SHORTEST_FINGERPRINT),
        )
    if not found.startswith(wanted):
        raise Alarm(
            phrase(
                "this is another network: its fingerprint is {found}, not {wanted}",
                found=found[:16],
                wanted=wanted[:16],
            ),
            phrase("ask the colleague who recommended you for the address and the fingerprint"),
        )


def discard(folder: Path) -> None:
    """Remove a new copy that is not wanted, unless something waits in it to be sent."""
    waiting = folder / ".git" / "pmnet" / "outbox"
    if folder.exists() and (folder / ".git").exists() and not (waiting.is_dir() and any(waiting.iterdir())):
        shutil.rmtree(folder)


def join(
    home: Home,
    repository: Repository,
    fingerprint: str,
    now: datetime,
    member: str,
    full_name: str,
    email: str,
    dry_run: bool = False,
    key: Path | None = None,
) -> Joined:
    """Become a candidate in a network; with `key`, an existing OpenSSH key signs."""
    assert repository.folder is not None
    workspace = Workspace(repository, home)
    workspace.show()
    context = Context(workspace, home, repository.folder, now, dry_run)
    snapshot = workspace.snapshot()
    keys = home.make_keys(key)
    home_name = snapshot.network.name
    insist_new_name(repository, member)
    context.acting = member
    record = Member(member, full_name, email, Keys(keys.sign, keys.seal), now.date())
    outcome = context.perform("member-add", {"text": dump(to_mapping(record)), "member": member})
    home.remember(KnownNetwork(home_name, repository.folder, member))
    context.forget_finished()
    view = member_views(outcome.after, [outcome.after.member(member)], outcome.at)[0]
    done = (outcome.commit, outcome.sent, outcome.request, outcome.unsent)
    return Joined(str(repository.folder), fingerprint, member, view, False, *done)


def come_back(
    home: Home, repository: Repository, fingerprint: str, now: datetime, key: Path | None = None
) -> Joined | None:
    """Go on as the member whose key this home holds, or whose key was named; None where neither is a member's."""
    workspace, named = Workspace(repository, home), public_half(key) if key is not None else ""
    snapshot = workspace.snapshot()
    mine = next((m for m in snapshot.members() if m.keys.sign == named or home.holds(m.keys.sign)), None)
    if mine is None or repository.folder is None:
        return None
    home.make_keys(key)
    workspace.show()
    home.remember(KnownNetwork(snapshot.network.name, repository.folder, mine.id))
    workspace.sealed.follow(snapshot)
    workspace.sealed.close()
    view = member_views(snapshot, [mine], now)[0]
    return Joined(str(repository.folder), fingerprint, mine.id, view, True, None, True)


def insist_key(key: Path | None) -> None:
    """Raises NotFound, Usage or NotAllowed where a key that is named cannot sign; nothing is made or written."""
    if key is not None:
        NewKey.at(key)


def insist_new_name(repository: Repository, member: str) -> None:
    """Raises Usage unless this can be a member's short name, and Conflict where somebody in the network has it."""
    insist_member_id(member)
    trust = Trust(repository)
    if trust.ledger.snapshot(trust.tip).find_member(member) is not None:
        raise Conflict(
            phrase("the name {member!r} is taken in this network", member=member),
            phrase("choose another one with --as"),
        )


def folder_for(address: str) -> str:
    """The folder a network is put into when none is named: the last part of its address, never a hidden folder.

    A stranger's invitation says the address, and programs heed what lies in hidden folders.
    """
    return re.split(r"[/:\\]", address.rstrip("/"))[-1].removesuffix(".git").lstrip(". ") or "network"
