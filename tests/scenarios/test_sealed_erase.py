"""A client demands deletion: what is sealed goes for everybody, and what cannot be recalled is named. Story 13."""

from __future__ import annotations

import sys

import pexpect
import pytest
from killing import killed
from people import NOW, Circle, Once, Person
from under_seal import (
    CLIENT,
    OWN,
    TITLE,
    add_lead,
    envelope,
    insist_fitting,
    insist_nothing_public,
    lying,
    name_of,
    objects,
    refs,
)

LATER = "2026-11-24T09:00:00Z"


def disclosed(circle: Circle) -> str:
    found = add_lead(circle.bea)
    circle.carl.ok("claim", found, "--message", "Done twice")
    circle.bea.ok("accept", found)
    circle.sync()
    assert name_of(circle.carl, found) == "Muster Maschinenbau GmbH"
    return found


@pytest.fixture
def lead(circle: Circle, once: Once) -> str:
    """A lead of bea's whose client is open to carl, in both their copies."""
    return once(circle, disclosed)


def envelopes(circle: Circle) -> dict[str, bytes]:
    """All that the server holds of envelopes: the numbers of their objects, and their texts."""
    found = {}
    for name in refs(circle):
        for row in circle.shared_git("rev-list", "--objects", f"{OWN}/{name}").splitlines():
            found[row.split()[0]] = envelope(circle, name)
    assert len(found) == 6
    return found


def insist_gone(there: dict[str, bytes], gone: dict[str, bytes]) -> None:
    """None of these objects is there any more, nor their texts in others."""
    assert not there.keys() & gone.keys()
    assert not [name for name, content in there.items() if any(text in content for text in gone.values())]
    assert not [name for name, content in there.items() if b"BEGIN AGE ENCRYPTED FILE" in content]


def test_nothing_sealed_is_left_on_the_server_nor_in_any_copy(circle: Circle, lead: str) -> None:
    sealed = envelopes(circle)
    assert lying(circle.bea).keys() >= sealed.keys()
    assert lying(circle.carl).keys() >= sealed.keys() - objects(circle.bare).keys()
    acts = circle.shared_git("rev-list", "main").split()
    erased = circle.bea.ok("lead", "erase", lead, "--yes", now=LATER)
    assert erased["erased"] == LATER
    assert erased["readers"] == [{"member": "carl", "since": NOW}]
    assert refs(circle) == {}
    assert circle.shared_git("rev-list", "main").split() == [erased["commit"], *acts]
    insist_gone(lying(circle.bea), sealed)
    circle.shared_git("gc", "-q", "--prune=now")
    insist_gone(objects(circle.bare), sealed)
    assert lying(circle.carl).keys() & sealed.keys()
    circle.sync(now=LATER)
    for person in circle.people.values():
        insist_gone(lying(person), sealed)
        assert person.ok("audit", "--full", now=LATER)["findings"] == []
        assert person.ok("lead", "show", lead, now=LATER)["erased"] == LATER
    insist_fitting(circle)
    insist_nothing_public(circle)


def test_what_is_said_of_an_erased_client(circle: Circle, lead: str) -> None:
    said = circle.bea.run("lead", "erase", lead, "--yes", now=LATER)
    assert said.code == 0
    for part in (
        f"nothing sealed is left of {lead} here and on the server",
        "on the others' machines it goes with their next pmnet sync",
        "carl could read it since Mon 23 Nov 2026 10:00, and what was read cannot be recalled",
        "backups and copies that somebody made cannot be recalled, either",
    ):
        assert part in said.out
    circle.sync(now=LATER)
    for person, about in ((circle.bea, lead), (circle.carl, lead), (circle.carl, f"{lead}.pm.1")):
        refused = person.refused(6, "client", about, now=LATER)
        assert refused["message"] == f"the client of {lead} was erased on Tue 24 Nov 10:00"
    assert "erased Tue 24 Nov 2026 10:00" in circle.anna.run("lead", "show", lead, now=LATER).out
    assert circle.bea.ok("inbox", now=LATER)["disclosed"] == []


