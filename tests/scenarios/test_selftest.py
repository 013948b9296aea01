"""Hosts tried out before a network is entrusted to them: what each does and does not do, and that nothing is left there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import test_requests
from awake import wake
from people import Circle, Person
from test_requests import Host
from test_sealed_hosts import ONLY_BRANCHES, make_server

ADVICE = {"rewind": "no", "erased": "no"}
"""What an ordinary git server leaves to others: to protect main, and to tidy up."""

KNOWN = frozenset("reach race stale rewind place replace together remove apart erased".split())


@dataclass(frozen=True)
class Bare:
    """A bare repository of this machine, as plain git sees it."""

    place: Path

    def git(self, *arguments: str) -> str:
        command = ["git", "--git-dir", str(self.place), *arguments]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout

    def set(self, name: str, value: str) -> None:
        self.git("config", name, value)

    def hook(self, name: str, text: str) -> None:
        file = self.place / "hooks" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\n{text}")
        file.chmod(0o755)

    def refs(self) -> list[str]:
        return self.git("for-each-ref", "--format=%(refname)").split()


@pytest.fixture
def eve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody who is a member of nothing; what is kept for a moment lies in a folder of hers."""
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    return Person("eve", tmp_path)


@pytest.fixture
def bare(tmp_path: Path) -> Bare:
    make_server(tmp_path / "host.git")
    return Bare(tmp_path / "host.git")


def tried(person: Person, address: object, code: int = 0) -> dict[str, Any]:
    """The answer about a host; nothing is left here."""
    result = person.run("selftest", "--remote", str(address), "--json")
    assert result.code == code, (result.out, result.err)
    assert list((person.root / "scratch").iterdir()) == []
    return result.json


def insist(report: Mapping[str, Any], **others: str) -> None:
    """What was found is `yes` but for these; whatever is not, says what to do."""
    found = {row["name"]: row["verdict"] for row in report["rows"]}
    assert found == dict.fromkeys(KNOWN, "yes") | others
    assert all(row["advice"] for row in report["rows"] if row["verdict"] == "no")
    assert all(row["tried"] and row["meaning"] for row in report["rows"])
    assert report["fit"] is not any(row["needed"] and row["verdict"] == "no" for row in report["rows"])


def insist_untouched(bare: Bare, call: Callable[[], None]) -> None:
    """Whatever is done, the names on a server are the same afterwards, and lead to the same."""
    before = bare.git("for-each-ref")
    call()
    assert bare.git("for-each-ref") == before


# Hosts that will do


def test_an_ordinary_server(eve: Person, bare: Bare) -> None:
    report = tried(eve, bare.place)
    insist(report, **ADVICE)
    assert (report["remote"], report["sealed_refs"], report["left"]) == (str(bare.place), "own", [])
    assert bare.refs() == []


def test_a_server_with_a_network_is_tried_by_a_member_without_saying_where(circle: Circle, eve: Person) -> None:
    def call() -> None:
        insist(circle.bea.ok("selftest"), **ADVICE)

    insist_untouched(Bare(circle.bare), call)
    assert circle.bea.ok("status")["alarm"] is None


