"""What runs out, by commands alone and on the members' own clocks: who is told what, until when, and what they may do then.

NOW is Monday 23 November 2026, 10:00 in Berlin; sixteen working hours later it is Wednesday, 10:00.
"""

from __future__ import annotations

from typing import Any

import pytest
from people import NOW, Circle, Once, Person

TUESDAY = "2026-11-24T10:00:00Z"
WEDNESDAY = "2026-11-25T09:00:00Z"
"""The very second at which sixteen working hours are over."""

THURSDAY = "2026-11-26T10:00:00Z"
LEAD = ("lead", "add", "--title", "PMO lead for a plant start-up", "--skill", "risk-management:4", "--days", "3")
WHAT = "'PMO lead for a plant start-up'"

Row = tuple[str, str, str | None, str]


def add_lead(person: Person, *more: str) -> str:
    return person.ok(*LEAD, *more)["id"]


def rows(person: Person, now: str, mine: bool = True) -> list[Row]:
    """What waits for somebody, or for others: which clock, the sentence, until when, and what to type."""
    person.ok("sync", now=now)
    found: list[dict[str, Any]] = person.ok("inbox", now=now)["items"]
    return [(item["clock"] or "", item["text"], item["due"], item["command"]) for item in found if item["mine"] is mine]


def disclosed(circle: Circle, *more: str) -> str:
    """A lead of anna's that bea has taken, and whose client is open to her."""
    lead = add_lead(circle.anna, "--client", "Muster AG", *more)
    circle.bea.ok("claim", lead)
    assert circle.anna.ok("accept", lead)["state"] == "disclosed"
    return f"{lead}.pm.1"


@pytest.fixture
def one(circle: Circle, once: Once) -> str:
    return once(circle, disclosed)


# A partner who never answers


def test_silence_lapses_the_position_is_free_again_and_the_silence_shows(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    one = circle.anna.ok("offer", lead, "bea")["id"]
    asked = ("answer", f"anna offers you pm of {WHAT} (terms: none)", WEDNESDAY, f"pmnet accept {one}")
    assert rows(circle.bea, TUESDAY) == [asked]
    assert rows(circle.anna, TUESDAY, mine=False) == [
        ("answer", f"bea has to answer on pm of {WHAT}", WEDNESDAY, f"pmnet withdraw {one}")
    ]
    late = circle.bea.refused(6, "accept", one, now=THURSDAY)
    assert late["message"].startswith(f"cannot accept {one}: it lapsed on Wed 25 Nov 10:00")
    assert rows(circle.bea, THURSDAY) == []
    assert rows(circle.anna, THURSDAY) == [
        ("", f"bea did not answer, and it is free again: pm of {WHAT}", None, f"pmnet lead show {lead}")
    ]
    shown = circle.carl.run("lead", "show", lead, now=THURSDAY).out
    assert "lapsed" in shown
    assert "Wed 25 Nov 2026 10:00" in shown
    assert circle.carl.ok("claim", lead, now=THURSDAY)["place"] == 2
    assert [row[0] for row in rows(circle.anna, THURSDAY)] == ["answer"]


def test_an_owner_who_never_answers_is_told_of_to_whoever_asked(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    circle.bea.ok("claim", lead)
    assert rows(circle.anna, TUESDAY)[0][:3] == ("answer", f"bea asks for pm of {WHAT} (terms: none)", WEDNESDAY)
    assert rows(circle.bea, THURSDAY) == [
        ("", f"anna did not answer, and it is free again: pm of {WHAT}", None, f"pmnet claim {lead} --position pm")
    ]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (NOW, "until Wed 25 Nov 2026 10:00 (in 2 working days)"),
        ("2026-11-24T15:00:00Z", "until Wed 25 Nov 2026 10:00 (in 2 working hours)"),
        ("2026-11-25T08:30:00Z", "until Wed 25 Nov 2026 10:00 (in 30 working minutes)"),
    ],
)
def test_a_deadline_is_a_date_and_how_far_away_it_is(circle: Circle, now: str, said: str) -> None:
    lead = add_lead(circle.anna)
    circle.anna.ok("offer", lead, "bea")
    circle.bea.ok("sync")
    assert said in circle.bea.run("inbox", now=now).out
    assert said.removeprefix("until ") in circle.bea.run("lead", "show", lead, now=now).out


# After an agreement


