"""A whole history audited by pmnet, beside git verifying the same signatures one by one.

    python benchmarks/audit.py [ACTS] [MEMBERS]

Both work on the same repository in the same run. pmnet judges everything (signatures, keys, schema, authority, lifecycle,
integrity); `git log --format=%G?` looks at the signatures alone. git is given a part of the acts where there are many,
because it takes minutes; what counts is the time for one act. Absolute times mean nothing on a shared machine.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import generated

from pmnet.store.ledger import Ledger

GIT_LOOKS_AT = 1_000


def main() -> None:
    """Print a line for each, and the ratio."""
    acts = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    members = int(sys.argv[2]) if len(sys.argv) > 2 else min(100, max(2, acts // 20))
    line = generated.Line()
    generated.found(line, members)
    generated.live(line, max(1, acts - line.acts), 100)
    with tempfile.TemporaryDirectory() as place:
        repository = generated.write(line, Path(place) / "net.git")
        signers = Path(place) / "signers"
        signers.write_text("".join(f"{a.id} {a.sign}\n" for a in line.authors.values()))
        began = time.perf_counter()
        found = Ledger(repository).verify("", line.tip, line.at + timedelta(minutes=1))
        ours = (time.perf_counter() - began) / line.acts
        repository.close()
        assert found.bad is None, found.findings
        looked_at = min(GIT_LOOKS_AT, line.acts)
        command = ["git", "--git-dir", str(repository.git_dir), "-c", f"gpg.ssh.allowedSignersFile={signers}"]
        command += ["log", "--first-parent", f"-{looked_at}", "--format=%G?", "main"]
        began = time.perf_counter()
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        theirs = (time.perf_counter() - began) / looked_at
        assert set(said) == {"G"}, set(said)
    print(f"{'':28} {'acts':>8} {'ms an act':>10} {'times git':>10}")
    print(f"{'git log --format=%G?':28} {looked_at:8} {theirs * 1000:10.3f} {1:10.2f}")
    print(
        f"{'pmnet audit --full':28} {line.acts:8} {ours * 1000:10.3f} {ours / theirs:10.4f}   ({theirs / ours:.1f} x faster)"
    )


if __name__ == "__main__":
    main()
