"""Commands about members."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pmnet import app, cli
from pmnet.cli.command import command
from pmnet.cli.session import Session
from pmnet.domain.phrase import phrase
from pmnet.errors import NotFound, PmnetError

if TYPE_CHECKING:
    from pmnet.app.balance import BalanceView
    from pmnet.app.members import Left, Written
    from pmnet.app.views import MemberView

Who = Annotated[str, typer.Argument(metavar="ID", help="A member: id, its beginning, or name.")]
Years = Annotated[int | None, typer.Option("--years", min=0, max=60, help="Years of it.")]
From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day; today when left out.")]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day; open when left out.")]


KINDS = {"handover": phrase("handover"), "month": phrase("month"), "lead": phrase("lead")}
"""What is not finished, by what `rules.obligations` calls it."""


def declare(program: typer.Typer) -> None:
    """Add these commands."""
    member = typer.Typer(help="Members: list, show, change your own record.", no_args_is_help=True)
    program.add_typer(member, name="member")
    command(member, "edit", writes=True, asks=True)(edit)
    for name, function, writes in (
        ("list", listing, False),
        ("show", show, False),
        ("set", change, True),
        ("add", add, True),
    ):
        command(member, name, writes=writes)(function)
    for name, entries in (
        ("skill", "skills"),
        ("industry", "industries"),
        ("certificate", "certificates"),
        ("language", "languages"),
    ):
        group = typer.Typer(help=f"The {entries} in your own record.", no_args_is_help=True)
        program.add_typer(group, name=name)
        adding, removing = ENTRY_COMMANDS[name]
        command(group, "add", writes=True)(adding)
        command(group, "remove", writes=True)(removing)
    command(program, "free", writes=True)(free)
    command(program, "balance")(balance)
    for name, word in (("vouch", vouch), ("object", objection), ("pause", pause), ("resume", resume), ("leave", leave)):
        command(program, name, writes=True)(word)


def listing(
    session: Session, everybody: Annotated[bool, typer.Option("--all", help="Also those who left.")] = False
) -> list[MemberView]:
    """List the members.

    pmnet member list
    pmnet member list --all
    """
    return app.members.listing(session.context(), everybody)


def show(session: Session, who: Who) -> MemberView:
    """Show one member.

    pmnet member show bea
    """
    return app.members.show(session.context(), who)


def edit(
    session: Session, who: Annotated[str, typer.Argument(metavar="[ID]", help="Yourself when left out.")] = ""
) -> Written | None:
    """Edit your own record in your editor; with --guide, or where no editor is set, field by field.

    pmnet member edit
    pmnet member edit --guide
    """
    if session.guiding or (session.interactive and not cli.editor.named_editor(session)):
        app.members.insist_own(session.ready_context(), who)
        settings = cli.guide.edited(session)
        if not settings:
            session.say(phrase("nothing was changed"))
            return None
        return app.members.change(session.context(), settings)
    context = session.context()
    return cli.editor.edit_record(session, context, app.editing.draft_of(context, "member", who))


def change(
    session: Session,
    settings: Annotated[
        list[str], typer.Argument(metavar="FIELD=VALUE...", help="For example headline='Cutover manager'.")
    ],
) -> Written:
    """Set fields of your own record; lists are comma-separated, an empty value removes.

    pmnet member set headline="Programme manager for pharma" work_area.base=DE-HE
    pmnet member set roles=programme-manager,pmo-lead
    """
    return app.members.change(session.context(), settings)


def add(
    session: Session, file: Annotated[Path, typer.Option("--file", metavar="FILE", help="The colleague's record.")]
) -> Written:
    """Bring a colleague: their record becomes a candidate's.

    pmnet member add --file bea.yaml
    """
    place = session.folder / file
    if not place.is_file():
        raise NotFound(phrase("there is no file {file}", file=file))
    try:
        text = place.read_text("utf-8")
    except UnicodeDecodeError:
        raise PmnetError(phrase("{file} is not UTF-8 text", file=file), phrase("save it as UTF-8")) from None
    return app.members.add(session.context(), text, str(file))


def add_skill(
    session: Session,
    skill: Annotated[str, typer.Argument(metavar="SKILL", help="Key, label or alias, German or English.")],
    level: Annotated[int, typer.Argument(metavar="LEVEL", min=1, max=5, help="1 knows ... 5 shapes the practice.")],
    years: Years = None,
    last_used: Annotated[
        int | None, typer.Option("--last-used", metavar="YEAR", min=1980, max=2100, help="Year of last use.")
    ] = None,
) -> Written:
    """Add a skill to your record, or change its level.

    pmnet skill add risk-management 4
    """
    return app.members.put_entry(
        session.context(), "skill", skill, {"level": level, "years": years, "last_used": last_used}
    )


def remove_skill(session: Session, skill: Annotated[str, typer.Argument(metavar="SKILL")]) -> Written:
    """Remove a skill from your record.

    pmnet skill remove risk-management
    """
    return app.members.put_entry(session.context(), "skill", skill, None)


def add_industry(
    session: Session,
    division: Annotated[str, typer.Argument(metavar="DIVISION", help="Two-digit division or what it is called.")],
    years: Years = None,
) -> Written:
    """Add an industry to your record.

    pmnet industry add 21
    """
    return app.members.put_entry(session.context(), "industry", division, {"years": years})


def remove_industry(session: Session, division: Annotated[str, typer.Argument(metavar="DIVISION")]) -> Written:
    """Remove an industry from your record.

    pmnet industry remove 21
    """
    return app.members.put_entry(session.context(), "industry", division, None)


def add_certificate(
    session: Session,
    certificate: Annotated[str, typer.Argument(metavar="CERTIFICATE", help="For example pmp or 'IPMA Level B'.")],
    issued: Annotated[str | None, typer.Option("--issued", metavar="DATE", help="The day it was issued.")] = None,
    expires: Annotated[str | None, typer.Option("--expires", metavar="DATE", help="The day it expires.")] = None,
) -> Written:
    """Add a certificate to your record.

    pmnet certificate add pmp
    """
    dates = {"issued": session.day(issued, "--issued"), "expires": session.day(expires, "--expires")}
    values = {name: day.isoformat() for name, day in dates.items() if day is not None}
    return app.members.put_entry(session.context(), "certificate", certificate, values)


def remove_certificate(session: Session, certificate: Annotated[str, typer.Argument(metavar="CERTIFICATE")]) -> Written:
    """Remove a certificate from your record.

    pmnet certificate remove pmp
    """
    return app.members.put_entry(session.context(), "certificate", certificate, None)


def add_language(
    session: Session,
    language: Annotated[str, typer.Argument(metavar="LANGUAGE", help="For example de or German.")],
    level: Annotated[str, typer.Argument(metavar="LEVEL", help="A1 to C2, or native.")],
) -> Written:
    """Add a language to your record, or change its level.

    pmnet language add en C1
    """
    return app.members.put_language(session.context(), language, level)


def remove_language(session: Session, language: Annotated[str, typer.Argument(metavar="LANGUAGE")]) -> Written:
    """Remove a language from your record.

    pmnet language remove en
    """
    return app.members.put_language(session.context(), language, None)


ENTRY_COMMANDS: Mapping[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "skill": (add_skill, remove_skill),
    "industry": (add_industry, remove_industry),
    "certificate": (add_certificate, remove_certificate),
    "language": (add_language, remove_language),
}


def free(
    session: Session,
    days: Annotated[
        int | None, typer.Argument(metavar="[DAYS_PER_WEEK]", min=0, max=7, help="Left out: only confirm.")
    ] = None,
    start: From = None,
    end: To = None,
    clear: Annotated[bool, typer.Option("--clear", help="Forget what was said before.")] = False,
) -> Written:
    """Say how many days a week you are free; it replaces what you said about the same days, and confirms the rest.

    Won work is taken off by itself, until it is completed: say what you have, not what is left.

    pmnet free 3 --from "KW 2" --to 2027-03-31
    """
    begins, ends = session.day(start, "--from"), session.day(end, "--to")
    return app.members.free(
        session.context(), days, begins.isoformat() if begins else None, ends.isoformat() if ends else None, clear
    )


def vouch(
    session: Session,
    who: Who,
    basis: Annotated[
        str | None,
        typer.Option("--basis", metavar="worked-together|client-reference|interview", help="What it is based on."),
    ] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take your vouch back.")] = False,
) -> Written:
    """Lend a colleague your good name; it stays visible for ever.

    pmnet vouch bea --basis worked-together
    pmnet vouch bea --withdraw
    """
    context = session.context()
    member = app.members.named(context, who)
    if basis is None and not withdraw:
        basis = session.ask(
            phrase("What is it based on (worked-together, client-reference, interview)"),
            "--basis",
            check=app.words.basis,
            kind="<vouch-bases>",
        )
    return app.members.vouch(context, member, basis, withdraw)


def objection(
    session: Session,
    who: Who,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why; everybody reads it.")] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take your objection back.")] = False,
) -> Written:
    """Object to a member, for a reason that everybody reads; enough objections suspend them.

    pmnet object dora --reason "Three offers lapsed without a word"
    """
    context = session.context()
    member = app.members.named(context, who)
    if reason is None and not withdraw:
        reason = session.ask(phrase("Why do you object"), "--reason")
    return app.members.objection(context, member, reason, withdraw)


def balance(
    session: Session, who: Annotated[str, typer.Argument(metavar="[ID]", help="A member; all when left out.")] = ""
) -> BalanceView | list[BalanceView]:
    """Show give and take, answers and what is overdue: facts only, for one member with the acts behind each.

    pmnet balance bea
    """
    context = session.context()
    return app.balance.of_one(context, who) if who else app.balance.of_all(context)


def pause(session: Session) -> Written:
    """Take no part for a while; what you have begun goes on.

    pmnet pause
    """
    return app.members.pause(session.context())


def resume(session: Session) -> Written:
    """Take part again after a pause.

    pmnet resume
    """
    return app.members.resume(session.context())


def leave(
    session: Session, yes: Annotated[bool, typer.Option("--yes", help="Leave without being asked.")] = False
) -> Left:
    """Leave the network for good; what you have not finished stays yours.

    pmnet leave

    Your record stays, so that others can refer to it. From then on your keys sign only what that needs: steps in your handovers,
    closing and erasing your leads, taking back your word. Coming back needs a new record.
    """
    context = session.context()
    app.members.insist_here(context)
    if not (yes or session.dry_run):
        for open_ in app.members.obligations(context):
            session.say(
                phrase(
                    "not finished: {kind} {what}{open}, {state}",
                    kind=KINDS[open_.kind],
                    what=phrase("{month} of ", month=open_.month) if open_.month else "",
                    open=open_.id,
                    state=open_.state,
                )
            )
        session.confirm_by_id(context.member, phrase("This cannot be undone"))
    return app.members.leave(context)
