"""Steps in handovers: taken by the wrong one, at the wrong time, about something else, or taken back."""

from __future__ import annotations

from hashlib import sha256

import pytest
from doors import Door
from people import NOW
from records import DUE, add, asking, change, drop, handover, lead, put, step
from scene import BEFORE, Scene


def claim(scene: Scene, by: str, partner: str = "", **more: str) -> bytes:
    """A claim on anna's open lead."""
    first = asking("claim", by, scene.text(scene.lead("open")))
    return handover(scene.leads["open"], "anna", partner or by, first | more)


def answered(scene: Scene, name: str, step_name: str, by: str, **more: str) -> bytes:
    """A handover with one more step."""
    return add(scene.text(scene.handover(name)), "steps", step(step_name, by, **more))


def seen(scene: Scene, name: str) -> str:
    return sha256(scene.text(scene.lead(name))).hexdigest()


def test_a_claim_in_someones_name(scene: Scene, door: Door) -> None:
    door.refuses(scene.act("bea", {scene.handover("open"): claim(scene, "carl")}), "authority", by="bea")


def test_a_claim_that_makes_another_the_partner(scene: Scene, door: Door) -> None:
    door.refuses(
        scene.act("bea", {scene.handover("open"): claim(scene, "bea", "carl")}), "authority", "lifecycle", "integrity"
    )


def test_an_offer_in_the_owners_name(scene: Scene, door: Door) -> None:
    text = handover(scene.leads["open"], "anna", "bea", asking("offer", "anna", scene.text(scene.lead("open"))))
    door.refuses(scene.act("bea", {scene.handover("open"): text}), "authority", by="bea")


def test_an_offer_of_anothers_lead(scene: Scene, door: Door) -> None:
    text = handover(scene.leads["open"], "bea", "carl", asking("offer", "bea", scene.text(scene.lead("open"))))
    door.refuses(scene.act("bea", {scene.handover("open"): text}), "integrity", "authority", "lifecycle")


def test_a_claim_of_ones_own_lead(scene: Scene, door: Door) -> None:
    text = handover(scene.leads["open"], "anna", "anna", asking("claim", "anna", scene.text(scene.lead("open"))))
    door.refuses(scene.act("anna", {scene.handover("open"): text}), "integrity", "authority", "lifecycle")


def test_an_acceptance_by_the_one_who_asked(scene: Scene, door: Door) -> None:
    text = answered(scene, "claimed", "accept", "bea", of=seen(scene, "claimed"))
    door.refuses(scene.act("bea", {scene.handover("claimed"): text}), "lifecycle", "authority", by="bea")


def test_an_acceptance_in_the_owners_name(scene: Scene, door: Door) -> None:
    text = answered(scene, "claimed", "accept", "anna", of=seen(scene, "claimed"))
    door.refuses(scene.act("bea", {scene.handover("claimed"): text}), "authority", by="bea")


@pytest.mark.parametrize("named", ["bea", "carl"])
def test_a_withdrawal_by_a_third_party(scene: Scene, door: Door, named: str) -> None:
    text = answered(scene, "claimed", "withdraw", named)
    door.refuses(scene.act("carl", {scene.handover("claimed"): text}), "authority", "lifecycle", by="carl")


def test_a_keeper_answering_for_others(scene: Scene, door: Door) -> None:
    text = answered(scene, "offered", "decline", "carl", reason="rate")
    door.refuses(scene.act("anna", {scene.handover("offered"): text}), "authority", by="anna")


def test_a_claim_and_its_acceptance_in_one_act(scene: Scene, door: Door) -> None:
    text = add(claim(scene, "bea"), "steps", step("accept", "anna", of=seen(scene, "open")))
    door.refuses(scene.act("bea", {scene.handover("open"): text}), "authority", by="bea")


