"""A member's own keys: which there are, and replacing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pmnet.app.context import Context
from pmnet.app.members import Written, written
from pmnet.domain.phrase import phrase
from pmnet.domain.records import Keys, Member
from pmnet.errors import Conflict, NotFound
from pmnet.rules.keys import fingerprint
from pmnet.store.home import Home
from pmnet.store.keyring import SEAL, SIGN, HeldKey, NewKey


@dataclass(frozen=True, slots=True)
class KeyReport:
    """One key of this home: its public half, where its file lies, whether it is the current one, what the record says of it.

    `registered` is None where there is no record to look at; `retired` is when it was replaced in this network.
    """

    sort: str
    public: str
    file: str
    current: bool
    registered: bool | None = None
    retired: datetime | None = None

    @property
    def fingerprint(self) -> str:
        """What `ssh-keygen -l` prints for a signing key; empty for a sealing key, which is short enough itself."""
        return fingerprint(self.public) if self.sort == SIGN else ""


@dataclass(frozen=True, slots=True)
class KeysReport:
    """The keys of a home, newest first, and which of those in the member's record are not here."""

    home: str
    member: str | None
    keys: tuple[KeyReport, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rotated(Written):
    """What replacing keys answers: the record as it now is, and the keys of this home."""

    report: KeysReport


def show(home: Home, context: Context | None) -> KeysReport:
    """The keys of this home, and what the record in a network says of them, if there is one."""
    member = context.identity() if context is not None else None
    record = context.snapshot().find_member(member) if context is not None and member is not None else None
    held = home.ring.all()
    current = {key.public for sort in (SIGN, SEAL) if (key := home.ring.newest(sort)) is not None}
    registered = (record.keys.sign, record.keys.seal) if record is not None else ()
    missing = tuple(
        sort for sort, key in zip((SIGN, SEAL), registered, strict=False) if key not in {one.public for one in held}
    )
    return KeysReport(str(home.folder), member, tuple(_report(key, current, record) for key in held), missing)


def rotate(context: Context, sign: bool, seal: bool, key: Path | None = None) -> Rotated:
    """Replace one's keys in the record: by a key that is named, by this home's newest if it is not there yet, or by new ones.

    The act is judged first, then new keys are put in place, then it is sent, signed with the old one. So a kill at any
    moment loses no key, and typing it again goes on with the keys that are in place. Raises Conflict where a named key is
    the registered one.
    """
    named = NewKey.at(key) if key is not None else None
    wanted = [sort for sort, asked in ((SIGN, sign), (SEAL, seal)) if asked]
    values = _unfinished(context, wanted, named)
    if values is None:
        chosen = _chosen(context, wanted, named)
        values = {sort: chosen[sort].public if sort in chosen else None for sort in (SIGN, SEAL)}
        _rehearsing(context).perform("keys-rotate", values)
        if not context.dry_run:
            context.home.ring.add([one for one in chosen.values() if isinstance(one, NewKey)])
    done = written(context, context.perform("keys-rotate", values))
    return Rotated(done.view, done.outcome, done.changes, show(context.home, context))


def _report(key: HeldKey, current: set[str], record: Member | None) -> KeyReport:
    if record is None:
        return KeyReport(key.sort, key.public, str(key.path), key.public in current)
    keys = record.keys
    retired = next((entry.at for entry in keys.retired if entry.key == key.public), None)
    known = key.public in (keys.sign, keys.seal)
    return KeyReport(key.sort, key.public, str(key.path), key.public in current, known, retired)


def _unfinished(context: Context, wanted: Sequence[str], named: NewKey | None) -> Mapping[str, Any] | None:
    """The values of the same act where it waits already: whether it arrived is found out by sending it again."""
    for intent in context.workspace.outbox.waiting():
        if (intent.act, intent.member) == ("keys-rotate", context.member):
            same = [sort for sort in (SIGN, SEAL) if intent.values[sort] is not None] == wanted
            if same and (named is None or intent.values[SIGN] == named.public):
                return intent.values
    return None


def _chosen(context: Context, wanted: Sequence[str], named: NewKey | None) -> dict[str, NewKey | HeldKey]:
    """The keys that take the place of the registered ones; raises NotFound and NotAllowed where nothing can be replaced."""
    record = context.workspace.snapshot().find_member(context.member)
    if record is None:
        raise NotFound(
            phrase("your own record is not in the network yet, so nothing can be replaced in it"), "pmnet sync"
        )
    context.home.signing_key_for(record.keys.sign, record.id)
    return {sort: _next(context.home, sort, record.keys, named if sort == SIGN else None) for sort in wanted}


def _next(home: Home, sort: str, keys: Keys, named: NewKey | None) -> NewKey | HeldKey:
    """The key that takes the place of one: the one named, the newest here if this network never saw it, else a new one."""
    newest = home.ring.newest(sort)
    if named is not None:
        if named.public == keys.sign:
            raise Conflict(phrase("{path} is your signing key already", path=named.path), "pmnet keys show")
        return newest if newest is not None and newest.public == named.public else named
    used = {keys.sign, keys.seal, *(entry.key for entry in keys.retired)}
    return newest if newest is not None and newest.public not in used else NewKey.made(sort)


def _rehearsing(context: Context) -> Context:
    """The same context, in which nothing is written."""
    rehearsing = Context(context.workspace, context.home, context.folder, context.now, dry_run=True)
    rehearsing.acting = context.acting
    return rehearsing
