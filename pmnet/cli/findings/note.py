"""A finding as every format tells it: harmless to whoever reads it, ranked, and recognised again in the next report.

What a finding says comes from records that anybody may have written. So everything that a terminal, a log or a page might
act on is taken out here, once, before any format writes it down; each format then quotes what is special to itself.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pmnet.app.report import Report
from pmnet.domain.ids import NETWORK_PATH
from pmnet.domain.text import printable
from pmnet.errors import Finding

SEVERITIES: Final = ("blocker", "critical", "major", "minor")
"""From the worst on, in GitLab's words."""

FAMILIES: Final = {
    "yaml": "critical",
    "path": "critical",
    "integrity": "major",
    "lifecycle": "major",
    "limit": "major",
    "schema": "minor",
}
"""How bad a rule's finding is, by the rule's first word; what is not listed is about who did it and in which order."""

LONGEST: Final = 1_000
"""Characters of a message that are shown."""


@dataclass(frozen=True, slots=True)
class Note:
    """One finding, ready to be written; line and column are 0 where it is about a file as a whole."""

    severity: str
    rule: str
    path: str
    line: int
    column: int
    message: str
    hint: str
    act: str
    fingerprint: str

    @property
    def place(self) -> str:
        """Where it is: `members/bea.yaml:3:5`."""
        return ":".join([self.path, *(str(number) for number in (self.line, self.column) if number)])

    @property
    def lines(self) -> list[str]:
        """What it says, line by line: the message, whose act it was, what to do."""
        return [line for line in (self.message, self.act, self.hint) if line]


def notes(report: Report) -> list[Note]:
    """The findings of a report, worst first; among equally bad ones, the first of each file before any second."""
    origins = report.origins or (("", ""),) * len(report.findings)
    found = sorted((_note(*pair) for pair in zip(report.findings, origins, strict=True)), key=_rank)
    again = _turns(note.fingerprint for note in found)
    apart = [_told_apart(note, turn) for note, turn in zip(found, again, strict=True)]
    turns = _turns((note.severity, note.path) for note in apart)
    order = sorted(range(len(apart)), key=lambda index: (SEVERITIES.index(apart[index].severity), turns[index]))
    return [apart[index] for index in order]


def tally(report: Report) -> str:
    """How many records were checked and how much was found, in one line."""
    many = "1 record" if report.checked == 1 else f"{report.checked} records"
    return f"{many} checked, {len(report.findings) or 'no'} finding{'' if len(report.findings) == 1 else 's'}"


def below(report: Report, folder: Path) -> Report:
    """The report with paths inside a folder shown from there on, as hosts know them."""
    return replace(report, findings=tuple(_below(finding, folder) for finding in report.findings))


def plain(text: str) -> str:
    """A text on one line that nothing acts on, not longer than what is read."""
    shown = re.sub(r"[\ufdd0-\ufdef\ufffe\uffff]", "\N{REPLACEMENT CHARACTER}", printable(text))
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"


def _note(finding: Finding, origin: tuple[str, str]) -> Note:
    family = finding.rule.split("-")[0]
    said = "\0".join((finding.rule, finding.path, "/".join(map(str, finding.pointer)), finding.message))
    return Note(
        FAMILIES.get(family, SEVERITIES[0]),
        plain(finding.rule),
        plain(finding.path or NETWORK_PATH),
        finding.line,
        finding.column,
        plain(finding.message),
        plain(finding.hint),
        _act(*origin),
        hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def _act(commit: str, actor: str) -> str:
    """Which act a finding is about and whose it was, where that is known."""
    return plain(f"in act {commit[:12]}{f' by {actor}' if actor else ''}") if commit else ""


def _rank(note: Note) -> tuple[int, str, int, int]:
    return SEVERITIES.index(note.severity), note.path, note.line, note.column


def _turns(keys: Iterable[Hashable]) -> list[int]:
    """For each key, how many equal ones came before it."""
    seen: Counter[Hashable] = Counter()
    turns = []
    for key in keys:
        turns.append(seen[key])
        seen[key] += 1
    return turns


def _told_apart(note: Note, turn: int) -> Note:
    """A note whose fingerprint is its own: hosts show only one of several with the same."""
    digest = hashlib.sha256(f"{note.fingerprint} {turn}".encode()).hexdigest()
    return replace(note, fingerprint=digest) if turn else note


def _below(finding: Finding, folder: Path) -> Finding:
    path = Path(finding.path)
    return replace(finding, path=path.relative_to(folder).as_posix()) if path.is_relative_to(folder) else finding
