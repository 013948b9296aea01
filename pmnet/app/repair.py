"""After a bad act on the shared record: a keeper restores the last good state, and everybody goes on from there."""

from __future__ import annotations

from dataclasses import dataclass

from pmnet.app.context import Context, new_nonce
from pmnet.domain.phrase import listed, phrase
from pmnet.errors import Alarm, Conflict, NotAllowed, Usage
from pmnet.store.git import history
from pmnet.store.git.commits import read_raw
from pmnet.store.git.repository import Signature
from pmnet.store.trust import Incident
from pmnet.store.workspace import insist

ATTEMPTS = 20
"""How often somebody may be faster before a repair gives up."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """The bad act that is void now, the state that was restored, and the commit that did it (None with a dry run)."""

    bad: str
    restored: str
    commit: str | None


def repair(context: Context, typed: str) -> Repaired:
    """Make a bad act void, with everything after it, by restoring the state before it.

    Raises Conflict where nothing is to be repaired, Usage where another act is the bad one, NotAllowed for everybody
    but the keepers.
    """
    for _ in range(ATTEMPTS):
        incident = _incident(context)
        _insist_meant(context, incident, typed)
        good, bad_end = context.workspace.tip, context.workspace.trust.arrived
        if context.dry_run:
            return Repaired(incident.commit, good, None)
        commit = _restoring(context, good, bad_end, incident.commit)
        if context.workspace.send(commit, bad_end):
            context.workspace.fetch(context.now)
            context.workspace.show()
            return Repaired(incident.commit, good, commit)
    raise Conflict(
        phrase("others kept changing the network at the same moment"),
        phrase("pmnet repair {typed}, in a while", typed=typed),
    )


def _incident(context: Context) -> Incident:
    """What is wrong on the server now; raises Conflict where nothing is, and Alarm where no repair helps."""
    try:
        context.workspace.fetch(context.now)
    except Alarm:
        incident = context.workspace.trust.incident
        if incident is None or not incident.commit:
            raise
        return incident
    raise Conflict(phrase("nothing is to be repaired: every act is good"), "pmnet audit --full")


def _insist_meant(context: Context, incident: Incident, typed: str) -> None:
    if len(typed) < 4 or not incident.commit.startswith(typed.lower()):
        raise Usage(
            phrase("{typed} is not the bad act, {commit} is", typed=typed, commit=incident.commit[:12]),
            f"pmnet repair {incident.commit[:12]}",
        )
    keepers = context.network.keepers
    if context.member not in keepers:
        raise NotAllowed(
            phrase("a repair is for the keepers ({keepers})", keepers=listed(keepers)), phrase("ask one of them")
        )


def _restoring(context: Context, good: str, bad_end: str, bad: str) -> str:
    """The commit that puts the last good state behind the bad ones."""
    repository, member = context.workspace.repository, context.member
    at = max(context.now.replace(microsecond=0), history.time_of(repository, good))
    said = phrase("{member} repairs: {bad} is void", member=member, bad=bad[:12])
    message = f"{said}\n\nAct: repair\nRepairs: {bad}\nNonce: {new_nonce()}\n"
    registered = context.workspace.snapshot(good).member(member).keys.sign
    signature = Signature(member, context.home.signing_key_for(registered, member), at)
    commit = repository.commit_tree(read_raw(repository, good).tree, bad_end, message, signature)
    insist([found.finding for found in context.workspace.trust.ledger.verify(good, commit, at).findings])
    return commit
