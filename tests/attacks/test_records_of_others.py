"""Changing what belongs to somebody else."""

from __future__ import annotations

import pytest
from doors import Door
from records import add, change, drop, lead, objection, put, vouch
from scene import Scene

BEA, CARL, DORA = (f"members/{name}.yaml" for name in ("bea", "carl", "dora"))


def test_the_record_of_another_edited(scene: Scene, door: Door) -> None:
    door.refuses(scene.act("bea", {CARL: put(scene.own("carl"), headline="Not me")}), "authority", by="bea")


def test_the_record_of_another_edited_by_a_keeper(scene: Scene, door: Door) -> None:
    door.refuses(scene.act("anna", {BEA: put(scene.own("bea"), headline="Not me")}), "authority", by="anna")


def test_the_record_of_another_edited_beside_ones_own(scene: Scene, door: Door) -> None:
    changes = {BEA: put(scene.own("bea"), headline="Me"), CARL: put(scene.own("carl"), headline="Not me")}
    door.refuses(scene.act("bea", changes), "authority", by="bea")


def test_the_record_of_another_edited_in_the_shade_of_a_vouch(scene: Scene, door: Door) -> None:
    text = put(add(scene.own("dora"), "vouches", vouch("bea")), headline="Not me")
    door.refuses(scene.act("bea", {DORA: text}), "authority", by="bea")


def test_a_private_field_added_to_the_record_of_another(scene: Scene, door: Door) -> None:
    door.refuses(scene.act("bea", {CARL: put(scene.own("carl"), **{"x-note": "owes me"})}), "authority", by="bea")


def test_a_comment_written_into_the_record_of_another(scene: Scene, door: Door) -> None:
    """The record says the same to a program, but not to whoever opens the file."""
    door.refuses(scene.act("bea", {CARL: b"# drinks\n" + scene.own("carl")}), "authority", by="bea")


def test_a_comment_written_beside_a_vouch(scene: Scene, door: Door) -> None:
    text = b"# paid for it\n" + add(scene.own("dora"), "vouches", vouch("bea"))
    door.refuses(scene.act("bea", {DORA: text}), "authority", by="bea")


def test_the_fields_of_another_put_in_another_order(scene: Scene, door: Door) -> None:
    lines = scene.own("carl").splitlines(keepends=True)
    name = next(line for line in lines if line.startswith(b"name:"))
    text = b"".join(line for line in lines if line != name) + name
    door.refuses(scene.act("bea", {CARL: text}), "authority", by="bea")


def test_the_lead_of_another_edited(scene: Scene, door: Door) -> None:
    path = scene.lead("open")
    door.refuses(scene.act("bea", {path: put(scene.text(path), title="Mine")}), "authority", by="bea")


def test_a_comment_written_into_the_lead_of_another(scene: Scene, door: Door) -> None:
    """It would change the digest that claims refer to."""
    path = scene.lead("open")
    door.refuses(scene.act("bea", {path: scene.text(path) + b"# bad client\n"}), "authority", by="bea")


def test_the_lead_of_another_taken_over(scene: Scene, door: Door) -> None:
    path = scene.lead("open")
    door.refuses(scene.act("bea", {path: put(scene.text(path), owner="bea")}), "authority", by="bea")


def test_the_lead_of_another_closed(scene: Scene, door: Door) -> None:
    path = scene.lead("open")
    closed = {"at": "2026-11-23T09:00:00Z", "reason": "filled"}
    door.refuses(scene.act("bea", {path: put(scene.text(path), closed=closed)}), "authority", by="bea")


def test_a_lead_added_in_the_name_of_another(scene: Scene, door: Door) -> None:
    path = "leads/2026-11/261123-ab12.yaml"
    door.refuses(scene.act("bea", {path: lead("261123-ab12", "anna")}), "authority", by="bea")


def test_a_lead_registered_earlier_than_it_was(scene: Scene, door: Door) -> None:
    """Who brought a client first is a matter of money."""
    path = "leads/2026-11/261102-ab12.yaml"
    text = lead("261102-ab12", "bea", at="2026-11-02T09:00:00Z")
    door.refuses(scene.act("bea", {path: put(text, protected_until="2027-01-31")}), "authority", by="bea")


def test_a_lead_protected_longer_than_the_policy_says(scene: Scene, door: Door) -> None:
    path = "leads/2026-11/261123-ab12.yaml"
    text = lead("261123-ab12", "bea", protected_until="2030-01-01")
    door.refuses(scene.act("bea", {path: text}), "authority", by="bea")


@pytest.mark.parametrize("what", ["own record", "record of another", "lead", "handover", "network"])
def test_a_record_deleted(scene: Scene, door: Door, what: str) -> None:
    paths = {"own record": BEA, "record of another": CARL, "lead": scene.lead("offered"), "network": "network.yaml"}
    path = paths.get(what, scene.handover("claimed"))
    door.refuses(scene.act("bea", {path: None}), "authority", by="bea")


def test_everything_deleted_by_a_keeper(scene: Scene, door: Door) -> None:
    door.refuses(scene.act("anna", {"members": None, "leads": None}), "authority", by="anna")


def test_a_record_moved_to_another_id(scene: Scene, door: Door) -> None:
    moved = {BEA: None, "members/bea-beck.yaml": put(scene.own("bea"), id="bea-beck")}
    door.refuses(scene.act("bea", moved), "authority", by="bea")


def test_the_record_of_another_moved_to_another_id(scene: Scene, door: Door) -> None:
    moved = {CARL: None, "members/karl.yaml": put(scene.own("carl"), id="karl")}
    door.refuses(scene.act("bea", moved), "authority", by="bea")


def test_a_record_at_a_place_that_its_id_does_not_name(scene: Scene, door: Door) -> None:
    door.refuses(scene.act("bea", {"members/bea2.yaml": scene.own("bea")}), "path", "integrity")


def test_a_vouch_about_oneself_changed(scene: Scene, door: Door) -> None:
    text = change(scene.own("bea"), "vouches", 0, basis="client-reference")
    door.refuses(scene.act("bea", {BEA: text}), "authority", by="bea")


def test_an_objection_to_oneself_removed(scene: Scene, door: Door) -> None:
    scene.settle(scene.act("anna", {BEA: add(scene.own("bea"), "objections", objection("anna"))}))
    door.refuses(scene.act("bea", {BEA: drop(scene.own("bea"), "objections")}), "authority", by="bea")


def test_an_objection_to_oneself_withdrawn_by_oneself(scene: Scene, door: Door) -> None:
    scene.settle(scene.act("anna", {BEA: add(scene.own("bea"), "objections", objection("anna"))}))
    text = change(scene.own("bea"), "objections", 0, withdrawn="2026-11-23T09:00:00Z")
    door.refuses(scene.act("bea", {BEA: text}), "authority", by="bea")


def test_an_objection_in_the_name_of_another(scene: Scene, door: Door) -> None:
    text = add(scene.own("carl"), "objections", objection("anna"))
    door.refuses(scene.act("bea", {CARL: text}), "authority", by="bea")


def test_an_old_version_of_the_record_of_another(scene: Scene, door: Door) -> None:
    door.refuses(scene.act("bea", {CARL: scene.earlier(CARL)}), "authority", by="bea")


def test_an_old_version_of_the_lead_of_another(scene: Scene, door: Door) -> None:
    path = scene.lead("open")
    scene.settle(scene.act("anna", {path: put(scene.text(path), title="Larger than it was")}))
    door.refuses(scene.act("bea", {path: scene.earlier(path)}), "authority", by="bea")
