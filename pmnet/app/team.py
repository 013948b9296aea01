"""The team of a lead, for everybody to see."""

from __future__ import annotations

from pmnet.app import naming
from pmnet.app.context import Context
from pmnet.rules import team as rules
from pmnet.rules.team import Team


def team(context: Context, typed: str) -> Team:
    """Who holds which position of a lead, and their days together, week by week."""
    snapshot = context.snapshot()
    lead = naming.lead(snapshot, typed)
    return rules.team(lead, snapshot.handovers_of(lead.id), context.now, snapshot.network.policy)
