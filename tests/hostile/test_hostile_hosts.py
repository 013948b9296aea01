"""A host that holds, or is sent, what git would never write: a sentence, and no crash."""

from __future__ import annotations

import subprocess

import pytest
from awake import wake
from people import FOUNDED, Circle, Person

CORPUS_TREES = {
    "a mode of letters": b"x\xff README\0" + b"\x11" * 20,
    "cut off": b"100644 README\0" + b"\x11" * 7,
    "no name": b"100644 \0" + b"\x11" * 20,
    "no end": b"100644 network.yaml",
}


@pytest.mark.parametrize("sort", CORPUS_TREES)
def test_a_folder_that_is_none(circle: Circle, sort: str) -> None:
    written = subprocess.run(
        ["git", "--git-dir", str(circle.bare), "hash-object", "-w", "-t", "tree", "--literally", "--stdin"],
        input=CORPUS_TREES[sort], capture_output=True, check=True,
    )  # fmt: skip
    tip = circle.shared_git("rev-parse", "main").strip()
    person = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    who = "x <x@x> 1795000000 +0000"
    raw = f"tree {written.stdout.decode().strip()}\nparent {tip}\nauthor {who}\ncommitter {who}\n\nx\n"
    made = subprocess.run(
        ["git", "--git-dir", str(circle.bare), *person, "hash-object", "-w", "-t", "commit", "--literally", "--stdin"],
        input=raw.encode(), capture_output=True, check=True,
    )  # fmt: skip
    circle.shared_git("update-ref", "refs/heads/main", made.stdout.decode().strip())
    for words in (("sync",), ("status",), ("free", "2"), ("inbox",)):
        assert circle.bea.run(*words).code in (0, 8, 11), words
    done = Person("zoe", circle.root).run(
        "join",
        circle.remote,
        "zoe",
        "--as",
        "zoe",
        "--full-name",
        "Zoe",
        "--email",
        "z@example.org",
        "--yes",
        now=FOUNDED,
    )
    assert done.code in (8, 10, 11), done.err


def test_a_name_of_any_bytes_is_judged(circle: Circle, judge: str) -> None:
    """What stands behind `refs/` is anything but a few signs, and need not be text."""
    assert circle.anna.run("hook", "install", str(circle.bare)).code == 0
    if judge:
        wake(circle.bare / "hooks" / "pre-receive", judge)
    sent = subprocess.run(
        [b"git", b"-C", str(circle.bea.folder).encode(), b"push", b"origin", b"HEAD:refs/heads/\xff\xfe"],
        capture_output=True, check=False,
    )  # fmt: skip
    assert sent.returncode != 0
    assert b"pmnet: refused" in sent.stderr, sent.stderr
    assert b"nobody expected" not in sent.stderr
