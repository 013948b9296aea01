"""What is seen while a long history is judged, or everything that is there is read for the first time."""

from __future__ import annotations

import contextlib
import io

import pytest
from people import NOW, Circle

from pmnet.cli import progress
from pmnet.cli.main import main


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


def test_what_is_done_within_a_moment_shows_nothing(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    show = progress.shown("judging what happened", "acts", str)
    for done in range(1, 401):
        clock.now += 0.002
        show(done, 400)
    assert capsys.readouterr() == ("", "")


def test_what_takes_longer_is_told_and_wiped(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    show = progress.shown("judging what happened", "acts", str)
    for done in range(1, 3_001):
        clock.now += 0.001
        show(done, 3_000)
    out, err = capsys.readouterr()
    lines = err.split("\r")[1:]
    assert out == ""
    assert 15 <= len(lines) <= 25, "about ten times a second, after the first"
    assert lines[0].startswith("judging what happened: [########................] 100")
    assert lines[-3].endswith(" of 3000 acts")
    assert lines[-2:] == [" " * len(lines[-3]), ""]


def test_what_begins_long_after_it_was_announced_is_not_shown_at_once(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    show = progress.shown("judging what happened", "acts", str)
    for _ in range(2):
        clock.now += 60  # somebody answers questions
        for done in range(1, 6):
            clock.now += 0.01
            show(done, 5)
    assert capsys.readouterr() == ("", "")


class Terminal(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


def test_the_first_reading_shows_a_bar_and_the_next_question_none(
    circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setattr(progress, "PAUSE", 0)

    def seen(*more: str) -> str:
        with contextlib.redirect_stderr(Terminal()) as screen, contextlib.redirect_stdout(io.StringIO()):
            assert main(["find", "bea", *more], circle.bea.variables(NOW), circle.bea.folder) == 0
        return screen.getvalue()

    index = circle.bea.folder / ".git" / "pmnet" / "index.sqlite"
    index.unlink(missing_ok=True)
    shown = seen().split("\r")[1:]
    assert shown[0].startswith("reading what is there: [")
    assert shown[-3].endswith(" of 3 records")
    assert shown[-2:] == [" " * len(shown[-3]), ""]
    assert seen() == ""
    for more in ("--quiet", "--json"):
        index.unlink()
        assert seen(more) == ""
