"""The life of a handover: one table, and what follows from it.

The rules, in prose:

- A handover begins with a claim (the partner asks) or an offer (the owner asks). Whoever did not ask must answer, until
  `respond_by`; afterwards the handover has lapsed by itself, and a late answer is refused. Nobody writes a lapse.
- Whoever must answer may accept, decline with a reason, or counter, which turns the question round.
- Whoever asked may withdraw while there is no answer.
- A claim without `respond_by` waits in line behind whoever holds the position. It moves up by itself when that one is over, and
  its time to answer begins then; `line` says when that is, because it follows from the others.
- After agreement the owner discloses the client, the partner makes contact, and says so again every so often; either reports
  win or loss. The partner may return it with a reason; the owner may release it, but only once a clock has run out, or extend
  the time it is held, as often as the policy allows.
- Both sign for the same terms, by their digest: whoever accepts names those that were proposed. Without terms both agreed to,
  no client is disclosed; that nothing is owed is a complete answer, too.
- Terms are changed later by both: what one proposes counts once the other has signed for just the same.
- What was won is billed by the partner month by month, and each month settled by the owner; a bill is never changed, but taken
  back by another one. It is completed by either once every month is settled.
- Either may dispute anything after agreement; it goes on where it stood once both have resolved it.
- Steps are only ever added, and time never goes back.

The commands take a step with `step`, help and completion ask `allowed`, and the judge finds out with `explain` what
somebody did by hand: all three read the same table.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final

from pmnet.domain.clock import format_instant
from pmnet.domain.dates import days_later
from pmnet.domain.phrase import counted, either, phrase
from pmnet.domain.records import Handover, Lead, Policy, Step, StepName
from pmnet.errors import Conflict, NotAllowed, PmnetError, Usage


class State(StrEnum):
    """Where a handover stands."""

    NONE = "none"
    WAITING = "waiting"
    CLAIMED = "claimed"
    OFFERED = "offered"
    AGREED = "agreed"
    DISCLOSED = "disclosed"
    CONTACTED = "contacted"
    WON = "won"
    COMPLETED = "completed"
    DISPUTED = "disputed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    LOST = "lost"
    RETURNED = "returned"
    RELEASED = "released"


class Who(StrEnum):
    """Whose step it is, in the words of an error message."""

    OWNER = phrase("the owner")
    PARTNER = phrase("the partner")
    EITHER = phrase("the owner or the partner")
    ASKED = phrase("whoever must answer")
    ASKER = phrase("whoever asked")


ASKING: Final = (State.CLAIMED, State.OFFERED)
UNANSWERED: Final = (*ASKING, State.WAITING)
AGREEMENT: Final = (State.AGREED, State.DISCLOSED, State.CONTACTED)
NOTHING_OWED: Final = "none"
HELD: Final = frozenset({*ASKING, *AGREEMENT, State.DISPUTED})
FILLED: Final = frozenset({State.WON, State.COMPLETED})


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: who may take a step from which states, and where it leads.

    `reasons` names the vocabulary a reason must come from; `answers` marks the steps after which the other side has until
    `respond_by`. A `to` of None leaves the handover where it stands, or leads back to where it stood before a dispute.
    """

    step: StepName
    who: Who
    origins: tuple[State, ...]
    to: State | None
    reasons: str = ""
    answers: bool = False


_AFTER_AGREEMENT: Final = (*AGREEMENT, State.WON, State.COMPLETED, State.LOST, State.RETURNED, State.RELEASED)

SAID: Final[Mapping[StepName, str]] = {StepName.CONTACTED: phrase("report on")}
"""What a step is called in a sentence, where its name is none."""

STAYS: Final = {StepName.RESOLVE: phrase("where it stood")}
"""Where a step leads that leads to no state of its own; the others leave it where it is."""

UNWRITTEN: Final = (
    (State.NONE, State.WAITING, phrase("claim in line")),
    (State.WAITING, State.CLAIMED, phrase("its turn")),
    (State.CLAIMED, State.LAPSED, phrase("no answer in time")),
    (State.OFFERED, State.LAPSED, phrase("no answer in time")),
)
"""What comes about by itself or by where a claim stands in line, so that no row tells it: from, to, and how."""

