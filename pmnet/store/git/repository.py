"""One clone: its objects, read and written without touching the folder that people see."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pmnet.domain.commit import REGULAR
from pmnet.errors import NotANetwork, PmnetError
from pmnet.store.git import signing
from pmnet.store.git.presence import Trace, arrive
from pmnet.store.git.process import SETTINGS, Finished, checked, environment, last_line, run_git
from pmnet.store.git.refs import MAIN, REMOTE_MAIN, VERIFIED

OWN_REFS: Final = frozenset({MAIN, REMOTE_MAIN, VERIFIED})

FOLDER: Final = "040000"
"""The mode of a folder."""

LARGEST_BLOB: Final = 1024 * 1024
"""No file of a network is larger; of a larger one only this much is read."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs a commit: the member's id, the private key file, the moment."""

    member: str
    key: Path
    at: datetime


AT_ONCE: Final = 400
"""Objects that are asked for together: their names fit into what a pipe holds, so nobody waits for the other."""


class Repository:
    """One clone: its git folder and the folder people see; a bare one has no such folder."""

    def __init__(self, git_dir: Path, folder: Path | None, variables: Mapping[str, str] | None = None) -> None:
        """`variables` are for git alone: on a server they say where what is just arriving lies."""
        self.git_dir = git_dir
        self.folder = folder
        self.variables = dict(variables or {})
        self.handles: tuple[int, ...] = ()
        self._trace: Trace | None = None
        self._reader: subprocess.Popen[bytes] | None = None
        self._trees: dict[str, dict[str, tuple[str, str]]] = {}
        self._empty_tree = ""

    @classmethod
    def at(cls, folder: Path) -> Repository:
        """The clone in a folder; raises NotANetwork where there is none."""
        inner = folder / ".git"
        if inner.is_file():
            named = inner.read_text("utf-8", "replace").removeprefix("gitdir:").strip()
            inner = (folder / named).resolve()
        if not (inner / "HEAD").is_file():
            raise NotANetwork(f"{folder} is not a network's folder", "pmnet join URL --as ID")
        return cls(inner, folder)

    @classmethod
    def around(cls, folder: Path) -> Repository | None:
        """The clone or the bare repository that a folder is in; None where there is none."""
        for place in (folder.absolute(), *folder.absolute().parents):
            if (place / ".git").exists():
                return cls.at(place)
            if (place / "HEAD").is_file() and (place / "objects").is_dir():
                return cls(place, None)
        return None

    @classmethod
    def create(cls, folder: Path, bare: bool = False, like: Repository | None = None) -> Repository:
        """A new, empty repository with the main line `main`; its ids are of the same kind as in `like`."""
        folder.mkdir(parents=True, exist_ok=True)
        kind = ["--bare"] if bare else []
        if like is not None:
            known = checked(like.run("rev-parse", "--show-object-format")).out.decode().strip()
            kind.append(f"--object-format={known}")
        checked(run_git(["init", "--quiet", "--template=", "--initial-branch=main", *kind, "--", str(folder)]))
        return cls(folder, None) if bare else cls(folder / ".git", folder)

    def arrive(self) -> None:
        """Be at work here until this is closed; locks that a killed process left are removed."""
        if self._trace is None and (trace := arrive(self.git_dir)) is not None:
            self._trace, self.handles = trace, (trace.handle,)

    def close(self) -> None:
        """End the reading process, and the work."""
        self._end_reading()
        if self._trace is not None:
            self._trace.leave()
            self._trace, self.handles = None, ()

    def _end_reading(self) -> None:
        if self._reader is not None:
            assert self._reader.stdin is not None and self._reader.stdout is not None
            self._reader.stdin.close()
            self._reader.stdout.close()
            self._reader.wait()
            self._reader = None

    def run(
        self,
        *arguments: str,
        stdin: bytes | None = None,
        variables: Mapping[str, str] | None = None,
        seconds: float | None = None,
        settings: Sequence[str] = (),
    ) -> Finished:
        """Run git in this repository, named explicitly so that no other one is found by accident."""
        place = ["--git-dir", str(self.git_dir)]
        if self.folder is not None:
            place += ["--work-tree", str(self.folder)]
        known = self.variables | dict(variables or {})
        return run_git(
            [*place, *arguments],
            stdin=stdin,
            variables=known,
            seconds=seconds,
            settings=settings,
            handles=self.handles,
        )

    def tip(self, ref: str) -> str | None:
        """The commit a ref names, or None where there is none.

        Where the process that reads objects runs already, it knows our own refs as well; what it does not find, git is
        asked for by itself.
        """
        if self._reader is not None and ref in OWN_REFS and (found := self._commit_at(ref)):
            return found
        done = self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        if done.code > 1 and done.err.strip():
            raise PmnetError(f"this folder cannot be read: {last_line(done.err)}", "mend what it says, or join again")
        return done.out.decode().strip() or None if done.code == 0 else None

    def _commit_at(self, ref: str) -> str:
        """The commit of a ref by the reading process; empty where it gives none."""
        reader = self._reading([f"{ref}^{{commit}}"])
        assert reader.stdout is not None
        name, *rest = reader.stdout.readline().decode().split() or [""]
        if len(rest) != 2 or not rest[1].isdigit():
            return ""
        reader.stdout.read(int(rest[1]) + 1)
        return name

    def named(self, name: str) -> tuple[str | None, bool]:
        """The commit that somebody means by a name, or None; and whether it can mean more than one.

        Whoever plants the second would choose which one is meant. A whole id means nothing else.
        """
        settings = ("core.warnAmbiguousRefs=true",)
        done = self.run("rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}", settings=settings)
        whole = re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", name) is not None
        found = done.out.decode().strip() if done.code == 0 else self.tip(name)
        return found, "ambiguous" in done.err and not whole

    def read(self, commit: str, path: str) -> bytes | None:
        """The content of a regular file at a commit; None where there is none or it is a link, a folder, a program."""
        mode, found = self.entry(commit, path)
        return self.object(found)[1] if mode == REGULAR else None

    def entry(self, commit: str, path: str) -> tuple[str, str]:
        """The mode and the content's id of a path at a commit; both empty where there is none."""
        folder, _, name = path.rpartition("/")
        return self._entries(f"{commit}:{folder}").get(name, ("", ""))

    def paths(self, commit: str, prefix: str) -> list[str]:
        """The paths of all regular files whose path begins with `prefix`, in order."""
        folder = prefix.rpartition("/")[0]
        return [path for path in self._files(f"{commit}:{folder}", folder) if path.startswith(prefix)]

    def _files(self, tree: str, folder: str) -> Iterator[str]:
        """The paths of all regular files in a tree, which is a folder's."""
        for name, (mode, found) in self._entries(tree).items():
            path = f"{folder}/{name}" if folder else name
            if mode == REGULAR:
                yield path
            elif mode == FOLDER:
                yield from self._files(found, path)

    def object(self, name: str) -> tuple[str, bytes]:
        """The type and content of an object; an empty type where there is none."""
        return self.objects([name])[0]

    def objects(self, names: Sequence[str]) -> list[tuple[str, bytes]]:
        """The types and contents of objects, in order: asked for in portions, because each question alone takes longer.

        Of a file that is too large, only the beginning.
        """
        found: list[tuple[str, bytes]] = []
        while len(found) < len(names):
            portion = names[len(found) : len(found) + AT_ONCE]
            reader = self._reading(portion)
            for name in portion:
                found.append(self._answer(reader) if "\n" not in name else ("", b""))
                if self._reader is None:
                    break  # it was stopped in the middle of a large file
        return found

    def _reading(self, names: Sequence[str]) -> subprocess.Popen[bytes]:
        """The process that reads objects, having been asked for these."""
        if self._reader is None:
            options = [part for setting in SETTINGS for part in ("-c", setting)]
            self._reader = subprocess.Popen(
                ["git", *options, "--git-dir", str(self.git_dir), "cat-file", "--batch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment() | self.variables,
            )
        assert self._reader.stdin is not None
        for name in names:
            if "\n" not in name:
                self._reader.stdin.write(name.encode("utf-8", "surrogateescape") + b"\n")
        self._reader.stdin.flush()
        return self._reader

    def _answer(self, reader: subprocess.Popen[bytes]) -> tuple[str, bytes]:
        assert reader.stdout is not None
        header = reader.stdout.readline().split()
        if len(header) != 3 or not header[2].isdigit():
            return "", b""
        kind, size = header[1].decode(), int(header[2])
        if kind == "blob" and size > LARGEST_BLOB:  # read enough to refuse it, and start afresh
            content = reader.stdout.read(LARGEST_BLOB)
            reader.kill()
            self._end_reading()
            return kind, content
        content = reader.stdout.read(size)
        reader.stdout.read(1)
        return kind, content

    def blobs(self, names: Iterable[str]) -> dict[str, bytes]:
        """The contents of files by their ids; nothing of what is no file."""
        asked = list(names)
        found = zip(asked, self.objects(asked), strict=True)
        return {name: content if kind == "blob" else b"" for name, (kind, content) in found}

    @property
    def empty_tree(self) -> str:
        """The id of a tree without entries, in this repository's kind of ids."""
        if not self._empty_tree:
            done = self.run("hash-object", "--stdin", "-t", "tree", stdin=b"")
            self._empty_tree = checked(done).out.decode().strip()
        return self._empty_tree

    def _entries(self, tree: str) -> dict[str, tuple[str, str]]:
        """The entries of a tree named by commit or id: name -> (mode, object id)."""
        if tree not in self._trees:
            kind, content = self.object(tree)
            width = 32 if re.match(r"[0-9a-f]{64}", tree) else 20
            self._trees[tree] = dict(_tree_rows(content, width)) if kind == "tree" else {}
        return self._trees[tree]

    def commit(self, parent: str | None, texts: Mapping[str, bytes], message: str, signature: Signature) -> str:
        """A signed commit on `parent` with some files set; writes objects only, no ref, no index, no folder."""
        changes = {tuple(path.split("/")): self.write_object("blob", text) for path, text in texts.items()}
        return self.commit_tree(
            self._tree(f"{parent}^{{tree}}" if parent else None, changes), parent, message, signature
        )

    def commit_tree(self, tree: str, parent: str | None, message: str, signature: Signature) -> str:
        """A signed commit of a whole tree on `parent`."""
        stamp = f"@{int(signature.at.timestamp())} +0000"
        person = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (
                ("NAME", signature.member),
                ("EMAIL", f"{signature.member}@pmnet.invalid"),
                ("DATE", stamp),
            )
        }
        options = ["-S", *(["-p", parent] if parent else []), "-F", "-", "--end-of-options", tree]
        settings = signing.settings(signature.key)
        variables = person | signing.variables()
        done = self.run("commit-tree", *options, stdin=message.encode(), variables=variables, settings=settings)
        if done.code != 0:
            raise signing.cannot_sign(done.err, signature.key)
        return done.out.decode().strip()

    def _tree(self, old: str | None, changes: Mapping[tuple[str, ...], str]) -> str:
        """The id of a tree with some files set, built from the leaves up."""
        entries = dict(self._entries(old)) if old else {}
        below: dict[str, dict[tuple[str, ...], str]] = {}
        for path, blob in changes.items():
            if len(path) == 1:
                entries[path[0]] = (REGULAR, blob)
            else:
                below.setdefault(path[0], {})[path[1:]] = blob
        for name, inner in below.items():
            mode, known = entries.get(name, ("", ""))
            entries[name] = (FOLDER, self._tree(known if mode == FOLDER else None, inner))
        rows = sorted(
            (name.encode("utf-8", "surrogateescape") + (b"/" if mode == FOLDER else b""), name, mode, found)
            for name, (mode, found) in entries.items()
        )
        return self.write_object(
            "tree",
            b"".join(
                mode.lstrip("0").encode()
                + b" "
                + name.encode("utf-8", "surrogateescape")
                + b"\0"
                + bytes.fromhex(found)
                for _, name, mode, found in rows
            ),
        )

    def write_object(self, kind: str, content: bytes) -> str:
        """The id of an object (`blob`, `tree`, `commit`), written here."""
        return checked(self.run("hash-object", "-w", "--stdin", "-t", kind, stdin=content)).out.decode().strip()


def _tree_rows(content: bytes, width: int) -> Iterator[tuple[str, tuple[str, str]]]:
    """The rows of a tree object: `mode name NUL id`, the id `width` bytes long."""
    start = 0
    while start < len(content):
        blank, end = content.index(b" ", start), content.index(b"\0", start)
        name = content[blank + 1 : end].decode("utf-8", "surrogateescape")
        yield name, (content[start:blank].decode().zfill(6), content[end + 1 : end + 1 + width].hex())
        start = end + 1 + width
