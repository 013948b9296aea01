"""Places and sorts of files that no network holds: refused whoever brings them, keepers included."""

from __future__ import annotations

import pytest
from doors import Door, let_in, variants
from forge import FOLDER, Entry, Place
from records import member, put
from scene import Scene

BEA = "members/bea.yaml"


@pytest.mark.parametrize("mode", ["120000", "100755", "100664"], ids=["link", "program", "writable by the group"])
def test_ones_own_record_as_another_sort_of_file(scene: Scene, door: Door, mode: str) -> None:
    door.refuses(scene.act("bea", {BEA: scene.forge.blob(scene.own("bea"), mode)}), "path-mode", by="bea")


def test_ones_own_record_as_a_link_to_a_secret(scene: Scene, door: Door) -> None:
    link = scene.forge.blob(b"/etc/passwd", "120000")
    door.refuses(scene.act("bea", {BEA: link}), "path-mode", by="bea")


def test_ones_own_record_as_another_repository(scene: Scene, door: Door) -> None:
    door.refuses(scene.act("bea", {BEA: Entry("160000", scene.base)}), "path-mode", by="bea")


@pytest.mark.parametrize("mode", ["120000", "100755", "160000"], ids=["link", "program", "repository"])
def test_a_keepers_file_of_another_sort(scene: Scene, door: Door, mode: str) -> None:
    entry = Entry(mode, scene.base) if mode == "160000" else scene.forge.blob(b"#!/bin/sh\n", mode)
    door.refuses(scene.act("anna", {"tools/run": entry}), "path-mode", by="anna")


def test_a_record_folder_as_a_link(scene: Scene, door: Door) -> None:
    link = scene.forge.blob(b"/tmp", "120000")
    door.refuses(scene.act("anna", {"members": link}), "path", "authority", by="anna")


def test_a_mode_changed_and_nothing_else(scene: Scene, door: Door) -> None:
    """The same blob: whoever compares contents only sees no change."""
    found = scene.forge.rows(f"{scene.base}:members")["carl.yaml"]
    door.refuses(
        scene.act("bea", {"members/carl.yaml": Entry("100755", found.object)}), "path-mode", "authority", by="bea"
    )


ODD: dict[str, Place] = {
    "a step upwards": "../x",
    "a step upwards inside": "docs/../../x",
    "a step nowhere": "docs/./x",
    "git's own folder": ".git/hooks/post-checkout",
    "git's own folder in capitals": ".GIT/config",
    "git's own folder in a record's": "members/.git/config",
    "git's own folder as Windows shortens it": "git~1/config",
    "git's own folder with an invisible letter": ".g\u200cit/config",
    "git's own folder with a stream": ".git::$INDEX_ALLOCATION/config",
    "a device": "CON.yaml",
    "a device below": "docs/aux.txt",
    "a device as a folder": "nul/x",
    "a device as a member": "members/con.yaml",
    "a trailing blank": "README.md ",
    "a trailing dot": "README.md.",
    "a folder with a trailing dot": "docs./x",
    "a backslash": "docs\\..\\x",
    "a colon": "C:x",
    "a stream": "README.md:hidden",
    "a line feed": "READ\nME",
    "an escape": "READ\x1b[2JME",
    "letters that turn round": "READ\u202eME",
    "bytes that are no text": "READ\udcffME",
    "a slash inside a name": ("docs/../../x",),
    "a wildcard": "docs/*",
    "a question mark": "docs/what?",
}


SHOWN = (
    "a step upwards",
    "git's own folder",
    "a device",
    "a trailing blank",
    "an escape",
    "a slash inside a name",
)


@pytest.mark.parametrize("sort", variants(ODD, SHOWN))
def test_an_odd_path_by_a_keeper(scene: Scene, door: Door, sort: str) -> None:
    door.refuses(scene.act("anna", {ODD[sort]: b"x\n"}), "path", by="anna")


