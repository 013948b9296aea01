"""What waits in a handover, for the one of its two who looks: rows from its clocks, each with the command to type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pmnet.app import questions
from pmnet.app.terms_words import terms_words
from pmnet.app.views import words_of
from pmnet.domain.phrase import Phrase, pattern, phrase
from pmnet.domain.records import Handover, Lead, Policy, StepName
from pmnet.domain.sealed import Terms
from pmnet.domain.snapshot import Snapshot
from pmnet.rules import clocks
from pmnet.rules.clocks import Clock, ClockName
from pmnet.rules.line import standing_at, steps_open
from pmnet.rules.positions import LeadState, PositionState, holding, lead_state
from pmnet.rules.standing import Standing
from pmnet.rules.steps import State
from pmnet.rules.terms import RUNNING


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits: what it is about, one sentence, until when, what to type; `mine` when it waits for me.

    `clock` names the deadline that runs for it, where one does.
    """

    about: str
    text: str
    due: datetime | None
    command: str
    mine: bool
    clock: str = ""


MINE: Final = {
    ClockName.DISCLOSE: (pattern("agreed with {other}, who waits for the client: {what}"), "pmnet disclose {id}"),
    ClockName.CONTACT: (pattern("speak to the client, and say so: {what}"), "pmnet contacted {id}"),
    ClockName.NOTE: (pattern("say how it goes: {what}"), "pmnet contacted {id} --message TEXT"),
    ClockName.WIN: (pattern("say whether it was won: {what}"), "pmnet win {id}"),
    ClockName.SETTLE: (pattern("pay {other} what is owed for {month}: {what}"), "pmnet books {id}"),
}
"""What is said to whoever must act, and what they type."""

THEIRS: Final = {
    ClockName.DISCLOSE: (pattern("{other} has to open the client to you: {what}"), "pmnet lead show {lead}"),
    ClockName.CONTACT: (pattern("{other} has to speak to the client: {what}"), "pmnet lead show {lead}"),
    ClockName.NOTE: (pattern("{other} has to say how it goes: {what}"), "pmnet lead show {lead}"),
    ClockName.SETTLE: (pattern("{other} pays back what was settled for {month}: {what}"), "pmnet books {id}"),
}
"""What is said to whoever waits for it."""

PAYING_BACK: Final = (
    pattern("pay back what was settled for {month}, and say so: {what}"),
    "pmnet settle {id} --month {month}",
)
SETTLING: Final = (pattern("say so once {other} has paid for {month}: {what}"), "pmnet settle {id} --month {month}")
"""What an owner is said of a month, as it is theirs to say that it is settled."""

BILLING: Final = (pattern("bill {month}: {what}"), "pmnet bill {id} --month {month} --days DAYS --amount AMOUNT")

HELD: Final = (pattern("agreed with {other}: {what}"), "pmnet lead show {lead}")
OVER_FOR_ME: Final = (
    pattern("{other} may take it back, as its time is over: {what}"),
    "pmnet lead show {lead}",
)

OVER: Final = {
    ClockName.CONTACT: pattern("{other} has not spoken to the client, so you may take it back: {what}"),
    ClockName.NOTE: pattern("{other} has not said how it goes, so you may take it back: {what}"),
    ClockName.HOLD: pattern("the time that {other} holds it is over, so you may take it back: {what}"),
}
"""What an owner is said of a position that they may take back."""

MAY_EXTEND: Final = pattern(
    "the time that {other} holds it is over, so you may take it back (or pmnet extend {id}): {what}"
)

RELEASING: Final = (ClockName.CONTACT, ClockName.NOTE, ClockName.HOLD)
"""The clocks after which an owner may take a position back."""

NEWS: Final = timedelta(days=14)
"""How long it is told that somebody did not answer, declined, or reported a win."""

