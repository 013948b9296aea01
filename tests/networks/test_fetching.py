"""A line that is cut while news come in: what was half brought is nothing, and it does not stay."""

from __future__ import annotations

import os
import random
from pathlib import Path

from bad_server import FETCH, Fault, Way
from behind import Behind
from people import Person

BROKE_OFF = "the network's server cannot be reached: the connection broke off"
AN_HOUR = 3600


def halves(person: Person) -> list[Path]:
    return list((person.folder / ".git" / "objects" / "pack").glob("tmp_*"))


def test_news_that_were_half_brought_come_whole_later_and_leave_nothing(behind: Behind) -> None:
    """Very many news arrive as one file, and git leaves a half one where it lies."""
    bea, carl, server = behind.circle.bea, behind.circle.carl, behind.server
    noise = random.Random(7).randbytes(20_000).hex()
    (behind.circle.root / "lead.yaml").write_text(f"title: News\nmode: first\nx-noise: {noise}\n")
    carl.ok("lead", "add", "--file", "lead.yaml")
    for person in (bea, behind.circle.anna):
        person.git("config", "fetch.unpackLimit", "1")  # so that few are as many
    behind.circle.anna.ok("sync")
    server.fault = Fault(Way.DOWN, server.gone[Way.DOWN] - 100, (FETCH,))
    tip = bea.ok("status")["tip"]
    for _ in range(50):  # git may be ended before it has begun the file
        assert bea.refused(8, "sync")["message"] == BROKE_OFF
        if halves(bea):
            break
    assert bea.ok("status")["tip"] == tip
    left = set(halves(bea))
    assert left
    assert bea.refused(8, "sync")["message"] == BROKE_OFF
    assert left <= set(halves(bea)), "one that might still be written is left alone"
    for place in halves(bea):
        os.utime(place, (place.stat().st_mtime - AN_HOUR,) * 2)
    server.fault = None
    assert bea.ok("sync")["new"][0]["text"].startswith("carl adds lead ")
    assert halves(bea) == []
