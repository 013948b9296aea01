"""Members who act at the same moment: never two holders, nothing lost, everybody told the truth."""

from __future__ import annotations

import re
import shutil

import pytest
from people import Circle, Crowd, Person, found_circle

NAMES = ["bea", "carl", "dora", "emil", "fritz", "gita", "hans", "ines"]


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Circle:
    return found_circle(tmp_path_factory.mktemp("crowd"), "anna", *NAMES, policy=("open_claims=100", "open_leads=100"))


def acts(circle: Circle) -> int:
    return int(circle.shared_git("rev-list", "--count", "main"))


@pytest.mark.parametrize("rounds", [4, pytest.param(25, marks=pytest.mark.long)])
def test_eight_claim_one_position_at_once_and_one_holds_it(crowded: Circle, rounds: int) -> None:
    before = acts(crowded)
    with Crowd(crowded, NAMES) as crowd:
        for number in range(rounds):
            lead = crowded.anna.ok("lead", "add", "--title", f"Lead {number}")["id"]
            crowd.all_at_once(["sync", "--json"])
            answers = crowd.all_at_once(["claim", lead, "--json"])
            winners = [answer["member"] for answer in answers if answer["code"] == 0]
            assert len(winners) == 1, answers
            told = rf"cannot claim {lead}: held by {winners[0]} until Wed 25 Nov 10:00"
            losers = [answer for answer in answers if answer["code"] == 6 and re.search(told, answer["err"])]
            assert len(losers) == 7, answers
    assert acts(crowded) == before + 2 * rounds
    assert crowded.shared_git("fsck", "--strict", "--no-dangling") == ""


def test_eight_leads_added_at_once_all_arrive(crowded: Circle) -> None:
    before = acts(crowded)
    with Crowd(crowded, NAMES) as crowd:
        answers = crowd.all_at_once(*(["lead", "add", "--title", f"Lead of {name}", "--json"] for name in NAMES))
    assert [answer["code"] for answer in answers] == [0] * 8, answers
    assert acts(crowded) == before + 8
    crowded.anna.ok("sync")
    titles = {lead["title"] for lead in crowded.anna.ok("lead", "list")}
    assert {f"Lead of {name}" for name in NAMES} <= titles
    assert crowded.shared_git("fsck", "--strict", "--no-dangling") == ""


def test_no_copy_is_damaged_by_losing(crowded: Circle) -> None:
    for person in crowded.people.values():
        assert person.git("fsck", "--strict", "--no-dangling") == ""
        assert person.git("status", "--porcelain") == ""
        assert not list((person.folder / ".git").rglob("*.lock"))


def test_the_same_member_on_two_machines_claims_once(crowded: Circle) -> None:
    elsewhere = Person("bea-elsewhere", crowded.root)
    shutil.copytree(crowded.bea.home / "keys", elsewhere.home / "keys")
    fingerprint = crowded.anna.ok("status")["fingerprint"]
    back = elsewhere.ok("join", crowded.remote, elsewhere.id, "--fingerprint", fingerprint)
    assert (back["member"], back["known"]) == ("bea", True)
    crowded.people[elsewhere.id] = elsewhere
    lead = crowded.anna.ok("lead", "add", "--title", "Twice")["id"]
    with Crowd(crowded, ["bea", elsewhere.id]) as crowd:
        crowd.all_at_once(["sync", "--json"])
        answers = crowd.all_at_once(["claim", lead, "--json"])
    assert sorted(answer["code"] for answer in answers) == [0, 6], answers
    assert "already waits for an answer" in next(answer["err"] for answer in answers if answer["code"] == 6)
    crowded.anna.ok("sync")
    assert len(crowded.anna.ok("lead", "show", lead)["handovers"]) == 1


def test_the_same_command_typed_twice_at_once_in_one_copy_is_one_act(crowded: Circle) -> None:
    lead = crowded.anna.ok("lead", "add", "--title", "Once")["id"]
    crowded.carl.ok("sync")
    with Crowd(crowded, ["carl", "carl"]) as crowd:
        answers = crowd.all_at_once(["claim", lead, "--json"])
    assert {answer["code"] for answer in answers} <= {0, 6}, answers
    assert 0 in {answer["code"] for answer in answers}
    crowded.anna.ok("sync")
    assert [handover["partner"] for handover in crowded.anna.ok("lead", "show", lead)["handovers"]] == ["carl"]
    assert crowded.carl.ok("status")["waiting"] == []
