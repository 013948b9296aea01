"""Commands about one's own keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pmnet import app
from pmnet.cli.command import command
from pmnet.cli.session import Session
from pmnet.domain.phrase import phrase
from pmnet.errors import NotANetwork, Usage

if TYPE_CHECKING:
    from pmnet.app.backup import BackedUp, Backup
    from pmnet.app.keys import KeysReport, Rotated

Passphrase = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file", metavar="FILE", help="Take the passphrase from the first line of a file only you can read."
    ),
]


def declare(program: typer.Typer) -> None:
    """Add these commands."""
    keys = typer.Typer(help="Your keys: show, replace, keep a copy.", no_args_is_help=True)
    program.add_typer(keys, name="keys")
    command(keys, "show")(show)
    command(keys, "rotate", writes=True)(rotate)
    command(keys, "backup")(backup)
    command(keys, "restore")(restore)


def show(session: Session) -> KeysReport:
    """Show your public keys, their files, and whether your record has them.

    pmnet keys show
    """
    try:
        context = session.context()
    except NotANetwork:
        if session.network:
            raise
        return app.keys.show(session.home, None)
    return app.keys.show(session.home, context)


def rotate(
    session: Session,
    sign: Annotated[bool, typer.Option("--sign", help="Only the signing key.")] = False,
    seal: Annotated[bool, typer.Option("--seal", help="Only the sealing key.")] = False,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help="Sign with this OpenSSH key from now on.")
    ] = None,
) -> Rotated:
    """Replace your keys; the act is signed with the old one, and what others sealed to it stays readable to you.

    pmnet keys rotate
    pmnet keys rotate --seal

    The old keys stay in your home: other networks may still know you by them. If a rotation was interrupted, type it again.
    """
    if key is not None and seal and not sign:
        raise Usage(phrase("--key names a signing key"), phrase("leave --seal out, or add --sign"))
    place = None if key is None else session.folder / key.expanduser()
    return app.keys.rotate(session.context(), sign or not seal, seal or not sign, place)


def backup(
    session: Session,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, best on another disk.")],
    passphrase_file: Passphrase = None,
) -> BackedUp:
    """Write all your keys into one printable file, sealed to a passphrase.

    pmnet keys backup keys.txt

    On a terminal the passphrase is asked for twice. A script names a file with --passphrase-file: what stands on a command
    line or in a variable can be seen by other programs.
    """
    place = session.folder / file.expanduser()
    app.backup.insist_new(place)
    passphrase = _passphrase(session, passphrase_file)
    if passphrase_file is None and session.secret(phrase("The same again"), "--passphrase-file") != passphrase:
        raise Usage(phrase("the two passphrases differ; nothing was written"), phrase("try again"))
    return app.backup.write(session.home, place, passphrase, session.now)


def restore(
    session: Session,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file made by pmnet keys backup.")],
    passphrase_file: Passphrase = None,
) -> BackedUp:
    """Put the keys of a backup into your home; a key that is there is never overwritten.

    pmnet keys restore keys.txt
    """
    place = session.folder / file.expanduser()
    return app.backup.restore(session.home, place, _passphrase(session, passphrase_file))


def opened_backup(session: Session, file: Path, passphrase_file: Path | None) -> Backup:
    """What is in a backup, with the passphrase from a file or asked for."""
    return app.backup.opened(session.folder / file.expanduser(), _passphrase(session, passphrase_file))


def _passphrase(session: Session, file: Path | None) -> str:
    if file is not None:
        return app.backup.passphrase_from(session.folder / file.expanduser())
    return session.secret(phrase("Passphrase for the backup"), "--passphrase-file")
