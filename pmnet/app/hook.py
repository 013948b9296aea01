"""The judge on a server of one's own: asked by git before it takes what somebody sends."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from pmnet.domain.phrase import phrase
from pmnet.domain.records import Handover, Lead
from pmnet.domain.sealed import SealedName, digest_in, name_in, root_of
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict, Finding, NotFound, PmnetError
from pmnet.store.envelopes import LARGEST
from pmnet.store.git import scratch
from pmnet.store.git.commits import follows, read_raw
from pmnet.store.git.envelopes import envelope_in
from pmnet.store.git.history import changed
from pmnet.store.git.process import checked
from pmnet.store.git.refs import MAIN
from pmnet.store.git.remote import RefChange
from pmnet.store.git.repository import Repository
from pmnet.store.ledger import Judged, Ledger
from pmnet.store.sealed_half import FOLDERS
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
        raise NotFound(
            phrase("{place} is not a repository on a server", place=place),
            phrase("name the folder that ends in .git, on that machine"),
        )
    hook = place / "hooks" / "pre-receive"
    if hook.exists() and MARK not in hook.read_text("utf-8", "replace"):
        raise Conflict(
            phrase("{hook} is there already", hook=hook),
            phrase("rename it, and call it from a line of the new one if it is needed"),
        )
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
        return _judge_refs(Ledger(repository), [_asked(line) for line in lines], now)
    except PmnetError as error:
        return [error.message]
    finally:
        repository.close()


def _asked(line: str) -> RefChange:
    """What one line asks for; an id of zeros means that there is none."""
    old, new, name = line.split(maxsplit=2)
    return RefChange(name.strip(), old.strip("0") and old, new.strip("0") and new)


def _judge_refs(ledger: Ledger, asked: list[RefChange], now: datetime) -> list[str]:
    """What speaks against all that is sent together."""
    if any(scratch.is_trial(change.ref) for change in asked):
        return _judge_trials(ledger.repository, asked)
    sealed = {change: name for change in asked if (name := SealedName.of_ref(change.ref)) is not None}
    refused = [said for change in asked if change not in sealed for said in _judge_ref(ledger, change, now)]
    main = next((change for change in asked if change.ref == MAIN), None)
    tip = (main.new if main is not None else ledger.repository.tip(MAIN)) or ""
    if refused or (not sealed and main is None):
        return refused
    after = ledger.snapshot(tip)
    repairs = main is not None and "Repairs" in read_raw(ledger.repository, main.new).trailers
    if main is not None and main.old and after.network.publish != BY_REQUEST and not repairs:
        refused += _unbrought(ledger, main, after, list(sealed.values()))
    return refused + [said for change, name in sealed.items() for said in _judge_sealed(ledger, after, change, name)]


def _judge_trials(repository: Repository, asked: list[RefChange]) -> list[str]:
    """What speaks against trials: they come alone, are few, and nothing arrives with them that says anything."""
    if not all(scratch.is_trial(change.ref) for change in asked):
        return ["trials come alone"]
    arriving = _arriving(repository)
    said = {scratch.against(change.ref, change.old, change.new, arriving) for change in asked} - {""}
    there = repository.run("for-each-ref", "--format=%(refname)", scratch.OWN, scratch.LINES).out.split()
    coming = sum(1 for change in asked if change.new and not change.old)
    if coming and len(there) + coming > scratch.AT_ONCE:
        said.add(f"{len(there)} trials lie here already: whoever keeps this server may take them away")
    return sorted(said)


def _arriving(repository: Repository) -> list[str]:
    """The ids of all that is just arriving, also of what nothing that was sent leads to."""
    if "GIT_QUARANTINE_PATH" not in repository.variables:
        return []  # nothing comes where names are only taken away
    only = {"GIT_ALTERNATE_OBJECT_DIRECTORIES": ""}
    listed = repository.run("cat-file", "--batch-all-objects", "--batch-check=%(objectname)", variables=only)
    return checked(listed).out.decode().split()


def _judge_ref(ledger: Ledger, asked: RefChange, now: datetime) -> list[str]:
    name, old, new = asked.ref, asked.old, asked.new
    if name.startswith(REQUESTS):
        return _judge_request(ledger, new, name, now)
    if name != MAIN:
        return [f"only the shared record is kept here, not {name}"]
    if not new:
        return ["the shared record is never deleted"]
    if old and not follows(ledger.repository, old, new):
        return ["the shared record is never rewritten: this does not follow what is there"]
    return _sentences(ledger.request(old, new, now))


def _judge_sealed(ledger: Ledger, after: Snapshot, asked: RefChange, name: SealedName) -> list[str]:
    """An envelope is kept when it is just the one that the shared record names, and goes when its lead was erased."""
    if asked.ref != name.ref(root_of(after.network)):
        return [f"sealed documents are not kept under {asked.ref} here"]
    lead = after.find_lead(name.lead)
    if lead is not None and lead.erased is not None:
        return [f"{name} was erased, so nothing sealed is kept of it"] if asked.new else []
    if not asked.new:
        return [f"what is sealed in {name} goes only once {name.lead} was erased"]
    record = after.record(name.path)
    digest = digest_in(record) if isinstance(record, Lead | Handover) else None
    if digest is None or digest != _lone_digest(ledger.repository, asked.new):
        return [f"this is not what the shared record says is sealed in {name}"]
    return []


def _unbrought(ledger: Ledger, main: RefChange, after: Snapshot, brought: list[SealedName]) -> list[str]:
    """Which records name an envelope that neither came with them nor is there."""
    before, root = ledger.snapshot(main.old), root_of(after.network)
    missing = []
    for path in changed(ledger.repository, main.old, main.new, FOLDERS):
        old, new = (state.record(path) for state in (before, after))
        digest = digest_in(new) if isinstance(new, Lead | Handover) else None
        if digest is None or (isinstance(old, Lead | Handover) and digest_in(old) == digest):
            continue
        assert isinstance(new, Lead | Handover)
        name = name_in(new)
        there = ledger.repository.tip(name.ref(root))
        if name not in brought and (there is None or _lone_digest(ledger.repository, there) != digest):
            missing.append(f"what {path} says is sealed did not come with it")
    return missing


def _lone_digest(repository: Repository, commit: str) -> str:
    """The digest of the envelope that a commit consists of; empty where it is anything else."""
    envelope = envelope_in(repository, commit)
    return "" if envelope is None or len(envelope) > LARGEST else sha256(envelope).hexdigest()


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
    whose = phrase(" by {actor}", actor=actor) if actor else ""
    where = f"{finding.path}: " if finding.path else ""
    hint = phrase(" ({hint})", hint=finding.hint) if finding.hint else ""
    return phrase(
        "{commit}{whose}: {where}{message}{hint}",
        commit=commit[:12],
        whose=whose,
        where=where,
        message=finding.message,
        hint=hint,
    )
