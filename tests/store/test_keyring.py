"""The keys in a home: whole or not there, never lost, never another under the same name; and OpenSSH's own files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import agents
import pytest

from pmnet.errors import Conflict, NotAllowed, NotFound, PmnetError, Usage
from pmnet.rules.keys import sealing_key_problem, signing_key_problem
from pmnet.store.home import Home
from pmnet.store.keyfiles import public_half
from pmnet.store.keyring import SEAL, SIGN, NewKey


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


# Making


def test_keys_are_made_once(home: Home) -> None:
    assert home.keys() is None
    made = home.make_keys()
    assert (signing_key_problem(made.sign), sealing_key_problem(made.seal)) == ("", "")
    assert home.make_keys() == home.keys() == made
    assert sorted(path.name for path in home.folder.iterdir()) == ["keys"]


def test_only_the_owner_reads_them(home: Home) -> None:
    home.make_keys()
    for path in home.folder.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_missing_sort_is_made_beside_the_other(home: Home) -> None:
    home.ring.add([NewKey.made(SIGN)])
    sign = home.ring.newest(SIGN)
    assert home.keys() is None
    made = home.make_keys()
    assert sign is not None
    assert made.sign == sign.public


@pytest.mark.parametrize("name", ["sign", "seal"])
def test_a_private_half_without_its_public_one_is_not_replaced(home: Home, name: str) -> None:
    home.make_keys()
    (home.folder / "keys" / f"{name}.pub").unlink()
    with pytest.raises(PmnetError, match="missing beside your key"):
        home.make_keys()


def test_many_at_once_make_one_pair_each_and_lose_none(tmp_path: Path) -> None:
    script = "import sys, pathlib; from pmnet.store.home import Home; print(Home(pathlib.Path(sys.argv[1])).make_keys().sign)"
    started = [
        subprocess.Popen([sys.executable, "-c", script, tmp_path / "home"], stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    said = {process.communicate()[0].strip() for process in started}
    assert {process.returncode for process in started} == {0}
    home = Home(tmp_path / "home")
    assert all(home.holds(public) for public in said)


# The ring


def test_the_newest_of_each_sort_is_current_and_none_is_lost(home: Home) -> None:
    first = home.make_keys()
    second, third = NewKey.made(SIGN), NewKey.made(SEAL)
    home.ring.add([second])
    home.ring.add([third])
    now = home.keys()
    assert now is not None
    assert (now.sign, now.seal) == (second.public, third.public)
    for public in (first.sign, first.seal, second.public, third.public):
        assert home.holds(public)
    assert home.signing_key_for(first.sign, "bea") == home.folder / "keys" / "sign"
    assert home.signing_key_for(second.public, "bea") == home.folder / "keys-2" / "sign"


def test_ten_is_newer_than_nine(home: Home) -> None:
    made = [NewKey.made(SIGN) for _ in range(11)]
    for key in made:
        home.ring.add([key])
    assert [key.public for key in home.ring.all()] == [key.public for key in reversed(made)]


@pytest.mark.parametrize("name", ["keys-0", "keys-x", "keys-02", "keysafe", ".keys-abc", "keys.old"])
def test_other_folders_are_no_keys(home: Home, name: str) -> None:
    home.make_keys()
    (home.folder / "keys").rename(home.folder / name)
    assert home.keys() is None


def test_a_folder_is_never_put_over_another(home: Home) -> None:
    home.make_keys()
    with pytest.raises(Conflict):
        home.ring.put({"sign.pub": b"x\n"}, "keys")
    assert not list(home.folder.glob(".keys-*"))


KILLED = """
import os, pathlib, signal, sys
from pmnet.store import keyring
from pmnet.store.keyring import KeyRing, NewKey
names, moment = ("write_safely", "sync_folder", "rename"), int(sys.argv[2])
done = 0
def counted(real):
    def call(*arguments):
        global done
        done += 1
        if done == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments)
    return call
