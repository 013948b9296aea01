"""What is asked for one's own record; keys are fields, as `pmnet member set` takes them."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from pmnet import app
from pmnet.cli.guide.form import Question
from pmnet.cli.guide.forms import checks
from pmnet.cli.guide.forms.handovers import YES_NO
from pmnet.domain.phrase import phrase

if TYPE_CHECKING:
    from pmnet.cli.session import Session


def _question(field: str, text: str, check: checks.Check, kind: str = "", **more: Any) -> Question:
    return Question(key=field, text=text, option=field, check=check, kind=kind, **more)


def _words(field: str, text: str, vocabulary: str, **more: Any) -> Question:
    return _question(field, text, checks.each(checks.key(vocabulary)), f"<{vocabulary}>", **more)


FORMS = {
    "member edit": (
        _question("name", phrase("Your name"), checks.field_of("member", "name"), needed=True),
        _question("email", phrase("Your e-mail"), checks.field_of("member", "email"), needed=True),
        _question(
            "headline",
            phrase("What you stand for, in one line"),
            checks.field_of("member", "headline"),
            help=phrase("At most 120 characters, such as: Programme manager for validated systems in pharma."),
        ),
        _words("roles", phrase("Roles you take, with commas between"), "roles"),
        _question("seniority.years", phrase("Years as a project manager"), checks.whole(0, 60)),
        _question(
            "seniority.largest_budget",
            phrase("The largest budget you have led"),
            checks.key("budget-bands"),
            "<budget-bands>",
        ),
        _question(
            "seniority.largest_team", phrase("The largest team you have led"), checks.key("team-bands"), "<team-bands>"
        ),
        _question(
            "skills",
            phrase("Your skills, with commas between"),
            checks.each(checks.skill),
            "<skills:levels>",
            help=phrase("Each with your level, 1 to 5, after a colon: risk-management:4."),
        ),
        _words("industries", phrase("Industries you know, with commas between"), "industries"),
        _words("methods", phrase("Methods you work by, with commas between"), "methods"),
        _words(
            "certificates",
            phrase("Your certificates, with commas between"),
            "certificates",
            help=phrase("When one was issued and expires, you say later: pmnet certificate add."),
        ),
        _question(
            "languages",
            phrase("Languages you speak, with commas between"),
            checks.each(checks.language),
            "<languages:cefr>",
            help=phrase("Each with your level after a colon: de:native, en:C1."),
        ),
        _question("work_area.base", phrase("Where you live"), checks.key("regions"), "<regions>"),
        _words("work_area.countries", phrase("Regions or countries you work in, with commas between"), "regions"),
        _question("work_area.remote", phrase("Do you work remotely"), checks.yes_or_no, choices=YES_NO),
        _question("work_area.onsite_percent", phrase("How much on site at most, in percent"), checks.whole(0, 100)),
        _question(
            "capacity.days_per_week",
            phrase("Days a week you work at most"),
            checks.whole(0, 7),
            help=phrase("What of that is free, you say with pmnet free."),
        ),
        _question("wants.min_days", phrase("Days a week at least that a lead must have"), checks.whole(0, 7)),
        _words("wants.exclude_industries", phrase("Industries you do not work in, with commas between"), "industries"),
        _words("wants.contract_models", phrase("Contract models you accept, with commas between"), "contract-models"),
    )
}

LAST = {"member edit": lambda at: app.last.member(at.context)}
"""What is offered: what the record says now."""


def edited(session: Session) -> list[str]:
    """What was changed of one's own record, each as `FIELD=VALUE`; the line that says the same becomes that of `member set`."""
    guide = session.guide
    assert guide is not None
    before = app.last.member(session.ready_context())
    answers = guide.ask(guide.questions, {}, standing=before)
    settings = [f"{field}={said}" for field, said in answers.items() if said != before.get(field, "")]
    guide.line = shlex.join(["pmnet", "member", "set", *settings])
    return settings