def test_a_server_that_keeps_other_ids(eve: Person, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", "--object-format=sha256", tmp_path / "host.git"], check=True)
    host = Bare(tmp_path / "host.git")
    tree = host.git("hash-object", "-w", "-t", "tree", os.devnull).strip()
    person = ["-c", "user.name=x", "-c", "user.email=x"]
    host.git("update-ref", "refs/heads/main", host.git(*person, "commit-tree", tree, "-m", "x").strip())
    insist_untouched(host, lambda: insist(tried(eve, host.place), **ADVICE))


def test_a_server_where_nothing_is_rewritten_or_removed(eve: Person, bare: Bare) -> None:
    """git's own protection of branches: erasing works, because what is sealed lies elsewhere; the trial's names stay."""
    bare.set("receive.denyNonFastForwards", "true")
    bare.set("receive.denyDeletes", "true")
    report = tried(eve, bare.place)
    insist(report, erased="no")
    assert report["left"] == bare.refs()
    assert len(report["left"]) == 2
    said = eve.run("selftest", "--remote", str(bare.place))
    new = set(bare.refs()) - {*report["left"]}
    assert len(new) == 2
    assert all(f"could not be removed again: {name}; ask" in said.out for name in new)


def test_a_server_that_takes_branches_only(eve: Person, bare: Bare) -> None:
    bare.hook("pre-receive", ONLY_BRANCHES)
    report = tried(eve, bare.place)
    insist(report, apart="no", **ADVICE)
    assert (report["sealed_refs"], bare.refs()) == ("branches", [])


def test_a_server_that_takes_no_branches(eve: Person, bare: Bare) -> None:
    """But requests and what is sealed, as where main is merged by others."""
    bare.hook("update", 'case "$1" in refs/heads/*) exit 1;; esac\n')
    insist(tried(eve, bare.place), stale="could not be tried", rewind="could not be tried", erased="no")


@pytest.mark.long
def test_a_server_that_takes_only_main_and_branches_for_what_is_sealed(eve: Person, bare: Bare) -> None:
    bare.hook("update", 'case "$1" in refs/heads/main|refs/heads/pmnet-sealed/*) ;; *) exit 1;; esac\n')
    unknown = dict.fromkeys(("stale", "rewind"), "could not be tried")
    report = tried(eve, bare.place)
    insist(report, **unknown, apart="no", erased="no")
    assert (report["sealed_refs"], bare.refs()) == ("branches", [])


def test_a_server_that_forgets_at_once(eve: Person, bare: Bare) -> None:
    bare.hook("post-receive", f"git --git-dir {bare.place} prune --expire=now\n")
    insist(tried(eve, bare.place), rewind="no")


@pytest.fixture
def watched(circle: Circle, judge: str) -> Bare:
    """A network's server with our own judge."""
    assert circle.anna.run("hook", "install", str(circle.bare)).code == 0
    if judge:
        wake(circle.bare / "hooks" / "pre-receive", judge)
    return Bare(circle.bare)


def test_a_server_with_our_judge(eve: Person, watched: Bare) -> None:
    insist_untouched(watched, lambda: insist(tried(eve, watched.place), erased="no"))


founded = test_requests.founded
host = test_requests.host


@pytest.mark.long
def test_a_server_where_acts_are_merged(eve: Person, host: Host) -> None:
    """With our judge, and main protected: only the host itself changes it."""
    place = Bare(host.circle.bare)
    insist_untouched(place, lambda: insist(tried(eve, place.place), erased="no"))


# Hosts that will not do


def test_a_server_that_goes_back_to_what_it_had(eve: Person, bare: Bare) -> None:
    """It says yes, and has something else a moment later."""
    bare.hook(
        "post-receive",
        'while read -r old new name; do case "$name-$old" in\n*-000*) ;;\nrefs/heads/*-*) git update-ref "$name" "$old";;\n'
        "esac; done\n",
    )
    report = tried(eve, bare.place, 1)
    found = {row["name"]: row for row in report["rows"]}
    assert (found["race"]["verdict"], found["stale"]["verdict"]) == ("no", "could not be tried")
    assert found["race"]["meaning"].endswith(": two members could hold the same position")


def test_a_server_that_cannot_change_things_together(eve: Person, bare: Bare) -> None:
    bare.set("receive.advertiseAtomic", "false")
    report = tried(eve, bare.place, 1)
    insist(report, together="no", **ADVICE)
    [row] = [row for row in report["rows"] if row["name"] == "together"]
    assert row["meaning"].endswith("(it said: it cannot change several things at once, and sealed documents need that)")


def test_a_server_that_does_one_half(eve: Person, bare: Bare) -> None:
    """It says that it changes things together, but has written one when the other turns out not to fit."""
    bare.hook(
        "pre-receive",
        'made= late=\nwhile read -r old new name; do case "$old" in *[1-9a-f]*) late=1;; *) made="$name $new";; esac; done\n'
        '[ -z "$late" ] || [ -z "$made" ] || env -u GIT_QUARANTINE_PATH -u GIT_OBJECT_DIRECTORY git update-ref $made\n',
    )
    report = tried(eve, bare.place, 1)
    insist(report, together="no", **ADVICE)
    [row] = [row for row in report["rows"] if row["name"] == "together"]
    assert row["meaning"].startswith("something sealed can be there without its act")
    assert bare.refs() == []


@pytest.mark.parametrize(
    ("setting", "broken"),
    [
        ("denyNonFastForwards", {"replace": "no", "rewind": "yes"}),
        pytest.param("denyDeletes", {"remove": "no"}, marks=pytest.mark.long),
    ],
)
def test_a_server_that_takes_branches_only_and_keeps_them(
    eve: Person, bare: Bare, setting: str, broken: Mapping[str, str]
) -> None:
    """What is sealed lies on branches there, and could not be corrected, or not be erased."""
    bare.hook("pre-receive", ONLY_BRANCHES)
    bare.set(f"receive.{setting}", "true")
    report = tried(eve, bare.place, 1)
    unknown = {"erased": "could not be tried"} if setting == "denyDeletes" else {}
    insist(report, **(ADVICE | {"apart": "no"} | broken | unknown))
    assert report["left"] == bare.refs()


def test_a_server_to_which_a_network_moved_that_keeps_what_is_sealed_elsewhere(circle: Circle) -> None:
    """Founded where names of their own were taken; here, it could seal nothing more."""
    Bare(circle.bare).hook("pre-receive", ONLY_BRANCHES.removeprefix("#!/bin/sh\n"))
    result = circle.bea.run("selftest", "--json")
    assert result.code == 1
    insist(result.json, place="no", apart="no", **ADVICE)
    assert circle.bea.run("selftest", "--remote", circle.remote).code == 0


def test_a_server_that_takes_nothing_sealed(eve: Person, bare: Bare) -> None:
    bare.hook("update", 'case "$1" in refs/heads/pmnet-sealed/*|refs/pmnet/*) echo "no such names"; exit 1;; esac\n')
    report = tried(eve, bare.place, 1)
    insist(report, place="no", **dict.fromkeys(("replace", "together", "remove", "apart", "erased"), "could not be tried"),
           rewind="no")  # fmt: skip
    assert report["sealed_refs"] is None
    assert bare.refs() == []


def test_a_server_that_refuses_everything(eve: Person, bare: Bare) -> None:
    bare.hook("pre-receive", 'echo "the archive is closed" >&2\nexit 1\n')
    error = eve.refused(7, "selftest", "--remote", str(bare.place))
    assert error["message"] == "the server lets nothing be tried: the archive is closed"


# Addresses, and what happens on the way


@pytest.mark.parametrize("address", ["ext::sh", "--upload-pack=x", "nothing.git", "ftp://host/x", "http://host/x"])
def test_an_address_that_is_none(eve: Person, address: str) -> None:
    assert eve.refused(2, "selftest", "--remote", address)["kind"] == "usage"


def test_a_server_that_does_not_answer(eve: Person) -> None:
    error = eve.refused(8, "selftest", "--remote", "ssh://nobody@127.0.0.1:1/net.git")
    assert error["message"] == "the network's server cannot be reached: it does not answer (connection refused)"
    assert error["hint"] == "check the address ssh://nobody@127.0.0.1:1/net.git, then try again"


def test_a_network_that_is_shared_nowhere(eve: Person) -> None:
    eve.ok("init", "eve", "--name", "PM Netz", "--as", "eve", "--full-name", "Eve", "--email", "e@example.org")
    assert eve.refused(2, "selftest")["message"] == "this network is not shared yet"


def test_outside_a_network_without_an_address(eve: Person) -> None:
    assert eve.refused(10, "selftest")["kind"] == "no-network"


MOMENTS = [number if number == 3 else pytest.param(number, marks=pytest.mark.long) for number in range(1, 12)]
"""At which of the changes on the server something happens: when the first is made, in the race, when half is tried..."""


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_interrupted_trial_leaves_nothing(eve: Person, bare: Bare, moment: int) -> None:
    """Somebody types ctrl-c just when the server has taken one change or another."""
    count, pid = eve.root / "count", eve.root / "pid"
    count.mkdir()
    bare.hook(
        "post-receive",
        f"mkdir -p {count}/$$\n[ $(ls {count} | wc -l) -ne {moment} ] || kill -INT $(cat {pid})\n",
    )
    code = (
        f"import os, pathlib, tempfile; tempfile.tempdir = {str(eve.root / 'scratch')!r}\n"
        f"pathlib.Path({str(pid)!r}).write_text(str(os.getpid()))\n"
        "import sys; from pmnet.cli.main import run; sys.exit(run())"
    )
    command = [sys.executable, "-c", code, "selftest", "--remote", str(bare.place)]
    done = subprocess.run(command, env=eve.variables(), capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (130, "pmnet: interrupted\n")
    assert bare.refs() == []
    assert list((eve.root / "scratch").iterdir()) == []


def test_a_server_that_vanishes_on_the_way_is_told_with_what_is_left(eve: Person, bare: Bare) -> None:
    bare.hook("post-receive", f"mv {bare.place}/HEAD {bare.place}/hidden\n")
    error = eve.refused(8, "selftest", "--remote", str(bare.place))
    (bare.place / "hidden").rename(bare.place / "HEAD")
    [name] = bare.refs()
    assert error["hint"].startswith(
        f"check the address {bare.place}, then try again; what was tried may still be there: {name}"
    )


def test_what_people_read(eve: Person, bare: Bare) -> None:
    said = eve.run("selftest", "--remote", str(bare.place))
    assert said.code == 0
    rows = dict(line.split("  ", 1) for line in said.out.splitlines() if "  yes  " in line or "  no   " in line)
    assert len(rows) == len(KNOWN)
    assert said.out.splitlines()[-1] == f"{bare.place} does what pmnet needs"
    assert not {"push", "ref", "commit", "branch"} & set(json.dumps(rows).replace('"', " ").split())
