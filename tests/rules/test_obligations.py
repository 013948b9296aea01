"""What a member still has to do, whether they stay or go (DOMAIN 8: obligations survive membership)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from cast import DAY, HOUR, LEAD, NOW, due, handover, people, step

from pmnet.domain.records import Closed, Handover, Record
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.fairness import balance
from pmnet.rules.obligations import Obligation, obligations, protections

CLAIMED = handover(step("claim", "bert", NOW - HOUR, due(NOW - HOUR)))


def further(*names: str) -> Handover:
    steps = [step(name, "anna" if name in ("accept", "disclose") else "bert", NOW - HOUR) for name in names]
    return replace(CLAIMED, steps=(*CLAIMED.steps, *steps))


AGREED = ("accept",)
DISCLOSED = (*AGREED, "disclose")
WON = (*DISCLOSED, "win")


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        pytest.param((), "claimed", id="asked for"),
        pytest.param(AGREED, "agreed", id="agreed"),
        pytest.param((*AGREED, "dispute"), "disputed", id="disputed"),
        pytest.param(WON, "won", id="won, its books still open"),
        pytest.param((*WON, "complete"), None, id="completed"),
        pytest.param((*DISCLOSED, "lose"), None, id="lost"),
        pytest.param(("withdraw",), None, id="withdrawn"),
    ],
)
@pytest.mark.parametrize(("member", "role", "other"), [("anna", "owner", "bert"), ("bert", "partner", "anna")])
def test_a_handover(steps: tuple[str, ...], state: str | None, member: str, role: str, other: str) -> None:
    known = people(replace(LEAD, closed=Closed(NOW, "filled")), further(*steps))
    expected = [Obligation(CLAIMED.id, "handover", role, state, other, LEAD.title)] if state else []
    assert obligations(known, member, NOW) == expected
    assert obligations(known, "carl", NOW) == []


def test_a_handover_stays_an_obligation_where_its_lead_cannot_be_found() -> None:
    assert [(one.id, one.title) for one in obligations(people(CLAIMED), "bert", NOW)] == [(CLAIMED.id, "")]


def test_a_question_that_lapsed_is_none() -> None:
    assert obligations(people(LEAD, CLAIMED), "bert", NOW + 30 * DAY) == []


@pytest.mark.parametrize(
    ("change", "states"),
    [
        pytest.param({}, ["open"], id="open"),
        pytest.param({"closed": Closed(NOW, "filled")}, [], id="closed"),
        pytest.param({"protected_until": NOW.date() - DAY}, [], id="expired"),
        pytest.param({"owner": "carl"}, [], id="another's"),
    ],
)
def test_a_lead(change: dict[str, Any], states: list[str]) -> None:
    found = obligations(people(replace(LEAD, **change)), "anna", NOW)
    assert found == [Obligation(LEAD.id, "lead", "owner", state, title=LEAD.title) for state in states]


def test_a_lead_that_is_held_stands_behind_its_handover() -> None:
    found = obligations(people(LEAD, CLAIMED), "anna", NOW)
    assert [(one.kind, one.state) for one in found] == [("handover", "claimed"), ("lead", "held")]


def test_a_claim_that_waits_in_line_is_not_finished() -> None:
    waiting = handover(step("claim", "carl", NOW), partner="carl", place=2)
    assert [one.state for one in obligations(people(LEAD, CLAIMED, waiting), "carl", NOW)] == ["waiting"]
    assert [one.state for one in obligations(people(LEAD, CLAIMED, waiting), "carl", due() + HOUR)] == ["claimed"]


# Months


def bill(month: str, due: date | None) -> Handover:
    won = further(*WON)
    return replace(won, steps=(*won.steps, step("bill", "bert", NOW - HOUR, month=month, due=due)))


@pytest.mark.parametrize(
    ("due", "state"),
    [
        pytest.param(NOW.date() - DAY, "overdue", id="due yesterday"),
        pytest.param(NOW.date(), "open", id="due today"),
        pytest.param(None, "open", id="due on no day"),
    ],
)
@pytest.mark.parametrize(("member", "role", "other"), [("anna", "owner", "bert"), ("bert", "partner", "anna")])
def test_a_month_that_is_not_settled(due: date | None, state: str, member: str, role: str, other: str) -> None:
    known = people(replace(LEAD, closed=Closed(NOW, "filled")), bill("2026-12", due))
    month = Obligation(CLAIMED.id, "month", role, state, other, LEAD.title, "2026-12", due)
    assert obligations(known, member, NOW) == [
        Obligation(CLAIMED.id, "handover", role, "won", other, LEAD.title),
        month,
    ]


def test_a_month_that_is_disputed() -> None:
    billed = bill("2026-12", NOW.date() - DAY)
    disputed = replace(billed, steps=(*billed.steps, step("dispute", "anna", NOW)))
    found = obligations(people(replace(LEAD, closed=Closed(NOW, "filled")), disputed), "bert", NOW)
    assert [(one.kind, one.state) for one in found] == [("handover", "disputed"), ("month", "disputed")]


def test_a_month_that_was_settled_is_none() -> None:
    billed = bill("2026-12", NOW.date() - DAY)
    settled = replace(billed, steps=(*billed.steps, step("settle", "anna", NOW, month="2026-12")))
    assert [one.kind for one in obligations(people(LEAD, settled), "bert", NOW)] == ["handover"]


# Protections


@pytest.mark.parametrize(
    ("change", "protected"),
    [
        pytest.param({}, True, id="open"),
        pytest.param({"closed": Closed(NOW, "filled")}, True, id="closed"),
        pytest.param({"protected_until": NOW.date()}, True, id="on its last day"),
        pytest.param({"protected_until": NOW.date() - DAY}, False, id="over"),
        pytest.param({"erased": NOW}, False, id="with nothing left of its client"),
        pytest.param({"owner": "carl"}, False, id="another's"),
    ],
)
def test_the_claim_to_the_client_of_a_lead(change: dict[str, Any], protected: bool) -> None:
    lead = replace(LEAD, **change)
    expected = Obligation(LEAD.id, "protection", "owner", "protected", title=LEAD.title, until=lead.protected_until)
    assert protections(people(lead), "anna", NOW) == ([expected] if protected else [])


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        pytest.param((), None, id="asked for"),
        pytest.param(("withdraw",), None, id="withdrawn"),
        pytest.param(AGREED, None, id="agreed, and among what is not finished"),
        pytest.param((*AGREED, "return"), None, id="returned before the client was disclosed"),
        pytest.param(WON, None, id="won, and among what is not finished"),
        pytest.param((*DISCLOSED, "return"), "returned", id="returned"),
        pytest.param((*DISCLOSED, "lose"), "lost", id="lost"),
        pytest.param((*WON, "complete"), "completed", id="completed"),
    ],
)
@pytest.mark.parametrize(("member", "role", "other"), [("anna", "owner", "bert"), ("bert", "partner", "anna")])
def test_the_terms_of_a_handover(steps: tuple[str, ...], state: str | None, member: str, role: str, other: str) -> None:
    known = people(replace(LEAD, protected_until=NOW.date() - DAY), further(*steps))
    expected = [Obligation(CLAIMED.id, "terms", role, state, other, LEAD.title)] if state else []
    assert protections(known, member, NOW) == expected
    assert protections(known, "carl", NOW) == []


def test_terms_bind_nobody_for_longer_than_terms_may_say() -> None:
    known = people(further(*DISCLOSED, "lose"))
    assert [one.kind for one in protections(known, "bert", NOW - HOUR + 730 * DAY)] == ["terms"]
    assert protections(known, "bert", NOW - HOUR + 731 * DAY) == []


# At scale


def test_what_others_have_among_themselves_is_not_even_read() -> None:
    read: list[str] = []
    others = [replace(CLAIMED, id=f"270104-k7q{n}.pmo.1", lead=f"270104-k7q{n}", owner="carl") for n in range(4)]
    others = [replace(one, partner="dora") for one in others]
    records = {one.path: one for one in (*people().members(), people().network, LEAD, CLAIMED, *others)}

    def text(path: str) -> bytes | None:
        one = records.get(path)
        named = {"owner": getattr(one, "owner", "x"), "partner": getattr(one, "partner", "x")}
        return None if one is None else "".join(f"{name}: {value}\n" for name, value in named.items()).encode()

    def parse(path: str, _: bytes) -> Record:
        read.append(path)
        return records[path]

    known = Snapshot(text, lambda folder: sorted(path for path in records if path.startswith(folder)), parse)
    obligations(known, "bert", NOW)
    protections(known, "bert", NOW)
    balance(known, known.member("bert"), NOW)
    assert [path for path in read if path.startswith(("leads/", "handovers/"))] == [CLAIMED.path, LEAD.path]
