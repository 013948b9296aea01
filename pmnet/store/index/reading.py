"""What the index answers. It loads quickly: sqlite3 and little else, because commands answer from here before typer is there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from pmnet.domain.clock import format_instant, time_zone
from pmnet.rules.criteria import Criterion
from pmnet.rules.silence import Silence
from pmnet.store.index.file import DAMAGE, connected, state_in, usable
from pmnet.store.index.queries import OPEN, STATES, SUSPENDED

INVITE: Final = "invite"
"""The mode of leads that only those can take whom the owner asks."""


class FoundMember(NamedTuple):
    """What is shown of a member: `free` are their free days without won work, as records write them."""

    id: str
    name: str
    headline: str | None
    free: Sequence[Mapping[str, Any]]
    confirmed: str | None


class FoundPosition(NamedTuple):
    """A position of a lead, whether anybody may ask for it, and what it asks for."""

    number: int
    lead: str
    key: str
    title: str
    lead_title: str
    owner: str
    open_to_all: bool
    asks: tuple[Criterion, ...]


class Figures(NamedTuple):
    """What of a network's record is looked up at every question."""

    network: str
    zone: str
    fresh_days: int
    stale_days: int
    silence_days: int
    suspension_one_in: int
    suspension_at_least: int
    weights: Mapping[str, int]

    def today(self, now: datetime) -> date:
        """The day of a moment on the network's clock."""
        try:
            return now.astimezone(time_zone(self.zone)).date()
        except OverflowError:  # the calendar ends within the zone's difference from UTC
            return now.date()


