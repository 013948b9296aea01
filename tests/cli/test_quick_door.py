"""The door answers what the whole program answers, letter by letter, or leaves it to the whole program."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import NOW, Circle, Person, copy_circle

from pmnet.app.find import Wanted
from pmnet.cli import quick
from pmnet.cli.main import app

LATER = "2026-11-26T09:00:00Z"


class World(NamedTuple):
    """A small network as anna has it, in folders of different kinds."""

    anna: Person
    folders: Mapping[str, Path]

    @property
    def index(self) -> Path:
        return self.folders["network"] / ".git" / "pmnet" / "index.sqlite"

    def door(self, folder: Path, arguments: list[str], **variables: str) -> str | None:
        """What the door says; None where it leaves it to the whole program. What it may raise, `run` expects."""
        try:
            return quick.answer(arguments, self.anna.variables() | variables, str(folder))
        except (quick.Unusual, OSError, ValueError):
            return None

    def whole(self, folder: Path, arguments: list[str], **variables: str) -> tuple[int, str, str]:
        """What the whole program says."""
        now = variables.get("PMNET_NOW", NOW)
        result = self.anna.run(*arguments, now=now, folder=folder)
        return result.code, result.out, result.err


@pytest.fixture(scope="module")
def world(template: Circle, tmp_path_factory: pytest.TempPathFactory) -> World:
    root = tmp_path_factory.mktemp("door")
    circle = copy_circle(template, root / "net")
    anna, bea, carl = circle.people.values()
    bea.ok("skill", "add", "cutover", "4")
    bea.ok("skill", "add", "risk", "3")
    bea.ok("member", "set", "headline=PMO für Müller & Söhne", "methods=scrum,prince2")
    bea.ok("language", "add", "de", "native")
    bea.ok("certificate", "add", "pmp")
    bea.ok("free", "3")
    carl.ok("skill", "add", "cutover", "5")
    carl.ok("language", "add", "de", "B1")
    carl.ok("member", "set", "roles=pmo-lead", "work_area.base=DE-HE", "work_area.remote=true")
    carl.ok("industry", "add", "21", "--years", "7")
    carl.ok("free", "5", "--from", "2027-01-01")
    lead = anna.ok("lead", "add", "--title", "A cutover", "--client", "Muster AG", "--position", "pmo")["id"]
    anna.ok("offer", lead, "bea")
    for person in (bea, anna):
        person.ok("sync", now=LATER)

    network, folders = anna.folder, {}
    folders["network"] = network
    folders["below"] = network / "members"
    folders["by a link"] = root / "link"
    folders["by a link"].symlink_to(network, target_is_directory=True)
    for name, change in {"packed": ["pack-refs", "--all"], "detached": ["checkout", "--detach", "-q"]}.items():
        folders[name] = root / name
        shutil.copytree(network, folders[name], symlinks=True)
        subprocess.run(["git", "-C", folders[name], *change], check=True, capture_output=True)
    folders["worktree"] = root / "worktree"
    anna.git("worktree", "add", "--detach", str(folders["worktree"]))
    folders["waiting"] = root / "waiting"
    shutil.copytree(network, folders["waiting"], symlinks=True)
    outbox = folders["waiting"] / ".git" / "pmnet" / "outbox"
    outbox.mkdir(exist_ok=True)
    (outbox / "x.json").write_text("{}")
    folders["outside"] = root
    made = World(anna, folders)
    for folder in folders.values():
        made.whole(folder, ["find", "--json"])
    return made


# Whatever is typed

MEANT: dict[str, tuple[str, ...]] = {
    "--skill": ("cutover", "cutover:4", "Produktivsetzung:5", "risk:3"),
    "--should": ("risk:4", "cutover:2", "rollout"),
    "--language": ("de", "de:C1", "Deutsch:B1", "english:a1"),
    "--certificate": ("pmp", "PMP"),
    "--method": ("scrum", "PRINCE2"),
    "--industry": ("21", "pharma"),
    "--role": ("pmo-lead", "PMO-Leitung"),
    "--region": ("DE", "Hessen", "DE-HE"),
    "--from": ("2026-11-30", "2027-01-11"),
    "--to": ("2027-02-28", "2027-01-11"),
    "--days": ("1", "3", "07"),
    "--limit": ("1", "2", "10", "999999999"),
}
ODD = (
    "", " ", "-", "--", "-x", "=", "=4", ":", ":4", "cutover:", "cutover:9", "cutover:0", "cutover:٤", "cutover:4:4",
    "de:", "de:D1", ":C1", "größe", "Mu\u0308ller", "gibt es nicht", "0", "8", "-1", "3.0", " 3", "3 ", "+3", "٣", "1_0",
    "1000000000", "9" * 25, "2027-02-30", "2027-13-01", "0000-01-01", "0001-01-01", "9999-12-31", "2027-W02-1", "20270111",
    "2027-01-11T00:00:00", "2026-11-01", "tomorrow", "KW 2", "11.1.", "Q1", "٢٠٢٧-٠١-١١", "a\x00b", "a\nb", "\udcff",
    "--json", "--remote", "--skill", "--days=3", "x" * 300, "\u202e", "' OR 1=1", "%", "DE-HE-X", "-h",
)  # fmt: skip
UNKNOWN = (
    "--explain", "--quiet", "--no-color", "--no-input", "--rem", "--remote=1", "--no-remote", "--json=1",
    "--Json", "-j", "-n", "--dry-run", "--network=.", "--skil=cutover", "--", "-", "-h", "--help", "--version",
)  # fmt: skip
TEXTS = ("Mueller", "müller", "pmo", "gibt es nicht", "Leitung", "bea", "- -", "\udcff")


def spelled(option: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    """An option with a value, in one word or in two."""
    return st.tuples(values, st.booleans()).map(
        lambda drawn: [f"{option}={drawn[0]}"] if drawn[1] else [option, drawn[0]]
    )


options = st.sampled_from(sorted(MEANT)).flatmap(lambda option: spelled(option, st.sampled_from(MEANT[option])))
odd_options = st.sampled_from(sorted(MEANT)).flatmap(
    lambda option: spelled(option, st.sampled_from(ODD) | st.text(max_size=5)) | st.just([option])
)
plain = options | st.sampled_from(TEXTS).map(lambda word: [word]) | st.sampled_from([["--remote"], ["--leads"]])
odd = odd_options | st.sampled_from([*ODD, *UNKNOWN]).map(lambda word: [word])
typed = st.builds(
    lambda parts, more, json_at: [
        word for part in [*parts[:json_at], ["--json"], *parts[json_at:], *more] for word in part
    ],
    st.lists(plain, max_size=4) | st.lists(plain | odd, max_size=4),
    st.lists(odd, max_size=1),
    st.integers(0, 4),
)
lines = st.one_of(
    typed.map(lambda words: ["find", *words]),
    st.sampled_from([[], ["find"], ["--json"], ["--json", "find"], ["find", "x"], ["Find", "--json"], ["", "--json"]]),
    typed.map(lambda words: ["lead", "list", *words]),
)
MOMENTS = (
    NOW, LATER, "", "2027-01-11T23:30:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-W48-1T09:00:00Z",
    "2026-11-23 09:00:00Z", "2026-11-23T09:00:00z", "2026-11-23T090000.5Z", "2026-11-23T24:00:00Z", "2026-11-23", "soon",
)  # fmt: skip
FOLDERS = ("network", "below", "by a link", "packed", "detached", "worktree", "waiting", "outside")


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    lines,
    st.just("network") | st.sampled_from(FOLDERS),
    st.just(NOW) | st.sampled_from(MOMENTS),
)
def test_the_door_never_says_anything_else_than_the_whole_program(
    world: World, arguments: list[str], folder: str, now: str
) -> None:
    agrees(world, world.folders[folder], arguments, now)


def agrees(world: World, folder: Path, arguments: list[str], now: str = NOW) -> bool:
    """Whether the door answered; then it said what the whole program says."""
    said = world.door(folder, arguments, PMNET_NOW=now)
    if said is not None:
        assert world.whole(folder, arguments, PMNET_NOW=now) == (0, f"{said}\n", ""), arguments
    return said is not None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "--skill cutover:4",
        "--skill=cutover:4 --skill risk",
        "--skill cutover --should rollout:2 --should=risk:5",
        "--language de:C1 --certificate pmp --method scrum",
        "--industry 21 --role pmo-lead --region Hessen --remote",
        "--days 3 --from 2027-01-11 --to 2027-02-28",
        "--days=3",
        "--limit 1",
        "Müller PMO",
        "pmo --skill cutover gibt nicht",
        "--skill cutover:1 --remote --remote --json",
    ],
)
@pytest.mark.parametrize("folder", ["network", "below", "by a link", "packed", "detached"])
def test_what_is_plainly_put_is_answered_at_the_door(world: World, typed: str, folder: str) -> None:
    assert agrees(world, world.folders[folder], ["find", *typed.split(), "--json"])
    assert json.loads(world.door(world.folders[folder], ["find", "--json"]) or "[]")


@pytest.mark.parametrize("now", [NOW, LATER, "2027-03-01T00:30:00Z"])
def test_the_door_knows_what_time_it_is(world: World, now: str) -> None:
    assert agrees(world, world.folders["network"], ["find", "--days", "1", "--skill", "cutover", "--json"], now)


def test_without_a_word_on_the_time_it_is_now(world: World) -> None:
    arguments, folder = ["find", "--days", "1", "--json"], world.folders["network"]
    assert agrees(world, folder, arguments, "") or agrees(world, folder, arguments, ""), "midnight once at most"


@pytest.mark.parametrize("folder", ["worktree", "waiting", "outside"])
def test_what_is_out_of_the_ordinary_is_left_to_the_whole_program(world: World, folder: str) -> None:
    assert not agrees(world, world.folders[folder], ["find", "--json"])


# Whatever became of the index


def rewritten(statement: str) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        with closing(sqlite3.connect(file)) as database:
            database.executescript(statement)

    return change


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(Path.unlink, id="gone"),
        pytest.param(lambda file: file.write_bytes(b""), id="empty"),
        pytest.param(lambda file: file.write_text("no database" * 999), id="no database"),
        pytest.param(cut, id="half of it"),
        pytest.param(rewritten("UPDATE meta SET value = 'x' WHERE name = 'version'"), id="another version"),
        pytest.param(rewritten(f"UPDATE meta SET value = '{'0' * 40}' WHERE name = 'commit'"), id="another state"),
        pytest.param(rewritten("DROP TABLE meta"), id="no word on what it is"),
        pytest.param(rewritten("DROP TABLE trait"), id="a table less"),
        pytest.param(rewritten("UPDATE meta SET value = '[]' WHERE name = 'network'"), id="figures of another kind"),
        pytest.param(rewritten("UPDATE meta SET value = '{' WHERE name = 'network'"), id="half the figures"),
    ],
)
def test_an_index_that_is_of_no_use_is_left_to_the_whole_program(world: World, change: Callable[[Path], None]) -> None:
    arguments, folder = ["find", "--skill", "cutover", "--json"], world.folders["network"]
    expected = world.whole(folder, arguments)
    change(world.index)
    assert world.door(folder, arguments) is None
    assert world.whole(folder, arguments) == expected
    assert agrees(world, folder, arguments)


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=40))
def test_a_damaged_index_is_no_crash_at_the_door(world: World, damage: list[tuple[float, int]]) -> None:
    kept = world.index.read_bytes()
    text = bytearray(kept)
    for place, byte in damage:
        text[int(place * len(text))] = byte
    world.index.write_bytes(text)
    try:
        world.door(world.folders["network"], ["find", "--skill", "cutover", "pmo", "--days", "1", "--json"])
    finally:
        world.index.write_bytes(kept)


# The same options


def test_the_options_of_the_door_are_those_of_the_command() -> None:
    find = typer.main.get_command(app).commands["find"]  # type: ignore[attr-defined]
    known: dict[str, Any] = {name: option for option in find.params for name in option.opts}
    for name, field in quick.OPTIONS.items():
        option = known[name]
        assert (option.is_flag, option.nargs, option.multiple) == (False, 1, field in quick.REPEATED), name
        assert field in Wanted._fields or field == "limit"
    for name in quick.FLAGS:
        assert known[name].is_flag, name
        assert known[name].default is False
        assert known[name].secondary_opts == []
    assert (known["--days"].type.min, known["--days"].type.max) == (1, quick.MOST_DAYS)
    assert (known["--limit"].type.min, known["--limit"].type.max) == (1, None)
    assert known["--limit"].default == quick.USUAL_LIMIT
    assert {*quick.OPTIONS.values(), *quick.FLAGS.values()} - {"limit", "leads", "json"} == {*Wanted._fields} - {"text"}


# A process of its own

HEAVY = {
    "typer",
    "click",
    "yaml",
    "rich",
    "dataclasses",
    "pathlib",
    "subprocess",
    "inspect",
    "git",
    "jsonschema",
    "difflib",
}


def test_the_installed_command_enters_by_the_door() -> None:
    [script] = [one for one in entry_points(group="console_scripts") if one.name == "pmnet"]
    assert script.value == "pmnet.cli.start:run"


def test_the_door_loads_little_and_prints_the_same(world: World) -> None:
    arguments, folder = ["find", "--skill", "cutover:4", "Müller", "--days", "1", "--json"], world.folders["network"]

    def process(code: str) -> subprocess.CompletedProcess[str]:
        """The code, and at its end what is loaded."""
        return subprocess.run(
            [sys.executable, "-c", f"import sys; {code}; print(*sys.modules, file=sys.stderr)", *arguments],
            capture_output=True, env=world.anna.variables(), cwd=folder, encoding="utf-8",
        )  # fmt: skip

    whole = world.whole(folder, arguments)
    done, idle = process("from pmnet.cli.start import run; run()"), process("pass")
    assert (done.returncode, done.stdout, "") == whole
    loaded = {*done.stderr.split()} - {*idle.stderr.split()}
    assert "pmnet.app.find" in loaded
    assert {name.partition(".")[0] for name in loaded} & HEAVY == set()
    assert "pmnet.cli.main" not in loaded


@pytest.mark.parametrize(
    "typed",
    [
        ["find", "--skill", "cutover:9", "--json"],
        ["find", "--skill", "nothing", "--json"],
        ["find", "--skill", "cutover"],
    ],
)
def test_what_the_door_does_not_answer_the_whole_program_does(world: World, typed: list[str]) -> None:
    folder = world.folders["network"]
    done = subprocess.run(
        [sys.executable, "-m", "pmnet", *typed],
        capture_output=True,
        env=world.anna.variables(),
        cwd=folder,
        encoding="utf-8",
    )
    assert (done.returncode, done.stdout, done.stderr) == world.whole(folder, typed)
