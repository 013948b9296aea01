"""What members change about themselves and each other, decided on a snapshot. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pmnet.app.settings import put
from pmnet.domain.clock import parse_day
from pmnet.domain.codec import to_mapping
from pmnet.domain.phrase import Phrase, counted, listed, pattern, phrase
from pmnet.domain.records import Capacity, FreeTime, Lead, Member, Objection, RetiredKey, Vouch
from pmnet.domain.sealed import LeadDocument, Sealing, digest_in, name_in
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Alarm, CannotUnseal, Conflict, NotAllowed, NotFound, Usage
from pmnet.rules.authority import insist_active
from pmnet.rules.capacity import said_again
from pmnet.store.files import load
from pmnet.store.revise import revise
from pmnet.store.workspace import Plan


def add(snapshot: Snapshot, at: datetime, actor: str, text: str, member: str) -> Plan:
    """A new member's record as its text stands, but for the day: it is the one on which the record is brought."""
    path = f"members/{member}.yaml"
    if snapshot.text(path) is not None:
        raise Conflict(phrase("there is a member {member!r} already", member=member), f"pmnet member show {member}")
    summary = (
        phrase("{member} joins", member=member)
        if actor == member
        else phrase("{actor} brings {member}", actor=actor, member=member)
    )
    content = load(text.encode(), path).content | {"joined": _today(snapshot, at).isoformat()}
    return Plan(summary, member, texts={path: revise(text, content, path)})


def change(snapshot: Snapshot, at: datetime, actor: str, changes: Mapping[str, Any]) -> Plan:
    """One's own record with some fields set; dotted names reach inside, None removes."""
    record = snapshot.member(actor)
    content = content_of(snapshot, record)
    for name, value in changes.items():
        put(content, name.split("."), _as_known(content.get(name), value))
    text = revise((snapshot.text(record.path) or b"").decode("utf-8"), content, record.path)
    return Plan(
        phrase("{actor} changes {changes}", actor=actor, changes=listed(changes)), actor, texts={record.path: text}
    )


def _as_known(before: Any, value: Any) -> Any:
    """A new list of entries with what those of them that were there before said besides."""
    if not (isinstance(before, list) and isinstance(value, list) and all(isinstance(one, dict) for one in value)):
        return value
    known = {_name_of(one): one for one in before if isinstance(one, dict)}
    return [{**known.get(_name_of(one), {}), **one} for one in value]


def _name_of(entry: Mapping[str, Any]) -> str:
    """What an entry is about: its skill, division or certificate."""
    return next((str(entry[name]) for name in ("skill", "division", "certificate") if name in entry), "")


def entry(
    snapshot: Snapshot, at: datetime, actor: str, field: str, key: str, name: str, values: Mapping[str, Any] | None
) -> Plan:
    """One entry of a list in one's own record added, changed (values) or removed (None)."""
    record = snapshot.member(actor)
    content = content_of(snapshot, record)
    entries: list[dict[str, Any]] = content.get(field, [])
    known = next((found for found in entries if found[key] == name), None)
    if values is None and known is None:
        raise NotFound(
            phrase("{name!r} is not among your {field}", name=name, field=field), f"pmnet member show {actor}"
        )
    newly = {what: value for what, value in (values or {}).items() if value is not None}
    changed = {key: name} | (known or {}) | newly
    if values is None:
        content[field] = [found for found in entries if found is not known]
    else:
        content[field] = [changed if found is known else found for found in entries] + ([] if known else [changed])
    said = pattern("{actor} adds {name} in {field}")
    if known:
        said = (
            pattern("{actor} removes {name} in {field}")
            if values is None
            else pattern("{actor} changes {name} in {field}")
        )
    text = revise((snapshot.text(record.path) or b"").decode("utf-8"), content, record.path)
    return Plan(
        Phrase(said, {"actor": actor, "name": name, "field": field}),
        actor,
        texts={record.path: text},
    )


