"""Records as somebody writes them by hand, honest or not."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from people import NOW

from pmnet.store.files import dump, load
from pmnet.store.seal import new_sealing_key
from pmnet.store.signatures import new_signing_key

DUE = "2026-11-25T09:00:00Z"
"""When an answer is due that is asked for at NOW: 16 working hours later, Wednesday 10:00 in Berlin."""

Fields = dict[str, Any]


def put(text: bytes, **fields: Any) -> bytes:
    """The record with some fields set, or removed with None; `keys__sign` reaches inside."""
    content = load(text, "").content
    for name, value in fields.items():
        *outer, last = name.split("__")
        inner = content
        for step in outer:
            inner = inner[step]
        if value is None:
            inner.pop(last, None)
        else:
            inner[last] = value
    return dump(content).encode()


def get(text: bytes, field: str) -> Any:
    return load(text, "").content.get(field)


def add(text: bytes, field: str, *entries: Fields) -> bytes:
    """The record with entries at the end of one of its lists."""
    return put(text, **{field: [*(get(text, field) or []), *entries]})


def change(text: bytes, field: str, place: int, **fields: Any) -> bytes:
    """The record with one entry of one of its lists changed."""
    entries = get(text, field)
    entries[place] = {name: value for name, value in (entries[place] | fields).items() if value is not None}
    return put(text, **{field: entries})


def drop(text: bytes, field: str, place: int = -1) -> bytes:
    """The record without one entry of one of its lists."""
    entries = get(text, field)
    del entries[place]
    return put(text, **{field: entries or None})


def vouch(by: str, at: str = NOW, basis: str = "worked-together", **more: str) -> Fields:
    return {"by": by, "at": at, "basis": basis, **more}


def objection(by: str, at: str = NOW) -> Fields:
    return {"by": by, "at": at, "reason": "never delivered"}


def step(name: str, by: str, at: str = NOW, **more: str) -> Fields:
    return {"step": name, "by": by, "at": at, **more}


def asking(name: str, by: str, lead: bytes, at: str = NOW, due: str = DUE) -> Fields:
    """A claim, an offer or a counter on a lead as it was seen."""
    return step(name, by, at, respond_by=due, of=sha256(lead).hexdigest())


def handover(lead: str, owner: str, partner: str, *steps: Fields, place: int = 1, position: str = "pm") -> bytes:
    content = {"id": f"{lead}.{position}.{place}", "lead": lead, "position": position, "owner": owner}
    return dump({**content, "partner": partner, "steps": list(steps)}).encode()


def lead(name: str, owner: str, at: str = NOW, **more: Any) -> bytes:
    positions = [{"key": "pm", "title": "Project manager"}]
    content = {"id": name, "owner": owner, "registered": at, "title": "A rollout", "mode": "first"}
    return dump({**content, "protected_until": "2027-02-21", "positions": positions, **more}).encode()


def member(name: str, sign: str = "", seal: str = "", **more: Any) -> bytes:
    """A new member's record, with keys of its own unless some are given."""
    keys = {"sign": sign or new_signing_key()[1], "seal": seal or new_sealing_key()[1]}
    content = {"id": name, "name": name.title(), "email": f"{name}@example.org", "keys": keys, "joined": NOW[:10]}
    return dump({**content, **more}).encode()


def rotated(text: bytes, sign: str, at: str = NOW) -> bytes:
    """A member's record with another signing key, the earlier one retired."""
    keys = get(text, "keys")
    retired = [*keys.get("retired", []), {"key": keys["sign"], "at": at}]
    return put(text, keys={**keys, "sign": sign, "retired": retired})
