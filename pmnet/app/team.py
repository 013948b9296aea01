"""The team of a lead, for everybody to see."""

from __future__ import annotations

from pmnet.app import naming
from pmnet.app.context import Context
from pmnet.app.find import fitting_members
from pmnet.app.match import question_of
from pmnet.domain.records import Lead
from pmnet.rules import match, staffing
from pmnet.rules import team as rules
from pmnet.rules.staffing import Fit, Ranked, Staffing
from pmnet.store.index.reading import Index


def team(context: Context, typed: str) -> Staffing:
    """Who holds which position of a lead, who could take the open ones, and their days together, week by week."""
    snapshot = context.snapshot()
    lead = naming.lead(snapshot, typed)
    held = rules.team(lead, snapshot.handovers_of(lead.id), context.now, snapshot.network.policy)
    return context.ask(
        lambda index: staffing.staffed(snapshot, lead, held, ranked(index, lead), index.live_handovers, context.now)
    )


def ranked(index: Index, lead: Lead) -> Ranked:
    """Who fits the open positions of a lead."""
    found: dict[str, list[Fit]] = {}
    for position in index.positions(lead.id):
        question = question_of(index, position)
        salt = match.salt_of(question)
        fitting = fitting_members(index, question, len(lead.positions), lead.owner)
        found[position.key] = [Fit(one.hit, match.digest(salt, one.hit.id), one.silence) for one in fitting]
    return found
