"""Wrong input, no network, no server: each its exit code, a sentence, a hint; never a traceback, never a git word."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from people import NOW, Circle, Person

from pmnet import app, errors
from pmnet.domain.codec import field_names, to_mapping
from pmnet.domain.records import Policy
from pmnet.errors import EXIT_CODES

GIT_WORDS = ("fatal", "commit", "push", "fetch", "rebase", "merge", "refs/", "branch", "HEAD", "Traceback", "stderr")

WRONG: dict[str, tuple[tuple[str, ...], int, str, str]] = {
    "unknown lead": (("claim", "269999-zzzz"), 5, "not-found", "there is no lead '269999-zzzz'"),
    "unknown member": (("member", "show", "nobody"), 5, "not-found", "there is no member 'nobody'"),
    "unknown handover": (("accept", "HERS"), 5, "not-found", "there is no handover of HERS yet"),
    "ambiguous prefix": (("lead", "show", "26"), 2, "ambiguous", "'26' could be 2 leads"),
    "wrong vocabulary key": (
        ("find", "--skill", "risk-managment"),
        2,
        "vocabulary",
        "there is no skill 'risk-managment'",
    ),
    "missing option": (("lead", "add", "--no-input"), 2, "usage", "--title is missing"),
    "missing argument": (("claim",), 2, "usage", "missing argument 'LEAD'"),
    "unknown option": (("claim", "HERS", "--positon", "x"), 2, "usage", "no such option: --positon"),
    "unknown command": (("clam", "HERS"), 2, "usage", "no such command 'clam'"),
    "level out of range": (("find", "--skill", "risk:9"), 2, "usage", "'risk:9': a level is 1 to 5"),
    "not a date": (("free", "3", "--from", "someday"), 2, "usage", "--from: 'someday' is not a date"),
    "period ends first": (
        ("free", "3", "--from", "2027-02-01", "--to", "2027-01-01"),
        2,
        "usage",
        "the period ends",
    ),
    "own lead": (("claim", "OWN"), 4, "not-allowed", "cannot claim OWN: it is your own lead"),
    "another's lead": (("offer", "HERS", "carl"), 4, "not-allowed", "cannot offer HERS: it is anna's lead"),
    "editing another's lead": (("lead", "edit", "HERS"), 4, "not-allowed", "HERS is anna's to edit"),
    "nothing to accept": (("accept", "OWN"), 5, "not-found", "there is no handover of OWN yet"),
    "no objection to withdraw": (("object", "carl", "--withdraw"), 6, "conflict", "you have no objection to carl"),
    "no vouch to withdraw": (("vouch", "anna", "--withdraw"), 6, "conflict", "you have no vouch for anna to withdraw"),
    "no such position": (("claim", "HERS", "--position", "boss"), 5, "not-found", "there is no position 'boss'"),
    "unknown field": (("member", "set", "rate=900"), 2, "usage", "'rate' cannot be set"),
    "unknown topic": (("help", "exit-code"), 5, "not-found", "there is no topic 'exit-code'"),
    "no such file": (("validate", "nowhere.yaml"), 5, "not-found", "there is no file or folder"),
}


@pytest.fixture(scope="module")
def world(template: Circle, tmp_path_factory: pytest.TempPathFactory) -> tuple[Circle, dict[str, str]]:
    from people import copy_circle

    circle = copy_circle(template, tmp_path_factory.mktemp("errors") / "net")
    leads = {"HERS": circle.anna.ok("lead", "add", "--title", "Hers")["id"], "OWN": ""}
    leads["OWN"] = circle.bea.ok("lead", "add", "--title", "Mine")["id"]
    return circle, leads


@pytest.mark.parametrize(("words", "code", "kind", "message"), WRONG.values(), ids=WRONG.keys())
def test_wrong_input(
    world: tuple[Circle, dict[str, str]], words: tuple[str, ...], code: int, kind: str, message: str
) -> None:
    circle, leads = world
    typed = [leads.get(word, word) for word in words]
    for name, lead in leads.items():
        message = message.replace(name, lead)
    error = circle.bea.refused(code, *typed)
    assert error["kind"] == kind
    assert error["message"].startswith(message)
    assert error["hint"]
    plain = circle.bea.run(*typed)
    assert plain.code == code
    assert plain.out == ""
    assert plain.err.splitlines()[-2:] == [f"pmnet: error: {error['message']}", f"pmnet: hint: {error['hint']}"]
    assert not [word for word in GIT_WORDS if word in plain.err]
    assert not error["message"].endswith(".")
    assert error["message"][0] == error["message"][0].lower()


def test_a_nearly_right_word_is_suggested(world: tuple[Circle, dict[str, str]]) -> None:
    bea = world[0].bea
    assert "risk-management" in bea.refused(2, "find", "--skill", "risk-managment")["hint"]
    assert "claim" in bea.refused(2, "clam")["hint"]
    assert "carl" in bea.refused(5, "member", "show", "carlo")["hint"]
    assert "exit-codes" in bea.refused(5, "help", "exit-code")["hint"]


def test_outside_a_network(tmp_path: Path) -> None:
    stranger = Person("stranger", tmp_path)
    error = stranger.refused(10, "find")
    assert error["kind"] == "no-network"
    assert "pmnet join" in error["hint"]
    shown = stranger.run()
    assert shown.code == 0
    assert "pmnet demo" in shown.out


WRONG_WORDS = {
    "an address without its option": (
        ("invite", "tom@example.org"), 2, "tom@example.org is more than it takes", "pmnet invite --email tom@example.org"
    ),
    "a command for a topic": (("help", "claim"), 5, "claim is a command, and no topic", "pmnet claim --help"),
    "a group for a topic": (("help", "member"), 5, "member is a command, and no topic", "pmnet member --help"),
    "a record without a field": (
        ("member", "set"), 2, "missing argument 'FIELD=VALUE...'",
        "pmnet member edit --guide asks for each; else: pmnet member set FIELD=VALUE",
    ),
    "a field as an option": (
        ("member", "set", "--headline", "x"), 2, "no such option: --headline",
        "pmnet member edit --guide asks for each; else: pmnet member set FIELD=VALUE",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("words", "code", "message", "hint"), WRONG_WORDS.values(), ids=WRONG_WORDS.keys())
def test_what_was_meant_is_the_hint(tmp_path: Path, words: tuple[str, ...], code: int, message: str, hint: str) -> None:
    error = Person("zoe", tmp_path).refused(code, *words)
    assert (error["message"], error["hint"]) == (message, hint)


def test_a_server_without_a_repository_is_no_place_for_a_network_yet(tmp_path: Path) -> None:
    anna = Person("anna", tmp_path)
    who = ("--name", "Net", "--as", "anna", "--full-name", "A", "--email", "a@example.org")
    (tmp_path / "empty").mkdir()
    empty = str(tmp_path / "empty")
    missing = f"there is no repository at {empty}"
    assert anna.refused(8, "init", "net", *who, "--remote", empty)["message"] == missing
    anna.ok("init", "net", *who)
    anna.extra["PMNET_NETWORK"] = str(tmp_path / "net")
    error = anna.refused(8, "share", empty)
    assert (error["message"], "make an empty repository there" in error["hint"]) == (missing, True)


def test_reading_without_being_a_member(circle: Circle) -> None:
    stranger = Person("stranger", circle.root / "elsewhere")
    folder = ("--network", str(circle.bea.folder))
    assert len(stranger.ok("member", "list", *folder)) == 3
    assert stranger.refused(4, "free", "3", *folder)["message"] == "you are not a member of this network yet"


def test_an_unreachable_address(tmp_path: Path) -> None:
    stranger = Person("stranger", tmp_path)
    who = ("--as", "dora", "--full-name", "D", "--email", "d@example.org", "--yes")
    error = stranger.refused(8, "join", str(tmp_path / "nowhere.git"), "x", *who)
    assert error["message"] == "the network's server cannot be reached: there is no network at that address"
    assert not (tmp_path / "x").exists()
    for address in ("ext::touch pwned", "--upload-pack=touch pwned", "ssh://-oProxyCommand=touch/x"):
        assert stranger.run("join", "--json", *who, "--", address, "x").code == 2
    assert not list(tmp_path.rglob("pwned"))


def test_a_bug_is_one_sentence_and_a_log(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(app.leads, "listing", broken)
    result = circle.bea.run("lead", "list")
    assert result.code == 3
    assert result.err.startswith("pmnet: error: something went wrong that nobody expected\n")
    assert "secret detail" not in result.err
    log = Path(result.err.rsplit("the file ", 1)[1].strip())
    assert 'in broken\n    raise RuntimeError("secret detail")\nRuntimeError\n' in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_every_error_has_a_documented_exit_code() -> None:
    documented = dict(EXIT_CODES)
    classes = [item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, errors.PmnetError)]
    assert {error.code for error in classes} <= documented.keys()
    assert sorted(documented) == [code for code, _ in EXIT_CODES] == [*range(12), 130]


def test_the_exit_codes_are_printed(circle: Circle) -> None:
    shown = circle.bea.run("help", "exit-codes").out
    assert all(f"{code:4}  {meaning}" in shown for code, meaning in EXIT_CODES)


def test_every_figure_of_the_policy_is_explained_with_its_default(circle: Circle) -> None:
    shown = circle.bea.run("help", "policy").out
    explained = {line.split()[0]: line.split()[1] for line in shown.splitlines() if re.match("  [a-z]", line)}
    defaults = to_mapping(Policy())
    weights = {f"weights.{name}": str(points) for name, points in defaults["weights"].items()}
    figures = {name: str(defaults.get(name, "none")) for name in field_names(Policy) if name != "weights"}
    assert explained == figures | weights
    assert weights["weights.skill"] == "10"


@pytest.mark.parametrize("words", ["find", "log", "free", "lead add", "skill add", "industry add"])
def test_the_help_calls_a_number_by_its_name(circle: Circle, words: str) -> None:
    shown = circle.bea.run(*words.split(), "--help").out
    assert "<int" not in shown
    assert "INTEGER" not in shown
    assert "--days DAYS " in shown or words not in ("find", "lead add")


def test_json_is_json_for_every_listing(circle: Circle) -> None:
    for words in (["lead", "list"], ["find", "--skill", "risk"], ["find", "--leads"]):
        assert circle.bea.run(*words, "--json").out == "[]\n"


def test_nothing_a_record_says_reaches_the_terminal_as_a_command(circle: Circle) -> None:
    title = "[red]bold[/red] [link=http://x]y[/link] [/] :smile:"
    lead = circle.anna.ok("lead", "add", "--title", title)["id"]
    assert title in circle.anna.run("lead", "show", lead).out
    for hidden in ("\x1b]0;x\x07", "\x9b31m", "\u202e", "\u200b", "\u2028"):
        result = circle.anna.run("lead", "add", "--title", f"a{hidden}b", "--json")
        assert result.code == 1
        assert hidden not in result.out + result.err
        assert hidden not in circle.anna.run("claim", f"x{hidden}").err
        assert hidden not in circle.anna.run("find", hidden).out


def test_quiet_prints_results_only(circle: Circle) -> None:
    assert circle.bea.run("free", "3", "--from", "KW 2").err == "--from KW 2: Monday 2027-01-11\n"
    assert circle.bea.run("free", "3", "--from", "KW 2", "--quiet").err == ""


def test_an_interrupted_command_says_so(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(app.leads, "listing", interrupted)
    result = circle.bea.run("lead", "list")
    assert (result.code, result.err) == (130, "pmnet: interrupted\n")


def test_a_reader_that_goes_away_is_no_error(circle: Circle) -> None:
    shown = f"{sys.executable} -m pmnet help skills | head -n 1"
    done = subprocess.run(["sh", "-c", shown], capture_output=True, text=True, check=True, env=circle.bea.variables())
    assert "Traceback" not in done.stderr
    assert "error" not in done.stderr


def test_errors_in_json_are_one_line_on_the_error_stream(circle: Circle) -> None:
    result = circle.bea.run("claim", "zzzz", "--json")
    assert result.out == ""
    assert json.loads(result.err)["error"]["code"] == result.code == 5


def test_now_must_be_an_instant(circle: Circle) -> None:
    assert circle.bea.refused(2, "inbox", now="tomorrow")["message"].startswith(
        "PMNET_NOW: 'tomorrow' is not an instant"
    )
    assert circle.bea.run("inbox", now=NOW).code == 0
