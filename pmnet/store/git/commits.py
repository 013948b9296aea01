"""Commits as the rules see them: read from the objects themselves, never from what git makes of them.

History is walked by the parents that the commits name, so that neither a graft nor a shallow copy nor a replaced object
shows another one; where a copy has such a thing, nothing in it is trusted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from pmnet.domain.commit import REGULAR, Change, Commit
from pmnet.domain.network import A_KEEPER
from pmnet.domain.phrase import phrase
from pmnet.errors import Alarm
from pmnet.store.git.process import checked
from pmnet.store.git.refs import has_none
from pmnet.store.git.repository import Repository
from pmnet.store.git.trees import Changes, Comparison
from pmnet.store.signatures import signer

HEADER: Final = {
    digits: re.compile(
        rb"tree (?P<tree>[0-9a-f]{%d})\n"
        rb"(?P<parents>(?:parent [0-9a-f]{%d}\n)*)"
        rb"author [^\n]*\n"
        rb"committer (?P<named>[^\n<]*)[^\n]*> (?P<at>\d{1,11}) [+-]\d{4}\n"
        rb"(?P<signature>%s [^\n]*\n(?: [^\n]*\n)*)?"
        rb"\n" % (digits, digits, signature)
    )
    for digits, signature in ((40, b"gpgsig"), (64, b"gpgsig-sha256"))
}
"""A commit as git writes it, with nothing before, between or after what belongs there; by the length of ids."""

LAST_STAMP: Final = 4_102_444_799
"""The last second of 2099."""

AT_ONCE: Final = 500
"""Commits that are read together; keeps memory small in long histories."""

REPLACED: Final = "refs/replace"
"""Where git looks up what to show instead of an object."""

UNREADABLE: Final = phrase("it is not written as a member's commit is, so nobody can say whose it is")


@dataclass(frozen=True, slots=True)
class RawCommit:
    """A commit's own words; without parents and tree where it is not written as it must be."""

    id: str
    tree: str = ""
    parents: tuple[str, ...] = ()
    at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    signature: bytes = b""
    payload: bytes = b""
    named: str = ""

    @property
    def message(self) -> str:
        """What it says."""
        return self.payload.partition(b"\n\n")[2].decode("utf-8", "replace")

    @property
    def trailers(self) -> dict[str, str]:
        """The `Name: value` lines of its last paragraph."""
        last = self.message.rstrip("\n").rpartition("\n\n")[2]
        return dict(line.split(": ", 1) for line in last.splitlines() if re.match(r"[A-Z][A-Za-z-]*: ", line))


def read_raw(repository: Repository, commit: str) -> RawCommit:
    """A commit by its id; raises Alarm where the copy does not have it."""
    return read_raws(repository, [commit])[0]


def read_raws(repository: Repository, commits: Sequence[str]) -> list[RawCommit]:
    """Commits by their ids; raises Alarm where the copy does not have one of them."""
    return [_raw(name, *found) for name, found in zip(commits, repository.objects(commits), strict=True)]


def _raw(commit: str, kind: str, content: bytes) -> RawCommit:
    if kind != "commit":
        raise Alarm(
            phrase("the history of this copy is not complete: {commit} is missing", commit=commit[:12]),
            phrase("join again in a new folder"),
        )
    found = HEADER[len(commit)].match(content)
    if found is None or b"\0" in content:
        told = re.findall(rb"^parent ([0-9a-f]{40,64})$", content.partition(b"\n\n")[0], re.MULTILINE)
        return RawCommit(commit, parents=tuple(parent.decode() for parent in told))
    start, end = found.span("signature")
    signature, payload = (content[start:end], content[:start] + content[end:]) if start >= 0 else (b"", content)
    parents = tuple(line[7:] for line in found["parents"].decode().splitlines())
    at = datetime.fromtimestamp(min(int(found["at"]), LAST_STAMP), UTC)
    named = found["named"].decode("utf-8", "replace").strip()
    return RawCommit(commit, found["tree"].decode(), parents, at, _unfolded(signature), payload, named)


def signer_of(repository: Repository, commit: str) -> str:
    """The public key whose good signature a commit carries; empty where it has none."""
    return signer_and_named(repository, commit)[0]


def signer_and_named(repository: Repository, commit: str) -> tuple[str, str]:
    """The same, and whom the commit names as who made it, which proves nothing."""
    raw = read_raw(repository, commit)
    return (signer(raw.payload, raw.signature)[0] if raw.tree else "", raw.named)


def _unfolded(header: bytes) -> bytes:
    """The value of a header whose further lines each begin with one blank."""
    return header.partition(b" ")[2].replace(b"\n ", b"\n")


