"""What people type for terms: nothing, a file, an earlier handover of theirs, or the terms themselves as FIELD=VALUE.

What is typed in a line is read as each field wants it: figures as people write them become decimal strings, and days dates. No
field has a value that was not typed.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from pmnet.app.books import amount
from pmnet.app.confidential import NONCE_BYTES
from pmnet.app.context import understand_day
from pmnet.app.settings import parted, put, settings, unquoted, whole, yes_or_no
from pmnet.domain.codec import from_mapping, to_mapping
from pmnet.domain.ids import handover_parts
from pmnet.domain.phrase import either, listed, phrase, told
from pmnet.domain.sealed import HandoverDocument, Terms, name_in
from pmnet.domain.snapshot import Snapshot
from pmnet.domain.text import closest
from pmnet.errors import Finding, Findings, NotFound, Usage
from pmnet.rules import schema
from pmnet.rules.fields import Field, fields_of
from pmnet.rules.terms import NEEDED, check
from pmnet.store.files import load
from pmnet.store.folder import read_file

NOTHING: Final = "none"
"""Terms under which nothing is owed: a complete answer."""

OWN: Final = "x-"
"""How fields of a network's own begin."""

MOST_PERCENT: Final = 100
PERCENT: Final = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))? ?%?")

EXAMPLE: Final = "base=partner-net"


def read(typed: str | None, folder: Path, snapshot: Snapshot, today: date) -> dict[str, Any]:
    """The terms that are meant, with a number of their own.

    Raises NotFound, Usage and Findings where they are wrong, and what keeps those of a handover from being read.
    """
    return {**_content(typed, folder, snapshot, today), "nonce": secrets.token_hex(NONCE_BYTES)}


def in_words(typed: str) -> bool:
    """Whether terms are said in a line, instead of where they stand."""
    return "=" in typed


def _content(typed: str | None, folder: Path, snapshot: Snapshot, today: date) -> dict[str, Any]:
    if typed is None or typed == NOTHING:
        return {"kind": NOTHING}
    for file in (folder / typed, folder / typed.removeprefix("@")):
        if os.path.isfile(file):  # which takes a long text for no file, where Path.is_file would fail
            return _of_file(file)
    if handover_parts(typed):
        return _of_handover(snapshot, typed)
    if in_words(typed):
        return in_a_line(typed, today)
    raise NotFound(
        phrase("there is no file {file} with terms", file=folder / typed),
        phrase('--terms none, name a file, or say them: --terms "kind=favour, client_informed=yes"; pmnet help terms'),
    )


def _of_file(file: Path) -> dict[str, Any]:
    document = load(read_file(file), str(file))
    content = document.content
    found = document.locate(schema.check("terms", content, str(file)) or _unfit(content, str(file)))
    if found:
        raise Findings(told(found[0]), found)
    return content


def _unfit(content: Mapping[str, Any], place: str) -> list[Finding]:
    """What does not fit together in terms that are well-formed."""
    found = check(from_mapping(Terms, content))
    return [Finding(place, f"terms-{rule}", said, hint, pointer) for rule, said, hint, pointer in found]


def _of_handover(snapshot: Snapshot, typed: str) -> dict[str, Any]:
    """The terms of a handover that opens here."""
    document = snapshot.document(name_in(snapshot.handover(typed)))
    found = document.terms if isinstance(document, HandoverDocument) else None
    return {name: value for name, value in to_mapping(found or Terms(NOTHING)).items() if name != "nonce"}


def fields() -> dict[str, Field]:
    """The fields that are said in a line, by their names."""
    return dict(_named(fields_of("terms"), ""))


def _named(among: Sequence[Field], above: str) -> Iterator[tuple[str, Field]]:
    for field in among:
        if field.inner:
            yield from _named(field.inner, f"{above}{field.name}.")
        elif field.name != "nonce":  # which pmnet adds
            yield above + field.name, field


def in_a_line(typed: str, today: date) -> dict[str, Any]:
    """The terms that are said as `FIELD=VALUE, FIELD=VALUE`; raises Usage or Findings naming what is wrong."""
    found: dict[str, Any] = {}
    said: set[str] = set()
    for setting in settings(typed):
        name, value = (part.strip() for part in parted(setting, EXAMPLE))
        if name in said:
            raise Usage(phrase("{name!r} is said twice", name=name), phrase("leave one out"))
        said.add(name)
        _insist_alone(name, value)
        put(found, name.split("."), value_of(name, value, today))
    _insist_said(said)
    _insist_fitting(found)
    return found


