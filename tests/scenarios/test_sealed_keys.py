"""What is sealed and the keys that open it: replaced, lost, brought back; and a partner's that changed a moment ago."""

from __future__ import annotations

import shutil
from pathlib import Path

import pexpect
import pytest
import quick_age
from people import NOW, Circle, Person
from under_seal import add_lead, envelope, insist_fitting, insist_nothing_public, name_of

from pmnet.errors import CannotUnseal
from pmnet.store import seal
from pmnet.store.keyring import KeyRing

PASSPHRASE = "five words that nobody guesses"
MUSTER = "Muster Maschinenbau GmbH"


@pytest.fixture
def passphrase(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a passphrase; the seconds that sealing to one takes are left out."""
    monkeypatch.setattr(seal, "lock", quick_age.lock)
    file = circle.root / "passphrase"
    file.write_text(f"{PASSPHRASE}\n")
    file.chmod(0o600)
    return file


def opens(circle: Circle, name: str, *key_files: Path) -> bytes | None:
    """What is in an envelope on the server for whoever has just these keys."""
    try:
        return seal.unseal(envelope(circle, name), [file.read_bytes() for file in key_files])
    except CannotUnseal:
        return None


# Replaced


def test_the_clients_of_ones_leads_are_sealed_to_the_new_key(circle: Circle) -> None:
    leads = [add_lead(circle.bea), add_lead(circle.bea)]
    circle.bea.ok("keys", "rotate")
    old, new = (circle.bea.home / folder / "seal" for folder in ("keys", "keys-2"))
    for lead in leads:
        assert opens(circle, f"{lead}/lead", old) is None
        assert MUSTER.encode() in (opens(circle, f"{lead}/lead", new) or b"")
        assert name_of(circle.bea, lead) == MUSTER
    insist_fitting(circle)
    insist_nothing_public(circle)
    circle.sync()
    assert circle.anna.ok("audit", "--full")["findings"] == []


def test_only_the_sealing_key_seals_anew(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    before = envelope(circle, f"{lead}/lead")
    circle.bea.ok("keys", "rotate", "--sign")
    assert envelope(circle, f"{lead}/lead") == before
    circle.bea.ok("keys", "rotate", "--seal")
    assert envelope(circle, f"{lead}/lead") != before
    assert name_of(circle.bea, lead) == MUSTER


def test_a_claim_that_waited_is_accepted_with_the_new_key(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    circle.carl.ok("claim", lead, "--message", "Done twice")
    circle.bea.ok("keys", "rotate")
    accepted = circle.bea.ok("accept", lead)
    assert (accepted["state"], accepted["words"]["messages"][0]["text"]) == ("disclosed", "Done twice")
    circle.carl.ok("sync")
    assert name_of(circle.carl, lead) == MUSTER
    assert MUSTER.encode() in (opens(circle, f"{lead}/pm.1", circle.bea.home / "keys-2" / "seal") or b"")
    insist_fitting(circle)


def test_what_was_disclosed_before_stays_readable_to_both(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    circle.carl.ok("claim", lead)
    circle.bea.ok("accept", lead)
    circle.bea.ok("keys", "rotate")
    circle.carl.ok("keys", "rotate")
    circle.sync()
    for person in (circle.bea, circle.carl):
        assert name_of(person, f"{lead}.pm.1") == MUSTER
    insist_fitting(circle)


def test_erased_leads_and_those_of_others_are_left_alone(circle: Circle) -> None:
    lead, other = add_lead(circle.bea), add_lead(circle.carl)
    circle.bea.ok("lead", "erase", lead, "--yes")
    circle.bea.ok("keys", "rotate")
    circle.sync()
    assert name_of(circle.carl, other) == MUSTER
    insist_fitting(circle)


def test_an_old_home_without_the_new_key_says_so(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    old = Person("bea", circle.root / "old")
    shutil.copytree(circle.bea.home, old.home)
    old.ok("join", circle.remote, "bea", "--yes")
    assert name_of(old, lead) == MUSTER
    circle.bea.ok("keys", "rotate", "--seal")
    old.ok("sync")
    refused = old.refused(9, "client", lead)
    assert "sealed to a key that is not in this home" in refused["message"]
    assert "pmnet keys restore" in refused["hint"]
    assert old.ok("keys", "show")["missing"] == ["seal"]


def test_a_rotation_without_the_network_waits_and_seals_when_it_is_sent(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    circle.bare.rename(circle.root / "gone.git")
    assert circle.bea.run("keys", "rotate").code == 8
    assert name_of(circle.bea, lead) == MUSTER
    (circle.root / "gone.git").rename(circle.bare)
    circle.bea.ok("sync")
    assert opens(circle, f"{lead}/lead", circle.bea.home / "keys" / "seal") is None
    assert name_of(circle.bea, lead) == MUSTER
    insist_fitting(circle)


# Lost


def lose(person: Person) -> None:
    """The sealing key of a home is lost."""
    for file in ("seal", "seal.pub"):
        (person.home / "keys" / file).unlink()


def test_a_lost_key_is_called_lost_and_a_backup_is_named(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    lose(circle.bea)
    refused = circle.bea.refused(9, "client", lead)
    assert refused["kind"] == "cannot-unseal"
    assert refused["message"].endswith("without it, it is lost")
    assert "pmnet keys restore FILE" in refused["hint"]


def test_without_the_key_the_rest_goes_on(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    circle.carl.ok("claim", lead, "--message", "Done twice")
    circle.bea.ok("sync")
    lose(circle.bea)
    assert "words" not in circle.bea.ok("lead", "show", lead)["handovers"][0]
    assert len(circle.bea.ok("inbox")["items"]) == 1
    assert circle.bea.refused(9, "accept", lead)["kind"] == "cannot-unseal"
    rotated = circle.bea.ok("keys", "rotate", "--seal")
    assert rotated["sent"] is True
    assert circle.bea.refused(9, "client", lead)["kind"] == "cannot-unseal"
    assert circle.bea.ok("decline", lead, "--reason", "other")["state"] == "declined"
    another = add_lead(circle.bea)
    assert name_of(circle.bea, another) == MUSTER
    insist_fitting(circle)


def test_the_client_is_typed_anew_where_the_key_is_lost(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    lose(circle.bea)
    circle.bea.ok("keys", "rotate", "--seal")
    refused = circle.bea.refused(9, "lead", "seal", lead, "--unit", "Werk Nord")
    assert refused["message"].endswith("without it, it is lost")
    circle.bea.ok("lead", "seal", lead, "--client", "Muster Holding")
    assert circle.bea.ok("client", lead)["client"] == {"name": "Muster Holding"}
    insist_fitting(circle)


# On a new machine


def backed_up(circle: Circle, passphrase: Path) -> Path:
    circle.bea.ok("keys", "backup", "backup.txt", "--passphrase-file", str(passphrase))
    return circle.root / "backup.txt"


def new_machine(circle: Circle) -> Person:
    """bea's laptop is gone."""
    machine = Person("bea", circle.root / "new")
    machine.root.mkdir()
    return machine


def test_a_backup_brings_back_the_keys_the_copy_and_all_that_is_sealed(circle: Circle, passphrase: Path) -> None:
    """Story 15."""
    owned, taken = add_lead(circle.bea), add_lead(circle.carl)
    circle.bea.ok("keys", "rotate")
    circle.carl.ok("sync")
    circle.bea.ok("claim", taken, "--message", "Done twice")
    circle.carl.ok("accept", taken, "--yes")
    file = backed_up(circle, passphrase)
    new = new_machine(circle)
    joined = new.ok("join", circle.remote, "bea", "--backup", str(file), "--passphrase-file", str(passphrase))
    assert (joined["member"], joined["known"], joined["status"]) == ("bea", True, "active")
    assert {key.public for key in KeyRing(new.home).all()} == {key.public for key in KeyRing(circle.bea.home).all()}
    circle.bare.rename(circle.root / "gone.git")
    assert name_of(new, owned) == name_of(new, taken) == MUSTER
    assert new.ok("lead", "show", taken)["handovers"][0]["words"]["messages"][0]["text"] == "Done twice"
    (circle.root / "gone.git").rename(circle.bare)
    assert new.ok("free", "3")["sent"] is True


def test_it_is_told_as_any_joining_is(circle: Circle, passphrase: Path) -> None:
    file, new = backed_up(circle, passphrase), new_machine(circle)
    result = new.run("join", circle.remote, "--backup", str(file), "--passphrase-file", str(passphrase))
    assert result.code == 0, result.err
    assert "bea" in result.out


def test_another_passphrase_leaves_nothing_behind(circle: Circle, passphrase: Path) -> None:
    file, new = backed_up(circle, passphrase), new_machine(circle)
    passphrase.write_text("another one altogether\n")
    refused = new.refused(9, "join", circle.remote, "bea", "--backup", str(file), "--passphrase-file", str(passphrase))
    assert refused["kind"] == "cannot-unseal"
    assert list(new.root.iterdir()) == []


def test_what_stands_in_the_way_of_a_backup_leaves_no_copy(circle: Circle, passphrase: Path) -> None:
    file, new = backed_up(circle, passphrase), new_machine(circle)
    words = ("--passphrase-file", str(passphrase))
    assert new.refused(5, "join", circle.remote, "bea", "--backup", "nowhere.txt", *words)["kind"] == "not-found"
    assert "--passphrase-file" in new.refused(2, "join", circle.remote, "bea", "--backup", str(file))["hint"]
    refused = new.refused(11, "join", circle.remote, "bea", "--backup", str(file), *words, "--fingerprint", "0" * 40)
    assert "another network" in refused["message"]
    assert list(new.root.iterdir()) == []


def test_another_network_at_the_same_address_is_an_alarm(circle: Circle, passphrase: Path) -> None:
    file, new = backed_up(circle, passphrase), new_machine(circle)
    circle.bare.rename(circle.root / "former.git")
    mallory = Person("mallory", circle.root)
    mallory.ok(
        "init", "mallory", "--name", "PM Netz", "--as", "bea", "--full-name", "Bea", "--email", "b@example.org",
        "--remote", circle.remote,
    )  # fmt: skip
    refused = new.refused(11, "join", circle.remote, "bea", "--backup", str(file), "--passphrase-file", str(passphrase))
    assert "another network" in refused["message"]
    assert not new.home.exists()


def test_a_backup_from_before_the_keys_were_replaced_is_told(circle: Circle, passphrase: Path) -> None:
    file, new = backed_up(circle, passphrase), new_machine(circle)
    circle.bea.ok("keys", "rotate")
    refused = new.refused(4, "join", circle.remote, "bea", "--backup", str(file), "--passphrase-file", str(passphrase))
    assert refused["message"] == "the keys in the backup are no longer those of bea"
    assert not new.folder.exists()


def test_the_keys_of_a_backup_join_another_network_as_any_keys_do(circle: Circle, passphrase: Path) -> None:
    file, new = backed_up(circle, passphrase), new_machine(circle)
    other = circle.root / "other.git"
    circle.anna.ok(
        "init", "other", "--name", "Other", "--as", "anna", "--full-name", "A", "--email", "a@example.org",
        "--remote", str(other),
    )  # fmt: skip
    joined = new.ok(
        "join", str(other), "there", "--as", "bea", "--full-name", "Bea", "--email", "b@example.org", "--yes",
        "--backup", str(file), "--passphrase-file", str(passphrase),
    )  # fmt: skip
    assert (joined["status"], joined["known"]) == ("candidate", False)
    assert len(KeyRing(new.home).all()) == 2


def test_a_rehearsal_brings_nothing(circle: Circle, passphrase: Path) -> None:
    file, new = backed_up(circle, passphrase), new_machine(circle)
    new.ok("join", circle.remote, "bea", "--backup", str(file), "--passphrase-file", str(passphrase), "--dry-run")
    assert list(new.root.iterdir()) == []


def test_on_a_terminal_only_the_passphrase_is_asked_for(circle: Circle, passphrase: Path) -> None:
    import sys

    file, new = backed_up(circle, passphrase), new_machine(circle)
    variables = {name: value for name, value in new.variables().items() if name != "CI"}
    spawned = pexpect.spawn(
        sys.executable, ["-m", "pmnet", "join", circle.remote, "bea", "--backup", str(file)],
        env=variables, cwd=str(new.root), encoding="utf-8", timeout=60, dimensions=(24, 200),
    )  # fmt: skip
    spawned.delaybeforesend = None
    spawned.expect("Passphrase for the backup: ")
    spawned.sendline(PASSPHRASE)
    spawned.expect("bea")
    spawned.expect(pexpect.EOF)
    spawned.close()
    assert spawned.exitstatus == 0
    assert PASSPHRASE not in str(spawned.before)


# A partner's key that changed a moment ago


@pytest.fixture
def claimed(circle: Circle) -> str:
    """A lead of bea's that carl claims, who replaced his keys a day before."""
    lead = add_lead(circle.bea)
    circle.carl.ok("keys", "rotate", "--seal")
    circle.carl.ok("claim", lead)
    circle.bea.ok("sync")
    return lead


def seals(person: Person) -> list[str]:
    """The public halves of a home's sealing keys, newest first."""
    return [key.public for key in KeyRing(person.home).all() if key.sort == "seal"]


def test_accepting_stops_shows_both_keys_and_goes_on_with_a_word(circle: Circle, claimed: str) -> None:
    now, before = seals(circle.carl)
    refused = circle.bea.refused(6, "accept", claimed)
    assert f"before {before}, now {now}" in refused["message"]
    assert "--yes" in refused["hint"]
    circle.carl.ok("sync")
    assert name_of(circle.carl, claimed) is None
    assert circle.bea.ok("accept", claimed, "--yes")["state"] == "disclosed"
    circle.carl.ok("sync")
    assert name_of(circle.carl, claimed) == MUSTER
    insist_fitting(circle)


@pytest.mark.parametrize(("moment", "code"), [("2026-11-30T08:59:59Z", 6), ("2026-11-30T09:00:00Z", 0)])
def test_after_seven_days_nothing_is_asked(circle: Circle, moment: str, code: int) -> None:
    circle.carl.ok("keys", "rotate", "--seal", now=NOW)
    lead = add_lead(circle.bea, now=moment)
    circle.carl.ok("claim", lead, now=moment)
    result = circle.bea.run("accept", lead, now=moment)
    assert result.code == code, result.err


def test_a_new_signing_key_alone_stops_nothing(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    circle.carl.ok("keys", "rotate", "--sign")
    circle.carl.ok("claim", lead)
    assert circle.bea.ok("accept", lead)["state"] == "disclosed"


def test_a_partner_who_accepts_is_not_asked_about_their_own_key(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    circle.bea.ok("offer", lead, "carl")
    circle.carl.ok("keys", "rotate")
    assert circle.carl.ok("accept", lead)["state"] == "agreed"
    assert "--yes" in circle.bea.refused(6, "disclose", lead)["hint"]
    assert circle.bea.ok("disclose", lead, "--yes")["state"] == "disclosed"


def test_nothing_is_disclosed_by_itself_to_a_new_key(circle: Circle) -> None:
    lead = add_lead(circle.bea)
    circle.bea.ok("offer", lead, "carl", "--with-client")
    circle.carl.ok("keys", "rotate", "--seal")
    circle.carl.ok("accept", lead)
    [said] = circle.bea.ok("sync")["disclosed"]
    assert said.startswith("not disclosed: the sealing key of carl changed on Mon 23 Nov 10:00")
    [said] = circle.bea.ok("inbox")["disclosed"]
    assert said.startswith("not disclosed: ")
    assert circle.bea.ok("inbox")["items"][0]["command"] == f"pmnet disclose {lead}.pm.1"
    assert circle.bea.ok("status")["waiting"] == circle.bea.ok("status")["refused"] == []
    circle.carl.ok("sync")
    assert name_of(circle.carl, lead) is None
    circle.bea.ok("disclose", lead, "--yes")
    circle.carl.ok("sync")
    assert name_of(circle.carl, lead) == MUSTER
    assert circle.bea.ok("inbox")["disclosed"] == []
    insist_fitting(circle)


def test_what_was_confirmed_is_that_key_and_no_later_one(circle: Circle, claimed: str) -> None:
    """Offline, the word given waits with the act; a key that changes again meanwhile is not meant by it."""
    circle.bare.rename(circle.root / "gone.git")
    assert circle.bea.run("accept", claimed, "--yes").code == 8
    (circle.root / "gone.git").rename(circle.bare)
    circle.carl.ok("keys", "rotate", "--seal")
    [delivery] = circle.bea.ok("sync")["deliveries"]
    assert delivery["sent"] is False
    assert "the sealing key of carl changed" in delivery["reason"]
    circle.carl.ok("sync")
    assert name_of(circle.carl, claimed) is None
    insist_fitting(circle)
