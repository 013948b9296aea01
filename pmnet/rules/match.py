"""Who fits what, with every point explained.

A question has criteria. Each criterion that a member or a lead meets gives points and a line that says why; each one that
is not met is named. Those who miss nothing come first, by points; then the near misses. Ties are broken by a digest of the
question and the id, so that the same question gives the same order on every machine and the alphabet favours nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from pmnet.domain.records import Lead, Member, Policy, Position
from pmnet.domain.text import squeeze
from pmnet.domain.weeks import weeks_later
from pmnet.rules.capacity import DEFAULT_WEEKS, Freshness, Work, free_days, freshness

CEFR: Final = ("A1", "A2", "B1", "B2", "C1", "C2", "native")

SKILL_POINTS: Final = 10
LEVEL_POINTS: Final = 3
MET_POINTS: Final = 10
FREE_POINTS: Final = 10
FRESH_POINTS: Final = 5
AGEING_POINTS: Final = 2
WORD_POINTS: Final = 5


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for; keys of vocabularies throughout, `names` gives the words that name each key in texts."""

    text: str = ""
    skills: tuple[tuple[str, int], ...] = ()
    industry: str = ""
    languages: tuple[tuple[str, str], ...] = ()
    certificates: tuple[str, ...] = ()
    role: str = ""
    region: str = ""
    remote: bool = False
    start: date | None = None
    end: date | None = None
    days: int | None = None

    @property
    def asks_for_time(self) -> bool:
        """Whether free capacity was asked for."""
        return bool(self.start or self.end or self.days)

    @property
    def criteria(self) -> int:
        """How many things were asked for."""
        single = (self.industry, self.role, self.region, self.remote, self.asks_for_time)
        return (
            len(self.text.split())
            + len(self.skills)
            + len(self.languages)
            + len(self.certificates)
            + sum(map(bool, single))
        )


@dataclass(frozen=True, slots=True)
class Reason:
    """Points, and the line that explains them."""

    points: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """How well one member or lead fits: the points with their reasons, and what is missing."""

    id: str
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = field(default_factory=tuple)

    @property
    def score(self) -> int:
        """The sum of all points."""
        return sum(reason.points for reason in self.reasons)


Words = Callable[[str, str], Sequence[str]]
"""(vocabulary, key) -> everything that key is called, for free text."""

Held = Callable[[str], Sequence[Work]]
"""A member's id -> the work that takes of their free days; asked for those alone who fit otherwise."""

Verdict = Reason | str
"""A criterion's outcome: points, or what is missing."""


def rank_members(
    question: Question,
    members: Iterable[Member],
    now: datetime,
    policy: Policy,
    words: Words,
    held: Held = lambda _: (),
) -> list[Hit]:
    """The members that fit, best first, then those that nearly do."""

    def verdicts(member: Member) -> list[Verdict]:
        found = list(_member_verdicts(question, member, now, policy, words))
        if question.asks_for_time and _is_near(question, found):
            found += _time(question, member, now, policy, held)
        return found

    return _ranked(question, ((member.id, verdicts(member)) for member in members))


def rank_leads(question: Question, leads: Iterable[Lead], today: date, words: Words) -> list[Hit]:
    """The leads that fit, best first, then those that nearly do; a lead counts by its best position."""
    return _ranked(
        question,
        (
            (
                lead.id,
                min(
                    (list(_lead_verdicts(question, lead, place, today, words)) for place in lead.positions), key=_order
                ),
            )
            for lead in leads
        ),
    )


def _ranked(question: Question, judged: Iterable[tuple[str, list[Verdict]]]) -> list[Hit]:
    hits = [
        Hit(name, tuple(v for v in verdicts if isinstance(v, Reason)), tuple(v for v in verdicts if isinstance(v, str)))
        for name, verdicts in judged
        if _is_near(question, verdicts)
    ]
    salt = repr(question)
    return sorted(
        hits,
        key=lambda hit: (len(hit.missing), -hit.score, sha256(f"{salt}{hit.id}".encode()).digest()),
    )


def _is_near(question: Question, verdicts: Iterable[Verdict]) -> bool:
    """Whether at most half of what was asked for is missing."""
    return 2 * sum(isinstance(v, str) for v in verdicts) <= question.criteria


def _order(verdicts: list[Verdict]) -> tuple[int, int]:
    return sum(isinstance(v, str) for v in verdicts), -sum(v.points for v in verdicts if isinstance(v, Reason))


def _member_verdicts(
    question: Question, member: Member, now: datetime, policy: Policy, words: Words
) -> Iterator[Verdict]:
    known = {entry.skill: entry for entry in member.skills}
    for skill, level in question.skills:
        yield _level(skill, level, known[skill].level if skill in known else 0)
    for tag, cefr in question.languages:
        yield _language(tag, cefr, member.languages.get(tag))
    if question.industry:
        years = next((i.years or 0 for i in member.industries if i.division == question.industry), None)
        yield (
            f"no experience in industry {question.industry}"
            if years is None
            else Reason(MET_POINTS + min(years, 10), f"industry {question.industry}, {years} years")
        )
    today = policy.working_hours.local(now).date()
    for certificate in question.certificates:
        yield _certificate(certificate, member, today)
    if question.role:
        yield _met(question.role in member.roles, f"works as {question.role}", f"does not work as {question.role}")
    if question.region:
        yield _region(question.region, member)
    if question.remote:
        remote = member.work_area is not None and bool(member.work_area.remote)
        yield _met(remote, "works remotely", "does not work remotely")
    yield from _words(question.text, _member_words(member, words))


