"""What the keys of somebody who left still sign, act by act: what their obligations need, and nothing else (DOMAIN 8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from cast import (
    BERT,
    CARL,
    DAY,
    EVE,
    HOUR,
    LEAD,
    NOW,
    PMO,
    due,
    handover,
    keys_of,
    network,
    newcomer,
    people,
    step,
    vouch,
    well_said,
)

from pmnet.domain.records import Capacity, Closed, Handover, Lead, Member, Objection, Record, RetiredKey, Step
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Finding
from pmnet.rules.authority import protection_end
from pmnet.rules.judge import judge

LEFT = replace(BERT, left=date(2027, 1, 4))
KEPT = replace(network(), keepers=("anna", "bert"))
"""Bert kept the network, too; he has left."""

OWN = replace(LEAD, id="270104-bbbb", owner="bert", sealed="9" * 64, closed=None)
VOUCHED = replace(EVE, vouches=(vouch("bert", NOW - 90 * DAY),))
OBJECTED = replace(CARL, objections=(Objection("bert", NOW - 90 * DAY, "late"),))
KNOWN: tuple[Record, ...] = (KEPT, LEFT, LEAD, OWN, VOUCHED, OBJECTED)

REFUSED = ["authority"]
ALLOWED: list[str] = []


def found(now: Record, *known: Record, actor: str = "bert") -> list[Finding]:
    before = people(*KNOWN, *known)
    after = Snapshot.of(*({one.path: one for one in (*before.members(), *KNOWN, *known)} | {now.path: now}).values())
    return well_said(judge(before, after, [now.path], actor, NOW))


def verdict(now: Record, *known: Record) -> list[str]:
    return [one.rule for one in found(now, *known)]


def rekeyed() -> Member:
    """The same with both keys replaced, as `pmnet keys rotate` does."""
    new, old = keys_of("bert's new ones"), LEFT.keys
    retired = (RetiredKey(old.sign, NOW), RetiredKey(old.seal, NOW))
    return replace(LEFT, keys=replace(old, sign=new.sign, seal=new.seal, retired=retired))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(replace(LEFT, headline="Back soon"), REFUSED, id="their record edited"),
        pytest.param(replace(LEFT, capacity=Capacity(confirmed=NOW.date())), REFUSED, id="capacity confirmed"),
        pytest.param(replace(LEFT, paused=NOW.date()), REFUSED, id="a pause"),
        pytest.param(replace(LEFT, left=None), REFUSED, id="coming back"),
        pytest.param(replace(LEFT, left=NOW.date()), REFUSED, id="leaving on another day"),
        pytest.param(replace(LEFT, email="b@example.net"), REFUSED, id="another address"),
        pytest.param(rekeyed(), ALLOWED, id="their keys replaced"),
        pytest.param(replace(rekeyed(), name="Bertram"), REFUSED, id="their keys replaced and more"),
        pytest.param(newcomer("fred"), REFUSED, id="a member brought"),
        pytest.param(replace(EVE, vouches=(*VOUCHED.vouches, vouch("bert", NOW))), REFUSED, id="another vouch"),
        pytest.param(
            replace(VOUCHED, vouches=(vouch("bert", NOW - 90 * DAY, NOW),)), ALLOWED, id="their vouch taken back"
        ),
        pytest.param(replace(EVE, objections=(Objection("bert", NOW, "late"),)), REFUSED, id="an objection"),
        pytest.param(
            replace(CARL, objections=(replace(OBJECTED.objections[0], withdrawn=NOW),)),
            ALLOWED,
            id="their objection taken back",
        ),
        pytest.param(
            replace(OWN, id="270111-cccc", registered=NOW, protected_until=protection_end(KEPT.policy, NOW)),
            REFUSED,
            id="a new lead",
        ),
        pytest.param(replace(OWN, title="Another rollout"), REFUSED, id="their lead edited"),
        pytest.param(replace(OWN, summary="More of it"), REFUSED, id="their lead described"),
        pytest.param(replace(OWN, positions=(PMO, replace(PMO, key="pm"))), REFUSED, id="a position added"),
        pytest.param(replace(OWN, protected_until=date(2027, 9, 1)), REFUSED, id="their lead protected for longer"),
        pytest.param(replace(OWN, extra={"x-note": 1}), REFUSED, id="their lead noted on"),
        pytest.param(replace(OWN, sealed="8" * 64), ALLOWED, id="their lead sealed again"),
        pytest.param(replace(OWN, sealed=None), REFUSED, id="the seal of their lead taken away"),
        pytest.param(replace(OWN, closed=Closed(NOW, "other")), ALLOWED, id="their lead closed"),
        pytest.param(
            replace(OWN, closed=Closed(NOW, "other"), title="Gone"), REFUSED, id="their lead closed and renamed"
        ),
        pytest.param(replace(OWN, erased=NOW), ALLOWED, id="their lead erased"),
        pytest.param(replace(LEAD, erased=NOW), REFUSED, id="another's lead erased, as a keeper"),
        pytest.param(replace(LEAD, closed=Closed(NOW, "other")), REFUSED, id="another's lead closed"),
        pytest.param(replace(KEPT, keepers=("anna",)), REFUSED, id="the keepers changed"),
        pytest.param(
            replace(KEPT, policy=replace(KEPT.policy, answer_hours=8)), REFUSED, id="the policy changed, as a keeper"
        ),
    ],
)
def test_who_left_and(now: Record, expected: list[str]) -> None:
    assert verdict(now) == expected


@pytest.mark.parametrize("path", ["README.md", ".github/workflows/pmnet.yml"])
def test_no_other_file_is_theirs_any_more(path: str) -> None:
    before = people(*KNOWN)
    after = before.with_texts({path: b"x"})
    assert [one.rule for one in judge(before, after, [path], "bert", NOW)] == REFUSED


@pytest.mark.parametrize("record", [LEFT, OWN, VOUCHED])
def test_nothing_is_deleted(record: Record) -> None:
    before = people(*KNOWN)
    after = before.with_texts({record.path: None})
    assert [one.rule for one in judge(before, after, [record.path], "bert", NOW)] == ["authority-delete"]


def test_what_they_are_told_about_their_lead() -> None:
    [finding] = found(replace(OWN, title="Another rollout"))
    assert finding.message.startswith(f"you have left, so lead {OWN.id} can be closed and erased")
    assert finding.hint == f"pmnet lead close {OWN.id} --reason other"


def test_a_change_of_the_wording_that_says_the_same_is_nobodys_loss() -> None:
    assert verdict(OWN) == ALLOWED


# Handovers: every step of the table in one that they are part of


def begun(lead: Lead, partner: str, *steps: Step) -> Handover:
    return handover(*steps, lead=lead, partner=partner)


EARLIER = NOW - 2 * HOUR
OF = people(*KNOWN).digest


def asked(name: str, by: str, lead: Lead) -> Step:
    return step(name, by, EARLIER, due(EARLIER), of=OF(lead.path))


def agreed(lead: Lead, partner: str, *further: Step) -> Handover:
    accepted = step("accept", lead.owner, EARLIER, of=OF(lead.path))
    return begun(lead, partner, asked("claim", partner, lead), accepted, *further)


DISCLOSE = {lead.id: step("disclose", lead.owner, EARLIER) for lead in (LEAD, OWN)}


def disclosed(lead: Lead, partner: str, *further: Step) -> Handover:
    return agreed(lead, partner, DISCLOSE[lead.id], *further)


def won(lead: Lead, partner: str, *further: Step) -> Handover:
    return disclosed(lead, partner, step("win", partner, EARLIER), *further)


def billed(lead: Lead, partner: str) -> Handover:
    return won(lead, partner, step("bill", partner, EARLIER, month="2026-12", due=NOW.date()))


def old(made: Handover) -> Handover:
    """The same, twenty days earlier."""
    ago = 20 * DAY
    moved = (replace(one, at=one.at - ago, respond_by=one.respond_by and due(one.at - ago)) for one in made.steps)
    return replace(made, steps=tuple(moved))


AS_PARTNER: dict[str, tuple[Handover, dict[str, Any]]] = {
    "withdraw": (begun(LEAD, "bert", asked("claim", "bert", LEAD)), {}),
    "decline": (begun(LEAD, "bert", asked("offer", "anna", LEAD)), {"reason": "no-capacity"}),
    "accept": (begun(LEAD, "bert", asked("offer", "anna", LEAD)), {"of": OF(LEAD.path)}),
    "counter": (begun(LEAD, "bert", asked("offer", "anna", LEAD)), {"of": OF(LEAD.path), "respond_by": due()}),
    "contacted": (disclosed(LEAD, "bert"), {}),
    "win": (disclosed(LEAD, "bert"), {}),
    "lose": (disclosed(LEAD, "bert"), {"reason": "budget"}),
    "return": (disclosed(LEAD, "bert"), {"reason": "capacity"}),
    "amend": (won(LEAD, "bert"), {"terms": "6" * 64}),
    "bill": (won(LEAD, "bert"), {"month": "2026-12", "due": NOW.date()}),
    "complete": (won(LEAD, "bert"), {}),
    "dispute": (won(LEAD, "bert"), {}),
    "resolve": (won(LEAD, "bert", step("dispute", "anna", EARLIER)), {}),
}
AS_OWNER: dict[str, tuple[Handover, dict[str, Any]]] = {
    "withdraw": (begun(OWN, "carl", asked("offer", "bert", OWN)), {}),
    "decline": (begun(OWN, "carl", asked("claim", "carl", OWN)), {"reason": "dates"}),
    "accept": (begun(OWN, "carl", asked("claim", "carl", OWN)), {"of": OF(OWN.path)}),
    "disclose": (agreed(OWN, "carl"), {}),
    "win": (disclosed(OWN, "carl"), {}),
    "release": (old(agreed(OWN, "carl")), {}),
    "extend": (agreed(OWN, "carl"), {}),
    "settle": (billed(OWN, "carl"), {"month": "2026-12"}),
    "complete": (won(OWN, "carl"), {}),
    "dispute": (won(OWN, "carl"), {}),
}


@pytest.mark.parametrize(
    ("name", "known", "fields"),
    [
        pytest.param(name, *case, id=f"as {role}, {name}")
        for role, cases in (("partner", AS_PARTNER), ("owner", AS_OWNER))
        for name, case in cases.items()
    ],
)
def test_their_handovers_go_on(name: str, known: Handover, fields: dict[str, Any]) -> None:
    taken = step(name, "bert", NOW, **fields)
    assert verdict(replace(known, steps=(*known.steps, taken)), known) == ALLOWED


@pytest.mark.parametrize(
    "begins",
    [
        pytest.param(begun(LEAD, "bert", step("claim", "bert", NOW, due(), of=OF(LEAD.path))), id="a claim"),
        pytest.param(begun(OWN, "carl", step("offer", "bert", NOW, due(), of=OF(OWN.path))), id="an offer of theirs"),
    ],
)
def test_nothing_new_begins(begins: Handover) -> None:
    assert verdict(begins) == REFUSED


def test_nothing_new_is_offered_to_them() -> None:
    offer = begun(LEAD, "bert", step("offer", "anna", NOW, due(), of=OF(LEAD.path)))
    assert [one.rule for one in found(offer, actor="anna")] == REFUSED


def test_the_handovers_of_others_are_none_of_theirs() -> None:
    known = won(LEAD, "carl")
    assert verdict(replace(known, steps=(*known.steps, step("complete", "bert", NOW))), known) != ALLOWED
