"""What owners change about leads, decided on a snapshot. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from pmnet.domain.codec import from_mapping
from pmnet.domain.dates import format_instant
from pmnet.domain.ids import LeadId, draw_lead_id, lead_path
from pmnet.domain.records import Closed, Lead
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Bug, Conflict, NotAllowed
from pmnet.rules.authority import insist_active, protection_end
from pmnet.rules.lifecycle import ASKING, Standing, standing
from pmnet.rules.positions import PositionState, holding
from pmnet.store.files import dump
from pmnet.store.workspace import Plan


def add(snapshot: Snapshot, at: datetime, actor: str, nonce: str, content: Mapping[str, Any]) -> Plan:
    """A new lead of the actor's; its id is drawn here, from the nonce, so that deciding again draws the same."""
    insist_active(actor, snapshot, at, "add a lead")
    found = {
        "id": _free_id(snapshot, at, nonce),
        "owner": actor,
        "registered": format_instant(at),
        "protected_until": protection_end(snapshot.network.policy, at).isoformat(),
        **{
            name: value
            for name, value in content.items()
            if name not in ("id", "owner", "registered", "protected_until")
        },
    }
    lead = found["id"]
    summary = f"{actor} adds lead {lead}"
    try:
        return Plan(summary, lead, (from_mapping(Lead, found),))
    except ValueError:  # the judge says what is wrong with it, and where
        return Plan(summary, lead, texts={lead_path(lead): dump(found)})


def close(snapshot: Snapshot, at: datetime, actor: str, lead: str, reason: str) -> Plan:
    """A lead closed, if no position is held: whoever holds one is owed an answer first."""
    record = snapshot.lead(lead)
    if record.owner != actor:
        raise NotAllowed(f"lead {lead} is {record.owner}'s to close")
    if record.closed is not None:
        raise Conflict(f"lead {lead} is closed already ({record.closed.reason})", f"pmnet lead show {lead}")
    handovers = snapshot.handovers_of(lead)
    for position in record.positions:
        found = holding(record, position.key, handovers, at, snapshot.network.policy)
        if found.state is PositionState.HELD:
            hint = _what_helps(standing(snapshot.handover(found.handover), at), actor, found.handover, lead)
            raise Conflict(f"cannot close {lead}: {found.holder} holds {position.key}", hint)
    return Plan(f"{actor} closes lead {lead} ({reason})", lead, (replace(record, closed=Closed(at, reason)),))


def _what_helps(found: Standing, actor: str, handover: str, lead: str) -> str:
    """What an owner types about a handover that is in the way of closing a lead."""
    if found.state not in ASKING:
        return f"pmnet lead show {lead}"
    return f"pmnet decline {handover}" if found.asked == actor else f"pmnet withdraw {handover}"


def _free_id(snapshot: Snapshot, at: datetime, nonce: str) -> LeadId:
    for attempt in range(1000):
        drawn = iter(sha256(f"{nonce}:{attempt}".encode()).digest())
        candidate = draw_lead_id(at.date(), lambda most, source=drawn: next(source) % most)  # type: ignore[misc]
        if snapshot.find_lead(candidate) is None:
            return candidate
    raise Bug("no free id for a lead could be drawn")
