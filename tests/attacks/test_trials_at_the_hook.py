"""What a guarded server takes in of trials: a few commits that say nothing, few at a time, and nothing beside them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from doors import Verdict, install_hook, push, variants
from forge import Forge
from host import HostSimulator
from scene import Scene
from vault import bound

from pmnet.store.git.scratch import AT_ONCE, LINES, OWN, commits

KNOWN = commits(40)
SECRET = b"Xylophon Werke, ask for Quirin"


def name(root: str = OWN, number: int = 1) -> str:
    return f"{root}/{number:016x}"


@pytest.fixture
def guarded(scene: Scene, judge: str) -> Scene:
    """A server with the hook, and a workshop that has all commits of trials."""
    scene.judge = judge
    install_hook(scene)
    scene.forge.write("tree", b"")
    assert [scene.forge.write("commit", content) for content in KNOWN.contents] == list(KNOWN.ids)
    return scene


def refused(verdict: Verdict, says: str) -> None:
    """`push` sees that nothing is left behind."""
    assert not verdict.let_in
    assert "pre-receive hook declined" in verdict.words
    assert f"remote: pmnet: refused: {says}" in verdict.words


# What they bring

BRINGING: dict[str, Callable[[Forge], str]] = {
    "a file": lambda forge: bound(forge, {"client.txt": forge.blob(SECRET)}, word="probe"),
    "words of its own": lambda forge: bound(forge, {}, word=SECRET.decode()),
    "a number of its own": lambda forge: bound(forge, {}, word="probe 6"),
    "a past": lambda forge: bound(forge, {}, bound(forge, {"client.txt": forge.blob(SECRET)}), word="probe"),
    "a past of several": lambda forge: bound(forge, {}, KNOWN.followers[0], word="probe 1"),
    "a text and no commit": lambda forge: forge.blob(SECRET).object,
    "a folder and no commit": lambda forge: forge.raw_tree([]),
    "a label on what may lie there": lambda forge: forge.write(
        "tag", f"object {KNOWN.first}\ntype commit\ntag x\ntagger x <x> 0 +0000\n\n".encode() + SECRET + b"\n"
    ),
}


SHOWN = [("a file", OWN), ("a file", LINES), ("a past", OWN), ("a text and no commit", OWN)]


@pytest.mark.parametrize(
    ("what", "root"),
    [
        (what, root) if (what, root) in SHOWN else pytest.param(what, root, marks=pytest.mark.long)
        for what in BRINGING
        for root in (OWN, LINES)
    ],
)
def test_a_trial_that_brings_something(guarded: Scene, what: str, root: str) -> None:
    refused(push(guarded, f"{BRINGING[what](guarded.forge)}:{name(root)}"), "a trial brings nothing")


def test_a_trial_that_brings_the_shared_record(guarded: Scene) -> None:
    refused(push(guarded, f"{guarded.base}:{name()}"), "a trial brings nothing")


def test_something_beside_a_trial_that_nothing_leads_to(guarded: Scene) -> None:
    """A text in the same parcel: no name leads to it, but whoever knows its id could fetch it."""
    host, before = guarded.host, guarded.host.objects()
    blob = guarded.forge.blob(SECRET).object
    done = send_parcel(guarded, [*KNOWN.ids, blob], KNOWN.first, name())
    assert b"a trial brings nothing" in done
    assert host.objects() == before
    assert b"ok " + name().encode() in send_parcel(guarded, list(KNOWN.ids), KNOWN.first, name())


def send_parcel(scene: Scene, objects: list[str], commit: str, ref: str) -> bytes:
    """What the server says to a parcel of objects packed by hand, for a new ref: the protocol, without git's own push."""
    pack = scene.forge.git("pack-objects", "--stdout", "-q", stdin="".join(f"{one}\n" for one in objects).encode())
    line = f"{'0' * 40} {commit} {ref}\0 report-status\n".encode()
    sent = f"{len(line) + 4:04x}".encode() + line + b"0000" + pack
    done = subprocess.run(["git", "receive-pack", str(scene.circle.bare)], input=sent, capture_output=True)
    return done.stdout + done.stderr


# What they are called


SAYING = (
    f"{OWN}/xylophon-werke-0",
    f"{LINES}/ab12",
    f"{OWN}/0000000000000001/0000000000000001",
    f"{OWN}/00000000000000AA",
    f"{OWN}/00000000000000001",
    f"{OWN}/x/0000000000000001",
    f"{LINES}/x/0000000000000001",
)


@pytest.mark.parametrize("ref", variants(SAYING, SAYING[:3]))
def test_a_trial_with_a_name_that_says_something(guarded: Scene, ref: str) -> None:
    refused(push(guarded, f"{KNOWN.first}:{ref}"), "a trial has a name of sixteen drawn letters")


