"""Matching: who fits the positions of a lead, and which positions fit one member. Nobody is proposed to themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from pmnet.app.find import FoundLead, FoundMember, confirmed, fitting_members
from pmnet.domain.clock import parse_day
from pmnet.domain.phrase import phrase
from pmnet.domain.weekdays import weeks_later
from pmnet.errors import Conflict, NotFound
from pmnet.rules import criteria, match
from pmnet.rules.criteria import Criterion, Verdict
from pmnet.rules.match import Tally
from pmnet.store.index.facts import MemberFacts
from pmnet.store.index.reading import FoundPosition, Index


class Ranking(NamedTuple):
    """An open position of a lead, and the members that fit it best, then near misses."""

    lead: str
    position: str
    title: str
    members: tuple[FoundMember, ...]


def positions(index: Index, lead: str, position: str = "", most: int | None = None) -> list[Ranking]:
    """Who fits the open positions of a lead, or one of them; raises Conflict where none is open."""
    open_ones = list(index.positions(lead))
    found = [one for one in open_ones if position in ("", one.key)]
    if not found:
        what = (
            phrase("position {position} of {lead} is not open", position=position, lead=lead)
            if open_ones
            else phrase("no position of {lead} is open", lead=lead)
        )
        raise Conflict(what, f"pmnet lead show {lead}")
    return [
        Ranking(lead, one.key, one.title, tuple(fitting_members(index, question_of(index, one), most, one.owner)))
        for one in found
    ]


def fit(
    index: Index, member: str, asks: Sequence[Criterion], besides: Collection[str] = frozenset()
) -> match.Hit | None:
    """How well one member fits what a position asks for, `besides` some kinds of criteria; None where they are not there yet."""
    number = index.number_of(member)
    if number is None:
        return None
    facts, weights = MemberFacts(index), index.figures.weights
    asked = [criterion for criterion in _today(index, asks) if criterion.kind not in besides]
    known = ((criterion, facts.values(criterion, {number}).get(number)) for criterion in asked)
    return match.hit(member, [criteria.of_member(criterion, value, weights) for criterion, value in known])


def question_of(index: Index, position: FoundPosition) -> list[Criterion]:
    """What a position asks for today."""
    return _today(index, position.asks)


def _today(index: Index, asks: Sequence[Criterion]) -> list[Criterion]:
    return list(
        criteria.resolved(
            asks,
            index.today.isoformat(),
            lambda first: weeks_later(parse_day(first)).isoformat(),
            confirmed(index),
        )
    )


def mine(index: Index, member: str, most: int | None) -> list[FoundLead]:
    """The open positions of others that fit a member best, then near misses; raises NotFound where they are not there yet."""
    number = index.number_of(member)
    if number is None:
        raise NotFound(phrase("there is no member {member!r} yet", member=member), "pmnet sync")
    facts, weights, remembered = MemberFacts(index), index.figures.weights, dict[Criterion, Any]()

    def value(criterion: Criterion) -> Any:
        """What is known of the member; the same things are asked for again and again."""
        if criterion not in remembered:
            remembered[criterion] = facts.values(criterion, {number}).get(number)
        return remembered[criterion]

    def judged() -> Iterator[tuple[Tally, FoundPosition, list[Criterion], list[Verdict]]]:
        for position in index.positions():
            if position.owner != member and position.open_to_all:
                question = question_of(index, position)
                verdicts = [criteria.of_member(criterion, value(criterion), weights) for criterion in question]
                tally = match.tally(question, verdicts, number)
                if tally is not None:
                    yield tally, position, question, verdicts

    ordered = sorted(judged(), key=lambda one: (one[0].missing, one[0].minus, _tie(member, one[1], one[2])))
    return [
        FoundLead(
            position.lead,
            position.lead_title,
            position.owner,
            position.key,
            match.hit(position.lead, verdicts),
            index.silence(position.owner),
        )
        for _, position, _, verdicts in ordered[:most]
    ]


def _tie(member: str, position: FoundPosition, question: list[Criterion]) -> str:
    return match.digest(match.salt_of(question), f"{member} {position.lead} {position.key}")
