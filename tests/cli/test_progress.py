"""What is seen while a long history is judged."""

from __future__ import annotations

import pytest

from pmnet.cli import progress


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
    show = progress.shown("judging what happened", "acts")
    for done in range(1, 401):
        clock.now += 0.002
        show(done, 400)
    assert capsys.readouterr() == ("", "")


def test_what_takes_longer_is_told_and_wiped(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    show = progress.shown("judging what happened", "acts")
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
