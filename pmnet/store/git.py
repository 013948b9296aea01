"""The only module that knows git.

The system's git does the work, so that the user's keys, agent, proxies and credentials are used as they are. Every call
is a list of arguments with fixed settings that keep a hostile repository from running anything; values come after
`--end-of-options` or `--`. Records are read as blobs, never as working-tree files. GitPython reads histories; the rest is
plumbing, because GitPython's index and configuration writers are what most of its advisories are about.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Final

from pmnet.errors import Alarm, Bug, NotANetwork, PmnetError, Refused, Unreachable, Usage

log = logging.getLogger(__name__)

MAIN: Final = "refs/heads/main"
REMOTE: Final = "origin"
REMOTE_MAIN: Final = "refs/remotes/origin/main"
REGULAR: Final = "100644"

NETWORK_SECONDS: Final = 120
"""How long one conversation with a server may take before it counts as unreachable."""

SETTINGS: Final = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
    "core.symlinks=false",
    "core.quotePath=false",
    "push.gpgSign=false",
    "push.followTags=false",
    "push.recurseSubmodules=no",
    "gc.auto=0",
    "protocol.version=2",
    "advice.detachedHead=false",
    "commit.gpgSign=false",
)
"""Nothing from a repository's or a person's configuration may run a program or change what is sent."""

KEPT_VARIABLES: Final = frozenset(
    {
        "GIT_SSH",
        "GIT_SSH_COMMAND",
        "GIT_SSH_VARIANT",
        "GIT_ASKPASS",
        "GIT_SSL_CAINFO",
        "GIT_SSL_CAPATH",
        "GIT_EXEC_PATH",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_PROXY_SSL_CAINFO",
        "GIT_TRACE2_EVENT",
    }
)
"""Inherited git variables that say how to reach a server; all others say where to write, and are dropped."""

TRY_AGAIN: Final = (
    "fetch first",
    "non-fast-forward",
    "stale info",
    "failed to update ref",
    "cannot lock ref",
    "atomic push failed",
    "atomic transaction failed",
    "reference already exists",
    "incorrect old value provided",
)
"""What servers say when somebody else was faster, in the brackets of a push's answer."""

REASONS: Final = (
    (
        r"could not resolve host|name or service not known|temporary failure in name resolution",
        "its name is not known here",
    ),
    (r"connection refused", "it does not answer (connection refused)"),
    (r"timed out|timeout", "it did not answer in time"),
    (r"host key verification failed|remote host identification has changed", "its host key is not the one known here"),
    (r"permission denied|authentication failed|could not read username|access denied|403", "it does not let you in"),
    (
        r"does not appear to be a git repository|repository .* not found|no such file|404",
        "there is no network at that address",
    ),
    (r"network is unreachable|no route to host", "there is no way to it from here"),
    (r"transport '[^']*' not allowed|protocol .* not allowed", "addresses of that kind are not allowed"),
)
"""What git and ssh say, and what a project manager reads; the first that fits wins."""


class Answer(Enum):
    """What a push came to."""

    ACCEPTED = "accepted"
    TRY_AGAIN = "try again"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Pushed:
    """The answer to a push and the server's own words."""

    answer: Answer
    words: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs a commit: the member's id, the private key file, the moment."""

    member: str
    key: Path
    at: datetime


@dataclass(frozen=True, slots=True)
class Act:
    """One commit as history tells it: who, when, what."""

    commit: str
    member: str
    at: datetime
    subject: str
    trailers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finished:
    """One git process that has ended."""

    code: int
    out: bytes
    err: str


