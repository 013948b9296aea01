"""What is begun before the program is loaded: of the right copy, of nobody's who could harm, and of none that is unclear."""

from __future__ import annotations

from pathlib import Path

import pytest
from people import Circle, Person

from pmnet.cli import early
from pmnet.cli.main import main
from pmnet.store import beginning
from pmnet.store.beginning import Beginning, begin
from pmnet.store.git import mentions


@pytest.fixture
def claimed(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> str:
    """A handover of bea's, in a network that counts as large."""
    lead = circle.anna.ok("lead", "add", "--title", "One")["id"]
    circle.bea.ok("claim", lead)
    monkeypatch.setattr(beginning, "LARGE", 1)
    monkeypatch.setattr(mentions.Mentions.__init__, "__defaults__", (1,))
    return f"{lead}.pm.1.yaml"


def begun_by(person: Person, folder: Path | None = None, network: str = "", **more: str) -> Beginning | None:
    found = begin({**person.variables(), **more}, folder or person.folder, network, "handovers/")
    if found is not None:
        found.close()
    return found


def test_what_mentions_the_member_is_searched(circle: Circle, claimed: str) -> None:
    begun = begun_by(circle.bea)
    assert begun is not None
    assert begun.search is not None
    assert [name for names in begun.search.found().values() for name in names] == [claimed]
    named = begun_by(circle.bea, circle.root, str(circle.bea.folder))
    assert named is not None
    assert named.repository.folder == circle.bea.folder


def test_a_small_network_is_not_searched(circle: Circle, claimed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "LARGE", 2)
    begun = begun_by(circle.bea)
    assert begun is not None
    assert begun.search is None


def no_handovers(git_dir: Path) -> None:
    (git_dir.parent / "handovers").rename(git_dir.parent / "mine")


def a_file_among_the_months(git_dir: Path) -> None:
    (git_dir.parent / "handovers" / "notes.txt").touch()


def no_state(git_dir: Path) -> None:
    (git_dir / "refs/pmnet/verified").write_bytes(b"\xff")


@pytest.mark.parametrize("change", [no_handovers, a_file_among_the_months, no_state])
def test_where_nothing_can_be_searched_the_command_says_what_it_says(circle: Circle, claimed: str, change) -> None:
    change(circle.bea.folder / ".git")
    begun = begun_by(circle.bea)
    assert begun is None or begun.search is None


def test_a_copy_that_brings_settings_is_not_touched(circle: Circle, claimed: str, tmp_path: Path) -> None:
    run = tmp_path / "run"
    circle.bea.git("config", "core.sshCommand", f"touch {run}; false")
    circle.bea.git("config", "remote.origin.url", "ssh://somewhere.invalid/net.git")
    assert begun_by(circle.bea) is None
    circle.bea.refused(4, "claim", claimed[:11])
    assert not run.exists()


def test_where_no_network_is_meant_nothing_is_begun(circle: Circle, tmp_path: Path) -> None:
    assert begun_by(Person("nobody", tmp_path), tmp_path) is None
    assert begun_by(circle.bea, network="other") is None


def test_a_time_that_is_none_is_told_before_anything_is_begun(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PMNET_TIMEOUT", "soon")
    assert begun_by(circle.bea) is None


def test_a_claim_searches_once(circle: Circle, claimed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit asks for the member's handovers, and so does what the answer tells of them."""
    lead = circle.anna.ok("lead", "add", "--title", "Two")["id"]
    circle.bea.ok("sync")
    asked: list[tuple[str, ...]] = []
    search = mentions._search

    def told(*words) -> dict[str, list[str]]:
        asked.append(words[1:])
        return search(*words)

    monkeypatch.setattr(mentions, "_search", told)
    words = ["claim", lead]
    begun = early.begin(words, circle.bea.variables(), str(circle.bea.folder))
    assert main(words, circle.bea.variables(), circle.bea.folder, begun) == 0
    assert [words[1:] for words in asked if words[-1] == "bea"] == [("handovers/", ["2026-11"], "bea")]
