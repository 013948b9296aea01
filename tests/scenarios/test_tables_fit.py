"""What commands print on small screens: words stay whole, whatever does not fit beside each other follows below."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from overviews import LOOKED_AT, played
from people import Circle, Once
from rich.cells import cell_len

from pmnet.cli.language import language
from pmnet.cli.main import main
from pmnet.cli.render import results
from pmnet.cli.render.as_text import print_text
from pmnet.cli.session import Session

SMALL, SMALLER, WIDE = 80, 60, 400
LONG = 33
"""A word that is so long may be broken."""

STYLE = re.compile(r"\x1b\[[0-9;]*m")

Results = list[tuple[Session, Any]]
Shown = Callable[[Session, Any, str, int | None], list[str]]


class Terminal(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def lead(circle: Circle, once: Once) -> str:
    """A network in which there is something to show, and the id of a lead in it."""
    return once(circle, played).split()[0]


@pytest.fixture
def results_of(circle: Circle, lead: str, monkeypatch: pytest.MonkeyPatch) -> Results:
    """What anna's commands come to, each with its session, before it is shown."""
    found: list[tuple[Session, Any]] = []
    monkeypatch.setattr(results, "show", lambda session, result: found.append((session, result)))
    for words in SCREENS:
        main([word.replace("LEAD", lead) for word in words], circle.anna.variables(LOOKED_AT), circle.root)
    assert len(found) == len(SCREENS)
    return found


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """The lines that a result is on a terminal of a width, or into a pipe, in a language."""

    def lines(session: Session, result: Any, key: str, width: int | None) -> list[str]:
        out = Terminal() if width else io.StringIO()
        with monkeypatch.context() as patch:
            patch.setattr("sys.stdout", out)
            patch.setenv("COLUMNS", str(width or SMALL))
            patch.setenv("TERM", "xterm")
            spoken = replace(session, language=language(key), closing=ExitStack())
            with spoken.closing:
                if spoken.opened is not None:  # what is shown may be read only now
                    spoken.closing.callback(spoken.opened.close)
                print_text(spoken, result)
        return STYLE.sub("", out.getvalue()).splitlines()

    return lines


SCREENS = (
    ("balance",), ("balance", "bea"), ("board",), ("books",), ("capacity",), ("doctor",), ("find", "--leads"),
    ("find", "--skill", "risk-management:2"), ("inbox",), ("keys", "show"), ("lead", "list"),
    ("lead", "show", "LEAD"), ("log",), ("matrix",), ("member", "list"), ("member", "show", "bea"), ("selftest",),
    ("status",), ("team", "LEAD"), ("calendar",), ("match", "LEAD"), ("audit",),
)  # fmt: skip


def words_of(lines: list[str]) -> set[str]:
    return {word.strip(",;") for line in lines for word in line.split()}


@pytest.mark.parametrize("key", ["de", pytest.param("en", marks=pytest.mark.long)])
def test_no_word_is_broken_where_it_fits(results_of: Results, shown: Shown, key: str) -> None:
    for words, (session, result) in zip(SCREENS, results_of, strict=True):
        whole = words_of(shown(session, result, key, WIDE))
        long = [word for word in whole if len(word) >= LONG]
        for width in (SMALL, SMALLER):
            lines = shown(session, result, key, width)
            broken = [word for word in words_of(lines) - whole if not any(word in one for one in long)]
            assert (words, width, broken) == (words, width, [])
            assert [line for line in lines if cell_len(line.rstrip()) > width and "pmnet" not in line] == []


def test_no_line_ends_in_a_blank_where_nobody_looks(results_of: Results, shown: Shown) -> None:
    for session, result in results_of:
        assert [line for line in shown(session, result, "de", None) if line != line.rstrip()] == []
