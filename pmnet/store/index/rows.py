"""What a record gives the index: rows by table. Everything here is public in the record itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from pmnet.domain.clock import format_instant
from pmnet.domain.codec import to_mapping
from pmnet.domain.records import FreeTime, Handover, Lead, Member, Network, Position, Weights
from pmnet.domain.snapshot import Snapshot
from pmnet.domain.text import squeeze
from pmnet.rules.answers import questions
from pmnet.rules.capacity import Work, free_periods, stretches
from pmnet.rules.criteria import FOREVER, Criterion, rung
from pmnet.rules.line import line
from pmnet.rules.positions import PositionState, kept
from pmnet.rules.requirements import ALL, requirements
from pmnet.rules.stages import stage_of
from pmnet.rules.standing import Standing, standing
from pmnet.rules.steps import AGREEMENT, ASKING, UNANSWERED, State
from pmnet.rules.workload import period, work_of
from pmnet.store.index.tables import VERSION

Row = tuple[Any, ...]

Rows = Iterator[tuple[str, Row]]
"""Tables, each with a row."""

LAST: Final = datetime(9000, 1, 1, tzinfo=UTC)
"""A moment at which whatever lapses has lapsed."""


def of_network(network: Network, commit: str) -> Rows:
    """What a network's own record gives; with it, which state the index is of."""
    policy = network.policy
    said = {
        "network": network.name,
        "zone": policy.time_zone,
        "fresh_days": policy.capacity_fresh_days,
        "stale_days": policy.capacity_stale_days,
        "silence_days": policy.silence_days,
        "suspension_one_in": policy.suspension_one_in,
        "suspension_at_least": policy.suspension_at_least,
        "weights": to_mapping(policy.weights),
    }
    yield "meta", ("version", VERSION)
    yield "meta", ("commit", commit)
    yield "meta", ("network", json.dumps(said))
    yield "meta", ("figures", figures(network))


def figures(network: Network) -> str:
    """What of a network's record is worked into the rows of its members and leads; its weights are looked up each time."""
    asked = replace(network.policy, weights=Weights())
    return json.dumps([network.founder, format_instant(network.founded), to_mapping(asked)])


def of_member(member: Member, number: int, work: Sequence[Work]) -> Rows:
    """What a member's record gives; when they became active is found out from all vouches together."""
    said = member.capacity.free if member.capacity else ()
    confirmed = member.capacity.confirmed if member.capacity else None
    text = " ".join(squeeze(word) for word in (member.id, member.name, member.headline or ""))
    about = (member.id, member.name, member.headline, text, None, _day(member.paused), _day(member.left))
    yield "member", (number, *about, _day(confirmed), _periods(said), _periods(free_periods(said, work)))
    for (kind, key), value in _traits(member).items():
        yield "trait", (kind, key, number, value)
    yield from of_free_days(number, said, work)
    for place, vouch in enumerate(member.vouches):
        yield "vouch", (number, place, vouch.by, format_instant(vouch.at), _instant(vouch.withdrawn))
    for by in {objection.by for objection in member.objections if objection.withdrawn is None} - {member.id}:
        yield "objection", (number, by)


def of_free_days(number: int, said: Sequence[FreeTime], work: Sequence[Work]) -> Rows:
    """What is left of a member's free days."""
    for found in stretches(said, work):
        yield "stretch", (number, found.first.isoformat(), found.last.isoformat(), found.said, found.left)


def _traits(member: Member) -> dict[tuple[str, str], Any]:
    """What a member can do and wants; where something is said twice, the higher level and the later day count."""
    found: dict[tuple[str, str], Any] = {}
    for kind, key, value in _said(member):
        found[kind, key] = max(value, found.get((kind, key), value))
    return found


def _said(member: Member) -> Iterator[tuple[str, str, Any]]:
    yield from (("skill", one.skill, one.level) for one in member.skills)
    yield from (("language", tag, rung(level)) for tag, level in member.languages.items())
    yield from (("industry", one.division, one.years or 0) for one in member.industries)
    yield from (("certificate", one.certificate, _day(one.expires) or FOREVER) for one in member.certificates)
    yield from (("role", role, 1) for role in member.roles)
    yield from (("method", method, 1) for method in member.methods)
    if (area := member.work_area) is not None:
        on_site = ALL if area.onsite_percent is None else area.onsite_percent
        yield from (("region", place, on_site) for place in (area.base, *area.countries) if place)
        if area.remote:
            yield "remote", "", 1
    if (wants := member.wants) is not None:
        yield from (("declines-industry", division, 1) for division in wants.exclude_industries)
        yield from (("contract", model, 1) for model in wants.contract_models)
        if wants.min_days:
            yield "declines-days", "", wants.min_days


