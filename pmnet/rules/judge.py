"""Whether an act is allowed: schema, authority, lifecycle and integrity together.

One judge for every door: commands ask it before they send, and whoever receives an act asks it again. It looks at one
step of history: what was there before, what is there after, who did it and when. Trust comes from *before*, or from
`trusted` where several acts arrive together: then members and policy are those that were there before the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from pmnet.domain.phrase import Moment, phrase
from pmnet.domain.records import Handover, Lead, Member, Mode, Policy, Record, StepName, folder_kind, kind_of
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict, Finding, Findings, PmnetError
from pmnet.rules import authority, integrity, lifecycle, limits
from pmnet.rules.asked import ASKING_STEPS, is_outdated, questions_in
from pmnet.rules.deadlines import answer_deadline
from pmnet.rules.line import line, waited
from pmnet.rules.positions import PositionState, holding, is_expired
from pmnet.rules.standing import standing
from pmnet.rules.steps import ASKING, UNANSWERED, State

NEEDS_CLIENT: Final = (*ASKING_STEPS, StepName.ACCEPT, StepName.DISCLOSE)
"""Steps that lead to a client, which make no sense once nobody can open who that is."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One act as the judge sees it."""

    before: Snapshot
    after: Snapshot
    trusted: Snapshot
    actor: str
    at: datetime

    @property
    def policy(self) -> Policy:
        """The policy that applies to it."""
        return self.trusted.network.policy


def judge(
    before: Snapshot,
    after: Snapshot,
    changed: Iterable[str],
    actor: str,
    at: datetime,
    trusted: Snapshot | None = None,
) -> list[Finding]:
    """What speaks against an act that changed these paths; empty when it is allowed.

    The changed files of `after` must parse with the schema check on, so that a malformed record shows as its findings.
    """
    act = Transition(before, after, trusted or before, actor, at)
    found = [finding for path in sorted(changed) for finding in _judge_path(act, path)]
    return list(dict.fromkeys(found))


def _judge_path(act: Transition, path: str) -> Iterator[Finding]:
    if kind_of(path) is None:
        yield from _judge_other_file(act, path)
        return
    if act.after.text(path) is None:
        yield Finding(
            path, "authority-delete", phrase("a record is never deleted"), phrase("restore {path}", path=path)
        )
        return
    try:
        record, earlier = act.after.record(path), act.before.record(path)
    except Findings as error:
        yield from error.findings
        return
    assert record is not None
    try:
        yield from _judge_record(act, earlier, record)
    except Findings as error:  # a record it refers to is broken
        yield from error.findings


def _judge_record(act: Transition, earlier: Record | None, record: Record) -> Iterator[Finding]:
    refused = authority.check(earlier, record, act.actor, act.trusted, act.at)
    if refused is not None:
        yield integrity.problem_finding(record.path, "authority", refused)
        return
    if isinstance(record, Handover) and (earlier is None or isinstance(earlier, Handover)):
        illegal = lifecycle.explain(earlier, record, act.policy) or _unfit_step(act, earlier, record)
        if illegal is not None:
            yield integrity.problem_finding(record.path, "lifecycle", illegal)
            return
    if (
        isinstance(record, Lead)
        and earlier is None
        and (full := limits.too_many_leads(act.after, act.policy, record.owner, act.at, record.id))
    ):
        yield integrity.problem_finding(record.path, "limit", full)
    if isinstance(record, Lead) and isinstance(earlier, Lead):
        yield from _judge_held_positions(act, earlier, record)
    if isinstance(record, Member) and (not isinstance(earlier, Member) or earlier.keys != record.keys):
        yield from integrity.keys_in_use(record, act.after)
    yield from integrity.check(record, act.after)


def _judge_held_positions(act: Transition, earlier: Lead, record: Lead) -> Iterator[Finding]:
    """What was agreed stays as it was agreed, and whoever holds a position is owed an answer before a lead is closed."""
    handovers = act.before.handovers_of(earlier.id)
    for position in earlier.positions:
        found = holding(earlier, position.key, handovers, act.at, act.policy)
        if found.state is PositionState.OPEN:
            continue
        closing = record.closed is not None and earlier.closed is None and found.state is PositionState.HELD
        agreed = standing(act.before.handover(found.handover)).state not in ASKING
        if closing or (agreed and (record.position(position.key) != position or record.mode is not earlier.mode)):
            what = phrase("the lead is not closed") if closing else phrase("it stays as it was agreed")
            message = phrase(
                "{holder} holds {position} of {earlier}, so {what}",
                holder=found.holder,
                position=position.key,
                earlier=earlier.id,
                what=what,
            )
            yield Finding(record.path, "lifecycle", message, f"pmnet lead show {earlier.id}")


