"""A member: a person with keys, skills and free capacity. There is no day rate here, on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from pmnet.domain import ids

Extra = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RetiredKey:
    """A former key, of either sort, and when it was replaced; nobody may ever have it again."""

    key: str
    at: datetime
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keys:
    """A member's public keys: `sign` in OpenSSH's form, `seal` an age recipient, and those they had before."""

    sign: str
    seal: str
    retired: tuple[RetiredKey, ...] = ()
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seniority:
    """How long and how large; sizes are bands, never figures."""

    years: int | None = None
    largest_budget: str | None = None
    largest_team: str | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MemberSkill:
    """A skill a member has; `level` 1 to 5, `last_used` a year."""

    skill: str
    level: int
    years: int | None = None
    last_used: int | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MemberIndustry:
    """A two-digit division a member knows."""

    division: str
    years: int | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MemberCertificate:
    """A certificate and the days it was issued and expires."""

    certificate: str
    issued: date | None = None
    expires: date | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkArea:
    """Where a member lives and will go."""

    base: str | None = None
    countries: tuple[str, ...] = ()
    remote: bool | None = None
    onsite_percent: int | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FreeTime:
    """Free days a week over a period; without `to` it has no end."""

    start: date = field(metadata={"name": "from"})
    to: date | None
    days_per_week: int
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much a member works at most, and what of it is free; `confirmed` is the day it was last said."""

    days_per_week: int | None = None
    confirmed: date | None = None
    free: tuple[FreeTime, ...] = ()
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wants:
    """What a member looks for."""

    min_days: int | None = None
    exclude_industries: tuple[str, ...] = ()
    contract_models: tuple[str, ...] = ()
    extra: Extra = field(default_factory=dict)


SHOWABLE: Final = (
    "name",
    "email",
    "headline",
    "roles",
    "seniority",
    "skills",
    "industries",
    "methods",
    "certificates",
    "languages",
    "work_area",
    "capacity",
)
"""The fields of a record that a member may let people outside the network see."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Which fields of the record people outside may be shown: clients in proposals, everybody on the network's site."""

    proposal: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vouch:
    """A member lends another their good name; it stays visible, even withdrawn."""

    by: str
    at: datetime
    basis: str
    withdrawn: datetime | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Objection:
    """A member objects to another, with a reason."""

    by: str
    at: datetime
    reason: str
    withdrawn: datetime | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """A person. There is no day rate here, on purpose."""

    id: str
    name: str
    email: str
    keys: Keys
    joined: date
    headline: str | None = None
    roles: tuple[str, ...] = ()
    seniority: Seniority | None = None
    skills: tuple[MemberSkill, ...] = ()
    industries: tuple[MemberIndustry, ...] = ()
    methods: tuple[str, ...] = ()
    certificates: tuple[MemberCertificate, ...] = ()
    languages: Mapping[str, str] = field(default_factory=dict)
    work_area: WorkArea | None = None
    capacity: Capacity | None = None
    wants: Wants | None = None
    consent: Consent | None = None
    vouches: tuple[Vouch, ...] = ()
    objections: tuple[Objection, ...] = ()
    paused: date | None = None
    left: date | None = None
    extra: Extra = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where the record lies."""
        return ids.member_path(self.id)
