"""The sealed half of a network in one copy: what goes out with an act, what came from the server, what is erased.

Main's signed records say which envelopes there are; only those are believed, and only those that one's own keys open are
fetched. What the copy has followed is a ref, so that a kill leaves nothing unerased.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from pmnet.domain.phrase import phrase
from pmnet.domain.records import Handover, Lead, Member, Record
from pmnet.domain.sealed import Document, Envelope, SealedName, Sealing, digest_in, name_in, root_of, with_digest
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict, Unreachable
from pmnet.store import envelopes
from pmnet.store.git import history, remote
from pmnet.store.git.envelopes import EnvelopeStore
from pmnet.store.git.remote import RefChange
from pmnet.store.git.repository import Repository
from pmnet.store.home import Home

FOLLOWED: Final = "refs/pmnet/followed"
"""The state whose envelopes were looked after here."""

FOLDERS: Final = ("leads", "handovers")
SEAL_LINE: Final = re.compile(rb"^sealed: '?([0-9a-f]{64})'?$", re.MULTILINE)


class SealedHalf:
    """What one copy has and can open of the sealed documents."""

    def __init__(self, repository: Repository, home: Home) -> None:
        self._repository = repository
        self._home = home
        self.store = EnvelopeStore(repository)
        self.safe = envelopes.Safe(home.ring)
        self._there: dict[str, str] = {}
        self._looked_at: set[str] = set()

    def close(self) -> None:
        """End what runs in the background."""
        self.store.close()

    def seal(
        self, records: Sequence[Record], documents: Iterable[Sealing], before: Snapshot
    ) -> tuple[list[Record], list[Envelope]]:
        """The documents of an act sealed to their readers, and its records naming them.

        The readers' keys are those of their records: of the act itself where it brings new ones, else of the state before.
        """
        by_path = {record.path: record for record in records}
        made = []
        for sealing in documents:
            brought = {r.id: r for r in records if isinstance(r, Member)}
            keys = {reader: brought.get(reader) or before.member(reader) for reader in sealing.readers}
            envelope = envelopes.sealed(sealing, keys)
            record = by_path[envelope.name.path]
            assert isinstance(record, Lead | Handover)
            by_path[record.path] = with_digest(record, envelope.digest)
            made.append(envelope)
        return list(by_path.values()), made

    def unseal(self, snapshot: Snapshot, name: SealedName) -> Document | None:
        """The document that a record of a state names, None where it names none or its lead was erased.

        Raises CannotUnseal, and Alarm.
        """
        tip = snapshot.tip
        lead = snapshot.find_lead(name.lead)
        if lead is not None and lead.erased is not None:
            return None
        self._keep_merged(snapshot, name)
        return envelopes.opened(
            self.safe,
            self.store,
            snapshot,
            name,
            lambda asked: self._earlier(snapshot, asked),
            lambda digest: history.mentioning(self._repository, tip, digest),
        )

    def _keep_merged(self, snapshot: Snapshot, name: SealedName) -> None:
        """Keep an envelope that is held here once the record names it: its act was merged, and the server gets it by a sync."""
        record = snapshot.record(name.path)
        digest = digest_in(record) if isinstance(record, Lead | Handover) else None
        if digest is not None and not self._has(name, digest):
            held = self.store.held_under(name)
            merged = (commit for commit in held if sha256(self.store.content(commit) or b"").hexdigest() == digest)
            for commit in merged:
                self.store.keep(name, commit)

    def _earlier(self, snapshot: Snapshot, name: SealedName) -> set[str]:
        """The digests that a record named before the one it names now."""
        record = snapshot.record(name.path)
        if isinstance(record, Handover):
            return {step.sealed for step in record.steps if step.sealed is not None}
        texts = history.versions(self._repository, snapshot.tip, name.path)
        return {found[1].decode() for text in texts for found in SEAL_LINE.finditer(text)}

    def changes(self, sealed: Iterable[Envelope], erased: str, root: str) -> list[RefChange]:
        """What an act makes of the server's refs: its envelopes, and nothing of an erased lead any more."""
        sending = [
            RefChange(envelope.name.ref(root), self._expected(envelope.name, root), self.store.write(envelope.content))
            for envelope in sealed
        ]
        listed = self.store.listed(root, erased) if erased else {}
        return sending + [RefChange(ref, commit, "") for ref, commit in listed.items()]

    def _expected(self, name: SealedName, root: str) -> str:
        """What the server has under a name: what was found there last, else what is kept here."""
        return self._there.get(name.ref(root), "") if name.lead in self._looked_at else self.store.commit(name)

    def hold(self, nonce: str, sealed: Iterable[Envelope]) -> None:
        """Hold envelopes until the act that names them was merged: earlier, they would be what nobody signed for."""
        self.store.release(nonce)
        for envelope in sealed:
            self.store.hold(nonce, envelope.name, self.store.write(envelope.content))

    def to_deliver(self, nonce: str, after: Snapshot, paths: Iterable[str]) -> list[RefChange]:
        """What a merged act makes of the server's refs, as far as it is still to be done; raises Unreachable."""
        root, held = root_of(after.network), self.store.held(nonce)
        changed = [record for record in after.readable(paths) if isinstance(record, Lead)]
        there: dict[str, str] = {}
        for lead in {*(name.lead for name in held), *(record.id for record in changed if record.erased is not None)}:
            there |= self.store.listed(root, lead)
        sending = [RefChange(name.ref(root), there.get(name.ref(root), ""), commit) for name, commit in held.items()]
        gone = {ref: commit for ref, commit in there.items() if ref not in {change.ref for change in sending}}
        return [
            *(change for change in sending if change.old != change.new),
            *(RefChange(ref, commit, "") for ref, commit in gone.items() if self._is_erased(after, ref)),
        ]

    def _is_erased(self, state: Snapshot, ref: str) -> bool:
        name = SealedName.of_ref(ref)
        lead = state.find_lead(name.lead) if name is not None else None
        return lead is not None and lead.erased is not None

    def look(self, changes: Iterable[RefChange]) -> None:
        """Find out what the server really has under these names, because it was not what was expected."""
        for ref in (change.ref for change in changes):
            name = SealedName.of_ref(ref)
            if name is not None:
                self._looked_at.add(name.lead)
                self._there |= self.store.listed(ref.removesuffix(f"/{name.lead}/{ref.rpartition('/')[2]}"), name.lead)

    def lost(self, snapshot: Snapshot) -> list[RefChange]:
        """What the records name and is kept here, and the server has no more; raises Unreachable."""
        root = root_of(snapshot.network)
        there = self.store.listed(root)
        gone = [name for name in self.store.names() if name.ref(root) not in there]
        return [
            RefChange(name.ref(root), "", self.store.commit(name)) for name in gone if self._is_named(snapshot, name)
        ]

    def _is_named(self, state: Snapshot, name: SealedName) -> bool:
        """Whether the envelope that is kept here is the one that a record names, of a lead that is not erased."""
        record, lead = state.record(name.path), state.find_lead(name.lead)
        digest = digest_in(record) if isinstance(record, Lead | Handover) else None
        return digest is not None and lead is not None and lead.erased is None and self._has(name, digest)

    def arrived(self, changes: Iterable[RefChange]) -> None:
        """Keep what the server took, and erase what it erased."""
        gone = []
        for change in changes:
            name = SealedName.of_ref(change.ref)
            if name is not None and change.new:
                self.store.keep(name, change.new)
            elif name is not None:
                gone.append(name)
        if gone:
            self.store.drop({*gone, *(name for name in self.store.names() if name.lead == gone[0].lead)})

    def follow(self, snapshot: Snapshot) -> None:
        """Bring the envelopes here that came into the records since the last time, and erase those of erased leads.

        What the server does not have, or has otherwise than signed, is left: whoever opens it is told. What it cannot even
        send is asked for again the next time.
        """
        since, member = self._repository.tip(FOLLOWED) or "", self._home.member_in(self._folder)
        if since == snapshot.tip or remote.address(self._repository) is None:
            return
        records = list(self._news(snapshot, since, member))
        self._erase(records)
        try:
            self._fetch(snapshot, [record for record in records if member is not None and member in _readers(record)])
        except Unreachable:
            return
        self._repository.run("update-ref", "--end-of-options", FOLLOWED, snapshot.tip, since)

    def erase(self, state: Snapshot, paths: Iterable[str]) -> None:
        """Leave nothing here of the leads that are erased in these records."""
        self._erase(state.readable(path for path in paths if path.startswith("leads/")))

    def _erase(self, records: Iterable[Record]) -> None:
        erased = {record.id for record in records if isinstance(record, Lead) and record.erased is not None}
        if erased:
            self.store.drop(name for name in self.store.names() if name.lead in erased)

    def _fetch(self, snapshot: Snapshot, records: Iterable[Lead | Handover]) -> None:
        wanted: dict[SealedName, str] = {}
        for record in records:
            digest, name = digest_in(record), name_in(record)
            lead = snapshot.find_lead(name.lead)
            if digest is not None and lead is not None and lead.erased is None and not self._has(name, digest):
                wanted[name] = digest
        for name, commit in self.store.fetch(list(wanted), root_of(snapshot.network)).items():
            if sha256(self.store.content(commit) or b"").hexdigest() == wanted[name]:
                self.store.keep(name, commit)

    def _has(self, name: SealedName, digest: str) -> bool:
        return sha256(self.store.read(name) or b"").hexdigest() == digest

    def _news(self, snapshot: Snapshot, since: str, member: str | None) -> Iterator[Lead | Handover]:
        """The leads and handovers that changed; for a copy that is new, those of its member."""
        if since:
            paths = history.changed(self._repository, since, snapshot.tip, FOLDERS)
            yield from (record for record in snapshot.readable(paths) if isinstance(record, Lead | Handover))
        elif member is not None and snapshot.find_member(member) is not None:
            for folder, field in (("leads/", "owner"), ("handovers/", "owner"), ("handovers/", "partner")):
                found = snapshot.belonging(folder, field, member)
                yield from (record for record in found if isinstance(record, Lead | Handover))

    @property
    def _folder(self) -> Path:
        return self._repository.folder or self._repository.git_dir


def _readers(record: Lead | Handover) -> tuple[str, ...]:
    return (record.owner,) if isinstance(record, Lead) else (record.owner, record.partner)


def insist_brought(before: Snapshot, after: Snapshot, paths: Iterable[str], brought: Iterable[Envelope]) -> None:
    """Raises Conflict where a record names another envelope than before, and the act does not bring it."""
    named = {envelope.name.path: envelope.digest for envelope in brought}
    for path in (path for path in paths if path.startswith(tuple(f"{folder}/" for folder in FOLDERS))):
        digests = [
            digest_in(record) if isinstance(record := state.record(path), Lead | Handover) else None
            for state in (before, after)
        ]
        if digests[0] != digests[1] and digests[1] not in (None, named.get(path)):
            lead = path.rpartition("/")[2].partition(".")[0]
            raise Conflict(
                phrase("{path} names a sealed half that nobody has", path=path),
                phrase("pmnet lead seal {lead} seals it, editing cannot", lead=lead),
            )
