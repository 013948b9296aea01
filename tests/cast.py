"""The cast of these tests: anna founded and keeps the network, bert, carl and dora are active, eve is a candidate."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import points
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from pmnet.domain.records import Handover, Keys, Lead, Member, Mode, Network, Policy, Position, Step, StepName, Vouch
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Finding

FOUNDED = datetime(2026, 1, 5, 9, tzinfo=UTC)
NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
"""A Monday, 10:00 in Berlin."""

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
POLICY = Policy()


def network(**policy: Any) -> Network:
    return Network("PM Netz", "anna", FOUNDED, ("anna",), policy=replace(POLICY, **policy))


def vouch(by: str, at: datetime = FOUNDED, withdrawn: datetime | None = None) -> Vouch:
    return Vouch(by, at, "worked-together", withdrawn)


@functools.cache
def keys_of(name: str) -> Keys:
    """Real keys, the same for the same name every time."""
    seed = sha256(name.encode()).digest()
    sign = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    seal = X25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return Keys(points.signing_key(sign), points.sealing_key(seal))


def member(name: str, *vouches: Vouch, **fields: Any) -> Member:
    return Member(name, name.title(), f"{name}@example.org", keys_of(name), date(2026, 1, 5), vouches=vouches, **fields)


def newcomer(name: str, **fields: Any) -> Member:
    """Somebody whose record is brought at NOW."""
    return replace(member(name), **{"joined": NOW.date(), **fields})


ANNA = member("anna")
BERT = member("bert", vouch("anna"))
CARL = member("carl", vouch("anna"))
DORA = member("dora", vouch("anna"))
EVE = member("eve")
MEMBERS = (ANNA, BERT, CARL, DORA, EVE)

PMO = Position("pmo", "PMO lead")
LEAD = Lead(
    id="270104-k7qx",
    owner="anna",
    registered=datetime(2027, 1, 4, 9, tzinfo=UTC),
    title="A rollout",
    mode=Mode.FIRST,
    protected_until=date(2027, 4, 4),
    positions=(PMO,),
)


def people(*others: Any, **policy: Any) -> Snapshot:
    """The whole cast, their network, and further records; a record takes the place of another at its path."""
    return Snapshot.of(network(**policy), *MEMBERS, *others)


TERMS = "7" * 64
"""The digest of the terms that everybody proposes and accepts here, unless a test says otherwise."""

SEALED = "5" * 64
"""The digest of what goes sealed with a disclosure."""

SAID = {name: {"terms": TERMS} for name in ("claim", "offer", "counter", "accept")} | {"disclose": {"sealed": SEALED}}


def step(name: str, by: str, at: datetime = NOW, respond_by: datetime | None = None, **fields: Any) -> Step:
    return Step(StepName(name), by, at, respond_by, **SAID.get(name, {}) | fields)


def handover(*steps: Step, lead: Lead = LEAD, position: str = "pmo", partner: str = "bert", place: int = 1) -> Handover:
    return Handover(f"{lead.id}.{position}.{place}", lead.id, position, lead.owner, partner, steps)


def due(at: datetime = NOW, hours: int = 16) -> datetime:
    """When an answer is due that was asked for at that instant."""
    return POLICY.working_hours.deadline(at, hours)


def well_said(findings: Iterable[Finding]) -> list[Finding]:
    """The same findings, each told as people are told things: what is wrong, in lower case and without a full stop, and
    what to type or whom to ask next wherever somebody may not do what they tried.
    """
    found = list(findings)
    for one in found:
        assert one.message, one
        assert one.hint or one.rule not in ("authority", "limit", "clock"), one
        described = one.hint if one.rule.startswith("schema-") else ""  # by its schema, which speaks in sentences
        for said in (one.message.removeprefix(one.path), one.hint.removeprefix(described)):
            assert not said[:1].isupper(), one
            assert not said.endswith("."), one
    return found