def _judge_other_file(act: Transition, path: str) -> Iterator[Finding]:
    kind = folder_kind(path)
    if kind is not None:
        yield Finding(
            path,
            "path",
            phrase("no {kind} can lie here", kind=kind.name),
            phrase("a record's path follows from its id"),
        )
        return
    refused = authority.check_other_file(path, act.actor, act.trusted, act.at)
    if refused is not None:
        yield integrity.problem_finding(path, "authority", refused)


def _unfit_step(act: Transition, earlier: Handover | None, record: Handover) -> PmnetError | None:
    """Why one of the steps an act added does not fit the lead and the other handovers, each judged when it was taken."""
    for known in range(len(earlier.steps) if earlier else 0, len(record.steps)):
        problem = unfit(act.after, act.policy, replace(record, steps=record.steps[: known + 1]), act.at)
        if problem is not None:
            return problem
    return None


def unfit(snapshot: Snapshot, policy: Policy, handover: Handover, at: datetime) -> PmnetError | None:
    """Why the last step of a handover does not fit the lead as it is and the other handovers; None when it does.

    Whoever asks gives exactly the time that policy makes of it. Nobody is held to what they did not see: a question and
    its acceptance carry the digest of the lead, and both must be of the lead as it is.
    """
    lead = snapshot.find_lead(handover.lead)
    if lead is None:
        return None
    last = handover.steps[-1]
    if lead.erased is not None and (last.sealed is not None or last.step in NEEDS_CLIENT):
        return Conflict(
            phrase(
                "cannot {step} {handover}: the client of {lead} was erased on {erased}",
                step=last.step,
                handover=handover.id,
                lead=lead.id,
                erased=Moment(f"{lead.erased:%d %b %Y}", lead.erased),
            ),
            f"pmnet lead show {lead.id}",
        )
    if lead.closed is not None and last.step in (StepName.COUNTER, StepName.ACCEPT):
        why = phrase(
            "cannot {step} {handover}: {lead} was closed ({reason})",
            step=last.step,
            handover=handover.id,
            lead=lead.id,
            reason=lead.closed.reason,
        )
        return Conflict(why, f"pmnet lead show {lead.id}")
    others = [other for other in snapshot.handovers_of(lead.id, handover.position) if other.id != handover.id]
    if (out_of_line := _out_of_line(snapshot, policy, lead, handover, others, at)) is not None:
        return out_of_line
    waits = last.step is StepName.CLAIM and last.respond_by is None
    if last.step in ASKING_STEPS:
        if not waits and last.respond_by != answer_deadline(lead, policy, last.at):
            return Conflict(
                phrase("{handover}: the time to answer does not follow from the network's policy", handover=handover.id)
            )
        if last.of != snapshot.digest(lead.path):
            return Conflict(phrase("lead {lead} has changed since", lead=lead.id), f"pmnet lead show {lead.id}")
    if last.step in (StepName.CLAIM, StepName.OFFER):
        why_not = why_not_wait if waits else why_not_begin
        return why_not(snapshot, policy, lead, handover.position, handover.partner, last.step, others, at)
    if last.step is StepName.ACCEPT:
        asked = questions_in(handover)[-1]
        if {last.of, asked.of} != {snapshot.digest(lead.path)}:
            again = phrase(
                "pmnet counter {handover} asks {by} again, about the lead as it is now",
                handover=handover.id,
                by=asked.by,
            )
            return Conflict(
                phrase("lead {lead} was changed after {by} asked", lead=lead.id, by=asked.by),
                again if is_outdated(snapshot, handover) else f"pmnet lead show {lead.id}",
            )
        before = replace(handover, steps=handover.steps[:-1])
        return _taken(lead, handover.position, [*others, before], policy, at, accepting=handover.id)
    return None


def why_not_begin(
    snapshot: Snapshot,
    policy: Policy,
    lead: Lead,
    position: str,
    partner: str,
    step: StepName,
    others: list[Handover],
    at: datetime,
) -> PmnetError | None:
    """Why a claim or an offer cannot begin now: the lead's state, its mode, who holds the position, who asked already."""
    problem = _not_to_be_had(lead, policy, partner, step, others, at) or _taken(
        lead, position, others, policy, at, step
    )
    return problem or _too_many(snapshot, policy, lead, position, partner, step, others, at)


