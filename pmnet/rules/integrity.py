"""Whether records fit together: what one schema cannot say, because it needs a second field or a second record.

Each check takes the snapshot in which the record stands and yields findings. They hold at any time, so the same checks
serve a single act and a whole network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from pmnet.domain.records import Handover, Lead, Member, Network, Objection, Record, Step, StepName, Vouch
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Finding, PmnetError
from pmnet.rules.keys import sealing_key_problem, signing_key_problem
from pmnet.rules.lifecycle import RULES, explain
from pmnet.rules.schema import enumerations

Pointer = tuple[str | int, ...]


def check(record: Record, snapshot: Snapshot) -> list[Finding]:
    """What does not fit together about one record."""
    return [
        Finding(record.path, f"integrity-{rule}", message, hint, pointer)
        for rule, message, hint, pointer in CHECKS[type(record)](record, snapshot)
    ]


Trouble = tuple[str, str, str, Pointer]
"""Rule, message, hint, pointer."""


def _network(network: Network, snapshot: Snapshot) -> Iterator[Trouble]:
    for place, keeper in enumerate(network.keepers):
        if snapshot.find_member(keeper) is None:
            yield "member", f"the keeper {keeper!r} is not a member", "", ("keepers", place)
    if snapshot.find_member(network.founder) is None:
        yield "member", f"the founder {network.founder!r} is not a member", "", ("founder",)
    policy = network.policy
    if policy.work_opens >= policy.work_closes:
        yield "order", "the working day ends before it begins", "", ("policy", "work_closes")
    if policy.capacity_fresh_days > policy.capacity_stale_days:
        yield "order", "capacity cannot be stale before it stops being fresh", "", ("policy", "capacity_stale_days")
    try:
        ZoneInfo(policy.time_zone)
    except (KeyError, OSError, ValueError):
        yield (
            "time-zone",
            f"there is no time zone {policy.time_zone!r}",
            "for example Europe/Berlin",
            ("policy", "time_zone"),
        )


def _member(member: Member, snapshot: Snapshot) -> Iterator[Trouble]:
    yield from _twice("skills", [entry.skill for entry in member.skills])
    yield from _twice("industries", [entry.division for entry in member.industries])
    for place, held in enumerate(member.certificates):
        yield from _order(held.issued, held.expires, ("certificates", place, "expires"), "expires before it was issued")
    for place, free in enumerate(member.capacity.free if member.capacity else ()):
        yield from _order(free.start, free.to, ("capacity", "free", place, "to"), "ends before it begins")
    about: tuple[tuple[str, str, tuple[Vouch | Objection, ...]], ...] = (
        ("vouches", "vouches", member.vouches),
        ("objections", "objects", member.objections),
    )
    for field, does, entries in about:
        standing = Counter(entry.by for entry in entries if entry.withdrawn is None)
        for by in (by for by, count in standing.items() if count > 1):
            yield "vouch", f"{by} {does} twice", "once is enough", (field,)
        for place, entry in enumerate(entries):
            if entry.by == member.id:
                yield "vouch", f"{member.id} cannot stand in their own {field}", "", (field, place, "by")
            elif snapshot.find_member(entry.by) is None:
                yield "member", f"there is no member {entry.by!r}", "", (field, place, "by")


def _lead(lead: Lead, snapshot: Snapshot) -> Iterator[Trouble]:
    if snapshot.find_member(lead.owner) is None:
        yield "member", f"the owner {lead.owner!r} is not a member", "", ("owner",)
    if lead.id[:6] != f"{lead.registered:%y%m%d}":
        yield "id", f"the id does not begin with the day of registration, {lead.registered:%y%m%d}", "", ("id",)
    yield from _twice("positions", [position.key for position in lead.positions])
    yield from _order(lead.start, lead.end, ("end",), "ends before it begins")
    yield from _order(
        lead.registered.date(), lead.protected_until, ("protected_until",), "lies before the registration"
    )
    for handover in snapshot.handovers_of(lead.id):
        if lead.position(handover.position) is None:
            yield "position", f"the position {handover.position!r} has handovers, so it stays", "", ("positions",)
    for place, position in enumerate(lead.positions):
        yield from _order(position.start, position.end, ("positions", place, "end"), "ends before it begins")


def _handover(handover: Handover, snapshot: Snapshot) -> Iterator[Trouble]:
    if handover.id != f"{handover.lead}.{handover.position}.{handover.place}":
        yield "id", f"the id does not name lead {handover.lead} and position {handover.position}", "", ("id",)
        return
    lead = snapshot.find_lead(handover.lead)
    if lead is None:
        yield "lead", f"there is no lead {handover.lead!r}", "pmnet lead list", ("lead",)
        return
    if lead.position(handover.position) is None:
        yield "position", f"lead {lead.id} has no position {handover.position!r}", "", ("position",)
    if handover.owner != lead.owner:
        yield "owner", f"the owner of {lead.id} is {lead.owner}, not {handover.owner}", "", ("owner",)
    if handover.partner == lead.owner:
        yield "partner", "the owner cannot be the partner of their own lead", "", ("partner",)
    if snapshot.find_member(handover.partner) is None:
        yield "member", f"the partner {handover.partner!r} is not a member", "", ("partner",)
    before = handover.place - 1
    if before and snapshot.find_handover(f"{handover.lead}.{handover.position}.{before}") is None:
        yield "place", f"there is no place {before} before this one in the line", "", ("id",)
    problem = explain(None, handover, snapshot.network.policy)
    if problem is not None:
        yield "lifecycle", problem.message, problem.hint, ("steps",)
    for place, taken in enumerate(handover.steps):
        yield from _step(taken, ("steps", place))


def _step(taken: Step, pointer: Pointer) -> Iterator[Trouble]:
    """What a step must and must not say besides who took it when."""
    rule = next(rule for rule in RULES if rule.step is taken.step)
    if taken.reason is not None:
        known = enumerations("handover").get(rule.reasons, ())
        if taken.reason not in known:
            wanted = f"one of: {', '.join(known)}" if known else f"the step {taken.step} has no reason"
            yield "reason", f"{taken.reason!r} is no reason to {taken.step}", wanted, (*pointer, "reason")
    if taken.respond_by is not None and not rule.answers:
        yield "respond-by", f"nobody has to answer the step {taken.step}", "", (*pointer, "respond_by")
    if taken.terms is not None and not rule.answers and taken.step not in (StepName.ACCEPT, StepName.AMEND):
        yield "terms", f"the step {taken.step} agrees on no terms", "", (*pointer, "terms")
    for name, steps in BELONGS.items():
        if getattr(taken, name) not in (None, False) and taken.step not in steps:
            yield (
                "step",
                f"the step {taken.step} has no {name!r}",
                f"it goes with {' or '.join(steps)}",
                (*pointer, name),
            )
    if taken.outcome is not None and taken.step is not StepName.RESOLVE:
        yield "outcome", f"the step {taken.step} has no outcome", "", (*pointer, "outcome")


BELONGS: Final[dict[str, tuple[StepName, ...]]] = {
    "month": (StepName.BILL, StepName.SETTLE),
    "due": (StepName.BILL,),
    "cancels": (StepName.BILL,),
    "entry": (StepName.BILL, StepName.SETTLE),
    "over_capacity": (StepName.CLAIM, StepName.COUNTER, StepName.ACCEPT),
}
"""What only some steps say."""


def key_forms(member: Member) -> Iterator[Finding]:
    """What is wrong with a member's keys, each by itself."""
    problems = {"sign": signing_key_problem(member.keys.sign), "seal": sealing_key_problem(member.keys.seal)}
    for name, problem in problems.items():
        if problem:
            yield Finding(member.path, "integrity-key", problem, "pmnet keys rotate makes a good one", ("keys", name))


