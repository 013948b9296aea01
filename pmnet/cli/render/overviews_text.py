"""The pipeline, free days by week, and who can do what, as text; as wide as the screen is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pmnet.cli.render import overview_words as words
from pmnet.cli.render.columns import longest_word
from pmnet.cli.render.screen import GAP, Lines, Row, Screen
from pmnet.domain.phrase import listed, phrase

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app import capacity, matrix
    from pmnet.app.board import Board, Card, Column
    from pmnet.cli.pages.overviews import Saved

BESIDE: Final = 24
"""How wide a stage must be for its cards to be read beside those of the others."""

NARROW: Final = 20
"""What is narrower cannot be read: what would stand beside each other is written one below the other."""

IN_ALL: Final = phrase("in all")

LABEL: Final = 26
"""How much of a line is kept for what a row is about."""


def _board(screen: Screen, found: Board) -> None:
    screen.line(words.board_title(found), "bold")
    screen.line(words.stage_line(found))
    shown = [column for column in found.columns if column.cards]
    wide = max((longest_word(said) for one in shown for card in one.cards for said in _about(screen, card)), default=0)
    if screen.is_terminal and len(shown) > 1 and screen.width // len(found.columns) >= max(BESIDE, wide + GAP):
        screen.line()
        screen.beside([[*_heading(column), *_cards(screen, column)] for column in shown])
    else:
        told = max((len(said) for one in shown for card in one.cards for said in _about(screen, card)), default=0)
        for column in shown:
            _stacked(screen, column, max(wide, min(told, LABEL)))
    if not shown:
        screen.line(phrase("nothing is on it yet: pmnet find --leads, or pmnet lead add"))
    for place, note in enumerate(words.cards_left_out(found)):
        if not place:
            screen.line()
        screen.line(note, "dim")


def _heading(column: Column) -> Iterator[tuple[object, str]]:
    yield words.stage_heading(column), "bold underline"


def _cards(screen: Screen, column: Column) -> Iterator[tuple[object, str]]:
    """The cards of a stage one below the other."""
    for card in column.cards:
        yield card.id, "bold"
        yield card.title, ""
        yield words.place_of(card), ""
        yield listed(part for part in (words.state_of(card), words.span_of(card)) if part), "dim"
        if card.due is not None:
            yield words.due_of(card.due, screen.due(card.due.due)), _urgency(screen, card)
        yield "", ""


def _about(screen: Screen, card: Card) -> tuple[str, str]:
    return screen.said(card.id), screen.said(words.state_of(card))


def _stacked(screen: Screen, column: Column, wide: int) -> None:
    """A stage across the whole screen; the first column is so wide in each stage."""
    screen.line()
    screen.line(words.stage_heading(column), "bold underline")
    half = (screen.width - wide - 2 * GAP) // 2
    if half < NARROW:
        for said, style in _cards(screen, column):
            screen.line(screen.said(said), style)
        return
    rows = (
        (
            [(said, style) for said, style in zip(_about(screen, card), ("bold", "dim"), strict=True)],
            [(card.title, ""), (listed(part for part in (words.place_of(card), words.span_of(card)) if part), "dim")],
            [(words.due_of(card.due, screen.due(card.due.due)), _urgency(screen, card))] if card.due else [],
        )
        for card in column.cards
    )
    screen.cards(rows, (wide, half, half))


def _urgency(screen: Screen, card: Card) -> str:
    """A style for what is overdue; the words say it, too."""
    late = card.due is not None and card.due.is_overdue(screen.now)
    return "red" if late else ""


def _capacity(screen: Screen, found: capacity.Capacity) -> None:
    screen.line(words.capacity_title(found), "bold")
    if not found.rows:
        screen.line(phrase("no member is found"))
        return
    sums = words.sums_of(found)
    names = [*(row.member for row in found.rows), *(screen.said(name) for name, _ in sums)]
    label = min(max(map(len, names)), LABEL) + GAP
    wide = max(3, *(len(str(day)) + 1 for _, days in sums for day in days))
    last = max(len(screen.said(IN_ALL)), *(len(str(sum(days))) for _, days in sums)) + 3
    for places in _blocks(len(found.weeks), (screen.width - label - last) // wide):
        screen.line()
        _weeks(screen, found, places, (*[wide] * len(places), last))
    screen.line()
    for sign, meaning in words.signs_of(found):
        screen.line(phrase("{sign} {meaning}", sign=sign, meaning=meaning), "dim")
    for note in words.rows_left_out(found):
        screen.line(note)


def _weeks(screen: Screen, found: capacity.Capacity, places: Sequence[int], wide: Sequence[int]) -> None:
    """Some of the weeks, and what all weeks come to."""
    parts = [found.weeks[place] for place in places]
    numbers: list[Lines] = [
        [(month, ""), (f"{words.week_number(part)} ", "")]
        for month, part in zip(words.months_of(parts), parts, strict=True)
    ]
    rows: list[Row] = [
        ([[(row.member, "" if row.counts else "dim")]], [*(_free(row, place) for place in places), _total(row)])
        for row in found.rows
    ]
    for name, days in words.sums_of(found):
        figures = (*(days[place] for place in places), sum(days))
        rows.append(([[(name, "bold")]], [[(f"{figure} ", "bold")] for figure in figures]))
    total: Lines = [("", ""), (f"{screen.said(IN_ALL)} ", "")]
    screen.grid([[("", ""), (phrase("member"), "")]], [*numbers, total], wide, rows)


def _free(row: capacity.Row, place: int) -> Lines:
    """A cell: the days with their sign, and a colour on top."""
    return [(_signed(row, row.days[place]), _heat(row, row.days[place]))]


def _total(row: capacity.Row) -> Lines:
    return [(_signed(row, row.total), "" if row.counts else "dim")]


def _signed(row: capacity.Row, days: int) -> str:
    """Days with the place that a sign takes."""
    said = words.free_cell(row, days)
    return said if row.said and row.freshness in words.SIGNS else f"{said} "


HEAT: Final = ("dim", "black on yellow", "black on yellow", "black on green", "bold black on green")
"""The colours of shades."""


def _heat(row: capacity.Row, days: int) -> str:
    """The colour of so many free days; none where they do not count."""
    return HEAT[words.shade_of(days)] if row.counts else "dim"


def _blocks(number: int, fitting: int) -> Iterator[range]:
    """Places of columns, as many at once as fit beside each other."""
    for first in range(0, number, max(fitting, 1)):
        yield range(first, min(first + max(fitting, 1), number))


def _matrix(screen: Screen, found: matrix.Matrix) -> None:
    screen.line(words.matrix_title(found), "bold")
    screen.facts(words.matrix_facts(found))
    for note in words.members_left_out(found):
        screen.line(note)
    if not found.rows:
        return
    heads = [phrase("skill") if found.kind == "skill" else phrase("industry"), phrase("who can"), phrase("asked for")]
    told = [(words.row_label(found, row), words.who_can(row), words.asked_for(row)) for row in found.rows]
    lengths = [max(len(screen.said(said)) for said in column) for column in zip(heads, *told, strict=True)]
    room = screen.width - min(lengths[0], LABEL) - sum(lengths[1:]) - 3 * GAP
    names, wide = _names(found, room)
    for places in list(_blocks(len(found.members), room // wide)) or [range(0)]:
        screen.line()
        rows: list[Row] = [
            ([[(said, style)] for said, style in zip(labels, (_style(row), _style(row), ""), strict=True)], levels)
            for row, labels in zip(found.rows, told, strict=True)
            for levels in [[_level(found, row, place) for place in places]]
        ]
        over: list[Lines] = [[(names[place], "")] for place in places]
        screen.grid([[(heading, "")] for heading in heads], over, [wide] * len(places), rows)
    if names != list(found.members):
        screen.line()
        screen.line(listed(f"{name} {member}" for name, member in zip(names, found.members, strict=True)))


def _names(found: matrix.Matrix, room: int) -> tuple[list[str], int]:
    """What members are called over their columns, and how wide these are: numbers where the names do not fit."""
    wide = max((len(member) for member in found.members), default=0) + 2
    if wide * len(found.members) <= room:
        return list(found.members), wide
    return [str(number) for number, _ in enumerate(found.members, 1)], len(str(len(found.members))) + 2


def _style(row: matrix.Row) -> str:
    return "red" if row.nobody else "yellow" if row.known.only else ""


def _level(found: matrix.Matrix, row: matrix.Row, place: int) -> Lines:
    """A member's level, with a colour on top."""
    member = found.members[place]
    level = row.levels.get(member, 0)
    style = "dim" if level < 3 else "green" if level < 5 else "bold green"
    return [(words.level_cell(found, row, member), style if found.kind == "skill" else "")]


def _saved(screen: Screen, result: Saved) -> None:
    screen.line(phrase("written to {file}", file=result.file))


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {
    "pmnet.cli.pages.overviews.Saved": _saved,
    "pmnet.app.board.Board": _board,
    "pmnet.app.capacity.Capacity": _capacity,
    "pmnet.app.matrix.Matrix": _matrix,
}
