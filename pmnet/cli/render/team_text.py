"""The team of a lead as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import Any

from pmnet.cli.render.screen import Screen
from pmnet.rules.positions import PositionState
from pmnet.rules.team import Place, Team, TeamWeek


def _team(screen: Screen, team: Team) -> None:
    screen.line(f"{team.lead}  {team.title}", "bold")
    screen.line(f"{team.filled} of {len(team.places)} filled")
    screen.line()
    screen.rows(
        ("position", "state", "holder", "days a week", "from", "to", "title"),
        ((p.key, p.state, p.holder, p.days_per_week, p.start, p.end, p.title) for p in team.places),
    )
    if team.weeks:
        screen.line()
        screen.rows(("weeks", "days a week", "who"), _stretches(team.weeks))
    screen.line()
    screen.facts(
        (
            ("days in all", team.total_days if team.weeks else ""),
            ("not counted", ", ".join(f"{p.key} ({_unsaid(p)})" for p in team.left_out)),
            ("held so far", _keys(team.those(PositionState.HELD))),
            ("still open", _keys(team.those(PositionState.OPEN))),
        )
    )


def _stretches(weeks: Iterable[TeamWeek]) -> Iterable[tuple[str, int, str]]:
    """Weeks in a row that are alike, told together."""
    for (days, members), alike in groupby(weeks, lambda week: (week.days, week.members)):
        first, *others = alike
        span = f"{first.week} to {others[-1].week}" if others else str(first.week)
        yield span, days, ", ".join(members) or "nobody"


def _unsaid(place: Place) -> str:
    return "no days a week" if not place.days_per_week else "no first day" if place.start is None else "no last day"


def _keys(places: Iterable[Place]) -> str:
    return ", ".join(place.key for place in places)


TEXTS: Mapping[type, Callable[[Screen, Any], None]] = {Team: _team}
