"""What commits changed is what git says they changed, and what git would read leniently is told."""

from __future__ import annotations

import hashlib
import random
import subprocess
import time
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmnet.errors import Alarm
from pmnet.store.git import trees
from pmnet.store.git.repository import Repository
from pmnet.store.git.trees import ODD, TOO_DEEP, TOO_MUCH, Comparison, Entry, Folder, Row, follow

FILE, PROGRAM, LINK, MODULE, FOLDER = "100644", "100755", "120000", "160000", "40000"


class Objects:
    """A repository to which any bytes can be written as an object."""

    def __init__(self, place: Path, *how: str) -> None:
        self.place = place
        self.git("init", "-q", "--bare", *how, ".")

    def git(self, *command: str, given: bytes = b"") -> bytes:
        return subprocess.run(["git", *command], cwd=self.place, input=given, capture_output=True, check=True).stdout

    def write(self, kind: str, content: bytes) -> str:
        return self.git("hash-object", "-t", kind, "-w", "--stdin", "--literally", given=content).decode().strip()

    def folder(self, entries: Iterable[tuple[str, str, str]]) -> str:
        """A folder of (mode, name, id) in just this order."""
        return self.write(
            "tree", b"".join(b"%s %s\0%s" % (m.encode(), n.encode(), bytes.fromhex(i)) for m, n, i in entries)
        )

    def told(self, before: str, after: str) -> list[Row]:
        """What git says has changed between two folders."""
        nothing = self.git("hash-object", "-t", "tree", "--stdin").decode().strip()
        listed = (
            self.git("diff-tree", "-r", "-z", "--no-renames", before or nothing, after or nothing).decode().split("\0")
        )
        rows = []
        for about, path in zip(listed[::2], listed[1::2], strict=False):
            _, mode, was, now, _ = about.split(" ")
            rows.append(
                (path, mode if mode.strip("0") else "", was if was.strip("0") else "", now if now.strip("0") else "")
            )
        return sorted(rows)


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    return Objects(tmp_path)


def changed(objects: Objects, *tops: tuple[str, str]) -> list[trees.Changes]:
    repository = Repository(objects.place, None)
    try:
        return Comparison(repository).changes(tops)
    finally:
        repository.close()


def written(objects: Objects, files: Mapping[str, tuple[str, str]]) -> str:
    """The top folder of some files (mode, id) by path, as git writes it; empty where there are none."""
    rows = "".join(f"{mode} {name}\t{path}\n" for path, (mode, name) in files.items())
    objects.git("read-tree", "--empty")
    objects.git("update-index", "--index-info", given=rows.encode())
    return objects.git("write-tree").decode().strip() if files else ""


@pytest.mark.parametrize("how", [(), ("--object-format=sha256",)], ids=["sha1", "sha256"])
@pytest.mark.parametrize("seed", [0, 1, pytest.param(2, marks=pytest.mark.long)])
def test_a_random_history_is_read_as_git_reads_it(tmp_path: Path, seed: int, how: tuple[str, ...]) -> None:
    objects, chance = Objects(tmp_path, *how), random.Random(seed)
    blobs = [objects.write("blob", str(number).encode()) for number in range(4)]
    names = ["a", "a-b", "a.b", "b", "members/anna", "members/bea", "x/y/z", "x/y", "x", "a/b", "ä", "x/y/z/1", "x/y0"]
    files: dict[str, tuple[str, str]] = {}
    tops = [""]
    for _ in range(60):
        for path in chance.sample(names, chance.randint(1, 3)):
            for other in [known for known in files if known.startswith(f"{path}/") or path.startswith(f"{known}/")]:
                del files[other]
            if files.pop(path, None) is None or chance.random() < 0.6:
                files[path] = (chance.choice([FILE, FILE, FILE, PROGRAM, LINK, MODULE]), chance.choice(blobs))
        tops.append(written(objects, files))
    pairs = [*pairwise(tops), *((chance.choice(tops), chance.choice(tops)) for _ in range(30))]
    for pair, found in zip(pairs, changed(objects, *pairs), strict=True):
        rows = [(path, mode, was if mode or was else "", now) for path, mode, was, now in objects.told(*pair)]
        assert (found.rows, found.odd) == (rows, "")


def entry(name: str, number: int) -> Entry:
    return b"100644", name.encode(), hashlib.sha1(b"%d" % number).digest()


def as_bytes(entries: Iterable[Entry]) -> bytes:
    return b"".join(b"%s %s\0%s" % told for told in entries)


FOLDERS = st.dictionaries(st.sampled_from([f"n{n}" for n in range(12)]), st.integers(0, 2)).map(
    lambda told: [entry(name, number) for name, number in sorted(told.items())]
)


