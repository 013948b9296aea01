"""How answers are understood: each check gives what is meant, or raises a PmnetError in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pmnet import app
from pmnet.domain.phrase import listed, phrase
from pmnet.errors import NotAllowed, Usage

if TYPE_CHECKING:
    from pmnet.cli.guide.asker import Terminal

Check = Callable[[Any, str], str]


def one_of(choices: Mapping[str, str]) -> Check:
    """One of a few words, or the only one that begins as typed."""

    def check(at: Terminal, typed: str) -> str:
        fitting = [choice for choice in choices if choice.startswith(typed.lower())]
        if typed.lower() in choices:
            return typed.lower()
        if len(fitting) == 1:
            return fitting[0]
        raise Usage(phrase("{typed!r} is none of these", typed=typed), phrase("one of: {words}", words=listed(choices)))

    return check


def yes_or_no(at: Terminal, typed: str) -> str:
    """Yes or no, in either language."""
    said = typed.lower()
    if said in YES or said in NO:
        return "yes" if said in YES else "no"
    raise Usage(phrase("{typed!r} is neither yes nor no", typed=typed))


YES = ("y", "yes", "j", "ja", "true")
NO = ("n", "no", "nein", "false")


def key(vocabulary: str) -> Check:
    """A word of a vocabulary, by key, label or alias."""
    return lambda _, typed: app.words.insist(vocabulary, typed)


def each(check: Check) -> Check:
    """Several, with commas between."""
    return lambda at, typed: ", ".join(dict.fromkeys(check(at, part) for part in parts(typed)))


def parts(typed: str) -> list[str]:
    """What stands between commas."""
    return [part.strip() for part in typed.split(",") if part.strip()]


def skill(at: Terminal, typed: str) -> str:
    """A skill and its level."""
    found, level = app.words.levelled(typed, app.words.UNSAID_LEVEL)
    return f"{found}:{level}"


def role(at: Terminal, typed: str) -> str:
    """A position to fill: a role, or a short name of one's own with a title."""
    key, colon, _ = typed.partition(":")
    place = app.leads.position(typed if colon else app.words.insist("roles", key), [], None)
    app.editing.insist_field("lead", "positions", [place])
    return typed if colon else str(place["key"])


def language(at: Terminal, typed: str) -> str:
    """A language and its level."""
    return ":".join(app.words.language(typed))


def whole(least: int, most: int) -> Check:
    """A whole number."""

    def check(at: Terminal, typed: str) -> str:
        digits = typed.removesuffix("%").strip()
        if not (digits.isascii() and digits.isdecimal() and len(digits) < 9 and least <= int(digits) <= most):
            raise Usage(
                phrase("{typed!r} is not a whole number from {least} to {most}", typed=typed, least=least, most=most)
            )
        return str(int(digits))

    return check


def day(option: str) -> Check:
    """A day, in any of the ways in which people write one."""
    last = option in ("--to", "--end")
    return lambda at, typed: app.context.understand_day(typed, at.session.now.date(), option, last).isoformat()


def first_day(at: Terminal, typed: str) -> str:
    """The first day of a lead; one that is long past is taken, and told."""
    found = day("--start")(at, typed)
    _careful(at, start=found)
    return found


def last_day(at: Terminal, typed: str) -> str:
    """The last day of a lead, which does not lie before the first; one that is past is taken, and told."""
    found = day("--end")(at, typed)
    if found < at.answers.get("start", ""):
        raise Usage(phrase("{found} lies before {start}, the first day", found=found, start=at.answers["start"]))
    _careful(at, end=found)
    return found


def _careful(at: Terminal, **days: str) -> None:
    for warning in app.leads.long_past(days, at.session.now.date()):
        at.tell(phrase("  careful: {warning}", warning=warning))


def field_of(kind: str, field: str) -> Check:
    """A text as a field of a record takes it."""

    def check(at: Terminal, typed: str) -> str:
        app.editing.insist_field(kind, field, typed)
        return typed

    return check


def lead_of_mine(at: Terminal, typed: str) -> str:
    """A lead of one's own."""
    found = at.newest(lambda: app.leads.find(at.context, typed))
    if found.owner != at.context.member:
        raise NotAllowed(phrase("{lead} is a lead of {owner}", lead=found.id, owner=found.owner))
    return found.id


def lead_of_others(at: Terminal, typed: str) -> str:
    """A lead that somebody else owns."""
    found = at.newest(lambda: app.leads.find(at.context, typed))
    if found.owner == at.context.member:
        raise NotAllowed(phrase("{lead} is your own lead", lead=found.id))
    return found.id


def member(at: Terminal, typed: str) -> str:
    """A member, by id, its beginning, or name."""
    return at.newest(lambda: app.members.named(at.context, typed))


def position(at: Terminal, typed: str) -> str:
    """A position of the lead that was named."""
    return app.naming.position(app.leads.find(at.context, at.answers["lead"]), typed)


def sealed(at: Terminal, typed: str) -> str:
    """What goes under a seal; `@FILE` takes it from a file."""
    if typed == "@-":
        raise Usage(phrase("type it here, or name a file as @FILE"))
    app.confidential.passed_text(typed, at.session.folder, str)
    return typed
