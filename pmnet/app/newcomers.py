"""Who somebody new says they are: what may be said, and what git knows already."""

from __future__ import annotations

import re

from pmnet.domain.ids import is_device, is_member_id
from pmnet.domain.phrase import phrase
from pmnet.errors import Usage
from pmnet.store.git.process import run_git


def insist_member_id(member: str) -> None:
    """Raises Usage unless this can be a member's short name."""
    if is_device(member):
        raise Usage(
            phrase(
                "{member!r} cannot be a member's name: Windows keeps it for itself, and nobody there could have a copy",
                member=member,
            ),
            phrase("add something to it, such as {member}-beck", member=member.lower()),
        )
    if not is_member_id(member) and is_member_id(member.lower()):
        raise Usage(
            phrase("{member!r} cannot be a member's name", member=member),
            phrase("a short name has small letters only: {small}", small=member.lower()),
        )
    if not is_member_id(member):
        raise Usage(
            phrase("{member!r} cannot be a member's name", member=member),
            phrase("2 to 32 lower-case letters, digits and hyphens, such as anna or anna-beck"),
        )


def insist_email(email: str) -> None:
    """Raises Usage unless this looks like an e-mail address."""
    if not re.fullmatch(r"[^@ ]+@[^@ .]+(\.[^@ .]+)+", email):
        raise Usage(phrase("{email!r} is not an e-mail address", email=email), phrase("for example anna@example.org"))


def person_from_git() -> tuple[str, str]:
    """The name and e-mail git knows this person by: defaults for questions; empty where it knows none."""
    name, email = (run_git(["config", "--global", "--get", f"user.{what}"]).out for what in ("name", "email"))
    return name.decode("utf-8", "replace").strip(), email.decode("utf-8", "replace").strip()
