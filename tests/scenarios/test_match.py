"""Who fits a lead and which lead fits me, as members ask it, and what they asked for that is no must (docs/matching.md)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from people import NOW, Circle, Person, copy_circle

LEAD = """\
title: A cutover in a plant
industry: '21'
languages: {de: C1}
methods: [scrum]
region: DE-HE
remote_percent: 60
start: 2027-01-11
end: 2027-03-31
positions:
  - key: pmo
    title: PMO lead
    role: pmo-lead
    skills:
      - {skill: cutover, level: 4, must: true}
      - {skill: scrum, level: 2, must: false}
    days_per_week: 3
  - key: plan
    title: Planner
    skills:
      - {skill: cutover, level: 3, must: true}
    days_per_week: 2
"""

BEA_AS_PMO = [
    (13, "cutover at level 5 (asked: 4)"),
    (0, "no scrum, which is no must"),
    (10, "works as pmo-lead"),
    (10, "free 4 days a week, 2027-01-11 to 2027-03-31 (asked: 3)"),
    (5, "confirmed on 2026-11-23 (fresh)"),
    (10, "de C2 (asked: C1)"),
    (0, "no experience in industry 21, which is no must"),
    (5, "works by scrum"),
    (10, "works in DE-HE"),
]
CARL_AS_PMO = [
    "cutover at level 3, asked for 4",
    "free 2 of 3 days a week, 2027-01-11 to 2027-03-31",
    "does not want to work in industry 21",
]


class World:
    """Three members, all of whom know cutovers: each has a lead, carl's by invitation."""

    def __init__(self, circle: Circle) -> None:
        self.anna, self.bea, self.carl = circle.people.values()
        self.circle = circle
        for person, level, days in ((self.anna, "5", "5"), (self.bea, "5", "4"), (self.carl, "3", "2")):
            person.ok("skill", "add", "cutover", level)
            person.ok("free", days, "--from", "2027-01-01")
            person.ok("language", "add", "de", "C2")
            person.ok("member", "set", "work_area.base=DE-HE")
        self.bea.ok("member", "set", "roles=pmo-lead", "methods=scrum", "wants.min_days=3")
        self.carl.ok("member", "set", "wants.exclude_industries=21")
        file = circle.root / "lead.yaml"
        file.write_text(LEAD)
        self.plant = self.anna.ok("lead", "add", "--file", str(file))["id"]
        self.small = added(self.bea, "A small cutover", "cutover:2")
        self.invited = added(self.carl, "By invitation", "cutover:2", "--mode", "invite")
        circle.sync()


def added(owner: Person, title: str, skill: str, *more: str) -> str:
    return str(owner.ok("lead", "add", "--title", title, "--skill", skill, "--position", "pm", *more)["id"])


def told(hit: dict[str, Any]) -> list[tuple[int, str]]:
    return [(reason["points"], reason["text"]) for reason in hit["reasons"]]


