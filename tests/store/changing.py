"""A small network that changes record by record, at random, and what an index of it says in an order that is always the same."""

from __future__ import annotations

import json
import random
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from pmnet.domain.ids import handover_path, lead_path, member_path
from pmnet.domain.records import (
    Capacity,
    Closed,
    FreeTime,
    Handover,
    Keys,
    Lead,
    Member,
    MemberCertificate,
    MemberIndustry,
    MemberSkill,
    Mode,
    Network,
    Objection,
    Policy,
    Position,
    PositionSkill,
    Step,
    StepName,
    Vouch,
    Wants,
    Weights,
    WorkArea,
)
from pmnet.domain.snapshot import Snapshot
from pmnet.store.index.reading import Index
from pmnet.store.index.tables import TABLES
from pmnet.store.parsing import parse, record_text

FOUNDED = datetime(2026, 1, 5, 9, tzinfo=UTC)
NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
DAY = timedelta(days=1)
MEMBERS = ("anna", "bert", "carl", "dora", "eve", "fay")
LEADS = ("261204-k7qx", "270104-a1b2", "270104-c3d4", "270105-e5f6")
SKILLS = ("cutover", "risk-management", "scheduling", "pmo-setup")

LIVES = (
    ("claim",),
    ("offer",),
    ("claim", "decline"),
    ("claim", "withdraw"),
    ("claim", "counter"),
    ("claim", "accept"),
    ("claim", "accept", "release"),
    ("offer", "accept", "disclose", "contacted"),
    ("claim", "accept", "disclose", "win"),
    ("claim", "accept", "disclose", "contacted", "win", "complete"),
    ("claim", "accept", "disclose", "lose"),
    ("claim", "accept", "disclose", "win", "dispute"),
)
"""How far a handover may have come."""