RULES: Final[tuple[Rule, ...]] = (
    Rule(StepName.CLAIM, Who.PARTNER, (State.NONE,), State.CLAIMED, answers=True),
    Rule(StepName.OFFER, Who.OWNER, (State.NONE,), State.OFFERED, answers=True),
    Rule(StepName.COUNTER, Who.ASKED, (State.CLAIMED, State.WAITING), State.OFFERED, answers=True),
    Rule(StepName.COUNTER, Who.ASKED, (State.OFFERED,), State.CLAIMED, answers=True),
    Rule(StepName.ACCEPT, Who.ASKED, UNANSWERED, State.AGREED),
    Rule(StepName.DECLINE, Who.ASKED, UNANSWERED, State.DECLINED, reasons="decline-reasons"),
    Rule(StepName.WITHDRAW, Who.ASKER, UNANSWERED, State.WITHDRAWN),
    Rule(StepName.DISCLOSE, Who.OWNER, (State.AGREED,), State.DISCLOSED),
    Rule(StepName.CONTACTED, Who.PARTNER, (State.DISCLOSED, State.CONTACTED), State.CONTACTED),
    Rule(StepName.WIN, Who.EITHER, (State.DISCLOSED, State.CONTACTED), State.WON),
    Rule(StepName.LOSE, Who.EITHER, (State.DISCLOSED, State.CONTACTED), State.LOST, reasons="lose-reasons"),
    Rule(StepName.RETURN, Who.PARTNER, AGREEMENT, State.RETURNED, reasons="return-reasons"),
    Rule(StepName.RELEASE, Who.OWNER, AGREEMENT, State.RELEASED),
    Rule(StepName.EXTEND, Who.OWNER, AGREEMENT, None),
    Rule(StepName.AMEND, Who.EITHER, (*AGREEMENT, State.WON), None),
    Rule(StepName.BILL, Who.PARTNER, (State.WON,), State.WON),
    Rule(StepName.SETTLE, Who.OWNER, (State.WON,), State.WON),
    Rule(StepName.COMPLETE, Who.EITHER, (State.WON,), State.COMPLETED),
    Rule(StepName.DISPUTE, Who.EITHER, _AFTER_AGREEMENT, State.DISPUTED),
    Rule(StepName.RESOLVE, Who.EITHER, (State.DISPUTED,), None),
)


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
        found = _advance(found, handover, taken)
    return found if now is None else found.at(now)


def allowed(handover: Handover, actor: str, now: datetime, policy: Policy) -> tuple[StepName, ...]:
    """The steps open to a member at a moment, in the table's order."""
    return allowed_from(standing(handover, now), handover, actor, now, policy)


def allowed_from(
    found: Standing, handover: Handover, actor: str, now: datetime, policy: Policy
) -> tuple[StepName, ...]:
    """The same for a handover that stands as `found`."""
    fitting = (rule for rule in RULES if found.state in rule.origins)
    open_to = (rule.step for rule in fitting if _why_not(rule, found, handover, actor, now, policy) is None)
    return tuple(dict.fromkeys(open_to))


def step(handover: Handover, taken: Step, policy: Policy) -> Handover:
    """The handover with one more step; raises NotAllowed, Conflict or Usage with the reason it may not be taken."""
    problem = illegal(handover, taken, policy)
    if problem is not None:
        raise problem
    return replace(handover, steps=(*handover.steps, taken))


def illegal(handover: Handover, taken: Step, policy: Policy) -> PmnetError | None:
    """Why a step may not be added to a handover now, or None when it may."""
    try:
        found = standing(handover)
    except PmnetError as error:
        return error
    return _illegal_after(found, handover, taken, policy)


def _illegal_after(found: Standing, handover: Handover, taken: Step, policy: Policy) -> PmnetError | None:
    """Why a step may not be added to a handover that stands as `found`."""
    if handover.steps and taken.at < handover.steps[-1].at:
        return Conflict(phrase("a step at {at} cannot follow a later one", at=format_instant(taken.at)))
    found = found.at(taken.at)
    fitting = [rule for rule in RULES if rule.step is taken.step and found.state in rule.origins]
    if not fitting:
        return _out_of_order(handover, found, taken.step, policy)
    return (
        _why_not(fitting[0], found, handover, taken.by, taken.at, policy)
        or _unreasoned(fitting[0], taken)
        or _unsealed(found, handover, taken)
        or _unbilled(found, handover, taken)
    )


def explain(before: Handover | None, after: Handover, policy: Policy) -> PmnetError | None:
    """Why one version of a handover cannot have become the other by the table's steps; None when it can."""
    known = () if before is None else before.steps
    if after.steps[: len(known)] != known:
        return NotAllowed(phrase("{after}: steps that were taken cannot be changed", after=after.id))
    if len(after.steps) == len(known):
        return Conflict(phrase("{after}: no step was taken", after=after.id))
    try:
        found = standing(replace(after, steps=known))
    except PmnetError as error:
        return error
    for place, taken in enumerate(after.steps[len(known) :], len(known)):
        problem = _illegal_after(found, replace(after, steps=after.steps[:place]), taken, policy)
        if problem is not None:
            return problem
        found = _advance(found, after, taken)
    return None


