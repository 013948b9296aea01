"""How much one member may hold at once, and what counts towards it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from cast import DAY, LEAD, NOW, due, handover, people, step

from pmnet.domain.records import Handover, Lead
from pmnet.errors import Conflict
from pmnet.rules.limits import too_many_claims, too_many_leads

TODAY = NOW.date()
FRIDAY = NOW - 3 * DAY


def lead(registered: datetime, until: date = TODAY, name: str = "aaaa") -> Lead:
    return replace(LEAD, id=f"{registered:%y%m%d}-{name}", registered=registered, protected_until=until)


def claim(of: Lead = LEAD, partner: str = "bert", at: datetime = FRIDAY, place: int = 1) -> Handover:
    return handover(step("claim", partner, at, due(at)), lead=of, partner=partner, place=place)


def claims(*known: Handover, besides: str = "", most: int = 1) -> Conflict | None:
    snapshot = people(*known, open_claims=most)
    return too_many_claims(snapshot, snapshot.network.policy, "bert", NOW, besides)


def leads(*known: Lead, besides: str = "", most: int = 1, **policy: int) -> Conflict | None:
    snapshot = people(*known, open_leads=most, **policy)
    return too_many_leads(snapshot, snapshot.network.policy, "anna", NOW, besides)


def test_who_has_claimed_too_much_is_told_how_much_and_what_to_withdraw() -> None:
    first, second = claim(lead(NOW, name="aaaa")), claim(lead(NOW, name="bbbb"))
    found = claims(first, second, most=2)
    assert found is not None
    assert (found.message, found.hint) == (
        "you have 2 unanswered claims, and 2 are allowed",
        f"pmnet withdraw {first.id}",
    )
    assert claims(first, second, most=3) is None


def test_who_owns_too_many_leads_is_told_how_many_and_which_to_close() -> None:
    first, second = lead(NOW, name="aaaa"), lead(NOW, name="bbbb")
    found = leads(first, second, most=2)
    assert found is not None
    assert (found.message, found.hint) == (
        "you have 2 open leads, and 2 are allowed",
        f"pmnet lead close {first.id} --reason filled",
    )
    assert leads(first, second, most=3) is None


@pytest.mark.parametrize(
    "known",
    [
        pytest.param(claim(at=NOW - 20 * DAY), id="lapsed"),
        pytest.param(claim(partner="carl"), id="another's"),
        pytest.param(replace(claim(), steps=(step("offer", "anna", FRIDAY, due(FRIDAY)),)), id="an offer"),
        pytest.param(replace(claim(), steps=(*claim().steps, step("decline", "anna", reason="dates"))), id="answered"),
    ],
)
def test_what_does_not_count_as_an_unanswered_claim(known: Handover) -> None:
    assert claims(known) is None


def test_what_is_being_added_does_not_count_against_itself() -> None:
    assert claims(claim(), besides=claim().id) is None
    assert leads(LEAD, besides=LEAD.id) is None


@pytest.mark.parametrize(
    ("registered", "counts"),
    [
        pytest.param(NOW, True, id="today"),
        pytest.param(datetime(2026, 12, 1, tzinfo=UTC), True, id="in a month of the year before"),
        pytest.param(NOW - 180 * DAY, True, id="as long ago as a protection with its extension lasts"),
        pytest.param(NOW - 365 * DAY, False, id="a year ago, so that it cannot be protected any more"),
    ],
)
def test_a_lead_counts_that_was_registered(registered: datetime, counts: bool) -> None:
    assert (leads(lead(registered)) is not None) is counts


def test_how_far_back_is_looked_follows_from_the_policy() -> None:
    old = lead(NOW - 365 * DAY)
    assert leads(old, protection_days=334, protection_extensions=0) is not None
    assert leads(old, protection_days=150, protection_extensions=1) is None


def test_a_claim_made_on_the_last_day_of_a_protection_is_still_found() -> None:
    assert claims(claim(lead(NOW - 180 * DAY - 30 * DAY))) is not None


@pytest.mark.parametrize("month", range(1, 13))
def test_leads_of_every_month_are_found(month: int) -> None:
    at = datetime(2026, month, 28, 9, tzinfo=UTC)
    snapshot = people(lead(at, at.date()), lead(at - 60 * DAY, at.date(), "bbbb"), open_leads=2)
    assert too_many_leads(snapshot, snapshot.network.policy, "anna", at, "") is not None
