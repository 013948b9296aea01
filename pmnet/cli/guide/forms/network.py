"""What is asked for founding a network and for joining one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pmnet import app
from pmnet.cli.guide.form import Question
from pmnet.cli.guide.forms import checks
from pmnet.domain.phrase import phrase

if TYPE_CHECKING:
    from pmnet.cli.guide.asker import Terminal


def _member(at: Terminal, typed: str) -> str:
    app.newcomers.insist_member_id(typed)
    return typed


def _email(at: Terminal, typed: str) -> str:
    app.newcomers.insist_email(typed)
    return typed


def joining(check: Callable[[str], object]) -> tuple[Question, ...]:
    """What is asked of somebody who joins a network; `check` raises for a short name that cannot be theirs."""

    def checked(at: Terminal, typed: str) -> str:
        check(typed)
        return typed

    return tuple(replace(question, check=checked) if question.key == "as_" else question for question in PERSON)


def _new_folder(at: Terminal, typed: str) -> str:
    app.founding.insist_new_folder(at.session.folder / typed)
    return typed


PUBLISH = {
    "direct": phrase("each member's acts go straight to the shared record, after they were judged"),
    "pull-request": phrase("each act is a request on the host, which somebody merges"),
}
LANGUAGES = {"en": phrase("English"), "de": phrase("German")}

PERSON = (
    Question(
        key="as_",
        text=phrase("Your short name"),
        option="--as",
        help=phrase("What you are called in the network, such as anna: small letters, digits and hyphens. It stays."),
        needed=True,
        check=_member,
    ),
    Question(
        key="full_name",
        text=phrase("Your name"),
        option="--full-name",
        help=phrase("Your first and last name, as colleagues read it."),
        needed=True,
        assumed=True,
    ),
    Question(
        key="email",
        text=phrase("Your e-mail"),
        option="--email",
        help=phrase("Where colleagues write to; everybody in the network reads it."),
        needed=True,
        assumed=True,
        check=_email,
    ),
)
"""Who somebody is."""

FORMS = {
    "init": (
        Question(
            key="path",
            text=phrase("A new folder for it"),
            help=phrase("The network's records lie there as files; it must be empty or new."),
            option="PATH",
            kind="<file>",
            needed=True,
            check=_new_folder,
            value=Path,
        ),
        Question(
            key="name",
            text=phrase("Name of the network"),
            option="--name",
            help=phrase("What members call it, such as PM Netz."),
            needed=True,
        ),
        *PERSON,
        Question(
            key="remote",
            text=phrase("Where it is shared"),
            option="--remote",
            help=phrase(
                "An address that all members reach, such as ssh://git@host/netz.git, or a folder."
                " Left empty, you share it later: pmnet share."
            ),
        ),
        Question(
            key="publish_",
            text=phrase("How acts are sent"),
            option="--publish",
            choices=PUBLISH,
            check=checks.one_of(PUBLISH),
            when=lambda at: bool(at.answers.get("remote")),
        ),
        Question(
            key="language",
            text=phrase("Language of common texts"),
            option="--language",
            choices=LANGUAGES,
            check=checks.one_of(LANGUAGES),
        ),
    ),
    "join": (
        Question(
            key="url",
            text=phrase("Where the network is shared"),
            option="URL",
            help=phrase("The address that you were told, such as ssh://git@host/netz.git."),
            needed=True,
        ),
        Question(
            key="path",
            text=phrase("A new folder for your copy"),
            option="PATH",
            help=phrase("All that the network holds lies there, and can be read without the server."),
            kind="<file>",
            value=Path,
        ),
        Question(
            key="fingerprint",
            text=phrase("The fingerprint that you were told"),
            option="--fingerprint",
            help=phrase("Left empty, the one that is found is shown, and you compare it."),
        ),
    ),
}


def _person() -> dict[str, str]:
    name, email = app.newcomers.person_from_git()
    return {"full_name": name, "email": email}


def _last_joined(at: Terminal) -> dict[str, str]:
    url = at.answers.get("url", "")
    return _person() | ({"path": app.joining.folder_for(at.session.address(url))} if url else {})


LAST = {
    "init": lambda at: {**_person(), "publish_": "direct", "language": at.session.language.key},
    "join": _last_joined,
}
"""What is offered: who somebody is by what they have told git."""
