"""Programs that tell that they were run, for tests in which none may be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Canary:
    """A program that writes down each time it is run, and fails."""

    folder: Path

    @property
    def program(self) -> Path:
        place = self.folder / "program"
        if not place.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            place.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{self.note}'\nexit 1\n")
            place.chmod(0o755)
        return place

    @property
    def note(self) -> Path:
        return self.folder / "was run"

    def put(self, place: Path) -> None:
        """The same program somewhere else."""
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(self.program.read_text())
        place.chmod(0o755)

    @property
    def sings(self) -> str:
        """What was run, or nothing."""
        return self.note.read_text() if self.note.exists() else ""