def answer_deadline(lead: Lead, policy: Policy, at: datetime) -> datetime:
    """Until when whoever is asked at that instant has to answer: the lead's own working hours or the policy's.

    Raises Conflict where the policy leaves no working hours.
    """
    try:
        return policy.working_hours.deadline(at, lead.respond_within or policy.answer_hours)
    except ValueError as error:
        raise Conflict(
            phrase("the network's working hours leave no time to answer: {error}", error=error), phrase("ask a keeper")
        ) from None


def held_until(found: Standing, policy: Policy) -> datetime | None:
    """Until when a live handover holds its position: the answer's deadline, then the hold limit; None where it is open."""
    if found.state in ASKING:
        return found.respond_by
    if found.state in AGREEMENT and found.agreed is not None:
        return days_later(found.agreed, policy.hold_days * (1 + found.extensions))
    return None


def disclosure_deadline(found: Standing, policy: Policy) -> datetime | None:
    """Until when the owner has to disclose the client after an agreement; None where there is none to disclose."""
    return _working_hours_after(found.agreed, policy.disclose_hours, policy) if found.state is State.AGREED else None


def contact_deadline(found: Standing, policy: Policy) -> datetime | None:
    """Until when the partner has to speak to the client for the first time; None where they cannot or did."""
    return _working_hours_after(found.since, policy.contact_hours, policy) if found.state is State.DISCLOSED else None


def progress_deadline(found: Standing, policy: Policy) -> datetime | None:
    """Until when the partner has to say once more how it goes; None where they need not."""
    if found.state is not State.CONTACTED or found.noted is None:
        return None
    return days_later(found.noted, policy.progress_days)


def _working_hours_after(start: datetime | None, hours: int, policy: Policy) -> datetime | None:
    with contextlib.suppress(ValueError):  # a calendar without working hours has no such deadline
        return None if start is None else policy.working_hours.deadline(start, hours)
    return None


def releasable_from(found: Standing, policy: Policy) -> datetime | None:
    """From when on the owner may release: the first clock to run out, of the hold, of the contact or of the next word."""
    if found.state not in AGREEMENT:
        return None
    clocks = (held_until(found, policy), contact_deadline(found, policy), progress_deadline(found, policy))
    return min((clock for clock in clocks if clock is not None), default=None)


def _advance(found: Standing, handover: Handover, taken: Step) -> Standing:
    """The standing after one more step, whoever took it; raises Conflict where the table has no such row."""
    found = found.at(taken.at)
    rule = next((r for r in RULES if r.step is taken.step and found.state in r.origins), None)
    if rule is None:
        raise _out_of_order(handover, found, taken.step)
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


def _why_not(
    rule: Rule, found: Standing, handover: Handover, actor: str, now: datetime, policy: Policy
) -> PmnetError | None:
    """Why a row that begins where the handover stands does not apply to this member now."""
    entitled = {
        Who.OWNER: {handover.owner},
        Who.PARTNER: {handover.partner},
        Who.EITHER: {handover.owner, handover.partner},
        Who.ASKED: {found.asked},
        Who.ASKER: {found.asker},
    }[rule.who]
    if actor not in entitled:
        return NotAllowed(
            phrase(
                "cannot {get} {handover}: that is for {who} ({entitled})",
                get=SAID.get(rule.step, rule.step),
                handover=handover.id,
                who=rule.who,
                entitled=either(sorted(entitled)),
            )
        )
    if rule.step is StepName.RELEASE and (until := releasable_from(found, policy)) is not None and now <= until:
        return Conflict(
            phrase(
                "cannot release {handover}: {partner} holds it until {say}",
                handover=handover.id,
                partner=handover.partner,
                say=_say(until, policy),
            )
        )
    if rule.step is StepName.DISCLOSE and found.terms is None:
        return Conflict(
            phrase("cannot disclose {handover}: no terms are agreed yet", handover=handover.id),
            phrase(
                "agree on them first, {NOTHING_OWED} is a complete answer: pmnet lead show {lead}",
                NOTHING_OWED=NOTHING_OWED,
                lead=handover.lead,
            ),
        )
    if rule.step is StepName.COMPLETE and found.unsettled:
        months = ", ".join(sorted(found.unsettled))
        return Conflict(
            phrase("cannot complete {handover}: not settled is {months}", handover=handover.id, months=months),
            f"pmnet books {handover.id}",
        )
    if rule.step is StepName.SETTLE and not found.unsettled:
        return Conflict(
            phrase("cannot settle {handover}: nothing is open", handover=handover.id), f"pmnet books {handover.id}"
        )
    if rule.step is StepName.EXTEND and found.extensions >= policy.hold_extensions:
        allowed_times = counted(policy.hold_extensions, "once", "{n} times")
        return Conflict(
            phrase(
                "cannot extend {handover}: a hold is extended {allowed_times}",
                handover=handover.id,
                allowed_times=allowed_times,
            ),
            f"pmnet release {handover.id}",
        )
    return None


