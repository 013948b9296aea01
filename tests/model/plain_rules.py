"""What members may do in a network, and what it makes of it: the rules as members tell them to each other.

`against` collects everything that speaks against an act, each as the exit code that says it: 4 it is not yours to do, 5 there
is no such thing, 6 the state does not allow it. Which of several reasons is told first is nobody's promise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from plain_clocks import DAY, NEW_KEY_DAYS, OPEN_CLAIMS, OPEN_LEADS, PROTECTION_DAYS, local_day
from plain_network import TABLE, Network, Stand, is_over, releasable
from plain_records import Handover, Lead

MINE, NONE, STATE = 4, 5, 6

STEPS = tuple(step for step, _, _ in TABLE)


@dataclass(frozen=True)
class Act:
    """What somebody types: about which member, lead or handover, and the options."""

    who: str
    does: str
    about: str = ""
    position: str = ""
    more: tuple[tuple[str, Any], ...] = ()
    seen: Any = field(default=None, compare=False)
    """What they saw of what it is about: of a lead what may change, of a month the newest bill."""

    def get(self, name: str) -> Any:
        return dict(self.more).get(name)

    def with_(self, **more: Any) -> Act:
        return replace(self, more=tuple(sorted({**dict(self.more), **more}.items())))


def sight(known: Network, act: Act) -> Any:
    """What somebody sees of what they act on, in what they know."""
    if act.does == "claim" and act.about in known.leads:
        return known.leads[act.about].seen
    if act.does == "counter" and act.about in known.handovers:
        return known.leads[known.handovers[act.about].lead].seen
    if act.does == "settle" and act.about in known.handovers:
        return newest_bill(known.handovers[act.about], act.get("month"))
    return None


def newest_bill(handover: Handover, month: str) -> int:
    """Which of the entries about a month is the newest that bills it or takes it back."""
    places = [n for n, s in enumerate(handover.steps) if s.step in ("bill", "cancel") and s.month == month]
    return places[-1] if places else -1


def against(net: Network, act: Act, now: datetime) -> set[int]:
    """The codes of all that speaks against an act; empty where it is allowed."""
    if act.does in STEPS or act.does == "cancel":
        handover = net.handovers.get(act.about)
        return {NONE} if handover is None else set(_against_step(net, handover, act, now))
    if act.does in ON_LEADS:
        lead = net.leads.get(act.about)
        return {NONE} if lead is None else set(ON_LEADS[act.does](net, lead, act, now))
    return set(ON_MEMBERS[act.does](net, act, now))


# leads


def _add(net: Network, act: Act, now: datetime) -> list[int]:
    opened = [
        lead for lead in net.leads.values() if lead.owner == act.who and not lead.closed and not is_over(lead, now)
    ]
    return _not_active(net, act.who, now) + ([STATE] if len(opened) >= OPEN_LEADS else [])


def _claim(net: Network, lead: Lead, act: Act, now: datetime) -> list[int]:
    found = _not_active(net, act.who, now) + _cannot_begin(net, lead, act.position, act.who, now)
    found += [MINE] if lead.owner == act.who else []
    found += [STATE] if lead.mode == "invite" or lead.seen != act.seen else []
    if open_claims(net, act.who, now) >= OPEN_CLAIMS:
        found.append(STATE)
    state, holder = net.position(lead, act.position, now)
    waits = act.get("wait") and state == "held" and lead.mode == "first" and holder != act.who
    return found + ([STATE] if state != "open" and not waits else [])


def open_claims(net: Network, who: str, now: datetime) -> int:
    """How many claims of somebody's wait for an answer, or in line."""
    states = [net.standing(h, now).state for h in net.handovers.values() if h.partner == who]
    return sum(state in ("claimed", "waiting") for state in states)


def _offer(net: Network, lead: Lead, act: Act, now: datetime) -> list[int]:
    member = act.get("member")
    found = _not_active(net, act.who, now) + _cannot_begin(net, lead, act.position, member, now)
    found += [MINE] if lead.owner != act.who or member == act.who else []
    found += [NONE] if member not in net.members else []
    found += (
        [STATE] if net.status(member, now) != "active" or net.position(lead, act.position, now)[0] != "open" else []
    )
    return found + ([STATE] if act.get("with_client") and lead.client is None else [])


def _cannot_begin(net: Network, lead: Lead, position: str, partner: str, now: datetime) -> list[int]:
    """Why nobody can ask about a position, and why this member cannot: they asked or were asked already."""
    over = lead.closed or lead.erased or is_over(lead, now)
    mine = [stand.state for other, stand in net.line(lead.id, position, now) if other.partner == partner]
    return [STATE] if over or any(state in ("claimed", "offered", "waiting") for state in mine) else []


def _close(net: Network, lead: Lead, act: Act, now: datetime) -> list[int]:
    held = any(net.position(lead, key, now)[0] == "held" for key in lead.positions)
    return _not_mine(lead, act) + ([STATE] if lead.closed or held else [])


def _extend_lead(net: Network, lead: Lead, act: Act, now: datetime) -> list[int]:
    found = _not_mine(lead, act) + ([MINE] if net.members[act.who].left else [])
    longest = local_day(lead.registered) + 2 * PROTECTION_DAYS * DAY
    over = lead.closed or lead.erased or is_over(lead, now) or lead.protected_until >= longest
    asked = any(
        stand.state in ("claimed", "offered") for key in lead.positions for _, stand in net.line(lead.id, key, now)
    )
    return found + ([STATE] if over or asked else [])