@given(FOLDERS, FOLDERS)
def test_a_folder_read_beside_the_one_before_is_the_folder_read_alone(before: list[Entry], after: list[Entry]) -> None:
    alone, nothing, everything = follow(Folder(), as_bytes(after), 20)
    beside, gone, come = follow(follow(Folder(), as_bytes(before), 20)[0], as_bytes(after), 20)
    assert (beside, beside.plain) == (alone, True)
    assert (nothing, everything) == ([], after)
    assert (gone, come) == ([e for e in before if e not in after], [e for e in after if e not in before])


@given(FOLDERS, st.binary(max_size=90), st.integers(0, 400), st.integers(0, 40))
def test_bytes_put_anywhere_are_judged_the_same_beside_and_alone(
    before: list[Entry], put: bytes, place: int, instead: int
) -> None:
    content = as_bytes(before)
    changed = content[:place] + put + content[place + instead :]
    alone = follow(Folder(), changed, 20)[0]
    beside = follow(follow(Folder(), content, 20)[0], changed, 20)[0]
    assert beside.plain == alone.plain
    assert not alone.plain or beside == alone
    assert not alone.plain or as_bytes(alone.entries) == changed


def odd_folders(file: str, folder: str) -> dict[str, list[tuple[str, str, str]]]:
    return {
        "a mode git does not write": [("100664", "a", file)],
        "a mode with a zero before": [("0100644", "a", file)],
        "a folder with a zero before": [("040000", "a", folder)],
        "a mode that is nothing": [("7", "a", file)],
        "a name twice": [(FILE, "a", file), (FILE, "a", file)],
        "not in order": [(FILE, "b", file), (FILE, "a", file)],
        "a file and a folder of one name": [(FILE, "a", file), (FILE, "a.b", file), (FOLDER, "a", folder)],
        "a folder and a file of one name": [(FOLDER, "a", folder), (FILE, "a", file)],
        "a slash in a name": [(FILE, "a/b", file)],
        "no name": [(FILE, "", file)],
    }


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside the one before"])
@pytest.mark.parametrize("sort", odd_folders("", ""))
def test_a_folder_that_git_would_not_write_is_odd(objects: Objects, sort: str, beside: bool) -> None:
    file = objects.write("blob", b"")
    folder = objects.folder([(FILE, "inner", file)])
    before = objects.folder([(FILE, name, file) for name in ("0", "~")])
    entries = odd_folders(file, folder)[sort]
    around = [(FILE, "0", file), *entries, (FILE, "~", file)] if beside else entries
    found = changed(objects, (before if beside else "", objects.folder(around)))[0]
    assert found.odd == ODD


def test_what_follows_an_odd_folder_is_judged_by_itself(objects: Objects) -> None:
    file = objects.write("blob", b"")
    odd = objects.folder([(FILE, "b", file), (FILE, "a", file)])
    mended = objects.folder([(FILE, "a", file), (FILE, "b", file), (FILE, "c", file)])
    still = objects.folder([(FILE, "b", file), (FILE, "a", file), (FILE, "c", file)])
    first, second, third = changed(objects, ("", odd), (odd, mended), (odd, still))
    assert (first.odd, second.odd, third.odd) == (ODD, "", ODD)
    assert second.rows == [("c", FILE, "", file)]


def test_a_folder_that_unfolds_without_end_is_left_off_at_once(objects: Objects) -> None:
    inner = objects.write("blob", b"boom")
    mode = FILE
    for _ in range(10):
        inner, mode = objects.folder([(mode, f"d{number}", inner) for number in range(10)]), FOLDER
    began = time.monotonic()
    found = changed(objects, ("", inner))[0]
    assert found.odd == TOO_MUCH
    assert time.monotonic() - began < 20, "ten thousand million files were not looked at"


def test_many_files_in_folders_of_their_own_are_not_nothing(objects: Objects) -> None:
    file = objects.write("blob", b"")
    folder = objects.folder([(FILE, "a", file)])
    found = changed(objects, ("", objects.folder([(FOLDER, f"d{number:05}", folder) for number in range(1_200)])))[0]
    assert found.odd == TOO_MUCH


def test_folders_deep_in_one_another_are_told(objects: Objects) -> None:
    inner = objects.folder([(FILE, "a", objects.write("blob", b""))])
    for _ in range(40):
        inner = objects.folder([(FOLDER, "d", inner)])
    found = changed(objects, ("", inner))[0]
    assert (found.odd, found.rows) == (TOO_DEEP, [])


def test_a_folder_that_is_missing_is_an_alarm(objects: Objects) -> None:
    top = objects.folder([(FOLDER, "d", "1" * 40)])
    with pytest.raises(Alarm, match="not complete"):
        changed(objects, ("", top))
