"""What a step leads to that cannot be taken back, for whoever is about to take it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pmnet.app.context import Context
from pmnet.app.match import fit
from pmnet.domain.phrase import both, listed, phrase
from pmnet.domain.records import Handover, Lead
from pmnet.domain.sealed import Client, LeadDocument, SealedName
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Alarm, CannotUnseal, Unreachable
from pmnet.rules.requirements import requirements
from pmnet.rules.standing import standing

PARTS: Final = {
    "contacts": phrase("contacts"),
    "decision_maker": phrase("who decides"),
    "budget": phrase("budget"),
    "rate_ceiling": phrase("rate ceiling"),
    "payment_terms": phrase("how they pay"),
    "source": phrase("how you know them"),
    "notes": phrase("notes"),
}
"""What of a client is named besides who it is, by its field."""


def of_accepting(context: Context, handover: Handover) -> list[str]:
    """What an owner's yes to a claim opens to whom, and what the partner lacks of what the position asks for."""
    snapshot = context.snapshot()
    return [*_lacking(context, snapshot, handover), _opening(snapshot, handover)]


def of_winning(context: Context, handover: Handover) -> list[str]:
    """What reporting a win settles for both."""
    lead = context.snapshot().lead(handover.lead)
    return [
        phrase(
            "with that, {position} of {title!r} is filled by {partner}: their free days are taken, and months can be billed",
            position=handover.position,
            title=lead.title,
            partner=_name(context.snapshot(), handover.partner),
        ),
        phrase("it counts for both of you, and cannot be undone"),
    ]


def _lacking(context: Context, snapshot: Snapshot, handover: Handover) -> Iterator[str]:
    """What a partner lacks, where something is asked for that they lack."""
    lead = snapshot.lead(handover.lead)
    position = lead.position(handover.position)
    if position is None:
        return
    asks = requirements(lead, position)
    found = context.ask(lambda index: fit(index, handover.partner, asks))
    if found is not None and found.missing:
        partner = _name(snapshot, handover.partner)
        yield phrase("what {partner} does not meet: {missing}", partner=partner, missing=listed(found.missing))


def _opening(snapshot: Snapshot, handover: Handover) -> str:
    """What of a client opens with a yes."""
    lead, partner = snapshot.lead(handover.lead), _name(snapshot, handover.partner)
    if lead.sealed is None or standing(handover).terms is None:
        return phrase("with that, you agree with {partner}; no client opens yet", partner=partner)
    client = _client(snapshot, lead)
    if client is None or client.name is None:
        return phrase(
            "with that, the client opens to {partner}, and nobody can take back what was read", partner=partner
        )
    parts = [named for field, named in PARTS.items() if getattr(client, field)]
    besides = phrase(", with {parts},", parts=both(parts)) if parts else ""
    return phrase(
        "with that, the client ({client}){besides} opens to {partner}, and nobody can take back what was read",
        client=client.name,
        besides=besides,
        partner=partner,
    )


def _client(snapshot: Snapshot, lead: Lead) -> Client | None:
    """The client, where it opens here; where it does not, the act itself says so."""
    try:
        found = snapshot.document(SealedName(lead.id))
    except (CannotUnseal, Alarm, Unreachable):
        return None
    return found.client if isinstance(found, LeadDocument) else None


def _name(snapshot: Snapshot, member: str) -> str:
    found = snapshot.find_member(member)
    return found.name if found is not None else member
