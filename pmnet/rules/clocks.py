"""Every deadline there is at a moment: of a handover, of a lead, of a member's word on their capacity.

- Whoever is asked answers in time, or the question lapses.
- The owner discloses the client after an agreement; the partner speaks to the client after that, and then says every so often
  how it goes.
- A win is reported within some days after the work was to begin, or after they agreed where that was later: by either, for both.
- Whoever billed a month pays the share by the day it is due, and the owner says that it is settled; what was taken back after it
  was settled is owed the other way.
- A position is held for so long, as often extended as the owner has; a lead is protected until its last day; a member's word on
  free capacity counts for so many days. To let these run out is nobody's failure: they end, and nothing is owed.

In a dispute everything stands still. All figures are the policy's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from pmnet.domain.phrase import phrase
from pmnet.domain.records import Handover, Lead, Member, Policy
from pmnet.domain.snapshot import Snapshot
from pmnet.rules import deadlines
from pmnet.rules.answers import handovers_with
from pmnet.rules.line import standing_at
from pmnet.rules.standing import Standing
from pmnet.rules.steps import AGREEMENT, ASKING, State


class ClockName(StrEnum):
    """What a clock runs for."""

    ANSWER = "answer"
    DISCLOSE = "disclose"
    CONTACT = "contact"
    NOTE = "note"
    WIN = "win"
    SETTLE = "settle"
    HOLD = "hold"
    PROTECTION = "protection"
    CAPACITY = "capacity"


OWED: Final = frozenset(
    {ClockName.DISCLOSE, ClockName.CONTACT, ClockName.NOTE, ClockName.WIN, ClockName.SETTLE, ClockName.ANSWER}
)
"""The clocks that run for somebody else; the others only end something."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline: of what, about which record, who must act until when, and with which command; `month` is a bill's.

    `due` is None where something is owed and nobody said until when.
    """

    name: ClockName
    about: str
    who: tuple[str, ...]
    due: datetime | None
    command: str
    month: str = ""

    def is_overdue(self, now: datetime) -> bool:
        """Whether its time is over at a moment."""
        return self.due is not None and now > self.due


def of_handover(handover: Handover, lead: Lead | None, found: Standing, policy: Policy) -> list[Clock]:
    """The clocks of a handover that stands as `found`: at most one of each name, but one of each month to settle."""
    owner, partner = (handover.owner,), (handover.partner,)
    rows: tuple[tuple[ClockName, tuple[str, ...], datetime | None, str], ...] = (
        (ClockName.ANSWER, (found.asked,), found.respond_by if found.state in ASKING else None, "accept"),
        (ClockName.DISCLOSE, owner, _disclosure(lead, found, policy), "disclose"),
        (ClockName.CONTACT, partner, deadlines.contact_deadline(found, policy), "contacted"),
        (ClockName.NOTE, partner, deadlines.progress_deadline(found, policy), "contacted"),
        (ClockName.WIN, (*owner, *partner), _win(handover, lead, found, policy), "win"),
        (ClockName.HOLD, owner, deadlines.held_until(found, policy) if found.state in AGREEMENT else None, "release"),
    )
    clocks = [Clock(name, handover.id, who, due, command) for name, who, due, command in rows if due is not None]
    return [*clocks, *_settlements(handover, found, policy)]


def of_lead(lead: Lead, policy: Policy) -> list[Clock]:
    """The clock of a lead's protection, while the lead is not over."""
    if lead.closed is not None or lead.erased is not None:
        return []
    due = policy.working_hours.end_of(lead.protected_until)
    return [Clock(ClockName.PROTECTION, lead.id, (lead.owner,), due, phrase("lead extend"))]


def of_member(member: Member, policy: Policy) -> list[Clock]:
    """The clock of a member's word on their capacity, where they gave it: until it is stale."""
    if member.capacity is None or member.capacity.confirmed is None or member.left is not None:
        return []
    due = policy.working_hours.end_of(_later(member.capacity.confirmed, policy.capacity_stale_days))
    return [Clock(ClockName.CAPACITY, member.id, (member.id,), due, "free")]


def overdue(snapshot: Snapshot, member: str, now: datetime) -> list[Clock]:
    """What a member owes others and has not done in time, the oldest first; a question that lapsed is owed no more."""
    found = [
        clock
        for handover in handovers_with(snapshot, member)
        for clock in of_handover(
            handover, snapshot.find_lead(handover.lead), standing_at(snapshot, handover, now), snapshot.network.policy
        )
        if clock.name in OWED and member in clock.who and clock.is_overdue(now)
    ]
    return sorted(found, key=lambda clock: (clock.due or now, clock.about))


def _disclosure(lead: Lead | None, found: Standing, policy: Policy) -> datetime | None:
    """Until when a client is disclosed, if there is one: terms are agreed, and it is sealed and not erased."""
    if found.terms is None or lead is None or lead.sealed is None or lead.erased is not None:
        return None
    return deadlines.disclosure_deadline(found, policy)


def _win(handover: Handover, lead: Lead | None, found: Standing, policy: Policy) -> datetime | None:
    """Until when a win is reported: some days after the work was to begin, and never before it could be."""
    if found.state not in (State.DISCLOSED, State.CONTACTED) or found.agreed is None:
        return None
    begins = work_begins(handover, lead)
    if begins is None:
        return None
    hours = policy.working_hours
    return hours.end_of(_later(max(begins, hours.local(found.agreed).date()), policy.win_report_days))


def work_begins(handover: Handover, lead: Lead | None) -> date | None:
    """The first day of the work: the position's, else the lead's; None where neither is said."""
    if lead is None:
        return None
    position = lead.position(handover.position)
    return position.start if position is not None and position.start is not None else lead.start


def _settlements(handover: Handover, found: Standing, policy: Policy) -> Iterator[Clock]:
    """A clock for each month that is billed and not settled, for whoever pays: the partner, or the owner who pays back."""
    if found.state is State.WON:
        for month, day in sorted(found.unsettled.items()):
            due = policy.working_hours.end_of(day) if day is not None else None
            payer = handover.partner if found.months[month].stands else handover.owner
            yield Clock(ClockName.SETTLE, handover.id, (payer,), due, "settle", month)


def _later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max
