"""Free days, week by week: won work takes its own, and a claim that is too much says so (story 9)."""

from __future__ import annotations

import pytest
from people import Circle, Person

START, END = "2027-01-11", "2027-03-26"
LATER = "2026-12-22T09:00:00Z"


def lead(owner: Person, days: int = 3, start: str = START, end: str = END, *more: str) -> str:
    """A lead that needs somebody so many days a week."""
    return owner.ok(
        "lead", "add", "--title", "PMO lead for a plant start-up", "--skill", "pmo-setup:3", "--days", str(days),
        "--start", start, "--end", end, *more,
    )["id"]  # fmt: skip


def agreed(circle: Circle, partner: Person, days: int = 3, start: str = START, end: str = END) -> str:
    """What anna and a partner have agreed, with the client disclosed; the handover's id."""
    found = lead(circle.anna, days, start, end, "--client", "Beispielwerke Pharma GmbH")
    partner.ok("claim", found)
    return circle.anna.ok("accept", found)["id"]


def won(circle: Circle, partner: Person, days: int = 3, start: str = START, end: str = END) -> str:
    found = agreed(circle, partner, days, start, end)
    assert partner.ok("win", found)["state"] == "won"
    return found


def test_a_claim_that_is_too_much_is_refused_by_week_and_made_on_purpose(circle: Circle) -> None:
    circle.bea.ok("free", "4", "--from", START)
    held = won(circle, circle.bea)
    more = lead(circle.anna, 3, "2027-03-22", "2027-04-09")
    refused = circle.bea.refused(6, "claim", more)
    assert refused["message"] == f"cannot claim {more}: W12 (22 Mar): 3 days asked, 1 free, because of {held}"
    assert refused["hint"].endswith(f"pmnet claim {more} --over-capacity")
    assert circle.bea.ok("lead", "show", more)["positions"][0]["state"] == "open"
    claimed = circle.bea.ok("claim", more, "--over-capacity")
    assert claimed["steps"][0]["over_capacity"] is True
    assert circle.bea.ok("log", more)[0]["text"] == f"bea claims {more} pm, over capacity"
    assert circle.bea.run("audit", "--full").code == 0
    circle.anna.ok("sync")
    assert circle.anna.ok("lead", "show", more)["handovers"][0]["steps"][0]["over_capacity"] is True


def test_an_offer_that_is_too_much_is_refused_by_week_and_accepted_on_purpose(circle: Circle) -> None:
    circle.bea.ok("free", "4", "--from", START)
    held = agreed(circle, circle.bea)
    more = lead(circle.carl, 2, START, "2027-01-22")
    circle.carl.ok("offer", more, "bea")
    refused = circle.bea.refused(6, "accept", f"{more}.pm.1")
    weeks = "W2 (11 Jan) to W3 (18 Jan): 2 days asked, 1 free"
    assert refused["message"] == f"cannot accept {more}.pm.1: {weeks}, because of {held} (agreed, not won yet)"
    accepted = circle.bea.ok("accept", f"{more}.pm.1", "--over-capacity")
    assert (accepted["state"], accepted["steps"][1]["over_capacity"]) == ("agreed", True)
    assert circle.bea.ok("log", f"{more}.pm.1")[0]["text"] == f"bea accepts {more}.pm.1, over capacity"


def test_a_partner_who_counters_is_bound_by_the_answer_and_asked_for_free_days(circle: Circle) -> None:
    circle.bea.ok("free", "2", "--from", START)
    more = lead(circle.carl, 3, START, "2027-01-15")
    circle.carl.ok("offer", more, "bea")
    refused = circle.bea.refused(6, "counter", f"{more}.pm.1", "--message", "From Tuesday on")
    assert refused["message"] == f"cannot counter {more}.pm.1: W2 (11 Jan): 3 days asked, 2 free"
    countered = circle.bea.ok("counter", f"{more}.pm.1", "--message", "From Tuesday on", "--over-capacity")
    assert (countered["state"], countered["steps"][1]["over_capacity"]) == ("claimed", True)
    circle.carl.ok("sync")
    assert circle.carl.ok("accept", f"{more}.pm.1")["state"] == "agreed"


def test_somebody_who_goes_on_reads_that_it_is_on_record(circle: Circle) -> None:
    circle.bea.ok("free", "2", "--from", START)
    shown = circle.bea.run("claim", lead(circle.anna), "--over-capacity").out
    assert ["over", "capacity", "claim", "by", "bea"] in [line.split() for line in shown.splitlines()]


def test_who_waits_in_line_is_asked_for_free_days_as_well(circle: Circle) -> None:
    circle.bea.ok("free", "2", "--from", START)
    found = lead(circle.anna, 3, START, "2027-01-15")
    circle.carl.ok("claim", found)
    refused = circle.bea.refused(6, "claim", found, "--wait")
    assert refused["message"] == f"cannot claim {found} --wait: W2 (11 Jan): 3 days asked, 2 free"
    waiting = circle.bea.ok("claim", found, "--wait", "--over-capacity")
    assert (waiting["state"], waiting["steps"][0]["over_capacity"]) == ("waiting", True)


