"""Repairs that are none: by the wrong one, of what is not bad, with something else in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from doors import ON_MAIN, Door
from forge import Changes
from people import NOW
from records import put
from scene import Scene, copy_scene

BEA, CARL = "members/bea.yaml", "members/carl.yaml"


@dataclass(frozen=True)
class Spoilt:
    """A scene with a bad act on main, which the witness has met; and the message of an honest repair that was undone."""

    scene: Scene
    bad: str
    words: str


@pytest.fixture(scope="module")
def spoilt(stage: Scene, tmp_path_factory: pytest.TempPathFactory) -> Spoilt:
    """The bad act once, for all of these tests."""
    scene = copy_scene(stage, tmp_path_factory.mktemp("spoilt") / "net")
    bad = scene.act("bea", {CARL: put(scene.own("carl"), headline="Not me")})
    scene.host.take(scene.forge.git_dir, bad)
    scene.witness.refused(11, "sync")
    scene.keeper.ok("repair", bad)
    words = scene.host.line("log", "-1", "--format=%B")
    scene.forge.bring(scene.circle.bare, scene.base)
    scene.host.show(bad)
    assert bad in words
    return Spoilt(scene, bad, words)


@pytest.fixture
def scene(spoilt: Spoilt, tmp_path: Path) -> Scene:
    """The same, new for each test."""
    return copy_scene(spoilt.scene, tmp_path / "net")


@pytest.fixture
def bad(spoilt: Spoilt) -> str:
    return spoilt.bad


@pytest.fixture
def words(spoilt: Spoilt) -> str:
    return spoilt.words


def repair(scene: Scene, who: str, message: str, *parents: str, also: Changes | None = None, to: str = "") -> str:
    """A commit that puts back a state (the one before main's newest act), with a repair's message."""
    on = parents or (scene.base,)
    tree = scene.forge.tree(to or f"{on[0]}~1", also or {})
    return scene.forge.commit(scene.forge.payload(on, tree, who, NOW, message=message), scene.key(who))


def test_an_honest_repair(scene: Scene, door: Door, words: str) -> None:
    door.accepts(repair(scene, "anna", words))


def test_an_honest_repair_of_very_many_files(stage: Scene, tmp_path: Path) -> None:
    """No act may touch as many; the repair must, or the network would be lost."""
    scene = copy_scene(stage, tmp_path / "net")
    bad = scene.act("bea", {f"docs/{number}.md": b"x\n" for number in range(600)})
    scene.host.take(scene.forge.git_dir, bad)
    scene.witness.refused(11, "sync")
    scene.keeper.ok("repair", bad)
    scene.witness.ok("sync")


def test_a_repair_by_a_member(scene: Scene, door: Door, words: str) -> None:
    door.refuses(repair(scene, "bea", words), "authority", "repair")


def test_a_repair_by_the_one_who_was_wronged(scene: Scene, door: Door, words: str) -> None:
    """It would be right, but it is the keepers' to do; otherwise whoever likes decides what counts."""
    door.refuses(repair(scene, "carl", words), "authority", "repair")


def test_a_repair_that_nobody_signed(scene: Scene, door: Door, words: str) -> None:
    payload = scene.forge.payload((scene.base,), scene.forge.tree(f"{scene.base}~1", {}), "anna", message=words)
    door.refuses(scene.forge.commit(payload, None), "signature", "repair")


def test_a_repair_that_brings_something_else(scene: Scene, door: Door, words: str) -> None:
    door.refuses(
        repair(scene, "anna", words, also={BEA: put(scene.own("bea"), headline="Not me")}), "repair", "authority"
    )


def test_a_repair_that_brings_a_file_of_the_keepers(scene: Scene, door: Door, words: str) -> None:
    door.refuses(repair(scene, "anna", words, also={"README.md": b"Hello\n"}), "repair", "authority")


def test_a_repair_to_an_older_state_than_the_last_good_one(scene: Scene, door: Door, words: str) -> None:
    """It would take back good acts together with the bad one."""
    door.refuses(repair(scene, "anna", words, to=f"{scene.base}~3"), "repair", "authority")


def test_a_repair_that_merges_something_into_history(scene: Scene, door: Door, words: str) -> None:
    """The state is the right one, but a second parent brings commits that nobody judged."""
    side = scene.act("bea", {"client.txt": b"ACME, 0151 2345678\n"})
    door.refuses(repair(scene, "anna", words, scene.base, side), "repair", "merge")


def test_a_repair_of_an_act_that_is_not_bad(scene: Scene, door: Door, words: str, bad: str) -> None:
    """The keepers' way to void what others did, if the name in the message were believed."""
    scene.host.show(f"{bad}~1")
    act = scene.headline("bea")
    scene.host.take(scene.forge.git_dir, act)
    scene.witness.ok("sync")
    door.refuses(repair(scene, "anna", words.replace(bad, act)), "repair", "authority")


def test_a_repair_of_a_good_act_that_a_bad_one_follows(scene: Scene, door: Door, words: str, bad: str) -> None:
    older = scene.host.line("rev-parse", f"{bad}~1")
    door.refuses(repair(scene, "anna", words.replace(bad, older), to=f"{older}~1"), "repair", "authority")


def test_a_repair_of_an_act_that_was_never_there(scene: Scene, door: Door, words: str, bad: str) -> None:
    door.refuses(repair(scene, "anna", words.replace(bad, "0" * 40)), "repair", "authority")


def test_a_repair_repaired(scene: Scene, door: Door, words: str, bad: str) -> None:
    """A keeper takes a repair back: what was bad would be there again."""
    good = scene.settle(repair(scene, "anna", words))
    again = repair(scene, "anna", words.replace(bad, good), to=bad)
    door.refuses(again, "repair", "authority")


def test_a_bad_act_behind_an_honest_repair(scene: Scene, door: Door, words: str) -> None:
    """Both in one push: the repair must not end the judging."""
    mended = repair(scene, "anna", words)
    text = put(scene.own("bea", mended), headline="Not me")
    door.refuses(scene.act("anna", {BEA: text}, mended), "authority")


def test_a_strangers_act_behind_an_honest_repair(scene: Scene, door: Door, words: str) -> None:
    mended = repair(scene, "anna", words)
    door.refuses(scene.act("mallory", {"README.md": b"Mine\n"}, mended), "signature")


def test_an_unsigned_act_that_calls_itself_a_repair(scene: Scene, door: Door, words: str, bad: str) -> None:
    scene.host.show(f"{bad}~1")
    payload = scene.forge.payload((scene.base,), scene.forge.tree(scene.base, {"x": b"x"}), "anna", message=words)
    door.refuses(scene.forge.commit(payload, None), "signature", "repair", "authority")


def test_an_act_in_a_repairs_words(scene: Scene, door: Door, words: str, bad: str) -> None:
    """A member's message that names an old, long repaired act opens no other way in."""
    scene.settle(repair(scene, "anna", words))
    text = put(scene.own("carl"), headline="Not me")
    door.refuses(scene.act("bea", {CARL: text}, message=words), "authority", "repair")


@ON_MAIN
def test_good_acts_after_an_honest_repair(scene: Scene, door: Door, words: str) -> None:
    door.accepts(scene.headline("bea", repair(scene, "anna", words)))
