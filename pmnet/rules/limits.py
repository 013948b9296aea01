"""How much one member may hold at once, so that nobody hoards."""

from __future__ import annotations

from datetime import datetime

from pmnet.domain.records import Policy
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict
from pmnet.rules.lifecycle import State, standing
from pmnet.rules.positions import is_expired


def too_many_claims(snapshot: Snapshot, policy: Policy, partner: str, at: datetime, besides: str) -> Conflict | None:
    """Why a member may not claim once more (`besides` being that claim): too many of theirs wait for an answer already."""
    most = policy.open_claims
    waiting = [
        handover.id
        for handover in snapshot.handovers()
        if handover.partner == partner and handover.id != besides and standing(handover, at).state is State.CLAIMED
    ]
    if len(waiting) < most:
        return None
    return Conflict(
        f"you have {len(waiting)} unanswered claims, and {most} are allowed",
        f"pmnet withdraw {waiting[0]}" if waiting else "",
    )


def too_many_leads(snapshot: Snapshot, policy: Policy, owner: str, at: datetime, besides: str) -> Conflict | None:
    """Why a member may not add one more lead (`besides` being that lead): too many of theirs are open already."""
    today = policy.working_hours.local(at).date()
    opened = [
        lead.id
        for lead in snapshot.leads()
        if lead.owner == owner and lead.id != besides and lead.closed is None and not is_expired(lead, today)
    ]
    if len(opened) < policy.open_leads:
        return None
    return Conflict(
        f"you have {len(opened)} open leads, and {policy.open_leads} are allowed",
        f"pmnet lead close {opened[0]} --reason filled" if opened else "",
    )
