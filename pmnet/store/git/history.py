"""What happened: the commits of a clone, as acts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pmnet.store.git.process import checked, environment
from pmnet.store.git.repository import Repository


@dataclass(frozen=True, slots=True)
class Act:
    """One commit as history tells it: who, when, what."""

    commit: str
    member: str
    at: datetime
    subject: str
    trailers: Mapping[str, str]


def changed(repository: Repository, old: str, new: str) -> list[str]:
    """The paths that differ between two commits."""
    done = checked(
        repository.run("diff", "--raw", "-z", "--no-renames", "--no-ext-diff", "--end-of-options", old, new, "--")
    )
    return [
        part for part in done.out.decode("utf-8", "surrogateescape").split("\0") if part and not part.startswith(":")
    ]


def is_ancestor(repository: Repository, old: str, new: str) -> bool:
    """Whether one commit's history contains the other."""
    return repository.run("merge-base", "--is-ancestor", "--end-of-options", old, new).code == 0


def time_of(repository: Repository, commit: str) -> datetime:
    """When a commit was made, by its own word."""
    _, content = repository.object(commit)
    stamp = re.search(rb"^committer .*> (\d+) [+-]\d{4}$", content, re.MULTILINE)
    return datetime.fromtimestamp(int(stamp[1]) if stamp else 0, UTC)


def genesis(repository: Repository, commit: str) -> str:
    """The first commit of a history along its first parents."""
    done = checked(repository.run("rev-list", "--first-parent", "--max-parents=0", "--end-of-options", commit))
    return done.out.decode().split()[-1]


def acts(
    repository: Repository, commit: str, paths: Sequence[str] = (), since: str = "", most: int | None = None
) -> Iterator[Act]:
    """The acts up to a commit, newest first, along its first parents; those that touched `paths` if some are given."""
    import git  # GitPython takes 80 ms, and only histories need it

    walker = git.Repo(repository.git_dir)
    walker.git.update_environment(**environment())
    limit: Any = {} if most is None else {"max_count": most}
    revision = f"{since}..{commit}" if since else commit
    try:
        for found in walker.iter_commits(revision, paths=list(paths), first_parent=True, **limit):
            message = found.message if isinstance(found.message, str) else found.message.decode("utf-8", "replace")
            subject, _, rest = message.partition("\n")
            trailers = dict(line.split(": ", 1) for line in rest.splitlines() if ": " in line)
            moment = datetime.fromtimestamp(found.committed_date, UTC)
            yield Act(found.hexsha, str(found.committer.name), moment, subject, trailers)
    finally:
        walker.close()


def commit_with_nonce(repository: Repository, nonce: str, since: str, commit: str) -> str | None:
    """The commit between two states whose act carries that nonce, or None."""
    span = f"{since}..{commit}" if since else commit
    if not commit:
        return None
    shown = "--format=%H %(trailers:key=Nonce,valueonly,separator=%x2C)"
    done = checked(repository.run("log", "--first-parent", shown, "--end-of-options", span, "--"))
    rows = (line.partition(" ") for line in done.out.decode("utf-8", "replace").splitlines())
    return next((found for found, _, said in rows if said == nonce), None)
