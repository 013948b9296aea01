"""Finding who can do it and is free, and which leads fit."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pmnet.app import words
from pmnet.app.context import Context
from pmnet.domain.records import FreeTime, Lead, Member
from pmnet.rules.admission import Status, statuses
from pmnet.rules.answers import Silence, silence
from pmnet.rules.capacity import Work, free_periods
from pmnet.rules.match import Hit, Question, rank_leads, rank_members
from pmnet.rules.positions import LeadState, lead_state
from pmnet.rules.workload import won_by
from pmnet.store.vocabularies import vocabulary


@dataclass(frozen=True, slots=True)
class FoundMember:
    """A member and how well they fit, when they are free (won work taken off), and what they left unanswered lately."""

    member: Member
    hit: Hit
    free: tuple[FreeTime, ...]
    silence: Silence


@dataclass(frozen=True, slots=True)
class FoundLead:
    """A lead, how well it fits, and what its owner left unanswered lately."""

    lead: Lead
    hit: Hit
    silence: Silence


def question(
    text: str,
    skills: Sequence[str],
    industry: str | None,
    languages: Sequence[str],
    certificates: Sequence[str],
    role: str | None,
    region: str | None,
    remote: bool,
    start: date | None,
    end: date | None,
    days: int | None,
    of_leads: bool = False,
) -> Question:
    """A question from words as people type them; without a level, any will do. Raises UnknownTerm.

    For members a level is what they need at least, for leads what I have at most.
    """
    wishes = [words.skill(typed, unsaid=5 if of_leads else 1) for typed in skills]
    return Question(
        text,
        tuple((wish["skill"], wish["level"]) for wish in wishes),
        words.key("industries", industry) or "",
        tuple(words.language(typed, unsaid="native" if of_leads else "A1") for typed in languages),
        tuple(words.key("certificates", typed) or "" for typed in certificates),
        words.key("roles", role) or "",
        words.key("regions", region) or "",
        remote,
        start,
        end,
        days,
    )


def members(context: Context, question: Question, limit: int) -> list[FoundMember]:
    """The active members that fit best, then near misses, at most `limit`."""
    snapshot = context.snapshot()
    known = {member.id: member for member in snapshot.members()}
    found = statuses(snapshot.network, known.values(), context.now)
    active = [member for member in known.values() if found[member.id] is Status.ACTIVE]

    @functools.cache
    def won(member: str) -> tuple[Work, ...]:
        return won_by(snapshot, member, context.now)

    hits = rank_members(question, active, context.now, snapshot.network.policy, _words, won)
    return [
        FoundMember(
            known[hit.id], hit, free_periods(known[hit.id], won(hit.id)), silence(snapshot, hit.id, context.now)
        )
        for hit in hits[:limit]
    ]


def leads(context: Context, question: Question, limit: int) -> list[FoundLead]:
    """The open leads of others that fit best, then near misses, at most `limit`."""
    snapshot, actor = context.snapshot(), context.identity()
    policy = snapshot.network.policy
    known = {
        lead.id: lead
        for lead in snapshot.leads()
        if lead.owner != actor
        and lead_state(lead, snapshot.handovers_of(lead.id), context.now, policy) is LeadState.OPEN
    }
    today = policy.working_hours.local(context.now).date()
    hits = rank_leads(question, known.values(), today, _words)
    shown = ((known[hit.id], hit) for hit in hits[:limit])
    return [FoundLead(lead, hit, silence(snapshot, lead.owner, context.now)) for lead, hit in shown]


def _words(name: str, key: str) -> Sequence[str]:
    term = vocabulary(name).terms.get(key)
    return term.names if term else (key,)
