"""The pipeline, free days by week, and who can do what, as pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pmnet import cli
from pmnet.app.board import Board, Card, Column
from pmnet.app.capacity import Capacity
from pmnet.app.capacity import Row as FreeRow
from pmnet.app.matrix import Matrix
from pmnet.app.matrix import Row as SkillRow
from pmnet.cli.pages.parts import Cell, Facts, Legend, Page, Part, Section, Table, Text
from pmnet.cli.render import overview_words as words
from pmnet.domain.dates import WorkingHours
from pmnet.domain.phrase import Phrase, counted, phrase
from pmnet.rules.stages import Stage

if TYPE_CHECKING:
    from pmnet.cli.session import Session
    from pmnet.domain.weeks import Part as WeekPart

Overview = Board | Capacity | Matrix

TITLES: Final[Mapping[Stage, Phrase]] = {
    Stage.OPEN: phrase("Open"),
    Stage.ASKED: phrase("Asked for"),
    Stage.AGREED: phrase("Agreed"),
    Stage.CLIENT: phrase("With the client"),
    Stage.WON: phrase("Won"),
    Stage.DONE: phrase("Done"),
    Stage.OVER: phrase("Over"),
}
"""What the stages are called as headings."""

LEVELS: Final = (0, 1, 1, 2, 3, 4)
"""How dark each level of a skill is."""

WEEKS: Final = 13
MEMBERS: Final = 12
"""How many columns a table has at most: so many fit on paper."""

KNOWN: Final = 2
"""How dark an industry is that somebody knows."""


@dataclass(frozen=True, slots=True)
class Saved:
    """An overview that was written as a page, and where."""

    file: str
    shown: Overview


def save(session: Session, out: Path, found: Overview) -> Saved:
    """Write an overview as a page, in place of an older page of ours; raises Conflict where something else lies there."""
    place = session.folder / out
    assert session.opened is not None
    page = page_of(found, session.opened.network.name, session.opened.hours)
    cli.pages.save(session, place, Page(page.title, page.of, page.intro, page.sections, [cli.pages.made_on(session)]))
    return Saved(str(place), found)


def page_of(found: Overview, network: str, hours: WorkingHours) -> Page:
    """The page of an overview."""
    if isinstance(found, Board):
        return _board(found, network, hours)
    return _capacity(found, network) if isinstance(found, Capacity) else _matrix(found, network)


def _board(found: Board, network: str, hours: WorkingHours) -> Page:
    notes = [Text(note) for note in words.cards_left_out(found)]
    rest = [Section("rest", phrase("What is not shown"), notes)] if notes else []
    stages = [_stage(column, hours) for column in found.columns if column.cards]
    about = (
        phrase("The leads and handovers of all members by how far they have come.")
        if found.member is None
        else phrase("The leads and handovers of {member} by how far they have come.", member=found.member)
    )
    numbers = [(TITLES[column.stage], str(column.of)) for column in found.columns]
    glance = Section("glance", phrase("At a glance"), [Facts(numbers, strip=True)])
    return Page(phrase("Pipeline"), network, about, [glance, *stages, *rest])


def _stage(column: Column, hours: WorkingHours) -> Section:
    headings = (phrase("card"), phrase("position"), phrase("who"), phrase("state"), phrase("next deadline"))
    caption = counted(column.of, "{n} card", "{n} cards")
    table = Table(caption, headings, [_card(card, hours) for card in column.cards])
    return Section(f"stage-{column.stage}", TITLES[column.stage], [table])


def _card(card: Card, hours: WorkingHours) -> tuple[object, ...]:
    due = words.due_of(card.due, hours.say(card.due.due)) if card.due is not None and card.due.due else ""
    return (
        Cell(card.title, note=card.id),
        Cell(card.role, note=words.span_of(card)),
        words.who(card),
        words.state_of(card),
        due,
    )


def _capacity(found: Capacity, network: str) -> Page:
    parts = list[Part]()
    if found.rows:
        shades = ((phrase("nothing"), 0), ("1", 1), ("2", 2), (phrase("3 or 4"), 3), (phrase("5 or more"), 4))
        parts += [Legend([Cell(said, shade=shade) for said, shade in shades])]
        parts += [_weeks(found, places) for places in _blocks(len(found.weeks), WEEKS)]
        parts += [Facts(words.signs_of(found)), *(Text(note) for note in words.rows_left_out(found))]
    else:
        parts.append(Text(phrase("no member is found")))
    about = phrase("How many days of each calendar week are free, with won work taken off.")
    return Page(phrase("Free days"), network, about, [Section("weeks", phrase("Week by week"), parts)])


def _weeks(found: Capacity, places: range) -> Table:
    """Some of the weeks, and what all weeks come to."""
    rows = [[Cell(row.name, note=row.member), *_free(row, places), _total(row)] for row in found.rows]
    sums = [
        [name, *(Cell(day, shade=0) for day in (*(days[place] for place in places), sum(days)))]
        for name, days in words.sums_of(found)
    ]
    span = [found.weeks[place] for place in places]
    headings = (phrase("member"), *(_week(part) for part in span), phrase("in all"))
    return Table(words.weeks_title(found, span), headings, [*rows, *sums], wide=True)


def _blocks(number: int, most: int) -> Iterator[range]:
    """Places of columns, as many at once as fit on paper."""
    for first in range(0, number, most):
        yield range(first, min(first + most, number))


def _week(part: WeekPart) -> object:
    return phrase("W{number} {month}", number=words.week_number(part), month=words.month_of(part))


def _free(row: FreeRow, places: range) -> Iterator[Cell]:
    """A member's weeks; what does not count has no colour."""
    for days in (row.days[place] for place in places):
        yield Cell(words.free_cell(row, days), shade=words.shade_of(days) if row.counts else 0)


def _total(row: FreeRow) -> Cell:
    return Cell(words.free_cell(row, row.total), shade=0)


def _matrix(found: Matrix, network: str) -> Page:
    skills = found.kind == "skill"
    about = (
        phrase("Who can do what at which level, beginning with what nobody can or only one.")
        if skills
        else phrase("Who knows which industry for how many years, beginning with what nobody knows or only one.")
    )
    facts = Facts(words.matrix_facts(found))
    parts: list[Part] = [*([facts] if facts.rows else []), *(Text(note) for note in words.members_left_out(found))]
    blocks = list(_blocks(len(found.members), MEMBERS)) or [range(0)]
    tables = [_table(found, places) for places in blocks] if found.rows else []
    title = phrase("Skills") if skills else phrase("Industries")
    return Page(title, network, about, [Section("matrix", phrase("Member by member"), [*parts, *tables])])


def _table(found: Matrix, places: range) -> Table:
    """All rows for some of the members."""
    what = phrase("skill") if found.kind == "skill" else phrase("industry")
    members = [found.members[place] for place in places]
    rows = [
        (
            words.row_label(found, row),
            words.who_can(row),
            words.asked_for(row),
            *(_level(found, row, member) for member in members),
        )
        for row in found.rows
    ]
    title = words.matrix_title(found)
    if len(members) < len(found.members):
        title = phrase("{title}: {first} to {last}", title=title, first=members[0], last=members[-1])
    return Table(title, (what, phrase("who can"), phrase("asked for"), *members), rows, wide=True)


def _level(found: Matrix, row: SkillRow, member: str) -> Cell:
    said = words.level_cell(found, row, member)
    if not said:
        return Cell("")
    return Cell(said, shade=LEVELS[row.levels[member]] if found.kind == "skill" else KNOWN)
