"""Who holds a position: what the handovers of one position add up to.

A position is *held* while it has a live handover and *filled* when one is won. In the modes `first` and `invite` there is
one live handover at a time; in the mode `choose` many may ask, and the position is held once the owner accepted one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from pmnet.domain.records import Handover, Lead, Mode, Policy
from pmnet.rules.deadlines import held_until
from pmnet.rules.line import by_place, holds, line
from pmnet.rules.steps import ASKING, FILLED


class PositionState(StrEnum):
    """Whether a position can still be had."""

    OPEN = "open"
    HELD = "held"
    FILLED = "filled"


class LeadState(StrEnum):
    """Whether a lead can still be taken."""

    OPEN = "open"
    HELD = "held"
    FILLED = "filled"
    CLOSED = "closed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Holding:
    """Where a position stands, and by whom, until when and through which handover it is held."""

    state: PositionState
    holder: str = ""
    until: datetime | None = None
    handover: str = ""


def holding(lead: Lead, position: str, handovers: Iterable[Handover], now: datetime, policy: Policy) -> Holding:
    """Where one position of a lead stands at a moment."""
    mine = [handover for handover in handovers if (handover.lead, handover.position) == (lead.id, position)]
    live = Holding(PositionState.OPEN)
    for handover, found in zip(by_place(mine), line(lead, mine, policy, now).values(), strict=True):
        if found.state in FILLED or found.before_dispute in FILLED:
            return Holding(PositionState.FILLED, handover.partner, None, handover.id)
        only_asked = found.state in ASKING and lead.mode is Mode.CHOOSE
        if holds(found) and not only_asked and live.state is PositionState.OPEN:
            live = Holding(PositionState.HELD, handover.partner, held_until(found, policy), handover.id)
    return live


def lead_state(lead: Lead, handovers: Iterable[Handover], now: datetime, policy: Policy) -> LeadState:
    """Where a lead stands: open while any position is, filled when all are, held between."""
    if lead.closed is not None or lead.erased is not None:
        return LeadState.CLOSED
    known = list(handovers)
    found = {holding(lead, position.key, known, now, policy).state for position in lead.positions}
    if found == {PositionState.FILLED}:
        return LeadState.FILLED
    if PositionState.OPEN not in found:
        return LeadState.HELD
    return LeadState.EXPIRED if is_expired(lead, policy.working_hours.local(now).date()) else LeadState.OPEN


def kept(lead: Lead, position: str, handovers: Iterable[Handover], policy: Policy) -> Holding:
    """How a position is held after what happened so far, and until when if nobody does anything any more.

    Without `until`, it is so until somebody does something. Whoever waits in line moves up by themselves, and counts.
    """
    mine = [handover for handover in handovers if (handover.lead, handover.position) == (lead.id, position)]
    now = max((step.at for handover in mine for step in handover.steps), default=lead.registered)
    last = Holding(PositionState.OPEN)
    for _ in range(len(mine) + 1):
        found = holding(lead, position, mine, now, policy)
        if found.state is PositionState.OPEN:
            break
        asked = line(lead, mine, policy, now)[found.handover]
        if asked.state not in ASKING or asked.respond_by is None:
            return replace(found, until=None)
        last = found
        now = asked.respond_by + timedelta(seconds=1)
    return last


def is_expired(lead: Lead, today: date) -> bool:
    """Whether the owner's protection has run out."""
    return today > lead.protected_until