def test_what_fits_is_taken_and_says_nothing_of_capacity(circle: Circle) -> None:
    circle.bea.ok("free", "4", "--from", START)
    won(circle, circle.bea)
    claimed = circle.bea.ok("claim", lead(circle.anna, 1), "--over-capacity")
    assert not claimed["steps"][0].get("over_capacity")
    assert "warnings" not in claimed
    assert circle.bea.ok("claim", lead(circle.anna, 3, "2027-03-29", "2027-04-30"))["state"] == "claimed"


def test_an_owner_who_accepts_is_not_asked_for_free_days(circle: Circle) -> None:
    circle.anna.ok("free", "0")
    found = lead(circle.anna)
    circle.bea.ok("claim", found)
    assert circle.anna.ok("accept", found)["state"] == "agreed"


def test_only_the_open_days_of_a_position_with_several_are_named(circle: Circle) -> None:
    circle.bea.ok("free", "2", "--from", START)
    found = lead(circle.anna, 3, START, "2027-01-15", "--position", "pmo", "--position", "plan")
    refused = circle.bea.refused(6, "claim", found, "--position", "plan")
    assert refused["message"] == f"cannot claim {found} --position plan: W2 (11 Jan): 3 days asked, 2 free"
    assert refused["hint"].endswith(f"pmnet claim {found} --position plan --over-capacity")


@pytest.mark.parametrize(
    ("said", "now", "hint"),
    [
        pytest.param((), None, "you have not said how many days a week you are free", id="never"),
        pytest.param(("free", "1"), LATER, "your free days were last confirmed on 2026-11-23", id="a month ago"),
    ],
)
def test_who_has_not_said_it_lately_is_asked_to(
    circle: Circle, said: tuple[str, ...], now: str | None, hint: str
) -> None:
    times = {} if now is None else {"now": now}
    if said:
        circle.bea.ok(*said)
    first, second = lead(circle.anna), lead(circle.anna)
    [warning] = circle.bea.ok("claim", first, **times)["warnings"]
    assert warning.startswith(hint)
    shown = circle.bea.run("claim", second, **times)
    assert (shown.code, hint in shown.err) == (0, True)


def test_who_looks_for_somebody_sees_what_is_left(circle: Circle) -> None:
    circle.bea.ok("skill", "add", "pmo-setup", "4")
    circle.bea.ok("free", "4", "--from", START, "--to", "2027-06-30")
    question = ("find", "--skill", "pmo-setup:3", "--days", "3", "--from", "2027-03-01", "--to", "2027-04-30")
    held = agreed(circle, circle.bea)
    circle.anna.ok("sync")
    [hit] = circle.anna.ok(*question)
    assert (hit["missing"], [period["days_per_week"] for period in hit["free"]]) == ([], [4]), (
        "what is agreed is a risk"
    )
    circle.bea.ok("win", held)
    circle.anna.ok("sync")
    [hit] = circle.anna.ok(*question)
    assert hit["missing"] == ["free 1 of 3 days a week, 2027-03-01 to 2027-04-30, 4 but for won work"]
    assert hit["free"] == [
        {"from": START, "to": END, "days_per_week": 1},
        {"from": "2027-03-27", "to": "2027-06-30", "days_per_week": 4},
    ]
    [hit] = circle.anna.ok(*question[:-4], "--from", "2027-03-29", "--to", "2027-04-30")
    assert hit["missing"] == []


def test_a_member_is_shown_with_what_is_left_and_what_they_said(circle: Circle) -> None:
    circle.bea.ok("free", "4", "--from", START)
    won(circle, circle.bea)
    left = [
        {"from": START, "to": END, "days_per_week": 1},
        {"from": "2027-03-27", "days_per_week": 4},
    ]
    confirmed = circle.bea.ok("free")
    assert confirmed["free"] == left, "confirming never counts twice"
    assert confirmed["capacity"]["free"] == [{"from": START, "days_per_week": 4}]
    assert circle.bea.ok("member", "show", "bea")["free"] == left
    shown = circle.bea.run("member", "show", "bea").out
    assert "1 day from 2027-01-11 to 2027-03-26; 4 days from 2027-03-27, won work taken off (fresh)" in shown
    assert "said" in shown
    assert [found["free"] for found in circle.bea.ok("member", "list") if found["id"] == "bea"] == [left]


def test_a_claim_on_the_train_is_checked_again_when_it_is_sent(circle: Circle) -> None:
    circle.bea.ok("free", "4", "--from", START)
    found = lead(circle.anna)
    circle.bea.ok("sync")
    circle.bare.rename(circle.root / "away.git")
    assert circle.bea.run("claim", found).code == 8
    assert circle.bea.run("free", "2", "--clear").code == 8
    (circle.root / "away.git").rename(circle.bare)
    circle.bea.ok("sync")
    assert circle.bea.ok("lead", "show", found)["handovers"][0]["state"] == "claimed"
