"""The command that looks what is missing on this machine, and offers what it can mend."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pmnet import app, cli
from pmnet.cli.command import command
from pmnet.cli.session import Session

if TYPE_CHECKING:
    from pmnet.app.doctor import Diagnosis
    from pmnet.app.doctor.answers import Remedy


def declare(program: typer.Typer) -> None:
    """Add this command."""
    command(program, "doctor")(doctor)


def doctor(
    session: Session,
    yes: Annotated[bool, typer.Option("--yes", help="Do all that pmnet can do itself without harm.")] = False,
) -> Diagnosis:
    """Look whether this machine, your keys, the copy and the server are as pmnet needs them. Exit code 1 where work is stopped.

    pmnet doctor
    pmnet doctor --yes

    Nothing is changed unless you agree: on a terminal, what pmnet can mend itself is offered one by one. It works outside of a
    network, and with one that is broken. Whether a server may be written to is for pmnet selftest.

    --json prints well (whether nothing stops work), rows, and repaired (what was done). Each row has name, asked, verdict (yes,
    no, not known), stops (whether a no stops work), found, advice, and offer (what pmnet could do itself, or null).
    """
    found = _examined(session)
    session.forget_wrong_clock()  # it is among what was found, and what was found is to be shown
    if not found.remedies or not (yes or session.interactive):
        return found
    if not yes:
        cli.render.show_all(session, found)
    done = tuple(remedy.offer for remedy in found.remedies if _agreed(session, remedy, yes) and _tried(session, remedy))
    return _examined(session, done)


def _examined(session: Session, repaired: tuple[str, ...] = ()) -> Diagnosis:
    encoding = (sys.stdout.encoding if sys.stdout is not None else None) or "utf-8"
    return app.doctor.examine(session.folder, session.network, session.variables, encoding, repaired)


def _agreed(session: Session, remedy: Remedy, yes: bool) -> bool:
    """Whether a remedy is wanted: all that are safe at once, or this one by name."""
    return remedy.safe if yes else session.agrees(remedy.offer)


def _tried(session: Session, remedy: Remedy) -> bool:
    try:
        remedy.do()
    except OSError as error:
        session.say(app.doctor.not_done(remedy, error.strerror or str(error)))
        return False
    return True
