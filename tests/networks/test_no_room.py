"""A server that has no room, or writes nothing any more: nobody's verdict, so the act waits and whoever can help is named."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from disks import fill, make_read_only, small_disk
from people import Circle, Person
from under_seal import CLIENT, TITLE, insist_fitting

HINT = "tell whoever keeps the server; once it has room again: pmnet sync"
SAVED = "saved, but not sent yet: "
UNABLE = f"{SAVED}the network's server has no room for anything new: it cannot write to its disk"
FULL = f"{SAVED}the network's server has no room for anything new: its disk is full"


@pytest.fixture
def disk(circle: Circle, tmp_path: Path) -> Iterator[Path]:
    """The network on a small disk of its own."""
    place = tmp_path / "disk"
    with small_disk(place, "1m"):
        shutil.copytree(circle.bare, place / "shared.git")
        for person in circle.people.values():
            person.git("remote", "set-url", "origin", str(place / "shared.git"))
        circle.root.joinpath("shared.git").rename(circle.root / "before.git")
        circle.bare.symlink_to(place / "shared.git")
        yield place


def insist_waits(person: Person, message: str, *words: str) -> None:
    """A command ends as one whose act waits, and once more where it is sent later."""
    for typed in (words, ("sync",)):
        result = person.run(*typed, "--json")
        assert result.code == 8, (result.out, result.err)
        assert (result.error["message"], result.error["hint"]) in (
            (message, HINT),
            (message.removeprefix(SAVED), HINT),
        )
    assert person.run(*words, "--json").json["sent"] is False
    assert len(person.ok("status")["waiting"]) == 1


def room(disk: Path, kilobytes: int) -> None:
    """Leave so much room on a full disk, of which a file with one letter takes four."""
    filler = disk / "filler"
    with filler.open("rb+") as file:
        file.truncate(filler.stat().st_size - kilobytes * 1024)


@pytest.mark.parametrize("left", [0, *(pytest.param(left, marks=pytest.mark.long) for left in (4, 8, 12, 16, 20))])
def test_a_full_disk_at_the_server_is_told_and_the_act_waits(circle: Circle, disk: Path, left: int) -> None:
    bea = circle.bea
    before = circle.shared_git("rev-parse", "main")
    fill(disk)
    room(disk, left)
    insist_waits(bea, FULL, "lead", "add", "--title", TITLE, *CLIENT)
    assert circle.shared_git("rev-parse", "main") == before
    (disk / "filler").unlink()
    assert [delivery["sent"] for delivery in bea.ok("sync")["deliveries"]] == [True]
    assert len(bea.ok("lead", "list", "--mine")) == 1
    insist_fitting(circle)


def test_room_for_all_but_the_newest_state_is_no_room_and_not_somebody_who_was_faster(
    circle: Circle, disk: Path
) -> None:
    """The objects of a small act just fit in, and the server says of the rest only that it failed."""
    fill(disk)
    room(disk, 16)
    insist_waits(circle.bea, UNABLE, "free", "3")
    (disk / "filler").unlink()
    assert [delivery["sent"] for delivery in circle.bea.ok("sync")["deliveries"]] == [True]
    assert circle.carl.ok("sync")["new"][0]["text"] == "bea is free 3 days a week"


def test_a_disk_that_takes_nothing_new_is_told_and_reading_goes_on(circle: Circle, disk: Path) -> None:
    make_read_only(disk)
    insist_waits(circle.bea, UNABLE, "free", "3")
    assert circle.carl.ok("sync")["new"] == []
    assert circle.carl.ok("member", "show", "bea")["free"] == []
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    assert circle.bea.ok("free", "3")["sent"] is True
    assert circle.bea.ok("status")["waiting"] == []


def test_a_network_cannot_be_founded_where_there_is_no_room(circle: Circle, disk: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", disk / "new.git"], check=True)
    make_read_only(disk)
    words = ("--name", "New", "--as", "bea", "--full-name", "Bea", "--email", "bea@example.org")
    error = circle.bea.refused(8, "init", "new", *words, "--remote", str(disk / "new.git"))
    assert (error["message"], error["hint"]) == (UNABLE.removeprefix(SAVED), HINT)
    assert not (circle.root / "new").exists()


def test_a_server_with_a_judge_has_no_room_either(circle: Circle, disk: Path) -> None:
    circle.bea.ok("hook", "install", str(disk / "shared.git"))
    fill(disk)
    insist_waits(circle.bea, FULL, "free", "3")
