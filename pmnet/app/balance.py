"""Looking at give and take: the facts about one member, or about all."""

from __future__ import annotations

from dataclasses import dataclass

from pmnet.app import naming
from pmnet.app.context import Context
from pmnet.domain.records import Member
from pmnet.rules.admission import Status, roll
from pmnet.rules.fairness import Balance, balance


@dataclass(frozen=True, slots=True)
class BalanceView:
    """A member, their status, and the facts about them."""

    member: Member
    status: Status | None
    balance: Balance


def of_one(context: Context, typed: str) -> BalanceView:
    """The facts about one member, by id, its beginning, or name."""
    snapshot = context.snapshot()
    found = naming.member(snapshot, typed)
    return BalanceView(found, roll(snapshot).status(found.id, context.now), balance(snapshot, found, context.now))


def of_all(context: Context) -> list[BalanceView]:
    """The facts about all members by id; about those who left only while something of theirs is open."""
    snapshot = context.snapshot()
    known = roll(snapshot)
    views = (
        BalanceView(member, known.status(member.id, context.now), balance(snapshot, member, context.now))
        for member in snapshot.members()
    )
    return [view for view in views if view.status is not Status.LEFT or view.balance.months or view.balance.late]