def line(repository: Repository, old: str, new: str) -> list[RawCommit]:
    """The commits after `old` (empty: from the founding on) up to `new` along first parents, oldest first.

    Raises Alarm where `old` is not on that line, or where something stands between us and the history.
    """
    found = line_from(repository, old, new)
    if found is None:
        raise _rewritten()
    return found


def line_from(repository: Repository, old: str, new: str) -> list[RawCommit] | None:
    """The same, or None where `old` is not on the line that leads to `new`.

    git lists their names where they are many, and each must say itself that it follows the one before.
    """
    insist_whole(repository)
    if old and old == new:
        return []
    last = read_raw(repository, new)
    found = [last] if last.parents[:1] == (old,) else read_raws(repository, _first_parents(repository, old, new))
    befores = [old, *(commit.id for commit in found)]
    follow = [
        commit.parents[:1] == ((before,) if before else ()) for before, commit in zip(befores, found, strict=False)
    ]
    if not found or not follow[0]:
        return None
    if not all(follow) or befores[-1] != new:
        raise _rewritten()
    return found


def _first_parents(repository: Repository, old: str, new: str) -> list[str]:
    after = [f"^{old}"] if old else []
    done = repository.run("rev-list", "--first-parent", "--reverse", "--end-of-options", new, *after, "--")
    if done.code != 0:
        raise Alarm(phrase("the history of this copy is not complete"), phrase("join again in a new folder"))
    return done.out.decode().split()


def _rewritten() -> Alarm:
    return Alarm(
        phrase("the shared record was rewritten: it no longer contains what was seen here before"),
        phrase("do nothing yet but ask {keeper}, and compare with another member: pmnet audit", keeper=A_KEEPER),
    )


def follows(repository: Repository, old: str, new: str) -> bool:
    """Whether `old` is on the line of first parents that leads to `new`."""
    done = checked(repository.run("rev-list", "--first-parent", "--end-of-options", new, f"^{old}", "--"))
    names = done.out.decode().split()
    return read_raw(repository, names[-1]).parents[:1] == (old,) if names else old == new


def between(repository: Repository, base: str, head: str) -> list[RawCommit]:
    """The commits that `head` has and `base` does not, oldest first."""
    done = checked(repository.run("rev-list", "--topo-order", "--reverse", "--end-of-options", head, f"^{base}", "--"))
    return read_raws(repository, done.out.decode().split())


def insist_whole(repository: Repository) -> None:
    """Raises Alarm where the copy is shallow, or shows another history than the one that was written."""
    common = repository.git_dir
    replaced = not has_none(str(common), REPLACED) and bool(
        repository.run("for-each-ref", "--count=1", "--format=x", f"{REPLACED}/").out
    )
    for found, what in (
        ((common / "shallow").is_file(), phrase("holds only a part of the history")),
        (
            (common / "info" / "grafts").is_file(),
            phrase("shows another history than the one that was written (grafts)"),
        ),
        (replaced, phrase("shows other contents than those that were written (replacements)")),
    ):
        if found:
            raise Alarm(
                phrase("this copy {what}, so it cannot be trusted", what=what), phrase("join again in a new folder")
            )


def read_commits(repository: Repository, commits: Sequence[RawCommit]) -> Iterator[Commit]:
    """The same commits with their signers and changes, read in portions."""
    reader = CommitReader(repository)
    for start in range(0, len(commits), AT_ONCE):
        yield from reader.read(commits[start : start + AT_ONCE])


class CommitReader:
    """Reads one portion of commits after the other; what it remembers of one makes the next quicker."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._comparison = Comparison(repository)

    def read(self, portion: Sequence[RawCommit]) -> list[Commit]:
        """The same commits with their signers and changes; raises Alarm where something is missing."""
        repository = self._repository
        trees = {commit.id: commit.tree for commit in portion} | {"": ""}
        earlier = {parent for commit in portion for parent in commit.parents[:1]} - trees.keys()
        trees |= {commit.id: commit.tree for commit in read_raws(repository, sorted(earlier))}
        befores = [trees[commit.parents[0] if commit.parents and commit.tree else ""] for commit in portion]
        changes = self._comparison.changes(zip(befores, (commit.tree for commit in portion), strict=True))
        texts = repository.blobs({blob for told in changes for _, mode, _, blob in told.rows if mode == REGULAR})
        return [_commit(commit, told, texts) for commit, told in zip(portion, changes, strict=True)]


def _commit(raw: RawCommit, told: Changes, texts: Mapping[str, bytes]) -> Commit:
    key, flaw, hint = signer(raw.payload, raw.signature) if raw.tree else ("", UNREADABLE, "")
    changes = tuple(
        Change(path, mode, was, blob, texts.get(blob, b"") if mode else None) for path, mode, was, blob in told.rows
    )
    whose = (key, flaw, hint, raw.trailers, changes, told.odd, not raw.tree, raw.named)
    return Commit(raw.id, raw.tree, raw.parents, raw.at, *whose)
