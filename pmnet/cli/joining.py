"""Commands by which somebody new comes in: the invitation, and joining with it or with what a colleague told."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pmnet import app, cli
from pmnet.cli.command import command
from pmnet.cli.keys import Passphrase, opened_backup
from pmnet.cli.network import As, Email, FullName, KeyFile, key_file, place_of
from pmnet.cli.session import Session
from pmnet.domain.phrase import phrase
from pmnet.errors import NotAllowed, NothingThere, NotKnownThere, Unreachable, Usage
from pmnet.store.git.process import without_login

if TYPE_CHECKING:
    from pmnet.app.backup import Backup
    from pmnet.app.inviting import Invited, NotLetIn
    from pmnet.app.joining import Joined
    from pmnet.domain.invitation import Invitation
    from pmnet.store.git.repository import Repository
    from pmnet.store.unfinished import Unfinished


def declare(program: typer.Typer) -> None:
    """Add these commands."""
    command(program, "join", writes=True, asks=True)(join)
    command(program, "invite")(invite)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a join was told: how the network was named, its address, the invitation if there is one, and the options."""

    typed: str
    address: str
    path: Path | None
    invitation: Invitation | None
    as_: str | None
    full_name: str | None
    email: str | None
    fingerprint: str | None
    yes: bool
    key: Path | None
    backup: Backup | None

    @property
    def known_as(self) -> str:
        """The address without a password, as it is kept and shown."""
        return without_login(self.address)

    @property
    def again(self) -> str:
        """What was typed, as it is shown."""
        return without_login(self.typed)


def join(
    session: Session,
    url: Annotated[
        str | None,
        typer.Argument(metavar="URL|FILE", help="Where the network is shared, or the invitation you were sent."),
    ] = None,
    path: Annotated[Path | None, typer.Argument(metavar="[PATH]", help="A new folder for your copy.")] = None,
    as_: As = None,
    full_name: FullName = None,
    email: Email = None,
    fingerprint: Annotated[
        str | None, typer.Option("--fingerprint", metavar="F", help="What you were told to expect.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Trust the fingerprint that is found.")] = False,
    key: KeyFile = None,
    backup: Annotated[
        Path | None, typer.Option("--backup", metavar="FILE", help="On a new machine: your keys from this backup.")
    ] = None,
    passphrase_file: Passphrase = None,
) -> Joined | NotLetIn:
    """Join a network: get a copy, make or find your keys, become a candidate.

    pmnet join invitation-bea.pmnet.yaml
    pmnet join ssh://git@host/netz.git --as bea --fingerprint 3f2a91bc0d12e4f5
    pmnet join ssh://git@host/netz.git --backup keys.txt

    With an invitation, nothing else is needed. The last of these is for a new machine.

    Where the server does not let you in yet, it prints what to send to whoever invited you. Type the same again once they have
    answered: it goes on with the same keys, and asks nothing twice.
    """
    assert url is not None  # asked for where it was not typed
    file = place_of(session, Path(url))
    invitation = app.inviting.read(file) if app.inviting.is_invitation(url, file) else None
    app.inviting.insist_same_fingerprint(fingerprint, invitation)
    address = invitation.address if invitation is not None else session.address(url)
    kept = opened_backup(session, backup, passphrase_file) if backup is not None else None
    asked = _Asked(
        url, address, path, invitation, as_, full_name, email, fingerprint, yes, key_file(session, key), kept
    )
    if not session.dry_run:
        return _join(session, asked, _folder(session, asked))
    with tempfile.TemporaryDirectory() as nowhere:
        session.variables = {**session.variables, "PMNET_HOME": f"{nowhere}/home"}
        return _join(session, asked, Path(nowhere) / "copy")


