"""The stages of a pipeline, from what can still be had to what is over: where each handover and each position belongs.

The rules, in prose:

- A position that nobody holds is open while its lead can be taken, and over once that is closed or its protection has run out.
- A handover is where it stands. A claim that waits in line has been asked for like any other.
- In a dispute everything stands still: a handover stays in the stage that it was in before.
- What was declined, withdrawn, returned, released or lost, and what lapsed, is over; its position is open again by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from pmnet.rules.standing import Standing
from pmnet.rules.steps import State


class Stage(StrEnum):
    """How far something has come, in the order of a pipeline."""

    OPEN = "open"
    ASKED = "asked"
    AGREED = "agreed"
    CLIENT = "client"
    WON = "won"
    DONE = "done"
    OVER = "over"


ENDED: Final = (Stage.DONE, Stage.OVER)
"""The stages in which nothing happens any more."""

STAGES: Final[Mapping[State, Stage]] = {
    State.NONE: Stage.OPEN,
    State.WAITING: Stage.ASKED,
    State.CLAIMED: Stage.ASKED,
    State.OFFERED: Stage.ASKED,
    State.AGREED: Stage.AGREED,
    State.DISCLOSED: Stage.CLIENT,
    State.CONTACTED: Stage.CLIENT,
    State.WON: Stage.WON,
    State.COMPLETED: Stage.DONE,
    State.DECLINED: Stage.OVER,
    State.WITHDRAWN: Stage.OVER,
    State.LAPSED: Stage.OVER,
    State.LOST: Stage.OVER,
    State.RETURNED: Stage.OVER,
    State.RELEASED: Stage.OVER,
}
"""The stage of each state but a dispute, which has none of its own."""


def stage_of(found: Standing) -> Stage:
    """The stage of a handover that stands like that."""
    return STAGES[found.before_dispute if found.state is State.DISPUTED else found.state]
