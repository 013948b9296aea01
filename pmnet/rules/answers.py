"""How members answer: every question in a handover, until when it was to be answered, and what came of it.

The rules, in prose:

- A claim asks the owner, an offer the partner, and a counter turns the question round. Each question has its own clock; that
  of a claim that waits in line begins when it moves up.
- It is answered by accepting, declining or countering, whatever the answer says; a no is as good as a yes.
- What its author withdrew before there was an answer was asked of nobody.
- Where nobody answered in time, the question has lapsed. A late answer is refused, so nobody is late and yet answered.
- For as many days as the policy says, what somebody let lapse shows wherever they show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from pmnet.domain.dates import days_later
from pmnet.domain.records import Handover, Policy, Step, StepName
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.line import standing_at
from pmnet.rules.silence import Silence

ASKING: Final = (StepName.CLAIM, StepName.OFFER, StepName.COUNTER)
ANSWERING: Final = (StepName.ACCEPT, StepName.DECLINE, StepName.COUNTER)


@dataclass(frozen=True, slots=True)
class Question:
    """One question: in which handover and by which step, who had to answer and who asked, from when until when.

    `answer` and `answered` are the step that answered it and when; None where none did.
    """

    handover: str
    step: StepName
    asked: str
    asker: str
    offer: bool
    since: datetime
    respond_by: datetime
    answer: StepName | None = None
    answered: datetime | None = None

    def lapsed_by(self, now: datetime) -> bool:
        """Whether it stayed without an answer, and its time is over at a moment."""
        return self.answered is None and now > self.respond_by

    def waited(self, policy: Policy) -> timedelta | None:
        """The working time after which it was answered; None where it was not."""
        return None if self.answered is None else policy.working_hours.worked(self.since, self.answered)


def questions(snapshot: Snapshot, handover: Handover, now: datetime) -> Iterator[Question]:
    """The questions of a handover with their answers, oldest first, without those that were withdrawn or still wait in line."""
    for taken, after in zip(handover.steps, (*handover.steps[1:], None), strict=False):
        if taken.step in ASKING and (after is None or after.step in ANSWERING):
            clock = _clock(snapshot, handover, taken, now if after is None else after.at)
            if clock is not None:
                yield _question(handover, taken, clock, after)


def _clock(snapshot: Snapshot, handover: Handover, taken: Step, at: datetime) -> tuple[datetime, datetime] | None:
    """From when until when a question was to be answered; None for a claim that waits in line at that moment."""
    if taken.respond_by is not None:
        return taken.at, taken.respond_by
    waiting = replace(handover, steps=(taken,))
    found = standing_at(snapshot, waiting, at)
    if found.respond_by is None:
        return None
    return standing_at(snapshot, waiting, found.respond_by).since, found.respond_by


def _question(handover: Handover, taken: Step, clock: tuple[datetime, datetime], after: Step | None) -> Question:
    offer = taken.by == handover.owner
    asked = handover.partner if offer else handover.owner
    answer, answered = (None, None) if after is None else (after.step, after.at)
    return Question(handover.id, taken.step, asked, taken.by, offer, *clock, answer, answered)


def asked_of(snapshot: Snapshot, member: str, handovers: Iterable[Handover], now: datetime) -> list[Question]:
    """The questions that a member had to answer, oldest first."""
    found = (one for handover in handovers for one in questions(snapshot, handover, now) if one.asked == member)
    return sorted(found, key=lambda question: (question.since, question.handover))


def lately(found: Iterable[Question], policy: Policy, now: datetime) -> Silence:
    """What of some questions lapsed in the days for which the policy says that silence shows."""
    lapsed = (question for question in found if question.lapsed_by(now))
    shown = [one.offer for one in lapsed if days_later(one.respond_by, policy.silence_days) > now]
    return Silence(sum(shown), len(shown) - sum(shown), policy.silence_days)


def silence(snapshot: Snapshot, member: str, now: datetime) -> Silence:
    """What a member left unanswered in the last days; only the months are looked at in which that can have been."""
    policy = snapshot.network.policy
    handovers = handovers_with(snapshot, member, _earliest(policy, now))
    return lately(asked_of(snapshot, member, handovers, now), policy, now)


def handovers_with(snapshot: Snapshot, member: str, since: date | None = None) -> Sequence[Handover]:
    """The handovers of a member, as owner or as partner; no other is read. `since` is the first month of their leads."""
    return [
        handover
        for role in ("owner", "partner")
        for handover in snapshot.belonging("handovers/", role, member, since=since)
        if isinstance(handover, Handover)
    ]


def _earliest(policy: Policy, now: datetime) -> date | None:
    """The first day on which a lead can have been registered that somebody left unanswered lately."""
    protected = policy.protection_days * (1 + policy.protection_extensions)
    try:
        return now.date() - timedelta(days=policy.silence_days + protected + ANSWERED_WITHIN)
    except OverflowError:
        return None


ANSWERED_WITHIN: Final = 62
"""Days that are allowed for answering, and for answers that turned the question round, when looking back."""