def _erase(net: Network, lead: Lead, act: Act, now: datetime) -> list[int]:
    keeps = act.who == net.founder and net.status(act.who, now) in ("active", "paused")
    return ([] if keeps else _not_mine(lead, act)) + ([STATE] if lead.erased else [])


def _seal(net: Network, lead: Lead, act: Act, now: datetime) -> list[int]:
    return _not_mine(lead, act) + ([STATE] if lead.erased else [])


def _retitle(net: Network, lead: Lead, act: Act, now: datetime) -> list[int]:
    return _not_mine(lead, act) + ([MINE] if net.members[act.who].left else [])


def _not_mine(lead: Lead, act: Act) -> list[int]:
    return [] if lead.owner == act.who else [MINE]


# handovers


def _against_step(net: Network, handover: Handover, act: Act, now: datetime) -> list[int]:
    lead, found = net.leads[handover.lead], net.standing(handover, now)
    name = "bill" if act.does == "cancel" else act.does
    whose, origins = next((whose, origins) for step, whose, origins in TABLE if step == name)
    codes = [] if act.who in _entitled(whose, found, handover) else [MINE]
    codes += [] if found.state in origins else [STATE]
    codes += [STATE] if lead.erased and name in ("counter", "accept", "disclose", "bill") else []
    return codes + ([STATE] if not _fits(net, lead, handover, found, act, now) else [])


def _entitled(whose: str, found: Stand, handover: Handover) -> list[str]:
    return {
        "asked": [found.asked],
        "asker": [found.asker],
        "owner": [handover.owner],
        "partner": [handover.partner],
        "either": [handover.owner, handover.partner],
    }[whose]


def _fits(net: Network, lead: Lead, handover: Handover, found: Stand, act: Act, now: datetime) -> bool:
    """Whether a step fits the lead, the others and the clocks."""
    months = dict(found.months)
    match act.does:
        case "accept":
            asked = [step.of for step in handover.steps if step.step in ("claim", "offer", "counter")][-1]
            state, holder = net.position(lead, handover.position, now)
            free = state == "open" or (state == "held" and holder == handover.partner)
            opens = act.who != handover.owner or lead.client is None or not _has_new_key(net, handover.partner, now)
            return asked == lead.seen and free and opens
        case "counter":
            return act.seen == lead.seen and not lead.closed
        case "disclose":
            return lead.client is not None and not _has_new_key(net, handover.partner, now)
        case "release":
            return releasable(found, now)
        case "extend":
            return found.extensions < 1
        case "complete":
            return found.open_months == []
        case "bill":
            return months.get(act.get("month"), "nothing") in ("nothing", "owed back")
        case "cancel":
            return months.get(act.get("month")) in ("billed", "settled", "billed over paid")
        case "settle":
            return act.get("month") in found.open_months and act.seen == newest_bill(handover, act.get("month"))
    return True


def _has_new_key(net: Network, who: str, now: datetime) -> bool:
    since = net.members[who].new_key
    return since is not None and now < since + NEW_KEY_DAYS * DAY


# members


def _not_active(net: Network, who: str, now: datetime) -> list[int]:
    return [] if net.status(who, now) == "active" else [MINE]


def _own_record(net: Network, act: Act, now: datetime) -> list[int]:
    return [MINE] if net.members[act.who].left else []


def _pause(net: Network, act: Act, now: datetime) -> list[int]:
    member = net.members[act.who]
    return [STATE] if member.left or member.paused == (act.does == "pause") else []


def _leave(net: Network, act: Act, now: datetime) -> list[int]:
    return ([STATE] if net.members[act.who].left else []) + ([MINE] if act.who == net.founder else [])


def _word(net: Network, act: Act, now: datetime) -> list[int]:
    if act.about not in net.members:
        return [NONE]
    subject = net.members[act.about]
    words = subject.vouches if "vouch" in act.does else subject.objections
    stands = any(word.by == act.who and word.withdrawn is None for word in words)
    myself = [MINE] if act.about == act.who else []
    if act.does.startswith("withdraw"):
        may = net.status(act.who, now) in ("active", "paused", "left")
        return myself + ([] if may else [MINE]) + ([] if stands else [STATE])
    gone = [MINE] if subject.left else []
    return myself + _not_active(net, act.who, now) + gone + ([STATE] if stands else [])


def _rotate(net: Network, act: Act, now: datetime) -> list[int]:
    return []


ON_LEADS: dict[str, Callable[[Network, Lead, Act, datetime], list[int]]] = {
    "claim": _claim,
    "offer": _offer,
    "close": _close,
    "extend lead": _extend_lead,
    "erase": _erase,
    "seal": _seal,
    "retitle": _retitle,
}

ON_MEMBERS: dict[str, Callable[[Network, Act, datetime], list[int]]] = {
    "add": _add,
    "free": _own_record,
    "headline": _own_record,
    "pause": _pause,
    "resume": _pause,
    "leave": _leave,
    "vouch": _word,
    "withdraw vouch": _word,
    "object": _word,
    "withdraw objection": _word,
    "rotate": _rotate,
}
