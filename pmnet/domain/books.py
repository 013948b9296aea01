"""What stands in the books of a handover: what was billed month by month, what was taken back, what was settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pmnet.domain.codec import digest
from pmnet.domain.money import negative

Extra = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Billed:
    """The figures of one month, all of them decimal strings; in a counter-entry they are negative."""

    days: str
    partner_net: str
    share: str
    client_net: str | None = None
    invoice: str | None = None
    extra: Extra = field(default_factory=dict)

    @property
    def counter(self) -> Billed:
        """What takes it back exactly."""
        client_net = negative(self.client_net) if self.client_net is not None else None
        return Billed(
            negative(self.days), negative(self.partner_net), negative(self.share), client_net, self.invoice, self.extra
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: what its author billed or took back, or how much they settled; `nonce` keeps its digest from being guessed."""

    month: str
    by: str
    at: datetime
    nonce: str
    billed: Billed | None = None
    settled: str | None = None
    extra: Extra = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What its author signs for in the step that goes with it."""
        return digest(self)
