"""Killed at any moment, a command leaves nothing or an intent; typing it again is the repair."""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from doings import DOINGS, Case
from killing import killed, killed_after
from people import Circle, Crowd, copy_circle

LONG = pytest.mark.long

CHANGING = (
    "commit after",
    "put after",
    "push before",
    "push inside alone",
    "push inside all",
    "push after",
    "verified inside all",
    "show before",
    "file after",
    "listed after",
    "prepared before",
    "prepared after",
    "locked after",
    "replaced after",
    "folder inside",
    "main inside all",
    "main inside alone",
)
FETCHING = (
    "fetch before",
    "fetch inside alone",
    "fetch inside all",
    "verified inside all",
    "followed inside all",
    "show before",
    "file after",
    "listed after",
    "folder inside",
    "main inside all",
)
MOMENTS = {"sync": FETCHING, "send": ("fetch inside all", *CHANGING)}
SHORT = {
    "claim": CHANGING,
    "add": ("push after", "verified inside all", "folder inside"),
    "accept": ("push inside all", "push after", "folder inside"),
    "erase": ("push inside all", "push after"),
    "sync": ("fetch inside all", "verified inside all", "followed inside all", "folder inside", "main inside all"),
    "send": ("fetch inside all", "push after", "folder inside"),
}
"""What the short form keeps of them: each point, and for each command those that leave something behind."""

EACH = [
    pytest.param(name, moment, marks=[] if moment in SHORT[name] else [LONG])
    for name in DOINGS
    for moment in MOMENTS.get(name, CHANGING)
]

Staged = Callable[[str, Path], Case]


@pytest.fixture(scope="module")
def staged(template: Circle, tmp_path_factory: pytest.TempPathFactory) -> Staged:
    """A network in which something is about to be done, prepared once and copied for each time that it is killed."""

    @cache
    def prepared(name: str) -> tuple[Circle, str]:
        circle = copy_circle(template, tmp_path_factory.mktemp(name) / "net")
        return circle, DOINGS[name].prepare(circle)

    def case(name: str, root: Path) -> Case:
        circle, lead = prepared(name)
        return Case(DOINGS[name], copy_circle(circle, root), lead)

    return case


@pytest.mark.parametrize(("name", "moment"), EACH)
def test_killed_at_a_named_point_and_typed_again_it_is_done_once(
    staged: Staged, tmp_path: Path, name: str, moment: str
) -> None:
    case = staged(name, tmp_path / "net")
    killed(case.circle.bea, moment, *case.words)
    print("left behind:", case.locks)
    case.insist_done_once()


@pytest.mark.parametrize("kills", [1, pytest.param(60, marks=LONG)])
@pytest.mark.parametrize("name", DOINGS)
def test_killed_at_any_moment_and_typed_again_it_is_done_once(
    staged: Staged, tmp_path: Path, name: str, kills: int
) -> None:
    """Half of the kills take what was started with them; half are in large networks. With `--long` there are hundreds."""
    case = staged(name, tmp_path / "whole")
    began = time.monotonic()
    was_killed, _ = killed_after(case.circle.bea, 600, "small alone", *case.words)
    took = time.monotonic() - began
    assert not was_killed
    chance, done, left = random.Random(f"20261123 {name}"), 0, Counter[str]()
    for number in count():
        case = staged(name, tmp_path / str(number))
        who = ("small alone", "small all", "large alone", "large all")[number % 4]
        began = time.monotonic()
        was_killed, told = killed_after(case.circle.bea, chance.uniform(0, took), who, *case.words)
        done += was_killed
        if not was_killed:
            took = min(took, time.monotonic() - began)
        left.update(path.name for path in case.locks)
        case.insist_done_once(knows=bool(told))
        shutil.rmtree(case.circle.root)
        if done == kills:
            break
        assert number < 8 * kills + 20
    print(f"{name}: killed {done} of {number + 1} times; left behind: {dict(left)}")
    assert done == kills


@pytest.mark.parametrize("name", ["refs/pmnet/verified", pytest.param("refs/remotes/origin/main", marks=LONG)])
def test_a_lock_that_no_killed_one_left_is_named(circle: Circle, name: str) -> None:
    """Another program may hold it: so it stays, and nobody is told that the server is away, or that somebody lied."""
    circle.anna.ok("member", "set", "headline=News")
    lock = circle.bea.folder / ".git" / f"{name}.lock"
    lock.touch()
    error = circle.bea.refused(1, "sync")
    assert error["message"] == f"another program is at work in this folder: {lock} is there"
    assert error["hint"] == f"if none is, remove {lock}"
    lock.unlink()
    circle.bea.ok("sync")
    assert "headline: News" in (circle.bea.folder / "members/anna.yaml").read_text()


def test_two_processes_that_send_the_same_outbox_send_it_once(circle: Circle) -> None:
    circle.bare.rename(circle.root / "gone.git")
    for number in range(3):
        assert circle.bea.run("lead", "add", "--title", f"Drafted {number}").code == 8
    (circle.root / "gone.git").rename(circle.bare)
    with Crowd(circle, ["bea"] * 4) as crowd:
        assert [answer["code"] for answer in crowd.all_at_once(["sync", "--json"])] == [0] * 4
    circle.bea.ok("sync")
    assert sorted(lead["title"] for lead in circle.bea.ok("lead", "list")) == ["Drafted 0", "Drafted 1", "Drafted 2"]
    assert circle.bea.ok("status")["refused"] == []
    assert circle.bea.ok("status")["waiting"] == []


def test_a_lock_in_the_copy_after_the_servers_yes_is_no_failure(circle: Circle) -> None:
    for name in ("index.lock", "refs/heads/main.lock"):
        lock = circle.bea.folder / ".git" / name
        lock.touch()
        assert circle.bea.ok("member", "set", f"headline={name}")["sent"] is True
        lock.unlink()
    circle.bea.ok("sync")
    assert "headline: refs/heads/main.lock" in (circle.bea.folder / "members/bea.yaml").read_text()


def test_what_somebody_cut_out_of_a_file_is_no_half_update(circle: Circle) -> None:
    """Only after an update that was killed does a file that ends too early count as left by it."""
    place = circle.bea.folder / "members/bea.yaml"
    circle.anna.ok("vouch", "bea", "--withdraw")
    cut = "".join(place.read_text().splitlines(keepends=True)[:-1])
    place.write_text(cut)
    circle.bea.ok("sync")
    assert place.read_text() == cut
