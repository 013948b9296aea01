"""Without the network, what is sealed waits sealed: readable to oneself, sent by the next sync, open from then on."""

from __future__ import annotations

from pathlib import Path

import pytest
from people import Circle, Person
from under_seal import CLIENT, SECRETS, TITLE, add_lead, insist_fitting, insist_nothing_public, name_of, refs

CLAIM = ("--message", "Done twice for Brauer", "--rate", "987.50")


def cut(circle: Circle) -> None:
    circle.bare.rename(circle.root / "gone.git")


def mend(circle: Circle) -> None:
    (circle.root / "gone.git").rename(circle.bare)


def saved(person: Person, *words: str) -> dict[str, object]:
    """The answer of a command that could not be sent."""
    result = person.run(*words, "--json")
    assert result.code == 8, (result.out, result.err)
    assert result.json["sent"] is False
    return dict(result.json)


def insist_sealed_here(person: Person, *secrets: bytes) -> None:
    """Nothing that waits in a copy or a home can be read without the key."""
    for root in (person.folder, person.home):
        for path in (path for path in root.rglob("*") if path.is_file()):
            content = path.read_bytes()
            assert not [secret for secret in (*SECRETS, *secrets) if secret in content], path


def test_a_client_waits_with_its_lead_and_is_open_to_oneself(circle: Circle) -> None:
    cut(circle)
    lead = str(saved(circle.bea, "lead", "add", "--title", TITLE, *CLIENT)["id"])
    assert name_of(circle.bea, lead) == "Muster Maschinenbau GmbH"
    assert all(secret.decode() in circle.bea.run("client", lead[-4:]).out for secret in SECRETS)
    assert "open, not sent yet" in circle.bea.run("lead", "show", lead).out
    insist_sealed_here(circle.bea)
    mend(circle)
    assert circle.bea.ok("sync")["deliveries"] == [{"act": f"bea adds lead {lead}", "sent": True, "reason": None}]
    assert name_of(circle.bea, lead) == "Muster Maschinenbau GmbH"
    circle.carl.ok("claim", lead)
    circle.bea.ok("accept", lead)
    circle.carl.ok("sync")
    assert name_of(circle.carl, lead) == "Muster Maschinenbau GmbH"
    insist_fitting(circle)
    insist_nothing_public(circle)


