"""The records of a network at one moment, read only when asked for.

Rules and decisions see a network through this class alone. The store makes one from a commit; a test makes one from
literal records with `Snapshot.of`. Records that cannot be read are collected in `broken` while going through many, and
raise Findings when one of them is asked for by name: one bad file never hides the others.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pmnet.domain import ids
from pmnet.domain.belonging import Belonging, Mentioning, Paths, Question, Text, is_about
from pmnet.domain.phrase import phrase
from pmnet.domain.records import Handover, Lead, Member, Network, Record
from pmnet.errors import CannotUnseal, Findings, NotANetwork, NotFound

R = TypeVar("R", bound=Record)
V = TypeVar("V")

SEAL_LINES = re.compile(rb"^(?:sealed: ('?)[0-9a-f]{64}\1|erased: [0-9T:-]{19}Z)(?:\n|\Z)", re.MULTILINE)
"""What the tool writes of a lead's seal; a digest that could be read as a number is written in quotes."""

Parse = Callable[[str, bytes], Record]
"""(path, text) -> record; raises Findings."""

if TYPE_CHECKING:  # who only judges what everybody sees does not pay for the sealed half
    from pmnet.domain.sealed import Document, SealedName

    Unseal = Callable[["Snapshot", SealedName], Document | None]
    """Opens what goes with a record of a state."""


def nothing_opens(snapshot: Snapshot, name: SealedName) -> Document | None:
    """What a snapshot gives of sealed documents where nobody's keys are at hand."""
    raise CannotUnseal(phrase("there are no keys here that open {name}", name=name), "pmnet keys show")


