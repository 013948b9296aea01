"""Who could take the open positions of a lead, together with those who hold the others already.

The rules, in prose:

- Whoever holds a position stays. For each open one those are looked at who miss nothing; nobody is suggested for two positions,
  and nobody who holds another one of that lead. Which of all combinations is the best, `assignment` says.
- What stays open is told with the reason: who would fit, but is needed for another position, and who comes nearest, with what
  they miss.
- Whoever holds a position is over capacity in the weeks in which it asks for more days than what else they hold, won or
  agreed, leaves of what they said. Who is suggested is free: that was asked of them.
- All of that rests on what members said of their free days, and so whose word is no longer fresh is told as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from pmnet.domain.records import Lead
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.assignment import Candidate, best
from pmnet.rules.capacity import Clash, Freshness, freshness
from pmnet.rules.match import Hit
from pmnet.rules.positions import PositionState
from pmnet.rules.silence import Silence
from pmnet.rules.standing import standing
from pmnet.rules.steps import State
from pmnet.rules.team import Team, team_weeks
from pmnet.rules.workload import exceeded, held_through


class Fit(NamedTuple):
    """How well somebody fits a position, what breaks ties with others, and what they left unanswered lately."""

    hit: Hit
    digest: str
    silence: Silence


Ranked = Mapping[str, Sequence[Fit]]
"""Who fits each position that can still be had, best first, then near misses.

As many as the lead has positions are enough: those who hold one or are suggested are fewer, so somebody else is among them.
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who could take a position, and why."""

    position: str
    hit: Hit
    silence: Silence


@dataclass(frozen=True, slots=True)
class Gap:
    """A position that stays open: who fits but is needed elsewhere, and who comes nearest."""

    position: str
    elsewhere: tuple[str, ...]
    nearest: Hit | None


@dataclass(frozen=True, slots=True)
class Excess:
    """A position that asks for more of its holder than they have left, and in which weeks."""

    member: str
    position: str
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """How much somebody's word on their free days still counts."""

    member: str
    freshness: Freshness
    confirmed: date | None


@dataclass(frozen=True, slots=True)
class Staffing:
    """A team with those who could join it, what stays open then, and whose free days do not suffice or are not certain."""

    team: Team
    suggestions: tuple[Suggestion, ...]
    gaps: tuple[Gap, ...]
    excesses: tuple[Excess, ...]
    words: tuple[Word, ...]


Live = Callable[[str], Iterable[str]]
"""A member's id -> the handovers that they are the partner of, and that are not over."""


def staffed(snapshot: Snapshot, lead: Lead, team: Team, ranked: Ranked, live: Live, now: datetime) -> Staffing:
    """The team of a lead with the best combination for its open positions."""
    suggestions = suggested(team, ranked)
    taking = {found.position: found.hit.id for found in suggestions}
    places = tuple(replace(place, suggested=taking.get(place.key, "")) for place in team.places)
    whole = replace(team, places=places, weeks=tuple(team_weeks(places)))
    return Staffing(
        whole,
        suggestions,
        tuple(_gaps(whole, ranked)),
        tuple(_excesses(snapshot, lead, whole, live, now)),
        tuple(_words(snapshot, whole, now)),
    )


def suggested(team: Team, ranked: Ranked) -> tuple[Suggestion, ...]:
    """The best combination for the positions that are open, in their order."""
    holders = {place.holder for place in team.places}
    fitting = {
        place.key: {
            fit.hit.id: fit for fit in ranked.get(place.key, ()) if not fit.hit.missing and fit.hit.id not in holders
        }
        for place in team.those(PositionState.OPEN)
    }
    chosen = best(
        {
            position: [Candidate(member, fit.hit.score, fit.digest) for member, fit in fits.items()]
            for position, fits in fitting.items()
        }
    )
    found = [(position, fitting[position][one.member]) for position, one in chosen.items()]
    return tuple(Suggestion(position, fit.hit, fit.silence) for position, fit in found)


def _gaps(team: Team, ranked: Ranked) -> Iterator[Gap]:
    """What can still be had, and nobody is suggested for it."""
    joined = {member for place in team.places for member in (place.holder, place.suggested)}
    for place in team.those(PositionState.OPEN):
        if place.key in ranked and not place.suggested:
            hits = [fit.hit for fit in ranked[place.key]]
            elsewhere = tuple(hit.id for hit in hits if not hit.missing)
            yield Gap(place.key, elsewhere, next((hit for hit in hits if hit.id not in joined), None))


def _excesses(snapshot: Snapshot, lead: Lead, team: Team, live: Live, now: datetime) -> Iterator[Excess]:
    """The positions that are too much for whoever holds them; what is completed takes nothing any more."""
    policy = snapshot.network.policy
    for place in team.places:
        handover = snapshot.find_handover(place.handover)
        if handover is not None and State.COMPLETED not in ((found := standing(handover)).state, found.before_dispute):
            others = [name for name in live(place.holder) if name != handover.id]
            besides = partial(held_through, snapshot, others, now)
            weeks = exceeded(snapshot, policy, place.holder, lead, place.key, now, besides)
            if weeks:
                yield Excess(place.holder, place.key, tuple(weeks))


def _words(snapshot: Snapshot, team: Team, now: datetime) -> Iterator[Word]:
    """What everybody's word on their free days is worth, holders first."""
    people = [*(place.holder for place in team.places), *(place.suggested for place in team.places)]
    for name in dict.fromkeys(filter(None, people)):
        member = snapshot.find_member(name)
        if member is not None:
            confirmed = member.capacity.confirmed if member.capacity else None
            yield Word(name, freshness(member, now, snapshot.network.policy), confirmed)
