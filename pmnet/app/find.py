"""Finding who can do it and is free, and which leads fit.

It loads quickly, because `find` answers from the index before anything else is loaded: hence plain values, and no records.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from pmnet.app import words
from pmnet.app.words import Lookup
from pmnet.domain.text import squeeze
from pmnet.domain.weekdays import weeks_later
from pmnet.rules import criteria, match
from pmnet.rules.criteria import Criterion, Question, rung
from pmnet.rules.match import Hit
from pmnet.rules.silence import Silence
from pmnet.store.index.facts import MemberFacts, PositionFacts
from pmnet.store.index.reading import FoundMember as Shown
from pmnet.store.index.reading import Index

if TYPE_CHECKING:
    from pmnet.domain.records import Lead

HIGHEST: Final = 5
"""The highest level of a skill: whoever does not say theirs can do it all."""


class Wanted(NamedTuple):
    """What is looked for, in the words in which it was typed; days are dates already."""

    text: str = ""
    skills: Sequence[str] = ()
    should: Sequence[str] = ()
    industry: str | None = None
    languages: Sequence[str] = ()
    certificates: Sequence[str] = ()
    role: str | None = None
    methods: Sequence[str] = ()
    region: str | None = None
    remote: bool = False
    start: date | None = None
    end: date | None = None
    days: int | None = None


class FoundMember(NamedTuple):
    """A member and how well they fit, when they are free (won work taken off), and what they left unanswered lately."""

    member: Shown
    hit: Hit
    silence: Silence


class FoundLead(NamedTuple):
    """A lead and how well its best open position fits, and what its owner left unanswered lately.

    `record` is all of it, for whoever reads more than that.
    """

    lead: str
    title: str
    owner: str
    position: str
    hit: Hit
    silence: Silence
    record: Lead | None = None


def members(index: Index, wanted: Wanted, lookup: Lookup, most: int | None) -> list[FoundMember]:
    """The active members that fit best, then near misses, at most `most`; raises UnknownTerm and Usage."""
    return fitting_members(index, list(_of_members(index, wanted, lookup)), most)


def fitting_members(index: Index, question: Question, most: int | None, besides: str = "") -> list[FoundMember]:
    """The active members that fit a question best, but for one (`besides`)."""
    search = match.Search(question, MemberFacts(index, besides), criteria.of_member, index.figures.weights)
    return [
        FoundMember(index.member(number), search.hit(name, number), index.silence(name))
        for name, number in search.best(most)
    ]


def leads(index: Index, wanted: Wanted, lookup: Lookup, member: str | None, most: int | None) -> list[FoundLead]:
    """The open leads of others that fit best, then near misses, at most `most`; raises UnknownTerm and Usage."""
    question = list(_of_leads(index, wanted, lookup))
    search = match.Search(question, PositionFacts(index, member), criteria.of_position, index.figures.weights)
    return [_found_lead(index, number, search.hit(name, number)) for name, number in search.best(most)]


def unheard(index: Index, wanted: Wanted, of_leads: bool) -> list[tuple[str, list[str]]]:
    """The words that nobody has, or no lead, each with what it may have meant."""
    facts: MemberFacts | PositionFacts = PositionFacts(index, None) if of_leads else MemberFacts(index)
    words = [criterion for criterion in _words(wanted) if not facts.values(criterion)]
    if not words:
        return []
    from pmnet.domain.vocabulary import suggest_words  # loads dataclasses, and is hardly ever needed
    from pmnet.store.vocabularies import vocabulary

    terms = [term for name in ("skills", "roles") for term in vocabulary(name).terms.values()]
    known = [*(label for term in terms for label in (term.de, term.en)), *index.texts(of_leads)]
    return [(criterion.key, suggest_words(criterion.key, known)) for criterion in words]


def _found_lead(index: Index, number: int, hit: Hit) -> FoundLead:
    lead, title, owner, position = index.position(number)
    return FoundLead(lead, title, owner, position, hit, index.silence(owner))


def _of_members(index: Index, wanted: Wanted, lookup: Lookup) -> Iterator[Criterion]:
    """What is asked of members; without a level, any will do."""
    yield from _skills(wanted, 1, lookup)
    for typed in wanted.languages:
        tag, level = words.language(typed, "A1", lookup)
        yield Criterion("language", tag, rung(level))
    yield from _keys(index, wanted, lookup)
    if wanted.start or wanted.end or wanted.days:
        start = wanted.start or index.today
        end = wanted.end or weeks_later(start)
        yield Criterion("free", "", wanted.days or 1, True, start.isoformat(), max(start, end).isoformat())
        yield confirmed(index)


def _of_leads(index: Index, wanted: Wanted, lookup: Lookup) -> Iterator[Criterion]:
    """What is asked of leads: a level is what I have at most."""
    yield from _skills(wanted, HIGHEST, lookup)
    for typed in wanted.languages:
        tag, level = words.language(typed, "native", lookup)
        yield Criterion("language", tag, rung(level))
    yield from _keys(index, wanted, lookup)
    if wanted.days:
        yield Criterion("days", "", wanted.days)
    if wanted.start:
        yield Criterion("begins", start=wanted.start.isoformat(), end=index.today.isoformat())
    if wanted.end:
        yield Criterion("ends", end=wanted.end.isoformat())


def _skills(wanted: Wanted, unsaid: int, lookup: Lookup) -> Iterator[Criterion]:
    for must, asked in ((True, wanted.skills), (False, wanted.should)):
        for typed in asked:
            skill, level = words.levelled(typed, unsaid, lookup)
            yield Criterion("skill", skill, level, must)


def _keys(index: Index, wanted: Wanted, lookup: Lookup) -> Iterator[Criterion]:
    """What is asked in the same words of members and of leads."""
    if wanted.industry:
        yield Criterion("industry", lookup("industries", wanted.industry))
    for typed in wanted.certificates:
        yield Criterion("certificate", lookup("certificates", typed), start=index.today.isoformat())
    if wanted.role:
        yield Criterion("role", lookup("roles", wanted.role))
    for typed in wanted.methods:
        yield Criterion("method", lookup("methods", typed))
    if wanted.region:
        yield Criterion("region", lookup("regions", wanted.region))
    if wanted.remote:
        yield Criterion("remote")
    yield from _words(wanted)


def _words(wanted: Wanted) -> Iterator[Criterion]:
    return (Criterion("word", word) for word in wanted.text.split() if squeeze(word))


def confirmed(index: Index) -> Criterion:
    """That free days were confirmed: since when that is fresh, and since when it counts at all."""
    fresh, counts = (_earlier(index.today, days) for days in (index.figures.fresh_days, index.figures.stale_days))
    return Criterion("confirmed", start=fresh.isoformat(), end=min(fresh, counts).isoformat())


def _earlier(day: date, days: int) -> date:
    return day - timedelta(days=min(days, (day - date.min).days))
