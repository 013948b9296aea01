"""Replacing keys: signed by the old one, whatever happens on the way, and without breaking another network."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import agents
import pytest
from people import Circle, Person, join

from pmnet.store.keyring import KeyRing


def keys_of(person: Person) -> dict[str, Any]:
    return person.ok("member", "show", person.id)["keys"]


def last_signed_with(circle: Circle, key: Path) -> bool:
    return agents.signed_last(circle.bare, agents.of(key))


def test_both_keys_are_replaced_and_the_old_ones_retired(circle: Circle) -> None:
    before = keys_of(circle.bea)
    rotated = circle.bea.ok("keys", "rotate")
    after = rotated["keys"]
    assert rotated["sent"] is True
    assert {after["sign"], after["seal"]}.isdisjoint({before["sign"], before["seal"]})
    assert [entry["key"] for entry in after["retired"]] == [before["sign"], before["seal"]]
    assert {entry["at"] for entry in after["retired"]} == {"2026-11-23T09:00:00Z"}
    assert last_signed_with(circle, circle.bea.home / "keys/sign")
    circle.bea.ok("member", "set", "headline=With a new key")
    assert last_signed_with(circle, circle.bea.home / "keys-2/sign")
    assert circle.bea.ok("log", "--limit", "2")[1]["text"] == "bea replaces their keys"


@pytest.mark.parametrize("sort", ["sign", "seal"])
def test_one_of_two_is_replaced(circle: Circle, sort: str) -> None:
    before = keys_of(circle.bea)
    after = circle.bea.ok("keys", "rotate", f"--{sort}")["keys"]
    changed = {name for name in ("sign", "seal") if before[name] != after[name]}
    assert changed == {sort}
    assert [entry["key"] for entry in after["retired"]] == [before[sort]]
    circle.bea.ok("member", "set", "headline=Still me")


def test_replaced_again_and_again(circle: Circle) -> None:
    for _ in range(3):
        circle.bea.ok("keys", "rotate")
    assert len(keys_of(circle.bea)["retired"]) == 6
    assert len(KeyRing(circle.bea.home).all()) == 8
    circle.anna.ok("sync")
    assert circle.anna.ok("validate", str(circle.anna.folder))["findings"] == []
    assert circle.anna.ok("audit", "--full")["findings"] == []


def test_a_rehearsal_leaves_nothing(circle: Circle) -> None:
    shown = circle.bea.ok("keys", "rotate", "--dry-run")
    assert shown["dry_run"] is True
    assert "retired:" in shown["changes"]["members/bea.yaml"]
    assert len(KeyRing(circle.bea.home).all()) == 2
    text = circle.bea.run("keys", "rotate", "-n").out
    assert "would be recorded: bea replaces their keys" in text
    assert "+  retired:" in text


def test_a_comment_beside_a_key_stays(circle: Circle) -> None:
    circle.bea.ok("sync")
    file = circle.bea.folder / "members/bea.yaml"
    file.write_text(file.read_text().replace("joined:", "# the day we met in Kassel\njoined:"))
    circle.bea.ok("publish")
    circle.bea.ok("keys", "rotate")
    assert "# the day we met in Kassel\njoined:" in file.read_text()


# By hand it is refused


def test_swapping_a_key_by_hand_is_refused(circle: Circle) -> None:
    circle.bea.ok("sync")
    file = circle.bea.folder / "members/bea.yaml"
    other = agents.of(agents.make_key(circle.root / "other"))
    file.write_text(file.read_text().replace(keys_of(circle.bea)["sign"], other))
    refused = circle.bea.refused(4, "publish")
    assert "retired" in refused["message"]
    assert refused["hint"] == "pmnet keys rotate"


@pytest.mark.parametrize("name", ["keys.sign", "keys.seal", "keys.retired", "keys"])
def test_setting_a_key_is_refused(circle: Circle, name: str) -> None:
    assert circle.bea.refused(2, "member", "set", f"{name}=x")["hint"] == "pmnet keys rotate"


def test_a_key_that_a_member_had_registers_nobody(circle: Circle) -> None:
    circle.bea.ok("keys", "rotate")
    dora = Person("dora", circle.root)
    old = circle.bea.home / "keys"
    fingerprint = circle.bea.ok("status")["fingerprint"]
    refused = dora.refused(
        1, "join", circle.remote, "dora", "--as", "dora", "--full-name", "D", "--email", "d@example.org",
        "--fingerprint", fingerprint, "--key", str(old / "sign"),
    )  # fmt: skip
    assert refused["message"].endswith("bea had the same key")
    assert not dora.folder.exists()


# Interrupted


def test_without_a_server_it_waits_and_typing_it_again_is_the_same(circle: Circle) -> None:
    circle.bare.rename(circle.root / "gone.git")
    assert circle.bea.run("keys", "rotate").code == 8
    assert circle.bea.run("keys", "rotate").code == 8
    assert circle.bea.run("member", "set", "headline=Later").code == 8
    assert [waiting["act"] for waiting in circle.bea.ok("status")["waiting"]] == [
        "bea replaces their keys", "bea changes headline",
    ]  # fmt: skip
    (circle.root / "gone.git").rename(circle.bare)
    circle.bea.ok("sync")
    assert len(keys_of(circle.bea)["retired"]) == 2
    assert len(KeyRing(circle.bea.home).all()) == 4
    assert last_signed_with(circle, circle.bea.home / "keys-2/sign")


KILL = """
import os, signal, sys, pathlib
from people import Person
from pmnet.store import workspace
from pmnet.store.git import remote
from pmnet.store.git.repository import Repository
from pmnet.store.keyring import KeyRing
def killing(real, after):
    def call(*arguments, **named):
        if after:
            real(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)
    return call
