"""What people may type for an id: the whole of it, any beginning that is clear, or its last four characters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from pmnet.domain import ids
from pmnet.domain.phrase import either, listed, phrase
from pmnet.domain.records import Handover, Lead, Member
from pmnet.domain.snapshot import Snapshot
from pmnet.domain.text import closest, squeeze
from pmnet.errors import Ambiguous, Conflict, NotFound, Usage


def choose(
    typed: str, known: Iterable[str], word: str, listing: str, called: Mapping[str, str] = MappingProxyType({})
) -> str:
    """The one id that is meant; raises Ambiguous with the candidates, NotFound with the nearest.

    `called` says what else ids are called (name to id): it is good for being suggested, not for being meant.
    """
    all_known = list(known)
    wanted = typed.strip().lower()
    if wanted in all_known:
        return wanted
    fitting = [name for name in all_known if wanted and (name.startswith(wanted) or _ends(name, wanted))]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise Ambiguous(
            phrase("{typed!r} could be {number} {word}s", typed=typed, number=len(fitting), word=word),
            phrase("one of: {fitting}", fitting=listed(fitting[:8])),
        )
    near = list(dict.fromkeys(called.get(name, name) for name in closest(typed, [*all_known, *called])))
    raise NotFound(
        phrase("there is no {word} {typed!r}", word=word, typed=typed),
        phrase("did you mean {near}?", near=either(near)) if near else listing,
    )


def member(snapshot: Snapshot, typed: str) -> Member:
    """The member that is meant, by id or by name."""
    found = snapshot.find_member(typed.strip().lower())
    if found is not None:
        return found
    by_name = [m for m in snapshot.members() if squeeze(typed) and squeeze(typed) in squeeze(m.name)]
    if len(by_name) == 1:
        return by_name[0]
    names = {name: m.id for m in snapshot.members() for name in (m.name, *m.name.split())}
    return snapshot.member(choose(typed, _names(snapshot, "members/"), phrase("member"), "pmnet member list", names))


def lead(snapshot: Snapshot, typed: str) -> Lead:
    """The lead that is meant."""
    found = snapshot.find_lead(typed.strip().lower())
    if found is not None:
        return found
    known = _names(snapshot, "leads/")
    endings = {name[-4:]: name for name in known}
    return snapshot.lead(choose(typed, known, phrase("lead"), "pmnet lead list", endings))


def position(found: Lead, typed: str, fitting: Callable[[str], bool] = lambda _: True) -> str:
    """The position of a lead that is meant; without a word, the only fitting one. Raises Usage naming the choices."""
    keys = [place.key for place in found.positions]
    if typed:
        return choose(
            typed, keys, phrase("position"), phrase("positions of {found}: {keys}", found=found.id, keys=listed(keys))
        )
    left = [key for key in keys if fitting(key)]
    if len(left) == 1:
        return left[0]
    if len(keys) == 1:
        return keys[0]
    raise Usage(
        phrase("lead {found} has several positions", found=found.id),
        phrase("choose one with --position: {left}", left=listed(left or keys)),
    )


def handover(
    snapshot: Snapshot,
    typed: str,
    mine: Callable[[Handover], bool],
    why_not: Callable[[Handover], str] = lambda one: one.id,
) -> Handover:
    """The handover that is meant: by its id, or by its lead where only one fitting handover can be.

    Raises Conflict, which says of each where it stands and why it is none (`why_not`), where there are some and none fits.
    """
    wanted = typed.strip().lower()
    found = snapshot.find_handover(wanted) if ids.handover_parts(wanted) else None
    if found is not None:
        return found
    head, dot, rest = wanted.partition(".")
    about = lead(snapshot, head)
    line = [one for one in snapshot.handovers_of(about.id) if not dot or one.id.startswith(f"{about.id}.{rest}")]
    fitting = [one for one in line if mine(one)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = listed(f"{one.id} ({one.partner})" for one in fitting[:8])
        raise Ambiguous(
            phrase("{typed!r} could be {number} handovers", typed=typed, number=len(fitting)),
            phrase("one of: {names}", names=names),
        )
    if line:
        reasons = listed((why_not(one) for one in line[:8]), "; ")
        raise Conflict(
            phrase("nothing of {about} waits for that from you: {reasons}", about=about.id, reasons=reasons),
            f"pmnet lead show {about.id}",
        )
    missing = phrase("there is no handover of {about} yet", about=about.id)
    if dot:
        missing = phrase("there is no handover {typed!r}", typed=typed)
    raise NotFound(missing, f"pmnet lead show {about.id}")


def _names(snapshot: Snapshot, folder: str) -> list[str]:
    return [path.rpartition("/")[2].removesuffix(".yaml") for path in snapshot.paths(folder)]


def _ends(name: str, wanted: str) -> bool:
    return len(wanted) >= 4 and name.endswith(wanted)
