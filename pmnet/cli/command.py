"""Declaring a command: its own options, the options every command has, and the showing of its result.

A command is a function that takes a Session and plain values and returns a result; the decorator adds the common options
to its signature for typer, calls it, and renders what it returns.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pmnet import cli
from pmnet.cli.language import Language
from pmnet.cli.session import Session
from pmnet.errors import NotFound

if TYPE_CHECKING:
    from pmnet.store.beginning import Beginning

Network = Annotated[
    str, typer.Option("--network", metavar="PATH|NAME", help="The network that is meant.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, and errors too.")]
NoInput = Annotated[bool, typer.Option("--no-input", help="Never ask; name what is missing.")]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Show what would change, write nothing.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print results only.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colours.")]
Debug = Annotated[bool, typer.Option("--debug", help="Keep a log of what happens.")]

Guide = Annotated[
    bool, typer.Option("--guide", help="Ask for all that is not given, one question at a time: pmnet help questions.")
]

COMMON: Mapping[str, Any] = {
    "network": Network,
    "json": Json,
    "no_input": NoInput,
    "quiet": Quiet,
    "no_color": NoColor,
    "debug": Debug,
}
WRITING: Mapping[str, Any] = {"dry_run": DryRun}
GUIDING: Mapping[str, Any] = {"guiding": Guide}


class Edge(typing.NamedTuple):
    """What comes in from outside: variables, the working folder, the language somebody reads, and what was begun at the door."""

    variables: Mapping[str, str]
    folder: Path
    language: Language
    begun: Beginning | None = None
    broken_off: list[str] | None = None
    """Where it is noted what became of an act that somebody interrupted."""


Function = Callable[..., Any]


def command(
    group: typer.Typer,
    name: str,
    *,
    writes: bool = False,
    hidden: bool = False,
    asks: bool = False,
) -> Callable[[Function], Function]:
    """Register a function of (session, own values...) as a command of a group; its docstring is the help.

    One that `asks` has a form: what is missing of its values is asked for before it is called (`pmnet.cli.guide`).
    """

    def register(function: Function) -> Function:
        common = {**COMMON, **(WRITING if writes else {}), **(GUIDING if asks else {})}
        own = list(inspect.signature(function).parameters.values())[1:]
        hints = parameter_hints(function)

        def run(ctx: typer.Context, **values: Any) -> None:
            session = session_of(ctx, {option: values.pop(option) for option in common})
            session.sends = writes
            with session.closing:
                try:
                    asked = _asked(session, ctx, values) if asks else values
                    result = _told_of_answers(session, lambda: _insisting(session, lambda: function(session, **asked)))
                    session.say_what_else_happened()
                    session.hang_up()
                    _shown(session, result)
                except KeyboardInterrupt:
                    _note_what_became_of_it(session, ctx.obj)
                    raise

        annotations = {"ctx": typer.Context} | {p.name: hints[p.name] for p in own} | common
        parameters = [inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)]
        keyword = inspect.Parameter.KEYWORD_ONLY
        parameters += [p.replace(kind=keyword, annotation=hints[p.name]) for p in own]
        empty = {"network": ""}
        parameters += [
            inspect.Parameter(option, keyword, default=empty.get(option, False), annotation=hint)
            for option, hint in common.items()
        ]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = annotations
        group.command(name, help=help_text(function.__doc__ or ""), hidden=hidden)(run)
        return function

    return register


def _shown(session: Session, result: Any) -> None:
    """Show a result, and below it what else is to be said, and the line that would have said the same as questions did."""
    try:
        cli.render.show(session, result)
    finally:
        for text in session.last_words:
            session.say(text)
        if session.guide is not None:
            session.guide.done(result)


def _note_what_became_of_it(session: Session, edge: Edge) -> None:
    """What somebody who interrupts a command that writes must know; where nothing was opened, nothing is said."""
    if session.sends and session.opened is not None and edge.broken_off is not None:
        edge.broken_off.append(session.opened.broken_off())


def _asked(session: Session, ctx: typer.Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values of a command that asks for them."""
    found: Mapping[str, Any] = _told_of_answers(session, lambda: cli.guide.guided(session, ctx, values))
    return found


def _told_of_answers(session: Session, call: Callable[[], Any]) -> Any:
    """The result of a call; where there is none, whoever answered questions for it is told that nothing is lost."""
    try:
        return call()
    except BaseException:
        if session.guide is not None:
            session.guide.stopped()
        raise


def _insisting(session: Session, call: Callable[[], Any]) -> Any:
    """The result of a call, made again with the newest state where something was not found: it may be new."""
    try:
        return call()
    except NotFound:
        if not session.catch_up():
            raise
        return call()


def parameter_hints(function: Callable[..., Any]) -> dict[str, Any]:
    """The types of a function's parameters; its result's type is left alone, because naming it would load it."""
    parameters = {name: hint for name, hint in function.__annotations__.items() if name not in ("return", "session")}
    holder = type("Parameters", (), {"__annotations__": parameters})
    hints = typing.get_type_hints(holder, function.__globals__, include_extras=True)
    for hint in hints.values():
        _name_value(hint)
    return hints


def _name_value(hint: Any) -> None:
    """Let the help call a number by its option's name (`--days DAYS`), where it would say what kind of number it is."""
    kind, *notes = typing.get_args(hint) if typing.get_origin(hint) is Annotated else (hint,)
    for note in notes:
        named = getattr(note, "default", None)  # where typer keeps an option's first name in an annotation
        if isinstance(named, str) and note.metavar is None and int in (kind, *typing.get_args(kind)):
            note.metavar = named.rpartition("-")[2].upper()


def help_text(docstring: str) -> str:
    """A docstring as help: what it is for, then the examples, which keep their lines, then whatever else is to be known."""
    purpose, *others = inspect.cleandoc(docstring).split("\n\n")
    examples = [f"\b\n{text}" for text in others if text.lstrip().startswith("pmnet ")]
    return "\n\n".join([purpose, *examples, *(text for text in others if not text.lstrip().startswith("pmnet "))])


def session_of(ctx: typer.Context, options: Mapping[str, Any]) -> Session:
    """The session of an invocation: an option given before the command counts as given with it."""
    edge: Edge = ctx.obj
    root = ctx.find_root().params
    merged = {name: options.get(name) or root.get(name) or type(value)() for name, value in options.items()}
    path = ctx.command_path.partition(" ")[2]
    return Session(edge.variables, edge.folder, edge.language, command=path, begun=edge.begun, **merged)
