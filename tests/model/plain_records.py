"""What members write down: themselves, their leads, and step by step how those pass from one to another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass
class Word:
    """A vouch or an objection: whose, when, and when it was taken back."""

    by: str
    at: datetime
    withdrawn: datetime | None = None


@dataclass
class Member:
    id: str
    vouches: list[Word] = field(default_factory=list)
    objections: list[Word] = field(default_factory=list)
    paused: bool = False
    left: date | None = None
    new_key: datetime | None = None
    replaced: int = 0
    headline: str = ""
    confirmed: date | None = None


@dataclass
class Lead:
    id: str
    owner: str
    registered: datetime
    title: str
    mode: str
    positions: tuple[str, ...]
    protected_until: date
    client: str | None = None
    closed: bool = False
    erased: bool = False

    @property
    def seen(self) -> tuple[object, ...]:
        """What others see of it, as far as it can change."""
        return (self.title, self.protected_until, self.closed)


@dataclass
class Step:
    step: str
    by: str
    at: datetime
    due: datetime | None = None
    of: tuple[object, ...] = ()
    month: str = ""


@dataclass
class Handover:
    id: str
    lead: str
    position: str
    place: int
    owner: str
    partner: str
    steps: list[Step]
    with_client: bool = False
    disclosed: str | None = None
