"""A team proposal as a page for a client."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmnet.app.proposal import Candidate, Proposal
from pmnet.cli.pages.parts import Cell, Contact, Facts, Page, People, Person, Section, Table
from pmnet.cli.pages.profiles import labels, level, person, spoken
from pmnet.cli.render.record_words import period
from pmnet.domain.phrase import counted, listed, phrase
from pmnet.store.vocabularies import vocabulary


def page(found: Proposal) -> Page:
    """The page: the task, the team at a glance, who brings what, each person, and whom to write to."""
    return Page(
        title=found.lead.title,
        of=phrase("Team proposal by {network}", network=found.network),
        intro=found.lead.summary or "",
        sections=tuple(_sections(found)),
        foot=(
            phrase("Of each person only what they agreed to is shown."),
            phrase("Reference {lead}. As of {today}.", lead=found.lead.id, today=found.today),
        ),
    )


def _sections(found: Proposal) -> Iterator[Section]:
    yield Section("task", phrase("The task"), (Facts(tuple(_task(found)), strip=True), _positions(found)))
    if covered := list(_covered(found)):
        yield Section("skills", phrase("What it takes, and who brings it"), (_brought(found, covered),))
    yield Section("team", phrase("The team"), (People(tuple(_people(found))),))
    about = phrase("One person answers for the whole team.")
    contact = Contact(found.contact.name, found.contact.email)
    yield Section("contact", phrase("Your contact"), (contact,), note=about)


def _task(found: Proposal) -> Iterator[tuple[object, object]]:
    lead = found.lead
    yield phrase("Period"), period(lead.start, lead.end)
    yield phrase("Team"), counted(len(found.candidates), "{n} person", "{n} people")
    yield phrase("Industry"), vocabulary("industries").label(lead.industry) if lead.industry else ""
    yield phrase("Region"), vocabulary("regions").label(lead.region) if lead.region else ""
    if lead.remote_percent is not None:
        yield phrase("Remote work"), phrase("{percent}%", percent=lead.remote_percent)
    yield phrase("Languages"), tuple(spoken(tag, cefr) for tag, cefr in lead.languages.items())
    yield phrase("Methods"), labels("methods", lead.methods)


def _positions(found: Proposal) -> Table:
    rows = [
        (
            place.title,
            counted(place.days_per_week, "{n} day a week", "{n} days a week") if place.days_per_week else "",
            period(place.start or found.lead.start, place.end or found.lead.end),
            listed(one.shown_as for one in found.candidates if one.position == place) or phrase("to be agreed"),
        )
        for place in found.lead.positions
    ]
    headings = (phrase("Position"), phrase("Days"), phrase("Period"), phrase("Proposed"))
    return Table(phrase("Positions and who is proposed for them"), headings, rows)


def _covered(found: Proposal) -> Iterator[tuple[str, int]]:
    """The skills that are asked for and that somebody brings, each with the level at least; of others a client reads nothing."""
    wanted: dict[str, int] = {}
    for one in (asked for place in found.lead.positions for asked in place.skills):
        wanted[one.skill] = max(one.level, wanted.get(one.skill, 0))
    brought = {entry.skill for one in found.candidates for entry in one.profile.skills}
    return ((skill, least) for skill, least in wanted.items() if skill in brought)


def _brought(found: Proposal, covered: Sequence[tuple[str, int]]) -> Table:
    """Which skill is asked for at which level, and who has it at which."""
    people = [one for one in found.candidates if one.profile.skills]
    rows = [
        (
            vocabulary("skills").label(skill),
            Cell(_level(least), note=level(least)),
            *(_has(one, skill) for one in people),
        )
        for skill, least in covered
    ]
    headings = (phrase("Skill"), phrase("Asked for, at least"), *(one.shown_as for one in people))
    return Table(phrase("Levels run from 1 to 5"), headings, rows)


def _has(candidate: Candidate, skill: str) -> Cell:
    found = next((entry.level for entry in candidate.profile.skills if entry.skill == skill), 0)
    return Cell(_level(found), note=level(found)) if found else Cell("")


def _level(of: int) -> str:
    return phrase("Level {level}", level=of)


def _people(found: Proposal) -> Iterator[Person]:
    for one in found.candidates:
        role = phrase("Proposed as {position}", position=one.position.title) if one.position else ""
        yield person(f"candidate-{one.letter.lower()}", one.shown_as, one.profile, found.today, role)
