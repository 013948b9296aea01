"""A copy of one's keys for the day the machine is lost, and putting it back."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import agents
import pytest
import quick_age
from people import Circle, Person

from pmnet.store import seal
from pmnet.store.files import load
from pmnet.store.keyring import KeyRing

PASSPHRASE = "five words that nobody guesses"


@pytest.fixture
def passphrase(circle: Circle) -> Path:
    """A file with a passphrase; sealing to it and opening take their seconds."""
    file = circle.root / "passphrase"
    file.write_text(f"{PASSPHRASE}\n")
    file.chmod(0o600)
    return file


@pytest.fixture
def secret(passphrase: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same where the seconds are not what the test is about."""
    monkeypatch.setattr(seal, "lock", quick_age.lock)
    return passphrase


def files_of(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in sorted(home.glob("keys*/*"))}


def backed_up(person: Person, secret: Path, name: str = "backup.txt") -> Path:
    person.ok("keys", "backup", name, "--passphrase-file", str(secret))
    return person.root / name


def test_a_backup_brings_everything_back(circle: Circle, secret: Path) -> None:
    circle.bea.ok("keys", "rotate")
    before = files_of(circle.bea.home)
    file = backed_up(circle.bea, secret)
    assert file.stat().st_mode & 0o777 == 0o600
    lost = circle.root / "lost"
    circle.bea.home.rename(lost)
    shown = circle.bea.ok("keys", "restore", str(file), "--passphrase-file", str(secret))
    assert files_of(circle.bea.home) == before
    for path in circle.bea.home.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert shown["restored"] is True
    assert sorted(shown["files"]) == sorted(before)
    [network] = shown["networks"]
    assert (network["name"], network["member"], network["address"]) == ("PM Netz", "bea", circle.remote)
    again = circle.bea.ok("join", network["address"], "again", "--fingerprint", network["fingerprint"])
    assert (again["member"], again["known"]) == ("bea", True)


def test_an_invitation_to_another_network_is_noticed_though_the_backup_knows_this_one(
    circle: Circle, secret: Path
) -> None:
    file = backed_up(circle.bea, secret)
    circle.anna.ok("invite", "--email", "bea@example.org", "-o", "bea.pmnet.yaml")
    invitation = circle.root / "bea.pmnet.yaml"
    found = circle.anna.ok("status")["fingerprint"]
    invitation.write_text(invitation.read_text().replace(found, f"{found[:-4]}0000"))
    words = ("join", str(invitation), "again", "--backup", str(file), "--passphrase-file", str(secret))
    assert circle.bea.refused(11, *words)["message"].startswith("this is another network")
    assert circle.bea.refused(11, *words, "--fingerprint", found[:16])["message"].startswith("this is another network")
    assert not (circle.root / "again").exists()


def test_it_is_printable_text_that_age_opens_too(circle: Circle, passphrase: Path) -> None:
    text = backed_up(circle.bea, passphrase).read_text("ascii")
    assert text.startswith("-----BEGIN AGE ENCRYPTED FILE-----\n")
    assert max(len(line) for line in text.splitlines()) <= 64
    inside = seal.unlock(text.encode(), PASSPHRASE).decode()
    assert inside.startswith("# A backup of pmnet's private keys.")
    content = load(inside.encode(), "backup").content
    assert content["files"]["keys/sign"] == (circle.bea.home / "keys/sign").read_text()


@pytest.mark.parametrize("sealed", ["passphrase", "secret"], ids=["as pmnet seals", "as these tests seal"])
def test_the_age_program_opens_it(
    circle: Circle, request: pytest.FixtureRequest, program: Callable[[str], str], sealed: str
) -> None:
    import pexpect

    file = backed_up(circle.bea, request.getfixturevalue(sealed))
    spawned = pexpect.spawn(program("age"), ["--decrypt", str(file)], encoding="utf-8", timeout=30)
    spawned.expect("passphrase: ")
    spawned.sendline(PASSPHRASE)
    spawned.expect("# A backup of pmnet's private keys.")
    spawned.expect("-----BEGIN OPENSSH PRIVATE KEY-----")
    spawned.expect(pexpect.EOF)


