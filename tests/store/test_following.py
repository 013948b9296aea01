"""The visible folder follows record by record, and nothing that somebody laid into it is in danger."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pmnet.store.git import checkout, few, history
from pmnet.store.git.drafts import Draft
from pmnet.store.git.mentions import Mentions
from pmnet.store.git.process import Finished
from pmnet.store.git.repository import Repository

TEXTS = {f"handovers/2026-11/{number:03}.yaml": b"partner: zoe\n" for number in range(5)} | {"network.yaml": b"id: x\n"}
ONE = "handovers/2026-11/001.yaml"


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    made = Repository.create(tmp_path / "net")
    yield made
    made.close()


def commit(repository: Repository, texts: dict[str, bytes], parent: str = "") -> str:
    draft = Draft(repository.id_kind)
    tree = draft.tree(lambda _: {}, "", {tuple(path.split("/")): draft.add("blob", texts[path]) for path in texts})
    repository.write(draft)
    who = "anna <anna@pmnet.invalid> 1 +0000"
    after = f"parent {parent}\n" if parent else ""
    words = f"tree {tree}\n{after}author {who}\ncommitter {who}\n\nan act\n"
    return repository.write_object("commit", words.encode())


@pytest.fixture
def first(repository: Repository) -> str:
    made = commit(repository, TEXTS)
    assert checkout.advance(repository, made)
    return made


def folder_of(repository: Repository) -> Path:
    assert repository.folder is not None
    return repository.folder


def test_where_in_the_folder_a_command_is_typed_makes_no_difference(
    repository: Repository, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(repository)
    (folder / "mine.txt").write_text("mine")
    second = commit(repository, TEXTS | {ONE: b"partner: bo\n", "members/bo.yaml": b"id: bo\n"}, first)
    monkeypatch.chdir(folder / "handovers")
    assert len(Mentions(repository, large=1).paths(first, "handovers/", "", "zoe") or []) == len(TEXTS) - 1
    assert checkout.advance(repository, second)
    assert checkout.edited_files(repository) == []
    assert checkout.untracked_files(repository) == ["mine.txt"]
    assert history.changed(repository, first, second, ["members/"]) == ["members/bo.yaml"]
    (folder / "network.yaml").write_text("id: y\n")  # now all files are looked at
    assert checkout.advance(repository, commit(repository, TEXTS | {"network.yaml": b"id: y\n"}, second))
    assert checkout.edited_files(repository) == []


@pytest.mark.parametrize("setting", ["color.ui", "color.grep"])
def test_a_person_who_always_wants_colours_is_answered_alike(
    repository: Repository, first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    section, name = setting.split(".")
    (tmp_path / "settings").write_text(f"[{section}]\n{name} = always\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))
    found = Mentions(repository, large=1).paths(first, "handovers/", "", "zoe")
    assert found is not None
    assert ONE in found
    assert ONE in history.mentioning(repository, first, "zoe")


def a_link(place: Path, elsewhere: Path) -> None:
    place.parent.mkdir()
    place.symlink_to(elsewhere)


def a_pipe(place: Path, elsewhere: Path) -> None:
    place.parent.mkdir()
    os.mkfifo(place)


def a_file_above(place: Path, elsewhere: Path) -> None:
    place.parent.write_text("mine")


def a_link_above(place: Path, elsewhere: Path) -> None:
    place.parent.symlink_to(elsewhere.parent)


@pytest.mark.skipif(os.name == "nt", reason="making links is not everybody's there")
@pytest.mark.parametrize("lay", [a_link, a_pipe, a_file_above, a_link_above])
def test_what_lies_where_a_record_is_to_come_stays(repository: Repository, first: str, tmp_path: Path, lay) -> None:
    elsewhere = tmp_path / "elsewhere" / "notes"
    elsewhere.parent.mkdir()
    elsewhere.write_text("mine")
    folder = folder_of(repository)
    place = folder / "members" / "bo.yaml"
    lay(place, elsewhere)
    before = os.lstat(place if place.is_symlink() or place.exists() else place.parent)
    second = commit(repository, TEXTS | {ONE: b"partner: bo\n", "members/bo.yaml": b"id: bo\n"}, first)
    assert not checkout.advance(repository, second)
    after = os.lstat(place if place.is_symlink() or place.exists() else place.parent)
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
    assert [entry.name for entry in elsewhere.parent.iterdir()] == ["notes"]
    assert (folder / ONE).read_bytes() == TEXTS[ONE]
    assert checkout.edited_files(repository) == []


def test_what_somebody_laid_beside_the_records_stays_where_all_files_are_looked_at(
    repository: Repository, first: str, tmp_path: Path
) -> None:
    folder = folder_of(repository)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    (folder / "link.yaml").symlink_to(elsewhere)
    inner = Repository.create(folder / "inner")
    (folder / "inner" / "mine.txt").write_text("mine")
    (folder / "network.yaml").write_text("id: y\n")  # now all files are looked at
    second = commit(repository, TEXTS | {"network.yaml": b"id: y\n", ONE: b"partner: bo\n"}, first)
    (folder / ONE).write_text("partner: bo\n")
    third = commit(repository, TEXTS | {"network.yaml": b"id: z\n", ONE: b"partner: eva\n"}, second)
    assert checkout.advance(repository, third)
    assert (folder / "link.yaml").is_symlink()
    assert (folder / "inner" / "mine.txt").read_text() == "mine"
    assert inner.git_dir.is_dir()
    assert checkout.edited_files(repository) == []
    assert (folder / ONE).read_bytes() == b"partner: eva\n"


def test_a_link_that_somebody_put_in_a_records_place_is_theirs_also_after_an_update_broke_off(
    repository: Repository, first: str, tmp_path: Path
) -> None:
    folder, elsewhere = folder_of(repository), tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    second = commit(repository, TEXTS | {ONE: b"partner: bo\n"}, first)
    (repository.git_dir / checkout.SHOWING).write_text(second)
    (folder / ONE).unlink()
    (folder / ONE).symlink_to(elsewhere)
    assert not checkout.advance(repository, second)
    assert (folder / ONE).is_symlink()


def test_two_commands_at_once_do_not_take_each_others_records_back(
    repository: Repository, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = commit(repository, TEXTS | {ONE: b"partner: bo\n"}, first)
    third = commit(repository, TEXTS | {ONE: b"partner: eva\n"}, second)
    fourth = commit(repository, TEXTS | {ONE: b"partner: eva\n", "network.yaml": b"id: y\n"}, third)
    other = Repository(repository.git_dir, repository.folder)
    thread = threading.Thread(target=checkout.advance, args=(other, third))
    look = few._is_listed_as

    def looking(*words: Any) -> bool:
        found = look(*words)
        if thread.ident is None:
            thread.start()
            thread.join(0.5)  # long enough for whoever does not have to wait
        return found

    monkeypatch.setattr(few, "_is_listed_as", looking)
    checkout.advance(repository, second)
    thread.join()
    other.close()
    assert (folder_of(repository) / ONE).read_bytes() == b"partner: eva\n"
    assert checkout.edited_files(repository) == []
    assert checkout.advance(repository, fourth)


def test_what_was_killed_before_it_was_noted_is_finished_beside_an_edit(
    repository: Repository, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder_of(repository) / "network.yaml").write_text("id: mine\n")
    second = commit(repository, TEXTS | {ONE: b"partner: bo\n"}, first)

    def killed(*words: str, **named: bytes) -> Finished:
        if words[0] == "update-ref":
            raise KeyboardInterrupt
        return Repository.run(repository, *words, **named)

    with monkeypatch.context() as halted:
        halted.setattr(repository, "run", killed)
        with pytest.raises(KeyboardInterrupt):
            checkout.advance(repository, second)
    assert checkout.advance(repository, second)
    assert checkout.edited_files(repository) == ["network.yaml"]


@pytest.mark.parametrize("singly", [True, False])
def test_a_list_of_files_that_cannot_be_read_is_no_failure_of_what_was_done(
    repository: Repository, first: str, monkeypatch: pytest.MonkeyPatch, singly: bool
) -> None:
    (repository.git_dir / "index").write_bytes(b"broken")
    if not singly:
        monkeypatch.setattr(few, "FEW", 0)
    assert not checkout.advance(repository, commit(repository, TEXTS | {ONE: b"partner: bo\n"}, first))
    assert (folder_of(repository) / ONE).read_bytes() == TEXTS[ONE]
