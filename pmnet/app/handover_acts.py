"""How a position passes from an owner to a partner, decided on a snapshot. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from pmnet.domain import ids
from pmnet.domain.codec import from_mapping
from pmnet.domain.phrase import Phrase, pattern, phrase
from pmnet.domain.records import Handover, Lead, Mode, Step, StepName
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
from pmnet.rules.judge import unfit, why_not_begin, why_not_wait
from pmnet.rules.lifecycle import answer_deadline, standing, step
from pmnet.rules.positions import PositionState, holding
from pmnet.rules.sealing import insist_confirmed
from pmnet.rules.workload import too_much
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
    handover = _within_capacity(snapshot, at, handover, typed, over_capacity)
    told = {"actor": actor, "lead": lead, "position": position, "over": _over(handover)}
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
    problem = unfit(snapshot, policy, after, at)
    if problem is not None:
        raise problem
    if taken.step is StepName.ACCEPT:
        sealed_in(snapshot, record)  # nobody signs for terms they cannot read
    if taken.step is StepName.ACCEPT and actor == record.partner:
        after = _within_capacity(snapshot, at, after, phrase("accept {handover}", handover=handover), over_capacity)
    told = {"actor": actor, "handover": handover, "why": _why(reason), "over": _over(after)}
    plan = Plan(
        Phrase(ANSWERS[name], told),
        handover,
        (after,),
    )
    lead = snapshot.lead(record.lead)
    if taken.step is StepName.ACCEPT and actor == lead.owner and lead.sealed is not None and taken.terms is not None:
        disclosed, document = _disclosed(snapshot, at, actor, after, confirmed)
        return replace(plan, records=(disclosed,), documents=(document,))
    return plan


def disclose(snapshot: Snapshot, at: datetime, actor: str, handover: str, confirmed: str | None = None) -> Plan:
    """The owner seals the client to the partner, once terms are agreed; `confirmed` is a new key that was confirmed."""
    after, document = _disclosed(snapshot, at, actor, snapshot.handover(handover), confirmed)
    return Plan(
        phrase("{actor} discloses the client of {handover}", actor=actor, handover=handover),
        handover,
        (after,),
        documents=(document,),
    )


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
    document = _with_words(sealed_in(snapshot, record), actor, at, said)
    terms = document.terms.digest if document.terms is not None else None
    after = step(record, replace(taken, terms=terms), policy)
    if actor == record.partner:
        after = _within_capacity(snapshot, at, after, phrase("counter {handover}", handover=handover), over_capacity)
    return judged(snapshot, at, actor, after, document, pattern("{actor} counters {handover}{over}"))


def amend(snapshot: Snapshot, at: datetime, actor: str, handover: str, said: Mapping[str, Any] | None = None) -> Plan:
    """Other terms, which count once the other one has signed for the same; without terms, the actor signs for those proposed."""
    record, policy = snapshot.handover(handover), snapshot.network.policy
    step(record, Step(StepName.AMEND, actor, at, terms=UNSEALED), policy)  # before anything is opened for it
    known, pending = sealed_in(snapshot, record), standing(record).amending
    if said is not None:
        document = replace(_with_words(replace(known, terms=None), actor, at, said), terms=known.terms)
        document = replace(document, amendment=from_mapping(Terms, said["terms"]))
    elif pending is None or pending[0] == actor or known.amendment is None:
        raise Conflict(
            phrase("no other terms are proposed to you in {handover}", handover=handover),
            phrase("pmnet amend {handover} --terms FILE proposes some", handover=handover),
        )
    else:
        former = (*known.former, known.terms) if known.terms is not None else known.former
        document = replace(known, terms=known.amendment, amendment=None, former=former)
    terms = document.terms if said is None else document.amendment
    assert terms is not None
    after = step(record, Step(StepName.AMEND, actor, at, terms=terms.digest), policy)
    return judged(
        snapshot,
        at,
        actor,
        after,
        document,
        PROPOSES if said else AGREES,
    )


def go_on(
    snapshot: Snapshot,
    at: datetime,
    actor: str,
    handover: str,
    name: str,
    reason: str | None = None,
    outcome: str | None = None,
    said: Mapping[str, Any] | None = None,
) -> Plan:
    """A step after agreement: contacted, win, lose, return, release, extend, complete, dispute, resolve; `said` is a message."""
    record, policy = snapshot.handover(handover), snapshot.network.policy
    after = step(record, Step(StepName(name), actor, at, reason=reason, outcome=outcome), policy)
    document = _with_words(sealed_in(snapshot, record), actor, at, said) if said is not None else None
    return judged(snapshot, at, actor, after, document, STEPS[name], reason)


CLAIMS: Final = pattern("{actor} claims {lead} {position}{over}")
WAITS_FOR: Final = pattern("{actor} waits in line for {lead} {position}{over}")

ANSWERS: Final[Mapping[str, str]] = {
    "accept": pattern("{actor} accepts {handover}{why}{over}"),
    "decline": pattern("{actor} declines {handover}{why}{over}"),
    "withdraw": pattern("{actor} withdraws {handover}{why}{over}"),
}
"""What the history says of an answer."""

PROPOSES: Final = pattern("{actor} proposes other terms for {handover}")
AGREES: Final = pattern("{actor} agrees to other terms for {handover}")

STEPS: Final[Mapping[str, str]] = {
    "contacted": pattern("{actor} reports on {handover}{why}"),
    "win": pattern("{actor} reports as won {handover}{why}"),
    "lose": pattern("{actor} reports as lost {handover}{why}"),
    "return": pattern("{actor} returns {handover}{why}"),
    "release": pattern("{actor} releases {handover}{why}"),
    "extend": pattern("{actor} extends the hold of {handover}{why}"),
    "complete": pattern("{actor} completes {handover}{why}"),
    "dispute": pattern("{actor} disputes {handover}{why}"),
    "resolve": pattern("{actor} resolves the dispute about {handover}{why}"),
}
"""What the history says of a step."""


def judged(
    snapshot: Snapshot,
    at: datetime,
    actor: str,
    after: Handover,
    document: HandoverDocument | None,
    said: str,
    reason: str | None = None,
) -> Plan:
    """The plan of one more step, if it fits the lead and the other handovers; `said` is the pattern of its sentence."""
    problem = unfit(snapshot, snapshot.network.policy, after, at)
    if problem is not None:
        raise problem
    documents = (Sealing(document, (after.owner, after.partner)),) if document is not None else ()
    month = after.steps[-1].month
    told = {"actor": actor, "handover": after.id, "month": month, "why": _why(reason), "over": _over(after)}
    return Plan(
        Phrase(said, told),
        after.id,
        (after,),
        documents=documents,
    )


def _with_words(document: HandoverDocument, actor: str, at: datetime, said: Mapping[str, Any]) -> HandoverDocument:
    """A sealed half with what somebody says now: a message, a quote, terms."""
    text = said.get("message")
    return replace(
        document,
        terms=from_mapping(Terms, said["terms"]) if said.get("terms") else document.terms,
        quote=from_mapping(Quote, said["quote"]) if said.get("quote") else document.quote,
        messages=(*document.messages, Message(actor, at, text)) if text else document.messages,
    )


def _disclosed(
    snapshot: Snapshot, at: datetime, actor: str, record: Handover, confirmed: str | None
) -> tuple[Handover, Sealing]:
    """A handover with its client disclosed, and the document in which the partner finds it."""
    policy = snapshot.network.policy
    after = step(record, Step(StepName.DISCLOSE, actor, at, sealed=UNSEALED), policy)
    problem = unfit(snapshot, policy, after, at)
    if problem is not None:
        raise problem
    insist_confirmed(snapshot.member(record.partner), at, policy, confirmed)
    half = snapshot.document(SealedName(record.lead))
    if not isinstance(half, LeadDocument):
        raise Conflict(
            phrase("lead {lead} has no client to disclose", lead=record.lead),
            f"pmnet lead seal {record.lead} --client NAME",
        )
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
            phrase("the terms that can be read in {record} are not those it asks you to sign for", record=record.id),
            phrase("do not agree to it: pmnet decline {record} --reason unclear", record=record.id),
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
    document = _first_words(lead.id, place, actor, at, said) if said is not None else None
    terms = document.terms.digest if document is not None and document.terms is not None else None
    due = None if waits else answer_deadline(lead, policy, at)
    first = Step(name, actor, at, due, of=snapshot.digest(lead.path), terms=terms)
    handover = step(Handover(place, lead.id, position, lead.owner, partner, ()), first, policy)
    return handover, () if document is None else (Sealing(document, (lead.owner, partner)),)


def _within_capacity(snapshot: Snapshot, at: datetime, handover: Handover, act: str, over_capacity: bool) -> Handover:
    """A handover whose last step says so where it exceeds the partner's free days; raises Conflict unless that is meant."""
    policy, lead = snapshot.network.policy, snapshot.lead(handover.lead)
    problem = too_much(snapshot, policy, handover.partner, lead, handover.position, at, act)
    if problem is None:
        return handover
    if not over_capacity:
        raise problem
    return replace(handover, steps=(*handover.steps[:-1], replace(handover.steps[-1], over_capacity=True)))


def _why(reason: str | None) -> str:
    return f" ({reason})" if reason else ""


def _over(handover: Handover) -> str:
    """What the history says of a last step that exceeds the partner's free days."""
    return phrase(", over capacity") if handover.steps[-1].over_capacity else ""


def _first_words(lead: str, handover: str, actor: str, at: datetime, said: Mapping[str, Any]) -> HandoverDocument:
    """The sealed half of a handover that begins."""
    begun = HandoverDocument(lead, handover, with_client=bool(said.get("with_client")))
    return _with_words(begun, actor, at, said)


def _seen(snapshot: Snapshot, handover: Handover) -> str:
    return snapshot.digest(ids.lead_path(handover.lead))
