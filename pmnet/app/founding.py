"""Founding a network, and sharing one that was founded without a server."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from pmnet.app import first_server
from pmnet.app.context import Context, new_nonce
from pmnet.app.first_policy import insist_open, policy_from
from pmnet.app.newcomers import insist_member_id
from pmnet.domain.ids import NETWORK_PATH
from pmnet.domain.phrase import phrase
from pmnet.domain.records import Keys, Member, Network
from pmnet.domain.sealed import root_of
from pmnet.errors import Conflict, PmnetError
from pmnet.store.git import checkout, history, remote
from pmnet.store.git.remote import RefChange
from pmnet.store.git.repository import Repository, Signature
from pmnet.store.home import Home, KnownNetwork
from pmnet.store.parsing import record_text
from pmnet.store.trust import Trust
from pmnet.store.workspace import insist

ATTRIBUTES: Final = b"# bytes are signed and digested: no system may change line ends\n* -text\n"


@dataclass(frozen=True, slots=True)
class Founded:
    """A new network: where it lies, its fingerprint, who founded it, where it is shared."""

    path: str
    fingerprint: str
    member: str
    remote: str | None


def init(
    home: Home,
    folder: Path,
    now: datetime,
    name: str,
    member: str,
    full_name: str,
    email: str,
    shared: str | None = None,
    policy: Mapping[str, str] | None = None,
    language: str = "en",
    publish: str = "direct",
    key: Path | None = None,
) -> Founded:
    """Found a network in a folder: its record, the founder's keys and record, one signed commit, shared if asked for.

    With `key`, an existing OpenSSH key signs.
    """
    insist_member_id(member)
    insist_new_folder(folder)
    network = Network(name, member, now, (member,), publish, language=language, policy=policy_from(policy or {}))
    insist_open(network)
    keys = home.make_keys(key)
    today = network.policy.working_hours.local(now).date()
    founder = Member(member, full_name, email, Keys(keys.sign, keys.seal), today)
    existed = folder.exists()
    repository = Repository.create(folder)
    try:
        if shared is not None:
            network = replace(network, sealed_refs=first_server.reached(repository, shared))
        commit = _first_commit(repository, home, network, founder)
        trust = Trust(repository)
        insist([found.finding for found in trust.ledger.request("", commit, now).findings])
        if shared is not None:
            first_server.put(repository, shared, commit)
        remote.note_main(repository, commit)
        remote.note_heard(repository, now)
        trust.reached(commit)
        checkout.advance(repository, commit)
    except BaseException:
        shutil.rmtree(folder)
        if existed:
            folder.mkdir()
        raise
    finally:
        repository.close()
    home.remember(KnownNetwork(name, folder, member))
    return Founded(str(folder), commit, member, remote.shown_address(repository))


def _first_commit(repository: Repository, home: Home, network: Network, founder: Member) -> str:
    """The commit that holds the network's record and the founder's, signed by the founder."""
    texts = {record.path: record_text(record) for record in (network, founder)} | {".gitattributes": ATTRIBUTES}
    signature = Signature(founder.id, home.signing_key_for(founder.keys.sign, founder.id), network.founded)
    said = phrase("{member} founds {name}", member=founder.id, name=network.name)
    message = f"{said}\n\nAct: init\nNonce: {new_nonce()}\n"
    return repository.commit(None, texts, message, signature)


def insist_new_folder(folder: Path) -> None:
    """Raises Conflict where there is something in a folder already, or in its place."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(phrase("{folder} is not empty", folder=folder), phrase("choose a new folder"))


def share(context: Context, shared: str) -> Founded:
    """Put a network that was founded without a server on one; raises Conflict where it is shared already."""
    insist_unshared(context)
    repository = context.workspace.repository
    network = context.network
    try:
        found = first_server.reached(repository, shared)
        address = remote.address(repository) or shared
        if found != network.sealed_refs:
            remote.forget_address(repository)  # the record is changed before anybody else has it
            base = context.workspace.snapshot().text(NETWORK_PATH) or b""
            text = record_text(replace(network, sealed_refs=found), base)
            context.perform("publish", {"texts": {NETWORK_PATH: text.decode()}, "bases": {NETWORK_PATH: base.decode()}})
            remote.set_address(repository, address)
        store = context.workspace.sealed.store
        root = root_of(context.network)
        besides = [RefChange(name.ref(root), "", store.commit(name)) for name in store.names()]
        first_server.put(repository, shared, context.workspace.tip, besides, store)
        remote.note_heard(repository, context.now)
    except PmnetError:
        remote.forget_address(repository)
        raise
    founding = history.genesis(repository, context.workspace.tip)
    return Founded(str(context.folder), founding, context.member, remote.shown_address(repository))


def insist_unshared(context: Context) -> None:
    """Raises Conflict where a network is shared already."""
    known = remote.shown_address(context.workspace.repository)
    if known is not None:
        raise Conflict(
            phrase("this network is shared already, at {known}", known=known),
            f"pmnet join {shlex.quote(known)} --as ID",
        )