class Changing:
    """The texts of a network, and what may happen to them."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.texts: dict[str, bytes] = {}
        self.commits = 0
        self.network = Network("PM Netz", "anna", FOUNDED, ("anna",), policy=Policy(vouches=1))
        self._put(self.network)
        for name in MEMBERS[:3]:
            self._put(self.member(name))
        for lead in LEADS[:2]:
            self._put(self.lead(lead))
            self._put(self.handover(lead, "pmo", 1))

    @property
    def state(self) -> Snapshot:
        """The state as it is now; the number of its commit says how often it has changed."""
        texts = dict(self.texts)
        names = sorted(texts)

        def paths(prefix: str) -> list[str]:
            start = bisect_left(names, prefix)
            return names[start : bisect_left(names, prefix + "\U0010ffff", start)]

        return Snapshot(texts.get, paths, parse, commit(self.commits))

    def change(self, most: int = 3) -> list[str]:
        """Let a few things happen, as in one commit; the paths that differ."""
        self.commits += 1
        before = dict(self.texts)
        for _ in range(self.dice.randint(1, most)):
            self.dice.choice(CHANGES)(self)
        return sorted(path for path in before | self.texts if before.get(path) != self.texts.get(path))

    def _put(self, record: Network | Member | Lead | Handover) -> None:
        self.texts[record.path] = record_text(record)

    def put_member(self) -> None:
        self._put(self.member(self.dice.choice(MEMBERS)))

    def put_lead(self) -> None:
        self._put(self.lead(self.dice.choice(LEADS)))

    def put_handover(self) -> None:
        self._put(self.handover(self.dice.choice(LEADS), self.dice.choice(("pmo", "pm")), self.dice.randint(1, 2)))

    def remove(self) -> None:
        path = self.dice.choice(sorted(self.texts))
        if path != self.network.path:
            del self.texts[path]

    def spoil(self) -> None:
        """Make a record unreadable, or put something unreadable where a record may lie, or next to records."""
        lead = self.dice.choice(LEADS)
        paths = [
            member_path(self.dice.choice(MEMBERS)),
            lead_path(lead),
            handover_path(f"{lead}.pmo.{self.dice.randint(1, 2)}"),
            "members/README.md",
            f"leads/2027-01/{self.dice.choice(('notes.txt', '261204-k7qx.yaml'))}",
            f"handovers/2027-02/{self.dice.choice(('notes.txt', f'{lead}.pmo.1.yaml'))}",
        ]
        self.texts[self.dice.choice(paths)] = self.dice.choice((b"name: [", b"\xff", b"- 1\n", b"id: nobody\n", b""))

    def rule(self) -> None:
        """Change the network's own record: weights, names, keepers, and figures that are worked into rows."""
        weights = Weights(skill=self.dice.randint(1, 9), word=self.dice.randint(0, 9))
        policies = (
            replace(self.network.policy, weights=weights),
            replace(self.network.policy, answer_hours=self.dice.choice((8, 16, 40))),
            replace(self.network.policy, vouches=self.dice.choice((1, 2)), small_below=self.dice.choice((1, 5))),
            replace(self.network.policy, capacity_fresh_days=self.dice.choice((7, 14)), suspension_one_in=2),
            self.network.policy,
        )
        self.network = replace(
            self.network,
            name=self.dice.choice(("PM Netz", "Netz")),
            founder=self.dice.choice(("anna", "anna", "bert")),
            keepers=self.dice.choice((("anna",), ("anna", "bert"))),
            policy=self.dice.choice(policies),
        )
        self._put(self.network)

    def member(self, name: str) -> Member:
        pick, some = self.dice.choice, self._some
        free = tuple(
            FreeTime(self._day(), pick((None, date(2027, 12, 31))), self.dice.randint(1, 5)) for _ in some("x")
        )
        vouches = tuple(
            Vouch(by, FOUNDED + self.dice.randint(0, 300) * DAY, "worked-together", pick((None, None, NOW)))
            for by in some(*(one for one in MEMBERS if one != name))
        )
        objections = tuple(
            Objection(by, NOW - 20 * DAY, "conduct", pick((None, NOW))) for by in some(*MEMBERS) if by != name
        )
        letters = sha256(name.encode()).hexdigest()[:43]
        return Member(
            name,
            pick((name.title(), f"{name.title()} Müller")),
            f"{name}@example.org",
            Keys(f"ssh-ed25519 {letters}", f"age1{letters}"),
            date(2026, 1, 5),
            pick((None, "PMO for pharma rollouts", "Produktivsetzung")),
            some("pmo-lead", "project-manager"),
            skills=tuple(MemberSkill(skill, self.dice.randint(1, 5)) for skill in some(*SKILLS, SKILLS[0])),
            industries=tuple(MemberIndustry(one, pick((None, 3))) for one in some("21", "35")),
            methods=some("prince2", "scrum"),
            certificates=tuple(MemberCertificate("pmp", None, expires) for expires in some(None, date(2027, 1, 10))),
            languages={tag: pick(("B2", "native")) for tag in some("de", "en")},
            work_area=pick((None, WorkArea("DE-HE", ("AT",), pick((None, True, False)), pick((None, 50))))),
            capacity=pick((None, Capacity(5, pick((None, date(2027, 1, 4))), free))),
            wants=pick((None, Wants(pick((None, 3)), some("64"), some("temporary", "contract-for-work")))),
            vouches=vouches,
            objections=objections,
            paused=pick((None, None, None, date(2027, 1, 1))),
            left=pick((None, None, None, date(2026, 12, 1))),
        )

    def lead(self, name: str) -> Lead:
        pick, some = self.dice.choice, self._some
        registered = (
            datetime(2026, 12, 4, 9, tzinfo=UTC) if name.startswith("26") else datetime(2027, 1, 4, 9, tzinfo=UTC)
        )
        positions = tuple(
            Position(
                key,
                pick(("PMO lead", "Rollout")),
                pick((None, "pmo-lead")),
                tuple(PositionSkill(skill, self.dice.randint(1, 5), pick((True, False))) for skill in some(*SKILLS)),
                pick((None, 2, 4)),
                pick((None, self._day())),
                pick((None, date(2027, 9, 30))),
            )
            for key in pick((("pmo",), ("pmo", "pm"), ("pm",)))
        )
        return Lead(
            name,
            pick(MEMBERS),
            registered,
            pick(("A rollout", "Cutover für Müller")),
            pick(tuple(Mode)),
            date(2027, 4, 4),
            positions,
            pick((None, "risk-management")),
            industry=pick((None, "21")),
            region=pick((None, "DE", "DE-HE")),
            remote_percent=pick((None, 0, 60, 100)),
            languages=dict.fromkeys(some("de", "en"), "C1"),
            methods=some("prince2"),
            certificates=some("pmp"),
            start=pick((None, self._day())),
            contract_models=some("temporary"),
            erased=pick((None, None, None, NOW)),
            closed=pick((None, None, None, Closed(NOW, "filled"))),
        )

    def handover(self, lead: str, position: str, place: int) -> Handover:
        owner, partner = self.dice.sample(MEMBERS, 2)
        at = datetime(2027, 1, 4, 10, tzinfo=UTC) + self.dice.randint(0, 6) * DAY
        asks = ("claim", "offer", "counter")
        steps = tuple(
            Step(
                StepName(name),
                owner if name in ("offer", "accept", "disclose", "decline", "release") else partner,
                at + number * timedelta(hours=1),
                at + 2 * DAY if name in asks and (self.dice.random() < 0.9 or name != "claim") else None,
            )
            for number, name in enumerate(self.dice.choice(LIVES))
        )
        return Handover(f"{lead}.{position}.{place}", lead, position, owner, partner, steps)

    def _some(self, *of: Any) -> tuple[Any, ...]:
        return tuple(one for one in of if self.dice.random() < 0.5)

    def _day(self) -> date:
        return date(2027, 1, 4) + self.dice.randint(0, 60) * DAY


CHANGES: tuple[Callable[[Changing], None], ...] = (
    *[Changing.put_member] * 3,
    *[Changing.put_lead] * 3,
    *[Changing.put_handover] * 5,
    *[Changing.remove] * 2,
    *[Changing.spoil] * 2,
    Changing.rule,
)


def commit(number: int) -> str:
    return f"{number:040x}"


NUMBERED = {
    "member": "SELECT id FROM member WHERE n = ?",
    "position": "SELECT lead || ' ' || key FROM position WHERE n = ?",
}
OF_MEMBER = ("member", "trait", "stretch", "vouch", "objection")
OF_POSITION = ("position", "want")


def said(index: Index) -> dict[str, list[str]]:
    """All that an index says, table by table and row by row, with ids in place of numbers."""
    found: dict[str, list[str]] = {}
    for table in sorted(TABLES):
        rows = index.database.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in rows.description]
        found[table] = sorted(json.dumps(_named(index, table, dict(zip(names, row, strict=True)))) for row in rows)
    return found


def _named(index: Index, table: str, row: dict[str, Any]) -> dict[str, Any]:
    if "n" in row:
        of = "member" if table in OF_MEMBER else "position"
        row["n"] = index.database.execute(NUMBERED[of], (row["n"],)).fetchone()
    return row
