"""Members who act at the same moment: never two holders, nothing lost, everybody told the truth."""

from __future__ import annotations

import json
import shutil

import pytest
from crowded import MEMBERS, TYPED_GIT, Race, at_home_in_git, edited, found_crowd
from people import Circle, Crowd, Person

COPIES = 8
LONG = pytest.mark.long

EVERYBODY = [f"{name}{f'-{copy}' if copy > 1 else ''}" for copy in range(1, COPIES + 1) for name in MEMBERS]


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Circle:
    return found_crowd(tmp_path_factory.mktemp("crowd"), COPIES)


def new_lead(circle: Circle, title: str) -> str:
    return str(circle.anna.ok("lead", "add", "--title", title)["id"])


@pytest.mark.parametrize(
    ("people", "rounds"),
    [(2, 1), (8, 1), (32, 1), *(pytest.param(*form, marks=LONG) for form in ((2, 50), (8, 25), (32, 6)))],
)
def test_all_claim_one_position_at_once_and_one_holds_it(crowded: Circle, people: int, rounds: int) -> None:
    with Race(crowded, EVERYBODY[:people]) as race:
        for number in range(rounds):
            lead = new_lead(crowded, f"Wanted {number}")
            race.start()
            race.insist_one_holder(lead, race.run(["claim", lead, "--json"]))
            race.insist_nothing_lost()
        race.insist_all_in_order()


@pytest.mark.parametrize(
    ("people", "rounds"),
    [(2, 1), *(pytest.param(*form, marks=LONG) for form in ((2, 25), (8, 12), (32, 2)))],
)
def test_all_add_a_lead_and_claim_their_neighbours_at_once_and_all_arrive(
    crowded: Circle, people: int, rounds: int
) -> None:
    with Race(crowded, EVERYBODY[:people]) as race:
        for _ in range(rounds):
            race.start()
            added = race.run(*(["lead", "add", "--title", f"Lead of {name}", "--json"] for name in EVERYBODY[:people]))
            race.insist_all_won()
            race.insist_nothing_lost()
            leads = [json.loads(answer["out"])["id"] for answer in added]
            race.start()
            race.run(*(["claim", lead, "--json"] for lead in [*leads[1:], leads[0]]))
            race.insist_all_won()
            race.insist_nothing_lost()
        race.insist_all_in_order()


@pytest.mark.parametrize(
    ("people", "rounds"),
    [(4, 1), *(pytest.param(*form, marks=LONG) for form in ((8, 12), (32, 3)))],
)
def test_claims_and_leads_beside_people_who_edit_by_hand(crowded: Circle, people: int, rounds: int) -> None:
    """One edits a record and publishes it, another one commits and pushes with git; the others claim, and add leads."""
    publisher, committer, *others = EVERYBODY[:people]
    at_home_in_git(crowded.people[committer])
    with Race(crowded, EVERYBODY[:people]) as race:
        for number in range(rounds):
            lead = new_lead(crowded, f"Between hands {number}")
            race.start()
            edited(crowded.people[publisher], f"members/{publisher}.yaml", f"edited {number}")
            edited(crowded.people[committer], f"members/{committer}.yaml", f"edited {number}")
            claims = [["claim", lead, "--json"] for _ in others[::2]]
            leads = [["lead", "add", "--title", f"Lead of {name}", "--json"] for name in others[1::2]]
            answers = race.run(["publish", "--json"], ["$", "sh", "-c", TYPED_GIT], *claims, *leads)
            race.insist_one_holder(lead, answers[2 : 2 + len(claims)])
            assert {answer["code"] for answer in (*answers[:2], *answers[2 + len(claims) :])} == {0}, answers
            race.insist_nothing_lost()
        race.insist_all_in_order()


def test_the_same_member_on_two_machines_claims_once(crowded: Circle) -> None:
    """The second machine is one that joined anew with the same keys."""
    elsewhere = Person("bea-elsewhere", crowded.root)
    shutil.copytree(crowded.bea.home / "keys", elsewhere.home / "keys")
    fingerprint = crowded.anna.ok("status")["fingerprint"]
    back = elsewhere.ok("join", crowded.remote, elsewhere.id, "--fingerprint", fingerprint)
    assert (back["member"], back["known"]) == ("bea", True)
    crowded.people[elsewhere.id] = elsewhere
    lead = new_lead(crowded, "Twice")
    with Race(crowded, ["bea", elsewhere.id]) as race:
        race.start()
        race.insist_one_holder(lead, race.run(["claim", lead, "--json"]))
        assert sorted(answer["code"] for answer in race.answers) == [0, 6]
        race.insist_nothing_lost()
        race.insist_all_in_order()


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
