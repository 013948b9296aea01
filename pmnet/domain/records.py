"""The four kinds of records a network consists of, as frozen values.

Field order is the order in files. A field that is None or empty is left out of the file. `extra` keeps what a record
holds under `x-` names, so that reading and writing back loses nothing. What can be computed is never stored: a member's
status, a lead's state and a handover's state follow from these records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from pmnet.domain import ids
from pmnet.domain.dates import WorkingHours

Extra = Mapping[str, Any]


class Mode(StrEnum):
    """How a lead's positions are given: to the first who asks, to whom the owner picks, or to the invited only."""

    FIRST = "first"
    CHOOSE = "choose"
    INVITE = "invite"


class StepName(StrEnum):
    """The entries a handover can consist of."""

    CLAIM = "claim"
    OFFER = "offer"
    COUNTER = "counter"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    DISCLOSE = "disclose"
    CONTACTED = "contacted"
    WIN = "win"
    LOSE = "lose"
    RETURN = "return"
    RELEASE = "release"
    BILL = "bill"
    SETTLE = "settle"
    COMPLETE = "complete"
    DISPUTE = "dispute"
    RESOLVE = "resolve"


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
    time_zone: str = "Europe/Berlin"
    work_opens: int = 9
    work_closes: int = 17
    holidays: tuple[date, ...] = ()
    extra: Extra = field(default_factory=dict)

    @property
    def working_hours(self) -> WorkingHours:
        """The clock on which deadlines run."""
        return WorkingHours(self.time_zone, self.work_opens, self.work_closes, frozenset(self.holidays))


@dataclass(frozen=True, slots=True)
class Network:
    """What a network is called, who keeps it and by which figures it runs."""

    name: str
    founder: str
    founded: datetime
    keepers: tuple[str, ...]
    publish: str = "direct"
    language: str = "en"
    policy: Policy = field(default_factory=Policy)
    extra: Extra = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where the record lies."""
        return ids.NETWORK_PATH


@dataclass(frozen=True, slots=True)
class Keys:
    """A member's public keys: `sign` in OpenSSH's form, `seal` an age recipient."""

    sign: str
    seal: str
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
    vouches: tuple[Vouch, ...] = ()
    objections: tuple[Objection, ...] = ()
    paused: date | None = None
    left: date | None = None
    extra: Extra = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where the record lies."""
        return ids.member_path(self.id)


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
    """The public half of a client's need: a teaser that names nobody."""

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
    closed: Closed | None = None
    extra: Extra = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where the record lies."""
        return ids.lead_path(self.id)

    def position(self, key: str) -> Position | None:
        """The position with that key."""
        return next((p for p in self.positions if p.key == key), None)


@dataclass(frozen=True, slots=True)
class Step:
    """One dated entry in a handover; `of` is the SHA-256 of the lead as its author saw it."""

    step: StepName
    by: str
    at: datetime
    respond_by: datetime | None = None
    reason: str | None = None
    of: str | None = None
    sealed: str | None = None
    outcome: str | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handover:
    """One attempt to pass one position of one lead to one partner; its state is the fold of its steps."""

    id: str
    lead: str
    position: str
    owner: str
    partner: str
    steps: tuple[Step, ...]
    extra: Extra = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where the record lies."""
        return ids.handover_path(self.id)

    @property
    def place(self) -> int:
        """The place in the position's line, from 1."""
        return int(self.id.rpartition(".")[2])


Record = Network | Member | Lead | Handover


@dataclass(frozen=True, slots=True)
class Kind:
    """What differs between kinds of records: a row, not a branch.

    `folder` is the top-level name (the file itself for the network); `path_of` gives the path for an id and None for
    what cannot be an id.
    """

    name: str
    folder: str
    record: type[Record]
    path_of: Callable[[str], str | None]


def _checked(is_id: Callable[[str], bool], path: Callable[[str], str]) -> Callable[[str], str | None]:
    return lambda name: path(name) if is_id(name) else None


KINDS: Final[tuple[Kind, ...]] = (
    Kind("network", ids.NETWORK_PATH, Network, _checked(lambda name: name == "network", lambda _: ids.NETWORK_PATH)),
    Kind("member", "members", Member, _checked(ids.is_member_id, ids.member_path)),
    Kind("lead", "leads", Lead, _checked(ids.is_lead_id, ids.lead_path)),
    Kind(
        "handover",
        "handovers",
        Handover,
        _checked(lambda name: ids.handover_parts(name) is not None, ids.handover_path),
    ),
)


def kind_of(path: str) -> Kind | None:
    """The kind of record that lies at this path; None where no record may lie."""
    name = path.rpartition("/")[2].removesuffix(".yaml")
    return next((kind for kind in KINDS if kind.path_of(name) == path), None)


def folder_kind(path: str) -> Kind | None:
    """The kind whose folder this path is in, whether or not it is a proper record's path."""
    top = path.partition("/")[0]
    return next((kind for kind in KINDS if kind.folder == top), None)
