"""Every step of an act is judged as it was taken: nothing slips in between the first and the last."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pmnet.domain.records import Handover, Keys, Lead, Member, Mode, Network, Position, Record, Step, StepName
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.deadlines import answer_deadline
from pmnet.rules.judge import judge

FOUNDED = datetime(2026, 11, 2, 9, tzinfo=UTC)
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
NETWORK = Network("Net", "anna", FOUNDED, ("anna",))
LEAD = Lead(
    "261123-aaaa", "anna", AT, "A lead", Mode.CHOOSE, date(2027, 2, 21), (Position("pm", "PM"), Position("pmo", "PMO"))
)


TERMS, SEALED = "7" * 64, "5" * 64


def member(name: str) -> Member:
    from pmnet.domain.records import Vouch

    vouches = () if name == "anna" else (Vouch("anna", FOUNDED, "interview"),)
    return Member(
        name, name.title(), f"{name}@example.org", Keys(f"sign-{name}", f"seal-{name}"), FOUNDED.date(), vouches=vouches
    )


def network(*more: Record) -> Snapshot:
    return Snapshot.of(NETWORK, LEAD, *(member(name) for name in ("anna", "bea", "carl")), *more)


def judged(before: Snapshot, after: Handover, actor: str, *more: Record) -> list[str]:
    known = [record for record in (*more,) if record.path != after.path]
    return [f.message for f in judge(before, network(*known, after), [after.path], actor, AT)]


def claim(by: str, place: int, **other: object) -> Handover:
    digest = network().digest(LEAD.path)
    first = Step(StepName.CLAIM, by, AT, answer_deadline(LEAD, NETWORK.policy, AT), of=digest, terms=TERMS)
    return Handover(f"{LEAD.id}.pm.{place}", LEAD.id, "pm", "anna", by, (replace(first, **other),))  # type: ignore[arg-type]


def accepted(handover: Handover, *names: StepName, **other: object) -> Handover:
    digest = network().digest(LEAD.path)
    accept = Step(StepName.ACCEPT, "anna", AT, of=digest, terms=TERMS)
    steps = [accept, *(Step(name, "anna", AT, sealed=SEALED) for name in names)]
    return replace(handover, steps=(*handover.steps, replace(steps[0], **other), *steps[1:]))  # type: ignore[arg-type]


def test_a_claim_as_it_must_be_is_allowed() -> None:
    assert judged(network(), claim("bea", 1), "bea") == []


def test_accepting_and_disclosing_in_one_act_is_allowed() -> None:
    first = claim("bea", 1)
    assert judged(network(first), accepted(first, StepName.DISCLOSE), "anna", first) == []


def test_a_position_is_not_given_twice_by_accepting_and_disclosing_in_one_act() -> None:
    first, second = accepted(claim("bea", 1)), claim("carl", 2)
    messages = judged(network(first, second), accepted(second, StepName.DISCLOSE), "anna", first, second)
    assert messages == ["cannot accept 261123-aaaa pm: held by bea until Mon 7 Dec 10:00"]


def test_a_stale_digest_is_not_hidden_behind_a_disclosure() -> None:
    first = claim("bea", 1)
    messages = judged(network(first), accepted(first, StepName.DISCLOSE, of="0" * 64), "anna", first)
    assert messages == ["lead 261123-aaaa was changed after bea asked"]


WRONG_CLAIMS: dict[str, dict[str, object]] = {
    "more time to answer than policy gives": {"respond_by": datetime(2036, 1, 1, tzinfo=UTC)},
    "no time to answer": {"respond_by": None},
    "another lead than there is": {"of": "0" * 64},
    "no lead seen at all": {"of": None},
}


@pytest.mark.parametrize("other", WRONG_CLAIMS.values(), ids=WRONG_CLAIMS.keys())
@pytest.mark.parametrize("withdrawn", [False, True], ids=["alone", "withdrawn in the same act"])
def test_a_wrong_claim_is_refused(other: dict[str, object], withdrawn: bool) -> None:
    wrong = claim("bea", 1, **other)
    if withdrawn:
        wrong = replace(wrong, steps=(*wrong.steps, Step(StepName.WITHDRAW, "bea", AT)))
    assert len(judged(network(), wrong, "bea")) == 1


@pytest.mark.parametrize("other", WRONG_CLAIMS.values(), ids=WRONG_CLAIMS.keys())
def test_a_wrong_counter_is_refused(other: dict[str, object]) -> None:
    first = claim("bea", 1)
    digest = network().digest(LEAD.path)
    counter = Step(StepName.COUNTER, "anna", AT, answer_deadline(LEAD, NETWORK.policy, AT), of=digest)
    assert judged(network(first), replace(first, steps=(*first.steps, counter)), "anna", first) == []
    wrong = replace(first, steps=(*first.steps, replace(counter, **other)))  # type: ignore[arg-type]
    assert len(judged(network(first), wrong, "anna", first)) == 1


def test_an_offer_to_somebody_who_is_not_active_is_refused() -> None:
    paused = replace(member("carl"), paused=date(2026, 11, 20))
    digest = network().digest(LEAD.path)
    first = Step(StepName.OFFER, "anna", AT, answer_deadline(LEAD, NETWORK.policy, AT), of=digest)
    offer = Handover(f"{LEAD.id}.pm.1", LEAD.id, "pm", "anna", "carl", (first,))
    before = Snapshot.of(NETWORK, LEAD, member("anna"), paused)
    findings = judge(before, Snapshot.of(NETWORK, LEAD, member("anna"), paused, offer), [offer.path], "anna", AT)
    assert [finding.message for finding in findings] == ["cannot offer 261123-aaaa to carl: carl is paused"]


REASONS: dict[str, tuple[Step, str]] = {
    "of another step": (Step(StepName.DECLINE, "anna", AT, reason="no-reply"), "'no-reply' is no reason to decline"),
    "where none belongs": (Step(StepName.WITHDRAW, "bea", AT, reason="dates"), "'dates' is no reason to withdraw"),
    "time to answer where none belongs": (
        Step(StepName.DECLINE, "anna", AT, AT, reason="dates"), "nobody has to answer the step decline",
    ),
    "outcome where none belongs": (
        Step(StepName.DECLINE, "anna", AT, reason="dates", outcome="x"), "the step decline has no outcome",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("taken", "message"), REASONS.values(), ids=REASONS.keys())
def test_a_step_says_only_what_belongs_to_it(taken: Step, message: str) -> None:
    first = claim("bea", 1)
    assert judged(network(first), replace(first, steps=(*first.steps, taken)), taken.by, first) == [message]


def test_a_key_that_another_member_has_is_refused() -> None:
    twin = replace(member("dora"), keys=Keys("sign-bea", "seal-dora"), vouches=(), joined=AT.date())
    findings = judge(network(), network(twin), [twin.path], "dora", AT)
    assert findings[-1].message == "bea has the same key"


def test_a_lead_protected_longer_than_policy_says_is_refused() -> None:
    greedy = replace(LEAD, id="261123-bbbb", protected_until=date(2036, 1, 1))
    findings = judge(network(), network(greedy), [greedy.path], "anna", AT)
    assert [finding.message for finding in findings] == [
        "the protection of lead 261123-bbbb does not follow from the network's policy"
    ]
