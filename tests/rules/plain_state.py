"""Who is active, which positions can be had and what work is won, worked out from a network's YAML in plain loops.

It knows nothing of the program and is slow on purpose: docs/design.md says what is worked out here, and can be read beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import yaml


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads dates as the text that they are."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in known if not tag.endswith(":timestamp")]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

POLICY = {
    "answer_hours": 16,
    "capacity_fresh_days": 14,
    "capacity_stale_days": 28,
    "vouches": 2,
    "vouches_while_small": 1,
    "small_below": 5,
    "objection_days": 7,
    "suspension_one_in": 3,
    "suspension_at_least": 2,
    "time_zone": "Europe/Berlin",
    "work_opens": 9,
    "work_closes": 17,
    "holidays": [],
}

ASKING = ("claimed", "offered")
AGREED = ("agreed", "disclosed", "contacted")
WON = ("won", "completed")

LEADS_TO = {
    "offer": "offered",
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
"""Where a step leads, whatever was before it; what the others do is told in `stand`."""

Record = dict[str, Any]


class Stand(NamedTuple):
    """Where a handover stands, since when, until when an answer is due, when it was agreed, and where before a dispute."""

    state: str
    since: datetime
    due: datetime | None
    agreed: datetime | None
    before: str


class Spell(NamedTuple):
    """Days a week over a period; without a last day it has no end."""

    first: date
    last: date | None
    days: int


class Network:
    """A network's files, read at a moment."""

    def __init__(self, files: Mapping[str, str], now: datetime) -> None:
        read = {path: content for path in sorted(files) if (content := readable(files[path])) is not None}
        self.now = now
        self.record: Record = read["network.yaml"]
        self.members: dict[str, Record] = {r["id"]: r for path, r in read.items() if path.startswith("members/")}
        self.leads: dict[str, Record] = {r["id"]: r for path, r in read.items() if path.startswith("leads/")}
        self.handovers: list[Record] = [r for path, r in read.items() if path.startswith("handovers/")]
        self.policy: Record = {**POLICY, **self.record.get("policy", {})}
        self.today = self.local_day(now)
        self.admitted = self.admissions()
        self.active = [member for member in self.members if self.is_active(member)]
        self.won = {member: self.won_work(member) for member in self.members}
        self.positions = {
            (lead, position["key"]): self.position_state(record, position["key"])
            for lead, record in self.leads.items()
            for position in record["positions"]
        }

    def local_day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.policy["time_zone"])).date()

    # who is active

    def admissions(self) -> dict[str, datetime]:
        """When each member became, or will become, active."""
        admitted = {self.record["founder"]: instant(self.record["founded"])}
        window = self.policy["objection_days"] * DAY
        given = [(instant(v["at"]), who) for who, record in self.members.items() for v in record.get("vouches", [])]
        for at, who in sorted(given):
            if who in admitted:
                continue
            standing = set()
            for vouch in self.members[who]["vouches"]:
                taken_back = "withdrawn" in vouch and instant(vouch["withdrawn"]) < at + window
                if instant(vouch["at"]) <= at and not taken_back:
                    standing.add(vouch["by"])
            active = 0
            for other, since in admitted.items():
                left = self.members.get(other, {"left": "0001-01-01"}).get("left")
                if since <= at and (left is None or day(left) > at.astimezone(UTC).date()):
                    active += 1
            small = active < self.policy["small_below"]
            if len(standing) >= self.policy["vouches_while_small" if small else "vouches"]:
                admitted[who] = at + window
        return admitted

    def is_in(self, who: str) -> bool:
        """Whether somebody was admitted and has not left, though they may be paused or suspended."""
        known = who in self.members and "left" not in self.members[who]
        return known and who in self.admitted and self.admitted[who] <= self.now

    def is_active(self, who: str) -> bool:
        record = self.members[who]
        if not self.is_in(who) or "paused" in record:
            return False
        objections = [o for o in record.get("objections", []) if "withdrawn" not in o]
        objecting = len({o["by"] for o in objections if o["by"] != who and self.is_in(o["by"])})
        everybody = sum(1 for member in self.members if self.is_in(member))
        enough = objecting >= max(self.policy["suspension_at_least"], 1)
        return not (enough and objecting * self.policy["suspension_one_in"] > everybody)

    # where handovers and positions stand

    def stand(self, handover: Record) -> Stand:
        """Where its steps lead; a claim that waits in line waits."""
        state, since, due, agreed, before, resolved = "", self.now, None, None, "", set[str]()
        for step in handover["steps"]:
            name, at = step["step"], instant(step["at"])
            if name in ("claim", "offer", "counter"):
                if name == "counter":
                    state = "claimed" if state == "offered" else "offered"
                else:
                    state = {"claim": "claimed", "offer": "offered"}[name]
                due = instant(step["respond_by"]) if "respond_by" in step else None
                if due is None:
                    state = "waiting"
                since = at
            elif name == "dispute":
                before, state, resolved = state, "disputed", set()
            elif name == "resolve":
                resolved.add(step["by"])
                if {handover["owner"], handover["partner"]} <= resolved:
                    state = before
            elif name in LEADS_TO:
                state, since = LEADS_TO[name], at
                if name == "accept":
                    agreed = at
        return self.lapsed(Stand(state, since, due, agreed, before))

    def lapsed(self, found: Stand) -> Stand:
        """The same, unless nobody answered in time."""
        if found.state in ASKING and found.due is not None and self.now > found.due:
            return found._replace(state="lapsed", since=found.due)
        return found

    def line(self, lead: Record, key: str) -> list[tuple[Record, Stand]]:
        """The handovers of a position by place, those that waited as they moved up."""
        mine = [h for h in self.handovers if (h["lead"], h["position"]) == (lead["id"], key)]
        found = []
        taken, free_from = False, instant(lead["registered"])
        for handover in sorted(mine, key=lambda h: int(h["id"].split(".")[2])):
            stand = self.stand(handover)
            if stand.state == "waiting" and not taken:
                since = max(free_from, stand.since)
                hours = lead.get("respond_within") or self.policy["answer_hours"]
                stand = self.lapsed(Stand("claimed", since, self.after_working_hours(since, hours), None, ""))
            if stand.state != "waiting":
                free_from = max(free_from, stand.since)
            taken = taken or is_live(stand)
            found.append((handover, stand))
        return found

    def position_state(self, lead: Record, key: str) -> tuple[str, str]:
        """`open`, `held` or `filled`, and by whom."""
        live = ("open", "")
        for handover, stand in self.line(lead, key):
            if stand.state in WON or (stand.state == "disputed" and stand.before in WON):
                return "filled", handover["partner"]
            only_asked = lead["mode"] == "choose" and stand.state in ASKING
            if live == ("open", "") and is_live(stand) and not only_asked:
                live = ("held", handover["partner"])
        return live

    def open_positions(self, lead: Record) -> list[Record]:
        return [p for p in lead["positions"] if self.positions[lead["id"], p["key"]][0] == "open"]

    def is_open(self, lead: Record) -> bool:
        """Whether a lead can still be taken: not closed, not erased, still protected, and a position of it is open."""
        over = "closed" in lead or "erased" in lead or self.today > day(lead["protected_until"])
        return not over and self.open_positions(lead) != []

    def after_working_hours(self, at: datetime, hours: int) -> datetime:
        """When so many working hours have passed, hour by hour."""
        zone = ZoneInfo(self.policy["time_zone"])
        while hours:
            local = at.astimezone(zone)
            working_day = local.weekday() < 5 and local.date().isoformat() not in self.policy["holidays"]
            if working_day and self.policy["work_opens"] <= local.hour < self.policy["work_closes"]:
                hours -= 1
            at += HOUR
        return at

    # what somebody has free

    def won_work(self, who: str) -> list[Spell]:
        """What a member has won and not completed, where the position says how many days it takes."""
        found = []
        for handover in self.handovers:
            stand = self.stand(handover)
            won = stand.state == "won" or (stand.state == "disputed" and stand.before == "won")
            lead = self.leads.get(handover["lead"])
            if handover["partner"] != who or not won or lead is None:
                continue
            for position in lead["positions"]:
                if position["key"] == handover["position"] and position.get("days_per_week"):
                    first, last = period(lead, position)
                    begins = first or self.local_day(stand.agreed or self.now)
                    found.append(Spell(begins, last, position["days_per_week"]))
        return found

    def free_days(self, who: str, first: date, last: date) -> int:
        """The fewest free days a week on any working day of a period; one that lies in a weekend is its next Monday."""
        capacity = self.members[who].get("capacity", {})
        said = [
            Spell(day(f["from"]), day(f["to"]) if "to" in f else None, f["days_per_week"])
            for f in capacity.get("free", [])
        ]
        days = [d for d in each_day(first, last) if d.weekday() < 5]
        if not days:
            days = [d for d in each_day(first, first + 2 * DAY) if d.weekday() < 5][:1]
        return min(max(on(said, d) - on(self.won[who], d), 0) for d in days)

    def freshness(self, who: str) -> str:
        """Whether free days were confirmed lately: `fresh`, `ageing`, or nothing where they do not count."""
        confirmed = self.members[who].get("capacity", {}).get("confirmed")
        if confirmed is None:
            return ""
        age = (self.today - day(confirmed)).days
        if age <= self.policy["capacity_fresh_days"]:
            return "fresh"
        return "ageing" if age <= self.policy["capacity_stale_days"] else ""


def readable(text: str) -> Record | None:
    """What a file says; None where it cannot be read."""
    try:
        return dict(yaml.load(text, Loader))
    except (yaml.YAMLError, TypeError, ValueError):
        return None


def is_live(stand: Stand) -> bool:
    """Whether a handover that stands like that keeps others from its position."""
    if stand.state == "disputed":
        return stand.before in (*AGREED, *WON)
    return stand.state in (*ASKING, *AGREED, *WON)


def period(lead: Record, position: Record) -> tuple[date | None, date | None]:
    """The first and the last day of a position: its own, else the lead's."""
    first, last = (position.get(name, lead.get(name)) for name in ("start", "end"))
    return day(first) if first else None, day(last) if last else None


def on(spells: list[Spell], when: date) -> int:
    return sum(s.days for s in spells if s.first <= when and (s.last is None or when <= s.last))


def each_day(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def day(text: str) -> date:
    return date.fromisoformat(text)
