"""Records that an act changed as text: what became of the act, then the record; and what erasing leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.app.views import LeadView
from pmnet.cli.render import books_text, handovers_text, leads_text, members_text
from pmnet.cli.render.acts_text import changed
from pmnet.cli.render.kinds import kind_of
from pmnet.cli.render.screen import Screen
from pmnet.domain.phrase import phrase

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.leads import Erased
    from pmnet.app.members import Written

VIEWS: Mapping[str, Callable[[Screen, Any], None]] = {
    **members_text.TEXTS,
    **leads_text.TEXTS,
    **handovers_text.TEXTS,
    **books_text.TEXTS,
}
"""How each kind of record is shown."""


def _written(screen: Screen, result: Written) -> None:
    changed(screen, result)
    VIEWS[kind_of(result.view)](screen, result.view)


def _erased(screen: Screen, result: Erased) -> None:
    changed(screen, result)
    if screen.dry_run:
        return
    lead = result.view.lead if isinstance(result.view, LeadView) else None
    screen.line(
        phrase("nothing sealed is left of {lead} here and on the server", lead=lead.id if lead else "")
        if result.sent
        else ""
    )
    screen.line(phrase("on the others' machines it goes with their next pmnet sync"))
    for partner, at in result.readers:
        screen.line(
            phrase(
                "{partner} could read it since {at}, and what was read cannot be recalled",
                partner=partner,
                at=screen.when(at),
            ),
            "yellow",
        )
    screen.line(phrase("backups and copies that somebody made cannot be recalled, either"), "yellow")
    screen.line(
        phrase("a host may keep what was deleted for a while: docs/hosts.md says how it is made to let go"), "dim"
    )


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {
    "pmnet.app.members.Written": _written,
    "pmnet.app.leads.Erased": _erased,
}