TOLD: Final = {
    StepName.DECLINE: pattern("{other} declines: {what}"),
    StepName.WIN: pattern("{other} says for both of you that it is won (if not: pmnet dispute {id}): {what}"),
}
"""What ends a question or fills a position, told to the other one for some days, unless they have done something since."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A handover as one of its two sees it."""

    snapshot: Snapshot
    handover: Handover
    lead: Lead | None
    found: Standing
    actor: str
    now: datetime

    @property
    def policy(self) -> Policy:
        """The network's figures."""
        return self.snapshot.network.policy

    @property
    def owns(self) -> bool:
        """Whether whoever looks is the owner."""
        return self.actor == self.handover.owner

    def row(
        self,
        words: tuple[str, str],
        mine: bool,
        due: datetime | None = None,
        clock: Clock | None = None,
        month: str | None = None,
    ) -> Item:
        """One row in the words of a table."""
        handover, (said, command) = self.handover, words
        told = {
            "id": handover.id,
            "lead": handover.lead,
            "position": handover.position,
            "other": handover.partner if self.owns else handover.owner,
            "what": phrase("{position} of {title!r}", position=handover.position, title=self.lead.title)
            if self.lead
            else handover.id,
            "month": month or (clock.month if clock else ""),
            "terms": _proposed(self) if "{terms}" in said else "",
        }
        return Item(handover.id, Phrase(said, told), due, command.format_map(told), mine, clock.name if clock else "")


def of_handover(snapshot: Snapshot, handover: Handover, actor: str, now: datetime) -> list[Item]:
    """What waits in a handover; where nothing else does, how long it is held."""
    lead, found = snapshot.find_lead(handover.lead), standing_at(snapshot, handover, now)
    matter = Matter(snapshot, handover, lead, found, actor, now)
    running = clocks.of_handover(handover, lead, found, matter.policy)
    rows = [*_released(matter, running), *_clocks(matter, running), *_unclocked(matter), *_to_bill(matter)]
    rows += _told(matter)
    return rows or [*_held(matter, running)]


def _clocks(matter: Matter, running: list[Clock]) -> Iterator[Item]:
    """A row for each clock that is near enough, but for those that the owner may end."""
    for clock in running:
        ends = matter.owns and clock.name in RELEASING and clock.is_overdue(matter.now)
        if ends or clock.name is ClockName.HOLD or not is_near(clock, matter.policy, matter.now):
            continue
        mine = matter.actor in clock.who or (clock.name is ClockName.SETTLE and matter.owns)
        yield matter.row(_words(matter, clock, mine), mine, clock.due, clock)


def _words(matter: Matter, clock: Clock, mine: bool) -> tuple[str, str]:
    """What is said of a clock, and the command."""
    if clock.name is ClockName.ANSWER:
        snapshot, handover = matter.snapshot, matter.handover
        if mine:
            return questions.to_answer(snapshot, handover, matter.found.state)
        return questions.to_wait_for(snapshot, handover, matter.actor)
    if not mine:
        return THEIRS[clock.name]
    if clock.name is ClockName.SETTLE and matter.owns:
        return PAYING_BACK if matter.actor in clock.who else SETTLING
    return MINE[clock.name]


def _released(matter: Matter, running: list[Clock]) -> Iterator[Item]:
    """That the owner may take a position back, since the first clock that ran out."""
    late = [clock for clock in running if clock.name in RELEASING and clock.is_overdue(matter.now)]
    open_steps = steps_open(matter.snapshot, matter.handover, matter.actor, matter.now)
    if not late or StepName.RELEASE not in open_steps:
        return
    first = min(late, key=lambda clock: clock.due or matter.now)
    longer = first.name is ClockName.HOLD and StepName.EXTEND in open_steps
    said = MAY_EXTEND if longer else OVER[first.name]
    yield matter.row((said, "pmnet release {id}"), True, first.due, first)


def _unclocked(matter: Matter) -> Iterator[Item]:
    """What waits without a time: a client, a dispute, other terms, a claim in line, a position that is free again."""
    found, actor, lead = matter.found, matter.actor, matter.lead
    if found.state is State.AGREED and matter.owns and lead is not None and lead.sealed is None and lead.erased is None:
        seal = "pmnet lead seal {lead} --client NAME"
        yield matter.row((pattern("agreed with {other}, and no client is sealed yet: {what}"), seal), True)
    if found.state is State.DISPUTED and actor not in found.resolved_by:
        yield matter.row((pattern("you and {other} do not agree: {what}"), "pmnet resolve {id}"), True)
    elif found.state is State.DISPUTED:
        yield matter.row((pattern("{other} has to say that it is resolved: {what}"), "pmnet lead show {lead}"), False)
    elif found.amending is not None and found.amending[0] != actor:
        yield matter.row((pattern("{other} proposes other terms for {what}"), "pmnet amend {id}"), True)
    elif found.amending is not None:
        yield matter.row((pattern("{other} has to sign for other terms: {what}"), "pmnet lead show {lead}"), False)
    if found.state is State.WAITING and actor == found.asker:
        yield matter.row((pattern("you wait in line for {what}"), "pmnet withdraw {id}"), False)
    elif found.state is State.WAITING:
        yield matter.row((pattern("{other} waits in line for {what}"), "pmnet lead show {lead}"), False)
    if found.state is State.LAPSED and matter.now - found.since <= NEWS and _is_free_again(matter):
        yield from _lapsed(matter)


