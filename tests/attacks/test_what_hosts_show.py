"""What a host shows of history: less than it had, something else, or something beside it.

These are about the line a member has seen before, so they make sense at `sync` only; a push that would do the same to a
guarded server is in the tests of the hook. A host that shows an old state to somebody who never saw a newer one cannot
be found out by that member alone: fingerprints and tips compared by phone are for that.
"""

from __future__ import annotations

from typing import Any

from doors import ALARM
from host import HostSimulator
from people import Person
from records import put
from scene import Scene

CARL = "members/carl.yaml"


def alarm(person: Person, *command: str) -> dict[str, Any]:
    """The alarm that a command ends in."""
    error = person.refused(ALARM, *(command or ("sync",)))
    assert error["kind"] == "alarm"
    return error


def stands(scene: Scene, tip: str) -> None:
    """The witness still knows this tip, reads what it says, and writes nothing."""
    witness, shown = scene.witness, scene.host.tip if scene.host.line("for-each-ref", "refs/heads/main") else ""
    status = witness.ok("status")
    assert status["verified"] == tip
    assert status["alarm"]["message"]
    assert witness.ok("member", "show", "bea")["id"] == "bea"
    alarm(witness, "free", "3")
    alarm(witness, "claim", scene.leads["open"])
    assert not shown or scene.host.tip == shown


def test_a_rewind(scene: Scene) -> None:
    tip = scene.settle(scene.headline("bea"))
    scene.host.rewind()
    alarm(scene.witness)
    stands(scene, tip)
    assert scene.witness.ok("member", "show", "bea")["headline"] == "New"


def test_a_rewind_to_the_founding(scene: Scene) -> None:
    tip = scene.base
    scene.host.show(scene.host.line("rev-list", "--max-parents=0", "main"))
    alarm(scene.witness)
    stands(scene, tip)


def test_a_rewind_that_other_acts_cover(scene: Scene) -> None:
    old = scene.base
    tip = scene.settle(scene.headline("bea"))
    scene.host.take(scene.forge.git_dir, scene.headline("anna", scene.headline("anna", old, words="First")))
    alarm(scene.witness)
    stands(scene, tip)


def test_a_fork_that_shares_only_the_beginning(scene: Scene) -> None:
    """The host and bea together show carl another history; every act in it is signed by whoever did it."""
    tip, founding = scene.base, scene.host.line("rev-list", "--max-parents=0", "main")
    own = scene.forge.read(f"{founding}:members/anna.yaml")
    fork = scene.act("anna", {"members/anna.yaml": put(own, headline="Another past")}, founding)
    scene.host.take(scene.forge.git_dir, fork)
    alarm(scene.witness)
    stands(scene, tip)


def test_two_members_who_are_shown_different_histories(scene: Scene) -> None:
    """Each is content with their own; as soon as one is shown the other's, that is an alarm."""
    old = scene.base
    scene.settle(scene.headline("bea"), readers=("carl",))
    scene.host.take(scene.forge.git_dir, scene.headline("bea", old, words="Something else"))
    scene.circle.anna.ok("sync")
    alarm(scene.witness)


def test_a_tip_frozen_after_it_was_seen(scene: Scene) -> None:
    old = scene.base
    tip = scene.settle(scene.headline("bea", scene.headline("bea", words="First")))
    scene.host.show(old)
    alarm(scene.witness)
    stands(scene, tip)


def test_a_tip_frozen_after_ones_own_push_was_acknowledged(scene: Scene) -> None:
    old = scene.base
    assert scene.witness.ok("free", "2")["sent"] is True
    tip = scene.base
    assert tip != old
    scene.host.show(old)
    alarm(scene.witness)
    stands(scene, tip)


def test_a_push_acknowledged_and_replaced_by_anothers(scene: Scene) -> None:
    old = scene.base
    scene.witness.ok("free", "2")
    tip = scene.base
    scene.host.take(scene.forge.git_dir, scene.headline("bea", old))
    alarm(scene.witness)
    stands(scene, tip)


