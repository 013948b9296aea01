"""What an act makes of a network, once nothing speaks against it."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import datetime, timedelta

from plain_clocks import ANSWER_HOURS, DAY, PROTECTION_DAYS, local_day, working_hours_after
from plain_network import Network
from plain_records import Handover, Lead, Member, Step, Word
from plain_rules import ON_LEADS, STEPS, Act


def after(net: Network, act: Act, now: datetime) -> Network:
    """The network with an act that is allowed."""
    made = copy.deepcopy(net)
    if act.does in STEPS or act.does == "cancel":
        _take(made, made.handovers[act.about], act, now)
    elif act.does in ("claim", "offer"):
        _begin(made, made.leads[act.about], act, now)
    elif act.does in ON_LEADS:
        _change_lead(made.leads[act.about], act)
    elif act.does == "add":
        until = local_day(now) + PROTECTION_DAYS * DAY
        made.leads[act.about] = Lead(
            act.about, act.who, now, act.get("title"), act.get("mode"), act.get("positions"), until, act.get("client")
        )
    else:
        _change_member(made, act, now)
    return made


def _begin(net: Network, lead: Lead, act: Act, now: datetime) -> None:
    place = len(net.at(lead.id, act.position)) + 1
    partner = act.who if act.does == "claim" else act.get("member")
    waits = act.does == "claim" and act.get("wait") and net.position(lead, act.position, now)[0] == "held"
    due = None if waits else working_hours_after(now, ANSWER_HOURS)
    first = Step(act.does, act.who, now, due, lead.seen)
    name = f"{lead.id}.{act.position}.{place}"
    net.handovers[name] = Handover(
        name, lead.id, act.position, place, lead.owner, partner, [first], bool(act.get("with_client"))
    )


def _take(net: Network, handover: Handover, act: Act, now: datetime) -> None:
    lead = net.leads[handover.lead]
    due = working_hours_after(now, ANSWER_HOURS) if act.does == "counter" else None
    step = Step(act.does, act.who, now, due, lead.seen, act.get("month") or "")
    handover.steps.append(step)
    by_owner = act.does == "accept" and act.who == handover.owner and lead.client is not None
    if by_owner:
        handover.steps.append(replace(step, step="disclose"))
    if by_owner or act.does == "disclose":
        handover.disclosed = lead.client


def _change_lead(lead: Lead, act: Act) -> None:
    match act.does:
        case "close":
            lead.closed = True
        case "erase":
            lead.erased = True
        case "seal":
            lead.client = act.get("client")
        case "retitle":
            lead.title = act.get("title")
        case "extend lead":
            lead.protected_until += PROTECTION_DAYS * timedelta(days=1)


def _change_member(net: Network, act: Act, now: datetime) -> None:
    me = net.members[act.who]
    match act.does:
        case "pause" | "resume":
            me.paused = act.does == "pause"
        case "leave":
            me.left = local_day(now)
        case "free":
            me.confirmed = local_day(now)
        case "headline":
            me.headline = act.get("headline")
        case "rotate":
            me.new_key = now
            me.replaced += 1
        case "vouch" | "object":
            subject = net.members[act.about]
            (subject.vouches if act.does == "vouch" else subject.objections).append(Word(act.who, now))
        case "withdraw vouch" | "withdraw objection":
            subject = net.members[act.about]
            words = subject.vouches if "vouch" in act.does else subject.objections
            next(word for word in words if word.by == act.who and word.withdrawn is None).withdrawn = now


def joined(net: Network, who: str) -> Network:
    """The network with somebody new."""
    made = copy.deepcopy(net)
    made.members[who] = Member(who)
    return made
