"""How old the state is that the inbox and the status speak of: said where others may have done something since."""

from __future__ import annotations

from pathlib import Path

import pytest
from people import NOW, Circle, Person

SOON, LATER, NEXT_DAY = "2026-11-23T09:09:00Z", "2026-11-23T09:17:00Z", "2026-11-24T13:00:00Z"
LINE = "as of Mon 23 Nov 2026 10:00 (17 minutes ago): pmnet sync"


@pytest.fixture
def anna(circle: Circle) -> Person:
    """Anna, who has just asked the server what is new."""
    circle.anna.ok("sync", now=NOW)
    return circle.anna


def last_line(person: Person, *words: str, now: str) -> str:
    return person.run(*words, now=now).out.splitlines()[-1].rstrip()


@pytest.mark.parametrize("words", [(), ("inbox",), ("status",)], ids=["bare", "inbox", "status"])
def test_it_is_said_after_some_minutes(anna: Person, words: tuple[str, ...]) -> None:
    assert "as of" not in anna.run(*words, now=SOON).out
    assert last_line(anna, *words, now=LATER) == LINE
    assert last_line(anna, *words, now=NEXT_DAY) == "as of Mon 23 Nov 2026 10:00 (1 day ago): pmnet sync"
    assert anna.ok(*(words or ("inbox",)), now=NEXT_DAY)["as_of"] == NOW
    anna.extra["PMNET_LANG"] = "de"
    assert last_line(anna, *words, now=LATER) == "Stand Mo 23.11.2026 10:00 (vor 17 Minuten): pmnet sync"


def test_whatever_the_server_answered_counts_and_its_silence_does_not(circle: Circle, anna: Person) -> None:
    anna.ok("sync", now=SOON)  # nothing was new
    assert anna.ok("status", now=LATER)["as_of"] == SOON
    assert anna.ok("free", "3", now=LATER)["sent"] is True
    assert anna.ok("status", now=NEXT_DAY)["as_of"] == LATER
    circle.bare.rename(circle.root / "elsewhere")
    anna.refused(8, "sync", now=NEXT_DAY)
    assert anna.run("free", "2", now=NEXT_DAY).code == 8
    assert anna.ok("status", now=NEXT_DAY)["as_of"] == LATER


def test_tidying_up_forgets_nothing(anna: Person) -> None:
    anna.git("gc", "-q", "--prune=now")
    assert not (anna.folder / ".git/refs/remotes/origin/main").exists()
    assert last_line(anna, "inbox", now=LATER) == LINE


def test_whoever_founds_shares_or_joins_has_heard_from_the_server(circle: Circle, tmp_path: Path) -> None:
    zoe = Person("zoe", tmp_path)
    who = ("--as", "zoe", "--full-name", "Zoe", "--email", "z@example.org")
    zoe.ok("init", "shared", "--name", "A", *who, "--remote", "a.git")
    zoe.ok("init", "alone", "--name", "B", *who)
    zoe.extra["PMNET_NETWORK"] = str(tmp_path / "shared")
    assert zoe.ok("status")["as_of"] == NOW
    zoe.extra["PMNET_NETWORK"] = str(tmp_path / "alone")
    assert zoe.ok("status", now=LATER)["as_of"] is None  # there is nobody to ask
    assert "as of" not in zoe.run("inbox", now=LATER).out
    zoe.ok("share", str(tmp_path / "b.git"), "--yes", now=LATER)
    assert zoe.ok("status", now=NEXT_DAY)["as_of"] == LATER
    zoe.ok("join", circle.remote, "joined", *who, "--yes", now=SOON)
    zoe.extra["PMNET_NETWORK"] = str(tmp_path / "joined")
    assert zoe.ok("status", now=LATER)["as_of"] == SOON
    assert zoe.ok("join", circle.remote, "again", "--yes", now=LATER)["known"] is True  # and nothing is sent
    zoe.extra["PMNET_NETWORK"] = str(tmp_path / "again")
    assert zoe.ok("status", now=NEXT_DAY)["as_of"] == LATER


@pytest.mark.parametrize("found", ["", "2026-11-23T09:00", "x" * 10_000, "2026-11-23T09:00:00Zé"])
def test_where_nobody_knows_nothing_is_said(anna: Person, found: str) -> None:
    (anna.folder / ".git/pmnet/heard").write_text(found)
    assert anna.ok("inbox", now=LATER)["as_of"] is None
    assert "as of" not in anna.run("inbox", now=LATER).out


def test_a_client_that_is_not_disclosed_here_may_be_by_now(circle: Circle) -> None:
    lead = circle.anna.ok("lead", "add", "--title", "PMO lead", "--days", "3", "--client", "Muster")["id"]
    circle.bea.ok("sync")
    circle.bea.ok("claim", lead)
    circle.anna.ok("sync")
    handover = f"{lead}.pm.1"
    circle.anna.ok("accept", handover)
    hint = circle.bea.refused(6, "client", handover)["hint"]
    assert hint == f"pmnet sync, in case it has been since; anna does that with: pmnet disclose {handover}"
    circle.bea.ok("sync")
    assert circle.bea.ok("client", handover)["client"]["name"] == "Muster"
