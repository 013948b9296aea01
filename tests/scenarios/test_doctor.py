"""What the doctor finds, each check with both answers, on a machine that is really like that."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from disks import fill, small_disk
from people import NOW, Circle, Person
from terminals import ended, terminal

from pmnet.app.doctor import CHECKS, machine
from pmnet.app.doctor.answers import Verdict

USUAL = os.environ["PATH"]
NAMES = [name for name, _, _ in CHECKS]


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Temporary files of the test's own: what others have left on this machine is theirs."""
    with tempfile.TemporaryDirectory(prefix="d") as place:
        monkeypatch.setattr("tempfile.tempdir", place)
        monkeypatch.setenv("TMPDIR", place)
        monkeypatch.setenv("XDG_RUNTIME_DIR", place)
        yield Path(place)


def rows(person: Person, *words: str, now: str = NOW, folder: Path | None = None) -> dict[str, dict[str, Any]]:
    """What is found, by the names of the checks; the exit code says whether something stops work."""
    result = person.run("doctor", "--json", *words, now=now, folder=folder)
    assert result.code == (0 if result.json["well"] else 1), result.err
    assert result.err == ""
    stopped = [row["name"] for row in result.json["rows"] if row["verdict"] == "no" and row["stops"]]
    assert result.json["well"] == (not stopped)
    return {row["name"]: row for row in result.json["rows"]}


def verdict(person: Person, name: str, now: str = NOW) -> tuple[str, bool]:
    row = rows(person, now=now)[name]
    return row["verdict"], row["stops"]


def programs(folder: Path, *names: str) -> str:
    """A path that has these programs and no others."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).symlink_to(str(shutil.which(name, path=USUAL)))
    return str(folder)


def script(place: Path, text: str) -> Path:
    place.parent.mkdir(exist_ok=True)
    place.write_text(f"#!/bin/sh\n{text}\n")
    place.chmod(0o755)
    return place


YES, REMARK, STOP, UNKNOWN = ("yes", False), ("no", False), ("no", True), ("not known", False)


def test_a_machine_on_which_all_is_well(circle: Circle) -> None:
    found = rows(circle.bea)
    assert list(found) == NAMES
    not_yes = {name: row["verdict"] for name, row in found.items() if row["verdict"] != "yes"}
    assert set(not_yes) <= {"backup", "clock", "installs", "completion", "editor"}
    assert all(row["advice"] for row in found.values() if row["verdict"] == "no")
    result = circle.bea.run("doctor")
    assert (result.code, result.out.splitlines()[-1]) == (0, "nothing stops your work")
    assert [line for line in result.out.splitlines() if line.startswith("only you can read them")]


def test_python() -> None:
    assert machine.python(None, (3, 11, 0)).verdict is Verdict.YES  # type: ignore[arg-type]
    old = machine.python(None, (3, 10, 9))  # type: ignore[arg-type]
    assert (old.verdict, old.stops, old.found) == (Verdict.NO, True, "Python 3.10.9")


def test_no_git(circle: Circle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert verdict(circle.bea, "git") == YES
    monkeypatch.setenv("PATH", programs(tmp_path / "bin", "ssh", "ssh-keygen"))
    found = rows(circle.bea)
    assert (found["git"]["verdict"], found["git"]["stops"]) == STOP
    assert found["git"]["found"] == "git is not installed, and pmnet needs it"
    assert list(found) == NAMES  # and all others were looked at
    assert (found["ssh"]["verdict"], found["private"]["verdict"]) == ("yes", "yes")


@pytest.mark.parametrize(("version", "answer"), [("2.30.2", STOP), ("2.39.3 (Apple Git-146)", REMARK), ("2.40.1", YES)])
def test_an_old_git(
    circle: Circle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, answer: tuple[str, bool]
) -> None:
    real = shutil.which("git")
    script(tmp_path / "bin/git", f'case "$*" in *" version") echo "git version {version}";; *) exec {real} "$@";; esac')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    assert verdict(circle.bea, "git") == answer


def test_no_ssh(circle: Circle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert verdict(circle.bea, "ssh") == YES
    monkeypatch.setenv("PATH", programs(tmp_path / "git only", "git"))
    assert verdict(circle.bea, "ssh") == STOP
    monkeypatch.setenv("PATH", programs(tmp_path / "no ssh", "git", "ssh-keygen", "sh"))
    assert verdict(circle.bea, "ssh") == REMARK  # this network is a folder
    circle.bea.git("remote", "set-url", "origin", "ssh://git@127.0.0.1:1/n.git")
    assert verdict(circle.bea, "ssh") == STOP


def test_several_installs(circle: Circle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = programs(tmp_path / "bin", "git", "ssh", "ssh-keygen")
    first, second = script(tmp_path / "a/pmnet", "exit 1"), script(tmp_path / "b/pmnet", "exit 1")
    (tmp_path / "c").mkdir()
    (tmp_path / "c/pmnet").symlink_to(first)
    monkeypatch.setenv("PATH", path)
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    assert verdict(circle.bea, "installs") == REMARK
    monkeypatch.setenv("PATH", f"{path}:{tmp_path}/a:{tmp_path}/c")
    assert verdict(circle.bea, "installs") == YES
    monkeypatch.setenv("PATH", f"{path}:{tmp_path}/c:{tmp_path}/b:{tmp_path}/a")
    row = rows(circle.bea)["installs"]
    assert (row["verdict"], row["found"]) == ("no", f"{tmp_path}/c/pmnet, {second}; the first counts")


@pytest.mark.skipif(sys.platform == "win32", reason="an environment is activated otherwise there")
def test_one_that_this_terminal_does_not_know_yet(
    circle: Circle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where boot.py has just set it up: it is there, and told is what makes it a command."""
    monkeypatch.setenv("PATH", programs(tmp_path / "bin", "git", "ssh", "ssh-keygen"))
    pmnet = script(tmp_path / "my venv/pmnet", "exit 1")
    monkeypatch.setattr("sys.executable", str(pmnet.with_name("python")))
    assert verdict(circle.bea, "installs") == REMARK  # no environment that can be activated
    activate = script(pmnet.with_name("activate"), "")
    row = rows(circle.bea)["installs"]
    assert (row["verdict"], row["found"]) == ("yes", str(pmnet))
    assert row["advice"] == f"each new terminal needs . '{activate}'"
    assert f"there is one pmnet: {row['advice']}" in circle.bea.run("doctor").out.splitlines()
    done = subprocess.run(["/bin/sh", "-c", row["advice"].partition("needs ")[2]], capture_output=True)
    assert done.returncode == 0, done.stderr


