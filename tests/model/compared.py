"""What members are shown, beside what the model says they must be shown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from people import Result
from plain_network import Network
from plain_records import Lead


def insist_lead(net: Network, lead: Lead, who: str, now: datetime, shown: dict[str, Any]) -> None:
    """A lead, who holds each position, and where its handovers stand."""
    assert (shown["title"], shown["owner"], shown["mode"]) == (lead.title, lead.owner, lead.mode)
    assert shown["protected_until"] == lead.protected_until.isoformat()
    assert ("closed" in shown, "erased" in shown, "sealed" in shown) == (
        lead.closed, lead.erased, lead.client is not None,
    )  # fmt: skip
    assert shown["state"] == net.lead_state(lead, now), shown
    places = {place["key"]: (place["state"], place["holder"] or "") for place in shown["positions"]}
    assert places == {key: net.position(lead, key, now) for key in lead.positions}
    expected = {}
    for key in lead.positions:
        for handover, stand in net.line(lead.id, key, now):
            due = said(stand.due) if stand.state in ("claimed", "offered", "lapsed") else None
            steps = net.next_steps(handover, who, now)
            expected[handover.id] = (handover.partner, handover.place, stand.state, due, steps)
    found = {
        one["id"]: (one["partner"], one["place"], one["state"], one["respond_by"], sorted(one["next"]))
        for one in shown["handovers"]
    }
    assert found == expected


def insist_client(net: Network, lead: Lead, who: str, result: Result) -> None:
    """`client`: the owner reads it, and whoever it was disclosed to, and nobody else."""
    if lead.erased:
        assert result.code == 6, result
    elif who in net.readers(lead):
        assert result.code == 0, result.err
        disclosed = [
            h.disclosed for h in net.handovers.values() if (h.lead, h.partner) == (lead.id, who) and h.disclosed
        ]
        assert result.json["client"]["name"] in (disclosed if who != lead.owner else [lead.client])
    else:
        taking_part = who == lead.owner or any((h.lead, h.partner) == (lead.id, who) for h in net.handovers.values())
        assert result.code == (6 if taking_part else 4), result


def insist_inbox(net: Network, who: str, now: datetime, result: Result, waits: tuple[int, int]) -> None:
    """`inbox`: what waits for an answer, until when and whose; and what was not sent."""
    assert result.code == 0, result.err
    shown = result.json
    assert shown["status"] == net.status(who, now)
    asked = {}
    for handover in net.handovers.values():
        stand = net.standing(handover, now)
        if stand.state in ("claimed", "offered") and who in (handover.owner, handover.partner):
            asked[handover.id] = (said(stand.due), stand.asked == who)
    assert {one["about"]: (one["due"], one["mine"]) for one in shown["items"] if one["clock"] == "answer"} == asked
    assert (len(shown["waiting"]), len(shown["refused"])) == waits


def insist_books(net: Network, who: str, now: datetime, result: Result) -> None:
    """`books`: each month that was billed, and whether it is settled."""
    assert result.code == 0, result.err
    expected = {}
    for handover in net.handovers.values():
        stand = net.standing(handover, now)
        if who in (handover.owner, handover.partner) and (stand.state in ("won", "completed") or stand.months):
            expected[handover.id] = {month: how for month, how in stand.months if how != "nothing"}
    shown = {one["id"]: {m["month"]: m for m in one["months"]} for one in result.json}
    assert shown.keys() == expected.keys()
    for handover_id, months in expected.items():
        settled = {m: one["settled"] is not None for m, one in shown[handover_id].items() if m in months}
        assert settled == {month: how == "settled" for month, how in months.items()}, shown[handover_id]


def insist_members(net: Network, now: datetime, result: Result) -> None:
    """`member list --all`: everybody, and what they are."""
    assert result.code == 0, result.err
    found = {one["id"]: (one["status"], one.get("headline", "")) for one in result.json}
    assert found == {who: (net.status(who, now), member.headline) for who, member in net.members.items()}


def said(at: datetime | None) -> str | None:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else None
