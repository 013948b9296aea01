"""Records together with what is computed from them: what commands answer with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from pmnet.domain.books import Entry
from pmnet.domain.dates import WorkingHours
from pmnet.domain.phrase import phrase
from pmnet.domain.records import FreeTime, Handover, Lead, Member, StepName
from pmnet.domain.sealed import HandoverDocument, Terms, name_in
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Alarm, CannotUnseal, Unreachable
from pmnet.rules import books
from pmnet.rules.admission import Status, admissions, statuses, vouches_needed_now
from pmnet.rules.answers import silence
from pmnet.rules.asked import steps_that_count
from pmnet.rules.capacity import Freshness, free_periods, freshness
from pmnet.rules.clocks import Clock, of_handover
from pmnet.rules.line import ahead, standing_at
from pmnet.rules.positions import Holding, LeadState, PositionState, holding, lead_state
from pmnet.rules.punctuality import Dates, dates
from pmnet.rules.silence import Silence
from pmnet.rules.standing import Standing, standing
from pmnet.rules.steps import State
from pmnet.rules.workload import won_by


@dataclass(frozen=True, slots=True)
class Candidacy:
    """How far a candidate is: the vouches they have and need, and when they become active once they have enough."""

    vouches: int
    needed: int
    active_from: datetime | None


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member, their status, how fresh their capacity is; a candidate's `active_from` is set while their window runs.

    `free` is what they said of their capacity, with won work taken off; `silence` is what they left unanswered lately,
    where that was asked for.
    """

    member: Member
    status: Status
    freshness: Freshness
    active_from: datetime | None = None
    sent: bool = True
    candidacy: Candidacy | None = None
    free: tuple[FreeTime, ...] = ()
    silence: Silence | None = None


@dataclass(frozen=True, slots=True)
class LeadView:
    """A lead, its state, who holds each position, and its handovers; `silence` is what its owner left unanswered lately."""

    lead: Lead
    state: LeadState
    holdings: dict[str, Holding]
    handovers: tuple[HandoverView, ...] = ()
    sent: bool = True
    silence: Silence | None = None

    @property
    def team(self) -> str:
        """How far a lead of several positions is filled: `2 of 3 positions filled, 1 held`; empty where it has only one."""
        states = [found.state for found in self.holdings.values()]
        if len(states) == 1:
            return ""
        held = states.count(PositionState.HELD)
        return phrase(
            "{count} of {number} positions filled{what}",
            count=states.count(PositionState.FILLED),
            number=len(states),
            what=phrase(", {held} held", held=held) if held else "",
        )


@dataclass(frozen=True, slots=True)
class HandoverView:
    """A handover, where it stands, its clocks, and the steps open to the one who looks; `words` is what is sealed for them.

    `silence` is what its partner left unanswered lately, where that was asked for. `ahead` is how many are before it in
    the line, while it waits there.
    """

    handover: Handover
    standing: Standing
    next: tuple[StepName, ...] = ()
    title: str = ""
    sent: bool = True
    words: HandoverDocument | None = None
    clocks: tuple[Clock, ...] = ()
    silence: Silence | None = None
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class BookView:
    """The books of a handover: `dates` is what everybody sees; terms, book and entries are for its two partners.

    `closed` says why those do not open for one of them here. `hours` is the network's clock.
    """

    handover: Handover
    title: str
    state: State
    dates: dict[str, Dates]
    hours: WorkingHours
    mine: bool = False
    as_owner: bool = False
    terms: Terms | None = None
    book: books.Book | None = None
    entries: tuple[Entry, ...] = ()
    closed: str = ""
    sent: bool = True


def member_views(snapshot: Snapshot, members: Iterable[Member], now: datetime) -> list[MemberView]:
    """Members with what is computed from them."""
    network, everybody = snapshot.network, list(snapshot.members())
    found, admitted = statuses(network, everybody, now), admissions(network, everybody)
    needed = vouches_needed_now(network, everybody, now)
    return [
        MemberView(
            member,
            found[member.id],
            freshness(member, now, network.policy),
            admitted.get(member.id) if found[member.id] is Status.CANDIDATE else None,
            member.path not in snapshot.unsent,
            _candidacy(member, admitted.get(member.id), needed) if found[member.id] is Status.CANDIDATE else None,
            _free(snapshot, member, now),
        )
        for member in members
    ]


