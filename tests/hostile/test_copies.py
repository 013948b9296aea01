"""A copy from a stranger's disk, with all that git can be told in one: nothing of it runs, leads elsewhere or is followed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from canary import Canary
from people import Circle, Person

NOT_ALLOWED = 4
NOTHING_EDITED = 6

REFUSED = {
    "core.sshCommand": "PROGRAM",
    "core.askPass": "PROGRAM",
    "core.gitProxy": "PROGRAM",
    "core.alternateRefsCommand": "PROGRAM",
    "core.worktree": "FOLDER",
    "core.attributesFile": "FILE",
    "core.excludesFile": "FILE",
    "core.protectNTFS": "false",
    "credential.helper": "!PROGRAM",
    "credential.https://example.org.helper": "!PROGRAM",
    "remote.origin.uploadpack": "PROGRAM",
    "remote.origin.receivepack": "PROGRAM",
    "remote.SHARED.uploadpack": "PROGRAM",
    "remote.origin.vcs": "ext",
    "remote.origin.proxy": "http://127.0.0.1:9",
    "remote.origin.pushurl": "FOLDER",
    "remote.origin.mirror": "true",
    "remote.origin.promisor": "true",
    "url.FOLDER.insteadOf": "SHARED",
    "url.ext::PROGRAM.pushInsteadOf": "SHARED",
    "http.proxy": "http://127.0.0.1:9",
    "http.https://example.org.sslVerify": "false",
    "http.cookieFile": "FILE",
    "include.path": "FILE",
    "includeIf.gitdir:/.path": "FILE",
    "ssh.variant": "simple",
    "extensions.worktreeConfig": "true",
    "extensions.partialClone": "origin",
    "fetch.bundleURI": "file://FOLDER/x",
    "bundle.x.uri": "file://FOLDER/x",
}
"""What a copy says that would run a program, send something elsewhere or read another file."""

WITHOUT_EFFECT = {
    "core.fsmonitor": "PROGRAM",
    "core.hooksPath": "FOLDER",
    "core.editor": "PROGRAM",
    "core.pager": "PROGRAM",
    "gpg.program": "PROGRAM",
    "gpg.ssh.program": "PROGRAM",
    "gpg.ssh.defaultKeyCommand": "PROGRAM",
    "uploadpack.packObjectsHook": "PROGRAM",
    "diff.external": "PROGRAM",
    "diff.x.command": "PROGRAM",
    "diff.x.textconv": "PROGRAM",
    "merge.x.driver": "PROGRAM",
    "filter.x.clean": "PROGRAM",
    "filter.x.smudge": "PROGRAM",
    "filter.x.process": "PROGRAM",
    "filter.x.required": "true",
    "sequence.editor": "PROGRAM",
    "interactive.diffFilter": "PROGRAM",
    "trace2.eventTarget": "NOTE",
    "trace2.normalTarget": "NOTE",
    "alias.fetch": "!PROGRAM",
    "alias.push": "!PROGRAM",
    "alias.hash-object": "!PROGRAM",
    "protocol.ext.allow": "always",
    "push.pushOption": "x",
    "push.gpgSign": "true",
    "commit.gpgSign": "true",
    "log.showSignature": "true",
    "fetch.recurseSubmodules": "true",
    "fetch.prune": "true",
    "fetch.fsckObjects": "true",
    "user.name": "Somebody Else",
    "branch.main.remote": "elsewhere",
}
"""What may stand there, because nothing that pmnet does heeds it."""

HOOKS = (
    "fsmonitor-watchman",
    "post-checkout",
    "post-index-change",
    "post-merge",
    "post-rewrite",
    "pre-auto-gc",
    "pre-commit",
    "pre-push",
    "reference-transaction",
)

WORK = (
    ("sync",),
    ("member", "set", "headline=Still here"),
    ("lead", "add", "--title", "A lead", "--client", "ACME", "--contact", "Erika Muster"),
    ("status",),
    ("publish", "-n"),
    ("audit", "--full"),
    ("validate",),
    ("validate", "--base", "main", "--head", "main"),
)
"""Everything that is done with git: fetching, sending, sealing, showing, looking, judging."""


def settings(circle: Circle, canary: Canary, text: str) -> str:
    """The words of a setting with its places filled in; the file is one that says where a program is."""
    further = canary.folder / "further"
    further.parent.mkdir(exist_ok=True)
    further.write_text(f'[core]\n\tsshCommand = {canary.program}\n[remote "origin"]\n\tuploadpack = {canary.program}\n')
    places = {"PROGRAM": canary.program, "NOTE": canary.note, "FILE": further, "SHARED": circle.bare}
    for word, place in (places | {"FOLDER": canary.folder}).items():
        text = text.replace(word, str(place))
    return text


def set_up(circle: Circle, person: Person, canary: Canary, name: str, value: str) -> None:
    person.git("config", "--local", settings(circle, canary, name), settings(circle, canary, value))


def do_all(person: Person, *, codes: tuple[int, ...] = (0, NOTHING_EDITED)) -> None:
    for words in WORK:
        done = person.run(*words)
        assert done.code in codes, (words, done.err)


def test_settings_that_could_do_harm_are_named_and_nothing_is_done(circle: Circle, canary: Canary) -> None:
    bea = circle.bea
    circle.anna.ok("free", "3")
    before = circle.shared_git("rev-parse", "main")
    config = bea.folder / ".git" / "config"
    harmless = config.read_text()
    for name, value in REFUSED.items():
        set_up(circle, bea, canary, name, value)
        error = bea.refused(NOT_ALLOWED, "sync")
        assert f": {settings(circle, canary, name)}".casefold() in error["message"].casefold(), name
        assert "git config --global" in error["hint"]
        config.write_text(harmless)
    assert canary.sings == ""
    assert circle.shared_git("rev-parse", "main") == before


@pytest.mark.parametrize(
    "words", [("free", "2"), ("member", "show", "anna"), ("lead", "add", "--title", "x"), ("inbox",)]
)
def test_every_command_looks_at_them(circle: Circle, canary: Canary, words: tuple[str, ...]) -> None:
    set_up(circle, circle.bea, canary, "remote.origin.receivepack", "PROGRAM")
    assert circle.bea.run(*words).code == NOT_ALLOWED
    assert canary.sings == ""


def test_two_addresses_are_one_too_many(circle: Circle, canary: Canary) -> None:
    """Everything would be sent to both."""
    second = circle.root / "second.git"
    subprocess.run(["git", "init", "-q", "--bare", str(second)], check=True)
    circle.bea.git("config", "--local", "--add", "remote.origin.url", str(second))
    assert "twice" in circle.bea.refused(NOT_ALLOWED, "free", "2")["message"]


@pytest.mark.parametrize("address", ["ext::PROGRAM", "-uPROGRAM", "ssh://-oProxyCommand=PROGRAM/x", "fd::7"])
def test_an_address_that_is_none(circle: Circle, canary: Canary, address: str) -> None:
    set_up(circle, circle.bea, canary, "remote.origin.url", address)
    assert circle.bea.run("sync").code == 2
    assert canary.sings == ""


def test_settings_of_the_sealed_documents_own_folder(circle: Circle, canary: Canary) -> None:
    circle.anna.ok("lead", "add", "--title", "A lead", "--client", "ACME", "--contact", "Erika Muster")
    config = circle.anna.folder / ".git" / "pmnet" / "sealed.git" / "config"
    with config.open("a") as file:
        file.write(f'[remote "{circle.bare}"]\n\tuploadpack = {canary.program}\n')
    assert "sealed.git" in circle.anna.refused(NOT_ALLOWED, "sync")["message"]
    assert canary.sings == ""


def test_settings_that_cannot_be_read(circle: Circle) -> None:
    (circle.bea.folder / ".git" / "config").write_text("[core\n")
    assert "cannot be read" in circle.bea.refused(NOT_ALLOWED, "sync")["message"]


def test_joining_into_such_a_copy(circle: Circle, canary: Canary) -> None:
    set_up(circle, circle.bea, canary, "remote.origin.uploadpack", "PROGRAM")
    done = circle.bea.run("join", circle.remote, str(circle.bea.folder), "--as", "bea", "--yes")
    assert done.code == NOT_ALLOWED, done.err
    assert canary.sings == ""


def test_what_has_no_effect(circle: Circle, canary: Canary) -> None:
    """All of it in one copy, with hooks and attributes that name every driver, and one's own words to send besides."""
    bea = circle.bea
    circle.anna.ok("free", "3")
    for name, value in WITHOUT_EFFECT.items():
        set_up(circle, bea, canary, name, value)
    for hook in HOOKS:
        canary.put(bea.folder / ".git" / "hooks" / hook)
        canary.put(canary.folder / hook)
    (bea.folder / ".git" / "info" / "attributes").write_text(
        "* filter=x diff=x merge=x ident working-tree-encoding=x\n"
    )
    record = bea.folder / "members" / "bea.yaml"
    record.write_text(record.read_text() + "# by hand\n")
    do_all(bea)
    assert bea.run("publish").code == 0
    assert canary.sings == ""
    assert "# by hand" in circle.shared_git("show", "main:members/bea.yaml")


