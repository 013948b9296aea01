"""A bad act on main: everybody stops at the last good state and reads on, until a keeper restores it."""

from __future__ import annotations

from typing import Any

import pytest
from doors import ALARM
from forge import Changes
from people import NOW, Person, join
from records import add, asking, handover, put, rotated, vouch
from scene import Scene

CARL = "members/carl.yaml"
LATER = "2026-11-23T09:30:00Z"

SORTS = {
    "a record of another": lambda s: {CARL: put(s.own("carl"), headline="Not me")},
    "keepers exchanged": lambda s: {"network.yaml": put(s.text("network.yaml"), keepers=["bea"])},
    "a keeper's key exchanged": lambda s: {"members/anna.yaml": rotated(s.own("anna"), s.public("mallory"))},
    "a keeper's record deleted": lambda s: {"members/anna.yaml": None},
    "everything deleted": lambda s: {"members": None, "leads": None, "network.yaml": None},
    "records that cannot be read": lambda s: {"network.yaml": b"\xff\x00", CARL: b"- : ["},
    "a link": lambda s: {CARL: s.forge.blob(b"/etc/passwd", "120000")},
    "a folder as a link": lambda s: {"members": s.forge.blob(b"/etc", "120000")},
    "a file for git": lambda s: {".gitattributes": b"* filter=evil\n", ".gitmodules": b"[x\n"},
}


def spoil(scene: Scene, changes: Changes, *parents: str) -> str:
    """A bad act of bea's that the host takes."""
    bad = scene.act("bea", changes, *parents)
    scene.host.take(scene.forge.git_dir, bad)
    return bad


def alarm(person: Person, *command: str, now: str = NOW) -> dict[str, Any]:
    return person.refused(ALARM, *(command or ("sync",)), now=now)


@pytest.fixture
def bad(scene: Scene) -> str:
    """The plainest bad act, on main."""
    return spoil(scene, SORTS["a record of another"](scene))


def test_the_alarm_names_the_act_its_author_and_the_reason(scene: Scene, bad: str) -> None:
    message = alarm(scene.witness)["message"]
    assert bad[:12] in message
    assert "bea" in message
    assert "the record of carl is carl's own to change" in message
    assert scene.witness.ok("status")["alarm"]["commit"] == bad


def test_a_clock_that_is_slow_is_named_before_anybody_repairs_anything(scene: Scene) -> None:
    scene.circle.bea.ok("free", "2", now=LATER)
    for person in (scene.witness, scene.keeper):
        told = alarm(person, now="2026-11-23T08:30:00Z")
        assert told["message"].startswith("the clock of this machine may be 1 hour slow: ")
        assert told["message"].endswith("it is dated 23 Nov 2026 09:30 UTC, and here it is 23 Nov 2026 08:30 UTC")
        assert told["hint"].startswith("set the clock, then pmnet sync")
        assert "repair" not in told["hint"]
        person.ok("sync", now=LATER)


def test_who_can_end_an_alarm_is_named(scene: Scene, bad: str) -> None:
    assert "until a keeper (anna) types: pmnet repair" in alarm(scene.witness)["hint"]
    scene.host.rewind(3)
    assert "ask a keeper (anna)" in alarm(scene.witness)["hint"]
    scene.host.vanish()
    assert "ask a keeper (anna)" in alarm(scene.witness)["hint"]


def test_the_alarm_is_the_first_thing_in_the_inbox(scene: Scene, bad: str) -> None:
    assert scene.witness.ok("inbox")["alarm"] is None
    told = alarm(scene.witness)
    for words in ((), ("inbox",)):
        shown = scene.witness.run(*words)
        assert shown.code == 0
        assert shown.out.startswith(f"alarm: {told['message']}\n    {told['hint']}\n")
    assert scene.witness.ok("inbox")["alarm"]["commit"] == bad
    scene.keeper.ok("repair", bad)
    scene.witness.ok("sync")
    assert scene.witness.ok("inbox")["alarm"] is None


def test_reading_goes_on_from_the_last_good_state(scene: Scene, bad: str) -> None:
    good = scene.witness.ok("status")["verified"]
    alarm(scene.witness)
    for words in (["member", "list"], ["lead", "list"], ["inbox"], ["log"], ["find", "--skill", "risk"], ["status"]):
        assert scene.witness.run(*words).code == 0, words
    assert scene.witness.ok("member", "show", "carl")["headline"] == "Known for years"
    assert scene.witness.ok("status")["verified"] == good
    assert "Not me" not in (scene.witness.folder / CARL).read_text()
    assert bad not in [entry["commit"] for entry in scene.witness.ok("log")]


