"""A network that was checked and found good is not checked again, and never called good when it is not.

What is remembered may be gone, broken, half-written, of another version or made by somebody else: the answer stays right.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from people import Circle

from pmnet import app
from pmnet.app import checked
from pmnet.app.checked import known_good, remember_good
from pmnet.app.validate import validate
from pmnet.cli.quick import answer
from pmnet.domain.records import KINDS
from pmnet.store.folder import Folder
from pmnet.store.git import looked_at
from pmnet.store.git.unchanged import place_of
from pmnet.store.listing import TOPS, files, names

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "network"
LEAD = "leads/2026-11/261109-w7sd.yaml"

pytestmark = pytest.mark.skipif(not hasattr(os, "posix_spawnp"), reason="nothing is remembered here")


@pytest.fixture
def net(tmp_path: Path) -> Path:
    """A network in a clone, checked once."""
    folder = tmp_path / "net"
    shutil.copytree(EXAMPLE, folder)
    git(folder, "init", "-q", "--initial-branch=main")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "-m", "all")
    assert not validate([folder]).findings
    assert known_good(str(folder)) == len(files(str(folder)))
    return folder


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


def replace_text(place: Path, old: bytes, new: bytes) -> None:
    """An edit that leaves nothing to see: as long as before, in the same file, with the same time of change."""
    before = place.stat()
    content = place.read_bytes()
    assert old in content and len(old) == len(new)
    with place.open("r+b") as file:
        file.write(content.replace(old, new, 1))
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))


def an_edit(net: Path) -> None:
    replace_text(net / "network.yaml", b"keepers:", b"kxepers:")


def an_edit_that_people_told_git_to_overlook(net: Path) -> None:
    git(net, "update-index", "--assume-unchanged", "network.yaml")
    an_edit(net)


def an_edit_outside_of_a_sparse_checkout(net: Path) -> None:
    git(net, "update-index", "--skip-worktree", "network.yaml")
    an_edit(net)


def line_ends_that_an_attribute_would_even_out(net: Path) -> None:
    (net / ".gitattributes").write_text("* text=auto eol=crlf\n")
    place = net / "network.yaml"
    place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))


def a_new_file(net: Path) -> None:
    (net / "members/zoe.yaml").write_text("id: zoe\n")


def a_new_file_that_is_ignored(net: Path) -> None:
    (net / ".gitignore").write_text("zoe.yaml\n")
    (net / ".git/info/exclude").write_text("zoe.yaml\n")
    a_new_file(net)


def a_new_file_in_a_new_folder(net: Path) -> None:
    (net / "leads/2031-01").mkdir()
    (net / "leads/2031-01/x.yaml").write_text("x: 1\n")


def a_file_that_is_called_like_no_record(net: Path) -> None:
    (net / "leads/README").write_text("hello\n")


def a_file_in_a_folder_that_git_overlooks(net: Path) -> None:
    (net / "members/.git").mkdir()
    (net / "members/.git/x.yaml").write_text("x: 1\n")


def a_clone_within(net: Path) -> None:
    git(net, "init", "-q", "members/inner")
    (net / "members/inner/x.yaml").write_text("x: 1\n")


def a_file_less(net: Path) -> None:
    (net / "members/clara.yaml").unlink()


def a_folder_less(net: Path) -> None:
    shutil.rmtree(net / "members")


def a_program(net: Path) -> None:
    (net / "network.yaml").chmod(0o755)


def a_link_to_the_same_words(net: Path) -> None:
    (net / "members/clara.yaml").rename(net / "elsewhere.yaml")
    (net / "members/clara.yaml").symlink_to(net / "elsewhere.yaml")


def a_folder_that_is_a_link(net: Path) -> None:
    (net / "members").rename(net / "elsewhere")
    (net / "members").symlink_to("elsewhere")


def a_month_that_is_a_link(net: Path) -> None:
    (net / "leads/2026-11").rename(net / "elsewhere")
    (net / "leads/2026-11").symlink_to("../elsewhere")


def a_pipe(net: Path) -> None:
    os.mkfifo(net / "members/zoe.yaml")


def a_broken_link(net: Path) -> None:
    (net / "members/zoe.yaml").symlink_to("nowhere")


CHANGES = (
    an_edit,
    an_edit_that_people_told_git_to_overlook,
    an_edit_outside_of_a_sparse_checkout,
    line_ends_that_an_attribute_would_even_out,
    a_new_file,
    a_new_file_that_is_ignored,
    a_new_file_in_a_new_folder,
    a_file_that_is_called_like_no_record,
    a_file_in_a_folder_that_git_overlooks,
    a_clone_within,
    a_file_less,
    a_folder_less,
    a_program,
    a_link_to_the_same_words,
    a_folder_that_is_a_link,
    a_month_that_is_a_link,
    a_pipe,
    a_broken_link,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_changed_is_checked_again(net: Path, change: Callable[[Path], None]) -> None:
    change(net)
    assert known_good(str(net)) is None
    assert validate([net]).findings
    assert known_good(str(net)) is None


def test_findings_are_never_remembered(net: Path) -> None:
    an_edit(net)
    first = validate([net])
    assert first.findings
    assert validate([net]) == first


def test_an_edit_taken_back_is_good_again(net: Path) -> None:
    an_edit(net)
    assert validate([net]).findings
    replace_text(net / "network.yaml", b"kxepers:", b"keepers:")
    assert not validate([net]).findings
    assert known_good(str(net)) is not None


def test_a_file_that_is_no_record_changes_nothing(net: Path) -> None:
    (net / "README.md").write_text("hello\n")
    assert known_good(str(net)) == len(files(str(net)))


def test_what_others_may_do_with_a_file_is_no_matter_of_records(net: Path) -> None:
    (net / "network.yaml").chmod(0o645)
    assert not validate([net]).findings


def test_whatever_changes_in_whatever_order(net: Path) -> None:
    dice, originals = random.Random(5), {path: (net / path).read_bytes() for path in files(str(net))}
    for _ in range(25):
        place = net / dice.choice(sorted(originals))
        match dice.randrange(5):
            case 0:
                place.unlink(missing_ok=True)
            case 1 | 2 if place.is_file():
                word = dice.choice((b"id:", b"name:", b"x-y:"))
                place.write_bytes(place.read_bytes() + word + b" x\n")
            case 3 if place.is_file():
                place.chmod(dice.choice((0o644, 0o755)))
            case _:
                for path in dice.sample(sorted(originals), 4) if dice.random() < 0.5 else originals:
                    (net / path).unlink(missing_ok=True)
                    (net / path).write_bytes(originals[path])
        known, found = known_good(str(net)), validate([net])
        assert known is None or (known, ()) == (found.checked, found.findings)
        assert (known_good(str(net)) is not None) == (not found.findings)


# what is remembered, damaged


def nothing_left(place: Path) -> None:
    shutil.rmtree(place)


def no_seal(place: Path) -> None:
    (place / "seal").unlink()


def no_index(place: Path) -> None:
    (place / "index").unlink()


def an_empty_seal(place: Path) -> None:
    (place / "seal").write_bytes(b"")


def half_a_seal(place: Path) -> None:
    content = (place / "seal").read_bytes()
    (place / "seal").write_bytes(content[: len(content) // 2])


def half_an_index(place: Path) -> None:
    content = (place / "index").read_bytes()
    (place / "index").write_bytes(content[: len(content) // 2])


def a_seal_of_nonsense(place: Path) -> None:
    (place / "seal").write_bytes(os.urandom(5_000))


def an_index_of_nonsense(place: Path) -> None:
    (place / "index").write_bytes(os.urandom(5_000))


def a_flag_in_the_index(place: Path) -> None:
    subprocess.run(
        [
            "git",
            "--git-dir",
            place,
            "--work-tree",
            place.parent.parent.parent,
            "update-index",
            "--assume-unchanged",
            "network.yaml",
        ],
        check=True,
    )


def an_index_of_another_time(place: Path) -> None:
    os.utime(place / "index")


def folders_in_place_of_files(place: Path) -> None:
    for name in ("seal", "index"):
        (place / name).unlink()
        (place / name).mkdir()


def a_file_in_place_of_the_folder(place: Path) -> None:
    shutil.rmtree(place)
    place.write_text("x")


def no_head(place: Path) -> None:
    (place / "HEAD").unlink()


DAMAGES = (
    nothing_left,
    no_seal,
    no_index,
    an_empty_seal,
    half_a_seal,
    half_an_index,
    a_seal_of_nonsense,
    an_index_of_nonsense,
    a_flag_in_the_index,
    an_index_of_another_time,
    folders_in_place_of_files,
    a_file_in_place_of_the_folder,
    no_head,
)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_memory_knows_nothing(net: Path, damage: Callable[[Path], None]) -> None:
    damage(Path(place_of(str(net))))
    assert known_good(str(net)) is None
    an_edit(net)
    assert known_good(str(net)) is None
    assert validate([net]).findings


def test_a_bit_that_fell_over(net: Path) -> None:
    place, dice = Path(place_of(str(net))), random.Random(3)
    for name in ("index", "seal"):
        file = place / name
        before, content = file.stat(), file.read_bytes()
        for _ in range(30):
            fallen = bytearray(content)
            fallen[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
            file.write_bytes(fallen)
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
            assert known_good(str(net)) is None
        file.write_bytes(content)
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert known_good(str(net)) is not None


def test_a_memory_that_cannot_be_mended_is_no_failure(net: Path) -> None:
    a_file_in_place_of_the_folder(Path(place_of(str(net))))
    assert not validate([net]).findings


@pytest.mark.parametrize("damage", [nothing_left, half_an_index, no_seal, no_head, folders_in_place_of_files])
def test_a_damaged_memory_mends_itself(net: Path, damage: Callable[[Path], None]) -> None:
    damage(Path(place_of(str(net))))
    validate([net])
    assert (known_good(str(net)) is not None) == (damage is not folders_in_place_of_files)


def test_what_another_version_found_is_not_known(net: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of_this = list(checked._program())
    monkeypatch.setattr(checked, "_program", lambda: iter([*of_this[:-1], "pyyaml-1.0.dist-info"]))
    assert known_good(str(net)) is None
    validate([net])
    assert known_good(str(net)) is not None
    monkeypatch.undo()
    assert known_good(str(net)) is None


def test_a_version_is_what_its_files_say() -> None:
    told = "\n".join(checked._program())
    for name in ("files.py", "integrity.py", "records.py", "validate.py", "lead.schema.json", "commit.py"):
        assert f"{name} " in told
    assert any(line.startswith("jsonschema-") for line in told.splitlines())


def test_a_program_in_an_archive_remembers_nothing(net: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checked, "__file__", str(net / "archive.zip" / "pmnet" / "app" / "checked.py"))
    assert known_good(str(net)) is None
    assert not validate([net]).findings


# stopped, and at the same time


@pytest.mark.parametrize("step", ["os.replace", "write_safely", "run_git", "seal", "_insist_ours", "_is_young"])
def test_stopped_while_it_was_noted(net: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    place = net / "members/clara.yaml"
    place.write_bytes(place.read_bytes() + b"x-note: mine\n")

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"pmnet.store.git.looked_at.{step}", stop)
    with pytest.raises(KeyboardInterrupt):
        validate([net])
    monkeypatch.undo()
    assert known_good(str(net)) is None
    assert not validate([net]).findings
    assert known_good(str(net)) is not None


def test_many_at_the_same_time(net: Path) -> None:
    shutil.rmtree(place_of(str(net)))
    command = [sys.executable, "-m", "pmnet", "validate", str(net)]
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(6)]
    assert [one.wait() for one in running] == [0] * 6
    validate([net])
    assert known_good(str(net)) == len(files(str(net)))
    assert {path.name for path in Path(place_of(str(net))).parent.iterdir()} == {"checked"}


def test_what_changed_while_it_was_checked_is_not_known(net: Path) -> None:
    folder = Folder.at(net)
    for path in folder.paths:
        folder.text(path)
    (net / LEAD).write_bytes((net / LEAD).read_bytes() + b"x-note: late\n")
    remember_good(str(net), folder.blobs)
    assert known_good(str(net)) is None


def test_what_was_read_twice_and_differed_is_not_known(net: Path) -> None:
    shutil.rmtree(place_of(str(net)))
    folder, original = Folder.at(net), (net / LEAD).read_bytes()
    for path in folder.paths:
        folder.text(path)
    (net / LEAD).write_bytes(b"x: 1\n")
    folder.text(LEAD)
    (net / LEAD).write_bytes(original)
    remember_good(str(net), folder.blobs)
    assert known_good(str(net)) is None


def test_files_that_rest_are_not_read_again(net: Path) -> None:
    index = Path(place_of(str(net))) / "index"
    now = time.time()
    paths = list(files(str(net)))
    os.utime(index, (now + 5, now + 5))
    assert not looked_at._is_young(str(net), index, paths)
    os.utime(index, (now - 5, now - 5))
    assert looked_at._is_young(str(net), index, paths)


# nothing is run, nothing is written elsewhere


def test_nothing_that_a_repository_names_is_run(net: Path, tmp_path: Path) -> None:
    mark = tmp_path / "run"
    program = tmp_path / "evil"
    program.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n")
    program.chmod(0o755)
    hostile = f'[core]\n\tfsmonitor = {program}\n\thooksPath = {tmp_path}\n[filter "evil"]\n\tclean = {program}\n'
    (net / ".gitattributes").write_text("* filter=evil\n")
    with (net / ".git/config").open("a") as file:
        file.write(hostile)
    place = Path(place_of(str(net)))
    (place / "config").write_text(hostile)
    (place / "info/attributes").write_text("* filter=evil\n")
    (tmp_path / "post-index-change").symlink_to(program)
    assert known_good(str(net)) is None
    assert not validate([net]).findings
    assert known_good(str(net)) is not None
    an_edit(net)
    assert validate([net]).findings
    assert not mark.exists()
    assert not (place / "config").exists()


def test_nothing_is_remembered_outside_a_clone(tmp_path: Path) -> None:
    folder = tmp_path / "net"
    shutil.copytree(EXAMPLE, folder)
    before = sorted(folder.rglob("*"))
    assert not validate([folder]).findings
    assert known_good(str(folder)) is None
    (folder / ".git").write_text("gitdir: elsewhere\n")
    assert not validate([folder]).findings
    assert known_good(str(folder)) is None
    assert sorted(folder.rglob("*")) == sorted([*before, folder / ".git"])


def test_without_git(net: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(net))
    assert known_good(str(net)) is None
    assert not validate([net]).findings


def test_people_git_sees_nothing_of_it(net: Path) -> None:
    done = subprocess.run(["git", "-C", net, "status", "--porcelain", "--ignored"], capture_output=True, text=True)
    assert done.stdout == ""


def test_another_network_is_another(net: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(net, other)
    assert known_good(str(other)) is None


# the command


def test_the_command_asks_first(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    said = circle.anna.run("validate", str(circle.anna.folder))
    assert (said.code, said.err) == (0, "")
    monkeypatch.setattr(app.validate, "validate", lambda places: pytest.fail("it was checked again"))
    assert circle.anna.run("validate", str(circle.anna.folder)) == said
    assert circle.anna.run("validate") == said
    assert circle.anna.ok("validate") == {"checked": 4, "findings": []}
    assert circle.anna.run("validate", "--format", "github").code == 0


def test_the_folders_are_those_of_the_kinds() -> None:
    assert {kind.folder for kind in KINDS} == TOPS
    assert names(str(EXAMPLE)) == sorted(files(str(EXAMPLE)))


def test_the_door_says_the_same(circle: Circle) -> None:
    folder, said = circle.anna.folder, circle.anna.run("validate", str(circle.anna.folder))
    for words in (["validate"], ["validate", "."], ["validate", str(folder)]):
        assert f"{answer(words, circle.anna.variables(), str(folder))}\n" == said.out
    replace_text(folder / "network.yaml", b"keepers:", b"kxepers:")
    for words in (["validate"], ["validate", "."], ["validate", "network.yaml"], ["validate", "", "."]):
        assert answer(words, circle.anna.variables(), str(folder)) is None


def test_the_door_lets_a_good_request_pass_and_leaves_others_to_the_judge(circle: Circle) -> None:
    folder, variables = str(circle.anna.folder), circle.anna.variables()
    base = circle.anna.git("rev-parse", "main").strip()
    circle.anna.ok("lead", "add", "--title", "A good lead")
    request = ["validate", "--base", base, "--head", "main"]
    assert answer(request, variables, folder) == "1 record checked, no findings"
    circle.anna.git("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "--allow-empty", "-m", "x")
    assert answer(request, variables, folder) is None
    assert answer([*request, "--format", "json"], variables, folder) is None