@pytest.mark.parametrize("driver", ["clean", "smudge", "process"])
def test_drivers_of_this_machine_do_nothing_to_records(
    circle: Circle, canary: Canary, monkeypatch: pytest.MonkeyPatch, driver: str
) -> None:
    """A program that is configured for other work, named by attributes in the copy: git would run it on every record."""
    mine = canary.folder / "gitconfig"
    mine.parent.mkdir()
    mine.write_text(f'[filter "lfs"]\n\t{driver} = {canary.program}\n\trequired = true\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(mine))
    bea = circle.bea
    circle.anna.ok("free", "3")
    (bea.folder / ".gitattributes").write_text("* filter=lfs\n")
    (bea.folder / ".git" / "info" / "attributes").unlink(missing_ok=True)
    record = bea.folder / "members" / "bea.yaml"
    record.write_text(record.read_text() + "# by hand\n")
    for words in (("status",), ("publish",), *WORK):
        assert bea.run(*words).code in (0, NOT_ALLOWED, NOTHING_EDITED), (
            words
        )  # the attributes are the keepers' to change
    assert canary.sings == ""


def test_ones_own_settings_are_heeded(circle: Circle, canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    """How somebody reaches a server is theirs to say, and they say it where all their copies see it."""
    mine = canary.folder / "gitconfig"
    mine.parent.mkdir()
    mine.write_text(f'[url "{circle.bare}"]\n\tinsteadOf = https://example.org/net.git\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(mine))
    circle.bea.git("config", "--local", "remote.origin.url", "https://example.org/net.git")
    assert circle.bea.ok("free", "3")["sent"] is True


def outside(circle: Circle, place: Path) -> Path:
    """A place moved out of a copy, with a link left behind."""
    away = circle.root / "away"
    if place.exists():
        shutil.move(place, away)
    else:
        away.mkdir()
    place.symlink_to(away)
    return away


@pytest.mark.parametrize(
    "name", ["", "pmnet", "pmnet/outbox", "refs", "refs/heads", "objects", "info", "config", "HEAD", "pmnet/sealed.git"]
)
def test_a_link_in_a_copys_own_folder(circle: Circle, name: str) -> None:
    bea = circle.bea
    away = outside(circle, bea.folder / ".git" / name)
    before = {place: place.read_bytes() for place in away.rglob("*") if place.is_file()}
    for words in (("sync",), ("free", "2"), ("lead", "add", "--title", "x")):
        assert "leads to another place" in bea.refused(NOT_ALLOWED, *words)["message"]
    assert {place: place.read_bytes() for place in away.rglob("*") if place.is_file()} == before


def test_a_file_that_says_where_the_copy_is(circle: Circle) -> None:
    """As git's worktrees and submodules have it; then another folder's network would be written."""
    inner = circle.bea.folder / ".git"
    elsewhere = circle.carl.folder / ".git"
    shutil.rmtree(inner)
    inner.write_text(f"gitdir: {elsewhere}\n")
    assert "leads to another place" in circle.bea.refused(NOT_ALLOWED, "sync")["message"]


def test_a_part_of_another_copy(circle: Circle) -> None:
    (circle.bea.folder / ".git" / "commondir").write_text(f"{circle.carl.folder / '.git'}\n")
    assert circle.bea.run("sync").code == NOT_ALLOWED


@pytest.mark.parametrize("folder", ["leads", "members", "handovers"])
def test_a_record_folder_that_is_a_link(circle: Circle, folder: str) -> None:
    """What arrives is not written through it, and what lies behind it is not sent."""
    bea = circle.bea
    place = bea.folder / folder
    away = outside(circle, place)
    (away / "secret.yaml").write_text("id: secret\n")
    before = {found.name: found.read_bytes() for found in away.rglob("*") if found.is_file()}
    lead = circle.anna.ok("lead", "add", "--title", "A lead")["id"]
    for words in (("sync",), ("publish",), ("validate",), ("claim", lead), ("member", "set", "headline=x")):
        done = bea.run(*words)
        assert done.code in (0, 1, 2, 4, 6), (words, done.err)
    assert {found.name: found.read_bytes() for found in away.rglob("*") if found.is_file()} == before
    assert "secret.yaml" not in circle.shared_git("ls-tree", "-r", "--name-only", "main")


def test_a_repository_inside_the_tree(circle: Circle, canary: Canary) -> None:
    """A folder that git takes for a repository of its own, with a program in its settings."""
    inner = circle.bea.folder / "docs" / "notes"
    subprocess.run(["git", "init", "-q", "--bare", str(inner)], check=True)
    for name, value in (REFUSED | WITHOUT_EFFECT).items():
        text = [settings(circle, canary, name), settings(circle, canary, value)]
        if not name.startswith(("core.worktree", "extensions")):
            subprocess.run(["git", "--git-dir", str(inner), "config", *text], check=True)
    for words in (*WORK, ("validate", "--base", "HEAD", "--head", "HEAD"), ("member", "list"), ()):
        done = circle.bea.run(*words, folder=inner)
        assert done.code in (0, 1, 2, 4, 5, 6, 10), (words, done.err)
    assert canary.sings == ""


def test_submodules_and_attributes_that_arrive(circle: Circle, canary: Canary) -> None:
    anna = circle.anna
    modules = f'[submodule "x"]\n\tpath = x\n\turl = ext::{canary.program}\n\tupdate = !{canary.program}\n'
    (anna.folder / ".gitmodules").write_text(modules)
    (anna.folder / ".gitattributes").write_text("* filter=lfs diff=x ident export-subst working-tree-encoding=UTF-16\n")
    anna.run("publish")
    do_all(circle.bea)
    for found in (circle.bea.folder / "members").iterdir():
        assert (
            found.read_bytes()
            == subprocess.run(
                ["git", "--git-dir", str(circle.bare), "show", f"main:members/{found.name}"],
                capture_output=True,
                check=True,
            ).stdout
        )
    assert canary.sings == ""


def test_a_home_of_links(circle: Circle, tmp_path: Path) -> None:
    """Somebody may keep their home elsewhere; what is written there replaces the link and never what it leads to."""
    bea = circle.bea
    config = bea.home / "config.yaml"
    precious = tmp_path / "precious"
    shutil.copy(config, precious)
    config.unlink()
    config.symlink_to(precious)
    before = precious.read_bytes()
    assert bea.ok("free", "3")["sent"] is True
    assert bea.run("join", circle.remote, str(circle.root / "second"), "--as", "bea", "--yes").code == 0
    assert precious.read_bytes() == before
    assert not os.path.islink(config)


@pytest.mark.parametrize("name", ["HEAD", "refs/heads/main", "refs/remotes/origin/main", "refs/pmnet/verified"])
def test_a_link_where_git_notes_what_changed(circle: Circle, name: str) -> None:
    """Git appends to what it leads to, such as a script that is run at every login."""
    precious = circle.root / "precious"
    precious.write_text("mine\n")
    log = circle.bea.folder / ".git" / "logs" / name
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    log.symlink_to(precious)
    circle.anna.ok("free", "3")
    assert "leads to another place" in circle.bea.refused(NOT_ALLOWED, "sync")["message"]
    assert precious.read_text() == "mine\n"


@pytest.mark.parametrize("words", [("validate",), ("validate", "--base", "main", "--head", "main"), ("selftest",)])
def test_what_a_copy_lacks_is_brought_by_no_program_of_its_own(
    circle: Circle, canary: Canary, words: tuple[str, ...]
) -> None:
    """Of a copy that says it is only a part of another, git would bring the rest whenever something is read."""
    bea = circle.bea
    partial = {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
    }
    for name, value in partial.items():
        set_up(circle, bea, canary, name, value)
    set_up(circle, bea, canary, "remote.origin.uploadpack", "PROGRAM")
    shutil.rmtree(bea.folder / ".git" / "objects")
    (bea.folder / ".git" / "objects").mkdir()
    assert bea.run(*words, folder=bea.folder).code != 3
    assert canary.sings == ""
