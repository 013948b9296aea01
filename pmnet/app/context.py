"""Who acts, in which network, at what moment: everything a command needs, read once at the edge."""

from __future__ import annotations

import contextlib
import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pmnet.app.acts import decision
from pmnet.domain.clock import parse_instant
from pmnet.domain.dates import WorkingHours
from pmnet.domain.ids import CROCKFORD
from pmnet.domain.phrase import phrase
from pmnet.domain.planning_dates import EXAMPLES, understand
from pmnet.domain.records import KINDS, Network
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import (
    Alarm,
    Bug,
    CannotUnseal,
    Conflict,
    EnvelopeLost,
    Finding,
    Findings,
    NotAllowed,
    NotFound,
    PmnetError,
    Refused,
    Unreachable,
    Usage,
)
from pmnet.store.beginning import Beginning
from pmnet.store.git import history, remote
from pmnet.store.git.remote import network_seconds
from pmnet.store.home import Home, KnownNetwork
from pmnet.store.ledger import Progress
from pmnet.store.listing import enclosing_network
from pmnet.store.outbox import Intent, new_intent
from pmnet.store.workspace import Decide, Outcome, Workspace, open_workspace

if TYPE_CHECKING:  # only who asks the index pays for it
    from pmnet.store.index.reading import Index

V = TypeVar("V")

