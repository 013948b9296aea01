"""What the oracle says of a network that is small enough to be worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from oracle import Oracle, Row

MONDAY = datetime(2027, 1, 11, 9, tzinfo=UTC)

NETWORK = """
name: PM Netz
founder: anna
founded: 2026-01-05T09:00:00Z
keepers: [anna]
policy: {weights: {method: 4}}
"""

ANNA = """
id: anna
name: Anna Müller
skills: [{skill: risk-management, level: 5}, {skill: gxp-csv, level: 2}]
industries: [{division: "21", years: 12}]
languages: {de: native, en: B1}
work_area: {base: DE-HE, remote: true, onsite_percent: 40}
capacity: {confirmed: "2027-01-11", free: [{from: "2027-01-01", days_per_week: 5}]}
"""

BERT = """
id: bert
name: Bert Anders
skills: [{skill: risk-management, level: 3}]
roles: [pmo-lead]
methods: [scrum]
certificates: [{certificate: pmp, expires: "2027-01-11"}, {certificate: ipma-b, expires: "2027-01-10"}]
languages: {de: C1}
work_area: {countries: [DE]}
capacity: {confirmed: "2026-12-22", free: [{from: "2027-01-01", to: "2027-01-29", days_per_week: 3}]}
vouches: [{by: anna, at: "2026-01-05T10:00:00Z"}]
"""

CARL = """
id: carl
name: Carl Größe
skills: [{skill: risk-management, level: 2}, {skill: pmo-setup, level: 4}]
industries: [{division: "21"}]
work_area: {base: AT, onsite_percent: 100}
capacity:
  confirmed: "2027-01-04"
  free: [{from: "2027-01-01", days_per_week: 3}, {from: "2027-01-18", to: "2027-02-26", days_per_week: 2}]
wants: {min_days: 4, exclude_industries: ["21"], contract_models: [direct]}
vouches: [{by: anna, at: "2026-01-05T11:00:00Z"}]
"""

DORA = """
id: dora
name: Dora Neu
skills: [{skill: risk-management, level: 5}]
vouches: [{by: anna, at: "2027-01-05T10:00:00Z"}]
"""

LEAD = """
id: 270104-k7qx
owner: anna
registered: 2027-01-04T09:00:00Z
title: Rettung eines Werks
mode: first
protected_until: "2027-04-04"
positions:
  - key: pmo
    title: Leitung PMO
    role: pmo-lead
    skills: [{skill: risk-management, level: 2}, {skill: pmo-setup, level: 3, must: false}]
    days_per_week: 3
    start: "2027-01-18"
    end: "2027-02-12"
  - key: pm
    title: Projektleitung
    skills: [{skill: risk-management, level: 4, must: false}]
