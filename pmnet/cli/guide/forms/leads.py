"""What is asked for a new lead, and for its client where that is said later."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pmnet import app
from pmnet.cli.guide.asker import nothing_known
from pmnet.cli.guide.form import Question
from pmnet.cli.guide.forms import checks
from pmnet.domain.phrase import phrase

if TYPE_CHECKING:
    from pmnet.cli.guide.asker import Terminal
    from pmnet.cli.session import Session

MODES = {
    "first": phrase("the first who asks holds a position until you answer"),
    "choose": phrase("several may ask, and you choose"),
    "invite": phrase("nobody asks: you offer it to whom you want"),
}


def _has_client(at: Terminal) -> bool:
    return bool(at.answers.get("client"))


SEALED = (
    Question(
        key="client",
        text=phrase("Who the client is (sealed)"),
        option="--client",
        help=phrase("Only you can open it, until you accept a partner. It can be said later: pmnet lead seal."),
        sealed=True,
        check=checks.sealed,
    ),
    Question(
        key="contact",
        text=phrase("Whom to talk to there (sealed)"),
        option="--contact",
        help=phrase("Name, role, e-mail and phone, with commas between."),
        sealed=True,
        check=checks.sealed,
        when=_has_client,
        value=lambda typed: [typed],
    ),
    Question(
        key="budget",
        text=phrase("What the client can pay (sealed)"),
        option="--budget",
        help=phrase("In your own words."),
        sealed=True,
        check=checks.sealed,
        when=_has_client,
    ),
    Question(
        key="note",
        text=phrase("What else your partner must know (sealed)"),
        option="--note",
        help=phrase("In your own words; @FILE takes a longer text from a file."),
        sealed=True,
        check=checks.sealed,
        when=_has_client,
    ),
)
"""Who the client is, and what else goes under the seal."""

FORMS = {
    "lead add": (
        Question(
            key="title",
            text=phrase("What is needed, without naming the client"),
            option="--title",
            help=phrase("The whole network reads it, for good: name nobody in it."),
            needed=True,
            check=checks.field_of("lead", "title"),
            unless=("file", "edit_first"),
        ),
        Question(
            key="summary",
            text=phrase("What it is about, without naming anybody"),
            option="--summary",
            help=phrase("A few sentences that the whole network reads, for good."),
            check=checks.field_of("lead", "summary"),
        ),
        Question(
            key="position",
            text=phrase("Roles to fill, with commas between"),
            option="--position",
            help=phrase(
                "Left empty, it is one project manager. A title of your own comes after a colon: pmo:PMO lead."
            ),
            check=checks.each(checks.role),
            value=checks.parts,
        ),
        Question(
            key="skill",
            text=phrase("Skills it takes, with commas between"),
            option="--skill",
            help=phrase("Each with the level it takes at least, 1 to 5, after a colon: risk-management:4."),
            check=checks.each(checks.skill),
            value=checks.parts,
        ),
        Question(
            key="days",
            text=phrase("Days a week"),
            option="--days",
            help=phrase("How many days a week each role takes."),
            check=checks.whole(1, 7),
            value=int,
        ),
        Question(
            key="start",
            text=phrase("First day"),
            option="--start",
            help=phrase("A date, or KW 2, Q1 2027, in 2 weeks, next monday."),
            check=checks.first_day,
        ),
        Question(
            key="end",
            text=phrase("Last day"),
            option="--end",
            help=phrase("A date, or KW 26, Q2 2027, end june 2027."),
            check=checks.last_day,
        ),
        Question(
            key="region",
            text=phrase("Where it is"),
            option="--region",
            help=phrase("A region of Germany, Austria or Switzerland, or a country."),
            check=checks.key("regions"),
        ),
        Question(
            key="remote_percent",
            text=phrase("How much of it can be done from elsewhere, in percent"),
            option="--remote-percent",
            help=phrase("0 means always on site, 100 never."),
            check=checks.whole(0, 100),
            value=int,
        ),
        Question(
            key="industry",
            text=phrase("Industry"),
            option="--industry",
            help=phrase("A two-digit division of NACE Rev. 2.1 / WZ 2025, or what it is called."),
            check=checks.key("industries"),
        ),
        Question(
            key="language",
            text=phrase("Languages it takes, with commas between"),
            option="--language",
            help=phrase("Each with the level it takes at least, after a colon: de:C1."),
            check=checks.each(checks.language),
            value=checks.parts,
        ),
        Question(
            key="certificate",
            text=phrase("Certificates it takes, with commas between"),
            option="--certificate",
            help=phrase("Whoever has none of that kind that is valid does not fit."),
            check=checks.each(checks.key("certificates")),
            value=checks.parts,
        ),
        Question(
            key="mode",
            text=phrase("How it is given away"),
            option="--mode",
            choices=MODES,
            check=checks.one_of(MODES),
        ),
        *SEALED,
    ),
    "lead seal": SEALED,
}
"""The public half first; then what goes under the seal."""

LAST = {"lead add": lambda at: {"mode": "first"} | app.last.lead(at.context), "lead seal": nothing_known}
"""What is offered: what one's last lead says of itself."""


def sealed(session: Session, lead: str) -> dict[str, Any]:
    """What was answered about the client of a lead that is named already; raises Usage where nobody can be asked."""
    guide = session.guide
    assert guide is not None
    guide.about = lead
    questions = [replace(question, needed=question.key == "client") for question in guide.questions]
    found: dict[str, Any] = guide.complete(questions, {})
    return found