def _lapsed(matter: Matter) -> Iterator[Item]:
    """That a question was not answered, to whoever asked it."""
    asked = [step for step in matter.handover.steps if step.respond_by is not None][-1]
    if asked.by == matter.actor:
        command = "pmnet lead show {lead}" if matter.owns else "pmnet claim {lead} --position {position}"
        yield matter.row((pattern("{other} did not answer, and it is free again: {what}"), command), True)


def _told(matter: Matter) -> Iterator[Item]:
    """What the other one did last, where it ends something and nothing was asked or done about it since."""
    handover, last = matter.handover, matter.handover.steps[-1]
    if last.step not in TOLD or last.by == matter.actor or matter.now - last.at > NEWS:
        return
    line = matter.snapshot.handovers_of(handover.lead, handover.position)
    if not any(other.place > handover.place and matter.actor in (other.owner, other.partner) for other in line):
        yield matter.row((TOLD[last.step], "pmnet lead show {lead}"), True)


def _is_free_again(matter: Matter) -> bool:
    """Whether a position can be had, and nobody has asked for it after this."""
    handover, lead = matter.handover, matter.lead
    if lead is None:
        return False
    line = matter.snapshot.handovers_of(lead.id, handover.position)
    place = holding(lead, handover.position, line, matter.now, matter.policy)
    is_open = lead_state(lead, line, matter.now, matter.policy) is LeadState.OPEN
    return line[-1].id == handover.id and is_open and place.state is PositionState.OPEN


def _held(matter: Matter, running: list[Clock]) -> Iterator[Item]:
    """How long a position is held, where nothing of it has to be done."""
    for clock in running:
        if clock.name is ClockName.HOLD:
            over = clock.is_overdue(matter.now)
            yield matter.row(OVER_FOR_ME if over else HELD, False, clock.due, clock)


def _proposed(matter: Matter) -> str:
    """The terms that are proposed, as far as they open here."""
    said = terms_words(_terms(matter))
    return phrase(" (terms: {terms})", terms=said) if said else ""


def _terms(matter: Matter) -> Terms | None:
    words = words_of(matter.snapshot, matter.handover, matter.actor)
    return words.terms if words is not None else None


def _to_bill(matter: Matter) -> Iterator[Item]:
    """The first month that is over and not billed, where terms say that there is something to bill."""
    if matter.owns or matter.found.state is not State.WON:
        return
    month = _unbilled(matter)
    terms = _terms(matter) if month else None
    if terms is not None and terms.kind in RUNNING:
        yield matter.row(BILLING, True, month=month)


def _unbilled(matter: Matter) -> str | None:
    """The first whole month since a win, and since the work began, that was never billed; None where there is none."""
    hours = matter.policy.working_hours
    won = next(hours.local(step.at).date() for step in matter.handover.steps if step.step is StepName.WIN)
    begins = clocks.work_begins(matter.handover, matter.lead)
    day, this = max(won, begins or won).replace(day=1), hours.local(matter.now).date().replace(day=1)
    while day < this:
        if f"{day:%Y-%m}" not in matter.found.months:
            return f"{day:%Y-%m}"
        day = (day + timedelta(days=31)).replace(day=1)
    return None


def is_near(clock: Clock, policy: Policy, now: datetime) -> bool:
    """Whether a deadline is near enough to be shown: what runs for weeks waits until it is due soon."""
    ahead = {
        ClockName.NOTE: 5,
        ClockName.WIN: policy.win_report_days,
        ClockName.PROTECTION: 14,
        ClockName.CAPACITY: policy.capacity_stale_days - policy.capacity_fresh_days,
    }.get(clock.name)
    return ahead is None or clock.due is None or clock.due - now <= timedelta(days=ahead)
