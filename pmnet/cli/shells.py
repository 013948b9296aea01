"""The scripts by which shells complete what is typed."""

from __future__ import annotations

import importlib.resources
from typing import Annotated

import typer

from pmnet.cli.command import command
from pmnet.cli.session import Session
from pmnet.domain.phrase import phrase
from pmnet.domain.text import closest
from pmnet.errors import Usage

SHELLS = ("bash", "zsh", "fish")


def declare(program: typer.Typer) -> None:
    """Add this command."""
    command(program, "completion")(completion)


def completion(
    session: Session, shell: Annotated[str, typer.Argument(metavar="bash|zsh|fish", help="Your shell.")]
) -> str:
    """Print the script by which your shell completes commands, options, skills, members and ids.

    pmnet completion bash    in ~/.bashrc: source <(pmnet completion bash)
    pmnet completion fish    in config.fish: pmnet completion fish | source
    """
    if shell not in SHELLS:
        near = closest(shell, SHELLS)
        raise Usage(
            phrase("there is no completion for {shell!r}", shell=shell),
            phrase("did you mean {near}?", near=near[0]) if near else phrase("bash, zsh or fish"),
        )
    folder = importlib.resources.files("pmnet") / "data" / "completion"
    return folder.joinpath(f"pmnet.{shell}").read_text("utf-8").rstrip("\n")
