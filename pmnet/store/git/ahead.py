"""A long history read by a second process while this one judges what was read before.

Reading objects, comparing folders and verifying signatures are a third of the work and depend on nothing that is judged.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from pmnet.domain.commit import Commit
from pmnet.store.git.commits import AT_ONCE, CommitReader, RawCommit
from pmnet.store.git.repository import Repository

AHEAD: Final = 3
"""Portions that are read before they are wanted; more would only fill the memory."""


def read_ahead(repository: Repository, commits: Sequence[RawCommit]) -> Iterator[Commit]:
    """The same as `read_commits`; raises what it raises."""
    portions = [commits[start : start + AT_ONCE] for start in range(0, len(commits), AT_ONCE)]
    asked: deque[Future[list[Commit]]] = deque()
    read = 0
    pool = ProcessPoolExecutor(1, get_context("spawn"), _begin, (repository.git_dir, repository.variables))
    try:
        while read < len(portions):
            while len(asked) < AHEAD and read + len(asked) < len(portions):
                asked.append(pool.submit(_read, portions[read + len(asked)]))
            yield from asked.popleft().result()
            read += 1
    except BrokenProcessPool:  # the system has no room for a second process
        reader = CommitReader(repository)
        for portion in portions[read:]:
            yield from reader.read(portion)
    finally:
        pool.shutdown(cancel_futures=True)


_readers: list[CommitReader] = []
"""In the second process: its one reader."""


def _begin(git_dir: Path, variables: Mapping[str, str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever interrupts is answered by the first process
    _readers.append(CommitReader(Repository(git_dir, None, variables)))


def _read(portion: Sequence[RawCommit]) -> list[Commit]:
    return _readers[0].read(portion)
