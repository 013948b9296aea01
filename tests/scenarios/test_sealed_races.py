"""Two at once, and killed at any point: the envelopes fit the records, and whoever lost reads why."""

from __future__ import annotations

import pytest
from killing import killed
from people import Circle, Crowd, found_circle
from under_seal import CLIENT, TITLE, add_lead, insist_fitting, insist_nothing_public, lying, name_of, refs

ROUNDS = [3, pytest.param(10, marks=pytest.mark.long)]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Circle:
    """bea owns, carl claims, as often as they like."""
    policy = ("open_claims=100", "open_leads=100")
    return found_circle(tmp_path_factory.mktemp("pair"), "anna", "bea", "carl", policy=policy)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_the_owner_accepts_while_the_partner_withdraws(pair: Circle, rounds: int) -> None:
    with Crowd(pair, ["bea", "carl"]) as crowd:
        for _ in range(rounds):
            lead = add_lead(pair.bea)
            pair.carl.ok("claim", lead, "--message", "Done twice")
            pair.bea.ok("sync")
            accepted, withdrawn = crowd.all_at_once(
                ["accept", f"{lead}.pm.1", "--json"], ["withdraw", f"{lead}.pm.1", "--json"]
            )
            assert sorted([accepted["code"], withdrawn["code"]]) == [0, 6], (accepted, withdrawn)
            if accepted["code"] == 0:
                assert "disclosed" in withdrawn["err"] or "agreed" in withdrawn["err"], withdrawn
            else:
                assert "withdrawn" in accepted["err"], accepted
            pair.carl.ok("sync")
            assert (name_of(pair.carl, lead) is None) is (accepted["code"] != 0)
    pair.bea.ok("sync")
    insist_fitting(pair)
    insist_nothing_public(pair, b"Done twice")


def test_the_client_is_corrected_while_it_is_claimed(pair: Circle) -> None:
    with Crowd(pair, ["bea", "carl"]) as crowd:
        for _ in range(2):
            lead = add_lead(pair.bea)
            pair.carl.ok("sync")
            answers = crowd.all_at_once(
                ["lead", "seal", lead, "--unit", "Werk Nord", "--json"], ["claim", lead, "--message", "Me", "--json"]
            )
            assert [answer["code"] for answer in answers] == [0, 0], answers
            assert pair.bea.ok("accept", f"{lead}.pm.1")["state"] == "disclosed"
            pair.carl.ok("sync")
            assert pair.carl.ok("client", lead)["client"]["unit"] == "Werk Nord"
        insist_fitting(pair)


def test_the_client_is_erased_while_the_lead_is_claimed(pair: Circle) -> None:
    with Crowd(pair, ["bea", "carl"]) as crowd:
        for _ in range(2):
            lead = add_lead(pair.bea)
            pair.carl.ok("sync")
            erased, claimed = crowd.all_at_once(
                ["lead", "erase", lead, "--yes", "--json"], ["claim", lead, "--message", "Me", "--json"]
            )
            assert erased["code"] == 0, erased
            assert claimed["code"] == 0 or "erased" in claimed["err"], claimed
            assert not [name for name in refs(pair) if name.startswith(lead)]
        pair.sync()
        insist_fitting(pair)


def test_the_owner_seals_two_things_at_once_and_neither_is_lost(pair: Circle) -> None:
    with Crowd(pair, ["bea", "bea"]) as crowd:
        for _ in range(2):
            lead = add_lead(pair.bea)
            answers = crowd.all_at_once(
                ["lead", "seal", lead, "--unit", "Werk Nord", "--json"],
                ["lead", "seal", lead, "--source", "A colleague", "--json"],
            )
            assert [answer["code"] for answer in answers] == [0, 0], answers
            pair.bea.ok("sync")
            found = pair.bea.ok("client", lead)["client"]
            assert (found["unit"], found["source"]) == ("Werk Nord", "A colleague")
        insist_fitting(pair)


# Killed

MOMENTS = ["push before", "push after", "keep before"]
MORE = [
    "put before", "put after", "commit before", "write before", "write after", "keep after", "note before",
    "reached before", "reached after",
]  # fmt: skip
ANYWHERE = [*MOMENTS, *(pytest.param(moment, marks=pytest.mark.long) for moment in MORE)]


@pytest.mark.parametrize("moment", ANYWHERE)
def test_a_lead_with_a_client_killed_anywhere_is_there_once_when_typed_again(circle: Circle, moment: str) -> None:
    killed(circle.bea, moment, "lead", "add", "--title", TITLE, *CLIENT)
    again = circle.bea.ok("lead", "add", "--title", TITLE, *CLIENT)
    assert again["sent"] is True
    assert [lead["id"] for lead in circle.bea.ok("lead", "list", "--mine")] == [again["id"]]
    assert name_of(circle.bea, again["id"]) == "Muster Maschinenbau GmbH"
    assert circle.bea.ok("status")["waiting"] == []
    insist_fitting(circle)
    circle.carl.ok("claim", again["id"])
    assert circle.bea.ok("accept", again["id"])["state"] == "disclosed"
    insist_fitting(circle)
    insist_nothing_public(circle)


@pytest.mark.parametrize("moment", ANYWHERE)
def test_an_acceptance_killed_anywhere_discloses_once_when_typed_again(circle: Circle, moment: str) -> None:
    lead = add_lead(circle.bea)
    circle.carl.ok("claim", lead, "--message", "Done twice")
    circle.bea.ok("sync")
    killed(circle.bea, moment, "accept", lead)
    again = circle.bea.run("accept", f"{lead}.pm.1", "--json")
    assert again.code in (0, 6), again.err
    assert circle.bea.run("sync", "--json").code == 0
    assert circle.bea.ok("status")["waiting"] == []
    assert circle.bea.ok("status")["refused"] == []
    [shown] = circle.bea.ok("lead", "show", lead)["handovers"]
    assert [step["step"] for step in shown["steps"]] == ["claim", "accept", "disclose"]
    assert shown["words"]["messages"][0]["text"] == "Done twice"
    circle.carl.ok("sync")
    assert name_of(circle.carl, lead) == "Muster Maschinenbau GmbH"
    insist_fitting(circle)
    assert len([1 for content in lying(circle.bea).values() if content.startswith(b"-----BEGIN AGE")]) <= 4


@pytest.mark.parametrize("moment", ["push before", "push after", "keep before"])
def test_what_was_killed_is_finished_by_a_sync_just_as_well(circle: Circle, moment: str) -> None:
    killed(circle.bea, moment, "lead", "add", "--title", TITLE, *CLIENT)
    circle.bea.ok("sync")
    [lead] = circle.bea.ok("lead", "list")
    assert name_of(circle.bea, lead["id"]) == "Muster Maschinenbau GmbH"
    assert circle.bea.ok("status")["waiting"] == []
    insist_fitting(circle)