def test_a_position_that_is_held_claimed_again(scene: Scene, door: Door) -> None:
    first = asking("claim", "carl", scene.text(scene.lead("claimed")))
    text = handover(scene.leads["claimed"], "anna", "carl", first, place=2)
    door.refuses(scene.act("carl", {scene.handover("claimed", 2): text}), "lifecycle", by="carl")


def test_a_claim_put_in_the_place_of_anothers(scene: Scene, door: Door) -> None:
    text = handover(scene.leads["claimed"], "anna", "carl", asking("claim", "carl", scene.text(scene.lead("claimed"))))
    door.refuses(scene.act("carl", {scene.handover("claimed"): text}), "authority", "lifecycle", by="carl")


def test_a_claim_at_the_end_of_a_line_that_is_not_there(scene: Scene, door: Door) -> None:
    text = handover(scene.leads["open"], "anna", "bea", asking("claim", "bea", scene.text(scene.lead("open"))), place=7)
    door.refuses(scene.act("bea", {scene.handover("open", 7): text}), "integrity", "lifecycle", by="bea")


@pytest.mark.parametrize("due", ["2026-11-23T09:01:00Z", "2027-11-25T09:00:00Z"], ids=["shorter", "longer"])
def test_a_claim_with_another_time_to_answer_than_the_policys(scene: Scene, door: Door, due: str) -> None:
    text = claim(scene, "bea", respond_by=due)
    door.refuses(scene.act("bea", {scene.handover("open"): text}), "lifecycle", by="bea")


def test_a_claim_without_an_end(scene: Scene, door: Door) -> None:
    first = step("claim", "bea", of=seen(scene, "open"))
    text = handover(scene.leads["open"], "anna", "bea", first)
    door.refuses(scene.act("bea", {scene.handover("open"): text}), "lifecycle", "schema", "integrity", by="bea")


def test_a_claim_of_a_lead_as_it_never_was(scene: Scene, door: Door) -> None:
    text = claim(scene, "bea", of=seen(scene, "claimed"))
    door.refuses(scene.act("bea", {scene.handover("open"): text}), "lifecycle", by="bea")


def test_a_claim_that_says_not_what_was_seen(scene: Scene, door: Door) -> None:
    text = handover(scene.leads["open"], "anna", "bea", step("claim", "bea", respond_by=DUE))
    door.refuses(scene.act("bea", {scene.handover("open"): text}), "lifecycle", "schema", by="bea")


def test_an_acceptance_of_terms_that_changed_since(scene: Scene, door: Door) -> None:
    """The owner changes the lead and accepts the old claim: bait and switch."""
    path = scene.lead("claimed")
    scene.settle(scene.act("anna", {path: put(scene.text(path), title="Twice the work")}))
    text = answered(scene, "claimed", "accept", "anna", of=seen(scene, "claimed"))
    door.refuses(scene.act("anna", {scene.handover("claimed"): text}), "lifecycle", by="anna")


def test_the_lead_changed_in_the_same_act_as_its_acceptance(scene: Scene, door: Door) -> None:
    path = scene.lead("claimed")
    changed = put(scene.text(path), title="Twice the work")
    text = answered(scene, "claimed", "accept", "anna", of=sha256(changed).hexdigest())
    door.refuses(scene.act("anna", {path: changed, scene.handover("claimed"): text}), "lifecycle", by="anna")


@pytest.mark.parametrize("at", [BEFORE, "2026-11-23T09:05:00Z"], ids=["earlier", "later"])
def test_a_step_dated_otherwise_than_its_commit(scene: Scene, door: Door, at: str) -> None:
    text = answered(scene, "offered", "decline", "carl", reason="rate")
    moved = change(text, "steps", -1, at=at)
    door.refuses(scene.act("carl", {scene.handover("offered"): moved}), "authority", by="carl")


def test_a_late_answer(scene: Scene, door: Door) -> None:
    late = "2026-11-26T09:00:00Z"
    text = change(answered(scene, "offered", "decline", "carl", reason="rate"), "steps", -1, at=late)
    door.refuses(scene.act("carl", {scene.handover("offered"): text}, at=late), "lifecycle", by="carl", now=late)