def run_git(
    arguments: Sequence[str],
    *,
    stdin: bytes | None = None,
    variables: Mapping[str, str] | None = None,
    seconds: float | None = None,
    settings: Sequence[str] = (),
) -> Finished:
    """Run git with the fixed settings; raises Usage where git is missing and Unreachable when the time is over."""
    options = [part for setting in (*SETTINGS, *settings) for part in ("-c", setting)]
    try:
        process = subprocess.Popen(
            ["git", *options, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment() | dict(variables or {}),
            start_new_session=seconds is not None,
        )
    except FileNotFoundError:
        raise Usage("git is not installed, and pmnet needs it", "install git from https://git-scm.com") from None
    try:
        out, err = process.communicate(stdin, timeout=seconds)
    except subprocess.TimeoutExpired:
        _end(process)
        raise Unreachable(f"the server did not answer within {seconds:.0f} seconds", "pmnet sync") from None
    except BaseException:
        _end(process)
        raise
    log.debug("git %s: %d %s", masked(" ".join(arguments)), process.returncode, masked(err.decode("utf-8", "replace")))
    return Finished(process.returncode, out, err.decode("utf-8", "replace"))


def masked(text: str) -> str:
    """A text without the passwords that addresses may hold."""
    return re.sub(r"(://[^/@\s:]*):[^/@\s]*@", r"\1:***@", text)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and, where it leads a session of its own, its children."""
    try:
        if hasattr(os, "killpg") and os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, 15)
        else:
            process.kill()
    except ProcessLookupError:
        pass
    process.communicate()


def environment() -> dict[str, str]:
    """The variables git gets: nothing inherited that redirects it, nobody asked for a password, English answers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in KEPT_VARIABLES}
    fixed = {
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_ALLOW_PROTOCOL": "https:ssh:file:git",
        "GCM_INTERACTIVE": "never",
    }
    if not {"GIT_SSH", "GIT_SSH_COMMAND"} & kept.keys():
        fixed["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes -o ConnectTimeout=15"
    return kept | fixed


def check_address(address: str) -> str:
    """The address of a remote, if it can be one; raises Usage for options in disguise and other schemes."""
    scheme = re.match(r"([a-z][a-z0-9+.-]*)(::|://)", address, re.IGNORECASE)
    allowed = scheme is None or (scheme[2] == "://" and scheme[1].lower() in ("https", "ssh", "file", "git"))
    if (
        not address
        or address.startswith("-")
        or not allowed
        or any(ord(c) < 32 for c in address)
        or re.search(r"(://|@)-", address)
    ):
        raise Usage(f"{address!r} is not an address of a network", "for example ssh://git@host/net.git or a folder")
    return address


class Repository:
    """One clone: its git folder and the folder people see; a bare one has no such folder."""

    def __init__(self, git_dir: Path, folder: Path | None) -> None:
        self.git_dir = git_dir
        self.folder = folder
        self._reader: subprocess.Popen[bytes] | None = None
        self._trees: dict[str, dict[str, tuple[str, str]]] = {}

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
    def create(cls, folder: Path, bare: bool = False) -> Repository:
        """A new, empty repository with the main line `main`."""
        folder.mkdir(parents=True, exist_ok=True)
        kind = ("--bare",) if bare else ()
        _checked(run_git(["init", "--quiet", "--template=", "--initial-branch=main", *kind, "--", str(folder)]))
        return cls(folder, None) if bare else cls(folder / ".git", folder)

    def close(self) -> None:
        """End the reading process."""
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
        return run_git([*place, *arguments], stdin=stdin, variables=variables, seconds=seconds, settings=settings)

    # --- reading -----------------------------------------------------------------------------------------------------

    def tip(self, ref: str) -> str | None:
        """The commit a ref names, or None where there is none."""
        done = self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        return done.out.decode().strip() or None if done.code == 0 else None

    def read(self, commit: str, path: str) -> bytes | None:
        """The content of a regular file at a commit; None where there is none or it is a link, a folder, a program."""
        folder, _, name = path.rpartition("/")
        mode, found = self._entries(f"{commit}:{folder}").get(name, ("", ""))
        return self.object(found)[1] if mode == REGULAR else None

    def paths(self, commit: str, prefix: str) -> list[str]:
        """The paths of all regular files whose path begins with `prefix`, in order."""
        folder = prefix.rpartition("/")[0]
        done = self.run(
            "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit, *([folder + "/"] if folder else [])
        )
        rows = (row.split("\t", 1) for row in done.out.decode("utf-8", "surrogateescape").split("\0") if row)
        return [path for kind, path in rows if kind.startswith(REGULAR) and path.startswith(prefix)]

    def changed(self, old: str, new: str) -> list[str]:
        """The paths that differ between two commits."""
        done = _checked(
            self.run("diff", "--raw", "-z", "--no-renames", "--no-ext-diff", "--end-of-options", old, new, "--")
        )
        return [
            part
            for part in done.out.decode("utf-8", "surrogateescape").split("\0")
            if part and not part.startswith(":")
        ]

    def is_ancestor(self, old: str, new: str) -> bool:
        """Whether one commit's history contains the other."""
        return self.run("merge-base", "--is-ancestor", "--end-of-options", old, new).code == 0

    def time_of(self, commit: str) -> datetime:
        """When a commit was made, by its own word."""
        _, content = self.object(commit)
        stamp = re.search(rb"^committer .*> (\d+) [+-]\d{4}$", content, re.MULTILINE)
        return datetime.fromtimestamp(int(stamp[1]) if stamp else 0, UTC)

    def genesis(self, commit: str) -> str:
        """The first commit of a history along its first parents."""
        done = _checked(self.run("rev-list", "--first-parent", "--max-parents=0", "--end-of-options", commit))
        return done.out.decode().split()[-1]

    def acts(self, commit: str, paths: Sequence[str] = (), since: str = "", most: int | None = None) -> Iterator[Act]:
        """The acts up to a commit, newest first, along its first parents; those that touched `paths` if some are given."""
        import git  # GitPython takes 80 ms, and only histories need it

        repository = git.Repo(self.git_dir)
        repository.git.update_environment(**environment())
        limit: Any = {} if most is None else {"max_count": most}
        revision = f"{since}..{commit}" if since else commit
        try:
            for found in repository.iter_commits(revision, paths=list(paths), first_parent=True, **limit):
                message = found.message if isinstance(found.message, str) else found.message.decode("utf-8", "replace")
                subject, _, rest = message.partition("\n")
                trailers = dict(line.split(": ", 1) for line in rest.splitlines() if ": " in line)
                moment = datetime.fromtimestamp(found.committed_date, UTC)
                yield Act(found.hexsha, str(found.committer.name), moment, subject, trailers)
        finally:
            repository.close()

    def object(self, name: str) -> tuple[str, bytes]:
        """The type and content of an object; an empty type where there is none."""
        if self._reader is None:
            options = [part for setting in SETTINGS for part in ("-c", setting)]
            self._reader = subprocess.Popen(
                ["git", *options, "--git-dir", str(self.git_dir), "cat-file", "--batch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment(),
            )
        assert self._reader.stdin is not None and self._reader.stdout is not None
        if "\n" in name:
            return "", b""
        self._reader.stdin.write(name.encode("utf-8", "surrogateescape") + b"\n")
        self._reader.stdin.flush()
        header = self._reader.stdout.readline().split()
        if len(header) != 3 or not header[2].isdigit():
            return "", b""
        content = self._reader.stdout.read(int(header[2]))
        self._reader.stdout.read(1)
        return header[1].decode(), content

    def _entries(self, tree: str) -> dict[str, tuple[str, str]]:
        """The entries of a tree named by commit or id: name -> (mode, object id)."""
        if tree not in self._trees:
            kind, content = self.object(tree)
            width = 32 if re.match(r"[0-9a-f]{64}", tree) else 20
            self._trees[tree] = dict(_tree_rows(content, width)) if kind == "tree" else {}
        return self._trees[tree]

    # --- writing objects ---------------------------------------------------------------------------------------------

    def commit(self, parent: str | None, texts: Mapping[str, bytes], message: str, signature: Signature) -> str:
        """A signed commit on `parent` with some files set; writes objects only, no ref, no index, no folder."""
        changes = {tuple(path.split("/")): self._write("blob", text) for path, text in texts.items()}
        tree = self._tree(f"{parent}^{{tree}}" if parent else None, changes)
        stamp = f"{int(signature.at.timestamp())} +0000"
        person = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (
                ("NAME", signature.member),
                ("EMAIL", f"{signature.member}@pmnet.invalid"),
                ("DATE", stamp),
            )
        }
        signing = ("gpg.format=ssh", "gpg.ssh.program=ssh-keygen", f"user.signingKey={signature.key}")
        parents = ["-p", parent] if parent else []
        done = self.run(
            "commit-tree",
            "-S",
            *parents,
            "-F",
            "-",
            "--end-of-options",
            tree,
            stdin=message.encode(),
            variables=person,
            settings=signing,
        )
        if done.code != 0:
            raise PmnetError(f"your key cannot sign: {_last_line(done.err)}", "pmnet doctor")
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
            entries[name] = ("040000", self._tree(known if mode == "040000" else None, inner))
        rows = sorted(
            (name.encode("utf-8", "surrogateescape") + (b"/" if mode == "040000" else b""), name, mode, found)
            for name, (mode, found) in entries.items()
        )
        return self._write(
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

    def _write(self, kind: str, content: bytes) -> str:
        return _checked(self.run("hash-object", "-w", "--stdin", "-t", kind, stdin=content)).out.decode().strip()

    # --- the remote --------------------------------------------------------------------------------------------------

    def remote(self) -> str | None:
        """The address of the shared repository, or None where there is none."""
        done = self.run("config", "--local", "--get", f"remote.{REMOTE}.url")
        return done.out.decode("utf-8", "replace").strip() or None

    def set_remote(self, address: str) -> None:
        """Name the shared repository."""
        _checked(self.run("config", "--local", f"remote.{REMOTE}.url", check_address(address)))
        _checked(self.run("config", "--local", f"remote.{REMOTE}.fetch", f"refs/heads/main:{REMOTE_MAIN}"))

    def fetch(self) -> str | None:
        """Bring the remote's main here and return its tip; raises Unreachable, and Alarm where it was rewound."""
        known = self.tip(REMOTE_MAIN)
        done = self.run(
            "fetch",
            "--no-tags",
            "--no-recurse-submodules",
            "--no-write-fetch-head",
            "--no-auto-maintenance",
            REMOTE,
            f"{MAIN}:{REMOTE_MAIN}",
            seconds=NETWORK_SECONDS,
        )
        if done.code == 0:
            return self.tip(REMOTE_MAIN)
        if "couldn't find remote ref" in done.err:
            if known is not None:
                raise Alarm("the shared record has vanished from the server", "ask a keeper before doing anything")
            return None
        if "rejected" in done.err:
            raise Alarm(
                "the shared record was rewritten: it no longer contains what was seen here before",
                "do nothing yet; compare with another member",
            )
        raise unreachable(done.err)

    def push(self, commit: str, parent: str | None) -> Pushed:
        """Ask the server to put `commit` after `parent` (None: to create main); never forces anything."""
        done = self.run(
            "push",
            "--porcelain",
            "--no-verify",
            "--no-follow-tags",
            f"--force-with-lease={MAIN}:{parent or ''}",
            "--end-of-options",
            REMOTE,
            f"{commit}:{MAIN}",
            seconds=NETWORK_SECONDS,
        )
        return push_answer(done)

    def note_main(self, commit: str) -> None:
        """Remember that the shared line has reached `commit`."""
        if self.tip(REMOTE_MAIN) != commit:
            _checked(self.run("update-ref", "--end-of-options", REMOTE_MAIN, commit))

    def has_nonce(self, nonce: str, since: str, commit: str) -> str | None:
        """The commit between two states whose act carries that nonce, or None."""
        span = f"{since}..{commit}" if since else commit
        if not commit:
            return None
        shown = "--format=%H %(trailers:key=Nonce,valueonly,separator=%x2C)"
        done = _checked(self.run("log", "--first-parent", shown, "--end-of-options", span, "--"))
        rows = (line.partition(" ") for line in done.out.decode("utf-8", "replace").splitlines())
        return next((found for found, _, said in rows if said == nonce), None)

    def append(self, commit: str, parent: str | None) -> Pushed:
        """The same for a network without a server: the clone's own record of the shared line takes the commit."""
        nothing = "0" * len(commit)
        done = self.run("update-ref", "--end-of-options", REMOTE_MAIN, commit, parent or nothing)
        return Pushed(Answer.ACCEPTED) if done.code == 0 else Pushed(Answer.TRY_AGAIN, "cannot lock ref")

    # --- the folder people see ---------------------------------------------------------------------------------------

    def advance(self, commit: str) -> bool:
        """Bring the visible folder to `commit` if nothing in it would be touched; whether that was done.

        A file that was edited to just what the commit says counts as untouched.
        """
        if self.folder is None or self.run("symbolic-ref", "--quiet", "HEAD").out.decode().strip() != MAIN:
            return False
        head = self.tip(MAIN)
        if head == commit or (head is not None and not self.is_ancestor(head, commit)):
            return head == commit
        self.run("update-index", "-q", "--refresh")
        edited = self.edited()
        if any(self._folder_bytes(path) != self.read(commit, path) for path in edited):
            return False
        if edited:
            _checked(self.run("update-index", "--add", "-z", "--stdin", stdin="\0".join(edited).encode() + b"\0"))
        merge = ["read-tree", "-m", "-u", *([head] if head else []), commit]
        if self.run(*merge).code != 0:
            return False
        _checked(self.run("update-ref", "--end-of-options", MAIN, commit, head or ""))
        return True

    def edited(self) -> list[str]:
        """The tracked files that differ from the last state shown in the folder, staged or not."""
        if self.tip(MAIN) is None:
            return []
        done = _checked(self.run("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=no"))
        return [row[3:] for row in done.out.decode("utf-8", "surrogateescape").split("\0") if row]

    def untracked(self) -> list[str]:
        """Files in the folder that were never sent."""
        done = _checked(self.run("ls-files", "-z", "--others", "--exclude-standard"))
        return [row for row in done.out.decode("utf-8", "surrogateescape").split("\0") if row]

    def _folder_bytes(self, path: str) -> bytes | None:
        assert self.folder is not None
        place = self.folder / path
        return place.read_bytes() if place.is_file() and not place.is_symlink() else None


def clone(address: str, folder: Path) -> Repository:
    """A clone of a shared repository's main in a new folder; raises Unreachable, leaving nothing behind."""
    repository = Repository.create(folder)
    try:
        repository.set_remote(address)
        if repository.fetch() is None:
            raise NotANetwork(
                f"there is no network at {address} yet", "pmnet init PATH --name NAME --as ID --remote URL"
            )
        repository.advance(repository.tip(REMOTE_MAIN) or "")
    except BaseException:
        shutil.rmtree(folder)
        raise
    return repository


def _tree_rows(content: bytes, width: int) -> Iterator[tuple[str, tuple[str, str]]]:
    """The rows of a tree object: `mode name NUL id`, the id `width` bytes long."""
    start = 0
    while start < len(content):
        blank, end = content.index(b" ", start), content.index(b"\0", start)
        name = content[blank + 1 : end].decode("utf-8", "surrogateescape")
        yield name, (content[start:blank].decode().zfill(6), content[end + 1 : end + 1 + width].hex())
        start = end + 1 + width


def push_answer(done: Finished) -> Pushed:
    """What a finished `push --porcelain` means, decided on the flag column and the text in brackets."""
    rows = [row.split("\t") for row in done.out.decode("utf-8", "replace").splitlines() if row[1:2] == "\t"]
    said = "\n".join(
        line.removeprefix("remote:").strip() for line in done.err.splitlines() if line.startswith("remote:")
    )
    if not rows:
        return Pushed(Answer.UNREACHABLE, done.err) if done.code else Pushed(Answer.ACCEPTED)
    refused = [row[2] for row in rows if row[0] == "!"]
    if not refused:
        return Pushed(Answer.ACCEPTED, said)
    brackets = " ".join(re.findall(r"\(([^()]*)\)", " ".join(refused)))
    if any(words in brackets for words in TRY_AGAIN):
        return Pushed(Answer.TRY_AGAIN, brackets)
    return Pushed(Answer.REFUSED, said or brackets or "no reason given")


def unreachable(said: str) -> PmnetError:
    """What a failed conversation means, without git's words."""
    for pattern, reason in REASONS:
        if re.search(pattern, said, re.IGNORECASE):
            return Unreachable(
                f"the network's server cannot be reached: {reason}", "pmnet sync, when it can be reached again"
            )
    return Unreachable("the network's server cannot be reached", "pmnet sync, when it can be reached again")


def refused(words: str) -> Refused:
    """The server's own words as an error."""
    return Refused(f"the server refused: {'; '.join(words.split(chr(10)))}", "pmnet status")


def _checked(done: Finished) -> Finished:
    if done.code != 0:
        raise Bug(f"git ended with {done.code}: {_last_line(done.err)}")
    return done


def _last_line(text: str) -> str:
    lines: Iterable[str] = [line for line in text.splitlines() if line.strip()]
    return list(lines)[-1].removeprefix("fatal: ").removeprefix("error: ") if lines else "no reason given"
