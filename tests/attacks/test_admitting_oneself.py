"""Becoming a member, or more of one, by one's own word."""

from __future__ import annotations

import pytest
from doors import Door
from people import FOUNDED, NOW
from records import add, asking, change, drop, handover, lead, member, objection, put, vouch
from scene import Scene

BEA, CARL, DORA, EMIL = (f"members/{name}.yaml" for name in ("bea", "carl", "dora", "emil"))


def test_a_vouch_for_oneself(scene: Scene, door: Door) -> None:
    text = add(scene.own("bea"), "vouches", vouch("bea"))
    door.refuses(scene.act("bea", {BEA: text}), "authority", "integrity", by="bea")


def test_a_candidates_vouch_for_themselves(scene: Scene, door: Door) -> None:
    text = add(scene.own("dora"), "vouches", vouch("dora"))
    door.refuses(scene.act("dora", {DORA: text}), "authority", "integrity", by="dora")


def test_a_vouch_for_oneself_in_someone_elses_name(scene: Scene, door: Door) -> None:
    text = add(scene.own("dora"), "vouches", vouch("anna"))
    door.refuses(scene.act("dora", {DORA: text}), "authority", by="dora")


def test_a_vouch_for_another_in_someone_elses_name(scene: Scene, door: Door) -> None:
    text = add(scene.own("dora"), "vouches", vouch("anna"))
    door.refuses(scene.act("bea", {DORA: text}), "authority", by="bea")


def test_a_vouch_beside_ones_own_in_someone_elses_name(scene: Scene, door: Door) -> None:
    text = add(scene.own("dora"), "vouches", vouch("bea"), vouch("anna"))
    door.refuses(scene.act("bea", {DORA: text}), "authority", by="bea")


def test_a_vouch_by_a_candidate(scene: Scene, door: Door) -> None:
    scene.settle(scene.act("emil", {EMIL: member("emil", scene.public("emil"))}))
    text = add(scene.own("emil"), "vouches", vouch("dora"))
    door.refuses(scene.act("dora", {EMIL: text}), "authority", by="dora")


def test_a_vouch_by_somebody_admitted_but_still_inside_the_window(scene: Scene, door: Door) -> None:
    scene.settle(scene.act("anna", {DORA: add(scene.own("dora"), "vouches", vouch("anna"))}))
    scene.settle(scene.act("emil", {EMIL: member("emil", scene.public("emil"))}))
    text = add(scene.own("emil"), "vouches", vouch("dora"))
    door.refuses(scene.act("dora", {EMIL: text}), "authority", by="dora")


def test_a_vouch_twice(scene: Scene, door: Door) -> None:
    scene.settle(scene.act("bea", {DORA: add(scene.own("dora"), "vouches", vouch("bea"))}))
    text = add(scene.own("dora"), "vouches", vouch("bea", basis="interview"))
    door.refuses(scene.act("bea", {DORA: text}), "integrity", "authority", "lifecycle", by="bea")


def test_a_vouch_twice_in_one_act(scene: Scene, door: Door) -> None:
    text = add(scene.own("dora"), "vouches", vouch("bea"), vouch("bea", basis="interview"))
    door.refuses(scene.act("bea", {DORA: text}), "integrity", "authority", "lifecycle", by="bea")


@pytest.mark.parametrize("at", [FOUNDED, "2026-12-24T09:00:00Z"], ids=["earlier", "later"])
def test_a_vouch_dated_otherwise_than_its_commit(scene: Scene, door: Door, at: str) -> None:
    """An earlier one would let the objection window pass before anybody could object."""
    text = add(scene.own("dora"), "vouches", vouch("bea", at))
    door.refuses(scene.act("bea", {DORA: text}), "authority", by="bea")


def test_a_vouch_of_another_withdrawn(scene: Scene, door: Door) -> None:
    text = change(scene.own("carl"), "vouches", 0, withdrawn=NOW)
    door.refuses(scene.act("bea", {CARL: text}), "authority", by="bea")


def test_a_vouch_of_ones_own_removed_without_a_trace(scene: Scene, door: Door) -> None:
    door.refuses(scene.act("anna", {CARL: drop(scene.own("carl"), "vouches")}), "authority", by="anna")


def test_a_withdrawal_taken_back(scene: Scene, door: Door) -> None:
    scene.settle(scene.act("bea", {DORA: add(scene.own("dora"), "vouches", vouch("bea"))}))
    given = scene.own("dora")
    scene.settle(scene.act("bea", {DORA: change(given, "vouches", -1, withdrawn=NOW)}))
    door.refuses(scene.act("bea", {DORA: given}), "authority", by="bea")


def test_a_new_record_that_brings_its_own_vouches(scene: Scene, door: Door) -> None:
    text = member("emil", scene.public("emil"), vouches=[vouch("anna", FOUNDED), vouch("bea", FOUNDED)])
    door.refuses(scene.act("emil", {EMIL: text}), "authority")


def test_a_new_record_brought_with_a_vouch_of_the_one_who_brings_it(scene: Scene, door: Door) -> None:
    text = member("emil", scene.public("emil"), vouches=[vouch("bea")])
    door.refuses(scene.act("bea", {EMIL: text}), "authority", by="bea")


def test_a_new_record_with_objections_by_others(scene: Scene, door: Door) -> None:
    text = member("emil", scene.public("emil"), objections=[objection("anna")])
    door.refuses(scene.act("bea", {EMIL: text}), "authority", by="bea")


