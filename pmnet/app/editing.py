"""Changing a record as text: in an editor, or by hand in the folder."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pmnet.app import ci, leads, naming
from pmnet.app.context import Context
from pmnet.app.members import Written, differences
from pmnet.app.text_acts import Clash, merged_text
from pmnet.app.views import handover_view, member_views
from pmnet.domain.phrase import listed, phrase
from pmnet.domain.records import Handover, Lead, Member, folder_kind, kind_of
from pmnet.errors import Conflict, Finding, Findings, NotAllowed, PmnetError, Unreachable
from pmnet.rules import schema
from pmnet.store import vocabularies
from pmnet.store.files import dump_inline, load
from pmnet.store.folder import read_file
from pmnet.store.git.checkout import edited_files, untracked_files
from pmnet.store.git.refs import MAIN
from pmnet.store.home import write_safely
from pmnet.store.workspace import Outcome

LARGEST_OTHER = 512 * 1024


def editor(variables: Mapping[str, str], usual: str) -> tuple[str, str]:
    """The editor that a person has named, or the usual one, and which program that is; both empty where there is none."""
    named = variables.get("VISUAL") or variables.get("EDITOR") or usual
    try:
        return named, shlex.split(named)[0] if named.strip() else ""
    except ValueError:  # a quote that is not closed
        return named, named


@dataclass(frozen=True, slots=True)
class Draft:
    """A record's text being edited: where it belongs, what it was when the edit began, where it is kept meanwhile."""

    path: str
    base: str
    kept: Path

    @property
    def kept_base(self) -> Path:
        """Where the text is kept that the edit began with."""
        return self.kept.with_suffix(".base")

    @property
    def unfinished(self) -> bool:
        """Whether an earlier edit was not finished."""
        return self.kept.is_file()

    def begin(self) -> str:
        """The text to edit: the record's, or an unfinished edit."""
        if self.unfinished:
            return self.kept.read_text("utf-8")
        write_safely(self.kept_base, self.base.encode())
        return self.base

    def forget(self) -> None:
        """Drop what was kept: it was sent, or nothing was changed."""
        self.kept.unlink(missing_ok=True)
        self.kept_base.unlink(missing_ok=True)


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

    @property
    def unsent(self) -> Unreachable | None:
        """Why it waits."""
        return self.outcome.unsent


def draft_of(context: Context, kind: str, typed: str) -> Draft:
    """The text of one's own record or lead, ready to edit; an unfinished earlier edit goes on where it stopped."""
    snapshot = context.snapshot()
    record = naming.member(snapshot, typed or context.member) if kind == "member" else naming.lead(snapshot, typed)
    insist_own(context, kind, record)
    text = (snapshot.text(record.path) or b"").decode("utf-8")
    kept = context.workspace.repository.git_dir / "pmnet" / "drafts" / f"{record.id}.yaml"
    base = kept.with_suffix(".base")
    return Draft(record.path, base.read_text("utf-8") if kept.is_file() and base.is_file() else text, kept)


def insist_own(context: Context, kind: str, record: Member | Lead) -> None:
    """Raises NotAllowed where a record is not one's own to edit."""
    owner = record.id if isinstance(record, Member) else record.owner
    if owner != context.member:
        raise NotAllowed(
            phrase("{record} is {owner}'s to edit", record=record.id, owner=owner), f"pmnet {kind} show {record.id}"
        )


def check_draft(draft: Draft, text: str) -> list[Finding]:
    """What is wrong with an edited text, at the line where it is; empty when it can be sent."""
    kind = kind_of(draft.path)
    assert kind is not None
    try:
        document = load(text.encode(), draft.path)
    except Findings as error:
        return list(error.findings)
    return document.locate(schema.check(kind.name, document.content, draft.path, vocabularies.suggest))


def onto_newest(context: Context, draft: Draft, text: str) -> tuple[Draft, str, list[Finding]]:
    """The same edit as one of the newest state known here, and where somebody else changed the same meanwhile.

    What was edited stands there; whoever leaves it so means it.
    """
    newest = (context.snapshot().text(draft.path) or b"").decode("utf-8", "replace")
    if newest in (draft.base, text):
        return draft, text, []
    merged, clashes = merged_text(draft.path, draft.base, text, newest)
    if not clashes:
        return draft, text, []  # what is sent takes the other changes in by itself
    later = replace(draft, base=newest)
    write_safely(later.kept_base, newest.encode())
    findings = [_told(clash, draft.path) for clash in clashes]
    return later, merged, load(merged.encode(), draft.path).locate(findings)


def _told(clash: Clash, path: str) -> Finding:
    said = dump_inline(clash.newest) if clash.newest is not None else ""
    message = (
        phrase("{place} was changed meanwhile to: {said}", place=listed(clash.place, "."), said=said)
        if said
        else phrase("{place} was removed meanwhile", place=listed(clash.place, "."))
    )
    hint = phrase("leave what you want to stand there")
    return Finding(path, "changed-meanwhile", message, hint, tuple(clash.place))


NOBODY: Final = {
    "id": "000101-0000",
    "owner": "xx",
    "registered": "2000-01-01T00:00:00Z",
    "protected_until": "2000-01-01",
}
"""What a lead has only once it is added."""


def new_lead(text: str, path: str) -> dict[str, Any]:
    """The fields of a new lead from its text, without those of its client that were not filled in; raises Findings."""
    content = load(text.encode(), path).content
    client = content.get("client")
    if isinstance(client, dict):
        content["client"] = {name: value for name, value in client.items() if value not in ("", None, [])}
    return {name: value for name, value in content.items() if value not in ("", None) or name == "title"}


