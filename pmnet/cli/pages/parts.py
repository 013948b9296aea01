"""What a page is put together from: plain values that say what is shown, never how.

Every text may be a Phrase, a Label, a day or a number, and is said in the reader's language when the page is made; whatever a
record says goes in as it is and comes out as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from urllib.parse import quote

SHADES: Final = 5
"""How dark a cell may be: 0 is nothing, 4 is most."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a table. `shade` (0 to 4) colours it, `bar` (percent) draws one before the text.

    The text, or the `note` below it, must say the same in words.
    """

    text: object
    shade: int | None = None
    note: object = ""
    bar: int | None = None

    def __post_init__(self) -> None:
        if self.shade is not None and self.shade not in range(SHADES):
            raise ValueError(f"no shade {self.shade}")
        if (self.shade or self.bar is not None) and self.text in ("", None):
            raise ValueError("a colour alone says nothing")


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    kind: ClassVar[str] = "text"
    text: object


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, those without a value left out; a tuple is several values, one below the other.

    The few that matter most stand side by side, as a `strip`.
    """

    kind: ClassVar[str] = "facts"
    said: Sequence[tuple[object, object]]
    strip: bool = False

    @property
    def rows(self) -> Sequence[tuple[object, object]]:
        """What is shown."""
        return [(name, value) for name, value in self.said if value not in (None, "", ())]


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to write to."""

    kind: ClassVar[str] = "contact"
    name: str
    email: str

    @property
    def href(self) -> str:
        """The address as a link, whatever it holds."""
        return f"mailto:{quote(self.email, safe='@')}"


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill of a person and how well, as a level from 1 to 5 and in words."""

    name: object
    level: int
    how: object


@dataclass(frozen=True, slots=True)
class Person:
    """A person as people outside may see them: what they can, and facts beside it."""

    anchor: str
    name: object
    role: object
    headline: object
    skills_title: object
    skills: Sequence[Skill]
    facts: Facts


@dataclass(frozen=True, slots=True)
class People:
    """Persons, one below the other."""

    kind: ClassVar[str] = "people"
    people: Sequence[Person]


@dataclass(frozen=True, slots=True)
class Legend:
    """What the shades of the table below mean, in words."""

    kind: ClassVar[str] = "legend"
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first cell of each row names the row, and the headings name the columns.

    On a narrow screen a row becomes a block, each value with its heading beside it. One with many columns (weeks, skills) is
    `wide`: there the table itself is moved sideways, and the names of the rows stay.
    """

    kind: ClassVar[str] = "table"
    caption: object
    headings: Sequence[object]
    rows: Sequence[Sequence[object]]
    wide: bool = False

    def __post_init__(self) -> None:
        if any(len(row) != len(self.headings) for row in self.rows):
            raise ValueError("a row has as many cells as there are headings")

    @property
    def cells(self) -> Sequence[Sequence[Cell]]:
        """The rows, every value as a cell."""
        return [[one if isinstance(one, Cell) else Cell(one) for one in row] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Way:
    """A link to another page of the same folder, or to a place on this one; alone in a section, or among the page's ways."""

    kind: ClassVar[str] = "way"
    href: str
    text: object
    here: bool = False


Part = Text | Facts | Contact | People | Legend | Table | Way


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under a heading of its own; `anchor` is its name in addresses, lower-case letters and hyphens."""

    anchor: str
    title: object
    parts: Sequence[Part] = ()
    note: object = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page: a title, whose or what kind it is (`of`), an introduction, its sections, and what stands at its foot."""

    title: object
    of: object = ""
    intro: object = ""
    sections: Sequence[Section] = ()
    foot: Sequence[object] = ()
    ways: Sequence[Way] = ()
