"""Whole processes timed in turn, so that a machine that slows down slows all of them; what counts is the ratios."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from statistics import median
from typing import Final

from chance import NOW

from pmnet.domain.clock import format_instant

PASS: Final = (sys.executable, "-c", "pass")
SMALL: Final = """
import os, resource, sys
child = os.fork()
if not child:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execvp(sys.argv[1], sys.argv[1:])
assert os.waitpid(child, 0)[1] == 0
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
PMNET: Final = (sys.executable, "-m", "pmnet")


@dataclass
class Way:
    """One command, where it runs, and each time: how long it took, and how long processors worked on it."""

    name: str
    command: Sequence[str | Path]
    folder: Path
    variables: Mapping[str, str]
    seconds: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    largest: int = 0

    def run(self) -> bytes:
        """Run it once without looking at the clock; raises CalledProcessError where it fails."""
        return subprocess.run(
            self.command, cwd=self.folder, env=self.variables, check=True, stdout=subprocess.PIPE
        ).stdout

    def time(self) -> float:
        """Run it once; remembers how long that took and the most memory it or what it started has held, in bytes."""
        began = time.perf_counter()
        process = subprocess.Popen(self.command, cwd=self.folder, env=self.variables, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        self.seconds.append(time.perf_counter() - began)
        self.work.append(used.ru_utime + used.ru_stime)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, self.command
        self.largest = max(self.largest, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
        return self.seconds[-1]

    def memory(self) -> float:
        """The most memory that it, or what it started, holds in one more run, in MB.

        Seen from a small process, because a system counts what whoever starts one holds as well.
        """
        command = [sys.executable, "-I", "-S", "-c", SMALL, *map(str, self.command)]
        said = subprocess.run(command, cwd=self.folder, env=self.variables, check=True, stdout=subprocess.PIPE).stdout
        return int(said.split()[-1]) * (1 if sys.platform == "darwin" else 1024) / 1e6

    @property
    def ms(self) -> float:
        """The median, in milliseconds."""
        return median(self.seconds) * 1000


def ratio(mine: Way, other: Way) -> float:
    """How many times as long one takes as another: the median of the ratios of neighbouring runs."""
    return median(a / b for a, b in zip(mine.seconds, other.seconds, strict=True))


def bar(words: str, found: float, most: float = inf, least: float = -inf) -> None:
    """One line: a figure beside its bar."""
    wanted = f"<= {most:g}" if least == -inf else f">= {least:g}"
    print(f"{words:58} {found:9.2f}   bar: {wanted:8} {'met' if least <= found <= most else 'MISSED'}")


@contextlib.contextmanager
def variables() -> Iterator[dict[str, str]]:
    """What processes are told: a home of their own, and the moment for which networks are made."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("PMNET_", "PYTHONDONTWRITE"))}
    with tempfile.TemporaryDirectory() as home:
        yield {**known, "PMNET_HOME": home, "PMNET_NOW": format_instant(NOW), "TASKRC": f"{home}/taskrc"}