def test_a_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, "8m"):
        zoe = Person("zoe", disk)
        row = rows(zoe, folder=disk)["room"]
        assert (row["verdict"], row["stops"]) == REMARK
        fill(disk)
        row = rows(zoe, folder=disk)["room"]
        assert (row["verdict"], row["stops"], row["found"]) == ("no", True, f"0 MB free at {disk}")
    big = rows(Person("zoe", tmp_path), folder=tmp_path)["room"]
    assert big["verdict"] == "yes"


@pytest.mark.parametrize(("encoding", "answer"), [("ascii", "no"), ("utf-8", "yes")])
def test_a_screen_without_umlauts(tmp_path: Path, encoding: str, answer: str) -> None:
    zoe = Person("zoe", tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "pmnet", "doctor"], env=zoe.variables() | {"PYTHONIOENCODING": encoding}, cwd=tmp_path,
        capture_output=True, text=True, encoding=encoding, check=True,
    )  # fmt: skip
    line = next(line for line in done.stdout.splitlines() if line.startswith("the terminal shows umlauts"))
    assert line.split("  ")[1].strip() == answer or f" {answer} " in line


def test_the_editor(circle: Circle) -> None:
    circle.bea.extra["EDITOR"] = "true --wait"
    assert verdict(circle.bea, "editor") == YES
    circle.bea.extra["VISUAL"] = "no-such-editor"
    assert verdict(circle.bea, "editor") == REMARK


