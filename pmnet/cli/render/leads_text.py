"""Leads as text: what is needed, the positions, who holds them, and how their handovers stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.cli.render.handovers_text import handovers, silences
from pmnet.cli.render.record_words import label, labels, languages, state_text, with_silence
from pmnet.cli.render.screen import Fact, Screen
from pmnet.cli.render.sealed_text import sealed_words
from pmnet.domain.phrase import listed, phrase

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.views import LeadView
    from pmnet.domain.records import Lead


def _leads(screen: Screen, views: list[LeadView]) -> None:
    screen.rows(
        (phrase("lead"), phrase("state"), phrase("owner"), phrase("title"), phrase("positions"), phrase("start")),
        (
            (
                v.lead.id,
                state_text(v.state, v.sent),
                v.lead.owner,
                v.lead.title,
                listed(phrase("{key} {state}", key=key, state=found.state) for key, found in v.holdings.items()),
                v.lead.start,
            )
            for v in views
        ),
    )


def _lead(screen: Screen, view: LeadView) -> None:
    lead = view.lead
    screen.line(phrase("{lead}  {title}", lead=lead.id, title=lead.title), "bold")
    screen.facts(
        (
            (phrase("state"), state_text(view.state, view.sent)),
            (phrase("team"), view.team),
            (phrase("owner"), with_silence(lead.owner, view.silence)),
            *_needs(lead),
            *_protection(screen, lead),
            (phrase("client"), _client_state(screen, lead)),
        )
    )
    screen.line()
    _positions(screen, view)
    if view.handovers:
        screen.line()
        handovers(screen, list(view.handovers))
        silences(screen, view.handovers)
    for handover in view.handovers:
        if handover.words is not None:
            sealed_words(screen, handover.handover.id, handover.words)


def _needs(lead: Lead) -> Iterator[Fact]:
    """What the work is, and what it asks of whoever does it."""
    remote = lead.remote_percent
    yield phrase("about"), lead.summary
    yield phrase("industry"), label("industries", lead.industry or "")
    yield phrase("client size"), lead.client_size
    yield phrase("region"), label("regions", lead.region or "")
    yield phrase("remote"), phrase("{remote_percent}%", remote_percent=remote) if remote is not None else ""
    yield phrase("languages"), languages(lead.languages)
    yield phrase("certificates"), labels("certificates", lead.certificates)
    yield phrase("from"), lead.start
    yield phrase("to"), lead.end


def _protection(screen: Screen, lead: Lead) -> Iterator[Fact]:
    """How positions are given, and until when the lead is its owner's."""
    closed = lead.closed
    yield phrase("mode"), lead.mode
    yield phrase("protected until"), lead.protected_until if closed else screen.last_day(lead.protected_until)
    yield phrase("restrictions"), listed(lead.restrictions, "; ")
    if closed:
        yield phrase("closed"), phrase("{at}: {reason}", at=screen.when(closed.at), reason=closed.reason)


def _positions(screen: Screen, view: LeadView) -> None:
    screen.rows(
        (
            phrase("position"),
            phrase("state"),
            phrase("holder"),
            phrase("until"),
            phrase("title"),
            phrase("skills"),
            phrase("days"),
        ),
        (
            (
                p.key,
                view.holdings[p.key].state,
                view.holdings[p.key].holder,
                screen.due(view.holdings[p.key].until),
                p.title,
                listed(phrase("{skill} {level}", skill=label("skills", s.skill), level=s.level) for s in p.skills),
                p.days_per_week,
            )
            for p in view.lead.positions
        ),
    )


def _client_state(screen: Screen, lead: Lead) -> str:
    if lead.erased is not None:
        return phrase("erased {erased}", erased=screen.when(lead.erased))
    return (
        phrase("sealed; for those who may: pmnet client {lead}", lead=lead.id)
        if lead.sealed is not None
        else phrase("not said")
    )


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {"pmnet.app.views.LeadView": _lead}
LISTS: Mapping[str, Callable[[Screen, list[Any]], None]] = {"pmnet.app.views.LeadView": _leads}