NONCE_LENGTH: Final = 16


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one intent that had waited."""

    intent: Intent
    sent: bool
    reason: str = ""


class Context:
    """One member in one network at one moment."""

    def __init__(self, workspace: Workspace, home: Home, folder: Path, now: datetime, dry_run: bool = False) -> None:
        self.workspace = workspace
        self.home = home
        self.folder = folder
        self.now = now
        self.dry_run = dry_run
        self.acting = ""
        self.deliveries: list[Delivery] = []
        self.reading: Progress | None = None
        self.index_unkept = ""
        self._looked_at: list[Snapshot] = []
        self._passed_over: list[Finding] = []
        self._finished: list[Intent] = []
        self._begun: Intent | None = None

    def close(self) -> None:
        """End what runs in the background; the person knows by now what became of their act."""
        self.forget_finished()
        self.workspace.close()

    def forget_finished(self) -> None:
        """Drop the intents of acts that are done and told."""
        for intent in self._finished:
            self.workspace.outbox.drop(intent)

    @property
    def member(self) -> str:
        """Who acts; found by the key where the home does not know. Raises NotAllowed for a stranger."""
        known = self.acting or self.home.member_in(self.folder) or self._member_by_key()
        if known is None:
            raise NotAllowed(phrase("you are not a member of this network yet"), "pmnet join URL --as ID")
        return known

    def identity(self) -> str | None:
        """Who acts, or None for a stranger who only reads."""
        try:
            return self.member
        except NotAllowed:
            return None

    @property
    def network(self) -> Network:
        """The network's own record."""
        return self.workspace.snapshot().network

    @property
    def hours(self) -> WorkingHours:
        """The network's clock."""
        return self.network.policy.working_hours

    @property
    def as_of(self) -> datetime | None:
        """When the state known here was last known to be the server's; None where it is shared nowhere, or nobody knows."""
        return remote.heard(self.workspace.repository)

    def snapshot(self, besides: Intent | None = None) -> Snapshot:
        """The newest state known here, with what waits to be sent already in it (`besides` one of them)."""
        snapshot = self.workspace.snapshot()
        for intent in self.workspace.outbox.waiting():
            if besides is not None and intent.nonce == besides.nonce:
                continue
            if intent.base not in ("", self.workspace.tip) and self.workspace.arrived(intent, self.workspace.tip):
                continue  # its answer was lost, and it is there already
            try:
                outcome = self._rehearse(intent, snapshot)
            except PmnetError:
                continue
            changes = self.workspace.changes(outcome)
            documents = [sealing.document for sealing in outcome.plan.documents]
            snapshot = snapshot.with_texts(changes, unsent=changes, documents=documents)
        self._looked_at.append(snapshot)
        return snapshot

    def ask(self, question: Callable[[Index], V], snapshot: Snapshot | None = None) -> V:
        """What the index answers for the same state as `snapshot`, or for another one."""
        from pmnet.store.index import keeping

        def answered(index: Index) -> V:
            self.index_unkept = index.unkept
            found = question(index)
            self._passed_over += [Finding(**{**one, "pointer": tuple(one["pointer"])}) for one in index.broken()]
            return found

        repository = self.workspace.repository
        state = self.snapshot() if snapshot is None else snapshot
        return keeping.ask(repository.git_dir, state, self._differences, self.now, answered, self.reading)

    def bring_index_forward(self) -> None:
        """Let an index that is kept be of the newest state, so that whoever looks for somebody next is answered at once."""
        from pmnet.store.index import keeping

        if keeping.file_in(self.workspace.repository.git_dir).exists():
            self.ask(lambda _: None)

    def _differences(self, old: str, new: str) -> list[str] | None:
        """The records that differ between two states; None where the earlier one is not here any more."""
        try:
            return history.changed(self.workspace.repository, old, new, [kind.folder for kind in KINDS])
        except Bug:
            return None

    def unreadable(self) -> list[Finding]:
        """The first finding of each record that was passed over because it cannot be read."""
        broken = {path: error.findings[0] for snapshot in self._looked_at for path, error in snapshot.broken.items()}
        broken |= {found.path: found for found in self._passed_over}
        return [broken[path] for path in sorted(broken)]

    def perform(self, act: str, values: Mapping[str, Any], said: Mapping[str, Any] | None = None) -> Outcome:
        """Do one act: send it, or keep it waiting where the server cannot be reached (`sent` is false then).

        `said` are the values that go under a seal; where they wait here, they are sealed to one's own key. Raises what
        speaks against it. With `dry_run`, nothing is written and the outcome only shows what would be.
        """
        waiting = self._unsent_twin(act, values, said)
        intent = waiting
        if intent is None:
            kept = self.workspace.sealed.safe.keep(said) if said is not None else ""
            intent = new_intent(act, self.member, self.now, new_nonce(), values, kept)
        self._begun = intent
        if self.dry_run:
            self.catch_up()
            return self._rehearse(intent, self.snapshot(besides=intent))
        try:
            self.deliveries += self.send_waiting(besides=intent, older=True)
            outcome = self.workspace.transact(self._decision(intent), intent, self.now)
        except Unreachable as error:
            outcome = self._foreseen(intent)
            base = intent.base or self.workspace.tip
            self.workspace.outbox.put(replace(intent, base=base, summary=outcome.plan.summary))
            return replace(outcome, unsent=error)
        except (Alarm, Refused):
            if waiting is None:  # what waited before goes on waiting, as with a sync
                self.workspace.outbox.drop(intent)
            raise
        self._follow_drafted(intent, outcome)
        if outcome.request is None:
            self._finished.append(intent)
        return outcome

    def broken_off(self) -> str:
        """What became of the act that was begun last, where it is broken off: an intent that was kept may have been sent."""
        begun = self._begun.nonce if self._begun is not None else ""
        if begun in {intent.nonce for intent in self._finished}:
            return phrase("it was recorded")
        if begun in {intent.nonce for intent in self.workspace.outbox.waiting()}:
            return phrase(
                "it may have been recorded: pmnet sync finds out, and sends it if it was not; pmnet undo takes it back"
            )
        return phrase("nothing was recorded")

    def _foreseen(self, intent: Intent) -> Outcome:
        """What an act will come to that waits to be sent; raises Unreachable where it rests on something sealed not here yet.

        Nobody signs for what they could not read, so that is not kept.
        """
        try:
            return self._rehearse(intent, self.snapshot(besides=intent))
        except Unreachable as error:
            message = phrase(
                "nothing was saved, because it rests on something sealed that is not here yet: {message}",
                message=error.message,
            )
            raise Unreachable(
                message, phrase("pmnet sync, when it can be reached again; read it, then type this again")
            ) from None

    def _unsent_twin(self, act: str, values: Mapping[str, Any], said: Mapping[str, Any] | None) -> Intent | None:
        """The same act of mine that waits already: typing it again means that one, not a second."""
        waiting = self.workspace.outbox.waiting()
        mine = (intent for intent in waiting if (intent.act, intent.member) == (act, self.member))
        same = (intent for intent in mine if json.dumps(intent.values) == json.dumps(dict(values)))
        return next((intent for intent in same if self._says(intent, said)), None)

    def _says(self, intent: Intent, said: Mapping[str, Any] | None) -> bool:
        """Whether an intent says under its seal what was typed; one that does not open says nothing any more."""
        try:
            return bool(_without_nonces(self._said(intent)) == _without_nonces(said))
        except CannotUnseal:
            return False

    def catch_up(self) -> bool:
        """Fetch what is new, if the server can be reached; whether there was something."""
        with contextlib.suppress(Unreachable):
            return self.workspace.fetch(self.now)
        return False

    def newest(self, sealed: bool = True) -> str:
        """Fetch what is new; why not, where the server cannot be reached. Without `sealed`, only what everybody reads."""
        try:
            self.workspace.fetch(self.now, sealed)
        except Unreachable as error:
            return error.message
        return ""

    def send_waiting(self, besides: Intent | None = None, older: bool = False) -> list[Delivery]:
        """Decide everything of mine that waits again and send it, oldest first; what cannot be reached goes on waiting.

        `besides` goes by itself; with `older`, what was asked for after it waits until it is done.
        """
        member = self.identity()
        waiting = [intent for intent in self.workspace.outbox.waiting() if intent.member == member]
        if besides is not None:
            waiting = [i for i in waiting if i.nonce != besides.nonce and not (older and 0 < besides.order < i.order)]
        if waiting:
            self.home.insist_private()
            self.workspace.fetch(self.now)
        found = []
        for asked in waiting:
            intent = next((now for now in self.workspace.outbox.waiting() if now.nonce == asked.nonce), asked)
            found.append(self._deliver(intent))
        return [done for done in found if done is not None]

    def _deliver(self, intent: Intent) -> Delivery | None:
        """One intent sent, or refused for good by a verdict; a server that refuses or has no right envelope leaves it waiting.

        None where it lies on the host as a request already, and still waits to be merged.
        """
        try:
            outcome = self.workspace.transact(self._decision(intent), intent, self.now)
        except (Alarm, EnvelopeLost, Refused) as error:
            if self.workspace.trust.incident is not None:
                raise
            self.workspace.outbox.put(intent)
            return Delivery(intent, False, error.message)
        except (CannotUnseal, Conflict, Findings, NotAllowed, NotFound, Usage) as error:
            self.workspace.outbox.put(replace(intent, refused=error.message))
            return Delivery(intent, False, error.message)
        self._follow_drafted(intent, outcome)
        if outcome.request is None:
            self.workspace.outbox.drop(intent)
        elif intent.request.get("commit") == outcome.commit:
            return None
        return Delivery(intent, True)

    def _follow_drafted(self, intent: Intent, outcome: Outcome) -> None:
        """Let what waits about a lead go on about it where it was drafted on one day and registered on another.

        Its id begins with the day of its registration; the letters after that are drawn once and stay.
        """
        if intent.act != "lead-add":
            return
        lead = outcome.plan.subject
        drafted = re.compile(rf"\b\d{{6}}-{re.escape(lead.partition('-')[2])}\b")
        for other in self.workspace.outbox.waiting():
            values = {name: drafted.sub(lead, v) if isinstance(v, str) else v for name, v in other.values.items()}
            if other.nonce != intent.nonce and values != other.values:
                self.workspace.outbox.put(replace(other, values=values, summary=drafted.sub(lead, other.summary)))

    def _rehearse(self, intent: Intent, snapshot: Snapshot) -> Outcome:
        return self.workspace.rehearse(self._decision(intent), snapshot, intent, max(self.now, intent.moment))

    def _decision(self, intent: Intent) -> Decide:
        return decision(intent, self._said(intent))

    def _said(self, intent: Intent) -> Mapping[str, Any] | None:
        """What of an intent nobody else reads; raises CannotUnseal where the keys here do not open it any more."""
        return self.workspace.sealed.safe.kept(intent.sealed) if intent.sealed else None

    def _member_by_key(self) -> str | None:
        found = next((m.id for m in self.workspace.snapshot().members() if self.home.holds(m.keys.sign)), None)
        if found is not None:
            self.home.remember(KnownNetwork(self.network.name, self.folder, found))
        return found


