"""Bringing the index to a state: from scratch, or by the records that differ from the state it is of.

Everything happens in one transaction, so that a kill at any moment leaves the index as it was, and whoever reads meanwhile
reads that. A lead and its handovers are one unit, because where a position stands follows from them together; a member's free
days follow from their record and the work they won; who is active follows from the vouches of all.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final, NamedTuple

from pmnet.domain import ids
from pmnet.domain.clock import format_instant, parse_instant
from pmnet.domain.codec import from_mapping, to_mapping
from pmnet.domain.records import FreeTime, Handover, Lead, Member, Network, Record, Vouch, kind_of
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Findings
from pmnet.rules.admission import admissions
from pmnet.rules.capacity import Work, free_periods
from pmnet.store.index import rows
from pmnet.store.index.tables import INDEXES, TABLES, statement
from pmnet.store.parsing import parse

Progress = Callable[[int, int], None]
"""Told how many records are read, of how many."""

AT_ONCE: Final = 20_000
"""Rows that are kept in memory before they are written."""

FOLDERS: Final = ("members/", "leads/", "handovers/")

OF_LEAD: Final = {"lead": "id", "want": "n", "position": "lead", "handover": "lead", "work": "lead", "lapse": "lead"}
"""The tables that hold a lead's rows, and by which column."""

OF_MEMBER: Final = ("member", "trait", "stretch", "vouch", "objection")


class Given(NamedTuple):
    """Of a member's record what admitting looks at."""

    id: str
    vouches: Sequence[Vouch]
    left: date | None


