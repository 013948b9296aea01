"""What the authors of age say of age files: which open and to what, and which must not.

A part of https://github.com/C2SP/CCTV as of 1e3d286, unchanged; README.md beside the files says what stands in them, and the
licence. Left out is what age can do and pmnet does not (passphrases and hybrid keys, of which members have none), what differs
from these only in the place of the fault, and what pyrage judges otherwise: it refuses blanks before an armored file, and takes
two forms in which stanzas were written once. All three are harmless, as a digest says which bytes an envelope has.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from pmnet.errors import CannotUnseal
from pmnet.store.seal import unseal

FOLDER = Path(__file__).parent / "age_vectors"
NAMES = sorted(file.name for file in FOLDER.iterdir() if file.name != "README.md")


@dataclass
class Vector:
    """An age file, the key to open it with, what must come of it and, where it opens, the digest of what is inside."""

    content: bytes
    identity: bytes
    expect: str
    payload: str
    armored: bool


def vector(name: str) -> Vector:
    head, _, content = (FOLDER / name).read_bytes().partition(b"\n\n")
    said = dict(line.split(": ", 1) for line in head.decode().splitlines())
    return Vector(
        zlib.decompress(content) if said.get("compressed") == "zlib" else content,
        said["identity"].encode(),
        said["expect"],
        said.get("payload", ""),
        said.get("armored") == "yes",
    )


@pytest.mark.parametrize("name", NAMES)
def test_age_files_open_or_not_as_their_authors_say(name: str) -> None:
    given = vector(name)
    if given.expect == "success":
        assert sha256(unseal(given.content, [given.identity])).hexdigest() == given.payload
    else:
        with pytest.raises(CannotUnseal):
            unseal(given.content, [given.identity])


def test_every_way_to_end_is_among_them_and_both_forms_of_files() -> None:
    given = [vector(name) for name in NAMES]
    faults = {"no match", "HMAC failure", "header failure", "payload failure", "armor failure"}
    assert {one.expect for one in given} == {"success", *faults}
    assert {one.armored for one in given if one.expect == "success"} == {True, False}
