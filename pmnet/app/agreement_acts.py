"""What two partners do once they agreed: other terms, the client, and how it goes on; decided on a snapshot. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from pmnet.app.handover_documents import sealed_in, with_words
from pmnet.app.next_steps import insist_fit, judged
from pmnet.domain.codec import from_mapping
from pmnet.domain.phrase import pattern, phrase
from pmnet.domain.records import Handover, Step, StepName
from pmnet.domain.sealed import LeadDocument, SealedName, Sealing, Terms
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict
from pmnet.rules.lifecycle import step
from pmnet.rules.sealing import insist_confirmed
from pmnet.rules.standing import standing
from pmnet.store.workspace import Plan

UNSEALED: Final = "0" * 64
"""Stands for the digest of a document until it is sealed."""

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


def disclose(snapshot: Snapshot, at: datetime, actor: str, handover: str, confirmed: str | None = None) -> Plan:
    """The owner seals the client to the partner, once terms are agreed; `confirmed` is a new key that was confirmed."""
    after, document = disclosed(snapshot, at, actor, snapshot.handover(handover), confirmed)
    return Plan(
        phrase("{actor} discloses the client of {handover}", actor=actor, handover=handover),
        handover,
        (after,),
        documents=(document,),
    )


def disclosed(
    snapshot: Snapshot, at: datetime, actor: str, record: Handover, confirmed: str | None
) -> tuple[Handover, Sealing]:
    """A handover with its client disclosed, and the document in which the partner finds it."""
    policy = snapshot.network.policy
    after = step(record, Step(StepName.DISCLOSE, actor, at, sealed=UNSEALED), policy)
    insist_fit(snapshot, at, after)
    insist_confirmed(snapshot.member(record.partner), at, policy, confirmed)
    half = snapshot.document(SealedName(record.lead))
    if not isinstance(half, LeadDocument):
        raise Conflict(
            phrase("lead {lead} has no client to disclose", lead=record.lead),
            f"pmnet lead seal {record.lead} --client NAME",
        )
    document = sealed_in(snapshot, record)
    return after, Sealing(replace(document, client=half.client), (record.owner, record.partner))


def amend(snapshot: Snapshot, at: datetime, actor: str, handover: str, said: Mapping[str, Any] | None = None) -> Plan:
    """Other terms, which count once the other one has signed for the same; without terms, the actor signs for those proposed."""
    record, policy = snapshot.handover(handover), snapshot.network.policy
    step(record, Step(StepName.AMEND, actor, at, terms=UNSEALED), policy)  # before anything is opened for it
    known, pending = sealed_in(snapshot, record), standing(record).amending
    if said is not None:
        document = replace(with_words(replace(known, terms=None), actor, at, said), terms=known.terms)
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
    return judged(snapshot, at, actor, after, document, PROPOSES if said else AGREES)


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
    document = with_words(sealed_in(snapshot, record), actor, at, said) if said is not None else None
    return judged(snapshot, at, actor, after, document, STEPS[name], reason)
