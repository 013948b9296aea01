"""The team of a lead as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pmnet.cli.render.screen import Screen
from pmnet.domain.phrase import listed, phrase
from pmnet.rules import workload
from pmnet.rules.capacity import Freshness
from pmnet.rules.positions import PositionState

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.rules.staffing import Gap, Staffing, Suggestion
    from pmnet.rules.team import Place, Team, TeamWeek


def _staffing(screen: Screen, found: Staffing) -> None:
    team = found.team
    screen.line(phrase("{lead}  {title}", lead=team.lead, title=team.title), "bold")
    screen.line(phrase("{filled} of {number} filled", filled=team.filled, number=len(team.places)))
    screen.line()
    screen.rows(
        (
            phrase("position"),
            phrase("state"),
            phrase("holder"),
            phrase("days a week"),
            phrase("from"),
            phrase("to"),
            phrase("title"),
        ),
        ((p.key, p.state, p.holder, p.days_per_week, p.start, p.end, p.title) for p in team.places),
    )
    _suggestions(screen, found.suggestions)
    if team.weeks:
        screen.line()
        _weeks(screen, team)
    screen.line()
    screen.facts(
        (
            (phrase("days in all"), team.total_days if team.weeks else ""),
            (phrase("with suggested"), team.total_days_with_suggested if found.suggestions and team.weeks else ""),
            (
                phrase("not counted"),
                listed(phrase("{p} ({unsaid})", p=p.key, unsaid=_unsaid(p)) for p in team.left_out),
            ),
            (phrase("held so far"), _keys(team.those(PositionState.HELD))),
            (phrase("still open"), _keys(team.those(PositionState.OPEN))),
            *(
                (phrase("stays open"), phrase("{position}: {why}", position=gap.position, why=_why(gap)))
                for gap in found.gaps
            ),
            *(
                (
                    phrase("over capacity"),
                    phrase(
                        "{member} ({position}): {said}",
                        member=e.member,
                        position=e.position,
                        said=workload.said(e.clashes),
                    ),
                )
                for e in found.excesses
            ),
            *((phrase("free days"), told) for told in _words(found)),
        )
    )


def _suggestions(screen: Screen, suggestions: Iterable[Suggestion]) -> None:
    for place, one in enumerate(suggestions):
        if not place:
            screen.line()
            screen.line(phrase("best for what is open:"), "dim")
        screen.line(
            phrase("{score:4}  {hit} for {position}", score=one.hit.score, hit=one.hit.id, position=one.position),
            "bold",
        )
        for reason in one.hit.reasons:
            screen.line(phrase("      {points:+3}  {text}", points=reason.points, text=reason.text))
        if one.silence.words:
            screen.line(phrase("           {words}", words=one.silence.words), "yellow")


def _weeks(screen: Screen, team: Team) -> None:
    if any(week.suggested for week in team.weeks):
        screen.rows(
            (phrase("weeks"), phrase("days a week"), phrase("with suggested"), phrase("who")), _stretches(team.weeks)
        )
    else:
        screen.rows(
            (phrase("weeks"), phrase("days a week"), phrase("who")),
            ((span, days, who) for span, days, _, who in _stretches(team.weeks)),
        )


def _stretches(weeks: Iterable[TeamWeek]) -> Iterable[tuple[str, int, int, str]]:
    """Weeks in a row that are alike, told together."""
    for (days, members, more, suggested), alike in groupby(
        weeks, lambda week: (week.days, week.members, week.suggested_days, week.suggested)
    ):
        first, *others = alike
        span = phrase("{week} to {week2}", week=first.week, week2=others[-1].week) if others else str(first.week)
        who = [*members, *(phrase("{member} (suggested)", member=member) for member in suggested)]
        yield span, days, days + more, listed(who) or phrase("nobody")


def _why(gap: Gap) -> str:
    """Why a position stays open."""
    elsewhere = (
        phrase("whoever fits has another position ({elsewhere})", elsewhere=listed(gap.elsewhere))
        if gap.elsewhere
        else ""
    )
    nearest = (
        phrase("nearest is {nearest}: {missing}", nearest=gap.nearest.id, missing=listed(gap.nearest.missing, "; "))
        if gap.nearest
        else ""
    )
    return listed(filter(None, (elsewhere, nearest)), "; ") or phrase("nobody fits, not even nearly")


def _words(found: Staffing) -> Iterable[str]:
    """Whose word on their free days is not fresh."""
    for word in found.words:
        if word.confirmed is None:
            yield phrase("{member} never confirmed theirs", member=word.member)
        elif word.freshness is not Freshness.FRESH:
            yield phrase(
                "{member} confirmed theirs on {confirmed} ({freshness})",
                member=word.member,
                confirmed=word.confirmed,
                freshness=word.freshness,
            )


def _unsaid(place: Place) -> str:
    return (
        phrase("no days a week")
        if not place.days_per_week
        else phrase("no first day")
        if place.start is None
        else phrase("no last day")
    )


def _keys(places: Iterable[Place]) -> str:
    return ", ".join(place.key for place in places)


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {"pmnet.rules.staffing.Staffing": _staffing}