class Snapshot:
    """What is there: texts by path, and the records they hold."""

    def __init__(
        self, read: Text, paths: Paths, parse: Parse, tip: str = "", mentioning: Mentioning | None = None
    ) -> None:
        """`read(path)` gives a file's bytes or None, `paths(folder)` every file path below a folder, in order.

        `mentioning` finds those that mention a member, where there are many.
        """
        self._read = read
        self._paths = paths
        self._parse = parse
        self._texts: dict[str, bytes | None] = {}
        self._names: list[str] = []
        self._under: Snapshot | None = None
        self._parsed: dict[str, Record | None] = {}
        self._derived: dict[str, tuple[tuple[str, ...], Any]] = {}
        self._belonging = Belonging(self.text, self.paths, mentioning)
        self.tip = tip
        self.broken: dict[str, Findings] = {}
        self.unsent: frozenset[str] = frozenset()
        self.unseal: Unseal = nothing_opens
        self._documents: dict[SealedName, Document] = {}

    @classmethod
    def of(cls, *records: Record) -> Snapshot:
        """A snapshot of just these records, for tests and rehearsals."""
        by_path = {record.path: record for record in records}
        return cls(
            lambda path: repr(by_path[path]).encode() if path in by_path else None,
            lambda folder: sorted(path for path in by_path if path.startswith(folder)),
            lambda path, _: by_path[path],
        )

    def with_texts(
        self,
        texts: Mapping[str, bytes | None],
        unsent: Iterable[str] = (),
        parse: Parse | None = None,
        documents: Iterable[Document] = (),
    ) -> Snapshot:
        """The same with some files replaced, added or (None) gone; `unsent` names the paths that wait to be sent.

        `parse` reads the files that differ; all others are as they are here. `documents` are those that come with them.
        """
        above = Snapshot(self.text, self.paths, parse or self._parse, self.tip)
        above._set(texts)
        above._under = self
        above.unsent = self.unsent | set(unsent)
        above.unseal = self.unseal
        above._documents = {**self._documents, **{document.name: document for document in documents}}
        return above

    def adopt(self, later: Snapshot) -> None:
        """Become the state that `later` describes, made from this one by `with_texts`: one step along a history.

        What was read or derived and did not change is kept, so that walking a long history reads every file once.
        """
        touched = later._texts
        self._set(touched)
        for path in touched:
            self._parsed.pop(path, None)
            self.broken.pop(path, None)
        self._belonging.note(touched)
        self._parsed |= later._parsed
        self._derived = {
            name: (folders, value) for name, (folders, value) in self._derived.items() if not _below(touched, folders)
        } | later._derived

    def text(self, path: str) -> bytes | None:
        """The file's bytes, or None where there is none."""
        return self._texts[path] if path in self._texts else self._read(path)

    def paths(self, folder: str) -> Iterable[str]:
        """The paths of all files below a folder (`members/`), in order."""
        if not self._texts:
            return self._paths(folder)
        start = bisect_left(self._names, folder)
        end = bisect_left(self._names, folder + "\U0010ffff", start)
        mine = self._names[start:end]
        others = [path for path in self._paths(folder) if path not in self._texts]
        return sorted([*others, *mine]) if others else mine

    def digest(self, path: str) -> str:
        """The SHA-256 of a file without the lines of a lead's seal: what a step refers to as seen.

        What only the owner can open is nothing that anybody else saw, and it may be sealed again at any time. A line that
        only looks like that, and without which the lead says something else, was seen.
        """
        text = self.text(path) or b""
        seen = SEAL_LINES.sub(b"", text)
        return sha256(seen if seen == text or self._says_the_same(path, seen) else text).hexdigest()

    def _says_the_same(self, path: str, text: bytes) -> bool:
        """Whether a text says just what the lead at a path says, but for its seal."""
        try:
            record, other = self.record(path), self._parse(path, text)
        except Findings:
            return False
        return isinstance(record, Lead) and replace(record, sealed=None, erased=None) == other

    def document(self, name: SealedName) -> Document | None:
        """What is sealed, as far as whoever looks can open it; None where nothing is. Raises CannotUnseal, and Alarm."""
        return self._documents[name] if name in self._documents else self.unseal(self, name)

    def record(self, path: str) -> Record | None:
        """The record at a path, None where there is none; raises Findings where it cannot be read."""
        if path not in self._parsed:
            if self._under is not None and path not in self._texts:
                return self._under.record(path)
            text = self.text(path)
            self._parsed[path] = None if text is None else self._parse(path, text)
        return self._parsed[path]

    def belonging(
        self, folder: str, field: str, member: str, word: bytes = b"", since: date | None = None
    ) -> Iterator[Record]:
        """The records below a folder (`leads/`) whose `field` (`owner`, `partner`) is a member; hardly any other is parsed.

        With a word, those alone whose text has it somewhere: a step's name, where nobody counts who never took that step.
        `since` leaves off the months before that of a day.
        """
        first = "" if since is None else since.isoformat()[:7]
        for path in sorted(self._belonging_paths((folder, first, field, member))):
            found = self._readable(path) if word in (self.text(path) or b"") else None
            if found is not None and getattr(found, field) == member:
                yield found

    def derived(
        self,
        name: str,
        folders: tuple[str, ...],
        make: Callable[[Snapshot], V],
        amend: Callable[[V, Snapshot, Sequence[str]], V | None] = lambda *_: None,
    ) -> V:
        """What `make` finds out about the files below some folders; worked out once while none of them differs.

        Where only some of them do, `amend` may make it from what was found before: (that, this state, the paths).
        """
        if name not in self._derived:
            amended = None
            if self._under is not None:
                touched = [path for path in self._texts if path.startswith(folders)]
                if not touched:
                    return self._under.derived(name, folders, make, amend)
                earlier = self._under._derived.get(name)  # noqa: SLF001 - one class
                amended = amend(earlier[1], self, touched) if earlier is not None else None
            self._derived[name] = (folders, make(self) if amended is None else amended)
        return cast("V", self._derived[name][1])

    @property
    def network(self) -> Network:
        """The network's own record; raises NotANetwork where there is none."""
        found = self.record(ids.NETWORK_PATH)
        if found is None:
            raise NotANetwork(phrase("there is no network.yaml here"), "pmnet init PATH --name NAME --as ID")
        return cast("Network", found)

    def find_member(self, member: str) -> Member | None:
        """The member with that id, or None."""
        return cast("Member | None", self.record(ids.member_path(member))) if ids.is_member_id(member) else None

    def readable_member(self, member: str) -> Member | None:
        """The member with that id; None where there is none or the record cannot be read, which is noted."""
        return cast("Member | None", self._readable(ids.member_path(member))) if ids.is_member_id(member) else None

    def member(self, member: str) -> Member:
        """The member with that id; raises NotFound."""
        return _insist(
            self.find_member(member), phrase("there is no member {member!r}", member=member), "pmnet member list"
        )

    def find_lead(self, lead: str) -> Lead | None:
        """The lead with that id, or None."""
        return cast("Lead | None", self.record(ids.lead_path(lead))) if ids.is_lead_id(lead) else None

    def lead(self, lead: str) -> Lead:
        """The lead with that id; raises NotFound."""
        return _insist(self.find_lead(lead), phrase("there is no lead {lead!r}", lead=lead), "pmnet lead list")

    def find_handover(self, handover: str) -> Handover | None:
        """The handover with that id, or None."""
        known = ids.handover_parts(handover) is not None
        return cast("Handover | None", self.record(ids.handover_path(handover))) if known else None

    def handover(self, handover: str) -> Handover:
        """The handover with that id; raises NotFound."""
        return _insist(
            self.find_handover(handover), phrase("there is no handover {handover!r}", handover=handover), "pmnet"
        )

    def members(self) -> Iterator[Member]:
        """All members whose records can be read, by id."""
        return cast("Iterator[Member]", self._all("members/"))

    def leads(self) -> Iterator[Lead]:
        """All leads whose records can be read, oldest first."""
        return cast("Iterator[Lead]", self._all("leads/"))

    def handovers(self) -> Iterator[Handover]:
        """All handovers whose records can be read."""
        return cast("Iterator[Handover]", self._all("handovers/"))

    def handovers_of(self, lead: str, position: str = "") -> list[Handover]:
        """The handovers of a lead or of one of its positions, in the order of their places in line."""
        prefix = f"handovers/{ids.month_folder(lead)}/{lead}."
        found = cast("list[Handover]", list(self._all(prefix)))
        return sorted((h for h in found if position in ("", h.position)), key=lambda h: (h.position, h.place))

    def _all(self, prefix: str) -> Iterator[Record]:
        return self.readable(self.paths(prefix))

    def readable(self, paths: Iterable[str]) -> Iterator[Record]:
        """The records at some paths, without those that are not there or cannot be read."""
        for path in paths:
            found = self._readable(path)
            if found is not None:
                yield found

    def _readable(self, path: str) -> Record | None:
        """The record at a path; None where there is none or it cannot be read, which is noted."""
        try:
            return self.record(path)
        except Findings as error:
            self.broken[path] = error
            return None

    def _belonging_paths(self, question: Question) -> set[str]:
        """The paths of files whose text says, or may say, what is asked."""
        if self._under is None:
            return self._belonging.paths(question)
        others = self._under._belonging_paths(question)  # noqa: SLF001 - one class
        mine = {path for path in self._texts if is_about(question, path, self.text)}
        return {path for path in others if path not in self._texts} | mine

    def _set(self, texts: Mapping[str, bytes | None]) -> None:
        """Note files that differ from what `read` gives, and their names in order."""
        for path, text in texts.items():
            place = bisect_left(self._names, path)
            known = place < len(self._names) and self._names[place] == path
            if text is None and known:
                del self._names[place]
            elif text is not None and not known:
                insort(self._names, path)
        self._texts.update(texts)


def _below(paths: Iterable[str], folders: tuple[str, ...]) -> bool:
    return any(path.startswith(folders) for path in paths)


def _insist(found: R | None, message: str, hint: str) -> R:
    if found is None:
        raise NotFound(message, hint)
    return found
