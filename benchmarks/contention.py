"""Writers who add at the same moment: what pmnet asks of a server for each act that wins, beside a loop of plain git.

    python benchmarks/contention.py [WRITERS]... [--acts N] [--rounds N] [--ssh] [--pause FIRST LONGEST]

In each race every writer has a copy and a process of their own, and all begin at once. `own leads`: each adds N leads, and all
of them win. `one position`: all claim it, and one wins. `plain git`: the floor, each puts N files behind main by fetch,
commit-tree and push until it is taken, with neither judge nor signature nor pause. The pushes are counted by the server's side:
each one that arrives is a line that its receive-pack writes. `--pause` sets the retry pauses (seconds), to compare policies.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "races"))
sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "servers"))

from awake import load_everything
from crowded import twin
from people import NOW, Circle, Person, found_circle
from ssh_server import start_sshd

from pmnet.store import workspace

COUNTING = """#!/bin/sh
echo . >> {count}
exec git receive-pack "$@"
"""


@dataclass
class Race:
    """What became of a race: how long each win took its writer, how long all took, how many pushes arrived."""

    name: str
    seconds: list[float]
    lasted: float
    pushes: int

    def row(self) -> str:
        """A line of the table."""
        wins = len(self.seconds)
        return (
            f"{self.name:24} {wins:5} {self.pushes:7} {self.pushes / wins:10.2f} {statistics.median(self.seconds):9.2f} "
            f"{max(self.seconds):9.2f} {wins / self.lasted:8.2f}"
        )


class Place:
    """A server's repository that counts what is sent to it, and the writers' copies."""

    def __init__(self, root: Path, writers: int, remote: Callable[[Path], str]) -> None:
        self.count = root / "count"
        self.circle = found_circle(
            root / "net", "anna", "bea", remote=remote(root / "net" / "shared.git"),
            policy=("open_claims=500", "open_leads=500"),
        )  # fmt: skip
        self.writers = [twin(self.circle, "bea", f"bea-{number}") for number in range(writers)]
        counting = root / "counting"
        counting.write_text(COUNTING.format(count=shlex.quote(str(self.count))))
        counting.chmod(0o755)
        own = root / "gitconfig"  # a copy's own settings name no program; the person's may
        own.write_text(f'[remote "origin"]\n\treceivepack = {counting}\n')
        os.environ["GIT_CONFIG_GLOBAL"] = str(own)

    @property
    def pushes(self) -> int:
        return self.count.read_text().count(".") if self.count.exists() else 0

    def race(self, name: str, act: Callable[[Person], list[float]]) -> Race:
        """Everybody in a process of their own, once all are there."""
        gate, held = os.pipe()
        ends, before = [], self.pushes
        for person in self.writers:
            told, tell = os.pipe()
            if os.fork() == 0:
                os.close(held)
                os.read(gate, 1)
                _tell(tell, act, person)
            os.close(tell)
            ends.append(os.fdopen(told))
        began = time.perf_counter()
        os.close(gate)
        os.close(held)
        seconds = [each for end in ends for each in json.load(end)]
        lasted = time.perf_counter() - began
        for end in ends:
            end.close()
            os.wait()
        return Race(name, seconds, lasted, self.pushes - before)


def _tell(tell: int, act: Callable[[Person], list[float]], person: Person) -> None:
    """Act, say how long it took, and end without a look at what is the parent's."""
    code = 1
    try:
        with os.fdopen(tell, "w") as out:
            json.dump(act(person), out)
        code = 0
    except AssertionError as error:
        print(f"{person.id}: {error}", file=sys.stderr)
    finally:
        os._exit(code)


def adding(acts: int) -> Callable[[Person], list[float]]:
    """Add leads one after another; how long each took."""

    def act(person: Person) -> list[float]:
        return [timed(person.ok, "lead", "add", "--title", f"{person.id} {number}") for number in range(acts)]

    return act


def claiming(lead: str) -> Callable[[Person], list[float]]:
    """Claim a lead; how long it took whoever won."""

    def act(person: Person) -> list[float]:
        began = time.perf_counter()
        code = person.run("claim", lead, "--json").code
        assert code in (0, 6), code
        return [time.perf_counter() - began] if code == 0 else []

    return act


def plain(acts: int) -> Callable[[Person], list[float]]:
    """Put files behind main with git alone."""

    def act(person: Person) -> list[float]:
        return [timed(behind_main, person, f"{person.id}-{number}") for number in range(acts)]

    return act