def keys_of(member: Member) -> Iterator[tuple[Pointer, str]]:
    """Every key a member has or had, and where it stands in their record."""
    yield ("keys", "sign"), member.keys.sign
    yield ("keys", "seal"), member.keys.seal
    for place, entry in enumerate(member.keys.retired):
        yield ("keys", "retired", place, "key"), entry.key


def keys_in_use(member: Member, snapshot: Snapshot) -> Iterator[Finding]:
    """What is wrong with new keys of a member: nobody could tell whose acts a key signs that somebody has or had before.

    Goes through all members, so it is asked only where a record is new or its keys have changed.
    """
    yield from key_forms(member)
    own = (("keys", "sign"), ("keys", "seal"))
    taken = {
        key: f"{other.id} {'has' if pointer in own else 'had'} the same key"
        for other in snapshot.members()
        for pointer, key in keys_of(other)
        if other.id != member.id or pointer not in own
    }
    for pointer, key in list(keys_of(member))[: len(own)]:
        if key in taken:
            hint = "every member has keys of their own: pmnet keys rotate"
            yield Finding(member.path, "integrity-key", taken[key], hint, pointer)


CHECKS: Final[dict[type[Record], Callable[..., Iterator[Trouble]]]] = {
    Network: _network,
    Member: _member,
    Lead: _lead,
    Handover: _handover,
}


def _twice(field: str, names: list[str]) -> Iterator[Trouble]:
    for name, count in Counter(names).items():
        if count > 1:
            yield (
                "twice",
                f"{name!r} stands {count} times in {field}",
                "",
                (field, len(names) - 1 - names[::-1].index(name)),
            )


def _order(first: date | None, last: date | None, pointer: Pointer, message: str) -> Iterator[Trouble]:
    if first is not None and last is not None and last < first:
        yield "order", f"{last} {message} ({first})", "", pointer


def problem_finding(path: str, rule: str, problem: PmnetError) -> Finding:
    """An error as a finding about a file."""
    return Finding(path, rule, problem.message, problem.hint)
