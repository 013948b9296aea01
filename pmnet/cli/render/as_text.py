"""Results as text for people, chosen by the result's type."""

from __future__ import annotations

from typing import Any

from pmnet.cli.render import (
    acts_text,
    balance_text,
    books_text,
    doctor_text,
    evidence_text,
    found_text,
    handovers_text,
    keys_text,
    leads_text,
    leaving_text,
    members_text,
    network_text,
    news_text,
    overviews_text,
    pages_text,
    sealed_text,
    team_text,
    trust_text,
    welcome_text,
    written_text,
)
from pmnet.cli.render.kinds import kind_of
from pmnet.cli.render.screen import Screen
from pmnet.cli.session import Session
from pmnet.domain.phrase import phrase

TEXTS = {
    **members_text.TEXTS,
    **leads_text.TEXTS,
    **handovers_text.TEXTS,
    **books_text.TEXTS,
    **acts_text.TEXTS,
    **written_text.TEXTS,
    **sealed_text.TEXTS,
    **evidence_text.TEXTS,
    **network_text.TEXTS,
    **trust_text.TEXTS,
    **keys_text.TEXTS,
    **balance_text.TEXTS,
    **leaving_text.TEXTS,
    **team_text.TEXTS,
    **welcome_text.TEXTS,
    **doctor_text.TEXTS,
    **overviews_text.TEXTS,
    **pages_text.TEXTS,
    **news_text.TEXTS,
}
LISTS = {
    **members_text.LISTS,
    **leads_text.LISTS,
    **handovers_text.LISTS,
    **books_text.LISTS,
    **found_text.LISTS,
    **network_text.LISTS,
    **balance_text.LISTS,
}


def print_text(session: Session, result: Any) -> None:
    """Print a result for people."""
    screen = Screen(session)
    if not isinstance(result, list):
        TEXTS[kind_of(result)](screen, result)
    elif result:
        LISTS[kind_of(result[0])](screen, result)
    else:
        screen.line(phrase("nothing found"))
