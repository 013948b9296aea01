"""The manual page and the command reference hold every command and option there is, and readers find nothing wrong in them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from pmnet.cli.grammar import COMMANDS
from pmnet.cli.help import TOPICS, VARIABLES
from pmnet.cli.main import app
from pmnet.store.vocabularies import names

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "pmnet.1"
REFERENCE = ROOT / "docs" / "commands.md"

PROGRAM: Any = typer.main.get_command(app)


def options(name: str) -> set[str]:
    """What a command takes, every spelling of it, as the built program says."""
    found = PROGRAM
    for word in name.split():
        found = found.commands[word]
    own = (one for one in found.params if one.param_type_name == "option" and not one.hidden)
    return {spelling for one in own for spelling in one.opts}


def sections(text: str, begin: str) -> dict[str, str]:
    """The parts of a text by their headings."""
    parts = re.split(rf"^{re.escape(begin)}(.*)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def missing(found: dict[str, str], everywhere: str) -> list[str]:
    """Commands without a part of their own, and options that stand neither in it nor among those of every command."""
    gone = [name for name in COMMANDS if name and f"pmnet {name}" not in found]
    return gone + [
        f"{name} {option}"
        for name in COMMANDS
        if name not in gone
        for option in options(name)
        if not re.search(rf"(?<![\w-]){option}(?![\w-])", found.get(f"pmnet {name}", "") + everywhere)
    ]


def test_every_command_and_option_is_in_the_reference() -> None:
    found = sections(REFERENCE.read_text("utf-8"), "## ")
    assert missing(found, found["Options of every command"]) == []
    assert {name for name in found if name.startswith("pmnet ")} == {f"pmnet {name}" for name in COMMANDS if name}


def test_every_command_and_option_is_in_the_manual_page() -> None:
    text = PAGE.read_text("ascii").replace("\\-", "-")
    found = sections(text, ".SS ")
    assert missing(found, sections(text, ".SH ")["OPTIONS"]) == []
    assert set(found) == {f"pmnet {name}" for name in COMMANDS if name}


def test_a_command_that_is_not_in_them_is_noticed() -> None:
    found = sections(REFERENCE.read_text("utf-8"), "## ")
    everywhere = found["Options of every command"]
    del found["pmnet lead erase"]
    found["pmnet claim"] = found["pmnet claim"].replace("`--wait`", "")
    assert missing(found, everywhere) == ["lead erase", "claim --wait"]


@pytest.mark.parametrize("form", [("groff", "-man", "-Tutf8", "-ww"), ("mandoc", "-T", "lint", "-W", "warning")])
def test_those_who_set_manual_pages_find_nothing_wrong(form: tuple[str, ...], program: Callable[[str], str]) -> None:
    done = subprocess.run([program(form[0]), *form[1:], PAGE], capture_output=True, text=True)
    wrong = done.stderr if form[0] == "groff" else done.stdout + done.stderr
    assert (done.returncode, wrong) == (0, "")


def test_the_manual_page_can_be_read(program: Callable[[str], str]) -> None:
    """Nothing of the page's own language is left in what is set, and nothing that was meant as text is lost."""
    done = subprocess.run([program("mandoc"), "-T", "utf8", "-O", "width=400", PAGE], capture_output=True, text=True)
    plain = re.sub(r".\x08", "", done.stdout)
    assert 'pmnet lead add --title "PMO lead" --skill pmo-setup:4' in plain
    assert "pmnet - carry a network of freelance project managers over a shared repository" in plain
    assert not re.search(r"\\[&e-]|^\.[A-Z]", plain, re.MULTILINE)


def test_packages_bring_the_manual_page_where_it_is_looked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared == {PAGE.relative_to(ROOT).as_posix(): "share/man/man1/pmnet.1"}


INTERNAL = {"PMNET_SEEN", "PMNET_GO"}
"""Between a trial of a host and the processes that it starts."""


def test_every_variable_that_is_heeded_is_told() -> None:
    texts = (
        node.value
        for file in sorted((ROOT / "pmnet").rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    heeded = {text for text in texts if re.fullmatch("PMNET_[A-Z_]+", text)} - INTERNAL
    assert heeded == {name for name in VARIABLES if name.startswith("PMNET_")}


def test_both_name_exit_codes_variables_and_topics() -> None:
    for text in (REFERENCE.read_text("utf-8"), PAGE.read_text("ascii").replace("\\-", "-")):
        assert [name for name in (*VARIABLES, *TOPICS) if name not in text] == []
        assert "alarm: the remote's history cannot be trusted" in text


def test_links_inside_the_reference_lead_somewhere() -> None:
    text = REFERENCE.read_text("utf-8")
    headings = {name.lower().replace(" ", "-") for name in re.findall(r"^##? (.*)$", text, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]*)\)", text)) <= headings
    assert len(re.findall(r"\]\(#", text)) == len([name for name in COMMANDS if name and " " not in name])


def test_it_is_generated_from_the_program_that_is_built() -> None:
    code = (
        "import sys; sys.path.insert(0, 'scripts'); import reference; from pmnet.cli.command import command;"
        "from pmnet.cli.main import app\n"
        "@command(app, 'juggle')\ndef juggle(session):\n    '''Keep all balls in the air.\n\n    pmnet juggle\n    '''\n"
        "print(reference.command_reference()); print(reference.manual_page())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "## pmnet juggle\n\nKeep all balls in the air." in done.stdout
    assert ".SS pmnet juggle\nKeep all balls in the air." in done.stdout


DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])


def anchors(document: Path) -> set[str]:
    """What a link into a document can name: its headings, as hosts make names of them."""
    headings = re.findall(r"^#+ (.*)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)", document.read_text("utf-8"))
    places = [(document.parent / file if file else document, anchor) for file, anchor in links]
    assert [str(place) for place, _ in places if not place.exists()] == []
    assert [anchor for place, anchor in places if anchor and anchor not in anchors(place)] == []


@pytest.mark.parametrize(
    "name", ["start-member", "start-mitglied", "start-founder", "start-gruender", "start-host", "security"]
)
def test_the_commands_that_pages_name_exist(name: str) -> None:
    text = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    typed = "\n".join(re.findall(r"```sh\n.*?```|`pmnet [^`]*`", text, re.DOTALL))
    named = re.findall(r"(?:`|^)pmnet ([a-z]+)(?: ([a-z]+))?", typed, re.MULTILINE)
    groups = {command.partition(" ")[0] for command in COMMANDS if " " in command}
    called = [" ".join(words) if words[0] in groups else words[0] for words in named]
    assert len(called) >= 5
    assert [command for command in called if command not in COMMANDS] == []
    assert [topic for topic in re.findall(r"`pmnet help ([a-z-]+)", text) if topic not in (*TOPICS, *names())] == []