@pytest.fixture(scope="module")
def world(template: Circle, tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(copy_circle(template, tmp_path_factory.mktemp("match") / "net"))


# match LEAD


def test_each_open_position_with_who_fits_it(world: World) -> None:
    pmo, plan = world.anna.ok("match", world.plant)
    assert [(one["lead"], one["position"], one["title"]) for one in (pmo, plan)] == [
        (world.plant, "pmo", "PMO lead"),
        (world.plant, "plan", "Planner"),
    ]
    bea, carl = pmo["members"]
    assert (bea["member"], bea["name"], bea["score"], bea["missing"]) == ("bea", "Bea", 63, [])
    assert told(bea) == BEA_AS_PMO
    assert bea["free"] == [{"from": "2027-01-01", "days_per_week": 4}]
    assert (bea["capacity_confirmed"], bea["unanswered"]) == ("2026-11-23", {"days": 90, "offers": 0, "claims": 0})
    assert (carl["member"], carl["missing"]) == ("carl", CARL_AS_PMO)


def test_what_members_do_not_want_makes_near_misses(world: World) -> None:
    [plan] = world.anna.ok("match", world.plant, "--position", "plan")
    assert {one["member"]: one["missing"] for one in plan["members"]} == {
        "bea": ["wants at least 3 days a week"],
        "carl": ["does not want to work in industry 21"],
    }


def test_the_same_in_words(world: World) -> None:
    shown = world.anna.run("match", world.plant[-4:])
    assert (shown.code, shown.err) == (0, "")
    first, *lines = shown.out.splitlines()
    assert first == f"{world.plant}, position pmo: PMO lead"
    assert lines[0] == "  63  bea  Bea"
    assert lines[1 : 1 + len(BEA_AS_PMO)] == [f"      {points:+3}  {text}" for points, text in BEA_AS_PMO]
    near = lines.index("near misses:")
    assert near == 1 + len(BEA_AS_PMO)
    plan = lines.index(f"{world.plant}, position plan: Planner")
    assert [line for line in lines[near:plan] if line.startswith("       - ")] == [
        f"       -   {missing}" for missing in CARL_AS_PMO
    ]


def test_one_position_alone_and_no_more_members_than_asked(world: World) -> None:
    [pmo] = world.carl.ok("match", world.plant, "--position", "pmo", "--limit", "1")
    assert [one["member"] for one in pmo["members"]] == ["bea"]


@pytest.mark.parametrize("asking", ["anna", "bea", "carl"])
def test_whoever_asks_the_owner_is_not_proposed(world: World, asking: str) -> None:
    person = world.circle.people[asking]
    for lead, owner in ((world.plant, "anna"), (world.small, "bea"), (world.invited, "carl")):
        found = [one["member"] for ranking in person.ok("match", lead) for one in ranking["members"]]
        assert sorted(set(found)) == sorted({"anna", "bea", "carl"} - {owner})


def test_the_same_answer_for_everybody(world: World) -> None:
    assert world.anna.ok("match", world.plant) == world.carl.ok("match", world.plant)


def test_nobody_fits_and_it_is_said(circle: Circle) -> None:
    lead = added(circle.anna, "Who knows?", "cutover:4")
    assert circle.anna.ok("match", lead) == [
        {"lead": lead, "position": "pm", "title": "Project manager", "members": []}
    ]
    assert "nobody fits, not even nearly" in circle.anna.run("match", lead).out


# match --me


def test_the_open_positions_of_others_that_fit_me(world: World) -> None:
    found = world.carl.ok("match", "--me")
    assert [(one["lead"], one["position"], one["owner"], one["missing"]) for one in found] == [
        (world.small, "pm", "bea", []),
        (world.plant, "plan", "anna", ["does not want to work in industry 21"]),
        (world.plant, "pmo", "anna", CARL_AS_PMO),
    ]
    assert (found[0]["title"], found[0]["score"], told(found[0])) == (
        "A small cutover",
        13,
        [(13, "cutover at level 3 (asked: 2)"), (0, "does not work as project-manager, which is no must")],
    )
    assert found[0]["unanswered"] == {"days": 90, "offers": 0, "claims": 0}


def test_a_position_is_one_of_a_lead(world: World) -> None:
    refused = world.carl.run("match", "--me", "--position", "pmo")
    assert (refused.code, refused.err.splitlines()[0]) == (2, "pmnet: error: --position goes with a lead")


def test_a_lead_by_invitation_is_proposed_to_nobody(world: World) -> None:
    for person in (world.anna, world.bea, world.carl):
        assert world.invited not in [one["lead"] for one in person.ok("match", "--me")]
    assert [one["lead"] for one in world.bea.ok("match", "--me")] == [world.plant, world.plant]


def test_mine_and_theirs_are_the_same_points(world: World) -> None:
    [pmo] = world.anna.ok("match", world.plant, "--position", "pmo")
    [mine] = [one for one in world.bea.ok("match", "--me") if one["position"] == "pmo"]
    [theirs] = [one for one in pmo["members"] if one["member"] == "bea"]
    assert [mine[name] for name in ("score", "reasons", "missing")] == [
        theirs[name] for name in ("score", "reasons", "missing")
    ]


def test_what_fits_me_in_words(world: World) -> None:
    shown = world.carl.run("match", "--me", "--limit", "2").out.splitlines()
    assert shown[0] == f"  13  {world.small}  A small cutover  pm, from bea"
    assert shown[1] == "      Cutover and go-live 2"
    assert shown[2] == "      +13  cutover at level 3 (asked: 2)"
    assert shown[3] == "       +0  does not work as project-manager, which is no must"
    assert shown[4] == "near misses:"
    assert shown[5].endswith(f"{world.plant}  A cutover in a plant  plan, from anna")
    assert shown[-2] == "       -   does not want to work in industry 21"
    assert shown[-1] == f"all that a lead says: pmnet lead show {world.small}"
    assert len(world.carl.ok("match", "--me", "--limit", "2")) == 2


# find


def test_leads_say_what_they_need_and_no_score_where_nothing_was_asked_for(circle: Circle) -> None:
    full = circle.anna.ok(
        "lead", "add", "--title", "PMO lead", "--days", "3", "--start", "2027-01-11", "--end", "2027-03-31", "--region", "DE-HE",
        "--remote-percent", "40", "--skill", "cutover:2", "--skill", "risk-management:4", "--skill", "pmo-setup:3",
        "--skill", "stakeholder-management:1",
    )["id"]  # fmt: skip
    bare = circle.anna.ok("lead", "add", "--title", "To be said later")["id"]
    circle.bea.ok("sync")
    shown = circle.bea.run("find", "--leads").out.splitlines()
    needs = (
        "3 days a week, 2027-01-11 to 2027-03-31, Hesse, 40% remote, "
        "Risk and opportunity management 4, PMO set-up and operation 3, Cutover and go-live 2"
    )
    assert sorted(shown[:-1]) == sorted(
        [
            f"      {full}  PMO lead  pm, from anna",
            f"      {needs}",
            f"      {bare}  To be said later  pm, from anna",
        ]
    )
    assert shown[-1] == f"all that a lead says: pmnet lead show {shown[0].split()[0]}"
    [asked] = [line for line in circle.bea.run("find", "--leads", "--days", "3").out.splitlines() if full in line][:1]
    assert asked.split()[0].isdecimal()
    assert circle.bea.ok("find", "--leads")[0].keys() == {
        *("lead", "title", "owner", "position", "score", "reasons", "missing", "unanswered"),
    }  # fmt: skip


def test_what_is_no_must_gives_points_and_leaves_nobody_out(world: World) -> None:
    question = ("find", "--skill", "cutover:3", "--should", "scrum:2", "--should", "cutover:5")
    found = {one["member"]: told(one) for one in world.anna.ok(*question)}
    assert found["bea"] == [
        (16, "cutover at level 5 (asked: 3)"),
        (0, "no scrum, which is no must"),
        (10, "cutover at level 5 (asked: 5)"),
    ]
    assert found["carl"][1:] == [
        (0, "no scrum, which is no must"),
        (0, "cutover at level 3, asked for 5, which is no must"),
    ]
    assert [one["missing"] for one in world.anna.ok(*question)] == [[], [], []]
    assert "       +0  no scrum, which is no must" in world.anna.run(*question).out
    assert {one["member"] for one in world.anna.ok("find", "--should", "scrum")} == {"anna", "bea", "carl"}


def test_by_method(world: World) -> None:
    [bea] = world.anna.ok("find", "--method", "scrum")
    assert (bea["member"], told(bea)) == ("bea", [(5, "works by scrum")])
    assert world.anna.ok("find", "--method", "kanban") == []
    near = world.anna.ok("find", "--method", "kanban", "--skill", "cutover:5")
    assert {one["member"]: one["missing"] for one in near} == {
        "anna": ["does not work by kanban"],
        "bea": ["does not work by kanban"],
    }


def test_leads_by_method_and_by_what_is_no_must(world: World) -> None:
    [plant] = world.bea.ok("find", "--leads", "--method", "scrum")
    assert (plant["lead"], plant["owner"], told(plant)) == (world.plant, "anna", [(5, "works by scrum")])
    found = world.bea.ok("find", "--leads", "--skill", "cutover", "--should", "scrum:3")
    assert [(one["lead"], one["position"], told(one)[1]) for one in found] == [
        (world.plant, "pmo", (16, "asks for scrum at level 2")),
        (world.invited, "pm", (0, "does not ask for scrum, which is no must")),
    ]


# What waits to be sent


def cut(circle: Circle) -> None:
    circle.bare.rename(circle.root / "gone.git")


def kept(person: Person) -> list[str]:
    """All that the index beside a copy says."""
    with closing(sqlite3.connect(person.folder / ".git" / "pmnet" / "index.sqlite")) as database:
        return list(database.iterdump())


def test_my_own_lead_that_is_not_sent_yet_is_matched(circle: Circle) -> None:
    circle.bea.ok("skill", "add", "cutover", "4")
    circle.anna.ok("sync")
    circle.anna.ok("find")
    before = kept(circle.anna)
    cut(circle)
    assert circle.anna.run("lead", "add", "--title", "On a train", "--skill", "cutover:3", "--position", "pm").code == 8
    [lead] = [one["id"] for one in circle.anna.ok("lead", "list")]
    [ranking] = circle.anna.ok("match", lead)
    assert [(one["member"], told(one)[0]) for one in ranking["members"]] == [
        ("bea", (13, "cutover at level 4 (asked: 3)"))
    ]
    assert kept(circle.anna) == before
    assert lead not in str(before)


def test_what_i_said_of_myself_and_is_not_sent_yet_counts(circle: Circle) -> None:
    lead = added(circle.anna, "A cutover", "cutover:3", "--days", "2")
    circle.bea.ok("sync")
    assert circle.bea.ok("match", "--me") == []
    before = kept(circle.bea)
    cut(circle)
    circle.bea.run("skill", "add", "cutover", "4")
    circle.bea.run("free", "3")
    [mine] = circle.bea.ok("match", "--me")
    assert (mine["lead"], mine["missing"], mine["score"]) == (lead, [], 28)
    assert [one["member"] for one in circle.bea.ok("find", "--skill", "cutover:4", "--days", "3")] == ["bea"]
    assert kept(circle.bea) == before
    assert circle.carl.ok("find", "--skill", "cutover") == []


def test_a_claim_that_is_not_sent_yet_takes_the_position(circle: Circle) -> None:
    circle.carl.ok("skill", "add", "cutover", "4")
    lead = added(circle.anna, "A cutover", "cutover:3")
    circle.sync()
    circle.bea.ok("match", lead)
    before = kept(circle.bea)
    cut(circle)
    assert circle.bea.run("claim", lead).code == 8
    assert circle.bea.refused(6, "match", lead)["message"] == f"no position of {lead} is open"
    assert kept(circle.bea) == before
    [ranking] = circle.carl.ok("match", lead)
    assert [one["member"] for one in ranking["members"]] == ["carl"]


# What is open


def test_a_position_is_matched_again_once_nobody_answered(circle: Circle) -> None:
    """An answer is due after sixteen working hours: on Wednesday at 10:00."""
    circle.carl.ok("skill", "add", "cutover", "4")
    lead = added(circle.anna, "A cutover", "cutover:3")
    circle.bea.ok("claim", lead)
    circle.sync()
    for now, free in ((NOW, False), ("2026-11-25T09:00:00Z", False), ("2026-11-25T09:00:01Z", True)):
        assert [one["lead"] for one in circle.carl.ok("match", "--me", now=now)] == ([lead] if free else []), now
        assert circle.anna.run("match", lead, now=now).code == (0 if free else 6), now


def test_only_the_positions_that_are_left(circle: Circle) -> None:
    lead = added(circle.anna, "A cutover", "cutover:3", "--position", "plan")
    circle.bea.ok("claim", lead, "--position", "plan")
    circle.anna.ok("sync")
    assert [one["position"] for one in circle.anna.ok("match", lead)] == ["pm"]
    held = circle.anna.refused(6, "match", lead, "--position", "plan")
    assert held["hint"] == f"pmnet lead show {lead}"


# What cannot be asked


@pytest.mark.parametrize(
    ("words", "code", "kind", "message"),
    [
        pytest.param([], 2, "usage", "name a lead, or say --me", id="neither a lead nor me"),
        pytest.param(["PLANT", "--me"], 2, "usage", "name a lead, or say --me", id="a lead and me"),
        pytest.param(["PLANT", "--limit", "0"], 2, "usage", "", id="no members at all"),
        pytest.param(["269999-zzzz"], 5, "not-found", "there is no lead '269999-zzzz'", id="no such lead"),
        pytest.param(["26"], 2, "ambiguous", "'26' could be 3 leads", id="several leads"),
        pytest.param(
            ["PLANT", "--position", "boss"], 5, "not-found", "there is no position 'boss'", id="no such position"
        ),
    ],
)
def test_what_cannot_be_asked(world: World, words: list[str], code: int, kind: str, message: str) -> None:
    error = world.anna.refused(code, "match", *(world.plant if word == "PLANT" else word for word in words))
    assert (error["kind"], error["code"]) == (kind, code)
    assert message in error["message"]
    assert error["hint"]


def test_nothing_of_a_closed_lead_is_open(circle: Circle) -> None:
    lead = added(circle.anna, "A cutover", "cutover:3")
    circle.anna.ok("lead", "close", lead, "--reason", "cancelled")
    for words in (["match", lead], ["match", lead, "--position", "pm"]):
        error = circle.anna.refused(6, *words)
        assert (error["message"], error["hint"]) == (f"no position of {lead} is open", f"pmnet lead show {lead}")
    circle.bea.ok("sync")
    assert circle.bea.ok("match", "--me") == []


def test_a_position_that_somebody_holds_is_not_open(circle: Circle) -> None:
    lead = circle.anna.ok("lead", "add", "--title", "Plant", "--position", "pmo", "--position", "cutover")["id"]
    circle.bea.ok("sync")
    circle.bea.ok("claim", lead, "--position", "pmo")
    error = circle.bea.refused(6, "match", lead, "--position", "pmo")
    assert error["message"] == f"position pmo of {lead} is not open"
    assert [one["position"] for one in circle.bea.ok("match", lead)] == ["cutover"]


def test_a_stranger_has_nothing_that_fits_them_but_may_look(world: World) -> None:
    stranger = Person("zoe", Path(world.circle.root))
    error = stranger.run("match", "--me", "--json", folder=world.anna.folder)
    assert (error.code, error.error["message"]) == (4, "you are not a member of this network yet")
    assert stranger.run("match", world.plant, "--json", folder=world.anna.folder).json == world.anna.ok(
        "match", world.plant
    )
