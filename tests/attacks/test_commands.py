"""The same attacks typed as commands, or by hand in one's own folder: refused before anything is sent."""

from __future__ import annotations

from pathlib import Path

import curve
import pytest
from people import Person
from records import add, asking, change, handover, put, rotated, vouch
from scene import Scene

REFUSALS = (1, 4, 6)
"""Findings, not allowed, or not in this state."""


@pytest.fixture
def bea(scene: Scene) -> Person:
    scene.circle.bea.ok("sync")
    return scene.circle.bea


def refused(scene: Scene, person: Person, *command: str) -> str:
    """The command is refused and main stays as it was; what it says."""
    tip = scene.base
    result = person.run(*command, "--json")
    assert result.code in REFUSALS, (result.code, result.out, result.err)
    assert scene.base == tip
    return str(result.error["message"])


def by_hand(scene: Scene, person: Person, path: str, text: bytes) -> str:
    """A file written in the folder and published."""
    place = person.folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(text)
    return refused(scene, person, "publish")


def test_the_record_of_another(scene: Scene, bea: Person) -> None:
    by_hand(scene, bea, "members/carl.yaml", put(scene.own("carl"), headline="Not me"))


def test_a_comment_in_the_record_of_another(scene: Scene, bea: Person) -> None:
    by_hand(scene, bea, "members/carl.yaml", b"# drinks\n" + scene.own("carl"))


def test_the_lead_of_another(scene: Scene, bea: Person) -> None:
    by_hand(scene, bea, scene.lead("open"), put(scene.text(scene.lead("open")), owner="bea"))


def test_the_networks_record(scene: Scene, bea: Person) -> None:
    by_hand(scene, bea, "network.yaml", put(scene.text("network.yaml"), keepers=["bea"]))


@pytest.mark.parametrize("by", ["bea", "anna"])
def test_a_vouch_for_oneself(scene: Scene, bea: Person, by: str) -> None:
    by_hand(scene, bea, "members/bea.yaml", add(scene.own("bea"), "vouches", vouch(by)))


def test_a_vouch_for_oneself_as_a_command(scene: Scene, bea: Person) -> None:
    refused(scene, bea, "vouch", "bea", "--basis", "interview")


def test_a_vouch_by_a_candidate_as_a_command(scene: Scene) -> None:
    refused(scene, scene.circle.dora, "vouch", "bea", "--basis", "interview")


def test_a_vouch_twice_as_a_command(scene: Scene, bea: Person) -> None:
    bea.ok("vouch", "dora", "--basis", "interview")
    refused(scene, bea, "vouch", "dora", "--basis", "interview")


def test_a_claim_in_someones_name(scene: Scene, bea: Person) -> None:
    claim = handover(scene.leads["open"], "anna", "carl", asking("claim", "carl", scene.text(scene.lead("open"))))
    by_hand(scene, bea, scene.handover("open"), claim)


def test_an_acceptance_of_ones_own_claim_as_a_command(scene: Scene, bea: Person) -> None:
    refused(scene, bea, "accept", f"{scene.leads['claimed']}.pm.1")


def test_an_answer_for_somebody_else_as_a_command(scene: Scene) -> None:
    refused(scene, scene.keeper, "decline", f"{scene.leads['offered']}.pm.1", "--reason", "rate")


def test_a_step_of_the_past_changed(scene: Scene, bea: Person) -> None:
    text = change(scene.text(scene.handover("claimed")), "steps", 0, respond_by="2027-11-25T09:00:00Z")
    by_hand(scene, bea, scene.handover("claimed"), text)


def test_an_old_version(scene: Scene, bea: Person) -> None:
    by_hand(scene, bea, "members/carl.yaml", scene.earlier("members/carl.yaml"))


def test_a_weak_key(scene: Scene, bea: Person) -> None:
    by_hand(scene, bea, "members/bea.yaml", rotated(scene.own("bea"), curve.sign_key(curve.encoded(1, 0))))


def test_the_key_of_another(scene: Scene, bea: Person) -> None:
    by_hand(scene, bea, "members/bea.yaml", rotated(scene.own("bea"), scene.public("carl")))


def test_a_record_deleted(scene: Scene, bea: Person) -> None:
    (bea.folder / "members/bea.yaml").unlink()
    refused(scene, bea, "publish")


def test_a_record_as_a_link(scene: Scene, bea: Person, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("sesame\n")
    place = bea.folder / "members/bea.yaml"
    place.unlink()
    place.symlink_to(secret)
    assert "sesame" not in refused(scene, bea, "publish")


@pytest.mark.parametrize("path", [".gitattributes", "members/Anna.yaml", "members/con.yaml", "members/emil.yaml.bak"])
def test_a_file_that_is_not_a_members_to_write(scene: Scene, bea: Person, path: str) -> None:
    by_hand(scene, bea, path, b"# x\n")


def test_an_act_under_a_stolen_copy_of_the_folder(scene: Scene) -> None:
    """Carl works in bea's folder: his key is not hers."""
    scene.circle.carl.extra["PMNET_NETWORK"] = str(scene.circle.bea.folder)
    tip = scene.base
    scene.circle.carl.run("member", "set", "headline=Not me", "--json")
    if scene.base != tip:
        assert scene.host.line("diff", "--name-only", tip, scene.base) == "members/carl.yaml"


def test_a_repair_by_a_member(scene: Scene, bea: Person) -> None:
    tip = scene.base
    assert bea.run("repair", tip).code in (1, 2, 4, 6)
    assert scene.base == tip
