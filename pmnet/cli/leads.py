"""Commands about leads, and finding."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pmnet import app, cli
from pmnet.cli import confidential, lead_edit
from pmnet.cli.command import command
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
from pmnet.domain.phrase import either, phrase
from pmnet.errors import Usage

if TYPE_CHECKING:
    from pmnet.app.find import FoundLead, FoundMember, Wanted
    from pmnet.app.match import Ranking
    from pmnet.app.members import Written
    from pmnet.app.views import LeadView
    from pmnet.rules.staffing import Staffing
    from pmnet.store.index.reading import Index


def declare(program: typer.Typer) -> None:
    """Add these commands."""
    lead = typer.Typer(help="Leads: add, list, show, edit, seal, extend, close, erase.", no_args_is_help=True)
    program.add_typer(lead, name="lead")
    command(lead, "add", writes=True, asks=True)(add)
    for name, function, writes in (
        ("list", listing, False),
        ("show", show, False),
        ("edit", lead_edit.edit, True),
        ("close", close, True),
        ("extend", extend, True),
    ):
        command(lead, name, writes=writes)(function)
    confidential.declare(program, lead)
    command(program, "find")(search)
    command(program, "match")(match)
    command(program, "team")(team)


def add(
    session: Session,
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
    position: Annotated[
        list[str] | None, typer.Option("--position", metavar="KEY[:TITLE]", help="A role to fill; repeat for a team.")
    ] = None,
    mode: Annotated[
        str, typer.Option("--mode", metavar="first|choose|invite", help="How positions are given.")
    ] = "first",
    respond_within: RespondWithin = None,
    file: Annotated[Path | None, typer.Option("--file", metavar="FILE", help="The fields of the lead as YAML.")] = None,
    edit_first: Annotated[bool, typer.Option("--edit", help="See and complete it in your editor first.")] = False,
    client: confidential.Client = None,
    unit: confidential.Unit = None,
    register: confidential.Register = None,
    vat: confidential.Vat = None,
    domain: confidential.Domain = None,
    address: confidential.Address = None,
    contact: confidential.Contacts = None,
    decision_maker: confidential.DecisionMaker = None,
    budget: confidential.Budget = None,
    rate_ceiling: confidential.RateCeiling = None,
    payment_terms: confidential.PaymentTerms = None,
    source: confidential.Source = None,
    note: confidential.Note = None,
) -> Written | None:
    """Add a lead you cannot serve alone. Title and summary are public to the network: name nobody in them.

    What you say of the client goes under a seal that only you can open, until you accept a partner.

    pmnet lead add --title "PMO lead" --skill pmo-setup:4 --days 3 --client @-
    """
    context = session.context()
    sealed = confidential.said(
        session,
        name=client,
        unit=unit,
        register=register,
        vat=vat,
        domain=domain,
        address=address,
        contacts=contact,
        decision_maker=decision_maker,
        budget=budget,
        rate_ceiling=rate_ceiling,
        payment_terms=payment_terms,
        source=source,
        notes=note,
    )
    content: dict[str, Any] = app.leads.from_file(session.folder / file) if file else {}
    language_of_all = context.snapshot().network.language
    positions = app.leads.positions(position or (), skill or (), days, content.get("positions"), language_of_all)
    begins, ends = session.day(start, "--start"), session.day(end, "--end")
    content |= _said(
        title=title,
        summary=summary,
        industry=app.words.key("industries", industry),
        region=app.words.key("regions", region),
        remote_percent=remote_percent,
        start=begins and begins.isoformat(),
        end=ends and ends.isoformat(),
        languages=dict(app.words.language(typed) for typed in language or ()) or None,
        certificates=[app.words.key("certificates", typed) for typed in certificate or ()] or None,
        positions=positions,
        mode=mode if mode != "first" else content.get("mode", "first"),
        respond_within=respond_within,
    )
    if edit_first:
        return cli.editor.edit_new_lead(session, context, content, sealed)
    warnings, past = app.leads.warnings(content, sealed), app.leads.long_past(content, session.now.date())
    confidential.insist_meant(session, warnings, past)
    written = app.leads.add(context, content, sealed, [*warnings, *past])
    if file and not session.dry_run:
        cli.editor.forget_kept(context, session.folder / file)
    return written


def listing(
    session: Session,
    mine: Annotated[bool, typer.Option("--mine", help="Your own, in every state.")] = False,
    state: Annotated[
        str | None, typer.Option("--state", metavar="open|held|filled|closed|expired", help="In that state.")
    ] = None,
) -> list[LeadView]:
    """List leads, newest first; closed and expired ones only when asked for.

    pmnet lead list --state open
    pmnet lead list --mine
    """
    return app.leads.listing(session.context(), mine, state)


def show(session: Session, lead: Lead) -> LeadView:
    """Show one lead, its positions and who holds them.

    pmnet lead show k7qx
    """
    return app.leads.show(session.context(), lead)


def close(
    session: Session,
    lead: Lead,
    reason: Annotated[str | None, typer.Option("--reason", metavar="R", help="See pmnet help close-reasons.")] = None,
) -> Written:
    """Close your own lead for a reason.

    pmnet lead close k7qx --reason filled
    """
    why = session.ask(
        phrase("Why (filled, client-withdrew, postponed, duplicate, mistake, other)"),
        "--reason",
        value=reason,
        check=_is_reason,
        kind="<close-reasons>",
    )
    return app.leads.close(session.context(), lead, why)


def extend(session: Session, lead: Lead) -> Written:
    """Protect your own lead for longer, as often as the policy allows and while it is protected.

    pmnet lead extend k7qx
    """
    return app.leads.extend(session.context(), lead)


def _is_reason(typed: str) -> str:
    return app.words.reason("close", typed)


def search(
    session: Session,
    text: Annotated[list[str] | None, typer.Argument(metavar="[TEXT]", help="Words to look for.")] = None,
    skill: Skills = None,
    should: Annotated[
        list[str] | None,
        typer.Option("--should", metavar="SKILL[:LEVEL]", help="A skill that is no must, but gives points."),
    ] = None,
    industry: Industry = None,
    language: Languages = None,
    certificate: Certificates = None,
    role: Annotated[str | None, typer.Option("--role", metavar="R", help="A role, such as pmo-lead.")] = None,
    method: Annotated[
        list[str] | None, typer.Option("--method", metavar="M", help="A method, such as prince2.")
    ] = None,
    region: Region = None,
    remote: Annotated[bool, typer.Option("--remote", help="Works remotely.")] = False,
    start: Annotated[str | None, typer.Option("--from", metavar="DATE", help="Free from that day.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Free until that day.")] = None,
    days: Days = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 10,
    open_leads: Annotated[bool, typer.Option("--leads", help="Look for open leads instead of members.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Every point is explained anyway.", hidden=True)] = False,
) -> list[FoundMember] | list[FoundLead]:
    """Find who can do it and is free, or with --leads the open leads; every point is explained.

    pmnet find --skill cutover:4 --language de:C1 --days 3 --from 2027-01-11
    """
    begins, ends = session.day(start, "--from"), session.day(end, "--to")
    if begins and ends and ends < begins:
        raise Usage(
            phrase("--to {ends} lies before --from {begins}", ends=ends, begins=begins),
            phrase("name a later day with --to"),
        )
    wanted = app.find.Wanted(
        " ".join(text or ()),
        skill or (),
        should or (),
        industry,
        language or (),
        certificate or (),
        role,
        method or (),
        region,
        remote,
        begins,
        ends,
        days,
    )
    return _look_for(session, wanted, open_leads, limit)


def _look_for(session: Session, wanted: Wanted, leads: bool, limit: int) -> list[FoundMember] | list[FoundLead]:
    """Members or leads, in one question; words that nobody has are told, with what they may have meant."""
    context, lookup = session.context(), app.words.insist
    member = context.identity() if leads else None

    def asked(index: Index) -> tuple[list[FoundMember] | list[FoundLead], list[tuple[str, list[str]]]]:
        unheard = [] if session.json else app.find.unheard(index, wanted, leads)
        if leads:
            return app.find.leads(index, wanted, lookup, member, limit), unheard
        return app.find.members(index, wanted, lookup, limit), unheard

    found, unheard = context.ask(asked)
    for word, near in unheard:
        meant = phrase("; did you mean {near}?", near=either(near)) if near else ""
        session.say(phrase("{word!r} is mentioned nowhere{meant}", word=word, meant=meant))
    return _in_full(session, found) if leads else found


def _in_full(session: Session, found: Sequence[Any]) -> list[FoundLead]:
    """Leads that were found with what they need, where somebody reads it."""
    assert session.opened is not None
    return list(found) if session.json else app.leads.with_records(session.opened, found)


def match(
    session: Session,
    lead: Annotated[
        str | None, typer.Argument(metavar="[LEAD]", help="A lead: id, its beginning, or its last four characters.")
    ] = None,
    position: OnePosition = None,
    me: Annotated[bool, typer.Option("--me", help="The open positions that fit me.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most, for each position.")] = 10,
) -> list[Ranking] | list[FoundLead]:
    """Rank who fits the open positions of a lead, or with --me the open positions that fit you; every point is explained.

    pmnet match k7qx --position pmo
    """
    if me == (lead is not None):
        raise Usage(phrase("name a lead, or say --me"), phrase("pmnet match k7qx, or pmnet match --me"))
    if me and position:
        raise Usage(phrase("--position goes with a lead"), phrase("pmnet match k7qx --position pmo"))
    context = session.context()
    if lead is None:
        member = context.member
        return _in_full(session, context.ask(lambda index: app.match.mine(index, member, limit)))
    found = app.leads.find(context, lead)
    key = app.naming.position(found, position) if position else ""
    return context.ask(lambda index: app.match.positions(index, found.id, key, limit))


def team(session: Session, lead: Lead) -> Staffing:
    """Show the team of a lead: who holds which position, the best team for the open ones, and their days week by week.

    pmnet team k7qx
    """
    return app.team.team(session.context(), lead)


def _said(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