def _not_to_be_had(
    lead: Lead, policy: Policy, partner: str, step: StepName, others: list[Handover], at: datetime
) -> PmnetError | None:
    """Why nobody can ask about a lead now, or why this member cannot: a question between the two waits already."""
    if lead.erased is not None:
        return Conflict(
            phrase("cannot {step} {lead}: its client was erased", step=step, lead=lead.id), f"pmnet lead show {lead.id}"
        )
    if lead.closed is not None:
        return Conflict(
            phrase(
                "cannot {step} {lead}: it was closed ({reason})", step=step, lead=lead.id, reason=lead.closed.reason
            ),
            f"pmnet lead show {lead.id}",
        )
    if is_expired(lead, policy.working_hours.local(at).date()):
        return Conflict(
            phrase(
                "cannot {step} {lead}: it expired on {protected_until}",
                step=step,
                lead=lead.id,
                protected_until=lead.protected_until,
            ),
            f"pmnet lead show {lead.id}",
        )
    if step is StepName.CLAIM and lead.mode is Mode.INVITE:
        return Conflict(
            phrase("cannot claim {lead}: only {owner} can offer it", lead=lead.id, owner=lead.owner),
            f"pmnet lead show {lead.id}",
        )
    stands = line(lead, others, policy, at)
    for other in others:
        if other.partner == partner and stands[other.id].state in UNANSWERED:
            return Conflict(
                phrase(
                    "cannot {step} {lead}: {other} already waits for an answer", step=step, lead=lead.id, other=other.id
                ),
                phrase("pmnet"),
            )
    return None


def _too_many(
    snapshot: Snapshot,
    policy: Policy,
    lead: Lead,
    position: str,
    partner: str,
    step: StepName,
    others: list[Handover],
    at: datetime,
) -> PmnetError | None:
    """Why a member cannot claim once more; an offer is another's to make."""
    if step is not StepName.CLAIM:
        return None
    return limits.too_many_claims(snapshot, policy, partner, at, f"{lead.id}.{position}.{len(others) + 1}")


def why_not_wait(
    snapshot: Snapshot,
    policy: Policy,
    lead: Lead,
    position: str,
    partner: str,
    step: StepName,
    others: list[Handover],
    at: datetime,
) -> PmnetError | None:
    """Why a claim cannot wait in line: what speaks against any claim, and that there must be somebody to wait for."""
    problem = _not_to_be_had(lead, policy, partner, step, others, at)
    found = holding(lead, position, others, at, policy)
    if problem is None and (
        found.state is not PositionState.HELD or found.holder == partner or lead.mode is not Mode.FIRST
    ):
        show = f"pmnet claim {lead.id} --position {position}"
        problem = Conflict(
            phrase(
                "cannot wait for {position} of {lead}: {WAITS_FOR}",
                position=position,
                lead=lead.id,
                WAITS_FOR=WAITS_FOR[found.state],
            ),
            show,
        )
    return problem or _too_many(snapshot, policy, lead, position, partner, step, others, at)


WAITS_FOR: Final = {
    PositionState.OPEN: phrase("nobody holds it, so it can be claimed at once"),
    PositionState.HELD: phrase("nobody waits in line there"),
    PositionState.FILLED: phrase("it is filled"),
}
"""Why there is nobody to wait for."""


def _out_of_line(
    snapshot: Snapshot, policy: Policy, lead: Lead, handover: Handover, others: list[Handover], at: datetime
) -> PmnetError | None:
    """Why an answer to a claim that waited comes too early or too late: before it moved up, or after that time was over."""
    if len(handover.steps) < 2 or not waited(handover):
        return None
    before = replace(handover, steps=handover.steps[:-1])
    if standing(before).state is not State.WAITING:
        return None
    name, found = handover.steps[-1].step, line(lead, [*others, before], policy, at)[handover.id]
    show = f"pmnet lead show {lead.id}"
    if found.state is State.LAPSED:
        return Conflict(
            phrase(
                "cannot {name} {handover}: it lapsed on {since}",
                name=name,
                handover=handover.id,
                since=policy.working_hours.say(found.since),
            ),
            show,
        )
    if found.state is State.WAITING and name is not StepName.WITHDRAW:
        return Conflict(
            phrase(
                "cannot {name} {handover}: it waits in line, and has not moved up yet", name=name, handover=handover.id
            ),
            show,
        )
    return None


def _taken(
    lead: Lead,
    position: str,
    others: list[Handover],
    policy: Policy,
    at: datetime,
    act: StepName = StepName.ACCEPT,
    accepting: str = "",
) -> PmnetError | None:
    """Why a position cannot be had: somebody holds or fills it, other than through the handover that is being accepted."""
    found = holding(lead, position, others, at, policy)
    if found.state is PositionState.OPEN or found.handover == accepting:
        return None
    where = f"{lead.id} {position}" if len(lead.positions) > 1 else lead.id
    if found.state is PositionState.FILLED:
        return Conflict(
            phrase("cannot {act} {where}: filled by {holder}", act=act, where=where, holder=found.holder),
            f"pmnet lead show {lead.id}",
        )
    until = "" if found.until is None else phrase(" until {until}", until=policy.working_hours.say(found.until))
    waits = f"pmnet claim {lead.id}{f' --position {position}' if len(lead.positions) > 1 else ''} --wait"
    hint = waits if act == StepName.CLAIM and lead.mode is Mode.FIRST else f"pmnet lead show {lead.id}"
    return Conflict(
        phrase("cannot {act} {where}: held by {holder}{until}", act=act, where=where, holder=found.holder, until=until),
        hint,
    )
