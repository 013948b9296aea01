"""What waits for me, most urgent first, with the command to type for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pmnet.app.context import Context
from pmnet.app.views import Candidacy, member_view
from pmnet.domain.records import Handover
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.admission import Status, statuses
from pmnet.rules.lifecycle import AGREEMENT, ASKING, State, held_until, standing
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

    `incident` says why the shared record is not followed any further, where it is not; `candidacy` how far a candidate is.
    """

    member: str
    status: Status | None
    items: tuple[Item, ...]
    waiting: tuple[str, ...]
    refused: tuple[str, ...]
    incident: Incident | None = None
    candidacy: Candidacy | None = None


def inbox(context: Context) -> Inbox:
    """What waits for the acting member, by deadline; then what others owe them."""
    snapshot, actor = context.snapshot(), context.member
    items = [item for handover in snapshot.handovers() for item in _handover(snapshot, handover, actor, context.now)]
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
        context.workspace.trust.incident,
        view.candidacy if (view := member_view(snapshot, actor, context.now)) else None,
    )


def _handover(snapshot: Snapshot, handover: Handover, actor: str, now: datetime) -> Iterator[Item]:
    if actor not in (handover.owner, handover.partner):
        return
    found = standing(handover, now)
    other = handover.owner if actor == handover.partner else handover.partner
    lead = snapshot.find_lead(handover.lead)
    what = f"{handover.position} of {lead.title!r}" if lead else handover.id
    if found.state in ASKING and found.asked == actor:
        asks = f"{other} asks for" if found.state is State.CLAIMED else f"{other} offers you"
        yield Item(handover.id, f"{asks} {what}", found.respond_by, f"pmnet accept {handover.id}", True)
    elif found.state in ASKING:
        yield Item(
            handover.id, f"{other} has to answer on {what}", found.respond_by, f"pmnet withdraw {handover.id}", False
        )
    elif found.state in AGREEMENT:
        until = held_until(found, snapshot.network.policy)
        yield Item(handover.id, f"agreed with {other}: {what}", until, f"pmnet lead show {handover.lead}", False)


def _candidates(snapshot: Snapshot, found: dict[str, Status], actor: str) -> Iterator[Item]:
    for member in snapshot.members():
        vouched = any(vouch.by == actor and vouch.withdrawn is None for vouch in member.vouches)
        if found.get(member.id) is Status.CANDIDATE and not vouched and member.id != actor:
            text = f"{member.name} is a candidate; vouch if you know their work"
            yield Item(member.id, text, None, f"pmnet vouch {member.id} --basis worked-together", False)