def _insist_alone(name: str, value: str) -> None:
    """Raises Usage where something stands after a value that is not said of any field."""
    comma = NO_FIGURE if name in FIGURES else ","
    if name in fields() and name not in TEXTS and (stray := re.search(comma, value)):
        parted(value[stray.end() :].strip(), EXAMPLE)


def value_of(name: str, typed: str, today: date) -> Any:
    """The value of a field as it was typed; raises Usage where there is no such field, or it cannot be that."""
    known = fields()
    if name not in known and not _is_own(name, known):
        near = closest(name, known)
        raise Usage(
            phrase("{name!r} is not a field of terms", name=name),
            phrase("did you mean {near}?", near=either(near))
            if near
            else phrase("one of: {names}; a text in which a comma and = stand goes in quotes", names=listed(known)),
        )
    value = unquoted(typed)
    if not value:
        raise Usage(
            phrase("{name!r} says nothing", name=name), phrase("leave it out, or write {name}=VALUE", name=name)
        )
    return UNDERSTOOD[name](name, value, today) if name in UNDERSTOOD else value


def _is_own(name: str, known: Iterable[str]) -> bool:
    """Whether a field is one of a network's own, beside the others or beside those inside one of them."""
    group, dot, own = name.rpartition(".")
    return own.startswith(OWN) and (not dot or any(one.startswith(f"{group}.") for one in known))


def insist_field(name: str, value: Any) -> None:
    """Raises Findings where a field cannot have a value."""
    content: dict[str, Any] = {}
    put(content, name.split("."), value)
    found = [one for one in schema.check("terms", content, name) if one.pointer == tuple(name.split("."))]
    if found:
        raise Findings(found[0].message, found[:1])


def _insist_said(said: set[str]) -> None:
    """Raises Usage where a field is missing that must be said."""
    for name, field in fields().items():
        group, dot, _ = name.rpartition(".")
        if field.needed and name not in said and (not dot or any(one.startswith(f"{group}.") for one in said)):
            hint = (
                phrase("add {name}=VALUE, one of: {words}", name=name, words=listed(field.words))
                if field.words
                else phrase("add {name}=VALUE: {described}", name=name, described=field.says)
            )
            raise Usage(phrase("{name!r} is missing in the terms", name=name), hint)


def _insist_fitting(content: Mapping[str, Any]) -> None:
    """Raises Findings with the first thing that is wrong, by the name of its field."""
    for finding in schema.check("terms", content, "--terms") or _unfit(content, "--terms"):
        name = listed(finding.pointer, ".")
        message = phrase("{name}: {message}", name=name, message=finding.message)
        raise Findings(message, (replace(finding, message=message, hint=_hint_in_a_line(finding, content)),))


def _hint_in_a_line(finding: Finding, content: Mapping[str, Any]) -> str:
    """What to type, where a file would have it otherwise."""
    if finding.rule == "terms-missing":
        lacking = next(name for name, kinds in NEEDED.items() if content["kind"] in kinds)
        return phrase("add {name}=VALUE; it may be 0", name=lacking)
    if finding.rule == "terms-follow-up":
        return phrase("leave it out, or say follow_up.included=yes")
    return finding.hint


def _percentage(name: str, value: str, today: date) -> str:
    found = PERCENT.fullmatch(value)
    if found is None or Decimal(f"{found[1]}.{found[2] or 0}") > MOST_PERCENT:
        raise Usage(
            phrase("{name}: {value!r} is not a percentage", name=name, value=value),
            phrase("a number from 0 to 100, with two decimals at most"),
        )
    return f"{int(found[1])}.{found[2]}" if found[2] else str(int(found[1]))


def _sum(name: str, value: str, today: date) -> str:
    """An amount as it was typed where a record takes it like that, else to the cent."""
    return value if re.fullmatch(r"(0|[1-9][0-9]{0,11})(\.[0-9]{2})?", value) else str(amount(value, name))


UNDERSTOOD: Final[Mapping[str, Callable[[str, str, date], Any]]] = {
    "percent": _percentage,
    "amount": _sum,
    "cap": _sum,
    "months": lambda name, value, _: whole(name, value),
    "due_days": lambda name, value, _: whole(name, value),
    "follow_up.included": lambda name, value, _: yes_or_no(name, value),
    "follow_up.until": lambda name, value, today: understand_day(value, today, name, last=True).isoformat(),
    "protection.months": lambda name, value, _: whole(name, value),
}
"""How the value of a field is read, where it is more than the text that was typed."""

FIGURES: Final = ("percent", "amount", "cap")
NO_FIGURE: Final = r",(?![0-9])"
"""A comma that stands in no figure."""

TEXTS: Final = ("protection.unit",)
"""Fields in which commas may stand."""
