"""Handovers as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.cli.render.record_words import state_text, unanswered, with_silence
from pmnet.cli.render.screen import Screen
from pmnet.cli.render.sealed_text import words_facts
from pmnet.domain.phrase import Label, both, either, listed, phrase
from pmnet.store.vocabularies import names, vocabulary

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.views import HandoverView
    from pmnet.domain.records import Step
    from pmnet.rules.clocks import Clock


def handovers(screen: Screen, views: list[HandoverView]) -> None:
    """Several handovers, a line each."""
    screen.rows(
        (
            phrase("handover"),
            phrase("state"),
            phrase("since"),
            phrase("partner"),
            phrase("next deadline"),
            phrase("you can"),
        ),
        (
            (
                v.handover.id,
                _state(v),
                screen.when(v.standing.since),
                v.handover.partner,
                _next_deadline(screen, v.clocks),
                listed(v.next),
            )
            for v in views
        ),
    )


def silences(screen: Screen, views: Iterable[HandoverView]) -> None:
    """What partners left unanswered lately, once for each of them."""
    for partner, silent in {one.handover.partner: unanswered(one.silence) for one in views}.items():
        if silent:
            screen.line(phrase("{partner}: {silent}", partner=partner, silent=silent), "yellow")


def _handover(screen: Screen, view: HandoverView) -> None:
    screen.line(phrase("{handover}  {title}", handover=view.handover.id, title=view.title), "bold")
    last = view.handover.steps[-1]
    screen.facts(
        (
            (phrase("state"), state_text(_state(view), view.sent)),
            (phrase("owner"), view.handover.owner),
            (phrase("partner"), with_silence(view.handover.partner, view.silence)),
            (phrase("place in line"), view.ahead + 1 if view.ahead else ""),
            (phrase("last step"), phrase("{step} by {by}, {at}", step=last.step, by=last.by, at=screen.when(last.at))),
            (
                phrase("over capacity"),
                listed(phrase("{step} by {by}", step=s.step, by=s.by) for s in view.handover.steps if s.over_capacity),
            ),
            *(
                (
                    phrase("{clock} by", clock=clock.name),
                    phrase("{due}, {who}", due=screen.due(clock.due), who=both(clock.who)),
                )
                for clock in view.clocks
                if clock.due is not None
            ),
            (phrase("you can"), listed(view.next)),
            *(words_facts(screen, view.words) if view.words is not None else ()),
        )
    )
    if view.words is not None and view.words.client is not None:
        screen.line(phrase("the client: pmnet client {handover}", handover=view.handover.id))


def _state(view: HandoverView) -> str:
    """The state of a handover, with the reason that was given for it: `returned (known-client)`."""
    reason = view.handover.steps[-1].reason if view.handover.steps else None
    if reason is None:
        return view.standing.state
    return phrase("{state} ({reason})", state=view.standing.state, reason=_reason(view.handover.steps[-1]))


def _reason(taken: Step) -> str:
    """The key of a reason, or what it is called in another language."""
    known = f"{taken.step}-reasons"
    term = vocabulary(known).terms.get(taken.reason or "") if known in names() else None
    return Label(term.key, {"de": term.de}) if term is not None else taken.reason or ""


def _next_deadline(screen: Screen, clocks: Iterable[Clock]) -> str:
    """The first clock to run out: who must do what, and until when."""
    running = [(clock.due, clock) for clock in clocks if clock.due is not None]
    if not running:
        return ""
    due, clock = min(running, key=lambda one: one[0])
    return phrase("{who}: {clock}, {due}", who=either(clock.who), clock=clock.name, due=screen.due(due))


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {"pmnet.app.views.HandoverView": _handover}
LISTS: Mapping[str, Callable[[Screen, list[Any]], None]] = {"pmnet.app.views.HandoverView": handovers}
