"""What waits for me, most urgent first, with the command to type for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pmnet.app.confidential import terms_words
from pmnet.app.context import Context
from pmnet.app.handovers import disclose_as_asked, told
from pmnet.app.views import Candidacy, member_view, words_of
from pmnet.domain.records import Handover, Lead
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.admission import Status, statuses
from pmnet.rules.lifecycle import (
    AGREEMENT,
    ASKING,
    Standing,
    State,
    disclosure_deadline,
    held_until,
)
from pmnet.rules.line import standing_at
from pmnet.rules.sealing import kept_until
from pmnet.store.trust import Incident


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits: what it is about, one sentence, until when, what to type; `mine` when it waits for me."""

    about: str
    text: str
    due: datetime | None
    command: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """Everything that waits, for a member; `waiting` and `refused` are acts that have not been sent or could not be.

    `disclosed` says what became of clients that an offer promised, and whose partner has accepted.
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


def inbox(context: Context) -> Inbox:
    """What waits for the acting member, by deadline; then what others owe them."""
    disclosed = disclose_as_asked(context, context.workspace.snapshot().handovers())
    snapshot, actor = context.snapshot(), context.member
    items = [item for handover in snapshot.handovers() for item in _handover(snapshot, handover, actor, context.now)]
    items += [item for lead in snapshot.leads() for item in _to_erase(snapshot, lead, actor, context.now)]
    found = statuses(snapshot.network, snapshot.members(), context.now)
    if found.get(actor) is Status.ACTIVE:
        items += _candidates(snapshot, found, actor)
    far = datetime.max.replace(tzinfo=context.now.tzinfo)
    items.sort(key=lambda item: (not item.mine, item.due or far, item.about))
    outbox = context.workspace.outbox
    return Inbox(
        actor,
        found.get(actor),
        tuple(items),
        tuple(intent.summary for intent in outbox.waiting()),
        tuple(f"{intent.summary}: {intent.refused}" for intent in outbox.refused()),
        tuple(told(done) for done in disclosed),
        context.workspace.trust.incident,
        view.candidacy if (view := member_view(snapshot, actor, context.now)) else None,
    )


def _handover(snapshot: Snapshot, handover: Handover, actor: str, now: datetime) -> Iterator[Item]:
    if actor not in (handover.owner, handover.partner):
        return
    found = standing_at(snapshot, handover, now)
    other = handover.owner if actor == handover.partner else handover.partner
    lead = snapshot.find_lead(handover.lead)
    what = f"{handover.position} of {lead.title!r}" if lead else handover.id
    if found.state in ASKING and found.asked == actor:
        asks = f"{other} asks for" if found.state is State.CLAIMED else f"{other} offers you"
        terms = _terms(snapshot, handover, actor)
        yield Item(handover.id, f"{asks} {what}{terms}", found.respond_by, f"pmnet accept {handover.id}", True)
    elif found.state in ASKING:
        yield Item(
            handover.id, f"{other} has to answer on {what}", found.respond_by, f"pmnet withdraw {handover.id}", False
        )
    elif _must_disclose(found, lead, actor):
        due = disclosure_deadline(found, snapshot.network.policy)
        yield Item(
            handover.id,
            f"agreed with {other}, who waits for the client: {what}",
            due,
            f"pmnet disclose {handover.id}",
            True,
        )
    elif found.state in AGREEMENT:
        until = held_until(found, snapshot.network.policy)
        yield Item(handover.id, f"agreed with {other}: {what}", until, f"pmnet lead show {handover.lead}", False)


def _terms(snapshot: Snapshot, handover: Handover, actor: str) -> str:
    """The terms that are proposed, as far as they open here."""
    words = words_of(snapshot, handover, actor)
    said = terms_words(words.terms) if words is not None else ""
    return f" (terms: {said})" if said else ""


def _must_disclose(found: Standing, lead: Lead | None, actor: str) -> bool:
    """Whether the owner still has to open a client to the partner they agreed with."""
    if lead is None or lead.owner != actor or found.state is not State.AGREED or found.terms is None:
        return False
    return lead.sealed is not None and lead.erased is None


def _to_erase(snapshot: Snapshot, lead: Lead, actor: str, now: datetime) -> Iterator[Item]:
    """A client that has been kept for longer than the policy says."""
    policy = snapshot.network.policy
    if lead.owner != actor or lead.sealed is None or lead.erased is not None:
        return
    until = kept_until(lead, policy)
    if policy.working_hours.local(now).date() > until:
        text = f"the client of {lead.title!r} was to be kept until {until}; erase what is sealed"
        yield Item(lead.id, text, None, f"pmnet lead erase {lead.id}", True)


def _candidates(snapshot: Snapshot, found: dict[str, Status], actor: str) -> Iterator[Item]:
    for member in snapshot.members():
        vouched = any(vouch.by == actor and vouch.withdrawn is None for vouch in member.vouches)
        if found.get(member.id) is Status.CANDIDATE and not vouched and member.id != actor:
            text = f"{member.name} is a candidate; vouch if you know their work"
            yield Item(member.id, text, None, f"pmnet vouch {member.id} --basis worked-together", False)
