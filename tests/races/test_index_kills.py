"""Killed at any moment while the index is built or brought forward, alone or two at once: the next answer is right, and quick."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from killing import killed
from people import Circle, Person

FIND = ("find", "--skill", "cutover", "--should", "risk-management:4", "rollout", "--json")

KILL = """
import os, random, signal, sys, time
from contextlib import closing
from pathlib import Path
sys.path[:0] = [sys.argv[1]]
from changing import NOW, Changing, said
from pmnet.store.index import file as index_file, keeping, reading

folder, kills, at_once = Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
file = keeping.file_in(folder)
network, touched = Changing(3), set()

def fresh():
    with closing(keeping.in_memory(network.state, NOW)) as index:
        return said(index)

def ask():
    return keeping.ask(folder, network.state, lambda *_: sorted(touched), NOW, said)

def begun():
    child = os.fork()
    if not child:
        ask()
        os._exit(0)
    return child

dice, reached = random.Random(11), {"done": 0, "killed": 0, "half": 0}
assert ask() == fresh()
for number in range(kills):
    if number % 2:
        touched |= set(network.change(9))
    else:
        keeping.forget(file)
    start = time.monotonic()
    os.waitpid(begun(), 0)
    took = time.monotonic() - start
    if number % 2:
        touched |= set(network.change(9))
    else:
        keeping.forget(file)
    children = [begun() for _ in range(at_once)]
    time.sleep(dice.uniform(0, took))
    for child in children:
        os.kill(child, signal.SIGKILL)
        reached["killed" if os.waitpid(child, 0)[1] == signal.SIGKILL else "done"] += 1
    reached["half"] += file.exists() and not index_file.sealed(str(file))
    assert ask() == fresh()
    index = reading.opened(str(file), network.state.tip, NOW)
    assert index is not None
    index.close()
    assert os.listdir(file.parent) == ["index.sqlite"]
print(reached)
assert reached["killed"] >= kills // 2, reached
"""


@pytest.mark.parametrize("at_once", [1, 2])
@pytest.mark.parametrize("kills", [16, pytest.param(400, marks=pytest.mark.long)])
def test_killed_at_any_moment(tmp_path: Path, kills: int, at_once: int) -> None:
    """With `--long`: hundreds of kills."""
    here = str(Path(__file__).parent.parent / "store")
    done = subprocess.run(
        [sys.executable, "-c", KILL, here, str(tmp_path), str(kills), str(at_once)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def bea(circle: Circle) -> Person:
    circle.bea.ok("member", "set", "headline=Rollout")
    circle.bea.ok("skill", "add", "cutover", "4")
    return circle.bea


def index_of(person: Person) -> Path:
    return person.folder / ".git" / "pmnet" / "index.sqlite"


def beside(person: Person) -> list[str]:
    return sorted(path.name for path in index_of(person).parent.glob("index*"))


@pytest.mark.parametrize("when", ["build before", "admit after", "seal before"])
def test_killed_while_it_is_built(bea: Person, when: str) -> None:
    killed(bea, when, *FIND)
    again = bea.ok(*FIND[:-1])
    assert beside(bea) == ["index.sqlite"]
    assert bea.ok(*FIND[:-1]) == again
    index_of(bea).unlink()
    assert bea.ok(*FIND[:-1]) == again
    assert [one["member"] for one in again] == ["bea"]


@pytest.mark.parametrize("when", ["forward after", "seal before", "seal after"])
def test_killed_while_it_is_brought_forward(bea: Person, when: str) -> None:
    bea.ok(*FIND[:-1])
    bea.ok("skill", "add", "risk-management", "5")
    killed(bea, when, *FIND)
    again = bea.ok(*FIND[:-1])
    assert beside(bea) == ["index.sqlite"]
    index_of(bea).unlink()
    assert bea.ok(*FIND[:-1]) == again


@pytest.mark.parametrize("when", ["forget before", "forget after"])
def test_killed_while_one_that_is_of_no_use_is_thrown_away(bea: Person, when: str) -> None:
    right = bea.ok(*FIND[:-1])
    index_of(bea).write_bytes(b"half a file")
    killed(bea, when, *FIND)
    assert bea.ok(*FIND[:-1]) == right
    assert beside(bea) == ["index.sqlite"]
