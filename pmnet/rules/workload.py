"""What a member holds, and whether one more position is too much for them.

It is the command's question, not the judge's: only the member knows what their days are, so they may go on with an override
that stands in the step for everybody to read. What counts is in `capacity`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Final

from pmnet.domain import ids
from pmnet.domain.phrase import counted, listed, phrase
from pmnet.domain.records import Handover, Lead, Policy, Position, Record, StepName
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict
from pmnet.rules.capacity import Clash, Work, clashes, unsaid
from pmnet.rules.standing import standing
from pmnet.rules.steps import AGREEMENT, State

SHOWN: Final = 3
"""How many stretches of weeks an error names."""


def period(lead: Lead, position: Position) -> tuple[date | None, date | None]:
    """The first and the last day of a position: its own, else the lead's; None where neither says one."""
    return position.start or lead.start, position.end or lead.end


def work_of(lead: Lead, position: Position, otherwise: date, handover: str = "", won: bool = True) -> Work:
    """What a position takes, from `otherwise` on where nothing says when it begins; nothing where it does not say how much."""
    start, end = period(lead, position)
    return Work(start or otherwise, end, position.days_per_week or 0, handover, won)


def held_by(snapshot: Snapshot, member: str, at: datetime, since: StepName = StepName.ACCEPT) -> tuple[Work, ...]:
    """What a member holds as a partner: won and not completed, or agreed; what is only asked for is not held."""
    taken = snapshot.belonging("handovers/", "partner", member, since.encode())
    return _held(snapshot, taken, at)


def held_through(snapshot: Snapshot, handovers: Iterable[str], at: datetime) -> tuple[Work, ...]:
    """What is held through some handovers, by their ids."""
    return _held(snapshot, snapshot.readable(map(ids.handover_path, handovers)), at)


def _held(snapshot: Snapshot, handovers: Iterable[Record], at: datetime) -> tuple[Work, ...]:
    return tuple(work for one in handovers if isinstance(one, Handover) for work in _work(snapshot, one, at))


def won_by(snapshot: Snapshot, member: str, at: datetime) -> tuple[Work, ...]:
    """What a member has for certain: won, and not completed."""
    return tuple(work for work in held_by(snapshot, member, at, StepName.WIN) if work.won)


def _work(snapshot: Snapshot, handover: Handover, at: datetime) -> Iterator[Work]:
    found = standing(handover, at)
    state = found.before_dispute if found.state is State.DISPUTED else found.state
    if state is not State.WON and state not in AGREEMENT:
        return
    for lead in snapshot.readable([ids.lead_path(handover.lead)]):
        position = lead.position(handover.position) if isinstance(lead, Lead) else None
        if isinstance(lead, Lead) and position is not None and position.days_per_week:
            begins = snapshot.network.policy.working_hours.local(found.agreed or at).date()
            yield work_of(lead, position, begins, handover.id, state is State.WON)


def too_much(
    snapshot: Snapshot, policy: Policy, partner: str, lead: Lead, position: str, at: datetime, act: str
) -> Conflict | None:
    """Why one more position exceeds a member's free days, week by week; `act` is the command they typed."""
    found = exceeded(snapshot, policy, partner, lead, position, at, lambda: held_by(snapshot, partner, at))
    if not found:
        return None
    return Conflict(
        phrase("cannot {act}: {said}", act=act, said=said(found)),
        phrase("to go on all the same, which stands in the step: pmnet {act} --over-capacity", act=act),
    )


def exceeded(
    snapshot: Snapshot,
    policy: Policy,
    partner: str,
    lead: Lead,
    position: str,
    at: datetime,
    besides: Callable[[], Sequence[Work]],
) -> list[Clash]:
    """The weeks, from today on, in which a position asks for more than what else a member holds leaves of their free days.

    `besides` is what that is, asked for only where it matters.
    """
    member, place = snapshot.find_member(partner), lead.position(position)
    if member is None or place is None:
        return []
    if unsaid(member, at, policy) or not place.days_per_week:
        return []
    today = policy.working_hours.local(at).date()
    asked = work_of(lead, place, today)
    return clashes(member, replace(asked, start=max(asked.start, today)), besides(), policy, at)


def said(found: Sequence[Clash]) -> str:
    """Clashes as people read them, weeks in a row with the same figures together."""
    stretches = [[clash for _, clash in alike] for _, alike in groupby(enumerate(found), _alike)]
    told = [_stretch(stretch[0], stretch[-1]) for stretch in stretches[:SHOWN]]
    more = sum(map(len, stretches[SHOWN:]))
    if more:
        told.append(counted(more, "and {n} more week", "and {n} more weeks"))
    return listed(told, "; ")


def _alike(placed: tuple[int, Clash]) -> tuple[int, int, tuple[Work, ...]]:
    """What is the same for clashes of weeks in a row: how far each is from its place, and its figures."""
    place, clash = placed
    return clash.week.monday.toordinal() - 7 * place, clash.free, clash.because


def _stretch(first: Clash, last: Clash) -> str:
    when = first.week if first.week == last.week else phrase("{week} to {week2}", week=first.week, week2=last.week)
    because = listed(
        work.handover if work.won else phrase("{handover} (agreed, not won yet)", handover=work.handover)
        for work in first.because
    )
    figures = counted(first.asked, "{n} day asked, {free} free", "{n} days asked, {free} free", free=first.free)
    if because:
        return phrase("{when}: {figures}, because of {because}", when=when, figures=figures, because=because)
    return phrase("{when}: {figures}", when=when, figures=figures)