industry: "21"
region: DE-HE
remote_percent: 60
methods: [scrum]
contract_models: [subcontract, joint]
"""

FILES = {
    "network.yaml": NETWORK,
    "members/anna.yaml": ANNA,
    "members/bert.yaml": BERT,
    "members/carl.yaml": CARL,
    "members/dora.yaml": DORA,
    "leads/2027-01/270104-k7qx.yaml": LEAD,
}


def begun(place: int, partner: str, *steps: str, position: str = "pmo") -> dict[str, str]:
    """A handover of the lead; each step is told as `name day hour [day and hour to answer by]`."""
    said = []
    for step in steps:
        name, day, hour, *due = step.split()
        answer = f", respond_by: '2027-01-{due[0]}T{due[1]}:00:00Z'" if due else ""
        said.append(f"  - {{step: {name}, by: {partner}, at: '2027-01-{day}T{hour}:00:00Z'{answer}}}")
    name = f"270104-k7qx.{position}.{place}"
    text = f"id: {name}\nlead: 270104-k7qx\nposition: {position}\nowner: anna\npartner: {partner}\nsteps:\n"
    return {f"handovers/2027-01/{name}.yaml": text + "\n".join(said)}


def told(rows: list[Row]) -> list[tuple[str, int, list[int], list[str]]]:
    return [
        (r.id, r.score, [points for *_, points in r.points], [f"{kind} {key}".strip() for kind, key in r.missing])
        for r in rows
    ]


def salt(row: Row) -> str:
    return f"salt {row.id} {row.position}"


def asked(options: dict[str, Any], files: dict[str, str] = FILES) -> list[tuple[str, int, list[int], list[str]]]:
    return told(Oracle(files, MONDAY).find(options, salt))


def test_who_has_it_first_and_then_who_almost_has_it() -> None:
    assert asked({"skill": [("risk-management", 3)], "language": [("de", "C1")], "days": 3}) == [
        ("anna", 41, [16, 10, 10, 5], []),
        ("bert", 22, [10, 10, 2], ["free"]),  # nothing is free from the 30th on
        ("carl", 15, [10, 5], ["skill risk-management", "language de"]),  # two of four are just half
    ]
    assert asked({"skill": [("risk-management", 4), ("gxp-csv", None)], "role": ["pmo-lead"]}) == [
        ("anna", 26, [13, 13], ["role pmo-lead"])
    ]


@pytest.mark.parametrize(
    ("options", "those"),
    [
        pytest.param({"words": ["mueller"]}, ["anna"], id="folded"),
        pytest.param({"words": ["GROESSE"]}, ["carl"], id="folded in capitals"),
        pytest.param({"words": ["gxp-csv"]}, ["anna"], id="without the hyphen"),
        pytest.param({"words": ["Risikomanagement"]}, ["anna", "bert", "carl"], id="in German"),
        pytest.param({"certificate": ["pmp"]}, ["bert"], id="on its last day"),
        pytest.param({"certificate": ["ipma-b"]}, [], id="a day too late"),
        pytest.param({"region": ["DE"]}, ["anna", "bert"], id="part of it"),
        pytest.param({"region": ["DE-BY"]}, ["bert"], id="a part of where they work"),
        pytest.param({"remote": True}, ["anna"], id="remote"),
        pytest.param({"days": 5}, ["anna"], id="five from today"),
        pytest.param({"days": 5, "from": date(2027, 1, 16), "to": date(2027, 1, 17)}, ["anna", "carl"], id="a weekend"),
        pytest.param({"days": 3, "to": date(2027, 1, 31)}, ["anna", "bert", "carl"], id="until a Sunday"),
        pytest.param({"days": 3, "to": date(2027, 2, 1)}, ["anna", "carl"], id="until a Monday"),
    ],
)
def test_each_option(options: dict[str, Any], those: list[str]) -> None:
    assert sorted(who for who, _, _, missing in asked(options) if not missing) == those


def test_points_are_the_networks_own_figures() -> None:
    assert asked({"industry": ["21"]}) == [("anna", 20, [20], []), ("carl", 10, [10], [])]
    assert asked({"method": ["scrum"]}) == [("bert", 4, [4], [])]


def test_a_should_costs_nothing() -> None:
    assert asked({"should": [("pmo-setup", 2)], "skill": [("risk-management", 5)]}) == [("anna", 10, [10, 0], [])]
    assert [who for who, *_ in asked({"should": [("pmo-setup", 2)]})] == ["carl", "bert", "anna"]  # a tie by its digest


def test_won_work_takes_its_days_until_it_is_completed() -> None:
    free = {"days": 3, "from": date(2027, 2, 12), "to": date(2027, 2, 14)}
    steps = ["claim 05 09 06 09", "accept 05 10", "disclose 05 10", "win 06 09"]
    won = begun(1, "carl", *steps)
    completed = begun(1, "carl", *steps, "complete 07 09")
    before, during, after = (
        Oracle({**FILES, **handovers}, MONDAY).free_days("carl", free["from"], free["to"])  # type: ignore[arg-type]
        for handovers in ({}, won, completed)
    )
    assert (before, during, after) == (5, 2, 5)
    assert [who for who, *_, missing in asked(free, FILES | won) if not missing] == ["anna"]
    assert sorted(who for who, *_, missing in asked(free, FILES | completed) if not missing) == ["anna", "carl"]


def test_what_a_position_asks_for() -> None:
    found = Oracle(FILES, MONDAY)
    assert told(found.match("270104-k7qx", "pmo", salt)) == [
        # skill, skill that is none, role, industry, method, confirmed; how much on site was never said
        ("bert", 29, [13, 0, 10, 0, 4, 2], ["region DE-HE", "free"]),
        ("carl", 48, [10, 13, 0, 10, 0, 10, 5], ["region DE-HE", "wish industry", "wish days", "wish contract"]),
    ]
    assert told(found.match("270104-k7qx", "pm", salt)) == []  # the region is the only must

    on_site = {"members/bert.yaml": BERT.replace("{countries: [DE]}", "{countries: [DE], onsite_percent: 40}")}
    found = Oracle(FILES | on_site, MONDAY)
    assert told(found.match("270104-k7qx", "pm", salt)) == [("bert", 14, [0, 0, 4, 10], [])]
    assert told(found.match_me("bert", salt)) == [
        ("bert", 14, [0, 0, 4, 10], []),
        ("bert", 39, [13, 0, 10, 0, 4, 10, 2], ["free"]),
    ]
    assert found.match_me("anna", salt) == []

    remote = {"leads/2027-01/270104-k7qx.yaml": LEAD.replace("remote_percent: 60", "remote_percent: 100")}
    assert (
        told(Oracle(FILES | remote, MONDAY).match("270104-k7qx", "pm", salt)) == []
    )  # it asks for remote work instead
    invited = {"leads/2027-01/270104-k7qx.yaml": LEAD.replace("mode: first", "mode: invite")}
    assert Oracle(FILES | on_site | invited, MONDAY).match_me("bert", salt) == []


def test_leads_are_looked_at_from_the_other_side() -> None:
    found = Oracle(FILES, MONDAY)
    options = {"skill": [("risk-management", 3)], "days": 3, "from": date(2027, 1, 15)}
    assert told(found.find_leads("bert", options, salt)) == [("270104-k7qx", 36, [16, 10, 10], [])]
    assert told(found.find_leads("anna", options, salt)) == []
    options = {"skill": [("risk-management", 1)], "to": date(2027, 2, 12), "words": ["leitung"]}
    assert told(found.find_leads("bert", options, salt)) == [
        (
            "270104-k7qx",
            15,
            [5, 10],
            ["skill risk-management"],
        )  # at 2 as a must; the other position does not say until when
    ]
    options = {"skill": [("risk-management", 1)], "words": ["projektleitung"]}
    assert [(r.position, r.score) for r in found.find_leads("bert", options, salt)] == [("pm", 5)]


def test_the_line_moves_up_by_itself() -> None:
    def state(*handovers: dict[str, str], lead: str = LEAD) -> tuple[str, str]:
        files = FILES | {"leads/2027-01/270104-k7qx.yaml": lead}
        for handover in handovers:
            files |= handover
        return Oracle(files, MONDAY).positions["270104-k7qx", "pmo"]

    tuesday = begun(1, "bert", "claim 05 09 06 10", "decline 05 12")
    friday = begun(1, "bert", "claim 08 09 12 10", "decline 08 12")
    assert state() == state(tuesday) == ("open", "")
    assert state(begun(1, "bert", "claim 08 09 11 09")) == ("held", "bert")
    assert state(begun(1, "bert", "claim 08 09 11 08")) == ("open", "")
    assert state(friday, begun(2, "carl", "claim 08 10")) == ("held", "carl")  # until Tuesday, 13:00 in Berlin
    assert state(tuesday, begun(2, "carl", "claim 05 10")) == ("open", "")  # it lapsed on Thursday
    choose = LEAD.replace("mode: first", "mode: choose")
    assert state(begun(1, "bert", "claim 08 09 12 10"), lead=choose) == ("open", "")
    assert state(begun(1, "bert", "claim 08 09 12 10", "accept 08 10"), lead=choose) == ("held", "bert")
    won = ("claim 08 09 12 10", "accept 08 10", "disclose 08 10", "win 08 11")
    assert state(begun(1, "bert", *won, "dispute 08 12")) == ("filled", "bert")
    assert state(begun(1, "bert", *won[:3], "lose 08 11", "dispute 08 12")) == ("open", "")


def test_a_team_fills_as_many_positions_as_possible() -> None:
    lead = {"leads/2027-01/270104-k7qx.yaml": LEAD.replace("region: DE-HE\n", "")}
    carl = {"members/carl.yaml": "".join(line for line in CARL.splitlines(True) if not line.startswith("wants"))}
    assert Oracle(FILES | lead | carl, MONDAY).team("270104-k7qx") == (2, 52, [{"pmo": "carl", "pm": "bert"}])
    held = begun(1, "carl", "claim 08 09 12 10", position="pm")
    assert Oracle(FILES | lead | carl | held, MONDAY).team("270104-k7qx") == (0, 0, [{}])


def test_who_is_active() -> None:
    def active(**changed: str) -> list[str]:
        return Oracle(FILES | {f"members/{name}.yaml": text for name, text in changed.items()}, MONDAY).active

    assert active() == ["anna", "bert", "carl"]
    assert active(dora=DORA.replace("2027-01-05T10", "2027-01-04T09")) == ["anna", "bert", "carl", "dora"]
    assert active(bert=BERT.replace('10:00:00Z"', '10:00:00Z", withdrawn: "2026-01-12T09:00:00Z"')) == ["anna", "carl"]
    assert active(bert=BERT.replace('10:00:00Z"', '10:00:00Z", withdrawn: "2026-01-12T10:00:00Z"')) == [
        "anna", "bert", "carl",
    ]  # fmt: skip
    assert (
        active(bert=BERT + "paused: '2027-01-10'\n") == active(bert=BERT + "left: '2027-01-10'\n") == ["anna", "carl"]
    )
    objected = "objections: [{by: anna, at: '2027-01-10T10:00:00Z'}, {by: carl, at: '2027-01-10T10:00:00Z'}]\n"
    assert active(bert=BERT + objected) == ["anna", "carl"]
    assert active(bert=BERT + objected.replace("by: carl", "by: dora")) == ["anna", "bert", "carl"]
