"""Why a step that the table knows from where a handover stands is not taken all the same."""

from __future__ import annotations

from datetime import datetime

from pmnet.domain.phrase import counted, either, phrase
from pmnet.domain.records import Handover, Policy, Step, StepName
from pmnet.errors import Conflict, NotAllowed, PmnetError, Usage
from pmnet.rules.deadlines import releasable_from
from pmnet.rules.standing import Standing, possible_from
from pmnet.rules.steps import NOTHING_OWED, RULES, SAID, Rule, Who


def why_not(
    rule: Rule, found: Standing, handover: Handover, actor: str, now: datetime, policy: Policy
) -> PmnetError | None:
    """Why a row that begins where the handover stands does not apply to this member now."""
    return _not_theirs(rule, found, handover, actor) or _not_yet(rule, found, handover, now, policy)


def _not_theirs(rule: Rule, found: Standing, handover: Handover, actor: str) -> PmnetError | None:
    """Why a step is somebody else's."""
    entitled = _entitled(rule, found, handover)
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
    return None


def _entitled(rule: Rule, found: Standing, handover: Handover) -> set[str]:
    """The members who may take the step of a row."""
    return {
        Who.OWNER: {handover.owner},
        Who.PARTNER: {handover.partner},
        Who.EITHER: {handover.owner, handover.partner},
        Who.ASKED: {found.asked},
        Who.ASKER: {found.asker},
    }[rule.who]


def where_it_stands(name: StepName, found: Standing, handover: Handover, actor: str) -> str:
    """Where a handover stands, and why a member cannot take a step from there, in one clause."""
    said = {"handover": handover.id, "state": found.state}
    fitting = next((rule for rule in RULES if rule.step is name and found.state in rule.origins), None)
    if fitting is None:
        return phrase("{handover} is {state}, and that needs {possible}", possible=either(possible_from(name)), **said)
    entitled = _entitled(fitting, found, handover)
    if actor not in entitled:
        who = phrase("{who} ({entitled})", who=fitting.who, entitled=either(sorted(entitled)))
        return phrase("{handover} is {state}, and that is for {who}", who=who, **said)
    return phrase("{handover} is {state}", **said)


def _not_yet(rule: Rule, found: Standing, handover: Handover, now: datetime, policy: Policy) -> PmnetError | None:
    """Why nobody may take a step now."""
    if rule.step is StepName.RELEASE and (until := releasable_from(found, policy)) is not None and now <= until:
        return Conflict(
            phrase(
                "cannot release {handover}: {partner} holds it until {say}",
                handover=handover.id,
                partner=handover.partner,
                say=policy.working_hours.say(until),
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


def unreasoned(rule: Rule, taken: Step) -> PmnetError | None:
    """Why a step that needs a reason, or a time to answer, cannot be taken without it."""
    if rule.reasons and not taken.reason:
        return Usage(phrase("to {step} needs a reason", step=rule.step), f"pmnet help {rule.reasons}")
    if rule.answers and taken.respond_by is None and taken.step is not StepName.CLAIM:
        return Usage(phrase("the step {step} must say until when an answer is due", step=rule.step))
    return None


def unsealed(found: Standing, handover: Handover, taken: Step) -> PmnetError | None:
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


def unbilled(found: Standing, handover: Handover, taken: Step) -> PmnetError | None:
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
