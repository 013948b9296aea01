"""The shared repository: where it is, what is new there, and asking it to take a commit."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from pmnet.domain.clock import format_instant, parse_instant
from pmnet.domain.network import A_KEEPER
from pmnet.domain.phrase import phrase
from pmnet.errors import Alarm, NotANetwork, Usage
from pmnet.store.git import hostkeys
from pmnet.store.git.answers import Answer, Pushed, push_answer, unreachable
from pmnet.store.git.history import is_ancestor
from pmnet.store.git.presence import in_the_way
from pmnet.store.git.process import Finished, checked, without_login
from pmnet.store.git.refs import MAIN, REMOTE_MAIN
from pmnet.store.git.repository import Repository
from pmnet.store.git.scratch import lone_words

REMOTE: Final = "origin"

FETCH_ATTEMPTS: Final = 6
NETWORK_SECONDS: Final = 120.0
TIMEOUT: Final = "PMNET_TIMEOUT"
"""The variable that says it otherwise, for slow lines."""


def network_seconds() -> float:
    """How long one conversation with a server may take before it counts as unreachable; raises Usage where it is no time."""
    said = os.environ.get(TIMEOUT, "")
    if not said:
        return NETWORK_SECONDS
    if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", said) is None or float(said) == 0:
        raise Usage(
            phrase("{TIMEOUT}: {said!r} is not a number of seconds", TIMEOUT=TIMEOUT, said=said),
            phrase("for example {TIMEOUT}=600; without it, 120", TIMEOUT=TIMEOUT),
        )
    return float(said)


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
        or _is_command(address)
    ):
        raise Usage(
            phrase("{without_login!r} is not an address of a network", without_login=without_login(address)),
            phrase("for example ssh://git@host/net.git or a folder"),
        )
    return address


def _is_command(address: str) -> bool:
    """Whether ssh would be told a user or a host that is an option, or that a shell understands.

    A person's own configuration may hand them on to a shell (`ProxyCommand`, `Match exec`), and git decodes them.
    """
    found = re.match(r"ssh://([^/]*)|([^/:]*):", address, re.IGNORECASE)
    server = unquote(found[1] or found[2] or "") if found is not None else ""
    return re.search(r"^-|@-|[\s\x00-\x1f'\"`$\\;&<>|(){}*?!]", server) is not None


def address(repository: Repository) -> str | None:
    """The address of the shared repository, or None where there is none."""
    if repository.server is None:
        done = repository.run("config", "--local", "--get", f"remote.{REMOTE}.url")
        repository.server = done.out.decode("utf-8", "replace").strip()
    return repository.server or None


def shown_address(repository: Repository) -> str | None:
    """The same as it is shown and passed on, without anybody's password."""
    known = address(repository)
    return known and without_login(known)


def set_address(repository: Repository, found: str) -> None:
    """Name the shared repository."""
    repository.server = None
    checked(repository.run("config", "--local", f"remote.{REMOTE}.url", check_address(found)))
    checked(repository.run("config", "--local", f"remote.{REMOTE}.fetch", f"+{MAIN}:{REMOTE_MAIN}"))


def forget_address(repository: Repository) -> None:
    """Have no shared repository any more."""
    repository.server = None
    repository.run("config", "--local", "--remove-section", f"remote.{REMOTE}")


def fetch(repository: Repository) -> str | None:
    """Bring the remote's main here, whatever it is, and return its tip; raises Unreachable, and Alarm where it is gone."""
    known = repository.tip(REMOTE_MAIN)
    _sweep(repository)
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
            raise Alarm(
                phrase("the shared record has vanished from the server"),
                phrase("ask {keeper} before doing anything", keeper=A_KEEPER),
            )
        return None
    raise unreachable(done.err)


def _sweep(repository: Repository) -> None:
    """Remove what was half brought by earlier ones that broke off, once none of them can be going on any more."""
    ended = time.time() - 2 * max(network_seconds(), NETWORK_SECONDS)
    for half in (repository.git_dir / "objects" / "pack").glob("tmp_*"):
        with contextlib.suppress(FileNotFoundError):
            if half.stat().st_mtime < ended:
                half.unlink()


