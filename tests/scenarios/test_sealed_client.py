"""The client of a lead: its owner opens it, and the partner from the moment on in which both agree; nobody else ever."""

from __future__ import annotations

import pytest
from people import FOUNDED, NOW, Circle, Person, join
from under_seal import CLIENT, SECRETS, TITLE, add_lead, insist_fitting, insist_nothing_public, name_of, refs


@pytest.fixture
def lead(circle: Circle) -> str:
    """A lead of bea's, whose client is sealed to her."""
    found = add_lead(circle.bea)
    circle.sync()
    return found


@pytest.fixture
def others(circle: Circle) -> list[Person]:
    """Those whom the client of bea's lead does not concern: anna, a keeper; dora, another member; emil, a candidate."""
    dora, emil = (Person(name, circle.root) for name in ("dora", "emil"))
    for person in (dora, emil):
        join(circle, person, circle.anna.ok("status")["fingerprint"])
        circle.people[person.id] = person
    circle.anna.ok("vouch", "dora", "--basis", "interview", now=FOUNDED)
    assert [circle.anna.ok("member", "show", name)["status"] for name in ("dora", "emil")] == ["active", "candidate"]
    return [circle.anna, dora, emil]


def test_the_owner_opens_the_client_and_nobody_else(circle: Circle, others: list[Person]) -> None:
    lead = add_lead(circle.bea)
    shown = circle.bea.ok("client", lead[-4:])
    assert shown == {
        "lead": lead,
        "title": TITLE,
        "handover": None,
        "client": {
            "name": "Muster Maschinenbau GmbH",
            "contacts": [
                {"name": "Eva Kern", "role": "buyer", "email": "eva@muster.example", "phone": "+49 170 1234567"}
            ],
            "budget": "123456.78",
            "notes": "Ask for her after four",
        },
    }
    text = circle.bea.run("client", lead).out
    assert all(secret.decode() in text for secret in SECRETS)
    for person in [*others, circle.carl]:
        person.ok("sync")
        refused = person.refused(4, "client", lead)
        assert refused["message"] == f"the client of {lead} is for bea and the partner it is disclosed to"
    insist_fitting(circle)
    insist_nothing_public(circle)


def test_a_lead_says_that_its_client_is_sealed_and_not_who_it_is(circle: Circle, lead: str) -> None:
    for person in (circle.bea, circle.carl):
        assert f"sealed; for those who may: pmnet client {lead}" in person.run("lead", "show", lead).out
        [listed] = person.ok("lead", "list")
        shown = person.ok("lead", "show", lead)
        assert listed.items() <= shown.items()
        assert set(listed) == {
            "id", "owner", "registered", "title", "mode", "protected_until", "positions", "sealed", "state", "handovers",
        }  # fmt: skip
        assert len(shown["sealed"]) == 64


def test_a_claim_is_sealed_to_the_owner(circle: Circle, lead: str) -> None:
    said = ("--message", "Done twice for Brauer", "--rate", "987.50", "--days", "40", "--from", "2027-01-11")
    claimed = circle.carl.ok("claim", lead, *said)
    circle.sync()
    words = {
        "quote": {"day_rate": "987.50", "days": 40, "from": "2027-01-11"},
        "messages": [{"by": "carl", "at": "2026-11-23T09:00:00Z", "text": "Done twice for Brauer"}],
        "with_client": False,
        "disclosed": False,
    }
    for person in (circle.bea, circle.carl):
        [shown] = person.ok("lead", "show", lead)["handovers"]
        assert shown["words"].pop("terms").keys() == {"kind", "nonce"}
        assert shown["words"] == words
        text = person.run("lead", "show", lead).out
        assert all(part in text for part in ("Done twice for Brauer", "987.50", "2027-01-11"))
    [shown] = circle.anna.ok("lead", "show", lead)["handovers"]
    assert "words" not in shown
    assert shown.keys() | {"words", "commit", "sent"} == claimed.keys() - {"warnings"}
    assert [row["text"] for row in circle.bea.ok("inbox")["items"]] == [
        f"carl asks for pm of {TITLE!r} (terms: none)"
    ]  # fmt: skip
    insist_fitting(circle)
    insist_nothing_public(circle, b"Brauer", b"987.50")


