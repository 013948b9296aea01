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

from pmnet.domain.phrase import Phrase, either, listed, pattern, phrase
from pmnet.domain.records import Handover, Lead, Member, Network, Objection, Record, Step, StepName, Vouch
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Finding, PmnetError
from pmnet.rules.keys import sealing_key_problem, signing_key_problem
from pmnet.rules.lifecycle import explain
from pmnet.rules.schema import enumerations
from pmnet.rules.steps import RULES

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
            yield "member", phrase("the keeper {keeper!r} is not a member", keeper=keeper), "", ("keepers", place)
    if snapshot.find_member(network.founder) is None:
        yield "member", phrase("the founder {founder!r} is not a member", founder=network.founder), "", ("founder",)
    policy = network.policy
    if policy.work_opens >= policy.work_closes:
        yield "order", phrase("the working day ends before it begins"), "", ("policy", "work_closes")
    if policy.capacity_fresh_days > policy.capacity_stale_days:
        yield (
            "order",
            phrase("capacity cannot be stale before it stops being fresh"),
            "",
            ("policy", "capacity_stale_days"),
        )
    try:
        ZoneInfo(policy.time_zone)
    except (KeyError, OSError, ValueError):
        yield (
            "time-zone",
            phrase("there is no time zone {time_zone!r}", time_zone=policy.time_zone),
            phrase("for example Europe/Berlin"),
            ("policy", "time_zone"),
        )


def _member(member: Member, snapshot: Snapshot) -> Iterator[Trouble]:
    yield from _twice("skills", [entry.skill for entry in member.skills])
    yield from _twice("industries", [entry.division for entry in member.industries])
    for place, held in enumerate(member.certificates):
        yield from _order(
            held.issued, held.expires, ("certificates", place, "expires"), phrase("expires before it was issued")
        )
    for place, free in enumerate(member.capacity.free if member.capacity else ()):
        yield from _order(free.start, free.to, ("capacity", "free", place, "to"), phrase("ends before it begins"))
    about: tuple[tuple[str, str, tuple[Vouch | Objection, ...]], ...] = (
        ("vouches", pattern("{by} vouches twice"), member.vouches),
        ("objections", pattern("{by} objects twice"), member.objections),
    )
    for field, does, entries in about:
        standing = Counter(entry.by for entry in entries if entry.withdrawn is None)
        for by in (by for by, count in standing.items() if count > 1):
            yield "vouch", Phrase(does, {"by": by}), phrase("once is enough"), (field,)
        for place, entry in enumerate(entries):
            if entry.by == member.id:
                yield (
                    "vouch",
                    phrase("{member} cannot stand in their own {field}", member=member.id, field=field),
                    "",
                    (field, place, "by"),
                )
            elif snapshot.find_member(entry.by) is None:
                yield "member", phrase("there is no member {by!r}", by=entry.by), "", (field, place, "by")


def _lead(lead: Lead, snapshot: Snapshot) -> Iterator[Trouble]:
    if snapshot.find_member(lead.owner) is None:
        yield "member", phrase("the owner {owner!r} is not a member", owner=lead.owner), "", ("owner",)
    if lead.id[:6] != f"{lead.registered:%y%m%d}":
        yield (
            "id",
            phrase(
                "the id does not begin with the day of registration, {registered:%y%m%d}", registered=lead.registered
            ),
            "",
            ("id",),
        )
    yield from _twice("positions", [position.key for position in lead.positions])
    yield from _order(lead.start, lead.end, ("end",), phrase("ends before it begins"))
    yield from _order(
        lead.registered.date(), lead.protected_until, ("protected_until",), phrase("lies before the registration")
    )
    for handover in snapshot.handovers_of(lead.id):
        if lead.position(handover.position) is None:
            yield (
                "position",
                phrase("the position {position!r} has handovers, so it stays", position=handover.position),
                "",
                ("positions",),
            )
    for place, position in enumerate(lead.positions):
        yield from _order(position.start, position.end, ("positions", place, "end"), phrase("ends before it begins"))


