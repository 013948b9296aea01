"""Checks of the network's server, asked without writing anything there; `pmnet selftest` tries out the rest."""

from __future__ import annotations

from datetime import datetime, timedelta

from pmnet.app.doctor.answers import Answer, remark, stop, unknown, yes
from pmnet.app.doctor.seen import Seen
from pmnet.domain.phrase import counted, phrase
from pmnet.errors import NotLetIn, PmnetError, Unreachable
from pmnet.rules.commits import AHEAD
from pmnet.store.git import history
from pmnet.store.git.listening import takes_together


def reach(seen: Seen) -> Answer:
    """Whether the server answers."""
    if not seen.address:
        return remark(phrase("this network is shared nowhere yet"), phrase("pmnet share URL"))
    try:
        seconds = seen.heard.seconds
    except NotLetIn as error:
        return stop(error.message, error.hint)
    except Unreachable as error:
        return remark(error.message, phrase("go on working: what you do is kept, and sent by pmnet sync"))
    return yes(phrase("one conversation took {seconds} seconds", seconds=round(seconds, 1)))


def clock(seen: Seen) -> Answer:
    """Whether this machine's clock is right, as far as that can be known."""
    if seen.wrong_clock:
        return stop(seen.wrong_clock, phrase("leave PMNET_NOW out, or name a moment such as 2026-11-23T09:00:00Z"))
    newest = history.time_of(seen.repository, seen.snapshot.tip)
    try:
        told = seen.heard.clock if seen.address else None
    except PmnetError:
        told = None
    if told is not None:
        return _compared(told, seen.now)
    if newest - seen.now > AHEAD:
        ahead = _minutes(newest - seen.now)
        return stop(phrase("the newest act here was made {minutes} ahead of this clock", minutes=ahead), SET_CLOCK)
    return unknown(phrase("it is not behind the newest act, of {when}; the server tells no time", when=newest.date()))


def _compared(told: datetime, now: datetime) -> Answer:
    """What follows from the server's own time."""
    off = abs(told - now)
    if off <= AHEAD:
        return yes(phrase("as the server's, to {minutes}", minutes=_minutes(off)))
    if told > now:
        return stop(phrase("it is {minutes} behind the server's", minutes=_minutes(off)), SET_CLOCK)
    return stop(phrase("it is {minutes} ahead of the server's", minutes=_minutes(off)), SET_CLOCK)


SET_CLOCK = phrase("set this machine's clock by the net; acts of a wrong one are refused")


def together(seen: Seen) -> Answer:
    """Whether the server changes several things together or not at all, which what is sealed needs."""
    if not seen.address:
        return unknown(phrase("this network is shared nowhere yet"))
    advice = phrase("pmnet selftest tries that and more out")
    try:
        seen.heard  # noqa: B018 - where it does not answer, that is told elsewhere
        found = takes_together(seen.repository)
    except PmnetError as error:
        return unknown(error.message, advice)
    if found is None:
        return unknown(phrase("it does not say to you"), advice)
    if not found:
        return stop(phrase("it cannot change several things at once, and sealed documents need that"),
                    phrase("share the network on another host"))  # fmt: skip
    return yes(phrase("it says so; pmnet selftest tries that and more out"))


def _minutes(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    return counted(minutes, "{n} minute", "{n} minutes")
