"""Who may change what: each record belongs to somebody, and some fields belong to others.

- The network's record, and every file that is no record, is the keepers' to change.
- A member's record is their own; vouches and objections in it are their authors'. A new record is brought by the member
  or by an active member, and begins without vouches.
- A lead is its owner's, who must be active to add one. Id, owner and time of registration never change.
- A handover's steps are taken by the two it is about; whoever begins one must be active. The other steps stay possible
  for those who paused or left, because obligations survive membership.
- Nothing is ever deleted.

Trust comes from the snapshot *before* the act, so nobody grants themselves anything in the same act.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from pmnet.domain.records import Handover, Lead, Member, Network, Objection, Policy, Record, StepName, Vouch
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict, NotAllowed, PmnetError
from pmnet.rules.admission import Status, statuses


def status_of(member: str, snapshot: Snapshot, now: datetime) -> Status | None:
    """The status of a member in a snapshot at a moment; None for a stranger."""
    return statuses(snapshot.network, snapshot.members(), now).get(member)


def insist_active(actor: str, snapshot: Snapshot, now: datetime, act: str) -> None:
    """Raises NotAllowed, saying what is missing, unless the actor is an active member."""
    status = status_of(actor, snapshot, now)
    if status is Status.ACTIVE:
        return
    if status is None:
        raise NotAllowed(f"cannot {act}: {actor} is not a member here", "pmnet join URL --as ID")
    reasons = {
        Status.CANDIDATE: "you are a candidate until enough members vouch for you and the objection window has passed",
        Status.PAUSED: "you have paused",
        Status.SUSPENDED: "you are suspended",
        Status.LEFT: "you have left",
    }
    raise NotAllowed(f"cannot {act}: {reasons[status]}", f"pmnet member show {actor}")


def insist_partner(partner: str, lead: str, snapshot: Snapshot, now: datetime) -> None:
    """Raises Conflict unless a lead can be passed to this member: an active one."""
    status = status_of(partner, snapshot, now)
    if status is not Status.ACTIVE:
        known = "not a member here" if status is None else str(status)
        raise Conflict(f"cannot offer {lead} to {partner}: {partner} is {known}", f"pmnet member show {partner}")


def check(before: Record | None, after: Record, actor: str, trusted: Snapshot, now: datetime) -> PmnetError | None:
    """Why this change is not the actor's to make, or None when it is; `trusted` is the snapshot before the act."""
    if before is not None and type(before) is not type(after):
        return NotAllowed(f"{after.path} cannot become another kind of record")
    try:
        CHECKS[type(after)](before, after, actor, trusted, now)
    except PmnetError as error:
        return error
    return None


def protection_end(policy: Policy, registered: datetime) -> date:
    """The last day on which an owner's claim to a client is protected, counted on the network's clock."""
    return policy.working_hours.local(registered).date() + timedelta(days=policy.protection_days)


def check_other_file(path: str, actor: str, trusted: Snapshot) -> PmnetError | None:
    """Why a file that is no record is not the actor's to change."""
    if actor in trusted.network.keepers:
        return None
    return NotAllowed(f"{path} is for the keepers ({', '.join(trusted.network.keepers)}) to change")


def _network(before: Network | None, after: Network, actor: str, trusted: Snapshot, now: datetime) -> None:
    if before is None or actor not in before.keepers:
        raise NotAllowed("the network's record is for its keepers to change")
    if (before.founder, before.founded) != (after.founder, after.founded):
        raise NotAllowed("who founded the network and when cannot be changed")


