"""Members as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from pmnet.cli.render.record_words import fields, label, labels, languages, unanswered
from pmnet.cli.render.screen import Fact, Screen
from pmnet.domain.phrase import counted, listed, phrase

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.views import MemberView
    from pmnet.domain.records import FreeTime, Member, Vouch


def _members(screen: Screen, views: list[MemberView]) -> None:
    screen.rows(
        (phrase("member"), phrase("name"), phrase("status"), phrase("capacity"), phrase("headline")),
        ((v.member.id, v.member.name, _status_text(screen, v), _capacity(v), v.member.headline) for v in views),
    )


def _member(screen: Screen, view: MemberView) -> None:
    member = view.member
    screen.line(phrase("{m}  {m2}", m=member.id, m2=member.name), "bold")
    screen.facts(
        (
            (phrase("status"), _status_text(screen, view)),
            (phrase("answers"), unanswered(view.silence)),
            (phrase("headline"), member.headline),
            (phrase("e-mail"), member.email),
            *_abilities(member, screen.now.date()),
            (phrase("works in"), _work_area(member)),
            (phrase("free"), _capacity(view)),
            (phrase("said"), _said(view)),
            *_membership(member),
        )
    )


def _abilities(member: Member, today: date) -> Iterator[Fact]:
    """What a member can do."""
    skills = sorted(member.skills, key=lambda one: -one.level)
    yield phrase("roles"), labels("roles", member.roles)
    yield (
        phrase("skills"),
        listed(phrase("{skill} {level}", skill=label("skills", one.skill), level=one.level) for one in skills),
    )
    yield phrase("industries"), labels("industries", [one.division for one in member.industries])
    yield phrase("methods"), labels("methods", member.methods)
    yield (
        phrase("certificates"),
        listed(_certificate(one.certificate, one.expires, today) for one in member.certificates),
    )
    yield phrase("languages"), languages(member.languages)


def _membership(member: Member) -> Iterator[Fact]:
    """What may be shown of a member, who spoke for or against them, and since when they belong to the network."""
    if member.consent is not None:
        yield phrase("shown in proposals"), fields(member.consent.proposal)
        yield phrase("shown on the site"), fields(member.consent.site)
    yield phrase("vouched by"), listed(_vouch(one) for one in member.vouches)
    yield (
        phrase("objections"),
        listed(
            phrase("{by}: {reason}", by=one.by, reason=one.reason) for one in member.objections if one.withdrawn is None
        ),
    )
    yield phrase("joined"), member.joined
    yield phrase("paused"), member.paused
    yield phrase("left"), member.left


def _vouch(found: Vouch) -> str:
    withdrawn = phrase(", withdrawn") if found.withdrawn else ""
    return phrase("{by} ({basis}{what})", by=found.by, basis=found.basis, what=withdrawn)


def _work_area(member: Member) -> str:
    """Where a member works, the place they start from first."""
    area = member.work_area
    return labels("regions", dict.fromkeys(one for one in (area.base or "", *area.countries) if one)) if area else ""


def _status_text(screen: Screen, view: MemberView) -> str:
    if not view.sent:
        return phrase("{status}, not sent yet", status=view.status)
    return (
        phrase("{status}, active from {active_from}", status=view.status, active_from=screen.when(view.active_from))
        if view.active_from
        else view.status
    )


def _capacity(view: MemberView) -> str:
    capacity = view.member.capacity
    if capacity is None or capacity.confirmed is None:
        return phrase("not said")
    free, taken = _periods(view.free) or phrase("nothing free"), view.free != capacity.free
    if taken:
        return phrase("{free}, won work taken off ({freshness})", free=free, freshness=view.freshness)
    return phrase("{free} ({freshness})", free=free, freshness=view.freshness)


def _said(view: MemberView) -> str:
    """What a member said, where won work has been taken off."""
    said = view.member.capacity.free if view.member.capacity else ()
    return _periods(said) if view.free != said else ""


def _periods(free: Iterable[FreeTime]) -> str:
    return listed(
        (
            counted(
                f.days_per_week,
                "{n} day from {start} to {to}",
                "{n} days from {start} to {to}",
                start=f.start,
                to=f.to,
            )
            if f.to
            else counted(f.days_per_week, "{n} day from {start}", "{n} days from {start}", start=f.start)
            for f in free
        ),
        "; ",
    )


def _certificate(key: str, expires: date | None, today: date) -> str:
    name = label("certificates", key)
    if expires is None:
        return name
    if expires < today:
        return phrase("{label} (expired {expires})", label=name, expires=expires)
    return phrase("{label} (until {expires})", label=name, expires=expires)


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {"pmnet.app.views.MemberView": _member}
LISTS: Mapping[str, Callable[[Screen, list[Any]], None]] = {"pmnet.app.views.MemberView": _members}
