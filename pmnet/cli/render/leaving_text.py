"""Leaving as text: what is not finished, and what goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pmnet.cli.render.acts_text import changed
from pmnet.cli.render.screen import Screen
from pmnet.domain.phrase import phrase

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.members import Left
    from pmnet.rules.obligations import Obligation


UNSAID: Final = {"terms": phrase("as your terms say")}
"""Until when something goes on that no public record says."""


def _left(screen: Screen, result: Left) -> None:
    changed(screen, result)
    if result.obligations:
        screen.line(phrase("not finished, and still yours:"), "bold")
        _obligations(screen, result.obligations)
        screen.line(phrase("your keys go on signing what these need, and nothing else"))
    elif result.sent:
        screen.line(phrase("nothing of yours is unfinished"))
    if result.protections:
        screen.line(phrase("what goes on being protected:"), "bold")
        _obligations(screen, result.protections)


def _obligations(screen: Screen, found: Iterable[Obligation]) -> None:
    screen.rows(
        (phrase("what"), phrase("state"), phrase("as"), phrase("with"), phrase("title"), phrase("until")),
        (
            (
                f"{one.id} {one.month}".strip(),
                one.state,
                one.role,
                one.other,
                one.title,
                one.until or UNSAID.get(one.kind),
            )
            for one in found
        ),
    )


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {"pmnet.app.members.Left": _left}