class Index:
    """An index that is of the state that is meant, at a moment."""

    def __init__(self, database: sqlite3.Connection, now: datetime) -> None:
        """`unkept` says why it is in no file, where it should be."""
        self.database = database
        self.now = now
        self.unkept = ""
        self.figures = Figures(**json.loads(self.meta("network")))
        self.today = self.figures.today(now)

    def meta(self, name: str) -> str:
        """What the index says of itself; empty where it says nothing."""
        found = self.database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def close(self) -> None:
        """Let it go."""
        self.database.close()

    def member(self, number: int) -> FoundMember:
        """What is shown of a member."""
        row = self.database.execute("SELECT id, name, headline, free, confirmed FROM member WHERE n = ?", (number,))
        name, called, headline, free, confirmed = row.fetchone()
        return FoundMember(name, called, headline, json.loads(free), confirmed)

    def texts(self, leads: bool) -> list[str]:
        """What members are called and say of themselves, or what leads and their positions are called."""
        columns = (("lead", "title"), ("position", "title")) if leads else (("member", "name"), ("member", "headline"))
        query = " UNION ".join(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL" for table, column in columns)
        return self._column(query, {})

    def number_of(self, member: str) -> int | None:
        """A member's number in the index."""
        found = self.database.execute("SELECT n FROM member WHERE id = ?", (member,)).fetchone()
        return found[0] if found else None

    def silence(self, member: str) -> Silence:
        """What a member left unanswered in the last days."""
        days = self.figures.silence_days
        try:
            since = format_instant(self.now - timedelta(days=days))
        except OverflowError:
            since = ""
        offers, asked = self.database.execute(
            "SELECT COALESCE(SUM(offer), 0), COUNT(*) FROM lapse WHERE asked = ? AND respond_by < ? AND respond_by > ?",
            (member, format_instant(self.now), since),
        ).fetchone()
        return Silence(offers, asked - offers, days)

    def live_handovers(self, partner: str) -> list[str]:
        """The handovers that a member is the partner of, and that are not over."""
        query = "SELECT id FROM handover WHERE partner = :partner AND NOT over ORDER BY id"
        return self._column(query, {"partner": partner})

    def going_on(self) -> list[str]:
        """The handovers that are not over, everybody's; what lapsed is among them."""
        return self._column("SELECT id FROM handover WHERE NOT over ORDER BY id", {})

    def broken(self) -> list[Mapping[str, Any]]:
        """The first finding of each record that cannot be read."""
        return [json.loads(found) for (found,) in self.database.execute("SELECT finding FROM broken ORDER BY path")]

    def positions(self, lead: str = "") -> Iterator[FoundPosition]:
        """The open positions of a lead, or of all."""
        where, values = ("AND p.lead = :lead", {"lead": lead}) if lead else ("", {})
        for number, of, key, title, lead_title, owner, mode, asks in self.database.execute(
            f"SELECT p.n, p.lead, p.key, p.title, lead.title, lead.owner, lead.mode, asks FROM {OPEN} {where} ORDER BY p.n",
            self.moment | values,
        ):
            asked = tuple(Criterion(*one) for one in json.loads(asks))
            yield FoundPosition(number, of, key, title, lead_title, owner, mode != INVITE, asked)

    def position(self, number: int) -> tuple[str, str, str, str]:
        """A position's lead, that lead's title and owner, and its own key."""
        row = self.database.execute(
            "SELECT lead.id, lead.title, lead.owner, p.key FROM position AS p JOIN lead ON lead.id = p.lead WHERE p.n = ?",
            (number,),
        )
        lead, title, owner, key = row.fetchone()
        return lead, title, owner, key

    def handovers_with(self, member: str) -> list[str]:
        """The ids of a member's handovers, as owner or as partner."""
        return self._column("SELECT id FROM handover WHERE :member IN (owner, partner) ORDER BY id", {"member": member})

    def leads(self, states: Collection[str] | None = None, owner: str | None = None) -> list[str]:
        """The ids of the leads in some states (`rules.positions.LeadState`), or of one owner, oldest first."""
        query = f"SELECT id FROM ({STATES}) WHERE owner = COALESCE(:owner, owner)"
        if states is not None:
            query += " AND state IN (SELECT value FROM json_each(:states))"
        bound = self.moment | {"owner": owner, "states": json.dumps(list(states or ()))}
        return self._column(f"{query} ORDER BY id", bound)

    def candidates(self) -> list[str]:
        """The ids of those who are no members yet."""
        query = "SELECT id FROM member WHERE (admitted IS NULL OR admitted > :now) AND left IS NULL ORDER BY id"
        return self._column(query, self.moment)

    def status(self, member: str) -> str | None:
        """Where a member stands (`rules.admission.Status`); None for a stranger."""
        query = (
            "SELECT CASE WHEN left IS NOT NULL THEN 'left' WHEN admitted IS NULL OR admitted > :now THEN 'candidate'"
            f" WHEN n IN ({SUSPENDED}) THEN 'suspended' WHEN paused IS NOT NULL THEN 'paused' ELSE 'active' END"
            " FROM member WHERE id = :member"
        )
        return next(iter(self._column(query, self.moment | {"member": member})), None)

    def _column(self, query: str, bound: Mapping[str, Any]) -> list[str]:
        return [found for (found,) in self.database.execute(query, bound)]

    @property
    def moment(self) -> dict[str, Any]:
        """The moment of the question, and the figures by which members are active, as queries name them."""
        figures = self.figures
        limits = {"least": figures.suspension_at_least, "one_in": figures.suspension_one_in}
        return {"now": format_instant(self.now), "today": self.today.isoformat()} | limits


def opened(file: str, commit: str, now: datetime, mode: str = "ro") -> Index | None:
    """The index in a file, where there is a whole one of just that state and of this version; None otherwise.

    What it says is that of one moment: nobody changes the file until it is closed. With the mode `rw`, changes can be tried in
    it that nobody else sees and nothing keeps.
    """
    found = usable(file)
    if not found:
        return None
    try:
        database = connected(file, mode)
    except sqlite3.Error:
        return None
    try:
        database.execute("PRAGMA query_only = ON")
        database.execute("BEGIN")
        if state_in(database) == commit and usable(file) == found:
            return Index(database, now)
    except DAMAGE:
        pass
    database.close()
    return None
