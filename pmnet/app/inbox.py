"""What waits for me, most urgent first, with the command to type for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pmnet.app import waiting
from pmnet.app.context import Context
from pmnet.app.handovers import disclose_as_asked, handovers_of, told
from pmnet.app.views import Candidacy, LeadView, lead_view, member_view
from pmnet.app.waiting import Item, is_near
from pmnet.domain import ids
from pmnet.domain.phrase import Recorded, phrase
from pmnet.domain.records import Lead, Member, Policy
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict
from pmnet.rules import clocks
from pmnet.rules.admission import Status
from pmnet.rules.authority import protection_extended
from pmnet.rules.capacity import Freshness, freshness
from pmnet.rules.positions import LeadState
from pmnet.rules.sealing import kept_until
from pmnet.store.trust import Incident


@dataclass(frozen=True, slots=True)
class Inbox:
    """Everything that waits, for a member; `waiting` and `refused` are acts that have not been sent or could not be.

    `disclosed` says what became of clients that an offer promised, and whose partner has accepted.
    `as_of` is when the state it speaks of was last known to be the newest, None where that is not known.
    `incident` says why the shared record is not followed any further, where it is not; `candidacy` how far a candidate is.
    """

    member: str
    status: Status | None
    items: tuple[Item, ...]
    waiting: tuple[str, ...]
    refused: tuple[str, ...]
    disclosed: tuple[str, ...] = ()
    incident: Incident | None = None
    candidacy: Candidacy | None = None
    as_of: datetime | None = None


def inbox(context: Context) -> Inbox:
    """What waits for the acting member, by deadline; then what others owe them."""
    actor = context.member
    disclosed = disclose_as_asked(context, handovers_of(context, context.snapshot(), actor))
    snapshot = context.snapshot()
    items = [
        item
        for handover in handovers_of(context, snapshot, actor)
        for item in waiting.of_handover(snapshot, handover, actor, context.now)
    ]
    mine, found, candidates = context.ask(
        lambda index: (index.leads(owner=actor), index.status(actor), index.candidates())
    )
    for lead in snapshot.readable(ids.lead_path(lead) for lead in mine):
        if isinstance(lead, Lead):
            items += _lead(snapshot, lead_view(snapshot, lead, context.now, actor), context.now)
    if found == Status.ACTIVE:
        items += _member(snapshot.member(actor), context.now, snapshot.network.policy)
        items += _candidates(snapshot, candidates, actor)
    far = datetime.max.replace(tzinfo=context.now.tzinfo)
    items.sort(key=lambda item: (not item.mine, item.due or far, item.about))
    outbox = context.workspace.outbox
    return Inbox(
        actor,
        None if found is None else Status(found),
        tuple(items),
        tuple(Recorded(intent.summary) for intent in outbox.waiting()),
        tuple(
            phrase("{summary}: {refused}", summary=Recorded(intent.summary), refused=Recorded(intent.refused))
            for intent in outbox.refused()
        ),
        tuple(told(done) for done in disclosed),
        context.workspace.trust.incident,
        view.candidacy if found == Status.CANDIDATE and (view := member_view(snapshot, actor, context.now)) else None,
        context.as_of,
    )


def _lead(snapshot: Snapshot, view: LeadView, now: datetime) -> Iterator[Item]:
    """What waits for the owner of a lead: its protection, its client, its team."""
    lead, policy = view.lead, snapshot.network.policy
    for clock in clocks.of_lead(lead, policy):
        if view.state is not LeadState.FILLED and is_near(clock, policy, now):
            over = clock.is_overdue(now)
            text = phrase("the protection of {title!r} ends", title=lead.title)
            if over:
                text = phrase("the protection of {title!r} has ended", title=lead.title)
            yield Item(lead.id, text, clock.due, _extended(lead, policy, now), True, clock.name)
    kept = kept_until(lead, policy)
    if lead.sealed is not None and lead.erased is None and policy.working_hours.local(now).date() > kept:
        text = phrase(
            "the client of {title!r} was to be kept until {kept}; erase what is sealed", title=lead.title, kept=kept
        )
        yield Item(lead.id, text, None, f"pmnet lead erase {lead.id}", True)
    if view.team and view.state in (LeadState.OPEN, LeadState.HELD):
        yield Item(
            lead.id, phrase("{team}: {title!r}", team=view.team, title=lead.title), None, f"pmnet team {lead.id}", False
        )


def _extended(lead: Lead, policy: Policy, now: datetime) -> str:
    """What to type about a protection that ends: extend it, or close the lead where it cannot be."""
    try:
        protection_extended(lead, policy, now)
    except Conflict:
        return f"pmnet lead close {lead.id}"
    return f"pmnet lead extend {lead.id}"


def _member(member: Member, now: datetime, policy: Policy) -> Iterator[Item]:
    """That a member's own word on their free days ages, or counts no more."""
    for clock in clocks.of_member(member, policy):
        found = freshness(member, now, policy)
        if found is not Freshness.FRESH:
            confirmed: date | None = member.capacity.confirmed if member.capacity else None
            counts = phrase("counts no more") if found is Freshness.STALE else phrase("is getting old")
            text = phrase(
                "what you said about your free days on {confirmed} {counts}", confirmed=confirmed, counts=counts
            )
            yield Item(member.id, text, clock.due, "pmnet free", True, clock.name)


def _candidates(snapshot: Snapshot, candidates: list[str], actor: str) -> Iterator[Item]:
    for member in snapshot.readable(ids.member_path(candidate) for candidate in candidates):
        assert isinstance(member, Member)
        vouched = any(vouch.by == actor and vouch.withdrawn is None for vouch in member.vouches)
        if not vouched and member.id != actor:
            text = phrase("{member} is a candidate; vouch if you know their work", member=member.name)
            yield Item(member.id, text, None, f"pmnet vouch {member.id} --basis worked-together", False)
