"""What two partners need when they do not agree: everything about one handover or lead in one file, to be checked without pmnet.

The file is a ZIP. It holds the signed acts as git objects, so that git and ssh-keygen can verify them; what is sealed for the one
who exports, opened, beside the envelopes, so that sha256sum and age can compare them; and a text that says how.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final

from pmnet.app import naming
from pmnet.app.context import Context
from pmnet.domain.codec import to_mapping
from pmnet.domain.phrase import phrase
from pmnet.domain.records import Handover, Lead
from pmnet.domain.sealed import HandoverDocument, digest_in, name_in
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Alarm, CannotUnseal, Conflict, NotAllowed
from pmnet.rules.integrity import keys_of
from pmnet.store.git import history
from pmnet.store.git.repository import Repository
from pmnet.store.private_files import write_new

STAMP: Final = (2000, 1, 1, 0, 0, 0)
"""Every entry's time in the ZIP, so that the same evidence is the same file."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file of evidence: where it is, what it is about, how many acts it holds, and what of it could not be opened."""

    file: str
    about: str
    acts: int
    sha256: str
    missing: tuple[str, ...] = ()


@dataclass(slots=True)
class _Bundle:
    """The entries of the file while it is put together."""

    entries: dict[str, bytes] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def zipped(self) -> bytes:
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            for name in sorted(self.entries):
                file.writestr(zipfile.ZipInfo(name, STAMP), self.entries[name], zipfile.ZIP_DEFLATED)
        return out.getvalue()


def export(context: Context, typed: str, place: Path) -> Exported:
    """Everything about a handover, or a lead with its handovers, in a new file that only its owner can read.

    Raises NotAllowed for whoever is no party to it, Conflict where the file is there already.
    """
    snapshot, actor = context.workspace.snapshot(), context.member
    if place.exists():
        raise Conflict(
            phrase("{place} is there already, and nothing is overwritten", place=place),
            phrase("name another file with -o"),
        )
    records = _records(snapshot, typed, actor)
    repository = context.workspace.repository
    commits = _acts(repository, snapshot.tip, [record.path for record in records])
    bundle = _Bundle()
    _put_objects(bundle, repository, commits, records, snapshot)
    for record in records:
        _put_sealed(bundle, context, snapshot, record)
    bundle.entries["allowed_signers"] = _signers(snapshot, records)
    bundle.entries["acts.txt"] = _list(repository, commits)
    bundle.entries["README.txt"] = _how(records, commits).encode()
    content = bundle.zipped()
    write_new(place, content)
    about = records[0].id
    return Exported(str(place), about, len(commits), sha256(content).hexdigest(), tuple(bundle.missing))


def _records(snapshot: Snapshot, typed: str, actor: str) -> list[Lead | Handover]:
    """What is meant, as far as the actor is a party to it."""
    if "." in typed:
        handover = naming.handover(snapshot, typed, lambda _: True)
        found: list[Lead | Handover] = [handover, snapshot.lead(handover.lead)]
        parties = {handover.owner, handover.partner}
    else:
        lead = naming.lead(snapshot, typed)
        mine = [one for one in snapshot.handovers_of(lead.id) if actor in (one.owner, one.partner)]
        found, parties = [lead, *mine], {lead.owner, *(one.partner for one in mine)}
    if actor not in parties:
        raise NotAllowed(phrase("you are no party to {typed}", typed=typed), "pmnet inbox")
    return found


def _acts(repository: Repository, tip: str, paths: Iterable[str]) -> list[str]:
    """The commits that changed one of the records, oldest first."""
    names = {name for path in paths for name in history.commits_of(repository, tip, path)}
    return [name for name in history.names(repository, tip) if name in names]


def _put_objects(
    bundle: _Bundle, repository: Repository, commits: list[str], records: list[Lead | Handover], snapshot: Snapshot
) -> None:
    """The acts with the folders and files that lead to the records, and the commits between them, as a repository."""
    bundle.entries["git/HEAD"] = b"ref: refs/heads/main\n"
    bundle.entries["git/config"] = b"[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
    bundle.entries["git/refs/heads/main"] = f"{commits[-1]}\n".encode()
    merged = [parent for commit in commits for parent in history.merged_parents(repository, commit)]
    bundle.entries["git/shallow"] = "".join(f"{name}\n" for name in (commits[0], *merged)).encode()
    people = {person for record in records for person in _parties(record)}
    paths = [*(record.path for record in records), *(f"members/{person}.yaml" for person in sorted(people))]
    for name in (*history.names(repository, commits[-1], commits[0]), *merged):
        _put_object(bundle, repository, name)
    for commit in commits:
        for path in paths:
            parts = path.split("/")
            for depth in range(len(parts) + 1):
                where = "/".join(parts[:depth])
                _put_object(bundle, repository, history.id_of(repository, f"{commit}:{where}"))


