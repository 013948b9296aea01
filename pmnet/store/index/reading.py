"""What the index answers. It loads quickly: sqlite3 and little else, because a command answers from here before typer is there."""

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
from pmnet.store.index.tables import VERSION

SATURDAY: Final = 5
SECONDS: Final = 10.0
"""How long one process waits for another that is bringing the index forward."""

HARDENED: Final = ("PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON")
"""The file may come from a stranger, like everything in a copy: nothing in it may run a function."""

EVERYBODY: Final = 1 << 40
"""The size of what is known of everybody."""

NAMED: Final = (("skill", "skills"), ("role", "roles"))
"""What of a member or a position words are looked for in, besides their text: kind, and whose names."""


class FoundMember(NamedTuple):
    """What is shown of a member: `free` are their free days without won work, as records write them."""

    id: str
    name: str
    headline: str | None
    free: Sequence[Mapping[str, Any]]
    confirmed: str | None


class FoundPosition(NamedTuple):
    """A position of a lead, and what it asks for."""

    number: int
    lead: str
    key: str
    title: str
    lead_title: str
    owner: str
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
        self.database = database
        self.now = now
        self.figures = Figures(**json.loads(self.meta("network")))
        self.today = self.figures.today(now)

    def meta(self, name: str) -> str:
        """What the index says of itself; empty where it says nothing."""
        found = self.database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def close(self) -> None:
        """Let it go."""
        self.database.close()

    def term(self, vocabulary: str, typed: str) -> str | None:
        """The key of the one term that is called just that, folded; None where none is or several are."""
        found = self.database.execute(
            "SELECT DISTINCT key FROM term WHERE vocabulary = ? AND name = ?", (vocabulary, squeeze(typed))
        ).fetchmany(2)
        return str(found[0][0]) if len(found) == 1 else None

    def member(self, number: int) -> FoundMember:
        """What is shown of a member."""
        row = self.database.execute("SELECT id, name, headline, free, confirmed FROM member WHERE n = ?", (number,))
        name, called, headline, free, confirmed = row.fetchone()
        return FoundMember(name, called, headline, json.loads(free), confirmed)

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

    def broken(self) -> list[Mapping[str, Any]]:
        """The first finding of each record that cannot be read."""
        return [json.loads(found) for (found,) in self.database.execute("SELECT finding FROM broken ORDER BY path")]

    def positions(self, lead: str = "") -> Iterator[FoundPosition]:
        """The open positions of a lead, or of all."""
        where, values = ("AND p.lead = :lead", {"lead": lead}) if lead else ("", {})
        for *about, asks in self.database.execute(
            f"SELECT p.n, p.lead, p.key, p.title, lead.title, lead.owner, asks FROM {OPEN} {where} ORDER BY p.n",  # noqa: S608
            self._moment | values,
        ):
            yield FoundPosition(*about, tuple(Criterion(*one) for one in json.loads(asks)))

    def position(self, number: int) -> tuple[str, str, str, str]:
        """A position's lead, that lead's title and owner, and its own key."""
        row = self.database.execute(
            "SELECT lead.id, lead.title, lead.owner, p.key FROM position AS p JOIN lead ON lead.id = p.lead WHERE p.n = ?",
            (number,),
        )
        lead, title, owner, key = row.fetchone()
        return lead, title, owner, key

    @property
    def _moment(self) -> dict[str, Any]:
        return {"now": _instant(self.now), "today": self.today.isoformat()}


OPEN: Final = (
    "position AS p JOIN lead ON lead.id = p.lead WHERE lead.closed = 0 AND lead.protected_until >= :today"
    " AND (p.until IS NULL OR p.until < :now)"
)
"""Positions that can be had: of leads that are not closed and still protected, and held by nobody."""

