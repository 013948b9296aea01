"""What people read comes from keys and records, not from what an attacker could write beside them."""

from __future__ import annotations

import json
import re

import pytest
from forge import Entry
from records import asking, handover, put
from scene import Scene


def test_a_forged_author_is_not_who_the_log_names(scene: Scene) -> None:
    """Bea's own act, committed in anna's name: the log tells whose key it was."""
    act = scene.settle(scene.headline("bea", name="anna", author="anna"))
    entry = next(entry for entry in scene.witness.ok("log") if entry["commit"] == act)
    assert entry["member"] == "bea"


def test_words_about_somebody_else_are_told_as_the_signers(scene: Scene) -> None:
    for words in ("anna vouches for dora (interview)", "an act"):
        scene.settle(scene.headline("bea", message=words, words=words))
        entry = scene.witness.ok("log", "--limit", "1")[0]
        assert (entry["member"], entry["text"]) == ("bea", f"bea signed this, in these words: {words}")


def test_the_log_names_the_signer_of_every_act(scene: Scene) -> None:
    scene.settle(scene.headline("bea", name="anna", message="anna repairs: everything"))
    first = scene.witness.run("log", "--limit", "1").out.splitlines()[1]
    assert re.search(r"  bea +bea signed this", first)


def test_a_merge_is_told_as_the_act_of_whoever_made_it(scene: Scene) -> None:
    merge = scene.settle(scene.forge.merge(scene.base, scene.headline("bea")))
    entries = [entry for entry in scene.witness.ok("log") if entry["commit"] == merge]
    assert [entry["member"] for entry in entries] == ["bea"]


def test_a_message_does_not_command_the_terminal(scene: Scene) -> None:
    words = "an act\x1b]0;owned\x07\x1b[2J\u202e\u200b"
    scene.settle(scene.headline("bea", message=words))
    for command in (["log"], ["sync"], ["audit", "--full"], ["log", "bea"]):
        result = scene.witness.run(*command)
        assert result.code == 0, result.err
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", result.out + result.err), command


def test_a_message_of_the_length_of_a_book_is_shown_to_nobody(scene: Scene) -> None:
    side = scene.headline("bea", message="bea " + "\N{EM DASH}" * 60_000, words="One")
    scene.settle(scene.forge.merge(scene.base, side))
    scene.settle(scene.headline("bea", message="bea " + "\N{EM DASH}" * 60_000, words="Two"))
    for words in (("log",), ("log", "bea")):
        assert [len(one["text"]) for one in scene.witness.ok(*words)[:2]] == [1001, 1001]


def test_an_alarm_does_not_command_the_terminal(scene: Scene) -> None:
    scene.host.take(scene.forge.git_dir, scene.act("bea", {"\x1b]0;owned\x07\u202e": b"x\n"}))
    result = scene.witness.run("sync")
    assert result.code == 11
    status = scene.witness.run("status")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", result.out + result.err + status.out)


def test_an_act_is_not_believed_to_have_arrived_because_somebody_repeats_its_number(scene: Scene) -> None:
    """A host that refuses bea's push knows the number her act carries; carl's act carries it too, and hers is gone."""
    bea, lead = scene.circle.bea, scene.leads["open"]
    bare = scene.circle.bare.rename(scene.circle.root / "gone.git")
    assert bea.run("claim", lead).code == 8
    bare.rename(scene.circle.bare)
    outbox = bea.folder / ".git/pmnet/outbox"
    number = json.loads(next(outbox.glob("*.json")).read_text())["nonce"]
    scene.host.take(scene.forge.git_dir, scene.headline("carl", message=f"carl changes headline\n\nNonce: {number}"))
    assert bea.ok("sync")["deliveries"][0]["sent"] is True
    scene.witness.ok("sync")
    assert scene.witness.ok("lead", "show", lead)["positions"][0]["holder"] == "bea"


def test_a_claim_of_anothers_with_ones_own_number_is_not_ones_own(scene: Scene) -> None:
    """The same, where the act that repeats the number takes just what bea wanted: she must be told that she lost."""
    bea, lead = scene.circle.bea, scene.leads["open"]
    bare = scene.circle.bare.rename(scene.circle.root / "gone.git")
    assert bea.run("claim", lead).code == 8
    bare.rename(scene.circle.bare)
    number = json.loads(next((bea.folder / ".git/pmnet/outbox").glob("*.json")).read_text())["nonce"]
    claim = handover(lead, "anna", "carl", asking("claim", "carl", scene.text(scene.lead("open"))))
    message = f"carl claims\n\nNonce: {number}"
    scene.host.take(scene.forge.git_dir, scene.act("carl", {scene.handover("open"): claim}, message=message))
    delivery = bea.ok("sync")["deliveries"][0]
    assert delivery["sent"] is False
    assert "held by carl" in delivery["reason"]


def test_a_member_who_makes_their_record_unreadable_does_not_vanish(scene: Scene) -> None:
    """The mode 0100644 is 100644 to git. Either nobody takes the act in, or everybody still reads the record."""
    rows = scene.forge.rows(f"{scene.base}:members")
    rows["bea.yaml"] = scene.forge.blob(put(scene.own("bea"), headline="New"), "0100644")
    members = scene.forge.raw_tree(sorted(rows.items()))
    scene.host.take(scene.forge.git_dir, scene.act("bea", {"members": Entry("40000", members)}))
    if scene.witness.run("sync").code == 0:
        assert scene.witness.ok("member", "show", "bea")["headline"] == "New"
    else:
        assert scene.witness.ok("member", "show", "bea")["headline"] == "Known for years"


@pytest.mark.parametrize("mode", ["100664", "0100644"])
def test_whoever_syncs_twice_and_whoever_syncs_once_agree(scene: Scene, mode: str) -> None:
    """What is good must not hang on how much arrives at a time: or one half of a network would hear an alarm."""
    rows = scene.forge.rows(f"{scene.base}:members")
    text = put(scene.own("bea"), headline="New")
    rows["bea.yaml"] = scene.forge.blob(text, mode)
    first = scene.act("bea", {"members": Entry("40000", scene.forge.raw_tree(sorted(rows.items())))})
    second = scene.act("bea", {"members/bea.yaml": put(text, headline="Newer")}, first)
    scene.host.take(scene.forge.git_dir, first)
    scene.witness.run("sync")
    scene.host.take(scene.forge.git_dir, second)
    assert scene.witness.run("sync").code == scene.keeper.run("sync").code


def test_the_audit_finds_what_a_careless_client_let_in(scene: Scene) -> None:
    """All of history is judged again, also below the last state that was found good."""
    bad = scene.act("bea", {"members/carl.yaml": put(scene.own("carl"), headline="Not me")})
    scene.host.take(scene.forge.git_dir, bad)
    scene.witness.run("sync")
    done = scene.witness.run("audit", "--full", "--json")
    assert done.code in (1, 11), done.err
    assert bad in done.out + done.err or bad[:12] in done.out + done.err