def _fetch_once(repository: Repository) -> Finished:
    return repository.run(
        "fetch",
        "--no-tags",
        "--no-recurse-submodules",
        "--no-write-fetch-head",
        "--no-auto-maintenance",
        REMOTE,
        f"+{MAIN}:{REMOTE_MAIN}",
        seconds=network_seconds(),
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
    repository: Repository,
    changes: Sequence[RefChange],
    variables: Mapping[str, str] | None = None,
    *,
    before: Path | None = None,
    forward: bool = False,
) -> Pushed:
    """Ask the server to change refs, all of them or none.

    The program `pre-push` in the folder `before` runs once the server has said what it has, and before anything is sent.
    `forward` changes nothing but what goes forward, whatever is expected.
    """
    done = repository.run(
        "push",
        "--porcelain",
        *(["--no-verify"] if before is None else []),
        "--no-follow-tags",
        *(["--atomic"] if len(changes) > 1 else []),
        *(f"--force-with-lease={change.ref}:{change.old}" for change in changes if not forward),
        "--end-of-options",
        REMOTE,
        *(f"{change.new}:{change.ref}" for change in changes),
        seconds=network_seconds(),
        variables=variables,
        settings=[] if before is None else [f"core.hooksPath={before}"],
    )
    return push_answer(done)


def lone_tree(repository: Repository, commit: str, word: str) -> str:
    """The tree of a commit that was made like that; empty where it is anything else."""
    kind, content = repository.object(commit)
    tree = content.removeprefix(b"tree ").partition(b"\n")[0].decode("ascii", "replace")
    return tree if kind == "commit" and content == lone_words(tree, word) else ""


def note_main(repository: Repository, commit: str) -> None:
    """Remember that the shared line has reached `commit`; where that fails, the next fetch brings it."""
    known = repository.tip(REMOTE_MAIN)
    if known != commit and (known is None or is_ancestor(repository, known, commit)):
        repository.run("update-ref", "--end-of-options", REMOTE_MAIN, commit, known or "")


HEARD: Final = "pmnet/heard"
"""Where a copy notes when the server last said which state is its newest.

No file of git's own tells it: what is fetched leaves no trace where nothing is new, and tidying up changes the time of each.
"""


def note_heard(repository: Repository, at: datetime) -> None:
    """Note when the server said which state is its newest; where that cannot be kept, nothing is lost but that."""
    place = repository.git_dir / HEARD
    with contextlib.suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        place.write_text(format_instant(at), "ascii")


def heard(repository: Repository) -> datetime | None:
    """When the server last said which state is its newest; None where there is no server, or nobody knows."""
    if address(repository) is None:
        return None
    with contextlib.suppress(OSError, ValueError), (repository.git_dir / HEARD).open(encoding="ascii") as file:
        return parse_instant(file.read(LONGEST_INSTANT))
    return None


LONGEST_INSTANT: Final = 40


def append(repository: Repository, commit: str, parent: str | None) -> Pushed:
    """The same for a network without a server: the clone's own record of the shared line takes the commit."""
    nothing = "0" * len(commit)
    done = repository.run("update-ref", "--end-of-options", REMOTE_MAIN, commit, parent or nothing)
    return Pushed(Answer.ACCEPTED) if done.code == 0 else Pushed(Answer.TRY_AGAIN, "cannot lock ref")


def clone(address: str, folder: Path, host_keys: Sequence[str] = ()) -> Repository:
    """A clone of a shared repository in a new folder, with nothing shown yet; raises Unreachable, leaving nothing behind.

    Where host keys are named, the server must have one of them, now and later.
    """
    new = not folder.exists()
    repository = Repository.create(folder)
    try:
        if host_keys:
            hostkeys.write(repository.git_dir, host_keys)
        set_address(repository, address)
        repository.connection.begin(address)
        if fetch(repository) is None:
            raise NotANetwork(
                phrase("there is no network at {without_login} yet", without_login=without_login(address)),
                "pmnet init PATH --name NAME --as ID --remote URL",
            )
    except BaseException:
        repository.close()
        shutil.rmtree(folder)
        if not new:
            folder.mkdir()
        raise
    return repository
