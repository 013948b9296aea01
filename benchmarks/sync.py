"""A sync that brings a few acts into a large network: judging them, beside the time git itself takes to fetch them.

    python benchmarks/sync.py [RECORDS] [MEMBERS] [ACTS] [ROUNDS]

Each round fetches into a fresh copy, then judges what came; medians and the ratio are printed. The records that were there
before are written in one commit and trusted, as they are for somebody who synced yesterday.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import generated

from pmnet.store.git import remote
from pmnet.store.git.refs import REMOTE_MAIN, VERIFIED
from pmnet.store.git.repository import Repository
from pmnet.store.trust import Trust


def main() -> None:
    """Print both medians and the ratio."""
    records, members, acts, rounds = (
        int(sys.argv[place]) if len(sys.argv) > place else default
        for place, default in enumerate((100_000, 1_000, 10, 5), 1)
    )
    line = generated.Line()
    generated.found(line, members)
    generated.records(line, records * 6 // 10, records * 4 // 10, 60)
    line.commit("anna", {}, "what was there before")
    known = line.tip
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        server = generated.write(line, root / "net.git")
        copy = Repository.create(root / "copy", bare=True)
        remote.set_address(copy, str(server.git_dir))
        remote.fetch(copy)
        copy.run("update-ref", VERIFIED, known)
        copy.close()
        generated.live(line, acts, 1)
        line.pack.write(server.git_dir)
        server.run("update-ref", "refs/heads/main", line.tip)
        fetching, judging = [], []
        for number in range(rounds):
            fresh = Repository(shutil.copytree(root / "copy", root / f"copy-{number}"), None)
            began = time.perf_counter()
            assert remote.fetch(fresh) == line.tip
            fetching.append(time.perf_counter() - began)
            began = time.perf_counter()
            found = Trust(fresh).follow(line.at + timedelta(minutes=1))
            judging.append(time.perf_counter() - began)
            assert (found.checked, fresh.tip(VERIFIED), fresh.tip(REMOTE_MAIN)) == (acts, line.tip, line.tip)
            fresh.close()
            shutil.rmtree(fresh.git_dir)
    fetch, judge = statistics.median(fetching), statistics.median(judging)
    print(f"{records} records, {members} members, {acts} acts, median of {rounds}")
    print(f"git fetch      {fetch * 1000:8.1f} ms    1.00")
    print(f"judging        {judge * 1000:8.1f} ms {judge / fetch:7.2f} x the fetch")


if __name__ == "__main__":
    main()
