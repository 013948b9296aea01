"""Asking for a position, offering it, answering."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pmnet.app import naming
from pmnet.app.context import Context
from pmnet.app.members import Written, differences
from pmnet.app.views import handover_view
from pmnet.domain import ids
from pmnet.domain.phrase import Recorded, phrase
from pmnet.domain.records import Handover, Lead, StepName
from pmnet.domain.sealed import HandoverDocument, name_in, sealer_of
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Bug, Conflict, PmnetError
from pmnet.rules.asked import steps_that_count
from pmnet.rules.capacity import unsaid
from pmnet.rules.line import standing_at, steps_open
from pmnet.rules.positions import PositionState, holding
from pmnet.rules.refusals import where_it_stands
from pmnet.rules.standing import standing
from pmnet.rules.steps import State
from pmnet.store.vocabularies import vocabulary
from pmnet.store.workspace import Outcome


def claim(
    context: Context,
    typed: str,
    position: str = "",
    said: Mapping[str, Any] | None = None,
    wait: bool = False,
    over_capacity: bool = False,
) -> Written:
    """Ask for a position of a lead; the first one on record holds it until the owner answers. `wait` stands in line.

    Where that exceeds one's free days it raises Conflict, which names the weeks, unless `over_capacity` is meant.
    """
    snapshot = context.snapshot()
    lead = naming.lead(snapshot, typed)
    key = naming.position(lead, position, lambda place: _is_open(snapshot, lead, place, context.now))
    values: dict[str, Any] = {"lead": lead.id, "position": key, "of": snapshot.digest(lead.path)}
    values |= ({"wait": True} if wait else {}) | _meant(over_capacity)
    return _with_word(context, written(context, context.perform("claim", values, said)))


def offer(
    context: Context, typed: str, member: str, position: str = "", said: Mapping[str, Any] | None = None
) -> Written:
    """Ask a member to take a position of one's own lead."""
    snapshot = context.snapshot()
    lead = naming.lead(snapshot, typed)
    key = naming.position(lead, position, lambda place: _is_open(snapshot, lead, place, context.now))
    found = naming.member(snapshot, member)
    return written(context, context.perform("offer", {"lead": lead.id, "position": key, "member": found.id}, said))


def must_choose(context: Context, typed: str) -> bool:
    """Whether a lead has several positions that could be meant by whoever names none."""
    snapshot = context.snapshot()
    lead = naming.lead(snapshot, typed)
    fitting = [place for place in lead.positions if _is_open(snapshot, lead, place.key, context.now)]
    return len(lead.positions) > 1 and len(fitting) != 1


def find(context: Context, step: str, typed: str) -> Handover:
    """The handover in which a step can be taken now; it may be named by its lead where only one can be meant."""
    name = StepName(step)
    try:
        return _answerable(context, name, typed, context.snapshot())
    except Conflict:  # what waits may be new, or this very step may wait to be sent
        if context.catch_up():
            return _answerable(context, name, typed, context.snapshot())
        if not context.workspace.outbox.waiting():
            raise
        return _answerable(context, name, typed, context.workspace.snapshot())


def waiting_for(context: Context, step: str) -> list[Handover]:
    """The handovers in which the acting member can take a step now."""
    snapshot, actor, name = context.snapshot(), context.member, StepName(step)
    found = handovers_of(context, snapshot, actor)
    return [handover for handover in found if name in steps_open(snapshot, handover, actor, context.now)]


def is_open(context: Context, step: str, found: Handover) -> bool:
    """Whether the acting member can take a step in a handover now."""
    return StepName(step) in steps_that_count(context.snapshot(), found, context.member, context.now)


def answer(
    context: Context,
    step: str,
    found: Handover,
    reason: str | None = None,
    confirmed: str | None = None,
    over_capacity: bool = False,
) -> Written:
    """Accept, decline or withdraw; `confirmed` is a new sealing key of the partner's that was confirmed.

    Where accepting an offer exceeds one's free days it raises Conflict, unless `over_capacity` is meant.
    """
    key = None if reason is None else vocabulary(f"{step}-reasons").insist(reason).key
    values = {"handover": found.id, "name": step, "reason": key} | _meant(over_capacity)
    done = written(context, context.perform("answer", values | ({"confirmed": confirmed} if confirmed else {})))
    return _with_word(context, done) if step == StepName.ACCEPT and found.partner == context.member else done


