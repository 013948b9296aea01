"""What overviews say, on a screen and on a page alike: headings, signs and what they mean, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pmnet.domain.phrase import Phrase, counted, either, listed, phrase
from pmnet.rules.capacity import Freshness
from pmnet.rules.stages import Stage
from pmnet.store.vocabularies import vocabulary

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app import capacity, matrix
    from pmnet.app.board import Board, Card, Column
    from pmnet.domain.weeks import Part
    from pmnet.rules.clocks import Clock

STAGES: Final[Mapping[Stage, Phrase]] = {
    Stage.OPEN: phrase("open"),
    Stage.ASKED: phrase("asked for"),
    Stage.AGREED: phrase("agreed"),
    Stage.CLIENT: phrase("with the client"),
    Stage.WON: phrase("won"),
    Stage.DONE: phrase("done"),
    Stage.OVER: phrase("over"),
}
"""What the stages of a pipeline are called."""

MONTHS: Final = (
    phrase("Jan"),
    phrase("Feb"),
    phrase("Mar"),
    phrase("Apr"),
    phrase("May"),
    phrase("Jun"),
    phrase("Jul"),
    phrase("Aug"),
    phrase("Sep"),
    phrase("Oct"),
    phrase("Nov"),
    phrase("Dec"),
)
"""What the months are called over columns of weeks."""

SIGNS: Final[Mapping[Freshness, str]] = {Freshness.AGEING: "~", Freshness.STALE: "?", Freshness.UNKNOWN: "?"}
"""What stands behind free days that were not confirmed lately, so that nobody has to see a colour."""

UNSAID: Final = "-"
"""What stands where somebody never said anything."""


def board_title(found: Board) -> Phrase:
    """What a board shows."""
    if found.member is None:
        return phrase("everybody's leads and handovers")
    return phrase("the leads and handovers of {member}", member=found.member)


def stage_line(found: Board) -> Phrase:
    """How many stand in each stage."""
    return listed(phrase("{stage} {number}", stage=STAGES[one.stage], number=one.of) for one in found.columns)


def stage_heading(column: Column) -> Phrase:
    """A stage, and how many stand in it."""
    return phrase("{stage} ({number})", stage=STAGES[column.stage], number=column.of)


def place_of(card: Card) -> Phrase:
    """Which position a card is about, and between whom."""
    return phrase("{role}; {who}", role=card.role, who=who(card))


def who(card: Card) -> str:
    """Whose lead it is, and with whom."""
    return f"{card.owner} -> {card.partner}" if card.partner else card.owner


def state_of(card: Card) -> Phrase:
    """Where a card stands, with the reason that was given and whether it is sent."""
    state = (
        phrase("{state} ({reason})", state=card.state, reason=card.reason)
        if card.reason
        else phrase("{state}", state=card.state)
    )
    return state if card.sent else phrase("{state}, not sent yet", state=state)


def span_of(card: Card) -> Phrase | str:
    """The days of a card's work; empty where none are said."""
    if card.start and card.end:
        return phrase("{start} to {end}", start=card.start, end=card.end)
    if card.start:
        return phrase("from {start}", start=card.start)
    return phrase("to {end}", end=card.end) if card.end else ""


def due_of(clock: Clock, due: str) -> Phrase:
    """What is due next: who must do what, and until when."""
    return phrase("{who}: {clock}, {due}", who=either(clock.who), clock=clock.name, due=due)


def cards_left_out(found: Board) -> Iterator[Phrase]:
    """What a board does not show, and how it is shown."""
    for column in found.columns:
        if (more := column.of - len(column.cards)) > 0:
            yield counted(
                more, "{stage}: {n} more; pmnet board --limit {limit}", "{stage}: {n} more; pmnet board --limit {limit}",
                stage=STAGES[column.stage], limit=column.of,
            )  # fmt: skip
        if column.earlier:
            yield counted(
                column.earlier,
                "{stage}: {n} that ended before {since} is not shown; pmnet board --since DATE",
                "{stage}: {n} that ended before {since} are not shown; pmnet board --since DATE",
                stage=STAGES[column.stage],
                since=found.since,
            )


def capacity_title(found: capacity.Capacity) -> Phrase:
    """Which weeks are shown, and of whom."""
    return weeks_title(found, found.weeks)


def weeks_title(found: capacity.Capacity, parts: Sequence[Part]) -> Phrase:
    """The same of some of the weeks."""
    first, last = parts[0].first, parts[-1].last
    if not found.skills:
        return phrase("free days by calendar week, {first} to {last}", first=first, last=last)
    skills = listed(
        phrase("{skill} {level}", skill=skill_label(key), level=level) for key, level in found.skills.items()
    )
    return phrase("free days by calendar week, {first} to {last}, with {skills}", first=first, last=last, skills=skills)


