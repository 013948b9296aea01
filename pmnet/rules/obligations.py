"""What a member still owes others, or is owed: it stays theirs when they pause or leave.

The rules, in prose:

- A handover in which somebody still has to do something, a month that was billed and is not settled, and an open lead are not
  finished; each stays its members' to finish.
- Besides, protections go on: an owner's claim to the client of a lead until the day in its record, and what the terms of a
  handover say about the client after it is over. What they say is sealed; for how long they can bind at most is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pmnet.domain.dates import days_later
from pmnet.domain.records import Handover, Lead, StepName
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.answers import handovers_with
from pmnet.rules.fairness import open_months
from pmnet.rules.line import standing_at
from pmnet.rules.positions import LeadState, is_expired, lead_state
from pmnet.rules.standing import standing
from pmnet.rules.steps import HELD, State

LIVE: Final = frozenset({*HELD, State.WON, State.WAITING})
"""The states of a handover in which somebody still has to do something."""

LONGEST_PROTECTION_DAYS: Final = 731
"""For how long after its last step the terms of a handover can protect a client: 24 months, the most that terms may say."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing that is not finished, or goes on: its kind, one's part in it, where it stands, with whom, until when.

    `kind` is `handover`, `month` or `lead`, and for what goes on `protection` or `terms`; `month` is which one was billed.
    """

    id: str
    kind: str
    role: str
    state: str
    other: str = ""
    title: str = ""
    month: str = ""
    until: date | None = None


def obligations(snapshot: Snapshot, member: str, now: datetime) -> list[Obligation]:
    """The live handovers of a member, as owner or as partner, each with its unsettled months, and then their open leads."""
    handovers = sorted(handovers_with(snapshot, member), key=lambda handover: handover.id)
    leads = (found for lead in _leads(snapshot, member) for found in _lead(snapshot, lead, now))
    return [*(found for handover in handovers for found in _handover(snapshot, handover, member, now)), *leads]


def protections(snapshot: Snapshot, member: str, now: datetime) -> list[Obligation]:
    """What goes on for a member besides: the claims to clients of their leads, and the terms of handovers that are over."""
    today = snapshot.network.policy.working_hours.local(now).date()
    handovers = sorted(handovers_with(snapshot, member), key=lambda handover: handover.id)
    leads = [
        Obligation(lead.id, "protection", "owner", "protected", title=lead.title, until=lead.protected_until)
        for lead in _leads(snapshot, member)
        if lead.erased is None and not is_expired(lead, today)
    ]
    return [*leads, *(found for handover in handovers for found in _terms(snapshot, handover, member, now))]


def _leads(snapshot: Snapshot, member: str) -> list[Lead]:
    return [lead for lead in snapshot.belonging("leads/", "owner", member) if isinstance(lead, Lead)]


def _handover(snapshot: Snapshot, handover: Handover, member: str, now: datetime) -> Iterator[Obligation]:
    found = standing_at(snapshot, handover, now)
    if found.state not in LIVE:
        return
    role, other, title = _parts(snapshot, handover, member)
    yield Obligation(handover.id, "handover", role, found.state, other, title)
    for month in open_months(handover, member, snapshot.network.policy, now):
        state = "disputed" if month.disputed else "overdue" if month.overdue else "open"
        yield Obligation(handover.id, "month", role, state, other, title, month.month, month.due)


def _terms(snapshot: Snapshot, handover: Handover, member: str, now: datetime) -> Iterator[Obligation]:
    """The terms of a handover that is over, where its partner came to know the client."""
    found = standing(handover, now)
    disclosed = any(taken.step is StepName.DISCLOSE for taken in handover.steps)
    ends = days_later(handover.steps[-1].at, LONGEST_PROTECTION_DAYS)
    if disclosed and found.terms is not None and found.state not in LIVE and now < ends:
        role, other, title = _parts(snapshot, handover, member)
        yield Obligation(handover.id, "terms", role, found.state, other, title)


def _parts(snapshot: Snapshot, handover: Handover, member: str) -> tuple[str, str, str]:
    """One's part in a handover, with whom it is, and what the lead is called."""
    lead = snapshot.find_lead(handover.lead)
    role, other = ("owner", handover.partner) if member == handover.owner else ("partner", handover.owner)
    return role, other, lead.title if lead else ""


def _lead(snapshot: Snapshot, lead: Lead, now: datetime) -> Iterator[Obligation]:
    found = lead_state(lead, snapshot.handovers_of(lead.id), now, snapshot.network.policy)
    if found in (LeadState.OPEN, LeadState.HELD):
        yield Obligation(lead.id, "lead", "owner", found, title=lead.title)