def disclose(context: Context, found: Handover, confirmed: str | None = None) -> Written:
    """Seal the client to the partner, once terms are agreed."""
    values = {"handover": found.id} | ({"confirmed": confirmed} if confirmed else {})
    return written(context, context.perform("disclose", values))


def counter(context: Context, found: Handover, said: Mapping[str, Any], over_capacity: bool = False) -> Written:
    """Answer a claim or an offer with terms of one's own; the other one has to answer then."""
    snapshot = context.snapshot()
    values = {"handover": found.id, "of": snapshot.digest(snapshot.lead(found.lead).path)} | _meant(over_capacity)
    return written(context, context.perform("counter", values, said))


def amend(context: Context, found: Handover, said: Mapping[str, Any] | None = None) -> Written:
    """Propose other terms for what was agreed, or sign for those that the other one has proposed."""
    return written(context, context.perform("amend", {"handover": found.id}, said))


def go_on(
    context: Context,
    step: str,
    found: Handover,
    reason: str | None = None,
    outcome: str | None = None,
    message: str | None = None,
) -> Written:
    """A step after agreement, with a reason where it needs one and a message under the seal."""
    key = None if reason is None else vocabulary(f"{step}-reasons").insist(reason).key
    values = {"handover": found.id, "name": step, "reason": key, "outcome": outcome}
    said = {"message": message} if message else None
    return written(
        context, context.perform("go-on", {name: value for name, value in values.items() if value is not None}, said)
    )


def handovers_of(context: Context, snapshot: Snapshot, member: str) -> list[Handover]:
    """A member's handovers, as owner or as partner, in a state that was just asked for."""
    found = context.ask(lambda index: index.handovers_with(member))
    records = snapshot.readable(ids.handover_path(handover) for handover in found)
    return [record for record in records if isinstance(record, Handover)]


def disclose_as_asked(context: Context, handovers: Iterable[Handover]) -> list[Written | PmnetError]:
    """Disclose the clients that an offer promised, where its partner has accepted; what stands in the way is returned.

    Only the owner's own word is a promise, not one that a partner sealed in its place.
    """
    done: list[Written | PmnetError] = []
    for handover in handovers:
        if handover.owner != context.identity() or standing(handover, context.now).state is not State.AGREED:
            continue
        try:
            found = context.snapshot().document(name_in(handover))
            if isinstance(found, HandoverDocument) and found.with_client and sealer_of(handover) == handover.owner:
                done.append(disclose(context, handover))
        except Bug:
            raise
        except PmnetError as error:
            done.append(error)
    return done


def told(done: Written | PmnetError) -> str:
    """What became of a disclosure, in one line."""
    if isinstance(done, PmnetError):
        return phrase(
            "not disclosed: {message}{what}",
            message=done.message,
            what=phrase(" ({hint})", hint=done.hint) if done.hint else "",
        )
    return (
        Recorded(done.outcome.plan.summary)
        if done.sent
        else phrase("not sent yet: {summary}", summary=Recorded(done.outcome.plan.summary))
    )


def _answerable(context: Context, name: StepName, typed: str, snapshot: Snapshot) -> Handover:
    """The handover that is meant by whoever takes a step in a state."""
    actor = context.member

    def waits(handover: Handover) -> bool:
        return name in steps_open(snapshot, handover, actor, context.now)

    def why_not(handover: Handover) -> str:
        return where_it_stands(name, standing_at(snapshot, handover, context.now), handover, actor)

    return naming.handover(snapshot, typed, waits, why_not)


def written(context: Context, outcome: Outcome) -> Written:
    """The answer of a command that changed a handover."""
    record = outcome.after.handover(outcome.plan.subject)
    view = handover_view(outcome.after, record, outcome.at, context.member, opens=True)
    return Written(view, outcome, differences(context, outcome))


def _meant(over_capacity: bool) -> dict[str, Any]:
    """What an act says of going over one's free days: nothing where that is not meant."""
    return {"over_capacity": True} if over_capacity else {}


def _with_word(context: Context, done: Written) -> Written:
    """The answer to somebody who takes something on, with what is missing of their own word on their free days."""
    after = done.outcome.after
    member = after.find_member(context.member)
    missing = unsaid(member, done.outcome.at, after.network.policy) if member is not None else ""
    return replace(done, warnings=(*done.warnings, missing)) if missing else done


def _is_open(snapshot: Snapshot, lead: Lead, position: str, now: datetime) -> bool:
    handovers = snapshot.handovers_of(lead.id, position)
    return holding(lead, position, handovers, now, snapshot.network.policy).state is PositionState.OPEN
