"""Waiting in line for a position that somebody holds: through the command line, with several members and their clocks."""

from __future__ import annotations

from pathlib import Path

import pytest
from people import NOW, Circle, found_circle

LATER = "2026-11-23T12:00:00Z"
NEXT_DAY = "2026-11-24T08:30:00Z"


@pytest.fixture
def lead(circle: Circle) -> str:
    return str(circle.anna.ok("lead", "add", "--title", "PMO lead")["id"])


def test_the_one_who_lost_is_told_how_to_wait_and_moves_up_when_the_first_is_declined(
    circle: Circle, lead: str
) -> None:
    anna, bea, carl = circle.anna, circle.bea, circle.carl
    bea.ok("claim", lead)
    lost = carl.run("claim", lead, "--json")
    assert (lost.code, lost.error["hint"]) == (6, f"pmnet claim {lead} --wait")
    waits = carl.ok("claim", lead, "--wait")
    assert (waits["state"], waits["place"], waits["respond_by"], waits["next"]) == ("waiting", 2, None, ["withdraw"])
    early = anna.run("accept", f"{lead}.pm.2", "--json", now=LATER)
    assert early.code == 6, early.out
    anna.ok("decline", f"{lead}.pm.1", "--reason", "dates", now=LATER)
    carl.ok("sync", now=NEXT_DAY)
    moved = next(one for one in carl.ok("lead", "show", lead, now=NEXT_DAY)["handovers"] if one["partner"] == "carl")
    assert (moved["state"], moved["respond_by"]) == ("claimed", "2026-11-25T12:00:00Z")
    assert anna.ok("accept", f"{lead}.pm.2", now=NEXT_DAY)["state"] in ("agreed", "disclosed")


def test_silence_moves_the_line_up_by_itself(circle: Circle, lead: str) -> None:
    anna, bea, carl = circle.anna, circle.bea, circle.carl
    bea.ok("claim", lead)
    carl.ok("claim", lead, "--wait")
    over = "2026-11-26T09:00:00Z"
    carl.ok("sync", now=over)
    shown = carl.ok("lead", "show", lead, now=over)
    assert [one["state"] for one in shown["handovers"]] == ["lapsed", "claimed"]
    assert shown["positions"][0]["holder"] == "carl"
    anna.ok("sync", now=over)
    assert f"pmnet accept {lead}.pm.2" in [item["command"] for item in anna.ok("inbox", now=over)["items"]]


def test_the_first_is_accepted_though_another_waits_and_that_one_moves_up_when_it_is_returned(
    circle: Circle, lead: str
) -> None:
    anna, bea, carl = circle.anna, circle.bea, circle.carl
    bea.ok("claim", lead)
    carl.ok("claim", lead, "--wait")
    assert anna.ok("accept", f"{lead}.pm.1", now=LATER)["state"] in ("agreed", "disclosed")
    assert [one["state"] for one in anna.ok("lead", "show", lead, now=LATER)["handovers"]][1] == "waiting"
    bea.ok("sync", now=LATER)
    bea.ok("return", f"{lead}.pm.1", "--reason", "capacity", now=NEXT_DAY)
    carl.ok("sync", now=NEXT_DAY)
    shown = carl.ok("lead", "show", lead, now=NEXT_DAY)
    assert (shown["positions"][0]["holder"], shown["handovers"][1]["state"]) == ("carl", "claimed")


def test_whoever_waits_may_step_out(circle: Circle, lead: str) -> None:
    circle.bea.ok("claim", lead)
    circle.carl.ok("claim", lead, "--wait")
    assert circle.carl.ok("withdraw", f"{lead}.pm.2", now=LATER)["state"] == "withdrawn"


def test_waiting_for_what_is_free_is_claiming_it(circle: Circle, lead: str) -> None:
    assert circle.carl.ok("claim", lead, "--wait", now=NOW)["state"] == "claimed"


def test_whoever_moved_up_and_got_no_answer_may_claim_again(circle: Circle, lead: str) -> None:
    circle.bea.ok("claim", lead)
    circle.carl.ok("claim", lead, "--wait")
    circle.bea.ok("withdraw", f"{lead}.pm.1", now=LATER)
    over = "2026-11-27T09:00:00Z"
    circle.carl.ok("sync", now=over)
    assert circle.carl.ok("lead", "show", lead, now=over)["handovers"][1]["state"] == "lapsed"
    again = circle.carl.ok("claim", lead, now=over)
    assert (again["id"], again["state"]) == (f"{lead}.pm.3", "claimed")


def test_a_claim_in_line_counts_like_any_other_until_it_is_over(tmp_path: Path) -> None:
    circle = found_circle(tmp_path, "anna", "bea", "carl", policy=("open_claims=2",))
    leads = [circle.anna.ok("lead", "add", "--title", f"Lead {number}")["id"] for number in range(3)]
    circle.sync()
    for lead in leads[:2]:
        circle.bea.ok("claim", lead)
        circle.carl.ok("claim", lead, "--wait")
    assert "you have 2 unanswered claims" in circle.carl.refused(6, "claim", leads[2])["message"]
    for lead in leads[:2]:
        circle.bea.ok("withdraw", f"{lead}.pm.1", now=LATER)
    assert circle.carl.ok("claim", leads[2], now="2026-11-27T09:00:00Z")["state"] == "claimed"