def _time(question: Question, member: Member, now: datetime, policy: Policy, held: Held) -> Iterator[Verdict]:
    start = question.start or policy.working_hours.local(now).date()
    end = question.end or weeks_later(start, DEFAULT_WEEKS)
    wanted, said = question.days or 1, free_days(member, start, end)
    found = free_days(member, start, end, held(member.id)) if said else 0
    period = f"{start} to {end}" + (f", {said} but for won work" if found < said else "")
    if found < wanted:
        yield f"free {found} of {wanted} days a week, {period}"
        return
    yield Reason(FREE_POINTS, f"free {found} days a week, {period} (asked: {wanted})")
    age = freshness(member, now, policy)
    confirmed = member.capacity and member.capacity.confirmed
    if age in (Freshness.STALE, Freshness.UNKNOWN):
        yield f"free days not confirmed since {confirmed}" if confirmed else "free days were never confirmed"
    else:
        yield Reason(FRESH_POINTS if age is Freshness.FRESH else AGEING_POINTS, f"confirmed on {confirmed} ({age})")


def _lead_verdicts(question: Question, lead: Lead, position: Position, today: date, words: Words) -> Iterator[Verdict]:
    known = {entry.skill: entry for entry in position.skills}
    for skill, level in question.skills:
        asked = known.get(skill)
        if asked is None:
            yield f"does not ask for {skill}"
        elif asked.level <= level:
            yield Reason(SKILL_POINTS + LEVEL_POINTS * asked.level, f"asks for {skill} at level {asked.level}")
        elif asked.must:
            yield f"asks for {skill} at level {asked.level}, more than {level}"
    for tag, cefr in question.languages:
        wanted = lead.languages.get(tag)
        fits = wanted is not None and _rung(wanted) <= _rung(cefr)
        yield _met(
            fits,
            f"needs {tag} {wanted}",
            f"needs {tag} {wanted}, more than {cefr}" if wanted else f"does not need {tag}",
        )
    if question.industry:
        yield _met(
            lead.industry == question.industry, f"industry {lead.industry}", f"industry {lead.industry or 'not said'}"
        )
    for certificate in question.certificates:
        yield _met(certificate in lead.certificates, f"asks for {certificate}", f"does not ask for {certificate}")
    if question.role:
        yield _met(
            position.role == question.role,
            f"looks for {question.role}",
            f"looks for {position.role or 'no named role'}",
        )
    if question.region:
        fits = lead.region is not None and (
            lead.region == question.region or lead.region.startswith(f"{question.region}-")
        )
        yield _met(fits, f"in {lead.region}", f"in {lead.region}" if lead.region else "no region said")
    if question.remote:
        yield _met(bool(lead.remote_percent), f"{lead.remote_percent}% remote", "not remote")
    yield from _words(question.text, _lead_words(lead, position, words))
    if question.days:
        days = position.days_per_week
        yield _met(days is not None and days <= question.days, f"{days} days a week", f"{days or '?'} days a week")
    if question.start:
        begins = position.start or lead.start or today
        yield _met(begins >= question.start, f"starts {begins}", f"starts {begins}, before {question.start}")


def _level(skill: str, wanted: int, found: int) -> Verdict:
    if found < wanted or not found:
        return f"{skill} at level {found}, asked for {wanted}" if found else f"no {skill}"
    return Reason(SKILL_POINTS + LEVEL_POINTS * (found - wanted), f"{skill} at level {found} (asked: {wanted})")


def _language(tag: str, wanted: str, found: str | None) -> Verdict:
    if found is None:
        return f"no {tag}"
    if _rung(found) < _rung(wanted):
        return f"{tag} {found}, asked for {wanted}"
    return Reason(MET_POINTS, f"{tag} {found} (asked: {wanted})")


def _rung(level: str) -> int:
    """How high a language level is; one nobody knows is the lowest."""
    return CEFR.index(level) if level in CEFR else -1


def _certificate(certificate: str, member: Member, today: date) -> Verdict:
    held = [entry for entry in member.certificates if entry.certificate == certificate]
    valid = [entry for entry in held if entry.expires is None or entry.expires >= today]
    if valid:
        return Reason(MET_POINTS, f"{certificate}" + (f" until {valid[0].expires}" if valid[0].expires else ""))
    return f"{certificate} expired on {held[0].expires}" if held else f"no {certificate}"


def _region(region: str, member: Member) -> Verdict:
    area = member.work_area
    places = {place for place in ((area.base, *area.countries) if area else ()) if place}
    fits = any(region == p or region.startswith(f"{p}-") or p.startswith(f"{region}-") for p in places)
    return _met(fits, f"works in {region}", f"does not work in {region}")


def _words(text: str, known: str) -> Iterator[Verdict]:
    for word in filter(squeeze, text.split()):
        yield Reason(WORD_POINTS, f"{word!r} is mentioned") if squeeze(word) in known else f"{word!r} is not mentioned"


def _member_words(member: Member, words: Words) -> str:
    named = [name for entry in member.skills for name in words("skills", entry.skill)]
    named += [name for role in member.roles for name in words("roles", role)]
    return " ".join(squeeze(name) for name in (member.id, member.name, member.headline or "", *named))


def _lead_words(lead: Lead, position: Position, words: Words) -> str:
    named = [name for entry in position.skills for name in words("skills", entry.skill)]
    named += words("roles", position.role) if position.role else []
    return " ".join(squeeze(name) for name in (lead.title, lead.summary or "", position.title, *named))


def _met(fits: bool, reason: str, missing: str) -> Verdict:
    return Reason(MET_POINTS, reason) if fits else missing
