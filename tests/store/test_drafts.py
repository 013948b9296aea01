"""What is written in one go is what git would have written one by one; what is read from git's own files is what git says."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pmnet.errors import PmnetError
from pmnet.store.git.drafts import Draft
from pmnet.store.git.refs import has_none, shows_main
from pmnet.store.git.repository import Repository

SIZES = (0, 1, 15, 16, 2047, 2048, 262_143, 262_144, 1_000_000)
"""Around each place where a pack needs one more byte to say a size."""


@pytest.fixture(params=["sha1", "sha256"])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    folder = tmp_path / "net"
    kind = f"--object-format={request.param}"
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", kind, str(folder)], check=True)
    return Repository.at(folder)


def commit(repository: Repository) -> str:
    person = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(
        ["git", "-C", str(repository.folder), *person, "commit", "-q", "--allow-empty", "-m", "x"], check=True
    )
    found = repository.tip("refs/heads/main")
    assert found is not None
    return found


def test_objects_have_the_ids_and_the_contents_that_git_gives_them(repository: Repository) -> None:
    draft = Draft(repository.id_kind)
    contents = [bytes(range(256)) * (size // 256) + b"x" * (size % 256) for size in SIZES]
    names = [draft.add("blob", content) for content in contents]
    repository.write(draft)
    assert [repository.object(name) for name in names] == [("blob", content) for content in contents]
    assert names == [repository.write_object("blob", content) for content in contents]
    repository.close()


def test_a_folder_grows_by_files_in_the_order_of_git(repository: Repository) -> None:
    draft = Draft(repository.id_kind)
    paths = ("leads/a.yaml", "leads.yaml", "leads-of/b.yaml", "leads/Ä/c.yaml", "z", "a/b/c/d")
    first = draft.tree(lambda _: {}, "", {tuple(path.split("/")): draft.add("blob", path.encode()) for path in paths})
    repository.write(draft)
    further = Draft(repository.id_kind)
    changes = {("leads", "a.yaml"): further.add("blob", b"new"), ("leads", "Ä", "d"): further.add("blob", b"d")}
    second = further.tree(repository._entries, first, changes)
    repository.write(further)
    subprocess.run(["git", "-C", str(repository.folder), "fsck", "--strict", second], check=True)
    told = subprocess.run(
        ["git", "-C", str(repository.folder), "ls-tree", "-r", "-z", "--name-only", second], capture_output=True
    )
    assert set(told.stdout.decode().strip("\0").split("\0")) == {*paths, "leads/Ä/d"}
    assert repository.entry(second, "leads/a.yaml")[1] == further.add("blob", b"new")
    assert repository.entry(second, "z") == repository.entry(first, "z")
    repository.close()


def test_another_repository_of_the_same_kind(repository: Repository, tmp_path: Path) -> None:
    other = Repository.create(tmp_path / "other.git", bare=True, like=repository)
    known = repository.run("rev-parse", "--show-object-format").out.decode().strip()
    assert other.id_kind == repository.id_kind == known
    assert len(other.write_object("blob", b"")) == {"sha1": 40, "sha256": 64}[known]


@pytest.mark.parametrize("packed", [False, True], ids=["in a file", "in the list"])
def test_a_ref_below_a_folder_is_seen_wherever_git_keeps_it(repository: Repository, packed: bool) -> None:
    tip, place = commit(repository), str(repository.git_dir)
    repository.run("update-ref", "refs/replaced/x", tip)
    repository.run("pack-refs", "--all")
    assert has_none(place, "refs/replace")
    repository.run("update-ref", f"refs/replace/{tip}", tip)
    if packed:
        repository.run("pack-refs", "--all", "--prune")
        (repository.git_dir / "refs" / "replace").rmdir()
    assert not has_none(place, "refs/replace")
    assert not has_none(place, f"refs/replace/{tip}")
    assert has_none(place, f"refs/replace/{tip[:-1]}")
    repository.close()


def test_where_git_keeps_its_refs_otherwise_nothing_is_plain(tmp_path: Path) -> None:
    assert not has_none(str(tmp_path), "refs/replace")
    assert not shows_main(str(tmp_path))
    (tmp_path / "HEAD").write_text("ref: refs/heads/main\n")
    assert has_none(str(tmp_path), "refs/replace")
    for name in ("reftable", "commondir"):
        (tmp_path / name).mkdir()
        assert not has_none(str(tmp_path), "refs/replace")
        (tmp_path / name).rmdir()


def test_a_repository_that_git_cannot_read_is_told_and_nothing_in_it_counts_as_missing(repository: Repository) -> None:
    (repository.git_dir / "config").write_text("[core\n")
    for ref in ("refs/heads/main", "refs/pmnet/verified"):
        with pytest.raises(PmnetError, match="this folder cannot be read"):
            repository.tip(ref)


def test_which_line_the_folder_shows(repository: Repository) -> None:
    tip, place = commit(repository), str(repository.git_dir)
    assert shows_main(place)
    repository.run("symbolic-ref", "HEAD", "refs/heads/main2")
    assert not shows_main(place)
    repository.run("update-ref", "--no-deref", "HEAD", tip)
    assert not shows_main(place)
    repository.close()