def test_a_release_before_the_clock_has_run_out(scene: Scene, door: Door) -> None:
    text = answered(scene, "agreed", "release", "anna")
    door.refuses(scene.act("anna", {scene.handover("agreed"): text}), "lifecycle", by="anna")


def test_an_old_handover_without_its_last_step(scene: Scene, door: Door) -> None:
    path = scene.handover("agreed")
    door.refuses(scene.act("anna", {path: scene.earlier(path)}), "lifecycle", "authority", by="anna")


def test_an_old_handover_without_its_last_step_by_a_third_party(scene: Scene, door: Door) -> None:
    path = scene.handover("agreed")
    door.refuses(scene.act("bea", {path: scene.earlier(path)}), "lifecycle", "authority", by="bea")


def test_a_step_rewritten(scene: Scene, door: Door) -> None:
    """Bea's own claim, with another digest of the lead in it afterwards."""
    text = change(scene.text(scene.handover("claimed")), "steps", 0, of=seen(scene, "open"))
    door.refuses(scene.act("bea", {scene.handover("claimed"): text}), "lifecycle", "authority", by="bea")


def test_a_note_added_to_a_step_of_the_past(scene: Scene, door: Door) -> None:
    text = change(scene.text(scene.handover("claimed")), "steps", 0, **{"x-promised": "a bonus"})
    door.refuses(scene.act("bea", {scene.handover("claimed"): text}), "lifecycle", "authority", by="bea")


def test_a_step_taken_away_and_another_put_in_its_place(scene: Scene, door: Door) -> None:
    text = add(drop(scene.text(scene.handover("agreed")), "steps"), "steps", step("withdraw", "carl"))
    door.refuses(scene.act("carl", {scene.handover("agreed"): text}), "lifecycle", "authority", by="carl")


def test_the_partner_of_a_handover_replaced(scene: Scene, door: Door) -> None:
    text = put(scene.text(scene.handover("claimed")), partner="carl")
    door.refuses(scene.act("bea", {scene.handover("claimed"): text}), "authority", "lifecycle", by="bea")


def test_a_comment_written_into_the_handover_of_others(scene: Scene, door: Door) -> None:
    path = scene.handover("claimed")
    door.refuses(scene.act("carl", {path: b"# a bad deal\n" + scene.text(path)}), "authority", "lifecycle", by="carl")


def test_more_claims_than_one_member_may_hold_in_one_act(scene: Scene, door: Door) -> None:
    names = [f"261123-zz{number:02}" for number in range(6)]
    leads = {f"leads/2026-11/{name}.yaml": lead(name, "anna") for name in names}
    scene.settle(scene.act("anna", leads))
    claims = {
        f"handovers/2026-11/{name}.pm.1.yaml": handover(name, "anna", "bea", asking("claim", "bea", lead(name, "anna")))
        for name in names
    }
    door.refuses(scene.act("bea", claims), "limit", "lifecycle", by="bea")


def test_two_leads_of_the_same_claim(scene: Scene, door: Door) -> None:
    """A handover that lies under one lead and names another."""
    first = asking("claim", "bea", scene.text(scene.lead("open")))
    text = put(handover(scene.leads["open"], "anna", "bea", first), lead=scene.leads["agreed"])
    door.refuses(scene.act("bea", {scene.handover("open"): text}), "integrity", "lifecycle", "path", by="bea")


def test_a_handover_of_a_lead_that_does_not_exist(scene: Scene, door: Door) -> None:
    text = handover("261123-0000", "anna", "bea", step("claim", "bea", NOW, respond_by=DUE, of="0" * 64))
    door.refuses(scene.act("bea", {"handovers/2026-11/261123-0000.pm.1.yaml": text}), "integrity", by="bea")
