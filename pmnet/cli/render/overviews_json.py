"""The pipeline, free days by week, and who can do what, as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.cli.render.kinds import kind_of
from pmnet.domain.clock import format_instant

if TYPE_CHECKING:  # each command loads only what it needs itself
    from datetime import date

    from pmnet.app import capacity, matrix
    from pmnet.app.board import Board, Card
    from pmnet.cli.pages.overviews import Saved
    from pmnet.rules.clocks import Clock


def _board(found: Board) -> dict[str, Any]:
    """Stages in order, each with its cards, how many there are, and how many ended earlier."""
    stages = [
        {"stage": one.stage, "cards": [_card(card) for card in one.cards]} | {"of": one.of, "earlier": one.earlier}
        for one in found.columns
    ]
    return {"member": found.member, "since": found.since.isoformat(), "stages": stages}


def _card(card: Card) -> dict[str, Any]:
    return {
        "id": card.id,
        "lead": card.lead,
        "title": card.title,
        "position": card.position,
        "role": card.role,
        "state": card.state,
        "reason": card.reason or None,
        "owner": card.owner,
        "partner": card.partner or None,
        "start": _day(card.start),
        "end": _day(card.end),
        "next": _due(card.due) if card.due is not None else None,
        "sent": card.sent,
    }


def _due(clock: Clock) -> dict[str, Any]:
    due = format_instant(clock.due) if clock.due is not None else None
    return {"clock": clock.name, "who": list(clock.who), "due": due}


def _capacity(found: capacity.Capacity) -> dict[str, Any]:
    """Weeks with their sums, and members with their days in the same order; null where somebody never said anything."""
    weeks = [
        {"week": part.week.iso, "from": part.first.isoformat(), "to": part.last.isoformat()}
        | {"free": free, "unconfirmed": unconfirmed}
        for part, free, unconfirmed in zip(found.weeks, found.free, found.unconfirmed, strict=True)
    ]
    members = [
        {
            "member": row.member,
            "name": row.name,
            "capacity_freshness": row.freshness,
            "capacity_confirmed": _day(row.confirmed),
            "counts": row.counts,
            "free": list(row.days) if row.said else None,
            "total": row.total if row.said else None,
        }
        for row in found.rows
    ]
    return {"skills": dict(found.skills), "weeks": weeks, "members": members, "of": found.of}


def _matrix(found: matrix.Matrix) -> dict[str, Any]:
    """Skills or industries in order, each with how many can do it, and the figures of the members that are shown."""
    figure = "levels" if found.kind == "skill" else "years"
    rows = [
        {
            found.kind: row.known.key,
            "said": row.known.said,
            "able": row.known.able,
            "only": row.known.only or None,
            "nobody": row.nobody,
            "asked": row.known.asked,
        }
        | ({"asked_level": row.known.level or None} if found.kind == "skill" else {})
        | {figure: dict(row.levels)}
        for row in found.rows
    ]
    about = {"members": list(found.members), "of": found.of, "silent": found.silent}
    return about | {"skills" if found.kind == "skill" else "industries": rows}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _saved(result: Saved) -> dict[str, Any]:
    shown: dict[str, Any] = SHAPES[kind_of(result.shown)](result.shown)
    return {"file": result.file} | shown


SHAPES: Mapping[str, Callable[[Any], Any]] = {
    "pmnet.cli.pages.overviews.Saved": _saved,
    "pmnet.app.board.Board": _board,
    "pmnet.app.capacity.Capacity": _capacity,
    "pmnet.app.matrix.Matrix": _matrix,
}
