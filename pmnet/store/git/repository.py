"""One clone: its objects, read and written without touching the folder that people see."""

from __future__ import annotations

import contextlib
import re
import secrets
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pmnet.domain.commit import REGULAR
from pmnet.domain.phrase import phrase
from pmnet.errors import NotANetwork, PmnetError
from pmnet.store.git import hostkeys, signing
from pmnet.store.git.drafts import FOLDER, Draft, tree_rows
from pmnet.store.git.presence import PASSING, Trace, arrive
from pmnet.store.git.process import SETTINGS, Finished, checked, environment, last_line, no_git, run_git
from pmnet.store.git.refs import MAIN, REMOTE_MAIN, VERIFIED, has_none
from pmnet.store.git.ssh import Connection

OWN_REFS: Final = frozenset({MAIN, REMOTE_MAIN, VERIFIED})

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
        self.connection = Connection(git_dir / hostkeys.FILE)
        self.handles: tuple[int, ...] = ()
        self._trace: Trace | None = None
        self._reader: subprocess.Popen[bytes] | None = None
        self._trees: dict[str, dict[str, tuple[str, str]]] = {}
        self._id_kind = ""
        self.server: str | None = None
        """The address of the shared repository as it was read; empty where there is none, None before it is asked for."""

    @classmethod
    def at(cls, folder: Path) -> Repository:
        """The clone in a folder; raises NotANetwork where there is none."""
        inner = folder / ".git"
        if inner.is_file():
            named = inner.read_text("utf-8", "replace").removeprefix("gitdir:").strip()
            inner = (folder / named).resolve()
        if not (inner / "HEAD").is_file():
            raise NotANetwork(phrase("{folder} is not a network's folder", folder=folder), "pmnet join URL --as ID")
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
    def create(cls, folder: Path, bare: bool = False, like: Repository | None = None, ids: str = "") -> Repository:
        """A new, empty repository with the main line `main`; its ids are of the same kind as in `like`, or as named."""
        folder.mkdir(parents=True, exist_ok=True)
        kind = ["--bare"] if bare else []
        if like is not None:
            ids = like.id_kind
        if ids:
            kind.append(f"--object-format={ids}")
        checked(run_git(["init", "--quiet", "--template=", "--initial-branch=main", *kind, "--", str(folder)]))
        return cls(folder, None) if bare else cls(folder / ".git", folder)

    def arrive(self) -> None:
        """Be at work here until this is closed; locks that a killed process left are removed."""
        if self._trace is None and (trace := arrive(self.git_dir)) is not None:
            self._trace, self.handles = trace, (trace.handle,)

    def close(self) -> None:
        """End the reading process, the connection to a server, and the work."""
        self.stop_reading()
        self.connection.close()
        if self._trace is not None:
            self._trace.leave()
            self._trace, self.handles = None, ()

    def stop_reading(self) -> None:
        """End the reading process; it begins again when something is read."""
        if self._reader is not None:
            assert self._reader.stdin is not None and self._reader.stdout is not None
            with contextlib.suppress(BrokenPipeError):  # it may have ended by itself
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
        place = ["--git-dir", str(self.git_dir.absolute())]
        if self.folder is not None:  # from its top, because git means paths as seen from where somebody is in it
            folder = str(self.folder.absolute())
            place = ["-C", folder, *place, "--work-tree", folder]
        known = self.variables | dict(variables or {})
        if seconds is not None:
            known |= self.connection.variables()
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

        The process that reads objects knows refs as well, and whoever asks for one reads objects next; what it does not
        find, git is asked for by itself, unless there plainly is none.
        """
        if (self._reader is not None or ref in OWN_REFS) and ref.startswith("refs/"):
            found = self._commit_at(ref)
            if found or (found is not None and has_none(str(self.git_dir), ref)):
                return found or None
        done = self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        if done.code > 1 and done.err.strip():
            raise PmnetError(
                phrase("this folder cannot be read: {last_line}", last_line=last_line(done.err)),
                phrase("mend what it says, or join again"),
            )
        return done.out.decode().strip() or None if done.code == 0 else None

    def _commit_at(self, ref: str) -> str | None:
        """The commit of a ref by the reading process; empty where it knows none, None where it cannot read here."""
        try:
            answers = self._reading([f"{ref}^{{commit}}"]).stdout
            said = answers.readline().split() if answers is not None else []
        except BrokenPipeError:
            answers, said = None, []
        if answers is None or not said:
            self.stop_reading()
            return None
        if len(said) != 3 or not said[2].isdigit():
            return ""
        answers.read(int(said[2]) + 1)
        return said[0].decode()

    def named(self, name: str) -> tuple[str | None, bool]:
        """The commit that somebody means by a name, or None; and whether it can mean more than one.

        Whoever plants the second would choose which one is meant. A whole id means nothing else.
        """
        settings = ("core.warnAmbiguousRefs=true",)
        done = self.run("rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}", settings=settings)
        whole = re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", name) is not None
        found = done.out.decode().strip() if done.code == 0 else self.tip(name)
        return found, "ambiguous" in done.err and not whole

    def passing(self) -> Path:
        """The name of a new file beside what git keeps; whoever comes next takes it away where we are killed."""
        name = secrets.token_hex(8) if self._trace is None else self._trace.passing()
        place = self.git_dir / f"{PASSING}{name}"
        place.parent.mkdir(exist_ok=True)
        return place

    def folder_bytes(self, path: str) -> bytes | None:
        """What a file says in the folder that people see; None where there is none, and never through a link."""
        assert self.folder is not None
        place = self.folder / path
        return place.read_bytes() if place.is_file() and not place.is_symlink() else None

    def read(self, commit: str, path: str) -> bytes | None:
        """The content of a regular file at a commit; None where there is none or it is a link, a folder, a program."""
        mode, found = self.entry(commit, path)
        return self.object(found)[1] if mode == REGULAR else None

    def entry(self, commit: str, path: str) -> tuple[str, str]:
        """The mode and the content's id of a path at a commit; both empty where there is none."""
        folder, _, name = path.rpartition("/")
        return self.folder_at(commit, folder).get(name, ("", ""))

    def folder_at(self, commit: str, folder: str) -> Mapping[str, tuple[str, str]]:
        """What lies in a folder at a commit, by name: mode and id; nothing where there is no such folder."""
        rows = self._entries(f"{commit}^{{tree}}")
        for part in folder.split("/") if folder else ():
            mode, tree = rows.get(part, ("", ""))
            rows = self._entries(tree) if mode == FOLDER else {}
        return rows

    def paths(self, commit: str, prefix: str) -> list[str]:
        """The paths of all regular files whose path begins with `prefix`, in order."""
        folder = prefix.rpartition("/")[0]
        return [path for path in self._files(self.folder_at(commit, folder), folder) if path.startswith(prefix)]

    def _files(self, rows: Mapping[str, tuple[str, str]], folder: str) -> Iterator[str]:
        """The paths of all regular files below a folder with these entries."""
        for name, (mode, found) in rows.items():
            path = f"{folder}/{name}" if folder else name
            if mode == REGULAR:
                yield path
            elif mode == FOLDER:
                yield from self._files(self._entries(found), path)

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
            self._reader = self._new_reader()
        assert self._reader.stdin is not None
        for name in names:
            if "\n" not in name:
                self._reader.stdin.write(name.encode("utf-8", "surrogateescape") + b"\n")
        self._reader.stdin.flush()
        return self._reader

    def _new_reader(self) -> subprocess.Popen[bytes]:
        """A process that reads objects; raises Usage where git is missing."""
        options = [part for setting in SETTINGS for part in ("-c", setting)]
        try:
            return subprocess.Popen(
                ["git", *options, "--git-dir", str(self.git_dir), "cat-file", "--batch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment() | self.variables,
            )
        except FileNotFoundError:
            raise no_git() from None

    def _answer(self, reader: subprocess.Popen[bytes]) -> tuple[str, bytes]:
        assert reader.stdout is not None
        header = reader.stdout.readline().split()
        if len(header) != 3 or not header[2].isdigit():
            return "", b""
        kind, size = header[1].decode(), int(header[2])
        if kind == "blob" and size > LARGEST_BLOB:  # read enough to refuse it, and start afresh
            content = reader.stdout.read(LARGEST_BLOB)
            reader.kill()
            self.stop_reading()
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
    def id_kind(self) -> str:
        """How ids are made here: `sha1` or `sha256`; git is only asked where its configuration speaks of it at all."""
        if not self._id_kind:
            config = self.git_dir / "config"
            if config.is_file() and b"objectformat" not in config.read_bytes().lower():
                self._id_kind = "sha1"
            else:
                self._id_kind = checked(self.run("rev-parse", "--show-object-format")).out.decode().strip()
        return self._id_kind

    def _entries(self, tree: str) -> dict[str, tuple[str, str]]:
        """The entries of a tree named by commit or id: name -> (mode, object id)."""
        if tree not in self._trees:
            kind, content = self.object(tree)
            width = 32 if self.id_kind == "sha256" else 20
            self._trees[tree] = tree_rows(content, width) if kind == "tree" else {}
        return self._trees[tree]

    def commit(self, parent: str | None, texts: Mapping[str, bytes], message: str, signature: Signature) -> str:
        """A signed commit on `parent` with some files set; writes objects only, no ref, no index, no folder."""
        draft = Draft(self.id_kind)
        changes = {tuple(path.split("/")): draft.add("blob", text) for path, text in texts.items()}
        tree = draft.tree(self._entries, f"{parent}^{{tree}}" if parent else "", changes)
        self.write(draft)
        return self.commit_tree(tree, parent, message, signature)

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

    def write(self, draft: Draft) -> None:
        """Write what was drafted, all of it in one go."""
        checked(self.run("unpack-objects", "-q", stdin=draft.pack()))

    def write_object(self, kind: str, content: bytes) -> str:
        """The id of an object (`blob`, `tree`, `commit`), written here."""
        return checked(self.run("hash-object", "-w", "--stdin", "-t", kind, stdin=content)).out.decode().strip()