def open_context(
    start: Path,
    network: str,
    variables: Mapping[str, str],
    now: datetime | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    begun: Beginning | None = None,
) -> Context:
    """The network that is meant: the one named, else the one around `start`, else the only known one.

    `begun` is what goes on in it already.
    """
    home = Home.default(variables)
    around = None if network else enclosing_network(str(start))
    folder = Path(around) if around else home.find_folder(network or variables.get("PMNET_NETWORK", ""))
    clock = now or moment(variables)
    network_seconds()  # a wrong one is told before anything is done
    return Context(open_workspace(folder, home, clock, progress, begun), home, folder, clock, dry_run)


def moment(variables: Mapping[str, str]) -> datetime:
    """The client's clock: `PMNET_NOW`, or now; raises Usage where it is not an instant."""
    said = variables.get("PMNET_NOW")
    if not said:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return parse_instant(said)
    except ValueError as error:
        raise Usage(phrase("PMNET_NOW: {error}", error=error)) from None


def understand_day(typed: str, today: date, option: str, last: bool = False) -> date:
    """The day that was typed for an option; raises Usage with examples."""
    try:
        return understand(typed, today, last)
    except ValueError as error:
        raise Usage(
            phrase("{option}: {error}", option=option, error=error), phrase("write {EXAMPLES}", EXAMPLES=EXAMPLES)
        ) from None


def home_of(variables: Mapping[str, str]) -> Home:
    """The person's own folder."""
    return Home.default(variables)


def _without_nonces(said: Mapping[str, Any] | None) -> Any:
    """What was typed of sealed values: terms and entries are given a number of their own each time."""
    if said is None:
        return None
    typed = {name: value for name, value in said.items() if name != "nonce"}
    if "terms" in typed:
        typed["terms"] = {name: value for name, value in typed["terms"].items() if name != "nonce"}
    return typed


def new_nonce() -> str:
    """A name for one act that nobody else draws."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(NONCE_LENGTH))