def week_number(part: Part) -> int:
    """The number of a calendar week."""
    return part.week.monday.isocalendar().week


def month_of(part: Part) -> Phrase:
    """The month in which the first day of a week lies that is shown."""
    return MONTHS[part.first.month - 1]


def months_of(parts: Sequence[Part]) -> list[Phrase | str]:
    """What stands over the weeks: the month over the first week of each; not over a last week before the next month."""
    months = [part.first.month for part in parts]
    new = [month != before for month, before in zip(months, [0, *months], strict=False)]
    shown = [here and not after for here, after in zip(new, [*new[1:], False], strict=True)]
    return [month_of(part) if here else "" for part, here in zip(parts, shown, strict=True)]


def shade_of(days: int) -> int:
    """How much so many free days a week are, from 0 to 4."""
    return min(days, 2) if days < 3 else 3 if days < 5 else 4


def free_cell(row: capacity.Row, days: int) -> str:
    """A member's free days in a week with the sign for how fresh their word is."""
    return f"{days}{SIGNS.get(row.freshness, '')}" if row.said else UNSAID


def signs_of(found: capacity.Capacity) -> list[tuple[str, Phrase]]:
    """The signs that stand in the cells, and what they mean."""
    shown = {row.freshness for row in found.rows if row.said}
    known = (
        ("~", Freshness.AGEING in shown, phrase("was not confirmed lately, and still counts")),
        (
            "?",
            shown & {Freshness.STALE, Freshness.UNKNOWN},
            phrase("was not confirmed for so long that it does not count"),
        ),
        (UNSAID, not all(row.said for row in found.rows), phrase("never said how many days are free")),
    )
    return [(sign, meaning) for sign, there, meaning in known if there]


def sums_of(found: capacity.Capacity) -> list[tuple[Phrase, tuple[int, ...]]]:
    """The sums of the weeks: of the words that count, and of those that do not where there are any."""
    sums = [(phrase("all"), found.free)]
    return [*sums, (phrase("not confirmed"), found.unconfirmed)] if any(found.unconfirmed) else sums


def rows_left_out(found: capacity.Capacity) -> Iterator[Phrase]:
    """How many members are not shown, where any are; the sums are those of all."""
    if len(found.rows) < found.of:
        yield phrase(
            "{shown} of {of} members are shown, more with --limit; the sums are those of all",
            shown=len(found.rows),
            of=found.of,
        )


def who_can(row: matrix.Row) -> Phrase | str:
    """How many can do something: nobody who is needed, only one, or so many."""
    if row.nobody:
        return phrase("nobody")
    return phrase("only {member}", member=row.known.only) if row.known.only else str(row.known.able)


def asked_for(row: matrix.Row) -> Phrase | str:
    """How many open positions ask for it, and up to which level."""
    if not row.known.asked:
        return ""
    if not row.known.level:
        return str(row.known.asked)
    return phrase("{number} (level {level})", number=row.known.asked, level=row.known.level)


def level_cell(found: matrix.Matrix, row: matrix.Row, member: str) -> str:
    """A member's level of a skill, or years in an industry (`x` where they do not say how many)."""
    level = row.levels.get(member)
    if level is None:
        return ""
    return str(level) if level or found.kind == "skill" else "x"


def row_label(found: matrix.Matrix, row: matrix.Row) -> str:
    """What a skill or an industry is called."""
    return skill_label(row.known.key) if found.kind == "skill" else vocabulary("industries").label(row.known.key)


def skill_label(key: str) -> str:
    """What a skill is called."""
    return vocabulary("skills").label(key)


def matrix_title(found: matrix.Matrix) -> Phrase:
    """What a matrix shows."""
    if found.kind == "skill":
        return phrase("who can do what; whoever has level 3 or more can do it")
    return phrase("who knows which industry, and for how many years (x where that is not said)")


def matrix_facts(found: matrix.Matrix) -> list[tuple[Phrase, object]]:
    """How much nobody or only one can, and how many members say nothing; what there is none of is empty."""
    nobody, only = sum(row.nobody for row in found.rows), sum(bool(row.known.only) for row in found.rows)
    return [
        (phrase("open leads ask for it, and nobody can"), nobody or ""),
        (phrase("only one member can"), only or ""),
        (phrase("members who have named none"), found.silent or ""),
    ]


def members_left_out(found: matrix.Matrix) -> Iterator[Phrase]:
    """How many members are not shown, where any are; what is counted are all."""
    if len(found.members) < found.of:
        yield phrase(
            "{shown} of {of} members are shown, those who can do most, and more with --limit; what is counted are all",
            shown=len(found.members),
            of=found.of,
        )
