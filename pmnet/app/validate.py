"""Checking records in files: one, a folder, or a whole network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pmnet.app.checked import remember_good
from pmnet.app.report import Report
from pmnet.domain.codec import field_names, from_mapping
from pmnet.domain.ids import NETWORK_PATH
from pmnet.domain.phrase import phrase
from pmnet.domain.records import KINDS, kind_of
from pmnet.domain.sealed import HandoverDocument, LeadDocument, Terms
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Finding, Findings, NotANetwork, NotFound
from pmnet.rules import integrity, schema, terms
from pmnet.store import vocabularies
from pmnet.store.files import Document, load
from pmnet.store.folder import Folder, read_file

FORMS: Final[Mapping[str, type[Any]]] = {
    **{kind.name: kind.record for kind in KINDS},
    "terms": Terms,
    "sealed-lead": LeadDocument,
    "sealed-handover": HandoverDocument,
}
"""What a file outside a network can hold, by the name of its schema: records, terms, and what is sealed before it is."""

FOLDERS: Final = {form: form for form in FORMS} | {kind.folder: kind.name for kind in KINDS}
"""What the files in a folder of that name hold."""


def validate(places: Iterable[Path]) -> Report:
    """Everything wrong in these files and folders; a folder with a network in it is checked as a whole."""
    checked = 0
    findings: list[Finding] = []
    for place in places:
        if not place.exists() and not place.is_symlink():
            raise NotFound(
                phrase("there is no file or folder {place}", place=place),
                phrase("name a record, a folder of records, or a network"),
            )
        for one in _whole(place) if (place / "network.yaml").is_file() else _single(place):
            checked += one.checked
            findings += one.findings
    return Report(checked, tuple(findings))


def _whole(root: Path) -> Iterator[Report]:
    """A network: each record alone, and whether they fit together. Paths are shown below `root` as it was named."""
    folder, good = Folder.at(root), True
    for report in _records(folder):
        good = good and not report.findings
        yield replace(report, findings=tuple(_below(root, report.findings))) if report.findings else report
    if good and folder == Folder.at(root):
        remember_good(str(root), folder.blobs)


def _records(folder: Folder) -> Iterator[Report]:
    """What each file of a network comes to; first what concerns several."""
    snapshot, strange = folder.snapshot(), folder.irregular()
    yield Report(len(strange), tuple(strange))
    yield Report(0, tuple(_keys(snapshot)))
    for kind in KINDS:
        for path in folder.below(kind.folder):
            if path in folder.plain:
                yield Report(1, tuple(_record(snapshot, path)))


def _keys(snapshot: Snapshot) -> Iterator[Finding]:
    """Keys that are none, and keys that stand in two places: nobody could tell whose acts they sign."""
    known: dict[str, str] = {}
    for member in snapshot.members():
        found = list(integrity.key_forms(member))
        for pointer, key in integrity.keys_of(member):
            if key in known:
                message = phrase("{known} has or had the same key", known=known[key])
                found.append(Finding(member.path, "integrity-key", message, "", pointer))
            known.setdefault(key, member.id)
        if found:
            yield from load(snapshot.text(member.path) or b"", member.path).locate(found)


def _record(snapshot: Snapshot, path: str) -> list[Finding]:
    if kind_of(path) is None:
        return [
            Finding(
                path, "path", phrase("no record can lie here"), phrase("a record's path follows from its id"), (), 1, 1
            )
        ]
    try:
        record = snapshot.record(path)
    except Findings as error:
        return list(error.findings)
    assert record is not None
    try:
        found = integrity.check(record, snapshot)
    except (Findings, NotANetwork):
        return []  # a record it refers to is broken, and that is reported at that record
    return load(snapshot.text(path) or b"", path).locate(found) if found else []


def _single(place: Path) -> Iterator[Report]:
    """Files outside a network: each against its schema."""
    files = sorted(p for p in place.rglob("*.yaml") if p.is_file() or p.is_symlink()) if place.is_dir() else [place]
    for file in files:
        yield Report(1, tuple(_lone(file)))


def _lone(file: Path) -> list[Finding]:
    if file.is_symlink() or not file.is_file():
        return [Finding(str(file), "path-mode", phrase("a record must be a plain file, not a link"), "", (), 1, 1)]
    try:
        document = load(read_file(file), str(file))
    except Findings as error:
        return list(error.findings)
    form = _form(file, document)
    found = schema.check(form, document.content, str(file), vocabularies.suggest)
    if form == "terms" and not found:
        found = [
            Finding(str(file), f"terms-{rule}", message, hint, pointer)
            for rule, message, hint, pointer in terms.check(from_mapping(Terms, document.content))
        ]
    return document.locate(found)


def _form(file: Path, document: Document) -> str:
    """What a file outside a network holds: from its name or the folders it is in, else from the fields it has."""
    if file.name == NETWORK_PATH:
        return "network"
    named = (FOLDERS[part] for part in reversed(file.absolute().parent.parts[-2:]) if part in FOLDERS)
    return next(named, "") or max(FORMS, key=lambda form: len(set(document.content) & set(field_names(FORMS[form]))))


def _below(root: Path, findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        yield replace(finding, path=finding.path if str(root) == "." else str(root / finding.path))