def invite(
    session: Session,
    email: Annotated[
        str | None, typer.Option("--email", metavar="TEXT", help="The address of whoever you invite.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Another name for the file.")
    ] = None,
) -> Invited:
    """Write an invitation: one file with which somebody joins this network, and nothing in it that is secret.

    pmnet invite --email bea@example.org
    pmnet invite --email bea@example.org -o bea.pmnet.yaml

    It holds the network's address, its fingerprint, the host keys of its server where it is reached by ssh, who invites and whom.
    """
    context = session.context()
    to = session.ask(phrase("E-mail of whom you invite"), "--email", value=email, check=app.inviting.insist_email)
    usual = app.inviting.usual_place(session.folder, to)
    place = place_of(session, output.expanduser()) if output is not None else usual
    app.inviting.insist_new_file(place)
    return app.inviting.invite(context, to, place, lambda name: [session.language.say(line) for line in about(name)])


def about(name: str) -> Sequence[str]:
    """What stands on top of an invitation's file of that name."""
    return (
        phrase("An invitation to a network of project managers. Nothing in it is secret."),
        phrase("With pmnet installed, type in the folder where this file lies:"),
        app.inviting.command_again(name),
        phrase("Let whoever invited you tell you by phone how the fingerprint begins."),
    )


def _folder(session: Session, asked: _Asked) -> Path:
    """Where the copy goes: as named now, else as named before, else by the last part of the address."""
    before = app.inviting.answered(session.home, asked.known_as) if asked.path is None else None
    if before is not None and before.folder:
        return Path(before.folder)
    return place_of(session, asked.path or Path(app.joining.folder_for(asked.address)))


def _join(session: Session, asked: _Asked, folder: Path) -> Joined | NotLetIn:
    new = not (folder / ".git").exists()
    try:
        repository, found = _copied(session, asked, folder)
        session.closing.callback(repository.close)
        known = asked.backup.network(asked.address, found) if asked.backup is not None else None
        _insist_trust(session, asked, known.fingerprint if known is not None else None, found)
        if asked.backup is not None:
            app.backup.put_back(session.home, asked.backup)
        _heed(session, asked, repository)
        back = app.joining.come_back(session.home, repository, found, session.now, asked.key)
        if back is not None:
            app.inviting.finished(session.home, asked.known_as)
            return back
        if known is not None:
            raise NotAllowed(
                phrase("the keys in the backup are no longer those of {member}", member=known.member),
                phrase("find a newer backup"),
            )
        return _become(session, asked, repository, found)
    except BaseException as error:
        if new:
            app.joining.discard(folder)
        hidden = isinstance(error, NothingThere) and asked.invitation is not None  # hosts deny to know what is private
        if not hidden and not isinstance(error, NotKnownThere):
            raise
        return _waiting(session, asked, _as_told(error))


def _copied(session: Session, asked: _Asked, folder: Path) -> tuple[Repository, str]:
    """A copy of the network, and its fingerprint."""
    invitation = asked.invitation
    if invitation is None:
        return app.joining.fetch_copy(asked.address, folder, session.now, session.judging)
    session.say(
        phrase(
            "you are invited to {network} by {inviter} <{email}>",
            network=invitation.network, inviter=invitation.inviter, email=invitation.inviter_email,
        )
    )  # fmt: skip
    if invitation.host_keys and not app.inviting.compares_host_key(asked.address):
        session.say(
            phrase("your ssh is another program than OpenSSH, so its host key is not compared with the invitation")
        )
    return app.joining.fetch_copy(asked.address, folder, session.now, session.judging, invitation.host_keys)


def _become(session: Session, asked: _Asked, repository: Repository, fingerprint: str) -> Joined:
    """Become a candidate; what was answered is kept until that is done."""
    answers = _answers(session, asked, lambda typed: app.joining.insist_new_name(repository, typed))
    app.joining.insist_key(asked.key)
    if not session.dry_run:
        app.inviting.keep(session.home, answers)
    joined = app.joining.join(
        session.home, repository, fingerprint, session.now, answers.member, answers.name, answers.email, session.dry_run,
        asked.key,
    )  # fmt: skip
    app.inviting.finished(session.home, asked.known_as)
    return joined