def _put_object(bundle: _Bundle, repository: Repository, name: str) -> None:
    if not name:
        return
    place = f"git/objects/{name[:2]}/{name[2:]}"
    if place not in bundle.entries:
        kind, content = repository.object(name)
        bundle.entries[place] = zlib.compress(f"{kind} {len(content)}\0".encode() + content)


def _put_sealed(bundle: _Bundle, context: Context, snapshot: Snapshot, record: Lead | Handover) -> None:
    """What is sealed with a record, opened, beside its envelope; what does not open here is named."""
    if digest_in(record) is None or (isinstance(record, Lead) and record.owner != context.member):
        return
    try:
        document = snapshot.document(name_in(record))
    except (CannotUnseal, Alarm) as error:
        bundle.missing.append(error.message)
        return
    envelope = context.workspace.sealed.store.read(name_in(record))
    if document is None or envelope is None:
        return
    bundle.entries[f"sealed/{record.id}.age"] = envelope
    bundle.entries[f"opened/{record.id}.yaml"] = context.workspace.sealed.safe.text(envelope)
    if isinstance(document, HandoverDocument) and document.terms is not None:
        terms = json.dumps(to_mapping(document.terms), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        bundle.entries[f"opened/{record.id}.terms.json"] = terms.encode()


def _parties(record: Lead | Handover) -> tuple[str, ...]:
    return (record.owner,) if isinstance(record, Lead) else (record.owner, record.partner)


def _signers(snapshot: Snapshot, records: list[Lead | Handover]) -> bytes:
    """Whose key is whose, as ssh-keygen reads it (ssh-keygen(1), ALLOWED SIGNERS); former keys too."""
    people = sorted({person for record in records for person in _parties(record)})
    rows = [
        f'{person} namespaces="git" {key}\n'
        for person in people
        if (member := snapshot.find_member(person)) is not None
        for _, key in keys_of(member)
        if key.startswith("ssh-")
    ]
    return "".join(rows).encode()


def _list(repository: Repository, commits: list[str]) -> bytes:
    rows = (
        f"{name}  {_time(repository, name):%Y-%m-%d %H:%M} UTC  {history.subject_of(repository, name)}\n"
        for name in commits
    )
    return "".join(rows).encode()


def _time(repository: Repository, commit: str) -> datetime:
    return history.time_of(repository, commit)


def _how(records: list[Lead | Handover], commits: list[str]) -> str:
    """How whoever gets the file checks it with programs that everybody has."""
    handover = next((record for record in records if isinstance(record, Handover)), None)
    shown: Mapping[str, str] = {"commit": commits[-1], "path": records[0].path, "id": records[0].id}
    return "".join(_sentences(shown, handover))


def _sentences(shown: Mapping[str, str], handover: Handover | None) -> Iterator[str]:
    git, commit = "git --git-dir git", shown["commit"]
    yield "What is in this file, and how to check it without pmnet\n\n"
    yield "acts.txt lists the acts, oldest first. Each is a signed commit; git/ is a repository that holds just those:\n\n"
    yield f"  {git} -c gpg.ssh.allowedSignersFile=allowed_signers verify-commit COMMIT\n"
    yield f"  {git} show {commit}:{shown['path']}\n"
    yield f"  {git} rev-list --first-parent {commit}\n\n"
    yield "The last one shows their order; it ends where this file begins.\n"
    yield "allowed_signers holds the signing keys of the people it is about. Compare them with theirs: pmnet keys show.\n\n"
    yield "opened/ is what was sealed, as the one who made this file could open it; sealed/ holds the envelopes.\n"
    yield "The signed record names the SHA-256 of an envelope (sealed:), and whoever it was sealed to opens it:\n\n"
    yield f"  sha256sum sealed/{shown['id']}.age\n"
    yield f"  age --decrypt -i THEIR-HOME/keys/seal sealed/{shown['id']}.age | diff - opened/{shown['id']}.yaml\n"
    if handover is not None:
        yield "\nBoth signed for the terms: their digest stands where they were proposed and accepted (terms:).\n\n"
        yield f"  sha256sum opened/{handover.id}.terms.json\n"
