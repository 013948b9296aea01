"""The program: all commands together, and the one place where errors end."""

from __future__ import annotations

import copy
import functools
import io
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

import pmnet
from pmnet import cli
from pmnet.cli import books, calendar, ci, handovers, keys, leads, members, network, shells, trust
from pmnet.cli.command import Debug, Edge, Json, NoColor, NoInput, Quiet, command, help_text, session_of
from pmnet.cli.command import Network as NetworkOption
from pmnet.cli.session import Session
from pmnet.domain.phrase import phrase
from pmnet.domain.text import printable
from pmnet.errors import INTERRUPTED, Bug, NotANetwork, PmnetError, Usage

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
for declarations in (network, trust, members, keys, leads, handovers, books, calendar, ci, shells):
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
        if session.network or session.json or session.home.networks():
            raise
        return cli.help.OUTSIDE


@functools.cache
def _program(first: str) -> Callable[..., Any]:
    """The command or the group of commands that is typed first, without putting all others together; else all of them.

    Once for each: the demo and the tests run hundreds of commands in one process.
    """
    commands = [declared for declared in app.registered_commands if declared.name == first]
    groups = [declared for declared in app.registered_groups if declared.name == first]
    if not (commands or groups) or first == "help":
        return typer.main.get_command(app)
    part = copy.copy(app)
    part.registered_commands, part.registered_groups = commands, groups
    return typer.main.get_command(part)


def main(arguments: Sequence[str], variables: Mapping[str, str] | None = None, folder: Path | None = None) -> int:
    """Run one command and return its exit code; every error ends here as one sentence and a hint."""
    known = dict(os.environ if variables is None else variables)
    if "--debug" in arguments:
        print(printable(f"pmnet: log: {cli.crash.start_log(known)}"), file=sys.stderr)
    try:
        code = _program(arguments[0] if arguments else "")(
            args=list(arguments), prog_name="pmnet", standalone_mode=False, obj=Edge(known, folder or Path.cwd())
        )
        sys.stdout.flush()
        if code == INTERRUPTED:  # typer ends a command that is interrupted itself, without a word
            raise KeyboardInterrupt
        return code if isinstance(code, int) else 0
    except PmnetError as error:
        if isinstance(error, Bug):
            error = cli.crash.log(known, arguments, error)
        return _fail(error, arguments)
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # a group without a command: its help is the answer
            print(getattr(error, "message", ""))
            return Usage.code
        return _fail(_usage(error), arguments)
    except (KeyboardInterrupt, typer.Abort):
        print("pmnet: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # whoever read our output has gone; that is no error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (OSError, ValueError) as error:
        unusable = (isinstance(error, OSError) and error.filename is not None) or "embedded null" in str(error)
        said = f"{getattr(error, 'filename', None) or 'a name'} cannot be used: {getattr(error, 'strerror', None) or error}"
        failure = (
            Usage(said[:200], phrase("choose another file or folder"))
            if unusable
            else cli.crash.log(known, arguments, error)
        )
        return _fail(failure, arguments)
    except Exception as error:  # noqa: BLE001 - the boundary: whatever nobody expected ends here
        return _fail(cli.crash.log(known, arguments, error), arguments)


def _fail(error: PmnetError, arguments: Sequence[str]) -> int:
    """Print an error where people or programs expect it, and return its exit code."""
    if "--json" in arguments:
        print(cli.render.error_json(error), file=sys.stderr)
    else:
        print(f"pmnet: error: {printable(error.message)}", file=sys.stderr)
        for finding in getattr(error, "findings", ())[1:]:
            print(f"pmnet: error: {printable(str(finding))}", file=sys.stderr)
        if error.hint:
            print(f"pmnet: hint: {printable(error.hint)}", file=sys.stderr)
    return error.code


def _usage(error: typer.TyperException) -> Usage:
    """What typer could not understand, in our form and words."""
    said = str(getattr(error, "message", "") or error) or type(error).__name__
    context = getattr(error, "ctx", None)
    format_message = getattr(error, "format_message", None)
    text = format_message() if callable(format_message) else said
    sentence, _, rest = text.strip().partition(" Did you mean ")
    for pattern, words in PLAIN_WORDS:
        sentence = re.sub(pattern, words, sentence)
    hint = f"did you mean {rest}" if rest else f"{context.command_path} --help" if context else "pmnet --help"
    if "more than it takes" in sentence:
        hint = f"put quotes around a text with blanks; {hint}"
    return Usage(sentence[:1].lower() + sentence[1:].rstrip("."), hint)


PLAIN_WORDS = (
    (r"is not a valid int(eger)?( range)?", "is not a whole number"),
    (r"is not in the range (\d+)<=x<=(\d+)", r"is not between \1 and \2"),
    (r"is not in the range x>=(\d+)", r"is less than \1"),
    (r"[Gg]ot unexpected extra arguments? \((.*)\)", r"\1 is more than it takes"),
)
"""What typer says, and what a project manager reads."""


def run() -> None:
    """The installed command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a screen that cannot show an umlaut is no reason to stop
    sys.exit(main(sys.argv[1:]))
