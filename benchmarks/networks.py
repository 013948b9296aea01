"""Whole networks of any size, checked out in a folder as a member's clone is, and kept so that several benchmarks share one.

    python benchmarks/networks.py [LEADS]... [--keep DIR]

The founding and a few acts are signed; everything else lies there as one commit that is trusted, as it is for somebody who
synced yesterday. `refs/benchmark/later` is main with ten more records. The same seed gives the same records, but for the keys
of those who act.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

import attempts
import canonical
import generated
import population
from chance import FOUNDED, NOW, Dice
from population import Content, Crowd

from pmnet.domain.ids import handover_path, lead_path, member_path
from pmnet.store.files import dump
from pmnet.store.git.process import checked
from pmnet.store.git.refs import MAIN, REMOTE_MAIN, VERIFIED
from pmnet.store.git.repository import Repository
from pmnet.store.home import Home, KnownNetwork

Row = tuple[str, Content, bytes]

SIZES: Final = (1_000, 10_000, 100_000)
MADE_BY: Final = ("attempts", "canonical", "chance", "generated", "networks", "population")
"""The sources that a network follows from."""

LATER: Final = "refs/benchmark/later"
FOUNDERS: Final = 4
COMPARED: Final = 200
"""Every so manyth text is compared with what pmnet's own writer makes of the same record."""

PATHS: Final = {"member": member_path, "lead": lead_path, "handover": handover_path}


@dataclass(frozen=True)
class Made:
    """A generated network: the clone, the files that others search in, the commit it stands at and a later one."""

    place: Path
    leads: int
    members: int
    tip: str
    later: str

    @property
    def clone(self) -> Path:
        return self.place / "clone"

    def lines(self, kind: str) -> Path:
        """All records of a kind, one line of JSON each."""
        return self.place / f"{kind}.ndjson"

    def settle(self, variables: Mapping[str, str]) -> None:
        """Let whoever works with these variables be a member who has just synced."""
        Home.default(variables).remember(KnownNetwork("Generated", self.clone, "anna"))
        self.stand_at(self.tip)

    def stand_at(self, commit: str) -> None:
        """Make the clone stand at a commit, as if everything up to there had been pulled and judged."""
        repository = Repository.at(self.clone)
        moves = "".join(f"update {ref} {commit}\n" for ref in (MAIN, REMOTE_MAIN, VERIFIED))
        checked(repository.run("update-ref", "--stdin", stdin=moves.encode()))


def main() -> None:
    """Make networks, and say what is in them."""
    told = arguments(__doc__, SIZES).parse_args()
    with kept(told.keep) as folder:
        for leads in told.leads:
            began = time.perf_counter()
            made = network(folder, leads)
            print(f"{made.clone}: {leads} leads, {made.members} members, {time.perf_counter() - began:.1f} s")


def arguments(description: str | None, sizes: tuple[int, ...]) -> argparse.ArgumentParser:
    """What every benchmark on generated networks is told: sizes, rounds, and where networks are kept."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("leads", type=int, nargs="*", default=sizes, metavar="LEADS", help="how many leads")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where networks are kept for the next run")
    parser.add_argument("--rounds", type=int, default=11)
    return parser


@contextlib.contextmanager
def kept(folder: Path | None) -> Iterator[Path]:
    """The folder for networks: the one named, or one that is gone afterwards."""
    if folder is not None:
        yield folder.absolute()
        return
    with tempfile.TemporaryDirectory() as place:
        yield Path(place)


def network(folder: Path, leads: int) -> Made:
    """The network with so many leads, made where it is not there yet."""
    place = folder / f"{leads}-{_version()}"
    told = place / "made.json"
    if not told.is_file():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        made = _make(place, leads)
        told.write_text(json.dumps([made.leads, made.members, made.tip, made.later]))
    return Made(place, *json.loads(told.read_text()))


def _make(place: Path, leads: int) -> Made:
    """Write a network."""
    dice, members = Dice(leads), max(20, min(leads // 5, max(2_000, leads // 10)))
    line = generated.Line(leads)
    line.at = FOUNDED
    generated.found(line, FOUNDERS)
    generated.live(line, 5, 30)
    crowd = population.Crowd(dice, list(line.authors))
    with contextlib.ExitStack() as files:
        lines = {kind: files.enter_context((place / f"{kind}.ndjson").open("w", encoding="utf-8")) for kind in PATHS}
        for number, (kind, content, text) in enumerate(_grown(dice, crowd, members, leads)):
            assert number % COMPARED or text == dump(content).encode(), content
            line.tree.put(PATHS[kind](content["id"]), line.pack.add("blob", text))
            lines[kind].write(json.dumps(content, ensure_ascii=False) + "\n")
    line.at = NOW - timedelta(days=1)
    line.commit("anna", {}, "what was there before")
    repository, tip = generated.write(line, place / "clone", bare=False), line.tip
    made = Made(place, leads, members, tip, _later(line, dice, crowd, place))
    line.pack.write(repository.git_dir)
    checked(repository.run("update-ref", LATER, made.later))
    checked(repository.run("repack", "-adq"))
    made.stand_at(tip)
    checked(repository.run("reset", "--quiet", "--hard", MAIN))
    return made


def _grown(dice: Dice, crowd: Crowd, members: int, leads: int) -> Iterator[Row]:
    """Members as they join, then leads as they are registered, each with its handovers: kind, content and text."""
    for at in _moments(dice, members - FOUNDERS):
        yield _row("member", crowd.join(at.date()))
    taken: set[str] = set()
    for at in _moments(dice, leads):
        row = _row("lead", population.lead(dice, crowd, at, taken))
        yield row
        digest = hashlib.sha256(row[2]).hexdigest()
        yield from (_row("handover", found) for found in attempts.handovers(dice, row[1], digest, crowd, at))


def _later(line: generated.Line, dice: Dice, crowd: Crowd, place: Path) -> str:
    """A commit with ten records that are new or have changed."""
    line.at = NOW - timedelta(minutes=1)
    rows = [_row("lead", population.lead(dice, crowd, line.at, set())) for _ in range(4)]
    for kind, name in (("member", "headline"), ("lead", "title")):
        with (place / f"{kind}.ndjson").open(encoding="utf-8") as known:
            rows += [_row(kind, json.loads(text) | {name: "Changed lately"}) for text in islice(known, 3)]
    for kind, content, text in rows:
        line.tree.put(PATHS[kind](content["id"]), line.pack.add("blob", text))
    line.commit("anna", {}, "ten more")
    return line.tip


def _row(kind: str, content: Content) -> Row:
    return kind, content, canonical.text(content)


def _moments(dice: Dice, count: int) -> list[datetime]:
    """So many working hours since the founding, in order, denser of late."""
    days = sorted(dice.random() ** 0.7 * (NOW - FOUNDED).days for _ in range(count))
    opened = [FOUNDED + timedelta(days=int(day)) for day in days]
    return [day - timedelta(days=max(0, day.weekday() - 4)) + dice.hours(0, 6) - timedelta(hours=1) for day in opened]


def _version() -> str:
    """What the generator is like: a network is made anew after it has changed."""
    sources = (Path(__file__).with_name(f"{name}.py").read_bytes() for name in MADE_BY)
    return hashlib.sha256(b"".join(sources)).hexdigest()[:8]


if __name__ == "__main__":
    main()
