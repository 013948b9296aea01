"""What is asked for on a real terminal about keys: passphrases, and a word before leaving."""

from __future__ import annotations

import agents
import pytest
from people import Circle, Person
from terminals import ended, terminal

PASSPHRASE = "five words that nobody guesses"


@pytest.fixture
def dora(circle: Circle) -> Person:
    """Somebody whose key has a passphrase since they joined."""
    file = agents.make_key(circle.root / "id")
    person = Person("dora", circle.root)
    person.ok("join", circle.remote, "dora", "--as", "dora", "--full-name", "D", "--email", "d@example.org", "--yes",
              "--key", str(file))  # fmt: skip
    agents.give_passphrase(file, PASSPHRASE)
    return person


@pytest.mark.parametrize("screen", [{}, {"DISPLAY": ":99"}], ids=["a terminal", "a terminal and a screen"])
def test_a_passphrase_is_asked_for_on_the_terminal(circle: Circle, dora: Person, screen: dict[str, str]) -> None:
    dora.extra |= screen
    spawned = terminal(dora, "member", "set", "headline=Signed")
    spawned.expect("Enter passphrase.*: ")
    spawned.sendline(PASSPHRASE)
    spawned.expect("done: dora changes headline")
    assert ended(spawned) == 0


def test_a_wrong_passphrase_changes_nothing(circle: Circle, dora: Person) -> None:
    spawned = terminal(dora, "member", "set", "headline=Signed")
    spawned.expect("Enter passphrase.*: ")
    spawned.sendline("wrong")
    spawned.expect("the passphrase of your key .* was not given, or was wrong")
    assert ended(spawned) == 1
    assert dora.ok("status")["waiting"] == []


def test_a_backup_asks_twice_and_a_restoring_once(circle: Circle) -> None:
    spawned = terminal(circle.bea, "keys", "backup", "backup.txt")
    for prompt in ("Passphrase for the backup: ", "The same again: "):
        spawned.expect(prompt)
        spawned.sendline(PASSPHRASE)
    spawned.expect("it holds 2 private keys")
    assert ended(spawned) == 0
    circle.bea.home.rename(circle.root / "lost")
    spawned = terminal(circle.bea, "keys", "restore", "backup.txt")
    spawned.expect("Passphrase for the backup: ")
    spawned.sendline(PASSPHRASE)
    spawned.expect(r"put back into\s+[^:]*:\s+2\s+private\s+keys")
    assert ended(spawned) == 0
    assert PASSPHRASE not in str(spawned.before)


def test_two_different_passphrases_write_nothing(circle: Circle) -> None:
    spawned = terminal(circle.bea, "keys", "backup", "backup.txt")
    spawned.expect("Passphrase for the backup: ")
    spawned.sendline(PASSPHRASE)
    spawned.expect("The same again: ")
    spawned.sendline("another one altogether")
    spawned.expect("the two passphrases differ")
    assert ended(spawned) == 2
    assert not (circle.root / "backup.txt").exists()


def test_leaving_asks_for_ones_id(circle: Circle) -> None:
    lead = circle.bea.ok("lead", "add", "--title", "A cutover")["id"]
    spawned = terminal(circle.bea, "leave")
    spawned.expect(f"not finished: lead {lead}, open")
    spawned.expect("Type bea to go on: ")
    spawned.sendline("yes")
    spawned.expect("stopped; nothing was changed")
    assert ended(spawned) == 2
    assert circle.bea.ok("status")["status"] == "active"
    spawned = terminal(circle.bea, "leave")
    spawned.expect("Type bea to go on: ")
    spawned.sendline("bea")
    spawned.expect("not finished, and still yours:")
    assert ended(spawned) == 0
    assert circle.bea.ok("status")["status"] == "left"