def test_a_writing_command_finds_the_rewind_by_itself(scene: Scene) -> None:
    """Nobody has to type `sync` first."""
    tip = scene.settle(scene.headline("bea"))
    scene.host.rewind()
    alarm(scene.witness, "free", "3")
    assert scene.host.tip != tip
    assert scene.host.line("rev-list", "--count", "main") == str(int(scene.host.line("rev-list", "--count", tip)) - 1)


def test_history_shown_in_full_again_ends_the_alarm(scene: Scene) -> None:
    tip = scene.settle(scene.headline("bea"))
    scene.host.rewind()
    alarm(scene.witness)
    scene.host.show(tip)
    scene.witness.ok("sync")
    status = scene.witness.ok("status")
    assert (status["verified"], status["alarm"]) == (tip, None)
    assert scene.witness.ok("free", "3")["sent"] is True


def test_a_main_that_has_vanished(scene: Scene) -> None:
    tip = scene.base
    scene.host.vanish()
    alarm(scene.witness)
    stands(scene, tip)


def test_another_network_in_the_same_place(scene: Scene) -> None:
    tip = scene.base
    other = scene.circle.root / "other"
    scene.circle.anna.ok(
        "init", str(other), "--name", "Other", "--as", "anna", "--full-name", "A", "--email", "a@example.org"
    )
    git_dir = other / ".git"
    scene.host.take(git_dir, HostSimulator(git_dir).line("rev-parse", "refs/remotes/origin/main"))
    alarm(scene.witness)
    stands(scene, tip)


def test_refs_planted_on_the_host_do_not_arrive(scene: Scene) -> None:
    """A replaced commit would show other content under a good name."""
    host, tip = scene.host, scene.base
    lie = scene.act("bea", {CARL: put(scene.own("carl"), headline="Not me")}, scene.forge.line("rev-parse", f"{tip}~1"))
    host.bring(scene.forge.git_dir, lie)
    for ref in (f"refs/replace/{tip}", "refs/tags/main", "refs/tags/origin/main", "refs/remotes/origin/main",
                "refs/heads/origin/main", "refs/notes/commits", "refs/pmnet/verified"):  # fmt: skip
        host.plant(ref, lie)
    before = scene.witness.git("for-each-ref")
    scene.witness.ok("sync")
    assert scene.witness.git("for-each-ref") == before
    assert scene.witness.ok("status")["verified"] == tip
    assert scene.witness.ok("member", "show", "carl")["headline"] == "Known for years"


def test_what_was_fetched_by_hand_is_not_believed(scene: Scene) -> None:
    """Carl types plain git: a bad act lies in his copy, and no command of pmnet's takes it for shown."""
    tip = scene.base
    bad = scene.act("bea", {"members/anna.yaml": put(scene.own("anna"), headline="Not me")})
    scene.host.take(scene.forge.git_dir, bad)
    scene.witness.git("fetch", "--quiet", "origin", "+refs/heads/main:refs/remotes/origin/main")
    assert scene.witness.ok("member", "show", "anna")["headline"] == "Known for years"
    assert scene.witness.ok("status")["verified"] == tip
    alarm(scene.witness, "free", "3")
    assert scene.host.tip == bad
    alarm(scene.witness)


def test_what_was_pulled_by_hand_is_not_built_on(scene: Scene) -> None:
    tip = scene.base
    bad = scene.act("bea", {"members/anna.yaml": put(scene.own("anna"), headline="Not me")})
    scene.host.take(scene.forge.git_dir, bad)
    scene.witness.git("fetch", "--quiet", "origin", "+refs/heads/main:refs/remotes/origin/main")
    scene.witness.git("merge", "--quiet", "--ff-only", "refs/remotes/origin/main")
    alarm(scene.witness, "member", "set", "headline=Mine")
    assert (scene.host.tip, scene.witness.ok("status")["verified"]) == (bad, tip)
