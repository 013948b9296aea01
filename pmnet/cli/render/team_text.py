"""The team of a lead as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pmnet.cli.render.screen import Screen
from pmnet.rules import workload
from pmnet.rules.capacity import Freshness
from pmnet.rules.positions import PositionState

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.rules.staffing import Gap, Staffing, Suggestion
    from pmnet.rules.team import Place, Team, TeamWeek


def _staffing(screen: Screen, found: Staffing) -> None:
    team = found.team
    screen.line(f"{team.lead}  {team.title}", "bold")
    screen.line(f"{team.filled} of {len(team.places)} filled")
    screen.line()
    screen.rows(
        ("position", "state", "holder", "days a week", "from", "to", "title"),
        ((p.key, p.state, p.holder, p.days_per_week, p.start, p.end, p.title) for p in team.places),
    )
    _suggestions(screen, found.suggestions)
    if team.weeks:
        screen.line()
        _weeks(screen, team)
    screen.line()
    screen.facts(
        (
            ("days in all", team.total_days if team.weeks else ""),
            ("with suggested", team.total_days_with_suggested if found.suggestions and team.weeks else ""),
            ("not counted", ", ".join(f"{p.key} ({_unsaid(p)})" for p in team.left_out)),
            ("held so far", _keys(team.those(PositionState.HELD))),
            ("still open", _keys(team.those(PositionState.OPEN))),
            *(("stays open", f"{gap.position}: {_why(gap)}") for gap in found.gaps),
            *(("over capacity", f"{e.member} ({e.position}): {workload.said(e.clashes)}") for e in found.excesses),
            *(("free days", told) for told in _words(found)),
        )
    )


def _suggestions(screen: Screen, suggestions: Iterable[Suggestion]) -> None:
    for place, one in enumerate(suggestions):
        if not place:
            screen.line()
            screen.line("best for what is open:", "dim")
        screen.line(f"{one.hit.score:4}  {one.hit.id} for {one.position}", "bold")
        for reason in one.hit.reasons:
            screen.line(f"      {reason.points:+3}  {reason.text}")
        if one.silence.words:
            screen.line(f"           {one.silence.words}", "yellow")


def _weeks(screen: Screen, team: Team) -> None:
    if any(week.suggested for week in team.weeks):
        screen.rows(("weeks", "days a week", "with suggested", "who"), _stretches(team.weeks))
    else:
        screen.rows(
            ("weeks", "days a week", "who"), ((span, days, who) for span, days, _, who in _stretches(team.weeks))
        )


def _stretches(weeks: Iterable[TeamWeek]) -> Iterable[tuple[str, int, int, str]]:
    """Weeks in a row that are alike, told together."""
    for (days, members, more, suggested), alike in groupby(
        weeks, lambda week: (week.days, week.members, week.suggested_days, week.suggested)
    ):
        first, *others = alike
        span = f"{first.week} to {others[-1].week}" if others else str(first.week)
        who = [*members, *(f"{member} (suggested)" for member in suggested)]
        yield span, days, days + more, ", ".join(who) or "nobody"


def _why(gap: Gap) -> str:
    """Why a position stays open."""
    elsewhere = f"whoever fits has another position ({', '.join(gap.elsewhere)})" if gap.elsewhere else ""
    nearest = f"nearest is {gap.nearest.id}: {'; '.join(gap.nearest.missing)}" if gap.nearest else ""
    return "; ".join(filter(None, (elsewhere, nearest))) or "nobody fits, not even nearly"


def _words(found: Staffing) -> Iterable[str]:
    """Whose word on their free days is not fresh."""
    for word in found.words:
        if word.confirmed is None:
            yield f"{word.member} never confirmed theirs"
        elif word.freshness is not Freshness.FRESH:
            yield f"{word.member} confirmed theirs on {word.confirmed} ({word.freshness})"


def _unsaid(place: Place) -> str:
    return "no days a week" if not place.days_per_week else "no first day" if place.start is None else "no last day"


def _keys(places: Iterable[Place]) -> str:
    return ", ".join(place.key for place in places)


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {"pmnet.rules.staffing.Staffing": _staffing}
