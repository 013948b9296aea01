"""What a member left unanswered lately; a module of its own, because it shows wherever they show and must load quickly."""

from __future__ import annotations

from typing import NamedTuple

from pmnet.domain.phrase import both, counted, phrase


class Silence(NamedTuple):
    """How many offers, and claims to their own leads, a member left unanswered in the last `days`."""

    offers: int
    claims: int
    days: int

    @property
    def total(self) -> int:
        """How many in all."""
        return self.offers + self.claims

    @property
    def words(self) -> str:
        """In one line: `2 offers unanswered in the last 90 days`; empty where there is nothing to say."""
        offers = counted(self.offers, "{n} offer", "{n} offers") if self.offers else ""
        claims = counted(self.claims, "{n} claim", "{n} claims") if self.claims else ""
        parts = [part for part in (offers, claims) if part]
        return phrase("{parts} unanswered in the last {days} days", parts=both(parts), days=self.days) if parts else ""
