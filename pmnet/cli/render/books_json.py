"""The books of a handover as JSON: what everybody sees of each month, and the figures for its two partners."""

from __future__ import annotations

from typing import Any

from pmnet.app.views import BookView
from pmnet.domain.codec import to_mapping
from pmnet.domain.money import days_text
from pmnet.rules.books import Book, Month, by_month
from pmnet.rules.punctuality import Dates


def book_json(view: BookView) -> dict[str, Any]:
    """The months of a handover; with `figures` false, they are dates and nothing else."""
    handover = view.handover
    about = {
        "id": handover.id,
        "lead": handover.lead,
        "position": handover.position,
        "title": view.title,
        "owner": handover.owner,
        "partner": handover.partner,
        "state": view.state,
        "figures": view.book is not None,
        "closed": view.closed or None,
    }
    if view.book is None:
        return about | {"months": [_dates(found) for found in view.dates.values()]}
    return about | {
        "terms": to_mapping(view.terms) if view.terms is not None else None,
        "months": [_month(month, view.dates.get(month.month)) for month in by_month(view.book)],
        "total": _total(view.book),
        "doubts": [{"month": doubt.month, "text": doubt.text} for doubt in view.book.doubts],
        "entries": [to_mapping(entry) for entry in view.entries],
    }


def _dates(found: Dates) -> dict[str, Any]:
    return {
        "month": found.month,
        "billed": found.billed.isoformat(),
        "due": found.due.isoformat() if found.due else None,
        "settled": found.settled.isoformat() if found.settled else None,
        "punctuality": found.word,
    }


def _month(month: Month, found: Dates | None) -> dict[str, Any]:
    billed = month.billed
    figures = {
        "days": billed.days if billed else "0",
        "partner_net": billed.partner_net if billed else "0.00",
        "client_net": billed.client_net if billed else None,
        "invoice": billed.invoice if billed else None,
        "share": str(month.share),
        "paid": str(month.settled),
        "open": str(month.open),
    }
    return (_dates(found) if found else {"month": month.month}) | figures


def _total(book: Book) -> dict[str, Any]:
    return {
        "days": days_text(book.days),
        "partner_net": str(book.partner_net),
        "share": str(book.share),
        "paid": str(book.share - book.open),
        "open": str(book.open),
    }