ACTIVE: Final = (
    "member WHERE admitted <= :now AND left IS NULL AND paused IS NULL AND n NOT IN ("
    "SELECT o.n FROM objection AS o JOIN member AS who ON who.id = o.by WHERE who.admitted <= :now AND who.left IS NULL"
    " GROUP BY o.n HAVING COUNT(*) >= MAX(:least, 1)"
    " AND COUNT(*) * :one_in > (SELECT COUNT(*) FROM member WHERE admitted <= :now AND left IS NULL))"
)
"""Members who are active: admitted, neither paused nor left, and not suspended by objections (`rules.admission`)."""


AMONG: Final = "n IN (SELECT value FROM json_each(:among))"
"""What limits a query to some numbers."""


class _Facts:
    """What is known for a criterion, by one way of asking for each kind."""

    table: str
    text: str

    def __init__(self, index: Index) -> None:
        self._index = index

    def names(self, numbers: Collection[int]) -> Mapping[int, str]:
        """What each subject is called."""
        raise NotImplementedError

    def size(self, criterion: Criterion) -> int:
        """About how many subjects something is known of for a criterion."""
        if criterion.kind in self._everybody:
            return EVERYBODY
        query, values = self._query(criterion, "1")
        return int(self._index.database.execute(f"SELECT COUNT(*) FROM ({query})", values).fetchone()[0])  # noqa: S608

    def values(self, criterion: Criterion, among: Collection[int] | None = None) -> Mapping[int, Value]:
        """What is known for a criterion, of all subjects or of some."""
        query, values = self._query(criterion, "1" if among is None else AMONG)
        if among is not None:
            values["among"] = json.dumps(list(among))
        rows = self._index.database.execute(query, values)
        if self._pairs(criterion):
            return {number: tuple(value) for number, *value in rows}
        return dict(rows)

    _everybody: frozenset[str] = frozenset()

    def _pairs(self, criterion: Criterion) -> bool:
        raise NotImplementedError

    def _query(self, criterion: Criterion, among: str) -> tuple[str, dict[str, Any]]:
        """The query that gives the numbers and values, and what is bound in it; `among` limits the numbers."""
        raise NotImplementedError

    def _words(self, word: str, table: str, traits: str, among: str) -> tuple[str, dict[str, Any]]:
        """Who is called so, or has something that is: a part of a word is enough."""
        named = " UNION ".join(
            f"SELECT n FROM {traits} WHERE kind = '{kind}' AND key IN"  # noqa: S608 - names of our own
            f" (SELECT key FROM term WHERE vocabulary = '{vocabulary}' AND instr(name, :word))"
            for kind, vocabulary in NAMED
        )
        return (
            f"SELECT n, 1 FROM (SELECT n FROM {table} WHERE instr(text, :word) AND {among} UNION {named}) WHERE {among}",  # noqa: S608
            {"word": squeeze(word)},
        )


class MemberFacts(_Facts):
    """What is known of members."""

    _everybody = frozenset({"free", "confirmed", "word"})

    def names(self, numbers: Collection[int]) -> Mapping[int, str]:
        """Their ids."""
        return _among(self._index.database, "SELECT n, id FROM member", numbers)

    def eligible(self, among: Collection[int] | None = None) -> set[int]:
        """Those who are active, or of some those who are."""
        figures = self._index.figures
        values = {
            "now": _instant(self._index.now),
            "least": figures.suspension_at_least,
            "one_in": figures.suspension_one_in,
        }
        active = {number for (number,) in self._index.database.execute(f"SELECT n FROM {ACTIVE}", values)}  # noqa: S608
        return active if among is None else active.intersection(among)

    def _pairs(self, criterion: Criterion) -> bool:
        return criterion.kind == "free"

    def _query(self, criterion: Criterion, among: str) -> tuple[str, dict[str, Any]]:
        match criterion.kind:
            case "free":
                first, last = _working(criterion.start, criterion.end)
                return (
                    "SELECT n, MIN(days), MIN(said) FROM stretch"
                    f" WHERE last >= :first AND first <= :last AND {among} GROUP BY n",
                    {"first": first, "last": last},
                )
            case "confirmed":
                return f"SELECT n, confirmed FROM member WHERE {among}", {}
            case "word":
                return self._words(criterion.key, "member", "trait", among)
            case "region":
                whole = criterion.key.partition("-")[0]
                return (
                    "SELECT n, MAX(value) AS value FROM trait WHERE kind = 'region'"
                    f" AND (key IN (:key, :whole) OR key >= :key || '-' AND key < :key || '.') AND {among} GROUP BY n",
                    {"key": criterion.key, "whole": whole},
                )
            case "declines-days":
                return (
                    f"SELECT n, value FROM trait WHERE kind = 'declines-days' AND key = '' AND value > :days AND {among}",
                    {"days": criterion.least},
                )
            case "declines-contract":
                return (
                    f"SELECT n, 1 FROM trait WHERE kind = 'contract' AND {among} GROUP BY n"
                    " HAVING SUM(key IN (SELECT value FROM json_each(:models))) = 0",
                    {"models": json.dumps(criterion.key.split())},
                )
        known = {"kind": criterion.kind, "key": criterion.key}
        return f"SELECT n, value FROM trait WHERE kind = :kind AND key = :key AND {among}", known


