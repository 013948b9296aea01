"""How a position passes from an owner to a partner: asking for it and answering, decided on a snapshot. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from pmnet.app.agreement_acts import disclosed
from pmnet.app.handover_documents import first_words, sealed_in, with_words
from pmnet.app.next_steps import insist_fit, judged, over, why, within_capacity
from pmnet.domain import ids
from pmnet.domain.phrase import Phrase, pattern, phrase
from pmnet.domain.records import Handover, Lead, Mode, Step, StepName
from pmnet.domain.sealed import Sealing
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict, NotAllowed
from pmnet.rules.authority import insist_active, insist_partner
from pmnet.rules.deadlines import answer_deadline
from pmnet.rules.judge import why_not_begin, why_not_wait
from pmnet.rules.lifecycle import step
from pmnet.rules.positions import PositionState, holding
from pmnet.rules.standing import standing
from pmnet.store.workspace import Plan

CLAIMS: Final = pattern("{actor} claims {lead} {position}{over}")
WAITS_FOR: Final = pattern("{actor} waits in line for {lead} {position}{over}")

ANSWERS: Final[Mapping[str, str]] = {
    "accept": pattern("{actor} accepts {handover}{why}{over}"),
    "decline": pattern("{actor} declines {handover}{why}{over}"),
    "withdraw": pattern("{actor} withdraws {handover}{why}{over}"),
}
"""What the history says of an answer."""


def claim(
    snapshot: Snapshot,
    at: datetime,
    actor: str,
    lead: str,
    position: str,
    of: str,
    said: Mapping[str, Any] | None = None,
    wait: bool = False,
    over_capacity: bool = False,
) -> Plan:
    """The actor asks for a position; the owner has to answer. `of` is the digest of the lead as the actor saw it.

    `said` is what only the two of them read: `terms`, `quote`, `message`. With `wait`, the claim waits in line where
    somebody holds the position. `over_capacity` goes on although it exceeds the actor's free days, and stands in the step
    where it does.
    """
    record = snapshot.lead(lead)
    if record.owner == actor:
        raise NotAllowed(
            phrase("cannot claim {lead}: it is your own lead", lead=lead),
            phrase("pmnet find --skill ... or pmnet offer {lead} MEMBER", lead=lead),
        )
    if snapshot.digest(record.path) != of:
        raise Conflict(phrase("lead {lead} was changed since you saw it", lead=lead), f"pmnet lead show {lead}")
    line = snapshot.handovers_of(lead, position)
    found = holding(record, position, line, at, snapshot.network.policy)
    waits = wait and found.state is PositionState.HELD and record.mode is Mode.FIRST
    handover, documents = _begin(snapshot, at, actor, record, position, actor, StepName.CLAIM, said, waits)
    typed = lead if len(record.positions) == 1 else phrase("{lead} --position {position}", lead=lead, position=position)
    typed = phrase("claim {typed} --wait", typed=typed) if waits else phrase("claim {typed}", typed=typed)
    handover = within_capacity(snapshot, at, handover, typed, over_capacity)
    told = {"actor": actor, "lead": lead, "position": position, "over": over(handover)}
    summary = Phrase(WAITS_FOR if waits else CLAIMS, told)
    return Plan(summary, handover.id, (handover,), documents=documents)


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
        raise NotAllowed(
            phrase("cannot offer {lead}: it is {owner}'s lead", lead=lead, owner=record.owner),
            f"pmnet lead show {lead}",
        )
    if member == actor:
        raise NotAllowed(phrase("cannot offer {lead} to yourself", lead=lead), "pmnet find --skill ...")
    if said is not None and said.get("with_client") and record.sealed is None:
        raise Conflict(
            phrase("lead {lead} has no client to disclose", lead=lead), f"pmnet lead seal {lead} --client NAME"
        )
    insist_partner(member, lead, snapshot, at)
    handover, documents = _begin(snapshot, at, actor, record, position, member, StepName.OFFER, said)
    return Plan(
        phrase(
            "{actor} offers {lead} {position} to {member}", actor=actor, lead=lead, position=position, member=member
        ),
        handover.id,
        (handover,),
        documents=documents,
    )


def answer(
    snapshot: Snapshot,
    at: datetime,
    actor: str,
    handover: str,
    name: str,
    reason: str | None,
    confirmed: str | None = None,
    over_capacity: bool = False,
) -> Plan:
    """A step in a handover that has begun: accept, decline or withdraw.

    Where the owner accepts, the client is disclosed in the same act, if there is one and terms were proposed. Where the
    partner does, their free days must suffice, or `over_capacity` be said.
    """
    record, policy = snapshot.handover(handover), snapshot.network.policy
    taken = Step(StepName(name), actor, at, reason=reason)
    if taken.step is StepName.ACCEPT:
        taken = replace(taken, of=_seen(snapshot, record), terms=standing(record).terms)
    after = step(record, taken, policy)
    insist_fit(snapshot, at, after)
    if taken.step is StepName.ACCEPT:
        sealed_in(snapshot, record)  # nobody signs for terms they cannot read
    if taken.step is StepName.ACCEPT and actor == record.partner:
        after = within_capacity(snapshot, at, after, phrase("accept {handover}", handover=handover), over_capacity)
    told = {"actor": actor, "handover": handover, "why": why(reason), "over": over(after)}
    plan = Plan(Phrase(ANSWERS[name], told), handover, (after,))
    lead = snapshot.lead(record.lead)
    if taken.step is StepName.ACCEPT and actor == lead.owner and lead.sealed is not None and taken.terms is not None:
        after, document = disclosed(snapshot, at, actor, after, confirmed)
        return replace(plan, records=(after,), documents=(document,))
    return plan


def counter(
    snapshot: Snapshot,
    at: datetime,
    actor: str,
    handover: str,
    of: str,
    said: Mapping[str, Any],
    over_capacity: bool = False,
) -> Plan:
    """Whoever must answer turns the question round, with terms of their own; the other one has to answer then.

    A partner who does that is bound once the owner accepts: their free days must suffice, or `over_capacity` be said.
    """
    record, policy = snapshot.handover(handover), snapshot.network.policy
    lead = snapshot.lead(record.lead)
    if snapshot.digest(lead.path) != of:
        raise Conflict(phrase("lead {lead} was changed since you saw it", lead=lead.id), f"pmnet lead show {lead.id}")
    taken = Step(StepName.COUNTER, actor, at, answer_deadline(lead, policy, at), of=of)
    step(record, taken, policy)  # whoever may not take it is told so before anything is opened for it
    document = with_words(sealed_in(snapshot, record), actor, at, said)
    terms = document.terms.digest if document.terms is not None else None
    after = step(record, replace(taken, terms=terms), policy)
    if actor == record.partner:
        after = within_capacity(snapshot, at, after, phrase("counter {handover}", handover=handover), over_capacity)
    return judged(snapshot, at, actor, after, document, pattern("{actor} counters {handover}{over}"))


def _begin(
    snapshot: Snapshot,
    at: datetime,
    actor: str,
    lead: Lead,
    position: str,
    partner: str,
    name: StepName,
    said: Mapping[str, Any] | None,
    waits: bool = False,
) -> tuple[Handover, tuple[Sealing, ...]]:
    """A handover's beginning, and what goes sealed with it."""
    insist_active(actor, snapshot, at, phrase("{name} {lead}", name=StepName(name), lead=lead.id))
    line = snapshot.handovers_of(lead.id, position)
    policy = snapshot.network.policy
    why_not = why_not_wait if waits else why_not_begin
    problem = why_not(snapshot, policy, lead, position, partner, name, line, at)
    if problem is not None:
        raise problem
    place = ids.handover_id(ids.LeadId(lead.id), ids.PositionKey(position), len(line) + 1)
    document = first_words(lead.id, place, actor, at, said) if said is not None else None
    terms = document.terms.digest if document is not None and document.terms is not None else None
    due = None if waits else answer_deadline(lead, policy, at)
    first = Step(name, actor, at, due, of=snapshot.digest(lead.path), terms=terms)
    handover = step(Handover(place, lead.id, position, lead.owner, partner, ()), first, policy)
    return handover, () if document is None else (Sealing(document, (lead.owner, partner)),)


def _seen(snapshot: Snapshot, handover: Handover) -> str:
    return snapshot.digest(ids.lead_path(handover.lead))
