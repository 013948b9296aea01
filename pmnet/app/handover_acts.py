"""How a position passes from an owner to a partner, decided on a snapshot. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from pmnet.domain import ids
from pmnet.domain.codec import from_mapping
from pmnet.domain.records import Handover, Lead, Step, StepName
from pmnet.domain.sealed import (
    HandoverDocument,
    LeadDocument,
    Message,
    Quote,
    SealedName,
    Sealing,
    Terms,
    digest_in,
    name_in,
)
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict, NotAllowed
from pmnet.rules.authority import insist_active, insist_partner
from pmnet.rules.judge import unfit, why_not_begin
from pmnet.rules.lifecycle import answer_deadline, standing, step
from pmnet.rules.sealing import insist_confirmed
from pmnet.store.workspace import Plan

UNSEALED: Final = "0" * 64
"""Stands for the digest of a document until it is sealed."""


def claim(
    snapshot: Snapshot,
    at: datetime,
    actor: str,
    lead: str,
    position: str,
    of: str,
    said: Mapping[str, Any] | None = None,
) -> Plan:
    """The actor asks for a position; the owner has to answer. `of` is the digest of the lead as the actor saw it.

    `said` is what only the two of them read: `terms`, `quote`, `message`.
    """
    record = snapshot.lead(lead)
    if record.owner == actor:
        raise NotAllowed(
            f"cannot claim {lead}: it is your own lead", f"pmnet find --skill ... or pmnet offer {lead} MEMBER"
        )
    if snapshot.digest(record.path) != of:
        raise Conflict(f"lead {lead} was changed since you saw it", f"pmnet lead show {lead}")
    handover, documents = _begin(snapshot, at, actor, record, position, actor, StepName.CLAIM, said)
    return Plan(f"{actor} claims {lead} {position}", handover.id, (handover,), documents=documents)


def offer(
    snapshot: Snapshot,
    at: datetime,
    actor: str,
    lead: str,
    position: str,
    member: str,
    said: Mapping[str, Any] | None = None,
) -> Plan:
    """The owner asks a member to take a position; the member has to answer. `said` as in a claim, and `with_client`."""
    record = snapshot.lead(lead)
    if record.owner != actor:
        raise NotAllowed(f"cannot offer {lead}: it is {record.owner}'s lead", f"pmnet lead show {lead}")
    if member == actor:
        raise NotAllowed(f"cannot offer {lead} to yourself", "pmnet find --skill ...")
    if said is not None and said.get("with_client") and record.sealed is None:
        raise Conflict(f"lead {lead} has no client to disclose", f"pmnet lead seal {lead} --client NAME")
    insist_partner(member, lead, snapshot, at)
    handover, documents = _begin(snapshot, at, actor, record, position, member, StepName.OFFER, said)
    return Plan(f"{actor} offers {lead} {position} to {member}", handover.id, (handover,), documents=documents)


def answer(
    snapshot: Snapshot,
    at: datetime,
    actor: str,
    handover: str,
    name: str,
    reason: str | None,
    confirmed: str | None = None,
) -> Plan:
    """A step in a handover that has begun: accept, decline or withdraw.

    Where the owner accepts, the client is disclosed in the same act, if there is one and terms were proposed.
    """
    record, policy = snapshot.handover(handover), snapshot.network.policy
    taken = Step(StepName(name), actor, at, reason=reason)
    if taken.step is StepName.ACCEPT:
        taken = replace(taken, of=_seen(snapshot, record), terms=standing(record).terms)
    after = step(record, taken, policy)
    problem = unfit(snapshot, policy, after, at)
    if problem is not None:
        raise problem
    if taken.step is StepName.ACCEPT:
        sealed_in(snapshot, record)
    verb = {"accept": "accepts", "decline": "declines", "withdraw": "withdraws"}[name]
    why = f" ({reason})" if reason else ""
    plan = Plan(f"{actor} {verb} {handover}{why}", handover, (after,))
    lead = snapshot.lead(record.lead)
    if taken.step is StepName.ACCEPT and actor == lead.owner and lead.sealed is not None and taken.terms is not None:
        disclosed, document = _disclosed(snapshot, at, actor, after, confirmed)
        return replace(plan, records=(disclosed,), documents=(document,))
    return plan


def disclose(snapshot: Snapshot, at: datetime, actor: str, handover: str, confirmed: str | None = None) -> Plan:
    """The owner seals the client to the partner, once terms are agreed; `confirmed` is a new key that was confirmed."""
    record = snapshot.handover(handover)
    after, document = _disclosed(snapshot, at, actor, record, confirmed)
    problem = unfit(snapshot, snapshot.network.policy, after, at)
    if problem is not None:
        raise problem
    return Plan(f"{actor} discloses the client of {handover}", handover, (after,), documents=(document,))


def _disclosed(
    snapshot: Snapshot, at: datetime, actor: str, record: Handover, confirmed: str | None
) -> tuple[Handover, Sealing]:
    """A handover with its client disclosed, and the document in which the partner finds it."""
    policy = snapshot.network.policy
    after = step(record, Step(StepName.DISCLOSE, actor, at, sealed=UNSEALED), policy)
    insist_confirmed(snapshot.member(record.partner), at, policy, confirmed)
    half = snapshot.document(SealedName(record.lead))
    if not isinstance(half, LeadDocument):
        raise Conflict(f"lead {record.lead} has no client to disclose", f"pmnet lead seal {record.lead} --client NAME")
    document = sealed_in(snapshot, record)
    return after, Sealing(replace(document, client=half.client), (record.owner, record.partner))


def sealed_in(snapshot: Snapshot, record: Handover) -> HandoverDocument:
    """The sealed half of a handover as it is; an empty one where nothing was sealed yet.

    Raises Conflict where its terms are not those whose digest both sign for: nobody agrees to what they did not read.
    """
    found = snapshot.document(name_in(record)) if digest_in(record) is not None else None
    document = found if isinstance(found, HandoverDocument) else HandoverDocument(record.lead, record.id)
    if (document.terms.digest if document.terms is not None else None) != standing(record).terms:
        raise Conflict(
            f"the terms that can be read in {record.id} are not those it asks you to sign for",
            f"do not agree to it: pmnet decline {record.id} --reason unclear",
        )
    return document


def _begin(
    snapshot: Snapshot,
    at: datetime,
    actor: str,
    lead: Lead,
    position: str,
    partner: str,
    name: StepName,
    said: Mapping[str, Any] | None,
) -> tuple[Handover, tuple[Sealing, ...]]:
    """A handover's beginning, and what goes sealed with it."""
    insist_active(actor, snapshot, at, f"{name} {lead.id}")
    line = snapshot.handovers_of(lead.id, position)
    policy = snapshot.network.policy
    problem = why_not_begin(snapshot, policy, lead, position, partner, name, line, at)
    if problem is not None:
        raise problem
    place = ids.handover_id(ids.LeadId(lead.id), ids.PositionKey(position), len(line) + 1)
    document = _first_words(lead.id, place, actor, at, said) if said is not None else None
    terms = document.terms.digest if document is not None and document.terms is not None else None
    first = Step(name, actor, at, answer_deadline(lead, policy, at), of=snapshot.digest(lead.path), terms=terms)
    handover = step(Handover(place, lead.id, position, lead.owner, partner, ()), first, policy)
    return handover, () if document is None else (Sealing(document, (lead.owner, partner)),)


def _first_words(lead: str, handover: str, actor: str, at: datetime, said: Mapping[str, Any]) -> HandoverDocument:
    """The sealed half of a handover that begins."""
    text = said.get("message")
    return HandoverDocument(
        lead,
        handover,
        from_mapping(Terms, said["terms"]),
        from_mapping(Quote, said["quote"]) if said.get("quote") else None,
        (Message(actor, at, text),) if text else (),
        bool(said.get("with_client")),
    )


def _seen(snapshot: Snapshot, handover: Handover) -> str:
    return snapshot.digest(ids.lead_path(handover.lead))
