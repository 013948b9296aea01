"""What a shell is offered in a real network, asked as the shells' scripts ask."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from people import NOW, Circle, Person, copy_circle

from pmnet.store.index.file import SEAL

LATER = "2027-11-23T09:00:00Z"


def offered(person: Person, line: str, now: str = NOW, folder: Path | None = None) -> dict[str, str]:
    """The values for the last word of a line, and what each is."""
    done = subprocess.run(
        [sys.executable, "-m", "pmnet", "_complete", "--", *line.split(" ")],
        env=person.variables(now), cwd=folder or person.root, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    rows = [row.split("\t") for row in done.stdout.splitlines()]
    assert all(len(row) in (2, 3) for row in rows)
    return {row[0]: row[1] for row in rows}


def add_lead(person: Person, title: str, *more: str) -> str:
    return person.ok("lead", "add", "--title", title, "--days", "3", *more)["id"]


@dataclass
class Busy:
    """Bea's lead is claimed by carl, one of anna's is open to all, another only to whom she asks."""

    circle: Circle
    held: str
    open: str
    invite: str

    @property
    def all(self) -> set[str]:
        return {self.held, self.open, self.invite}


@pytest.fixture(scope="module")
def played(template: Circle, tmp_path_factory: pytest.TempPathFactory) -> Busy:
    circle = copy_circle(template, tmp_path_factory.mktemp("busy") / "net")
    circle.bea.ok("member", "set", "name=Beate Müller")
    held = add_lead(circle.bea, "Rollout")
    several = ("--position", "pmo", "--position", "plan:Scheduler")
    busy = Busy(
        circle, held, add_lead(circle.anna, "PMO lead", *several), add_lead(circle.anna, "Interim", "--mode", "invite")
    )
    circle.carl.ok("claim", held)
    circle.sync()
    for person in circle.people.values():
        person.ok("find", "anna")
    return busy


@pytest.fixture
def busy(played: Busy, tmp_path: Path) -> Busy:
    """The same for each test, for those that change something."""
    return replace(played, circle=copy_circle(played.circle, tmp_path / "net"))


def test_open_leads_of_others_are_offered_to_whoever_claims(busy: Busy) -> None:
    assert offered(busy.circle.carl, "claim ") == {busy.open: "PMO lead (anna)"}
    assert offered(busy.circle.anna, "claim ") == {}


def test_my_own_leads_are_offered_to_change_them(busy: Busy) -> None:
    assert set(offered(busy.circle.anna, "lead close ")) == {busy.open, busy.invite}
    assert set(offered(busy.circle.bea, "lead edit ")) == {busy.held}


def test_every_lead_is_offered_to_look_at_by_its_beginning_or_its_last_four(busy: Busy) -> None:
    assert set(offered(busy.circle.carl, "lead show 26")) == busy.all
    assert set(offered(busy.circle.carl, f"lead show {busy.held[-4:-1]}")) == {busy.held}


def test_a_lead_that_has_run_out_is_not_offered(busy: Busy) -> None:
    assert offered(busy.circle.carl, "claim ", now=LATER) == {}


def test_my_own_handovers_are_offered(busy: Busy) -> None:
    handover = f"{busy.held}.pm.1"
    assert offered(busy.circle.bea, "accept ") == {handover: "Rollout (bea, carl)"}
    assert set(offered(busy.circle.carl, f"withdraw {handover[7:13]}")) == {handover}
    assert offered(busy.circle.anna, "accept ") == {}


def test_positions_of_the_lead_that_was_typed_are_offered(busy: Busy) -> None:
    assert offered(busy.circle.carl, f"claim {busy.open[-4:]} --position ") == {"pmo": "PMO lead", "plan": "Scheduler"}


def test_members_are_offered_by_id_and_by_name(busy: Busy) -> None:
    assert offered(busy.circle.carl, "member show b") == {"bea": "Beate Müller"}
    assert offered(busy.circle.carl, "member show mue") == {"bea": "Beate Müller"}
    assert set(offered(busy.circle.carl, "vouch ")) == {"anna", "bea", "carl"}


def test_who_left_is_not_offered(busy: Busy) -> None:
    busy.circle.carl.ok("withdraw", busy.held)
    busy.circle.carl.ok("leave", "--yes")
    busy.circle.anna.ok("sync")
    busy.circle.anna.ok("find", "anna")
    assert set(offered(busy.circle.anna, "vouch ")) == {"anna", "bea"}


def test_what_the_index_does_not_know_yet_is_offered_all_the_same(busy: Busy) -> None:
    new = add_lead(busy.circle.bea, "Cutover")
    busy.circle.carl.ok("sync")
    assert new in offered(busy.circle.carl, "claim ")


def _set_version(file: Path, version: str) -> None:
    with sqlite3.connect(file) as database:
        database.execute("UPDATE meta SET value = ? WHERE name = 'version'", (version,))
    database.close()


def _drop(file: Path) -> None:
    with sqlite3.connect(file) as database:
        for table in ("lead", "member"):
            database.execute(f"DROP TABLE {table}")
    database.close()


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(lambda file: file.unlink(), id="none"),
        pytest.param(lambda file: file.write_bytes(b"SQLite format 3\0" + bytes(4096)), id="damaged"),
        pytest.param(lambda file: file.write_text("no database"), id="something else"),
        pytest.param(lambda file: _set_version(file, "0"), id="of another version"),
        pytest.param(_drop, id="without its tables"),
    ],
)
def test_without_an_index_ids_are_offered_from_the_folder(busy: Busy, broken: object) -> None:
    file = busy.circle.carl.folder / ".git" / "pmnet" / "index.sqlite"
    for beside in file.parent.glob("index.sqlite-*"):
        beside.unlink()
    broken(file)  # type: ignore[operator]
    assert set(offered(busy.circle.carl, "lead show ")) == busy.all
    assert set(offered(busy.circle.carl, "vouch a")) == {"anna"}


def test_nothing_is_written_and_no_index_is_made(busy: Busy) -> None:
    shutil.rmtree(busy.circle.carl.folder / ".git" / "pmnet")
    offered(busy.circle.carl, "claim ")
    assert not (busy.circle.carl.folder / ".git" / "pmnet").exists()


def test_hostile_names_in_the_folder_are_left_out(busy: Busy) -> None:
    month = busy.circle.carl.folder / "leads" / "2026-11"
    for name in ("$(reboot)", "`reboot`", "-rf", "a b", "a\nb", "\x1b[2J", "a'b"):
        (month / f"{name}.yaml").write_text("")
        (busy.circle.carl.folder / "members" / f"{name}.yaml").write_text("")
    assert set(offered(busy.circle.carl, "lead show ")) == busy.all
    assert set(offered(busy.circle.carl, "vouch ")) == {"anna", "bea", "carl"}


def test_hostile_titles_are_shown_as_text_on_one_line(busy: Busy) -> None:
    file = busy.circle.carl.folder / ".git" / "pmnet" / "index.sqlite"
    with sqlite3.connect(file) as database:
        database.execute("UPDATE lead SET title = ?", ("a\x1b]0;b\x07\n$(reboot)\t`c`\u202e\x9b2J",))
    database.close()
    os.utime(file, ns=(SEAL, SEAL))
    (about,) = offered(busy.circle.carl, "claim ").values()
    assert about.isprintable()
    assert "\n" not in about


def test_the_network_that_is_meant_is_asked(busy: Busy, tmp_path: Path) -> None:
    carl, folder = busy.circle.carl, busy.circle.carl.folder
    carl.extra = {"PMNET_NETWORK": ""}
    assert "anna" in offered(carl, "vouch a", folder=tmp_path), "the only one the home knows"
    assert "anna" in offered(carl, "vouch a", folder=folder / "leads"), "the one around"
    assert "anna" in offered(carl, f"--network {folder} vouch a", folder=Path("/")), "one by its folder"
    assert "anna" in offered(carl, f"vouch --network={folder} a", folder=Path("/")), "the same with an equals sign"
    assert offered(carl, "--network nowhere vouch a") == {}
    carl.extra = {"PMNET_NETWORK": "pm netz"}
    assert "anna" in offered(carl, "vouch a", folder=Path("/")), "one by its name"


def test_outside_any_network_words_are_offered_and_ids_are_not(tmp_path: Path) -> None:
    stranger = Person("eve", tmp_path)
    assert set(offered(stranger, "find --skill risiko")) == {"risk-management", "risk-management:"}
    assert offered(stranger, "claim ") == {}
