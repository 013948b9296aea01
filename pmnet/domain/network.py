"""A network's own record: its name, its keepers, and the figures by which it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from pmnet.domain import ids
from pmnet.domain.dates import WorkingHours
from pmnet.domain.phrase import phrase

Extra = Mapping[str, Any]


A_KEEPER: Final = phrase("a keeper")
"""Whom people are sent to where something is wrong with a network; who that is, is said where it is known."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The points that whoever meets a criterion gets for it; docs/matching.md says when each is met."""

    skill: int = 10
    skill_level: int = 3
    language: int = 10
    certificate: int = 10
    industry: int = 10
    industry_year: int = 1
    role: int = 10
    method: int = 5
    region: int = 10
    remote: int = 10
    free: int = 10
    fresh: int = 5
    ageing: int = 2
    word: int = 5
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policy:
    """The network's figures; every default is the one that members agreed to start from."""

    answer_hours: int = 16
    disclose_hours: int = 8
    contact_hours: int = 16
    progress_days: int = 14
    hold_days: int = 14
    hold_extensions: int = 1
    protection_days: int = 90
    protection_extensions: int = 1
    win_report_days: int = 7
    capacity_fresh_days: int = 14
    capacity_stale_days: int = 28
    vouches: int = 2
    vouches_while_small: int = 1
    small_below: int = 5
    objection_days: int = 7
    suspension_one_in: int = 3
    suspension_at_least: int = 2
    open_claims: int = 5
    open_leads: int = 20
    request_days: int = 14
    sealed_retention_days: int = 180
    seal_key_days: int = 7
    silence_days: int = 90
    flag_lapsed: int = 0
    flag_overdue: int = 0
    time_zone: str = "Europe/Berlin"
    work_opens: int = 9
    work_closes: int = 17
    holidays: tuple[date, ...] = ()
    weights: Weights = field(default_factory=Weights)
    extra: Extra = field(default_factory=dict)

    @property
    def working_hours(self) -> WorkingHours:
        """The clock on which deadlines run."""
        return WorkingHours(self.time_zone, self.work_opens, self.work_closes, frozenset(self.holidays))


@dataclass(frozen=True, slots=True)
class Network:
    """What a network is called, who keeps it and by which figures it runs.

    `publish` says how acts arrive: `direct` or by `pull-request`, and `host` what kind of host that is asked of, where its
    name does not tell. `sealed_refs` says where that host keeps sealed documents: under refs of their `own`, or as `branches`.
    """

    name: str
    founder: str
    founded: datetime
    keepers: tuple[str, ...]
    publish: str = "direct"
    host: str | None = None
    sealed_refs: str = "own"
    language: str = "en"
    policy: Policy = field(default_factory=Policy)
    extra: Extra = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where the record lies."""
        return ids.NETWORK_PATH
