"""Deadlines in words that anybody may read: a calendar and a mail say them, so nothing that is sealed is opened for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pmnet.domain.phrase import Phrase, pattern, phrase
from pmnet.domain.records import Handover, Lead, Member, Policy
from pmnet.domain.snapshot import Snapshot
from pmnet.rules import clocks
from pmnet.rules.asked import is_outdated
from pmnet.rules.clocks import Clock, ClockName
from pmnet.rules.line import standing_at
from pmnet.rules.steps import State


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing that is due: about which record, for which clock, one sentence, until when, what to type.

    `mine` when it waits for whoever looks; `month` is a bill's. `revision` grows with every change of the record it follows from.
    """

    about: str
    clock: ClockName
    text: Phrase
    due: datetime
    command: str
    mine: bool
    month: str = ""
    revision: int = 0

    @property
    def key(self) -> str:
        """What tells it from any other deadline, whatever becomes of its time."""
        return ".".join(part for part in (self.about, self.clock, self.month) if part)


MINE: Final[Mapping[ClockName, str]] = {
    ClockName.ANSWER: pattern("answer {other}, who offers you {what}"),
    ClockName.DISCLOSE: pattern("open the client to {other}: {what}"),
    ClockName.CONTACT: pattern("speak to the client: {what}"),
    ClockName.NOTE: pattern("say how it goes: {what}"),
    ClockName.WIN: pattern("say whether it was won: {what}"),
    ClockName.SETTLE: pattern("pay {other} what is owed for {month}: {what}"),
    ClockName.HOLD: pattern("the time that {other} holds it ends: {what}"),
}
"""What is said to whoever must act."""

THEIRS: Final[Mapping[ClockName, str]] = {
    ClockName.ANSWER: pattern("{other} has to answer on {what}"),
    ClockName.DISCLOSE: pattern("{other} has to open the client to you: {what}"),
    ClockName.CONTACT: pattern("{other} has to speak to the client: {what}"),
    ClockName.NOTE: pattern("{other} has to say how it goes: {what}"),
    ClockName.SETTLE: pattern("{other} pays back what was settled for {month}: {what}"),
    ClockName.HOLD: pattern("the time that you hold it ends: {what}"),
}
"""What is said to whoever waits for it."""

ASKED_BY_CLAIM: Final = pattern("answer {other}, who asks for {what}")
PAYING_BACK: Final = pattern("pay {other} back what was settled for {month}: {what}")
SETTLING: Final = pattern("say so once {other} has paid for {month}: {what}")
"""What an owner is said of a month, as it is theirs to say that it is settled."""


def of_handover(snapshot: Snapshot, handover: Handover, actor: str, now: datetime) -> list[Deadline]:
    """Everything that is due in a handover, for one of its two."""
    lead, found = snapshot.find_lead(handover.lead), standing_at(snapshot, handover, now)
    owns = actor == handover.owner
    told = {"other": handover.partner if owns else handover.owner, "what": what_of(handover, lead)}
    rows: list[Deadline] = []
    for clock in clocks.of_handover(handover, lead, found, snapshot.network.policy):
        acts = actor in clock.who
        mine = acts or (owns and clock.name is ClockName.SETTLE)
        words = _words(clock.name, owns, acts, found.state is State.CLAIMED)
        text = Phrase(words, told | {"month": clock.month})
        command = _command(clock, handover, owns, mine)
        if mine and clock.name is ClockName.ANSWER and is_outdated(snapshot, handover):
            command = f"pmnet counter {handover.id}"  # nobody can accept that any more
        rows += _deadlines(clock, text, command, mine, len(handover.steps))
    return rows


def of_lead(lead: Lead, policy: Policy) -> list[Deadline]:
    """That the protection of one's own lead ends."""
    text = phrase("the protection of {title!r} ends", title=lead.title)
    command, revision = f"pmnet lead extend {lead.id}", lead.protected_until.toordinal()
    return [row for clock in clocks.of_lead(lead, policy) for row in _deadlines(clock, text, command, True, revision)]


def of_member(member: Member, policy: Policy) -> list[Deadline]:
    """That one's own word on one's free days counts no more."""
    text = phrase("say again how many days you are free")
    confirmed = member.capacity.confirmed if member.capacity else None
    revision = confirmed.toordinal() if confirmed else 0
    found = clocks.of_member(member, policy)
    return [row for clock in found for row in _deadlines(clock, text, "pmnet free", True, revision)]


def what_of(handover: Handover, lead: Lead | None) -> Phrase:
    """What a handover is about: a position and the public title of its lead."""
    if lead is None:
        return phrase("{handover}", handover=handover.id)
    return phrase("{position} of {title!r}", position=handover.position, title=lead.title)


def _words(name: ClockName, owns: bool, acts: bool, claimed: bool) -> str:
    if owns and name is ClockName.SETTLE:
        return PAYING_BACK if acts else SETTLING
    if acts and claimed and name is ClockName.ANSWER:
        return ASKED_BY_CLAIM
    return (MINE if acts else THEIRS)[name]


def _deadlines(clock: Clock, text: Phrase, command: str, mine: bool, revision: int) -> Iterator[Deadline]:
    """The deadline of a clock; none where nobody said until when."""
    if clock.due is not None:
        yield Deadline(clock.about, clock.name, text, clock.due, command, mine, clock.month, revision)


def _command(clock: Clock, handover: Handover, owns: bool, mine: bool) -> str:
    """What is typed about a deadline: the step itself by whoever takes it, else what shows it."""
    if clock.name is ClockName.SETTLE:
        return f"pmnet settle {handover.id} --month {clock.month}" if owns else f"pmnet books {handover.id}"
    return f"pmnet {clock.command} {handover.id}" if mine else f"pmnet lead show {handover.lead}"
