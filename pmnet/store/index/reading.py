"""What the index answers. It loads quickly: sqlite3 and little else, because commands answer from here before typer is there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple

from pmnet.domain.clock import time_zone
from pmnet.domain.text import squeeze
from pmnet.rules.match import Criterion, Value
from pmnet.rules.silence import Silence
from pmnet.store.index.file import DAMAGE, connected, state_in, usable

INVITE: Final = "invite"
"""The mode of leads that only those can take whom the owner asks."""

SATURDAY: Final = 5
EVERYBODY: Final = 1 << 40
"""The size of what is known of everybody."""


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
        tables = ("lead", "title"), ("position", "title")
        columns = tables if leads else (("member", "name"), ("member", "headline"))
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
            since = _instant(self.now - timedelta(days=days))
        except OverflowError:
            since = ""
        offers, asked = self.database.execute(
            "SELECT COALESCE(SUM(offer), 0), COUNT(*) FROM lapse WHERE asked = ? AND respond_by < ? AND respond_by > ?",
            (member, _instant(self.now), since),
        ).fetchone()
        return Silence(offers, asked - offers, days)

    def live_handovers(self, partner: str) -> list[str]:
        """The handovers that a member is the partner of, and that are not over."""
        rows = self.database.execute("SELECT id FROM handover WHERE partner = ? AND NOT over ORDER BY id", (partner,))
        return [name for (name,) in rows]

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
        return {"now": _instant(self.now), "today": self.today.isoformat()} | limits


OPEN: Final = (
    "position AS p JOIN lead ON lead.id = p.lead WHERE lead.closed = 0 AND lead.protected_until >= :today"
    " AND (p.until IS NULL OR p.until < :now)"
)
"""Positions that can be had: of leads that are not closed and still protected, and held by nobody."""

STATES: Final = (
    "SELECT lead.id, lead.owner, CASE WHEN lead.closed THEN 'closed' WHEN MIN(p.state = 'filled') THEN 'filled'"
    " WHEN MIN(p.until >= :now) THEN 'held' WHEN lead.protected_until < :today THEN 'expired' ELSE 'open' END AS state"
    " FROM lead JOIN (SELECT lead, state, COALESCE(until, '') AS until FROM position) AS p ON p.lead = lead.id GROUP BY lead.id"
)
"""Where each lead stands (`rules.positions.lead_state`)."""

SUSPENDED: Final = (
    "SELECT o.n FROM objection AS o JOIN member AS who ON who.id = o.by WHERE who.admitted <= :now AND who.left IS NULL"
    " GROUP BY o.n HAVING COUNT(*) >= MAX(:least, 1)"
    " AND COUNT(*) * :one_in > (SELECT COUNT(*) FROM member WHERE admitted <= :now AND left IS NULL)"
)
"""Members to whom so many object that they are suspended (`rules.admission`)."""

ACTIVE: Final = f"member WHERE admitted <= :now AND left IS NULL AND paused IS NULL AND n NOT IN ({SUSPENDED})"
"""Members who are active: admitted, neither paused nor left, and not suspended."""


AMONG: Final = "n IN (SELECT value FROM json_each(:among))"
"""What limits a query to some numbers."""

WORD: Final = (
    "SELECT n, 1 FROM (SELECT n FROM {table} WHERE instr(text, :word) AND {among}"
    " UNION SELECT n FROM {traits} WHERE kind = 'skill' AND {among} AND key IN (SELECT value FROM json_each(:skills))"
    " UNION SELECT n FROM {traits} WHERE kind = 'role' AND {among} AND key IN (SELECT value FROM json_each(:roles)))"
)
"""Who is called so, or has a skill or a role that is: a part of a word is enough."""

OF_MEMBERS: Final = {
    "free": "SELECT n, MIN(days), MIN(said) FROM stretch WHERE last >= :first AND first <= :last AND {among} GROUP BY n",
    "confirmed": "SELECT n, confirmed FROM member WHERE {among}",
    "word": WORD,
    "region": "SELECT n, MAX(value) FROM trait WHERE kind = 'region'"
    " AND (key IN (:key, :whole) OR key >= :key || '-' AND key < :key || '.') AND {among} GROUP BY n",
    "declines-days": "SELECT n, value FROM trait WHERE kind = :kind AND key = '' AND value > :least AND {among}",
    "declines-contract": "SELECT n, 1 FROM trait WHERE kind = 'contract' AND {among} GROUP BY n"
    " HAVING SUM(key IN (SELECT value FROM json_each(:models))) = 0",
}
OTHERS_OF_MEMBERS: Final = "SELECT n, value FROM trait WHERE kind = :kind AND key = :key AND {among}"
"""How each kind of criterion is asked of members: number and value."""

OF_POSITIONS: Final = {
    "role": "SELECT n, role FROM position WHERE {among}",
    "days": "SELECT n, days FROM position WHERE {among}",
    "begins": "SELECT n, begins FROM position WHERE {among}",
    "ends": "SELECT n, ends FROM position WHERE {among}",
    "industry": "SELECT n, value FROM want WHERE kind = :kind AND key = '' AND {among}",
    "region": "SELECT n, value FROM want WHERE kind = :kind AND key = '' AND {among}",
    "word": WORD,
    "skill": "SELECT n, value, must FROM want WHERE kind = :kind AND key = :key AND {among}",
}
OTHERS_OF_POSITIONS: Final = "SELECT n, value FROM want WHERE kind = :kind AND key = :key AND {among}"
"""How each kind of criterion is asked of positions."""


class _Facts:
    """What is known for a criterion, by a table of queries."""

    def __init__(
        self, index: Index, queries: Mapping[str, str], others: str, tables: tuple[str, str], everybody: Collection[str]
    ) -> None:
        """`tables` hold texts and traits; of the kinds in `everybody` something is known of nearly all."""
        self._index = index
        self._queries = queries
        self._others = others
        self._tables = tables
        self._everybody = everybody

    def size(self, criterion: Criterion) -> int:
        """About how many subjects something is known of for a criterion."""
        if criterion.kind in self._everybody:
            return EVERYBODY
        rows = self._index.database.execute(f"SELECT COUNT(*) FROM ({self._query(criterion, '1')})", _bound(criterion))
        return int(rows.fetchone()[0])

    def values(self, criterion: Criterion, among: Collection[int] | None = None) -> Mapping[int, Value]:
        """What is known for a criterion, of all subjects or of some."""
        bound = _bound(criterion) | {"among": json.dumps(list(among or ()))}
        rows = self._index.database.execute(self._query(criterion, "1" if among is None else AMONG), bound)
        if len(rows.description) == 2:
            return dict(rows)
        return {number: tuple(values) for number, *values in rows}

    def _query(self, criterion: Criterion, among: str) -> str:
        table, traits = self._tables
        return self._queries.get(criterion.kind, self._others).format(among=among, table=table, traits=traits)


class MemberFacts(_Facts):
    """What is known of active members."""

    def __init__(self, index: Index, besides: str = "") -> None:
        """`besides` is a member that is not looked at."""
        super().__init__(index, OF_MEMBERS, OTHERS_OF_MEMBERS, ("member", "trait"), ("free", "confirmed", "word"))
        self._looked_at = index.moment | {"besides": besides}

    def everybody(self) -> set[int]:
        """All who are active."""
        rows = self._index.database.execute(f"SELECT n FROM {ACTIVE} AND id <> :besides", self._looked_at)
        return {number for (number,) in rows}

    def names(self, subjects: Collection[int]) -> Mapping[int, str]:
        """The ids of those who are active."""
        among = {"among": json.dumps(list(subjects))}
        query = f"SELECT n, id FROM {ACTIVE} AND id <> :besides AND {AMONG}"
        return dict(self._index.database.execute(query, self._looked_at | among))


class PositionFacts(_Facts):
    """What is known of the open positions of others' leads."""

    def __init__(self, index: Index, member: str | None) -> None:
        """`member` is who looks: their own leads are not looked at."""
        everybody = ("word", "role", "industry", "region", "days", "begins", "ends")
        super().__init__(index, OF_POSITIONS, OTHERS_OF_POSITIONS, ("position", "want"), everybody)
        self._looked_at = index.moment | {"member": member}

    def everybody(self) -> set[int]:
        """All that can be had."""
        rows = self._index.database.execute(f"SELECT p.n FROM {OPEN} AND lead.owner IS NOT :member", self._looked_at)
        return {number for (number,) in rows}

    def names(self, subjects: Collection[int]) -> Mapping[int, str]:
        """The ids of the leads of those that can be had."""
        query = f"SELECT p.n, p.lead FROM {OPEN} AND lead.owner IS NOT :member AND p.{AMONG}"
        among = {"among": json.dumps(list(subjects))}
        return dict(self._index.database.execute(query, self._looked_at | among))


