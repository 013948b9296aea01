"""Give and take as text: a table of all members, or the facts about one with the acts behind each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pmnet.cli.render.screen import Screen
from pmnet.domain.phrase import phrase

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.balance import BalanceView
    from pmnet.rules.answers import Question
    from pmnet.rules.fairness import Balance, Late, Month, Won


Row = tuple[str, str, str, str, str]
"""A figure, the handover behind it, with whom, when, and what there is to say."""


def _balances(screen: Screen, views: list[BalanceView]) -> None:
    screen.rows(
        (
            phrase("member"),
            phrase("answered"),
            phrase("within"),
            phrase("lapsed"),
            phrase("passed on, won"),
            phrase("taken, won"),
            phrase("open"),
            phrase("overdue"),
            phrase("capacity"),
            "",
        ),
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
        phrase("flagged") if found.flags else "",
    )


def _balance(screen: Screen, view: BalanceView) -> None:
    found = view.balance
    screen.line(phrase("{member}  {member2}", member=view.member.id, member2=view.member.name), "bold")
    screen.facts(
        (
            (phrase("status"), view.status),
            (phrase("answered in time"), phrase("{number}{within}", number=len(found.answered), within=_within(found))),
            (
                phrase("left unanswered"),
                phrase(
                    "{number}{what}",
                    number=len(found.lapsed),
                    what=phrase("; {words}", words=found.silence.words) if found.silence.words else "",
                ),
            ),
            (phrase("passed on and won"), len(found.passed_on)),
            (phrase("taken and won"), len(found.taken)),
            (
                phrase("settlements open"),
                phrase("{number}, of which overdue {number2}", number=len(found.months), number2=len(found.overdue)),
            ),
            (phrase("awaited from others"), str(len(found.awaited)) if found.awaited else ""),
            (phrase("steps overdue"), str(len(found.late)) if found.late else ""),
            (
                phrase("capacity"),
                phrase(
                    "{freshness}{what}",
                    freshness=found.freshness,
                    what=phrase(", confirmed {confirmed}", confirmed=found.confirmed) if found.confirmed else "",
                ),
            ),
        )
    )
    for flag in found.flags:
        screen.line(phrase("flagged: {flag}", flag=flag), "yellow")
    acts = list(_acts(screen, found))
    if acts:
        screen.line()
        screen.rows((phrase("figure"), phrase("handover"), phrase("with"), phrase("when"), phrase("what")), acts)


def _within(found: Balance) -> str:
    return (
        ""
        if found.median is None
        else phrase(", half of them within {hours} of working time", hours=_hours(found.median))
    )


def _hours(span: timedelta | None) -> str:
    """A working time: `2.5 h`."""
    return "" if span is None else phrase("{hours:g} h", hours=round(span.total_seconds() / 3600, 1))


def _acts(screen: Screen, found: Balance) -> Iterator[Row]:
    """What is behind the figures, in their order."""
    yield from (_answered(screen, one, waited) for one, waited in found.timed)
    yield from (_lapsed(screen, one) for one in found.lapsed)
    for figure, won in ((phrase("passed on, won"), found.passed_on), (phrase("taken, won"), found.taken)):
        yield from (_won(screen, figure, one) for one in won)
    yield from (_month(screen, one) for one in found.months)
    yield from (_late(screen, one) for one in found.late)


def _answered(screen: Screen, one: Question, waited: timedelta) -> Row:
    when = phrase("{since} to {answered}", since=screen.when(one.since), answered=screen.when(one.answered))
    return (
        phrase("answered"),
        one.handover,
        one.asker,
        when,
        phrase("{step}: {answer} after {hours}", step=one.step, answer=one.answer, hours=_hours(waited)),
    )


def _lapsed(screen: Screen, one: Question) -> Row:
    return (
        phrase("unanswered"),
        one.handover,
        one.asker,
        screen.when(one.since),
        phrase("{step}: until {respond_by}", step=one.step, respond_by=screen.when(one.respond_by)),
    )


def _won(screen: Screen, figure: str, one: Won) -> Row:
    return figure, one.handover, one.other, screen.when(one.at), phrase("reported by {by}", by=one.by)


def _month(screen: Screen, one: Month) -> Row:
    word = phrase("disputed")
    if not one.disputed:
        word = phrase("open") if not one.overdue else phrase("overdue") if one.pays else phrase("awaited")
    due = phrase(", due {due}", due=one.due) if one.due else ""
    return word, one.handover, one.other, screen.when(one.billed), phrase("{month}{due}", month=one.month, due=due)


def _late(screen: Screen, one: Late) -> Row:
    return (
        phrase("step overdue"),
        one.handover,
        one.other,
        screen.when(one.since),
        phrase("{step}: until {due}", step=one.step, due=screen.when(one.due)),
    )


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {"pmnet.app.balance.BalanceView": _balance}
LISTS: Mapping[str, Callable[[Screen, list[Any]], None]] = {"pmnet.app.balance.BalanceView": _balances}
