"""A lead that needs several people, filled one by one, in one view (story 8)."""

from __future__ import annotations

from people import Circle, Person
from test_main_job import LEAD

START, END = "2027-01-11", "2027-01-29"


def add(owner: Person, *more: str) -> str:
    return owner.ok(
        *LEAD, "--position", "pmo:PMO lead", "--position", "plan:Scheduler", "--position", "cutover:Cutover manager",
        "--client", "Beispielwerke Pharma GmbH", *more,
    )["id"]  # fmt: skip


def test_positions_fill_one_by_one(circle: Circle) -> None:
    lead = add(circle.anna, "--start", START, "--end", END)
    circle.bea.ok("sync")
    assert _states(circle.bea, lead) == (0, [("open", None)] * 3)
    for person, position in ((circle.bea, "pmo"), (circle.carl, "plan")):
        person.ok("claim", lead, "--position", position)
        circle.anna.ok("accept", f"{lead}.{position}")
        person.ok("sync")
    assert _states(circle.carl, lead) == (0, [("held", "bea"), ("held", "carl"), ("open", None)])
    circle.bea.ok("win", f"{lead}.pmo.1")
    circle.carl.ok("win", f"{lead}.plan.1")
    assert _states(circle.carl, lead) == (2, [("filled", "bea"), ("filled", "carl"), ("open", None)])


def _states(person: Person, lead: str) -> tuple[int, list[tuple[str, str | None]]]:
    shown = person.ok("team", lead)
    assert shown["of"] == len(shown["positions"])
    return shown["filled"], [(position["state"], position["holder"]) for position in shown["positions"]]


def test_overlap_and_days_by_week_and_in_all(circle: Circle) -> None:
    lead = add(circle.anna, "--start", START, "--end", END)
    path = circle.anna.folder / f"leads/2026-11/{lead}.yaml"
    later = "    days_per_week: 2\n    start: '2027-01-20'\n    end: '2027-02-02'\n"
    first, plan, rest = path.read_text().partition("key: plan\n")
    path.write_text(first + plan + rest.replace("    days_per_week: 3\n", later, 1))
    circle.anna.ok("publish")
    circle.bea.ok("claim", lead, "--position", "pmo")
    circle.carl.ok("claim", lead, "--position", "plan")
    shown = circle.carl.ok("team", lead)
    nobody = {"suggested_days": 0, "suggested": []}
    assert shown["positions"][1] == {
        "key": "plan", "title": "Scheduler", "state": "held", "holder": "carl", "days_per_week": 2,
        "start": "2027-01-20", "end": "2027-02-02",
    }  # fmt: skip
    assert shown["weeks"] == [
        {"week": "2027-W02", "from": "2027-01-11", "days": 3, "members": ["bea"]} | nobody,
        {"week": "2027-W03", "from": "2027-01-18", "days": 5, "members": ["bea", "carl"]} | nobody,
        {"week": "2027-W04", "from": "2027-01-25", "days": 5, "members": ["bea", "carl"]} | nobody,
        {"week": "2027-W05", "from": "2027-02-01", "days": 2, "members": ["carl"]} | nobody,
    ]
    assert (shown["total_days"], shown["total_days_with_suggested"]) == (15, 15)
    text = circle.carl.run("team", lead).out
    assert "0 of 3 filled" in text
    rows = [line.split() for line in text.splitlines()]
    assert ["W3", "(18", "Jan)", "to", "W4", "(25", "Jan)", "5", "bea,", "carl"] in rows
    assert ["days", "in", "all", "15"] in rows
    assert ["still", "open", "cutover"] in rows


def test_what_cannot_be_added_up_is_said(circle: Circle) -> None:
    lead = add(circle.anna)
    circle.bea.ok("claim", lead, "--position", "pmo")
    shown = circle.bea.ok("team", lead)
    assert (shown["weeks"], shown["total_days"], shown["positions"][0]["start"]) == ([], 0, None)
    assert "pmo (no first day)" in circle.bea.run("team", lead).out


def test_nothing_sealed_is_in_it(circle: Circle) -> None:
    lead = add(circle.anna, "--start", START, "--end", END)
    circle.bea.ok("claim", lead, "--position", "pmo", "--rate", "980", "--message", "Done it twice")
    circle.anna.ok("accept", f"{lead}.pmo")
    for more in ((), ("--json",)):
        shown = circle.anna.run("team", lead, *more)
        assert shown.code == 0
        assert not any(word in shown.out for word in ("Beispielwerke", "980", "twice"))


def test_a_lead_that_is_not_there(circle: Circle) -> None:
    assert circle.bea.refused(5, "team", "zzzz")["kind"] == "not-found"
