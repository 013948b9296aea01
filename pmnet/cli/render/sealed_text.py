"""What is sealed, opened, as text: what two partners told each other, and the client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet.app.terms_words import terms_words
from pmnet.cli.render.screen import Fact, Screen
from pmnet.domain.money import figure
from pmnet.domain.phrase import phrase
from pmnet.domain.sealed import Quote

if TYPE_CHECKING:  # each command loads only what it needs itself
    from pmnet.app.confidential import Opened
    from pmnet.domain.sealed import HandoverDocument


def sealed_words(screen: Screen, handover: str, words: HandoverDocument) -> None:
    """What two partners told each other under the seal of a handover, under a title; nothing where they said nothing."""
    if said := words_facts(screen, words):
        screen.line()
        screen.line(phrase("sealed in {handover}", handover=handover), "bold")
        screen.facts(said)


def words_facts(screen: Screen, words: HandoverDocument) -> list[Fact]:
    """What two partners told each other under a seal."""
    quote = words.quote or Quote()
    facts: list[Fact] = [
        (phrase("terms"), terms_words(words.terms)),
        (phrase("other terms, proposed"), terms_words(words.amendment)),
        (phrase("day rate"), quote.day_rate and figure(quote.day_rate)),
        (phrase("days"), quote.days),
        (phrase("from"), quote.start),
        *(
            (phrase("{by}, {at}", by=message.by, at=screen.when(message.at)), message.text)
            for message in words.messages
        ),
        (
            phrase("client"),
            phrase("disclosed")
            if words.client is not None
            else phrase("follows once accepted")
            if words.with_client
            else "",
        ),
    ]
    return [(name, value) for name, value in facts if value]


def _opened(screen: Screen, found: Opened) -> None:
    client = found.client
    screen.line(phrase("{lead}  {title}", lead=found.lead, title=found.title), "bold")
    screen.facts(
        (
            (phrase("client"), client.name),
            (phrase("unit"), client.unit),
            (phrase("address"), client.address),
            (phrase("domain"), client.domain),
            (phrase("register"), client.register),
            (phrase("VAT"), client.vat),
            *(
                (phrase("contact"), ", ".join(part for part in (one.name, one.role, one.email, one.phone) if part))
                for one in client.contacts
            ),
            (phrase("decides"), client.decision_maker),
            (phrase("budget"), client.budget),
            (phrase("rate ceiling"), client.rate_ceiling),
            (phrase("pays"), client.payment_terms),
            (phrase("source"), client.source),
            (phrase("notes"), client.notes),
        )
    )
    if found.document is not None:
        sealed_words(screen, found.handover, found.document)


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {"pmnet.app.confidential.Opened": _opened}
