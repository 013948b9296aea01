"""What the last similar record says, as somebody would type it: what is offered where a command asks for its values.

Of what is sealed only one's own words are offered, never those of the other side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pmnet.app.context import Context
from pmnet.app.handovers import handovers_of
from pmnet.app.views import words_of
from pmnet.domain import ids
from pmnet.domain.codec import to_mapping
from pmnet.domain.planning_dates import add_months
from pmnet.domain.records import Handover, Lead, Position, StepName
from pmnet.domain.sealed import HandoverDocument
from pmnet.rules.line import standing_at
from pmnet.rules.steps import State

PROPOSING = (StepName.CLAIM, StepName.OFFER, StepName.COUNTER)


def lead(context: Context) -> dict[str, str]:
    """What my last lead says of itself that may well be so again: neither its title nor its days."""
    me = context.identity()
    known = context.ask(lambda index: index.leads(None, me)) if me is not None else []
    found = next(iter(context.snapshot().readable(map(ids.lead_path, known[-1:]))), None)
    if not isinstance(found, Lead):
        return {}
    first = found.positions[0] if found.positions else Position("", "")
    named = [place for place in found.positions if (place.key, place.role) != ("pm", "project-manager")]
    return _said(
        industry=found.industry,
        region=found.region,
        remote_percent=found.remote_percent,
        days=first.days_per_week,
        position=", ".join(place.key if place.key == place.role else f"{place.key}:{place.title}" for place in named),
        skill=", ".join(f"{wish.skill}:{wish.level}" for wish in first.skills),
        language=", ".join(f"{tag}:{level}" for tag, level in found.languages.items()),
        certificate=", ".join(found.certificates),
        mode=found.mode,
    )


def claim(context: Context) -> dict[str, str]:
    """My day rate in my last claim, and its terms."""
    return next(_proposed(context, StepName.CLAIM), {})


def offer(context: Context) -> dict[str, str]:
    """The terms of my last offer, and whether the client went with it."""
    return next(_proposed(context, StepName.OFFER), {})


def bill(context: Context, found: Handover) -> dict[str, str]:
    """The month that comes after the last one I billed, with that one's figures; the last month where there is none."""
    snapshot = context.snapshot()
    document = words_of(snapshot, found, context.identity())
    billed = [
        entry for entry in (document.books if document else ()) if entry.billed and entry.by == context.identity()
    ]
    taken_back = {entry.month for entry in billed if entry.billed and Decimal(entry.billed.days) < 0}
    standing = [entry for entry in billed if entry.month not in taken_back]
    if not standing:
        return {"month": f"{add_months(context.hours.local(context.now).date(), -1):%Y-%m}"}
    newest = max(standing, key=lambda entry: entry.month)
    month = add_months(date.fromisoformat(f"{newest.month}-01"), 1)
    figures = newest.billed
    assert figures is not None
    return _said(month=f"{month:%Y-%m}", days=figures.days, amount=figures.partner_net, client_net=figures.client_net)


def won(context: Context) -> str:
    """The only handover that I can bill; empty where there are several, or none."""
    me = context.identity()
    mine = handovers_of(context, context.snapshot(), me) if me is not None else []
    fitting = [
        one.id
        for one in mine
        if one.partner == me and standing_at(context.snapshot(), one, context.now).state is State.WON
    ]
    return fitting[0] if len(fitting) == 1 else ""


def member(context: Context) -> dict[str, str]:
    """What my own record says, field by field, as `pmnet member set` takes it."""
    record = context.snapshot().find_member(context.member)
    return dict(_fields(to_mapping(record), "")) if record is not None else {}


def _proposed(context: Context, step: StepName) -> Iterator[dict[str, str]]:
    """What I proposed in my handovers that began with a step, newest first, where nobody else's words came after mine."""
    me = context.identity()
    mine = handovers_of(context, context.snapshot(), me) if me is not None else []
    for found in sorted(mine, key=lambda one: one.steps[0].at, reverse=True):
        said = [one for one in found.steps if one.step in PROPOSING]
        if found.steps[0].step is step and all(one.by == me for one in said):
            document = words_of(context.snapshot(), found, me)
            if document is not None:
                yield _proposal(document)


def _proposal(document: HandoverDocument) -> dict[str, str]:
    named = document.terms is not None and document.terms.kind != "none"
    return _said(
        rate=document.quote.day_rate if document.quote else None,
        terms=document.handover if named else "none",
        with_client="yes" if document.with_client else "no",
    )


def _fields(content: Mapping[str, Any], above: str) -> Iterator[tuple[str, str]]:
    for name, value in content.items():
        if name == "languages":
            yield name, ", ".join(f"{tag}:{level}" for tag, level in value.items())
        elif isinstance(value, dict):
            yield from _fields(value, f"{above}{name}.")
        elif isinstance(value, list):
            yield above + name, ", ".join(_entry(one) for one in value)
        elif isinstance(value, bool):
            yield above + name, "yes" if value else "no"
        elif value is not None:
            yield above + name, str(value)


def _entry(value: Any) -> str:
    """An entry of a list, by its key and what is needed beside it."""
    if not isinstance(value, dict):
        return str(value)
    key = next((value[name] for name in ("skill", "division", "certificate") if name in value), "")
    return f"{key}:{value['level']}" if "level" in value else str(key)


def _said(**values: object) -> dict[str, str]:
    return {name: str(value) for name, value in values.items() if value not in (None, "")}
