"""A team for a lead as its client may see it, and the network as everybody may: only what each member agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from string import ascii_uppercase
from typing import Final

from pmnet.app import naming
from pmnet.app.context import Context
from pmnet.app.views import member_views
from pmnet.domain.phrase import phrase
from pmnet.domain.records import Consent, FreeTime, Lead, Member, Position
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict, Usage
from pmnet.rules.admission import Status, status_of
from pmnet.rules.capacity import Freshness
from pmnet.rules.positions import holding
from pmnet.rules.showing import NAMING, Profile, shown

LETTERS: Final = ascii_uppercase
"""What those are called who are not named; nobody reads a proposal of more people."""

EXAMPLE: Final = "name,headline,roles,skills,languages,capacity"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom somebody outside writes to."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is proposed. `member` is for whoever typed the command, and never on a page.

    `letter` is what they are called where their name is not shown, `notes` says what else was left out.
    """

    member: str
    letter: str
    profile: Profile
    agreed: tuple[str, ...]
    position: Position | None = None
    notes: tuple[str, ...] = ()

    @property
    def shown_as(self) -> str:
        """What they are called on the page."""
        return self.profile.name or phrase("Candidate {letter}", letter=self.letter)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A lead's public half, who is proposed for it, and the one who answers for that."""

    network: str
    lead: Lead
    candidates: tuple[Candidate, ...]
    contact: Contact
    anonymous: bool
    today: date


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal and the page that it became; `warnings` say what speaks against it."""

    file: str
    proposal: Proposal
    warnings: tuple[str, ...] = ()


def propose(context: Context, typed: str, people: Sequence[str], anonymous: bool) -> Proposal:
    """A team for a lead, proposed by whoever acts."""
    return proposal_of(context.snapshot(), context.now, context.member, typed, people, anonymous)


def proposal_of(
    snapshot: Snapshot, now: datetime, actor: str, typed: str, people: Sequence[str], anonymous: bool
) -> Proposal:
    """A team for a lead; each of `people` is a member, and after a colon the position they are proposed for.

    Raises Conflict where one takes no part, or did not agree to be shown to clients.
    """
    lead, contact = naming.lead(snapshot, typed), contact_of(snapshot, actor)
    if len(people) > len(LETTERS):
        raise Usage(phrase("a proposal names at most {most} people", most=len(LETTERS)))
    found: list[Candidate] = []
    for letter, said in zip(LETTERS, people, strict=False):
        who, _, position = said.partition(":")
        member = naming.member(snapshot, who)
        if member.id in {one.member for one in found}:
            raise Usage(phrase("{member} is named twice", member=member.id), phrase("name each --member once"))
        place = _position(snapshot, lead, member, position, now)
        found.append(_candidate(snapshot, member, letter, place, anonymous, now))
    return Proposal(snapshot.network.name, lead, tuple(found), contact, anonymous, today(snapshot, now))


def contact_of(snapshot: Snapshot, member: str) -> Contact:
    """Whoever makes a page, as the one people write to."""
    record = snapshot.member(member)
    return Contact(record.name, record.email)


def today(snapshot: Snapshot, now: datetime) -> date:
    """The day it is in the network."""
    return snapshot.network.policy.working_hours.local(now).date()


def free_of(snapshot: Snapshot, member: Member, now: datetime) -> tuple[tuple[FreeTime, ...], bool]:
    """When a member is free, and whether that word still counts; what is stale or was never said is told to nobody."""
    view = member_views(snapshot, [member], now)[0]
    counts = view.freshness in (Freshness.FRESH, Freshness.AGEING)
    return (view.free if counts else ()), counts


def _candidate(
    snapshot: Snapshot, member: Member, letter: str, position: Position | None, anonymous: bool, now: datetime
) -> Candidate:
    consent = member.consent or Consent()
    agreed = tuple(name for name in consent.proposal if not (anonymous and name in NAMING))
    _insist_proposable(snapshot, member, agreed, anonymous, now)
    free, counts = free_of(snapshot, member, now)
    profile = shown(member, agreed, free, today(snapshot, now))
    notes = []
    if not profile.name and not anonymous:
        notes.append(
            phrase(
                "{member} is called Candidate {letter}: they did not agree to be named", member=member.id, letter=letter
            )
        )
    if "headline" in agreed and member.headline and not profile.headline:
        notes.append(phrase("the headline of {member} is left out: it says who they are", member=member.id))
    if "capacity" in agreed and not counts:
        notes.append(phrase("the free days of {member} are left out: they were not confirmed lately", member=member.id))
    return Candidate(member.id, letter, profile, agreed, position, tuple(notes))


def _insist_proposable(
    snapshot: Snapshot, member: Member, agreed: tuple[str, ...], anonymous: bool, now: datetime
) -> None:
    """Raises Conflict unless a member is active and agreed to something that is shown."""
    status = status_of(member.id, snapshot, now)
    if status is not Status.ACTIVE:
        raise Conflict(
            phrase("cannot propose {member}: not an active member but {status}", member=member.id, status=status),
            f"pmnet member show {member.id}",
        )
    if not agreed:
        raise Conflict(
            phrase("cannot propose {member}: they agreed to nothing that an anonymous proposal shows", member=member.id)
            if anonymous and member.consent is not None and member.consent.proposal
            else phrase("cannot propose {member}: they did not agree to be shown to clients", member=member.id),
            phrase("{member} types: pmnet member set consent.proposal={fields}", member=member.id, fields=EXAMPLE),
        )


def _position(snapshot: Snapshot, lead: Lead, member: Member, typed: str, now: datetime) -> Position | None:
    """What somebody is proposed for: the position that was typed, else the one they hold, else the only one."""
    if typed:
        return lead.position(naming.position(lead, typed))
    handovers, policy = snapshot.handovers_of(lead.id), snapshot.network.policy
    held = [p for p in lead.positions if holding(lead, p.key, handovers, now, policy).holder == member.id]
    if held or len(lead.positions) == 1:
        return (held or lead.positions)[0]
    return None