def test_what_it_is_is_said_plainly(circle: Circle, secret: Path) -> None:
    shown = circle.bea.run("keys", "backup", "backup.txt", "--passphrase-file", str(secret)).out
    assert "it holds 2 private keys" in shown
    assert "who has both can act in your name" in shown
    assert "PM Netz, as bea" in shown
    circle.bea.home.rename(circle.root / "lost")
    back = circle.bea.run("keys", "restore", "backup.txt", "--passphrase-file", str(secret)).out
    assert f"pmnet join {circle.remote} --as bea --fingerprint" in back


def test_nothing_is_overwritten(circle: Circle, secret: Path) -> None:
    file = circle.root / "mine.txt"
    file.write_text("mine")
    assert circle.bea.refused(6, "keys", "backup", str(file), "--passphrase-file", str(secret))["kind"] == "conflict"
    assert file.read_text() == "mine"


def test_keys_that_are_here_are_not_overwritten(circle: Circle, secret: Path) -> None:
    file = backed_up(circle.bea, secret)
    before = files_of(circle.carl.home)
    refused = circle.carl.refused(6, "keys", "restore", str(file), "--passphrase-file", str(secret))
    assert "PMNET_HOME=" in refused["hint"]
    assert files_of(circle.carl.home) == before


def test_restoring_where_all_is_here_changes_nothing(circle: Circle, secret: Path) -> None:
    file = backed_up(circle.bea, secret)
    before = files_of(circle.bea.home)
    assert circle.bea.ok("keys", "restore", str(file), "--passphrase-file", str(secret))["files"] == []
    assert (
        "nothing, all of it is here"
        in circle.bea.run("keys", "restore", str(file), "--passphrase-file", str(secret)).out
    )
    assert files_of(circle.bea.home) == before


def test_a_restoring_that_was_interrupted_goes_on(circle: Circle, secret: Path) -> None:
    circle.bea.ok("keys", "rotate")
    file = backed_up(circle.bea, secret)
    (circle.bea.home / "keys-2").rename(circle.root / "gone")
    restored = circle.bea.ok("keys", "restore", str(file), "--passphrase-file", str(secret))["files"]
    assert {name.split("/")[0] for name in restored} == {"keys-2"}
    assert len(KeyRing(circle.bea.home).all()) == 4


def test_a_key_elsewhere_is_named_and_not_in_it(circle: Circle, secret: Path) -> None:
    key = agents.make_key(circle.root / "id")
    circle.bea.ok("keys", "rotate", "--sign", "--key", str(key))
    shown = circle.bea.ok("keys", "backup", "backup.txt", "--passphrase-file", str(secret))
    assert shown["elsewhere"] == [str(key)]
    inside = seal.unlock((circle.root / "backup.txt").read_bytes(), PASSPHRASE).decode()
    assert key.read_text().split("\n")[2] not in inside
    circle.bea.home.rename(circle.root / "lost")
    circle.bea.ok("keys", "restore", "backup.txt", "--passphrase-file", str(secret))
    assert circle.bea.ok("keys", "show", "--network", str(circle.bea.folder))["sign"]["file"] == str(key)


