"""What people type for what goes under a seal: a client, terms, a quote, a message; and what one member can open of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from pmnet.app import naming
from pmnet.app.context import Context
from pmnet.domain.clock import format_instant
from pmnet.domain.codec import from_mapping
from pmnet.domain.phrase import counted, listed, phrase
from pmnet.domain.records import Handover, Lead, StepName
from pmnet.domain.sealed import Client, FollowUp, HandoverDocument, LeadDocument, SealedName, Terms, name_in
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict, Findings, NotAllowed, Usage
from pmnet.rules import schema, teaser
from pmnet.rules.sealing import NewKey, new_key
from pmnet.store.files import dump, load
from pmnet.store.vocabularies import trade_words

NONCE_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Opened:
    """What a member can open about a lead: the client, and under which handover it was disclosed to them."""

    lead: str
    title: str
    client: Client
    handover: str = ""
    document: HandoverDocument | None = None


def client(**typed: str | Sequence[str] | None) -> dict[str, Any] | None:
    """The client from what was typed, None where nothing was; raises Findings where a field is not as it must be."""
    contacts = [contact(text) for text in typed.pop("contacts", None) or ()]
    said: dict[str, Any] = {name: value for name, value in typed.items() if value}
    if contacts:
        said["contacts"] = contacts
    return insist_client(said) if said else None


def insist_client(said: Any) -> dict[str, Any]:
    """The same, if it is as a client must be; raises Findings."""
    whole = {"format": 1, "purpose": "lead", "lead": "000101-0000", "client": said}
    insist("sealed-lead", whole, phrase("the client"))
    return dict(said)


def contact(typed: str) -> dict[str, str]:
    """Somebody at the client's as typed: `Eva Kern, buyer, eva@client.example, +49 170 1234567`."""
    name, *rest = [part.strip() for part in typed.split(",")]
    found = {"name": name}
    for part in rest:
        sort = "email" if "@" in part else "phone" if re.fullmatch(r"[+(0-9][0-9 ()/.-]{4,}", part) else "role"
        found[sort] = f"{found[sort]}, {part}" if sort in found else part
    return found


def said(
    proposed: Mapping[str, Any],
    message: str | None = None,
    rate: str | None = None,
    days: int | None = None,
    start: date | None = None,
    with_client: bool = False,
) -> dict[str, Any]:
    """What one side tells the other under a seal; raises Findings where it is not as it must be."""
    quote = {"day_rate": rate, "days": days, "from": start.isoformat() if start is not None else None}
    quote = {name: value for name, value in quote.items() if value is not None}
    found: dict[str, Any] = {"terms": dict(proposed)}
    if quote:
        found["quote"] = quote
    if with_client:
        found["with_client"] = True
    whole = {"format": 1, "purpose": "handover", "lead": "000101-0000", "handover": "000101-0000.pm.1", **found}
    if message:
        found["message"] = message
        whole["messages"] = [{"by": "xx", "at": "2000-01-01T00:00:00Z", "text": message}]
    insist("sealed-handover", whole, phrase("what you said"))
    return found


def insist(kind: str, content: Mapping[str, Any], place: str) -> None:
    """Raises Findings where something is not as it must be, or could not be read again by those it is sealed to."""
    findings = schema.check(kind, load(dump(content).encode(), place).content, place)
    if findings:
        raise Findings(phrase("{place}: {message}", place=place, message=findings[0].message), findings)


def opened(context: Context, typed: str) -> Opened:
    """The client of a lead or a handover, for its owner and the partner it was disclosed to.

    Raises NotAllowed for everybody else, Conflict where nothing was sealed or disclosed, CannotUnseal and Alarm.
    """
    snapshot, actor = context.snapshot(), context.member
    found = naming.handover(snapshot, typed, lambda _: True) if "." in typed else None
    lead = snapshot.lead(found.lead) if found is not None else naming.lead(snapshot, typed)
    _insist_kept(snapshot, lead)
    if found is not None:
        return _of_handover(snapshot, found, actor)
    if lead.owner == actor:
        return _of_lead(snapshot, lead)
    mine = [handover for handover in snapshot.handovers_of(lead.id) if handover.partner == actor]
    if not mine:
        readers = phrase("{owner} and the partner it is disclosed to", owner=lead.owner)
        raise NotAllowed(
            phrase("the client of {lead} is for {readers}", lead=lead.id, readers=readers), f"pmnet claim {lead.id}"
        )
    return _of_handover(snapshot, max(mine, key=_disclosed_at), actor)


def _disclosed_at(handover: Handover) -> tuple[str, ...]:
    """When the client was disclosed in a handover, to find the newest of several; those without come first."""
    return tuple(format_instant(step.at) for step in handover.steps if step.step is StepName.DISCLOSE)


def _insist_kept(snapshot: Snapshot, lead: Lead) -> None:
    if lead.erased is not None:
        when = snapshot.network.policy.working_hours.say(lead.erased)
        raise Conflict(
            phrase("the client of {lead} was erased on {when}", lead=lead.id, when=when), f"pmnet lead show {lead.id}"
        )


def _of_lead(snapshot: Snapshot, lead: Lead) -> Opened:
    found = snapshot.document(SealedName(lead.id))
    if not isinstance(found, LeadDocument):
        raise Conflict(
            phrase("no client is sealed in {lead}", lead=lead.id), f"pmnet lead seal {lead.id} --client NAME"
        )
    return Opened(lead.id, lead.title, found.client)


