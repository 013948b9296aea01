"""Merged requests: the host's merge button adds nothing, leaves nothing out, and signs for nobody."""

from __future__ import annotations

import pytest
from doors import Door
from forge import FOLDER, Entry
from people import NOW
from records import add, asking, handover, lead, put, rotated, vouch
from scene import BEFORE, Scene

BEA, CARL, DORA = (f"members/{name}.yaml" for name in ("bea", "carl", "dora"))
SOON = "2026-11-23T09:05:00Z"


def test_a_squash_merge(scene: Scene, door: Door) -> None:
    """The member's signature is lost; the sentence says what to change on the host."""
    side = scene.headline("bea", scene.headline("bea", words="First"))
    door.refuses(scene.forge.squash(scene.base, side), "merge", "signature", says="nobody signed it")


def test_a_rebase_merge(scene: Scene, door: Door) -> None:
    scene.settle(scene.headline("anna", scene.base, at=NOW))
    side = scene.headline("bea", scene.forge.line("rev-parse", f"{scene.base}~1"))
    door.refuses(scene.forge.rebase(scene.base, side), "merge", "signature", says="nobody signed it")


def test_a_rebase_merge_of_a_request_that_was_up_to_date(scene: Scene, door: Door) -> None:
    door.refuses(scene.forge.rebase(scene.base, scene.headline("bea")), "merge", "signature", says="nobody signed it")


def test_merge_ours(scene: Scene, door: Door) -> None:
    """The commits become part of history, their content does not."""
    door.refuses(scene.forge.merge_ours(scene.base, scene.headline("bea")), "merge")


def test_merge_theirs(scene: Scene, door: Door) -> None:
    """What others did on main meanwhile would be undone."""
    side = scene.headline("bea")
    scene.settle(scene.headline("anna"))
    door.refuses(scene.forge.merge_theirs(scene.base, side), "merge", "authority")


def test_a_merge_that_smuggles_a_new_file(scene: Scene, door: Door) -> None:
    merge = scene.forge.merge_smuggling(scene.base, scene.headline("bea"), {".github/workflows/x.yml": b"on: push\n"})
    door.refuses(merge, "merge")


def test_a_merge_that_smuggles_a_change_of_a_record(scene: Scene, door: Door) -> None:
    text = put(scene.own("carl"), headline="Not me")
    door.refuses(scene.forge.merge_smuggling(scene.base, scene.headline("bea"), {CARL: text}), "merge")


def test_a_merge_that_smuggles_into_the_very_record_it_merges(scene: Scene, door: Door) -> None:
    """Keys exchanged on the way, in the file that was signed for otherwise."""
    side = scene.headline("bea")
    text = put(scene.own("bea", side), keys__sign=scene.public("mallory"))
    door.refuses(scene.forge.merge_smuggling(scene.base, side, {BEA: text}), "merge")


def test_a_merge_that_smuggles_a_deletion(scene: Scene, door: Door) -> None:
    door.refuses(scene.forge.merge_smuggling(scene.base, scene.headline("bea"), {CARL: None}), "merge", "authority")


def test_a_merge_that_smuggles_another_mode(scene: Scene, door: Door) -> None:
    side = scene.headline("bea")
    program = scene.forge.blob(scene.own("bea", side), "100755")
    door.refuses(scene.forge.merge_smuggling(scene.base, side, {BEA: program}), "merge", "path-mode")


def test_a_merge_that_writes_a_folder_in_its_own_way(scene: Scene, door: Door) -> None:
    """The request's own record is arrived as signed; beside it carl's stands twice, and readers differ in which they take."""
    side = scene.headline("bea")
    other = scene.forge.blob(put(scene.own("carl"), headline="Not me"))
    members = [*scene.forge.rows(f"{side}:members").items(), ("carl.yaml", other)]
    folder = Entry(FOLDER, scene.forge.raw_tree(sorted(members, key=lambda row: row[0])))
    door.refuses(scene.forge.merge_smuggling(scene.base, side, {"members": folder}), "merge", "path", "history")


