"""Whatever happens to the file of an index, what is answered is what an index says that is built from nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from changing import LEADS, NOW, Changing, said
from disks import fill, small_disk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pmnet.errors import Conflict
from pmnet.store.index import building, keeping
from pmnet.store.index import file as files
from pmnet.store.index.file import SEAL
from pmnet.store.index.reading import Index, opened
from pmnet.store.index.tables import TABLES
from pmnet.store.parsing import record_text


class Copy:
    """A network with an index beside it."""

    def __init__(self, folder: Path) -> None:
        self.network = Changing(5)
        self.git_dir = folder
        self.file = keeping.file_in(folder)
        self.touched: dict[str, Sequence[str]] = {}

    def change(self, most: int = 3) -> None:
        self.touched[self.network.state.tip] = ()
        paths = self.network.change(most)
        self.touched = {old: [*since, *paths] for old, since in self.touched.items()}

    def differences(self, old: str, new: str) -> Sequence[str] | None:
        assert new == self.network.state.tip
        return self.touched.get(old)

    def ask(self) -> dict[str, list[str]]:
        return keeping.ask(self.git_dir, self.network.state, self.differences, NOW, said)

    def fresh(self) -> dict[str, list[str]]:
        with closing(keeping.in_memory(self.network.state, NOW)) as index:
            return said(index)

    def unkept(self) -> str:
        return keeping.ask(self.git_dir, self.network.state, self.differences, NOW, lambda index: index.unkept)

    @property
    def quick(self) -> bool:
        """Whether the next question is answered from the file."""
        index = opened(str(self.file), self.network.state.tip, NOW)
        if index is not None:
            index.close()
        return index is not None

    def right(self) -> None:
        """The answer is right, the next one is quick, and nothing lies about."""
        assert self.ask() == self.fresh()
        assert self.quick
        assert [path.name for path in self.file.parent.iterdir()] == ["index.sqlite"]
        with closing(sqlite3.connect(self.file)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    monkeypatch.setattr(files, "LARGEST", 100_000)
    made = Copy(tmp_path)
    made.right()
    return made


# What befalls a file


def test_it_is_written_once_and_then_only_read(copy: Copy) -> None:
    before = os.stat(copy.file)
    copy.right()
    assert os.stat(copy.file) == before
    copy.change()
    copy.right()
    after = os.stat(copy.file)
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, SEAL)


def test_others_may_read_it_as_far_as_a_new_file_of_theirs(copy: Copy) -> None:
    plain = copy.git_dir / "plain"
    plain.touch()
    assert os.stat(copy.file).st_mode == os.stat(plain).st_mode


def test_brought_forward_the_file_says_the_same_as_a_new_one(copy: Copy) -> None:
    for _ in range(25):
        copy.change()
        copy.right()


def zeroes(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def grown(file: Path) -> None:
    with file.open("ab") as end:
        end.write(b"more")


def another_database(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT)")
        database.execute("INSERT INTO meta VALUES ('version', '1'), ('commit', 'HEAD')")


def in_a_log(file: Path) -> None:
    """As an index was kept before: with a log beside it."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = WAL")


def pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def link(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to("elsewhere")


def endless(file: Path) -> None:
    file.unlink()
    file.symlink_to("/dev/zero")


def nowhere(file: Path) -> None:
    file.unlink()
    file.symlink_to("nowhere")


def itself(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.name)


@pytest.mark.parametrize("changed", [False, True], ids=["same state", "later state"])
@pytest.mark.parametrize(
    "befall",
    [
        Path.unlink,
        zeroes,
        grown,
        another_database,
        in_a_log,
        pipe,
        folder,
        link,
        endless,
        nowhere,
        itself,
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"not a database"),
        lambda file: file.write_bytes(b"SQLite format 3\0"),
        lambda file: file.write_bytes(file.read_bytes()[:-4096]),
        lambda file: os.truncate(file, file.stat().st_size // 2),
        os.utime,
        lambda file: shutil.rmtree(file.parent),
        lambda file: file.chmod(0o444),
    ],
)
def test_whatever_befalls_the_file(copy: Copy, befall: Callable[[Path], object], changed: bool) -> None:
    befall(copy.file)
    elsewhere = copy.file.with_name("elsewhere")
    kept = elsewhere.read_bytes() if elsewhere.exists() else b""
    if changed:
        copy.change()
    assert copy.ask() == copy.fresh()
    if kept:
        assert elsewhere.read_bytes() == kept  # what a link leads to is somebody else's
        elsewhere.unlink()
    copy.right()


damages = st.lists(
    st.tuples(
        st.sampled_from(["flip", "overwrite", "cut", "zero"]),
        st.integers(0, 2**32),
        st.binary(min_size=1, max_size=64),
    ),
    min_size=1,
    max_size=4,
)


def damage(content: bytes, how: str, place: int, data: bytes) -> bytes:
    place %= max(len(content), 1)
    if how == "cut":
        return content[:place]
    if how == "zero":
        place -= place % 512
        data = bytes(512)
    if how == "flip":
        data = bytes([(content[place : place + 1] or b"\0")[0] ^ (data[0] or 1)])
    return content[:place] + data + content[place + len(data) :]


@given(damages)
@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_written_into_the_file_anywhere(copy: Copy, harm: list[tuple[str, int, bytes]]) -> None:
    content = copy.file.read_bytes()
    for how, place, data in harm:
        content = damage(content, how, place, data)
    copy.file.write_bytes(content)
    copy.right()


@given(damages, st.booleans())
@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_damaged_file_that_passes_for_whole_ends_in_an_answer(
    copy: Copy, harm: list[tuple[str, int, bytes]], changed: bool
) -> None:
    """As after a fault of the disk: nobody can tell what is in it, but nothing breaks on it."""
    whole, content = copy.file.read_bytes(), copy.file.read_bytes()
    for how, place, data in harm:
        content = damage(content, how, place, data)
    copy.file.write_bytes(content)
    os.utime(copy.file, ns=(SEAL, SEAL))
    if changed:
        copy.change()
    assert copy.ask().keys() == TABLES.keys()
    copy.file.unlink()
    copy.right()
    assert changed or copy.file.read_bytes() == whole


def test_a_disk_that_is_full_while_the_file_is_written(copy: Copy) -> None:
    with small_disk(copy.file.parent, "1m"):
        copy.right()
        before = copy.fresh()
        fill(copy.file.parent)
        copy.change()
        longer = [replace(copy.network.lead(name), summary="word " * 9000) for name in LEADS]
        copy.network.texts |= {lead.path: record_text(lead) for lead in longer}
        copy.touched = {tip: [*paths, *(lead.path for lead in longer)] for tip, paths in copy.touched.items()}
        assert copy.ask() == copy.fresh() != before
        assert copy.unkept() == "no space left on device"
        (copy.file.parent / "filler").unlink()
        copy.right()


# What lies beside it


def logs(folder: Path) -> dict[str, bytes]:
    """A log, its index and a journal as another network's index had them when its process was killed."""
    program = """
import os, sqlite3, sys
file = sys.argv[1]
database = sqlite3.connect(file, isolation_level=None)
if sys.argv[2] == "-wal":
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA wal_autocheckpoint = 0")
database.execute("PRAGMA cache_size = 1")
database.execute("BEGIN")
database.execute("UPDATE member SET name = 'Somebody Else', admitted = NULL")
database.execute("DELETE FROM trait")
database.execute("UPDATE meta SET value = value || ''")
if sys.argv[2] == "-wal":
    database.execute("COMMIT")
else:
    database.execute("INSERT INTO broken SELECT hex(randomblob(2000)), 1 FROM trait, trait AS more")
os.kill(os.getpid(), 9)
"""
    found = {}
    for name in ("-wal", "-journal"):
        other = Copy(folder / f"other{name}")
        other.right()
        subprocess.run([sys.executable, "-c", program, str(other.file), name])
        found |= {place.name.removeprefix("index.sqlite"): place.read_bytes() for place in other.file.parent.iterdir()}
    found.pop("")
    return found


def test_what_lies_beside_the_file_belongs_to_another_one(copy: Copy, tmp_path: Path) -> None:
    left = logs(tmp_path)
    assert set(left) == {"-wal", "-shm", "-journal"}
    for names in (("-wal", "-shm"), ("-wal",), ("-shm",), ("-journal",), ("-wal", "-shm", "-journal")):
        for change in (False, True):
            for name in names:
                Path(f"{copy.file}{name}").write_bytes(left[name])
            if change:
                copy.change()
            assert not copy.quick
            copy.right()
    for name in left:
        Path(f"{copy.file}{name}").symlink_to("nowhere")
    copy.right()


# Files of somebody who means ill


def planted(copy: Copy, *words: str) -> None:
    with closing(sqlite3.connect(copy.file, isolation_level=None)) as database:
        database.execute("PRAGMA writable_schema = ON")
        for one in words:
            database.execute(one)
    os.utime(copy.file, ns=(SEAL, SEAL))


RUNNING = "id TEXT DEFAULT (load_extension(1))"
ENDLESS = "WITH RECURSIVE one(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM one) SELECT"


@pytest.mark.parametrize("changed", [False, True], ids=["same state", "later state"])
@pytest.mark.parametrize(
    "words",
    [
        ["DROP TABLE member", f"CREATE VIEW member AS {ENDLESS} x AS n, 1 AS id, 1 AS admitted FROM one"],
        ["DROP TABLE meta", f"CREATE VIEW meta AS {ENDLESS} 'commit' AS name, x AS value FROM one"],
        ["CREATE TRIGGER more AFTER INSERT ON meta BEGIN DELETE FROM member; END"],
        ["CREATE TRIGGER less BEFORE DELETE ON broken BEGIN INSERT INTO lead SELECT hex(randomblob(9)) FROM term; END"],
        ["CREATE TABLE more (x DEFAULT (load_extension('evil')))"],
        ["CREATE INDEX more ON member (name)"],
        [f"UPDATE sqlite_schema SET sql = replace(sql, 'id TEXT', '{RUNNING}') WHERE name = 'member'"],
        ["DROP TABLE want"],
        ["UPDATE sqlite_schema SET rootpage = 999999 WHERE name = 'member'"],
        ["UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'trait'"],
        ["UPDATE sqlite_schema SET sql = zeroblob(300000) WHERE name = 'trait'"],
        ["UPDATE sqlite_schema SET sql = 'CREATE TABLE trait (x' WHERE name = 'trait'"],
        ["UPDATE sqlite_schema SET sql = x'ff' WHERE name = 'trait'"],
        ["DELETE FROM meta WHERE name = 'commit'"],
        ["UPDATE meta SET value = zeroblob(1000) WHERE name = 'commit'"],
        ["UPDATE meta SET value = '--output=/tmp/x' WHERE name = 'commit'"],
        ["UPDATE meta SET value = 'HEAD' WHERE name = 'commit'"],
        ["UPDATE meta SET value = '0' WHERE name = 'version'"],
        ["UPDATE meta SET value = '999' WHERE name = 'version'"],
        ["UPDATE meta SET value = '{}' WHERE name = 'network'"],
        ["UPDATE meta SET value = '[' || value WHERE name = 'network'"],
        ["UPDATE meta SET value = 7 WHERE name = 'network'"],
        ["DELETE FROM meta WHERE name = 'network'"],
    ],
)
def test_a_file_made_of_something_else_is_none_of_ours(copy: Copy, words: list[str], changed: bool) -> None:
    planted(copy, *words)
    if changed:
        copy.change()
    copy.right()


@pytest.mark.parametrize("changed", [False, True], ids=["same state", "later state"])
@pytest.mark.parametrize(
    "words",
    [
        "UPDATE member SET n = -n, id = zeroblob(10) || n, free = x'ff', said = 'x', admitted = 7, text = NULL, left = 'never'",
        "UPDATE member SET said = '[{\"a\": 1}]', free = '{}', confirmed = 1, left = 5",
        f"UPDATE member SET said = '{'[' * 100_000}', free = said, id = NULL",
        "UPDATE member SET headline = zeroblob(300000)",
        "UPDATE trait SET value = 'high', key = key || zeroblob(3)",
        "UPDATE vouch SET at = 'then', withdrawn = -1, by = NULL",
        "UPDATE position SET asks = 'null', lead = x'00', until = 5",
        "UPDATE work SET days = 'many', start = 'soon', end = 7, partner = zeroblob(5)",
        "UPDATE stretch SET days = NULL, said = 'x'",
        "INSERT INTO broken VALUES ('x', '[]'), ('y', 'no'), (7, NULL)",
        "UPDATE lead SET owner = NULL, closed = 'no', protected_until = x'ffff'",
    ],
)
def test_wrong_things_in_the_right_tables_break_nothing(copy: Copy, words: str, changed: bool) -> None:
    planted(copy, words)
    if changed:
        copy.change(9)

    def question(index: Index) -> dict[str, list[str]]:
        for number in [number for (number,) in index.database.execute("SELECT n FROM member")]:
            index.member(number)
        list(index.positions())
        index.broken()
        return said(index)

    assert keeping.ask(copy.git_dir, copy.network.state, copy.differences, NOW, question).keys() == TABLES.keys()


def test_a_tree_that_takes_for_ever_to_walk_is_given_up(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that all lead to the same page, level by level: a small file with more rows than anybody can count."""
    with closing(sqlite3.connect(copy.file)) as database:
        root = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'member'").fetchone()[0]
        size = database.execute("PRAGMA page_size").fetchone()[0]
    content = copy.file.read_bytes()
    last = len(content) // size
    leaf = content[(root - 1) * size : root * size]
    levels = [inner(size, last + level + 1) for level in range(8)]
    content = content[: (root - 1) * size] + inner(size, last + 1) + content[root * size :] + b"".join(levels) + leaf
    content = content[:28] + (len(content) // size).to_bytes(4, "big") + content[32:]
    copy.file.write_bytes(content)
    os.utime(copy.file, ns=(SEAL, SEAL))
    monkeypatch.setattr(files, "MILLIONS", 3)
    assert copy.quick
    copy.right()
    copy.file.write_bytes(content)
    os.utime(copy.file, ns=(SEAL, SEAL))
    copy.change()
    copy.network.put_member()
    assert copy.ask().keys() == TABLES.keys()


def inner(size: int, child: int) -> bytes:
    """An inner page of a table whose cells all lead to one page."""
    cells = [child.to_bytes(4, "big") + bytes([number]) for number in range(1, 100)]
    body = b"".join(cells)
    start = size - len(body)
    places = b"".join((start + 5 * number).to_bytes(2, "big") for number in range(len(cells)))
    head = (
        b"\5" + bytes(2) + len(cells).to_bytes(2, "big") + start.to_bytes(2, "big") + b"\0" + child.to_bytes(4, "big")
    )
    return (head + places).ljust(start, b"\0") + body


# Other states


def test_of_a_state_that_is_not_here_any_more(copy: Copy) -> None:
    copy.change()
    copy.touched.clear()
    copy.right()


def test_of_a_state_that_was_taken_back(copy: Copy) -> None:
    early, texts = copy.network.state.tip, dict(copy.network.texts)
    copy.change(9)
    copy.right()
    copy.touched = {copy.network.state.tip: copy.touched[early]}
    copy.network.texts, copy.network.commits = texts, copy.network.commits - 1
    assert copy.network.state.tip == early
    copy.right()


@pytest.mark.parametrize("version", ["1", "999", "2 of 99.0"])
def test_of_another_version(copy: Copy, version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as other:
        for module in (files, building.rows):
            other.setattr(module, "VERSION", version)
        copy.right()
    assert not copy.quick
    copy.right()


def test_what_waits_to_be_sent_is_looked_at_and_never_kept(copy: Copy) -> None:
    ahead = Changing(5)
    ahead.rule()
    ahead.put_member()
    unsent = {path: text for path, text in ahead.texts.items() if copy.network.texts.get(path) != text}
    state = copy.network.state.with_texts(unsent, unsent=unsent)
    before = copy.file.read_bytes()

    def question(index: Index) -> tuple[dict[str, list[str]], object]:
        assert list(copy.file.parent.iterdir()) == [copy.file]
        return said(index), index.figures

    with closing(keeping.in_memory(state, NOW)) as fresh:
        expected = said(fresh), fresh.figures
    assert keeping.ask(copy.git_dir, state, copy.differences, NOW, question) == expected
    with closing(sqlite3.connect(copy.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # another process brings it forward at this moment
        assert keeping.ask(copy.git_dir, state, copy.differences, NOW, question) == expected
    assert copy.file.read_bytes() == before
    copy.right()


def test_what_the_question_raises_is_no_fault_of_the_file(copy: Copy) -> None:
    before = os.stat(copy.file)

    def question(index: Index) -> None:
        raise Conflict("no")

    with pytest.raises(Conflict):
        keeping.ask(copy.git_dir, copy.network.state, copy.differences, NOW, question)
    assert os.stat(copy.file) == before


# Several at once


def test_whoever_reads_is_not_disturbed_by_a_new_state(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old state is answered from for as long as it is read; what is new is written after that, and read after that."""
    old, tip = copy.fresh(), copy.network.state.tip
    index = opened(str(copy.file), tip, NOW)
    assert index is not None
    copy.change(9)
    answers = []
    other = threading.Thread(target=lambda: answers.append(copy.ask()))
    other.start()
    time.sleep(0.3)
    assert answers == []
    assert said(index) == old
    index.close()
    other.join()
    assert answers == [copy.fresh()]
    copy.right()


def test_whoever_reads_on_and_on_makes_others_answer_from_memory(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SECONDS", 0.1)
    with closing(opened(str(copy.file), copy.network.state.tip, NOW) or pytest.fail("no index")):
        before = copy.file.read_bytes()
        copy.change()
        assert copy.ask() == copy.fresh()
        assert copy.unkept() == keeping.BUSY
        assert copy.file.read_bytes() == before
    assert copy.unkept() == ""
    copy.right()


@pytest.fixture
def writing(copy: Copy) -> Iterator[sqlite3.Connection]:
    """A process that has been bringing the index forward for a long time."""
    with closing(sqlite3.connect(copy.file, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = MEMORY")
        database.execute("PRAGMA cache_spill = OFF")
        database.execute("BEGIN IMMEDIATE")
        database.execute("DELETE FROM member")
        yield database


def test_during_a_long_build_the_old_state_is_answered_at_once(copy: Copy, writing: sqlite3.Connection) -> None:
    begun = time.monotonic()
    assert copy.ask() == copy.fresh()
    assert copy.quick
    assert time.monotonic() - begun < files.SECONDS / 2


def test_during_a_long_build_another_state_is_answered_from_memory(
    copy: Copy, writing: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SECONDS", 0.1)
    copy.change()
    assert copy.ask() == copy.fresh()
    assert copy.unkept() == keeping.BUSY
    writing.execute("ROLLBACK")
    copy.right()


def test_many_at_once_in_any_order_of_deleting_replacing_and_asking(copy: Copy) -> None:
    """Threads of one process share its locks, so here each is a process of its own."""
    program = """
import random, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1]]
from changing import NOW, Changing, said
from contextlib import closing
from pmnet.store.index import keeping
network = Changing(5)
states, touched = [network.state], set()
for _ in range(4):
    touched |= set(network.change(9))
    states.append(network.state)
fresh = []
for state in states:
    with closing(keeping.in_memory(state, NOW)) as index:
        fresh.append(said(index))
dice = random.Random(int(sys.argv[3]))
file = keeping.file_in(Path(sys.argv[2]))
for _ in range(25):
    match dice.randrange(8):
        case 0:
            keeping.forget(file)
        case 1:
            other = file.with_name(f"other-{sys.argv[3]}")
            other.write_bytes(dice.randbytes(5000))
            other.replace(file)
        case _:
            chosen = dice.randrange(len(states))
            found = keeping.ask(Path(sys.argv[2]), states[chosen], lambda *_: sorted(touched), NOW, said)
            assert found == fresh[chosen]
"""
    here = str(Path(__file__).parent)
    processes = [
        subprocess.Popen([sys.executable, "-c", program, here, str(copy.git_dir), str(number)], stderr=subprocess.PIPE)
        for number in range(3)
    ]
    for process in processes:
        _, told = process.communicate()
        assert process.returncode == 0, told.decode()
    copy.touched.clear()
    copy.right()


@pytest.mark.parametrize("how", ["whole", "changed"])
def test_interrupted_by_hand_it_leaves_the_file_as_it_was_or_none(
    copy: Copy, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how == "whole":
        copy.file.unlink()
    copy.change()
    before = copy.file.read_bytes() if how == "changed" else b""

    def interrupted(building: building.Building, *_: object) -> None:
        building._database.execute("CREATE TABLE half (x)")
        raise KeyboardInterrupt

    with monkeypatch.context() as moment:
        moment.setattr(building.Building, how, interrupted)
        with pytest.raises(KeyboardInterrupt):
            copy.ask()
    assert (copy.file.read_bytes() if copy.file.exists() else b"") == before
    copy.right()
