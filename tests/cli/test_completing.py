"""What may follow what was typed: commands, options, words of the vocabularies, ids."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence

import pytest

from pmnet.cli.completing import FILES, LOOKED_UP, answer
from pmnet.cli.grammar import COMMANDS, COMMON
from pmnet.store.wordlist import WORDS, Word

ESCAPES = "\x1b]0;x\x07 a\tb\nc \u202e $(reboot) `reboot`"


class Network:
    """What a lookup gives: all that begins as typed, and something hostile with it."""

    def __init__(self, *hostile: str) -> None:
        self.hostile = hostile
        self.asked: list[tuple[str, ...]] = []

    def members(self, typed: str) -> Iterator[tuple[str, str, str]]:
        self.asked.append(("members", typed))
        yield from (
            (one, f"{one.title()} Müller", "") for one in ("anna", "bea", *self.hostile) if one.startswith(typed)
        )
        if typed.startswith("mü"):
            yield ("anna", "Anna Müller", "Müller")

    def leads(self, typed: str, which: str) -> Iterator[tuple[str, str]]:
        self.asked.append(("leads", typed, which))
        yield from ((one, ESCAPES) for one in ("261123-k7qx", *self.hostile))

    def handovers(self, typed: str, which: str) -> Iterator[tuple[str, str]]:
        self.asked.append(("handovers", typed, which))
        yield "261123-k7qx.pmo.1", "PMO lead"

    def positions(self, typed: str, lead: str) -> Iterator[tuple[str, str]]:
        self.asked.append(("positions", typed, lead))
        yield "pmo", "PMO lead"

    def words(self, vocabulary: str) -> Sequence[Word]:
        return WORDS[vocabulary]


def offered(line: str, network: Network | None = None) -> list[str]:
    """The values for the last word of a line."""
    return [found.split("\t")[0] for found in answer(line.split(" "), network or Network())]


@pytest.mark.parametrize(
    ("line", "values"),
    [
        pytest.param("fi", ["find"], id="a command"),
        pytest.param("lead e", ["edit", "extend", "erase"], id="a command of a group"),
        pytest.param("find --sk", ["--skill"], id="an option"),
        pytest.param("find --skill risk --sk", ["--skill"], id="an option that may be repeated"),
        pytest.param("find --role pm --rol", [], id="an option that may not"),
        pytest.param("--json find --rol", ["--role"], id="after an option before the command"),
        pytest.param("--network fi find --rol", ["--role"], id="after an option's value before the command"),
        pytest.param("find --qu", ["--quiet"], id="an option of every command"),
        pytest.param("find --expl", [], id="a hidden option"),
        pytest.param("hook rec", [], id="a hidden command"),
        pytest.param("nonsense ", [], id="nothing after what is no command"),
        pytest.param("find -- --sk", [], id="no option after two hyphens"),
        pytest.param("init x --publish d", ["direct"], id="a choice"),
        pytest.param("help sk", ["skills"], id="a topic"),
        pytest.param("member set seniority.y", ["seniority.years="], id="a field"),
        pytest.param("validate ", [FILES], id="a file"),
        pytest.param("claim k7qx --terms ", ["none", FILES], id="a word or a file"),
        pytest.param("find --skill ris", ["risk-management", "risk-management:"], id="a skill by its key"),
        pytest.param("find --skill change", ["change-management", "change-requests"], id="two skills by their keys"),
        pytest.param("find --skill risiko", ["risk-management", "risk-management:"], id="a skill in German"),
        pytest.param("find --skill Änderungsm", ["change-requests", "change-requests:"], id="an umlaut"),
        pytest.param("find --skill aenderungsm", ["change-requests", "change-requests:"], id="an umlaut spelled out"),
        pytest.param(
            "find --skill vermögen", ["results-orientation", "results-orientation:"], id="the end of a compound"
        ),
        pytest.param(
            "find --skill=ris", ["--skill=risk-management", "--skill=risk-management:"], id="with an equals sign"
        ),
        pytest.param("find --skill risk-management:", [f"risk-management:{n}" for n in range(1, 6)], id="levels"),
        pytest.param("find --skill risiko:4", ["risiko:4"], id="a level after a German word"),
        pytest.param("find --language de:C", ["de:C1", "de:C2"], id="language levels"),
        pytest.param("find --language germ", ["de", "de:"], id="a language"),
        pytest.param("find --industry pharma", ["21"], id="an industry"),
        pytest.param("find --role Teilpro", ["subproject-manager"], id="a role"),
        pytest.param("find --region hess", ["DE-HE"], id="a region"),
        pytest.param("find --region de-h", ["DE-HB", "DE-HE", "DE-HH"], id="regions by their keys"),
        pytest.param("find --certificate prince2-f", ["prince2-foundation"], id="a certificate"),
        pytest.param("find --skill xyzzy", [], id="nonsense"),
        pytest.param("skill add gxp", ["gxp-csv"], id="a skill as an argument"),
        pytest.param("skill add gxp-csv ", ["1", "2", "3", "4", "5"], id="its level"),
        pytest.param("decline k7qx --reason da", ["dates"], id="a reason to decline"),
        pytest.param("lead close k7qx --reason du", ["duplicate"], id="a reason to close"),
        pytest.param("vouch b", ["bea"], id="a member"),
        pytest.param("vouch mü", ["anna"], id="a member by name"),
        pytest.param("claim k7", ["261123-k7qx"], id="a lead"),
        pytest.param("accept k7", ["261123-k7qx.pmo.1"], id="a handover"),
        pytest.param("claim k7qx --position ", ["pmo"], id="a position"),
        pytest.param("offer k7qx a", ["anna"], id="a second argument"),
        pytest.param("lead add --title ", [], id="nothing for free text"),
    ],
)
def test_what_may_follow(line: str, values: list[str]) -> None:
    assert offered(line) == values


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        pytest.param("claim ", ("leads", "", "open"), id="open leads of others to claim"),
        pytest.param("offer 26", ("leads", "26", "own"), id="my own to offer"),
        pytest.param("lead close k", ("leads", "k", "own"), id="my own to close"),
        pytest.param("lead show k", ("leads", "k", ""), id="all to look at"),
        pytest.param("accept ", ("handovers", "", "mine"), id="handovers that are not over to accept"),
        pytest.param("books ", ("handovers", "", ""), id="all handovers for the books"),
        pytest.param("match --position p k7qx --position ", ("positions", "", "k7qx"), id="the positions of a lead"),
    ],
)
def test_only_what_fits_is_asked_for(line: str, asked: tuple[str, ...]) -> None:
    network = Network()
    offered(line, network)
    assert network.asked == [asked]


def test_options_follow_where_nothing_else_can() -> None:
    assert offered("find ")[:2] == ["--skill", "--should"]
    assert offered("claim k7qx ")[0] == "--position"
    assert offered("vouch zzz") == []


@pytest.mark.parametrize(
    ("line", "about"),
    [
        pytest.param("find --skill ris", "Risk and opportunity management", id="by its key in English"),
        pytest.param("find --skill risiko", "Risiko- und Chancenmanagement", id="begun in German in German"),
        pytest.param("find --skill risk-management:4", "Leads complex work", id="a level"),
        pytest.param("find --language de:c1", "C1, advanced", id="a language level"),
        pytest.param("fi", "Find who can do it and is free, or with --leads the open leads", id="a command"),
        pytest.param("vouch bea", "Bea Müller", id="a member"),
    ],
)
def test_each_value_says_what_it_is(line: str, about: str) -> None:
    assert answer(line.split(" "), Network())[0].split("\t")[1] == about


@pytest.mark.parametrize(
    ("line", "called"),
    [
        pytest.param("find --skill risiko", "risiko", id="an alias"),
        pytest.param("find --skill Änderungsm", "Änderungsmanagement", id="an umlaut stays as it was typed"),
        pytest.param("find --skill=risi", "--skill=risiko", id="with an equals sign"),
        pytest.param("vouch mü", "Müller", id="a name"),
    ],
)
def test_what_does_not_begin_as_typed_says_how_it_is_called(line: str, called: str) -> None:
    """For fish, which shows nothing else."""
    assert answer(line.split(" "), Network())[0].split("\t")[2] == called


HOSTILE = (
    "$(reboot)", "`reboot`", "-rf", "--help", "a b", "a;b", "a|b", "a&b", "a'b", 'a"b', "a\\b", "a\nb", "a\tb", "a\x1b[2J",
    "a\u202eb", "a\u200bb", "*", "~", "!!", "a>b", "a{b,c}", "a:b", "", ":files",
)  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("line", ["vouch ", "claim ", "lead show "])
def test_what_is_no_plain_word_never_reaches_the_shell(line: str, value: str) -> None:
    assert value not in offered(line, Network(value))
    assert len(offered(line, Network(value))) == len(offered(line))


def test_a_description_stays_on_its_line_and_commands_no_terminal() -> None:
    (line,) = answer(["claim", ""], Network())
    value, about = line.split("\t")
    assert value == "261123-k7qx"
    assert about.isprintable()


def test_every_kind_of_value_is_known() -> None:
    kinds = {
        part.strip("<>").partition(":")[0]
        for _, options, arguments in COMMANDS.values()
        for kind in (*(option[0] for option in (COMMON | options).values()), *(argument[0] for argument in arguments))
        for part in kind.split("|")
        if part.startswith("<")
    }
    assert kinds <= {"file", *LOOKED_UP, *WORDS}
    assert set(LOOKED_UP) <= kinds


def test_a_key_is_answered_before_slow_things_are_loaded() -> None:
    code = (
        "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr));"
        "sys.argv[1:] = ['_complete', '--', 'find', '--skill', 'ri']; from pmnet.cli.start import run; run()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "risk-management" in done.stdout
    slow = {"typer", "yaml", "rich", "dataclasses", "json", "sqlite3", "git", "pathlib", "datetime", "pmnet.cli.main"}
    assert slow.isdisjoint(done.stderr.split())


@pytest.mark.parametrize(
    "arguments", [[], ["--"], ["--", ""], ["--", "find", "--skill"], ["--", "\ud800"], ["x" * 9000]]
)
def test_whatever_is_asked_nothing_is_said_but_values(arguments: list[str]) -> None:
    said = [argument.encode("utf-8", "surrogatepass") for argument in arguments]
    done = subprocess.run([sys.executable, "-m", "pmnet", "_complete", *said], capture_output=True)
    assert done.stderr == b""
    assert b"error" not in done.stdout
