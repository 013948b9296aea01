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

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from typing import Final, Protocol

from pmnet.domain.dates import days_later
from pmnet.domain.ids import NETWORK_PATH
from pmnet.domain.records import Member, Network, Policy, Vouch
from pmnet.domain.snapshot import Snapshot


class Status(StrEnum):
    """Where a member stands in the network."""

    CANDIDATE = "candidate"
    ACTIVE = "active"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    LEFT = "left"


class Vouched(Protocol):
    """Of a member, what admitting looks at."""

    @property
    def id(self) -> str:
        """Who it is."""

    @property
    def vouches(self) -> Sequence[Vouch]:
        """Who lends them their name."""

    @property
    def left(self) -> date | None:
        """The day they left."""


def admissions(network: Network, members: Iterable[Vouched]) -> dict[str, datetime]:
    """When each member became or will become active, by id; those without enough vouches are missing."""
    by_id = {member.id: member for member in members}
    admitted = {network.founder: network.founded}
    window = network.policy.objection_days
    fewest, most = sorted((network.policy.vouches, network.policy.vouches_while_small))
    given = sorted((vouch.at, member.id) for member in by_id.values() for vouch in member.vouches)
    for at, candidate in given:
        if candidate in admitted:
            continue
        standing = {vouch.by for vouch in by_id[candidate].vouches if _stands(vouch, at, window)}
        if len(standing) >= fewest and (
            len(standing) >= most
            or len(standing) >= vouches_needed(network, _active_at(admitted, by_id, at, network.policy.small_below))
        ):
            admitted[candidate] = days_later(at, window)
    return admitted


def vouches_needed(network: Network, active: int) -> int:
    """How many vouches a candidate needs while `active` members are active."""
    policy = network.policy
    return policy.vouches_while_small if active < policy.small_below else policy.vouches


def vouches_needed_now(network: Network, members: Iterable[Member], now: datetime) -> int:
    """How many vouches make a candidate active that are given now."""
    by_id = {member.id: member for member in members}
    admitted = admissions(network, by_id.values())
    return vouches_needed(network, _active_at(admitted, by_id, now, network.policy.small_below))


def vouches_lacking(network: Network, active: int, admitted: int) -> int:
    """How many more active members there must be before a candidate can have the vouches that are needed."""
    return max(vouches_needed(network, admitted) - active, 0)


@dataclass(frozen=True, slots=True)
class Roll:
    """The members of one state, when each was or will be admitted, and whose key is whose."""

    network: Network
    members: Mapping[str, Member]
    admitted: Mapping[str, datetime]
    signers: Mapping[str, str]

    def status(self, member: str, now: datetime) -> Status | None:
        """The status of a member at a moment; None for a stranger."""
        record = self.members.get(member)
        if record is None:
            return None
        if record.left is not None:
            return Status.LEFT
        if not self._is_in(member, now):
            return Status.CANDIDATE
        if self._is_suspended(record, now):
            return Status.SUSPENDED
        return Status.ACTIVE if record.paused is None else Status.PAUSED

    def _is_in(self, member: str, now: datetime) -> bool:
        """Whether somebody was admitted and has not left."""
        record, since = self.members.get(member), self.admitted.get(member)
        return record is not None and record.left is None and since is not None and since <= now

    def _is_suspended(self, record: Member, now: datetime) -> bool:
        objecting = sum(self._is_in(by, now) for by in _objecting(record))
        policy = self.network.policy
        if objecting < max(policy.suspension_at_least, 1):
            return False
        return objecting * policy.suspension_one_in > sum(self._is_in(member, now) for member in self.admitted)


def roll_of(network: Network, members: Iterable[Member]) -> Roll:
    """The roll of some members."""
    known = {member.id: member for member in members}
    signers = {member.keys.sign: member.id for member in known.values()}
    return Roll(network, known, admissions(network, known.values()), signers)


def status_of(member: str, snapshot: Snapshot, now: datetime) -> Status | None:
    """The status of a member in a state at a moment; None for a stranger.

    Where their own record says it, nobody else's is read: in a large network that is most of what an act takes.
    """
    record = snapshot.readable_member(member)
    if record is None:
        return None
    if record.left is not None:
        return Status.LEFT
    if _is_in_by_own_record(snapshot.network, record, now) and _is_hardly_objected_to(snapshot.network.policy, record):
        return Status.ACTIVE if record.paused is None else Status.PAUSED
    return roll(snapshot).status(member, now)


