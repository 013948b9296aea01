"""Commands about whether the shared record can be trusted: the audit, the repair, the judge on a server."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pmnet import app
from pmnet.cli.command import command
from pmnet.cli.session import Session
from pmnet.domain.phrase import phrase
from pmnet.domain.text import printable

if TYPE_CHECKING:
    from pmnet.app.audit import AuditReport
    from pmnet.app.hook import Installed
    from pmnet.app.repair import Repaired
    from pmnet.app.selftest import HostReport


def declare(program: typer.Typer) -> None:
    """Add these commands."""
    command(program, "audit")(audit)
    command(program, "repair", writes=True)(repair)
    command(program, "selftest")(selftest)
    hook = typer.Typer(help="The judge on a server of your own.", no_args_is_help=True)
    program.add_typer(hook, name="hook")
    command(hook, "install")(install_hook)
    command(hook, "receive", hidden=True)(receive)


def audit(
    session: Session,
    full: Annotated[bool, typer.Option("--full", help="From the founding, not from the last audit.")] = False,
) -> AuditReport:
    """Judge every act again, and show what two members compare by phone. Exit code 1 when one is bad.

    pmnet audit
    pmnet audit --full
    """
    return app.audit.audit(session.context(), full)


def repair(
    session: Session, commit: Annotated[str, typer.Argument(metavar="COMMIT", help="The bad act, as named.")]
) -> Repaired:
    """As a keeper: make a bad act void by restoring the last good state.

    pmnet repair 3f2a91bc0d12
    """
    return app.repair.repair(session.context(), commit)


def selftest(
    session: Session,
    remote: Annotated[
        str | None, typer.Option("--remote", metavar="URL", help="The host; the network's own if left out.")
    ] = None,
) -> HostReport:
    """Try out whether a host does what pmnet needs, under names that are removed again. Exit code 1 when something is missing.

    Nothing that is there is touched, and whoever may write there can try.

    pmnet selftest --remote ssh://git@host/netz.git

    --json prints remote, fit, seconds (of one conversation), sealed_refs (own, branches, or null), left (names that could not be
    removed), and rows: for each name, tried, verdict (yes, no, could not be tried), needed, meaning, advice. The names are reach,
    race, stale, rewind, place, replace, together, remove, apart, erased.
    """
    progress = session.progress(phrase("trying out the host"), phrase("steps"))
    if remote is not None:
        return app.selftest.selftest(session.address(remote), progress)
    folder = Path(app.checked.network_folder(str(session.folder), session.network, session.variables))
    return app.selftest.selftest(app.selftest.address_of(folder), progress, app.selftest.kept_in(folder))


def install_hook(
    session: Session, repository: Annotated[Path, typer.Argument(metavar="REPO.git", help="On this machine.")]
) -> Installed:
    """Let the judge watch over a shared repository on a server of your own.

    pmnet hook install /srv/git/netz.git
    """
    return app.hook.install(session.folder / repository)


def receive(session: Session) -> None:
    """Asked by the server before it takes what somebody sends."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")  # the names that somebody sends may be any bytes
    refused = app.hook.receive(sys.stdin.readlines(), session.variables, session.folder, session.now)
    for sentence in refused:
        print(phrase("pmnet: refused: {sentence}", sentence=printable(sentence)), file=sys.stderr)
    if refused:
        raise typer.Exit(1)
