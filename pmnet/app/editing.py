"""Changing a record as text: in an editor, or by hand in the folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pmnet.app import naming
from pmnet.app.context import Context
from pmnet.app.members import Written, differences
from pmnet.app.views import handover_view, lead_view, member_views
from pmnet.domain.records import Handover, Lead, Member, folder_kind, kind_of
from pmnet.errors import Conflict, Finding, Findings, NotAllowed, PmnetError
from pmnet.rules import schema
from pmnet.store import vocabularies
from pmnet.store.files import load
from pmnet.store.folder import read_file
from pmnet.store.git.checkout import edited_files, untracked_files
from pmnet.store.git.repository import MAIN
from pmnet.store.home import write_safely
from pmnet.store.workspace import Outcome


@dataclass(frozen=True, slots=True)
class Draft:
    """A record's text being edited: where it belongs, what it was, where an unfinished version is kept."""

    path: str
    text: str
    digest: str
    kept: Path


@dataclass(frozen=True, slots=True)
class Published:
    """What was sent of the files edited by hand."""

    paths: tuple[str, ...]
    outcome: Outcome
    changes: Mapping[str, tuple[bytes, bytes]]

    @property
    def sent(self) -> bool:
        """False while it waits."""
        return self.outcome.sent


def draft_of(context: Context, kind: str, typed: str) -> Draft:
    """The text of one's own record or lead, ready to edit; an unfinished earlier edit goes on where it stopped."""
    snapshot = context.snapshot()
    actor = context.member
    record = naming.member(snapshot, typed or actor) if kind == "member" else naming.lead(snapshot, typed)
    owner = record.id if isinstance(record, Member) else record.owner
    if owner != actor:
        raise NotAllowed(f"{record.id} is {owner}'s to edit", f"pmnet {kind} show {record.id}")
    text = (snapshot.text(record.path) or b"").decode("utf-8")
    kept = context.workspace.repository.git_dir / "pmnet" / "drafts" / f"{record.id}.yaml"
    return Draft(record.path, text, sha256(text.encode()).hexdigest(), kept)


def check_draft(draft: Draft, text: str) -> list[Finding]:
    """What is wrong with an edited text, at the line where it is; empty when it can be sent."""
    kind = kind_of(draft.path)
    assert kind is not None
    try:
        document = load(text.encode(), draft.path)
    except Findings as error:
        return list(error.findings)
    return document.locate(schema.check(kind.name, document.content, draft.path, vocabularies.suggest))


def keep_draft(draft: Draft, text: str) -> Path:
    """Keep what was typed, so that nothing is lost."""
    write_safely(draft.kept, text.encode())
    return draft.kept


def finish_draft(context: Context, draft: Draft, text: str) -> Written:
    """Send an edited record; what was typed is kept until the server has it."""
    keep_draft(draft, text)
    outcome = context.perform("publish", {"texts": {draft.path: text}, "seen": {draft.path: draft.digest}})
    if not context.dry_run:
        draft.kept.unlink(missing_ok=True)
    record = outcome.after.record(draft.path)
    changed = differences(context, outcome)
    if isinstance(record, Lead):
        return Written(lead_view(outcome.after, record, outcome.at, context.member), outcome, changed)
    if isinstance(record, Handover):
        return Written(handover_view(outcome.after, record, outcome.at, context.member), outcome, changed)
    assert isinstance(record, Member)
    return Written(member_views(outcome.after, [record], outcome.at)[0], outcome, changed)


def publish(context: Context) -> Published:
    """Send the records edited by hand in the folder, all in one act; raises Conflict where there are none."""
    repository = context.workspace.repository
    head = repository.tip(MAIN) or ""
    new = [path for path in untracked_files(repository) if folder_kind(path) is not None]
    paths = [*edited_files(repository), *new]
    texts, seen = {}, {}
    for path in paths:
        place = context.folder / path
        if place.is_symlink() or not place.is_file():
            raise NotAllowed(f"{path} was removed or is a link; records are never deleted", f"restore {path}")
        try:
            texts[path] = read_file(place).decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise PmnetError(f"{path} is not UTF-8 text", "save it as UTF-8") from None
        seen[path] = sha256(repository.read(head, path) or b"").hexdigest()
    if not texts:
        raise Conflict("nothing was edited in this folder", f"edit a record in {context.folder}, then pmnet publish")
    outcome = context.perform("publish", {"texts": texts, "seen": seen, "word": "publishes"})
    return Published(tuple(texts), outcome, differences(context, outcome))
