"""Whose locks are removed: those of a killed one, and of nobody who is at work."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pmnet.store.git.presence import TRACES, Trace, arrive

KILLED = """
import os, signal, subprocess, sys
from pathlib import Path
from pmnet.store.git.presence import arrive
trace = arrive(Path(sys.argv[1]))
if sys.argv[2] == "alone":
    subprocess.Popen(["sleep", "600"], pass_fds=[trace.handle], stdout=subprocess.DEVNULL)
Path(sys.argv[1], "refs/pmnet/verified.lock").touch()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    (tmp_path / "refs" / "pmnet").mkdir(parents=True)
    return tmp_path


def somebody_killed(copy: Path, who: str = "all") -> Path:
    """The lock that they held."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(copy), who])
    assert done.returncode == -signal.SIGKILL
    later(copy)
    return copy / "refs/pmnet/verified.lock"


def later(copy: Path) -> None:
    """Wait until the clock of the disk has moved on."""
    probe = copy / "probe"
    probe.touch()
    before = probe.stat().st_mtime_ns
    while probe.stat().st_mtime_ns == before:
        time.sleep(0.001)
        probe.touch()


def here(copy: Path) -> Trace:
    trace = arrive(copy)
    assert trace is not None
    return trace


def test_what_a_killed_one_left_is_removed(copy: Path) -> None:
    lock = somebody_killed(copy)
    here(copy).leave()
    assert not lock.exists()
    assert not list((copy / TRACES).iterdir())


def test_a_lock_from_before_the_killed_one_came_is_somebody_elses(copy: Path) -> None:
    (copy / "index.lock").touch()
    later(copy)
    lock = somebody_killed(copy)
    here(copy).leave()
    assert [lock.exists(), (copy / "index.lock").exists()] == [False, True]


def test_a_lock_stays_while_somebody_is_at_work_who_could_hold_it(copy: Path) -> None:
    at_work = here(copy)
    later(copy)
    lock = somebody_killed(copy)
    here(copy).leave()
    assert lock.exists()
    at_work.leave()
    here(copy).leave()
    assert not lock.exists()


def test_what_nobody_can_hold_for_so_long_is_removed_even_then(copy: Path) -> None:
    at_work = here(copy)
    later(copy)
    lock = somebody_killed(copy)
    ago = time.time() - 600
    for path in [lock, *(copy / TRACES).iterdir()]:
        os.utime(path, (ago, ago))
    here(copy).leave()
    assert not lock.exists()
    at_work.leave()


def held_by(process: int) -> set[Path]:
    """The files that a process has open; none once it has ended."""
    try:
        return {Path(os.path.realpath(f"/proc/{process}/fd/{number}")) for number in os.listdir(f"/proc/{process}/fd")}
    except OSError:
        return set()


def test_a_git_that_goes_on_without_whoever_started_it_is_at_work(copy: Path) -> None:
    lock = somebody_killed(copy, "alone")
    [place] = (copy / TRACES).iterdir()
    [going] = [int(p.parent.name) for p in Path("/proc").glob("[0-9]*/fd") if holds(p, place)]
    here(copy).leave()
    assert lock.exists()
    os.kill(going, signal.SIGKILL)
    while place in held_by(going):
        time.sleep(0.001)
    here(copy).leave()
    assert not lock.exists()


def holds(handles: Path, place: Path) -> bool:
    try:
        return any(os.path.realpath(handle) == str(place) for handle in handles.iterdir())
    except OSError:
        return False


def test_where_no_trace_can_be_laid_down_nothing_is_removed(copy: Path) -> None:
    (copy / "pmnet").write_text("in the way")
    lock = copy / "refs/pmnet/verified.lock"
    lock.touch()
    assert arrive(copy) is None
    assert lock.exists()


def test_somebody_who_leaves_while_they_are_looked_at_was_not_killed(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaving, opened = here(copy), os.open
    later(copy)
    (copy / "index.lock").touch()  # a person's own git: it lays down no trace
    later(copy)

    def opening(path: Path, *how: int) -> int:
        handle = opened(path, *how)
        if path == leaving.file:
            leaving.leave()
        return handle

    monkeypatch.setattr(os, "open", opening)
    here(copy).leave()
    assert not leaving.file.exists()
    assert (copy / "index.lock").exists()


def test_two_who_come_after_a_killed_one_do_not_remove_what_the_other_has_locked_meanwhile(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, look = somebody_killed(copy), Path.stat
    others: list[Trace] = []

    def come_and_lock() -> None:
        others.append(here(copy))
        lock.touch()

    other = threading.Thread(target=come_and_lock)

    def looking(path: Path, **how: bool) -> os.stat_result:
        found = look(path, **how)
        if path == lock and other.ident is None:
            other.start()
            other.join(0.5)  # long enough for whoever does not have to wait
        return found

    monkeypatch.setattr(Path, "stat", looking)
    trace = here(copy)
    other.join()
    assert lock.exists()
    for each in (trace, *others):
        each.leave()


def test_where_the_system_has_no_such_locks_nothing_is_left(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(handle: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr("fcntl.flock", none)
    before = set(os.listdir("/proc/self/fd"))
    assert arrive(copy) is None
    assert not list((copy / TRACES).iterdir())
    assert set(os.listdir("/proc/self/fd")) == before
