"""Give and take as text: a table of all members, or the facts about one with the acts behind each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pmnet.cli.render.screen import Screen

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.balance import BalanceView
    from pmnet.rules.answers import Question
    from pmnet.rules.fairness import Balance, Late, Month, Won


Row = tuple[str, str, str, str, str]
"""A figure, the handover behind it, with whom, when, and what there is to say."""


def _balances(screen: Screen, views: list[BalanceView]) -> None:
    screen.rows(
        ("member", "answered", "within", "lapsed", "passed on, won", "taken, won", "open", "overdue", "capacity", ""),
        (_row(view.member.id, view.balance) for view in views),
    )


def _row(member: str, found: Balance) -> tuple[object, ...]:
    return (
        member,
        len(found.answered),
        _hours(found.median),
        len(found.lapsed),
        len(found.passed_on),
        len(found.taken),
        len(found.months),
        len(found.overdue) + len(found.late),
        found.freshness,
        "flagged" if found.flags else "",
    )


def _balance(screen: Screen, view: BalanceView) -> None:
    found = view.balance
    screen.line(f"{view.member.id}  {view.member.name}", "bold")
    screen.facts(
        (
            ("status", view.status),
            ("answered in time", f"{len(found.answered)}{_within(found)}"),
            ("left unanswered", f"{len(found.lapsed)}{f'; {found.silence.words}' if found.silence.words else ''}"),
            ("passed on and won", len(found.passed_on)),
            ("taken and won", len(found.taken)),
            ("settlements open", f"{len(found.months)}, of which overdue {len(found.overdue)}"),
            ("awaited from others", str(len(found.awaited)) if found.awaited else ""),
            ("steps overdue", str(len(found.late)) if found.late else ""),
            ("capacity", f"{found.freshness}{f', confirmed {found.confirmed}' if found.confirmed else ''}"),
        )
    )
    for flag in found.flags:
        screen.line(f"flagged: {flag}", "yellow")
    acts = list(_acts(screen, found))
    if acts:
        screen.line()
        screen.rows(("figure", "handover", "with", "when", "what"), acts)


def _within(found: Balance) -> str:
    return "" if found.median is None else f", half of them within {_hours(found.median)} of working time"


def _hours(span: timedelta | None) -> str:
    """A working time: `2.5 h`."""
    return "" if span is None else f"{round(span.total_seconds() / 3600, 1):g} h"


def _acts(screen: Screen, found: Balance) -> Iterator[Row]:
    """What is behind the figures, in their order."""
    yield from (_answered(screen, one, waited) for one, waited in found.timed)
    yield from (_lapsed(screen, one) for one in found.lapsed)
    for figure, won in (("passed on, won", found.passed_on), ("taken, won", found.taken)):
        yield from (_won(screen, figure, one) for one in won)
    yield from (_month(screen, one) for one in found.months)
    yield from (_late(screen, one) for one in found.late)


def _answered(screen: Screen, one: Question, waited: timedelta) -> Row:
    when = f"{screen.when(one.since)} to {screen.when(one.answered)}"
    return "answered", one.handover, one.asker, when, f"{one.step}: {one.answer} after {_hours(waited)}"


def _lapsed(screen: Screen, one: Question) -> Row:
    return (
        "unanswered",
        one.handover,
        one.asker,
        screen.when(one.since),
        f"{one.step}: until {screen.when(one.respond_by)}",
    )


def _won(screen: Screen, figure: str, one: Won) -> Row:
    return figure, one.handover, one.other, screen.when(one.at), f"reported by {one.by}"


def _month(screen: Screen, one: Month) -> Row:
    word = "disputed" if one.disputed else "open" if not one.overdue else "overdue" if one.pays else "awaited"
    due = f", due {one.due}" if one.due else ""
    return word, one.handover, one.other, screen.when(one.billed), f"{one.month}{due}"


def _late(screen: Screen, one: Late) -> Row:
    return "step overdue", one.handover, one.other, screen.when(one.since), f"{one.step}: until {screen.when(one.due)}"


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {"pmnet.app.balance.BalanceView": _balance}
LISTS: Mapping[str, Callable[[Screen, list[Any]], None]] = {"pmnet.app.balance.BalanceView": _balances}
