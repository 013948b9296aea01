"""Records that somebody edited by hand, decided on a snapshot. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict
from pmnet.store.workspace import Plan


def publish(
    snapshot: Snapshot, at: datetime, actor: str, texts: Mapping[str, str], seen: Mapping[str, str], word: str = "edits"
) -> Plan:
    """Files as they were edited, if nobody changed them since; `seen` holds the SHA-256 of what was edited, by path."""
    for path in texts:
        if snapshot.digest(path) != seen[path]:
            raise Conflict(
                f"{path} was changed by somebody else since you began to edit it", f"pmnet log {_name(path)}"
            )
    changed = {path: text for path, text in texts.items() if sha256(text.encode()).hexdigest() != seen[path]}
    names = [_name(path) for path in changed]
    return Plan(f"{actor} {word} {', '.join(names)}", names[0] if names else "", texts=changed)


def _name(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yaml")
