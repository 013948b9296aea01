"""Commands about having requests checked on a host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pmnet import app
from pmnet.cli.command import command
from pmnet.cli.session import Session

if TYPE_CHECKING:
    from pmnet.app.ci import Prepared


def declare(program: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="Have requests checked on the network's host.", no_args_is_help=True)
    program.add_typer(group, name="ci")
    command(group, "init", writes=True)(init)


def init(
    session: Session,
    host: Annotated[str, typer.Argument(metavar="github|gitlab|forgejo", help="The kind of host.")],
    package: Annotated[
        str | None, typer.Option("--package", metavar="SPEC", help="What is installed there; this version if left out.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that says something else.")] = False,
) -> Prepared:
    """Write the file by which a host checks requests before they are merged; for keepers.

    pmnet ci init github
    """
    return app.ci.init(session.context(), host, package, force)
