"""Commits as attackers make them: any content, key, name and date, written as the raw objects that git reads."""

from __future__ import annotations

import os
import re
import subprocess
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1
from pathlib import Path
from typing import ClassVar

from people import NOW

FOLDER = "40000"
FILE = "100644"


@dataclass(frozen=True)
class Entry:
    """What lies in a folder: a mode and an object."""

    mode: str
    object: str


Place = str | tuple[str, ...]
"""A path, or its names where one of them holds a slash."""

Content = bytes | Entry | None
"""A file's bytes, any other entry, or nothing at all."""

Changes = Mapping[Place, Content]


def stamp(at: str) -> str:
    """An instant as commits write it."""
    return f"{int(datetime.fromisoformat(at).timestamp())} +0000"


def armored(payload: bytes, key: Path, namespace: str = "git") -> bytes:
    """A signature over a commit's bytes, by OpenSSH itself."""
    command = ["ssh-keygen", "-Y", "sign", "-n", namespace, "-f", str(key)]
    return subprocess.run(command, input=payload, capture_output=True, check=True).stdout


def with_signature(payload: bytes, armor: bytes, header: bytes = b"gpgsig") -> bytes:
    """A commit's bytes with a signature as its last header."""
    head, _, message = payload.partition(b"\n\n")
    return head + b"\n" + header + b" " + armor.rstrip(b"\n").replace(b"\n", b"\n ") + b"\n\n" + message


def without_signature(content: bytes) -> bytes:
    """A commit's bytes as they were signed."""
    head, _, message = content.partition(b"\n\n")
    lines = head.split(b"\n")
    start = next(place for place, line in enumerate(lines) if line.startswith(b"gpgsig "))
    end = next((place for place in range(start + 1, len(lines)) if not lines[place].startswith(b" ")), len(lines))
    return b"\n".join(lines[:start] + lines[end:]) + b"\n\n" + message


class Forge:
    """A repository in which anything can be written."""

    known: ClassVar[dict[str, tuple[str, bytes]]] = {}
    """Objects by their numbers, which say what is in them: the same in every repository."""

    def __init__(self, git_dir: Path) -> None:
        self.git_dir = git_dir

    def git(self, *arguments: str, stdin: bytes = b"") -> bytes:
        command = ["git", "--git-dir", str(self.git_dir), *arguments]
        done = subprocess.run(command, input=stdin, capture_output=True, env=os.environ)
        assert done.returncode == 0, (arguments, done.stderr.decode())
        return done.stdout

    def line(self, *arguments: str, stdin: bytes = b"") -> str:
        return self.git(*arguments, stdin=stdin).decode().strip()

    def write(self, kind: str, content: bytes) -> str:
        """An object, however malformed: the file that git keeps it in, without a git that could have doubts."""
        raw = f"{kind} {len(content)}\0".encode() + content
        name = sha1(raw, usedforsecurity=False).hexdigest()
        place = self.git_dir / "objects" / name[:2] / name[2:]
        if not place.exists():
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(zlib.compress(raw, 1))
            place.chmod(0o444)
        self.known[name] = kind, content
        return name

    def blob(self, content: bytes, mode: str = FILE) -> Entry:
        return Entry(mode, self.write("blob", content))

    def read(self, name: str) -> bytes:
        """The bytes of a commit, or of a file as `COMMIT:PATH`."""
        return self.found(name)[1]

    def rows(self, tree: str) -> dict[str, Entry]:
        """The entries of a folder, by name; a commit stands for its topmost."""
        kind, content = self.found(tree)
        if kind == "commit":
            return self.rows(content.split(b"\n", 1)[0].split()[1].decode())
        assert kind == "tree", (tree, kind)
        return {
            name.decode("utf-8", "surrogateescape"): Entry(mode.decode(), found.hex())
            for mode, name, found in re.findall(rb"([0-7]+) ([^\0]+)\0(.{20})", content, re.DOTALL)
        }

    def found(self, name: str) -> tuple[str, bytes]:
        """The kind and content of an object, by its number or as `COMMIT:PATH`."""
        root, _, path = name.partition(":")
        if not re.fullmatch("[0-9a-f]{40}", root):
            root = self.line("rev-parse", "--verify", root)
        for step in path.split("/") if path else []:
            root = self.rows(root)[step].object
        if root not in self.known:
            self.known |= self._all()
        return self.known[root]

    def _all(self) -> dict[str, tuple[str, bytes]]:
        """Every object there is, in one question to git."""
        told, objects, start = self.git("cat-file", "--batch", "--batch-all-objects", "--unordered"), {}, 0
        while start < len(told):
            end = told.index(b"\n", start)
            name, kind, size = told[start:end].decode().split()
            objects[name] = kind, told[end + 1 : end + 1 + int(size)]
            start = end + int(size) + 2
        return objects

    def raw_tree(self, rows: Iterable[tuple[str, Entry]]) -> str:
        """A folder of just these entries in just this order."""
        parts = ((name.encode("utf-8", "surrogateescape"), entry) for name, entry in rows)
        return self.write(
            "tree", b"".join(b"%s %s\0%s" % (e.mode.encode(), n, bytes.fromhex(e.object)) for n, e in parts)
        )

    def tree(self, base: str, changes: Changes) -> str:
        """The folder of a commit or tree with some paths set, or removed with None; no name is too odd."""
        rows = self.rows(base) if base else {}
        below: dict[str, dict[Place, Content]] = {}
        for place, content in changes.items():
            name, *rest = place.split("/") if isinstance(place, str) else place
            if rest:
                below.setdefault(name, {})[tuple(rest)] = content
            elif content is None:
                rows.pop(name, None)
            else:
                rows[name] = content if isinstance(content, Entry) else self.blob(content)
        for name, inner in below.items():
            known = rows.get(name)
            made = self.tree(known.object if known is not None and known.mode == FOLDER else "", inner)
            rows[name] = Entry(FOLDER, made)
            if not self.rows(made):
                del rows[name]
        order = sorted(rows.items(), key=lambda row: _order(*row))
        return self.raw_tree(order)

    def payload(
        self,
        parents: Sequence[str],
        tree: str,
        name: str,
        at: str = NOW,
        authored: str = "",
        author: str = "",
        message: str = "an act",
        headers: Sequence[str] = (),
    ) -> bytes:
        """The bytes of a commit before it is signed."""
        author, dates = author or name, (stamp(authored or at), stamp(at))
        lines = [
            f"tree {tree}",
            *(f"parent {parent}" for parent in parents),
            f"author {author} <{author}@pmnet.invalid> {dates[0]}",
            f"committer {name} <{name}@pmnet.invalid> {dates[1]}",
            *headers,
        ]
        return ("\n".join(lines) + f"\n\n{message}\n").encode()

    def commit(self, payload: bytes, key: Path | None, namespace: str = "git") -> str:
        """A commit of these bytes, signed unless there is no key."""
        return self.write(
            "commit", payload if key is None else with_signature(payload, armored(payload, key, namespace))
        )


def _order(name: str, entry: Entry) -> bytes:
    return name.encode("utf-8", "surrogateescape") + (b"/" if entry.mode == FOLDER else b"")