def test_another_passphrase_opens_nothing(circle: Circle, secret: Path) -> None:
    file = backed_up(circle.bea, secret)
    secret.write_text("another one altogether\n")
    assert (
        circle.bea.refused(9, "keys", "restore", str(file), "--passphrase-file", str(secret))["kind"] == "cannot-unseal"
    )


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda text: text[: len(text) // 2], id="cut off"),
        pytest.param(lambda text: "", id="empty"),
        pytest.param(lambda text: "hello", id="something else"),
        pytest.param(lambda text: text.replace("\n", "\nAAAA", 3), id="something put in"),
        pytest.param(lambda text: text[:200] + ("A" if text[200] != "A" else "B") + text[201:], id="a letter changed"),
    ],
)
def test_a_damaged_backup_is_told(circle: Circle, secret: Path, damage: object) -> None:
    file = backed_up(circle.bea, secret)
    file.write_text(damage(file.read_text()))  # type: ignore[operator]
    error = circle.bea.refused(9, "keys", "restore", str(file), "--passphrase-file", str(secret))
    assert "does not open" in error["message"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("backup: 2\nfiles: {}\n", id="a later version"),
        pytest.param("backup: 1\n", id="no files"),
        pytest.param("backup: 1\nfiles: {../x: a}\n", id="a path outside"),
        pytest.param("backup: 1\nfiles: {keys/x: a}\n", id="another file"),
        pytest.param("backup: 1\nfiles: {keys/sign: 1}\n", id="no text"),
        pytest.param("backup: 1\nfiles: {/keys/sign: a}\n", id="a path from the top"),
        pytest.param("backup: 1\nfiles: {keys/../sign: a}\n", id="a way round"),
    ],
)
def test_what_is_sealed_but_no_backup(circle: Circle, secret: Path, content: str) -> None:
    file = circle.root / "odd.txt"
    file.write_bytes(seal.lock(content.encode(), PASSPHRASE))
    before = {path: path.read_bytes() for path in circle.bea.home.rglob("*") if path.is_file()}
    circle.bea.refused(2, "keys", "restore", str(file), "--passphrase-file", str(secret))
    assert {path: path.read_bytes() for path in circle.bea.home.rglob("*") if path.is_file()} == before


def test_nothing_from_a_networks_folder_is_opened_nor_written_there(circle: Circle, secret: Path) -> None:
    for words in (("backup", "bea/backup.txt"), ("backup", "bea/members/x.txt"), ("restore", "bea/network.yaml")):
        error = circle.bea.refused(2, "keys", *words, "--passphrase-file", str(secret))
        assert "in a network's folder" in error["message"]
    assert not (circle.bea.folder / "backup.txt").exists()


@pytest.mark.parametrize(
    ("text", "mode", "code", "message"),
    [
        ("short\n", 0o600, 2, "shorter than 10 characters"),
        ("", 0o600, 2, "shorter than 10 characters"),
        (f"{PASSPHRASE}\n", 0o644, 4, "can be read by others"),
        ("\xff\xfe no words\n", 0o600, 2, "is not UTF-8 text"),
        (None, 0o600, 5, "there is no file"),
    ],
)
def test_a_passphrase_from_a_file(
    circle: Circle, secret: Path, text: str | None, mode: int, code: int, message: str
) -> None:
    secret.chmod(mode)
    if text is None:
        secret.unlink()
    else:
        secret.write_text(text, "latin-1")
    assert message in circle.bea.refused(code, "keys", "backup", "b.txt", "--passphrase-file", str(secret))["message"]
    assert not (circle.root / "b.txt").exists()


@pytest.mark.usefixtures("secret")
def test_a_passphrase_through_a_pipe(circle: Circle) -> None:
    pipe = circle.root / "pipe"
    os.mkfifo(pipe, 0o600)
    writer = subprocess.Popen(["sh", "-c", f"echo '{PASSPHRASE}' > {pipe}"])
    circle.bea.ok("keys", "backup", "b.txt", "--passphrase-file", str(pipe))
    assert writer.wait() == 0


def test_without_a_terminal_the_option_is_named(circle: Circle) -> None:
    assert "--passphrase-file" in circle.bea.refused(2, "keys", "backup", "b.txt")["hint"]


def test_a_home_without_keys_has_nothing_to_keep(circle: Circle, secret: Path) -> None:
    alone = Person("nobody", circle.root)
    assert alone.refused(5, "keys", "backup", "b.txt", "--passphrase-file", str(secret))["kind"] == "not-found"
