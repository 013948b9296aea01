"""How a position passes from an owner to a partner, decided on a snapshot. Pure."""

from __future__ import annotations

from datetime import datetime

from pmnet.domain import ids
from pmnet.domain.records import Handover, Lead, Step, StepName
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict, NotAllowed
from pmnet.rules.authority import insist_active, insist_partner
from pmnet.rules.judge import unfit, why_not_begin
from pmnet.rules.lifecycle import answer_deadline, step
from pmnet.store.workspace import Plan


def claim(snapshot: Snapshot, at: datetime, actor: str, lead: str, position: str, of: str) -> Plan:
    """The actor asks for a position; the owner has to answer. `of` is the digest of the lead as the actor saw it."""
    record = snapshot.lead(lead)
    if record.owner == actor:
        raise NotAllowed(
            f"cannot claim {lead}: it is your own lead", f"pmnet find --skill ... or pmnet offer {lead} MEMBER"
        )
    if snapshot.digest(record.path) != of:
        raise Conflict(f"lead {lead} was changed since you saw it", f"pmnet lead show {lead}")
    handover = _begin(snapshot, at, actor, record, position, actor, StepName.CLAIM)
    return Plan(f"{actor} claims {lead} {position}", handover.id, (handover,))


def offer(snapshot: Snapshot, at: datetime, actor: str, lead: str, position: str, member: str) -> Plan:
    """The owner asks a member to take a position; the member has to answer."""
    record = snapshot.lead(lead)
    if record.owner != actor:
        raise NotAllowed(f"cannot offer {lead}: it is {record.owner}'s lead", f"pmnet lead show {lead}")
    if member == actor:
        raise NotAllowed(f"cannot offer {lead} to yourself", "pmnet find --skill ...")
    insist_partner(member, lead, snapshot, at)
    handover = _begin(snapshot, at, actor, record, position, member, StepName.OFFER)
    return Plan(f"{actor} offers {lead} {position} to {member}", handover.id, (handover,))


def answer(snapshot: Snapshot, at: datetime, actor: str, handover: str, name: str, reason: str | None) -> Plan:
    """A step in a handover that has begun: accept, decline or withdraw."""
    record = snapshot.handover(handover)
    taken = Step(StepName(name), actor, at, reason=reason, of=_seen(snapshot, record) if name == "accept" else None)
    after = step(record, taken, snapshot.network.policy)
    problem = unfit(snapshot, snapshot.network.policy, after, at)
    if problem is not None:
        raise problem
    verb = {"accept": "accepts", "decline": "declines", "withdraw": "withdraws"}[name]
    why = f" ({reason})" if reason else ""
    return Plan(f"{actor} {verb} {handover}{why}", handover, (after,))


def _begin(
    snapshot: Snapshot, at: datetime, actor: str, lead: Lead, position: str, partner: str, name: StepName
) -> Handover:
    insist_active(actor, snapshot, at, f"{name} {lead.id}")
    line = snapshot.handovers_of(lead.id, position)
    policy = snapshot.network.policy
    problem = why_not_begin(snapshot, policy, lead, position, partner, name, line, at)
    if problem is not None:
        raise problem
    first = Step(name, actor, at, answer_deadline(lead, policy, at), of=snapshot.digest(lead.path))
    place = ids.handover_id(ids.LeadId(lead.id), ids.PositionKey(position), len(line) + 1)
    return step(Handover(place, lead.id, position, lead.owner, partner, ()), first, policy)


def _seen(snapshot: Snapshot, handover: Handover) -> str:
    return snapshot.digest(ids.lead_path(handover.lead))