def language(snapshot: Snapshot, at: datetime, actor: str, tag: str, level: str | None) -> Plan:
    """A language in one's own record set, or removed with None."""
    record = snapshot.member(actor)
    languages = {known: value for known, value in record.languages.items() if known != tag}
    if level is None and len(languages) == len(record.languages):
        raise NotFound(phrase("{tag!r} is not among your languages", tag=tag), f"pmnet member show {actor}")
    if level is not None:
        languages = {**record.languages, tag: level}
    return Plan(
        phrase("{actor} removes language {tag}", actor=actor, tag=tag)
        if level is None
        else phrase("{actor} sets language {tag}", actor=actor, tag=tag),
        actor,
        (replace(record, languages=languages),),
    )


def free(
    snapshot: Snapshot, at: datetime, actor: str, days: int | None, start: str | None, end: str | None, clear: bool
) -> Plan:
    """Free days a week over a period, replacing what was said about the same days; also confirms the capacity."""
    record = snapshot.member(actor)
    today = _today(snapshot, at)
    known = record.capacity or Capacity()
    kept = () if clear else tuple(one for one in known.free if one.to is None or one.to >= today)
    if days is not None:
        begins = parse_day(start) if start else today
        ends = parse_day(end) if end else None
        if ends is not None and ends < begins:
            raise Usage(
                phrase("the period ends ({ends}) before it begins ({begins})", ends=ends, begins=begins),
                phrase("name a later day with --to"),
            )
        kept = said_again(kept, FreeTime(begins, ends, days), today)
    capacity = replace(known, confirmed=today, free=kept)
    said = phrase("{actor} confirms free capacity", actor=actor)
    if days is not None:
        said = counted(days, "{actor} is free {n} days a week", "{actor} is free {n} days a week", actor=actor)
    elif clear:
        said = phrase("{actor} is not free any more", actor=actor)
    return Plan(said, actor, (replace(record, capacity=capacity),))


def vouch(snapshot: Snapshot, at: datetime, actor: str, member: str, basis: str | None, withdraw: bool) -> Plan:
    """A vouch for a candidate, or its withdrawal."""
    record = snapshot.member(member)
    standing = next((v for v in record.vouches if v.by == actor and v.withdrawn is None), None)
    if member == actor:
        raise NotAllowed(phrase("nobody can vouch for themselves"), phrase("ask a colleague who knows your work"))
    if withdraw:
        if standing is None:
            raise Conflict(
                phrase("you have no vouch for {member} to withdraw", member=member), f"pmnet member show {member}"
            )
        vouches = tuple(replace(v, withdrawn=at) if v is standing else v for v in record.vouches)
        return Plan(
            phrase("{actor} withdraws the vouch for {member}", actor=actor, member=member),
            member,
            (replace(record, vouches=vouches),),
        )
    insist_active(actor, snapshot, at, phrase("vouch for {member}", member=member))
    if standing is not None:
        raise Conflict(
            phrase("you vouch for {member} already ({basis})", member=member, basis=standing.basis),
            f"pmnet vouch {member} --withdraw",
        )
    vouches = (*record.vouches, Vouch(actor, at, basis or ""))
    return Plan(
        phrase("{actor} vouches for {member} ({basis})", actor=actor, member=member, basis=basis),
        member,
        (replace(record, vouches=vouches),),
    )


def objection(snapshot: Snapshot, at: datetime, actor: str, member: str, reason: str | None, withdraw: bool) -> Plan:
    """An objection to a member, or its withdrawal."""
    record = snapshot.member(member)
    standing = next((o for o in record.objections if o.by == actor and o.withdrawn is None), None)
    if member == actor:
        raise NotAllowed(phrase("nobody can object to themselves"), phrase("pmnet pause, or pmnet leave"))
    if withdraw:
        if standing is None:
            raise Conflict(
                phrase("you have no objection to {member} to withdraw", member=member), f"pmnet member show {member}"
            )
        objections = tuple(replace(o, withdrawn=at) if o is standing else o for o in record.objections)
        return Plan(
            phrase("{actor} withdraws the objection to {member}", actor=actor, member=member),
            member,
            (replace(record, objections=objections),),
        )
    insist_active(actor, snapshot, at, phrase("object to {member}", member=member))
    if standing is not None:
        raise Conflict(
            phrase("you object to {member} already ({reason})", member=member, reason=standing.reason),
            f"pmnet object {member} --withdraw",
        )
    objections = (*record.objections, Objection(actor, at, reason or ""))
    return Plan(
        phrase("{actor} objects to {member}", actor=actor, member=member),
        member,
        (replace(record, objections=objections),),
    )


