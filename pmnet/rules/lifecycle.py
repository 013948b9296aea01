"""Whether a step may be taken in a handover.

The commands take a step with `step`, help and completion ask `allowed`, and the judge finds out with `explain` what
somebody did by hand: all three read the same table, `rules.steps`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pmnet.domain.clock import format_instant
from pmnet.domain.phrase import phrase
from pmnet.domain.records import Handover, Policy, Step, StepName
from pmnet.errors import Conflict, NotAllowed, PmnetError
from pmnet.rules.refusals import unbilled, unreasoned, unsealed, why_not
from pmnet.rules.standing import Standing, advance, out_of_order, standing
from pmnet.rules.steps import RULES


def allowed(handover: Handover, actor: str, now: datetime, policy: Policy) -> tuple[StepName, ...]:
    """The steps open to a member at a moment, in the table's order."""
    return allowed_from(standing(handover, now), handover, actor, now, policy)


def allowed_from(
    found: Standing, handover: Handover, actor: str, now: datetime, policy: Policy
) -> tuple[StepName, ...]:
    """The same for a handover that stands as `found`."""
    fitting = (rule for rule in RULES if found.state in rule.origins)
    open_to = (rule.step for rule in fitting if why_not(rule, found, handover, actor, now, policy) is None)
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
        return out_of_order(handover, found, taken.step, policy)
    return (
        why_not(fitting[0], found, handover, taken.by, taken.at, policy)
        or unreasoned(fitting[0], taken)
        or unsealed(found, handover, taken)
        or unbilled(found, handover, taken)
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
        found = advance(found, after, taken)
    return None
