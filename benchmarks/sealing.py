"""Adding a lead with a client under seal, beside the same lead without one, over ssh on loopback.

    python benchmarks/sealing.py [ROUNDS]

Whole processes, in turn; what counts is the ratio of the medians: absolute times mean nothing on a shared machine.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "servers"))

from ssh_server import start_sshd

PUBLIC = ["lead", "add", "--title", "PMO lead for a plant start-up", "--days", "3", "--quiet"]
CLIENT = ["--client", "Example Works", "--contact", "Eva Kern, buyer, eva@works.example", "--note", "Loud CFO"]


def main() -> None:
    """Print a line for each, and the ratio."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "sshd").mkdir()
        server = start_sshd(folder / "sshd", shutil.which("sshd") or "/usr/sbin/sshd", shutil.which("git-shell") or "")
        try:
            bare = folder / "net.git"
            subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=main", bare], check=True)
            variables = {**os.environ, **server.variables, "PMNET_HOME": str(folder / "home"), "CI": "true"}
            variables["PMNET_NETWORK"] = str(folder / "anna")
            found = ["init", str(folder / "anna"), "--name", "N", "--as", "anna", "--full-name", "Anna"]
            founding = [*found, "--email", "anna@example.org", "--remote", server.address(bare)]
            seconds([*founding, "--policy", "open_leads=200"], variables)
            plain, sealed = [], []
            for _ in range(rounds):
                plain.append(seconds(PUBLIC, variables))
                sealed.append(seconds([*PUBLIC, *CLIENT], variables))
        finally:
            server.stop()
    without, within = statistics.median(plain), statistics.median(sealed)
    print(f"median of {rounds}, over ssh")
    print(f"lead add                {without * 1000:8.1f} ms    1.00")
    print(f"lead add, with a client {within * 1000:8.1f} ms {within / without:7.2f} x")


def seconds(arguments: list[str], variables: dict[str, str]) -> float:
    """How long one command takes as a whole process."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "pmnet", *arguments], env=variables, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
