"""Taking back one's own last act: by another act, or out of what is not sent yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pmnet.app.context import Context
from pmnet.app.history import entries
from pmnet.app.members import differences
from pmnet.app.opposites import Done, Never, Opposite, opposite
from pmnet.domain.phrase import Recorded, phrase
from pmnet.domain.records import Handover, Lead
from pmnet.errors import Conflict, NotFound, Unreachable
from pmnet.rules.integrity import keys_of
from pmnet.store.git import history
from pmnet.store.git.commits import read_raw, signer_and_named
from pmnet.store.outbox import Intent
from pmnet.store.workspace import Outcome


@dataclass(frozen=True, slots=True)
class Undoing:
    """One's own last act, in words and when it was, and what takes it back; `intent` is what waits where it was never sent."""

    what: str
    at: datetime
    opposite: Opposite | None = None
    intent: Intent | None = None

    @property
    def note(self) -> str:
        """What taking it back does not do."""
        return self.opposite.note if self.opposite is not None else ""


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, and the act that did; without `outcome` it was only taken out of what is not sent yet."""

    undoing: Undoing
    outcome: Outcome | None
    changes: Mapping[str, tuple[bytes, bytes]]

    @property
    def sent(self) -> bool:
        """False while the act that takes it back waits."""
        return self.outcome is None or self.outcome.sent

    @property
    def unsent(self) -> Unreachable | None:
        """Why it waits."""
        return self.outcome.unsent if self.outcome is not None else None


def find(context: Context) -> Undoing:
    """The acting member's last act, and what takes it back.

    Raises NotFound where there is none, Conflict where nothing takes it back or others have acted upon it since.
    """
    context.catch_up()
    waiting = _last_waiting(context)
    if waiting is not None:
        return Undoing(Recorded(waiting.summary), waiting.moment, intent=waiting)
    act = _last_act(context)
    signed = history.merged(context.workspace.repository, act.commit)
    said = Recorded(history.subject_of(context.workspace.repository, signed))
    done = _done(context, signed)
    found = opposite(done)
    if isinstance(found, Never):
        raise Conflict(phrase("cannot undo: {said}: {why}", said=said, why=found.why), found.instead)
    _insist_untouched(context, done, act.commit, said)
    return Undoing(said, act.at, found)


def preview(context: Context, found: Undoing) -> Undone:
    """What taking it back would come to; nothing is written."""
    meant, context.dry_run = context.dry_run, True
    try:
        return perform(context, found)
    finally:
        context.dry_run = meant


def perform(context: Context, found: Undoing) -> Undone:
    """Take it back; raises what speaks against the act that does."""
    if found.intent is not None:
        if not context.dry_run:
            _take_out(context, found.intent, found.what)
        return Undone(found, None, {})
    assert found.opposite is not None
    values = found.opposite.values
    try:
        outcome = context.perform(found.opposite.act, values, found.opposite.said)
    except Conflict as error:
        if found.opposite.act != "publish":
            raise
        raise Conflict(phrase("cannot undo: {said}: {why}", said=found.what, why=error.message), "pmnet log") from None
    return Undone(found, outcome, differences(context, outcome))


def _take_out(context: Context, intent: Intent, said: str) -> None:
    """Take an act out of what is not sent yet; raises Conflict where another command has sent it meanwhile."""
    waited = any(one.nonce == intent.nonce for one in context.workspace.outbox.waiting())
    context.workspace.outbox.drop(intent)
    context.catch_up()
    if not waited or (intent.base and context.workspace.arrived(intent, context.workspace.tip)):
        raise Conflict(phrase("cannot undo: {said}: it was sent meanwhile", said=said), "pmnet undo")


def _last_waiting(context: Context) -> Intent | None:
    """The newest act that waits here and did not arrive; raises Conflict where it lies on the host already."""
    workspace = context.workspace
    mine = [intent for intent in workspace.outbox.waiting() if intent.member == context.member]
    left = [intent for intent in mine if not (intent.base and workspace.arrived(intent, workspace.tip))]
    if not left:
        return None
    last = left[-1]
    if last.request:
        place = last.request["page"] or last.request["branch"]
        raise Conflict(
            phrase("cannot undo: {said}: it waits on your network's host to be merged", said=Recorded(last.summary)),
            phrase("close the request there: {place}", place=place),
        )
    return last


def _last_act(context: Context) -> history.Act:
    """The newest act that the acting member signed and that counts; raises NotFound where there is none."""
    repository, tip = context.workspace.repository, context.workspace.tip
    actor = context.workspace.snapshot(tip).member(context.member)
    keys, void = {key for _, key in keys_of(actor)}, history.made_void(repository, tip)
    for act in history.acts(repository, tip):
        signed = history.merged(repository, act.commit)
        if signed == act.commit and act.member != actor.id:
            continue
        key, named = signer_and_named(repository, signed)
        if named == actor.id and key in keys and act.commit not in void:
            return act
    raise NotFound(phrase("there is nothing of yours to undo"), "pmnet log")


def _done(context: Context, commit: str) -> Done:
    """What an act did, from the states before and after it."""
    repository, ledger = context.workspace.repository, context.workspace.trust.ledger
    raw = read_raw(repository, commit)
    act = raw.trailers.get("Act", "")
    if not raw.parents:
        return Done(act, context.member, ledger.snapshot(""), ledger.snapshot(commit), ())
    before = raw.parents[0]
    paths = tuple(history.changed(repository, before, commit))
    return Done(act, context.member, ledger.snapshot(before), ledger.snapshot(commit), paths)


def _insist_untouched(context: Context, done: Done, commit: str, said: str) -> None:
    """Raises Conflict where somebody else has acted upon a lead or a handover since."""
    snapshot, paths = context.workspace.snapshot(), []
    for record in done.after.readable(done.paths):
        if isinstance(record, Lead):
            paths += [record.path, *(one.path for one in snapshot.handovers_of(record.id))]
        elif isinstance(record, Handover):
            paths.append(record.path)
    since = entries(context, paths, since=commit, most=1) if paths else []
    if since:
        raise Conflict(
            phrase("cannot undo: {said}: since then, {later}", said=said, later=since[0].text),
            phrase("pmnet log {about}", about=paths[0].rpartition("/")[2].removesuffix(".yaml")),
        )
