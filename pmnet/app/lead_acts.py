"""What owners change about leads, decided on a snapshot. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from pmnet.domain.clock import format_instant
from pmnet.domain.codec import from_mapping, to_mapping
from pmnet.domain.ids import LeadId, draw_lead_id, lead_path
from pmnet.domain.phrase import phrase
from pmnet.domain.records import Closed, Lead
from pmnet.domain.sealed import Client, LeadDocument, SealedName, Sealing
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Alarm, Bug, CannotUnseal, Conflict, NotAllowed
from pmnet.rules.authority import insist_active, protection_end, protection_extended
from pmnet.rules.line import standing_at
from pmnet.rules.positions import PositionState, holding
from pmnet.rules.standing import Standing, standing
from pmnet.rules.steps import ASKING
from pmnet.store.files import dump
from pmnet.store.workspace import Plan


def add(
    snapshot: Snapshot,
    at: datetime,
    actor: str,
    nonce: str,
    content: Mapping[str, Any],
    said: Mapping[str, Any] | None = None,
) -> Plan:
    """A new lead of the actor's; its id is drawn here, from the nonce, so that deciding again draws the same.

    `said` is what only the owner reads: the `client`.
    """
    insist_active(actor, snapshot, at, phrase("add a lead"))
    found = {
        "id": _free_id(snapshot, at, nonce),
        "owner": actor,
        "registered": format_instant(at),
        "protected_until": protection_end(snapshot.network.policy, at).isoformat(),
        **{
            name: value
            for name, value in content.items()
            if name not in ("id", "owner", "registered", "protected_until", "sealed", "erased")
        },
    }
    lead = found["id"]
    summary = phrase("{actor} adds lead {lead}", actor=actor, lead=lead)
    try:
        record = from_mapping(Lead, found)
    except ValueError:  # the judge says what is wrong with it, and where
        return Plan(summary, lead, texts={lead_path(lead): dump(found)})
    return Plan(summary, lead, (record,), documents=(_sealing(lead, actor, said),) if said else ())


def seal(snapshot: Snapshot, at: datetime, actor: str, lead: str, said: Mapping[str, Any]) -> Plan:
    """The client of one's own lead, with some fields replaced, sealed again.

    A client that cannot be opened any more is replaced as a whole, by one with a name.
    """
    record = _own(snapshot, actor, lead, phrase("seal"))
    if record.erased is not None:
        raise Conflict(
            phrase("the client of {lead} was erased", lead=lead), phrase("pmnet lead add registers the client anew")
        )
    client = known_client(snapshot, record, "name" in said["client"]) | said["client"]
    return Plan(
        phrase("{actor} seals the client of {lead}", actor=actor, lead=lead),
        lead,
        (record,),
        documents=(_sealing(lead, actor, {"client": client}),),
    )


def known_client(snapshot: Snapshot, lead: Lead, anew: bool) -> Mapping[str, Any]:
    """The client as it was sealed; where nobody has that any more, the owner begins `anew` by saying who the client is."""
    try:
        found = snapshot.document(SealedName(lead.id)) if lead.sealed is not None else None
    except (CannotUnseal, Alarm):
        if not anew:
            raise
        found = None
    return to_mapping(found.client) if isinstance(found, LeadDocument) else {}


def erase(snapshot: Snapshot, at: datetime, actor: str, lead: str) -> Plan:
    """Nothing sealed of a lead is left for anybody; a tombstone says since when."""
    record = snapshot.lead(lead)
    if record.erased is not None:
        raise Conflict(
            phrase(
                "lead {lead} was erased already, on {erased}",
                lead=lead,
                erased=snapshot.network.policy.working_hours.say(record.erased),
            ),
            phrase("pmnet sync on each machine that had it finishes it there"),
        )
    return Plan(
        phrase("{actor} erases the client of {lead}", actor=actor, lead=lead),
        lead,
        (replace(record, erased=at),),
        erases=lead,
    )


def _sealing(lead: str, owner: str, said: Mapping[str, Any]) -> Sealing:
    return Sealing(LeadDocument(lead, from_mapping(Client, said["client"])), (owner,))


def _own(snapshot: Snapshot, actor: str, lead: str, word: str) -> Lead:
    record = snapshot.lead(lead)
    if record.owner != actor:
        raise NotAllowed(
            phrase("lead {lead} is {owner}'s to {word}", lead=lead, owner=record.owner, word=word),
            f"pmnet lead show {lead}",
        )
    return record


def close(snapshot: Snapshot, at: datetime, actor: str, lead: str, reason: str) -> Plan:
    """A lead closed, if no position is held: whoever holds one is owed an answer first."""
    record = _own(snapshot, actor, lead, phrase("close"))
    if record.closed is not None:
        raise Conflict(
            phrase("lead {lead} is closed already ({reason})", lead=lead, reason=record.closed.reason),
            f"pmnet lead show {lead}",
        )
    handovers = snapshot.handovers_of(lead)
    for position in record.positions:
        found = holding(record, position.key, handovers, at, snapshot.network.policy)
        if found.state is PositionState.HELD:
            hint = _what_helps(standing(snapshot.handover(found.handover), at), actor, found.handover, lead)
            raise Conflict(
                phrase(
                    "cannot close {lead}: {holder} holds {position}",
                    lead=lead,
                    holder=found.holder,
                    position=position.key,
                ),
                hint,
            )
    return Plan(
        phrase("{actor} closes lead {lead} ({reason})", actor=actor, lead=lead, reason=reason),
        lead,
        (replace(record, closed=Closed(at, reason)),),
    )


def extend(snapshot: Snapshot, at: datetime, actor: str, lead: str) -> Plan:
    """A lead protected for longer, if nobody waits for an answer: what was asked is asked about the lead as it is."""
    record = _own(snapshot, actor, lead, phrase("extend"))
    extended = protection_extended(record, snapshot.network.policy, at)
    for handover in snapshot.handovers_of(lead):
        found = standing_at(snapshot, handover, at)
        if found.state in ASKING:
            hint = _what_helps(found, actor, handover.id, lead)
            raise Conflict(
                phrase(
                    "cannot extend {lead}: {asker} waits for an answer on {handover}",
                    lead=lead,
                    asker=found.asker,
                    handover=handover.id,
                ),
                hint,
            )
    summary = phrase(
        "{actor} extends the protection of lead {lead} until {extended}", actor=actor, lead=lead, extended=extended
    )
    return Plan(summary, lead, (replace(record, protected_until=extended),))


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
    raise Bug(phrase("no free id for a lead could be drawn"))
