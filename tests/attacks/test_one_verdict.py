"""What a request's own acts take away is gone for its later acts too.

Members, keys and policy of a request are those of the state before it, so that nobody grants themselves anything. But on
main every act follows the one before: if a guarded server let in what its members' next sync refuses, one push would stop
the whole network. So each act must be good on both states.
"""

from __future__ import annotations

from doors import Door
from people import NOW
from records import add, asking, handover, lead, objection, put, rotated, vouch
from scene import Scene

BEA, DORA = "members/bea.yaml", "members/dora.yaml"


def claim(scene: Scene, by: str = "bea") -> dict[str, bytes]:
    text = handover(scene.leads["open"], "anna", by, asking("claim", by, scene.text(scene.lead("open"))))
    return {scene.handover("open"): text}


def test_the_old_key_used_after_the_rotation(scene: Scene, door: Door) -> None:
    first = scene.act("bea", {BEA: rotated(scene.own("bea"), scene.public("bea-new"))})
    door.refuses(scene.headline("bea", first), "signature")


def test_an_offer_under_a_policy_that_was_just_replaced(scene: Scene, door: Door) -> None:
    first = scene.act("anna", {"network.yaml": put(scene.text("network.yaml"), policy__answer_hours=2)})
    offer = handover(scene.leads["open"], "anna", "bea", asking("offer", "anna", scene.text(scene.lead("open"))))
    door.refuses(scene.act("anna", {scene.handover("open"): offer}, first), "lifecycle")


def test_a_claim_by_a_member_who_just_left(scene: Scene, door: Door) -> None:
    first = scene.act("bea", {BEA: put(scene.own("bea"), left=NOW[:10])})
    door.refuses(scene.act("bea", claim(scene), first), "authority")


def test_a_claim_by_a_member_who_just_paused(scene: Scene, door: Door) -> None:
    first = scene.act("bea", {BEA: put(scene.own("bea"), paused=NOW[:10])})
    door.refuses(scene.act("bea", claim(scene), first), "authority")


def test_a_vouch_by_a_member_who_was_just_suspended(scene: Scene, door: Door) -> None:
    one = scene.act("anna", {BEA: add(scene.own("bea"), "objections", objection("anna"))})
    two = scene.act("carl", {BEA: add(scene.own("bea", one), "objections", objection("carl"))}, one)
    text = add(scene.own("dora"), "vouches", vouch("bea"))
    door.refuses(scene.act("bea", {DORA: text}, two), "authority")


def test_a_keepers_act_by_one_who_just_ceased_to_be_a_keeper(scene: Scene, door: Door) -> None:
    first = scene.act("anna", {"network.yaml": put(scene.text("network.yaml"), keepers=["carl"])})
    door.refuses(scene.act("anna", {"README.md": b"Mine\n"}, first), "authority")


def test_one_more_lead_than_a_policy_allows_that_was_just_tightened(scene: Scene, door: Door) -> None:
    first = scene.act("anna", {"network.yaml": put(scene.text("network.yaml"), policy__open_leads=1)})
    path = "leads/2026-11/261123-ab12.yaml"
    door.refuses(scene.act("anna", {path: lead("261123-ab12", "anna")}, first), "limit")


def test_a_request_under_the_old_key_merged_together_with_the_rotation(scene: Scene, door: Door) -> None:
    """Two merges in one push: the second request was signed before the rotation that the first one brings."""
    path = scene.lead("offered")
    late = scene.act("bea", {path: put(scene.text(path), **{"x-note": "late"})})
    rotation = scene.act("bea", {BEA: rotated(scene.own("bea"), scene.public("bea-new"))})
    door.refuses(scene.forge.merge(scene.forge.merge(scene.base, rotation), late), "signature", "merge")
