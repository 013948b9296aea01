"""Findings for GitLab: a Code Quality report, which it shows beside the changes of a merge request."""

from __future__ import annotations

import json
from typing import Any

from pmnet.app.report import Report
from pmnet.cli.findings.note import Note, notes


def code_quality(report: Report) -> str:
    """The report as a JSON list; a finding keeps its fingerprint when lines above it are added."""
    return json.dumps([_issue(note) for note in notes(report)], indent=2)


def _issue(note: Note) -> dict[str, Any]:
    return {
        "description": "; ".join(note.lines),
        "check_name": note.rule,
        "fingerprint": note.fingerprint,
        "severity": note.severity,
        "location": {"path": note.path, "lines": {"begin": max(note.line, 1)}},
    }
