"""Findings as JUnit XML, which GitLab, Jenkins and most others read: one suite, one failed case for each finding."""

from __future__ import annotations

from html import escape

from pmnet.app.report import Report
from pmnet.cli.findings.note import Note, notes, tally


def junit(report: Report) -> str:
    """The report as XML; without findings, one case that passed. Only ASCII, so that no encoding can spoil it."""
    found = notes(report)
    cases = [_case(note) for note in found] or [f'<testcase classname="pmnet" name="{tally(report)}" time="0"/>']
    counts = f'tests="{len(cases)}" failures="{len(found)}" errors="0" skipped="0" time="0"'
    suite = [f'<testsuite name="pmnet validate" {counts}>', *cases, "</testsuite>"]
    text = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites {counts}>", *suite, "</testsuites>"])
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _case(note: Note) -> str:
    """A case whose name is its own: hosts drop the second of two with the same."""
    name = f"{note.place}: {note.message} [{note.fingerprint[:8]}]"
    about = f'classname="{escape(note.path)}" name="{escape(name)}" file="{escape(note.path)}"'
    line = f' line="{note.line}"' if note.line else ""
    failure = f'<failure type="{escape(note.rule)}" message="{escape(note.message)}">'
    text = "\n".join([f"{note.place} [{note.rule}]", *note.lines])
    return f'<testcase {about}{line} time="0">{failure}{escape(text)}</failure></testcase>'
