"""Founding a network and joining one."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pmnet.app.context import Context, new_nonce
from pmnet.app.views import MemberView, member_views
from pmnet.domain.codec import field_names, from_mapping, to_mapping
from pmnet.domain.ids import NETWORK_PATH, is_device, is_member_id
from pmnet.domain.phrase import either, phrase
from pmnet.domain.records import Keys, Member, Network, Policy
from pmnet.domain.sealed import root_of
from pmnet.domain.text import closest
from pmnet.errors import Alarm, Conflict, NoRoom, NotANetwork, NotLetIn, PmnetError, Unreachable, Usage
from pmnet.rules.admission import vouches_lacking
from pmnet.store.files import dump
from pmnet.store.forge import Opened
from pmnet.store.git import checkout, history, remote
from pmnet.store.git.answers import Answer, insist_taken
from pmnet.store.git.envelopes import EnvelopeStore
from pmnet.store.git.harmless import insist_harmless
from pmnet.store.git.probing import takes_own_refs
from pmnet.store.git.process import run_git, without_login
from pmnet.store.git.refs import REMOTE_MAIN
from pmnet.store.git.remote import RefChange
from pmnet.store.git.repository import Repository, Signature
from pmnet.store.home import Home, KnownNetwork
from pmnet.store.keyfiles import public_half
from pmnet.store.keyring import NewKey
from pmnet.store.ledger import Progress
from pmnet.store.parsing import record_text
from pmnet.store.trust import Trust
from pmnet.store.workspace import Workspace, insist

ATTRIBUTES: Final = b"# bytes are signed and digested: no system may change line ends\n* -text\n"


@dataclass(frozen=True, slots=True)
class Founded:
    """A new network: where it lies, its fingerprint, who founded it, where it is shared."""

    path: str
    fingerprint: str
    member: str
    remote: str | None


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
    network = Network(name, member, now, (member,), publish, language=language, policy=_policy(policy or {}))
    _insist_open(network)
    keys = home.make_keys(key)
    today = network.policy.working_hours.local(now).date()
    founder = Member(member, full_name, email, Keys(keys.sign, keys.seal), today)
    existed = folder.exists()
    repository = Repository.create(folder)
    try:
        if shared is not None:
            network = replace(network, sealed_refs=_reached(repository, shared))
        texts = {record.path: record_text(record) for record in (network, founder)} | {".gitattributes": ATTRIBUTES}
        signature = Signature(member, home.signing_key_for(keys.sign, member), now)
        said = phrase("{member} founds {name}", member=member, name=name)
        message = f"{said}\n\nAct: init\nNonce: {new_nonce()}\n"
        commit = repository.commit(None, texts, message, signature)
        trust = Trust(repository)
        insist([found.finding for found in trust.ledger.request("", commit, now).findings])
        if shared is not None:
            _share(repository, shared, commit)
        remote.note_main(repository, commit)
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


def fetch_copy(
    address: str, folder: Path, now: datetime, progress: Progress | None = None, host_keys: Sequence[str] = ()
) -> tuple[Repository, str]:
    """A clone of a network in a new folder, or the one that is there already, and the network's fingerprint.

    Nothing of it is shown yet. Where host keys are named, its server must have one of them from now on. Raises Alarm where its
    history is not good.
    """
    if (folder / "network.yaml").is_file() and (folder / ".git").exists():
        repository = Repository.at(folder)
        insist_harmless(repository)
        known = remote.address(repository)
        if known != address:
            raise Conflict(
                phrase(
                    "{folder} is a copy of another network, of {shown_address}",
                    folder=folder,
                    shown_address=remote.shown_address(repository),
                ),
                phrase("name another folder"),
            )
    elif folder.exists() and any(folder.iterdir()):
        raise Conflict(
            phrase("{folder} is not empty", folder=folder), phrase("name another folder: pmnet join URL PATH --as ID")
        )
    else:
        try:
            repository = remote.clone(address, folder, host_keys)
        except NotLetIn:
            raise
        except Unreachable as error:
            raise type(error)(
                error.message,
                phrase("check the address {without_login}, then join again", without_login=without_login(address)),
            ) from None
    tip = repository.tip(REMOTE_MAIN) or ""
    if repository.read(tip, NETWORK_PATH) is None:
        repository.close()
        raise NotANetwork(
            phrase("there is no network at {without_login}, but something else", without_login=without_login(address)),
            phrase("check the address with a colleague"),
        )
    try:
        Trust(repository, progress).follow(now)
    except PmnetError:
        repository.close()
        raise
    return repository, history.genesis(repository, tip)


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


def insist_key(key: Path | None) -> None:
    """Raises NotFound, Usage or NotAllowed where a key that is named cannot sign; nothing is made or written."""
    if key is not None:
        NewKey.at(key)


def share(context: Context, shared: str) -> Founded:
    """Put a network that was founded without a server on one; raises Conflict where it is shared already."""
    insist_unshared(context)
    repository = context.workspace.repository
    network = context.network
    try:
        found = _reached(repository, shared)
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
        _share(repository, shared, context.workspace.tip, besides, store)
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


def is_new_folder(shared: str) -> bool:
    """Whether an address is the path of a folder that is not there yet."""
    place = Path(remote.check_address(shared))
    return "://" not in shared and not re.match(r"[^/]+:", shared) and not place.exists()


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


def person_from_git() -> tuple[str, str]:
    """The name and e-mail git knows this person by: defaults for questions; empty where it knows none."""
    name, email = (run_git(["config", "--global", "--get", f"user.{what}"]).out for what in ("name", "email"))
    return name.decode("utf-8", "replace").strip(), email.decode("utf-8", "replace").strip()


def folder_for(address: str) -> str:
    """The folder a network is put into when none is named: the last part of its address, never a hidden folder.

    A stranger's invitation says the address, and programs heed what lies in hidden folders.
    """
    return re.split(r"[/:\\]", address.rstrip("/"))[-1].removesuffix(".git").lstrip(". ") or "network"


def _reached(repository: Repository, shared: str) -> str:
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
        raise Unreachable(
            error.message,
            phrase("check the address {without_login}, then try again", without_login=without_login(shared)),
        ) from None


def _share(
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
        raise Unreachable(
            error.message,
            phrase("check the address {without_login}, then try again", without_login=without_login(shared)),
        ) from None


def _policy(said: Mapping[str, str]) -> Policy:
    """The policy with some figures set, as typed; raises Usage for a name or a value that cannot be.

    A weight is named `weights.skill`.
    """
    content: dict[str, Any] = to_mapping(Policy())
    weights: dict[str, int] = content["weights"]
    known = {*field_names(Policy), *(f"weights.{name}" for name in weights)} - {"weights"}
    for name, value in said.items():
        if name not in known:
            near = closest(name, sorted(known))
            raise Usage(
                phrase("there is no policy {name!r}", name=name),
                phrase("{did_you_mean}pmnet help policy lists them", did_you_mean=_did_you_mean(near)),
            )
        if name == "holidays":
            content[name] = [day.strip() for day in value.split(",")]
        elif name.startswith("weights."):
            weights[name.removeprefix("weights.")] = _figure(name, value)
        else:
            content[name] = _figure(name, value) if isinstance(content[name], int) else value
    try:
        return from_mapping(Policy, content)
    except ValueError as error:
        raise Usage(phrase("--policy: {error}", error=error)) from None


def _figure(name: str, value: str) -> int:
    if not re.fullmatch(r"\d{1,6}", value):
        raise Usage(
            phrase("{name!r} has to be a whole number, not {value!r}", name=name, value=value),
            phrase("--policy {name}=N; pmnet help policy", name=name),
        )
    return int(value)


def _did_you_mean(near: list[str]) -> str:
    return phrase("did you mean {near}? ", near=either(near)) if near else ""


def _insist_open(network: Network) -> None:
    """Raises Usage where the founder alone could let nobody in."""
    if not vouches_lacking(network, 1, 1):
        return
    policy = network.policy
    small = policy.small_below > 1
    figure = f"vouches_while_small={policy.vouches_while_small}" if small else f"small_below={policy.small_below}"
    raise Usage(
        phrase("with {figure} nobody could ever be let in: in the beginning only you can vouch", figure=figure),
        phrase(
            "leave --policy {figure} out: then {vouches} vouches are needed once enough members are active",
            figure=figure,
            vouches=policy.vouches,
        ),
    )


def insist_member_id(member: str) -> None:
    """Raises Usage unless this can be a member's short name."""
    if is_device(member):
        raise Usage(
            phrase(
                "{member!r} cannot be a member's name: Windows keeps it for itself, and nobody there could have a copy",
                member=member,
            ),
            phrase("add something to it, such as {member}-beck", member=member.lower()),
        )
    if not is_member_id(member):
        raise Usage(
            phrase("{member!r} cannot be a member's name", member=member),
            phrase("2 to 32 lower-case letters, digits and hyphens, such as anna or anna-beck"),
        )


def insist_new_name(repository: Repository, member: str) -> None:
    """Raises Usage unless this can be a member's short name, and Conflict where somebody in the network has it."""
    insist_member_id(member)
    trust = Trust(repository)
    if trust.ledger.snapshot(trust.tip).find_member(member) is not None:
        raise Conflict(
            phrase("the name {member!r} is taken in this network", member=member),
            phrase("choose another one with --as"),
        )


def insist_new_folder(folder: Path) -> None:
    """Raises Conflict where there is something in a folder already, or in its place."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(phrase("{folder} is not empty", folder=folder), phrase("choose a new folder"))


def insist_email(email: str) -> None:
    """Raises Usage unless this looks like an e-mail address."""
    if not re.fullmatch(r"[^@ ]+@[^@ .]+(\.[^@ .]+)+", email):
        raise Usage(phrase("{email!r} is not an e-mail address", email=email), phrase("for example anna@example.org"))
