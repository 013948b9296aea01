"""Requests of several commits: each one is judged, not only what is left in the end."""

from __future__ import annotations

from doors import REQUESTS, Door
from people import found_circle
from records import add, handover, member, put, step
from scene import Scene

BEA, CARL = "members/bea.yaml", "members/carl.yaml"


def test_a_file_added_and_removed_again(scene: Scene, door: Door) -> None:
    """Nothing is left of it but the client's name in everybody's history."""
    first = scene.act("bea", {"client.txt": b"ACME, 0151 2345678\n"})
    door.refuses(scene.act("bea", {"client.txt": None}, first), "authority", by="bea")


def test_a_record_added_and_removed_again(scene: Scene, door: Door) -> None:
    first = scene.act("bea", {"members/emil.yaml": member("emil")})
    door.refuses(scene.act("bea", {"members/emil.yaml": None}, first), "authority", by="bea")


def test_a_record_of_another_changed_and_put_back(scene: Scene, door: Door) -> None:
    first = scene.act("bea", {CARL: put(scene.own("carl"), headline="Not me")})
    door.refuses(scene.act("bea", {CARL: scene.own("carl")}, first), "authority", by="bea")


def test_a_bad_act_followed_by_good_ones(scene: Scene, door: Door) -> None:
    bad = scene.act("bea", {CARL: put(scene.own("carl"), headline="Not me")})
    door.refuses(scene.headline("bea", scene.headline("bea", bad, words="First")), "authority", by="bea")


def test_a_bad_act_followed_by_good_ones_of_others(scene: Scene, door: Door) -> None:
    bad = scene.act("bea", {CARL: put(scene.own("carl"), headline="Not me")})
    door.refuses(scene.headline("anna", scene.headline("carl", bad, words="Me")), "authority")


def test_a_bad_act_between_good_ones(scene: Scene, door: Door) -> None:
    good = scene.headline("bea", words="First")
    bad = scene.act("bea", {CARL: put(scene.own("carl"), headline="Not me")}, good)
    door.refuses(scene.headline("bea", bad, words="Last"), "authority", by="bea")


def test_a_bad_act_approved_afterwards_by_the_one_it_wronged(scene: Scene, door: Door) -> None:
    bad = scene.act("bea", {CARL: put(scene.own("carl"), headline="Not me")})
    door.refuses(scene.act("carl", {CARL: put(scene.own("carl"), headline="Fine")}, bad), "authority")


def test_a_file_that_only_an_unsigned_commit_brings(scene: Scene, door: Door) -> None:
    """The middle of three is unsigned, and the last one undoes it."""
    good = scene.headline("bea", words="First")
    payload = scene.unsigned("bea", {"client.txt": b"ACME\n"}, good)
    middle = scene.forge.commit(payload, None)
    door.refuses(scene.act("bea", {"client.txt": None}, middle), "signature", "authority")


@REQUESTS
def test_a_history_that_has_nothing_to_do_with_ours(scene: Scene, door: Door) -> None:
    """The same files without the history; at `sync` this is a fork, in the tests of what hosts show."""
    tree = scene.forge.line("rev-parse", f"{scene.base}^{{tree}}")
    orphan = scene.forge.commit(scene.forge.payload((), tree, "anna"), scene.key("anna"))
    door.refuses(scene.headline("bea", orphan), "history", "merge")


@REQUESTS
def test_a_request_on_an_older_state(scene: Scene, door: Door) -> None:
    """Main has gone on: as it stands, this would take back what happened since."""
    old = scene.base
    scene.settle(scene.headline("anna"))
    door.refuses(scene.headline("anna", old, words="Other"), "history", "merge")


@REQUESTS
def test_a_request_that_is_older_than_main(scene: Scene, door: Door) -> None:
    old = scene.base
    scene.settle(scene.headline("anna"))
    door.refuses(old, "history", "merge")


def test_an_act_of_another_network(scene: Scene, door: Door) -> None:
    """A second network whose keeper is called anna too: her commit, her record, on our main."""
    other = found_circle(scene.circle.root / "elsewhere", "anna", "bea")
    text = (other.anna.folder / "members/anna.yaml").read_bytes()
    commit = scene.act("anna", {"members/anna.yaml": text}, key=other.anna.home / "keys" / "sign")
    door.refuses(commit, "signature")


def test_a_handover_of_another_network(scene: Scene, door: Door) -> None:
    """Signed there by anna, who accepted; here bea brings the file."""
    text = handover(scene.leads["open"], "anna", "bea", step("claim", "bea"), step("accept", "anna"))
    door.refuses(scene.act("bea", {scene.handover("open"): text}), "authority", "lifecycle", by="bea")


def test_a_member_of_another_network_with_the_vouches_given_there(scene: Scene, door: Door) -> None:
    text = add(member("emil"), "vouches", {"by": "anna", "at": "2026-11-02T09:00:00Z", "basis": "interview"})
    door.refuses(scene.act("bea", {"members/emil.yaml": text}), "authority", by="bea")
