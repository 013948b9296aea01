"""How a question that waits for an answer is told: to whoever must answer and to whoever asked, with the command to type.

Where the lead was changed since, nobody can say yes to it any more, and the one who must answer asks back.
"""

from __future__ import annotations

from typing import Final

from pmnet.domain.phrase import pattern
from pmnet.domain.records import Handover
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.asked import is_about_another, is_outdated
from pmnet.rules.steps import State

ACCEPT: Final = "pmnet accept {id}"
ASK_BACK: Final = "pmnet counter {id}"

ASKED: Final = (pattern("{other} asks for {what}{terms}"), ACCEPT)
OFFERED: Final = (pattern("{other} offers you {what}{terms}"), ACCEPT)
OFFERED_ANEW: Final = (pattern("{other} offers you {what}{terms}; the lead was changed since you asked"), ACCEPT)
"""What is said to whoever must answer."""

OUTDATED: Final = {
    State.CLAIMED: (pattern("{other} asks for {what}{terms}; you have changed the lead since"), ASK_BACK),
    State.OFFERED: (pattern("{other} offers you {what}{terms}; the lead was changed since"), ASK_BACK),
}
"""The same where the lead was changed since, by where the handover stands."""

THEIRS: Final = (pattern("{other} has to answer on {what}"), "pmnet withdraw {id}")
THEIRS_OUTDATED: Final = pattern("{other} has to answer on {what}; the lead was changed since you asked")
"""What is said to whoever asked."""


def to_answer(snapshot: Snapshot, handover: Handover, state: State) -> tuple[str, str]:
    """What is said to whoever must answer, and what they type."""
    if is_outdated(snapshot, handover):
        return OUTDATED[state]
    if state is State.CLAIMED:
        return ASKED
    return OFFERED_ANEW if is_about_another(handover) else OFFERED


def to_wait_for(snapshot: Snapshot, handover: Handover, actor: str) -> tuple[str, str]:
    """What is said to whoever asked; a partner is shown a lead that was changed, and its owner asks anew."""
    said, command = THEIRS
    if not is_outdated(snapshot, handover):
        return said, command
    return THEIRS_OUTDATED, command if actor == handover.owner else "pmnet lead show {lead}"
