"""Who may change what: each record belongs to somebody, and some fields belong to others.

- The network's record, and every file that is no record, is the keepers' to change, while they are members. A policy that
  would make candidates of members is refused.
- A member's record is their own, but for what others say in it: `membership` has the rules.
- A lead is its owner's, who must be active to add one. Id, owner and time of registration never change; its protection grows
  only while it lasts, by as many days as the policy gives, and as often. The owner may seal its client again, and have it erased;
  where the owner is out of reach, a keeper may erase it, and change nothing else. An owner who left closes it, erases it and
  seals it again, and changes nothing else.
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

from pmnet.domain.phrase import counted, either, listed, phrase
from pmnet.domain.records import Handover, Lead, Member, Network, Policy, Record, StepName
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict, NotAllowed, PmnetError
from pmnet.rules.admission import Status, status_of
from pmnet.rules.membership import (
    check_keepers,
    check_member,
    insist_active,
    insist_may_keep,
    insist_partner,
)

__all__ = [
    "CHECKS",
    "check",
    "check_other_file",
    "insist_active",
    "insist_partner",
    "protection_end",
    "protection_extended",
    "status_of",
]


def check(before: Record | None, after: Record, actor: str, trusted: Snapshot, now: datetime) -> PmnetError | None:
    """Why this change is not the actor's to make, or None when it is; `trusted` is the snapshot before the act."""
    if before is not None and type(before) is not type(after):
        return NotAllowed(phrase("{path} cannot become another kind of record", path=after.path))
    try:
        CHECKS[type(after)](before, after, actor, trusted, now)
    except PmnetError as error:
        return error
    return None


def protection_end(policy: Policy, registered: datetime) -> date:
    """The last day on which an owner's claim to a client is protected, counted on the network's clock."""
    return policy.working_hours.local(registered).date() + timedelta(days=policy.protection_days)


def protection_extended(lead: Lead, policy: Policy, at: datetime) -> date:
    """The last day of a lead's protection after one more extension; raises Conflict where there is none left.

    How often it was extended follows from the days between its registration and its end.
    """
    cannot, show = phrase("cannot extend {lead}", lead=lead.id), f"pmnet lead show {lead.id}"
    if lead.closed is not None or lead.erased is not None:
        raise Conflict(
            phrase(
                "{cannot}: it {what}",
                cannot=cannot,
                what=phrase("was erased") if lead.erased is not None else phrase("is closed"),
            ),
            show,
        )
    if policy.working_hours.local(at).date() > lead.protected_until:
        raise Conflict(
            phrase(
                "{cannot}: its protection ended on {protected_until}",
                cannot=cannot,
                protected_until=lead.protected_until,
            ),
            phrase("pmnet lead add registers it anew"),
        )
    longest = protection_end(policy, lead.registered) + timedelta(
        days=policy.protection_days * policy.protection_extensions
    )
    extended = lead.protected_until + timedelta(days=policy.protection_days)
    if extended > longest:
        often = counted(policy.protection_extensions, "once", "{n} times")
        raise Conflict(
            phrase(
                "{cannot}: a lead's protection is extended {often}, by {protection_days} days",
                cannot=cannot,
                often=often,
                protection_days=policy.protection_days,
            ),
            show,
        )
    return extended


def check_other_file(path: str, actor: str, trusted: Snapshot, now: datetime) -> PmnetError | None:
    """Why a file that is no record is not the actor's to change: it is for the keepers who may act as such."""
    keepers = trusted.network.keepers
    if actor not in keepers:
        return NotAllowed(
            phrase("{path} is for the keepers ({keepers}) to change", path=path, keepers=listed(keepers)),
            phrase("ask {keepers}", keepers=either(keepers)),
        )
    try:
        insist_may_keep(actor, trusted, now, phrase("change {path}", path=path))
    except NotAllowed as error:
        return error
    return None


def _network(before: Network | None, after: Network, actor: str, trusted: Snapshot, now: datetime) -> None:
    if before is None:
        raise NotAllowed(
            phrase("a network is founded once"), phrase("pmnet init PATH --name NAME --as ID founds another")
        )
    check_keepers(before, after, actor, trusted, now)
    if (before.founder, before.founded) != (after.founder, after.founded):
        raise NotAllowed(phrase("who founded the network and when cannot be changed"), "pmnet publish --discard")


