"""The line at a position: who holds it, who waits behind them, and since when somebody who waited holds it.

The rules, in prose:

- A claim without a time to answer waits. It holds nothing while somebody before it does.
- When everybody before it is over (lapsed, declined, withdrawn, returned, released, lost), it moves up by itself: from that
  moment on it holds the position, and the owner has as long to answer as to any claim. Nobody writes that; it follows.
- Who is before whom is the place, which is the order on main.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from pmnet.domain.records import Handover, Lead, Policy, StepName
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict
from pmnet.rules.deadlines import answer_deadline
from pmnet.rules.lifecycle import allowed_from
from pmnet.rules.standing import Standing, standing
from pmnet.rules.steps import AGREEMENT, FILLED, HELD, State


def waited(handover: Handover) -> bool:
    """Whether a handover began as a claim that waits in line."""
    first = handover.steps[0] if handover.steps else None
    return first is not None and first.step is StepName.CLAIM and first.respond_by is None


def holds(found: Standing) -> bool:
    """Whether a handover that stands like that keeps others from the position."""
    if found.state is State.DISPUTED:
        return found.before_dispute in AGREEMENT or found.before_dispute in FILLED
    return found.state in HELD or found.state in FILLED


def by_place(handovers: Iterable[Handover]) -> list[Handover]:
    """Handovers of one position, the first in line first."""
    return sorted(handovers, key=lambda handover: handover.place)


def line(lead: Lead, handovers: Iterable[Handover], policy: Policy, now: datetime) -> Mapping[str, Standing]:
    """Where each handover of one position stands at a moment, by id; those that waited as they moved up."""
    found: dict[str, Standing] = {}
    taken, free_from = False, lead.registered
    for handover in by_place(handovers):
        known = standing(handover, now)
        if known.state is State.WAITING and not taken:
            known = _moved_up(known, lead, policy, max(free_from, handover.steps[0].at)).at(now)
        found[handover.id] = known
        stepped_out = waited(handover) and known.state is State.WITHDRAWN and (taken or known.since < free_from)
        if known.state is not State.WAITING and not stepped_out:
            free_from = max(free_from, known.since)
        taken = taken or holds(known)
    return found


def standing_at(snapshot: Snapshot, handover: Handover, now: datetime) -> Standing:
    """Where a handover stands at a moment, in its line if it waited there."""
    lead = snapshot.find_lead(handover.lead)
    if lead is None or not waited(handover):
        return standing(handover, now)
    others = (other for other in snapshot.handovers_of(lead.id, handover.position) if other.id != handover.id)
    return line(lead, [*others, handover], snapshot.network.policy, now)[handover.id]


def ahead(snapshot: Snapshot, handover: Handover, now: datetime) -> int:
    """How many are before a handover in its line: whoever holds the position, and who waits; not those that are over."""
    lead = snapshot.find_lead(handover.lead)
    if lead is None:
        return 0
    stands = line(lead, snapshot.handovers_of(lead.id, handover.position), snapshot.network.policy, now)
    before = list(stands.values())[: list(stands).index(handover.id)]
    return sum(holds(found) or found.state is State.WAITING for found in before)


def steps_open(snapshot: Snapshot, handover: Handover, actor: str, now: datetime) -> tuple[StepName, ...]:
    """The steps open to a member in a handover at a moment: who waits in line can only step out of it."""
    found = standing_at(snapshot, handover, now)
    steps = allowed_from(found, handover, actor, now, snapshot.network.policy)
    return tuple(step for step in steps if found.state is not State.WAITING or step is StepName.WITHDRAW)


def _moved_up(found: Standing, lead: Lead, policy: Policy, since: datetime) -> Standing:
    """A claim that waited, from the moment on at which nobody was before it any more."""
    try:
        due = answer_deadline(lead, policy, since)
    except Conflict:  # a calendar without working hours has no deadline
        return found
    return replace(found, state=State.CLAIMED, since=since, respond_by=due)