place, when = sys.argv[3].split()
owner, name = {"add": (KeyRing, "add"), "commit": (Repository, "commit"), "push": (remote, "push")}[place]
setattr(owner, name, killing(getattr(owner, name), when == "after"))
Person(sys.argv[1], pathlib.Path(sys.argv[2])).run("keys", "rotate")
"""


@pytest.mark.parametrize(
    "moment",
    [
        *("add before", "add after", "commit after", "push after"),
        *(pytest.param(moment, marks=pytest.mark.long) for moment in ("commit before", "push before")),
    ],
)
def test_killed_at_any_moment_no_key_is_lost_and_typing_it_again_finishes(circle: Circle, moment: str) -> None:
    before = keys_of(circle.bea)
    here = str(Path(__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", KILL, "bea", str(circle.root), moment],
        cwd=here,
        env={**circle.bea.variables(), "PYTHONPATH": os.pathsep.join([here, *sys.path])},
    )
    assert done.returncode == -signal.SIGKILL
    held = {key.public for key in KeyRing(circle.bea.home).all()}
    assert {before["sign"], before["seal"]} <= held
    after = circle.bea.ok("keys", "rotate")["keys"]
    assert [entry["key"] for entry in after["retired"]] == [before["sign"], before["seal"]]
    assert len(KeyRing(circle.bea.home).all()) == 4
    assert circle.bea.ok("status")["waiting"] == []
    circle.bea.ok("member", "set", "headline=Through")
    circle.anna.ok("sync")
    assert circle.anna.ok("member", "show", "bea")["keys"] == after


# Several networks, one home


@pytest.fixture
def other(circle: Circle) -> Path:
    """Another network, founded by bea from the same home."""
    folder = circle.root / "other"
    circle.bea.ok(
        "init", str(folder), "--name", "Other", "--as", "bea", "--full-name", "Bea", "--email", "b@example.org",
        "--remote", str(circle.root / "other.git"),
    )  # fmt: skip
    return folder


def test_rotating_in_one_network_breaks_no_other(circle: Circle, other: Path) -> None:
    old = keys_of(circle.bea)
    new = circle.bea.ok("keys", "rotate")["keys"]
    there = circle.bea.ok("member", "set", "headline=There", "--network", str(other))
    assert there["keys"]["sign"] == old["sign"]
    shown = circle.bea.ok("keys", "show", "--network", str(other))
    assert (shown["sign"]["registered"], shown["earlier"][0]["registered"]) == (False, True)
    moved = circle.bea.ok("keys", "rotate", "--network", str(other))["keys"]
    assert (moved["sign"], moved["seal"]) == (new["sign"], new["seal"])
    assert len(KeyRing(circle.bea.home).all()) == 4
    circle.bea.ok("member", "set", "headline=Here")
    circle.bea.ok("member", "set", "headline=There too", "--network", str(other))


def test_another_network_is_joined_with_the_newest_keys(circle: Circle) -> None:
    new = circle.bea.ok("keys", "rotate")["keys"]
    folder = circle.root / "third"
    circle.bea.ok("init", str(folder), "--name", "T", "--as", "bea", "--full-name", "B", "--email", "b@example.org")
    there = circle.bea.ok("member", "show", "bea", "--network", str(folder))["keys"]
    assert there == {"sign": new["sign"], "seal": new["seal"]}


def test_coming_back_with_an_earlier_key(circle: Circle, other: Path) -> None:
    circle.bea.ok("keys", "rotate")
    back = circle.bea.ok("join", str(circle.root / "other.git"), str(circle.root / "again"), "--yes")
    assert (back["member"], back["known"]) == ("bea", True)


# With a key that exists already


def test_the_signing_key_becomes_one_that_exists(circle: Circle) -> None:
    file = agents.make_key(circle.root / "id")
    rotated = circle.bea.ok("keys", "rotate", "--sign", "--key", "id")
    assert rotated["keys"]["sign"] == agents.of(file)
    circle.bea.ok("member", "set", "headline=With my own key")
    assert last_signed_with(circle, file)
    assert circle.bea.ok("keys", "show")["sign"]["file"] == str(file)
    assert circle.bea.refused(6, "keys", "rotate", "--key", str(file))["hint"] == "pmnet keys show"
    assert circle.bea.refused(2, "keys", "rotate", "--seal", "--key", str(file))["kind"] == "usage"


def test_a_key_of_another_member_is_not_taken_and_nothing_is_left_behind(circle: Circle) -> None:
    refused = circle.bea.refused(1, "keys", "rotate", "--key", str(circle.carl.home / "keys/sign"))
    assert refused["message"].endswith("carl has the same key")
    assert len(KeyRing(circle.bea.home).all()) == 2


def test_a_former_key_is_not_taken_again(circle: Circle) -> None:
    circle.bea.ok("keys", "rotate")
    refused = circle.bea.refused(1, "keys", "rotate", "--sign", "--key", str(circle.bea.home / "keys/sign"))
    assert refused["message"].endswith("bea had the same key")
    assert len(KeyRing(circle.bea.home).all()) == 4


def test_on_a_new_machine_with_the_old_signing_key(circle: Circle) -> None:
    """Story 15: a new laptop. The sealing key was made anew there, and replaces the one that was lost."""
    file = agents.make_key(circle.root / "id")
    circle.bea.ok("keys", "rotate", "--sign", "--key", str(file))
    new = Person("bea", circle.root / "laptop")
    new.root.mkdir()
    back = new.ok("join", circle.remote, "bea", "--yes", "--key", str(file))
    assert (back["member"], back["known"]) == ("bea", True)
    shown = new.ok("keys", "show")
    assert (shown["sign"]["registered"], shown["seal"]["registered"], shown["missing"]) == (True, False, ["seal"])
    sealed = new.ok("keys", "rotate", "--seal")["keys"]["seal"]
    assert sealed == new.ok("keys", "show")["seal"]["public"]


# Showing


def test_keys_are_shown_with_what_the_record_says(circle: Circle) -> None:
    first = circle.bea.ok("keys", "show")
    assert (first["home"], first["member"], first["earlier"], first["missing"]) == (
        str(circle.bea.home), "bea", [], [],
    )  # fmt: skip
    assert first["sign"]["registered"] is first["seal"]["registered"] is True
    circle.bea.ok("keys", "rotate", now="2026-11-23T10:00:00Z")
    shown = circle.bea.ok("keys", "show")
    assert {key["public"] for key in shown["earlier"]} == {first["sign"]["public"], first["seal"]["public"]}
    assert {key["retired"] for key in shown["earlier"]} == {"2026-11-23T10:00:00Z"}
    printed = subprocess.run(
        ["ssh-keygen", "-l", "-f", shown["sign"]["file"]], capture_output=True, check=True, text=True
    )
    assert shown["sign"]["fingerprint"] == printed.stdout.split()[1]
    text = circle.bea.run("keys", "show").out
    assert shown["sign"]["fingerprint"] in text
    assert "earlier signing key" in text
    assert "retired Mon 23 Nov 2026 11:00" in text


def test_on_a_machine_with_the_keys_of_before_a_rotation_elsewhere_a_restore_is_what_helps(circle: Circle) -> None:
    old = circle.root / "old machine"
    shutil.copytree(circle.bea.home, old / "homes" / "bea")
    circle.bea.ok("keys", "rotate")
    text = Person("bea", old).run("keys", "show", "--network", str(circle.bea.folder)).out
    assert "your record holds another signing key and another sealing key than this home" in text
    assert "pmnet keys restore FILE" in text
    assert "pmnet keys rotate" not in text


def test_keys_are_shown_outside_of_a_network(tmp_path: Path) -> None:
    alone = Person("bea", tmp_path)
    assert "there are no keys" in alone.run("keys", "show").out
    assert alone.ok("keys", "show")["sign"] is None
    assert alone.refused(10, "keys", "show", "--network", "nowhere")["kind"] == "no-network"


def test_no_private_half_is_ever_shown(circle: Circle) -> None:
    secret = (circle.bea.home / "keys/sign").read_text().split("\n")[2]
    seal = (circle.bea.home / "keys/seal").read_text().split("\n")[1]
    for words in (("keys", "show"), ("keys", "rotate", "--dry-run"), ("keys", "rotate"), ("keys", "show", "--debug")):
        for result in (circle.bea.run(*words), circle.bea.run(*words, "--json")):
            assert secret not in result.out + result.err
            assert seal not in result.out + result.err


# Whoever waits to be let in, and who has gone


def test_a_candidate_may_replace_their_keys(circle: Circle) -> None:
    dora = Person("dora", circle.root)
    join(circle, dora, circle.anna.ok("status")["fingerprint"])
    assert len(dora.ok("keys", "rotate")["keys"]["retired"]) == 2


def test_who_left_may_replace_theirs(circle: Circle) -> None:
    circle.bea.ok("leave", "--yes")
    assert len(circle.bea.ok("keys", "rotate")["keys"]["retired"]) == 2
