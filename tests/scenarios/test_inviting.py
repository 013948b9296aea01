"""Invitations as files: what is written, what is read, and what a file that somebody else wrote can do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from people import Circle, Person

from pmnet.errors import PmnetError
from pmnet.store import invitations
from pmnet.store.files import load

CORPUS = Path(__file__).parent.parent / "corpus" / "invitation"
TAKEN = {"good", "folder", "web", "scp", "field-of-ones-own", "carriage-returns", "sha256"}
WHO = ("--as", "dora", "--full-name", "Dora Lindt")


@pytest.fixture
def dora(circle: Circle) -> Person:
    """Somebody whom anna has invited."""
    circle.anna.ok("invite", "--email", "dora.lindt@example.org")
    return Person("dora", circle.root)


FILE = "invitation-dora-lindt.pmnet.yaml"


def test_what_an_invitation_says(circle: Circle, dora: Person) -> None:
    text = (circle.root / FILE).read_text("utf-8")
    assert text.splitlines()[2] == f"# pmnet join {FILE}"
    assert load(text.encode(), FILE).content | {"policy": ""} == {
        "invitation": 1, "network": "PM Netz", "address": circle.remote,
        "fingerprint": circle.anna.ok("status")["fingerprint"], "policy": "",
        "invited_by": "anna", "inviter": "Anna", "inviter_email": "anna@example.org", "for": "dora.lindt@example.org",
    }  # fmt: skip


def test_the_one_who_invites_reads_what_to_do(circle: Circle) -> None:
    result = circle.anna.run("invite", "--email", "dora@example.org", "-o", "for dora.pmnet.yaml")
    assert result.code == 0, result.err
    fingerprint = circle.anna.ok("status")["fingerprint"]
    lines = result.out.splitlines()
    assert "  pmnet join 'for dora.pmnet.yaml'" in lines
    assert f"  {fingerprint[:4]} {fingerprint[4:8]} {fingerprint[8:12]} {fingerprint[12:16]}" in lines
    assert "host key" not in result.out  # a folder has none


def test_joining_with_it_asks_nothing_but_who(dora: Person) -> None:
    assert dora.ok("join", FILE, "mine", *WHO)["status"] == "candidate"
    assert "email: dora.lindt@example.org" in (dora.root / "mine/members/dora.yaml").read_text()
    assert dora.ok("join", FILE, "mine")["known"] is True


@pytest.mark.parametrize("name", [".emacs.d", "..ssh.git", " .config"])
def test_no_invitation_names_a_hidden_folder(circle: Circle, dora: Person, name: str) -> None:
    """Whoever keeps a network says which files lie in its folder, and programs heed those in hidden ones."""
    circle.bare.rename(circle.root / name)
    place = dora.root / FILE
    place.write_text(place.read_text().replace(circle.remote, f'"{circle.root / name}"'))
    joined = dora.ok("join", FILE, *WHO)
    assert Path(joined["path"]) == circle.root / name.strip(". ").removesuffix(".git")


def test_what_cannot_be_asked_is_named(dora: Person) -> None:
    assert dora.refused(2, "join", FILE, "mine")["message"] == "--as is missing"
    assert not (dora.root / "mine").exists()


def test_a_dry_run_leaves_nothing(dora: Person) -> None:
    assert dora.run("join", FILE, "-n", *WHO).code == 0
    assert not dora.home.exists()
    assert not (dora.root / "shared").exists()


def test_a_file_that_leads_to_another_network_is_noticed(dora: Person) -> None:
    place = dora.root / FILE
    found = invitations.read(place)
    place.write_text(place.read_text().replace(found.fingerprint, "ab" * 20))
    error = dora.refused(11, "join", FILE, "mine", *WHO)
    assert error["message"].startswith("this is another network: its fingerprint is ")
    assert not (dora.root / "mine").exists()
    assert not dora.home.exists()


def test_a_fingerprint_that_was_told_besides_counts(dora: Person) -> None:
    error = dora.refused(2, "join", FILE, "mine", *WHO, "--fingerprint", "ab" * 8)
    assert error["message"].startswith("the invitation is to another network: ")


@pytest.mark.parametrize("length", [1, 15])
def test_a_fingerprint_that_is_too_short_tells_nothing(circle: Circle, dora: Person, length: int) -> None:
    found = circle.anna.ok("status")["fingerprint"]
    words = ("join", circle.remote, "mine", *WHO, "--email", "d@example.org", "--fingerprint")
    error = dora.refused(2, *words, found[:length])
    assert "too short for a fingerprint" in error["message"]
    assert not (dora.root / "mine").exists()
    assert dora.ok(*words, found[:16])["member"] == "dora"


def test_whoever_reads_that_the_figures_have_changed(circle: Circle, dora: Person) -> None:
    record = circle.anna.folder / "network.yaml"
    assert "figures" not in dora.run("join", FILE, "first", *WHO).err
    record.write_text(record.read_text().replace("answer_hours: 16", "answer_hours: 24"))
    circle.anna.ok("publish")
    again = Person("emil", circle.root).run("join", FILE, "second", "--as", "emil", "--full-name", "Emil Ott")
    assert "the figures of the network are no longer those of the invitation" in again.err


def test_who_can_write_none(circle: Circle, dora: Person) -> None:
    assert circle.anna.refused(6, "invite", "--email", "dora.lindt@example.org")["message"].endswith(
        "nothing is overwritten"
    )
    assert circle.anna.refused(2, "invite", "--email", "a@b.c\nBcc: d@e.f")["code"] == 2
    assert circle.anna.refused(2, "invite")["message"] == "--email is missing"
    assert circle.anna.refused(5, "invite", "--email", "x@example.org", "-o", "no/such.yaml")["code"] == 5
    stranger = Person("zoe", circle.root)
    stranger.extra["PMNET_NETWORK"] = str(circle.bea.folder)
    assert stranger.refused(4, "invite", "--email", "x@example.org")["message"].startswith("you are not a member")


def test_in_the_networks_own_folder_it_is_written_beside_it(circle: Circle) -> None:
    """There all members would get it with the next publish."""
    anna = circle.anna
    done = anna.run("invite", "--email", "x@example.org", folder=anna.folder / "members")
    assert done.code == 0, done.err
    assert (anna.folder.parent / "invitation-x.pmnet.yaml").is_file()
    assert anna.git("status", "--porcelain") == ""
    refused = anna.run("invite", "--email", "y@example.org", "-o", "y.yaml", folder=anna.folder)
    assert refused.code == 2
    assert "lies in a network's folder, and all members would get it" in refused.err


def test_a_network_that_is_shared_nowhere_invites_nobody(tmp_path: Path) -> None:
    anna = Person("anna", tmp_path)
    anna.ok("init", "anna", "--name", "N", "--as", "anna", "--full-name", "Anna", "--email", "anna@example.org")
    assert anna.refused(6, "invite", "--email", "x@example.org")["hint"] == "pmnet share URL"


@pytest.mark.parametrize("name", sorted(place.name for place in CORPUS.iterdir()))
def test_files_by_e_mail(name: str) -> None:
    """Each is taken or refused as it should be."""
    try:
        invitations.read(CORPUS / name)
        taken = True
    except PmnetError:
        taken = False
    assert taken is (name in TAKEN)


@pytest.mark.parametrize(
    "name", ["option-as-address", "helper", "relative", "line-feed-in-address", "key-with-line", "escape"]
)
def test_a_hostile_file_is_refused_before_anything_is_done(name: str, tmp_path: Path) -> None:
    shutil.copy(CORPUS / name, tmp_path / "x.pmnet.yaml")
    dora = Person("dora", tmp_path)
    error = dora.refused(2, "join", "x.pmnet.yaml", *WHO)
    assert error["message"].startswith("x.pmnet.yaml is no invitation that can be used: ")
    assert [place.name for place in tmp_path.iterdir()] == ["x.pmnet.yaml"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert Person("dora", tmp_path).refused(5, "join", "x.pmnet.yaml")["code"] == 5
