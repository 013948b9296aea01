"""Who and what was found or matched as text: every point is explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.cli.render.record_words import unanswered
from pmnet.cli.render.screen import Screen
from pmnet.domain.phrase import phrase

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.find import FoundLead, FoundMember
    from pmnet.app.match import Ranking
    from pmnet.rules.match import Hit


def _found_members(screen: Screen, results: list[FoundMember]) -> None:
    _hits(
        screen,
        [(f"{r.member.id}  {r.member.name}", r.member.headline or "", r.hit, unanswered(r.silence)) for r in results],
    )


def _found_leads(screen: Screen, results: list[FoundLead]) -> None:
    _hits(
        screen,
        [
            (
                f"{r.lead}  {r.title}",
                phrase("{position}, from {owner}", position=r.position, owner=r.owner),
                r.hit,
                unanswered(r.silence),
            )
            for r in results
        ],
    )


def _rankings(screen: Screen, results: list[Ranking]) -> None:
    for found in results:
        screen.line(
            phrase("{lead}, position {position}: {title}", lead=found.lead, position=found.position, title=found.title),
            "bold",
        )
        if not found.members:
            screen.line(phrase("      nobody fits, not even nearly"))
        _found_members(screen, list(found.members))


def _hits(screen: Screen, hits: list[tuple[str, str, Hit, str]]) -> None:
    near = False
    for title, about, hit, silent in hits:
        if hit.missing and not near:
            near = True
            screen.line(phrase("near misses:"), "dim")
        screen.line(
            phrase(
                "{score:4}  {title}{what}",
                score=hit.score,
                title=title,
                what=phrase("  {about}", about=about) if about else "",
            ),
            "" if hit.missing else "bold",
        )
        for reason in hit.reasons:
            screen.line(phrase("      {points:+3}  {text}", points=reason.points, text=reason.text))
        for missing in hit.missing:
            screen.line(phrase("       -   {missing}", missing=missing), "yellow")
        if silent:
            screen.line(phrase("           {silent}", silent=silent), "yellow")


LISTS: Mapping[str, Callable[[Screen, list[Any]], None]] = {
    "pmnet.app.find.FoundMember": _found_members,
    "pmnet.app.find.FoundLead": _found_leads,
    "pmnet.app.match.Ranking": _rankings,
}