def _is_in_by_own_record(network: Network, member: Member, now: datetime) -> bool:
    """Whether somebody was admitted whatever the network was like then: the founder, or who once had the most vouches."""
    if member.id == network.founder:
        return network.founded <= now
    policy = network.policy
    window, most = policy.objection_days, max(policy.vouches, policy.vouches_while_small)
    return any(
        days_later(vouch.at, window) <= now
        and len({other.by for other in member.vouches if _stands(other, vouch.at, window)}) >= most
        for vouch in member.vouches
    )


def _is_hardly_objected_to(policy: Policy, member: Member) -> bool:
    """Whether too few object for a suspension, be they members or not."""
    return len(_objecting(member)) < max(policy.suspension_at_least, 1)


def _objecting(member: Member) -> set[str]:
    """Who objects to a member now, but for themselves."""
    return {objection.by for objection in member.objections if objection.withdrawn is None} - {member.id}


def roll(snapshot: Snapshot) -> Roll:
    """The roll of a state; worked out once while no member's record and no policy changes."""
    return snapshot.derived("roll", ROLL_FOLDERS, lambda state: roll_of(state.network, state.members()), _amended)


ROLL_FOLDERS: Final = ("members/", NETWORK_PATH)


def _amended(before: Roll, state: Snapshot, touched: Sequence[str]) -> Roll | None:
    """The roll after members changed what admits nobody; None where it must be worked out afresh."""
    changed = {record.id: record for record in state.readable(touched) if isinstance(record, Member)}
    known = [record for record in changed.values() if record.id in before.members]
    if len(known) < len(touched) or any(_admitting(one) != _admitting(before.members[one.id]) for one in known):
        return None
    return replace(before, members={**before.members, **changed})


def _admitting(member: Member) -> tuple[object, ...]:
    """What of a record `roll_of` looks at."""
    return member.keys.sign, member.vouches, member.left


def statuses(network: Network, members: Iterable[Member], now: datetime) -> dict[str, Status]:
    """The status of every member at a moment, by id."""
    found = roll_of(network, members)
    return {member: status for member in found.members if (status := found.status(member, now)) is not None}


def demoted(before: Network, after: Network, members: Iterable[Member], now: datetime) -> list[str]:
    """Who is a member now, active or not, and would be a candidate again under another policy, by id."""
    known = list(members)
    earlier, later = (statuses(network, known, now) for network in (before, after))
    return sorted(
        member.id
        for member in known
        if later[member.id] is Status.CANDIDATE and earlier[member.id] is not Status.CANDIDATE
    )


def gentler(before: Network, after: Network, members: Iterable[Member], now: datetime) -> Policy | None:
    """A policy that asks candidates for as much as another one, but takes no membership away; None where there is none.

    What members needed while the network was small goes on for those who came then.
    """
    known, asked, earlier = list(members), after.policy, before.policy
    most = max(asked.vouches, asked.vouches_while_small)
    fewest = min(earlier.vouches, earlier.vouches_while_small)
    for small_below in range(LARGEST_SMALL + 1):
        policy = replace(asked, vouches=most, vouches_while_small=fewest, small_below=small_below)
        if not demoted(before, replace(after, policy=policy), known, now):
            return policy
    return None


LARGEST_SMALL: Final = 100
"""The largest `small_below` that a network's record may hold."""


def _stands(vouch: Vouch, at: datetime, window: int) -> bool:
    return vouch.at <= at and (vouch.withdrawn is None or vouch.withdrawn >= days_later(at, window))


def _active_at(admitted: Mapping[str, datetime], members: Mapping[str, Vouched], at: datetime, enough: int) -> int:
    """How many were active at a moment, counted up to `enough`."""
    active = (
        member
        for member, since in admitted.items()
        if since <= at and member in members and ((left := members[member].left) is None or left > at.date())
    )
    return sum(1 for _ in islice(active, enough))
