"""What is sealed is no secret of pmnet's own: Debian's age opens it, and pmnet opens what age has sealed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from people import Circle
from under_seal import add_lead, envelope, insist_fitting, name_of

from pmnet.domain.codec import to_mapping
from pmnet.domain.member import Member
from pmnet.domain.sealed import Envelope, Sealing
from pmnet.store import envelopes
from pmnet.store.files import dump, load

Program = Callable[[str], str]


def by_age(age: str, sealed: bytes, key: Path) -> bytes | None:
    """What age shows of an envelope to whoever has this key file."""
    done = subprocess.run([age, "--decrypt", "-i", key], input=sealed, capture_output=True)
    return done.stdout if done.returncode == 0 else None


def test_the_age_program_opens_what_is_on_the_server_for_owner_and_partner(circle: Circle, program: Program) -> None:
    age = program("age")
    lead = add_lead(circle.bea)
    circle.carl.ok("claim", lead, "--message", "Done twice", "--rate", "987.50")
    circle.bea.ok("accept", lead)
    anna, bea, carl = (person.home / "keys" / "seal" for person in circle.people.values())
    of_lead, of_handover = envelope(circle, f"{lead}/lead"), envelope(circle, f"{lead}/pm.1")
    assert by_age(age, of_lead, carl) is by_age(age, of_lead, anna) is by_age(age, of_handover, anna) is None
    found = load(by_age(age, of_lead, bea) or b"", "lead").content
    assert (found["lead"], found["purpose"]) == (lead, "lead")
    assert found["client"] == circle.bea.ok("client", lead)["client"]
    text = by_age(age, of_handover, carl)
    assert text == by_age(age, of_handover, bea)
    assert text is not None
    assert len(text) % 4096 == 0
    found = load(text, "handover").content
    assert (found["handover"], found["quote"]["day_rate"]) == (f"{lead}.pm.1", "987.50")
    assert found["messages"][0]["text"] == "Done twice"
    assert found["client"] == circle.bea.ok("client", lead)["client"]


@pytest.mark.parametrize("form", [["--armor"], []], ids=["armored", "binary"])
def test_pmnet_opens_what_the_age_program_has_sealed(
    circle: Circle, program: Program, monkeypatch: pytest.MonkeyPatch, form: list[str]
) -> None:
    """The act is pmnet's and names the envelope's digest; only what seals is another program."""
    age = program("age")

    def sealed(sealing: Sealing, keys: Mapping[str, Member]) -> Envelope:
        readers = [part for reader in sealing.readers for part in ("-r", keys[reader].keys.seal)]
        text = dump(to_mapping(sealing.document)).encode()
        made = subprocess.run([age, *form, *readers], input=text, capture_output=True, check=True).stdout
        return Envelope(sealing.document.name, made)

    monkeypatch.setattr(envelopes, "sealed", sealed)
    lead = add_lead(circle.bea)
    circle.carl.ok("claim", lead, "--message", "Done twice")
    circle.bea.ok("accept", lead)
    monkeypatch.undo()
    circle.sync()
    insist_fitting(circle)
    assert name_of(circle.bea, lead) == name_of(circle.carl, lead) == "Muster Maschinenbau GmbH"
    assert name_of(circle.anna, lead) is None
    assert circle.bea.ok("lead", "show", lead)["handovers"][0]["words"]["messages"][0]["text"] == "Done twice"
    circle.bea.ok("lead", "seal", lead, "--unit", "Werk Nord")
    assert circle.bea.ok("client", lead)["client"]["unit"] == "Werk Nord"
    assert circle.anna.ok("audit", "--full")["findings"] == []