keyring.write_safely, keyring.sync_folder = counted(keyring.write_safely), counted(keyring.sync_folder)
os.rename = counted(os.rename)
KeyRing(pathlib.Path(sys.argv[1])).add([NewKey.made("sign"), NewKey.made("seal")])
"""


@pytest.mark.parametrize("moment", range(1, 9))
def test_killed_at_any_moment_the_ring_is_as_it_was_or_has_the_new_keys(home: Home, moment: int) -> None:
    known = home.make_keys()
    done = subprocess.run([sys.executable, "-c", KILLED, home.folder, str(moment)])
    keys = home.ring.all()
    assert done.returncode == (-9 if moment < 8 else 0)
    assert len(keys) == (2 if moment < 7 else 4)
    assert home.holds(known.sign)
    assert home.holds(known.seal)
    assert all(public_half(key.path) == key.public for key in keys if key.sort == SIGN)


# Signing with what is there


def test_a_key_of_nobody_here(home: Home) -> None:
    home.make_keys()
    with pytest.raises(NotAllowed, match="is the key of bea") as error:
        home.signing_key_for(NewKey.made(SIGN).public, "bea")
    assert "pmnet keys restore FILE" in error.value.hint


def test_a_key_file_that_is_gone(home: Home) -> None:
    made = home.make_keys()
    (home.folder / "keys/sign").unlink()
    with pytest.raises(PmnetError, match="is missing"):
        home.signing_key_for(made.sign, "bea")


def test_a_key_file_that_was_exchanged(home: Home, tmp_path: Path) -> None:
    made = home.make_keys()
    (home.folder / "keys/sign").write_bytes(agents.make_key(tmp_path / "other").read_bytes())
    with pytest.raises(PmnetError, match="holds another key"):
        home.signing_key_for(made.sign, "bea")


@pytest.mark.parametrize("name", ["keys/sign", "keys/seal", "keys-2/sign"])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_can_read(home: Home, name: str, mode: int) -> None:
    made = home.make_keys()
    home.ring.add([NewKey.made(SIGN)])
    wide = home.folder / name
    wide.chmod(mode)
    for use in (home.insist_private, lambda: home.signing_key_for(made.sign, "bea")):
        with pytest.raises(NotAllowed) as error:
            use()
        assert error.value.hint == f"chmod 600 {wide}"
    subprocess.run(error.value.hint, shell=True, check=True)
    home.insist_private()


def test_a_home_without_keys(home: Home) -> None:
    with pytest.raises(PmnetError, match="no keys"):
        home.insist_private()


# A key that stays where it is


@pytest.mark.parametrize("passphrase", ["", "five words that nobody guesses"])
def test_an_existing_key_stays_where_it_is(home: Home, tmp_path: Path, passphrase: str) -> None:
    file = agents.make_key(tmp_path / ".ssh" / "id_ed25519", passphrase)
    made = home.make_keys(file)
    assert made.sign == " ".join((tmp_path / ".ssh/id_ed25519.pub").read_text().split()[:2])
    assert home.signing_key_for(made.sign, "bea") == file
    assert not (home.folder / "keys/sign").exists()
    assert home.make_keys(file) == home.make_keys() == made


def test_a_public_key_stands_for_an_agents(home: Home, tmp_path: Path) -> None:
    file = agents.make_key(tmp_path / "id")
    public = tmp_path / "id.pub"
    file.unlink()
    assert home.signing_key_for(home.make_keys(public).sign, "bea") == public


def test_another_key_than_the_one_that_signs_already(home: Home, tmp_path: Path) -> None:
    known = home.make_keys()
    with pytest.raises(Conflict) as error:
        home.make_keys(agents.make_key(tmp_path / "id"))
    assert "pmnet keys rotate --key" in error.value.hint
    assert home.keys() == known


def test_an_existing_key_that_others_can_read(home: Home, tmp_path: Path) -> None:
    file = agents.make_key(tmp_path / "my id")
    file.chmod(0o644)
    with pytest.raises(NotAllowed) as error:
        home.make_keys(file)
    assert error.value.hint == f"chmod 600 '{file}'"
    assert not home.folder.exists()


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
@pytest.mark.parametrize("suffix", ["", ".pub"])
def test_a_key_of_another_type(home: Home, tmp_path: Path, kind: str, suffix: str) -> None:
    agents.make_key(tmp_path / "id", kind=kind)
    with pytest.raises(Usage, match="only a key of type ssh-ed25519 can sign") as error:
        home.make_keys(tmp_path / f"id{suffix}")
    assert "ssh-keygen -t ed25519" in error.value.hint
    assert not home.folder.exists()


BEGIN, END = "-----BEGIN OPENSSH PRIVATE KEY-----", "-----END OPENSSH PRIVATE KEY-----"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("hello\n", id="something else"),
        pytest.param(f"{BEGIN}\n{END}\n", id="an empty key"),
        pytest.param(f"{BEGIN}\n!!!!\n{END}\n", id="no base64"),
        pytest.param(f"{BEGIN}\nb3BlbnNzaC1rZXktdjEA\n{END}\n", id="a head and nothing behind"),
        pytest.param(f"{BEGIN}\nb3BlbnNzaC1rZXktdjEA/////w==\n{END}\n", id="a length beyond the end"),
        pytest.param("-----BEGIN PRIVATE KEY-----\nabcd\n-----END PRIVATE KEY-----\n", id="another form"),
        pytest.param("ssh-ed25519\n", id="a type alone"),
        pytest.param("\x00\xff" * 40, id="bytes"),
    ],
)
def test_what_is_no_key_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "id").write_text(text)
    with pytest.raises(Usage):
        public_half(tmp_path / "id")


def test_a_key_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        public_half(tmp_path / "id")


def test_cut_off_anywhere_a_key_file_is_none_or_the_same(tmp_path: Path) -> None:
    file = agents.make_key(tmp_path / "id")
    text, public = file.read_text(), public_half(file)
    for length in range(0, len(text), 7):
        file.write_text(text[:length])
        try:
            assert public_half(file) == public
        except Usage:
            continue


def test_ssh_keygen_sees_the_same_public_key(home: Home) -> None:
    made = home.make_keys()
    shown = subprocess.run(
        ["ssh-keygen", "-y", "-f", home.folder / "keys/sign"], capture_output=True, check=True, text=True
    )
    assert shown.stdout.split()[:2] == made.sign.split()
