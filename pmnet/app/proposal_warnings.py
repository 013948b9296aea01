"""What speaks against a proposal: said to whoever makes it, and never on the page."""

from __future__ import annotations

from collections.abc import Iterator

from pmnet.app.context import Context
from pmnet.app.find import confirmed
from pmnet.app.proposal import Candidate, Proposal
from pmnet.domain.clock import parse_day
from pmnet.domain.phrase import both, listed, phrase
from pmnet.domain.records import Lead, Position
from pmnet.domain.weekdays import weeks_later
from pmnet.rules import criteria, match
from pmnet.rules.criteria import Criterion
from pmnet.rules.positions import holding
from pmnet.rules.requirements import requirements
from pmnet.store.index.facts import MemberFacts
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
        number = index.number_of(one.member)
        if one.position is None or number is None:
            continue
        question = _question(index, found.lead, one.position)
        if _holds(context, found.lead, one):
            question = [criterion for criterion in question if criterion.kind not in OF_CAPACITY]
        facts, weights = MemberFacts(index), index.figures.weights
        verdicts = [
            criteria.of_member(criterion, facts.values(criterion, {number}).get(number), weights)
            for criterion in question
        ]
        missing = match.hit(one.member, verdicts).missing
        if missing:
            yield phrase(
                "{member} does not fit {position}: {missing}",
                member=one.member,
                position=one.position.key,
                missing=listed(missing, "; "),
            )


def _question(index: Index, lead: Lead, position: Position) -> list[Criterion]:
    """What a position asks for today, whether it is open or not."""
    return list(
        criteria.resolved(
            requirements(lead, position),
            index.today.isoformat(),
            lambda first: weeks_later(parse_day(first)).isoformat(),
            confirmed(index),
        )
    )


def _holds(context: Context, lead: Lead, one: Candidate) -> bool:
    snapshot = context.snapshot()
    assert one.position is not None
    held = holding(lead, one.position.key, snapshot.handovers_of(lead.id), context.now, snapshot.network.policy)
    return held.holder == one.member
