"""What speaks against a proposal: said to whoever makes it, and never on the page."""

from __future__ import annotations

from collections.abc import Iterator

from pmnet.app.context import Context
from pmnet.app.match import fit
from pmnet.app.proposal import Candidate, Proposal
from pmnet.domain.phrase import both, listed, phrase
from pmnet.domain.records import Lead
from pmnet.rules.positions import holding
from pmnet.rules.requirements import requirements
from pmnet.store.index.reading import Index

OF_CAPACITY = frozenset({"free", "confirmed"})
"""What is not asked of whoever holds the position already: their days are in it."""


def warnings(context: Context, found: Proposal) -> tuple[str, ...]:
    """Positions for which more than one is proposed, and what each candidate lacks of what theirs asks for."""
    lacking = context.ask(lambda index: list(_lacking(context, index, found)))
    return (*_crowded(found), *lacking)


def _crowded(found: Proposal) -> Iterator[str]:
    for place in found.lead.positions:
        members = [one.member for one in found.candidates if one.position == place]
        if len(members) > 1:
            yield phrase(
                "position {position} is for one, and {members} are proposed for it",
                position=place.key,
                members=both(members),
            )


def _lacking(context: Context, index: Index, found: Proposal) -> Iterator[str]:
    for one in found.candidates:
        if one.position is None:
            continue
        besides = OF_CAPACITY if _holds(context, found.lead, one) else frozenset()
        hit = fit(index, one.member, requirements(found.lead, one.position), besides)
        if hit is not None and hit.missing:
            yield phrase(
                "{member} does not fit {position}: {missing}",
                member=one.member,
                position=one.position.key,
                missing=listed(hit.missing, "; "),
            )


def _holds(context: Context, lead: Lead, one: Candidate) -> bool:
    snapshot = context.snapshot()
    assert one.position is not None
    held = holding(lead, one.position.key, snapshot.handovers_of(lead.id), context.now, snapshot.network.policy)
    return held.holder == one.member