def test_accepting_a_claim_opens_the_client_to_the_partner_in_the_same_act(
    circle: Circle, others: list[Person]
) -> None:
    """Story 6."""
    lead = add_lead(circle.bea)
    claimed = circle.carl.ok("claim", lead, "--message", "Done twice")
    assert claimed["respond_by"] == "2026-11-25T09:00:00Z"
    refused = circle.carl.refused(6, "client", lead)
    assert refused["message"] == f"the client of {lead} was not disclosed to you yet"
    acts = int(circle.shared_git("rev-list", "--count", "main"))
    accepted = circle.bea.ok("accept", lead)
    assert int(circle.shared_git("rev-list", "--count", "main")) == acts + 1
    _, accept, disclose = accepted["steps"]
    assert (accept["step"], accept["by"], disclose["step"], disclose["by"]) == ("accept", "bea", "disclose", "bea")
    assert accept["at"] == disclose["at"]
    assert accept["terms"] == claimed["steps"][0]["terms"]
    assert len(disclose["sealed"]) == 64 != claimed["steps"][0]["sealed"]
    assert accepted["words"]["disclosed"] is True
    circle.sync()
    opened = circle.carl.ok("client", lead)
    assert opened["client"] == circle.bea.ok("client", lead)["client"]
    assert (opened["handover"], opened["words"]["disclosed"]) == (f"{lead}.pm.1", True)
    assert circle.carl.ok("client", f"{lead}.pm.1") == opened
    for person in others:
        person.ok("sync")
        assert person.refused(4, "client", lead)["kind"] == "not-allowed"
        assert person.refused(4, "client", f"{lead}.pm.1")["message"] == (
            f"what is sealed in {lead}.pm.1 is for bea and carl"
        )
        assert person.ok("audit", "--full")["findings"] == []
    insist_fitting(circle)
    insist_nothing_public(circle, b"Done twice")


def test_the_partner_reads_what_was_disclosed_without_the_network(circle: Circle, lead: str) -> None:
    circle.carl.ok("claim", lead)
    circle.bea.ok("accept", lead)
    circle.carl.ok("sync")
    circle.bare.rename(circle.root / "gone.git")
    text = circle.carl.run("client", lead).out
    assert all(secret.decode() in text for secret in SECRETS)


def test_without_a_sync_the_partner_is_shown_it_as_soon_as_they_ask(circle: Circle, lead: str) -> None:
    circle.carl.ok("claim", lead)
    circle.bea.ok("accept", lead)
    circle.carl.ok("sync")
    forget_envelopes(circle.carl)
    assert name_of(circle.carl, lead) == "Muster Maschinenbau GmbH"


def forget_envelopes(person: Person) -> None:
    """A copy in which no envelopes are kept, as a new one."""
    (person.folder / ".git" / "pmnet" / "sealed.git").rename(person.root / f"{person.id}-envelopes")


def test_a_declined_claim_leaves_everything_sealed(circle: Circle, lead: str) -> None:
    circle.carl.ok("claim", lead, "--message", "Done twice")
    declined = circle.bea.ok("decline", lead, "--reason", "rate")
    assert [step["step"] for step in declined["steps"]] == ["claim", "decline"]
    circle.sync()
    assert circle.carl.refused(6, "client", lead)["message"] == f"the client of {lead} was not disclosed to you yet"
    assert refs(circle).keys() == {f"{lead}/lead", f"{lead}/pm.1"}
    insist_fitting(circle)
    insist_nothing_public(circle, b"Done twice")


def test_a_client_that_was_known_already_is_a_dated_reason(circle: Circle) -> None:
    """Story 7, as far as it goes before the client is disclosed: the unit and the region were enough to see who it is."""
    lead = add_lead(circle.bea)
    circle.carl.ok("sync")
    circle.bea.ok("offer", lead, "carl", "--message", "The press shop in Kassel, you know it")
    declined = circle.carl.ok("decline", lead, "--reason", "known-client")
    circle.sync()
    for person in (circle.bea, circle.carl):
        [shown] = person.ok("lead", "show", lead)["handovers"]
        assert shown["steps"][-1] == declined["steps"][-1]
    told = {name: declined["steps"][-1][name] for name in ("step", "by", "at", "reason")}
    assert told == {"step": "decline", "by": "carl", "at": NOW, "reason": "known-client"}
    assert name_of(circle.carl, lead) is None


def test_the_next_partner_opens_it_and_one_who_was_declined_does_not(circle: Circle, lead: str) -> None:
    circle.carl.ok("claim", lead)
    circle.bea.ok("decline", lead, "--reason", "rate")
    circle.anna.ok("claim", lead)
    circle.bea.ok("accept", lead)
    circle.sync()
    assert (name_of(circle.anna, lead), name_of(circle.carl, lead)) == ("Muster Maschinenbau GmbH", None)
    insist_fitting(circle)


