"""The pipeline: leads and handovers by how far they have come, mine or everybody's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from pmnet.app.context import Context
from pmnet.app.views import handover_view
from pmnet.domain import ids
from pmnet.domain.records import Handover, Lead
from pmnet.domain.snapshot import Snapshot
from pmnet.rules import clocks
from pmnet.rules.clocks import Clock
from pmnet.rules.positions import LeadState, PositionState, is_expired
from pmnet.rules.stages import ENDED, Stage
from pmnet.rules.workload import period
from pmnet.store.index import overviews
from pmnet.store.index.overviews import Placed

RECENT: Final = timedelta(days=30)
"""How long what has ended stays on the board, unless another day is asked for."""

LATEST: Final = (Stage.WON, *ENDED)
"""The stages in which the newest come first: no deadline runs there, or only that of a month's bill."""


@dataclass(frozen=True, slots=True)
class Card:
    """A handover, or a position that nobody holds: where it stands, of whose lead, with whom, and what is due next.

    `id` is what commands take. `reason` is what was given for the last step, or for closing the lead.
    """

    id: str
    lead: str
    title: str
    position: str
    role: str
    start: date | None
    end: date | None
    state: StrEnum
    owner: str
    partner: str = ""
    reason: str = ""
    due: Clock | None = None
    sent: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its cards; `of` is how many there are, `earlier` how many more ended before those that are asked for."""

    stage: Stage
    cards: tuple[Card, ...]
    of: int
    earlier: int


@dataclass(frozen=True, slots=True)
class Board:
    """The stages in order; `member` is whose they are, None for everybody's; `since` the day from which on ended ones show."""

    member: str | None
    since: date
    columns: tuple[Column, ...]


def board(context: Context, everybody: bool, since: date | None, most: int) -> Board:
    """My leads and handovers, or everybody's, by stage; raises NotAllowed where a stranger asks for their own."""
    member = None if everybody else context.member
    first = since or context.hours.local(context.now).date() - RECENT
    snapshot = context.snapshot()
    found = context.ask(lambda index: overviews.staged(index, member, first, ENDED, LATEST, most))
    columns = (
        Column(
            stage,
            tuple(_cards(snapshot, [one for one in found.cards if one.stage == stage], context.now)),
            found.of.get(stage, 0),
            found.earlier.get(stage, 0),
        )
        for stage in Stage
    )
    return Board(member, first, tuple(columns))


def _cards(snapshot: Snapshot, placed: Iterable[Placed], now: datetime) -> list[Card]:
    """The cards of a stage: those on which something is due first."""
    found = [card for one in placed for card in _card(snapshot, one, now)]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(found, key=lambda card: card.due.due or far if card.due else far)


def _card(snapshot: Snapshot, placed: Placed, now: datetime) -> list[Card]:
    """One card; none where the lead cannot be read, which is noted."""
    [*leads] = snapshot.readable([ids.lead_path(placed.lead)])
    if not placed.handover:
        return [_open(snapshot, lead, placed.position, now) for lead in leads if isinstance(lead, Lead)]
    [*handovers] = snapshot.readable([ids.handover_path(placed.handover)])
    return [
        _handover(snapshot, lead, one, now)
        for lead in leads
        for one in handovers
        if isinstance(lead, Lead) and isinstance(one, Handover)
    ]


def _open(snapshot: Snapshot, lead: Lead, key: str, now: datetime) -> Card:
    """A position that nobody holds: to be had, or over with its lead."""
    policy = snapshot.network.policy
    over = lead.closed is not None or lead.erased is not None
    expired = is_expired(lead, policy.working_hours.local(now).date())
    state = LeadState.CLOSED if over else LeadState.EXPIRED if expired else PositionState.OPEN
    due = clocks.of_lead(lead, policy) if state is PositionState.OPEN else []
    return Card(
        lead.id,
        lead.id,
        lead.title,
        key,
        *_of_position(lead, key),
        state,
        lead.owner,
        reason=lead.closed.reason if lead.closed is not None else "",
        due=next(iter(due), None),
        sent=lead.path not in snapshot.unsent,
    )


def _handover(snapshot: Snapshot, lead: Lead, handover: Handover, now: datetime) -> Card:
    """A handover, and what is due next in it."""
    view = handover_view(snapshot, handover, now, None)
    running = [clock for clock in view.clocks if clock.due is not None]
    return Card(
        handover.id,
        lead.id,
        lead.title,
        handover.position,
        *_of_position(lead, handover.position),
        view.standing.state,
        handover.owner,
        handover.partner,
        handover.steps[-1].reason or "",
        due=min(running, key=lambda clock: clock.due or now, default=None),
        sent=view.sent,
    )


def _of_position(lead: Lead, key: str) -> tuple[str, date | None, date | None]:
    """What a position is called, and its first and last day."""
    position = lead.position(key)
    return (key, None, None) if position is None else (position.title, *period(lead, position))
