"""What `pmnet help TOPIC` and `pmnet COMMAND --help` print fits on a small terminal, and is all there on a smaller one."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from pmnet.cli.grammar import COMMANDS
from pmnet.cli.help import TOPICS, topic
from pmnet.cli.language import LANGUAGES, language
from pmnet.cli.main import main
from pmnet.store.vocabularies import names

SMALL = 80
SMALLER = 40
WIDE = 400

TEXTS = ("", *TOPICS)
"""What is told in sentences; of no topic, which there are."""

COMMANDS_AND_GROUPS = sorted({*COMMANDS, *(name.partition(" ")[0] for name in COMMANDS)})

OPTION = re.compile(r"  (-\w, )?--[\w-]+ \S+")
"""An option with the value it takes, which is not broken."""

STYLE = re.compile(r"\x1b\[[0-9;]*m")


class Terminal(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


Typed = Callable[..., list[str]]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Typed:
    """The lines of a command on a terminal of a width, or where there is none, in a language."""

    def lines(key: str, width: int | None, *words: str) -> list[str]:
        out = Terminal() if width else io.StringIO()
        with monkeypatch.context() as patch:
            patch.setattr("sys.stdout", out)
            patch.setenv("COLUMNS", str(width or SMALL))
            patch.setenv("TERM", "xterm")
            variables = {"PMNET_LANG": key, "PMNET_HOME": str(tmp_path), "CI": "true", "NO_COLOR": "1"}
            assert main(words, variables, tmp_path) == 0
        return [line.rstrip() for line in STYLE.sub("", out.getvalue()).splitlines()]

    return lines


def too_wide(lines: list[str], width: int) -> list[str]:
    return [line for line in lines if cell_len(line) > width]


def signs(lines: list[str]) -> list[str]:
    """All that is no blank, in any order: in a table, what is broken stands below its beginning."""
    return sorted("".join("".join(lines).split()))


@pytest.mark.parametrize("key", LANGUAGES)
@pytest.mark.parametrize("name", [*TEXTS, *names()])
def test_a_topic_fits_on_a_small_terminal(typed: Typed, name: str, key: str) -> None:
    lines = typed(key, SMALL, "help", *name.split())
    assert lines
    assert too_wide(lines, SMALL) == []


@pytest.mark.parametrize("key", LANGUAGES)
@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_no_wider_on_a_large_one_or_without_any(typed: Typed, name: str, key: str) -> None:
    lines = typed(key, SMALL, "help", *name.split())
    assert typed(key, WIDE, "help", *name.split()) == typed(key, None, "help", *name.split()) == lines


@pytest.mark.parametrize("key", LANGUAGES)
@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("width", [SMALL, SMALLER])
def test_a_text_says_all_it_has_to_say_and_keeps_commands_in_one_piece(
    typed: Typed, width: int, name: str, key: str
) -> None:
    said = language(key).say(topic(name or None).text).split()
    lines = typed(key, width, "help", *name.split())
    assert " ".join(lines).split() == said
    commands = re.findall(rf"\bpmnet(?: (?:{'|'.join(filter(None, COMMANDS))}))?(?![\w-])", " ".join(said))
    assert [command for command in commands if not any(command in " ".join(line.split()) for line in lines)] == []
    explained = re.findall(r"pmnet help (?!TOPIC)[\w-]+", " ".join(said))
    assert [command for command in explained if not any(command in line for line in lines)] == []


@pytest.mark.parametrize("key", LANGUAGES)
@pytest.mark.parametrize("name", names())
def test_a_vocabulary_is_whole_on_a_smaller_one(typed: Typed, name: str, key: str) -> None:
    lines = typed(key, SMALLER, "help", name)
    assert too_wide(lines, SMALLER) == []
    heading, *wide = typed(key, WIDE, "help", name)
    others = heading.split()[1:]  # where the table does not fit, its first column heads the blocks, and needs no name
    assert not Counter(signs([*others, *wide])) - Counter(signs(lines))


@pytest.mark.parametrize("key", LANGUAGES)
@pytest.mark.parametrize("name", COMMANDS_AND_GROUPS)
def test_the_help_of_a_command_fits_on_a_small_terminal_and_loses_nothing(typed: Typed, name: str, key: str) -> None:
    lines = typed(key, SMALL, *name.split(), "--help")
    assert too_wide(lines, SMALL) == []
    assert [line for line in lines[1:] if line.endswith("...")] == []
    narrow = typed(key, SMALLER, *name.split(), "--help")
    assert " ".join(narrow).split() == " ".join(lines).split()
    example = f"  pmnet {name}".rstrip()
    assert [line for line in lines if line.startswith(example) and line not in narrow] == []
    wide = [line for line in too_wide(narrow, SMALLER) if not OPTION.fullmatch(line)]
    assert [line for line in wide if not (line.startswith("  pmnet ") and line in lines)] == []


def test_a_script_to_copy_is_the_same_on_a_terminal(typed: Typed) -> None:
    lines = typed("en", SMALL, "completion", "bash")
    assert lines == typed("en", None, "completion", "bash")
    assert too_wide(lines, SMALL)
