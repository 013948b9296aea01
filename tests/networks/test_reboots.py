"""What waits survives the end of a machine: on the disk before anybody is told so, and harmed by nothing that lies beside it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from killing import killed
from people import Circle, Person
from planting import plant
from under_seal import CLIENT, TITLE

from pmnet.store.private_files import write_safely


def outbox(person: Person) -> Path:
    return person.folder / ".git" / "pmnet" / "outbox"


def cut(circle: Circle) -> None:
    circle.bare.rename(circle.root / "gone.git")


def mend(circle: Circle) -> None:
    (circle.root / "gone.git").rename(circle.bare)


def test_a_file_and_the_folders_that_name_it_are_on_the_disk_in_that_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    real_sync, real_replace = os.fsync, os.replace

    def sync(handle: int) -> None:
        name = Path(os.readlink(f"/proc/self/fd/{handle}")).relative_to(tmp_path).as_posix()
        done.append("the draft" if name.startswith("new/deep/.it.") else name)
        real_sync(handle)

    def replace(source: Path, target: Path) -> None:
        done.append("renamed")
        real_replace(source, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", replace)
    write_safely(tmp_path / "new" / "deep" / "it", b"whole")
    assert done == ["the draft", "renamed", "new/deep", "new", "."]
    done.clear()
    write_safely(tmp_path / "new" / "deep" / "it", b"whole again")
    assert done == ["the draft", "renamed", "new/deep"]
    assert [file.name for file in (tmp_path / "new" / "deep").iterdir()] == ["it"]


HALVES = {"empty": 0.0, "begun": 0.1, "half": 0.5, "nearly whole": 0.95}


@pytest.mark.parametrize(
    "moment", ["put after", *(pytest.param(moment, marks=pytest.mark.long) for moment in ("put before", "push before"))]
)
def test_killed_while_saving_it_is_saved_or_was_never_begun(circle: Circle, moment: str) -> None:
    bea = circle.bea
    killed(bea, moment, "lead", "add", "--title", TITLE, *CLIENT)
    waits = [row["act"] for row in bea.ok("status")["waiting"]]
    assert len(waits) == (moment != "put before")
    assert [delivery["sent"] for delivery in bea.ok("sync")["deliveries"]] == [True] * len(waits)
    assert bea.ok("lead", "add", "--title", TITLE, *CLIENT)["sent"] is True
    assert len(bea.ok("lead", "list", "--mine")) == len(waits) + 1


def test_what_a_lost_machine_left_beside_it_harms_nothing_and_is_told(circle: Circle) -> None:
    bea = circle.bea
    cut(circle)
    assert bea.run("lead", "add", "--title", TITLE, *CLIENT).code == 8
    [file] = outbox(bea).glob("*.json")
    whole = file.read_bytes()
    for name, part in HALVES.items():
        half = whole[: int(len(whole) * part)]
        (outbox(bea) / f".{file.name}.{name.replace(' ', '')}").write_bytes(half)
        (outbox(bea) / f"{name.replace(' ', '')}.json").write_bytes(half)
    (outbox(bea) / "zeros.json").write_bytes(bytes(len(whole)))
    (outbox(bea) / "list.json").write_text("[]")
    plant(bea, "other", {"act": "claim", "at": "now", "values": {}, "order": 1})
    (outbox(bea) / "folder.json").mkdir()
    status = bea.ok("status")
    assert len(status["waiting"]) == 1
    assert {row["act"] for row in status["refused"]} == {"an act that was saved here"}
    assert len(status["refused"]) == len(HALVES) + 4
    assert "zeros.json cannot be read any more (it is damaged)" in bea.run("status").out
    assert file.read_bytes() == whole
    mend(circle)
    assert [delivery["sent"] for delivery in bea.ok("sync")["deliveries"]] == [True]
    assert [row["title"] for row in bea.ok("lead", "list", "--mine")] == [TITLE]
    assert len(bea.ok("status")["refused"]) == len(HALVES) + 4
    (outbox(bea) / "folder.json").rmdir()
    bea.ok("sync", "--clear")
    assert bea.ok("status")["refused"] == []
    assert not list(outbox(bea).glob("*.json"))
    for draft in outbox(bea).iterdir():
        draft.unlink()


@pytest.mark.long
def test_what_the_world_moved_past_is_told_until_it_is_cleared(circle: Circle) -> None:
    lead = circle.anna.ok("lead", "add", "--title", "For one only")["id"]
    circle.sync()
    cut(circle)
    for number in (1, 2):
        assert circle.bea.run("member", "set", f"headline=Number {number}").code == 8
    assert circle.bea.run("claim", lead, "--over-capacity").code == 8
    mend(circle)
    circle.carl.ok("claim", lead)
    assert [delivery["sent"] for delivery in circle.bea.ok("sync")["deliveries"]] == [True, True, False]
    for _ in range(2):
        status = circle.bea.ok("status")
        assert status["waiting"] == []
        assert [row["act"] for row in status["refused"]] == [f"bea claims {lead} pm"]
        assert "held by carl" in status["refused"][0]["reason"]
        shown = circle.bea.run("status").out
        assert f"not done: bea claims {lead} pm: cannot claim {lead}: held by carl" in shown
        assert "pmnet sync --clear forgets these" in shown
        assert circle.bea.ok("sync")["deliveries"] == []
    circle.bea.ok("sync", "--clear")
    assert circle.bea.ok("status")["refused"] == []


def test_what_a_killed_command_began_to_write_is_swept_away_once_it_is_old(circle: Circle) -> None:
    outbox = circle.bea.folder / ".git/pmnet/outbox"
    outbox.mkdir(parents=True, exist_ok=True)
    old, young = outbox / ".one.json.0a1b2c3d", outbox / ".two.json.0a1b2c3d"
    for draft in (old, young):
        draft.write_text("{")
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    circle.bea.ok("member", "set", "headline=New")
    assert [place.name for place in outbox.iterdir()] == [young.name]
    young.unlink()