def test_completion(circle: Circle, tmp_path: Path) -> None:
    bea = circle.bea
    bea.extra |= {"HOME": str(tmp_path / "own"), "SHELL": "/bin/bash"}
    (tmp_path / "own").mkdir()
    assert verdict(bea, "completion") == REMARK
    (tmp_path / "own/.bashrc").write_text("source <(pmnet completion bash)\n")
    assert verdict(bea, "completion") == YES
    bea.extra["SHELL"] = "/bin/tcsh"
    assert verdict(bea, "completion") == UNKNOWN


def old(place: Path) -> Path:
    for one in (*(place.iterdir() if place.is_dir() else ()), place):
        os.utime(one, (time.time() - 7200,) * 2, follow_symlinks=False)
    return place


def test_folders_of_killed_commands(circle: Circle, own_places: Path) -> None:
    bea = circle.bea
    names = ("pmnet-aaaaaaaa", "pmnet-bbbbbbbb", "pmnet-projects", "pmnet-demo", "pmnet-linklink", "pmnet-openopen")
    left, new, filled, named, link, opened = (own_places / name for name in names)
    for folder in (left, new, filled, named, opened):
        folder.mkdir(mode=0o700)
    (filled / "plan.ods").write_text("mine")
    (left / "headers").write_text("")
    link.symlink_to(filled)
    opened.chmod(0o755)
    for folder in (left, filled, named, link, opened):
        old(folder)
    row = rows(bea)["temporary"]
    assert (row["verdict"], row["stops"], row["offer"]) == ("no", False, "Remove them?")
    assert left.exists()  # nothing is done without a word
    assert rows(bea, "--yes")["temporary"]["verdict"] == "yes"
    assert {place.name for place in own_places.iterdir()} == set(names) - {"pmnet-aaaaaaaa"}


def test_keys_that_are_missing(circle: Circle) -> None:
    ring = circle.bea.home / "keys"
    assert verdict(circle.bea, "keys") == YES
    (ring / "seal").rename(ring / "elsewhere")
    assert verdict(circle.bea, "keys") == STOP
    (ring / "elsewhere").rename(ring / "seal")
    shutil.copy(circle.carl.home / "keys/sign", ring / "sign")
    row = rows(circle.bea)["keys"]
    assert (row["verdict"], row["stops"]) == STOP
    assert row["found"].endswith("holds another key than the one that was registered")
    shutil.rmtree(ring)
    assert verdict(circle.bea, "keys") == STOP


def test_keys_that_others_can_read(circle: Circle) -> None:
    key = circle.bea.home / "keys/sign"
    assert verdict(circle.bea, "private") == YES
    key.chmod(0o640)
    row = rows(circle.bea)["private"]
    assert (row["verdict"], row["stops"], row["found"]) == ("no", True, f"others can read {key}")
    assert key.stat().st_mode & 0o777 == 0o640
    done = circle.bea.run("doctor", "--yes")
    assert (done.code, key.stat().st_mode & 0o777) == (0, 0o600)
    assert f"done: Let only you read {key}?" in done.out.splitlines()


def test_offers_on_a_terminal_are_made_one_by_one(circle: Circle, own_places: Path) -> None:
    key, passing = circle.bea.home / "keys/sign", circle.bea.folder / ".git/pmnet/passing-0011223344556677"
    key.chmod(0o644)
    passing.write_text("x")
    old(passing)
    spawned = terminal(circle.bea, "doctor")
    spawned.expect(r"Let only you read .*\? \[y/N\] ")
    spawned.sendline("y")
    spawned.expect(r"Remove them\? \[y/N\] ")
    spawned.sendline("")
    spawned.expect("nothing stops your work")
    assert ended(spawned) == 0
    assert key.stat().st_mode & 0o777 == 0o600
    assert passing.exists()


def test_the_keys_in_ones_record(circle: Circle) -> None:
    assert verdict(circle.bea, "record") == YES
    for name in ("sign", "sign.pub", "seal", "seal.pub"):
        shutil.copy(circle.carl.home / "keys" / name, circle.bea.home / "keys" / name)
    row = rows(circle.bea)["record"]
    assert (row["verdict"], row["stops"]) == STOP
    assert "(sign, seal)" in row["found"]
    (circle.bea.home / "config.yaml").unlink()
    assert verdict(circle.bea, "record") == UNKNOWN


