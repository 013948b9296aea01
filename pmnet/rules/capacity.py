"""How much of a member is free, and how much their word on it still counts.

The rules, in prose:

- What a member says is what they have for the network's work: so many days a week, over periods, with the day they said so.
- Won work takes its own days off that by itself, from the position's first day to its last, until it is completed. Nobody has
  to say less because they have won something, and confirming what was said before never counts it twice.
- What is agreed but not won is a risk: it counts where somebody takes on more, who is told about it by name; whoever looks for
  somebody free does not see it, because most of what is agreed may still be lost.
- What is only asked for, by a claim or an offer without an answer, takes nothing.
- A word that is stale, or was never given, refuses nothing: whoever goes on is asked to confirm it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from pmnet.domain.phrase import phrase
from pmnet.domain.records import FreeTime, Member, Policy
from pmnet.domain.weekdays import last_weekday, next_weekday, weeks_later
from pmnet.domain.weeks import Part, Week, weeks


class Freshness(StrEnum):
    """How much a member's word on free capacity still counts."""

    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Work:
    """The days a week that a position takes, over which period; `handover` is how it is held, `won` whether for certain."""

    start: date
    to: date | None
    days_per_week: int
    handover: str = ""
    won: bool = True


@dataclass(frozen=True, slots=True)
class Clash:
    """A week in which more days are asked than are free, and the work that takes the others."""

    week: Week
    asked: int
    free: int
    because: tuple[Work, ...]


def freshness(member: Member, now: datetime, policy: Policy) -> Freshness:
    """How fresh a member's word on free capacity is at a moment."""
    confirmed = member.capacity.confirmed if member.capacity is not None else None
    today = policy.working_hours.local(now).date()
    return freshness_on(today, confirmed, policy.capacity_fresh_days, policy.capacity_stale_days)


def freshness_on(today: date, confirmed: date | None, fresh_days: int, stale_days: int) -> Freshness:
    """How fresh a word is on a day, by the day it was last confirmed and a policy's figures."""
    if confirmed is None:
        return Freshness.UNKNOWN
    age = (today - confirmed).days
    if age <= fresh_days:
        return Freshness.FRESH
    return Freshness.AGEING if age <= stale_days else Freshness.STALE


def unsaid(member: Member, now: datetime, policy: Policy) -> str:
    """What to tell a member whose word on free capacity does not count; nothing where it does."""
    found = freshness(member, now, policy)
    if found is Freshness.UNKNOWN:
        return phrase(
            "you have not said how many days a week you are free, so nobody knows whether this fits: pmnet free DAYS"
        )
    if found is Freshness.STALE and member.capacity is not None:
        return phrase(
            "your free days were last confirmed on {confirmed}, so they do not count: pmnet free",
            confirmed=member.capacity.confirmed,
        )
    return ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Working days in a row with the same free days a week: those that were said, and what is left but for work that is held."""

    first: date
    last: date
    said: int
    left: int


def stretches(said: Sequence[FreeTime], held: Sequence[Work] = ()) -> Iterator[Stretch]:
    """All working days there are, from the first to the last, by how many days a week are free; none where nothing is said."""
    turns = sorted({date.min, *_turns(said), *_turns(held)}) if said else []
    for place, turn in enumerate(turns):
        first = next_weekday(turn)
        last = last_weekday(turns[place + 1] - timedelta(days=1) if place + 1 < len(turns) else date.max)
        if first <= last:
            yield Stretch(first, last, _on(said, first), _left(said, held, first))


def most_free(part: Part, left: Sequence[Stretch]) -> int:
    """The most days that one more piece of work can have in a part of a week without a clash.

    That is what is left where it is the same on each day. Where it changes within the week, it is the best that work gets which
    takes all of the part, or only some days of it in a row. `left` are the stretches that the part lies in.
    """
    if len(left) <= 1:
        return sum(part.of_week(one.left) for one in left)
    days = part.days
    levels = [(one.left, [day for day in days if one.first <= day <= one.last]) for one in left]
    levels = [(level, span) for level, span in levels if span]
    found = 0
    for first, (_, opening) in enumerate(levels):
        for last, (_, ending) in enumerate(levels[first:], first):
            within = Part(part.week, opening[0], ending[-1])
            found = max(found, within.of_week(min(level for level, _ in levels[first : last + 1])))
    return found


def free_periods(said: tuple[FreeTime, ...], held: Sequence[Work] = ()) -> tuple[FreeTime, ...]:
    """What a member has said, with what they hold taken off: the periods in which any day is left, in order."""
    if not held or not said:
        return said
    turns = sorted({*_turns(said), *_turns(held)})
    spans = [(first, after - timedelta(days=1)) for first, after in pairwise(turns)]
    found: list[FreeTime] = []
    for first, to in [*spans, (turns[-1], None)]:
        days = _left(said, held, first)
        if found and (before := found[-1]).days_per_week == days and before.to == first - timedelta(days=1):
            found[-1] = FreeTime(before.start, to, days)
        elif days:
            found.append(FreeTime(first, to, days))
    return tuple(found)


def clashes(member: Member, asked: Work, held: Sequence[Work], policy: Policy, at: datetime) -> list[Clash]:
    """The weeks in which work asks for more days than a member has left; none where their word does not count.

    Without an end, the first weeks are looked at.
    """
    if unsaid(member, at, policy):
        return []
    end = asked.to or weeks_later(asked.start)
    found = (_week(member, asked, held, part) for part in weeks(asked.start, end))
    return [clash for clash in found if clash.asked > clash.free]


def said_again(known: Iterable[FreeTime], new: FreeTime, today: date) -> tuple[FreeTime, ...]:
    """Free days with a newer word, which replaces what was said about the same days; what has passed is left out."""
    kept = [part for one in known for part in _beside(one, new) if part.to is None or part.to >= today]
    return tuple(sorted((*kept, new), key=lambda one: one.start))


def _beside(known: FreeTime, new: FreeTime) -> Iterator[FreeTime]:
    """The parts of a period that lie before and after another one."""
    if known.start < new.start:
        before = new.start - timedelta(days=1)
        yield replace(known, to=before if known.to is None else min(known.to, before))
    if new.to is not None and new.to < (known.to or date.max):
        yield replace(known, start=max(known.start, new.to + timedelta(days=1)))


def _week(member: Member, asked: Work, held: Iterable[Work], part: Part) -> Clash:
    """What is asked and what is free in the part of a week."""
    taking = tuple(work for work in held if any(_covers(work, day) for day in part.days))
    free = min(_left(_said(member), taking, day) for day in part.days)
    return Clash(part.week, asked.days_per_week, free, taking)


def _said(member: Member) -> tuple[FreeTime, ...]:
    return member.capacity.free if member.capacity else ()


def _left(said: Iterable[FreeTime], held: Iterable[Work], day: date) -> int:
    """The days a week that are left on a day."""
    return max(_on(said, day) - _on(held, day), 0)


def _on(spells: Iterable[FreeTime | Work], day: date) -> int:
    return sum(spell.days_per_week for spell in spells if _covers(spell, day))


def _covers(spell: FreeTime | Work, day: date) -> bool:
    return spell.start <= day and (spell.to is None or day <= spell.to)


def _turns(spells: Iterable[FreeTime | Work]) -> Iterator[date]:
    """The days on which something begins, and those after it ended."""
    for spell in spells:
        yield spell.start
        if spell.to is not None and spell.to < date.max:
            yield spell.to + timedelta(days=1)