def _out_of_order(handover: Handover, found: Standing, name: StepName, policy: Policy | None = None) -> Conflict:
    origins = {origin for rule in RULES if rule.step is name for origin in rule.origins}
    possible = sorted(origin for origin in origins if origin is not State.WAITING)
    where = phrase("has not begun") if found.state is State.NONE else phrase("is {state}", state=found.state)
    if found.state is State.LAPSED:
        where = phrase("lapsed on {say}", say=_say(found.since, policy))
    return Conflict(
        phrase(
            "cannot {get} {handover}: it {where}, and that needs {possible}",
            get=SAID.get(name, name),
            handover=handover.id,
            where=where,
            possible=either(possible),
        ),
        f"pmnet log {handover.id}" if handover.steps else "",
    )


def _say(instant: datetime, policy: Policy | None) -> str:
    return format_instant(instant) if policy is None else policy.working_hours.say(instant)


def _unreasoned(rule: Rule, taken: Step) -> PmnetError | None:
    if rule.reasons and not taken.reason:
        return Usage(phrase("to {step} needs a reason", step=rule.step), f"pmnet help {rule.reasons}")
    if rule.answers and taken.respond_by is None and taken.step is not StepName.CLAIM:
        return Usage(phrase("the step {step} must say until when an answer is due", step=rule.step))
    return None


def _unsealed(found: Standing, handover: Handover, taken: Step) -> PmnetError | None:
    """Why what a step says of sealed terms and documents does not fit."""
    if taken.step is StepName.ACCEPT and taken.terms != found.terms:
        return Conflict(
            phrase(
                "cannot accept {handover}: its terms are others than those that were proposed", handover=handover.id
            ),
            phrase("pmnet"),
        )
    if taken.step is StepName.AMEND and taken.terms is None:
        return Usage(
            phrase("to amend {handover} needs the terms that are to count", handover=handover.id),
            phrase("--terms FILE or --terms none"),
        )
    if taken.step is StepName.DISCLOSE and taken.sealed is None:
        return Usage(
            phrase("to disclose {handover} needs the sealed document with the client in it", handover=handover.id),
            "pmnet disclose",
        )
    return None


def _unbilled(found: Standing, handover: Handover, taken: Step) -> PmnetError | None:
    """Why a month cannot be billed, taken back or settled like that."""
    if taken.step not in (StepName.BILL, StepName.SETTLE):
        return None
    if taken.month is None:
        return Usage(phrase("to {step} needs a month", step=taken.step), phrase("--month 2027-01"))
    known, show = found.months.get(taken.month), f"pmnet books {handover.id}"
    if taken.step is StepName.SETTLE:
        if known is None or not known.open:
            return Conflict(
                phrase(
                    "cannot settle {month} of {handover}: nothing is open there",
                    month=taken.month,
                    handover=handover.id,
                ),
                show,
            )
        return None
    if taken.cancels and (known is None or not known.stands):
        return Conflict(
            phrase(
                "cannot take {month} of {handover} back: nothing stands there", month=taken.month, handover=handover.id
            ),
            show,
        )
    if not taken.cancels and known is not None and known.stands:
        return Conflict(
            phrase("cannot bill {month} of {handover}: it is billed already", month=taken.month, handover=handover.id),
            phrase(
                "take it back first: pmnet bill {handover} --month {month} --cancel",
                handover=handover.id,
                month=taken.month,
            ),
        )
    return None


def table() -> Sequence[tuple[str, str, str, str]]:
    """The rules as rows of text (step, who, from, to): what documentation prints."""
    return [
        (rule.step, rule.who, ", ".join(rule.origins), rule.to or STAYS.get(rule.step, phrase("the same")))
        for rule in RULES
    ]
