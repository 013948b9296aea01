"""`find` and `match` whatever is wrong with the index: the same answers, with a clear word on why they take longer."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from disks import fill, make_read_only, small_disk
from people import NOW, Circle, Once, Person, Result

from pmnet.cli import quick

LATER = "2027-03-01T09:00:00Z"
BEFORE = "2026-11-03T09:00:00Z"

QUESTIONS = (
    ("find", "--skill", "cutover", "--should", "risk-management:4"),
    ("find", "carl", "--days", "2", "--from", "2027-01-11"),
    ("find", "--leads"),
    ("match", "--me"),
)


def begun(circle: Circle) -> str:
    circle.anna.ok("lead", "add", "--title", "A rollout", "--skill", "cutover:3")
    circle.carl.ok("skill", "add", "cutover", "4")
    circle.bea.ok("sync")
    return ""


@pytest.fixture
def bea(circle: Circle, once: Once) -> Person:
    once(circle, begun)
    return circle.bea


def index_of(person: Person) -> Path:
    return person.folder / ".git" / "pmnet" / "index.sqlite"


def beside(person: Person) -> list[str]:
    return sorted(path.name for path in index_of(person).parent.glob("index*"))


def answers(person: Person, now: str = NOW) -> list[object]:
    return [person.ok(*question, now=now) for question in QUESTIONS]


def new_answers(person: Person, now: str = NOW) -> list[object]:
    """What an index says that is built from nothing."""
    index_of(person).unlink(missing_ok=True)
    return answers(person, now)


def test_the_same_answers_at_any_time(bea: Person) -> None:
    right = {now: new_answers(bea, now) for now in (BEFORE, NOW, LATER)}
    assert len({str(found) for found in right.values()}) > 1
    before = index_of(bea).stat()
    for now in (LATER, BEFORE, NOW, LATER):
        assert answers(bea, now) == right[now]
    assert index_of(bea).stat() == before
    for now, skill in (("2026-11-24T09:00:00Z", "scheduling"), (LATER, "quality")):
        bea.ok("skill", "add", skill, "2", now=now)
        kept = answers(bea, NOW)
        assert new_answers(bea, NOW) == kept


def test_of_a_state_that_is_gone(circle: Circle, bea: Person) -> None:
    """The shared record was wound back, and what came after it thrown away."""
    early = bea.git("rev-parse", "refs/pmnet/verified").strip()
    right = new_answers(bea)
    circle.anna.ok("lead", "add", "--title", "Another rollout")
    bea.ok("sync")
    later = answers(bea)
    assert later != right
    circle.shared_git("update-ref", "refs/heads/main", early)
    assert bea.run("sync").code == 11
    assert answers(bea) == later  # reading goes on from the last good state
    for ref in ("refs/pmnet/verified", "refs/heads/main", "refs/remotes/origin/main", "refs/pmnet/main"):
        bea.git("update-ref", ref, early)
    assert answers(bea) == right
    index_of(bea).unlink()
    nobody = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    gone = bea.git(*nobody, "commit-tree", "-m", "x", f"{early}^{{tree}}").strip()
    bea.git("update-ref", "refs/pmnet/verified", gone)
    assert answers(bea) == right
    bea.git("update-ref", "refs/pmnet/verified", early)
    bea.git("reflog", "expire", "--expire=now", "--all")
    bea.git("gc", "--quiet", "--prune=now")
    assert answers(bea) == right
    assert beside(bea) == ["index.sqlite"]


def told(person: Person, reason: str, *question: str) -> None:
    """Told once, in the text alone, that it takes longer, and why."""
    line = f"this takes longer, because .git/pmnet/index.sqlite cannot be kept: {reason}\n"
    text = person.run(*question)
    assert (text.code, text.err) == (0, line)
    assert person.run(*question, "--quiet") == Result(0, text.out, "")
    assert person.run(*question, "--json").err == ""


def test_a_disk_that_is_too_small(bea: Person) -> None:
    right = new_answers(bea)
    with small_disk(index_of(bea).parent, "40k"):
        assert answers(bea) == right
        for question in QUESTIONS:
            told(bea, "no space left on device", *question)
        assert beside(bea) == []
    assert answers(bea) == right
    assert bea.run("find", "carl").err == ""


def test_a_disk_that_is_full_when_the_index_is_brought_forward(bea: Person) -> None:
    with small_disk(index_of(bea).parent, "3m"):
        answers(bea)
        bea.ok("skill", "add", "scheduling", "2")
        fill(index_of(bea).parent)
        kept = answers(bea)  # it needs no more room than before
        assert beside(bea) == ["index.sqlite"]
        index_of(bea).unlink()
        fill(index_of(bea).parent)
        told(bea, "no space left on device", "find", "carl")
        fill(index_of(bea).parent).unlink()
        assert answers(bea) == kept
        assert beside(bea) == ["index.sqlite"]
        assert bea.run("find", "carl").err == ""


def test_a_folder_that_is_read_only(bea: Person) -> None:
    right = new_answers(bea)
    kept = index_of(bea).read_bytes()
    with small_disk(index_of(bea).parent, "3m"):
        make_read_only(index_of(bea).parent)
        assert answers(bea) == right
        for question in QUESTIONS:
            told(bea, "read-only file system", *question)
    assert index_of(bea).read_bytes() == kept


def test_an_index_that_is_of_this_state_is_read_on_a_full_and_read_only_disk(bea: Person) -> None:
    with small_disk(index_of(bea).parent, "3m"):
        right = answers(bea)
        fill(index_of(bea).parent)
        make_read_only(index_of(bea).parent)
        assert answers(bea) == right
        assert [bea.run(*question).err for question in QUESTIONS] == [""] * len(QUESTIONS)


def test_a_folder_in_its_place_that_is_not_empty(bea: Person) -> None:
    right = new_answers(bea)
    index_of(bea).unlink()
    (index_of(bea) / "kept").mkdir(parents=True)
    assert answers(bea) == right
    told(bea, "is a directory", "find", "carl")
    assert (index_of(bea) / "kept").is_dir()


# At the door, before the program is loaded


def at_the_door(person: Person, *words: str) -> Result:
    done = subprocess.run(
        [sys.executable, "-m", "pmnet", *words],
        cwd=person.folder,
        env=person.variables(),
        capture_output=True,
        text=True,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def spoilt(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:8_192] + bytes(400_000))


def passing_for_whole(file: Path) -> None:
    kept = file.stat().st_mtime_ns
    spoilt(file)
    os.utime(file, ns=(kept, kept))


def a_log_beside_it(file: Path) -> None:
    file.with_name("index.sqlite-wal").write_bytes(b"anything")


@pytest.mark.parametrize("harm", [Path.touch, Path.unlink, spoilt, passing_for_whole, a_log_beside_it])
def test_the_same_answer_at_the_door(bea: Person, harm: Callable[[Path], None]) -> None:
    words = ("find", "--skill", "cutover", "carl", "--json")
    right = bea.run(*words)
    assert quick.answer(words, bea.variables(), str(bea.folder)) == right.out.removesuffix("\n")
    harm(index_of(bea))
    with contextlib.suppress(Exception):  # whatever it is, the whole program answers then
        assert quick.answer(words, bea.variables(), str(bea.folder)) is None
    assert at_the_door(bea, *words) == right
    assert beside(bea) == ["index.sqlite"]
    assert quick.answer(words, bea.variables(), str(bea.folder)) == right.out.removesuffix("\n")


def test_what_cannot_be_meant_is_said_at_the_door_as_anywhere(bea: Person) -> None:
    words = ("find", "--skill", "cutover:9", "--json")
    assert bea.run(*words).code == 2
    assert at_the_door(bea, *words) == bea.run(*words)


def test_what_waits_to_be_sent_counts(circle: Circle, bea: Person) -> None:
    answers(bea)
    before = index_of(bea).read_bytes()
    circle.bare.rename(circle.root / "gone.git")
    assert bea.run("skill", "add", "cutover", "5").code == 8
    found = answers(bea)
    assert "bea" in str(found[0])
    assert index_of(bea).read_bytes() == before
    assert new_answers(bea) == found
