"""Whatever others wrote is read or refused in one of our own sentences, and what is read is as it must be.

`tests/corpus/<reader>/` holds valid things and attacks of the past, a file each: drop one there and it is a test, and the
beginning of further ones.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from mutations import anything
from targets import TARGETS

from pmnet.store.git import commits
from pmnet.store.signatures import signer

CORPUS = Path(__file__).parent.parent / "corpus"
SEEDS = {name: sorted((CORPUS / name).iterdir()) for name in TARGETS}

SHORT, LONG = 100, 20_000
"""How many changed things each reader is given, and how many with --long."""


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus(name: str) -> None:
    assert SEEDS[name]
    for place in SEEDS[name]:
        try:
            TARGETS[name](place.read_bytes())
        except BaseException as error:
            error.add_note(f"reading {place.relative_to(CORPUS)}")
            raise


def test_the_corpus_is_read_by_somebody() -> None:
    assert {place.name for place in CORPUS.iterdir() if place.is_dir()} == set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_near_the_corpus(name: str, request: pytest.FixtureRequest) -> None:
    long = request.config.getoption("--long")

    @settings(
        derandomize=not long,
        database=None,
        deadline=None,
        max_examples=LONG if long else SHORT,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(anything([place.read_bytes() for place in SEEDS[name]]))
    def read(data: bytes) -> None:
        TARGETS[name](data)

    read()


def test_openssh_takes_every_signature_that_is_taken(tmp_path: Path) -> None:
    """Never a laxer verdict than that of the program whose signatures they are."""
    taken = 0
    for place in SEEDS["signature"]:
        payload, _, armored = place.read_bytes().rpartition(b"\xff")
        key, _, _ = signer(payload, armored)
        said = openssh_takes(tmp_path, key or KEY, payload, armored)
        assert said or not key, place.name
        taken += bool(key)
    assert taken >= 2


def openssh_takes(folder: Path, key: str, payload: bytes, armored: bytes) -> bool:
    (folder / "signers").write_text(f"anna {key}\n")
    (folder / "signature").write_bytes(armored)
    command = ["ssh-keygen", "-Y", "verify", "-f", "signers", "-I", "anna", "-n", "git", "-s", "signature"]
    return subprocess.run(command, cwd=folder, input=payload, capture_output=True, check=False).returncode == 0


KEY = (CORPUS / "keys" / "public").read_text().strip()


def test_git_takes_every_commit_that_is_read(tmp_path: Path) -> None:
    read = 0
    for place in SEEDS["commit"]:
        content = place.read_bytes()
        raw = commits._raw("0" * 40, "commit", content)
        command = ["git", "hash-object", "-t", "commit", "--stdin"]
        done = subprocess.run(command, cwd=tmp_path, input=content, capture_output=True, check=False)
        assert done.returncode == 0 or not raw.tree, place.name
        read += bool(raw.tree)
    assert read >= 5
