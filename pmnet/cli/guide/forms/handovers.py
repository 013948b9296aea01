"""What is asked for a claim and for an offer."""

from __future__ import annotations

from pmnet import app
from pmnet.cli.guide.form import Question
from pmnet.cli.guide.forms import checks
from pmnet.cli.guide.forms.terms import TERMS
from pmnet.domain.phrase import phrase


def _lead(which: str, check: checks.Check) -> Question:
    return Question(key="lead", text=which, option="LEAD", needed=True, check=check)


POSITION = Question(
    key="position",
    text=phrase("Which position"),
    option="--position",
    help=phrase("A role of the lead that is still to fill."),
    needed=True,
    check=checks.position,
    when=lambda at: at.newest(lambda: app.handovers.must_choose(at.context, at.answers["lead"])),
)
MESSAGE = Question(
    key="message",
    text=phrase("What you tell them (sealed)"),
    option="--message",
    help=phrase("Only the two of you can open it; @FILE takes a longer text from a file."),
    sealed=True,
    check=checks.sealed,
)
YES_NO = {"yes": phrase("it does"), "no": phrase("it does not")}

FORMS = {
    "claim": (
        _lead(phrase("Which lead"), checks.lead_of_others),
        POSITION,
        MESSAGE,
        Question(
            key="rate",
            text=phrase("Your day rate (sealed)"),
            option="--rate",
            help=phrase("The figure alone, such as 950 or 950.00."),
            sealed=True,
            check=lambda _, typed: str(app.books.amount(typed, "--rate")),
        ),
        Question(
            key="days",
            text=phrase("How many days you think it takes (sealed)"),
            option="--days",
            sealed=True,
            check=checks.whole(1, 9999),
            value=int,
        ),
        Question(
            key="start",
            text=phrase("From when on you can (sealed)"),
            option="--from",
            help=phrase("A date, or KW 2, Q1 2027, in 2 weeks, next monday."),
            sealed=True,
            check=checks.day("--from"),
        ),
        *TERMS,
    ),
    "offer": (
        _lead(phrase("Which lead of yours"), checks.lead_of_mine),
        Question(
            key="member",
            text=phrase("Who shall take it"),
            option="MEMBER",
            help=phrase("A member's short name or name; pmnet match LEAD says who fits."),
            needed=True,
            check=checks.member,
        ),
        POSITION,
        MESSAGE,
        *TERMS,
        Question(
            key="with_client",
            text=phrase("Shall the client be opened to them by itself once they accept"),
            option="--with-client",
            choices=YES_NO,
            help=phrase("Otherwise you do that yourself: pmnet disclose."),
            check=checks.yes_or_no,
            when=lambda at: app.leads.find(at.context, at.answers["lead"]).sealed is not None,
            value=lambda typed: typed == "yes",
        ),
    ),
}

LAST = {
    "claim": lambda at: {"terms": "none"} | app.last.claim(at.context),
    "offer": lambda at: {"terms": "none", "with_client": "no"} | app.last.offer(at.context),
}
"""What is offered: what one proposed the last time."""
