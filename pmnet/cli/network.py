"""Commands about the network itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pmnet import app, cli
from pmnet.cli.command import command
from pmnet.cli.session import Session
from pmnet.domain.phrase import listed, phrase
from pmnet.errors import Usage

if TYPE_CHECKING:
    from pmnet.app.editing import Published
    from pmnet.app.founding import Founded
    from pmnet.app.history import Entry
    from pmnet.app.inbox import Inbox
    from pmnet.app.report import Report
    from pmnet.app.syncing import StatusReport, Synced
    from pmnet.cli.help import Topic
    from pmnet.domain.vocabulary import Vocabulary

As = Annotated[str | None, typer.Option("--as", metavar="ID", help="Your short name in the network, such as anna.")]
FullName = Annotated[str | None, typer.Option("--full-name", metavar="TEXT", help="Your first and last name.")]
Email = Annotated[str | None, typer.Option("--email", metavar="TEXT", help="Where colleagues write to.")]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key", metavar="FILE", help="Sign with this OpenSSH ed25519 key, or with a .pub's key in ssh-agent."
    ),
]


def declare(program: typer.Typer) -> None:
    """Add these commands."""
    command(program, "init", asks=True)(init)
    for name, function, writes in (
        ("sync", sync, False),
        ("status", status, False),
        ("publish", publish, True),
        ("share", share, False),
        ("validate", check, False),
        ("log", log, False),
        ("inbox", inbox, False),
        ("help", show_help, False),
    ):
        command(program, name, writes=writes)(function)


def init(
    session: Session,
    path: Annotated[Path | None, typer.Argument(metavar="PATH", help="A new folder.")] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="What the network is called.")] = None,
    as_: As = None,
    full_name: FullName = None,
    email: Email = None,
    remote: Annotated[str | None, typer.Option("--remote", metavar="URL", help="Where it is shared.")] = None,
    publish_: Annotated[
        str, typer.Option("--publish", metavar="direct|pull-request", help="How acts are sent.")
    ] = "direct",
    policy: Annotated[
        list[str] | None, typer.Option("--policy", metavar="KEY=VALUE", help="A figure of the policy.")
    ] = None,
    language: Annotated[str, typer.Option("--language", metavar="en|de", help="Language of common texts.")] = "en",
    key: KeyFile = None,
) -> Founded:
    """Found a network: its folder, your keys and your record.

    pmnet init netz --name "PM Netz" --as anna --remote ssh://git@host/netz.git
    """
    if publish_ not in ("direct", "pull-request"):
        raise Usage(
            phrase("acts cannot be sent by {publish!r}", publish=publish_),
            phrase("--publish direct or --publish pull-request"),
        )
    assert path is not None and name and as_ and full_name and email  # whatever is missing was asked for
    app.newcomers.insist_member_id(as_)
    app.newcomers.insist_email(email)
    figures = {key: value for key, _, value in (said.partition("=") for said in policy or ())}
    return app.founding.init(
        session.home,
        place_of(session, path),
        session.now,
        name,
        as_,
        full_name,
        email,
        session.address(remote) if remote is not None else None,
        figures,
        language,
        publish_,
        key_file(session, key),
    )


def share(
    session: Session,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where the network shall be shared.")],
    yes: Annotated[bool, typer.Option("--yes", help="Make the folder, where there is none yet.")] = False,
) -> Founded:
    """Share a network that was founded without an address.

    pmnet share ssh://git@host/netz.git
    """
    context, address = session.context(), session.address(url)
    app.founding.insist_unshared(context)
    if app.first_server.is_new_folder(address) and not yes:
        if not session.interactive:
            raise Usage(
                phrase("there is no folder {address}", address=address),
                phrase("name one that everybody reaches, or add --yes to make this one"),
            )
        session.confirm(phrase("There is no folder {address}. Make one?", address=address), yes)
    return app.founding.share(context, address)


def sync(
    session: Session,
    clear: Annotated[bool, typer.Option("--clear", help="Forget what could not be done.")] = False,
    sealed: Annotated[bool, typer.Option("--sealed", help="Send again what is sealed, if the server lost it.")] = False,
) -> Synced:
    """Fetch what is new and send what waits.

    pmnet sync
    pmnet sync --clear
    """
    context = session.context()
    if clear:
        app.syncing.clear_refused(context)
    return app.syncing.sync(context, sealed)


def status(session: Session) -> StatusReport:
    """Where you stand: the network, who you are, what is not sent yet.

    pmnet status
    pmnet status --json
    """
    return app.syncing.status(session.context())


def publish(
    session: Session,
    discard: Annotated[
        bool, typer.Option("--discard", help="Put the shared state back instead; your files are kept.")
    ] = False,
) -> Published | str:
    """Check, sign and send records you edited by hand in the folder.

    pmnet publish
    pmnet publish --discard
    """
    if discard:
        return app.editing.discard(session.context())
    return app.editing.publish(session.context())


def check(
    session: Session,
    paths: Annotated[list[Path] | None, typer.Argument(metavar="[PATH]...", help="Files, folders or networks.")] = None,
    base: Annotated[str | None, typer.Option("--base", metavar="REV", help="What is trusted.")] = None,
    head: Annotated[str | None, typer.Option("--head", metavar="REV", help="What wants to follow.")] = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="text|json|github|gitlab|junit|sarif", help="How findings are shown.")
    ] = "text",
) -> Report:
    """Check records: every finding with file, line and column. Exit code 1 when there are any.

    With --base and --head, check acts that want to be on the shared record: only --base is trusted.

    pmnet validate --base origin/main --head FETCH_HEAD
    """
    if format_ != "text" and format_ not in cli.findings.NAMES:
        raise Usage(
            phrase("there is no format {format!r}", format=format_),
            phrase("one of: {NAMES}", NAMES=listed(cli.findings.NAMES)),
        )
    session.format, session.json = format_, session.json or format_ == "json"
    if base is not None or head is not None:
        if base is None or head is None or paths:
            raise Usage(
                phrase("--base and --head go together, and without paths"), "pmnet validate --base REV --head REV"
            )
        return app.request.validate_request(session.folder, session.network, session.variables, base, head, session.now)
    places = [path if session.folder == Path.cwd() else session.folder / path for path in paths or ()]
    if not places:
        places = [Path(app.checked.network_folder(str(session.folder), session.network, session.variables))]
    good = [app.checked.known_good(str(place)) for place in places]
    return app.validate.validate(places) if None in good else app.report.Report(sum(filter(None, good)))


def log(
    session: Session,
    about: Annotated[str | None, typer.Argument(metavar="[ID]", help="A member, a lead or a handover.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many acts at most.")] = 30,
) -> list[Entry]:
    """What happened, in words, newest first.

    pmnet log
    pmnet log k7qx --limit 10
    """
    return app.history.log(session.context(), about, limit)


def inbox(session: Session) -> Inbox:
    """What waits for you, most urgent first; the same as a bare `pmnet`.

    pmnet inbox

    --json prints for each of items: about, text, due, command, mine (whether it waits for you), and clock, the deadline that
    runs: answer, disclose, contact, note, win, settle, hold, protection, capacity. as_of is when the server was last heard; where
    that is some minutes ago, the text says so.
    """
    return app.inbox.inbox(session.context())


def show_help(
    session: Session,
    about: Annotated[
        str | None, typer.Argument(metavar="[TOPIC]", help="exit-codes, keys, policy, or a vocabulary such as skills.")
    ] = None,
) -> Topic | Vocabulary:
    """Explain a topic: exit-codes, keys, policy, or a vocabulary such as skills or certificates.

    pmnet help keys
    pmnet help skills
    """
    return cli.help.topic(about)


def place_of(session: Session, path: Path) -> Path:
    """A path as meant from the working folder."""
    return session.folder / path


def key_file(session: Session, key: Path | None) -> Path | None:
    """A key file as meant from the working folder."""
    return None if key is None else place_of(session, key.expanduser())
