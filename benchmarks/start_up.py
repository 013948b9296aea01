"""How long `pmnet --help` and one listing take, as a ratio to a bare Python of the same installation.

    python benchmarks/start_up.py [ROUNDS]

Whole processes, taken in turn so that a machine that slows down slows all of them; medians of the ratios of neighbouring
runs are printed. Absolute times mean nothing on a shared machine.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence

BARE = [sys.executable, "-c", "pass"]
PMNET = [sys.executable, "-m", "pmnet"]


def seconds(command: Sequence[str], variables: Mapping[str, str]) -> float:
    """The wall time of one process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=dict(variables))
    return time.perf_counter() - start


def main() -> None:
    """Print one line for each command."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    commands = {"pmnet --help": [*PMNET, "--help"], "pmnet help exit-codes": [*PMNET, "help", "exit-codes"]}
    with tempfile.TemporaryDirectory() as home:
        variables["PMNET_HOME"] = home
        for command in (BARE, *commands.values()):
            seconds(command, variables)
        times: dict[str, list[float]] = {name: [] for name in commands}
        bare: list[float] = []
        for _ in range(rounds):
            bare.append(seconds(BARE, variables))
            for name, command in commands.items():
                times[name].append(seconds(command, variables))
    print(f"{'command':24} {'median ms':>10} {'x python -c pass':>17}")
    print(f"{'python -c pass':24} {statistics.median(bare) * 1000:10.1f} {1:17.2f}")
    for name, found in times.items():
        ratio = statistics.median(mine / floor for mine, floor in zip(found, bare, strict=True))
        print(f"{name:24} {statistics.median(found) * 1000:10.1f} {ratio:17.2f}")


if __name__ == "__main__":
    main()
