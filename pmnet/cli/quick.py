"""What is answered at the door, before the whole program is loaded, because loading it takes longer than the answer.

A question that is plainly put, inside a network of which everything is at hand, is answered right here, by the same functions
that the commands call: `find ... --json` with options of the table below, where the index is up to date, and `validate` where
nothing has changed since all was found good, or nothing speaks against a request. Whatever is out of the ordinary, an error
included, is not said here: the whole program answers then, as if nobody had been at the door. Nothing that takes long to load is
imported here.
"""

from __future__ import annotations

import os
import sys
from contextlib import closing

from pmnet.store.listing import enclosing_network

TYPE_CHECKING = False  # as in `pmnet.app`
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any, Final

OPTIONS: Final = {
    "--skill": "skills",
    "--should": "should",
    "--language": "languages",
    "--certificate": "certificates",
    "--method": "methods",
    "--industry": "industry",
    "--role": "role",
    "--region": "region",
    "--from": "start",
    "--to": "end",
    "--days": "days",
    "--limit": "limit",
}
"""The options of `find` that take a value, and what each is called in `app.find.Wanted`."""

REPEATED: Final = frozenset({"skills", "should", "languages", "certificates", "methods"})
FLAGS: Final = {"--remote": "remote", "--leads": "leads", "--json": "json"}
MOST_DAYS: Final = 7
USUAL_LIMIT: Final = 10


class Unusual(Exception):
    """Something that the whole program has to look at."""


def answer(arguments: Sequence[str], variables: Mapping[str, str], folder: str) -> str | None:
    """What to print, where that is at hand; None or any error where the whole program has to answer."""
    match arguments[:1]:
        case ["find"] if "--json" in arguments:
            return _found(_said(arguments[1:]), variables, folder)
        case ["validate"] if {*arguments[1:]} <= {"--json"}:
            return _known_good(enclosing_network(folder), "--json" in arguments)
    match arguments:
        case ["validate", path] if path and not path.startswith("-"):
            return _known_good(os.path.join(folder, path), False)
        case ["validate", "--base", base, "--head", head]:
            return _good_request(base, head, variables, folder)
    return None


def _found(said: dict[str, Any], variables: Mapping[str, str], folder: str) -> str:
    """The members or leads that are looked for, as JSON."""
    from pmnet.app import find
    from pmnet.cli import plain_json
    from pmnet.store.git.refs import verified
    from pmnet.store.index.facts import term
    from pmnet.store.index.reading import opened
    from pmnet.store.index.tables import FILE

    root = enclosing_network(folder)
    tip = verified(f"{root}/.git") if root is not None else ""
    if not tip:
        raise Unusual
    kept = f"{root}/.git/pmnet"
    if any(name.endswith(".json") for name in _names(f"{kept}/outbox")):
        raise Unusual  # what waits to be sent is looked at, too
    most, of_leads = said.pop("limit", USUAL_LIMIT), said.pop("leads", False)
    wanted, member = find.Wanted(**said), _member(variables, folder) if of_leads else ""
    index = opened(f"{kept}/{FILE}", tip, _now(variables))
    if index is None:
        raise Unusual

    def lookup(vocabulary: str, typed: str) -> str:
        key = term(vocabulary, typed)
        if key is None:
            raise Unusual
        return key

    with closing(index):
        try:
            if of_leads:
                return plain_json.written(
                    [plain_json.of_lead(one) for one in find.leads(index, wanted, lookup, member, most)]
                )
            return plain_json.written([plain_json.of_member(one) for one in find.members(index, wanted, lookup, most)])
        except Exception:  # noqa: BLE001 - whether it was typed wrong or the index is damaged, that is told elsewhere
            raise Unusual from None


def _known_good(root: str | None, as_json: bool) -> str | None:
    """That all records were found good and none has changed since, in the words of `validate`."""
    from pmnet.app.checked import in_words, known_good

    checked = None if root is None else known_good(root)
    if checked is None or not as_json:
        return None if checked is None else in_words(checked)
    from pmnet.cli import plain_json

    return plain_json.written({"checked": checked, "findings": []})


def _good_request(base: str, head: str, variables: Mapping[str, str], folder: str) -> str | None:
    """That nothing speaks against a request, in the words of `validate`."""
    from pathlib import Path

    from pmnet.app.request import validate_request

    report = validate_request(Path(folder), "", variables, base, head, _now(variables))
    return None if report.findings else report.summary


def _member(variables: Mapping[str, str], folder: str) -> str:
    """Who looks; raises Unusual where that is not plain."""
    from pmnet.store.at_hand import AtHand

    member = AtHand(variables, folder).member
    if not member:
        raise Unusual
    return member


def _said(arguments: Sequence[str]) -> dict[str, Any]:
    """What was typed, by the names of `app.find.Wanted`; raises Unusual for anything that is not in the tables."""
    from pmnet.domain.clock import parse_day

    said: dict[str, Any] = {}
    words = []
    rest = iter(arguments)
    for typed in rest:
        name, equals, value = typed.partition("=")
        if typed in FLAGS:
            said[FLAGS[typed]] = True
        elif name in OPTIONS:
            _note(said, OPTIONS[name], value if equals else next(rest, ""))
        elif typed.startswith("-") or not typed:
            raise Unusual
        else:
            words.append(typed)
    if not said.pop("json", False):
        raise Unusual
    for name in ("start", "end"):
        if name in said:
            said[name] = parse_day(said[name])
    for name, most in (("days", MOST_DAYS), ("limit", sys.maxsize)):
        if name in said:
            said[name] = _number(said[name], most)
    if "start" in said and "end" in said and said["end"] < said["start"]:
        raise Unusual
    return said | {"text": " ".join(words)}


def _note(said: dict[str, Any], name: str, value: str) -> None:
    if not value.strip() or value.startswith("-"):
        raise Unusual
    if name in REPEATED:
        said.setdefault(name, []).append(value)
    elif name in said:
        raise Unusual
    else:
        said[name] = value


def _number(typed: str, most: int) -> int:
    if not (typed.isascii() and typed.isdecimal()) or len(typed) > 9 or not 1 <= int(typed) <= most:
        raise Unusual
    return int(typed)


def _now(variables: Mapping[str, str]) -> datetime:
    """The client's clock: `PMNET_NOW`, or now."""
    from datetime import UTC, datetime

    from pmnet.domain.clock import parse_instant

    said = variables.get("PMNET_NOW")
    return parse_instant(said) if said else datetime.now(UTC).replace(microsecond=0)


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