def _lead(before: Lead | None, after: Lead, actor: str, trusted: Snapshot, now: datetime) -> None:
    show = f"pmnet lead show {after.id}"
    if before is not None and before.erased != after.erased:
        _erasure(before, after, actor, trusted, now)
        return
    if after.owner != actor or (before is not None and before.owner != actor):
        raise NotAllowed(
            phrase("lead {after} is {owner}'s to change", after=after.id, owner=(before or after).owner), show
        )
    if before is not None and _only_offered(before, after) and status_of(actor, trusted, now) is Status.LEFT:
        raise NotAllowed(
            phrase(
                "you have left, so lead {after} can be closed and erased, and stays as it was otherwise", after=after.id
            ),
            phrase("pmnet lead close {after} --reason other", after=after.id),
        )
    if before is None:
        insist_active(actor, trusted, now, phrase("add a lead"))
        if after.registered != now or after.closed is not None or after.erased is not None:
            raise NotAllowed(
                phrase("lead {after} must be registered at the moment it is added", after=after.id), "pmnet lead add"
            )
        if after.protected_until != protection_end(trusted.network.policy, now):
            raise NotAllowed(
                phrase("the protection of lead {after} does not follow from the network's policy", after=after.id),
                "pmnet lead add",
            )
        return
    if before.closed is not None and before.closed != after.closed:
        raise NotAllowed(phrase("lead {after} stays closed as it was", after=after.id), show)
    if before.closed is None and after.closed is not None and after.closed.at != now:
        raise NotAllowed(phrase("lead {after} must be closed at the moment it is closed", after=after.id), show)
    if before.registered != after.registered:
        raise NotAllowed(phrase("registration of lead {after} cannot be changed by editing", after=after.id), show)
    if before.protected_until != after.protected_until:
        _extension(before, after, trusted.network.policy, now)
    if before.sealed != after.sealed and (after.sealed is None or before.erased is not None):
        raise NotAllowed(
            phrase("the sealed half of lead {after} cannot be taken away by editing", after=after.id),
            f"pmnet lead erase {after.id}",
        )


def _extension(before: Lead, after: Lead, policy: Policy, now: datetime) -> None:
    """Raises NotAllowed where a lead's protection changes by anything but one extension, and Conflict where none is left."""
    if after.protected_until != protection_extended(before, policy, now):
        raise NotAllowed(
            phrase(
                "the protection of lead {after} is extended by {protection_days} days and not changed otherwise",
                after=after.id,
                protection_days=policy.protection_days,
            ),
            f"pmnet lead extend {after.id}",
        )


def _only_offered(before: Lead, after: Lead) -> bool:
    """Whether a change of a lead is one that only serves to find somebody for it: neither its end nor its seal."""
    return replace(before, closed=after.closed, sealed=after.sealed) != after


def _erasure(before: Lead, after: Lead, actor: str, trusted: Snapshot, now: datetime) -> None:
    """Raises NotAllowed unless a lead is marked as erased, now and for good, by its owner or a keeper, and nothing else."""
    show = f"pmnet lead show {after.id}"
    if before.erased is not None:
        raise NotAllowed(phrase("lead {after} stays erased as it was", after=after.id), show)
    if actor != before.owner:
        if actor not in trusted.network.keepers:
            raise NotAllowed(
                phrase("lead {after} is {owner}'s to erase, or a keeper's", after=after.id, owner=before.owner), show
            )
        insist_may_keep(actor, trusted, now, phrase("erase {after}", after=after.id))
    if after.erased != now or replace(after, erased=None) != before:
        raise NotAllowed(
            phrase("lead {after} is erased at that moment, and nothing else is changed with it", after=after.id), show
        )


def _handover(before: Handover | None, after: Handover, actor: str, trusted: Snapshot, now: datetime) -> None:
    show = f"pmnet lead show {after.lead}"
    if before is not None and replace(before, steps=after.steps) != after:
        raise NotAllowed(phrase("{after}: only steps can be added to a handover", after=after.id), show)
    for taken in after.steps[len(before.steps) if before else 0 :]:
        if taken.by != actor:
            raise NotAllowed(
                phrase("{after}: a step by {by} is not {actor}'s to take", after=after.id, by=taken.by, actor=actor),
                show,
            )
        if taken.at != now:
            raise NotAllowed(phrase("{after}: a step is dated when it is taken", after=after.id), show)
        if taken.step in (StepName.CLAIM, StepName.OFFER):
            insist_active(actor, trusted, now, phrase("{step} {lead}", step=taken.step, lead=after.lead))
            insist_partner(after.partner, after.lead, trusted, now)


CHECKS: Final[dict[type[Record], Callable[..., Any]]] = {
    Network: _network,
    Member: check_member,
    Lead: _lead,
    Handover: _handover,
}
