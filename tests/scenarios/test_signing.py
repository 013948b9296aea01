"""Signing with the keys people have: a plain file, one with a passphrase, one that only ssh-agent holds."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import agents
import pytest
from agents import Agent
from people import FOUNDED, Circle, Person

PASSPHRASE = "five words that nobody guesses"

GIT_WORDS = re.compile(r"\b(git|commit|fatal|gpg|signingkey|failed to write|object)\b", re.IGNORECASE)


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[Agent]:
    with agents.agent() as found:
        for name, value in found.variables.items():
            monkeypatch.setenv(name, value)
        yield found


def joined(circle: Circle, key: Path, name: str = "dora") -> Person:
    """Somebody who joins with a key of their own."""
    person = Person(name, circle.root)
    person.ok(
        "join", circle.remote, name, "--as", name, "--full-name", name.title(), "--email", f"{name}@example.org",
        "--yes", "--key", str(key),
    )  # fmt: skip
    return person


def test_a_plain_key_file(circle: Circle) -> None:
    file = agents.make_key(circle.root / "with blank" / "id_ed25519")
    dora = joined(circle, file)
    assert agents.signed_last(circle.bare, agents.of(file))
    assert dora.ok("member", "show", "dora")["keys"]["sign"] == agents.of(file)
    dora.ok("member", "set", "headline=Signed")
    assert agents.signed_last(circle.bare, agents.of(file))


def test_founding_with_a_key_that_exists(tmp_path: Path) -> None:
    file = agents.make_key(tmp_path / "id")
    anna = Person("anna", tmp_path)
    anna.ok("init", "anna", "--name", "N", "--as", "anna", "--full-name", "A", "--email", "a@example.org", "--key", "id",
            now=FOUNDED)  # fmt: skip
    assert anna.ok("keys", "show")["sign"]["file"] == str(file)
    assert not (anna.home / "keys/sign").exists()
    anna.ok("member", "set", "headline=Founder")


def test_a_key_with_a_passphrase_that_the_agent_holds(circle: Circle, running: Agent) -> None:
    file = agents.make_key(circle.root / "id")
    subprocess.run(["ssh-add", "-q", file], check=True, capture_output=True)
    agents.give_passphrase(file, PASSPHRASE)
    dora = joined(circle, file)
    dora.ok("member", "set", "headline=Signed")
    assert agents.signed_last(circle.bare, agents.of(file))


def test_a_key_that_only_the_agent_holds(circle: Circle, running: Agent) -> None:
    file = agents.make_key(circle.root / "id")
    running.add(file)
    file.unlink()
    dora = joined(circle, circle.root / "id.pub")
    dora.ok("member", "set", "headline=Signed")
    assert agents.signed_last(circle.bare, agents.of(circle.root / "id.pub"))
    assert dora.ok("keys", "show")["sign"]["file"] == str(circle.root / "id.pub")


def refused_without_a_trace(circle: Circle, dora: Person) -> dict[str, str]:
    """The error of an act that could not be signed; nothing of it waits, and nothing says how signing is done."""
    before = circle.shared_git("rev-parse", "main")
    error = dora.refused(1, "member", "set", "headline=Unsigned")
    assert not GIT_WORDS.search(error["message"] + error["hint"]), error
    assert dora.ok("status")["waiting"] == []
    assert circle.shared_git("rev-parse", "main") == before
    return {"message": error["message"], "hint": error["hint"]}


def test_a_passphrase_that_nobody_can_be_asked_for(circle: Circle, running: Agent) -> None:
    file = agents.make_key(circle.root / "id")
    dora = joined(circle, file)
    agents.give_passphrase(file, PASSPHRASE)
    done = subprocess.run(
        ["setsid", "-w", os.sys.executable, "-m", "pmnet", "member", "set", "headline=x", "--json"],
        env=dora.variables(), stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=circle.root,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"the passphrase of your key {file} was not given" in done.stderr
    assert f"ssh-add {file}" in done.stderr
    assert not GIT_WORDS.search(done.stderr)
    assert dora.ok("status")["waiting"] == []


def test_an_agent_that_lost_the_key(circle: Circle, running: Agent) -> None:
    file = agents.make_key(circle.root / "id")
    running.add(file)
    file.rename(circle.root / "away")
    dora = joined(circle, circle.root / "id.pub")
    running.forget()
    error = refused_without_a_trace(circle, dora)
    assert error["message"] == f"ssh-agent does not have your key {circle.root}/id.pub"
    assert error["hint"] == f"ssh-add {file}, then try again"
    running.add((circle.root / "away").rename(file))
    dora.ok("member", "set", "headline=Signed")


def test_an_agent_that_is_not_there(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    with agents.agent() as found:
        monkeypatch.setenv("SSH_AUTH_SOCK", found.socket)
        file = agents.make_key(circle.root / "id")
        found.add(file)
        file.rename(circle.root / "away")
        dora = joined(circle, circle.root / "id.pub")
    assert "ssh-agent does not have" in refused_without_a_trace(circle, dora)["message"]
    monkeypatch.delenv("SSH_AUTH_SOCK")
    assert refused_without_a_trace(circle, dora)["hint"].startswith("start ssh-agent where none is running, ssh-add")


def test_an_agent_that_is_locked(circle: Circle, running: Agent) -> None:
    """A locked agent shows no keys at all."""
    import pexpect

    file = agents.make_key(circle.root / "id")
    running.add(file)
    file.rename(circle.root / "away")
    dora = joined(circle, circle.root / "id.pub")
    spawned = pexpect.spawn("ssh-add", ["-x"], env={**os.environ}, encoding="utf-8", timeout=20)
    for prompt in ("lock password: ", "Again: "):
        spawned.expect(prompt)
        spawned.sendline("x")
    spawned.expect(pexpect.EOF)
    spawned.close()
    assert "ssh-agent does not have" in refused_without_a_trace(circle, dora)["message"]


def test_without_ssh_keygen(circle: Circle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    git = subprocess.run(["which", "git"], capture_output=True, check=True, text=True).stdout.strip()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/git").symlink_to(git)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    error = circle.bea.refused(1, "member", "set", "headline=x")
    assert error["message"] == "ssh-keygen is not installed, and pmnet needs it to sign"
    monkeypatch.undo()
    assert circle.bea.ok("status")["waiting"] == []


@pytest.mark.parametrize("name", ["keys/sign", "keys/seal"])
def test_a_key_that_others_can_read_signs_nothing(circle: Circle, name: str) -> None:
    wide = circle.bea.home / name
    wide.chmod(0o644)
    error = circle.bea.refused(4, "member", "set", "headline=x")
    assert error["message"] == f"{wide} can be read by others, so it is not used"
    assert error["hint"] == f"chmod 600 {wide}"
    assert circle.bea.ok("status")["waiting"] == []


@pytest.mark.parametrize(
    ("make", "code", "message"),
    [
        pytest.param(lambda root: root / "nothing", 5, "there is no key file", id="that is not there"),
        pytest.param(lambda root: agents.make_key(root / "id", kind="rsa"), 2, "only a key of type", id="of rsa"),
        pytest.param(lambda root: wide(agents.make_key(root / "id")), 4, "read by others", id="that others can read"),
    ],
)
def test_joining_with_a_key(circle: Circle, make: object, code: int, message: str) -> None:
    dora = Person("dora", circle.root)
    key = make(circle.root)  # type: ignore[operator]
    error = dora.refused(
        code, "join", circle.remote, "dora", "--as", "dora", "--full-name", "D", "--email", "d@example.org", "--yes",
        "--key", str(key),
    )  # fmt: skip
    assert message in error["message"]
    assert error["hint"]
    assert not dora.folder.exists()
    assert not dora.home.exists()


def wide(key: Path) -> Path:
    key.chmod(0o644)
    return key


def test_a_rehearsed_join_with_a_key_leaves_nothing(circle: Circle) -> None:
    key = agents.make_key(circle.root / "id")
    dora = Person("dora", circle.root)
    shown = dora.ok("join", circle.remote, "dora", "--as", "dora", "--full-name", "D", "--email", "d@example.org", "--yes",
                    "--key", str(key), "--dry-run")  # fmt: skip
    assert shown["status"] == "candidate"
    assert not dora.home.exists()
