"""The judge on a server of one's own: asked by git before it takes what somebody sends."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pmnet.errors import Conflict, Finding, NotFound, PmnetError
from pmnet.store.git.commits import follows
from pmnet.store.git.process import checked
from pmnet.store.git.repository import MAIN, Repository
from pmnet.store.ledger import Judged, Ledger
from pmnet.store.workspace import BY_REQUEST

SETTINGS: Final = {"receive.fsckObjects": "true", "receive.advertisePushOptions": "true"}
ARRIVING: Final = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH")
"""The variables by which git tells a hook where what is arriving lies, until it is taken."""

REQUESTS: Final = "refs/heads/pmnet/"
"""Below this lie requests: then the author's name, then the request's."""

MARK: Final = "# pmnet judges what arrives"


@dataclass(frozen=True, slots=True)
class Installed:
    """A server's repository that the judge now watches over."""

    repository: str
    hook: str


def install(place: Path) -> Installed:
    """Let the judge watch over a bare repository; raises NotFound where there is none, Conflict where a hook is."""
    if not (place / "HEAD").is_file() or not (place / "objects").is_dir():
        raise NotFound(f"{place} is not a repository on a server", "name the folder that ends in .git, on that machine")
    hook = place / "hooks" / "pre-receive"
    if hook.exists() and MARK not in hook.read_text("utf-8", "replace"):
        raise Conflict(f"{hook} is there already", "rename it, and call it from a line of the new one if it is needed")
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{MARK}\nexec {shlex.quote(sys.executable)} -P -m pmnet hook receive\n")
    hook.chmod(0o755)
    repository = Repository(place.absolute(), None)
    for name, value in SETTINGS.items():
        checked(repository.run("config", "--local", name, value))
    return Installed(str(place), str(hook))


def receive(lines: Iterable[str], variables: Mapping[str, str], folder: Path, now: datetime) -> list[str]:
    """What speaks against the refs that somebody sends (`old new name`, one a line), as sentences; empty to take them."""
    place = folder / variables.get("GIT_DIR", ".")
    arriving = {name: variables[name] for name in ARRIVING if name in variables}
    repository = Repository(place, None, arriving)
    try:
        asked = [line.split(maxsplit=2) for line in lines]
        return [
            said for old, new, name in asked for said in _judge_ref(Ledger(repository), old, new, name.strip(), now)
        ]
    except PmnetError as error:
        return [error.message]
    finally:
        repository.close()


def _judge_ref(ledger: Ledger, old: str, new: str, name: str, now: datetime) -> list[str]:
    old, new = old.strip("0") and old, new.strip("0") and new
    if name.startswith(REQUESTS):
        return _judge_request(ledger, new, name, now)
    if name != MAIN:
        return [f"only the shared record is kept here, not {name}"]
    if not new:
        return ["the shared record is never deleted"]
    if old and not follows(ledger.repository, old, new):
        return ["the shared record is never rewritten: this does not follow what is there"]
    return _sentences(ledger.request(old, new, now))


def _judge_request(ledger: Ledger, new: str, name: str, now: datetime) -> list[str]:
    """A request is kept where acts arrive by request, under its author's name, when it could be merged just now."""
    main = ledger.repository.tip(MAIN)
    if main is None or ledger.snapshot(main).network.publish != BY_REQUEST:
        return ["acts are sent to the shared record itself here, not as requests"]
    if not new:
        return []  # taking a request back, or away once it is merged, changes nothing
    judged = ledger.request(main, new, now)
    whose = name.removeprefix(REQUESTS).partition("/")[0]
    if not judged.findings and judged.actor != whose:
        return [f"a request by {judged.actor} does not lie under {whose}"]
    return _sentences(judged)


def _sentences(judged: Judged) -> list[str]:
    return [sentence(found.commit, found.actor, found.finding) for found in judged.findings]


def sentence(commit: str, actor: str, finding: Finding) -> str:
    """A finding about a commit in one line."""
    whose = f" by {actor}" if actor else ""
    where = f"{finding.path}: " if finding.path else ""
    hint = f" ({finding.hint})" if finding.hint else ""
    return f"{commit[:12]}{whose}: {where}{finding.message}{hint}"
