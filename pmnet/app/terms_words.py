"""What terms say, in one line."""

from __future__ import annotations

from typing import Final

from pmnet.domain.money import figure
from pmnet.domain.phrase import counted, listed, phrase
from pmnet.domain.sealed import FollowUp, Terms

WORDS: Final = {
    str(word): word
    for word in (
        phrase("none"),
        phrase("one-off"),
        phrase("percent"),
        phrase("per-day"),
        phrase("subcontract-margin"),
        phrase("favour"),
        phrase("partner-net"),
        phrase("first-invoice"),
        phrase("contract-value"),
        phrase("client-paid"),
        phrase("invoiced"),
        phrase("signed"),
        phrase("yes"),
        phrase("no"),
        phrase("not-needed"),
    )
}
"""The words that terms are recorded in, as they are said."""


def _word(recorded: str) -> str:
    return WORDS.get(recorded, recorded)


def terms_words(found: Terms | None) -> str:
    """All that terms say in one line: `percent 10 % of partner-net, once client-paid`; empty where nothing is said."""
    if found is None:
        return ""
    share = phrase("{percent} %", percent=figure(found.percent)) if found.percent else ""
    amount = phrase("{amount}", amount=figure(found.amount)) if found.amount else ""
    base = phrase("of {base}", base=_word(found.base)) if found.base else ""
    months = counted(found.months, "for {n} month", "for {n} months") if found.months else ""
    cap = phrase("at most {cap}", cap=figure(found.cap)) if found.cap else ""
    paid = phrase("once {trigger}", trigger=_word(found.trigger)) if found.trigger else ""
    due = counted(found.due_days, "due within {n} day", "due within {n} days") if found.due_days is not None else ""
    kept = (
        counted(
            found.protection.months,
            "client protected for {n} month ({unit})",
            "client protected for {n} months ({unit})",
            unit=found.protection.unit,
        )
        if found.protection
        else ""
    )
    later = _follow_up_words(found.follow_up)
    informed = (
        phrase("client informed: {client_informed}", client_informed=_word(found.client_informed))
        if found.client_informed
        else ""
    )
    own = [f"{name}: {value}" for name, value in found.extra.items()]
    first = listed(filter(None, (_word(found.kind), share or amount, base)), " ")
    return listed(part for part in (first, months, cap, paid, due, later, kept, informed, *own) if part)


def _follow_up_words(found: FollowUp | None) -> str:
    if found is None:
        return ""
    until = phrase(" until {until}", until=found.until) if found.until else ""
    return (
        phrase("follow-up work included{until}", until=until)
        if found.included
        else phrase("follow-up work not included")
    )
