"""Who and what was found or matched as text: every point is explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pmnet.cli.render.record_words import label, period, unanswered
from pmnet.cli.render.screen import Screen
from pmnet.domain.phrase import counted, listed, phrase

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.find import FoundLead, FoundMember
    from pmnet.app.match import Ranking
    from pmnet.domain.records import Lead
    from pmnet.rules.match import Hit


class _Line(NamedTuple):
    """One that was found: what it is, more about it, what it needs, how well it fits, and what stayed unanswered."""

    title: str
    about: str
    needs: str
    hit: Hit
    silent: str


MAIN: Final = 3
"""So many skills of a position are named where leads are listed."""


def _found_members(screen: Screen, results: list[FoundMember]) -> None:
    _hits(
        screen,
        [
            _Line(f"{r.member.id}  {r.member.name}", r.member.headline or "", "", r.hit, unanswered(r.silence))
            for r in results
        ],
    )


def _found_leads(screen: Screen, results: list[FoundLead]) -> None:
    _hits(
        screen,
        [
            _Line(
                f"{r.lead}  {r.title}",
                phrase("{position}, from {owner}", position=r.position, owner=r.owner),
                _needs(r.record, r.position) if r.record is not None else "",
                r.hit,
                unanswered(r.silence),
            )
            for r in results
        ],
    )
    if results:
        screen.line(phrase("all that a lead says: pmnet lead show {lead}", lead=results[0].lead), "dim")


def _needs(lead: Lead, key: str) -> str:
    """What a position takes, in one line: days, from when to when, where, and the skills that matter most."""
    place = next((place for place in lead.positions if place.key == key), None)
    parts: list[object] = []
    if place is not None and place.days_per_week is not None:
        parts.append(counted(place.days_per_week, "{n} day a week", "{n} days a week"))
    start, end = (place and place.start) or lead.start, (place and place.end) or lead.end
    parts += [period(start, end), label("regions", lead.region or "")]
    if lead.remote_percent is not None:
        parts.append(phrase("{percent}% remote", percent=lead.remote_percent))
    skills = sorted(place.skills if place is not None else (), key=lambda one: (not one.must, -one.level))
    parts += [phrase("{skill} {level}", skill=label("skills", one.skill), level=one.level) for one in skills[:MAIN]]
    return listed(part for part in parts if part)


def _rankings(screen: Screen, results: list[Ranking]) -> None:
    for found in results:
        screen.line(
            phrase("{lead}, position {position}: {title}", lead=found.lead, position=found.position, title=found.title),
            "bold",
        )
        if not found.members:
            screen.line(phrase("      nobody fits, not even nearly"))
        _found_members(screen, list(found.members))


def _hits(screen: Screen, found: list[_Line]) -> None:
    near = False
    for one in found:
        if one.hit.missing and not near:
            near = True
            screen.line(phrase("near misses:"), "dim")
        _hit(screen, one)


def _hit(screen: Screen, one: _Line) -> None:
    """One that was found; where nothing was asked for that gives points, no score stands there that looks like a verdict."""
    hit, judged = one.hit, one.hit.reasons or one.hit.missing
    what = phrase("  {about}", about=one.about) if one.about else ""
    screen.line(
        phrase("{score:4}  {title}{what}", score=hit.score, title=one.title, what=what)
        if judged
        else phrase("      {title}{what}", title=one.title, what=what),
        "" if hit.missing else "bold",
    )
    if one.needs:
        screen.indented(one.needs, 6)
    for reason in hit.reasons:
        screen.line(phrase("      {points:+3}  {text}", points=reason.points, text=reason.text))
    for missing in hit.missing:
        screen.line(phrase("       -   {missing}", missing=missing), "yellow")
    if one.silent:
        screen.line(phrase("           {silent}", silent=one.silent), "yellow")


LISTS: Mapping[str, Callable[[Screen, list[Any]], None]] = {
    "pmnet.app.find.FoundMember": _found_members,
    "pmnet.app.find.FoundLead": _found_leads,
    "pmnet.app.match.Ranking": _rankings,
}
