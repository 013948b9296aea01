"""The books of a handover as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pmnet.app.terms_words import terms_words
from pmnet.app.views import BookView
from pmnet.cli.render.screen import Screen
from pmnet.domain.money import ZERO, days_text, figure
from pmnet.domain.phrase import phrase
from pmnet.rules.books import Book, by_month

HEADINGS = (
    phrase("month"),
    phrase("days"),
    phrase("net"),
    phrase("share"),
    phrase("due"),
    phrase("settled"),
    phrase("paid"),
    phrase("open"),
    phrase("invoice"),
)


def _books(screen: Screen, views: list[BookView]) -> None:
    """Several handovers' books, one after the other."""
    for number, view in enumerate(views):
        if number:
            screen.line()
        _book(screen, view)


def _book(screen: Screen, view: BookView) -> None:
    """What stands month by month, the totals, and what does not follow."""
    screen.line(phrase("{handover}  {title}", handover=view.handover.id, title=view.title), "bold")
    unsent = "" if view.sent else phrase(", not sent yet")
    screen.facts(
        (
            (phrase("owner"), view.handover.owner),
            (phrase("partner"), view.handover.partner),
            (phrase("state"), phrase("{state}{unsent}", state=view.state, unsent=unsent)),
            (phrase("terms"), terms_words(view.terms)),
        )
    )
    if view.closed:
        screen.line(phrase("the figures cannot be read: {closed}", closed=view.closed), "yellow")
    if not view.dates:
        screen.line(phrase("nothing is billed yet"))
    elif view.book is None:
        rows = (
            (found.month, found.billed, found.due, found.settled or "", found.word) for found in view.dates.values()
        )
        screen.rows((phrase("month"), phrase("billed"), phrase("due"), phrase("settled"), ""), rows)
    else:
        months = [*_months(view, view.book), _total(view.book)]
        screen.rows(HEADINGS, _aligned([[screen.said(cell) for cell in row] for row in months]))
    for doubt in view.book.doubts if view.book is not None else ():
        screen.line(phrase("careful: {month}: {text}", month=doubt.month, text=doubt.text), "yellow")


def _months(view: BookView, found: Book) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for month in by_month(found):
        billed, dates = month.billed, view.dates.get(month.month)
        net = (figure(billed.days), figure(billed.partner_net)) if billed else (0, ZERO)
        due, word = (dates.due, dates.word) if dates else (None, "")
        settled = phrase("{day} {word}", day=dates.settled, word=word) if dates and dates.settled else word
        invoice = billed.invoice if billed else None
        rows.append((month.month, *net, month.share, due, settled, month.settled, month.open, invoice))
    return rows


def _total(found: Book) -> tuple[object, ...]:
    days = figure(days_text(found.days))
    return phrase("total"), days, found.partner_net, found.share, "", "", found.share - found.open, found.open, ""


def _aligned(rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The rows with their figures one below the other."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    figures = {HEADINGS.index(name) for name in ("days", "net", "share", "paid", "open")}
    return [
        tuple(cell.rjust(widths[column]) if column in figures else cell for column, cell in enumerate(row))
        for row in rows
    ]


TEXTS: Mapping[str, Callable[[Screen, Any], None]] = {"pmnet.app.views.BookView": _book}
LISTS: Mapping[str, Callable[[Screen, list[Any]], None]] = {"pmnet.app.views.BookView": _books}
