"""What is new for members between two states of a network: what others did, what was not answered, what will soon be due.

Everything here is read from what all members can read. Nothing sealed is opened, and of free texts only titles are repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pmnet.app import deadlines, waiting
from pmnet.app.deadlines import Deadline, what_of
from pmnet.domain.phrase import Phrase, pattern
from pmnet.domain.records import Handover, Lead, Member, Policy, StepName
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.asked import is_outdated
from pmnet.rules.clocks import Clock, ClockName
from pmnet.rules.line import standing_at, waited
from pmnet.rules.standing import Standing
from pmnet.rules.steps import ASKING, State


@dataclass(frozen=True, slots=True)
class Moment:
    """A state of a network, and when it was looked at."""

    state: Snapshot
    at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """One thing that is new for a member: a name of its own, one sentence, until when something is to be done, what to type."""

    member: str
    key: str
    about: str
    text: Phrase
    due: datetime | None
    command: str
    is_deadline: bool = False


SHOWING: Final = "pmnet lead show {lead}"

DONE: Final[Mapping[StepName, tuple[str, str]]] = {
    StepName.CLAIM: (pattern("{other} asks for {what}"), "pmnet accept {id}"),
    StepName.OFFER: (pattern("{other} offers you {what}"), "pmnet accept {id}"),
    StepName.COUNTER: (pattern("{other} answers with other terms: {what}"), "pmnet accept {id}"),
    StepName.ACCEPT: (pattern("{other} accepts: {what}"), SHOWING),
    StepName.DECLINE: (pattern("{other} declines: {what}"), SHOWING),
    StepName.WITHDRAW: (pattern("{other} has withdrawn: {what}"), SHOWING),
    StepName.DISCLOSE: (pattern("{other} has opened the client to you: {what}"), "pmnet client {id}"),
    StepName.CONTACTED: (pattern("{other} has spoken to the client: {what}"), SHOWING),
    StepName.WIN: (pattern("{other} says that it is won: {what}"), SHOWING),
    StepName.LOSE: (pattern("{other} says that it is lost: {what}"), SHOWING),
    StepName.RETURN: (pattern("{other} gives it back: {what}"), SHOWING),
    StepName.RELEASE: (pattern("{other} has taken it back: {what}"), SHOWING),
    StepName.EXTEND: (pattern("{other} lets you hold it for longer: {what}"), SHOWING),
    StepName.AMEND: (pattern("{other} has signed for other terms: {what}"), "pmnet amend {id}"),
    StepName.BILL: (pattern("{other} has billed {month}: {what}"), "pmnet books {id}"),
    StepName.SETTLE: (pattern("{other} says that {month} is settled: {what}"), "pmnet books {id}"),
    StepName.COMPLETE: (pattern("{other} says that it is completed: {what}"), SHOWING),
    StepName.DISPUTE: (pattern("{other} does not agree: {what}"), "pmnet resolve {id}"),
    StepName.RESOLVE: (pattern("{other} says that it is resolved: {what}"), "pmnet resolve {id}"),
}
"""What a member is told of a step that the other one took."""

QUESTIONS: Final = (StepName.CLAIM, StepName.OFFER, StepName.COUNTER)
"""What waits for an answer, while nothing else has been done."""

TAKEN_BACK: Final = pattern("{other} has taken back what was billed for {month}: {what}")
IN_LINE: Final = (pattern("{other} waits in line for {what}"), SHOWING)
SILENT: Final = (pattern("{other} did not answer: {what}"), SHOWING)

WITHIN_A_DAY: Final = (ClockName.ANSWER, ClockName.DISCLOSE, ClockName.CONTACT)
"""What runs in working hours comes near a working day before it is due."""

WITHIN_DAYS: Final = {ClockName.HOLD: timedelta(days=3), ClockName.SETTLE: timedelta(days=5)}


def of_steps(before: Snapshot, after: Moment, paths: Iterable[str]) -> Iterator[News]:
    """What was done in these handovers, told to the other one of the two, unless they have done something there since."""
    for handover in after.state.readable(paths):
        if isinstance(handover, Handover):
            earlier = before.find_handover(handover.id)
            first = len(earlier.steps) if earlier is not None else 0
            for place in range(max(first, _last_turn(handover)), len(handover.steps)):
                yield _of_step(after, handover, place)


def _last_turn(handover: Handover) -> int:
    """From which step on everything in a handover was done by the same one of the two."""
    steps = handover.steps
    turns = (place for place in range(len(steps) - 1, 0, -1) if steps[place].by != steps[place - 1].by)
    return next(turns, 0)


def _of_step(after: Moment, handover: Handover, place: int) -> News:
    taken = handover.steps[place]
    words = IN_LINE if place == 0 and waited(handover) else DONE[taken.step]
    if taken.cancels:
        words = TAKEN_BACK, words[1]
    is_open = place == len(handover.steps) - 1 and _waits(taken.step, standing_at(after.state, handover, after.at))
    if not is_open and taken.step in (*QUESTIONS, StepName.AMEND, StepName.DISPUTE, StepName.RESOLVE):
        words = words[0], SHOWING
    if is_open and taken.step in QUESTIONS and is_outdated(after.state, handover):
        words = words[0], "pmnet counter {id}"
    due = taken.respond_by if is_open and taken.step in QUESTIONS else None
    return _told(after.state, handover, taken.by, f"{handover.id}/{place}", words, due, taken.month or "")


def _waits(taken: StepName, found: Standing) -> bool:
    """Whether a step wants an answer where a handover stands after it."""
    if taken in QUESTIONS:
        return found.state in ASKING
    return found.amending is not None if taken is StepName.AMEND else found.state is State.DISPUTED


def of_silence(then: datetime, after: Moment, handovers: Iterable[Handover]) -> Iterator[News]:
    """Which questions were not answered in time since then, told to whoever asked."""
    for handover in handovers:
        found = standing_at(after.state, handover, after.at)
        if found.state is State.LAPSED and then <= found.since < after.at:
            asked = next((step for step in reversed(handover.steps) if step.respond_by is not None), handover.steps[0])
            other = handover.partner if asked.by == handover.owner else handover.owner
            yield _told(after.state, handover, other, f"{handover.id}/silence/{len(handover.steps)}", SILENT)


def _told(
    state: Snapshot,
    handover: Handover,
    by: str,
    key: str,
    words: tuple[str, str],
    due: datetime | None = None,
    month: str = "",
) -> News:
    """What one of the two did or did not do, as it is told to the other one."""
    to = handover.partner if by == handover.owner else handover.owner
    what = what_of(handover, state.find_lead(handover.lead))
    command = words[1].format(id=handover.id, lead=handover.lead)
    text = Phrase(words[0], {"other": by, "what": what, "month": month})
    return News(to, key, handover.id, text, due, command)


def of_deadlines(before: Moment, after: Moment, handovers: Iterable[Handover], others: Iterable[str]) -> Iterator[News]:
    """What has come near since then, for whoever must act: in these handovers, and in other records by their paths."""
    for handover in handovers:
        for member in (handover.owner, handover.partner):
            now = deadlines.of_handover(after.state, handover, member, after.at)
            if any(_comes_near(row, after) for row in now):
                known = before.state.find_handover(handover.id)
                then = deadlines.of_handover(before.state, known, member, before.at) if known is not None else []
                yield from _new(member, before, then, after, now)
    for record in after.state.readable(others):
        member = record.owner if isinstance(record, Lead) else record.id if isinstance(record, Member) else ""
        now = _of_record(record, after.state.network.policy)
        if any(_comes_near(row, after) for row in now):
            earlier = list(before.state.readable([record.path]))
            then = _of_record(earlier[0], before.state.network.policy) if earlier else []
            yield from _new(member, before, then, after, now)


def _of_record(record: object, policy: Policy) -> list[Deadline]:
    if isinstance(record, Lead):
        return deadlines.of_lead(record, policy)
    return deadlines.of_member(record, policy) if isinstance(record, Member) else []


def _new(member: str, before: Moment, then: list[Deadline], after: Moment, now: list[Deadline]) -> Iterator[News]:
    """The deadlines that are near now and were not near then."""
    known = {(row.key, row.due) for row in then if _comes_near(row, before)}
    for row in now:
        if _comes_near(row, after) and (row.key, row.due) not in known:
            key = f"{row.key}/{row.due:%Y-%m-%dT%H:%M:%S}"
            yield News(member, key, row.about, row.text, row.due, row.command, True)


def _comes_near(row: Deadline, moment: Moment) -> bool:
    """Whether it is time to remind somebody of what they must do."""
    policy = moment.state.network.policy
    if not row.mine:
        return False
    if row.clock in WITHIN_A_DAY:
        hours = policy.working_hours
        return hours.hours(moment.at, row.due) <= hours.closes - hours.opens
    if row.clock in WITHIN_DAYS:
        return row.due - moment.at <= WITHIN_DAYS[row.clock]
    return waiting.is_near(Clock(row.clock, row.about, (), row.due, row.command), policy, moment.at)


def without_doubles(found: Iterable[News]) -> list[News]:
    """The same without reminders of a question that is told as new anyway; what was done first, then by time."""
    known = list(found)
    asked = {(one.member, one.about) for one in known if one.due is not None and not one.is_deadline}
    kept = [
        one
        for one in known
        if not (one.is_deadline and (one.member, one.about) in asked and f".{ClockName.ANSWER}/" in one.key)
    ]
    return sorted(
        kept, key=lambda one: (one.is_deadline, one.due.isoformat() if one.is_deadline and one.due else "", one.key)
    )
