"""What a network is after what happened in it: members, leads, handovers and their clocks, in plain loops.

It is written from the words that members use, knows nothing of the program, and is slow on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from plain_clocks import (
    ANSWER_HOURS,
    CONTACT_HOURS,
    HOLD_DAYS,
    OBJECTION_DAYS,
    PROGRESS_DAYS,
    local_day,
    working_hours_after,
)
from plain_records import Handover, Lead, Member, Step

ASKING = ("claimed", "offered")
AGREED = ("agreed", "disclosed", "contacted")
WON = ("won", "completed")
AFTERWARDS = ("lost", "returned", "released")

TABLE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("counter", "asked", ASKING),
    ("accept", "asked", ASKING),
    ("decline", "asked", ASKING),
    ("withdraw", "asker", (*ASKING, "waiting")),
    ("disclose", "owner", ("agreed",)),
    ("contacted", "partner", ("disclosed", "contacted")),
    ("win", "either", ("disclosed", "contacted")),
    ("lose", "either", ("disclosed", "contacted")),
    ("return", "partner", AGREED),
    ("release", "owner", AGREED),
    ("extend", "owner", AGREED),
    ("amend", "either", (*AGREED, "won")),
    ("bill", "partner", ("won",)),
    ("settle", "owner", ("won",)),
    ("complete", "either", ("won",)),
    ("dispute", "either", (*AGREED, *WON, *AFTERWARDS)),
    ("resolve", "either", ("disputed",)),
)
"""Who may take which step in a handover that has begun, and where it must stand."""

LEADS_TO = {
    "accept": "agreed",
    "decline": "declined",
    "withdraw": "withdrawn",
    "disclose": "disclosed",
    "contacted": "contacted",
    "win": "won",
    "lose": "lost",
    "return": "returned",
    "release": "released",
    "complete": "completed",
}


class Stand(NamedTuple):
    """Where a handover stands, and what its steps left."""

    state: str
    since: datetime
    due: datetime | None = None
    asked: str = ""
    asker: str = ""
    agreed: datetime | None = None
    noted: datetime | None = None
    extensions: int = 0
    before: str = ""
    resolved: frozenset[str] = frozenset()
    months: tuple[tuple[str, str], ...] = ()

    @property
    def open_months(self) -> list[str]:
        """The months that are billed, or taken back after they were paid, and not settled."""
        return [month for month, how in self.months if how not in ("settled", "nothing")]

    @property
    def live(self) -> bool:
        """Whether it keeps others from the position."""
        where = self.before if self.state == "disputed" else self.state
        return where in (*AGREED, *WON) or self.state in ASKING


@dataclass
class Network:
    """Everything that happened so far, as what it made."""

    founder: str
    members: dict[str, Member] = field(default_factory=dict)
    leads: dict[str, Lead] = field(default_factory=dict)
    handovers: dict[str, Handover] = field(default_factory=dict)
    founded: datetime = datetime.min

    # who is who

    def admitted(self, who: str) -> datetime | None:
        """When somebody became or will become active: one vouch that stands for a week, while the network is small."""
        if who == self.founder:
            return self.founded
        window = timedelta(days=OBJECTION_DAYS)
        moments = [
            vouch.at + window
            for vouch in self.members[who].vouches
            if vouch.withdrawn is None or vouch.withdrawn >= vouch.at + window
        ]
        return min(moments, default=None)

    def is_in(self, who: str, now: datetime) -> bool:
        since = self.admitted(who)
        return self.members[who].left is None and since is not None and since <= now

    def status(self, who: str, now: datetime) -> str:
        if who not in self.members:
            return "stranger"
        member = self.members[who]
        if member.left is not None:
            return "left"
        if not self.is_in(who, now):
            return "candidate"
        objecting = {o.by for o in member.objections if o.withdrawn is None and self.is_in(o.by, now)}
        everybody = sum(1 for one in self.members if self.is_in(one, now))
        if len(objecting) >= 2 and len(objecting) * 3 > everybody:
            return "suspended"
        return "paused" if member.paused else "active"

    # where handovers and positions stand

    def stand(self, handover: Handover, now: datetime) -> Stand:
        """Where its steps lead by themselves; a claim in line waits."""
        found = Stand("", now)
        for step in handover.steps:
            found = self._after(found, handover, step)
        return lapsed(found, now)

    def _after(self, found: Stand, handover: Handover, step: Step) -> Stand:
        owner, partner = handover.owner, handover.partner
        match step.step:
            case "claim":
                state = "claimed" if step.due else "waiting"
                return Stand(state, step.at, step.due, owner, partner)
            case "offer":
                return Stand("offered", step.at, step.due, partner, owner)
            case "counter":
                mine = step.by == owner
                state, asked = ("offered", partner) if mine else ("claimed", owner)
                return Stand(state, step.at, step.due, asked, step.by)
            case "dispute":
                return found._replace(state="disputed", before=found.state, resolved=frozenset())
            case "resolve":
                resolved = found.resolved | {step.by}
                both = resolved == {owner, partner}
                return found._replace(state=found.before if both else "disputed", resolved=resolved)
            case "extend":
                return found._replace(extensions=found.extensions + 1)
            case "bill" | "cancel" | "settle":
                known = dict(found.months)
                known[step.month] = booked(known.get(step.month, ""), step.step)
                return found._replace(months=tuple(sorted(known.items())))
        found = found._replace(state=LEADS_TO[step.step], since=step.at, due=None, asked="", asker="")
        if step.step == "accept":
            found = found._replace(agreed=step.at)
        return found._replace(noted=step.at) if step.step == "contacted" else found

    def line(self, lead: str, position: str, now: datetime) -> list[tuple[Handover, Stand]]:
        """The handovers of a position by place; whoever waited moves up when all before them are over."""
        found: list[tuple[Handover, Stand]] = []
        for handover in self.at(lead, position):
            stand = self.stand(handover, now)
            if stand.state == "waiting" and not any(before.live for _, before in found):
                since = max([stand.since, *(before.since for _, before in found)])
                due = working_hours_after(since, ANSWER_HOURS)
                stand = lapsed(stand._replace(state="claimed", since=since, due=due), now)
            found.append((handover, stand))
        return found

    def at(self, lead: str, position: str) -> list[Handover]:
        mine = [h for h in self.handovers.values() if (h.lead, h.position) == (lead, position)]
        return sorted(mine, key=lambda handover: handover.place)

    def standing(self, handover: Handover, now: datetime) -> Stand:
        """Where a handover stands, in its line."""
        line = self.line(handover.lead, handover.position, now)
        return next(stand for other, stand in line if other.id == handover.id)

    def position(self, lead: Lead, key: str, now: datetime) -> tuple[str, str]:
        """`open`, `held` or `filled`, and by whom."""
        holder = ""
        for handover, stand in self.line(lead.id, key, now):
            where = stand.before if stand.state == "disputed" else stand.state
            if where in WON:
                return "filled", handover.partner
            if stand.live and not holder and not (lead.mode == "choose" and where in ASKING):
                holder = handover.partner
        return ("held", holder) if holder else ("open", "")

    def lead_state(self, lead: Lead, now: datetime) -> str:
        if lead.closed or lead.erased:
            return "closed"
        states = [self.position(lead, key, now)[0] for key in lead.positions]
        if set(states) == {"filled"}:
            return "filled"
        if "open" not in states:
            return "held"
        return "expired" if is_over(lead, now) else "open"

    def next_steps(self, handover: Handover, who: str, now: datetime) -> list[str]:
        """The steps that are open to somebody."""
        found = self.standing(handover, now)
        return sorted(
            step for step, whose, origins in TABLE if self._open(step, whose, origins, found, handover, who, now)
        )

    def _open(
        self, step: str, whose: str, origins: tuple[str, ...], found: Stand, handover: Handover, who: str, now: datetime
    ) -> bool:
        entitled = {
            "asked": [found.asked],
            "asker": [found.asker],
            "owner": [handover.owner],
            "partner": [handover.partner],
            "either": [handover.owner, handover.partner],
        }[whose]
        if found.state not in origins or who not in entitled:
            return False
        asked = [taken.of for taken in handover.steps if taken.step in ("claim", "offer", "counter")]
        return {
            "accept": asked[-1] == self.leads[handover.lead].seen,
            "release": releasable(found, now),
            "extend": found.extensions < 1,
            "settle": found.open_months != [],
            "complete": found.open_months == [],
        }.get(step, True)

    def readers(self, lead: Lead) -> Iterator[str]:
        """Who can open the client."""
        if lead.client is not None and not lead.erased:
            yield lead.owner
            yield from (h.partner for h in self.handovers.values() if h.lead == lead.id and h.disclosed is not None)


def booked(known: str, step: str) -> str:
    """A month after one more entry in the books; what was paid is owed back once it is taken back, until it is billed anew."""
    if step == "settle":
        return "nothing" if known == "owed back" else "settled"
    if step == "bill":
        return "billed over paid" if known == "owed back" else "billed"
    return "owed back" if known in ("settled", "billed over paid") else "nothing"


def lapsed(found: Stand, now: datetime) -> Stand:
    """The same, unless nobody answered in time."""
    if found.state in ASKING and found.due is not None and now > found.due:
        return found._replace(state="lapsed", since=found.due, due=found.due, asked="", asker="")
    return found


def releasable(found: Stand, now: datetime) -> bool:
    """Whether a clock has run out: of the hold, of the first contact, of the note of progress."""
    if found.agreed is None:
        return False
    clocks = [found.agreed + timedelta(days=HOLD_DAYS * (1 + found.extensions))]
    if found.state == "disclosed":
        clocks.append(working_hours_after(found.since, CONTACT_HOURS))
    if found.state == "contacted" and found.noted is not None:
        clocks.append(found.noted + timedelta(days=PROGRESS_DAYS))
    return now > min(clocks)


def is_over(lead: Lead, now: datetime) -> bool:
    """Whether its protection has ended."""
    return local_day(now) > lead.protected_until
