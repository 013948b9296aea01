"""What a position of a lead asks for, as criteria; docs/matching.md has the table."""

from __future__ import annotations

from collections.abc import Iterator

from pmnet.domain.records import Lead, Position
from pmnet.rules.criteria import Criterion, rung
from pmnet.rules.workload import period


def requirements(lead: Lead, position: Position) -> tuple[Criterion, ...]:
    """The question that a position puts; days that nobody said are empty, and follow from the day on which it is asked."""
    return (*_of_position(lead, position), *_of_lead(lead), *_wishes(lead, position))


def _of_position(lead: Lead, position: Position) -> Iterator[Criterion]:
    for wanted in position.skills:
        yield Criterion("skill", wanted.skill, wanted.level, wanted.must)
    if position.role:
        yield Criterion("role", position.role, must=False)
    if position.days_per_week:
        start, end = (day.isoformat() if day else "" for day in period(lead, position))
        yield Criterion("free", "", position.days_per_week, True, start, end)


def _of_lead(lead: Lead) -> Iterator[Criterion]:
    for tag, level in lead.languages.items():
        yield Criterion("language", tag, rung(level))
    for certificate in lead.certificates:
        yield Criterion("certificate", certificate)
    if lead.industry:
        yield Criterion("industry", lead.industry, must=False)
    for method in lead.methods:
        yield Criterion("method", method, must=False)
    if lead.remote_percent == ALL:
        yield Criterion("remote")
    elif lead.region:
        yield Criterion("region", lead.region, 0 if lead.remote_percent is None else ALL - lead.remote_percent)


def _wishes(lead: Lead, position: Position) -> Iterator[Criterion]:
    """What members may not want of it; contract models as one key, because any of them will do."""
    if lead.industry:
        yield Criterion("declines-industry", lead.industry)
    if position.days_per_week:
        yield Criterion("declines-days", "", position.days_per_week)
    if lead.contract_models:
        yield Criterion("declines-contract", " ".join(lead.contract_models))


ALL = 100
"""Percent of remote work that leaves none on site."""
