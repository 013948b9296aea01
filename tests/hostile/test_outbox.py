"""What lies in a copy's outbox and no command put there: it is refused with a reason, and nothing outside is touched."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import pytest
from people import Circle

from pmnet.app.acts import ACTS

GARBAGE: tuple[Any, ...] = (None, -1, "\x1b]0;x\x07", ["x"], {"x": {"y": []}}, "9" * 400, True, "2026-99-99")


def put(folder: Path, number: int, act: str, values: dict[str, Any], **more: Any) -> Path:
    intent = {
        "act": act, "member": "bea", "at": "2026-11-23T08:00:00Z", "nonce": f"{number:08x}", "values": values, "base": "",
        "summary": f"intent {number}", "subject": "", "refused": "", "order": number, "sealed": "", "request": {},
    }  # fmt: skip
    place = folder / ".git" / "pmnet" / "outbox" / f"{number:08x}.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(intent | more))
    return place


AT_A_TIME = 2
"""How many of these each act is given, each another two; with --long, all of them."""


def test_values_of_any_shape_are_refused_with_a_reason(circle: Circle, request: pytest.FixtureRequest) -> None:
    every = request.config.getoption("--long")
    number = 0
    for turn, act in enumerate(ACTS):
        names = [name for name in list(inspect.signature(ACTS[act]).parameters)[3:] if name != "said"]
        for more in range(len(GARBAGE) if every else AT_A_TIME):
            value = GARBAGE[(turn * AT_A_TIME + more) % len(GARBAGE)]
            number += 1
            put(circle.bea.folder, number, act, {name: value for name in names if name != "nonce" or act != "lead-add"})
    for words in (("inbox",), ("sync",), ("status",)):
        done = circle.bea.run(*words)
        assert done.code == 0, (words, done.err)
        assert "\x1b" not in done.out + done.err


def test_an_intent_that_names_another_file_removes_none(circle: Circle) -> None:
    precious = circle.root / "precious.json"
    precious.write_text("{}")
    put(circle.bea.folder, 1, "free", {}, nonce="../../../../precious")
    put(circle.bea.folder, 2, "pause", {}, nonce=str(precious.with_suffix("")))
    circle.bea.ok("sync")
    circle.bea.ok("sync", "--clear")
    assert precious.read_text() == "{}"


def test_texts_that_wait_are_shown_as_text(circle: Circle) -> None:
    put(circle.bea.folder, 1, "no-such-act", {}, summary="\x1b]0;x\x07[bold]y[/bold]\u202e")
    put(circle.bea.folder, 2, "free", {}, refused="\x1b[2J[link=x]", summary="\x9b2J")
    for words in (("status",), ("inbox",), ("sync",), ()):
        done = circle.bea.run(*words)
        assert done.code == 0, done.err
        assert not set(done.out + done.err) & {"\x1b", "\x07", "\x9b", "\u202e"}
