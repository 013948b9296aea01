"""What happened: the commits of a clone, as acts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from pmnet.store.git.commits import RawCommit, read_raw, read_raws
from pmnet.store.git.process import checked, environment
from pmnet.store.git.repository import Repository

LAST_STAMP = 4_102_444_799
"""The last second of 2099: a commit that claims to be later counts as of then."""


@dataclass(frozen=True, slots=True)
class Act:
    """One commit as history tells it: who, when, what."""

    commit: str
    member: str
    at: datetime
    subject: str
    trailers: Mapping[str, str]


def is_ancestor(repository: Repository, old: str, new: str) -> bool:
    """Whether one commit's history contains the other; where that is just the one before, the commit itself says so."""
    if f"\nparent {old}\n".encode() in repository.object(new)[1].partition(b"\n\n")[0] + b"\n":
        return True
    return repository.run("merge-base", "--is-ancestor", "--end-of-options", old, new).code == 0


def time_of(repository: Repository, commit: str) -> datetime:
    """When a commit was made, by its own word."""
    _, content = repository.object(commit)
    stamp = re.search(rb"^committer .*> (\d+) [+-]\d{4}$", content, re.MULTILINE)
    return datetime.fromtimestamp(min(int(stamp[1]), LAST_STAMP) if stamp else 0, UTC)


def genesis(repository: Repository, commit: str) -> str:
    """The first commit of a history along its first parents."""
    done = checked(repository.run("rev-list", "--first-parent", "--max-parents=0", "--end-of-options", commit))
    return done.out.decode().split()[-1]


def acts(
    repository: Repository, commit: str, paths: Sequence[str] = (), since: str = "", most: int | None = None
) -> Iterator[Act]:
    """The acts up to a commit, newest first, along its first parents; those that touched `paths` if some are given."""
    import git  # GitPython takes 80 ms, and only histories need it

    walker = git.Repo(repository.git_dir, expand_vars=False)
    walker.git.update_environment(**environment())
    limit: Any = {} if most is None else {"max_count": most}
    revision = f"{since}..{commit}" if since else commit
    try:
        for found in walker.iter_commits(revision, paths=list(paths), first_parent=True, **limit):
            message = found.message if isinstance(found.message, str) else found.message.decode("utf-8", "replace")
            subject, _, rest = message.partition("\n")
            trailers = dict(line.split(": ", 1) for line in rest.splitlines() if ": " in line)
            moment = datetime.fromtimestamp(min(found.committed_date, LAST_STAMP), UTC)
            yield Act(found.hexsha, str(found.committer.name), moment, shortened(subject), trailers)
    finally:
        walker.close()


def commits_with_nonce(repository: Repository, nonce: str, since: str, commit: str) -> list[str]:
    """The commits between two states that carry that nonce; whose they are is another question.

    Read from the commits themselves: how git prints them depends on the person's configuration.
    """
    if not commit or since == commit:
        return []
    known = since != "" and repository.object(since)[0] == "commit"  # else it comes from another copy, or is no state
    span = f"{since}..{commit}" if known else commit
    done = checked(repository.run("rev-list", "--end-of-options", span, "--"))  # also what was merged
    wanted = f"\nNonce: {nonce}\n".encode()
    return [name for name in done.out.decode().split() if wanted in repository.object(name)[1]]


def parent(repository: Repository, commit: str) -> str:
    """The commit before another along its first parents; raises Bug where there is none."""
    return checked(repository.run("rev-parse", "--verify", "--end-of-options", f"{commit}^")).out.decode().strip()


def count(repository: Repository, commit: str) -> int:
    """How many acts lead to a commit, the founding included."""
    done = checked(repository.run("rev-list", "--first-parent", "--count", "--end-of-options", commit, "--"))
    return int(done.out)


def merged(repository: Repository, commit: str) -> str:
    """The act that a merge brought, the last one where there are more; of any other commit, that one itself."""
    brought = merged_parents(repository, commit)
    return brought[0] if len(brought) == 1 else commit


LONGEST_SUBJECT: Final = 1000


def subject_of(repository: Repository, commit: str) -> str:
    """What a commit says of itself in one line."""
    said = repository.object(commit)[1].partition(b"\n\n")[2].partition(b"\n")[0]
    return shortened(said.decode("utf-8", "replace"))


