"""How much one member may hold at once, so that nobody hoards.

Only leads whose protection can still run are looked at, and what was claimed of them: older ones are over by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from pmnet.domain.phrase import counted, phrase
from pmnet.domain.records import Handover, Lead, Policy, Record
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict
from pmnet.rules.line import standing_at
from pmnet.rules.positions import is_expired
from pmnet.rules.steps import State


def too_many_claims(snapshot: Snapshot, policy: Policy, partner: str, at: datetime, besides: str) -> Conflict | None:
    """Why a member may not claim once more (`besides` being that claim): too many of theirs wait for an answer already."""
    most = policy.open_claims
    waiting = [
        handover.id
        for handover in _recent(snapshot, policy, at, "handovers", "partner", partner)
        if isinstance(handover, Handover)
        and handover.id != besides
        and standing_at(snapshot, handover, at).state in (State.CLAIMED, State.WAITING)
    ]
    if len(waiting) < most:
        return None
    return Conflict(
        phrase("you have {number} unanswered claims, and {most} are allowed", number=len(waiting), most=most),
        f"pmnet withdraw {waiting[0]}",
    )


def too_many_leads(snapshot: Snapshot, policy: Policy, owner: str, at: datetime, besides: str) -> Conflict | None:
    """Why a member may not add one more lead (`besides` being that lead): too many of theirs are open already."""
    today = policy.working_hours.local(at).date()
    opened = [
        lead.id
        for lead in _recent(snapshot, policy, at, "leads", "owner", owner)
        if isinstance(lead, Lead) and lead.id != besides and lead.closed is None and not is_expired(lead, today)
    ]
    if len(opened) < policy.open_leads:
        return None
    return Conflict(
        counted(
            len(opened),
            "you have {n} open lead, and {open_leads} are allowed",
            "you have {n} open leads, and {open_leads} are allowed",
            open_leads=policy.open_leads,
        ),
        phrase("pmnet lead close {opened} --reason filled", opened=opened[0]),
    )


def _recent(snapshot: Snapshot, policy: Policy, at: datetime, folder: str, field: str, member: str) -> Iterator[Record]:
    """A member's leads or handovers in the months of leads that may still be protected, and one month for answers."""
    days = policy.protection_days * (1 + policy.protection_extensions) + 31
    return snapshot.belonging(f"{folder}/", field, member, since=(at - timedelta(days=days)).date())
