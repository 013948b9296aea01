"""The best team for the positions that are still open, together with those who hold the others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from people import Circle, Person, copy_circle, found_circle

START, END = "2027-01-11", "2027-01-29"
PEOPLE = ("anna", "bea", "carl", "dora", "emil")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Circle:
    """Anna has a lead of three positions; the others can do some of it. Emil is lent out for two days a week."""
    circle = found_circle(tmp_path_factory.mktemp("crowd"), *PEOPLE, policy=("small_below=9",))
    for person, skills in (
        (circle.bea, ("pmo-setup:5", "risk-management:4")),
        (circle.carl, ("pmo-setup:4",)),
        (circle.dora, ("risk-management:3", "scheduling:1")),
        (circle.emil, ("pmo-setup:5", "risk-management:5")),
    ):
        for skill in skills:
            person.ok("skill", "add", *skill.split(":"))
        person.ok("free", "3", "--from", START)
    other = add(circle.anna, "--position", "pm", days="2")
    circle.emil.ok("claim", other)
    circle.emil.ok("win", circle.anna.ok("accept", other)["id"])
    circle.sync()
    return circle


@pytest.fixture
def net(crowd: Circle, tmp_path: Path) -> Circle:
    return copy_circle(crowd, tmp_path / "net")


def add(owner: Person, *more: str, days: str = "3") -> str:
    return owner.ok(
        "lead", "add", "--title", "PMO for a plant start-up", "--start", START, "--end", END, "--days", days,
        "--client", "Beispielwerke Pharma GmbH", *more,
    )["id"]  # fmt: skip


def rollout(owner: Person) -> str:
    """A lead whose three positions ask for different things."""
    wanted = {"pmo": "pmo-setup, level: 4", "risk": "risk-management, level: 4", "plan": "scheduling, level: 3"}
    positions = "".join(
        f"  - key: {key}\n    title: {key}\n    days_per_week: 3\n    skills: [{{skill: {skill}}}]\n"
        for key, skill in wanted.items()
    )
    file = owner.root / "rollout.yaml"
    file.write_text(f"title: A rollout\nstart: {START}\nend: {END}\npositions:\n{positions}")
    return owner.ok("lead", "add", "--file", str(file), "--client", "Beispielwerke Pharma GmbH")["id"]


def told(shown: dict[str, Any]) -> dict[str, str]:
    return {one["position"]: one["member"] for one in shown["suggested"]}


def test_whoever_can_do_two_is_suggested_where_nobody_else_can(net: Circle) -> None:
    lead = rollout(net.anna)
    ranked = {one["position"]: [hit["member"] for hit in one["members"]] for one in net.anna.ok("match", lead)}
    assert (ranked["pmo"][:2], ranked["risk"][0]) == (["bea", "carl"], "bea")
    shown = net.anna.ok("team", lead)
    assert told(shown) == {"pmo": "carl", "risk": "bea"}
    risk = shown["suggested"][1]
    assert risk["score"] == sum(reason["points"] for reason in risk["reasons"]) == 10 + 10 + 5
    assert risk["reasons"][0] == {"points": 10, "text": "risk-management at level 4 (asked: 4)"}
    assert risk["unanswered"] == {"days": 90, "offers": 0, "claims": 0}
    assert shown["weeks"][0] == {
        "week": "2027-W02", "from": "2027-01-11", "days": 0, "members": [], "suggested_days": 6,
        "suggested": ["carl", "bea"],
    }  # fmt: skip
    assert (shown["total_days"], shown["total_days_with_suggested"]) == (0, 18)
    assert [(one["position"], one["needed_elsewhere"], one["nearest"]["member"]) for one in shown["stays_open"]] == [
        ("plan", [], "dora")
    ]
    assert shown["stays_open"][0]["nearest"]["missing"] == ["scheduling at level 1, asked for 3"]
    assert shown["over_capacity"] == []


def test_everybody_is_shown_the_same_team(net: Circle) -> None:
    lead = rollout(net.anna)
    shown = net.anna.ok("team", lead)
    for person in (net.bea, net.emil):
        person.ok("sync")
        assert person.ok("team", lead) == shown


def test_whoever_holds_a_position_stays_and_is_not_suggested_for_another(net: Circle) -> None:
    lead = rollout(net.anna)
    net.bea.ok("claim", lead, "--position", "pmo")
    shown = net.bea.ok("team", lead)
    assert told(shown) == {}
    open_ones = {one["position"]: one for one in shown["stays_open"]}
    assert open_ones["risk"]["needed_elsewhere"] == ["bea"]
    assert open_ones["risk"]["nearest"]["member"] == "emil"
    assert open_ones["risk"]["nearest"]["missing"] == [
        "free 1 of 3 days a week, 2027-01-11 to 2027-01-29, 3 but for won work"
    ]
    text = " ".join(net.bea.run("team", lead).out.split())
    assert "stays open risk: whoever fits has another position (bea); nearest is emil: free 1 of 3 days" in text


def test_a_team_as_text(net: Circle) -> None:
    lead = rollout(net.anna)
    net.carl.ok("claim", lead, "--position", "pmo")
    shown = net.carl.run("team", lead).out
    assert "best for what is open:\n  25  bea for risk\n      +10  risk-management at level 4 (asked: 4)\n" in shown
    rows = [re.split(r"\s{2,}", line.strip()) for line in shown.splitlines()]
    assert ["W2 (11 Jan) to W4 (25 Jan)", "3", "6", "carl, bea (suggested)"] in rows
    assert ["days in all", "9"] in rows
    assert ["with suggested", "18"] in rows
    assert ["stays open", "plan: nearest is dora: scheduling at level 1, asked for 3"] in rows


def test_who_would_be_over_capacity_is_named_with_the_weeks(net: Circle) -> None:
    other = add(net.anna, "--position", "pm", days="2")
    net.bea.ok("claim", other)
    held = net.anna.ok("accept", other)["id"]
    lead = rollout(net.anna)
    net.bea.ok("claim", lead, "--position", "risk", "--over-capacity")
    shown = net.bea.ok("team", lead)
    assert [(one["member"], one["position"]) for one in shown["over_capacity"]] == [("bea", "risk")]
    weeks = shown["over_capacity"][0]["weeks"]
    assert [week["week"] for week in weeks] == ["2027-W02", "2027-W03", "2027-W04"]
    assert weeks[0] == {"week": "2027-W02", "from": "2027-01-11", "asked": 3, "free": 1, "because": [held]}
    said = f"W2 (11 Jan) to W4 (25 Jan): 3 days asked, 1 free, because of {held} (agreed, not won yet)"
    assert f"bea (risk): {said}" in net.bea.run("team", lead).out


def test_what_is_held_is_not_counted_twice(net: Circle) -> None:
    lead = rollout(net.anna)
    net.bea.ok("claim", lead, "--position", "risk")
    net.bea.ok("win", net.anna.ok("accept", lead)["id"])
    assert net.bea.ok("team", lead)["over_capacity"] == []


def test_whose_word_is_not_fresh_is_told(net: Circle) -> None:
    lead = rollout(net.anna)
    later = "2026-12-11T09:00:00Z"
    shown = net.anna.ok("team", lead, now=later)
    assert told(shown) == {"pmo": "carl", "risk": "bea"}
    assert shown["capacity"] == [
        {"member": member, "capacity_freshness": "ageing", "capacity_confirmed": "2026-11-23"}
        for member in ("carl", "bea")
    ]
    assert "bea confirmed theirs on 2026-11-23 (ageing)" in net.anna.run("team", lead, now=later).out
    assert net.anna.ok("team", lead, now="2026-12-22T09:00:00Z")["suggested"] == []


def test_nobody_is_suggested_for_a_closed_lead(net: Circle) -> None:
    lead = rollout(net.anna)
    net.anna.ok("lead", "close", lead, "--reason", "postponed")
    shown = net.anna.ok("team", lead)
    assert (shown["suggested"], shown["stays_open"]) == ([], [])


def test_weights_of_the_network_decide(net: Circle) -> None:
    file = net.anna.folder / "network.yaml"
    file.write_text(re.sub(r"    skill: 10\n", "    skill: 30\n", file.read_text()))
    net.anna.ok("publish")
    lead = rollout(net.anna)
    assert [one["score"] for one in net.anna.ok("team", lead)["suggested"]] == [30 + 10 + 5] * 2
