"""What is sealed: documents beside the records that only some members can open. Main holds nothing of them but a digest.

Each lead has one (to its owner), each handover one (to owner and partner). A document repeats inside whose it is, so that one
that was put in another's place is noticed, and its text is filled up, so that its length tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from pmnet.domain import ids
from pmnet.domain.books import Entry
from pmnet.domain.codec import digest
from pmnet.domain.handover import Handover
from pmnet.domain.lead import Lead
from pmnet.domain.network import Network

Extra = Mapping[str, Any]

STEP: Final = 4096
"""Documents are filled up to a multiple of so many bytes (DESIGN: padded to 4 KiB steps)."""

FORMAT: Final = 1


class RefRoot(StrEnum):
    """Below which name a network's host keeps sealed documents."""

    OWN = "refs/pmnet/sealed"
    BRANCHES = "refs/heads/pmnet-sealed"


ROOTS: Final[Mapping[str, RefRoot]] = {"own": RefRoot.OWN, "branches": RefRoot.BRANCHES}
"""What a network's record says, and what is meant."""


@dataclass(frozen=True, slots=True)
class SealedName:
    """Whose document it is: a lead's, or one handover's of that lead."""

    lead: str
    handover: str = ""

    @classmethod
    def of_handover(cls, handover: str) -> SealedName:
        """The name of a handover's document; raises ValueError for what is no handover's id."""
        parts = ids.handover_parts(handover)
        if parts is None:
            raise ValueError(f"{handover!r} is no handover's id")
        return cls(parts[0], handover)

    @classmethod
    def of_ref(cls, ref: str) -> SealedName | None:
        """The name that a ref stands for; None where it is no sealed document's."""
        found = re.fullmatch(r"(.+)/([^/]+)/([^/]+)", ref)
        if found is None or found[1] not in list(RefRoot) or not ids.is_lead_id(found[2]):
            return None
        if found[3] == "lead":
            return cls(found[2])
        handover = f"{found[2]}.{found[3]}"
        return cls(found[2], handover) if ids.handover_parts(handover) is not None else None

    @property
    def is_one(self) -> bool:
        """Whether a record of that name can be: what is sealed may say anything."""
        parts = ids.handover_parts(self.handover) if self.handover else (self.lead,)
        return ids.is_lead_id(self.lead) and parts is not None and parts[0] == self.lead

    @property
    def path(self) -> str:
        """The record that holds its digest."""
        return ids.handover_path(self.handover) if self.handover else ids.lead_path(self.lead)

    def ref(self, root: str) -> str:
        """Where it lies on the host."""
        return f"{root}/{self.lead}/{self.handover.removeprefix(f'{self.lead}.') or 'lead'}"

    def __str__(self) -> str:
        return self.handover or self.lead


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody at the client's."""

    name: str
    role: str | None = None
    email: str | None = None
    phone: str | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Client:
    """What a lead is worth: who the client is, whom to talk to, what they can pay."""

    name: str | None = None
    unit: str | None = None
    register: str | None = None
    vat: str | None = None
    domain: str | None = None
    address: str | None = None
    contacts: tuple[Contact, ...] = ()
    decision_maker: str | None = None
    budget: str | None = None
    rate_ceiling: str | None = None
    payment_terms: str | None = None
    source: str | None = None
    notes: str | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Whether further work for the same client falls under the terms, and until when."""

    included: bool
    until: date | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Protection:
    """For how many months the partner leaves a unit of the client's to the owner."""

    months: int
    unit: str
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """What two partners agree on; percent and amounts are decimal strings, and `nonce` keeps the digest from being guessed."""

    kind: str
    nonce: str | None = None
    percent: str | None = None
    amount: str | None = None
    base: str | None = None
    months: int | None = None
    cap: str | None = None
    trigger: str | None = None
    due_days: int | None = None
    follow_up: FollowUp | None = None
    protection: Protection | None = None
    client_informed: str | None = None
    extra: Extra = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What both sign for."""
        return digest(self)


@dataclass(frozen=True, slots=True)
class Quote:
    """What the partner asks for: a day rate as a decimal string, how many days, from when on."""

    day_rate: str | None = None
    days: int | None = None
    start: date | None = field(default=None, metadata={"name": "from"})
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """What one said to the other, and when."""

    by: str
    at: datetime
    text: str
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeadDocument:
    """The sealed half of a lead: for its owner."""

    lead: str
    client: Client
    format: int = FORMAT
    purpose: str = "lead"
    extra: Extra = field(default_factory=dict)

    @property
    def name(self) -> SealedName:
        """Whose document it says it is."""
        return SealedName(self.lead)


@dataclass(frozen=True, slots=True)
class HandoverDocument:
    """The sealed half of a handover: for its owner and its partner.

    `with_client`: the client follows once both agree. `amendment` are terms that one proposes in the place of those agreed,
    `former` those that were agreed before. `books` are the entries of both, oldest first.
    """

    lead: str
    handover: str
    terms: Terms | None = None
    amendment: Terms | None = None
    former: tuple[Terms, ...] = ()
    quote: Quote | None = None
    messages: tuple[Message, ...] = ()
    with_client: bool = False
    client: Client | None = None
    books: tuple[Entry, ...] = ()
    format: int = FORMAT
    purpose: str = "handover"
    extra: Extra = field(default_factory=dict)

    @property
    def name(self) -> SealedName:
        """Whose document it says it is."""
        return SealedName(self.lead, self.handover)


Document = LeadDocument | HandoverDocument

PURPOSES: Final[Mapping[str, type[Document]]] = {"lead": LeadDocument, "handover": HandoverDocument}
"""What a document says it is, and what is read of it; its schema is `sealed-lead` or `sealed-handover`."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """A document that an act brings, and the members it is sealed to."""

    document: Document
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed document as it lies on the host: whose, and its bytes."""

    name: SealedName
    content: bytes

    @property
    def digest(self) -> str:
        """What the record says of it."""
        return sha256(self.content).hexdigest()


def padded(text: bytes) -> bytes:
    """A document's text, filled up with line ends."""
    return text + b"\n" * (-len(text) % STEP)


def root_of(network: Network) -> str:
    """Below which name the host of a network keeps sealed documents."""
    return ROOTS.get(network.sealed_refs, RefRoot.OWN).value


def name_in(record: Lead | Handover) -> SealedName:
    """The name of the document that goes with a record."""
    return SealedName(record.id) if isinstance(record, Lead) else SealedName(record.lead, record.id)


def digest_in(record: Lead | Handover) -> str | None:
    """The SHA-256 of the envelope that goes with a record now; None where there is none."""
    if isinstance(record, Lead):
        return record.sealed if record.erased is None else None
    return next((step.sealed for step in reversed(record.steps) if step.sealed is not None), None)


def sealer_of(handover: Handover) -> str | None:
    """Who sealed the document that goes with a handover now; None where there is none."""
    return next((step.by for step in reversed(handover.steps) if step.sealed is not None), None)


def with_digest(record: Lead | Handover, digest: str) -> Lead | Handover:
    """The record that names an envelope: a lead itself, a handover in its newest step."""
    if isinstance(record, Lead):
        return replace(record, sealed=digest)
    return replace(record, steps=(*record.steps[:-1], replace(record.steps[-1], sealed=digest)))
