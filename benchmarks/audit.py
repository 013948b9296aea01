"""A whole history audited by pmnet, beside git verifying the same signatures one by one.

    python benchmarks/audit.py [ACTS] [MEMBERS] [ROUNDS]

Both work on the same repository in the same run, in turns. pmnet judges everything (signatures, keys, schema, authority,
lifecycle, integrity); `git log --format=%G?` looks at the signatures alone, at a part of the acts where there are many,
because it takes minutes. What counts is the time for one act, the median of the rounds; absolute times mean nothing on a
shared machine.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median

import generated

from pmnet.store.git.repository import Repository
from pmnet.store.ledger import Ledger

GIT_LOOKS_AT = 500


def main() -> None:
    """Print a line for each, and the ratio."""
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    acts = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    members = int(sys.argv[2]) if len(sys.argv) > 2 else min(100, max(2, acts // 20))
    line = generated.Line()
    generated.found(line, members)
    generated.live(line, max(1, acts - line.acts), 100)
    with tempfile.TemporaryDirectory() as place:
        repository = generated.write(line, Path(place) / "net.git")
        signers = Path(place) / "signers"
        signers.write_text("".join(f"{a.id} {a.sign}\n" for a in line.authors.values()))
        looked_at = min(GIT_LOOKS_AT, line.acts)
        ours, theirs = [], []
        for _ in range(rounds):
            theirs.append(timed(lambda: by_git(repository, signers, looked_at)) / looked_at)
            ours.append(timed(lambda: by_pmnet(repository, line)) / line.acts)
        repository.close()
    git, pmnet = median(theirs), median(ours)
    print(f"{'':28} {'acts':>8} {'ms an act':>10} {'times git':>10}")
    print(f"{'git log --format=%G?':28} {looked_at:8} {git * 1000:10.3f} {1:10.2f}")
    print(
        f"{'pmnet audit --full':28} {line.acts:8} {pmnet * 1000:10.3f} {pmnet / git:10.4f}   ({git / pmnet:.1f} x faster)"
    )


def by_git(repository: Repository, signers: Path, acts: int) -> None:
    """Let git verify the newest acts."""
    command = ["git", "--git-dir", str(repository.git_dir), "-c", f"gpg.ssh.allowedSignersFile={signers}"]
    command += ["log", "--first-parent", f"-{acts}", "--format=%G?", "main"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert set(said) == {"G"}, set(said)


def by_pmnet(repository: Repository, line: generated.Line) -> None:
    """Let pmnet judge every act since the founding."""
    found = Ledger(repository).verify("", line.tip, line.at + timedelta(minutes=1))
    assert found.bad is None, found.findings


def timed(work: Callable[[], None]) -> float:
    """How long some work takes, in seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
