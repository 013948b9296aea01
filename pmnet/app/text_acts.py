"""Records that somebody edited as text, decided on a snapshot. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pmnet.domain.ids import NETWORK_PATH
from pmnet.domain.phrase import Phrase, listed, pattern, phrase
from pmnet.domain.records import kind_of
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict, Findings
from pmnet.rules.admission import Status, statuses, vouches_lacking, vouches_needed
from pmnet.store.files import load
from pmnet.store.parsing import parse_checked
from pmnet.store.revise import revise
from pmnet.store.workspace import Plan

ABSENT: Final = object()


SAID: Final = {
    "edits": pattern("{actor} edits {names}"),
    "publishes": pattern("{actor} publishes {names}"),
    "undoes": pattern("{actor} undoes what they changed in {names}"),
}
"""What the history says, by the word an intent keeps."""


def publish(
    snapshot: Snapshot,
    at: datetime,
    actor: str,
    texts: Mapping[str, str],
    bases: Mapping[str, str],
    word: str = "edits",
) -> Plan:
    """Files as they were edited; `bases` holds what each was when the edit began, by path.

    Where a record has changed since, the fields that were edited go into its newest state. Raises Conflict where the same
    field was changed in both.
    """
    merged = {path: _onto_newest(snapshot, path, bases[path], text) for path, text in texts.items()}
    changed = {path: text for path, text in merged.items() if text.encode() != snapshot.text(path)}
    if NETWORK_PATH in changed:
        _insist_open(snapshot, at, changed[NETWORK_PATH])
    names = [path.rpartition("/")[2].removesuffix(".yaml") for path in changed or texts]
    return Plan(
        Phrase(SAID.get(word, SAID["edits"]), {"actor": actor, "names": listed(names)}),
        names[0] if names else "",
        texts=changed,
    )


def _insist_open(snapshot: Snapshot, at: datetime, text: str) -> None:
    """Raises Conflict where a policy needs more vouches of a candidate than there are members who could give one."""
    try:
        after = snapshot.with_texts({NETWORK_PATH: text.encode()}, parse=parse_checked).network
    except Findings:
        return  # the judge says what is wrong with it
    found = statuses(snapshot.network, snapshot.members(), at)
    active = sum(status is Status.ACTIVE for status in found.values())
    admitted = sum(status not in (Status.CANDIDATE, Status.LEFT) for status in found.values())
    if after.policy != snapshot.network.policy and vouches_lacking(after, active, admitted):
        needed = vouches_needed(after, admitted)
        raise Conflict(
            phrase(
                "with that policy nobody could be let in: {needed} vouches would be needed, and {active} can vouch",
                needed=needed,
                active=active,
            ),
            phrase("pmnet help policy says what vouches, vouches_while_small and small_below mean"),
        )


def _onto_newest(snapshot: Snapshot, path: str, base: str, mine: str) -> str:
    newest = (snapshot.text(path) or b"").decode("utf-8", "replace")
    if newest in (base, mine):
        return mine
    if kind_of(path) is None or not base or not newest:
        raise Conflict(
            phrase("{path} has changed since you began to edit it", path=path),
            phrase("pmnet publish --discard puts the newest state there"),
        )
    merged, clashes = merged_text(path, base, mine, newest)
    if clashes:
        raise Conflict(
            phrase(
                "{path}: {place} was changed here and in the shared record since you began to edit it",
                path=path,
                place=listed(clashes[0].place, "."),
            ),
            phrase("pmnet publish --discard puts the newest state there; your version is kept"),
        )
    return merged


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that was changed by two, each in their own way; `newest` is what the shared record says, None for nothing."""

    place: tuple[str, ...]
    newest: Any


def merged_text(path: str, base: str, mine: str, newest: str) -> tuple[str, list[Clash]]:
    """What both changes of a record make together, as an edit of `mine`; where they clash, mine stands."""
    try:
        before, edited, now = (load(text.encode(), path).content for text in (base, mine, newest))
    except Findings:
        return mine, []  # the judge says what is wrong with it
    clashes: list[Clash] = []
    return revise(mine, _merged(before, edited, now, (), clashes), path), clashes


def _merged(base: Any, mine: Any, newest: Any, place: tuple[str, ...], clashes: list[Clash]) -> Any:
    """What both changes make together, field by field."""
    if newest in (base, mine):  # nobody else changed it, or to just the same
        return mine
    if mine == base:
        return newest
    if not all(isinstance(side, dict) for side in (base, mine, newest)):
        clashes.append(Clash(place, None if newest is ABSENT else newest))
        return mine
    names = [*mine, *(name for name in newest if name not in mine)]
    found = {
        name: _merged(base.get(name, ABSENT), mine.get(name, ABSENT), newest.get(name, ABSENT), (*place, name), clashes)
        for name in names
    }
    return {name: value for name, value in found.items() if value is not ABSENT}