def _handover(handover: Handover, snapshot: Snapshot) -> Iterator[Trouble]:
    if handover.id != f"{handover.lead}.{handover.position}.{handover.place}":
        yield (
            "id",
            phrase(
                "the id does not name lead {lead} and position {position}",
                lead=handover.lead,
                position=handover.position,
            ),
            "",
            ("id",),
        )
        return
    lead = snapshot.find_lead(handover.lead)
    if lead is None:
        yield "lead", phrase("there is no lead {lead!r}", lead=handover.lead), "pmnet lead list", ("lead",)
        return
    if lead.position(handover.position) is None:
        yield (
            "position",
            phrase("lead {lead} has no position {position!r}", lead=lead.id, position=handover.position),
            "",
            ("position",),
        )
    if handover.owner != lead.owner:
        yield (
            "owner",
            phrase(
                "the owner of {lead} is {owner}, not {owner2}", lead=lead.id, owner=lead.owner, owner2=handover.owner
            ),
            "",
            ("owner",),
        )
    if handover.partner == lead.owner:
        yield "partner", phrase("the owner cannot be the partner of their own lead"), "", ("partner",)
    if snapshot.find_member(handover.partner) is None:
        yield "member", phrase("the partner {partner!r} is not a member", partner=handover.partner), "", ("partner",)
    before = handover.place - 1
    if before and snapshot.find_handover(f"{handover.lead}.{handover.position}.{before}") is None:
        yield "place", phrase("there is no place {before} before this one in the line", before=before), "", ("id",)
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
            wanted = (
                phrase("one of: {known}", known=listed(known))
                if known
                else phrase("the step {step} has no reason", step=taken.step)
            )
            yield (
                "reason",
                phrase("{reason!r} is no reason to {step}", reason=taken.reason, step=taken.step),
                wanted,
                (*pointer, "reason"),
            )
    if taken.respond_by is not None and not rule.answers:
        yield (
            "respond-by",
            phrase("nobody has to answer the step {step}", step=taken.step),
            "",
            (*pointer, "respond_by"),
        )
    if taken.terms is not None and not rule.answers and taken.step not in (StepName.ACCEPT, StepName.AMEND):
        yield "terms", phrase("the step {step} agrees on no terms", step=taken.step), "", (*pointer, "terms")
    for name, steps in BELONGS.items():
        if getattr(taken, name) not in (None, False) and taken.step not in steps:
            yield (
                "step",
                phrase("the step {step} has no {name!r}", step=taken.step, name=name),
                phrase("it goes with {steps}", steps=either(steps)),
                (*pointer, name),
            )
    if taken.outcome is not None and taken.step is not StepName.RESOLVE:
        yield "outcome", phrase("the step {step} has no outcome", step=taken.step), "", (*pointer, "outcome")


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
            yield Finding(
                member.path, "integrity-key", problem, phrase("pmnet keys rotate makes a good one"), ("keys", name)
            )


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
        key: phrase(
            "{other} {what} the same key", other=other.id, what=phrase("has") if pointer in own else phrase("had")
        )
        for other in snapshot.members()
        for pointer, key in keys_of(other)
        if other.id != member.id or pointer not in own
    }
    for pointer, key in list(keys_of(member))[: len(own)]:
        if key in taken:
            hint = phrase("every member has keys of their own: pmnet keys rotate")
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
                phrase("{name!r} stands {count} times in {field}", name=name, count=count, field=field),
                "",
                (field, len(names) - 1 - names[::-1].index(name)),
            )


def _order(first: date | None, last: date | None, pointer: Pointer, message: str) -> Iterator[Trouble]:
    if first is not None and last is not None and last < first:
        yield "order", phrase("{last} {message} ({first})", last=last, message=message, first=first), "", pointer


def problem_finding(path: str, rule: str, problem: PmnetError) -> Finding:
    """An error as a finding about a file."""
    return Finding(path, rule, problem.message, problem.hint)
