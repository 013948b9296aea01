"""The sealed documents of one copy: sealing those an act brings, opening those the records name, or saying why that fails.

age does not say who sealed something, so an envelope counts only while its digest stands in the signed record; and what is
inside must say whose it is. Whatever is wrong has its own sentence, which never quotes what is inside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any, Final

from pmnet.domain.codec import from_mapping, to_mapping
from pmnet.domain.phrase import both, phrase
from pmnet.domain.records import Handover, Lead, Member
from pmnet.domain.sealed import FORMAT, PURPOSES, Document, Envelope, SealedName, Sealing, digest_in, padded, root_of
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Alarm, CannotUnseal, EnvelopeLost, Findings, PmnetError, Usage
from pmnet.rules import schema
from pmnet.rules.commits import BY_REQUEST
from pmnet.store import seal
from pmnet.store.files import LARGEST as LONGEST
from pmnet.store.files import dump, load
from pmnet.store.git.envelopes import EnvelopeStore
from pmnet.store.keyring import SEAL, KeyRing

BEGIN: Final = b"-----BEGIN AGE ENCRYPTED FILE-----"
END: Final = b"-----END AGE ENCRYPTED FILE-----"

LARGEST: Final = 256 * 1024
"""No envelope is larger: what is sealed is a text of at most 64 KiB."""

Versions = Callable[[SealedName], Iterable[str]]
"""The digests that earlier versions of a record named."""

Named = Callable[[str], Iterable[str]]
"""The paths of the records that name a digest."""


def sealed(sealing: Sealing, keys: Mapping[str, Member]) -> Envelope:
    """A document sealed to its readers, whose keys are those of their records."""
    recipients = [keys[reader].keys.seal for reader in sealing.readers]
    text = padded(dump(to_mapping(sealing.document)).encode())
    return Envelope(sealing.document.name, seal.seal(text, recipients))


class Safe:
    """What the keys of a home open."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def keep(self, values: Mapping[str, Any]) -> str:
        """Values that wait here to be sent, sealed to one's own key."""
        newest = self._ring.newest(SEAL)
        if newest is None:
            raise CannotUnseal(
                phrase("there is no sealing key in {home}", home=self._ring.home), "pmnet keys restore FILE"
            )
        text = padded(dump(values).encode())
        if len(text) > LONGEST:
            hint = phrase("say it in fewer words")
            raise Usage(
                phrase("that is too much to be sealed: at most {LONGEST} KiB of text", LONGEST=LONGEST // 1024), hint
            )
        try:
            load(text, phrase("what waits"))
        except Findings as error:
            raise Usage(
                phrase("what is to be sealed could not be read: {message}", message=error.findings[0].message),
                phrase("type it anew"),
            ) from None
        return seal.seal(text, [newest.public]).decode()

    def kept(self, text: str) -> Mapping[str, Any]:
        """The values that were kept; raises CannotUnseal."""
        opened = self._opened(text.encode())
        try:
            return load(opened, phrase("what waits")).content
        except Findings:
            raise CannotUnseal(phrase("what waits here is damaged"), "pmnet status") from None

    def document(self, name: SealedName, envelope: bytes) -> Document:
        """The document in an envelope; raises CannotUnseal, also where it is not the one that belongs there."""
        text = self._opened(envelope)
        try:
            content = load(text, str(name)).content
            purpose = str(content.get("purpose"))
            found: Document = from_mapping(PURPOSES[purpose], content)
        except (Findings, ValueError, KeyError):
            raise _ill_written(name) from None
        if found.format != FORMAT:
            raise CannotUnseal(
                phrase("what is sealed in {name} was written by a later version", name=name),
                phrase("install a newer pmnet"),
            )
        if found.name != name:
            whose = str(found.name) if found.name.is_one else phrase("nothing that there is")
            raise CannotUnseal(
                phrase("what is sealed in {name} belongs to {whose}", name=name, whose=whose),
                phrase("ask the owner to seal {name} again", name=name),
            )
        if schema.check(f"sealed-{purpose}", content, str(name)):
            raise _ill_written(name)
        return found

    def text(self, envelope: bytes) -> bytes:
        """Just what is in an envelope, byte by byte; raises CannotUnseal."""
        return self._opened(envelope)

    def holds_any(self, publics: Iterable[str]) -> bool:
        """Whether one of these keys is here."""
        return any(self._ring.find(public) is not None for public in publics)

    def _opened(self, envelope: bytes) -> bytes:
        self._ring.insist_private()
        return seal.unseal(envelope, [key.path.read_bytes() for key in self._ring.all() if key.sort == SEAL])


def opened(
    safe: Safe, store: EnvelopeStore, snapshot: Snapshot, name: SealedName, versions: Versions, named: Named
) -> Document | None:
    """The document that a record names, None where it names none, or where its lead was erased.

    Brings it from the server where it is not here. Raises CannotUnseal, and Alarm where the server shows another one.
    """
    record = snapshot.record(name.path)
    if not isinstance(record, Lead | Handover) or (digest := digest_in(record)) is None:
        return None
    lead = snapshot.find_lead(name.lead)
    if lead is not None and lead.erased is not None:
        return None  # a server that shows it all the same does not bring it back
    envelope = store.read(name)
    if envelope is None or sha256(envelope).hexdigest() != digest:
        envelope = _brought(safe, store, snapshot, name, digest, versions, named)
    try:
        return safe.document(name, envelope)
    except CannotUnseal as error:
        raise _why_not(safe, snapshot, record, error) from None


def _brought(
    safe: Safe,
    store: EnvelopeStore,
    snapshot: Snapshot,
    name: SealedName,
    digest: str,
    versions: Versions,
    named: Named,
) -> bytes:
    """The right envelope from the server; raises CannotUnseal or Alarm where it has another one, or none."""
    arrived = store.fetch([name], root_of(snapshot.network)).get(name)
    by_request = snapshot.network.publish == BY_REQUEST
    if arrived is None and by_request:
        raise _not_yet(name)
    if arrived is None:
        raise EnvelopeLost(phrase("the sealed half of {name} is not on the server", name=name), _send_again(name))
    envelope = store.content(arrived)
    found = sha256(envelope or b"").hexdigest()
    if envelope is not None and found == digest:
        store.keep(name, arrived)
        return envelope
    store.forget_arrived()
    if envelope is None:
        raise EnvelopeLost(
            phrase("what is sealed in {name} lies on the server otherwise than pmnet lays it down", name=name),
            _send_again(name),
        )
    if by_request and found in versions(name):
        raise _not_yet(name)
    raise _another(safe, name, envelope, found, versions, named)


def _another(safe: Safe, name: SealedName, envelope: bytes, found: str, versions: Versions, named: Named) -> PmnetError:
    """What it means that the server has another envelope than the record names."""
    hint = phrase("do not use it; ask the owner to seal {name} again, and a keeper who could write there", name=name)
    if found in versions(name):
        return Alarm(phrase("the server shows an older version of what is sealed in {name}", name=name), hint)
    others = [path.rpartition("/")[2].removesuffix(".yaml") for path in named(found)]
    if others:
        return Alarm(
            phrase("the server shows what is sealed in {others} in the place of {name}", others=others[0], name=name),
            hint,
        )
    if len(envelope) > LARGEST:
        return EnvelopeLost(
            phrase("what the server has in the place of {name} is larger than anything that is sealed", name=name), hint
        )
    if not envelope.startswith(BEGIN) or not envelope.rstrip(b"\n").endswith(END):
        return EnvelopeLost(phrase("what is sealed in {name} is cut off or damaged on the server", name=name), hint)
    try:
        safe.document(name, envelope)
    except CannotUnseal:
        return Alarm(phrase("what is sealed in {name} was replaced on the server by something else", name=name), hint)
    return Alarm(
        phrase("what is sealed in {name} was sealed again by somebody else than the one who signed for it", name=name),
        hint,
    )


def _not_yet(name: SealedName) -> CannotUnseal:
    """Where a host merges acts, what is sealed follows them."""
    return CannotUnseal(
        phrase("what is sealed in {name} is not on the server yet", name=name),
        phrase("it follows with its author's next pmnet sync, now that it was merged"),
    )


def _ill_written(name: SealedName) -> CannotUnseal:
    return CannotUnseal(
        phrase("what is sealed in {name} is not written as it must be", name=name),
        phrase("ask whoever sealed it to do it again"),
    )


def _send_again(name: SealedName) -> str:
    """What to do about an envelope that nobody else has."""
    if name.handover:
        return phrase(
            "pmnet sync --sealed by the other one of the two brings it if they have it; else decline {name}, "
            "and begin again",
            name=name,
        )
    return phrase(
        "pmnet sync --sealed where its owner has it; else they seal it anew: pmnet lead seal {lead} --client NAME",
        lead=name.lead,
    )


def _why_not(safe: Safe, snapshot: Snapshot, record: Lead | Handover, error: CannotUnseal) -> CannotUnseal:
    """Why the right envelope does not open: for others, with a key that was lost, or for what is inside."""
    if "none of the keys" not in error.message and "no key here" not in error.message:
        return error
    readers = (record.owner,) if isinstance(record, Lead) else (record.owner, record.partner)
    held = [member for member in map(snapshot.find_member, readers) if member is not None]
    mine = [member for member in held if safe.holds_any([member.keys.sign, *_retired(member)])]
    if not mine:
        return CannotUnseal(
            phrase("what is sealed in {record} is for {readers} only", record=record.id, readers=both(readers)),
            f"pmnet lead show {lead_of(record)}",
        )
    needed = [key for member in mine for key in (member.keys.seal, *_retired(member)) if key.startswith("age1")]
    if not all(safe.holds_any([key]) for key in needed):
        return CannotUnseal(
            phrase(
                "what is sealed in {record} was sealed to a key that is not in this home; without it, it is lost",
                record=record.id,
            ),
            phrase("a backup brings the key back: pmnet keys restore FILE"),
        )
    return error


def _retired(member: Member) -> list[str]:
    return [entry.key for entry in member.keys.retired]


def lead_of(record: Lead | Handover) -> str:
    """The lead that a record belongs to."""
    return record.id if isinstance(record, Lead) else record.lead
