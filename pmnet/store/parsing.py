"""From a file's bytes to a record, with the findings of everything that is wrong on the way."""

from __future__ import annotations

from pmnet.domain.codec import from_mapping, to_mapping
from pmnet.domain.phrase import phrase, told
from pmnet.domain.records import Handover, Kind, Record, kind_of
from pmnet.errors import Conflict, Finding, Findings
from pmnet.rules import schema
from pmnet.rules.standing import standing
from pmnet.store import vocabularies
from pmnet.store.files import Document, dump, load
from pmnet.store.revise import revise


def parse(path: str, text: bytes) -> Record:
    """The record in a file; raises Findings where the text, the types or the place are wrong.

    Values are not compared with the schema here (that costs 130 ms of imports and is done when a record is judged), so
    a vocabulary's key may be unknown; types are always right.
    """
    return _record(_kind(path), path, load(text, path))


def parse_checked(path: str, text: bytes) -> Record:
    """The record in a file, compared with its schema in full; raises Findings, all of them at once."""
    kind = _kind(path)
    document = load(text, path)
    findings = _schema_findings(kind.name, document, path)
    if findings:
        raise Findings(told(findings[0]), findings)
    return _record(kind, path, document)


def _kind(path: str) -> Kind:
    kind = kind_of(path)
    if kind is None:
        raise _one(
            Finding(path, "path", phrase("no record can lie here"), phrase("a record's path follows from its id"))
        )
    return kind


def _record(kind: Kind, path: str, document: Document) -> Record:
    try:
        record: Record = from_mapping(kind.record, document.content)
    except ValueError:
        findings = _schema_findings(kind.name, document, path)
        raise Findings(told(findings[0]), findings) from None
    if record.path != path:
        misplaced = Finding(
            path, "path", phrase("the id does not fit the place: it belongs at {path}", path=record.path), "", ("id",)
        )
        raise _one(document.locate([misplaced])[0])
    if isinstance(record, Handover):
        _insist_foldable(record)
    return record


def _insist_foldable(handover: Handover) -> None:
    """Raises Findings where the steps cannot follow one another: then nobody can say where the handover stands."""
    try:
        standing(handover)
    except Conflict as error:
        raise _one(Finding(handover.path, "lifecycle", error.message, error.hint, ("steps",), 1, 1)) from None


def record_text(record: Record, before: bytes | None = None) -> bytes:
    """The text of a record: in place of an earlier text, whose comments stay, or canonical."""
    if before is None:
        return dump(to_mapping(record)).encode()
    content = to_mapping(record, load(before, record.path).content)
    return revise(before.decode("utf-8"), content, record.path).encode()


def _schema_findings(kind: str, document: Document, path: str) -> list[Finding]:
    return document.locate(schema.check(kind, document.content, path, vocabularies.suggest))


def _one(finding: Finding) -> Findings:
    return Findings(told(finding), [finding])