def of_lead(lead: Lead, handovers: Sequence[Handover], snapshot: Snapshot, number: int) -> Rows:
    """What a lead gives, with its handovers; `number` is that of its first position."""
    ended = lead.closed.at if lead.closed is not None else lead.erased
    about = (lead.id, lead.owner, lead.title, lead.mode, _day(lead.protected_until))
    yield "lead", (*about, ended is not None, _instant(ended))
    for place, position in enumerate(lead.positions, number):
        yield from _of_position(lead, position, handovers, snapshot, place)
    for handover in handovers:
        yield from _of_handover(lead, handover, handovers, snapshot)


def of_orphan(handover: Handover) -> Rows:
    """What a handover gives whose lead cannot be read: whose it is."""
    yield "handover", (handover.id, handover.lead, handover.owner, handover.partner, False, None, None, None)


def _of_position(
    lead: Lead, position: Position, handovers: Sequence[Handover], snapshot: Snapshot, number: int
) -> Rows:
    mine = [handover for handover in handovers if handover.position == position.key]
    found = kept(lead, position.key, mine, snapshot.network.policy)
    until = FOREVER if found.until is None and found.state is not PositionState.OPEN else _instant(found.until)
    start, end = period(lead, position)
    text = " ".join(squeeze(word) for word in (lead.title, lead.summary or "", position.title))
    about = (lead.id, position.key, position.title, text, position.role, position.days_per_week, _day(start), _day(end))
    asks = json.dumps([_short(criterion) for criterion in requirements(lead, position)], separators=(",", ":"))
    yield "position", (number, *about, found.state, until, asks)
    for skill in position.skills:
        yield "want", ("skill", skill.skill, number, skill.level, skill.must)
    if position.role:
        yield "want", ("role", position.role, number, 1, False)
    for kind, key, value in _wanted(lead):
        yield "want", (kind, key, number, value, True)


def _short(criterion: Criterion) -> list[Any]:
    """A criterion without the fields at its end that are as they are unless said."""
    values = list(criterion)
    while values[1:] and values[-1] == Criterion._field_defaults[Criterion._fields[len(values) - 1]]:
        values.pop()
    return values


def _wanted(lead: Lead) -> Iterator[tuple[str, str, Any]]:
    """What a lead asks for in each of its positions."""
    yield from (("language", tag, rung(level)) for tag, level in lead.languages.items())
    yield from (("certificate", certificate, 1) for certificate in lead.certificates)
    yield from (("method", method, 1) for method in lead.methods)
    if lead.remote_percent:
        yield "remote", "", lead.remote_percent
    yield from ((kind, "", said) for kind, said in (("industry", lead.industry), ("region", lead.region)) if said)


def _of_handover(lead: Lead, handover: Handover, handovers: Sequence[Handover], snapshot: Snapshot) -> Rows:
    found = standing(handover)
    state = found.before_dispute if found.state is State.DISPUTED else found.state
    over = state not in (*UNANSWERED, *AGREEMENT, State.WON)
    about = (handover.id, lead.id, handover.owner, handover.partner, over)
    lapses = _lapses(lead, handover, found, handovers, snapshot)
    yield "handover", (*about, stage_of(found), _instant(found.since), _instant(lapses))
    position = lead.position(handover.position)
    if state is State.WON and position is not None and position.days_per_week:
        agreed = found.agreed or lead.registered
        work = work_of(lead, position, snapshot.network.policy.working_hours.local(agreed).date(), handover.id)
        span = (_day(work.start), _day(work.to), work.days_per_week)
        yield "work", (handover.id, lead.id, handover.partner, *span)
    for asked in questions(snapshot, handover, LAST):
        if asked.answered is None:
            yield "lapse", (handover.id, lead.id, asked.asked, asked.offer, _instant(asked.respond_by))


def _lapses(
    lead: Lead, handover: Handover, found: Standing, handovers: Sequence[Handover], snapshot: Snapshot
) -> datetime | None:
    """When a question lapses if nobody does anything any more; None where it is none, or waits behind what does not end."""
    if found.state is not State.WAITING:
        return found.respond_by if found.state in ASKING else None
    mine = [one for one in handovers if one.position == handover.position]
    last = line(lead, mine, snapshot.network.policy, LAST)[handover.id]
    return last.since if last.state is State.LAPSED else None


def _periods(periods: Iterable[FreeTime]) -> str:
    return json.dumps([to_mapping(period) for period in periods])


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else format_instant(instant)