def _as_told(error: BaseException) -> Unreachable:
    """Why somebody cannot join yet; whoever was invited knows that the network is there."""
    if isinstance(error, Unreachable) and not isinstance(error, NothingThere):
        return error
    return NotKnownThere(
        phrase("the network's server cannot be reached: it does not let you in, or the network is no longer there"),
        phrase("ask whoever invited you"),
    )


def _waiting(session: Session, asked: _Asked, error: Unreachable) -> NotLetIn:
    """What the inviter is sent, with what was answered kept; raises the error where nobody can be asked."""
    if session.dry_run:
        raise error
    try:
        answers = _answers(session, asked, app.newcomers.insist_member_id)
    except Usage:
        if session.interactive:
            raise
        raise error from None
    again = app.inviting.command_again(asked.again)
    return app.inviting.not_let_in(session.home, answers, asked.invitation, again, asked.key, error)


def _answers(session: Session, asked: _Asked, check: Callable[[str], object]) -> Unfinished:
    """Who joins: what was typed, else what was answered before, else what is answered now."""
    before, invitation = app.inviting.answered(session.home, asked.known_as), asked.invitation
    invited = invitation.for_email if invitation is not None else ""
    earlier = (before.member, before.name, before.email) if before is not None else (None, None, None)
    silent = invited if (asked.as_ and asked.full_name) or not session.interactive else ""
    given = {
        "as_": asked.as_ or earlier[0],
        "full_name": asked.full_name or earlier[1],
        "email": asked.email or earlier[2] or silent or None,
    }
    if given["as_"]:
        check(given["as_"])  # before anything else is asked
    assert session.guide is not None
    session.guide.suggested = {"email": invited} if invited else {}
    said = session.guide.complete(cli.guide.joining(check), given)
    check(said["as_"])
    app.newcomers.insist_email(said["email"])
    network = invitation.network if invitation is not None else ""
    named = before.folder if before is not None and asked.path is None else ""
    folder = str(place_of(session, asked.path)) if asked.path is not None else named
    return app.inviting.answers(
        asked.known_as, said["as_"], said["full_name"], said["email"], network, folder, asked.again
    )


def _insist_trust(session: Session, asked: _Asked, known: str | None, found: str) -> None:
    """Raises Alarm for another network than the one that was meant, and Usage where nobody says which one is."""
    invited = asked.invitation.fingerprint if asked.invitation is not None else None
    if expected := [one for one in (asked.fingerprint, known, invited) if one is not None]:
        for one in expected:
            app.joining.insist_fingerprint(found, one)
        if asked.invitation is not None:
            session.say(
                phrase(
                    "the fingerprint is the one in the invitation: {begin}; ask {inviter} by phone whether it begins like that",
                    begin=app.inviting.spelt(found), inviter=asked.invitation.inviter,
                )
            )  # fmt: skip
        return
    if asked.yes:
        return
    session.say(phrase("the fingerprint of this network is {found}", found=found))
    if not session.interactive:
        raise Usage(
            phrase("--fingerprint is missing"),
            phrase("compare {begin} with a member, then add --fingerprint or --yes", begin=found[:16]),
        )
    session.confirm(phrase("Is that the fingerprint you were told?"), asked.yes)
    if session.guide is not None:
        session.guide.values["fingerprint"] = found


def _heed(session: Session, asked: _Asked, repository: Repository) -> None:
    """What an invitation says besides: the server's host keys, and the figures that held."""
    if asked.invitation is None:
        return
    if app.inviting.heed(repository, asked.invitation):
        session.say(phrase("from now on the server must have a host key that this invitation names"))
    if app.inviting.policy_changed(repository, asked.invitation):
        session.say(
            phrase("the figures of the network are no longer those of the invitation: they stand in network.yaml")
        )
