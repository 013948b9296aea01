"""Give and take as JSON: each figure, and below `acts` the steps and dates behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pmnet.cli import plain_json
from pmnet.domain.clock import format_instant

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.balance import BalanceView
    from pmnet.rules.answers import Question
    from pmnet.rules.fairness import Balance, Late, Month, Won
    from pmnet.rules.obligations import Obligation


def of_balance(view: BalanceView) -> dict[str, Any]:
    """The facts about one member."""
    found = view.balance
    return {
        "member": view.member.id,
        "name": view.member.name,
        "status": view.status,
        "answered": len(found.answered),
        "median_answer_hours": _hours(found.median),
        "lapsed": len(found.lapsed),
        "unanswered": plain_json.of_silence(found.silence),
        "passed_on_won": len(found.passed_on),
        "taken_won": len(found.taken),
        "open_settlements": len(found.months),
        "overdue_settlements": len(found.overdue),
        "awaited_settlements": len(found.awaited),
        "overdue_steps": len(found.late),
        "capacity_freshness": found.freshness,
        "capacity_confirmed": found.confirmed.isoformat() if found.confirmed else None,
        "flags": list(found.flags),
        "acts": _acts(found),
    }


def of_obligation(found: Obligation) -> dict[str, Any]:
    """What is not finished, or goes on."""
    about = {name: getattr(found, name) for name in ("id", "kind", "role", "state", "other", "title")}
    return about | {"month": found.month or None, "until": found.until.isoformat() if found.until else None}


def _acts(found: Balance) -> dict[str, list[dict[str, Any]]]:
    return {
        "answered": [_question(one) | {"hours": _hours(waited)} for one, waited in found.timed],
        "lapsed": [_question(one) for one in found.lapsed],
        "passed_on_won": [_won(one) for one in found.passed_on],
        "taken_won": [_won(one) for one in found.taken],
        "open_settlements": [_month(one) for one in found.months],
        "overdue_steps": [_late(one) for one in found.late],
    }


def _question(one: Question) -> dict[str, Any]:
    return {
        "handover": one.handover,
        "step": one.step,
        "asker": one.asker,
        "since": format_instant(one.since),
        "respond_by": format_instant(one.respond_by),
        "answer": one.answer,
        "answered": format_instant(one.answered) if one.answered else None,
    }


def _won(one: Won) -> dict[str, Any]:
    return {"handover": one.handover, "step": "win", "by": one.by, "at": format_instant(one.at), "other": one.other}


def _month(one: Month) -> dict[str, Any]:
    return {
        "handover": one.handover,
        "step": "bill",
        "month": one.month,
        "at": format_instant(one.billed),
        "due": one.due.isoformat() if one.due else None,
        "other": one.other,
        "pays": one.pays,
        "overdue": one.overdue,
        "disputed": one.disputed,
    }


def _late(one: Late) -> dict[str, Any]:
    return {
        "handover": one.handover,
        "step": one.step,
        "since": format_instant(one.since),
        "due": format_instant(one.due),
        "other": one.other,
    }


def _hours(span: timedelta | None) -> float | None:
    return None if span is None else round(span.total_seconds() / 3600, 2)
