"""Invitation files: written for colleagues, and read from strangers.

Whoever can send an e-mail can send an invitation. So nothing in it is taken but plain words and values of one form each: an
address that `pmnet join` would take as well, absolute and without a password; the fingerprint in full; host keys as ssh writes
them. Nothing in it names a file, an option or a command.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from pmnet.domain.codec import field_names, from_mapping, to_mapping
from pmnet.domain.ids import is_member_id
from pmnet.domain.invitation import VERSION, Invitation
from pmnet.domain.phrase import phrase
from pmnet.errors import Findings, NotFound, PmnetError, Usage
from pmnet.store.files import dump, load
from pmnet.store.git import hostkeys
from pmnet.store.git.process import without_login
from pmnet.store.git.remote import check_address

SUFFIX: Final = ".pmnet.yaml"
LARGEST: Final = 32 * 1024
LONGEST_LINE: Final = 200
LONGEST_ADDRESS: Final = 500
EMAIL: Final = re.compile(r"[^\s@<>\"',;:()\[\]\\]{1,64}@[^\s@<>\"',;:()\[\]\\.]+(\.[^\s@<>\"',;:()\[\]\\.]+)+")


def file_name(email: str) -> str:
    """What an invitation's file is called: by the name in front of the @, in plain letters."""
    name = re.sub(r"[^a-z0-9]+", "-", email.partition("@")[0].lower()).strip("-")[:40]
    return f"invitation-{name or 'member'}{SUFFIX}"


def text(invitation: Invitation, about: Sequence[str]) -> bytes:
    """The text of an invitation's file, with some lines about it on top; raises Usage where nobody could read it."""
    lines = "".join(f"# {line}\n" for line in about)
    found = (lines + dump(to_mapping(invitation))).encode()
    if parse(found, "invitation") != invitation:
        raise AssertionError("an invitation reads back as it was written")
    return found


def read(place: Path) -> Invitation:
    """The invitation in a file; raises NotFound, and Usage where it is none."""
    if not place.is_file():
        raise NotFound(
            phrase("there is no file {place}", place=place), phrase("name the invitation that you were sent")
        )
    with place.open("rb") as file:
        return parse(file.read(LARGEST + 1), place.name)


def parse(data: bytes, name: str) -> Invitation:
    """The invitation in some bytes; raises Usage where they are none, or one of a later version."""
    if len(data) > LARGEST:
        raise _refused(name, phrase("it is too large"))
    try:
        content = load(data.replace(b"\r\n", b"\n"), name).content  # mail programs change line ends
        if type(content.get("invitation")) is int and content["invitation"] > VERSION:
            raise Usage(
                phrase("{name} was written by a later version of pmnet", name=name), phrase("install a newer pmnet")
            )
        found = from_mapping(Invitation, content)
    except Findings as error:
        first = error.findings[0]
        raise _refused(name, phrase("{reason} (line {line})", reason=first.message, line=first.line)) from None
    except ValueError as error:
        raise _refused(name, phrase("{reason}", reason=str(error)[:LONGEST_LINE])) from None
    _insist_proper(found, name)
    return found


def _insist_proper(found: Invitation, name: str) -> None:
    unknown = [field for field in found.extra if not field.startswith("x-")]
    if unknown:
        raise _refused(name, phrase("{field!r} is not a field here", field=unknown[0][:40]))
    values = {field: getattr(found, field, None) for field in field_names(Invitation)} | {"for": found.for_email}
    for field, fits in PROPER.items():
        if not fits(values[field]):
            raise _refused(name, phrase("what stands at {field!r} cannot be used", field=field))


def _refused(name: str, reason: str) -> Usage:
    return Usage(
        phrase("{name} is no invitation that can be used: {reason}", name=name, reason=reason),
        phrase("ask whoever invited you to send it again"),
    )


def _is_line(value: str) -> bool:
    return len(value.strip()) > 0 and len(value) <= LONGEST_LINE and "\n" not in value


def is_address(value: str) -> bool:
    """Whether a network can be joined at an address from anywhere: not a relative folder, and nobody's password in it."""
    if len(value) > LONGEST_ADDRESS or value != value.strip() or without_login(value) != value:
        return False
    try:
        check_address(value)
    except PmnetError:
        return False
    there = "://" in value or ":" in value.partition("/")[0] or Path(value).is_absolute()
    return there and "\n" not in value


def is_email(value: str) -> bool:
    """Whether something is an e-mail address and nothing else: it is shown, and somebody writes to it."""
    return len(value) <= LONGEST_LINE and EMAIL.fullmatch(value) is not None


PROPER: Final[Mapping[str, Callable[..., bool]]] = {
    "invitation": lambda value: value == VERSION,
    "network": _is_line,
    "address": is_address,
    "fingerprint": lambda value: re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", value) is not None,
    "policy": lambda value: re.fullmatch(r"[0-9a-f]{12}", value) is not None,
    "invited_by": is_member_id,
    "inviter": _is_line,
    "inviter_email": is_email,
    "for": is_email,
    "host_keys": lambda value: len(value) <= hostkeys.MOST and all(map(hostkeys.is_key, value)),
}
"""What may stand in each field."""
