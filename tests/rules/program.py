"""What the program answers to the questions that the oracle is asked: all that these tests know of it is here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pmnet.app import find, match, words
from pmnet.app.team import ranked
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Conflict
from pmnet.rules import staffing
from pmnet.rules.match import Hit, salt_of
from pmnet.rules.team import team as held_by
from pmnet.store.index.building import Building
from pmnet.store.index.keeping import in_memory
from pmnet.store.index.reading import Index
from pmnet.store.parsing import parse

Options = Mapping[str, Any]


class Line(NamedTuple):
    """One line of an answer: points and what is missing, in the order in which the program tells them."""

    id: str
    points: tuple[int, ...]
    missing: tuple[str, ...]
    position: str = ""
    score: int = 0


class Answer(NamedTuple):
    """All lines, and what ties are broken by: the question as text."""

    lines: list[Line]
    salt: str


def snapshot(files: Mapping[str, str]) -> Snapshot:
    """A state of just these files."""
    texts = {path: text.encode() for path, text in files.items()}
    return Snapshot(texts.get, lambda folder: sorted(path for path in texts if path.startswith(folder)), parse)


def index_of(state: Snapshot, now: datetime) -> Index:
    """An index of a state, built afresh."""
    return in_memory(state, now)


def brought_forward(index: Index, state: Snapshot, changed: Iterable[str]) -> Index:
    """An index of the state before, brought to this one by the paths of what differs."""
    Building(index.database, state).changed(changed)
    return Index(index.database, index.now)


def all_told(index: Index, me: str, asked: Iterable[Options]) -> list[object]:
    """All that is answered to some questions, and what is shown beside it."""
    everybody = [find.members(index, _wanted(options), words.insist, None) for options in asked]
    offered = [find.leads(index, _wanted(options), words.insist, me, None) for options in asked]
    positions = list(index.positions())
    rankings = [match.positions(index, lead) for lead in sorted({position.lead for position in positions})]
    mine = match.mine(index, me, None) if index.number_of(me) is not None else None
    return [everybody, offered, rankings, mine]


def unreadable(index: Index) -> list[str]:
    """The paths of the records that were passed over."""
    return sorted(finding["path"] for finding in index.broken())


def find_members(index: Index, options: Options, most: int | None = None) -> Answer:
    wanted = _wanted(options)
    question = list(find._of_members(index, wanted, words.insist))
    found = find.members(index, wanted, words.insist, most)
    return Answer([_line(one.hit) for one in found], salt_of(question))


def find_leads(index: Index, me: str, options: Options, most: int | None = None) -> Answer:
    wanted = _wanted(options)
    question = list(find._of_leads(index, wanted, words.insist))
    found = find.leads(index, wanted, words.insist, me, most)
    return Answer([_line(one.hit, one.position) for one in found], salt_of(question))


def open_positions(index: Index, lead: str) -> list[str]:
    """The positions of a lead that `match` looks at, by its own answer."""
    try:
        return [ranking.position for ranking in match.positions(index, lead)]
    except Conflict:
        return []


def match_lead(index: Index, lead: str, key: str) -> Answer:
    (position,) = (one for one in index.positions(lead) if one.key == key)
    (ranking,) = match.positions(index, lead, key)
    return Answer([_line(one.hit) for one in ranking.members], salt_of(match.question_of(index, position)))


def match_me(index: Index, me: str) -> tuple[list[Line], Mapping[str, str]]:
    """The answer, and what ties are broken by for each position."""
    salts = {f"{one.lead}.{one.key}": salt_of(match.question_of(index, one)) for one in index.positions()}
    return [_line(one.hit, f"{one.lead}.{one.position}") for one in match.mine(index, me, None)], salts


def team(index: Index, state: Snapshot, lead: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Who is suggested for which position, and what ties are broken by for each."""
    record, known = state.lead(lead), state.handovers_of(lead)
    found = staffing.suggested(held_by(record, known, index.now, state.network.policy), ranked(index, record))
    salts = {one.key: salt_of(match.question_of(index, one)) for one in index.positions(lead)}
    return {one.position: one.hit.id for one in found}, salts


def _line(hit: Hit, position: str = "") -> Line:
    return Line(hit.id, tuple(reason.points for reason in hit.reasons), hit.missing, position, hit.score)


def _wanted(options: Options) -> find.Wanted:
    def only(name: str) -> str | None:
        return next(iter(options.get(name, [])), None)

    return find.Wanted(
        text=" ".join(options.get("words", [])),
        skills=_levelled(options.get("skill", [])),
        should=_levelled(options.get("should", [])),
        industry=only("industry"),
        languages=_levelled(options.get("language", [])),
        certificates=options.get("certificate", []),
        role=only("role"),
        methods=options.get("method", []),
        region=only("region"),
        remote=options.get("remote", False),
        start=options.get("from"),
        end=options.get("to"),
        days=options.get("days"),
    )


def _levelled(asked: Iterable[tuple[str, Any]]) -> Sequence[str]:
    return [key if level is None else f"{key}:{level}" for key, level in asked]
