"""Bringing the newest state here, sending what waits, and saying where one stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pmnet.app.context import Context, Delivery
from pmnet.app.handovers import disclose_as_asked, told
from pmnet.app.history import Entry, entries
from pmnet.app.views import Candidacy, member_view
from pmnet.domain.records import Handover
from pmnet.store.git import checkout, history, remote
from pmnet.store.outbox import Intent
from pmnet.store.trust import Incident


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync brought: new acts (newest first), what was sent, and whether the folder shows the newest state.

    `disclosed` says what became of clients that an offer promised, and whose partner has accepted now; `sent_again` names
    what is sealed and had been lost on the server.
    """

    tip: str
    new: tuple[Entry, ...]
    deliveries: tuple[Delivery, ...]
    shown: bool
    disclosed: tuple[str, ...] = ()
    sent_again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusReport:
    """Where a member stands in a network.

    `as_of` is when the server last said which state is its newest; None where that is not known.
    `tip` is the newest state that came from the server, `verified` the newest that is good; `incident` says why they
    differ when they do; `candidacy` how far a candidate is.
    """

    network: str
    folder: str
    member: str | None
    standing: str
    tip: str
    fingerprint: str
    remote: str | None
    waiting: tuple[Intent, ...]
    refused: tuple[Intent, ...]
    edited: tuple[str, ...]
    verified: str
    incident: Incident | None
    candidacy: Candidacy | None = None
    as_of: datetime | None = None


def sync(context: Context, sealed: bool = False) -> Synced:
    """Fetch, send what waits, fetch what that brought, and bring the folder up to date; raises Unreachable.

    `sealed` sends again what the server has lost of what is sealed and kept here.
    """
    before = context.workspace.tip
    context.workspace.connect()
    context.workspace.fetch(context.now)
    deliveries = () if context.dry_run else tuple(context.send_waiting())
    disclosed = () if context.dry_run or not before else _disclosures(context, before)
    again = context.workspace.send_again() if sealed and not context.dry_run else ()
    shown = context.workspace.show()
    tip = context.workspace.tip
    new = entries(context, since=before, most=50) if before and tip != before else []
    if tip != before and not context.dry_run:
        context.bring_index_forward()
    return Synced(tip, tuple(new), deliveries, shown, disclosed, again)


def _disclosures(context: Context, before: str) -> tuple[str, ...]:
    """Disclose what was promised in the handovers that a sync brought."""
    snapshot = context.workspace.snapshot()
    paths = history.changed(context.workspace.repository, before, snapshot.tip, ("handovers",))
    changed = [record for record in snapshot.readable(paths) if isinstance(record, Handover)]
    return tuple(told(done) for done in disclose_as_asked(context, changed))


def clear_refused(context: Context) -> None:
    """Forget what could not be done any more."""
    for intent in context.workspace.outbox.refused():
        context.workspace.outbox.drop(intent)


def status(context: Context) -> StatusReport:
    """Where I stand: the network, who I am, what waits, what was edited by hand and not published."""
    workspace, member = context.workspace, context.identity()
    tip, view = workspace.tip, member_view(context.snapshot(), member, context.now)
    return StatusReport(
        context.network.name,
        str(context.folder),
        member,
        view.status if view is not None else "",
        workspace.trust.arrived,
        history.genesis(workspace.repository, tip),
        remote.shown_address(workspace.repository),
        tuple(workspace.outbox.waiting()),
        tuple(workspace.outbox.refused()),
        tuple(sorted(checkout.edited_files(workspace.repository))),
        tip,
        workspace.trust.incident,
        view.candidacy if view is not None else None,
        context.as_of,
    )
