"""Completing in the real shells, on a terminal: what a line becomes when the tabulator key is pressed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pexpect
import pytest
from people import Circle, copy_circle

START = {
    "bash": ["--norc", "--noprofile", "-i"],
    "zsh": ["-f", "-i"],
    "fish": ["--no-config", "-i"],
}
SET_UP = {
    "bash": "bind 'set bell-style none'; bind 'set enable-bracketed-paste off'; bind 'set completion-query-items 0';"
    " bind 'set page-completions off'; bind 'set show-all-if-ambiguous on'; source <(pmnet completion bash);"
    """ bind -x '"\\C-o": printf "<<%s>>" "$READLINE_LINE"'; PS1='rea''dy> '""",
    "zsh": "LISTMAX=0; unsetopt beep auto_menu; source <(pmnet completion zsh);"
    " shown() { print -rn -- \"<<$BUFFER>>\" }; zle -N shown; bindkey '^O' shown; PS1='rea''dy> '",
    "fish": "pmnet completion fish | source; bind \\co 'printf \"<<%s>>\" (commandline | string collect)';"
    " function fish_prompt; printf 'rea%s' 'dy> '; end",
}
TITLE = "PMO $(touch bitten) `touch bitten` %F{red}x; touch bitten"


@dataclass
class Shell:
    """A shell on a terminal, in a folder of its own."""

    name: str
    process: pexpect.spawn[str]
    lead: str
    folder: Path

    def press(self, line: str) -> str:
        """What a line becomes when the tabulator key is pressed behind it; what is shown meanwhile is in `before`."""
        self.process.send(f"\x15{line}\t\x0f")
        self.process.expect("<<(.*?)>>")
        assert self.process.match is not None
        return str(self.process.match.group(1))

    def enter(self) -> None:
        """Run what stands on the line."""
        self.process.send("\r")
        self.process.expect("ready> ")


@pytest.fixture(scope="module", params=list(START))
def shell(
    request: pytest.FixtureRequest,
    program: Callable[[str], str],
    template: Circle,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Shell]:
    name: str = request.param
    found, root = program(name), tmp_path_factory.mktemp(name)
    circle = copy_circle(template, root / "net")
    lead = circle.anna.ok("lead", "add", "--title", TITLE, "--days", "3")["id"]
    circle.anna.ok("member", "set", "name=Änne Öster")
    circle.anna.ok("find", "anna")
    for file in ("we ird$(touch bitten).yaml", "plain.yaml"):
        (root / file).write_text("id: x\n")
    variables = circle.anna.variables() | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        **dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"), str(root)),
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm",
    }
    process = pexpect.spawn(
        found, START[name], env=variables, cwd=str(root), encoding="utf-8", timeout=60, dimensions=(50, 200)
    )
    process.sendline(SET_UP[name])
    process.expect("ready> ")
    try:
        yield Shell(name, process, lead, root)
        assert not list(root.rglob("bitten"))
    finally:
        process.close(force=True)


EVERYWHERE = [
    pytest.param("pmnet fi", "pmnet find ", id="a command"),
    pytest.param("pmnet lead ere", "pmnet lead ere", id="nothing for nonsense"),
    pytest.param("pmnet find --ski", "pmnet find --skill ", id="an option"),
    pytest.param("pmnet find --skill ris", "pmnet find --skill risk-management", id="a skill, whose level may follow"),
    pytest.param("pmnet find --skill=ris", "pmnet find --skill=risk-management", id="after an equals sign"),
    pytest.param("pmnet find --skill risk-management:4", "pmnet find --skill risk-management:4 ", id="a level"),
    pytest.param("pmnet find --language de:n", "pmnet find --language de:native ", id="a language level"),
    pytest.param("pmnet find --language=de:n", "pmnet find --language=de:native ", id="both signs"),
    pytest.param("pmnet find --method crit", "pmnet find --method ccpm ", id="a method in words"),
    pytest.param("pmnet lead show 26", "pmnet lead show {lead} ", id="a lead"),
    pytest.param("pmnet lead show {ending}", "pmnet lead show {lead} ", id="a lead by its last four characters"),
    pytest.param("pmnet member show be", "pmnet member show bea ", id="a member"),
    pytest.param("pmnet validate pla", "pmnet validate plain.yaml ", id="a file"),
    pytest.param("PMNET_X=1 pmnet fi", "PMNET_X=1 pmnet find ", id="after a variable"),
    pytest.param("true; pmnet fi", "true; pmnet find ", id="a second command"),
    pytest.param("pmnet member set headl", "pmnet member set headline=", id="a field, which goes on"),
]

REPLACED = {
    "pmnet find --skill risiko": "pmnet find --skill risk-management",
    "pmnet find --skill Änderungsm": "pmnet find --skill change-requests",
    "pmnet find --skill=aenderungsm": "pmnet find --skill=change-requests",
    "pmnet find --industry pharmaind": "pmnet find --industry 21 ",
    "pmnet member show än": "pmnet member show anna ",
}
"""What is typed in German, or by name, gives way to its key."""

CALLED = {
    "pmnet find --method crit": "pmnet find --method criticalchain ",
    "pmnet find --skill Änderungsm": "pmnet find --skill Änderungsmanagement",
    "pmnet find --industry pharmaind": "pmnet find --industry pharmaindustrie ",
    "pmnet member show än": "pmnet member show Änne ",
}
"""In fish it is completed as it was begun: it shows nothing else, and pmnet understands both."""


@pytest.mark.parametrize(("line", "becomes"), EVERYWHERE)
def test_a_line_becomes(shell: Shell, line: str, becomes: str) -> None:
    known = {"lead": shell.lead, "ending": shell.lead[-4:]}
    expected = (CALLED if shell.name == "fish" else {}).get(line, becomes)
    assert shell.press(line.format(**known)).rstrip(" ") == expected.format(**known).rstrip(" ")


@pytest.mark.parametrize("line", REPLACED)
def test_german_words_and_names_are_completed(shell: Shell, line: str) -> None:
    if shell.name == "fish" and line not in CALLED:
        return
    expected = (CALLED if shell.name == "fish" else REPLACED)[line]
    assert shell.press(line).rstrip(" ") == expected.rstrip(" ")


def test_what_can_go_on_several_ways_is_listed_and_what_was_typed_stays(shell: Shell) -> None:
    if shell.name == "fish":  # it shows what begins as typed, and takes the first
        assert shell.press("pmnet find --skill projektm").startswith("pmnet find --skill projektm")
        return
    assert shell.press("pmnet find --skill projektm") == "pmnet find --skill projektm"
    shown = str(shell.process.before)
    assert "project-management" in shown
    assert "Projektmanagement" in shown


def test_a_title_is_shown_as_it_is_and_nothing_in_it_is_run(shell: Shell) -> None:
    other = "pmnet help s" if shell.name == "fish" else "pmnet lead show "
    line = shell.press(other)
    assert not list(shell.folder.rglob("bitten")), line


def test_a_hostile_file_name_arrives_quoted(shell: Shell) -> None:
    line = shell.press("pmnet validate we")
    assert "$(touch" not in line.replace("\\$\\(touch", "")
    shell.enter()
    assert not list(shell.folder.rglob("bitten"))


def test_in_bash_a_colon_that_breaks_no_words_is_completed_as_well(
    shell: Shell,
) -> None:
    if shell.name != "bash":
        return
    shell.process.send("\x15COMP_WORDBREAKS=${COMP_WORDBREAKS//:}\r")
    shell.process.expect("ready> ")
    assert shell.press("pmnet find --language de:n") == "pmnet find --language de:native "
    shell.process.send("\x15COMP_WORDBREAKS=$COMP_WORDBREAKS:\r")
    shell.process.expect("ready> ")
