"""Killing a command at a named point, as a machine does that loses its power."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from people import NOW, Person

from pmnet.store.git import remote
from pmnet.store.git.envelopes import EnvelopeStore
from pmnet.store.git.repository import Repository
from pmnet.store.index import keeping
from pmnet.store.index.building import Building
from pmnet.store.outbox import Outbox
from pmnet.store.trust import Trust

POINTS = {
    "put": (Outbox, "put", ()),
    "commit": (Repository, "commit", ()),
    "write": (EnvelopeStore, "write", ()),
    "push": (remote, "push", ()),
    "keep": (EnvelopeStore, "keep", ()),
    "note": (remote, "note_main", ()),
    "reached": (Trust, "reached", ()),
    "follow": (Trust, "follow", ()),
    "drop": (EnvelopeStore, "drop", ()),
    "unname": (Repository, "run", ("update-ref", "-d")),
    "prune": (EnvelopeStore, "_prune", ()),
    "build": (Building, "whole", ()),
    "forward": (Building, "changed", ()),
    "admit": (Building, "_admit", ()),
    "seal": (keeping, "_seal", ()),
    "forget": (keeping, "forget", ()),
    "followed": (Repository, "run", ("update-ref", "--end-of-options", "refs/pmnet/followed")),
}
"""What can be killed before and after: a function by its owner and name, and the words of git that are meant."""


def killed(person: Person, moment: str, *words: str, now: str = NOW) -> None:
    """Let somebody type a command that is killed, with nothing it could do about it: at `push after`, for example."""
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-m", "killing", person.id, str(person.root), json.dumps(person.extra), now, moment, *words],
        cwd=person.root,
        env={**person.variables(now), "PYTHONPATH": os.pathsep.join([here, *sys.path])},
    )
    assert done.returncode == -signal.SIGKILL, f"{moment} was never reached"


def _set(moment: str) -> None:
    place, when = moment.split()
    owner, name, meant = POINTS[place]
    real = getattr(owner, name)

    def call(*arguments: object, **named: object) -> object:
        if meant and arguments[1 : len(meant) + 1] != meant:
            return real(*arguments, **named)
        if when == "after":
            real(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    setattr(owner, name, call)


if __name__ == "__main__":
    who, root, extra, moment_typed, moment, *typed = sys.argv[1:]
    _set(moment)
    Person(who, Path(root), json.loads(extra)).run(*typed, now=moment_typed)
