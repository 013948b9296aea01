"""What everybody sees of the books: that a month was billed, until when it is to be settled, and whether it was in time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from pmnet.domain.dates import WorkingHours
from pmnet.domain.phrase import phrase
from pmnet.domain.records import Handover, StepName
from pmnet.rules.standing import Bill, standing


class Word(StrEnum):
    """How a month is settled, in a word."""

    ON_TIME = phrase("on time")
    OVERDUE = "overdue"
    LATE = "late"
    TAKEN_BACK = phrase("taken back")


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of one month's newest bill: when it was made, until when it is to be settled, when it was."""

    month: str
    billed: date
    due: date | None
    settled: date | None = None
    word: Word = Word.ON_TIME


def dates(handover: Handover, hours: WorkingHours, today: date) -> dict[str, Dates]:
    """The days of each month that was billed, earliest month first, as they stand on a day."""
    found: dict[str, Dates] = {}
    for taken in handover.steps:
        day = hours.local(taken.at).date()
        if taken.step is StepName.BILL and taken.month is not None:
            found[taken.month] = Dates(taken.month, day, taken.due)
        elif taken.step is StepName.SETTLE and taken.month in found:
            found[taken.month] = replace(found[taken.month], settled=day)
    bills = standing(handover).months
    return {month: replace(found[month], word=_word(found[month], bills[month], today)) for month in sorted(found)}


def _word(month: Dates, bill: Bill, today: date) -> Word:
    if bill.open:
        return Word.OVERDUE if month.due is not None and today > month.due else Word.ON_TIME
    if not bill.stands:
        return Word.TAKEN_BACK
    late = month.due is not None and month.settled is not None and month.settled > month.due
    return Word.LATE if late else Word.ON_TIME