def test_a_backup(circle: Circle, tmp_path: Path) -> None:
    bea = circle.bea
    assert verdict(bea, "backup") == REMARK
    (tmp_path / "pass").write_text("five words that nobody guesses\n")
    (tmp_path / "pass").chmod(0o600)
    bea.ok("keys", "backup", str(tmp_path / "keys.txt"), "--passphrase-file", str(tmp_path / "pass"))
    row = rows(bea)["backup"]
    assert (row["verdict"], row["found"]) == ("yes", "made on 2026-11-23")
    bea.ok("keys", "rotate", "--seal")
    assert verdict(bea, "backup") == REMARK


def test_outside_of_every_network(tmp_path: Path) -> None:
    found = rows(Person("zoe", tmp_path), folder=tmp_path)
    assert (found["network"]["verdict"], found["network"]["found"]) == ("not known", "you are outside of every network")
    assert "reach" not in found
    assert "git" in found


def test_a_network_that_is_gone(circle: Circle) -> None:
    bea, folder = circle.bea, circle.bea.folder
    assert verdict(bea, "network") == YES
    shutil.rmtree(folder)
    bea.extra["PMNET_NETWORK"] = str(folder)
    assert verdict(bea, "network") == STOP


def test_a_home_that_cannot_be_read(circle: Circle) -> None:
    bea = Person("bea", circle.root)
    circle.bea.folder.rename(circle.root / "away")
    (bea.home / "config.yaml").write_text("networks: 3\n")
    row = rows(bea)["network"]
    assert (row["verdict"], row["stops"]) == STOP
    assert row["found"].endswith("are not noted as pmnet does")


def test_settings_that_a_copy_brought_along(circle: Circle, tmp_path: Path) -> None:
    assert verdict(circle.bea, "settings") == YES
    ran = tmp_path / "ran"
    program = script(tmp_path / "bin/program", f"touch {ran}")
    for name in ("core.sshCommand", "core.fsmonitor", "remote.origin.uploadpack"):
        circle.bea.git("config", name, str(program))
    found = rows(circle.bea)
    assert (found["settings"]["verdict"], found["settings"]["stops"]) == STOP
    assert "core.sshcommand" in found["settings"]["found"]
    assert {found[name]["verdict"] for name in ("record", "format", "index", "reach", "clock", "together")} == {
        "not known"
    }
    assert not ran.exists()