def _member(before: Member | None, after: Member, actor: str, trusted: Snapshot, now: datetime) -> None:
    today = trusted.network.policy.working_hours.local(now).date()
    if after.capacity is not None and after.capacity.confirmed is not None and after.capacity.confirmed > today:
        raise NotAllowed(f"free capacity cannot be confirmed on a day to come, {after.capacity.confirmed}")
    if before is None:
        if after.vouches or after.objections:
            raise NotAllowed(f"a new member begins without vouches: {after.id}")
        if actor != after.id:
            insist_active(actor, trusted, now, f"bring {after.id}")
        return
    if before.joined != after.joined:
        raise NotAllowed(f"the day {after.id} joined cannot be changed")
    for word, earlier, later in (("left", before.left, after.left), ("paused", before.paused, after.paused)):
        if earlier != later and later not in (today, None):
            raise NotAllowed(f"the day {after.id} {word} is the day it is written, {today}")
    if before.left is not None and after.left != before.left:
        raise NotAllowed(f"{after.id} left on {before.left}; coming back needs a new record")
    _entries("vouch", before.vouches, after.vouches, after.id, actor, trusted, now)
    _entries("objection", before.objections, after.objections, after.id, actor, trusted, now)
    rest = replace(before, vouches=after.vouches, objections=after.objections)
    if actor != after.id and rest != after:
        raise NotAllowed(f"the record of {after.id} is {after.id}'s own to change")


def _entries(
    word: str,
    before: tuple[Vouch | Objection, ...],
    after: tuple[Vouch | Objection, ...],
    subject: str,
    actor: str,
    trusted: Snapshot,
    now: datetime,
) -> None:
    """Entries are their authors': each may add their own and withdraw it, once, and nothing else changes."""
    if before == after:
        return
    insist_active(actor, trusted, now, f"add a {word} about {subject}" if word == "vouch" else f"object to {subject}")
    if len(after) < len(before):
        raise NotAllowed(f"a {word} stays visible; it can be withdrawn but not removed")
    for old, new in zip(before, after, strict=False):
        if old != new:
            withdrawn = old.withdrawn is None and new.withdrawn == now and replace(new, withdrawn=None) == old
            if old.by != actor or not withdrawn:
                raise NotAllowed(f"a {word} by {old.by} is {old.by}'s to withdraw, and cannot be changed")
    for added in after[len(before) :]:
        if added.by != actor or actor == subject:
            raise NotAllowed(f"a {word} about {subject} by {added.by} is not {actor}'s to give")
        if added.at != now or added.withdrawn is not None:
            raise NotAllowed(f"a {word} is dated when it is given")


def _lead(before: Lead | None, after: Lead, actor: str, trusted: Snapshot, now: datetime) -> None:
    if after.owner != actor or (before is not None and before.owner != actor):
        raise NotAllowed(f"lead {after.id} is {(before or after).owner}'s to change")
    if before is None:
        insist_active(actor, trusted, now, "add a lead")
        if after.registered != now or after.closed is not None:
            raise NotAllowed(f"lead {after.id} must be registered at the moment it is added")
        if after.protected_until != protection_end(trusted.network.policy, now):
            raise NotAllowed(f"the protection of lead {after.id} does not follow from the network's policy")
    elif before.closed is not None and before.closed != after.closed:
        raise NotAllowed(f"lead {after.id} stays closed as it was")
    elif before.closed is None and after.closed is not None and after.closed.at != now:
        raise NotAllowed(f"lead {after.id} must be closed at the moment it is closed")
    elif (before.registered, before.protected_until) != (after.registered, after.protected_until):
        raise NotAllowed(f"registration and protection of lead {after.id} cannot be changed by editing")
    elif before.sealed != after.sealed:
        raise NotAllowed(f"the sealed half of lead {after.id} cannot be changed by editing")


def _handover(before: Handover | None, after: Handover, actor: str, trusted: Snapshot, now: datetime) -> None:
    if before is not None and replace(before, steps=after.steps) != after:
        raise NotAllowed(f"{after.id}: only steps can be added to a handover")
    for taken in after.steps[len(before.steps) if before else 0 :]:
        if taken.by != actor:
            raise NotAllowed(f"{after.id}: a step by {taken.by} is not {actor}'s to take")
        if taken.at != now:
            raise NotAllowed(f"{after.id}: a step is dated when it is taken")
        if taken.step in (StepName.CLAIM, StepName.OFFER):
            insist_active(actor, trusted, now, f"{taken.step} {after.lead}")
            insist_partner(after.partner, after.lead, trusted, now)


CHECKS: Final[dict[type[Record], Callable[..., Any]]] = {
    Network: _network,
    Member: _member,
    Lead: _lead,
    Handover: _handover,
}
