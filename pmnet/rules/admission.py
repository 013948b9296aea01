"""Who is a member, and since when: candidates become active by vouches, and nobody is active by their own word.

The rules, in prose:

- The founder is active from the founding.
- A candidate becomes active when enough active members vouch (fewer are enough while the network is small) and the
  objection window after the last vouch needed has passed. A vouch withdrawn inside the window does not count.
- How many are enough is judged at the vouch that completes them, so a later growth of the network takes nothing back.
- A member is suspended while more than one in so many active members object as the policy says, and at least its least number.
- Whoever left has left; whoever paused is paused.
- Membership is a fold of what was said, under the policy as it is. So a policy under which a member would never have been
  admitted takes their membership away, and `demoted` names them before that happens.

That a vouch was its author's to give was judged when it was given; here only recorded vouches are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from pmnet.domain.dates import days_later
from pmnet.domain.records import Member, Network, Vouch


class Status(StrEnum):
    """Where a member stands in the network."""

    CANDIDATE = "candidate"
    ACTIVE = "active"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    LEFT = "left"


def admissions(network: Network, members: Iterable[Member]) -> dict[str, datetime]:
    """When each member became or will become active, by id; those without enough vouches are missing."""
    by_id = {member.id: member for member in members}
    admitted = {network.founder: network.founded}
    window = network.policy.objection_days
    given = sorted((vouch.at, member.id) for member in by_id.values() for vouch in member.vouches)
    for at, candidate in given:
        if candidate in admitted:
            continue
        standing = {vouch.by for vouch in by_id[candidate].vouches if _stands(vouch, at, window)}
        if len(standing) >= vouches_needed(network, _active_at(admitted, by_id, at)):
            admitted[candidate] = days_later(at, window)
    return admitted


def vouches_needed(network: Network, active: int) -> int:
    """How many vouches a candidate needs while `active` members are active."""
    policy = network.policy
    return policy.vouches_while_small if active < policy.small_below else policy.vouches


def statuses(network: Network, members: Iterable[Member], now: datetime) -> dict[str, Status]:
    """The status of every member at a moment, by id."""
    known = list(members)
    admitted = admissions(network, known)
    active = {
        member.id for member in known if member.left is None and member.id in admitted and admitted[member.id] <= now
    }
    return {member.id: _status(network, member, active) for member in known}


def demoted(before: Network, after: Network, members: Iterable[Member], now: datetime) -> list[str]:
    """Who is a member now, active or not, and would be a candidate again under another policy, by id."""
    known = list(members)
    earlier, later = (statuses(network, known, now) for network in (before, after))
    return sorted(
        member.id
        for member in known
        if later[member.id] is Status.CANDIDATE and earlier[member.id] is not Status.CANDIDATE
    )


def _status(network: Network, member: Member, active: set[str]) -> Status:
    if member.left is not None:
        return Status.LEFT
    if member.id not in active:
        return Status.CANDIDATE
    objecting = {o.by for o in member.objections if o.withdrawn is None and o.by in active and o.by != member.id}
    policy = network.policy
    if len(objecting) >= policy.suspension_at_least and len(objecting) * policy.suspension_one_in > len(active):
        return Status.SUSPENDED
    return Status.ACTIVE if member.paused is None else Status.PAUSED


def _stands(vouch: Vouch, at: datetime, window: int) -> bool:
    return vouch.at <= at and (vouch.withdrawn is None or vouch.withdrawn >= days_later(at, window))


def _active_at(admitted: Mapping[str, datetime], members: Mapping[str, Member], at: datetime) -> int:
    return sum(
        1
        for member, since in admitted.items()
        if since <= at and member in members and ((left := members[member].left) is None or left > at.date())
    )