def test_records_of_a_later_pmnet(circle: Circle) -> None:
    bea = circle.bea
    assert rows(bea)["format"]["found"] == "format 1, as this pmnet has it"
    for path, answer in (("members/carl.yaml", REMARK), ("network.yaml", STOP)):
        with (bea.folder / path).open("a") as file:
            file.write("invented_later: yes\n")
        bea.git("add", "-A")
        bea.git("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "-m", "later")
        bea.git("update-ref", "refs/pmnet/verified", "HEAD")
        assert verdict(bea, "format") == answer, path
        assert "invented_later" in rows(bea)["format"]["found"]


def test_an_alarm(circle: Circle) -> None:
    bea = circle.bea
    assert verdict(bea, "alarm") == YES
    bea.git("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "--allow-empty", "-m", "forged")
    bea.git("push", "-q", "origin", "HEAD:main")
    assert circle.carl.run("sync").code == 11
    assert verdict(circle.carl, "alarm") == STOP


def test_the_index(circle: Circle) -> None:
    bea, file = circle.bea, circle.bea.folder / ".git/pmnet/index.sqlite"
    file.unlink(missing_ok=True)
    assert verdict(bea, "index") == YES
    bea.ok("find")
    assert rows(bea)["index"]["found"] == "it can be used"
    file.write_bytes(b"damaged" * 1000)
    assert verdict(bea, "index") == REMARK
    assert file.exists()
    assert rows(bea, "--yes")["index"]["verdict"] == "yes"
    assert not file.exists()


def test_files_and_locks_of_killed_commands(circle: Circle) -> None:
    bea, inner = circle.bea, circle.bea.folder / ".git"
    assert (verdict(bea, "leftovers"), verdict(bea, "locks")) == (YES, YES)
    passing, lock = inner / "pmnet/passing-0011223344556677", inner / "index.lock"
    passing.write_text("x")
    lock.write_text("")
    assert (verdict(bea, "leftovers"), verdict(bea, "locks")) == (YES, YES)  # somebody may be at work just now
    old(passing), old(lock)
    assert (verdict(bea, "leftovers"), verdict(bea, "locks")) == (REMARK, STOP)
    found = rows(bea, "--yes")
    assert (found["leftovers"]["verdict"], found["locks"]["verdict"]) == ("yes", "no")
    assert (passing.exists(), lock.exists()) == (False, True)  # a lock may be another program's: only by name
    spawned = terminal(bea, "doctor")
    spawned.expect(r"Remove index\.lock\? \[y/N\] ")
    spawned.sendline("j")
    spawned.expect("nothing stops your work")
    assert ended(spawned) == 0
    assert not lock.exists()


def test_a_server_that_is_gone(circle: Circle) -> None:
    assert verdict(circle.bea, "reach") == YES
    circle.bare.rename(circle.root / "gone")
    found = rows(circle.bea)
    assert (found["reach"]["verdict"], found["reach"]["stops"]) == REMARK  # work goes on
    assert found["together"]["verdict"] == "not known"


def test_a_network_that_is_shared_nowhere(tmp_path: Path) -> None:
    anna = Person("anna", tmp_path)
    anna.ok("init", "anna", "--name", "N", "--as", "anna", "--full-name", "Anna", "--email", "anna@example.org")
    found = rows(anna)
    assert (found["reach"]["verdict"], found["together"]["verdict"]) == ("no", "not known")


def test_a_server_that_cannot_change_things_together(circle: Circle) -> None:
    before = circle.shared_git("for-each-ref")
    assert verdict(circle.bea, "together") == YES
    circle.shared_git("config", "receive.advertiseAtomic", "false")
    assert verdict(circle.bea, "together") == STOP
    assert circle.shared_git("for-each-ref") == before


def test_a_clock_that_is_behind(circle: Circle) -> None:
    row = rows(circle.bea)["clock"]
    assert (row["verdict"], row["stops"]) == UNKNOWN  # a folder tells no time
    row = rows(circle.bea, now="2026-11-01T09:00:00Z")["clock"]
    assert (row["verdict"], row["stops"]) == STOP
    assert "ahead of this clock" in row["found"]
    row = rows(circle.bea, now="yesterday")["clock"]
    assert (row["verdict"], row["stops"]) == STOP
    assert row["found"].startswith("PMNET_NOW: ")
    shown = circle.bea.run("doctor", now="yesterday")
    assert (shown.code, shown.err) == (1, "")


def test_nothing_is_written(circle: Circle) -> None:
    """Nor anything at all taken from the server, nor its locks touched."""

    def state() -> dict[str, tuple[int, int]]:
        places = (circle.bea.folder, circle.bare, circle.bea.home)
        return {
            str(file): (file.stat().st_mtime_ns, file.stat().st_size)
            for place in places for file in place.rglob("*") if file.is_file()
        }  # fmt: skip

    circle.bea.ok("find")
    before = state()
    rows(circle.bea)
    assert state() == before


def test_a_copy_in_which_nothing_is_left(circle: Circle) -> None:
    inner = circle.bea.folder / ".git"
    for place in inner.iterdir():
        shutil.rmtree(place) if place.is_dir() else place.unlink()
    found = rows(circle.bea)
    assert list(found) == NAMES
    assert {found[name]["verdict"] for name in ("record", "format", "alarm", "index", "reach")} == {"not known"}
    assert (found["settings"]["verdict"], found["settings"]["stops"]) == STOP


def test_a_check_that_breaks_stops_no_other(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    (circle.bea.home / "keys/sign.pub").unlink()  # then the ring of keys cannot be read at all
    found = rows(circle.bea)
    assert list(found) == NAMES
    assert found["private"]["verdict"] == "not known"
    assert found["reach"]["verdict"] == "yes"