def test_a_stranger_bringing_somebody(scene: Scene, door: Door) -> None:
    door.refuses(scene.act("emil", {"members/fred.yaml": member("fred")}), "signature", "authority")


def test_a_candidate_bringing_somebody(scene: Scene, door: Door) -> None:
    door.refuses(scene.act("dora", {EMIL: member("emil")}), "authority", by="dora")


def test_a_stranger_bringing_themselves_and_somebody(scene: Scene, door: Door) -> None:
    records = {EMIL: member("emil", scene.public("emil")), "members/fred.yaml": member("fred")}
    door.refuses(scene.act("emil", records), "signature", "authority", "schema", "integrity")


def test_two_records_with_one_key(scene: Scene, door: Door) -> None:
    """One person who would vouch and object twice."""
    records = {name: member(name[8:-5], scene.public("emil")) for name in (EMIL, "members/fred.yaml")}
    door.refuses(scene.act("emil", records), "integrity-key", "signature", "authority")


@pytest.mark.parametrize("path", ["network.yaml", "README.md", "leads/2026-11/261123-ab12.yaml", BEA])
def test_a_new_members_record_beside_something_else(scene: Scene, door: Door, path: str) -> None:
    extras = {
        "network.yaml": put(scene.text("network.yaml"), keepers=["anna", "emil"]),
        "README.md": b"Hello\n",
        "leads/2026-11/261123-ab12.yaml": lead("261123-ab12", "emil"),
        BEA: put(scene.own("bea"), headline="Hello"),
    }
    record = {EMIL: member("emil", scene.public("emil"))}
    door.refuses(scene.act("emil", {**record, path: extras[path]}), "authority", "signature")


def test_a_new_members_record_in_the_place_of_a_candidates(scene: Scene, door: Door) -> None:
    door.refuses(scene.act("emil", {DORA: member("dora", scene.public("emil"))}), "signature", "authority")


def test_a_new_members_record_in_the_place_of_a_keepers(scene: Scene, door: Door) -> None:
    door.refuses(
        scene.act("emil", {"members/anna.yaml": member("anna", scene.public("emil"))}), "signature", "authority"
    )


def test_a_new_member_who_acts_in_the_same_request(scene: Scene, door: Door) -> None:
    """Members are those of the state before; and even on main a candidate has no rights."""
    joined = scene.act("emil", {EMIL: member("emil", scene.public("emil"))})
    path = "leads/2026-11/261123-ab12.yaml"
    door.refuses(scene.act("emil", {path: lead("261123-ab12", "emil")}, joined), "signature", "authority")


def test_a_candidate_who_claims(scene: Scene, door: Door) -> None:
    claim = handover(scene.leads["open"], "anna", "dora", asking("claim", "dora", scene.text(scene.lead("open"))))
    door.refuses(scene.act("dora", {scene.handover("open"): claim}), "authority", by="dora")


def test_a_candidate_who_adds_a_lead(scene: Scene, door: Door) -> None:
    path = "leads/2026-11/261123-ab12.yaml"
    door.refuses(scene.act("dora", {path: lead("261123-ab12", "dora")}), "authority", by="dora")


def test_a_candidate_who_objects(scene: Scene, door: Door) -> None:
    text = add(scene.own("bea"), "objections", objection("dora"))
    door.refuses(scene.act("dora", {BEA: text}), "authority", by="dora")


def test_a_suspended_member_who_vouches(scene: Scene, door: Door) -> None:
    for by in ("anna", "carl"):
        scene.settle(scene.act(by, {BEA: add(scene.own("bea"), "objections", objection(by))}))
    text = add(scene.own("dora"), "vouches", vouch("bea"))
    door.refuses(scene.act("bea", {DORA: text}), "authority", by="bea")


@pytest.mark.parametrize("field", ["left", "paused"])
def test_a_member_who_left_or_paused_and_claims(scene: Scene, door: Door, field: str) -> None:
    scene.settle(scene.act("bea", {BEA: put(scene.own("bea"), **{field: NOW[:10]})}))
    claim = handover(scene.leads["open"], "anna", "bea", asking("claim", "bea", scene.text(scene.lead("open"))))
    door.refuses(scene.act("bea", {scene.handover("open"): claim}), "authority", by="bea")


def test_a_member_who_left_and_comes_back_by_editing(scene: Scene, door: Door) -> None:
    scene.settle(scene.act("bea", {BEA: put(scene.own("bea"), left=NOW[:10])}))
    door.refuses(scene.act("bea", {BEA: put(scene.own("bea"), left=None)}), "authority", by="bea")


def test_a_member_who_left_and_goes_on_offering_their_lead(scene: Scene, door: Door) -> None:
    scene.settle(scene.act("bea", {BEA: put(scene.own("bea"), left=NOW[:10])}))
    path = scene.lead("offered")
    door.refuses(scene.act("bea", {path: put(scene.text(path), title="Better than ever")}), "authority", by="bea")


@pytest.mark.parametrize("what", ["left", "paused"])
def test_another_member_made_to_leave_or_pause(scene: Scene, door: Door, what: str) -> None:
    door.refuses(scene.act("bea", {CARL: put(scene.own("carl"), **{what: NOW[:10]})}), "authority", by="bea")
