"""What a check of records or acts came to."""

from __future__ import annotations

from dataclasses import dataclass

from pmnet.app.checked import in_words
from pmnet.errors import Finding


@dataclass(frozen=True, slots=True)
class Report:
    """How many files or acts were checked, and what was found; of acts, also in which commit and by whom (`origins`)."""

    checked: int
    findings: tuple[Finding, ...] = ()
    origins: tuple[tuple[str, str], ...] = ()

    @property
    def summary(self) -> str:
        """Both numbers in a sentence."""
        return in_words(self.checked, len(self.findings))
