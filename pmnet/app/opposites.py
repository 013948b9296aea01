"""What takes back which act: the table of `pmnet undo`.

Nothing that was recorded is ever rewritten. What takes an act back is another act, decided and judged like all others; where
there is none, the table says why, and what to do instead.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pmnet.app.confidential import NONCE_BYTES
from pmnet.domain.phrase import Phrase, phrase
from pmnet.domain.records import Handover, Lead, Member, StepName
from pmnet.domain.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was done: by whom, the states before and after it, and the paths it changed."""

    act: str
    actor: str
    before: Snapshot
    after: Snapshot
    paths: tuple[str, ...]

    @property
    def member(self) -> Member:
        """The member whose record it changed."""
        return next(record for record in self.after.readable(self.paths) if isinstance(record, Member))

    @property
    def lead(self) -> Lead:
        """The lead it changed."""
        return next(record for record in self.after.readable(self.paths) if isinstance(record, Lead))

    @property
    def handover(self) -> Handover:
        """The handover it changed."""
        return next(record for record in self.after.readable(self.paths) if isinstance(record, Handover))


@dataclass(frozen=True, slots=True)
class Opposite:
    """The act that takes another back, with its values; `said` is what of it goes under a seal, `note` what it does not do."""

    act: str
    values: Mapping[str, Any]
    said: Mapping[str, Any] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Never:
    """Why an act cannot be taken back, and what to type instead."""

    why: Phrase
    instead: str


Answer = Opposite | Never


def _restored(done: Done) -> Answer:
    """Everything that was edited says again what it said before; a record that was new stays."""
    new = next((path for path in done.paths if done.before.text(path) is None), None)
    if new is not None:
        return Never(
            phrase("{path} was new, and nothing is ever deleted", path=new), "pmnet lead close LEAD --reason mistake"
        )
    texts = {path: _text(done.before, path) for path in done.paths}
    bases = {path: _text(done.after, path) for path in done.paths}
    return Opposite("publish", {"texts": texts, "bases": bases, "word": "undoes"})


def _text(state: Snapshot, path: str) -> str:
    return (state.text(path) or b"").decode("utf-8", "replace")


def _brought(done: Done) -> Answer:
    member = done.member.id
    if member == done.actor:
        return Never(phrase("you have joined, and a record stays"), "pmnet leave")
    why = phrase("{member} was brought, and a record stays; without vouches it gives no rights", member=member)
    return Never(why, f"pmnet member show {member}")


def _vouched(done: Done) -> Answer:
    return _about_another(done, "vouch", "basis", done.member.vouches)


def _objected(done: Done) -> Answer:
    return _about_another(done, "object", "reason", done.member.objections)


def _about_another(done: Done, act: str, field: str, entries: Iterable[Any]) -> Answer:
    """One's word on somebody withdrawn where it was given, and given again where it was withdrawn."""
    last = [entry for entry in entries if entry.by == done.actor][-1]
    given = last.withdrawn is None
    return Opposite(act, {"member": done.member.id, field: None if given else getattr(last, field), "withdraw": given})


def _added(done: Done) -> Answer:
    note = phrase("everybody can still read it, as closed because it was a mistake")
    return Opposite("lead-close", {"lead": done.lead.id, "reason": "mistake"}, note=note)


def _of_step(done: Done) -> Answer:
    """What takes back the newest step of a handover."""
    return STEPS[done.handover.steps[-1].step](done)


def _withdrawn(done: Done, note: str = "") -> Answer:
    return Opposite("answer", {"handover": done.handover.id, "name": "withdraw", "reason": None}, note=note)


def _asked_again(done: Done) -> str:
    """How somebody begins anew what has ended."""
    handover = done.handover
    if done.actor == handover.owner:
        return f"pmnet offer {handover.lead} {handover.partner} --position {handover.position}"
    return f"pmnet claim {handover.lead} --position {handover.position}"


def _accepted(done: Done) -> Answer:
    handover = done.handover
    partner = f"pmnet return {handover.id} --reason other"
    instead = partner if done.actor == handover.partner else f"pmnet dispute {handover.id}"
    return Never(phrase("both of you are bound by it"), instead)


def _billed(done: Done) -> Answer:
    handover, last = done.handover, done.handover.steps[-1]
    if last.cancels:
        why = phrase("what was billed for {month} has been taken back", month=last.month)
        return Never(why, f"pmnet bill {handover.id} --month {last.month}")
    said = {"nonce": secrets.token_hex(NONCE_BYTES)}
    return Opposite("bill-cancel", {"handover": handover.id, "month": last.month}, said)


def _disputed(done: Done) -> Answer:
    handover = done.handover
    other = handover.partner if done.actor == handover.owner else handover.owner
    note = phrase("it goes on where it stood once {other} says so, too", other=other)
    return Opposite("go-on", {"handover": handover.id, "name": "resolve"}, note=note)


