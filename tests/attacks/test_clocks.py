"""Time as commits claim it: it decides deadlines only, never goes back, and is never far ahead."""

from __future__ import annotations

import pytest
from doors import Door
from forge import stamp
from people import NOW
from records import add, put, vouch
from scene import BEFORE, Scene

EARLY = "2026-11-23T08:30:00Z"
SOON = "2026-11-23T09:05:00Z"


def test_a_commit_dated_before_its_parent(scene: Scene, door: Door) -> None:
    scene.settle(scene.headline("anna"))
    door.refuses(scene.headline("bea", at=EARLY), "clock")


def test_a_commit_dated_before_its_parent_in_one_request(scene: Scene, door: Door) -> None:
    door.refuses(scene.headline("bea", scene.headline("bea", words="First"), at=EARLY), "clock")


def test_a_commit_dated_two_hours_ahead(scene: Scene, door: Door) -> None:
    door.refuses(scene.headline("bea", at="2026-11-23T11:00:00Z"), "clock")


def test_a_commit_dated_a_second_more_than_ten_minutes_ahead(scene: Scene, door: Door) -> None:
    door.refuses(scene.headline("bea", at="2026-11-23T09:10:01Z"), "clock")


def test_a_commit_dated_years_ahead_so_that_nobody_else_can_act(scene: Scene, door: Door) -> None:
    door.refuses(scene.headline("bea", at="2099-01-01T00:00:00Z"), "clock")


def test_a_member_ahead_of_the_clock_followed_by_an_honest_one(scene: Scene, door: Door) -> None:
    door.refuses(scene.headline("carl", scene.headline("bea", at="2026-11-23T12:00:00Z")), "clock")


@pytest.mark.parametrize("moment", ["99999999999999999999 +0000", "-5 +0000", "yesterday +0000", ""])
def test_a_date_that_is_none(scene: Scene, door: Door, moment: str) -> None:
    payload = scene.unsigned("bea", {"members/bea.yaml": put(scene.own("bea"), headline="New")})
    lines = payload.decode().split("\n")
    place = next(number for number, line in enumerate(lines) if line.startswith("committer"))
    lines[place] = f"committer bea <bea@pmnet.invalid> {moment}".rstrip(" ")
    door.refuses(scene.forge.commit("\n".join(lines).encode(), scene.key("bea")), "clock", "signature", "history")


def test_a_date_hidden_in_the_committers_name(scene: Scene, door: Door) -> None:
    """Readers from the left see NOW; git reads from the right and sees a commit two hours ahead."""
    text = put(scene.own("bea"), headline="New")
    name = f"bea <bea@pmnet.invalid> {stamp(NOW)} x"
    commit = scene.act("bea", {"members/bea.yaml": text}, name=name, at="2026-11-23T11:00:00Z")
    door.refuses(commit, "clock", "signature", "history")


def test_a_merge_dated_before_main(scene: Scene, door: Door) -> None:
    side = scene.headline("bea")
    scene.settle(scene.headline("anna", at=SOON))
    door.refuses(scene.forge.merge(scene.base, side, at=NOW), "clock")


def test_a_merge_dated_two_hours_ahead(scene: Scene, door: Door) -> None:
    door.refuses(scene.forge.merge(scene.base, scene.headline("bea"), at="2026-11-23T11:00:00Z"), "clock")


def test_a_merged_act_dated_two_hours_ahead(scene: Scene, door: Door) -> None:
    side = scene.headline("bea", at="2026-11-23T11:00:00Z")
    door.refuses(scene.forge.merge(scene.base, side), "clock", "merge")


def test_a_merged_vouch_dated_before_the_state_it_was_made_on(scene: Scene, door: Door) -> None:
    """Each commit of a request follows its own parent in time too."""
    early = "2026-11-20T09:00:00Z"
    text = add(scene.own("dora"), "vouches", vouch("bea", early))
    side = scene.act("bea", {"members/dora.yaml": text}, at=early)
    assert early < BEFORE
    door.refuses(scene.forge.merge(scene.base, side), "clock", "merge", "authority")
