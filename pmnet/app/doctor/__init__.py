"""What is missing on this machine, in one's home, in the copy or at the server: asked one by one, each for itself.

No check's failure stops the others: what could not be looked at is told as not known, with the reason. Nothing is written
anywhere, except by what somebody agrees to afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pmnet.app.context import moment
from pmnet.app.doctor import copy, machine, person, server
from pmnet.app.doctor.answers import Answer, Remedy, Verdict, unknown
from pmnet.app.doctor.seen import Seen
from pmnet.domain.phrase import Phrase, phrase
from pmnet.errors import PmnetError
from pmnet.store.home import Home
from pmnet.store.listing import enclosing_network

CHECKS: Final[tuple[tuple[str, Phrase, Callable[[Seen], Answer]], ...]] = (
    ("python", phrase("Python is new enough"), machine.python),
    ("git", phrase("git is there and new enough"), machine.git),
    ("ssh", phrase("ssh is there"), machine.openssh),
    ("installs", phrase("there is one pmnet"), machine.installs),
    ("room", phrase("the disk has room"), machine.room),
    ("screen", phrase("the terminal shows umlauts"), machine.screen),
    ("editor", phrase("there is an editor"), machine.editing),
    ("completion", phrase("the shell completes words"), machine.completion),
    ("temporary", phrase("no temporary files were left"), machine.leftovers),
    ("keys", phrase("your keys are there"), person.keys),
    ("private", phrase("only you can read them"), person.private),
    ("backup", phrase("there is a backup of them"), person.backup),
    ("network", phrase("you are in a network"), copy.network),
    ("settings", phrase("its settings are harmless"), copy.settings),
    ("record", phrase("your keys are those in your record"), person.record),
    ("format", phrase("its records can be read"), copy.format_of_records),
    ("alarm", phrase("what the server has can be trusted"), copy.alarm),
    ("index", phrase("the index can be used"), copy.index),
    ("leftovers", phrase("nothing was left by a killed command"), copy.leftovers),
    ("locks", phrase("nothing is locked"), copy.locks),
    ("reach", phrase("the server answers"), server.reach),
    ("clock", phrase("the clock is right"), server.clock),
    ("together", phrase("the server changes several things together"), server.together),
)
"""Each check by its name, what it asks, and what answers."""

INSIDE: Final = frozenset(
    ("settings", "record", "format", "alarm", "index", "leftovers", "locks", "reach", "clock", "together")
)
"""Checks that need a network: outside of every one they are left out."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One check with its answer."""

    name: str
    asked: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All checks, row by row; `repaired` are the offers that were taken up."""

    rows: tuple[Checked, ...]
    repaired: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        """Whether nothing stops work."""
        return not any(row.answer.verdict is Verdict.NO and row.answer.stops for row in self.rows)

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """What pmnet could do itself."""
        return tuple(row.answer.remedy for row in self.rows if row.answer.remedy is not None)


def examine(
    start: Path, network: str, variables: Mapping[str, str], encoding: str, repaired: tuple[str, ...] = ()
) -> Diagnosis:
    """Every check, in order."""
    seen = _seen(start, network, variables, encoding)
    with closing(seen):
        needless = INSIDE - {"clock"} if seen.wrong_clock else INSIDE
        chosen = (row for row in CHECKS if seen.folder is not None or row[0] not in needless)
        return Diagnosis(tuple(Checked(name, asked, _answer(seen, check)) for name, asked, check in chosen), repaired)


def not_done(remedy: Remedy, why: str) -> Phrase:
    """That an offer was taken up and could not be kept."""
    return phrase("{offer} it could not be done: {why}", offer=remedy.offer, why=why)


def _answer(seen: Seen, check: Callable[[Seen], Answer]) -> Answer:
    """What a check answers; not known, with the reason, where it fails itself."""
    try:
        return check(seen)
    except PmnetError as error:
        return unknown(error.message, error.hint)
    except Exception as error:  # noqa: BLE001 - whatever is broken here is what others are asked about next
        return unknown(phrase("it could not be looked at: {error}", error=f"{type(error).__name__}: {error}"[:200]))


def _seen(start: Path, network: str, variables: Mapping[str, str], encoding: str) -> Seen:
    """What is looked at; a home or a moment that cannot be read is a finding, not an end."""
    home, wrong, outside, folder = Home.default(variables), "", None, None
    try:
        now = moment(variables)
    except PmnetError as error:
        now, wrong = datetime.now(UTC), error.message
    try:
        around = None if network else enclosing_network(str(start))
        folder = Path(around) if around else home.find_folder(network or variables.get("PMNET_NETWORK", ""))
    except PmnetError as error:
        outside = error
    return Seen(home, variables, now, folder, outside, wrong, encoding)
