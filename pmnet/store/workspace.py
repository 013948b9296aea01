"""A network's clone: reading its newest state, and changing it by one act at a time.

`transact` is the only way in. It decides on the state known here, judges the result, builds one signed commit on that very
state without touching the visible folder, and asks the server to put it behind that state. The server's yes proves that the
state was the newest; anything else means that somebody was faster, and then it fetches and *decides again from scratch*.
Nothing is ever rebased or merged, so the one who lost reads the true reason. Before anything is sent, the intent is kept in
the outbox: stopping at any moment leaves nothing or an intent, and running again is the repair.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pmnet.domain.dates import days_later
from pmnet.domain.phrase import Recorded, phrase, told
from pmnet.domain.records import Record
from pmnet.domain.sealed import Envelope, SealedName, Sealing, root_of
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Alarm, Conflict, Finding, Findings, NotAllowed, PmnetError, Unreachable
from pmnet.rules.judge import judge
from pmnet.store import forge
from pmnet.store.beginning import Beginning
from pmnet.store.forge import Opened
from pmnet.store.git import history, remote
from pmnet.store.git.answers import Answer, insist_taken
from pmnet.store.git.checkout import advance, foresee
from pmnet.store.git.commits import signer_of
from pmnet.store.git.few import NextList
from pmnet.store.git.harmless import insist_harmless
from pmnet.store.git.remote import RefChange
from pmnet.store.git.repository import Repository, Signature
from pmnet.store.home import Home
from pmnet.store.ledger import Progress
from pmnet.store.marks import HomeSecret
from pmnet.store.outbox import Intent, Outbox
from pmnet.store.parsing import parse_checked, record_text
from pmnet.store.sealed_half import SealedHalf, insist_brought
from pmnet.store.trust import Incident, Trust

FIRST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 1.0
"""After each time that somebody was faster, up to twice as long a pause as before, of random length."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What should be there afterwards: records, or files as somebody wrote them, and one sentence about it.

    `documents` are sealed and go with the records; `erases` is a lead of which nothing sealed shall be left.
    """

    summary: str
    subject: str
    records: tuple[Record, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    documents: tuple[Sealing, ...] = ()
    erases: str = ""


Decide = Callable[[Snapshot, datetime], Plan]
"""Pure, because it may run again: the newest state and the moment in, a plan out; raises what speaks against it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an act: the plan, the state with it, the moment, and the commit once the server has it.

    `envelopes` go with it; `request` is set where it waits there to be merged, `unsent` where it waits here, and says why.
    """

    plan: Plan
    before: Snapshot
    after: Snapshot
    at: datetime
    message: str
    envelopes: tuple[Envelope, ...] = ()
    commit: str | None = None
    sent: bool = False
    request: Opened | None = None
    unsent: Unreachable | None = None


class Workspace:
    """One clone, as one member uses it."""

    def __init__(self, repository: Repository, home: Home, progress: Progress | None = None) -> None:
        self.repository = repository
        self.home = home
        self.trust = Trust(repository, progress)
        self.sealed = SealedHalf(repository, home)
        self._known: set[str] = set()
        self._foreseen: NextList | None = None
        self.outbox = Outbox(repository.git_dir / "pmnet" / "outbox", HomeSecret(home.folder), self.knows)

    @property
    def tip(self) -> str:
        """The newest good state of the shared record known here; empty before there is one."""
        return self.trust.tip

    def knows(self, state: str) -> bool:
        """Whether a state is in the shared record as far as it is known here; what is there once stays."""
        tip = self.tip
        if state == tip or (
            state and tip and state not in self._known and history.is_ancestor(self.repository, state, tip)
        ):
            self._known.add(state)
        return state in self._known

    def snapshot(self, tip: str = "") -> Snapshot:
        """The newest good state known here, or an earlier one."""
        found = self.trust.ledger.snapshot(tip or self.tip)
        found.unseal = self.sealed.unseal
        return found

    def close(self) -> None:
        """End what runs in the background."""
        self._foresee(None)
        self.sealed.close()
        self.repository.close()

    def connect(self) -> None:
        """Begin to connect to the server, because something will be said to it; once for all that is said."""
        shared = remote.address(self.repository)
        if shared is not None:
            self.repository.connection.begin(shared)

    def fetch(self, now: datetime, sealed: bool = True) -> bool:
        """Bring the newest state here as far as it is good; whether there was something new. Raises Alarm.

        Without `sealed`, only what everybody reads is brought.
        """
        known = self.tip
        if remote.address(self.repository) is not None:
            self.connect()
            try:
                remote.fetch(self.repository)
            except Alarm as error:
                raise self.trust.sound(Incident(error.message, error.hint)) from None
            remote.note_heard(self.repository, now)
        self.trust.follow(now)
        if sealed:
            self.sealed.follow(self.snapshot())
        return self.tip != known

    def insist_calm(self, now: datetime) -> None:
        """Raises Alarm while the shared record cannot be trusted; looks whether it can again."""
        incident = self.trust.incident
        if incident is None:
            return
        try:
            self.fetch(now)
        except Unreachable:
            raise incident.alarm from None

    def show(self) -> bool:
        """Bring the visible folder to the newest state, unless something in it is being edited."""
        tip = self.tip
        return bool(tip) and advance(self.repository, tip, self._foreseen)

    def _foresee(self, foreseen: NextList | None) -> None:
        """Keep what is prepared for showing a state, instead of what was before."""
        if self._foreseen is not None:
            self._foreseen.drop()
        self._foreseen = foreseen

    def transact(self, decide: Decide, intent: Intent, now: datetime) -> Outcome:
        """Decide on the newest state and send it; if somebody was faster, decide again.

        The intent is kept before anything is sent, so that a kill at any moment leaves nothing or an intent, and sending
        that again finds out whether it had arrived. Whoever called drops it once the person knows what became of it. Raises
        what the decision raises, Findings or NotAllowed from the judge (then nothing is kept), Refused with the server's
        words, and Unreachable (also when others kept being faster for too long).
        """
        self.insist_calm(now)
        known = self.tip
        intent = replace(intent, base=intent.base or known)
        give_up = time.monotonic() + remote.network_seconds()
        fetched = False
        for attempt in range(1_000):
            before = self.snapshot()
            arrived = self.arrived(intent, before.tip)  # looked for in just the state that is decided on
            try:
                outcome = self.rehearse(decide, before, intent, now)
            except PmnetError as error:
                if arrived is None and not fetched and self._is_stale(before.tip, now):
                    fetched = True
                    continue
                if arrived is not None:
                    return self._as_it_arrived(arrived, intent)
                if not isinstance(error, Unreachable):
                    self.outbox.drop(intent)
                raise
            if arrived is not None:
                return self._as_it_arrived(arrived, intent)
            changes = self.changes(outcome)
            if not changes and not fetched:
                fetched = True
                self.outbox.put(replace(intent, summary=outcome.plan.summary, subject=outcome.plan.subject))
                if self.fetch(now):
                    continue  # it changes nothing in the state known here, and that was an old one
            done = self._send(outcome, intent, now) if changes else replace(outcome, sent=True)
            if done is not None:
                if done.request is None:
                    self.sealed.erase(done.after, self.changes(done))
                self.show()
                return done
            fetched = True
            if time.monotonic() > give_up:
                break
            time.sleep(random.uniform(0, min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(attempt, 10))))  # noqa: S311
        if self.tip == known:
            raise Unreachable(
                phrase("the server says that somebody is changing the network, and nothing changes"),
                phrase(
                    "if that stays so, something was left behind there: tell whoever keeps the server, then pmnet sync"
                ),
            )
        raise Unreachable(
            phrase("others kept changing the network at the same moment"), phrase("pmnet sync, in a while")
        )

    def _as_it_arrived(self, commit: str, intent: Intent) -> Outcome:
        """The outcome of an act that the server has, as it was done; what is sealed follows where its host merges acts."""
        parent = history.parent(self.repository, commit)
        before, after = self.snapshot(parent), self.snapshot(commit)
        paths = history.changed(self.repository, parent, commit)
        if before.network.publish == BY_REQUEST:
            self._deliver(intent.nonce, after, paths)
        self.sealed.erase(after, paths)
        texts = {path: (after.text(path) or b"").decode("utf-8", "replace") for path in paths}
        plan = Plan(Recorded(intent.summary), intent.subject, texts=texts)
        self.show()
        at = history.time_of(self.repository, commit)
        return Outcome(plan, before, after, at, intent.summary, commit=commit, sent=True)

    def _deliver(self, nonce: str, after: Snapshot, paths: Iterable[str]) -> None:
        """Send what is sealed once the act that names it was merged; raises Refused and Unreachable."""
        besides = self.sealed.to_deliver(nonce, after, paths)
        if besides:
            pushed = remote.push_refs(self.repository, besides, self.sealed.store.variables)
            insist_taken(pushed)
            self.sealed.arrived(besides)
            self.sealed.store.release(nonce)

    def send_again(self) -> tuple[str, ...]:
        """Send what is sealed and named by the records, where the server has lost it; whose it is. Raises Unreachable."""
        if remote.address(self.repository) is None:
            return ()
        lost = self.sealed.lost(self.snapshot())
        if lost:
            insist_taken(remote.push_refs(self.repository, lost, self.sealed.store.variables))
        return tuple(str(name) for change in lost if (name := SealedName.of_ref(change.ref)) is not None)

    def rehearse(self, decide: Decide, before: Snapshot, intent: Intent, now: datetime) -> Outcome:
        """Decide and judge on a state, and write nothing; raises what speaks against it."""
        at = max(now.replace(microsecond=0), history.time_of(self.repository, before.tip)) if before.tip else now
        return self.judged(before, decide(before, at), intent, at)

    def judged(self, before: Snapshot, plan: Plan, intent: Intent, at: datetime) -> Outcome:
        """The outcome a plan would have; raises NotAllowed or Findings where the judge objects."""
        records, envelopes = self.sealed.seal(plan.records, plan.documents, before)
        texts = {path: text.encode() for path, text in plan.texts.items()}
        texts |= {record.path: record_text(record, before.text(record.path)) for record in records}
        documents = [sealing.document for sealing in plan.documents]
        after = before.with_texts(texts, parse=parse_checked, documents=documents)
        insist(judge(before, after, texts, intent.member, at))
        insist_brought(before, after, texts, envelopes)
        message = f"{plan.summary}\n\nAct: {intent.act}\nNonce: {intent.nonce}\n"
        return Outcome(plan, before, after, at, message, tuple(envelopes))

    def changes(self, outcome: Outcome) -> dict[str, bytes]:
        """The files an outcome sets: path -> text, without those that stay the same."""
        plan = outcome.plan
        paths = [*plan.texts, *(record.path for record in plan.records)]
        texts = {path: outcome.after.text(path) or b"" for path in paths}
        return {path: text for path, text in texts.items() if text != outcome.before.text(path)}

    def _send(self, outcome: Outcome, intent: Intent, now: datetime) -> Outcome | None:
        """The outcome when the server took it, None when somebody was faster; raises Refused, Unreachable or Alarm.

        The commit is judged as everybody else will judge it before anybody sees it.
        """
        parent = outcome.before.tip or None
        if intent.request and self._still_fits(intent, outcome):
            return replace(outcome, commit=intent.request["commit"], sent=True, request=_opened(intent))
        signature = Signature(intent.member, self._signing_key(outcome, intent.member), outcome.at)
        commit = self.repository.commit(parent, self.changes(outcome), outcome.message, signature)
        insist([found.finding for found in self.trust.ledger.request(outcome.before.tip, commit, outcome.at).findings])
        intent = replace(intent, summary=outcome.plan.summary, subject=outcome.plan.subject)
        self.outbox.put(intent)
        if outcome.before.network.publish == BY_REQUEST and remote.address(self.repository) is not None:
            return self._request(outcome, intent, commit)
        besides = self.sealed.changes(outcome.envelopes, outcome.plan.erases, root_of(outcome.before.network))
        if self.send(commit, parent, besides):
            remote.note_heard(self.repository, now)
            return replace(outcome, commit=commit, sent=True)
        self.fetch(now)
        self.sealed.look(besides)
        return None

    def _request(self, outcome: Outcome, intent: Intent, commit: str) -> Outcome:
        """Send an act as a request: it waits on the host, and here, until somebody merges it."""
        address = remote.address(self.repository) or ""
        branch = f"pmnet/{intent.member}/{outcome.plan.subject}-{intent.nonce[:4]}"
        kind = forge.detect(address, outcome.before.network.host)
        request = forge.plan_request(kind, address, branch, outcome.plan.summary, "", forge.gh_program())
        self.sealed.hold(intent.nonce, outcome.envelopes)
        opened = forge.open_request(self.repository, request, commit, intent.request.get("commit", ""))
        said = {"branch": opened.branch, "commit": commit, "page": opened.page, "done": "yes" if opened.done else ""}
        self.outbox.put(replace(intent, request=said))
        return replace(outcome, commit=commit, sent=True, request=opened)

    def _still_fits(self, intent: Intent, outcome: Outcome) -> bool:
        """Whether a request can still be merged as it is.

        Nobody changed its files meanwhile, it is not too old, and whoever asked still has the key that signed it.
        """
        commit = intent.request["commit"]
        made = history.time_of(self.repository, commit)
        if outcome.at > days_later(made, outcome.before.network.policy.request_days - 1):
            return False
        before, tip = history.parent(self.repository, commit), outcome.before.tip
        then, now = self.snapshot(before).find_member(intent.member), outcome.before.find_member(intent.member)
        if then is not None and now is not None and then.keys.sign != now.keys.sign:
            return False
        paths = self.changes(outcome)
        return all(self.repository.entry(before, path) == self.repository.entry(tip, path) for path in paths)

    def send(self, commit: str, parent: str | None, besides: Sequence[RefChange] = ()) -> bool:
        """Ask the server to put a judged commit behind `parent`, with what is sealed; whether it did, or somebody was faster.

        Raises Refused and Unreachable.
        """
        repository = self.repository
        if remote.address(repository) is None:
            pushed = remote.append(repository, commit, parent)
        else:
            self.connect()
            self._foresee(foresee(repository, commit))
            pushed = remote.push(repository, commit, parent, besides, self.sealed.store.variables)
        match pushed.answer:
            case Answer.ACCEPTED:
                self.sealed.arrived(besides)
                remote.note_main(repository, commit)
                if (parent or "") == self.tip:
                    self.trust.reached(commit)
                return True
            case Answer.TRY_AGAIN:
                return False
        insist_taken(pushed)
        return True

    def _signing_key(self, outcome: Outcome, member: str) -> Path:
        """The file of the key that the member's record holds before an act; for whoever joins, the one they bring."""
        record = outcome.before.find_member(member) or outcome.after.member(member)
        return self.home.signing_key_for(record.keys.sign, member)

    def _is_stale(self, known: str, now: datetime) -> bool:
        """Whether a refusal was decided on an old state, so that it must be decided again."""
        if remote.address(self.repository) is None:
            return False
        try:
            self.fetch(now)
        except Unreachable:
            return False
        return self.tip != known

    def arrived(self, intent: Intent, tip: str) -> str | None:
        """The commit of an act that is in the history since it was first tried, or None: an answer may have been lost.

        Only what this home's own key signed is believed to be it.
        """
        found = history.commits_with_nonce(self.repository, intent.nonce, intent.base, tip)
        return next((name for name in found if self.home.holds(signer_of(self.repository, name))), None)


