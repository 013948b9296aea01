"""Overviews to be opened: every stage, every sign, every level, and people and leads who mean harm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from cast import NOW, POLICY

from pmnet.app import capacity, matrix
from pmnet.app.board import Board, Card, Column
from pmnet.cli.pages import overviews, parts
from pmnet.domain.weeks import weeks
from pmnet.rules.capacity import Freshness
from pmnet.rules.clocks import Clock, ClockName
from pmnet.rules.stages import STAGES, Stage
from pmnet.rules.steps import State
from pmnet.store.index.overviews import Known

TODAY = date(2026, 12, 21)


def overview_pages(hostile: tuple[str, ...]) -> Mapping[str, parts.Page]:
    """The three, and the industries; what is hostile stands for titles, names and reasons."""
    found = {
        "board": _board(hostile),
        "capacity": _capacity(hostile),
        "matrix": _matrix("skill", ("pmo-setup", "cutover", "risk-management")),
        "matrix-industries": _matrix("industry", ("21", "64", "35")),
    }
    hours = POLICY.working_hours
    return {name: overviews.page_of(one, hostile[0], hours) for name, one in found.items()}


def _board(hostile: tuple[str, ...]) -> Board:
    columns = []
    for at, stage in enumerate(Stage):
        states = [state for state, found in STAGES.items() if found is stage]
        due = Clock(ClockName.ANSWER, "261217-k7qx.pmo.1", ("bert", "anna"), NOW + at * timedelta(days=9), "accept")
        cards = tuple(
            Card(
                f"261217-k7qx.pmo.{place}", "261217-k7qx", hostile[place % len(hostile)], "pmo", hostile[0], TODAY, None,
                state if state is not State.NONE else State.CLAIMED, "anna", "bert" if at else "", hostile[-1] if at > 5 else "",
                due if at < 5 else None, sent=at != 1,
            )
            for place, state in enumerate(states, 1)
        )  # fmt: skip
        columns.append(Column(stage, cards, len(cards) + at, at if stage is Stage.OVER else 0))
    return Board("anna", TODAY, tuple(columns))


def _capacity(hostile: tuple[str, ...]) -> capacity.Capacity:
    span = tuple(weeks(TODAY, TODAY + timedelta(weeks=30, days=-1)))
    rows = tuple(
        capacity.Row(f"member-{at}", hostile[at % len(hostile)], fresh, TODAY, fresh is not Freshness.UNKNOWN, days)
        for at, fresh in enumerate(Freshness)
        for days in [tuple((at + week) % 8 for week in range(30))]
    )
    sums = tuple(1200 + week for week in range(30))
    return capacity.Capacity(span, rows, 10_000, sums, sums, {"cutover": 4})


def _matrix(kind: str, keys: tuple[str, ...]) -> matrix.Matrix:
    members = tuple(f"somebody-with-a-long-name-{at:02}" for at in range(14))
    levels = {member: (at % 5) + 1 if kind == "skill" else at % 3 for at, member in enumerate(members)}
    rows = (
        matrix.Row(Known(keys[0], 0, 0, "", 3, 4), {}),
        matrix.Row(Known(keys[1], 1, 1, members[0], 0, 0), {members[0]: 3}),
        matrix.Row(Known(keys[2], 14, 9, "", 1, 2), levels),
    )
    return matrix.Matrix(kind, members, rows, 9_000, 1_000)