def test_good_acts_below_a_bad_one_still_arrive(scene: Scene) -> None:
    good = scene.headline("bea")
    spoil(scene, SORTS["a record of another"](scene), good)
    alarm(scene.witness)
    assert scene.witness.ok("status")["verified"] == good
    assert scene.witness.ok("member", "show", "bea")["headline"] == "New"


WRITING = (
    ("free", "3"),
    ("member", "set", "headline=Mine"),
    ("skill", "add", "risk", "4"),
    ("lead", "add", "--title", "A lead"),
    ("claim", "LEAD"),
    ("vouch", "dora", "--basis", "interview"),
    ("publish",),
)


def test_writing_stops_for_everybody(scene: Scene, bad: str) -> None:
    (scene.witness.folder / CARL).write_bytes(put(scene.own("carl", f"{bad}~1"), headline="By hand"))
    for command in WRITING:
        alarm(scene.witness, *(scene.leads["open"] if word == "LEAD" else word for word in command))
    assert scene.base == bad
    assert scene.witness.ok("status")["waiting"] == []
    assert "By hand" in (scene.witness.folder / CARL).read_text()


def test_what_waits_is_neither_sent_nor_lost(scene: Scene) -> None:
    bare = scene.circle.bare.rename(scene.circle.root / "gone.git")
    assert scene.witness.run("member", "set", "headline=Waits").code == 8
    bare.rename(scene.circle.bare)
    bad = spoil(scene, {"members/anna.yaml": put(scene.own("anna"), headline="Not me")})
    alarm(scene.witness)
    assert (scene.base, len(scene.witness.ok("status")["waiting"])) == (bad, 1)
    scene.keeper.ok("repair", bad)
    assert scene.witness.ok("sync")["deliveries"][0]["sent"] is True
    scene.keeper.ok("sync")
    assert scene.keeper.ok("member", "show", "carl")["headline"] == "Waits"


def test_nobody_joins_meanwhile(scene: Scene, bad: str) -> None:
    emil = Person("emil", scene.circle.root)
    with pytest.raises(AssertionError, match='"code": 11'):
        join(scene.circle, emil, scene.witness.ok("status")["fingerprint"], now=NOW)
    assert not emil.folder.exists()
    assert scene.base == bad


@pytest.mark.parametrize("sort", list(SORTS))
def test_a_repair_clears_it_for_everybody(scene: Scene, sort: str) -> None:
    """Whatever the act did, also to the keepers themselves: trust comes from the last good state."""
    good, tree = scene.base, scene.host.line("rev-parse", "main^{tree}")
    bad = spoil(scene, SORTS[sort](scene))
    for person in (scene.witness, scene.keeper):
        alarm(person)
    scene.keeper.ok("repair", bad, now=LATER)
    assert scene.host.line("rev-parse", "main^{tree}") == tree
    assert scene.host.line("merge-base", "--is-ancestor", bad, "main") == ""
    for person in scene.circle.people.values():
        person.ok("sync", now=LATER)
        status = person.ok("status", now=LATER)
        assert (status["verified"], status["alarm"]) == (scene.base, None)
        assert person.git("status", "--porcelain") == ""
    assert scene.base != good
    assert scene.witness.ok("free", "3", now=LATER)["sent"] is True


def test_a_repair_of_several_bad_acts_and_what_others_built_on_them(scene: Scene, bad: str) -> None:
    second = spoil(scene, {".gitattributes": None}, bad)
    scene.host.take(scene.forge.git_dir, scene.headline("dora", second))
    tree = scene.host.line("rev-parse", f"{bad}~1^{{tree}}")
    scene.keeper.ok("repair", bad[:12])
    assert scene.host.line("rev-parse", "main^{tree}") == tree
    for person in scene.circle.people.values():
        person.ok("sync")


def test_the_log_marks_what_a_repair_made_void_and_nothing_else(scene: Scene, bad: str) -> None:
    second = spoil(scene, {".gitattributes": None}, bad)
    built = scene.headline("dora", second)
    scene.host.take(scene.forge.git_dir, built)
    scene.keeper.ok("repair", bad[:12])
    scene.witness.ok("member", "set", "headline=After it")
    entries = scene.witness.ok("log", "--limit", "100")
    assert [entry["commit"] for entry in entries if entry["void"]] == [built, second, bad]
    assert [entry["text"].split(" ")[:2] for entry in entries[:2]] == [["carl", "changes"], ["anna", "repairs:"]]
    assert [entry["void"] for entry in scene.witness.ok("log", "carl")][:3] == [False, False, True]
    lines = scene.witness.run("log", "--limit", "5").out.splitlines()
    assert ["void:" in line for line in lines] == [False, False, False, True, True, True]