class Building:
    """One change of an index, to a state; whoever calls has begun a transaction and ends it."""

    def __init__(self, database: sqlite3.Connection, state: Snapshot, progress: Progress | None = None) -> None:
        self._database = database
        self._state = state
        self._progress = progress
        self._waiting: dict[str, list[rows.Row]] = {}
        self._kept = 0
        self._read = self._of = 0

    def whole(self) -> None:
        """Build all of it afresh. Raises NotANetwork where the state is none, Findings where its own record is broken."""
        network = self._state.network
        for name in TABLES:
            self._database.execute(f"DROP TABLE IF EXISTS {name}")
            self._database.execute(statement(name))
        folders = {folder: list(self._state.paths(folder)) for folder in FOLDERS}
        self._of = sum(map(len, folders.values()))
        self._put(rows.of_network(network, self._state.tip))
        months: dict[str, list[str]] = {}
        for path in (*folders["leads/"], *folders["handovers/"]):
            months.setdefault(path.partition("/")[2].rpartition("/")[0], []).append(path)
        number = 1
        for month in sorted(months):
            number = self._month(network, months[month], number)
        self._flush()
        for name in INDEXES:
            self._database.execute(statement(name))
        work = self._work()
        for number, member in enumerate(self._records(folders["members/"]), 1):
            assert isinstance(member, Member)
            self._put(rows.of_member(member, number, work.get(member.id, ())))
        self._flush()
        self._admit(network)
        if self._progress is not None:
            self._progress(self._of, self._of)

    def fits(self) -> bool:
        """Whether what is there was made with the network's figures, so that what differs can be worked into it."""
        known = self._database.execute("SELECT value FROM meta WHERE name = 'figures'").fetchone()
        return bool(known == (rows.figures(self._state.network),))

    def changed(self, paths: Iterable[str]) -> None:
        """Bring what differs at some paths to this state; all of it where the network's figures do."""
        paths, network = list(paths), self._state.network
        if network.path in paths and not self.fits():
            self.whole()
            return
        self._database.executemany("DELETE FROM broken WHERE path = ?", [(path,) for path in paths])
        kinds = {path: kind.name for path in paths if (kind := kind_of(path)) is not None}
        for path in paths:
            if path not in kinds and path.startswith(FOLDERS):
                self._record(path)  # it is no record, which is noted
        names = {path: path.rpartition("/")[2].removesuffix(".yaml") for path in paths}
        leads = {names[p].partition(".")[0] for p, kind in kinds.items() if kind in ("lead", "handover")}
        touched = {member for lead in sorted(leads) for member in self._replace_lead(network, lead)}
        members = {names[p] for p, kind in kinds.items() if kind == "member"}
        admitting = [self._replace_member(member) for member in sorted(members)]
        self._flush()
        for member in sorted(touched - members):
            self._work_again(member)
        self._put(rows.of_network(network, self._state.tip))
        self._flush()
        if any(admitting):
            self._admit(network)

    def _month(self, network: Network, paths: Iterable[str], number: int) -> int:
        """The leads of one month with their handovers, which lie in a folder of the same name; the next free number."""
        found: dict[str, Record] = {record.path: record for record in self._records(paths)}
        handovers: dict[str, list[Handover]] = {}
        for record in found.values():
            if not isinstance(record, Handover):
                continue
            if ids.lead_path(record.lead) not in found:
                self._put(rows.of_orphan(record))
            else:
                handovers.setdefault(record.lead, []).append(record)
        state = _state_of(network, found)
        for lead in found.values():
            if isinstance(lead, Lead):
                self._put(rows.of_lead(lead, handovers.get(lead.id, ()), state, number))
                number += len(lead.positions)
        return number

    def _replace_lead(self, network: Network, lead: str) -> set[str]:
        """A lead's rows taken away and, where there is one, made again; the members whose won work may differ."""
        execute = self._database.execute
        touched = {partner for (partner,) in execute("SELECT partner FROM work WHERE lead = ?", (lead,))}
        numbers = [number for (number,) in execute("SELECT n FROM position WHERE lead = ?", (lead,))]
        for table, column in OF_LEAD.items():
            of = numbers if column == "n" else [lead]
            self._database.executemany(f"DELETE FROM {table} WHERE {column} = ?", [(one,) for one in of])
        found = self._record(ids.lead_path(lead))
        below = self._records(self._state.paths(f"handovers/{ids.month_folder(lead)}/{lead}."))
        handovers = [record for record in below if isinstance(record, Handover)]
        if isinstance(found, Lead):
            state = _state_of(network, {found.path: found, **{record.path: record for record in handovers}})
            self._put(rows.of_lead(found, handovers, state, self._next("position")))
            self._flush()
            touched |= {partner for (partner,) in execute("SELECT partner FROM work WHERE lead = ?", (lead,))}
        else:
            self._put(row for handover in handovers for row in rows.of_orphan(handover))
        return touched

    def _replace_member(self, name: str) -> bool:
        """A member's rows taken away and, where there is one, made again; whether others may be admitted differently."""
        known = self._database.execute("SELECT n, left, admitted FROM member WHERE id = ?", (name,)).fetchone()
        number, left, admitted = known or (self._next("member"), None, None)
        before = self._vouches(number)
        for table in OF_MEMBER:
            self._database.execute(f"DELETE FROM {table} WHERE n = ?", (number,))
        found = self._record(ids.member_path(name))
        if isinstance(found, Member):
            self._put(rows.of_member(found, number, self._work(name).get(name, ())))
            self._flush()
            self._database.execute("UPDATE member SET admitted = ? WHERE n = ?", (admitted, number))
        now = self._database.execute("SELECT left FROM member WHERE n = ?", (number,)).fetchone()
        return known is None or now is None or left != now[0] or before != self._vouches(number)

    def _work_again(self, name: str) -> None:
        """A member's free days, after work was won or ended."""
        known = self._database.execute("SELECT n, said FROM member WHERE id = ?", (name,)).fetchone()
        if known is None:
            return
        number, said = known[0], tuple(from_mapping(FreeTime, period) for period in json.loads(known[1]))
        work = self._work(name).get(name, ())
        free = json.dumps([to_mapping(period) for period in free_periods(said, work)])
        self._database.execute("UPDATE member SET free = ? WHERE n = ?", (free, number))
        self._database.execute("DELETE FROM stretch WHERE n = ?", (number,))
        self._put(rows.of_free_days(number, said, work))
        self._flush()

    def _admit(self, network: Network) -> None:
        """When each member became or becomes active, from all vouches."""
        given: dict[int, list[Vouch]] = {}
        for number, by, at, withdrawn in self._database.execute(
            "SELECT n, by, at, withdrawn FROM vouch ORDER BY n, place"
        ):
            ended = parse_instant(withdrawn) if withdrawn else None
            given.setdefault(number, []).append(Vouch(by, parse_instant(at), "", ended))
        known = self._database.execute("SELECT n, id, left FROM member").fetchall()
        members = [
            Given(name, given.get(number, ()), date.fromisoformat(left) if left else None)
            for number, name, left in known
        ]
        admitted = admissions(network, members)
        self._database.execute("UPDATE member SET admitted = NULL")
        self._database.executemany(
            "UPDATE member SET admitted = ? WHERE id = ?", [(format_instant(at), name) for name, at in admitted.items()]
        )

    def _work(self, partner: str = "") -> dict[str, list[Work]]:
        """What members have won and not completed, or what one of them has."""
        where, values = ("WHERE partner = ?", (partner,)) if partner else ("", ())
        found: dict[str, list[Work]] = {}
        for who, start, end, days, handover in self._database.execute(
            f"SELECT partner, start, end, days, handover FROM work {where} ORDER BY handover",
            values,
        ):
            last = date.fromisoformat(end) if end else None
            found.setdefault(who, []).append(Work(date.fromisoformat(start), last, days, handover))
        return found

    def _vouches(self, number: int) -> list[tuple[Any, ...]]:
        return self._database.execute(
            "SELECT by, at, withdrawn FROM vouch WHERE n = ? ORDER BY place", (number,)
        ).fetchall()

    def _next(self, table: str) -> int:
        found = self._database.execute(f"SELECT COALESCE(MAX(n), 0) + 1 FROM {table}").fetchone()
        return int(found[0])

    def _records(self, paths: Iterable[str]) -> Iterator[Record]:
        """The records at some paths; those that cannot be read are noted."""
        for path in paths:
            found = self._record(path)
            if found is not None:
                yield found

    def _record(self, path: str) -> Record | None:
        """The record at a path, not kept in memory; None where there is none or it cannot be read, which is noted."""
        self._read += 1
        if self._progress is not None and self._read < self._of:
            self._progress(self._read, self._of)
        text = self._state.text(path)
        try:
            return None if text is None else parse(path, text)
        except Findings as error:
            self._put([("broken", (path, json.dumps(asdict(error.findings[0]))))])
            return None

    def _put(self, found: Iterable[tuple[str, rows.Row]]) -> None:
        for table, row in found:
            self._waiting.setdefault(table, []).append(row)
            self._kept += 1
        if self._kept >= AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        for table, waiting in self._waiting.items():
            places = ", ".join("?" * len(waiting[0]))
            self._database.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({places})", waiting)
        self._waiting.clear()
        self._kept = 0


def _state_of(network: Network, records: Mapping[str, Record]) -> Snapshot:
    """A state of a few records that are at hand: what the rules about positions and answers look at."""
    known: dict[str, Record] = {network.path: network, **records}
    names = sorted(known)

    def paths(prefix: str) -> list[str]:
        start = bisect_left(names, prefix)
        return names[start : bisect_left(names, prefix + "\U0010ffff", start)]

    return Snapshot(lambda path: b"" if path in known else None, paths, lambda path, _: known[path])
