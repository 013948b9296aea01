"""placeholder"""

from __future__ import annotations

from pathlib import Path

from pmnet.cli.session import Session


def play(session: Session, path: Path | None) -> None: ...