def test_every_odd_path_by_a_keeper(scene: Scene) -> None:
    assert let_in(scene, "anna", {sort: {place: b"x\n"} for sort, place in ODD.items()}, "path") == []


MISPLACED = (
    "members/bea.yaml/x",
    "members/emil",
    "members/emil.yml",
    "members/Emil.yaml",
    "members/emil.yaml ",
    "members/emil.yaml.",
    "members/.emil.yaml",
    "members/sub/emil.yaml",
    "members/README.md",
    "members/ëmil.yaml",
    "members/emil\n.yaml",
    "leads/261123-ab12.yaml",
    "leads/2026-12/261123-ab12.yaml",
    "leads/2026-11/.gitkeep",
    "leads/2026-11/261123-AB12.yaml",
    "handovers/2026-11/261123-ab12.pm.01.yaml",
    "handovers/2026-11/261123-ab12.pm.0.yaml",
    "network.yaml/x",
)


@pytest.mark.parametrize("path", variants(MISPLACED, ["members/emil.yml", "leads/2026-12/261123-ab12.yaml"]))
def test_a_file_in_a_record_folder_that_is_no_record(scene: Scene, door: Door, path: str) -> None:
    """A record that becomes a folder is one deleted as well."""
    door.refuses(scene.act("anna", {path: member("emil")}), "path", "authority", by="anna")


def test_every_file_in_a_record_folder_that_is_no_record(scene: Scene) -> None:
    assert let_in(scene, "anna", {path: {path: member("emil")} for path in MISPLACED}, "path", "authority") == []


@pytest.mark.parametrize("by", ["anna", "bea"])
@pytest.mark.parametrize("path", ["members/bea.yaml.bak", "members/bea.yaml/x"])
def test_a_file_in_a_record_folder_by_anybody(scene: Scene, door: Door, path: str, by: str) -> None:
    door.refuses(scene.act(by, {path: scene.own("bea")}), "path", "authority", by=by)


@pytest.mark.parametrize("folder", ["leads", "members", "handovers"])
def test_a_file_named_like_a_record_folder(scene: Scene, door: Door, folder: str) -> None:
    door.refuses(scene.act("anna", {folder: b"x\n"}), "path", "authority", by="anna")


TWINS = (
    "members/Anna.yaml",
    "Members/anna.yaml",
    "MEMBERS/emil.yaml",
    "Network.yaml",
    "network.YAML",
    ".GitAttributes",
    "Leads/2026-11/x.yaml",
)


@pytest.mark.parametrize("path", variants(TWINS, ["members/Anna.yaml", "Network.yaml"]))
def test_two_paths_that_are_one_on_other_systems(scene: Scene, door: Door, path: str) -> None:
    door.refuses(scene.act("anna", {path: scene.own("anna")}), "path", by="anna")


def test_every_path_that_is_one_with_another_on_other_systems(scene: Scene) -> None:
    assert let_in(scene, "anna", {path: {path: scene.own("anna")} for path in TWINS}, "path") == []


def test_two_new_files_that_are_one_on_other_systems(scene: Scene, door: Door) -> None:
    door.refuses(scene.act("anna", {"docs/Terms.md": b"x\n", "docs/terms.md": b"y\n"}), "path", by="anna")


def test_two_spellings_of_one_letter(scene: Scene, door: Door) -> None:
    """The composed and the decomposed form are one file on a Mac."""
    door.refuses(scene.act("anna", {"docs/\u00fc.md": b"x\n", "docs/u\u0308.md": b"y\n"}), "path", by="anna")


def test_a_file_and_a_folder_that_are_one_on_other_systems(scene: Scene, door: Door) -> None:
    door.refuses(scene.act("anna", {"docs": b"x\n", "Docs/terms.md": b"y\n"}), "path", by="anna")


def with_rows(scene: Scene, *more: tuple[str, Entry], reverse: bool = False) -> str:
    """An act of anna's with a `members` folder written by hand."""
    rows = [*scene.forge.rows(f"{scene.base}:members").items(), *more]
    members = scene.forge.raw_tree(sorted(rows, key=lambda row: row[0], reverse=reverse))
    return scene.act("anna", {"members": Entry(FOLDER, members)})


