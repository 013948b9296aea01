"""Until when what has to happen in a handover that stands somewhere, and from when on it may be released."""

from __future__ import annotations

import contextlib
from datetime import datetime

from pmnet.domain.dates import days_later
from pmnet.domain.phrase import phrase
from pmnet.domain.records import Lead, Policy
from pmnet.errors import Conflict
from pmnet.rules.standing import Standing
from pmnet.rules.steps import AGREEMENT, ASKING, State


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


def releasable_from(found: Standing, policy: Policy) -> datetime | None:
    """From when on the owner may release: the first clock to run out, of the hold, of the contact or of the next word."""
    if found.state not in AGREEMENT:
        return None
    clocks = (held_until(found, policy), contact_deadline(found, policy), progress_deadline(found, policy))
    return min((clock for clock in clocks if clock is not None), default=None)


def _working_hours_after(start: datetime | None, hours: int, policy: Policy) -> datetime | None:
    with contextlib.suppress(ValueError):  # a calendar without working hours has no such deadline
        return None if start is None else policy.working_hours.deadline(start, hours)
    return None
