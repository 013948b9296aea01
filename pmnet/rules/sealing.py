"""To whom something may be sealed: the keys of verified records, and none that changed a moment ago without a word about it.

Whoever steals a member's signing key could put a sealing key of their own into the record and wait for a client. So a key that
changed within the policy's days must be confirmed, with the former and the present one shown, before a client goes to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pmnet.domain.dates import days_later
from pmnet.domain.phrase import phrase
from pmnet.domain.records import Lead, Member, Policy
from pmnet.errors import Conflict


@dataclass(frozen=True, slots=True)
class NewKey:
    """A sealing key that took another's place a short time ago."""

    member: str
    former: str
    present: str
    since: datetime


def new_key(member: Member, at: datetime, policy: Policy) -> NewKey | None:
    """The member's sealing key where it is so new that it must be confirmed; None where it is not."""
    former = [entry for entry in member.keys.retired if entry.key.startswith("age1")]
    if not former or at >= days_later(former[-1].at, policy.seal_key_days):
        return None
    return NewKey(member.id, former[-1].key, member.keys.seal, former[-1].at)


def insist_confirmed(member: Member, at: datetime, policy: Policy, confirmed: str | None) -> None:
    """Raises Conflict where a member's sealing key is new and not the one that was confirmed."""
    found = new_key(member, at, policy)
    if found is None or found.present == confirmed:
        return
    raise Conflict(
        phrase(
            "the sealing key of {member} changed on {since}, so the client stays sealed: before {former}, "
            "now {present}",
            member=member.id,
            since=policy.working_hours.say(found.since),
            former=found.former,
            present=found.present,
        ),
        phrase(
            "ask {member} by phone whether the new one is theirs (pmnet keys show), then the same with --yes",
            member=member.name,
        ),
    )


def kept_until(lead: Lead, policy: Policy) -> date:
    """The last day on which the client of a lead is kept: so many days after the lead's end."""
    closed = policy.working_hours.local(lead.closed.at).date() if lead.closed is not None else None
    ends = [day for day in (closed, lead.end) if day is not None] or [lead.protected_until]
    return max(ends) + timedelta(days=policy.sealed_retention_days)
