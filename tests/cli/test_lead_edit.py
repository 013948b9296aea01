"""One's own lead corrected by options, and days that are past told wherever a lead is written."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
from people import Circle, Person
from terminals import ended, terminal

CLIENT = "Muster Maschinenbau"


def added(circle: Circle, *words: str) -> str:
    return str(circle.bea.ok("lead", "add", "--title", "A rollout", *words)["id"])


CHANGES: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "days": (("--start", "11.1.2027", "--end", "KW 13 2027"), {"start": "2027-01-11", "end": "2027-04-04"}),
    "texts": (("--title", "Rollout south", "--summary", "Three sites"), {"title": "Rollout south", "summary": "Three sites"}),
    "a list": (("--language", "Deutsch:C1", "--language", "en:B2"), {"languages": {"de": "C1", "en": "B2"}}),
    "words": (("--region", "Hessen", "--industry", "28", "--remote-percent", "40"), {"region": "DE-HE", "remote_percent": 40}),
    "how": (("--mode", "choose", "--respond-within", "8"), {"mode": "choose", "respond_within": 8}),
}  # fmt: skip


@pytest.mark.parametrize(("words", "fields"), CHANGES.values(), ids=CHANGES)
def test_what_an_option_names_is_replaced_and_nothing_else(
    circle: Circle, words: tuple[str, ...], fields: dict[str, Any]
) -> None:
    lead = added(circle, "--summary", "Before", "--language", "fr:C1")
    before = circle.bea.ok("lead", "show", lead)
    changed = circle.bea.ok("lead", "edit", lead[-4:], *words)
    assert {name: changed[name] for name in fields} == fields
    after = circle.bea.ok("lead", "show", lead)
    own = {*fields, "industry", "commit", "sent"}
    assert {name: said for name, said in after.items() if name not in own} == {
        name: said for name, said in before.items() if name not in own
    }


def test_an_empty_value_removes(circle: Circle) -> None:
    lead = added(circle, "--end", "2027-03-31", "--skill", "cutover:3", "--summary", "Before")
    after = circle.bea.ok("lead", "edit", lead, "--end", "", "--skill", "", "--summary", "")
    assert not {"end", "summary"} & after.keys()
    assert not after["positions"][0].get("skills")


def test_days_and_skills_are_those_of_the_only_position_or_of_the_one_named(circle: Circle) -> None:
    lead = added(circle, "--days", "3", "--skill", "cutover:3")
    [place] = circle.bea.ok("lead", "edit", lead, "--days", "2", "--skill", "Risiko:4")["positions"]
    assert (place["days_per_week"], place["skills"]) == (2, [{"skill": "risk-management", "level": 4, "must": True}])
    team = added(circle, "--position", "pmo-lead", "--position", "scheduler", "--days", "3")
    refused = circle.bea.refused(2, "lead", "edit", team, "--days", "2")
    assert refused["message"] == f"{team} has several positions"
    assert refused["hint"] == "name one with --position: pmo-lead, scheduler"
    places = circle.bea.ok("lead", "edit", team, "--days", "2", "--position", "sched")["positions"]
    assert [place["days_per_week"] for place in places] == [3, 2]


def test_what_cannot_be_is_refused_and_the_lead_stays(circle: Circle) -> None:
    lead = added(circle, "--start", "2027-01-11")
    before = circle.shared_git("rev-parse", "main")
    circle.bea.refused(2, "lead", "edit", lead, "--start", "sometime")
    circle.bea.refused(1, "lead", "edit", lead, "--title", "")
    assert circle.carl.refused(4, "lead", "edit", lead, "--days", "2")["message"] == f"{lead} is bea's to edit"
    same = circle.bea.run("lead", "edit", lead, "--start", "2027-01-11")
    assert (same.code, same.err) == (0, "nothing was changed\n")
    circle.bea.ok("lead", "edit", lead, "--days", "2", "--dry-run")
    assert circle.shared_git("rev-parse", "main") == before


def test_a_new_title_that_names_the_sealed_client_is_told(circle: Circle) -> None:
    lead = added(circle, "--client", CLIENT)
    told = circle.bea.ok("lead", "edit", lead, "--title", "Rollout for Muster")["warnings"]
    assert [warning for warning in told if "title is public" in warning], told
    assert "warnings" not in circle.bea.ok("lead", "edit", lead, "--days", "2")


def test_a_position_without_a_title_is_called_in_the_language_of_the_network(circle: Circle) -> None:
    dora = Person("dora", circle.root)
    dora.ok(
        "init",
        "homes/dora",
        "--name",
        "PM Süd",
        "--as",
        "dora",
        "--full-name",
        "Dora",
        "--email",
        "d@example.org",
        "--language",
        "de",
    )
    titles = {
        place["title"]
        for words in ((), ("--position", "scheduler", "--position", "pmo:PMO lead"))
        for place in dora.ok("lead", "add", "--title", "Rollout", *words)["positions"]
    }
    assert titles == {"Projektleitung", "Terminplanung", "PMO lead"}
    assert circle.bea.ok("lead", "add", "--title", "Rollout")["positions"][0]["title"] == "Project manager"


# Days that are past


@pytest.mark.parametrize(
    ("words", "warnings"),
    [
        (("--start", "2026-11-20"), []),
        (("--start", "2026-01-11"), ["the first day, 2026-01-11, was 316 days ago"]),
        (("--end", "2026-11-22"), ["the last day, 2026-11-22, was 1 day ago"]),
        (("--start", "2026-11-30", "--end", "2027-01-11"), []),
    ],
)
def test_a_day_that_is_past_is_told_and_taken(circle: Circle, words: tuple[str, ...], warnings: list[str]) -> None:
    written = circle.bea.ok("lead", "add", "--title", "A rollout", *words)
    assert written.get("warnings", []) == warnings
    told = circle.bea.run("lead", "edit", added(circle), *words)
    assert [line for line in told.err.splitlines() if line.startswith("careful: ")] == [
        f"careful: {warning}" for warning in warnings
    ]


def test_a_day_that_is_past_is_told_when_it_is_answered(circle: Circle) -> None:
    spawned = terminal(circle.bea, "lead", "add", "--guide", "--title", "A rollout")
    for question in ("What it is about", "Roles", "Skills", "Days a week"):
        spawned.expect_exact(question)
        spawned.sendline("")
    spawned.expect_exact("First day")
    spawned.sendline("11.1.2026")
    spawned.expect_exact("careful: the first day, 2026-01-11, was 316 days ago")
    spawned.expect_exact("Last day")
    spawned.sendline("1.3.2026")
    spawned.expect_exact("careful: the last day, 2026-03-01, was 267 days ago")
    spawned.sendintr()
    assert ended(spawned) == 130


# In the editor


def test_the_editor_says_how_to_leave_it_and_how_a_day_is_written(circle: Circle, tmp_path: Path) -> None:
    lead = added(circle, "--start", "2027-01-11")
    seen, script = tmp_path / "seen.txt", tmp_path / "vi"
    script.write_text(
        f"#!{sys.executable}\nimport sys, pathlib\np = pathlib.Path(sys.argv[1])\nt = p.read_text()\n"
        f"pathlib.Path({str(seen)!r}).write_text(t)\np.write_text(t.replace('2027-01-11', '11.1.2027'))\n"
    )
    script.chmod(0o755)
    circle.bea.extra["EDITOR"] = shlex.quote(str(script))
    result = circle.bea.run("lead", "edit", lead)
    assert result.code == 1
    assert "'11.1.2027' is not a proper day (a day is written as 2026-11-23: year, month, day)" in result.err
    head = " ".join(line.removeprefix("#? ") for line in seen.read_text().splitlines() if line.startswith("#? "))
    assert "An empty or unchanged file changes nothing. In vi: Esc, then :wq and Enter saves and closes" in head
    script.rename(tmp_path / "other")
    circle.bea.extra["EDITOR"] = shlex.quote(str(tmp_path / "other"))
    circle.bea.run("lead", "edit", lead)
    assert ":wq" not in seen.read_text()
