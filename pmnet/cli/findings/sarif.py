"""Findings as SARIF 2.1.0, the format of code scanning."""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import quote

import pmnet
from pmnet.app.report import Report
from pmnet.cli.findings.note import Note, notes

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(report: Report) -> str:
    """The report as one run of pmnet, with the rules that were broken."""
    found = notes(report)
    rules = sorted({note.rule for note in found})
    run = {
        "tool": {"driver": {"name": "pmnet", "version": pmnet.__version__, "rules": [_rule(rule) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(note, rules.index(note.rule)) for note in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(rule: str) -> dict[str, Any]:
    words = rule.replace("-", " ")
    return {"id": rule, "shortDescription": {"text": words}, "defaultConfiguration": {"level": "error"}}


def _result(note: Note, index: int) -> dict[str, Any]:
    artifact = {"uri": quote(note.path, safe="/"), "uriBaseId": "%SRCROOT%"}
    return {
        "ruleId": note.rule,
        "ruleIndex": index,
        "level": "error",
        "message": {"text": _text(note)},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": _region(note)}}],
        "partialFingerprints": {"pmnet/v1": note.fingerprint},
        "properties": {"severity": note.severity},
    }


def _region(note: Note) -> dict[str, int]:
    column = {"startColumn": note.column} if note.line and note.column else {}
    return {"startLine": max(note.line, 1)} | column


def _text(note: Note) -> str:
    """What it says, with the brackets quoted that would make a link (SARIF 2.1.0, 3.11.6)."""
    return re.sub(r"([\\\[\]])", r"\\\1", "\n".join(note.lines))
