"""Sending an act as a request: its commit goes to a name of its own, and somebody else takes it in."""

from __future__ import annotations

from collections.abc import Sequence

from pmnet.store.git.answers import Pushed, push_answer
from pmnet.store.git.remote import REMOTE, network_seconds
from pmnet.store.git.repository import Repository

HEADS = "refs/heads/"


def push_request(
    repository: Repository, commit: str, target: str, options: Sequence[str] = (), replaces: str = ""
) -> Pushed:
    """Ask the server to have `commit` as `target` (a full name), telling it `options`.

    A branch must be new, or be at `replaces`; other targets are the server's own to arrange. Nothing else is sent, and no
    options of the person's own configuration.
    """
    lease = [f"--force-with-lease={target}:{replaces}"] if target.startswith(HEADS) else []
    done = repository.run(
        "push",
        "--porcelain",
        "--no-verify",
        "--no-follow-tags",
        *lease,
        *(f"--push-option={option}" for option in options),
        "--end-of-options",
        REMOTE,
        f"{commit}:{target}",
        seconds=network_seconds(),
        settings=("push.pushOption=",),
    )
    return push_answer(done)