def _about_lead(done: Done, why: Phrase, command: str) -> Never:
    return Never(why, command.format(lead=done.lead.id))


def _about_handover(done: Done, why: Phrase, command: str) -> Never:
    return Never(why, command.format(id=done.handover.id, lead=done.handover.lead))


STEPS: Final[Mapping[StepName, Callable[[Done], Answer]]] = {
    StepName.CLAIM: _withdrawn,
    StepName.OFFER: _withdrawn,
    StepName.COUNTER: lambda done: _withdrawn(
        done, phrase("this ends all of it: what was asked before you answered does not come back")
    ),
    StepName.ACCEPT: _accepted,
    StepName.DECLINE: lambda done: Never(phrase("what was declined is over"), _asked_again(done)),
    StepName.WITHDRAW: lambda done: Never(phrase("what was withdrawn is over"), _asked_again(done)),
    StepName.DISCLOSE: lambda done: _about_handover(
        done, phrase("what somebody can have read cannot be taken from them"), "pmnet dispute {id}"
    ),
    StepName.CONTACTED: lambda done: _about_handover(
        done, phrase("what was reported stays; say what is right"), "pmnet contacted {id} --message TEXT"
    ),
    StepName.WIN: lambda done: _about_handover(
        done, phrase("that it is won was reported, and both of you go by it"), "pmnet dispute {id}"
    ),
    StepName.LOSE: lambda done: _about_handover(
        done, phrase("that it is lost was reported, and the position is free for others"), "pmnet dispute {id}"
    ),
    StepName.RETURN: lambda done: Never(phrase("what was given back is free for others"), _asked_again(done)),
    StepName.RELEASE: lambda done: Never(phrase("what was taken back is free for others"), _asked_again(done)),
    StepName.EXTEND: lambda done: _about_handover(
        done, phrase("the other one counts on the longer time; it ends by itself"), "pmnet lead show {lead}"
    ),
    StepName.AMEND: lambda done: _about_handover(
        done,
        phrase("terms count once both have signed for them, so others are proposed"),
        "pmnet amend {id} --terms FILE",
    ),
    StepName.BILL: _billed,
    StepName.SETTLE: lambda done: _about_handover(
        done, phrase("that it is settled stands in the books of both"), "pmnet dispute {id}"
    ),
    StepName.COMPLETE: lambda done: _about_handover(done, phrase("it is completed"), "pmnet dispute {id}"),
    StepName.DISPUTE: _disputed,
    StepName.RESOLVE: lambda done: _about_handover(done, phrase("you gave your word on it"), "pmnet dispute {id}"),
}
"""What takes back each step of a handover."""

OPPOSITES: Final[Mapping[str, Callable[[Done], Answer]]] = {
    "member-add": _brought,
    "member-change": _restored,
    "member-entry": _restored,
    "member-language": _restored,
    "free": _restored,
    "vouch": _vouched,
    "object": _objected,
    "pause": lambda _: Opposite("resume", {}),
    "resume": lambda _: Opposite("pause", {}),
    "leave": lambda _: Never(phrase("who leaves, leaves for good"), "pmnet join URL --as ANOTHER-ID"),
    "keys-rotate": lambda _: Never(phrase("a key that was replaced never comes back"), "pmnet keys rotate"),
    "lead-add": _added,
    "lead-seal": lambda done: _about_lead(
        done, phrase("what was sealed before is gone"), "pmnet lead seal {lead} --client NAME"
    ),
    "lead-erase": lambda done: _about_lead(
        done, phrase("what was erased is gone, for everybody"), "pmnet lead show {lead}"
    ),
    "lead-close": lambda done: _about_lead(done, phrase("a lead that was closed stays closed"), "pmnet lead add"),
    "lead-extend": lambda done: _about_lead(
        done, phrase("a protection only grows; it ends by itself, or with the lead"), "pmnet lead close {lead}"
    ),
    "claim": _of_step,
    "offer": _of_step,
    "answer": _of_step,
    "disclose": _of_step,
    "counter": _of_step,
    "amend": _of_step,
    "go-on": _of_step,
    "bill": _of_step,
    "bill-cancel": _of_step,
    "settle": _of_step,
    "publish": _restored,
}
"""What takes back each act, by its name (`app.acts.ACTS`)."""


def opposite(done: Done) -> Answer:
    """What takes an act back, or why nothing does."""
    nothing = Never(phrase("nothing takes that back"), "pmnet log")
    known = OPPOSITES.get(done.act)
    if known is None:  # the founding, and a keeper's repair
        return nothing
    try:
        return known(done)
    except (StopIteration, IndexError):  # made by hand: it did not do what it calls itself
        return nothing
