"""What is asked for terms: which are meant, and, for whoever wants to be asked, one part after the other.

Nothing is offered for a part but what somebody typed themselves: no figure is usual.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pmnet import app
from pmnet.cli.guide.form import Question
from pmnet.cli.guide.forms import checks
from pmnet.cli.guide.sameline import text_of
from pmnet.domain.phrase import phrase
from pmnet.rules.terms import BELONGS

if TYPE_CHECKING:
    from pmnet.cli.guide.asker import Terminal

ASK: Final = "ask"
"""The answer for whoever wants to be asked for each part."""

KINDS: Final = {
    "none": phrase("nothing is owed"),
    "one-off": phrase("a sum that is paid once"),
    "percent": phrase("a share of what is billed"),
    "per-day": phrase("a sum for each day that is billed"),
    "subcontract-margin": phrase("a share of what the client is billed, where the owner bills the client"),
    "favour": phrase("no money, but a favour in return"),
}
BASES: Final = {
    "partner-net": phrase("of what the partner bills, net"),
    "first-invoice": phrase("of the first month that is billed, and of nothing after it"),
    "contract-value": phrase("of what the client is billed"),
}
TRIGGERS: Final = {
    "client-paid": phrase("once the client has paid"),
    "invoiced": phrase("once it is billed"),
    "signed": phrase("once the contract is signed"),
}
FOLLOW_UP: Final = {"yes": phrase("it falls under the terms"), "no": phrase("it does not")}
INFORMED: Final = {
    "yes": phrase("the client knows"),
    "no": phrase("the client does not know"),
    "not-needed": phrase("the client need not know"),
}


def _terms(at: Terminal, typed: str) -> str:
    if typed != ASK:
        app.terms.read(typed, at.session.folder, at.context.snapshot(), at.session.now.date())
    return typed


def _figure(field: str) -> checks.Check:
    """The value of a field as it is understood where it is typed in a line."""

    def check(at: Terminal, typed: str) -> str:
        value = app.terms.value_of(field, typed, at.session.now.date())
        app.terms.insist_field(field, value)
        return text_of(value)

    return check


def _text(field: str) -> checks.Check:
    def check(at: Terminal, typed: str) -> str:
        app.terms.insist_field(field, typed)
        return typed

    return check


def _informed(at: Terminal, typed: str) -> str:
    return (
        checks.yes_or_no(at, typed)
        if typed.lower() in (*checks.YES, *checks.NO)
        else checks.one_of(INFORMED)(at, typed)
    )


def _asked(at: Terminal) -> bool:
    return at.answers.get("terms") == ASK


def _of_kind(field: str) -> Callable[[Any], bool]:
    """Asked where terms of the kind that was chosen may have a field."""
    return lambda at: _asked(at) and at.answers.get("terms.kind") in BELONGS[field]


def _after(field: str, *answers: str) -> Callable[[Any], bool]:
    """Asked where a part before was answered, with one of these where any are given."""
    return lambda at: (
        _asked(at)
        and bool(at.answers.get(f"terms.{field}"))
        and (not answers or at.answers[f"terms.{field}"] in answers)
    )


def _part(field: str, text: str, help_: str = "", choices: Mapping[str, str] | None = None, **more: Any) -> Question:
    """A question for one field of terms."""
    when = more.pop("when", None) or (
        _of_kind(field.partition(".")[0]) if field.partition(".")[0] in BELONGS else _asked
    )
    check = more.pop("check", None) or (checks.one_of(choices) if choices else _figure(field))
    return Question(
        key=f"terms.{field}", of="terms", text=text, option="--terms", help=help_, choices=choices or {}, sealed=True,
        when=when, check=check, **more,
    )  # fmt: skip


TERMS: Final = (
    Question(
        key="terms",
        text=phrase("Terms: what is owed for the lead (sealed)"),
        option="--terms",
        kind=f"none|{ASK}|<file>",
        help=phrase(
            "none is a complete answer; ask asks for them part by part. Else a file with terms, what pmnet help terms says in"
            " a line, or an earlier handover of yours, such as 261123-k7qx.pmo.1, whose terms it shall have."
        ),
        sealed=True,
        names=lambda said: not app.terms.in_words(said),
        check=_terms,
    ),
    _part("kind", phrase("What kind of terms"), choices=KINDS, needed=True),
    _part(
        "percent",
        phrase("The share, in percent"),
        phrase("A number from 0 to 100, with two decimals at most; it is between the two of you."),
        needed=True,
    ),
    _part(
        "amount",
        phrase("The sum, net"),
        phrase("Once, for one-off; for each day that is billed, for per-day. It is between the two of you."),
        needed=True,
    ),
    _part("base", phrase("What the share is taken of"), choices=BASES),
    _part(
        "months",
        phrase("For how many billed months"),
        phrase("Left empty, for as long as the work lasts."),
    ),
    _part("cap", phrase("How much at most in all, net"), phrase("Left empty, there is no such limit.")),
    _part("trigger", phrase("What makes a payment fall due"), choices=TRIGGERS),
    _part("due_days", phrase("Within how many days it is paid then"), phrase("A whole number, 0 to 365.")),
    _part(
        "follow_up.included",
        phrase("Does further work for the same client fall under it"),
        choices=FOLLOW_UP,
        check=checks.yes_or_no,
    ),
    _part(
        "follow_up.until",
        phrase("Until when further work does"),
        phrase("A date, or KW 26, Q2 2027, end june 2027. Left empty, without an end."),
        when=_after("follow_up.included", "yes"),
    ),
    _part(
        "protection.months",
        phrase("For how many months the partner leaves the client to the owner"),
        phrase("24 at most. Left empty, nothing is agreed on that."),
    ),
    _part(
        "protection.unit",
        phrase("Which part of the client that is"),
        phrase("The whole of it, a site, a department: in your own words."),
        needed=True,
        when=_after("protection.months"),
        check=_text("protection.unit"),
    ),
    _part("client_informed", phrase("Does the client know of these terms"), choices=INFORMED, check=_informed),
)
"""Which terms; then, one by one, those parts that the kind of terms may have."""