def test_a_claim_waits_with_its_words_and_they_are_open_to_both_once_it_is_sent(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    circle.carl.ok("sync")
    cut(circle)
    claimed = saved(circle.carl, "claim", lead, *CLAIM)
    assert claimed["state"] == "claimed"
    [shown] = circle.carl.ok("lead", "show", lead)["handovers"]
    assert shown["words"]["quote"] == {"day_rate": "987.50"}
    assert "Done twice for Brauer" in circle.carl.run("lead", "show", lead).out
    insist_sealed_here(circle.carl, b"Brauer", b"987.50")
    mend(circle)
    circle.carl.ok("sync")
    circle.bea.ok("sync")
    [received] = circle.bea.ok("lead", "show", lead)["handovers"]
    assert received["words"] == shown["words"]
    assert circle.bea.ok("accept", lead)["state"] == "disclosed"
    insist_fitting(circle)
    insist_nothing_public(circle, b"Brauer", b"987.50")


@pytest.mark.parametrize("times", [2, pytest.param(3, marks=pytest.mark.long)])
def test_typing_it_again_means_the_one_that_waits(circle: Circle, times: int) -> None:
    lead = add_lead(circle.bea)
    circle.carl.ok("sync")
    cut(circle)
    claims = [saved(circle.carl, "claim", lead, *CLAIM)["words"] for _ in range(times)]
    assert all(words == claims[0] for words in claims)
    assert [row["act"] for row in circle.carl.ok("status")["waiting"]] == [f"carl claims {lead} pm"]
    added = {saved(circle.bea, "lead", "add", "--title", "Another", *CLIENT)["id"] for _ in range(times)}
    assert len(added) == 1
    mend(circle)
    assert circle.carl.ok("claim", lead, *CLAIM)["sent"] is True
    assert circle.bea.ok("lead", "add", "--title", "Another", *CLIENT)["id"] in added
    circle.sync()
    assert len(circle.bea.ok("lead", "list", "--mine")) == 2
    assert len(circle.bea.ok("lead", "show", lead)["handovers"]) == 1
    assert [circle.people[name].ok("status")["waiting"] for name in ("bea", "carl")] == [[], []]
    insist_fitting(circle)


def test_terms_from_a_file_typed_again_mean_the_same(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    circle.carl.ok("sync")
    (circle.root / "terms.yaml").write_text('kind: one-off\namount: "1500"\n')
    cut(circle)
    for _ in range(2):
        saved(circle.carl, "claim", lead, "--terms", "terms.yaml")
    assert len(circle.carl.ok("status")["waiting"]) == 1
    (circle.root / "terms.yaml").write_text('kind: one-off\namount: "1600"\n')
    refused = circle.carl.refused(6, "claim", lead, "--terms", "terms.yaml")
    assert "already" in refused["message"]
    assert len(circle.carl.ok("status")["waiting"]) == 1


def test_something_else_under_the_seal_is_another_lead(circle: Circle) -> None:
    cut(circle)
    ids = {saved(circle.bea, "lead", "add", "--title", TITLE, "--client", name)["id"] for name in ("Muster", "Brauer")}
    assert len(ids) == 2
    mend(circle)
    circle.bea.ok("sync")
    assert {name_of(circle.bea, str(lead)) for lead in ids} == {"Muster", "Brauer"}
    insist_fitting(circle)


def test_a_client_is_corrected_and_disclosed_in_a_tunnel(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    circle.carl.ok("claim", lead)
    circle.bea.ok("sync")
    cut(circle)
    saved(circle.bea, "lead", "seal", lead, "--unit", "Werk Nord")
    assert circle.bea.ok("client", lead)["client"]["unit"] == "Werk Nord"
    assert saved(circle.bea, "accept", lead)["state"] == "disclosed"
    mend(circle)
    assert [row["sent"] for row in circle.bea.ok("sync")["deliveries"]] == [True, True]
    circle.carl.ok("sync")
    assert circle.carl.ok("client", lead)["client"]["unit"] == "Werk Nord"
    insist_fitting(circle)


def test_an_erased_lead_is_closed_to_oneself_at_once_and_to_all_once_it_is_sent(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    cut(circle)
    saved(circle.bea, "lead", "erase", lead, "--yes")
    assert "was erased" in circle.bea.refused(6, "client", lead)["message"]
    mend(circle)
    assert refs(circle) != {}
    circle.bea.ok("sync")
    assert refs(circle) == {}
    insist_fitting(circle)


def test_a_claim_that_came_too_late_keeps_its_reason_and_leaves_no_envelope(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    circle.carl.ok("sync")
    cut(circle)
    saved(circle.carl, "claim", lead, *CLAIM)
    mend(circle)
    circle.anna.ok("claim", lead)
    [delivery] = circle.carl.ok("sync")["deliveries"]
    assert "held by anna" in delivery["reason"]
    assert refs(circle).keys() == {f"{lead}/lead", f"{lead}/pm.1"}
    insist_fitting(circle)
    insist_sealed_here(circle.carl, b"Brauer")


def test_what_waits_sealed_to_a_key_that_was_lost_is_told_and_cleared(circle: Circle) -> None:
    cut(circle)
    saved(circle.bea, "lead", "add", "--title", TITLE, *CLIENT)
    for file in ("seal", "seal.pub"):
        (circle.bea.home / "keys" / file).rename(circle.root / file)
    mend(circle)
    [delivery] = circle.bea.ok("sync")["deliveries"]
    assert delivery["sent"] is False
    assert "no key here that opens" in delivery["reason"]
    assert len(circle.bea.ok("status")["refused"]) == 1
    circle.bea.ok("sync", "--clear")
    assert circle.bea.ok("status")["refused"] == []


def test_the_intent_names_nothing_that_is_sealed(circle: Circle) -> None:
    cut(circle)
    saved(circle.bea, "lead", "add", "--title", TITLE, *CLIENT)
    [file] = Path(circle.bea.folder / ".git/pmnet/outbox").glob("*.json")
    text = file.read_text()
    assert "BEGIN AGE ENCRYPTED FILE" in text
    assert "contacts" not in text
