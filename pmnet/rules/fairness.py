"""Give and take, computed from what happened and never from opinion: facts about one member, each with the acts behind it.

The rules, in prose:

- Nothing is counted that could be done for its own sake: no points, no ranking, no number of leads given. What counts on both
  sides is a handover that was won.
- Whoever billed a month owes the other their share from the day on which it is due, and the owner confirms that it was paid.
  So a month that is due and not settled is overdue on the partner's side; on the owner's it is one that they have to confirm.
  Where a month was settled and then taken back, it is the other way round: what was paid is owed back.
  While a handover is disputed, its months are open but not overdue: the dispute is what others see.
- Policy may name figures from which on a member is flagged: answers that lapsed, settlements that are overdue. Both are what
  somebody did not do for others who waited. What somebody had no capacity for never flags them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pmnet.domain.phrase import counted, phrase
from pmnet.domain.records import Handover, Member, Policy, StepName
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.answers import Question, asked_of, handovers_with, lately
from pmnet.rules.capacity import Freshness, freshness
from pmnet.rules.deadlines import contact_deadline, disclosure_deadline
from pmnet.rules.silence import Silence
from pmnet.rules.standing import Standing, standing
from pmnet.rules.steps import State


@dataclass(frozen=True, slots=True)
class Won:
    """A handover that was won: who reported that and when, and with whom it was."""

    handover: str
    by: str
    at: datetime
    other: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month that was billed and is not settled; `pays` on the side of whoever owes, not of who waits for it."""

    handover: str
    month: str
    billed: datetime
    due: date | None
    other: str
    pays: bool
    disputed: bool
    overdue: bool


@dataclass(frozen=True, slots=True)
class Late:
    """A step that a member still owes in a handover, whose time is over."""

    handover: str
    step: StepName
    since: datetime
    due: datetime
    other: str


@dataclass(frozen=True, slots=True)
class Balance:
    """What is known of one member.

    `timed` are the questions they answered, each with the working time that took, `median` the time in the middle of those.
    """

    member: str
    timed: tuple[tuple[Question, timedelta], ...]
    lapsed: tuple[Question, ...]
    median: timedelta | None
    silence: Silence
    passed_on: tuple[Won, ...]
    taken: tuple[Won, ...]
    months: tuple[Month, ...]
    late: tuple[Late, ...]
    freshness: Freshness
    confirmed: date | None
    flags: tuple[str, ...]

    @property
    def answered(self) -> tuple[Question, ...]:
        """The questions that this member answered."""
        return tuple(question for question, _ in self.timed)

    @property
    def overdue(self) -> tuple[Month, ...]:
        """The months that this member should have paid by now."""
        return tuple(month for month in self.months if month.overdue and month.pays)

    @property
    def awaited(self) -> tuple[Month, ...]:
        """The months that are due and that the other one should have paid this member by now."""
        return tuple(month for month in self.months if month.overdue and not month.pays)


def balance(snapshot: Snapshot, member: Member, now: datetime) -> Balance:
    """The facts about one member at a moment; of others, nothing is read but who is in line with them."""
    policy = snapshot.network.policy
    handovers = handovers_with(snapshot, member.id)
    asked = asked_of(snapshot, member.id, handovers, now)
    timed = tuple((question, waited) for question in asked if (waited := question.waited(policy)) is not None)
    months = tuple(month for handover in handovers for month in open_months(handover, member.id, policy, now))
    silence = lately(asked, policy, now)
    return Balance(
        member.id,
        timed,
        tuple(question for question in asked if question.lapsed_by(now)),
        median(waited for _, waited in timed),
        silence,
        _won((handover for handover in handovers if handover.owner == member.id), member.id),
        _won((handover for handover in handovers if handover.partner == member.id), member.id),
        months,
        tuple(late for handover in handovers for late in _late(snapshot, handover, member.id, now)),
        freshness(member, now, policy),
        member.capacity.confirmed if member.capacity is not None else None,
        tuple(_flags(silence, sum(month.overdue and month.pays for month in months), policy)),
    )


def median(spans: Iterable[timedelta]) -> timedelta | None:
    """The span in the middle, or half-way between the two there; None where there is none."""
    found = sorted(spans)
    middle = len(found) // 2
    if not found:
        return None
    return found[middle] if len(found) % 2 else (found[middle - 1] + found[middle]) / 2


def open_months(handover: Handover, member: str, policy: Policy, now: datetime) -> Iterator[Month]:
    """The months of a handover that were billed and are not settled, as they are for one of the two."""
    found, today = standing(handover), policy.working_hours.local(now).date()
    disputed = found.state is State.DISPUTED
    billed = {taken.month: taken.at for taken in handover.steps if taken.step is StepName.BILL}
    for month, due in sorted(found.unsettled.items()):
        payer = handover.partner if found.months[month].stands else handover.owner
        overdue = due is not None and today > due and not disputed
        yield Month(
            handover.id, month, billed[month], due, _other(handover, member), member == payer, disputed, overdue
        )


def _won(handovers: Iterable[Handover], member: str) -> tuple[Won, ...]:
    """Which of some handovers were won, oldest first."""
    found = ((one, next((taken for taken in one.steps if taken.step is StepName.WIN), None)) for one in handovers)
    won = [Won(one.id, taken.by, taken.at, _other(one, member)) for one, taken in found if taken is not None]
    return tuple(sorted(won, key=lambda one: (one.at, one.handover)))


def _late(snapshot: Snapshot, handover: Handover, member: str, now: datetime) -> Iterator[Late]:
    """What a member should have done in a handover by now: disclose the client, or speak to it."""
    policy, found = snapshot.network.policy, standing(handover, now)
    step, due = None, None
    if found.state is State.AGREED and member == handover.owner and _client_waits(snapshot, handover, found):
        step, due = StepName.DISCLOSE, disclosure_deadline(found, policy)
    elif found.state is State.DISCLOSED and member == handover.partner:
        step, due = StepName.CONTACTED, contact_deadline(found, policy)
    if step is not None and due is not None and now > due:
        yield Late(handover.id, step, found.since, due, _other(handover, member))


def _client_waits(snapshot: Snapshot, handover: Handover, found: Standing) -> bool:
    """Whether there is a client that an agreement leads to."""
    lead = snapshot.find_lead(handover.lead)
    return lead is not None and lead.sealed is not None and lead.erased is None and found.terms is not None


def _flags(silence: Silence, overdue: int, policy: Policy) -> Iterator[str]:
    """Which figures reach those from which on the policy flags somebody, one sentence each."""
    lapsed = silence.total
    if 0 < policy.flag_lapsed <= lapsed:
        yield phrase("{words}; flagged from {flag_lapsed} on", words=silence.words, flag_lapsed=policy.flag_lapsed)
    if 0 < policy.flag_overdue <= overdue:
        yield counted(
            overdue,
            "{n} settlement overdue; flagged from {flag_overdue} on",
            "{n} settlements overdue; flagged from {flag_overdue} on",
            flag_overdue=policy.flag_overdue,
        )


def _other(handover: Handover, member: str) -> str:
    return handover.owner if member == handover.partner else handover.partner
