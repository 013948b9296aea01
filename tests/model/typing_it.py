"""Acts as they are typed, and which acts somebody may think of in what they know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from plain_clocks import local_day
from plain_network import TABLE, Network
from plain_rules import Act

REASONS = {"decline": "no-capacity", "lose": "budget", "return": "known-client"}


def words(act: Act) -> list[str]:
    """The command line."""
    match act.does:
        case "add":
            positions = [word for key in act.get("positions") for word in ("--position", key)]
            client = ["--client", act.get("client")] if act.get("client") else []
            return ["lead", "add", "--title", act.get("title"), "--mode", act.get("mode"), *positions, *client]
        case "claim":
            return ["claim", act.about, "--position", act.position, *(["--wait"] if act.get("wait") else [])]
        case "offer":
            with_client = ["--with-client"] if act.get("with_client") else []
            return ["offer", act.about, act.get("member"), "--position", act.position, *with_client]
        case "close":
            return ["lead", "close", act.about, "--reason", "other"]
        case "extend lead":
            return ["lead", "extend", act.about]
        case "erase":
            return ["lead", "erase", act.about, "--yes"]
        case "seal":
            return ["lead", "seal", act.about, "--client", act.get("client")]
        case "bill":
            return ["bill", act.about, "--month", act.get("month"), "--days", "10", "--amount", "9000.00"]
        case "cancel":
            return ["bill", act.about, "--month", act.get("month"), "--cancel"]
        case "settle":
            return ["settle", act.about, "--month", act.get("month")]
        case "free":
            return ["free", "3"]
        case "headline":
            return ["member", "set", f"headline={act.get('headline')}"]
        case "leave":
            return ["leave", "--yes"]
        case "vouch":
            return ["vouch", act.about, "--basis", "interview"]
        case "object":
            return ["object", act.about, "--reason", "late"]
        case "withdraw vouch":
            return ["vouch", act.about, "--withdraw"]
        case "withdraw objection":
            return ["object", act.about, "--withdraw"]
        case "rotate":
            return ["keys", "rotate"]
        case "pause" | "resume":
            return [act.does]
    reason = ["--reason", REASONS[act.does]] if act.does in REASONS else []
    return [act.does, act.about, *reason]


def thinkable(net: Network, who: str, now: datetime, number: int) -> Iterator[Act]:
    """Everything that somebody may type in what they know, sensible or not; `number` makes what is new unlike the rest."""
    yield from _new_leads(who, number)
    for lead in net.leads.values():
        for key in lead.positions:
            yield Act(who, "claim", lead.id, key)
            yield Act(who, "claim", lead.id, key, (("wait", True),))
            yield from (Act(who, "offer", lead.id, key, (("member", member),)) for member in net.members)
        yield from (Act(who, does, lead.id) for does in ("close", "extend lead", "erase"))
        yield Act(who, "seal", lead.id, more=(("client", f"Client {number}"),))
    for handover in net.handovers.values():
        yield from _steps(handover.id, who, now)
    yield from _on_members(net, who, number)


def _new_leads(who: str, number: int) -> Iterator[Act]:
    for mode in ("first", "choose", "invite"):
        for positions in (("pm",), ("pm", "pmo")):
            for client in (None, f"Client {number}"):
                more = {"title": f"Lead {number}", "mode": mode, "positions": positions, "client": client}
                yield Act(who, "add").with_(**more)


def _steps(handover: str, who: str, now: datetime) -> Iterator[Act]:
    yield from (Act(who, step, handover) for step, _, _ in TABLE if step not in ("amend", "bill", "settle"))
    today = local_day(now)
    for day in (today, today.replace(day=1) - timedelta(days=1)):
        yield from (
            Act(who, does, handover, more=(("month", f"{day:%Y-%m}"),)) for does in ("bill", "cancel", "settle")
        )


def _on_members(net: Network, who: str, number: int) -> Iterator[Act]:
    yield from (Act(who, does) for does in ("free", "pause", "resume", "leave", "rotate"))
    yield Act(who, "headline", more=(("headline", f"Word {number}"),))
    for member in net.members:
        yield from (Act(who, does, member) for does in ("vouch", "object", "withdraw vouch", "withdraw objection"))
