"""The age program and pmnet open what the other one seals, to the byte."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pmnet.store.seal import new_sealing_key, seal, unseal

Program = Callable[[str], str]


def ran(*command: str | Path, stdin: bytes = b"") -> bytes:
    return subprocess.run(command, input=stdin, capture_output=True, check=True).stdout


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A private key file as a home keeps it."""
    file = tmp_path / "seal"
    file.write_bytes(new_sealing_key()[0])
    return file


def recipient(key_file: Path) -> str:
    return key_file.read_text().split("# public key: ")[1].split("\n")[0]


@pytest.mark.parametrize("size", [0, 1, 4096, 65536, 65537, 200_000])
def test_age_opens_what_is_sealed_here(program: Program, key_file: Path, size: int) -> None:
    text = os.urandom(size)
    envelope = seal(text, [new_sealing_key()[1], recipient(key_file)])
    assert ran(program("age"), "--decrypt", "-i", key_file, stdin=envelope) == text


def test_age_opens_it_however_many_line_ends_follow(program: Program, key_file: Path) -> None:
    envelopes = [seal(b"a text", [recipient(key_file)]) for _ in range(400)]
    by_end = {len(envelope.rstrip(b"\n")): envelope for envelope in envelopes}
    for shortest_or_longest in (by_end[min(by_end)], by_end[max(by_end)]):
        assert ran(program("age"), "--decrypt", "-i", key_file, stdin=shortest_or_longest) == b"a text"


@pytest.mark.parametrize("form", [[], ["--armor"]], ids=["binary", "armored"])
@pytest.mark.parametrize("size", [0, 1, 4096, 65536, 65537])
def test_what_age_seals_opens_here(program: Program, key_file: Path, form: list[str], size: int) -> None:
    text = os.urandom(size)
    readers = [part for public in (new_sealing_key()[1], recipient(key_file)) for part in ("-r", public)]
    assert unseal(ran(program("age"), *form, *readers, stdin=text), [key_file.read_bytes()]) == text


def test_a_key_that_age_made_opens_what_is_sealed_to_it(program: Program, tmp_path: Path) -> None:
    made = tmp_path / "made"
    ran(program("age-keygen"), "-o", made)
    assert unseal(seal(b"a text", [recipient(made)]), [made.read_bytes()]) == b"a text"
