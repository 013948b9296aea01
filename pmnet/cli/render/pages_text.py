"""Pages that were written as text: where they are, and what of whom is on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.cli.render.record_words import fields
from pmnet.cli.render.screen import Screen
from pmnet.domain.phrase import counted, listed, phrase

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.proposal import Proposed
    from pmnet.app.site import Built


def _proposed(screen: Screen, result: Proposed) -> None:
    found = result.proposal
    screen.line(phrase("{lead}: proposal written to {file}", lead=found.lead.id, file=result.file))
    screen.rows(
        (phrase("member"), phrase("shown as"), phrase("position"), phrase("what is shown")),
        (
            (one.member, one.shown_as, one.position.key if one.position else "", fields(one.agreed))
            for one in found.candidates
        ),
    )
    for note in (note for one in found.candidates for note in one.notes):
        screen.line(note, "yellow")
    for warning in result.warnings:
        screen.line(phrase("careful: {warning}", warning=warning), "yellow")
    screen.line(phrase("Read it before you send it: titles and headlines are shown as they were written."))


def _built(screen: Screen, result: Built) -> None:
    site = result.site
    screen.line(phrase("site written, open {first}", first=result.first))
    screen.facts(
        (
            (phrase("pages"), listed(result.files)),
            (phrase("taken away"), listed(result.removed)),
            (phrase("named"), listed(one.name for one in site.people) or phrase("nobody")),
            (phrase("skills"), counted(len(site.skills), "{n} skill", "{n} skills")),
            (phrase("industries"), counted(len(site.industries), "{n} industry", "{n} industries")),
            (phrase("contact"), site.contact.email),
        )
    )


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {
    "pmnet.app.proposal.Proposed": _proposed,
    "pmnet.app.site.Built": _built,
}