class PositionFacts(_Facts):
    """What is known of the open positions of others' leads."""

    _everybody = frozenset({"word", "role", "industry", "region", "days", "begins", "ends"})

    def __init__(self, index: Index, member: str | None) -> None:
        """`member` is who looks: their own leads are not looked at."""
        super().__init__(index)
        self._member = member

    def names(self, numbers: Collection[int]) -> Mapping[int, str]:
        """The ids of their leads."""
        return _among(self._index.database, "SELECT n, lead FROM position", numbers)

    def eligible(self, among: Collection[int] | None = None) -> set[int]:
        """Those that can be had, or of some those that can."""
        values = self._index._moment | {"member": self._member}  # noqa: SLF001 - one module
        query = f"SELECT p.n FROM {OPEN} AND lead.owner IS NOT :member"  # noqa: S608
        if among is not None:
            query += " AND p.n IN (SELECT value FROM json_each(:among))"
            values["among"] = json.dumps(list(among))
        return {number for (number,) in self._index.database.execute(query, values)}

    def _pairs(self, criterion: Criterion) -> bool:
        return criterion.kind == "skill"

    def _query(self, criterion: Criterion, among: str) -> tuple[str, dict[str, Any]]:
        match criterion.kind:
            case "role" | "days" | "begins" | "ends":
                return f"SELECT n, {criterion.kind} FROM position WHERE {among}", {}  # noqa: S608 - four names of our own
            case "industry" | "region":
                kind = {"kind": criterion.kind}
                return f"SELECT n, value FROM want WHERE kind = :kind AND key = '' AND {among}", kind
            case "word":
                return self._words(criterion.key, "position", "want", among)
        what = "value, must" if criterion.kind == "skill" else "value"
        return (
            f"SELECT n, {what} FROM want WHERE kind = :kind AND key = :key AND {among}",  # noqa: S608 - names of our own
            {"kind": criterion.kind, "key": criterion.key},
        )


def _among(database: sqlite3.Connection, query: str, numbers: Collection[int]) -> dict[int, str]:
    rows = database.execute(f"{query} WHERE n IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),))
    return dict(rows)


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


def opened(file: str, commit: str, now: datetime) -> Index | None:
    """The index in a file, where there is one of just that state, and of this version; None otherwise.

    What it says is that of one moment, whatever another process does with it meanwhile.
    """
    try:
        database = sqlite3.connect(address(file, "rw"), uri=True, timeout=SECONDS, isolation_level=None)
    except sqlite3.Error:
        return None
    try:
        for setting in (*HARDENED, "PRAGMA query_only = ON", "BEGIN"):
            database.execute(setting)
        known = dict(database.execute("SELECT name, value FROM meta WHERE name IN ('version', 'commit')"))
        if known == {"version": VERSION, "commit": commit}:
            return Index(database, now)
    except (sqlite3.Error, ValueError, TypeError):
        pass
    database.close()
    return None


def address(file: str, mode: str) -> str:
    """A file's name as SQLite takes it together with how it is opened."""
    quoted = file.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{quoted}?mode={mode}"
