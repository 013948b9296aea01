"""Inviting somebody by a file, and joining with it: also where the server does not let them in yet."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pmnet.app.context import Context
from pmnet.domain.invitation import VERSION, Invitation, version_of
from pmnet.domain.phrase import Phrase, phrase
from pmnet.errors import Conflict, NotFound, PmnetError, Unreachable, Usage
from pmnet.store import invitations, unfinished
from pmnet.store.git import history, hostkeys, remote, ssh
from pmnet.store.git.process import without_login
from pmnet.store.git.repository import Repository
from pmnet.store.home import Home
from pmnet.store.invitations import SUFFIX
from pmnet.store.keyfiles import public_half
from pmnet.store.listing import enclosing_network
from pmnet.store.private_files import write_new
from pmnet.store.trust import Trust
from pmnet.store.unfinished import Unfinished

MOST_KEYS: Final = 3
"""How many ssh keys a letter to the inviter names: one of them is offered to the server first."""


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that was written: its file and what it says; `by_ssh` whether a server's host key belongs in it."""

    file: str
    invitation: Invitation
    by_ssh: bool


@dataclass(frozen=True, slots=True)
class NotLetIn:
    """A join that waits for the server to let somebody in: who that is, their keys, to whom to send them, and what goes on.

    `ssh_keys` are those with which they reach the server, none where their ssh says nothing of them; `needs_key` is true where
    it has none, and the server could let nobody in.
    """

    network: str
    address: str
    member: str
    name: str
    email: str
    sign: str
    seal: str
    ssh_keys: tuple[str, ...]
    needs_key: bool
    inviter: str
    inviter_email: str
    again: str
    why: Unreachable


def invite(context: Context, email: str, place: Path, about: Callable[[str], Sequence[str]]) -> Invited:
    """Write an invitation for whoever reads an e-mail address; `about` gives the lines on top of the file of that name.

    Raises Conflict where the network is shared nowhere or there is such a file already, and Usage for an address that nobody
    else can use.
    """
    repository, network = context.workspace.repository, context.network
    shared = remote.shown_address(repository)
    if shared is None:
        raise Conflict(phrase("this network is shared nowhere yet, so nobody can join it"), phrase("pmnet share URL"))
    if not invitations.is_address(shared):
        raise Usage(
            phrase("nobody else could use the address of this network: {shared}", shared=shared),
            phrase("pmnet share URL, with an address that others reach"),
        )
    member = context.snapshot().member(context.member)
    target = ssh.target_of(remote.address(repository) or "")
    invitation = Invitation(
        VERSION, network.name, shared, history.genesis(repository, context.workspace.tip), version_of(network.policy),
        member.id, member.name, member.email, email, _host_keys(repository, target),
    )  # fmt: skip
    write_new(place, invitations.text(invitation, about(place.name)))
    return Invited(str(place), invitation, bool(target))


def usual_place(folder: Path, email: str) -> Path:
    """Where an invitation is written that nobody said a place for: in a folder, or beside the network's copy it is in."""
    around = enclosing_network(str(folder))
    return (Path(around).parent if around else folder) / invitations.file_name(email)


def insist_new_file(place: Path) -> None:
    """Raises Conflict or NotFound where no file can be written, and Usage where everybody would get it."""
    if enclosing_network(str(place.parent)) is not None:
        raise Usage(
            phrase("{place} lies in a network's folder, and all members would get it", place=place),
            phrase("name a file outside of it with -o"),
        )
    if place.exists():
        raise Conflict(
            phrase("{place} is there already, and nothing is overwritten", place=place),
            phrase("name another file with -o"),
        )
    if not place.parent.is_dir():
        raise NotFound(
            phrase("there is no folder {folder}", folder=place.parent), phrase("name a file in one that exists")
        )


def insist_email(email: str) -> None:
    """Raises Usage unless this is an e-mail address that can stand in an invitation."""
    if not invitations.is_email(email):
        raise Usage(phrase("{email!r} is not an e-mail address", email=email), phrase("for example anna@example.org"))


def _host_keys(repository: Repository, target: Sequence[str]) -> tuple[str, ...]:
    """The keys of the server as this copy or the person's ssh knows it; met now where it never was."""
    command = ssh.own_command()
    if not target or not ssh.is_openssh(command):
        return ()
    named = hostkeys.written(repository.git_dir)
    if named:
        return named
    found = hostkeys.met(command, target)
    if not found:
        repository.connection.begin(remote.address(repository) or "")
        try:
            remote.fetch(repository)
        except PmnetError:
            return ()
        found = hostkeys.met(command, target)
    return found


def read(place: Path) -> Invitation:
    """The invitation in a file; raises NotFound, and Usage where it is none."""
    return invitations.read(place)


def is_invitation(typed: str, place: Path) -> bool:
    """Whether what was typed where an address may stand means an invitation's file."""
    return "://" not in typed and (place.is_file() or typed.endswith(SUFFIX))