def check_new_lead(text: str, path: str) -> list[Finding]:
    """What is wrong with the text of a new lead, at the line where it is; empty when it can be sent."""
    try:
        document, content = load(text.encode(), path), new_lead(text, path)
    except Findings as error:
        return list(error.findings)
    public = {name: value for name, value in content.items() if name != "client"}
    found = schema.check("lead", {**NOBODY, "mode": "first", **public}, path, vocabularies.suggest)
    if content.get("client"):
        whole = {"format": 1, "purpose": "lead", "lead": NOBODY["id"], "client": content["client"]}
        found += schema.check("sealed-lead", whole, path, vocabularies.suggest)
    return document.locate(found)


def insist_field(kind: str, field: str, value: object) -> None:
    """Raises Findings where a field of a record of a kind cannot have a value."""
    found = [
        one for one in schema.check(kind, {field: value}, field, vocabularies.suggest) if one.pointer[:1] == (field,)
    ]
    if found:
        raise Findings(found[0].message, found)


def keep_draft(draft: Draft, text: str) -> Path:
    """Keep what was typed, so that nothing is lost."""
    write_safely(draft.kept, text.encode())
    return draft.kept


def finish_draft(context: Context, draft: Draft, text: str) -> Written:
    """Send an edited record; what was typed is kept until the server has it."""
    with contextlib.suppress(OSError):  # where there is no room, the text lies there as the editor has left it
        keep_draft(draft, text)
    outcome = context.perform("publish", {"texts": {draft.path: text}, "bases": {draft.path: draft.base}})
    if not context.dry_run:
        draft.forget()
    record = outcome.after.record(draft.path)
    changed = differences(context, outcome)
    if isinstance(record, Lead):
        return leads.written(context, outcome, record)
    if isinstance(record, Handover):
        return Written(handover_view(outcome.after, record, outcome.at, context.member), outcome, changed)
    assert isinstance(record, Member)
    return Written(member_views(outcome.after, [record], outcome.at)[0], outcome, changed)


def publish(context: Context) -> Published:
    """Send the records edited by hand in the folder, all in one act; raises Conflict where there are none.

    Afterwards the files say what was published: a file that was saved with other line ends, or into which newer changes
    went, is written once more, unless it was edited again meanwhile.
    """
    repository = context.workspace.repository
    head = repository.tip(MAIN) or ""
    found = {path: _edited_bytes(context.folder / path, path) for path in _edited(context)}
    if not found:
        raise Conflict(
            phrase("nothing was edited in this folder"),
            phrase("edit a record in {folder}, then pmnet publish", folder=context.folder),
        )
    texts = {path: _as_text(path, content) for path, content in found.items()}
    bases = {path: (repository.read(head, path) or b"").decode("utf-8", "replace") for path in found}
    outcome = context.perform("publish", {"texts": texts, "bases": bases, "word": "publishes"})
    if outcome.sent:
        for path, content in found.items():
            if (context.folder / path).read_bytes() == content:
                (context.folder / path).write_bytes(outcome.after.text(path) or b"")
        context.workspace.show()
    return Published(tuple(texts), outcome, differences(context, outcome))


def discard(context: Context) -> str:
    """Put the shared state back into every edited file, keeping what was there; what was done, in words."""
    repository = context.workspace.repository
    head = repository.tip(MAIN) or ""
    kept = _new_place(context.home.folder / "discarded" / context.folder.name / f"{context.now:%Y-%m-%d-%H%M}")
    paths = _edited(context)
    for path in paths:
        place, shared = context.folder / path, repository.read(head, path)
        if place.is_file() and not place.is_symlink():
            write_safely(kept / path, place.read_bytes())
        place.unlink(missing_ok=True)
        if shared is not None:
            place.write_bytes(shared)
    context.workspace.show()
    if not paths:
        return phrase("nothing was edited in this folder")
    return phrase("put back: {paths}\nyour versions are kept in {kept}", paths=listed(paths), kept=kept)


def _new_place(wanted: Path) -> Path:
    """A folder's name that nothing has yet: the one that is wanted, or with a number."""
    numbered = (wanted.with_name(f"{wanted.name}-{number}") for number in range(2, 1_000))
    return next(place for place in (wanted, *numbered) if not place.exists())


def _edited(context: Context) -> list[str]:
    repository = context.workspace.repository
    head = repository.tip(MAIN) or ""
    new = [path for path in untracked_files(repository) if folder_kind(path) is not None or path in ci.PATHS]
    old = [
        path
        for path in edited_files(repository)
        if folder_kind(path) is not None or repository.read(head, path) is not None
    ]
    return [*old, *new]


def _edited_bytes(place: Path, path: str) -> bytes:
    if place.is_symlink() or not place.is_file():
        raise NotAllowed(
            phrase("{path} was removed or is a link; records are never deleted", path=path),
            phrase("pmnet publish --discard puts it back"),
        )
    if kind_of(path) is not None or folder_kind(path) is not None:
        return read_file(place)
    if place.stat().st_size > LARGEST_OTHER:
        raise NotAllowed(
            phrase(
                "{path} is larger than {LARGEST_OTHER} KiB; a network holds records, not documents",
                path=path,
                LARGEST_OTHER=LARGEST_OTHER // 1024,
            )
        )
    return place.read_bytes()


def _as_text(path: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8")
        return text.replace("\r\n", "\n") if folder_kind(path) is not None else text
    except UnicodeDecodeError:
        raise PmnetError(phrase("{path} is not UTF-8 text", path=path), phrase("save it as UTF-8")) from None