BY_REQUEST = "pull-request"
"""What `publish` says in a network whose acts are merged by its host."""


def _opened(intent: Intent) -> Opened:
    said = intent.request
    return Opened(said["branch"], said["page"], bool(said["done"]))


def open_workspace(
    folder: Path, home: Home, now: datetime, progress: Progress | None = None, begun: Beginning | None = None
) -> Workspace:
    """The workspace in a folder, with what was begun there already.

    Raises NotANetwork where there is none, NotAllowed where it is more than a copy, Alarm where its beginning cannot be trusted.
    """
    if begun is None or begun.repository.folder != folder:
        begun = Beginning(Repository.at(folder))
        insist_harmless(begun.repository)
    repository = begun.repository
    repository.arrive()
    workspace = Workspace(repository, home, progress)
    workspace.trust.ledger.mentions.expect(begun.search)
    try:
        if not workspace.tip:
            workspace.trust.follow(now)
    except BaseException:
        workspace.close()
        raise
    return workspace


def insist(findings: list[Finding]) -> None:
    """Raises NotAllowed when the act is not the actor's, Conflict when the state forbids it, Findings for the rest."""
    for finding in findings:
        if finding.rule.startswith(("authority", "signature")):
            raise NotAllowed(finding.message, finding.hint)
        if finding.rule in ("lifecycle", "limit"):
            raise Conflict(finding.message, finding.hint)
    if findings:
        raise Findings(told(findings[0]) if findings[0].line else findings[0].message, findings)
