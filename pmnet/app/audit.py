"""The whole history judged again, and what two members compare to know that they see the same one."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from pmnet.app.context import Context
from pmnet.domain.ids import CROCKFORD
from pmnet.errors import Alarm, Unreachable
from pmnet.store.git import history
from pmnet.store.ledger import CommitFinding
from pmnet.store.trust import Incident

LETTERS = 16
"""Letters of a short fingerprint: 80 bits, more than anybody can make another history fit to."""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """How many acts there are, how many were judged now, what was found, and what to compare by phone.

    `repaired` names bad acts that a keeper made void; `reached` is false where the server could not be asked. With an
    `alarm`, what the server shows does not go on from what was seen here, and everything is about what was seen here last.
    """

    acts: int
    checked: int
    tip: str
    fingerprint: str
    findings: tuple[CommitFinding, ...]
    repaired: tuple[str, ...]
    reached: bool
    alarm: Incident | None = None


def audit(context: Context, full: bool) -> AuditReport:
    """Judge every act since the last one that was judged here, or since the founding.

    Where the shared record was rewritten, the acts are those that were seen before. Raises Alarm where this copy does not
    hold its history.
    """
    trust, known = context.workspace.trust, context.workspace.tip
    reached = True
    try:
        context.workspace.fetch(context.now)
    except Unreachable:
        reached = False
    except Alarm:
        if trust.incident is None:
            raise
    alarm = trust.incident if trust.incident is not None and not trust.incident.commit else None
    found = trust.ledger.verify("" if full else known, known if alarm else trust.arrived, context.now)
    repository = context.workspace.repository
    genesis = history.genesis(repository, found.tip)
    acts = history.count(repository, found.tip)
    spoken = short_fingerprint(genesis, found.tip)
    return AuditReport(acts, found.checked, found.tip, spoken, found.findings, found.repaired, reached, alarm)


def short_fingerprint(genesis: str, tip: str) -> str:
    """What two people read to each other: equal exactly when founding and newest act are, in groups of four."""
    number = int.from_bytes(sha256(f"{genesis} {tip}".encode()).digest()[: LETTERS * 5 // 8], "big")
    letters = "".join(CROCKFORD[number >> 5 * place & 31] for place in reversed(range(LETTERS)))
    return "-".join(letters[start : start + 4] for start in range(0, LETTERS, 4))
