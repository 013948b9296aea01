"""What lies in a copy's outbox and no command meant: it is refused with a reason, and nothing outside is touched.

Each has the mark of the home on it, so that it is read at all; what has none is in `test_planted_acts.py`.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
from people import Circle, Person
from planting import plant, verified

from pmnet.app.acts import ACTS, deciding

GARBAGE: tuple[Any, ...] = (None, -1, "\x1b]0;x\x07", ["x"], {"x": {"y": []}}, "9" * 400, True, "2026-99-99")


def put(person: Person, number: int, act: str, values: dict[str, Any], base: str = "", **more: Any) -> Path:
    base = base or verified(person)
    intent = {
        "act": act, "member": "bea", "at": "2026-11-23T08:00:00Z", "nonce": f"{number:08x}", "values": values, "base": base,
        "summary": f"intent {number}", "subject": "", "refused": "", "order": number, "sealed": "", "request": {},
    }  # fmt: skip
    return plant(person, f"{number:08x}", intent | more)


AT_A_TIME = 2
"""How many of these each act is given, each another two; with --long, all of them."""


def test_values_of_any_shape_are_refused_with_a_reason(circle: Circle, request: pytest.FixtureRequest) -> None:
    every, base, number = request.config.getoption("--long"), verified(circle.bea), 0
    for turn, act in enumerate(ACTS):
        names = [name for name in list(inspect.signature(deciding(act)).parameters)[3:] if name != "said"]
        for more in range(len(GARBAGE) if every else AT_A_TIME):
            value = GARBAGE[(turn * AT_A_TIME + more) % len(GARBAGE)]
            number += 1
            said = {name: value for name in names if name != "nonce" or act != "lead-add"}
            put(circle.bea, number, act, said, base=base)
    for words in (("inbox",), ("sync",), ("status",)):
        done = circle.bea.run(*words)
        assert done.code == 0, (words, done.err)
        assert "\x1b" not in done.out + done.err
        assert "did not save" not in done.out


def test_an_intent_that_names_another_file_removes_none(circle: Circle) -> None:
    precious = circle.root / "precious.json"
    precious.write_text("{}")
    put(circle.bea, 1, "free", {}, nonce="../../../../precious")
    put(circle.bea, 2, "pause", {}, nonce=str(precious.with_suffix("")))
    circle.bea.ok("sync")
    circle.bea.ok("sync", "--clear")
    assert precious.read_text() == "{}"


def test_texts_that_wait_are_shown_as_text(circle: Circle) -> None:
    put(circle.bea, 1, "no-such-act", {}, summary="\x1b]0;x\x07[bold]y[/bold]\u202e")
    put(circle.bea, 2, "free", {}, refused="\x1b[2J[link=x]", summary="\x9b2J")
    for words in (("status",), ("inbox",), ("sync",), ()):
        done = circle.bea.run(*words)
        assert done.code == 0, done.err
        assert not set(done.out + done.err) & {"\x1b", "\x07", "\x9b", "\u202e"}
        assert "did not save" not in done.out


@pytest.mark.parametrize(
    "more",
    [
        {"base": "deadbeef"},
        {"base": "1" * 40},
        {"base": "--output=x"},
        {"base": "two\nlines"},
        {"request": {"branch": "x"}},
        {"request": {"commit": "1" * 40}},
        {"request": {"commit": "1" * 40, "branch": "x", "page": "", "done": ""}},
    ],
    ids=str,
)
def test_a_state_that_is_none_here_and_a_request_that_is_not_whole(circle: Circle, more: dict[str, Any]) -> None:
    """As when the outbox was brought over from another copy."""
    put(circle.bea, 1, "free", {"days": "2"}, **more)
    put(circle.bea, 2, "pause", {}, **more)
    for words in (("inbox",), ("status",), ("sync",), ("free", "2"), ()):
        done = circle.bea.run(*words)
        assert done.code in (0, 2, 5), (words, done.err)
