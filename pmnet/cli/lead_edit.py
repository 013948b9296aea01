"""Correcting one's own lead: by options, or in an editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pmnet import app, cli
from pmnet.cli import confidential
from pmnet.cli.lead_options import (
    Certificates,
    Days,
    End,
    Industry,
    Languages,
    Lead,
    OnePosition,
    Region,
    RemotePercent,
    RespondWithin,
    Skills,
    Start,
    Summary,
    Title,
)
from pmnet.cli.session import Session
from pmnet.domain.phrase import phrase

if TYPE_CHECKING:
    from pmnet.app.members import Written


def edit(
    session: Session,
    lead: Lead,
    title: Title = None,
    summary: Summary = None,
    industry: Industry = None,
    region: Region = None,
    remote_percent: RemotePercent = None,
    start: Start = None,
    end: End = None,
    days: Days = None,
    skill: Skills = None,
    language: Languages = None,
    certificate: Certificates = None,
    position: OnePosition = None,
    mode: Annotated[
        str | None, typer.Option("--mode", metavar="first|choose|invite", help="How positions are given.")
    ] = None,
    respond_within: RespondWithin = None,
) -> Written | None:
    """Correct your own lead: what an option names is replaced, an empty value removes; without options, your editor opens.

    pmnet lead edit k7qx --start "KW 2" --end 31.3.2027 --days 3
    pmnet lead edit k7qx

    --days and --skill are those of the lead's only position, or of the one that --position names.
    """
    context = session.context()
    changes = _said(
        title=title,
        summary=summary,
        industry=industry and app.words.key("industries", industry),
        region=region and app.words.key("regions", region),
        remote_percent=remote_percent,
        start=start and _day(session, start, "--start"),
        end=end and _day(session, end, "--end"),
        languages=_of_each(language, lambda typed: dict(map(app.words.language, typed))),
        certificates=_of_each(certificate, lambda typed: [app.words.key("certificates", one) for one in typed]),
        mode=mode,
        respond_within=respond_within,
    )
    asks = _said(skills=_of_each(skill, lambda typed: [app.words.skill(one) for one in typed]), days_per_week=days)
    if not changes and not asks and position is None:
        return cli.editor.edit_record(session, context, app.editing.draft_of(context, "lead", lead))
    change = app.lead_changes.change(context, lead, changes, position, asks)
    if change.text == change.base:
        session.say(phrase("nothing was changed"))
        return None
    past = app.leads.long_past(changes, session.now.date())
    confidential.insist_meant(session, change.warnings, past)
    return app.lead_changes.send(context, change, past)


def _day(session: Session, typed: str, option: str) -> str:
    found = session.day(typed, option)
    return found.isoformat() if found else ""


def _of_each(typed: list[str] | None, read: Any) -> Any:
    """What was typed for a list as the record holds it; empty where an empty value shall remove it."""
    if typed is None:
        return None
    said = [one for one in typed if one.strip()]
    return read(said) if said else ""


def _said(**values: Any) -> dict[str, Any]:
    """The fields that were named; None stands for one that shall go."""
    return {name: None if value == "" else value for name, value in values.items() if value is not None}
