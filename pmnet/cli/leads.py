"""Commands about leads, and finding."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from pmnet.app import editing, find, leads
from pmnet.app.members import Written
from pmnet.app.views import LeadView
from pmnet.cli.command import command
from pmnet.cli.editor import edit_new_lead, edit_record
from pmnet.cli.session import Session
from pmnet.errors import NotFound, Usage
from pmnet.rules.match import Question
from pmnet.rules.positions import LeadState
from pmnet.store.files import load

Lead = Annotated[str, typer.Argument(metavar="ID", help="A lead: id, its beginning, or its last four characters.")]
Skills = Annotated[
    list[str] | None, typer.Option("--skill", metavar="SKILL[:LEVEL]", help="A skill, with the level at least.")
]
Industry = Annotated[str | None, typer.Option("--industry", metavar="DIVISION", help="Two-digit division or its name.")]
Languages = Annotated[
    list[str] | None, typer.Option("--language", metavar="de:C1", help="A language, with the level at least.")
]
Certificates = Annotated[list[str] | None, typer.Option("--certificate", metavar="C", help="A certificate.")]
Region = Annotated[
    str | None, typer.Option("--region", metavar="R", help="Region or country, such as DE-HE or Hessen.")
]
Days = Annotated[int | None, typer.Option("--days", min=1, max=7, help="Days a week.")]


def declare(app: typer.Typer) -> None:
    """Add these commands."""
    lead = typer.Typer(help="Leads: add, list, show, edit, close.", no_args_is_help=True)
    app.add_typer(lead, name="lead")
    for name, function, writes in (
        ("add", add, True),
        ("list", listing, False),
        ("show", show, False),
        ("edit", edit, True),
        ("close", close, True),
    ):
        command(lead, name, writes=writes)(function)
    command(app, "find")(search)


def add(
    session: Session,
    title: Annotated[str | None, typer.Option("--title", metavar="T", help="What is needed; names nobody.")] = None,
    summary: Annotated[
        str | None, typer.Option("--summary", metavar="T", help="What it is about; names nobody.")
    ] = None,
    industry: Industry = None,
    region: Region = None,
    remote_percent: Annotated[
        int | None, typer.Option("--remote-percent", min=0, max=100, help="Share of remote work.")
    ] = None,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="First day.")] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help="Last day.")] = None,
    days: Days = None,
    skill: Skills = None,
    language: Languages = None,
    certificate: Certificates = None,
    position: Annotated[
        list[str] | None, typer.Option("--position", metavar="KEY[:TITLE]", help="A role to fill; repeat for a team.")
    ] = None,
    mode: Annotated[
        str, typer.Option("--mode", metavar="first|choose|invite", help="How positions are given.")
    ] = "first",
    respond_within: Annotated[
        int | None,
        typer.Option("--respond-within", metavar="HOURS", min=1, max=80, help="Working hours within which you answer."),
    ] = None,
    file: Annotated[Path | None, typer.Option("--file", metavar="FILE", help="The fields of the lead as YAML.")] = None,
    edit_first: Annotated[bool, typer.Option("--edit", help="See and complete it in your editor first.")] = False,
) -> Written | None:
    """Add a lead you cannot serve alone. Title and summary are public to the network: name nobody in them.

    pmnet lead add --title "PMO lead for a plant start-up" --skill pmo-setup:4 --days 3 --start 2027-01-11 --region DE-HE
    """
    context = session.context()
    content: dict[str, Any] = _from_file(session, file) if file else {}
    if not edit_first and not file:
        title = session.ask("What is needed, without naming the client", "--title", value=title)
    wishes = [leads.skill_wish(typed) for typed in skill or ()]
    positions = [leads.position(typed, wishes, days) for typed in position or ()]
    begins, ends = session.day(start, "--start"), session.day(end, "--end")
    content |= _said(
        title=title,
        summary=summary,
        industry=leads.term_key("industries", industry),
        region=leads.term_key("regions", region),
        remote_percent=remote_percent,
        start=begins.isoformat() if begins else None,
        end=ends.isoformat() if ends else None,
        languages=dict(leads.language_wish(typed) for typed in language or ()) or None,
        certificates=[leads.term_key("certificates", typed) for typed in certificate or ()] or None,
        positions=positions
        or content.get("positions")
        or [leads.position("project-manager", wishes, days) | {"key": "pm"}],
        mode=mode if mode != "first" else content.get("mode", "first"),
        respond_within=respond_within,
    )
    return edit_new_lead(session, context, content) if edit_first else leads.add(context, content)


def listing(
    session: Session,
    mine: Annotated[bool, typer.Option("--mine", help="Your own, in every state.")] = False,
    state: Annotated[
        str | None, typer.Option("--state", metavar="open|held|filled|closed|expired", help="In that state.")
    ] = None,
) -> list[LeadView]:
    """List leads, newest first; closed and expired ones only when asked for."""
    if state is not None and state not in list(LeadState):
        raise Usage(f"there is no state {state!r}", f"one of: {', '.join(LeadState)}")
    return leads.listing(session.context(), mine, state)


def show(session: Session, lead: Lead) -> LeadView:
    """Show one lead, its positions and who holds them."""
    return leads.show(session.context(), lead)


def edit(session: Session, lead: Lead) -> Written | None:
    """Edit your own lead in your editor."""
    context = session.context()
    return edit_record(session, context, editing.draft_of(context, "lead", lead))


def close(
    session: Session,
    lead: Lead,
    reason: Annotated[str | None, typer.Option("--reason", metavar="R", help="See pmnet help close-reasons.")] = None,
) -> Written:
    """Close your own lead for a reason."""
    why = session.ask("Why (filled, client-withdrew, postponed, duplicate, mistake, other)", "--reason", value=reason)
    return leads.close(session.context(), lead, why)


def search(
    session: Session,
    text: Annotated[list[str] | None, typer.Argument(metavar="[TEXT]", help="Words to look for.")] = None,
    skill: Skills = None,
    industry: Industry = None,
    language: Languages = None,
    certificate: Certificates = None,
    role: Annotated[str | None, typer.Option("--role", metavar="R", help="A role, such as pmo-lead.")] = None,
    region: Region = None,
    remote: Annotated[bool, typer.Option("--remote", help="Works remotely.")] = False,
    start: Annotated[str | None, typer.Option("--from", metavar="DATE", help="Free from that day.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Free until that day.")] = None,
    days: Days = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 10,
    open_leads: Annotated[bool, typer.Option("--leads", help="Look for open leads instead of members.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Every point is explained anyway.", hidden=True)] = False,
) -> list[find.FoundMember] | list[find.FoundLead]:
    """Find who can do it and is free, or with --leads the open leads; every point is explained.

    pmnet find --skill risk-management:4 --language de:C1 --days 3 --from 2027-01-11
    """
    question = Question(
        text=" ".join(text or ()),
        skills=tuple(
            (wish["skill"], _asked_level(typed, wish))
            for typed, wish in ((t, leads.skill_wish(t)) for t in skill or ())
        ),
        industry=leads.term_key("industries", industry) or "",
        languages=tuple(_asked_language(typed) for typed in language or ()),
        certificates=tuple(leads.term_key("certificates", typed) or "" for typed in certificate or ()),
        role=leads.term_key("roles", role) or "",
        region=leads.term_key("regions", region) or "",
        remote=remote,
        start=session.day(start, "--from"),
        end=session.day(end, "--to"),
        days=days,
    )
    if question.start and question.end and question.end < question.start:
        raise Usage(f"--to {question.end} lies before --from {question.start}")
    context = session.context()
    return find.leads(context, question, limit) if open_leads else find.members(context, question, limit)


def _asked_level(typed: str, wish: dict[str, Any]) -> int:
    """The level that was asked for; any level where none was named."""
    return int(wish["level"]) if ":" in typed else 1


def _asked_language(typed: str) -> tuple[str, str]:
    tag, level = leads.language_wish(typed)
    return tag, level if ":" in typed else "A1"


def _said(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _from_file(session: Session, file: Path) -> dict[str, Any]:
    place = session.folder / file
    if not place.is_file():
        raise NotFound(f"there is no file {file}")
    return load(place.read_bytes(), str(file)).content
