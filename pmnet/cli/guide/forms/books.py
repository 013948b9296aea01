"""What is asked for a month's bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmnet import app
from pmnet.cli.guide.form import Question
from pmnet.cli.guide.forms import checks
from pmnet.domain.money import days_text
from pmnet.domain.phrase import phrase

if TYPE_CHECKING:
    from pmnet.cli.guide.asker import Terminal


def _handover(at: Terminal, typed: str) -> str:
    return at.newest(lambda: app.handovers.find(at.context, "bill", typed)).id


FORMS = {
    "bill": (
        Question(
            key="handover",
            text=phrase("What you bill: a handover, or its lead"),
            option="HANDOVER",
            help=phrase("One that you have won."),
            needed=True,
            check=_handover,
        ),
        Question(
            key="month",
            text=phrase("Which month, such as 2027-01"),
            option="--month",
            help=phrase("2027-01, 01/2027 or Januar 2027."),
            needed=True,
            check=lambda _, typed: app.books.month(typed),
        ),
        Question(
            key="days",
            unless=("cancel",),
            text=phrase("How many days"),
            option="--days",
            help=phrase("Days worked, whole or half; sealed to the two of you."),
            needed=True,
            sealed=True,
            check=lambda _, typed: days_text(app.books.days(typed)),
        ),
        Question(
            key="amount",
            unless=("cancel",),
            text=phrase("What you bill, net"),
            option="--amount",
            help=phrase("For the whole month; sealed to the two of you."),
            needed=True,
            sealed=True,
            check=lambda _, typed: typed if typed.startswith("@") else str(app.books.amount(typed)),
        ),
        Question(
            key="client_net",
            unless=("cancel",),
            text=phrase("What the client is billed, net"),
            option="--client-net",
            help=phrase("Where you know it, and the terms ask for it; sealed to the two of you."),
            sealed=True,
            check=lambda _, typed: str(app.books.amount(typed, "--client-net")),
        ),
        Question(
            key="invoice",
            unless=("cancel",),
            text=phrase("The number of the invoice"),
            option="--invoice",
            help=phrase("As it stands on it; sealed to the two of you."),
            sealed=True,
            check=checks.sealed,
        ),
    )
}


def _last(at: Terminal) -> dict[str, str]:
    if "handover" not in at.answers:
        return {"handover": app.last.won(at.context)}
    return app.last.bill(at.context, app.handovers.find(at.context, "bill", at.answers["handover"]))


LAST = {"bill": _last}
"""What is offered: the month that comes next, with the figures of the one before."""