def pause(snapshot: Snapshot, at: datetime, actor: str) -> Plan:
    """The actor takes no part until they resume."""
    record = _here(snapshot, actor)
    if record.paused is not None:
        raise Conflict(phrase("you have paused already, on {paused}", paused=record.paused), "pmnet resume")
    return Plan(phrase("{actor} pauses", actor=actor), actor, (replace(record, paused=_today(snapshot, at)),))


def resume(snapshot: Snapshot, at: datetime, actor: str) -> Plan:
    """The actor takes part again."""
    record = _here(snapshot, actor)
    if record.paused is None:
        raise Conflict(phrase("you have not paused"), "pmnet status")
    return Plan(phrase("{actor} resumes", actor=actor), actor, (replace(record, paused=None),))


def leave(snapshot: Snapshot, at: datetime, actor: str) -> Plan:
    """The actor leaves for good; the record stays, and so do their obligations."""
    return Plan(
        phrase("{actor} leaves", actor=actor), actor, (replace(_here(snapshot, actor), left=_today(snapshot, at)),)
    )


def rotate_keys(snapshot: Snapshot, at: datetime, actor: str, sign: str | None, seal: str | None) -> Plan:
    """The actor's keys replaced and the former ones retired; None keeps one, and so does the key that is there.

    The clients of their leads are sealed to the new key, but for those that the keys here do not open.
    """
    record = snapshot.member(actor)
    keys = record.keys
    new = replace(keys, sign=sign or keys.sign, seal=seal or keys.seal)
    gone = [old for old, now in ((keys.sign, new.sign), (keys.seal, new.seal)) if old != now]
    retired = (*keys.retired, *(RetiredKey(key, at) for key in gone))
    renewed = replace(record, keys=replace(new, retired=retired))
    held = list(_own_clients(snapshot, actor)) if new.seal != keys.seal else []
    leads = (lead for lead, _ in held)
    documents = tuple(Sealing(document, (actor,)) for _, document in held)
    return Plan(phrase("{actor} replaces their keys", actor=actor), actor, (renewed, *leads), documents=documents)


def _own_clients(snapshot: Snapshot, actor: str) -> Iterator[tuple[Lead, LeadDocument]]:
    """The actor's leads whose client is sealed and can be opened here."""
    for lead in snapshot.belonging("leads/", "owner", actor):
        if isinstance(lead, Lead) and digest_in(lead) is not None:
            try:
                found = snapshot.document(name_in(lead))
            except (CannotUnseal, Alarm):
                continue  # what is lost does not come back by another key
            if isinstance(found, LeadDocument):
                yield lead, found


def _here(snapshot: Snapshot, actor: str) -> Member:
    """The actor's own record; raises Conflict where they have left."""
    record = snapshot.member(actor)
    insist_here(record)
    return record


def insist_here(record: Member) -> None:
    """Raises Conflict where somebody has left."""
    if record.left is not None:
        raise Conflict(phrase("you left on {left}", left=record.left), f"pmnet member show {record.id}")


def _today(snapshot: Snapshot, at: datetime) -> date:
    """The day it is on the network's own clock."""
    return snapshot.network.policy.working_hours.local(at).date()


def content_of(snapshot: Snapshot, record: Member) -> dict[str, Any]:
    """What a record's file says: the fields it names and no others."""
    return to_mapping(record, load(snapshot.text(record.path) or b"", record.path).content)
