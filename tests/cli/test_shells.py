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
    "zsh": "LISTMAX=0; unsetopt beep auto_menu list_ambiguous; source <(pmnet completion zsh);"
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
    lead, _ = (circle.anna.ok("lead", "add", "--title", TITLE, "--days", days)["id"] for days in "23")
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


LINES = [
    pytest.param("pmnet fi", "pmnet find ", "", id="a command"),
    pytest.param("pmnet lead nonsense", "pmnet lead nonsense", "", id="nothing for nonsense"),
    pytest.param("pmnet find --ski", "pmnet find --skill ", "", id="an option"),
    pytest.param(
        "pmnet find --skill ris", "pmnet find --skill risk-management", "", id="a skill, whose level may follow"
    ),
    pytest.param("pmnet find --skill=ris", "pmnet find --skill=risk-management", "", id="after an equals sign"),
    pytest.param("pmnet find --skill risk-management:4", "pmnet find --skill risk-management:4 ", "", id="a level"),
    pytest.param("pmnet find --language de:n", "pmnet find --language de:native ", "", id="a language level"),
    pytest.param("pmnet find --language=de:n", "pmnet find --language=de:native ", "", id="both signs"),
    pytest.param("pmnet lead show {ending}", "pmnet lead show {lead} ", "", id="a lead by its last four characters"),
    pytest.param("pmnet member show be", "pmnet member show bea ", "", id="a member"),
    pytest.param("pmnet validate pla", "pmnet validate plain.yaml ", "", id="a file"),
    pytest.param("PMNET_X=1 pmnet fi", "PMNET_X=1 pmnet find ", "", id="after a variable"),
    pytest.param("true; pmnet fi", "true; pmnet find ", "", id="a second command"),
    pytest.param("pmnet member set headl", "pmnet member set headline=", "", id="a field, which goes on"),
    pytest.param(
        "pmnet find --skill Änderungsm",
        "pmnet find --skill change-requests",
        "pmnet find --skill Änderungsmanagement",
        id="a skill in German",
    ),
    pytest.param(
        "pmnet find --skill=steuerungsk",
        "pmnet find --skill=governance",
        "pmnet find --skill=steuerungskreis",
        id="the same after an equals sign",
    ),
    pytest.param(
        "pmnet find --industry pharmaind",
        "pmnet find --industry 21 ",
        "pmnet find --industry pharmaindustrie ",
        id="an industry in words",
    ),
    pytest.param("pmnet member show än", "pmnet member show anna ", "pmnet member show Änne ", id="a member by name"),
]
"""What is typed, what it becomes, and what in fish where that differs: fish completes only what begins as typed, and so words
and names stay what they are called; pmnet understands both.
"""


@pytest.mark.parametrize(("line", "becomes", "in_fish"), LINES)
def test_a_line_becomes(shell: Shell, line: str, becomes: str, in_fish: str) -> None:
    known = {"lead": shell.lead, "ending": shell.lead[-4:]}
    expected = in_fish if shell.name == "fish" and in_fish else becomes
    assert shell.press(line.format(**known)).rstrip(" ") == expected.format(**known).rstrip(" ")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        pytest.param("pmnet find --skill projektm", "Projektmanagement", id="skills in German"),
        pytest.param("pmnet lead show ", TITLE, id="leads with a title that would be a command"),
        pytest.param("pmnet find --skill risk-management:", "Leads complex work", id="levels"),
    ],
)
def test_what_can_go_on_several_ways_is_listed_and_what_was_typed_stays(shell: Shell, line: str, shown: str) -> None:
    assert shell.press(line).startswith(line)
    assert shown in str(shell.process.before)
    assert not list(shell.folder.rglob("bitten"))


def test_a_hostile_file_name_arrives_quoted(shell: Shell) -> None:
    assert "ird" in shell.press("pmnet validate we")
    shell.enter()
    assert not list(shell.folder.rglob("bitten"))


@pytest.mark.parametrize("shell", ["bash"], indirect=True)
def test_a_colon_that_breaks_no_words_is_completed_as_well(shell: Shell) -> None:
    shell.process.send("\x15COMP_WORDBREAKS=${COMP_WORDBREAKS//:}\r")
    shell.process.expect("ready> ")
    assert shell.press("pmnet find --language de:n") == "pmnet find --language de:native "