def _free(snapshot: Snapshot, member: Member, now: datetime) -> tuple[FreeTime, ...]:
    """When a member is free; their handovers are read only where they said anything."""
    said = member.capacity.free if member.capacity is not None else ()
    return free_periods(said, won_by(snapshot, member.id, now)) if said else ()


def member_view(snapshot: Snapshot, member: str | None, now: datetime) -> MemberView | None:
    """One member with what is computed from them; None for a stranger."""
    record = snapshot.find_member(member) if member is not None else None
    return member_views(snapshot, [record], now)[0] if record is not None else None


def _candidacy(member: Member, active_from: datetime | None, needed: int) -> Candidacy:
    standing = len({vouch.by for vouch in member.vouches if vouch.withdrawn is None})
    return Candidacy(standing, needed if active_from is None else min(needed, standing), active_from)


def lead_view(snapshot: Snapshot, lead: Lead, now: datetime, actor: str | None, opens: bool = False) -> LeadView:
    """A lead with what is computed from it and its handovers.

    With `opens`, also what is sealed in those for the actor, and what the two sides left unanswered lately.
    """
    policy = snapshot.network.policy
    handovers = snapshot.handovers_of(lead.id)
    return LeadView(
        lead,
        lead_state(lead, handovers, now, policy),
        {place.key: holding(lead, place.key, handovers, now, policy) for place in lead.positions},
        tuple(handover_view(snapshot, handover, now, actor, opens) for handover in handovers),
        lead.path not in snapshot.unsent,
        silence(snapshot, lead.owner, now) if opens else None,
    )


def handover_view(
    snapshot: Snapshot, handover: Handover, now: datetime, actor: str | None, opens: bool = False
) -> HandoverView:
    """A handover with what is computed from it.

    With `opens`, also what is sealed in it for the actor, and what its partner left unanswered lately.
    """
    lead = snapshot.find_lead(handover.lead)
    steps = steps_that_count(snapshot, handover, actor, now) if actor else ()
    found = standing_at(snapshot, handover, now)
    return HandoverView(
        handover,
        found,
        tuple(steps),
        lead.title if lead else "",
        handover.path not in snapshot.unsent,
        words_of(snapshot, handover, actor) if opens else None,
        tuple(of_handover(handover, lead, found, snapshot.network.policy)),
        silence(snapshot, handover.partner, now) if opens else None,
        ahead(snapshot, handover, now) if found.state is State.WAITING else 0,
    )


def book_view(snapshot: Snapshot, handover: Handover, now: datetime, actor: str | None) -> BookView:
    """The books of a handover as somebody may read them."""
    lead, hours = snapshot.find_lead(handover.lead), snapshot.network.policy.working_hours
    view = BookView(
        handover,
        lead.title if lead else "",
        standing_at(snapshot, handover, now).state,
        dates(handover, hours, hours.local(now).date()),
        hours,
        actor in (handover.owner, handover.partner),
        actor == handover.owner,
        sent=handover.path not in snapshot.unsent,
    )
    if not view.mine:
        return view
    if lead is not None and lead.erased is not None:
        return replace(view, closed=phrase("they were erased with the client"))
    try:
        found = snapshot.document(name_in(handover))
    except (CannotUnseal, Alarm, Unreachable) as error:
        return replace(view, closed=error.message)
    document = found if isinstance(found, HandoverDocument) else HandoverDocument(handover.lead, handover.id)
    signed = standing(handover).terms
    terms = document.terms if document.terms is not None and document.terms.digest == signed else None
    return replace(view, terms=terms, book=books.read(handover, document), entries=document.books)


def words_of(snapshot: Snapshot, handover: Handover, actor: str | None) -> HandoverDocument | None:
    """What is sealed in a handover; None where nothing is, for others, and where it does not open here.

    Without terms where they are not those that both sign for: nobody shall take others for what is agreed.
    """
    if actor not in (handover.owner, handover.partner):
        return None
    try:
        found = snapshot.document(name_in(handover))
    except (CannotUnseal, Alarm, Unreachable):
        return None
    if not isinstance(found, HandoverDocument):
        return None
    signed = standing(handover).terms
    return found if found.terms is not None and found.terms.digest == signed else replace(found, terms=None)
