"""Overviews of large networks on small screens: nothing is cut off, whatever does not fit beside each other follows below."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pmnet.app import capacity, matrix
from pmnet.cli.language import ENGLISH
from pmnet.cli.render.kinds import kind_of
from pmnet.cli.render.overviews_text import TEXTS
from pmnet.cli.render.screen import Screen
from pmnet.cli.session import Session
from pmnet.domain.weeks import weeks
from pmnet.rules.capacity import Freshness
from pmnet.store.index.overviews import Known

TODAY = date(2026, 12, 21)
HOSTILE = "\x1b[31mred\u202e"

Show = Callable[[Any, int], list[str]]


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Show:
    """The lines that a result is on a screen of a width."""

    def shown(result: Any, width: int) -> list[str]:
        screen = Screen(Session({"NO_COLOR": "1"}, tmp_path, ENGLISH))
        screen.console.width = width
        screen.console.soft_wrap = False
        TEXTS[kind_of(result)](screen, result)
        return capsys.readouterr().out.splitlines()

    return shown


def many_weeks(number: int, sums: int) -> capacity.Capacity:
    span = tuple(weeks(TODAY, TODAY + timedelta(weeks=number, days=-1)))
    days = tuple(week % 6 for week in range(number))
    rows = (
        capacity.Row("somebody-with-a-name-of-32-letter", HOSTILE, Freshness.STALE, TODAY, True, days),
        capacity.Row("anna", "Anna", Freshness.FRESH, TODAY, True, days),
    )
    return capacity.Capacity(span, rows, 10_000, tuple(sums + week for week in range(number)), (0,) * number, {})


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("sums", [3, 48_000])
def test_all_weeks_are_shown_with_all_of_their_figures(show: Show, width: int, sums: int) -> None:
    lines = show(many_weeks(53, sums), width)
    assert max(map(len, lines)) <= width
    heads = [line.split()[1:-2] for line in lines if line.startswith("member ")]
    assert [number for head in heads for number in head] == ["52", "53", *map(str, range(1, 52))]
    assert (len(heads) > 1) == (width < 200 or sums > 100)
    for line in (line.split() for line in lines if line.startswith("all ")):
        assert line[-1] == str(53 * sums + sum(range(53)))
    found = [figure for line in lines if line.startswith("all ") for figure in line.split()[1:-1]]
    assert found == [str(sums + week) for week in range(53)]
    mine = [figure for line in lines if line.startswith("anna ") for figure in line.split()[1:-1]]
    assert mine == [str(week % 6) for week in range(53)]
    assert "2 of 10000 members are shown" in " ".join(" ".join(lines).split())


def many_members(number: int) -> matrix.Matrix:
    members = tuple(f"somebody-with-a-long-name-{at:02}" for at in range(number))
    levels = {member: at % 5 + 1 for at, member in enumerate(members)}
    rows = (
        matrix.Row(Known("pmo-setup", 0, 0, "", 3, 4), {}),
        matrix.Row(Known("risk-management", number, 9, "", 1, 2), levels),
    )
    return matrix.Matrix("skill", members, rows, number, 0)


@pytest.mark.parametrize("width", [80, 200])
def test_members_whose_names_do_not_fit_have_numbers(show: Show, width: int) -> None:
    lines = show(many_members(40), width)
    assert max(map(len, lines)) <= width
    heads = [line.removeprefix("skill").split()[4:] for line in lines if line.startswith("skill ")]
    assert [number for head in heads for number in head] == [str(number) for number in range(1, 41)]
    assert (len(heads) > 2) == (width == 80)
    said = " ".join(" ".join(lines).split())
    assert all(f"{number} somebody-with-a-long-name-{number - 1:02}" in said for number in range(1, 41))
    mine = [level for line in lines if line.startswith("Risk and") for level in line.split("1 (level 2)")[1].split()]
    assert mine == [str(at % 5 + 1) for at in range(40)]


def test_nothing_that_a_record_says_reaches_a_terminal_as_a_command(show: Show) -> None:
    row = matrix.Row(Known("risk-management", 1, 1, HOSTILE, 0, 0), {HOSTILE: 3})
    lines = show(matrix.Matrix("skill", (HOSTILE,), (row,), 1, 0), 80)
    assert "only \ufffd[31mred\ufffd" in " ".join(lines)
    assert not {"\x1b", "\u202e"} & set("".join(lines))
