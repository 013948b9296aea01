"""What was exported to be shown to somebody outside, as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.cli.render.screen import Screen
from pmnet.domain.phrase import phrase

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.evidence import Exported


def _exported(screen: Screen, found: Exported) -> None:
    screen.line(
        phrase("written: {file}, with {acts} acts about {about}", file=found.file, acts=found.acts, about=found.about),
        "green",
    )
    screen.line(phrase("README.txt in it says how anybody checks it; it holds in the clear what was sealed to you"))
    screen.line(phrase("SHA-256 {sha256}", sha256=found.sha256), "dim")
    for missing in found.missing:
        screen.line(phrase("not in it: {missing}", missing=missing), "yellow")


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {"pmnet.app.evidence.Exported": _exported}
