"""Findings in the formats of hosts and their checks. Each format is a pure function from a report to a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from pmnet.app.report import Report
from pmnet.cli.findings.github import summary, workflow_commands
from pmnet.cli.findings.gitlab import code_quality
from pmnet.cli.findings.junit import junit
from pmnet.cli.findings.note import below
from pmnet.cli.findings.sarif import sarif
from pmnet.cli.session import Session
from pmnet.domain.phrase import phrase

FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    "github": workflow_commands,
    "gitlab": code_quality,
    "junit": junit,
    "sarif": sarif,
}
NAMES: Final = ("text", "json", *FORMATS)


def print_findings(session: Session, report: Report) -> None:
    """Print a report in the format that was asked for; paths are those below the working folder."""
    shown = below(report, session.folder)
    print(FORMATS[session.format](shown))
    place = session.variables.get("GITHUB_STEP_SUMMARY")
    if session.format == "github" and place:
        _append(session, Path(place), summary(shown))


def _append(session: Session, place: Path, text: str) -> None:
    """Add to the step's summary; where that cannot be written, the findings count all the same."""
    try:
        with place.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        session.say(phrase("the summary {place} cannot be written: {strerror}", place=place, strerror=error.strerror))