@pytest.mark.parametrize(
    "ref",
    ["refs/pmnet/probes/0000000000000001", "refs/heads/pmnet-probe", "refs/heads/pmnet-sealed/probe-0000000000000001"],
)
def test_a_trial_in_another_place(guarded: Scene, ref: str) -> None:
    refused(push(guarded, f"{KNOWN.first}:{ref}"), f"only the shared record is kept here, not {ref}")


# How many, and with what


def test_more_trials_than_anybody_needs(guarded: Scene) -> None:
    """Names could say something, too, if there were many."""
    names = [name(OWN if number % 2 else LINES, number) for number in range(AT_ONCE + 1)]
    refused(push(guarded, *(f"{KNOWN.first}:{ref}" for ref in names)), "0 trials lie here already")
    assert push(guarded, *(f"{KNOWN.first}:{ref}" for ref in names[1:])).let_in
    refused(push(guarded, f"{KNOWN.first}:{names[0]}"), f"{AT_ONCE} trials lie here already")
    assert push(guarded, f"{KNOWN.followers[0]}:{names[2]}", f":{names[1]}").let_in
    assert push(guarded, f"{KNOWN.first}:{names[0]}").let_in
    assert push(guarded, f"{guarded.headline('bea')}:refs/heads/main").let_in


def test_when_two_at_once_brought_too_many_each_can_be_taken_away(guarded: Scene) -> None:
    names = [name(number=number) for number in range(AT_ONCE + 2)]
    assert push(guarded, *(f"{KNOWN.first}:{ref}" for ref in names[2:])).let_in
    for ref in names[:2]:
        guarded.host.git("update-ref", ref, KNOWN.first)
    refused(push(guarded, f":{names[0]}", f"{KNOWN.first}:{name(LINES)}"), f"{AT_ONCE + 2} trials lie here already")
    assert push(guarded, f":{names[0]}").let_in


def test_a_trial_beside_an_act(guarded: Scene) -> None:
    """What arrives with an act is not looked through, so that nothing may hide beside it."""
    act = guarded.headline("bea")
    refused(push(guarded, f"{act}:refs/heads/main", f"{KNOWN.first}:{name()}"), "trials come alone")
    assert push(guarded, f"{act}:refs/heads/main").let_in


def test_main_set_to_what_a_trial_leaves(guarded: Scene) -> None:
    assert push(guarded, f"{KNOWN.first}:{name()}").let_in
    refused(push(guarded, f"+{KNOWN.first}:refs/heads/main"), "the shared record is never rewritten")


# What they do


def test_a_line_goes_forward_only(guarded: Scene) -> None:
    first, (one, other, *_) = KNOWN.first, KNOWN.followers
    assert push(guarded, f"{first}:{name(LINES)}").let_in
    assert push(guarded, f"{one}:{name(LINES)}").let_in
    for back in (first, other, KNOWN.alone[0]):
        refused(push(guarded, f"+{back}:{name(LINES)}"), "what lies here only goes forward")
    assert push(guarded, f":{name(LINES)}").let_in


def test_what_is_sealed_can_be_replaced_and_goes(guarded: Scene) -> None:
    for commit in (*KNOWN.alone, KNOWN.first, KNOWN.followers[0]):
        assert push(guarded, f"+{commit}:{name()}").let_in
    assert push(guarded, f":{name()}").let_in


def test_a_trial_that_takes_away_what_is_no_trial(guarded: Scene) -> None:
    guarded.host.plant("refs/heads/other", guarded.base)
    refused(push(guarded, f"{KNOWN.first}:{name()}", ":refs/heads/other"), "trials come alone")
    refused(push(guarded, f"{KNOWN.first}:{name()}", ":refs/heads/main"), "trials come alone")


@pytest.mark.long
def test_a_server_that_keeps_other_ids(guarded: Scene, tmp_path: Path) -> None:
    """The same rules where ids are longer."""
    place = tmp_path / "other.git"
    subprocess.run(["git", "init", "-q", "--bare", "--object-format=sha256", place], check=True)
    assert guarded.keeper.run("hook", "install", str(place)).code == 0
    workshop = tmp_path / "workshop.git"
    subprocess.run(["git", "init", "-q", "--bare", "--object-format=sha256", workshop], check=True)
    forge, known = HostSimulator(workshop), commits(64)
    forge.git("hash-object", "-w", "-t", "tree", "--stdin")
    ids = [
        forge.git("hash-object", "-w", "-t", "commit", "--stdin", stdin=text).decode().strip()
        for text in known.contents
    ]
    assert ids == list(known.ids)
    command = ["git", "--git-dir", str(workshop), "push", "-q", str(place)]
    assert subprocess.run([*command, f"{known.first}:{name()}"], capture_output=True).returncode == 0
    tree = forge.git("mktree", stdin=b"").decode().strip()
    made = ["-c", "user.name=x", "-c", "user.email=x", "commit-tree", tree, "-m", SECRET.decode()]
    done = subprocess.run([*command, f"{forge.git(*made).decode().strip()}:{name(number=2)}"], capture_output=True)
    assert b"a trial brings nothing" in done.stderr