@pytest.mark.parametrize("mode", ["100664", "0100644"], ids=["a mode that no file has", "a mode with a zero before it"])
def test_a_merge_that_writes_a_folder_as_git_does_not(scene: Scene, door: Door, mode: str) -> None:
    """To git it is what bea signed; a reader that takes modes as they stand would find that her record is gone."""
    side = scene.headline("bea")
    rows = scene.forge.rows(f"{side}:members")
    rows["bea.yaml"] = Entry(mode, rows["bea.yaml"].object)
    members = Entry(FOLDER, scene.forge.raw_tree(sorted(rows.items())))
    door.refuses(scene.forge.merge_smuggling(scene.base, side, {"members": members}), "merge", "path", "history")


def test_a_merge_that_takes_an_earlier_version_from_the_request(scene: Scene, door: Door) -> None:
    """Bea corrected herself; the host merges what she said first."""
    first = scene.headline("bea", words="First")
    side = scene.headline("bea", first, words="Corrected")
    door.refuses(scene.forge.merge_smuggling(scene.base, side, {BEA: scene.own("bea", first)}), "merge")


def test_a_merge_that_leaves_something_out(scene: Scene, door: Door) -> None:
    """Two leads in a request, and the host lets only one of them arrive."""
    names = ("261123-ab12", "261123-cd34")
    paths = [f"leads/2026-11/{name}.yaml" for name in names]
    side = scene.act("bea", {path: lead(name, "bea") for path, name in zip(paths, names, strict=True)})
    door.refuses(scene.forge.merge_smuggling(scene.base, side, {paths[1]: None}), "merge")


def test_a_merge_of_two_authors(scene: Scene, door: Door) -> None:
    side = scene.headline("carl", scene.headline("bea"))
    door.refuses(scene.forge.merge(scene.base, side), "merge")


def test_a_merge_of_three_parents(scene: Scene, door: Door) -> None:
    sides = [scene.headline("bea"), scene.headline("carl")]
    texts = {BEA: scene.own("bea", sides[0]), CARL: scene.own("carl", sides[1])}
    tree = scene.forge.tree(scene.base, texts)
    door.refuses(scene.forge.merge(scene.base, *sides, tree=tree), "merge")


def test_a_merge_of_an_unsigned_request(scene: Scene, door: Door) -> None:
    side = scene.forge.commit(scene.unsigned("bea", {BEA: put(scene.own("bea"), headline="New")}), None)
    door.refuses(scene.forge.merge(scene.base, side), "signature", "merge")


def test_a_merge_of_a_strangers_request(scene: Scene, door: Door) -> None:
    side = scene.headline("bea", key=scene.key("mallory"))
    door.refuses(scene.forge.merge(scene.base, side), "signature", "merge")


def test_a_merge_of_a_bad_request(scene: Scene, door: Door) -> None:
    side = scene.act("bea", {CARL: put(scene.own("carl"), headline="Not me")})
    door.refuses(scene.forge.merge(scene.base, side), "authority")


def test_a_merge_of_a_request_that_adds_and_removes_a_file(scene: Scene, door: Door) -> None:
    first = scene.act("bea", {"client.txt": b"ACME\n"})
    side = scene.headline("bea", scene.act("bea", {"client.txt": None}, first))
    door.refuses(scene.forge.merge(scene.base, side), "authority", "merge")


def test_a_merge_of_a_request_into_which_main_was_merged(scene: Scene, door: Door) -> None:
    """The button `update branch`: no straight chain any more."""
    side = scene.headline("bea")
    scene.settle(scene.headline("anna"))
    updated = scene.forge.merge(side, scene.base)
    door.refuses(scene.forge.merge(scene.base, updated), "merge")


def test_a_merge_the_wrong_way_round(scene: Scene, door: Door) -> None:
    """Main as the second parent: the line of first parents would leave out what happened on main."""
    side = scene.headline("bea")
    scene.settle(scene.headline("anna"))
    door.refuses(scene.forge.merge(side, scene.base), "merge", "history")


def test_a_merge_of_an_abandoned_request(scene: Scene, door: Door) -> None:
    late = "2026-12-08T09:00:00Z"
    side = scene.headline("bea")
    door.refuses(scene.forge.merge(scene.base, side, at=late), "merge", now=late)


def test_a_merge_of_a_request_begun_too_long_ago(scene: Scene, door: Door) -> None:
    """Only its first commit is old: it would bring what was abandoned all the same."""
    late = "2026-12-08T09:00:00Z"
    side = scene.headline("bea", scene.headline("bea", words="First"), at=late)
    door.refuses(scene.forge.merge(scene.base, side, at=late), "merge", now=late)


