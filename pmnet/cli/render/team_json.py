"""The team of a lead as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmnet.cli import plain_json

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.rules.capacity import Clash
    from pmnet.rules.staffing import Gap, Staffing, Suggestion
    from pmnet.rules.team import Place, TeamWeek


def of_staffing(found: Staffing) -> dict[str, Any]:
    """Positions and weeks, who is suggested, what stays open, and whose free days do not suffice or are not certain."""
    team = found.team
    return {
        "lead": team.lead,
        "title": team.title,
        "positions": [_place(place) for place in team.places],
        "weeks": [_week(week) for week in team.weeks],
        "total_days": team.total_days,
        "total_days_with_suggested": team.total_days_with_suggested,
        "filled": team.filled,
        "of": len(team.places),
        "suggested": [_suggestion(one) for one in found.suggestions],
        "stays_open": [_gap(gap) for gap in found.gaps],
        "over_capacity": [
            {"member": one.member, "position": one.position, "weeks": [_clash(clash) for clash in one.clashes]}
            for one in found.excesses
        ],
        "capacity": [
            {
                "member": word.member,
                "capacity_freshness": word.freshness,
                "capacity_confirmed": word.confirmed.isoformat() if word.confirmed else None,
            }
            for word in found.words
        ],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "key": place.key,
        "title": place.title,
        "state": place.state,
        "holder": place.holder or None,
        "days_per_week": place.days_per_week,
        "start": place.start.isoformat() if place.start else None,
        "end": place.end.isoformat() if place.end else None,
    }


def _week(week: TeamWeek) -> dict[str, Any]:
    return {
        "week": week.week.iso,
        "from": week.week.monday.isoformat(),
        "days": week.days,
        "members": list(week.members),
        "suggested_days": week.suggested_days,
        "suggested": list(week.suggested),
    }


def _suggestion(one: Suggestion) -> dict[str, Any]:
    about = {"position": one.position, "member": one.hit.id} | plain_json.of_hit(one.hit)
    del about["missing"]
    return about | {"unanswered": plain_json.of_silence(one.silence)}


def _gap(gap: Gap) -> dict[str, Any]:
    nearest = {"member": gap.nearest.id} | plain_json.of_hit(gap.nearest) if gap.nearest else None
    return {"position": gap.position, "needed_elsewhere": list(gap.elsewhere), "nearest": nearest}


def _clash(clash: Clash) -> dict[str, Any]:
    because = [work.handover for work in clash.because]
    about = {"week": clash.week.iso, "from": clash.week.monday.isoformat()}
    return about | {"asked": clash.asked, "free": clash.free, "because": because}
