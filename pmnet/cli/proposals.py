"""Commands that make pages for people outside the network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pmnet import app, cli
from pmnet.cli.command import command
from pmnet.cli.session import Session

if TYPE_CHECKING:
    from pmnet.app.context import Context
    from pmnet.app.proposal import Proposed
    from pmnet.app.site import Built


def declare(program: typer.Typer) -> None:
    """Add these commands."""
    command(program, "proposal")(proposal)
    command(program, "site")(site)


def proposal(
    session: Session,
    lead: Annotated[str, typer.Argument(metavar="LEAD", help="The lead it is for.")],
    member: Annotated[
        list[str],
        typer.Option(
            "--member", metavar="ID[:POSITION]", help="Who is proposed, and for which position; once for each."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE.html", help="The page to write.")],
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Without names: Candidate A, B, C.")] = False,
) -> Proposed:
    """Write a team proposal for a client: one page that needs nothing else, for sending and for printing.

    pmnet proposal k7qx --member bea:pmo --member carl:plan -o team.html

    It shows the public half of the lead, you as the one contact, and of each member what they agreed to show in proposals:
    pmnet member set consent.proposal=name,headline,skills. Never a rate, and nothing of the client.

    It says what speaks against the team, such as two for one position or a skill that somebody lacks: here, never on the page.

    --json prints file, lead, anonymous, warnings, and members: for each, member, shown_as, position, shown (what they agreed to),
    notes.
    """
    place = session.folder / out
    cli.pages.insist_replaceable(place)
    context = _newest(session)
    found = app.proposal.propose(context, lead, member, anonymous)
    cli.pages.save(session, place, cli.pages.proposal.page(found))
    return app.proposal.Proposed(str(place), found, app.proposal_warnings.warnings(context, found))


def site(
    session: Session, folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or the site's own.")]
) -> Built:
    """Write the network's public pages: what its members can do between them, and who agreed to be named.

    pmnet site public

    It shows members who agreed to it (pmnet member set consent.site=name,headline,skills), and you as the one contact, with your
    e-mail address. A folder that holds anything else is left alone; its own pages are replaced.

    --json prints file (the first page), folder, files, removed, members (those who are named), skills and industries (how many).
    """
    place = session.folder / folder
    found = app.site.site(_newest(session), place)
    made = {name: cli.pages.made(session.language, page).encode() for name, page in cli.pages.site.pages(found).items()}
    return app.site.build(found, place, made)


def _newest(session: Session) -> Context:
    """The network with what is new: who does not agree any more is shown no more, as far as the server can be reached."""
    context = session.context()
    if why := context.newest(sealed=False):
        session.say(why)
    return context
