"""Whose signature a commit carries: the same verdict as git and OpenSSH give, and never a laxer one."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pmnet.store.git.commits import read_commits, read_raw
from pmnet.store.git.repository import Repository, Signature
from pmnet.store.signatures import new_signing_key, signer

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass
class Desk:
    """A repository, and two people's keys; git is told that the first one is anna's."""

    repository: Repository
    root: Path
    publics: dict[str, str]

    def key(self, name: str) -> Path:
        return self.root / name

    def signed(self, by: str = "anna", text: bytes = b"x\n") -> str:
        return self.repository.commit(None, {"README.md": text}, "said\n", Signature("anna", self.key(by), NOW))

    def store(self, content: bytes) -> str:
        done = self.repository.run("hash-object", "-w", "--stdin", "-t", "commit", "--literally", stdin=content)
        return done.out.decode().strip()

    def content(self, commit: str) -> bytes:
        return self.repository.object(commit)[1]

    def git_says(self, commit: str) -> bool:
        allowed = f"gpg.ssh.allowedSignersFile={self.root / 'signers'}"
        return self.repository.run("verify-commit", commit, settings=("gpg.format=ssh", allowed)).code == 0

    def we_say(self, commit: str) -> bool:
        found = next(read_commits(self.repository, [read_raw(self.repository, commit)]))
        return found.key == self.publics["anna"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    publics = {}
    for name in ("anna", "mallory"):
        private, publics[name] = new_signing_key()
        (tmp_path / name).write_bytes(private)
        (tmp_path / name).chmod(0o600)
    (tmp_path / "signers").write_text(f'anna namespaces="git" {publics["anna"]}\n')
    repository = Repository.create(tmp_path / "net")
    yield Desk(repository, tmp_path, publics)
    repository.close()


def variants(desk: Desk) -> dict[str, tuple[str, bool]]:
    """Commits by name, and whether they are anna's."""
    good = desk.content(desk.signed())
    head, _, rest = parts(good)
    other_signature = parts(desk.content(desk.signed(text=b"y\n")))[1]
    file = desk.root / "payload"
    file.write_bytes(head + rest)
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", desk.key("anna"), file], check=True)
    elsewhere = b"gpgsig " + (desk.root / "payload.sig").read_bytes().rstrip(b"\n").replace(b"\n", b"\n ") + b"\n"
    return {
        "good": (desk.store(good), True),
        "signed by another": (desk.signed("mallory"), False),
        "unsigned": (desk.store(head + rest), False),
        "another message": (desk.store(good.replace(b"said", b"sais")), False),
        "another date": (desk.store(good.replace(b" 1795", b" 1794")), False),
        "the signature of another commit": (desk.store(head + other_signature + rest), False),
        "made for something else": (desk.store(head + elsewhere + rest), False),
    }


def parts(content: bytes) -> tuple[bytes, bytes, bytes]:
    start, end = (
        content.index(b"gpgsig "),
        content.index(b"END SSH SIGNATURE-----\n") + len(b"END SSH SIGNATURE-----\n"),
    )
    return content[:start], content[start:end], content[end:]


def test_the_verdict_is_gits(desk: Desk) -> None:
    for name, (commit, expected) in variants(desk).items():
        assert (desk.we_say(commit), desk.git_says(commit)) == (expected, expected), name


def test_who_is_named_as_author_does_not_matter(desk: Desk) -> None:
    content = desk.content(desk.signed("mallory"))
    assert b"author anna <anna@pmnet.invalid>" in content
    found = next(read_commits(desk.repository, [read_raw(desk.repository, desk.store(content))]))
    assert found.key == desk.publics["mallory"]


def test_two_signatures_are_none(desk: Desk) -> None:
    head, signature, rest = parts(desk.content(desk.signed()))
    for content in (head + signature + signature + rest, head + b"gpgsig x\n" + signature + rest):
        assert not desk.we_say(desk.store(content))


def test_headers_that_nobody_writes_make_a_commit_unreadable(desk: Desk) -> None:
    head, signature, rest = parts(desk.content(desk.signed()))
    for extra in (b"encoding latin1\n", b"mergetag x\n", b"note x\n", b"gpgsig-sha256 x\n"):
        assert not desk.we_say(desk.store(head + extra + signature + rest))
        assert not desk.we_say(desk.store(head + signature + extra + rest))


def test_a_signature_of_another_kind_is_no_members(desk: Desk) -> None:
    head, _, rest = parts(desk.content(desk.signed()))
    pgp = b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQIz\n -----END PGP SIGNATURE-----\n"
    found = next(read_commits(desk.repository, [read_raw(desk.repository, desk.store(head + pgp + rest))]))
    assert (found.key, found.flaw) == ("", "it is signed in another way than members sign")
    assert "with pmnet" in found.hint


def test_no_changed_signature_passes_that_openssh_refuses(desk: Desk) -> None:
    payload, dice = b"tree of something\n", random.Random(11)
    (desk.root / "payload").write_bytes(payload)
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", desk.key("anna"), desk.root / "payload"], check=True
    )
    armored = (desk.root / "payload.sig").read_bytes()
    assert signer(payload, armored)[0] == desk.publics["anna"]
    accepted = [changed for changed in mutants(armored, dice, 1500) if signer(payload, changed)[0]]
    for changed in accepted:
        (desk.root / "changed.sig").write_bytes(changed)
        command = ["ssh-keygen", "-Y", "verify", "-n", "git", "-f", desk.root / "signers", "-I", "anna"]
        done = subprocess.run([*command, "-s", desk.root / "changed.sig"], input=payload, capture_output=True)
        assert done.returncode == 0, changed
    assert not accepted, "there is one way to write a signature"


def mutants(armored: bytes, dice: random.Random, count: int) -> list[bytes]:
    """The signature with a byte changed, put in, taken out, doubled or moved."""
    found = []
    for _ in range(count):
        text, place = bytearray(armored), dice.randrange(len(armored))
        match dice.randrange(5):
            case 0:
                text[place] = dice.randrange(256)
            case 1:
                text.insert(place, dice.choice(b"A=\n \r\0-+/"))
            case 2:
                del text[place]
            case 3:
                text[place:place] = text[place : place + dice.randrange(1, 40)]
            case _:
                text += dice.choice((b"x", b"\n", b"\nx", b" ", armored))
        if bytes(text) != armored:
            found.append(bytes(text))
    return found


def test_a_low_level_look_alike_is_refused(desk: Desk) -> None:
    """The same numbers, once more with the group's order added (S + L): OpenSSH lets it pass, we need not."""
    import base64
    import textwrap

    payload = b"tree of something\n"
    (desk.root / "payload").write_bytes(payload)
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", desk.key("anna"), desk.root / "payload"], check=True
    )
    lines = (desk.root / "payload.sig").read_text().split("\n")[1:-2]
    blob = base64.b64decode("".join(lines))
    order = 2**252 + 27742317777372353535851937790883648493
    twin = (int.from_bytes(blob[-32:], "little") + order).to_bytes(32, "little")
    body = textwrap.wrap(base64.b64encode(blob[:-32] + twin).decode(), 70)
    armored = "\n".join(["-----BEGIN SSH SIGNATURE-----", *body, "-----END SSH SIGNATURE-----", ""]).encode()
    assert "changed after" in signer(payload, armored)[1]


@pytest.fixture(autouse=True)
def no_agent() -> None:
    assert "SSH_AUTH_SOCK" not in os.environ
