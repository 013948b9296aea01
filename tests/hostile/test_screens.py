"""Texts that would command a terminal, hide or reorder words: at no door let in, and where they are in, shown as they are.

The records are made by a pmnet that lets everything pass, as an earlier version might have; then each command shows them.
"""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from commands import acting, names, on_a_terminal
from people import NOW, Circle, Person, copy_circle, found_circle

from pmnet.store.files import dump

BAD = "\x1b]8;;http://x\x07\x9b2J\x1b[2J\u202e\u2066\u200b\u00ad\ufeff\U000e0041\x08\x7f\u2028\x85"
MARKUP = "[bold]b[/bold][link=http://x]l[/link]:smile:"
WORDS = f"x{BAD}{MARKUP}"
LATER = "2026-11-24T09:00:00Z"
MONTH_END = "2026-11-30T17:00:00Z"

TERMS = {
    "kind": "percent", "percent": "10", "base": "partner-net", "months": 6, "trigger": "invoiced", "due_days": 14,
    "protection": {"months": 12, "unit": WORDS}, "client_informed": "yes",
}  # fmt: skip


@dataclass
class Places:
    """A network full of such texts, and what in it there is."""

    circle: Circle
    ids: dict[str, str]

    def filled(self, words: tuple[str, ...]) -> list[str]:
        return [word.format(**self.ids) if re.fullmatch(r"\{\w+\}", word) else word for word in words]


