"""Asking for a position, offering it, answering."""

from __future__ import annotations

from datetime import datetime

from pmnet.app import naming
from pmnet.app.context import Context
from pmnet.app.members import Written, differences
from pmnet.app.views import handover_view
from pmnet.domain.records import Handover, Lead, StepName
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict
from pmnet.rules.lifecycle import allowed, standing
from pmnet.rules.positions import PositionState, holding
from pmnet.store.vocabularies import vocabulary
from pmnet.store.workspace import Outcome


def claim(context: Context, typed: str, position: str = "") -> Written:
    """Ask for a position of a lead; the first one on record holds it until the owner answers."""
    snapshot = context.snapshot()
    lead = naming.lead(snapshot, typed)
    key = naming.position(lead, position, lambda place: _is_open(snapshot, lead, place, context.now))
    values = {"lead": lead.id, "position": key, "of": snapshot.digest(lead.path)}
    return written(context, context.perform("claim", values))


def offer(context: Context, typed: str, member: str, position: str = "") -> Written:
    """Ask a member to take a position of one's own lead."""
    snapshot = context.snapshot()
    lead = naming.lead(snapshot, typed)
    key = naming.position(lead, position, lambda place: _is_open(snapshot, lead, place, context.now))
    found = naming.member(snapshot, member)
    return written(context, context.perform("offer", {"lead": lead.id, "position": key, "member": found.id}))


def answer(context: Context, step: str, typed: str, reason: str | None = None) -> Written:
    """Accept, decline or withdraw; the handover may be named by its lead where only one can be meant."""
    name = StepName(step)
    try:
        found = _answerable(context, name, typed)
    except Conflict:  # what waits may be new
        if not context.catch_up():
            raise
        found = _answerable(context, name, typed)
    key = None if reason is None else vocabulary(f"{name}-reasons").insist(reason).key
    return written(context, context.perform("answer", {"handover": found.id, "name": str(name), "reason": key}))


def _answerable(context: Context, name: StepName, typed: str) -> Handover:
    """The handover that is meant by whoever takes a step now."""
    snapshot, actor = context.snapshot(), context.member

    def waits(handover: Handover) -> bool:
        return name in allowed(handover, actor, context.now, snapshot.network.policy)

    return naming.handover(snapshot, typed, waits, lambda one: standing(one, context.now).state)


def written(context: Context, outcome: Outcome) -> Written:
    """The answer of a command that changed a handover."""
    record = outcome.after.handover(outcome.plan.subject)
    view = handover_view(outcome.after, record, outcome.at, context.member)
    return Written(view, outcome, differences(context, outcome))


def _is_open(snapshot: Snapshot, lead: Lead, position: str, now: datetime) -> bool:
    handovers = snapshot.handovers_of(lead.id, position)
    return holding(lead, position, handovers, now, snapshot.network.policy).state is PositionState.OPEN
