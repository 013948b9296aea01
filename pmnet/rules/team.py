"""The team of a lead: who holds which position, and what that adds up to week by week. Nothing sealed is in it.

Whoever holds a position counts, whether it is filled or only held so far; the state says which. Whoever is suggested for an open
one counts apart. What has no first or last day, or does not say how many days a week, cannot be added up and is left out of
the weeks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pmnet.domain.records import Handover, Lead, Policy
from pmnet.domain.weeks import Part, Week, weeks
from pmnet.rules.positions import PositionState, holding
from pmnet.rules.workload import period


@dataclass(frozen=True, slots=True)
class Place:
    """A position, where it stands and who holds it through which handover, and its days: its own, or the lead's.

    `suggested` is who could take it where it is open.
    """

    key: str
    title: str
    state: PositionState
    holder: str
    days_per_week: int | None
    start: date | None
    end: date | None
    handover: str = ""
    suggested: str = ""

    @property
    def adds_up(self) -> bool:
        """Whether somebody holds it or could, and it says how many days a week they take, and from when to when."""
        return bool((self.holder or self.suggested) and self.days_per_week and self.start and self.end)


@dataclass(frozen=True, slots=True)
class TeamWeek:
    """One week of the team: how many days they work together, and who works in it; those who are suggested come on top."""

    week: Week
    days: int
    members: tuple[str, ...]
    suggested_days: int = 0
    suggested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Team:
    """A lead's positions and its weeks, from the first day of anybody to the last one."""

    lead: str
    title: str
    places: tuple[Place, ...]
    weeks: tuple[TeamWeek, ...]

    @property
    def filled(self) -> int:
        """How many positions are filled."""
        return sum(place.state is PositionState.FILLED for place in self.places)

    @property
    def total_days(self) -> int:
        """The days of all weeks of those who hold a position."""
        return sum(week.days for week in self.weeks)

    @property
    def total_days_with_suggested(self) -> int:
        """The same if everybody who is suggested joined."""
        return self.total_days + sum(week.suggested_days for week in self.weeks)

    def those(self, state: PositionState) -> tuple[Place, ...]:
        """The positions in a state."""
        return tuple(place for place in self.places if place.state is state)

    @property
    def left_out(self) -> tuple[Place, ...]:
        """What is held, or could be, and cannot be added up."""
        return tuple(place for place in self.places if (place.holder or place.suggested) and not place.adds_up)


def team(lead: Lead, handovers: Iterable[Handover], now: datetime, policy: Policy) -> Team:
    """The team of a lead at a moment."""
    known = list(handovers)
    places = tuple(
        Place(
            position.key,
            position.title,
            (found := holding(lead, position.key, known, now, policy)).state,
            found.holder,
            position.days_per_week,
            *period(lead, position),
            found.handover,
        )
        for position in lead.positions
    )
    return Team(lead.id, lead.title, places, tuple(team_weeks(places)))


def team_weeks(places: Sequence[Place]) -> list[TeamWeek]:
    """The weeks of those who hold a position or are suggested, with those in which nobody works between them."""
    parts = {
        place.key: {part.week: part for part in weeks(place.start, place.end)}
        for place in places
        if place.adds_up and place.start and place.end
    }
    together = sorted({week for found in parts.values() for week in found})
    if not together:
        return []
    whole = [part.week for part in weeks(together[0].monday, together[-1].monday)]
    held = [(place, parts[place.key]) for place in places if place.key in parts]
    return [_week(week, [(place, found[week]) for place, found in held if week in found]) for week in whole]


def _week(week: Week, working: Sequence[tuple[Place, Part]]) -> TeamWeek:
    holding, joining = ([one for one in working if bool(one[0].holder) is held] for held in (True, False))
    return TeamWeek(
        week,
        _days(holding),
        tuple(dict.fromkeys(place.holder for place, _ in holding)),
        _days(joining),
        tuple(place.suggested for place, _ in joining),
    )


def _days(working: Sequence[tuple[Place, Part]]) -> int:
    return sum(part.of_week(place.days_per_week or 0) for place, part in working)
