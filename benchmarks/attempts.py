"""The handovers of a lead as plain mappings: in every state, by steps that may follow one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from chance import NOW, Dice, filled
from population import Content, Crowd

from pmnet.domain.clock import format_instant
from pmnet.domain.records import Policy

HOURS: Final = Policy().working_hours
ANSWER_HOURS: Final = Policy().answer_hours
RECENT: Final = timedelta(days=60)

AGREED: Final = ("accept", "disclose")
WON: Final = (*AGREED, "contacted", "win", "bill")
ROUTES: Final[dict[str, tuple[str, ...]]] = {
    "asked": (),
    "lapsed": (),
    "declined": ("decline",),
    "countered": ("counter", "decline"),
    "withdrawn": ("withdraw",),
    "agreed": ("accept",),
    "disclosed": AGREED,
    "contacted": (*AGREED, "contacted", "extend"),
    "lost": (*AGREED, "contacted", "lose"),
    "returned": (*AGREED, "return"),
    "released": (*AGREED, "release"),
    "won": WON,
    "completed": ("counter", *WON, "settle", "complete"),
    "disputed": (*WON, "dispute"),
    "resolved": (*WON, "dispute", "resolve", "resolve", "settle", "complete"),
}
"""What follows on the first question until a handover stands like that."""

OVER: Final = ("lapsed", "declined", "countered", "withdrawn", "lost", "returned", "released")
ENDS: Final = (*OVER, "completed", "completed", "completed", "completed", "completed", "resolved", "won", "disputed")
LIVE: Final = (
    ("asked", 1, 20),
    ("asked", 1, 20),
    ("agreed", 8, 24),
    ("disclosed", 20, 40),
    ("contacted", 80, 250),
    ("won", 600, 1000),
    ("disputed", 1400, 1440),
)
"""How a handover may stand that is not over, and how many hours ago it began."""

GAPS: Final = {
    "counter": (0.5, 3),
    "accept": (0.5, 4),
    "decline": (0.5, 7),
    "withdraw": (0.5, 7),
    "disclose": (0.1, 7),
    "contacted": (2, 30),
    "extend": (24, 48),
    "win": (48, 400),
    "bill": (600, 900),
    "settle": (48, 500),
    "complete": (1, 24),
    "lose": (48, 400),
    "return": (2, 60),
    "release": (130, 200),
    "dispute": (24, 48),
    "resolve": (12, 48),
}
"""How many hours after the step before a step comes: soon enough where it answers, late enough where it is a release."""

REASONS: Final = {"decline": "decline-reasons", "lose": "lose-reasons", "return": "return-reasons"}
PARTNERS: Final = ("contacted", "win", "bill", "return", "lose")


@dataclass
class Attempt:
    """One handover on its way; what would come after NOW has not happened yet."""

    dice: Dice
    lead: Content
    digest: str
    position: str
    place: int
    partner: str
    at: datetime
    steps: list[Content] = field(default_factory=list)
    due: datetime | None = None
    asker: str = ""
    asked: str = ""
    terms: str = ""
    month: str = ""

    def ask(self, offers: bool, waits: bool = False) -> None:
        """The first question: a claim or an offer, with a time to answer unless it waits in line."""
        self.terms = self.dice.digest()
        self.asker, self.asked = (self.lead["owner"], self.partner) if offers else (self.partner, self.lead["owner"])
        self._take("offer" if offers else "claim", self.asker, waits)

    def go(self, route: str) -> datetime:
        """The further steps of a route; gives when the position is free again, or the last step was taken."""
        for name in ROUTES[route]:
            self.at += self.dice.hours(*GAPS[name])
            if self.at > NOW:
                break
            if name == "counter":
                self.asker, self.asked = self.asked, self.asker
            self._take(name, self._actor(name))
        return self.due if route == "lapsed" and self.due else self.at

    def record(self) -> Content:
        """The handover as a record."""
        name = f"{self.lead['id']}.{self.position}.{self.place}"
        who = {"position": self.position, "owner": self.lead["owner"], "partner": self.partner}
        return {"id": name, "lead": self.lead["id"], **who, "steps": self.steps}

    def _actor(self, name: str) -> str:
        if name in ("accept", "decline"):
            return self.asked
        if name in ("counter", "withdraw"):
            return self.asker
        if name == "resolve" and self.steps[-1]["step"] == "resolve":
            return self.partner
        return self.partner if name in PARTNERS else self.lead["owner"]

    def _take(self, name: str, by: str, waits: bool = False) -> None:
        asks, books = name in ("claim", "offer", "counter"), name in ("bill", "settle")
        if asks and not waits:
            self.due = HOURS.deadline(self.at, self.lead.get("respond_within", ANSWER_HOURS))
        if name == "bill":
            self.month = f"{self.at:%Y-%m}"
        proposes = asks or name == "accept"
        step: dict[str, Any] = {
            "step": name,
            "by": by,
            "at": format_instant(self.at),
            "respond_by": format_instant(self.due) if asks and not waits and self.due else None,
            "reason": self.dice.word(REASONS[name]) if name in REASONS else None,
            "of": self.digest if proposes else None,
            "terms": self.terms if proposes else None,
            "sealed": self.dice.digest() if proposes or books or name == "disclose" else None,
            "month": self.month if books else None,
            "due": str(self.dice.day(self.at, 30, 30)) if name == "bill" else None,
            "over_capacity": True if proposes and by == self.partner and self.dice.often(0.05) else None,
            "outcome": "The first day is counted once." if name == "resolve" else None,
        }
        self.steps.append(filled(step))


def handovers(dice: Dice, lead: Content, digest: str, crowd: Crowd, registered: datetime) -> Iterator[Content]:
    """What was tried for one position of a lead: some places in line that are over, then one that may still be live."""
    recent = NOW - registered < RECENT
    if not dice.often(0.6 if recent else 0.25):
        return
    position, free_from = dice.choice(lead["positions"])["key"], registered
    places, tried = dice.choices((1, 2, 3), (5, 3, 1))[0], [lead["owner"]]
    for place in range(1, places + 1):
        last = place == places
        route, begins = dice.choice(ENDS if last else OVER), free_from + dice.hours(1, 30)
        if last and recent:
            route, *ago = dice.choice(LIVE)
            begins = max(begins, NOW - dice.hours(*ago))
        if begins >= NOW:
            return
        attempt = Attempt(dice, lead, digest, position, place, crowd.pick(begins, *tried), begins)
        tried.append(attempt.partner)
        attempt.ask(lead["mode"] == "invite" or dice.often(0.15))
        free_from = attempt.go(route)
        yield attempt.record()
    if recent and lead["mode"] == "first" and dice.often(0.4) and free_from < NOW:
        waiting = Attempt(dice, lead, digest, position, places + 1, crowd.pick(free_from, *tried), free_from)
        waiting.ask(offers=False, waits=True)
        yield waiting.record()