def shortened(subject: str) -> str:
    """The beginning of what is longer than any act says of itself: whoever signs may write a book, and all would read it."""
    return subject if len(subject) <= LONGEST_SUBJECT else f"{subject[:LONGEST_SUBJECT]}\N{HORIZONTAL ELLIPSIS}"


def made_void(repository: Repository, commit: str) -> frozenset[str]:
    """The commits of a history that repairs made void: from the bad one on up to its repair.

    A repair names the bad commit and restores just what was there before; what only calls itself one makes nothing void.
    """
    words = ("--fixed-strings", "--grep=Repairs: ")
    done = checked(repository.run("rev-list", "--first-parent", *words, "--end-of-options", commit, "--"))
    void: set[str] = set()
    for repair in read_raws(repository, done.out.decode().split()):
        bad = repair.trailers.get("Repairs", "")
        if repair.id not in void and re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", bad):
            void |= _between_good_states(repository, bad, repair)
    return frozenset(void)


def _between_good_states(repository: Repository, bad: str, repair: RawCommit) -> set[str]:
    """The commits from a bad one on up to its repair; none where it restores something else."""
    kind, _ = repository.object(bad)
    before = read_raw(repository, bad).parents[:1] if kind == "commit" else ()
    if not before or not repair.parents or read_raw(repository, before[0]).tree != repair.tree:
        return set()
    span = ("--end-of-options", repair.parents[0], f"^{before[0]}", "--")
    names = checked(repository.run("rev-list", "--first-parent", *span)).out.decode().split()
    return set(names) if bad in names else set()


def changed(repository: Repository, old: str, new: str, folders: Sequence[str] = ()) -> list[str]:
    """The paths that differ between two commits, below some folders if they are named; raises Bug where one is missing.

    The list of the visible files is kept out of it, because reading that takes longer than the rest of it.
    """
    options = ("-r", "-z", "--name-only", "--no-renames", "--end-of-options", old, new, "--", *folders)
    done = checked(
        repository.run("diff-tree", *options, variables={"GIT_INDEX_FILE": str(repository.git_dir / NO_INDEX)})
    )
    return [path for path in done.out.decode("utf-8", "surrogateescape").split("\0") if path]


NO_INDEX: Final = "no-index"
"""The name of a list of visible files that is not there, and counts as empty."""


def versions(repository: Repository, commit: str, path: str) -> Iterator[bytes]:
    """What a file said at each commit that changed it, newest first."""
    for name in commits_of(repository, commit, path):
        text = repository.read(name, path)
        if text is not None:
            yield text


def mentioning(repository: Repository, commit: str, word: str) -> list[str]:
    """The paths of the files of a commit in which a word stands."""
    return grep(repository, commit, ("-F", "-w", "-e", word))


def grep(repository: Repository, commit: str, patterns: Sequence[str], folders: Sequence[str] = ()) -> list[str]:
    """The paths of a commit's files in which a pattern stands, of all or below some folders; raises Bug where git fails."""
    options = ("-l", "-z", "-a", "--no-color", "--no-textconv", "--full-name", *patterns)
    done = repository.run("--literal-pathspecs", "grep", *options, commit, "--", *folders)
    if done.code > 1:  # 1 says that nothing was found
        checked(done)
    names = done.out.decode("utf-8", "surrogateescape").split("\0")
    return [name.removeprefix(f"{commit}:") for name in names if name]


def commits_of(repository: Repository, commit: str, path: str) -> list[str]:
    """The commits along first parents that changed a file, newest first."""
    done = checked(repository.run("rev-list", "--first-parent", "--end-of-options", commit, "--", path))
    return done.out.decode().split()


def names(repository: Repository, commit: str, since: str = "") -> list[str]:
    """The commits along first parents up to one, oldest first, from another one on (that one too)."""
    done = checked(repository.run("rev-list", "--first-parent", "--reverse", "--end-of-options", commit, "--"))
    found = done.out.decode().split()
    return found[found.index(since) :] if since in found else found


def id_of(repository: Repository, what: str) -> str:
    """The id of an object named by commit and path; empty where there is none."""
    done = repository.run("rev-parse", "--verify", "--quiet", "--end-of-options", what)
    return done.out.decode().strip() if done.code == 0 else ""


def merged_parents(repository: Repository, commit: str) -> list[str]:
    """The commits that a merge brought; none for any other commit."""
    head = repository.object(commit)[1].partition(b"\n\n")[0]
    parents = [line[7:].decode() for line in head.split(b"\n") if line.startswith(b"parent ")]
    return parents[1:]
