"""What is sealed, as tests look at it: where envelopes lie on a server, whether they fit the records, what is left of them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from people import NOW, Circle, Person

from pmnet.domain.sealed import RefRoot
from pmnet.store.files import load

OWN = RefRoot.OWN.value
BRANCHES = RefRoot.BRANCHES.value

TITLE = "PMO lead for a plant start-up"
CLIENT = (
    "--client", "Muster Maschinenbau GmbH", "--contact", "Eva Kern, buyer, eva@muster.example, +49 170 1234567",
    "--budget", "123456.78", "--note", "Ask for her after four",
)  # fmt: skip
SECRETS = (b"Muster", b"Eva Kern", b"muster.example", b"123456", b"after four")


def add_lead(person: Person, *words: str, now: str = NOW) -> str:
    """A lead with a client; its id."""
    return str(person.ok("lead", "add", "--title", TITLE, *(words or CLIENT), now=now)["id"])


def name_of(person: Person, about: str) -> str | None:
    """The client's name as it opens for somebody; None where it does not."""
    result = person.run("client", about, "--json")
    return str(result.json["client"]["name"]) if result.code == 0 else None


def refs(circle: Circle, root: str = OWN) -> dict[str, str]:
    """The envelopes on the server: what is below the root, and the commit of each."""
    rows = circle.shared_git("for-each-ref", "--format=%(refname) %(objectname)", f"{root}/").splitlines()
    return {ref.removeprefix(f"{root}/"): commit for ref, commit in (row.split() for row in rows)}


def envelope(circle: Circle, name: str, root: str = OWN) -> bytes:
    """An envelope as the server has it."""
    shown = ["git", "--git-dir", str(circle.bare), "show", f"{root}/{name}:sealed.age"]
    return subprocess.run(shown, capture_output=True, check=True).stdout


def named(circle: Circle) -> dict[str, str]:
    """The digests that the records name: a lead's own, and that in a handover's newest step that has one."""
    paths = circle.shared_git("ls-tree", "-r", "--name-only", "main", "leads", "handovers").split()
    texts = contents(circle.bare, [f"main:{path}" for path in paths])
    records: list[dict[str, Any]] = [load(text, "record").content for text in texts]
    erased = {record["id"] for record in records if "erased" in record}
    found = {}
    for record in records:
        lead = record.get("lead") or record["id"]
        digests = [step["sealed"] for step in record.get("steps", [record]) if "sealed" in step]
        if digests and lead not in erased:
            found[f"{lead}/{record['id'].removeprefix(lead).strip('.') or 'lead'}"] = digests[-1]
    return found


def insist_fitting(circle: Circle, root: str = OWN) -> None:
    """The server has just the envelopes that the records name."""
    names = list(refs(circle, root))
    there = contents(circle.bare, [f"{root}/{name}:sealed.age" for name in names])
    assert dict(zip(names, (sha256(content).hexdigest() for content in there), strict=True)) == named(circle)


def contents(git_dir: Path, names: list[str]) -> list[bytes]:
    """What is in some objects, in one question to git."""
    return [content for _, content in _asked(git_dir, stdin="".join(f"{name}\n" for name in names))]


def objects(git_dir: Path) -> dict[str, bytes]:
    """Every object that lies in a repository, single or packed, whether anything leads to it or not."""
    return dict(_asked(git_dir, "--batch-all-objects", "--unordered"))


def _asked(git_dir: Path, *options: str, stdin: str = "") -> Iterator[tuple[str, bytes]]:
    command = ["git", "--git-dir", str(git_dir), "cat-file", "--batch", *options]
    told, start = subprocess.run(command, input=stdin.encode(), capture_output=True, check=True).stdout, 0
    while start < len(told):
        end = told.index(b"\n", start)
        name, _, size = told[start:end].decode().split()
        yield name, told[end + 1 : end + 1 + int(size)]
        start = end + int(size) + 2


def lying(person: Person) -> dict[str, bytes]:
    """Every object in which a person's copy keeps envelopes, and in the copy itself."""
    beside = person.folder / ".git" / "pmnet" / "sealed.git"
    return objects(person.folder / ".git") | (objects(beside) if (beside / "HEAD").is_file() else {})


def without_digests(content: bytes) -> bytes:
    """The same without digests and ids: in those, a few digits in a row stand by chance."""
    return re.sub(rb"[0-9a-f]{40,}", b" ", content)


def insist_nothing_public(circle: Circle, *more: bytes) -> None:
    """Nothing of what was sealed stands anywhere on the server, nor in what anybody is shown of the history."""
    for content in map(without_digests, objects(circle.bare).values()):
        assert not [secret for secret in (*SECRETS, *more) if secret in content]
    for person in circle.people.values():
        told = person.run("log", "--limit", "100").out + person.run("log", "--limit", "100", "--json").out
        assert not [secret for secret in (*SECRETS, *more) if secret in without_digests(told.encode())]
