"""The steps of a handover: one table of who may take which from where, and where it leads.

The rules, in prose:

- A handover begins with a claim (the partner asks) or an offer (the owner asks). Whoever did not ask must answer, until
  `respond_by`; afterwards the handover has lapsed by itself, and a late answer is refused. Nobody writes a lapse.
- Whoever must answer may accept, decline with a reason, or counter, which turns the question round.
- Whoever asked may withdraw while there is no answer.
- A claim without `respond_by` waits in line behind whoever holds the position. It moves up by itself when that one is over, and
  its time to answer begins then; `line` says when that is, because it follows from the others.
- After agreement the owner discloses the client, the partner makes contact, and says so again every so often; either reports
  win or loss. The partner may return it with a reason; the owner may release it, but only once a clock has run out, or extend
  the time it is held, as often as the policy allows.
- Both sign for the same terms, by their digest: whoever accepts names those that were proposed. Without terms both agreed to,
  no client is disclosed; that nothing is owed is a complete answer, too.
- Terms are changed later by both: what one proposes counts once the other has signed for just the same.
- What was won is billed by the partner month by month, and each month settled by the owner; a bill is never changed, but taken
  back by another one. It is completed by either once every month is settled.
- Either may dispute anything after agreement; it goes on where it stood once both have resolved it.
- Steps are only ever added, and time never goes back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pmnet.domain.phrase import phrase
from pmnet.domain.records import StepName


class State(StrEnum):
    """Where a handover stands."""

    NONE = "none"
    WAITING = "waiting"
    CLAIMED = "claimed"
    OFFERED = "offered"
    AGREED = "agreed"
    DISCLOSED = "disclosed"
    CONTACTED = "contacted"
    WON = "won"
    COMPLETED = "completed"
    DISPUTED = "disputed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    LOST = "lost"
    RETURNED = "returned"
    RELEASED = "released"


class Who(StrEnum):
    """Whose step it is, in the words of an error message."""

    OWNER = phrase("the owner")
    PARTNER = phrase("the partner")
    EITHER = phrase("the owner or the partner")
    ASKED = phrase("whoever must answer")
    ASKER = phrase("whoever asked")


ASKING: Final = (State.CLAIMED, State.OFFERED)
UNANSWERED: Final = (*ASKING, State.WAITING)
AGREEMENT: Final = (State.AGREED, State.DISCLOSED, State.CONTACTED)
NOTHING_OWED: Final = "none"
HELD: Final = frozenset({*ASKING, *AGREEMENT, State.DISPUTED})
FILLED: Final = frozenset({State.WON, State.COMPLETED})


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: who may take a step from which states, and where it leads.

    `reasons` names the vocabulary a reason must come from; `answers` marks the steps after which the other side has until
    `respond_by`. A `to` of None leaves the handover where it stands, or leads back to where it stood before a dispute.
    """

    step: StepName
    who: Who
    origins: tuple[State, ...]
    to: State | None
    reasons: str = ""
    answers: bool = False


_AFTER_AGREEMENT: Final = (*AGREEMENT, State.WON, State.COMPLETED, State.LOST, State.RETURNED, State.RELEASED)

SAID: Final[Mapping[StepName, str]] = {StepName.CONTACTED: phrase("report on")}
"""What a step is called in a sentence, where its name is none."""

STAYS: Final = {StepName.RESOLVE: phrase("where it stood")}
"""Where a step leads that leads to no state of its own; the others leave it where it is."""

UNWRITTEN: Final = (
    (State.NONE, State.WAITING, phrase("claim in line")),
    (State.WAITING, State.CLAIMED, phrase("its turn")),
    (State.CLAIMED, State.LAPSED, phrase("no answer in time")),
    (State.OFFERED, State.LAPSED, phrase("no answer in time")),
)
"""What comes about by itself or by where a claim stands in line, so that no row tells it: from, to, and how."""

RULES: Final[tuple[Rule, ...]] = (
    Rule(StepName.CLAIM, Who.PARTNER, (State.NONE,), State.CLAIMED, answers=True),
    Rule(StepName.OFFER, Who.OWNER, (State.NONE,), State.OFFERED, answers=True),
    Rule(StepName.COUNTER, Who.ASKED, (State.CLAIMED, State.WAITING), State.OFFERED, answers=True),
    Rule(StepName.COUNTER, Who.ASKED, (State.OFFERED,), State.CLAIMED, answers=True),
    Rule(StepName.ACCEPT, Who.ASKED, UNANSWERED, State.AGREED),
    Rule(StepName.DECLINE, Who.ASKED, UNANSWERED, State.DECLINED, reasons="decline-reasons"),
    Rule(StepName.WITHDRAW, Who.ASKER, UNANSWERED, State.WITHDRAWN),
    Rule(StepName.DISCLOSE, Who.OWNER, (State.AGREED,), State.DISCLOSED),
    Rule(StepName.CONTACTED, Who.PARTNER, (State.DISCLOSED, State.CONTACTED), State.CONTACTED),
    Rule(StepName.WIN, Who.EITHER, (State.DISCLOSED, State.CONTACTED), State.WON),
    Rule(StepName.LOSE, Who.EITHER, (State.DISCLOSED, State.CONTACTED), State.LOST, reasons="lose-reasons"),
    Rule(StepName.RETURN, Who.PARTNER, AGREEMENT, State.RETURNED, reasons="return-reasons"),
    Rule(StepName.RELEASE, Who.OWNER, AGREEMENT, State.RELEASED),
    Rule(StepName.EXTEND, Who.OWNER, AGREEMENT, None),
    Rule(StepName.AMEND, Who.EITHER, (*AGREEMENT, State.WON), None),
    Rule(StepName.BILL, Who.PARTNER, (State.WON,), State.WON),
    Rule(StepName.SETTLE, Who.OWNER, (State.WON,), State.WON),
    Rule(StepName.COMPLETE, Who.EITHER, (State.WON,), State.COMPLETED),
    Rule(StepName.DISPUTE, Who.EITHER, _AFTER_AGREEMENT, State.DISPUTED),
    Rule(StepName.RESOLVE, Who.EITHER, (State.DISPUTED,), None),
)


def table() -> Sequence[tuple[str, str, str, str]]:
    """The rules as rows of text (step, who, from, to): what documentation prints."""
    return [
        (rule.step, rule.who, ", ".join(rule.origins), rule.to or STAYS.get(rule.step, phrase("the same")))
        for rule in RULES
    ]