def _bound(criterion: Criterion) -> dict[str, Any]:
    """What queries may name of a criterion."""
    bound = {
        "kind": criterion.kind,
        "key": criterion.key,
        "least": criterion.least,
        "whole": criterion.key.partition("-")[0],
        "models": json.dumps(criterion.key.split()),
    }
    if criterion.kind == "free":
        bound["first"], bound["last"] = _working(criterion.start, criterion.end)
    if criterion.kind == "word":
        bound["word"] = squeeze(criterion.key)
        bound |= {name: json.dumps(_called(name, squeeze(criterion.key))) for name in ("skills", "roles")}
    return bound


def term(vocabulary: str, typed: str) -> str | None:
    """The key of the term that is called just that, folded; None where there is none, or more than one."""
    wanted = squeeze(typed)
    found = [key for key, _, _, names in _words(vocabulary) if wanted in names.split()]
    return found[0] if len(found) == 1 else None


def _called(vocabulary: str, part: str) -> list[str]:
    """The keys of the terms in one of whose names a part of a word stands."""
    return [key for key, _, _, names in _words(vocabulary) if part in names]


def _words(vocabulary: str) -> Sequence[tuple[str, str, str, str]]:
    from pmnet.store.wordlist import WORDS  # only where words are asked for

    return WORDS.get(vocabulary, ())


def _working(start: str, end: str) -> tuple[str, str]:
    """The first and the last working day of a period; one that lies in a weekend is the Monday after it."""
    first = date.fromisoformat(start)
    if first.weekday() >= SATURDAY:
        first = _later(first, 7 - first.weekday())
    last = date.fromisoformat(end)
    last -= timedelta(days=max(last.weekday() - SATURDAY + 1, 0))
    return first.isoformat(), max(first, last).isoformat()


def _later(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))


def _instant(instant: datetime) -> str:
    """An instant as records write it."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


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
