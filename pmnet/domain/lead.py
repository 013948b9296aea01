"""A lead: the public half of a client's need, which names nobody, and the positions to fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pmnet.domain import ids

Extra = Mapping[str, Any]


class Mode(StrEnum):
    """How a lead's positions are given: to the first who asks, to whom the owner picks, or to the invited only."""

    FIRST = "first"
    CHOOSE = "choose"
    INVITE = "invite"


@dataclass(frozen=True, slots=True)
class PositionSkill:
    """A skill a position asks for; one that is not a must only adds points."""

    skill: str
    level: int
    must: bool = True
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Position:
    """One role to fill."""

    key: str
    title: str
    role: str | None = None
    skills: tuple[PositionSkill, ...] = ()
    days_per_week: int | None = None
    start: date | None = None
    end: date | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Closed:
    """When and why a lead was closed."""

    at: datetime
    reason: str
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lead:
    """The public half of a client's need: a teaser that names nobody; `erased` is when the sealed half was deleted."""

    id: str
    owner: str
    registered: datetime
    title: str
    mode: Mode
    protected_until: date
    positions: tuple[Position, ...]
    summary: str | None = None
    respond_within: int | None = None
    industry: str | None = None
    client_size: str | None = None
    region: str | None = None
    remote_percent: int | None = None
    languages: Mapping[str, str] = field(default_factory=dict)
    methods: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    contract_models: tuple[str, ...] = ()
    client_consent: str | None = None
    restrictions: tuple[str, ...] = ()
    sealed: str | None = None
    erased: datetime | None = None
    closed: Closed | None = None
    extra: Extra = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where the record lies."""
        return ids.lead_path(self.id)

    def position(self, key: str) -> Position | None:
        """The position with that key."""
        return next((p for p in self.positions if p.key == key), None)