def test_an_act_that_calls_itself_a_repair_makes_nothing_void_in_the_log(scene: Scene) -> None:
    honest = scene.settle(scene.headline("carl"))
    text = scene.own("bea", honest)
    words = f"bea repairs\n\nAct: repair\nRepairs: {honest}\n"
    scene.settle(scene.act("bea", {"members/bea.yaml": put(text, headline="x")}, honest, message=words))
    assert not any(entry["void"] for entry in scene.witness.ok("log"))


def test_a_repair_by_somebody_who_is_no_keeper(scene: Scene, bad: str) -> None:
    for person in (scene.circle.bea, scene.witness, scene.circle.dora):
        assert person.refused(4, "repair", bad)["kind"] == "not-allowed"
    assert scene.base == bad


def test_a_repair_by_a_keeper_of_their_own_making(scene: Scene) -> None:
    bad = spoil(scene, SORTS["keepers exchanged"](scene))
    assert scene.circle.bea.run("repair", bad).code in (4, ALARM)
    assert scene.base == bad


def test_a_repair_of_an_act_that_is_not_bad(scene: Scene) -> None:
    act = scene.settle(scene.headline("bea"))
    assert scene.keeper.run("repair", act).code in (1, 2, 4, 5, 6)
    assert scene.base == act


def test_a_repair_of_a_good_act_beside_a_bad_one(scene: Scene) -> None:
    good = scene.headline("bea")
    bad = spoil(scene, SORTS["a record of another"](scene), good)
    assert scene.keeper.run("repair", good).code in (1, 2, 4, 5, 6)
    assert scene.base == bad


def test_a_key_that_only_a_bad_act_brought_signs_nothing_after_the_repair(scene: Scene) -> None:
    bad = spoil(scene, {CARL: rotated(scene.own("carl"), scene.public("mallory"))})
    scene.keeper.ok("repair", bad)
    scene.circle.sync()
    scene.host.take(scene.forge.git_dir, act_on_main(scene, "carl", "mallory"))
    alarm(scene.witness)


def act_on_main(scene: Scene, who: str, key: str) -> str:
    scene.forge.bring(scene.circle.bare, scene.base)
    return scene.headline(who, key=scene.key(key))


def test_a_vouch_between_a_bad_act_and_its_repair_is_void(scene: Scene, bad: str) -> None:
    """Whoever goes on as if nothing had happened gains nothing by it."""
    text = add(scene.own("dora"), "vouches", vouch("bea"))
    spoil(scene, {"members/dora.yaml": text}, bad)
    scene.keeper.ok("repair", bad)
    scene.circle.sync()
    assert scene.witness.ok("member", "show", "dora").get("vouches", []) == []


def test_a_claim_dated_before_a_bad_act_does_not_come_back_after_the_repair(scene: Scene, bad: str) -> None:
    claim = handover(scene.leads["open"], "anna", "bea", asking("claim", "bea", scene.text(scene.lead("open"))))
    spoil(scene, {scene.handover("open"): claim}, bad)
    scene.keeper.ok("repair", bad)
    assert scene.witness.ok("claim", scene.leads["open"])["partner"] == "carl"


def test_the_same_bad_act_once_more_after_its_repair(scene: Scene, bad: str) -> None:
    """The keeper's repair is good for one commit, not for what it did."""
    scene.keeper.ok("repair", bad)
    scene.circle.sync()
    scene.forge.bring(scene.circle.bare, scene.base)
    again = spoil(scene, SORTS["a record of another"](scene))
    assert again[:12] in alarm(scene.witness)["message"]
    scene.keeper.ok("repair", again)
    scene.circle.sync()


def test_a_bad_merge_is_repaired_like_any_other_act(scene: Scene) -> None:
    merge = scene.forge.merge_ours(scene.base, scene.headline("bea"))
    scene.host.take(scene.forge.git_dir, merge)
    assert merge[:12] in alarm(scene.witness)["message"]
    scene.keeper.ok("repair", merge)
    scene.circle.sync()
