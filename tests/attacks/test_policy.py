"""What only keepers may change, and what nobody may change for themselves."""

from __future__ import annotations

import pytest
from doors import REQUESTS, Door
from people import NOW
from records import add, asking, handover, put, vouch
from scene import Scene

SHORT = "2026-11-23T11:00:00Z"
"""Two working hours after NOW."""


def test_policy_changed_by_a_member(scene: Scene, door: Door) -> None:
    text = put(scene.text("network.yaml"), policy__open_claims=99)
    door.refuses(scene.act("bea", {"network.yaml": text}), "authority", by="bea")


def test_a_member_making_themselves_a_keeper(scene: Scene, door: Door) -> None:
    text = put(scene.text("network.yaml"), keepers=["anna", "bea"])
    door.refuses(scene.act("bea", {"network.yaml": text}), "authority", by="bea")


def test_a_comment_written_into_the_networks_record(scene: Scene, door: Door) -> None:
    text = b"# under new management\n" + scene.text("network.yaml")
    door.refuses(scene.act("bea", {"network.yaml": text}), "authority", by="bea")


def test_a_member_making_themselves_a_keeper_and_acting_as_one(scene: Scene, door: Door) -> None:
    crowned = scene.act("bea", {"network.yaml": put(scene.text("network.yaml"), keepers=["bea"])})
    door.refuses(scene.act("bea", {"README.md": b"Mine\n"}, crowned), "authority", by="bea")


@pytest.mark.parametrize("field", ["founder", "founded"])
def test_the_founding_rewritten_by_a_keeper(scene: Scene, door: Door, field: str) -> None:
    text = put(scene.text("network.yaml"), **{field: {"founder": "bea", "founded": NOW}[field]})
    door.refuses(scene.act("anna", {"network.yaml": text}), "authority", by="anna")


def test_a_network_without_keepers(scene: Scene, door: Door) -> None:
    text = put(scene.text("network.yaml"), keepers=[])
    door.refuses(scene.act("anna", {"network.yaml": text}), "schema", "integrity", by="anna")


def test_a_keeper_who_is_no_member(scene: Scene, door: Door) -> None:
    text = put(scene.text("network.yaml"), keepers=["anna", "ghost"])
    door.refuses(scene.act("anna", {"network.yaml": text}), "integrity", by="anna")


def loosened_and_used(scene: Scene, *parents: str) -> str:
    """A keeper shortens the time to answer and offers with it at once."""
    first = scene.act("anna", {"network.yaml": put(scene.text("network.yaml"), policy__answer_hours=2)}, *parents)
    offer = asking("offer", "anna", scene.text(scene.lead("open")), due=SHORT)
    return scene.act("anna", {scene.handover("open"): handover(scene.leads["open"], "anna", "bea", offer)}, first)


@REQUESTS
def test_policy_loosened_and_used_in_one_request(scene: Scene, door: Door) -> None:
    door.refuses(loosened_and_used(scene), "lifecycle", by="anna")


def test_policy_loosened_and_used_in_one_merged_request(scene: Scene, door: Door) -> None:
    door.refuses(scene.forge.merge(scene.base, loosened_and_used(scene)), "lifecycle")


def test_policy_loosened_and_used_in_one_act(scene: Scene, door: Door) -> None:
    offer = asking("offer", "anna", scene.text(scene.lead("open")), due=SHORT)
    changes = {
        "network.yaml": put(scene.text("network.yaml"), policy__answer_hours=2),
        scene.handover("open"): handover(scene.leads["open"], "anna", "bea", offer),
    }
    door.refuses(scene.act("anna", changes), "lifecycle", by="anna")


@REQUESTS
def test_a_new_keeper_who_acts_in_the_request_that_made_them_one(scene: Scene, door: Door) -> None:
    first = scene.act("anna", {"network.yaml": put(scene.text("network.yaml"), keepers=["anna", "bea"])})
    door.refuses(scene.act("bea", {"README.md": b"Mine\n"}, first), "authority")


@REQUESTS
def test_a_window_shortened_and_a_candidate_active_in_one_request(scene: Scene, door: Door) -> None:
    """anna vouches for dora, lets the objection window vanish, and dora claims: three acts in one push."""
    first = scene.act("anna", {"members/dora.yaml": add(scene.own("dora"), "vouches", vouch("anna"))})
    second = scene.act("anna", {"network.yaml": put(scene.text("network.yaml"), policy__objection_days=0)}, first)
    claim = handover(scene.leads["open"], "anna", "dora", asking("claim", "dora", scene.text(scene.lead("open"))))
    door.refuses(scene.act("dora", {scene.handover("open"): claim}, second), "authority")


FILES = (
    ".github/workflows/x.yml",
    ".gitlab-ci.yml",
    ".gitattributes",
    ".gitmodules",
    "README.md",
)


@pytest.mark.parametrize("path", FILES)
def test_a_file_of_the_keepers_written_by_a_member(scene: Scene, door: Door, path: str) -> None:
    door.refuses(scene.act("bea", {path: b"on: push\n"}), "authority", "path", by="bea")


def test_a_file_of_the_keepers_removed_by_a_member(scene: Scene, door: Door) -> None:
    door.refuses(scene.act("bea", {".gitattributes": None}), "authority", by="bea")


def test_a_file_of_the_keepers_removed_in_the_shade_of_an_honest_act(scene: Scene, door: Door) -> None:
    changes = {"members/bea.yaml": put(scene.own("bea"), headline="New"), ".gitattributes": None}
    door.refuses(scene.act("bea", changes), "authority", by="bea")
