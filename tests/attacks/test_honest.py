"""What must pass every door: otherwise the other tests here would hold for a door that is always shut."""

from __future__ import annotations

from pathlib import Path

from doors import Door
from people import NOW
from records import add, asking, handover, lead, member, put, rotated, step, vouch
from scene import Scene

LATER = "2026-11-23T09:05:00Z"


def test_a_forged_commit_is_what_git_itself_verifies(scene: Scene, tmp_path: Path) -> None:
    """The forge's own control: signed as git signs, so that refusals are not about the form."""
    commit = scene.headline("bea")
    signers = tmp_path / "signers"
    signers.write_text(f"bea {scene.public('bea')}\n")
    scene.forge.git("-c", f"gpg.ssh.allowedSignersFile={signers}", "verify-commit", commit)
    scene.forge.git("fsck", "--strict", "--no-dangling")


def test_a_change_of_ones_own_record(scene: Scene, door: Door) -> None:
    door.accepts(scene.headline("bea"))


def test_a_vouch(scene: Scene, door: Door) -> None:
    door.accepts(scene.act("bea", {"members/dora.yaml": add(scene.own("dora"), "vouches", vouch("bea"))}))


def test_a_claim_of_anothers_lead(scene: Scene, door: Door) -> None:
    claim = handover(scene.leads["open"], "anna", "bea", asking("claim", "bea", scene.text(scene.lead("open"))))
    door.accepts(scene.act("bea", {scene.handover("open"): claim}))


def test_an_answer_by_whoever_was_asked(scene: Scene, door: Door) -> None:
    text = add(scene.text(scene.handover("claimed")), "steps", step("decline", "anna", reason="rate"))
    door.accepts(scene.act("anna", {scene.handover("claimed"): text}))


def test_two_acts_of_one_member_in_one_request(scene: Scene, door: Door) -> None:
    door.accepts(scene.headline("bea", scene.headline("bea", words="First")))


def test_policy_changed_by_a_keeper(scene: Scene, door: Door) -> None:
    policy = put(scene.text("network.yaml"), policy__answer_hours=8)
    door.accepts(scene.act("anna", {"network.yaml": policy, "README.md": b"Welcome\n"}))


def test_a_new_member_with_a_record_signed_by_the_key_in_it(scene: Scene, door: Door) -> None:
    door.accepts(scene.act("emil", {"members/emil.yaml": member("emil", scene.public("emil"))}))


def test_a_rotation_signed_by_the_old_key(scene: Scene, door: Door) -> None:
    door.accepts(scene.act("bea", {"members/bea.yaml": rotated(scene.own("bea"), scene.public("bea-new"))}))


def test_an_act_under_the_new_key_after_a_rotation(scene: Scene, door: Door) -> None:
    scene.settle(scene.act("bea", {"members/bea.yaml": rotated(scene.own("bea"), scene.public("bea-new"))}))
    door.accepts(scene.headline("bea", key=scene.key("bea-new")))


def test_a_forged_author_changes_nothing_about_ones_own_act(scene: Scene, door: Door) -> None:
    door.accepts(scene.headline("bea", name="anna", author="carl", authored="2019-01-01T00:00:00Z"))


def test_a_mechanical_merge_of_a_members_request(scene: Scene, door: Door) -> None:
    side = scene.headline("bea", scene.headline("bea", words="First"))
    door.accepts(scene.forge.merge(scene.base, side))


def test_a_merge_after_main_went_on(scene: Scene, door: Door) -> None:
    """The request was made on an older state, but nobody else touched its files."""
    side = scene.headline("bea")
    scene.settle(scene.headline("anna"))
    door.accepts(scene.forge.merge(scene.base, side, at=LATER), now=LATER)


def test_a_merge_of_a_new_members_request(scene: Scene, door: Door) -> None:
    side = scene.act("emil", {"members/emil.yaml": member("emil", scene.public("emil"))})
    door.accepts(scene.forge.merge(scene.base, side))


def test_a_merge_that_the_host_signed_with_a_key_of_its_own(scene: Scene, door: Door) -> None:
    """Hosts sign their merges in OpenPGP; that signature says nothing here, and does no harm."""
    seal = ("gpgsig -----BEGIN PGP SIGNATURE-----", " ", " wsFcBAABCAAQBQJnAAAA", " -----END PGP SIGNATURE-----", " ")
    door.accepts(scene.forge.merge(scene.base, scene.headline("bea"), headers=seal))


def test_a_merge_of_two_requests_one_after_the_other(scene: Scene, door: Door) -> None:
    first = scene.forge.merge(scene.base, scene.headline("bea"))
    door.accepts(scene.forge.merge(first, scene.headline("carl")))


def test_a_clock_ten_minutes_ahead(scene: Scene, door: Door) -> None:
    door.accepts(scene.headline("bea", at="2026-11-23T09:10:00Z"), now=NOW)


def test_a_request_whose_second_act_needs_the_first(scene: Scene, door: Door) -> None:
    """A lead and its correction: records come from the step before, only members, keys and policy from the base."""
    path = "leads/2026-11/261123-ab12.yaml"
    first = scene.act("bea", {path: lead("261123-ab12", "bea")})
    door.accepts(scene.act("bea", {path: put(scene.text(path, first), title="A large rollout")}, first))