def _of_handover(snapshot: Snapshot, handover: Handover, actor: str) -> Opened:
    if actor not in (handover.owner, handover.partner):
        raise NotAllowed(
            phrase(
                "what is sealed in {handover} is for {owner} and {partner}",
                handover=handover.id,
                owner=handover.owner,
                partner=handover.partner,
            ),
            f"pmnet lead show {handover.lead}",
        )
    lead = snapshot.lead(handover.lead)
    found = snapshot.document(name_in(handover))
    if not isinstance(found, HandoverDocument) or found.client is None:
        if actor == handover.owner:
            return _of_lead(snapshot, lead)
        raise Conflict(
            phrase("the client of {lead} was not disclosed to you yet", lead=lead.id),
            phrase("{owner} does that with: pmnet disclose {handover}", owner=lead.owner, handover=handover.id),
        )
    return Opened(lead.id, lead.title, found.client, handover.id, found)


def terms_words(found: Terms | None) -> str:
    """All that terms say in one line: `percent 10 % of partner-net, once client-paid`; empty where nothing is said."""
    if found is None:
        return ""
    figure = f"{found.percent} %" if found.percent else found.amount or ""
    base = phrase("of {base}", base=found.base) if found.base else ""
    months = counted(found.months, "for {n} month", "for {n} months") if found.months else ""
    cap = phrase("at most {cap}", cap=found.cap) if found.cap else ""
    paid = phrase("once {trigger}", trigger=found.trigger) if found.trigger else ""
    due = counted(found.due_days, "due within {n} day", "due within {n} days") if found.due_days is not None else ""
    kept = (
        counted(
            found.protection.months,
            "client protected for {n} month ({unit})",
            "client protected for {n} months ({unit})",
            unit=found.protection.unit,
        )
        if found.protection
        else ""
    )
    later = _follow_up_words(found.follow_up)
    informed = (
        phrase("client informed: {client_informed}", client_informed=found.client_informed)
        if found.client_informed
        else ""
    )
    own = [f"{name}: {value}" for name, value in found.extra.items()]
    first = listed(filter(None, (found.kind, figure, base)), " ")
    return listed(part for part in (first, months, cap, paid, due, later, kept, informed, *own) if part)


def _follow_up_words(found: FollowUp | None) -> str:
    if found is None:
        return ""
    until = phrase(" until {until}", until=found.until) if found.until else ""
    return (
        phrase("follow-up work included{until}", until=until)
        if found.included
        else phrase("follow-up work not included")
    )


def key_to_confirm(context: Context, handover: Handover) -> NewKey | None:
    """The partner's sealing key where it is so new that it must be confirmed before a client goes to it."""
    snapshot = context.snapshot()
    partner = snapshot.find_member(handover.partner)
    return new_key(partner, context.now, snapshot.network.policy) if partner is not None else None


def suspects(lead: Lead, sealed: Mapping[str, Any] | None) -> list[str]:
    """What in the public half of a lead looks as if it named somebody, one sentence each."""
    known = from_mapping(Client, sealed) if sealed else None
    return [
        phrase("{field} is public and says {said!r}: {why}", field=found.field, said=found.said, why=found.why)
        for found in teaser.suspects(lead, known, trade_words())
    ]


def passed_text(text: str | None, folder: Path, read_input: Callable[[], str]) -> str | None:
    """A value as typed, or from the input (`@-`) or a file (`@FILE`), so that it stays out of the shell's history.

    Raises Usage where it cannot be read, or says nothing.
    """
    if text is None or not text.startswith("@"):
        return text
    if text.startswith("@@"):
        return text[1:]
    file = folder / text[1:]
    hint = phrase("@FILE names a file, @- reads what is typed, @@ begins with the sign itself")
    if text != "@-" and not file.is_file():
        raise Usage(phrase("there is no file {file}", file=file), hint)
    place = phrase("the input") if text == "@-" else str(file)
    try:
        found = read_input() if text == "@-" else file.read_text("utf-8")
    except UnicodeDecodeError:
        raise Usage(phrase("{place} is no text", place=place), phrase("a text is written in UTF-8")) from None
    if not found.strip():
        raise Usage(phrase("{place} says nothing", place=place), hint)
    return found.strip()


def passed_texts(
    typed: Mapping[str, str | list[str] | None], folder: Path, read_input: Callable[[], str]
) -> dict[str, Any]:
    """The same for several values; where more than one comes from the input, each is one line of it, and the last the rest."""
    each = [one for value in typed.values() for one in (value if isinstance(value, list) else [value])]
    read = _in_lines(read_input, each.count("@-")) if each.count("@-") > 1 else read_input
    found: dict[str, Any] = {}
    for name, value in typed.items():
        texts = [passed_text(one, folder, read) for one in (value if isinstance(value, list) else [value])]
        found[name] = texts if isinstance(value, list) else texts[0]
    return found


def _in_lines(read_input: Callable[[], str], count: int) -> Callable[[], str]:
    """Gives one line of the input after the other, and the rest at last."""
    lines = iter(read_input().split("\n", count - 1))
    return lambda: next(lines, "")
