"""Commands about the network itself."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pmnet import app, cli
from pmnet.cli.command import command
from pmnet.cli.keys import Passphrase, opened_backup
from pmnet.cli.session import Session
from pmnet.domain.phrase import listed, phrase
from pmnet.errors import NotAllowed, Usage

if TYPE_CHECKING:
    from pmnet.app.backup import Backup
    from pmnet.app.editing import Published
    from pmnet.app.founding import Founded, Joined
    from pmnet.app.history import Entry
    from pmnet.app.inbox import Inbox
    from pmnet.app.report import Report
    from pmnet.app.syncing import StatusReport, Synced
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
    for name, function, writes in (
        ("init", init, False),
        ("join", join, True),
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
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A new folder.")],
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
    title = session.ask(phrase("Name of the network"), "--name", value=name)
    member = session.ask(phrase("Your short name"), "--as", value=as_, check=app.founding.insist_member_id)
    known_name, known_email = app.founding.person_from_git()
    full = session.ask(phrase("Your name"), "--full-name", known_name, full_name)
    address = session.ask(phrase("Your e-mail"), "--email", known_email, email, app.founding.insist_email)
    figures = {key: value for key, _, value in (said.partition("=") for said in policy or ())}
    return app.founding.init(
        session.home,
        _place(session, path),
        session.now,
        title,
        member,
        full,
        address,
        session.address(remote) if remote is not None else None,
        figures,
        language,
        publish_,
        _key(session, key),
    )


def join(
    session: Session,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where the network is shared.")],
    path: Annotated[Path | None, typer.Argument(metavar="[PATH]", help="A new folder for your copy.")] = None,
    as_: As = None,
    full_name: FullName = None,
    email: Email = None,
    fingerprint: Annotated[
        str | None, typer.Option("--fingerprint", metavar="F", help="What you were told to expect.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Trust the fingerprint that is found.")] = False,
    key: KeyFile = None,
    backup: Annotated[
        Path | None, typer.Option("--backup", metavar="FILE", help="On a new machine: your keys from this backup.")
    ] = None,
    passphrase_file: Passphrase = None,
) -> Joined:
    """Join a network: get a copy, make or find your keys, become a candidate.

    pmnet join ssh://git@host/netz.git --as bea --fingerprint 3f2a...
    pmnet join ssh://git@host/netz.git --backup keys.txt    on a new machine
    """
    kept = opened_backup(session, backup, passphrase_file) if backup is not None else None
    if session.dry_run:
        with tempfile.TemporaryDirectory() as nowhere:
            session.variables = {**session.variables, "PMNET_HOME": f"{nowhere}/home"}
            return _join(session, url, Path(nowhere) / "copy", as_, full_name, email, fingerprint, yes, key, kept)
    return _join(session, url, path, as_, full_name, email, fingerprint, yes, key, kept)


def _join(
    session: Session,
    url: str,
    path: Path | None,
    as_: str | None,
    full_name: str | None,
    email: str | None,
    fingerprint: str | None,
    yes: bool,
    key: Path | None,
    backup: Backup | None,
) -> Joined:
    address = session.address(url)
    folder = _place(session, path or Path(app.founding.folder_for(address)))
    new = not (folder / ".git").exists()
    try:
        repository, found = app.founding.fetch_copy(address, folder, session.now, session.judging)
        session.closing.callback(repository.close)
        known = backup.network(address, found) if backup is not None else None
        fingerprint = fingerprint or (known.fingerprint if known is not None else None)
        _insist_trust(session, fingerprint, found, yes)
        if fingerprint is not None:
            app.founding.insist_fingerprint(found, fingerprint)
        if backup is not None:
            app.backup.put_back(session.home, backup)
        back = app.founding.come_back(session.home, repository, found, session.now, _key(session, key))
        if back is not None:
            return back
        if known is not None:
            raise NotAllowed(
                phrase("the keys in the backup are no longer those of {member}", member=known.member),
                phrase("find a newer backup"),
            )
        known_name, known_email = app.founding.person_from_git()
        member = session.ask(
            phrase("Your short name"),
            "--as",
            value=as_,
            check=lambda typed: app.founding.insist_new_name(repository, typed),
        )
        full = session.ask(phrase("Your name"), "--full-name", known_name, full_name)
        mail = session.ask(phrase("Your e-mail"), "--email", known_email, email, app.founding.insist_email)
        return app.founding.join(
            session.home, repository, found, session.now, member, full, mail, session.dry_run, _key(session, key)
        )
    except BaseException:
        if new:
            app.founding.discard(folder)
        raise


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
    if app.founding.is_new_folder(address) and not yes:
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
    """Fetch what is new and send what waits."""
    context = session.context()
    if clear:
        app.syncing.clear_refused(context)
    return app.syncing.sync(context, sealed)


def status(session: Session) -> StatusReport:
    """Where you stand: the network, who you are, what is not sent yet."""
    return app.syncing.status(session.context())


def publish(
    session: Session,
    discard: Annotated[
        bool, typer.Option("--discard", help="Put the shared state back instead; your files are kept.")
    ] = False,
) -> Published | str:
    """Check, sign and send records you edited by hand in the folder."""
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
    """What happened, in words, newest first."""
    return app.history.log(session.context(), about, limit)


def inbox(session: Session) -> Inbox:
    """What waits for you, most urgent first; the same as a bare `pmnet`.

    --json prints for each of items: about, text, due, command, mine (whether it waits for you), and clock, the deadline that
    runs: answer, disclose, contact, note, win, settle, hold, protection, capacity.
    """
    return app.inbox.inbox(session.context())


def show_help(
    session: Session,
    about: Annotated[
        str | None, typer.Argument(metavar="[TOPIC]", help="exit-codes, keys, policy, or a vocabulary such as skills.")
    ] = None,
) -> str | Vocabulary:
    """Explain a topic: exit-codes, keys, policy, or a vocabulary such as skills or certificates."""
    return cli.help.topic(about)


def _insist_trust(session: Session, fingerprint: str | None, found: str, yes: bool) -> None:
    if fingerprint is None and not yes:
        session.say(phrase("the fingerprint of this network is {found}", found=found))
        if not session.interactive:
            raise Usage(
                phrase("--fingerprint is missing"),
                phrase("compare {found} with a member, then add --fingerprint or --yes", found=found[:16]),
            )
        session.confirm(phrase("Is that the fingerprint you were told?"), yes)


def _place(session: Session, path: Path) -> Path:
    """A path as meant from the working folder."""
    return session.folder / path


def _key(session: Session, key: Path | None) -> Path | None:
    """A key file as meant from the working folder."""
    return None if key is None else _place(session, key.expanduser())