def test_a_lead_without_a_client_is_agreed_and_has_nothing_to_open(circle: Circle) -> None:
    lead = circle.bea.ok("lead", "add", "--title", TITLE)["id"]
    assert circle.bea.refused(6, "client", lead)["hint"] == f"pmnet lead seal {lead} --client NAME"
    circle.carl.ok("claim", lead)
    assert [step["step"] for step in circle.bea.ok("accept", lead)["steps"]] == ["claim", "accept"]
    assert circle.bea.ok("inbox")["items"][0]["command"] == f"pmnet lead seal {lead} --client NAME"
    refused = circle.bea.refused(6, "disclose", lead)
    assert refused["message"] == f"lead {lead} has no client to disclose"
    assert circle.bea.refused(6, "offer", add_without_client(circle), "carl", "--with-client")["kind"] == "conflict"


def add_without_client(circle: Circle) -> str:
    return str(circle.bea.ok("lead", "add", "--title", "Another")["id"])


def test_a_client_sealed_after_the_agreement_is_disclosed_by_hand(circle: Circle) -> None:
    lead = circle.bea.ok("lead", "add", "--title", TITLE)["id"]
    circle.carl.ok("claim", lead)
    circle.bea.ok("accept", lead)
    circle.bea.ok("lead", "seal", lead, *CLIENT)
    [item] = circle.bea.ok("inbox")["items"]
    assert (item["command"], item["mine"], item["due"]) == (f"pmnet disclose {lead}.pm.1", True, "2026-11-24T09:00:00Z")
    circle.carl.ok("sync")
    assert circle.carl.refused(4, "disclose", f"{lead}.pm.1")["kind"] == "not-allowed"
    assert circle.bea.ok("disclose", lead)["state"] == "disclosed"
    circle.carl.ok("sync")
    assert name_of(circle.carl, lead) == "Muster Maschinenbau GmbH"
    insist_fitting(circle)


def test_a_rehearsal_sends_and_shows_nothing_sealed(circle: Circle) -> None:
    shown = circle.bea.run("lead", "add", "--title", TITLE, *CLIENT, "--dry-run", "--json")
    assert shown.code == 0
    assert not [secret for secret in SECRETS if secret.decode() in shown.out]
    assert refs(circle) == {}
    lead = add_lead(circle.bea)
    circle.carl.ok("claim", lead)
    circle.bea.ok("accept", lead, "--dry-run")
    circle.carl.ok("sync")
    assert name_of(circle.carl, lead) is None
    circle.bea.ok("lead", "erase", lead, "--dry-run")
    assert name_of(circle.bea, lead) == "Muster Maschinenbau GmbH"
    insist_fitting(circle)


def test_a_value_that_cannot_be_is_told_and_nothing_is_added(circle: Circle) -> None:
    before = circle.shared_git("rev-parse", "main")
    refused = circle.bea.refused(1, "lead", "add", "--title", TITLE, "--client", "Muster", "--domain", "no domain")
    assert "'no domain' is not a proper domain" in refused["message"]
    assert circle.bea.ok("status")["waiting"] == []
    assert circle.shared_git("rev-parse", "main") == before


def test_whoever_joins_gets_a_copy_and_with_it_no_envelope(circle: Circle, lead: str) -> None:
    dora = Person("dora", circle.root)
    join(circle, dora, circle.anna.ok("status")["fingerprint"], now=NOW)
    assert not (dora.folder / ".git" / "pmnet" / "sealed.git" / "HEAD").exists()
    assert dora.refused(4, "client", lead)["kind"] == "not-allowed"


def test_who_has_read_the_client_still_finds_it_by_the_lead_when_they_ask_for_more_of_it(circle: Circle) -> None:
    lead = add_lead(circle.bea, *CLIENT, "--position", "pm", "--position", "pmo")
    circle.carl.ok("claim", lead, "--position", "pm")
    circle.bea.ok("accept", f"{lead}.pm.1")
    circle.carl.ok("claim", lead, "--position", "pmo")
    assert circle.carl.ok("client", lead)["handover"] == f"{lead}.pm.1"
    assert circle.carl.refused(6, "client", f"{lead}.pmo.1")["kind"] == "conflict"
    circle.carl.ok("lose", f"{lead}.pm.1", "--reason", "budget")
    circle.carl.ok("claim", lead, "--position", "pm")
    assert circle.carl.ok("client", lead)["handover"] == f"{lead}.pm.1"