def test_a_name_twice_in_one_folder(scene: Scene, door: Door) -> None:
    """Some readers take the first, some the last: two records of carl's."""
    other = scene.forge.blob(put(scene.own("carl"), headline="Not me"))
    door.refuses(with_rows(scene, ("carl.yaml", other)), "path", "history", "integrity", "authority")


def test_a_name_twice_in_one_folder_once_as_a_folder(scene: Scene, door: Door) -> None:
    inner = scene.forge.raw_tree([("x", scene.forge.blob(b"x\n"))])
    door.refuses(with_rows(scene, ("carl.yaml", Entry(FOLDER, inner))), "path", "history", "integrity", "authority")


def test_a_folder_in_the_wrong_order(scene: Scene, door: Door) -> None:
    """Git looks names up by order, so that some would be there for one command and not for another."""
    other = scene.forge.blob(b"x\n")
    door.refuses(with_rows(scene, ("zoe.txt", other), reverse=True), "path", "history", "integrity", "authority")


def test_a_records_path_as_one_name(scene: Scene, door: Door) -> None:
    """An entry `members/emil.yaml` at the top: lists of paths show a record that no folder holds."""
    record = {("members/emil.yaml",): member("emil", scene.public("emil"))}
    door.refuses(scene.act("emil", record), "path", "history", "integrity", "signature")


def test_a_mode_that_git_reads_as_another(scene: Scene, door: Door) -> None:
    """Git takes `0100644` for `100644`; a reader that does not would find that the record is gone."""
    found = scene.forge.blob(member("emil"), "0100644")
    door.refuses(with_rows(scene, ("emil.yaml", found)), "path", "history", "integrity")


def test_a_record_too_large_to_read(scene: Scene, door: Door) -> None:
    text = scene.own("bea") + b"# " + b"x" * (2 * 1024 * 1024) + b"\n"
    door.refuses(scene.act("bea", {BEA: text}), "yaml", "schema", "limit", "path")


UNCLEAR = {
    "a name twice": b"id: bea\nid: carl\n",
    "an alias": b"a: &x [1]\nb: *x\n",
    "a tag": b"id: !!str bea\n",
    "two documents": b"--- {}\n--- {}\n",
    "no text": b"\xff\xfe",
    "nothing": b"",
    "a list": b"- bea\n",
}


@pytest.mark.parametrize("sort", variants(UNCLEAR, ["a name twice", "no text"]))
def test_a_record_that_readers_would_read_differently(scene: Scene, door: Door, sort: str) -> None:
    door.refuses(scene.act("bea", {BEA: UNCLEAR[sort]}), "yaml", "schema", by="bea")


def test_every_record_that_readers_would_read_differently(scene: Scene) -> None:
    assert let_in(scene, "bea", {sort: {BEA: text} for sort, text in UNCLEAR.items()}, "yaml", "schema") == []


@pytest.mark.parametrize("by", ["anna", "bea"])
def test_a_folder_that_unfolds_without_end(scene: Scene, door: Door, by: str) -> None:
    """Ten folders of ten folders, ten times over: a few hundred bytes, and ten thousand million files."""
    inner = scene.forge.blob(b"boom\n")
    for _ in range(10):
        inner = Entry(FOLDER, scene.forge.raw_tree([(f"d{number}", inner) for number in range(10)]))
    door.refuses(scene.act(by, {"docs": inner}), "path", by=by)


def test_very_many_folders_with_a_file_each(scene: Scene, door: Door) -> None:
    folder = Entry(FOLDER, scene.forge.raw_tree([("a", scene.forge.blob(b"x\n"))]))
    many = Entry(FOLDER, scene.forge.raw_tree([(f"d{number:04}", folder) for number in range(1_200)]))
    door.refuses(scene.act("anna", {"docs": many}), "path", by="anna")
