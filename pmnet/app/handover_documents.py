"""The sealed half of a handover: what its two partners tell each other. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pmnet.domain.codec import from_mapping
from pmnet.domain.phrase import phrase
from pmnet.domain.records import Handover
from pmnet.domain.sealed import HandoverDocument, Message, Quote, Terms, digest_in, name_in
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict
from pmnet.rules.standing import standing


def sealed_in(snapshot: Snapshot, record: Handover) -> HandoverDocument:
    """The sealed half of a handover as it is; an empty one where nothing was sealed yet.

    Raises Conflict where its terms are not those whose digest both sign for: nobody agrees to what they did not read.
    """
    found = snapshot.document(name_in(record)) if digest_in(record) is not None else None
    document = found if isinstance(found, HandoverDocument) else HandoverDocument(record.lead, record.id)
    if (document.terms.digest if document.terms is not None else None) != standing(record).terms:
        raise Conflict(
            phrase("the terms that can be read in {record} are not those it asks you to sign for", record=record.id),
            phrase("do not agree to it: pmnet decline {record} --reason unclear", record=record.id),
        )
    return document


def first_words(lead: str, handover: str, actor: str, at: datetime, said: Mapping[str, Any]) -> HandoverDocument:
    """The sealed half of a handover that begins."""
    begun = HandoverDocument(lead, handover, with_client=bool(said.get("with_client")))
    return with_words(begun, actor, at, said)


def with_words(document: HandoverDocument, actor: str, at: datetime, said: Mapping[str, Any]) -> HandoverDocument:
    """A sealed half with what somebody says now: a message, a quote, terms."""
    text = said.get("message")
    return replace(
        document,
        terms=from_mapping(Terms, said["terms"]) if said.get("terms") else document.terms,
        quote=from_mapping(Quote, said["quote"]) if said.get("quote") else document.quote,
        messages=(*document.messages, Message(actor, at, text)) if text else document.messages,
    )
