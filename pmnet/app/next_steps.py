"""One more step in a handover: whether it fits, whether there are free days for it, and what the history says of it. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pmnet.domain.phrase import Phrase, phrase
from pmnet.domain.records import Handover
from pmnet.domain.sealed import HandoverDocument, Sealing
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.judge import unfit
from pmnet.rules.workload import too_much
from pmnet.store.workspace import Plan


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
    insist_fit(snapshot, at, after)
    documents = (Sealing(document, (after.owner, after.partner)),) if document is not None else ()
    month = after.steps[-1].month
    told = {"actor": actor, "handover": after.id, "month": month, "why": why(reason), "over": over(after)}
    return Plan(Phrase(said, told), after.id, (after,), documents=documents)


def insist_fit(snapshot: Snapshot, at: datetime, after: Handover) -> None:
    """Raises why a handover with one more step does not fit the lead and the other handovers."""
    problem = unfit(snapshot, snapshot.network.policy, after, at)
    if problem is not None:
        raise problem


def within_capacity(snapshot: Snapshot, at: datetime, handover: Handover, act: str, over_capacity: bool) -> Handover:
    """A handover whose last step says so where it exceeds the partner's free days; raises Conflict unless that is meant."""
    policy, lead = snapshot.network.policy, snapshot.lead(handover.lead)
    problem = too_much(snapshot, policy, handover.partner, lead, handover.position, at, act)
    if problem is None:
        return handover
    if not over_capacity:
        raise problem
    return replace(handover, steps=(*handover.steps[:-1], replace(handover.steps[-1], over_capacity=True)))


def why(reason: str | None) -> str:
    """What the history says of a reason."""
    return f" ({reason})" if reason else ""


def over(handover: Handover) -> str:
    """What the history says of a last step that exceeds the partner's free days."""
    return phrase(", over capacity") if handover.steps[-1].over_capacity else ""