def insist_same_fingerprint(typed: str | None, invitation: Invitation | None) -> None:
    """Raises Usage where somebody is told another fingerprint than their invitation names."""
    wanted = re.sub(r"[^0-9a-f]", "", (typed or "").lower())
    if invitation is not None and typed is not None and not invitation.fingerprint.startswith(wanted):
        raise Usage(
            phrase(
                "the invitation is to another network: its fingerprint is {found}", found=invitation.fingerprint[:16]
            ),
            phrase("ask whoever invited you for the right file"),
        )


def heed(repository: Repository, invitation: Invitation) -> bool:
    """Have the server of a copy that is there already have one of the invitation's keys; whether that is new.

    Raises what speaks against it where the server cannot be reached so: a stranger's invitation shuts nobody out of their
    network, and whoever stands between has to be there now.
    """
    keys, before = invitation.host_keys, hostkeys.written(repository.git_dir)
    if not keys or before == keys:
        return False
    hostkeys.write(repository.git_dir, keys)
    try:
        repository.connection.begin(remote.address(repository) or "")
        remote.fetch(repository)
    except BaseException:
        if before:
            hostkeys.write(repository.git_dir, before)
        else:
            hostkeys.forget(repository.git_dir)
        raise
    return True


def compares_host_key(address: str) -> bool:
    """Whether the person's ssh can be told which host key to expect; it cannot where it is another program."""
    return not ssh.target_of(address) or ssh.is_openssh(ssh.own_command())


def policy_changed(repository: Repository, invitation: Invitation) -> bool:
    """Whether the figures of a network are others than those that held when somebody was invited."""
    trust = Trust(repository)
    return version_of(trust.ledger.snapshot(trust.tip).network.policy) != invitation.policy


def answers(address: str, member: str, name: str, email: str, network: str, folder: str, typed: str) -> Unfinished:
    """What was answered for a network: who joins, what it is called, the folder that was named, and what was typed."""
    return Unfinished(address, member, name, email, network, folder, typed)


def answered(home: Home, address: str) -> Unfinished | None:
    """What was answered for a network that could not be joined yet."""
    return unfinished.find(home.folder, address)


def keep(home: Home, answers: Unfinished) -> None:
    """Keep what was answered until the network is joined."""
    unfinished.keep(home.folder, answers)


def finished(home: Home, address: str) -> None:
    """Drop what was answered for a network."""
    unfinished.forget(home.folder, address)


def not_let_in(
    home: Home, answers: Unfinished, invitation: Invitation | None, again: str, key: Path | None, why: Unreachable
) -> NotLetIn:
    """What a new member sends to the inviter so that the server lets them in; their keys are made where there are none."""
    keys = home.make_keys(key)
    keep(home, answers)
    target = ssh.target_of(answers.address)
    ssh_keys = own_ssh_keys(target)
    needs_key = bool(target) and not ssh_keys and ssh.is_openssh(ssh.own_command())
    return NotLetIn(
        invitation.network if invitation is not None else answers.network, without_login(answers.address), answers.member,
        answers.name, answers.email, keys.sign, keys.seal, ssh_keys, needs_key,
        invitation.inviter if invitation is not None else "", invitation.inviter_email if invitation is not None else "",
        again, why,
    )  # fmt: skip


def own_ssh_keys(target: Sequence[str]) -> tuple[str, ...]:
    """The public halves of the keys with which the person's ssh would come to a server."""
    command = ssh.own_command()
    if not target or not ssh.is_openssh(command):
        return ()
    said = hostkeys.settings(command, target)
    files = (Path(file).expanduser() for file in said.get("identityfile", []))
    found = [key for file in files if (key := _public(file))]
    if not found and said.get("identitiesonly", ["no"])[0] != "yes":
        found = ssh.agent_keys()
    return tuple(dict.fromkeys(found))[:MOST_KEYS]


def _public(file: Path) -> str:
    """The public half of an ssh key that lies in a file, as its .pub says it or as the file itself does; empty without one."""
    beside = file.with_name(f"{file.name}.pub")
    try:
        if beside.is_file():
            words = beside.read_text("utf-8", "replace").split()[:2]
            return " ".join(words) if hostkeys.is_key(" ".join(words)) else ""
        return public_half(file) if file.is_file() else ""
    except (OSError, PmnetError):
        return ""


def spelt(fingerprint: str) -> str:
    """How a fingerprint begins, in four groups of four, as it is read out."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, 16, 4))


def letter(found: NotLetIn) -> tuple[str, ...]:
    """The lines of the message to the inviter; none where a key for the server has to be made first."""
    if found.needs_key:
        return ()
    greeting = phrase("Hello {name},", name=found.inviter) if found.inviter else phrase("Hello,")
    network: str | Phrase = found.network or found.address
    lines: list[str] = [greeting, "", phrase("please let me into {network}. In it I am called {member}.", network=network,
                                             member=found.member), ""]  # fmt: skip
    if found.ssh_keys:
        lines += [phrase("For the server, the key of my ssh:"), *(f"  {key}" for key in found.ssh_keys), ""]
    lines += [
        phrase("For the network, my keys as a member, which the server does not need:"),
        f"  sign  {found.sign}",
        f"  seal  {found.seal}",
    ]
    return (*lines, "", f"{found.name} <{found.email}>")


def command_again(typed: str) -> str:
    """What is typed to go on."""
    return f"pmnet join {shlex.quote(typed)}"
