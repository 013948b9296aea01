"""What the doctor found, as a table with what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.cli.render.screen import Screen
from pmnet.domain.phrase import phrase

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.doctor import Checked, Diagnosis


def _diagnosis(screen: Screen, found: Diagnosis) -> None:
    screen.rows(
        (phrase("asked"), "", phrase("found")),
        ((row.asked, row.answer.verdict, row.answer.found) for row in found.rows),
    )
    for row in found.rows:
        if row.answer.advice:
            screen.line(phrase("{asked}: {advice}", asked=row.asked, advice=row.answer.advice), _style(row))
    for offer in found.repaired:
        screen.line(phrase("done: {offer}", offer=offer), "green")
    if found.well:
        screen.line(phrase("nothing stops your work"), "green")
    else:
        screen.line(phrase("something stops your work"), "red")


def _style(row: Checked) -> str:
    if row.answer.verdict == "no":
        return "red" if row.answer.stops else "yellow"
    return "dim"


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {"pmnet.app.doctor.Diagnosis": _diagnosis}
