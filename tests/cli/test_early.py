"""What is begun at the door: only for commands that send something, in the network they name, and ended with them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from people import Circle

from pmnet.cli import early, start
from pmnet.cli.main import app
from pmnet.store import beginning
from pmnet.store.beginning import Beginning

OTHERS = {"ci init", "join", "notify", "publish", "repair"}
"""Commands that write, but in no network yet, or without sending an act of a member."""


def declared(group: Any, *path: str) -> Iterator[str]:
    """Every command that writes."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from declared(command, *path, name)
        elif any(parameter.name == "dry_run" for parameter in command.params):
            yield " ".join((*path, name))


def test_all_commands_that_send_are_known_at_the_door() -> None:
    assert {*declared(typer.main.get_command(app))} == early.SENDING | OTHERS
    assert {*early.SEARCHED} <= early.SENDING


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The networks and the folders for which something is begun."""
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(beginning, "begin", lambda _, start, network, searched: asked.append((network, searched)))
    return asked


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("claim k7qx", ("", "handovers/")),
        ("claim k7qx --network net --json", ("net", "handovers/")),
        ("lead add --network=net", ("net", "")),
        ("vouch bea --network", ("", "")),
    ],
)
def test_what_is_begun(asked: list[tuple[str, str]], typed: str, meant: tuple[str, str]) -> None:
    early.begin(typed.split(), {}, ".")
    assert asked == [meant]


@pytest.mark.parametrize(
    "typed", ["", "lead", "lead show k7qx", "find claim", "claim --help", "lead add -h", "--json claim"]
)
def test_where_nothing_is_begun(asked: list[tuple[str, str]], typed: str) -> None:
    assert early.begin(typed.split(), {}, ".") is None
    assert asked == []


def test_what_is_begun_ends_with_a_command_that_could_not_use_it(
    circle: Circle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ended: list[Beginning] = []

    def close(begun: Beginning) -> None:
        ended.append(begun)

    monkeypatch.setattr(Beginning, "close", close)
    monkeypatch.setattr(os, "_exit", sys.exit)
    monkeypatch.setattr(os, "environ", circle.bea.variables())
    monkeypatch.chdir(circle.bea.folder)
    monkeypatch.setattr(sys, "argv", ["pmnet", "claim", "--no-such-option"])
    with pytest.raises(SystemExit) as code:
        start.run()
    assert code.value.code == 2
    assert [begun.repository.folder for begun in ended] == [circle.bea.folder]
