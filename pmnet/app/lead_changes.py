"""Public fields of one's own lead changed by name, as an editor would change its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pmnet.app import editing, leads, naming
from pmnet.app.context import Context
from pmnet.app.lead_acts import known_client
from pmnet.app.members import Written
from pmnet.domain.phrase import listed, phrase
from pmnet.domain.records import Lead
from pmnet.errors import Usage
from pmnet.store.files import load
from pmnet.store.revise import revise


@dataclass(frozen=True, slots=True)
class LeadChange:
    """The text of a lead before and after a change; `warnings` says what in it looks as if it named somebody."""

    path: str
    base: str
    text: str
    warnings: tuple[str, ...]


def change(
    context: Context, typed: str, changes: Mapping[str, Any], position: str | None, asks: Mapping[str, Any]
) -> LeadChange:
    """One's own lead with fields set, None removes; `asks` are fields of the position that is named, or of the only one.

    Raises NotAllowed for somebody else's lead, and Usage where a position has to be named.
    """
    snapshot = context.snapshot()
    lead = naming.lead(snapshot, typed)
    editing.insist_own(context, "lead", lead)
    base = (snapshot.text(lead.path) or b"").decode("utf-8")
    content = _set(load(base.encode(), lead.path).content, changes)
    if asks or position is not None:
        key = _position(lead, position)
        places = [_set(place, asks) if place["key"] == key else place for place in content["positions"]]
        content = {**content, "positions": places}
    client = known_client(snapshot, lead, True) if lead.erased is None else {}
    said = {"title": "", "positions": [], "mode": lead.mode.value, **changes}
    return LeadChange(lead.path, base, revise(base, content, lead.path), tuple(leads.warnings(said, client)))


def send(context: Context, change: LeadChange, warnings: Sequence[str] = ()) -> Written:
    """The lead as it was changed; warnings of one's own go with those of the change."""
    texts = {"texts": {change.path: change.text}, "bases": {change.path: change.base}}
    done = leads.written(context, context.perform("publish", texts))
    return replace(done, warnings=(*change.warnings, *warnings))


def _position(lead: Lead, typed: str | None) -> str:
    if typed:
        return naming.position(lead, typed)
    if len(lead.positions) == 1:
        return lead.positions[0].key
    keys = listed(place.key for place in lead.positions)
    raise Usage(
        phrase("{lead} has several positions", lead=lead.id), phrase("name one with --position: {keys}", keys=keys)
    )


def _set(content: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**content, **changes}.items() if value is not None}
