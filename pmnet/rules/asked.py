"""What a question is about: the lead as whoever asked saw it, and whether it still is like that.

The rules, in prose:

- Whoever accepts says yes to the lead that both of them saw. Where it was changed after the question, nobody can accept.
- Whoever must answer asks back then with a counter, which is about the lead as it is; or whoever asked withdraws, and asks anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pmnet.domain.ids import lead_path
from pmnet.domain.records import Handover, Step, StepName
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.line import steps_open

ASKING_STEPS: Final = (StepName.CLAIM, StepName.OFFER, StepName.COUNTER)


def questions_in(handover: Handover) -> Sequence[Step]:
    """The steps in which somebody asked the other one, oldest first."""
    return [taken for taken in handover.steps if taken.step in ASKING_STEPS]


def is_outdated(snapshot: Snapshot, handover: Handover) -> bool:
    """Whether the lead is not any more as whoever asked last saw it."""
    asked, path = questions_in(handover), lead_path(handover.lead)
    return bool(asked) and snapshot.text(path) is not None and asked[-1].of != snapshot.digest(path)


def is_about_another(handover: Handover) -> bool:
    """Whether the last question is about the lead as it is after it was changed, other than the one before."""
    asked = questions_in(handover)
    return len(asked) > 1 and asked[-1].of != asked[-2].of


def steps_that_count(snapshot: Snapshot, handover: Handover, actor: str, now: datetime) -> tuple[StepName, ...]:
    """The steps open to a member at a moment, without a yes to a question that is outdated."""
    steps = steps_open(snapshot, handover, actor, now)
    if StepName.ACCEPT in steps and is_outdated(snapshot, handover):
        return tuple(step for step in steps if step is not StepName.ACCEPT)
    return steps
