"""What a lead and a handover are and which clocks run, as `pmnet help` tells it."""

from __future__ import annotations

from typing import Final

from pmnet.domain.phrase import Phrase, phrase
from pmnet.domain.records import Policy

LEAD: Final = phrase(
    """A lead is work that a client needs done and that its owner cannot or will not
do alone. All members read its public half: what is needed. Its sealed half
says who the client is: pmnet help seal. It has one or more positions, which
are filled one by one.

  pmnet lead add --title T --days 3 --client @-    register it as yours, dated
  pmnet lead list --mine       your leads, and where they stand
  pmnet match LEAD             who fits its open positions, point by point
  pmnet team LEAD              who holds which position, and what is open
  pmnet lead extend LEAD       protect it for longer: pmnet help clocks
  pmnet lead close LEAD        it is over: pmnet help close-reasons

How positions are given away is said with pmnet lead add --mode:

  first     the first claim on record holds the position until you answer;
            others may wait in line (this is the default)
  choose    many may claim, and you accept one
  invite    nobody claims; you offer

Title and summary are for everybody and for ever: name nobody in them.
"""
)

HANDOVER: Final = phrase(
    """A handover is one attempt to pass one position of a lead to one partner. The
partner asks, which is a claim, or the owner asks, which is an offer. Whoever
is asked answers in time: pmnet help clocks. These are its steps:

  pmnet claim LEAD               the partner asks; --terms: pmnet help terms
  pmnet offer LEAD MEMBER        the owner asks
  pmnet counter, accept          answer: with other terms, or yes
  pmnet decline                  no: pmnet help decline-reasons
  pmnet withdraw                 take back what you asked
  pmnet disclose                 open the client; accepting a claim does it too
  pmnet contacted                the partner has spoken to the client
  pmnet amend, extend            other terms; more time to hold the position
  pmnet win, lose                what the client said; one of you says it for both
  pmnet return, release          give it back; take it back when time ran out
  pmnet bill, settle, complete   what was billed and is owed, to the last cent
  pmnet dispute, resolve         all stands still until both say it is over

Each takes the handover, or its lead where only one can be meant: pmnet accept
k7qx. A handover is called by its lead, its position and a number, from 1 on:
261123-k7qx.pmo.1.

  pmnet                          what waits for you, most urgent first
  pmnet log ID                   what happened, step by step

A step is signed and stays. Who accepts says yes to just the lead and the terms
that they saw: where one of them has changed, pmnet says so, and what helps.
"""
)


def clocks() -> Phrase:
    """Which clocks run, with the figures that networks start from."""
    policy = Policy()
    return phrase(
        """Every question has a clock, and silence shows. These are the figures that
networks start from; yours may have others (policy, in its network.yaml), and
pmnet help policy explains each.

  answer a claim or an offer     {answer_hours} working hours; then it lapses by itself
  disclose the client            {disclose_hours} working hours after the yes: pmnet disclose
  speak to the client            {contact_hours} working hours after that: pmnet contacted
  say how it goes                every {progress_days} days: pmnet contacted
  hold a position                {hold_days} days; then the owner may take it back:
                                 pmnet release
  give a partner longer          pmnet extend (how often: {hold_extensions})
  protect a lead                 {protection_days} days
  protect it for longer          pmnet lead extend (how often: {protection_extensions})
  report a win, either of you    {win_report_days} days after the work was to begin: pmnet win
  settle a billed month          until the day the terms say: pmnet settle
  say when you are free          fresh for {capacity_fresh_days} days, counts no more after {capacity_stale_days}:
                                 pmnet free
  object to a candidate          {objection_days} days after the last vouch: pmnet object

Working hours: {work_opens}:00 to {work_closes}:00, Monday to Friday, {time_zone}, without the
network's holidays. A late answer is refused. Whoever let an offer or a claim
lapse shows it for {silence_days} days.

  pmnet                          your deadlines, the nearest first
  pmnet balance                  how fast everybody answers, what is overdue
""",
        **{name: getattr(policy, name) for name in FIGURES},
    )


FIGURES: Final = (
    *("answer_hours", "disclose_hours", "contact_hours", "progress_days", "hold_days", "hold_extensions"),
    *("protection_days", "protection_extensions", "win_report_days", "capacity_fresh_days", "capacity_stale_days"),
    *("objection_days", "work_opens", "work_closes", "time_zone", "silence_days"),
)
"""The figures of a policy that its clocks are told with."""
