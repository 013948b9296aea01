"""The acts of a network in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pmnet.app import naming
from pmnet.app.context import Context
from pmnet.domain import ids
from pmnet.domain.phrase import Recorded, phrase
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import NotFound
from pmnet.rules.integrity import keys_of
from pmnet.store.git.commits import signer_and_named
from pmnet.store.git.history import acts, made_void, merged, subject_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: who signed it, when, what; `void` where a keeper's repair undid it."""

    commit: str
    member: str
    at: datetime
    text: str
    void: bool = False


def log(context: Context, typed: str | None, most: int = 30) -> list[Entry]:
    """The latest acts, newest first; those about one record if it is named."""
    return entries(context, paths=_paths(context.snapshot(), typed) if typed else (), most=most)


def entries(context: Context, paths: Sequence[str] = (), since: str = "", most: int = 30) -> list[Entry]:
    """Acts up to the newest state, newest first."""
    return list(_entries(context, paths, since, most))


def _entries(context: Context, paths: Sequence[str], since: str, most: int) -> Iterator[Entry]:
    tip = context.workspace.tip
    if not tip:
        return
    repository, signers = context.workspace.repository, _Signers(context.workspace.snapshot())
    void = made_void(repository, tip)
    for act in acts(repository, tip, paths, since, most):
        signed = merged(repository, act.commit)
        whose = signers.of(*signer_and_named(repository, signed)) or phrase("nobody known")
        subject = act.subject if signed == act.commit else subject_of(repository, signed)
        yield Entry(act.commit, whose, act.at, _told(whose, subject), act.commit in void)


def _told(whose: str, subject: str) -> str:
    """What an act says of itself; where that is not about whoever signed it, with who did."""
    return (
        Recorded(subject)
        if subject.startswith(f"{whose} ")
        else phrase("{whose} signed this, in these words: {subject}", whose=whose, subject=Recorded(subject))
    )


class _Signers:
    """Who signs, and ever signed, with which key."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._everybody: dict[str, str] | None = None

    def of(self, key: str, named: str) -> str:
        """The member of a key, empty where it is nobody's; first looked for with the one who is named."""
        member = self._snapshot.readable_member(named)
        if member is not None and key in (own for _, own in keys_of(member)):
            return member.id
        if self._everybody is None:
            self._everybody = {own: other.id for other in self._snapshot.members() for _, own in keys_of(other)}
        return self._everybody.get(key, "")


def _paths(snapshot: Snapshot, typed: str) -> list[str]:
    """The files an id is about: a lead's handovers belong to it."""
    if "." in typed:
        return [naming.handover(snapshot, typed, lambda _: True).path]
    if typed == "network":
        return [ids.NETWORK_PATH]
    try:
        lead = naming.lead(snapshot, typed)
    except NotFound:
        return [naming.member(snapshot, typed).path]
    return [lead.path, *(handover.path for handover in snapshot.handovers_of(lead.id))]
