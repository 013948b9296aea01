"""The program: all commands together, and the one place where errors end."""

from __future__ import annotations

import contextlib
import copy
import functools
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

import pmnet
from pmnet import app as app_layer
from pmnet import cli
from pmnet.cli import (
    books,
    calendar,
    ci,
    doctor,
    handovers,
    joining,
    keys,
    leads,
    members,
    network,
    notify,
    overviews,
    proposals,
    shells,
    trust,
    undo,
    wording,
)
from pmnet.cli.command import Debug, Edge, Json, NoColor, NoInput, Quiet, command, help_text, session_of
from pmnet.cli.command import Network as NetworkOption
from pmnet.cli.language import Language
from pmnet.cli.session import Session
from pmnet.domain.phrase import Recorded, phrase
from pmnet.domain.text import printable
from pmnet.errors import INTERRUPTED, Bug, NotANetwork, PmnetError, Usage

if TYPE_CHECKING:
    from pmnet.store.beginning import Beginning

EXAMPLES = """Carry a network of freelance project managers over a shared repository.

pmnet demo                                       see a whole network work
pmnet find --skill risk-management:4 --days 3    who can do it and is free
pmnet lead add --title "PMO lead" --days 3       pass on work you cannot take
pmnet claim k7qx --position pmo                  ask for a position
"""

app = typer.Typer(
    name="pmnet",
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for declarations in (
    network,
    joining,
    doctor,
    trust,
    members,
    keys,
    leads,
    handovers,
    books,
    undo,
    overviews,
    proposals,
    calendar,
    notify,
    ci,
    shells,
):
    declarations.declare(app)


@app.callback(invoke_without_command=True, help=help_text(EXAMPLES))
def bare(
    ctx: typer.Context,
    network: NetworkOption = "",
    json: Json = False,
    no_input: NoInput = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
    debug: Debug = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Show the inbox where no command is given."""
    if version:
        print(f"pmnet {pmnet.__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        options = {
            "network": network,
            "json": json,
            "no_input": no_input,
            "quiet": quiet,
            "no_color": no_color,
            "debug": debug,
        }
        session = session_of(ctx, options)
        with session.closing:
            cli.render.show(session, _inbox_or_beginning(session))


def demo(
    session: Session, path: Annotated[Path, typer.Argument(help="A new folder; left behind.")] = Path("pmnet-demo")
) -> None:
    """See a whole network work: five members on this machine, played through and told.

    pmnet demo /tmp/netz
    """
    cli.demo.play(session, main, (session.folder / path).absolute())


command(app, "demo")(demo)


def _inbox_or_beginning(session: Session) -> object:
    """What a bare `pmnet` shows: the inbox, or outside a network how to begin."""
    try:
        return network.inbox(session)
    except NotANetwork:
        if session.network or session.variables.get("PMNET_NETWORK") or session.json:
            raise
        return app_layer.beginning.look(session.home, session.folder, session.variables)


@functools.cache
def _program(first: str, spoken: str = "en") -> Callable[..., Any]:
    """The command or the group of commands that is typed first, without putting all others together; else all of them.

    Its help is in the language of that key.

    Once for each: the demo and the tests run hundreds of commands in one process.
    """
    commands = [declared for declared in app.registered_commands if declared.name == first]
    groups = [declared for declared in app.registered_groups if declared.name == first]
    if not (commands or groups) or first == "help":
        part = app
    else:
        part = copy.copy(app)
        part.registered_commands, part.registered_groups = commands, groups
    program: Callable[..., Any] = typer.main.get_command(part)
    wording.prepare(program, cli.language.language(spoken))
    return program


def main(
    arguments: Sequence[str],
    variables: Mapping[str, str] | None = None,
    folder: Path | None = None,
    begun: Beginning | None = None,
) -> int:
    """Run one command and return its exit code; every error ends here as one sentence and a hint."""
    known = dict(os.environ if variables is None else variables)
    if "--debug" in arguments:
        print(printable(f"pmnet: log: {cli.crash.start_log(known)}"), file=sys.stderr)
    spoken = cli.language.ENGLISH
    broken_off: list[str] = []
    try:
        here = folder or Path.cwd()
        spoken = cli.language.spoken(known, here)
        return _run(arguments, Edge(known, here, spoken, begun, broken_off))
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # a group without a command: its help is the answer
            print(getattr(error, "message", ""))
            return Usage.code
        return _fail(wording.usage(error), arguments, spoken)
    except (KeyboardInterrupt, typer.Abort):
        for text in (phrase("interrupted"), *broken_off):
            print(f"pmnet: {spoken.say(text)}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # whoever read our output has gone; that is no error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the boundary: whatever nobody expected ends here
        return _fail(_expected(error) or cli.crash.log(known, arguments, error), arguments, spoken)


def _run(arguments: Sequence[str], edge: Edge) -> int:
    """Let the typed command do what it does; its exit code."""
    program = _program(arguments[0] if arguments else "", edge.language.key)
    code = program(args=list(arguments), prog_name="pmnet", standalone_mode=False, obj=edge)
    sys.stdout.flush()
    if code == INTERRUPTED:  # typer ends a command that is interrupted itself, without a word
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def _expected(error: Exception) -> PmnetError | None:
    """An error as people can do something about it; None for a bug."""
    if isinstance(error, PmnetError):
        return None if isinstance(error, Bug) else error
    file = getattr(error, "filename", None) if isinstance(error, OSError) else None
    if file is None and not (isinstance(error, OSError | ValueError) and "embedded null" in str(error)):
        return None
    why = getattr(error, "strerror", None) or str(error)
    return Usage(
        phrase("{file} cannot be used: {why}", file=file or phrase("a name"), why=Recorded(str(why)[:LONGEST_REASON])),
        phrase("choose another file or folder"),
    )


LONGEST_REASON: Final = 200
"""How much is quoted of what a system says."""


def _fail(error: PmnetError, arguments: Sequence[str], spoken: Language) -> int:
    """Print an error where people or programs expect it, and return its exit code."""
    if "--json" in arguments:
        print(cli.render.error_json(error), file=sys.stderr)
        return error.code
    told = [("error", error.message), *(("error", finding) for finding in getattr(error, "findings", ())[1:])]
    for kind, text in (*told, ("hint", error.hint)):
        if text:
            print(f"pmnet: {spoken.say(KINDS[kind])}: {printable(spoken.say(text))}", file=sys.stderr)
    return error.code


KINDS: Final = {"error": phrase("error"), "hint": phrase("hint")}


def run(begun: Beginning | None = None) -> int:
    """The exit code of the installed command, for which something was begun already."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a screen that cannot show an umlaut is no reason to stop
    with contextlib.closing(begun) if begun is not None else contextlib.nullcontext():
        return main(sys.argv[1:], begun=begun)