def test_a_merge_of_a_request_whose_file_changed_on_main_since(scene: Scene, door: Door) -> None:
    """The host merges two versions line by line into a third that nobody signed."""
    text = scene.own("dora")
    side = scene.act("dora", {DORA: text.replace(b"name: Dora", b"name: Dora Doe")})
    scene.settle(scene.act("bea", {DORA: add(text, "vouches", vouch("bea"))}))
    door.refuses(scene.forge.merge(scene.base, side), "merge")


def test_a_merge_that_takes_back_what_changed_on_main_since(scene: Scene, door: Door) -> None:
    """The same, decided for the side: a vouch would vanish."""
    side = scene.act("dora", {DORA: put(scene.own("dora"), name="Dora Doe")})
    scene.settle(scene.act("bea", {DORA: add(scene.own("dora"), "vouches", vouch("bea"))}))
    tree = scene.forge.tree(scene.base, {DORA: scene.own("dora", side)})
    door.refuses(scene.forge.merge(scene.base, side, tree=tree), "merge", "authority")


def test_a_merge_of_a_claim_after_somebody_elses(scene: Scene, door: Door) -> None:
    """First is who is first on main; the later one's file in its place is no merge."""
    seen = scene.text(scene.lead("open"))
    claims = {
        name: handover(scene.leads["open"], "anna", name, asking("claim", name, seen)) for name in ("bea", "carl")
    }
    side = scene.act("bea", {scene.handover("open"): claims["bea"]})
    scene.settle(scene.act("carl", {scene.handover("open"): claims["carl"]}))
    tree = scene.forge.tree(scene.base, {scene.handover("open"): claims["bea"]})
    door.refuses(scene.forge.merge(scene.base, side, tree=tree), "merge", "authority", "lifecycle")


def test_a_merge_of_nothing_that_brings_back_an_old_version(scene: Scene, door: Door) -> None:
    """The second parent is part of main already, and carl did sign that version once."""
    old = scene.forge.line("rev-list", "--max-count=2", scene.base, "--", CARL).split()[1]
    tree = scene.forge.tree(scene.base, {CARL: scene.own("carl", old)})
    door.refuses(scene.forge.merge(scene.base, old, tree=tree), "merge")


def test_a_merge_with_a_history_that_has_nothing_to_do_with_ours(scene: Scene, door: Door) -> None:
    tree = scene.forge.tree("", {BEA: put(scene.own("bea"), headline="New")})
    orphan = scene.forge.commit(scene.forge.payload((), tree, "bea"), scene.key("bea"))
    merged = scene.forge.tree(scene.base, {BEA: scene.own("bea", orphan)})
    door.refuses(scene.forge.merge(scene.base, orphan, tree=merged), "merge", "history")


def test_a_merge_that_names_main_twice(scene: Scene, door: Door) -> None:
    tree = scene.forge.tree(scene.base, {CARL: put(scene.own("carl"), headline="Not me")})
    door.refuses(scene.forge.merge(scene.base, scene.base, tree=tree), "merge")


def test_a_merge_signed_by_a_member_is_no_act_of_theirs(scene: Scene, door: Door) -> None:
    """Bea merges her own request by hand and changes something on the way; signing the merge makes it no better."""
    side = scene.headline("bea")
    tree = scene.forge.tree(side, {"leads/2026-11/261123-ab12.yaml": scene.text(scene.lead("offered"))})
    payload = scene.forge.payload((scene.base, side), tree, "bea")
    door.refuses(scene.forge.commit(payload, scene.key("bea")), "merge")


def test_a_merged_act_of_before_the_rotation_that_ended_its_key(scene: Scene, door: Door) -> None:
    side = scene.headline("bea", at=BEFORE)
    scene.settle(scene.act("bea", {BEA: rotated(scene.own("bea"), scene.public("bea-new"))}))
    tree = scene.forge.tree(scene.base, {BEA: put(scene.own("bea"), headline="New")})
    door.refuses(scene.forge.merge(scene.base, side, tree=tree, at=SOON), "signature", "merge", now=SOON)
