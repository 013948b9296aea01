"""A handover: one attempt to pass one position of one lead to one partner, as the steps that were taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pmnet.domain import ids

Extra = Mapping[str, Any]


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
    EXTEND = "extend"
    AMEND = "amend"
    BILL = "bill"
    SETTLE = "settle"
    COMPLETE = "complete"
    DISPUTE = "dispute"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class Step:
    """One dated entry in a handover.

    `of` is the SHA-256 of the lead as its author saw it, `terms` that of the terms, `entry` that of what it says in the books.
    """

    step: StepName
    by: str
    at: datetime
    respond_by: datetime | None = None
    reason: str | None = None
    of: str | None = None
    terms: str | None = None
    sealed: str | None = None
    month: str | None = None
    due: date | None = None
    cancels: bool | None = None
    entry: str | None = None
    over_capacity: bool | None = None
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