def test_it_is_erased_once(circle: Circle, lead: str) -> None:
    circle.bea.ok("lead", "erase", lead, "--yes")
    before = circle.shared_git("rev-parse", "main")
    for words in (("lead", "erase", lead), ("lead", "erase", lead, "--yes")):
        refused = circle.bea.refused(6, *words, now=LATER)
        assert refused["message"] == f"lead {lead} was erased already, on Mon 23 Nov 10:00"
    refused = circle.bea.refused(6, "lead", "seal", lead, "--client", "Again")
    assert refused["message"] == f"the client of {lead} was erased"
    assert circle.shared_git("rev-parse", "main") == before


def test_only_the_owner_and_keepers_erase(circle: Circle, lead: str) -> None:
    refused = circle.carl.refused(4, "lead", "erase", lead, "--yes")
    assert refused["kind"] == "not-allowed"
    assert name_of(circle.bea, lead) == "Muster Maschinenbau GmbH"
    sealed = envelopes(circle)
    erased = circle.anna.ok("lead", "erase", lead, "--yes")
    assert erased["readers"] == [{"member": "carl", "since": NOW}]
    assert refs(circle) == {}
    circle.sync()
    for person in circle.people.values():
        insist_gone(lying(person), sealed)
        assert person.ok("audit", "--full")["findings"] == []


def test_without_a_terminal_it_needs_a_word(circle: Circle, lead: str) -> None:
    refused = circle.bea.refused(2, "lead", "erase", lead)
    assert "--yes" in refused["message"] + refused["hint"]
    assert refs(circle) != {}


@pytest.mark.parametrize("right", [True, False], ids=["the id", "something else"])
def test_on_a_terminal_the_id_is_typed(circle: Circle, lead: str, right: bool) -> None:
    variables = {name: value for name, value in circle.bea.variables().items() if name != "CI"}
    spawned = pexpect.spawn(
        sys.executable, ["-m", "pmnet", "lead", "erase", lead[-4:]],
        env=variables, cwd=str(circle.root), encoding="utf-8", timeout=60, dimensions=(24, 200),
    )  # fmt: skip
    spawned.delaybeforesend = None
    spawned.expect(f"Type {lead} to go on: ")
    spawned.sendline(lead if right else "yes")
    spawned.expect(pexpect.EOF)
    spawned.close()
    assert spawned.exitstatus == (0 if right else 2)
    assert (refs(circle) == {}) is right


