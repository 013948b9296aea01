"""Where a handover stands: the fold of its steps, whoever took them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Final

from pmnet.domain.clock import format_instant
from pmnet.domain.phrase import either, phrase
from pmnet.domain.records import Handover, Policy, Step, StepName
from pmnet.errors import Conflict
from pmnet.rules.steps import ASKING, RULES, SAID, State


@dataclass(frozen=True, slots=True)
class Bill:
    """What was billed for a month: whether it stands (and was not taken back), whether it is open, until when.

    `paid` is whether it was settled before, so that it is owed back once it is taken back.
    """

    stands: bool
    open: bool
    due: date | None = None
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The fold of a handover's steps: where it stands, since when, who has until when to answer, since when it is agreed.

    `terms` is the digest of those that are proposed, then of those that both agreed to; None where nothing is said.
    `amending` are terms that one proposes in their place, and who. `noted` is when the partner last said how it goes,
    `extensions` how often the hold was extended, `months` the months that were billed: True where one is still open.
    """

    state: State
    since: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    asked: str = ""
    asker: str = ""
    respond_by: datetime | None = None
    agreed: datetime | None = None
    terms: str | None = None
    amending: tuple[str, str] | None = None
    noted: datetime | None = None
    extensions: int = 0
    months: Mapping[str, Bill] = field(default_factory=dict)
    before_dispute: State = State.NONE
    resolved_by: frozenset[str] = frozenset()

    @property
    def unsettled(self) -> dict[str, date | None]:
        """The months that are billed and not settled, each with the day on which it is due."""
        return {month: bill.due for month, bill in self.months.items() if bill.open}

    def at(self, now: datetime) -> Standing:
        """The same at a moment: an unanswered question past its time has lapsed."""
        if self.state in ASKING and self.respond_by is not None and now > self.respond_by:
            return replace(self, state=State.LAPSED, since=self.respond_by, asked="", asker="")
        return self


BEGINNING: Final = Standing(State.NONE)


def standing(handover: Handover, now: datetime | None = None) -> Standing:
    """Where a handover stands after its last step, or at `now` if that is given; raises Conflict for an illegal step."""
    found = BEGINNING
    for taken in handover.steps:
        found = advance(found, handover, taken)
    return found if now is None else found.at(now)


def advance(found: Standing, handover: Handover, taken: Step) -> Standing:
    """The standing after one more step, whoever took it; raises Conflict where the table has no such row."""
    found = found.at(taken.at)
    rule = next((r for r in RULES if r.step is taken.step and found.state in r.origins), None)
    if rule is None:
        raise out_of_order(handover, found, taken.step)
    if rule.step is StepName.DISPUTE:
        return replace(found, state=State.DISPUTED, before_dispute=found.state, resolved_by=frozenset())
    if rule.step is StepName.RESOLVE:
        resolved = found.resolved_by | {taken.by}
        both = resolved >= {handover.owner, handover.partner}
        return replace(found, state=found.before_dispute if both else found.state, resolved_by=resolved)
    if rule.answers:
        partner_asks = rule.to is State.CLAIMED
        asker, asked = (handover.partner, handover.owner) if partner_asks else (handover.owner, handover.partner)
        state = State.WAITING if taken.step is StepName.CLAIM and taken.respond_by is None else rule.to
        assert state is not None
        return Standing(state, taken.at, asked, asker, taken.respond_by, terms=taken.terms)
    if rule.to is None:
        return (
            _amended(found, taken) if rule.step is StepName.AMEND else replace(found, extensions=found.extensions + 1)
        )
    noted = _noted(found, taken)
    return replace(found, state=rule.to, since=taken.at, asked="", asker="", respond_by=None, **noted)


def _noted(found: Standing, taken: Step) -> dict[str, Any]:
    """What a step leaves besides the state, by the name of the field."""
    match taken.step:
        case StepName.ACCEPT:
            return {"agreed": taken.at}
        case StepName.CONTACTED:
            return {"noted": taken.at}
        case StepName.BILL | StepName.SETTLE if taken.month is not None:
            return {"months": {**found.months, taken.month: _billed(found.months.get(taken.month), taken)}}
        case _:
            return {}


def _billed(known: Bill | None, taken: Step) -> Bill:
    """A month after one more bill or settlement of it. What is taken back after it was settled is open once more."""
    stands, paid = (known.stands, known.paid) if known is not None else (False, False)
    if taken.step is StepName.SETTLE:
        return Bill(stands, False, paid=stands)
    if taken.cancels:
        return Bill(False, paid, taken.due, paid)
    return Bill(True, True, taken.due, paid)


def _amended(found: Standing, taken: Step) -> Standing:
    """The terms after one proposes others, or signs for those that the other has proposed."""
    if found.amending is not None and found.amending[0] != taken.by and found.amending[1] == taken.terms:
        return replace(found, terms=taken.terms, amending=None)
    return replace(found, amending=(taken.by, taken.terms or ""))


def out_of_order(handover: Handover, found: Standing, name: StepName, policy: Policy | None = None) -> Conflict:
    """Why a step cannot be taken from where a handover stands; with a policy, on the network's clock."""
    where = phrase("has not begun") if found.state is State.NONE else phrase("is {state}", state=found.state)
    if found.state is State.LAPSED:
        said = format_instant(found.since) if policy is None else policy.working_hours.say(found.since)
        where = phrase("lapsed on {say}", say=said)
    return Conflict(
        phrase(
            "cannot {get} {handover}: it {where}, and that needs {possible}",
            get=SAID.get(name, name),
            handover=handover.id,
            where=where,
            possible=either(possible_from(name)),
        ),
        f"pmnet log {handover.id}" if handover.steps else "",
    )


def possible_from(name: StepName) -> list[State]:
    """Where a handover must stand for a step; who waits in line is not asked yet."""
    origins = {origin for rule in RULES if rule.step is name for origin in rule.origins}
    return sorted(origin for origin in origins if origin is not State.WAITING)
