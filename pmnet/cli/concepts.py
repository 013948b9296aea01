"""What a lead and a handover are and which clocks run, as `pmnet help` tells it."""

from __future__ import annotations

from typing import Final

from pmnet.domain.phrase import Phrase, phrase
from pmnet.domain.records import Policy

LEAD: Final = phrase(
    """A lead is work that a client needs done and that its owner cannot or will not do alone. Its public half says what is
needed; all members read it. Its sealed half says who the client is: pmnet help seal. It has one or more positions, which
are filled one by one.

  pmnet lead add --title "PMO lead" --days 3 --client @-    register it; from that moment it is dated as yours
  pmnet lead list --mine        your leads, and where they stand
  pmnet match LEAD              who fits its open positions and is free, point by point
  pmnet team LEAD               who holds which position, and what is still open
  pmnet lead extend LEAD        protect it for longer: pmnet help clocks
  pmnet lead close LEAD --reason REASON    it is over: pmnet help close-reasons

Its mode says how positions are given away; pmnet lead add takes it with --mode:

  first     the first claim on record holds the position until you answer; others may wait in line (the default)
  choose    many may claim, and you accept one
  invite    nobody claims; you offer

Title and summary are for everybody and for ever: name nobody in them.
"""
)

HANDOVER: Final = phrase(
    """A handover is one attempt to pass one position of a lead to one partner. Either the partner asks, which is a claim, or
the owner asks, which is an offer. Whoever is asked answers in time: pmnet help clocks. These are its steps:

  pmnet claim LEAD, offer LEAD MEMBER    ask; with --message, and with --terms FILE for what is owed: pmnet help terms
  pmnet counter, accept, decline         answer: with other terms, yes, or no with a reason
  pmnet withdraw                         take back what you asked, while nobody has answered
  pmnet disclose                         the owner opens the client; accepting a claim does that by itself
  pmnet contacted                        the partner has spoken to the client, and says later how it goes
  pmnet win, lose                        what the client said
  pmnet return, release                  the partner gives it back; the owner takes it back once a clock has run out
  pmnet bill, settle, complete           what was billed and what is owed, until everything is settled
  pmnet dispute, resolve                 everything stands still until both say that it is over

Each takes the handover, or its lead where only one can be meant: pmnet accept k7qx. The name of a handover is that of
its lead, its position and its place in line: 261123-k7qx.pmo.1.

  pmnet           what waits for you, most urgent first
  pmnet log ID    what happened, step by step

A step is signed by whoever takes it, and stays. pmnet accept says yes to just the lead and the terms that you saw: where
one of them has changed, it says so instead.
"""
)


def clocks() -> Phrase:
    """Which clocks run, with the figures that networks start from."""
    policy = Policy()
    return phrase(
        """Every question has a clock, and silence shows. A network may have other figures: they stand below policy in its
network.yaml, and pmnet help policy explains each. These are the ones that networks start from:

  answer a claim or an offer              {answer_hours} working hours; then it lapses by itself
  disclose the client after accepting     {disclose_hours} working hours
  speak to the client after that          {contact_hours} working hours: pmnet contacted
  say how it goes                         every {progress_days} days: pmnet contacted
  hold a position                         {hold_days} days; then the owner may extend it or take it back:
                                          pmnet extend, release (how often to extend: {hold_extensions})
  protect a lead                          {protection_days} days: pmnet lead extend (how often: {protection_extensions})
  report a win, both of you               {win_report_days} days after the work was to begin: pmnet win
  say when you are free                   counts as fresh for {capacity_fresh_days} days, then as ageing; after
                                          {capacity_stale_days} days it counts no more: pmnet free
  object to a candidate                   {objection_days} days after the last vouch that was needed

Working hours are those from {work_opens}:00 to {work_closes}:00, Monday to Friday, in {time_zone}; the holidays of the
network do not count. A late answer is refused. Whoever let an offer or a claim lapse shows it for {silence_days} days.

  pmnet            your deadlines, the nearest first
  pmnet balance    how fast everybody answers, and what is overdue
""",
        **{name: getattr(policy, name) for name in FIGURES},
    )


FIGURES: Final = (
    *("answer_hours", "disclose_hours", "contact_hours", "progress_days", "hold_days", "hold_extensions"),
    *("protection_days", "protection_extensions", "win_report_days", "capacity_fresh_days", "capacity_stale_days"),
    *("objection_days", "work_opens", "work_closes", "time_zone", "silence_days"),
)
"""The figures of a policy that its clocks are told with."""
