"""A server to be tried out, under names of its own there that are removed again, from repositories that are, too."""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from pmnet.domain.phrase import phrase
from pmnet.errors import PmnetError, Usage
from pmnet.store.git.answers import NOTHING_THERE, Answer, Pushed, insist_taken, unreachable
from pmnet.store.git.process import Finished, masked, run_git
from pmnet.store.git.remote import RefChange, check_address, network_seconds, push_refs, set_address
from pmnet.store.git.repository import Repository
from pmnet.store.git.scratch import HASHES, OWN, RACERS, Commits, commits, draw

WAITING: Final = """#!/bin/sh
: > "$PMNET_SEEN"
while [ ! -e "$PMNET_GO" ]; do
  sleep 0.05 2>/dev/null || sleep 1
done
"""
"""Run by git when it knows what the server has: waits until everybody does."""

NOT_GIVEN: Final = r"not our ref|unadvertised object"
"""What servers say to whoever asks for something by its id that no name leads to."""


def takes_own_refs(repository: Repository) -> bool:
    """Whether the server keeps refs below names of their own; tried with one that is removed again. Raises Unreachable."""
    ref, commit = draw(OWN), _write(repository).first
    pushed = push_refs(repository, [RefChange(ref, "", commit)])
    if pushed.answer in (Answer.UNREACHABLE, Answer.NO_ROOM):
        insist_taken(pushed)
    if pushed.answer is not Answer.ACCEPTED:
        return False
    return push_refs(repository, [RefChange(ref, commit, "")]).answer is Answer.ACCEPTED


def _write(repository: Repository) -> Commits:
    """The commits of trials, written here."""
    known = commits(len(repository.write_object("tree", b"")))
    for content in known.contents:
        repository.write_object("commit", content)
    return known


@contextlib.contextmanager
def trying_out(address: str) -> Iterator[Trial]:
    """A server to be tried out; in the end what was laid there is removed, and what is here for it too.

    Raises Usage where there is nothing at the address, Unreachable.
    """
    with tempfile.TemporaryDirectory(prefix="pmnet-", ignore_cleanup_errors=True) as place:
        trial = Trial(address, Path(place))
        try:
            yield trial
        finally:
            trial.remove()


class Trial:
    """A server that is tried out: what lies there under the names that were drawn, and repositories to send from."""

    def __init__(self, address: str, place: Path) -> None:
        """Meets the server for the first time; raises Usage where nothing can be there, Unreachable."""
        self.address = check_address(address)
        self.names: list[str] = []
        self._place = place
        begun = time.monotonic()
        length = max((len(commit) for commit in self._listed("HEAD", "refs/heads/main").values()), default=40)
        self.seconds = time.monotonic() - begun
        self._senders = self._prepare(HASHES[length])
        self.commits = commits(length)

    def _prepare(self, ids: str) -> list[Repository]:
        """Repositories that have all commits of trials, as many as take part in a race."""
        first = Repository.create(self._place / "sender0", bare=True, ids=ids)
        set_address(first, self.address)
        _write(first)
        others = [self._place / f"sender{number}" for number in range(1, RACERS)]
        for other in others:
            shutil.copytree(first.git_dir, other)
        return [first, *(Repository(other, None) for other in others)]

    def draw(self, root: str) -> str:
        """A new name that is removed in the end."""
        name = draw(root)
        self.names.append(name)
        return name

    def send(self, *changes: RefChange, forward: bool = False) -> Pushed:
        """The answer to changes, made together; raises Unreachable."""
        return _reached(push_refs(self._senders[0], changes, forward=forward))

    def at_once(
        self, asked: Sequence[Sequence[RefChange]], meanwhile: Callable[[], object] = lambda: None
    ) -> list[Pushed]:
        """The answers to several who see the server in the same state, and send when `meanwhile` was done.

        Each is a process of its own with a repository of its own. Raises Unreachable.
        """
        place = Path(tempfile.mkdtemp(dir=self._place))
        program = place / "pre-push"
        program.write_bytes(WAITING.encode())
        program.chmod(0o755)
        with ThreadPoolExecutor(len(asked)) as pool:
            try:
                running = {
                    place / f"seen{number}": pool.submit(self._send_late, number, changes, place)
                    for number, changes in enumerate(asked)
                }
                while not all(seen.exists() or sent.done() for seen, sent in running.items()):
                    time.sleep(0.01)
                meanwhile()
            finally:
                (place / "go").touch()
        return [_reached(sent.result()) for sent in running.values()]

    def _send_late(self, number: int, changes: Sequence[RefChange], place: Path) -> Pushed:
        variables = {"PMNET_SEEN": (place / f"seen{number}").as_posix(), "PMNET_GO": (place / "go").as_posix()}
        return push_refs(self._senders[-1 - number], changes, variables, before=place)

    def there(self) -> dict[str, str]:
        """Which of the names that were drawn the server has, and their commits; raises Unreachable."""
        return self._listed(*self.names) if self.names else {}

    def _listed(self, *names: str) -> dict[str, str]:
        done = self._ask("ls-remote", "--end-of-options", self.address, *names)
        rows = (row.split("\t") for row in done.out.decode("utf-8", "replace").splitlines())
        return {ref: commit for commit, ref in rows if ref in names}

    def _ask(self, *words: str) -> Finished:
        done = run_git(words, seconds=network_seconds())
        if done.code == 0:
            return done
        error = unreachable(done.err)
        if error.message.endswith(NOTHING_THERE):
            raise Usage(
                phrase("there is nothing at {masked}", masked=masked(self.address)),
                phrase("check the address with whoever keeps the server"),
            )
        raise error

    def cloned(self, commits: Sequence[str]) -> bool:
        """Whether a plain copy of what the server has brings one of these commits along; raises Unreachable."""
        place = Path(tempfile.mkdtemp(dir=self._place)) / "copy"
        options = ("--quiet", "--no-local", "--no-checkout", "--depth=1", "--no-single-branch", "--template=")
        self._ask("clone", *options, "--end-of-options", self.address, str(place))
        copy = Repository.at(place)
        try:
            return any(kind for kind, _ in copy.objects(commits))
        finally:
            copy.close()

    def gives(self, commit: str) -> bool | None:
        """Whether the server gives whoever knows its id a commit; None where it does not say."""
        length = len(commit)
        place = Repository.create(Path(tempfile.mkdtemp(dir=self._place)), bare=True, ids=HASHES[length])
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--depth=1")
        done = place.run("fetch", *options, "--end-of-options", self.address, commit, seconds=network_seconds())
        if done.code == 0:
            return True
        return False if re.search(NOT_GIVEN, done.err) else None

    def remove(self) -> list[str]:
        """Remove what was laid there; the names that are left, because the server keeps them or cannot be reached."""
        left = list(self.names)
        with contextlib.suppress(PmnetError):
            for ref, commit in self.there().items():
                push_refs(self._senders[0], [RefChange(ref, commit, "")])
            left = list(self.there())
        self.names = left
        return left


def _reached(pushed: Pushed) -> Pushed:
    if pushed.answer is Answer.UNREACHABLE:
        raise unreachable(pushed.words)
    return pushed
