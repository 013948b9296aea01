"""`pmnet validate` beside `check-jsonschema` over the same files, and beside `git ls-tree -r` where nothing has changed.

    python benchmarks/validate.py [RECORDS] [FILES] [ROUNDS]

Whole processes, taken in turn; what counts is the ratio of the medians, because absolute times mean nothing on a shared
machine. check-jsonschema takes one schema at a time, so it is called once for each kind of record and its times are added.
It looks at the form of each record alone; pmnet looks at whether they fit together, too, and in a request of FILES acts at
signatures, rights and rules. That request lies on a network of RECORDS records that are not looked at again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import generated

from pmnet.app import lead_acts
from pmnet.domain.records import KINDS

BIN = Path(sys.executable).parent
SCHEMAS = Path(__file__).parent.parent / "schemas"
QUICK = 5
"""How many times more often what takes a moment is taken."""


@dataclass
class Network:
    """A clone with a clean folder, the files of a request beside it, and how commands run there."""

    folder: Path
    base: str
    head: str
    request: list[Path] = field(default_factory=list)

    def run(self, *command: str | Path) -> None:
        variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        variables["PMNET_HOME"] = str(self.folder.parent / "home")
        subprocess.run(command, cwd=self.folder, env=variables, stdout=subprocess.DEVNULL, check=True)

    def forget(self) -> None:
        """Let nothing be known of earlier checks."""
        shutil.rmtree(self.folder / ".git" / "pmnet", ignore_errors=True)

    def validate(self) -> None:
        self.run(BIN / "pmnet", "validate")

    def validate_request(self) -> None:
        self.run(BIN / "pmnet", "validate", "--base", self.base, "--head", self.head)

    def list_tree(self) -> None:
        self.run("git", "ls-tree", "-r", "HEAD")

    def check_schemas(self) -> None:
        for kind in KINDS:
            place = self.folder / kind.folder
            self.check_schema(kind.name, sorted(place.rglob("*.yaml")) if place.is_dir() else [place])

    def check_request(self) -> None:
        self.check_schema("lead", self.request)

    def check_schema(self, kind: str, files: Sequence[Path]) -> None:
        self.run(BIN / "check-jsonschema", "--schemafile", SCHEMAS / f"{kind}.schema.json", *files)


def main() -> None:
    """Print a line for each, and the ratios."""
    records, files, rounds = (
        int(sys.argv[place]) if len(sys.argv) > place else default for place, default in enumerate((10_000, 20, 3), 1)
    )
    with tempfile.TemporaryDirectory() as place:
        net = made(Path(place), records, files)
        cold, theirs = in_turn(rounds, net.validate, net.check_schemas, before=net.forget)
        net.validate()
        known, listed = in_turn(QUICK * rounds, net.validate, net.list_tree)
        request, those = in_turn(QUICK * rounds, net.validate_request, net.check_request)
    print(f"{records} records, a request of {files} files, medians of {rounds} and {QUICK * rounds}")
    print(f"{'check-jsonschema':40} {theirs * 1000:9.1f} ms")
    print(f"{'pmnet validate':40} {cold * 1000:9.1f} ms   {theirs / cold:6.2f} x faster")
    print(f"{'git ls-tree -r HEAD':40} {listed * 1000:9.1f} ms")
    print(f"{'pmnet validate, unchanged':40} {known * 1000:9.1f} ms   {known / listed:6.2f} x as long")
    print(f"{'check-jsonschema, given the files':40} {those * 1000:9.1f} ms")
    print(f"{'pmnet validate --base --head':40} {request * 1000:9.1f} ms   {those / request:6.2f} x faster")


def made(place: Path, records: int, files: int) -> Network:
    """A network of that many records, one in a hundred a member, and a request of one member's acts."""
    line = generated.Line()
    members = max(2, records // 100)
    generated.found(line, members)
    leads = (records - members - 1) * 6 // 10
    generated.records(line, leads, records - members - 1 - leads, 60)
    line.commit("anna", {}, "what was there before")
    base, paths = line.tip, []
    for _ in range(files):
        line.pass_time(1)
        plan = lead_acts.add(line.state, line.at, "member-1", f"{line.acts:016d}", generated.content(line))
        line.act("member-1", plan)
        paths.append(plan.records[0].path)
    repository = generated.write(line, place / "net", bare=False)
    repository.run("update-ref", "refs/heads/main", base)
    repository.run("reset", "--quiet", "--hard")
    net = Network(place / "net", base, line.tip)
    for path in paths:
        file = place / "request" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(line.state.text(path) or b"")
        net.request.append(file)
    return net


def in_turn(
    rounds: int, ours: Callable[[], None], theirs: Callable[[], None], before: Callable[[], None] = lambda: None
) -> tuple[float, float]:
    """The median times of both, in seconds."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        before()
        for work, found in zip((ours, theirs), times, strict=True):
            began = time.perf_counter()
            work()
            found.append(time.perf_counter() - began)
    return median(times[0]), median(times[1])


if __name__ == "__main__":
    main()