@pytest.fixture
def letting_pass() -> Iterator[None]:
    """A pmnet that lets every character pass."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pmnet.store.files.FORBIDDEN", re.compile("(?!)"))
        yield


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Made once: leads, handovers, books and members with such a text wherever one can be typed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pmnet.store.files.FORBIDDEN", re.compile("(?!)"))
        return made(found_circle(tmp_path_factory.mktemp("full"), "anna", "bea", "carl"))


def made(circle: Circle) -> Places:
    anna, bea, carl = circle.anna, circle.bea, circle.carl
    (circle.root / "terms.yaml").write_text(dump(TERMS))
    (circle.root / "pass").write_text("five words that nobody guesses\n")
    (circle.root / "pass").chmod(0o600)
    for person in (anna, bea, carl):
        for field in ("name", "headline"):
            person.ok("member", "set", f"{field}={WORDS}")
        person.ok("skill", "add", "risk-management", "4")
        person.ok("free", "3")
    carl.ok("object", "bea", "--reason", WORDS)
    carl.ok("object", "bea", "--withdraw")

    def lead(person: Person) -> str:
        return str(
            person.ok(
                "lead", "add", "--title", WORDS, "--summary", WORDS, "--skill", "risk-management:3", "--days", "1",
                "--position", f"pmo-lead:{WORDS}", "--client", WORDS, "--unit", WORDS, "--address", WORDS, "--contact", WORDS,
                "--decision-maker", WORDS, "--budget", WORDS, "--payment-terms", WORDS, "--source", WORDS, "--note", WORDS,
            )["id"]
        )  # fmt: skip

    won, claimed, plain, closed = lead(anna), lead(anna), lead(anna), lead(anna)
    said = ("--message", WORDS, "--terms", "terms.yaml")
    handover = bea.ok("claim", won, *said)["id"]
    anna.ok("accept", won)
    bea.ok("contacted", handover, "--message", WORDS, now=LATER)
    bea.ok("win", handover, "--message", WORDS, now=LATER)
    bea.ok(
        "bill",
        handover,
        "--month",
        "2026-11",
        "--days",
        "14",
        "--amount",
        "14160.00",
        "--invoice",
        WORDS,
        now=MONTH_END,
    )
    bea.ok("dispute", handover, "--message", WORDS, now=MONTH_END)
    bea.ok("resolve", handover, "--outcome", WORDS, "--message", WORDS, now=MONTH_END)
    claim = carl.ok("claim", claimed, *said, now=MONTH_END)["id"]
    anna.ok("lead", "close", closed, "--reason", "cancelled", now=MONTH_END)
    circle.sync(MONTH_END)
    ids = {"won": won, "handover": handover, "claimed": claimed, "claim": claim, "open": plain, "closed": closed}
    ids["founded"] = str(anna.ok("status")["fingerprint"])
    return Places(circle, ids)


SHOWN: dict[str, list[tuple[str, ...]]] = {
    "init": [("init", "other", "--name", WORDS, "--as", "zoe", "--full-name", WORDS, "--email", "z@example.org")],
    "join": [
        ("join", "{remote}", "second", "--as", "anna", "--yes"),
        ("join", "invitation-x.pmnet.yaml", "third"),
        ("join", f"{WORDS}.pmnet.yaml"),
    ],
    "invite": [("invite", "--email", WORDS), ("invite", "--email", "x@example.org")],
    "sync": [("sync",), ("sync", "--clear")],
    "status": [("status",)],
    "publish": [("publish", "-n"), ("publish", "--discard")],
    "share": [("share", WORDS), ("share", "{remote}")],
    "validate": [
        ("validate",),
        *(("validate", "--format", kind) for kind in ("json", "github", "gitlab", "junit", "sarif")),
    ],
    "log": [("log",), ("log", "bea"), ("log", "{won}"), ("log", "{handover}")],
    "inbox": [("inbox",), ()],
    "help": [("help",), ("help", "skills"), ("help", "policy"), ("help", WORDS)],
    "doctor": [("doctor",), ("doctor", "--network", WORDS)],
    "audit": [("audit",), ("audit", "--full")],
    "selftest": [("selftest",), ("selftest", "--remote", WORDS)],
    "repair": [("repair", "-n", "HEAD"), ("repair", WORDS)],
    "free": [("free", "-n", "2")],
    "balance": [("balance",), ("balance", "bea")],
    "vouch": [("vouch", "-n", "carl", "--basis", "interview")],
    "object": [("object", "-n", "bea", "--reason", "late")],
    "pause": [("pause", "-n")],
    "resume": [("resume", "-n")],
    "leave": [("leave", "-n", "--yes")],
    "client": [("client", "{won}"), ("client", "{claimed}"), ("client", "{handover}")],
    "disclose": [("disclose", "-n", "--yes", "{handover}")],
    "find": [("find",), ("find", "--skill", "risk-management"), ("find", "--leads"), ("find", "x"), ("find", WORDS)],
    "match": [("match", "{open}"), ("match", "--me")],
    "team": [("team", "{open}"), ("team", "{won}")],
    "board": [("board",), ("board", "--all", "--since", "2026-01-01"), ("board", "--since", WORDS)],
    "capacity": [("capacity",), ("capacity", "--skill", "risk-management:1"), ("capacity", "--skill", WORDS)],
    "matrix": [("matrix",), ("matrix", "--industries")],
    "proposal": [
        ("proposal", "{won}", "--member", "bea", "-o", "team-{n}.html"),
        ("proposal", "{won}", "--member", "anna", "-o", "team-{n}.html"),
        ("proposal", "{won}", "--member", WORDS, "-o", WORDS),
    ],
    "site": [("site", "public-{n}"), ("site", WORDS)],
    "claim": [("claim", "-n", "{open}")],
    "offer": [("offer", "-n", "{open}", "bea", "--terms", "terms.yaml", "--message", "hello")],
    "accept": [("accept", "-n", "--yes", "{claim}")],
    "decline": [("decline", "-n", "{claim}", "--reason", "dates")],
    "withdraw": [("withdraw", "-n", "{claim}")],
    "counter": [("counter", "-n", "{claim}", "--days", "3")],
    "amend": [("amend", "-n", "{handover}", "--terms", "terms.yaml")],
    "contacted": [("contacted", "-n", "{handover}")],
    "win": [("win", "-n", "{handover}")],
    "lose": [("lose", "-n", "{handover}", "--reason", "price")],
    "return": [("return", "-n", "{handover}", "--reason", "illness")],
    "release": [("release", "-n", "{handover}")],
    "extend": [("extend", "-n", "{handover}")],
    "complete": [("complete", "-n", "{handover}")],
    "dispute": [("dispute", "-n", "{handover}", "--message", "no")],
    "resolve": [("resolve", "-n", "{handover}", "--outcome", "fine")],
    "evidence": [("evidence", "{handover}"), ("evidence", "{handover}", "--out", "evidence-{n}.zip")],
    "bill": [("bill", "-n", "{handover}", "--month", "2026-11", "--days", "1", "--amount", "100")],
    "settle": [("settle", "-n", "{handover}", "--month", "2026-11")],
    "books": [
        ("books",),
        ("books", "{handover}"),
        *(("books", "--format", kind) for kind in ("json", "csv", "ledger")),
    ],
    "calendar": [("calendar",), ("calendar", "-o", "own.ics"), ("calendar", "-o", WORDS)],
    "notify": [
        ("notify", "-n", "--since", "{founded}"),
        ("notify", "-n", "--since", WORDS),
        ("notify", "--smtp", WORDS),
    ],
    "undo": [("undo", "-n"), ("undo",)],
    "completion": [("completion", "bash"), ("completion", WORDS)],
    "demo": [("demo", "homes")],
    "hook install": [("hook", "install", WORDS)],
    "hook receive": [("hook", "receive")],
    "member list": [("member", "list"), ("member", "list", "--all")],
    "member show": [("member", "show", "anna"), ("member", "show", "bea"), ("member", "show", WORDS)],
    "member edit": [("member", "edit", "-n")],
    "member set": [("member", "set", "-n", "headline=other"), ("member", "set", f"{WORDS}={WORDS}")],
    "member add": [("member", "add", "-n", "--file", "terms.yaml"), ("member", "add", "--file", WORDS)],
    "skill add": [("skill", "add", "-n", "risk-management", "3"), ("skill", "add", WORDS, WORDS)],
    "skill remove": [("skill", "remove", "-n", "risk-management"), ("skill", "remove", WORDS)],
    "industry add": [("industry", "add", WORDS)],
    "industry remove": [("industry", "remove", WORDS)],
    "certificate add": [("certificate", "add", WORDS)],
    "certificate remove": [("certificate", "remove", WORDS)],
    "language add": [("language", "add", WORDS, WORDS)],
    "language remove": [("language", "remove", WORDS)],
    "keys show": [("keys", "show")],
    "keys rotate": [("keys", "rotate", "-n"), ("keys", "rotate", "--key", WORDS)],
    "keys backup": [
        ("keys", "backup", "pass", "--passphrase-file", "pass"),
        ("keys", "backup", "x", "--passphrase-file", WORDS),
    ],
    "keys restore": [("keys", "restore", "terms.yaml", "--passphrase-file", "pass"), ("keys", "restore", WORDS)],
    "lead add": [
        ("lead", "add", "-n", "--title", "y", "--client", "z"),
        ("lead", "add", "--title", WORDS, "--client", WORDS),
    ],
    "lead list": [("lead", "list"), ("lead", "list", "--mine")],
    "lead show": [
        ("lead", "show", "{won}"),
        ("lead", "show", "{open}"),
        ("lead", "show", "{closed}"),
        ("lead", "show", WORDS),
    ],
    "lead edit": [("lead", "edit", "-n", "{open}")],
    "lead close": [("lead", "close", "-n", "{open}", "--reason", "cancelled")],
    "lead extend": [("lead", "extend", "-n", "{open}")],
    "lead seal": [("lead", "seal", "-n", "{open}", "--client", "y"), ("lead", "seal", "{open}", "--client", WORDS)],
    "lead erase": [("lead", "erase", "-n", "--yes", "{open}")],
    "ci init": [("ci", "init", "-n", "github"), ("ci", "init", WORDS)],
}
"""For each command how it shows what there is, and what it was given."""

AS_MARKUP = (
    ("member", "show", "bea"),
    ("member", "list"),
    ("lead", "show", "{open}"),
    ("lead", "list"),
    ("client", "{handover}"),
    ("inbox",),
)
"""What shows a title, a name or a message to anybody: there the brackets stand as they were written."""


FORMS = ("text", "json", "terminal")


def test_every_command_is_among_them() -> None:
    assert set(SHOWN) == set(names())


def shown(places: Places, person: Person, words: tuple[str, ...], form: str) -> str:
    line = [*places.filled(words), *(["--json"] if form == "json" else [])]
    run = on_a_terminal if form == "terminal" else Person.run
    done = run(person, *line, now=MONTH_END)
    assert done.code not in (3, 130), (line, done.err)
    if form == "json" and done.code == 0 and words[:1] != ("completion",) and words[:1] != ("help",):
        assert done.json is not None
    return done.out + done.err


@pytest.fixture
def places(full: Places, tmp_path: Path, letting_pass: None, monkeypatch: pytest.MonkeyPatch) -> Places:
    """The same network, new for each test."""
    monkeypatch.setattr("sys.stdin", io.StringIO())
    circle = copy_circle(full.circle, tmp_path / "net")
    return Places(circle, full.ids | {"remote": circle.remote})


FORMS = (("text", "anna"), ("json", "bea"), ("terminal", "bea"))
MORE = [
    ("text", "bea"),
    ("text", "carl"),
    ("json", "anna"),
    ("json", "carl"),
    ("terminal", "anna"),
    ("terminal", "carl"),
]


@pytest.mark.parametrize(
    "people", [["anna"], pytest.param(["bea", "carl"], marks=pytest.mark.long)], ids=["one", "all"]
)
def test_commands_show_words_as_they_were_written(
    places: Places, people: list[str], request: pytest.FixtureRequest
) -> None:
    """Nothing that a terminal acts on, and brackets as brackets; in the short form, each line in text, one also otherwise."""
    found = {}
    every = request.config.getoption("--long")
    for form, name in ((form, name) for form in FORMS for name in people):
        for words in (line for lines in SHOWN.values() for line in (lines if every or form == "text" else lines[:1])):
            text = shown(places, places.circle.people[name], words, form)
            if "csv" in words:
                text = text.replace("\r\n", "\n")  # how lines of a table for spreadsheets end
            if acting(text):
                found[form, name, *words] = acting(text)
            hidden = (name, *words[:1]) == ("carl", "client")  # it was never opened to him
            if words in AS_MARKUP and form != "json" and not hidden and "[bold]b" not in text:
                found[form, name, *words] = ["brackets"]
    assert found == {}


def test_json_says_the_very_words(places: Places) -> None:
    """Escaped where a terminal would act on them, and read back just the same, characters beyond 65,535 too."""
    assert places.circle.anna.ok("member", "show", "bea")["headline"] == WORDS


def lines_for(person: Person, folder: Path) -> list[str]:
    done = [
        person.run(*words, now=MONTH_END)
        for words in (("status",), ("sync",), ("validate",), ("publish",), ("log",), ())
    ]
    assert all(one.code != 3 for one in done)
    return [one.out + one.err for one in done]


def test_words_of_a_server(circle: Circle) -> None:
    hook = circle.bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    (circle.root / "said").write_text(WORDS + "\n")
    hook.write_text(f"#!/bin/sh\ncat '{circle.root / 'said'}' >&2\nexit 1\n")
    hook.chmod(0o755)
    for line in (("free", "2"), ("free", "2", "--json")):
        done = circle.bea.run(*line)
        assert done.code == 7
        assert "[bold]b[/bold]" in done.err
        assert acting(done.out + done.err) == []
    done = on_a_terminal(circle.bea, "free", "2", now=NOW)
    assert acting(done.out + done.err) == []


def test_names_of_files_and_branches(circle: Circle) -> None:
    bea = circle.bea
    name = WORDS.replace("/", "|")
    for folder in ("members", "leads/2026-11", "."):
        place = bea.folder / folder / f"{name}.yaml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("id: x\n")
    bea.git("branch", "x\u202e\u200b")
    bea.git("checkout", "-q", "x\u202e\u200b")
    for text in lines_for(bea, bea.folder):
        assert acting(text) == []


def test_subjects_and_authors(circle: Circle) -> None:
    bea = circle.bea
    name = ["-c", f"user.name={WORDS}", "-c", "user.email=x@example.org"]
    folder = circle.root / "planter"
    bea.git("clone", "-q", str(circle.bare), str(folder))
    person = ["git", "-C", str(folder), *name]
    (folder / "README.md").write_text("x\n")
    subprocess.run([*person, "add", "-A"], check=True)
    subprocess.run([*person, "commit", "-q", "-m", f"{WORDS}\n\nAct: {WORDS}"], check=True)
    subprocess.run([*person, "push", "-q", "origin", "HEAD:main"], check=True)
    for words in (("sync",), ("sync", "--json"), ("status",), ("audit", "--full"), ("repair", "-n", "origin/main")):
        done = bea.run(*words)
        assert acting(done.out + done.err) == [], words
    bea.git("update-ref", "refs/pmnet/verified", "refs/remotes/origin/main")
    (bea.folder / ".git" / "pmnet" / "alarm.json").unlink()
    for words in (("log",), ("log", "--json"), ("status",)):
        done = bea.run(*words)
        assert done.code == 0, done.err
        assert acting(done.out + done.err) == [], words


@pytest.mark.parametrize(
    "address", ["https://\x9b2J\u202e@127.0.0.1:9/x", "/nowhere/\u202e\u200b\x9b", "127.0.0.1:\u202e"]
)
def test_an_address_that_is_shown(circle: Circle, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_SSH_COMMAND", "false")
    bea = circle.bea
    bea.git("config", "--local", "remote.origin.url", address)
    for words in (("status",), ("status", "--json"), ("sync",), ("free", "2"), ("join", address, "x", "--as", "zoe")):
        done = bea.run(*words)
        assert done.code in (0, 2, 8), done.err
        assert acting(done.out + done.err) == [], words


@pytest.mark.parametrize("variable", ["PMNET_NOW", "PMNET_NETWORK", "PMNET_HOME", "EDITOR", "VISUAL"])
def test_variables_that_are_echoed(circle: Circle, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(circle.root)
    person = Person("bea", circle.root, {variable: WORDS, **({"EDITOR": WORDS} if variable == "VISUAL" else {})})
    for words in (("status",), ("member", "edit"), ("keys", "show"), ("inbox", "--debug"), ("free", "2", "--json")):
        done = person.run(*words)
        assert done.code in (0, 1, 2, 4, 5, 10), (words, done.err)
        assert acting(done.out + done.err) == [], words
