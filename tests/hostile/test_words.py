"""Options in disguise, addresses that run something and words that are none, in every argument and option of every command.

Whatever is typed may come from a mail, a page or a script: it is a name, a text or a path, and nothing else.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from canary import Canary
from commands import acting, kinds, names
from people import Circle, Person

from pmnet.cli.grammar import COMMANDS
from pmnet.store.files import FORBIDDEN

WORDS = (
    "--output=NOTE",
    "-oProxyCommand=PROGRAM",
    "--upload-pack=PROGRAM",
    "--exec=PROGRAM",
    "-cPROGRAM",
    "ext::PROGRAM",
    "ext::sh -c PROGRAM",
    "fd::17",
    "file:///etc/passwd",
    "ssh://-oProxyCommand=PROGRAM/x",
    "ssh://user@-oProxyCommand=PROGRAM/x",
    "user@-oProxyCommand=PROGRAM:x",
    "-oProxyCommand=PROGRAM:x",
    "http+ext::PROGRAM",
    "\\\\host\\share",
    "@/nowhere/at/all",
    "@",
    ":(glob)**",
    ":/",
    "HEAD@{upstream}",
    "^{/x}",
    "$(PROGRAM)",
    "`PROGRAM`",
    "; PROGRAM",
    "| PROGRAM",
    "&& PROGRAM",
    "x\nPROGRAM",
    "x\0y",
    "\x1b]0;x\x07\u202e\u200b[bold]",
    "\udcff\udcfe",
    "../../../../../../etc/passwd",
    "/etc/passwd",
    "%s%n{0}{x}",
    "9" * 5_000,
    "x" * 70_000,
    "-1",
    "1e400",
    "NaN",
    "٣",
    "",
    " ",
    "-",
    "--",
)

ALLOWED = frozenset({"git", "ssh", "ssh-keygen"})
CODES = frozenset({0, 1, 2, 4, 5, 6, 7, 8, 10})

ADDRESSES = (("join", 0), ("init", "--remote"), ("share", 0))
"""What is an address is given every word, and not only some."""

AT_A_TIME = 1
"""How many of the words each argument and option is given, each another one; with --long, all of them."""

PLAIN = {
    "<file>": "some-file",
    "<member>": "bea",
    "<lead>": "{lead}",
    "<own-lead>": "{lead}",
    "<open-lead>": "{lead}",
    "<handover>": "{handover}",
    "<any-handover>": "{handover}",
    "<position>": "pm",
    "<skills>": "risk-management",
    "<levels>": "3",
    "<cefr>": "C1",
    "<languages>": "de",
    "": "x",
}
"""What stands beside the word that is tried."""


class Programs:
    """The programs that were started, by the names they were called by."""

    def __init__(self) -> None:
        self.seen: set[str] | None = None

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.seen is not None and event in (
            "subprocess.Popen",
            "os.exec",
            "os.posix_spawn",
            "os.system",
            "os.startfile",
        ):
            self.seen.add(os.path.basename(os.fsdecode(arguments[0])))


PROGRAMS = Programs()
sys.addaudithook(PROGRAMS)


@pytest.fixture
def started() -> Iterator[set[str]]:
    PROGRAMS.seen = set()
    yield PROGRAMS.seen
    PROGRAMS.seen = None


def tries(name: str) -> list[tuple[str | int, list[str]]]:
    """Each place where a command takes a word, with the line of words that is typed; the word to try is `TRY`."""
    options, arguments = kinds(name)
    plain = [PLAIN.get(re.split(r"[|:]", kind)[0], kind.split("|")[0].strip("<>") or "x") for kind in arguments]
    found: list[tuple[str | int, list[str]]] = [
        (number, [*plain[:number], "TRY", *plain[number + 1 :]]) for number in range(len(plain))
    ]
    return [*found, *((option, [*plain, option, "TRY"]) for option in options)]


def typed(circle: Circle, canary: Canary, ids: dict[str, str], line: list[str], word: str) -> list[str]:
    meant = word.replace("PROGRAM", str(canary.program)).replace("NOTE", str(canary.note))
    return [meant if part == "TRY" else ids.get(part.strip("{}"), part) for part in line]


def chosen(number: int, every: bool) -> list[str]:
    """The words that are tried in the place of that number."""
    if every:
        return list(WORDS)
    return [WORDS[(number * AT_A_TIME + more) % len(WORDS)] for more in range(AT_A_TIME)]


@pytest.fixture
def ids(circle: Circle) -> dict[str, str]:
    lead = circle.anna.ok("lead", "add", "--title", "A lead", "--client", "ACME")["id"]
    handover = circle.bea.ok("claim", lead)["id"]
    return {"lead": lead, "handover": handover}


def test_what_the_program_takes_is_what_is_tried() -> None:
    assert {name for name in names() if name != "hook receive"} <= COMMANDS.keys()


@pytest.mark.parametrize("part", range(2))
def test_whatever_is_typed_anywhere(
    circle: Circle,
    canary: Canary,
    ids: dict[str, str],
    started: set[str],
    part: int,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    every = request.config.getoption("--long")
    home_again(circle, monkeypatch, canary)
    number = 0
    wrong: list[object] = []
    for name in names()[part::2]:
        for place, line in tries(name):
            for word in chosen(number, every or (name, place) in ADDRESSES):
                if name == "demo" and (place != 0 or word == "--" or not word.startswith(("-", "x\0"))):
                    continue  # a folder's name: the whole demonstration would be played in it
                done = circle.anna.run(*name.split(), *typed(circle, canary, ids, line, word), "--no-input")
                shown = done.out.replace("\r\n", "\n") if name == "calendar" else done.out  # how a calendar's lines end
                if done.code not in CODES or acting(shown + done.err) or canary.sings:
                    wrong.append((name, place, word[:60], done.code, done.err[-300:], acting(shown + done.err)))
            number += 1
    assert wrong == []
    assert canary.sings == ""
    assert started <= ALLOWED
    texts = circle.shared_git("log", "-p", "--format=", "main")
    assert FORBIDDEN.search(texts.replace("\t", "")) is None


def home_again(circle: Circle, monkeypatch: pytest.MonkeyPatch, canary: Canary) -> None:
    """Nothing comes in, no server but this machine is asked, and what ssh is asked would be written down."""
    monkeypatch.setattr("sys.stdin", io.StringIO())
    ssh = circle.root / "ssh"
    ssh.write_text(
        f"#!/bin/sh\nfor word; do case $word in -oProxyCommand=/*) echo $word >> '{canary.note}';; esac; done\nexit 255\n"
    )
    ssh.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(ssh))


@pytest.mark.parametrize("word", WORDS)
def test_an_address_is_an_address(
    circle: Circle, canary: Canary, started: set[str], monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    home_again(circle, monkeypatch, canary)
    meant = word.replace("PROGRAM", str(canary.program)).replace("NOTE", str(canary.note))
    zoe = Person("zoe", circle.root)
    who = ("--as", "zoe", "--full-name", "Zoe", "--email", "zoe@example.org", "--yes")
    for line in (["join", *who, "--", meant, "there"], ["join", meant, "there", *who]):
        done = zoe.run(*line)
        assert done.code in CODES - {0}, (line, done.err)
        assert acting(done.out + done.err) == []
    assert canary.sings == ""
    assert started <= ALLOWED