def behind_main(person: Person, name: str) -> None:
    """Fetch, commit-tree, push, until it is taken."""
    words = {"GIT_INDEX_FILE": str(person.folder / ".git" / "plain-index")}
    for role in ("AUTHOR", "COMMITTER"):
        words |= {f"GIT_{role}_NAME": name, f"GIT_{role}_EMAIL": "-", f"GIT_{role}_DATE": NOW}
    command = ["git", "-C", str(person.folder)]

    def git(*arguments: str, text: str = "") -> str:
        environment = {**os.environ, **words}
        done = subprocess.run(
            [*command, *arguments], input=text, capture_output=True, text=True, env=environment, check=True
        )
        return done.stdout.strip()

    blob = git("hash-object", "-w", "--stdin", text=name)
    while True:
        git("fetch", "-q", "--no-auto-maintenance", "origin", "+refs/heads/main:refs/remotes/origin/main")
        tip = git("rev-parse", "refs/remotes/origin/main")
        git("read-tree", tip)
        git("update-index", "--add", "--cacheinfo", f"100644,{blob},plain/{name}")
        commit = git("commit-tree", git("write-tree"), "-p", tip, text=name)
        lease = f"--force-with-lease=refs/heads/main:{tip}"
        push = [*command, "push", "-q", lease, "origin", f"{commit}:refs/heads/main"]
        if subprocess.run(push, check=False, capture_output=True, env={**os.environ, **words}).returncode == 0:
            return


def timed(do: Callable[..., object], *arguments: object) -> float:
    """How many seconds something takes."""
    began = time.perf_counter()
    do(*arguments)
    return time.perf_counter() - began


def synced(circle: Circle, people: list[Person]) -> None:
    """Everybody knows the newest state."""
    for person in people:
        person.ok("sync")


def run(writers: int, acts: int, rounds: int, remote: Callable[[Path], str]) -> None:
    """Print the rows for so many writers."""
    with tempfile.TemporaryDirectory() as root:
        place = Place(Path(root), writers, remote)
        claims: list[Race] = []
        for number in range(rounds):
            lead = place.circle.anna.ok("lead", "add", "--title", f"Wanted {number}")["id"]
            synced(place.circle, place.writers)
            claims.append(place.race("one position", claiming(lead)))
        print(together(f"{writers} on one position", claims).row(), flush=True)
        owns = [place.race("own leads", adding(acts)) for _ in range(rounds)]
        print(together(f"{writers} on own leads", owns).row(), flush=True)
        floors = [place.race("plain git", plain(acts)) for _ in range(rounds)]
        print(together(f"{writers} with plain git", floors).row(), flush=True)


def together(name: str, races: list[Race]) -> Race:
    """Several races as one."""
    seconds = [each for race in races for each in race.seconds]
    return Race(name, seconds, sum(race.lasted for race in races), sum(race.pushes for race in races))


@contextlib.contextmanager
def addresses(ssh: bool) -> Iterator[Callable[[Path], str]]:
    """How a repository on the server is named: by its path, or over ssh on loopback."""
    if not ssh:
        yield str
        return
    with tempfile.TemporaryDirectory() as folder:
        server = start_sshd(Path(folder), shutil.which("sshd") or "/usr/sbin/sshd", "/bin/sh")
        os.environ |= server.variables
        try:
            yield lambda bare: server.address(made(bare))
        finally:
            server.stop()


def made(bare: Path) -> Path:
    """An empty repository on the server."""
    bare.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=main", bare], check=True)
    return bare


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("writers", nargs="*", type=int, default=[2, 8, 32])
    parser.add_argument("--acts", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--ssh", action="store_true")
    parser.add_argument("--pause", nargs=2, type=float, metavar=("FIRST", "LONGEST"))
    asked = parser.parse_args()
    load_everything()
    if asked.pause:
        workspace.FIRST_PAUSE_SECONDS, workspace.LONGEST_PAUSE_SECONDS = asked.pause
    os.environ |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    print(f"{'':24} {'wins':>5} {'pushes':>7} {'pushes/win':>10} {'median s':>9} {'worst s':>9} {'wins/s':>8}")
    with addresses(asked.ssh) as remote:
        for writers in asked.writers:
            run(writers, asked.acts, asked.rounds, remote)


if __name__ == "__main__":
    main()
