"""A member's calendar: what is due, and the work they have taken. Titles are the public ones; nothing sealed is opened for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from pmnet.app import deadlines
from pmnet.app.context import Context
from pmnet.app.deadlines import Deadline
from pmnet.app.handovers import handovers_of
from pmnet.domain import ids
from pmnet.domain.phrase import Phrase, counted, phrase
from pmnet.domain.records import Handover, Lead, Policy
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict
from pmnet.rules.admission import Status
from pmnet.rules.line import standing_at
from pmnet.rules.positions import LeadState
from pmnet.rules.steps import AGREEMENT, State
from pmnet.rules.workload import period
from pmnet.store.git import history
from pmnet.store.private_files import write_safely

BEGINS: Final = b"BEGIN:VCALENDAR"
"""How a calendar's file begins."""

NAME_LENGTH: Final = 16
"""How much of a network's fingerprint tells its events from those of another network."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Work that a member has taken: from its first to its last day, how much of a week; `won` once the client has said yes.

    `last` is None where nobody said when it ends.
    """

    handover: str
    text: Phrase
    first: date
    last: date | None
    days_per_week: int | None
    won: bool
    revision: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a member has to keep in mind: deadlines by time, then assignments; `zone` is the network's time zone.

    `place` is the network's own name among all networks, and `file` where it was written, if it was.
    """

    network: str
    place: str
    zone: str
    now: datetime
    deadlines: tuple[Deadline, ...]
    assignments: tuple[Assignment, ...]
    file: str = ""

    def uid(self, key: str) -> str:
        """The name of an event that stays the same, so that a calendar that knows it changes it."""
        return f"{key}@{self.place}.pmnet.invalid"


def calendar(context: Context) -> Calendar:
    """The acting member's calendar as things stand."""
    actor, snapshot, now = context.member, context.snapshot(), context.now
    policy = snapshot.network.policy
    mine = handovers_of(context, snapshot, actor)
    due = [row for handover in mine for row in deadlines.of_handover(snapshot, handover, actor, now)]
    going_on = set(LeadState) - {LeadState.FILLED, LeadState.CLOSED}
    leads, status = context.ask(lambda index: (index.leads(going_on, actor), index.status(actor)))
    for lead in snapshot.readable(map(ids.lead_path, leads)):
        due += deadlines.of_lead(lead, policy) if isinstance(lead, Lead) else []
    if status == Status.ACTIVE:
        due += deadlines.of_member(snapshot.member(actor), policy)
    work = sorted(_assignments(snapshot, mine, actor, now), key=lambda one: (one.first, one.handover))
    return Calendar(
        snapshot.network.name,
        history.genesis(context.workspace.repository, context.workspace.tip)[:NAME_LENGTH],
        policy.time_zone,
        now,
        tuple(sorted(due, key=lambda row: (row.due, row.key))),
        tuple(work),
    )


def write(place: Path, content: bytes) -> None:
    """Write a calendar's file in place of an earlier one; raises Conflict where something else is there."""
    if place.exists() and (not place.is_file() or place.read_bytes()[: len(BEGINS)] != BEGINS):
        raise Conflict(
            phrase("{place} is there already and is no calendar, so it is not replaced", place=place),
            phrase("name another file with -o"),
        )
    write_safely(place, content)


def _assignments(snapshot: Snapshot, mine: list[Handover], actor: str, now: datetime) -> Iterator[Assignment]:
    """What a member has agreed to or won as a partner, and not completed."""
    for handover in mine:
        lead, found = snapshot.find_lead(handover.lead), standing_at(snapshot, handover, now)
        state = found.before_dispute if found.state is State.DISPUTED else found.state
        if handover.partner == actor and lead is not None and (state is State.WON or state in AGREEMENT):
            yield _assignment(handover, lead, state is State.WON, found.agreed or now, snapshot.network.policy)


def _assignment(handover: Handover, lead: Lead, won: bool, agreed: datetime, policy: Policy) -> Assignment:
    position = lead.position(handover.position)
    start, end = period(lead, position) if position is not None else (lead.start, lead.end)
    first = start or policy.working_hours.local(agreed).date()
    days = position.days_per_week if position is not None else None
    what = deadlines.what_of(handover, lead)
    if days is not None:
        what = counted(days, "{what}, {n} day a week", "{what}, {n} days a week", what=what)
    text = what if won else phrase("agreed, not won yet: {what}", what=what)
    last = None if end is None else max(first, end)
    return Assignment(handover.id, text, first, last, days, won, len(handover.steps))
