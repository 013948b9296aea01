"""A network of literal records, asked as commands ask it: by an index in memory, made of the records' texts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from cast import NOW, network, vouch

from pmnet.app import find
from pmnet.app.find import FoundLead, Wanted
from pmnet.domain.records import Member, Record
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.match import Hit
from pmnet.store.index.building import Building
from pmnet.store.index.keeping import in_memory
from pmnet.store.index.reading import Index
from pmnet.store.parsing import parse, record_text


def state_of(*records: Record, **policy: Any) -> Snapshot:
    """A state whose records are read from their texts, as those of a commit are."""
    texts = {record.path: record_text(record) for record in (network(**policy), *records)}
    names = sorted(texts)

    def paths(prefix: str) -> list[str]:
        start = bisect_left(names, prefix)
        return names[start : bisect_left(names, prefix + "\U0010ffff", start)]

    return Snapshot(texts.get, paths, parse, "c" * 40)


@contextmanager
def index_of(*records: Record, now: datetime = NOW, grown: bool = False, **policy: Any) -> Iterator[Index]:
    """The index of such a state; `grown` by one record after another, in the order in which they are given."""
    first = () if grown else records
    with closing(in_memory(state_of(*first, **policy), now)) as index:
        for place, record in enumerate(records if grown else (), 1):
            Building(index.database, state_of(*records[:place], **policy)).changed([record.path])
        yield index


def active(who: Member) -> Member:
    """The same member, admitted long ago unless they say by whom."""
    return who if who.vouches else replace(who, vouches=(vouch("anna"),))


def as_typed(vocabulary: str, typed: str) -> str:
    """What is typed in these tests are keys already."""
    return typed


def ranked(wanted: Wanted, *known: Record, most: int | None = None, **of: Any) -> list[Hit]:
    """The members that are found, in order; whoever says nothing else is active. `of` is what `index_of` takes."""
    records = [active(record) if isinstance(record, Member) else record for record in known]
    with index_of(*records, **of) as index:
        return [found.hit for found in find.members(index, wanted, as_typed, most)]


def found_leads(
    wanted: Wanted, *known: Record, member: str | None = None, most: int | None = None, **of: Any
) -> list[FoundLead]:
    """The leads that a member finds, or a stranger, in order."""
    with index_of(*known, **of) as index:
        return find.leads(index, wanted, as_typed, member, most)


def leads(wanted: Wanted, *known: Record, **of: Any) -> list[Hit]:
    """What is said of them."""
    return [found.hit for found in found_leads(wanted, *known, **of)]
