"""What a member still owes others, or is owed: it stays theirs when they pause or leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pmnet.domain.records import Handover, Lead
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.lifecycle import HELD, State, standing
from pmnet.rules.positions import LeadState, lead_state

LIVE: Final = frozenset({*HELD, State.WON})
"""The states of a handover in which somebody still has to do something."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing that is not finished: a handover or a lead, one's part in it, where it stands, with whom."""

    id: str
    kind: str
    role: str
    state: str
    other: str = ""
    title: str = ""


def obligations(snapshot: Snapshot, member: str, now: datetime) -> list[Obligation]:
    """The live handovers of a member, as owner or as partner, and then their own open leads."""
    handovers = (found for handover in snapshot.handovers() for found in _handover(snapshot, handover, member, now))
    leads = (found for lead in snapshot.leads() for found in _lead(snapshot, lead, member, now))
    return [*handovers, *leads]


def _handover(snapshot: Snapshot, handover: Handover, member: str, now: datetime) -> Iterator[Obligation]:
    if member not in (handover.owner, handover.partner):
        return
    found = standing(handover, now)
    if found.state in LIVE:
        role, other = ("owner", handover.partner) if member == handover.owner else ("partner", handover.owner)
        lead = snapshot.find_lead(handover.lead)
        yield Obligation(handover.id, "handover", role, found.state, other, lead.title if lead else "")


def _lead(snapshot: Snapshot, lead: Lead, member: str, now: datetime) -> Iterator[Obligation]:
    if lead.owner != member:
        return
    found = lead_state(lead, snapshot.handovers_of(lead.id), now, snapshot.network.policy)
    if found in (LeadState.OPEN, LeadState.HELD):
        yield Obligation(lead.id, "lead", "owner", found, title=lead.title)