def test_who_does_not_speak_to_the_client_may_be_released_and_not_before(circle: Circle, one: str) -> None:
    early = circle.anna.refused(6, "release", one, now=TUESDAY)
    assert early["message"] == f"cannot release {one}: bea holds it until Wed 25 Nov 10:00"
    assert circle.anna.run("release", one, "--json", now=WEDNESDAY).code == 6
    speak = ("contact", f"speak to the client, and say so: pm of {WHAT}", WEDNESDAY, f"pmnet contacted {one}")
    assert rows(circle.bea, THURSDAY) == [speak]
    assert "since Wed 25 Nov 2026 10:00 (overdue by 9 working hours)" in circle.bea.run("inbox", now=THURSDAY).out
    assert rows(circle.anna, THURSDAY) == [
        (
            "contact",
            f"bea has not spoken to the client, so you may take it back: pm of {WHAT}",
            WEDNESDAY,
            f"pmnet release {one}",
        )
    ]
    assert circle.anna.ok("release", one, now=THURSDAY)["state"] == "released"
    assert rows(circle.bea, THURSDAY) == []
    assert circle.carl.ok("claim", one.split(".", maxsplit=1)[0], now=THURSDAY)["place"] == 2


def test_who_was_agreed_with_waits_for_the_client(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    one = circle.bea.ok("claim", lead)["id"]
    circle.anna.ok("accept", lead)
    none_yet = f"agreed with bea, and no client is sealed yet: pm of {WHAT}"
    assert rows(circle.anna, NOW) == [("", none_yet, None, f"pmnet lead seal {lead} --client NAME")]
    circle.anna.ok("lead", "seal", lead, "--client", "Muster AG")
    due = "2026-11-24T09:00:00Z"
    waits = ("disclose", f"anna has to open the client to you: pm of {WHAT}", due, f"pmnet lead show {lead}")
    assert rows(circle.bea, NOW, mine=False) == [waits]
    opens = ("disclose", f"agreed with bea, who waits for the client: pm of {WHAT}", due, f"pmnet disclose {one}")
    assert rows(circle.anna, NOW) == [opens]
    circle.anna.ok("disclose", one)
    assert [row[0] for row in rows(circle.bea, NOW)] == ["contact"]


def test_a_note_of_progress_is_due_every_fourteen_days(circle: Circle, one: str) -> None:
    circle.anna.ok("extend", one)
    circle.bea.ok("contacted", one, now=TUESDAY)
    assert rows(circle.bea, "2026-11-27T10:00:00Z") == []
    assert rows(circle.bea, "2026-12-04T10:00:00Z") == [
        ("note", f"say how it goes: pm of {WHAT}", "2026-12-08T10:00:00Z", f"pmnet contacted {one} --message TEXT")
    ]
    circle.bea.ok("contacted", one, now="2026-12-04T10:00:00Z")
    assert rows(circle.bea, "2026-12-08T11:00:00Z") == []
    late = "2026-12-18T11:00:00Z"
    assert rows(circle.anna, late)[0][:2] == (
        "note",
        f"bea has not said how it goes, so you may take it back: pm of {WHAT}",
    )
    assert circle.anna.ok("release", one, now=late)["state"] == "released"


def test_a_hold_is_extended_once(circle: Circle, one: str) -> None:
    circle.bea.ok("contacted", one, now=TUESDAY)
    over = "2026-12-07T09:00:01Z"
    held = (
        "hold",
        f"agreed with bea: pm of {WHAT}",
        "2026-12-07T09:00:00Z",
        f"pmnet lead show {one.split('.', maxsplit=1)[0]}",
    )
    assert rows(circle.anna, TUESDAY, mine=False) == [held]
    [row] = rows(circle.anna, over)
    assert row[1].startswith(f"the time that bea holds it is over, so you may take it back (or pmnet extend {one})")
    circle.anna.ok("extend", one, now=over)
    circle.bea.ok("contacted", one, now=over)
    assert rows(circle.anna, over) == []
    assert "a hold is extended once" in circle.anna.refused(6, "extend", one, now=over)["message"]
    assert circle.anna.refused(6, "release", one, now=over)["message"].endswith("bea holds it until Mon 21 Dec 10:00")
    assert circle.anna.ok("release", one, now="2026-12-21T09:00:01Z")["state"] == "released"


def test_both_report_a_win_once_the_work_was_to_begin(circle: Circle) -> None:
    one = disclosed(circle, "--start", "2026-12-01")
    circle.bea.ok("contacted", one)
    won = ("win", f"say whether it was won: pm of {WHAT}", "2026-12-08T22:59:59Z", f"pmnet win {one}")
    assert won not in rows(circle.bea, "2026-11-30T09:00:00Z")
    assert won in rows(circle.bea, "2026-12-02T09:00:00Z")
    assert won in rows(circle.anna, "2026-12-02T09:00:00Z")
    assert circle.anna.ok("win", one, now="2026-12-02T09:00:00Z")["state"] == "won"
    told = ("", f"anna says for both of you that it is won (if not: pmnet dispute {one}): pm of {WHAT}")
    assert [row[:2] for row in rows(circle.bea, "2026-12-09T09:00:00Z")] == [told]


def test_a_client_known_before_is_returned_and_both_see_it_dated(circle: Circle, one: str) -> None:
    lead = one.split(".", maxsplit=1)[0]
    circle.bea.ok("return", one, "--reason", "known-client", now=TUESDAY)
    for person in (circle.anna, circle.bea):
        person.ok("sync", now=THURSDAY)
        [found] = person.ok("lead", "show", lead, now=THURSDAY)["handovers"]
        assert (found["state"], found["since"]) == ("returned", TUESDAY)
        last = found["steps"][-1]
        assert (last["step"], last["by"], last["at"], last["reason"]) == ("return", "bea", TUESDAY, "known-client")
        shown = person.run("lead", "show", lead, now=THURSDAY).out
        assert "returned (known-client)" in shown
        assert "Tue 24 Nov 2026 11:00" in shown
    assert circle.carl.ok("claim", lead, now=THURSDAY)["place"] == 2


def test_a_dispute_stands_still_until_both_have_resolved_it(circle: Circle, one: str) -> None:
    circle.bea.ok("dispute", one, now=TUESDAY)
    both = ("", f"you and anna do not agree: pm of {WHAT}", None, f"pmnet resolve {one}")
    assert rows(circle.bea, THURSDAY) == [both]
    assert "it is disputed" in circle.anna.refused(6, "release", one, now=THURSDAY)["message"]
    circle.anna.ok("resolve", one, "--outcome", "The client is anna's.", now=THURSDAY)
    assert rows(circle.anna, THURSDAY) == []
    assert rows(circle.anna, THURSDAY, mine=False)[0][1] == f"bea has to say that it is resolved: pm of {WHAT}"
    assert circle.bea.ok("resolve", one, now=THURSDAY)["state"] == "disclosed"
    assert [row[0] for row in rows(circle.bea, THURSDAY)] == ["contact"]


def test_other_terms_wait_for_the_one_who_has_not_signed(circle: Circle, one: str) -> None:
    circle.bea.ok("contacted", one)
    circle.bea.ok("amend", one, "--terms", "none")
    assert rows(circle.anna, TUESDAY) == [
        ("", f"bea proposes other terms for pm of {WHAT}", None, f"pmnet amend {one}")
    ]
    assert rows(circle.bea, TUESDAY, mine=False)[0][1] == f"anna has to sign for other terms: pm of {WHAT}"
    circle.anna.ok("amend", one, now=TUESDAY)
    assert rows(circle.anna, TUESDAY) == []


# Month by month


def test_a_month_is_billed_paid_and_settled(circle: Circle) -> None:
    terms = circle.root / "terms.yaml"
    terms.write_text("kind: percent\npercent: '10'\nbase: partner-net\nmonths: 6\ntrigger: invoiced\ndue_days: 14\n")
    lead = add_lead(circle.anna, "--client", "Muster AG")
    one = circle.bea.ok("claim", lead, "--terms", str(terms))["id"]
    circle.anna.ok("accept", lead)
    circle.bea.ok("win", one)
    bill = f"pmnet bill {one} --month 2026-11 --days DAYS --amount AMOUNT"
    assert rows(circle.bea, "2026-11-30T09:00:00Z") == []
    december = "2026-12-01T09:00:00Z"
    assert rows(circle.bea, december) == [("", f"bill 2026-11: pm of {WHAT}", None, bill)]
    told = f"bea says for both of you that it is won (if not: pmnet dispute {one}): pm of {WHAT}"
    assert rows(circle.anna, december) == [("", told, None, f"pmnet lead show {lead}")]
    circle.bea.ok("bill", one, "--month", "2026-11", "--days", "5", "--amount", "6000.00", now=december)
    due = "2026-12-15T22:59:59Z"
    pay = ("settle", f"pay anna what is owed for 2026-11: pm of {WHAT}", due, f"pmnet books {one}")
    say = f"say so once bea has paid for 2026-11: pm of {WHAT}"
    assert rows(circle.bea, december) == [pay]
    assert rows(circle.anna, december) == [("settle", say, due, f"pmnet settle {one} --month 2026-11")]
    circle.anna.ok("settle", one, "--month", "2026-11", now="2026-12-14T09:00:00Z")
    assert rows(circle.anna, "2026-12-14T09:00:00Z") == []
    assert rows(circle.bea, "2026-12-14T09:00:00Z") == []


# A team


def test_a_lead_for_three_is_filled_one_by_one(circle: Circle) -> None:
    lead = add_lead(circle.anna, "--client", "Muster AG", *(f"--position={key}" for key in ("pmo", "plan", "cutover")))

    def filled() -> str:
        found = circle.anna.ok("inbox")["items"]
        [row] = [item for item in found if item["about"] == lead]
        assert (row["mine"], row["command"]) == (False, f"pmnet team {lead}")
        return row["text"].removesuffix(f": {WHAT}")

    assert filled() == "0 of 3 positions filled"
    for number, (person, position) in enumerate([(circle.bea, "pmo"), (circle.carl, "plan")], start=1):
        one = person.ok("claim", lead, "--position", position)["id"]
        circle.anna.ok("accept", one)
        assert filled() == f"{number - 1} of 3 positions filled, 1 held"
        person.ok("win", one)
        circle.anna.ok("sync")
        assert filled() == f"{number} of 3 positions filled"
    assert circle.carl.ok("lead", "show", lead)["team"] == "2 of 3 positions filled"
    assert "2 of 3 positions filled" in circle.carl.run("lead", "show", lead).out
    circle.anna.ok("offer", lead, "carl", "--position", "cutover")
    circle.carl.ok("accept", f"{lead}.cutover.1")
    circle.anna.ok("disclose", f"{lead}.cutover.1")
    circle.anna.ok("win", f"{lead}.cutover.1")
    assert [item for item in circle.anna.ok("inbox")["items"] if item["about"] == lead] == []
    assert circle.anna.ok("lead", "show", lead)["state"] == "filled"


# A lead's protection


def test_a_lead_is_protected_for_longer_once(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    near = "2027-02-15T09:00:00Z"
    assert [row for row in rows(circle.anna, "2027-02-01T09:00:00Z") if row[0] == "protection"] == []
    ends = ("protection", f"the protection of {WHAT} ends", "2027-02-21T22:59:59Z", f"pmnet lead extend {lead}")
    assert ends in rows(circle.anna, near)
    assert circle.bea.refused(4, "lead", "extend", lead, now=near)["message"] == f"lead {lead} is anna's to extend"
    assert circle.anna.ok("lead", "extend", lead, now=near)["protected_until"] == "2027-05-22"
    circle.bea.ok("sync", now=near)
    assert circle.bea.ok("claim", lead, now="2027-02-22T09:00:00Z")["state"] == "claimed"
    circle.bea.ok("withdraw", lead, now="2027-02-22T09:00:00Z")
    circle.anna.ok("sync", now="2027-05-20T09:00:00Z")
    again = circle.anna.refused(6, "lead", "extend", lead, now="2027-05-20T09:00:00Z")
    assert again["message"] == f"cannot extend {lead}: a lead's protection is extended once, by 90 days"
    assert [row[3] for row in rows(circle.anna, "2027-05-23T09:00:00Z") if row[0] == "protection"] == [
        f"pmnet lead close {lead}"
    ]


def test_a_lead_is_not_extended_once_its_protection_is_over(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    error = circle.anna.refused(6, "lead", "extend", lead, now="2027-02-22T09:00:00Z")
    assert error["message"] == f"cannot extend {lead}: its protection ended on 2027-02-21"


def test_a_lead_is_not_extended_while_somebody_waits_for_an_answer(circle: Circle) -> None:
    lead = add_lead(circle.anna)
    one = circle.bea.ok("claim", lead)["id"]
    circle.anna.ok("sync")
    error = circle.anna.refused(6, "lead", "extend", lead)
    assert (error["message"], error["hint"]) == (
        f"cannot extend {lead}: bea waits for an answer on {one}",
        f"pmnet decline {one}",
    )


# Free days


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-12-07T09:00:00Z", None),
        ("2026-12-08T09:00:00Z", "is getting old"),
        ("2026-12-21T09:00:00Z", "is getting old"),
        ("2026-12-22T09:00:00Z", "counts no more"),
    ],
)
def test_what_was_said_about_free_days_ages(circle: Circle, now: str, said: str | None) -> None:
    circle.bea.ok("free", "3")
    due = "2026-12-21T22:59:59Z"
    expected = [("capacity", f"what you said about your free days on 2026-11-23 {said}", due, "pmnet free")]
    assert rows(circle.bea, now) == (expected if said else [])
    circle.bea.ok("free", now=now)
    assert rows(circle.bea, now) == []


# What comes first


def test_what_is_overdue_comes_first_and_each_row_has_a_command(circle: Circle, one: str) -> None:
    other = add_lead(circle.carl)
    two = circle.carl.ok("offer", other, "bea", now=TUESDAY)["id"]
    found = rows(circle.bea, "2026-11-26T08:00:00Z")
    assert [(clock, command) for clock, _, _, command in found] == [
        ("contact", f"pmnet contacted {one}"),
        ("answer", f"pmnet accept {two}"),
    ]
