"""What became of an act as text: what was done or would be, the files it changes, and where it waits to be merged."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.cli.render.screen import Screen
from pmnet.domain.phrase import Quoted, phrase

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.editing import Published
    from pmnet.app.members import Written
    from pmnet.store.forge import Opened as Request
    from pmnet.store.workspace import Outcome


def changed(screen: Screen, result: Written | Published) -> None:
    """What was done; for a rehearsal, the difference and the sentence that would be recorded."""
    recorded(screen, result.outcome, result.changes)


def recorded(screen: Screen, outcome: Outcome, changes: Mapping[str, tuple[bytes, bytes]]) -> None:
    """The same of an act's outcome."""
    if outcome.request is not None:
        screen.line(phrase("requested: {summary}", summary=outcome.plan.summary), "green")
        requested(screen, outcome.request)
        return
    if outcome.sent:
        changed = outcome.commit is not None
        screen.line(
            phrase("done: {summary}", summary=outcome.plan.summary) if changed else phrase("nothing to change"),
            "green" if changed else "",
        )
        return
    if not screen.dry_run:
        return  # that it waits is said where the command ends
    screen.line(phrase("would be recorded: {summary}", summary=outcome.plan.summary))
    for line in difference(changes, screen.said):
        screen.line(Quoted(line), {"+": "green", "-": "red"}.get(line[0], "dim"))


def difference(changes: Mapping[str, tuple[bytes, bytes]], said: Callable[[object], str]) -> Iterator[str]:
    """What would be other than it is in some files, line by line; `said` says a sentence in the reader's language."""
    for path, (before, after) in changes.items():
        yield from difflib.unified_diff(
            before.decode("utf-8", "replace").splitlines(),
            after.decode("utf-8", "replace").splitlines(),
            said(phrase("{path} now", path=path)),
            said(phrase("{path} then", path=path)),
            lineterm="",
            n=2,
        )


def requested(screen: Screen, opened: Request) -> None:
    """Where an act waits, and what is left to do."""
    if opened.done:
        screen.line(phrase("it counts once it is merged: {page}", page=opened.page))
    else:
        screen.line(phrase("it counts once it is merged; open the request for {branch}", branch=opened.branch))
        screen.command(opened.page or phrase("on the pages of your network's host"), 2)


def _published(screen: Screen, result: Published) -> None:
    changed(screen, result)
    for path in result.paths:
        screen.line(path)


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {"pmnet.app.editing.Published": _published}
