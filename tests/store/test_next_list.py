"""In a large network git's list of visible files is written while the server decides; nobody's work in the folder suffers."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from people import Circle
from test_following import ONE, TEXTS, commit, folder_of

from pmnet.store.git import checkout, few
from pmnet.store.git.repository import Repository

NEW = "members/bo.yaml"


@pytest.fixture(autouse=True)
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(few, "LARGE_BYTES", 0)


@pytest.fixture
def repository(tmp_path: Path):
    made = Repository.create(tmp_path / "net")
    made.arrive()
    yield made
    made.close()


@pytest.fixture
def first(repository: Repository) -> str:
    made = commit(repository, TEXTS)
    assert checkout.advance(repository, made)
    return made


@pytest.fixture
def second(repository: Repository, first: str) -> str:
    return commit(repository, TEXTS | {ONE: b"partner: bo\n", NEW: b"id: bo\n"}, first)


def foreseen(repository: Repository, wanted: str) -> few.NextList:
    found = checkout.foresee(repository, wanted)
    assert found is not None
    found._writing.join()
    return found


def typed(repository: Repository, *words: str) -> str:
    """What git says to somebody in the folder."""
    return subprocess.run(["git", *words], cwd=repository.folder, check=True, capture_output=True, text=True).stdout


def left(repository: Repository) -> list[str]:
    return [path.name for path in repository.git_dir.glob("pmnet/passing-*")]


@pytest.fixture
def steps(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What git is asked for from now on."""
    asked: list[str] = []
    real = Repository.run

    def run(self: Repository, *words: str, **named) -> object:
        asked.append(words[0] if words[0] != "--literal-pathspecs" else words[1])
        return real(self, *words, **named)

    monkeypatch.setattr(Repository, "run", run)
    return asked


def test_the_list_that_was_prepared_takes_its_place(repository: Repository, second: str, steps: list[str]) -> None:
    prepared = foreseen(repository, second)
    assert typed(repository, "--no-optional-locks", "status", "--porcelain") == ""
    del steps[:]
    assert checkout.advance(repository, second, prepared)
    assert steps == ["update-ref"]
    assert (folder_of(repository) / NEW).read_bytes() == b"id: bo\n"
    assert typed(repository, "diff", "--cached", "--name-only", second) == ""
    assert typed(repository, "status", "--porcelain") == ""
    assert left(repository) == []
    assert not (repository.git_dir / "index.lock").exists()


def test_what_is_not_wanted_any_more_leaves_nothing(repository: Repository, first: str, second: str) -> None:
    prepared = foreseen(repository, second)
    assert left(repository) != []
    prepared.drop()
    assert left(repository) == []
    assert typed(repository, "status", "--porcelain") == ""
    assert typed(repository, "rev-parse", "main").strip() == first


def somebody_adds_another_file(repository: Repository) -> None:
    (folder_of(repository) / "mine.txt").write_text("mine")
    typed(repository, "add", "mine.txt")


def somebody_looks(repository: Repository) -> None:
    place = folder_of(repository) / "network.yaml"
    os.utime(place, ns=(1, 1))  # so that git notes that it has looked at it
    typed(repository, "status")


def somebody_is_about_to_commit(repository: Repository) -> None:
    (repository.git_dir / "index.lock").touch()


@pytest.mark.parametrize(
    ("meanwhile", "shown", "status"),
    [
        (somebody_adds_another_file, True, "A  mine.txt\n"),
        (somebody_looks, True, ""),
        (somebody_is_about_to_commit, False, ""),
    ],
)
def test_a_list_that_somebody_changed_meanwhile_stays_theirs(
    repository: Repository,
    first: str,
    second: str,
    meanwhile: Callable[[Repository], None],
    shown: bool,
    status: str,
) -> None:
    prepared = foreseen(repository, second)
    meanwhile(repository)
    assert checkout.advance(repository, second, prepared) is shown
    prepared.drop()
    (repository.git_dir / "index.lock").unlink(missing_ok=True)
    assert checkout.advance(repository, second)
    assert typed(repository, "status", "--porcelain") == status
    assert typed(repository, "rev-parse", "main").strip() == second


def test_what_was_staged_in_a_records_place_stays(repository: Repository, second: str) -> None:
    place = folder_of(repository) / ONE
    place.write_bytes(b"partner: mine\n")
    typed(repository, "add", ONE)
    place.write_bytes(TEXTS[ONE])
    prepared = foreseen(repository, second)
    assert not checkout.advance(repository, second, prepared)
    prepared.drop()
    assert typed(repository, "show", f":{ONE}") == "partner: mine\n"


def test_a_record_that_was_edited_meanwhile_stays(repository: Repository, first: str, second: str) -> None:
    prepared = foreseen(repository, second)
    (folder_of(repository) / ONE).write_bytes(b"partner: mine\n")
    assert not checkout.advance(repository, second, prepared)
    assert (folder_of(repository) / ONE).read_bytes() == b"partner: mine\n"
    assert typed(repository, "diff", "--cached", "--name-only", first) == ""


def test_an_edit_in_the_moment_in_which_the_list_was_written_is_seen_afterwards(
    repository: Repository, second: str
) -> None:
    """Git looks again at files that are no older than its list: so the copy is as old as what it is a copy of."""
    typed(repository, "config", "core.trustctime", "false")
    place, moment = folder_of(repository) / "network.yaml", (10**18, 10**18)
    os.utime(place, ns=moment)
    typed(repository, "update-index", "--refresh")
    os.utime(repository.git_dir / "index", ns=moment)
    place.write_text("id: z\n")
    os.utime(place, ns=moment)
    assert checkout.advance(repository, second, foreseen(repository, second))
    assert typed(repository, "status", "--porcelain") == " M network.yaml\n"


def test_nothing_is_prepared_where_nobody_would_clear_it_away(repository: Repository, second: str) -> None:
    repository.close()
    assert checkout.foresee(repository, second) is None


def test_an_act_that_is_refused_leaves_nothing(circle: Circle) -> None:
    hook = circle.bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    circle.bea.refused(7, "member", "set", "headline=Late")
    assert list((circle.bea.folder / ".git/pmnet").glob("passing-*")) == []
    assert circle.bea.git("status", "--porcelain") == ""
    hook.unlink()
    assert circle.bea.ok("member", "set", "headline=Late")["sent"]
    assert circle.bea.git("status", "--porcelain") == ""
    assert circle.bea.git("log", "-1", "--format=%H", "HEAD") == circle.shared_git("rev-parse", "main")
