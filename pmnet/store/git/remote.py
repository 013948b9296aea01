"""The shared repository: where it is, what is new there, and asking it to take a commit."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pmnet.errors import Alarm, NotANetwork, Usage
from pmnet.store.git.answers import Answer, Pushed, push_answer, unreachable
from pmnet.store.git.history import is_ancestor
from pmnet.store.git.presence import in_the_way
from pmnet.store.git.process import Finished, checked
from pmnet.store.git.refs import MAIN, REMOTE_MAIN
from pmnet.store.git.repository import Repository

REMOTE: Final = "origin"
PROBES: Final = "refs/pmnet/probe"
PROBE: Final = "probe"
NOBODY: Final = "pmnet <nobody@pmnet.invalid> 0 +0000"
"""Who made a commit that is no act, and when."""

FETCH_ATTEMPTS: Final = 6
NETWORK_SECONDS: Final = 120
"""How long one conversation with a server may take before it counts as unreachable."""


@dataclass(frozen=True, slots=True)
class RefChange:
    """What a push makes of one ref: the commit before (empty: there is none) and after (empty: it goes)."""

    ref: str
    old: str
    new: str


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


def address(repository: Repository) -> str | None:
    """The address of the shared repository, or None where there is none."""
    done = repository.run("config", "--local", "--get", f"remote.{REMOTE}.url")
    return done.out.decode("utf-8", "replace").strip() or None


def set_address(repository: Repository, found: str) -> None:
    """Name the shared repository."""
    checked(repository.run("config", "--local", f"remote.{REMOTE}.url", check_address(found)))
    checked(repository.run("config", "--local", f"remote.{REMOTE}.fetch", f"+{MAIN}:{REMOTE_MAIN}"))


def forget_address(repository: Repository) -> None:
    """Have no shared repository any more."""
    repository.run("config", "--local", "--remove-section", f"remote.{REMOTE}")


def fetch(repository: Repository) -> str | None:
    """Bring the remote's main here, whatever it is, and return its tip; raises Unreachable, and Alarm where it is gone."""
    known = repository.tip(REMOTE_MAIN)
    for attempt in range(FETCH_ATTEMPTS):
        done = _fetch_once(repository)
        if not re.search(r"cannot lock ref|unable to update local ref|\.lock': File exists", done.err):
            break
        time.sleep(0.05 * 2**attempt)  # another command of ours is fetching in the same copy
    else:
        raise in_the_way(done.err)
    if done.code == 0:
        return repository.tip(REMOTE_MAIN)
    if "couldn't find remote ref" in done.err:
        if known is not None:
            raise Alarm("the shared record has vanished from the server", "ask a keeper before doing anything")
        return None
    raise unreachable(done.err)


def _fetch_once(repository: Repository) -> Finished:
    return repository.run(
        "fetch",
        "--no-tags",
        "--no-recurse-submodules",
        "--no-write-fetch-head",
        "--no-auto-maintenance",
        REMOTE,
        f"+{MAIN}:{REMOTE_MAIN}",
        seconds=NETWORK_SECONDS,
    )


def push(
    repository: Repository,
    commit: str,
    parent: str | None,
    besides: Sequence[RefChange] = (),
    variables: Mapping[str, str] | None = None,
) -> Pushed:
    """Ask the server to put `commit` after `parent` (None: to create main), together with changes of other refs or not at all.

    Never forces anything: each ref must be as it is expected. `variables` say where further objects lie.
    """
    return push_refs(repository, [RefChange(MAIN, parent or "", commit), *besides], variables)


def push_refs(
    repository: Repository, changes: Sequence[RefChange], variables: Mapping[str, str] | None = None
) -> Pushed:
    """Ask the server to change refs, all of them or none."""
    done = repository.run(
        "push",
        "--porcelain",
        "--no-verify",
        "--no-follow-tags",
        *(["--atomic"] if len(changes) > 1 else []),
        *(f"--force-with-lease={change.ref}:{change.old}" for change in changes),
        "--end-of-options",
        REMOTE,
        *(f"{change.new}:{change.ref}" for change in changes),
        seconds=NETWORK_SECONDS,
        variables=variables,
    )
    return push_answer(done)


def lone_commit(repository: Repository, tree: str, word: str) -> str:
    """A commit that is no act: without parent, author and time."""
    return repository.write_object("commit", _lone_words(tree, word))


def lone_tree(repository: Repository, commit: str, word: str) -> str:
    """The tree of a commit that was made like that; empty where it is anything else."""
    kind, content = repository.object(commit)
    tree = content.removeprefix(b"tree ").partition(b"\n")[0].decode("ascii", "replace")
    return tree if kind == "commit" and content == _lone_words(tree, word) else ""


def _lone_words(tree: str, word: str) -> bytes:
    return f"tree {tree}\nauthor {NOBODY}\ncommitter {NOBODY}\n\n{word}\n".encode()


def takes_own_refs(repository: Repository) -> bool:
    """Whether the server keeps refs below names of their own; tried with one that is removed again. Raises Unreachable."""
    commit = lone_commit(repository, repository.write_object("tree", b""), PROBE)
    ref = f"{PROBES}/{secrets.token_hex(8)}"
    pushed = push_refs(repository, [RefChange(ref, "", commit)])
    if pushed.answer is Answer.UNREACHABLE:
        raise unreachable(pushed.words)
    if pushed.answer is not Answer.ACCEPTED:
        return False
    return push_refs(repository, [RefChange(ref, commit, "")]).answer is Answer.ACCEPTED


def note_main(repository: Repository, commit: str) -> None:
    """Remember that the shared line has reached `commit`; where that fails, the next fetch brings it."""
    known = repository.tip(REMOTE_MAIN)
    if known != commit and (known is None or is_ancestor(repository, known, commit)):
        repository.run("update-ref", "--end-of-options", REMOTE_MAIN, commit, known or "")


def append(repository: Repository, commit: str, parent: str | None) -> Pushed:
    """The same for a network without a server: the clone's own record of the shared line takes the commit."""
    nothing = "0" * len(commit)
    done = repository.run("update-ref", "--end-of-options", REMOTE_MAIN, commit, parent or nothing)
    return Pushed(Answer.ACCEPTED) if done.code == 0 else Pushed(Answer.TRY_AGAIN, "cannot lock ref")


def clone(address: str, folder: Path) -> Repository:
    """A clone of a shared repository in a new folder, with nothing shown yet; raises Unreachable, leaving nothing behind."""
    new = not folder.exists()
    repository = Repository.create(folder)
    try:
        set_address(repository, address)
        if fetch(repository) is None:
            raise NotANetwork(
                f"there is no network at {address} yet", "pmnet init PATH --name NAME --as ID --remote URL"
            )
    except BaseException:
        shutil.rmtree(folder)
        if not new:
            folder.mkdir()
        raise
    return repository