def test_a_lead_that_nobody_was_told_of_has_no_readers(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    circle.carl.ok("claim", lead)
    assert circle.bea.ok("lead", "erase", lead, "--yes")["readers"] == []
    assert refs(circle) == {}


def test_a_lead_without_a_client_can_be_erased_with_what_was_said_about_it(circle: Circle) -> None:
    lead = circle.bea.ok("lead", "add", "--title", TITLE)["id"]
    circle.carl.ok("claim", lead, "--message", "Done twice")
    circle.bea.ok("lead", "erase", lead, "--yes")
    assert refs(circle) == {}
    circle.sync()
    insist_fitting(circle)


def test_other_leads_stay(circle: Circle, lead: str) -> None:
    other = add_lead(circle.bea)
    circle.carl.ok("claim", other)
    circle.bea.ok("accept", other)
    circle.bea.ok("lead", "erase", lead, "--yes")
    circle.sync()
    assert refs(circle).keys() == {f"{other}/lead", f"{other}/pm.1"}
    assert name_of(circle.bea, other) == name_of(circle.carl, other) == "Muster Maschinenbau GmbH"
    insist_fitting(circle)


def test_a_claim_that_waited_can_only_be_declined(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    circle.carl.ok("claim", lead, "--message", "Done twice")
    circle.bea.ok("lead", "erase", lead, "--yes")
    refused = circle.bea.refused(6, "accept", lead)
    assert refused["message"] == f"cannot accept {lead}.pm.1: the client of {lead} was erased on 23 Nov 2026"
    assert circle.bea.ok("decline", lead, "--reason", "other")["state"] == "declined"
    insist_fitting(circle)


def test_a_promise_to_disclose_ends_with_the_client(circle: Circle) -> None:
    lead, other = add_lead(circle.bea), add_lead(circle.bea)
    for name in (lead, other):
        circle.bea.ok("offer", name, "carl", "--with-client")
    circle.carl.ok("accept", lead)
    circle.anna.ok("lead", "erase", lead, "--yes")
    circle.bea.ok("lead", "erase", other, "--yes")
    assert "was erased" in circle.carl.refused(6, "accept", other)["message"]
    assert circle.bea.ok("sync")["disclosed"] == []
    told = circle.bea.ok("inbox")
    assert told["disclosed"] == []
    assert f"pmnet disclose {lead}.pm.1" not in [item["command"] for item in told["items"]]
    assert "was erased" in circle.bea.refused(6, "disclose", lead)["message"]
    insist_fitting(circle)


def test_whoever_claims_an_erased_lead_brings_nothing_sealed_back(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    circle.bea.ok("lead", "erase", lead, "--yes")
    result = circle.carl.run("claim", lead, "--message", "Done twice", "--json")
    assert result.code in (0, 6), result.err
    assert refs(circle) == {}
    insist_fitting(circle)


def test_the_client_is_registered_anew_in_another_lead(circle: Circle, lead: str) -> None:
    circle.bea.ok("lead", "erase", lead, "--yes")
    again = add_lead(circle.bea)
    assert name_of(circle.bea, again) == "Muster Maschinenbau GmbH"
    insist_fitting(circle)


# Killed


@pytest.mark.parametrize(
    "moment",
    [
        "follow after",
        "drop before",
        "unname after",
        "prune before",
        *(
            pytest.param(moment, marks=pytest.mark.long)
            for moment in ("follow before", "prune after", "followed before")
        ),
    ],
)
def test_a_partner_who_was_away_is_rid_of_it_with_the_next_sync_also_where_one_was_killed(
    circle: Circle, lead: str, moment: str
) -> None:
    sealed = envelopes(circle)
    circle.bea.ok("lead", "erase", lead, "--yes")
    assert lying(circle.carl).keys() & sealed.keys()
    killed(circle.carl, moment, "sync")
    circle.carl.ok("sync")
    insist_gone(lying(circle.carl), sealed)
    assert "was erased" in circle.carl.refused(6, "client", lead)["message"]


@pytest.mark.parametrize(
    "moment", ["push before", "push after", "prune before", pytest.param("drop before", marks=pytest.mark.long)]
)
def test_who_erases_is_rid_of_it_also_where_that_was_killed_and_typed_again(
    circle: Circle, lead: str, moment: str
) -> None:
    sealed = envelopes(circle)
    killed(circle.bea, moment, "lead", "erase", lead, "--yes")
    result = circle.bea.run("lead", "erase", lead, "--yes", "--json")
    assert result.code in (0, 6), result.err
    insist_gone(lying(circle.bea), sealed)
    circle.shared_git("gc", "-q", "--prune=now")
    insist_gone(objects(circle.bare), sealed)
    assert refs(circle) == {}
    assert circle.bea.ok("status")["waiting"] == []


# Kept for as long as the policy says


def erasures(person: Person, now: str) -> list[str]:
    """What somebody's inbox proposes to erase."""
    items = person.ok("inbox", now=now)["items"]
    return [item["command"] for item in items if item["mine"] and "erase" in item["command"]]


def test_a_client_kept_for_longer_than_the_policy_says_is_proposed_for_erasing(circle: Circle) -> None:
    lead = add_lead(circle.bea, "--end", "2027-01-29", *CLIENT)
    circle.bea.ok("lead", "close", lead, "--reason", "client-withdrew")
    days = {"2027-07-28T09:00:00Z": [], "2027-07-29T09:00:00Z": [f"pmnet lead erase {lead}"]}
    for now, proposed in days.items():
        assert erasures(circle.bea, now) == proposed
        assert erasures(circle.carl, now) == []
    circle.bea.ok("lead", "erase", lead, "--yes", now="2027-07-29T09:00:00Z")
    assert erasures(circle.bea, "2027-07-29T09:00:00Z") == []
    assert refs(circle) == {}
