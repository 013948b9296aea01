"""The command by which a scheduled job mails members what is new for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from pmnet import app, cli
from pmnet.cli.command import command
from pmnet.cli.session import Session
from pmnet.domain.phrase import Phrase, counted, phrase
from pmnet.domain.text import printable
from pmnet.errors import Usage

if TYPE_CHECKING:
    from pmnet.app.news import News
    from pmnet.app.notify import Digest, Digests, Mail, Notified, Server
    from pmnet.cli.language import Language
    from pmnet.domain.dates import WorkingHours

REHEARSED = "pmnet@localhost.invalid"
"""Where mails of a rehearsal come from, where nobody says."""


def declare(program: typer.Typer) -> None:
    """Add this command."""
    command(program, "notify", writes=True)(notify)


def notify(
    session: Session,
    since: Annotated[
        str, typer.Option("--since", metavar="REV", help="What the last run named as next.", show_default=False)
    ] = "",
    smtp: Annotated[
        str | None, typer.Option("--smtp", metavar="URL", help="The mail server: smtp://user@host:587 or smtps://.")
    ] = None,
    sender: Annotated[
        str, typer.Option("--from", metavar="T", help="Where mails come from; the user of --smtp.", show_default=False)
    ] = "",
) -> Notified:
    """Mail each member what is new for them: offers, claims, answers, and deadlines that have come near. For a scheduled job.

    It needs no member's keys, and reads only what all members can read. Nobody gets a mail for whom nothing is new. Each run
    names in `next` what to give as --since the next time: a state, and when it was looked at. Without --since, or with one that
    is not in the shared record, nothing is sent, and `next` says where to begin.

    The password of the user comes from the variable PMNET_SMTP_PASSWORD. What does not stay on this machine is encrypted.

    --json prints since, next, then, anew, unfetched, and mails: member, email, language, subject, message_id, text, sent,
    refused.

    pmnet notify --since "$(cat next)" --smtp smtp://net@example.org --json > told
    jq -r .next told > next
    """
    server, address = _server(session, smtp, sender)
    context = session.context()
    found = app.notify.digest(context, since)
    for said in (found.anew, found.unfetched):
        if said:
            session.say(said)
    mails = [_mail(session, found, one, address) for one in found.digests]
    letters = [mail.letter for mail in mails if mail.letter is not None]
    if session.dry_run or server is None:
        return app.notify.rehearsed(found, mails)
    return app.notify.send(found, mails, server, letters)


def _server(session: Session, smtp: str | None, said: str) -> tuple[Server | None, str]:
    """The server that was named, and where mails come from; a rehearsal needs neither."""
    if smtp is None:
        if not session.dry_run:
            raise Usage(phrase("{option} is missing", option="--smtp"), phrase("add --smtp smtp://user@host:587"))
        return None, said or REHEARSED
    server = app.notify.server(smtp, session.variables)
    return server, app.notify.sender(server, said)


def _mail(session: Session, found: Digests, digest: Digest, sender: str) -> Mail:
    """A member's mail in their language; without a letter where their record has no address that can be written to."""
    language = cli.language.language(digest.language)
    letter = None
    if digest.address is not None:
        lines = _lines(found, digest, session.hours)
        letter = app.notify.Letter(
            sender,
            digest.address,
            _subject(found, digest, language),
            "".join(f"{printable(language.say(line))}\n" for line in lines),
            digest.message_id(sender),
            session.now,
        )
    return app.notify.Mail(digest.member, digest.email, digest.language, letter)


def _subject(found: Digests, digest: Digest, language: Language) -> str:
    said = counted(
        len(digest.news),
        "{network}: {n} thing is new for you",
        "{network}: {n} things are new for you",
        network=found.network,
    )
    return printable(language.say(said))


def _lines(found: Digests, digest: Digest, hours: WorkingHours | None) -> Iterator[str]:
    """What a mail says, line by line; texts from records stand within a line."""
    done = [one for one in digest.news if not one.is_deadline]
    due = [one for one in digest.news if one.is_deadline]
    yield phrase("Hello {name},", name=digest.name)
    if done:
        yield ""
        yield phrase("this is new for you in {network}:", network=found.network)
        yield from _items(done, hours)
    if due:
        yield ""
        yield phrase("this is soon due in {network}:", network=found.network)
        yield from _items(due, hours)
    yield ""
    yield phrase("Everything that waits for you: pmnet inbox")
    yield phrase("This mail was made by itself, from what all members can read. Nobody reads an answer to it.")


def _items(rows: Sequence[News], hours: WorkingHours | None) -> Iterator[str]:
    for one in rows:
        yield ""
        yield Phrase("- {what}", {"what": _dated(one, hours)})
        yield f"  {one.command}"


def _dated(one: News, hours: WorkingHours | None) -> Phrase:
    if one.due is None or hours is None:
        return one.text
    return phrase("{what} (until {when})", what=one.text, when=hours.say(one.due))
