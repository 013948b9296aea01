"""What people are told whose step does not fit: the lead, the others in line, the table, the clock (STYLE 11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from cast import BERT, DAY, HOUR, LEAD, NOW, POLICY, due, handover, network, people, step

from pmnet.domain.records import Closed, Handover, Lead, Mode, Position, Record, Step
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Finding, PmnetError
from pmnet.rules.deadlines import answer_deadline, held_until, releasable_from
from pmnet.rules.judge import judge, unfit
from pmnet.rules.lifecycle import explain, illegal
from pmnet.rules.standing import standing
from pmnet.rules.steps import table

SHOW = f"pmnet lead show {LEAD.id}"
EARLIER = NOW - HOUR
CHOOSE = replace(LEAD, mode=Mode.CHOOSE)
TWO = replace(LEAD, positions=(*LEAD.positions, Position("pm", "PM")))


def seen(lead: Lead) -> str:
    return people(lead).digest(lead.path)


def asks(name: str, by: str, partner: str = "bert", lead: Lead = LEAD, place: int = 1, **said: Any) -> Handover:
    at = said.pop("at", NOW)
    told = {"respond_by": due(at), "of": seen(lead)} | said
    return handover(step(name, by, at, **told), lead=lead, partner=partner, place=place)


def further(made: Handover, *steps: Step) -> Handover:
    return replace(made, steps=(*made.steps, *steps))


CARLS = asks("claim", "carl", "carl", at=EARLIER)
AGREED = further(CARLS, step("accept", "anna", EARLIER, of=seen(LEAD)))
DISCLOSED = further(AGREED, step("disclose", "anna", EARLIER))
WON = further(DISCLOSED, step("win", "carl", EARLIER))
DISPUTED = further(AGREED, step("dispute", "carl", EARLIER))


# Where a handover begins


def why_not(made: Handover, *known: Record) -> tuple[str, str]:
    problem = unfit(people(*known, made), POLICY, made, NOW)
    assert problem is not None
    return problem.message, problem.hint


@pytest.mark.parametrize(
    ("change", "made", "message"),
    [
        pytest.param(
            {"closed": Closed(NOW - DAY, "filled")},
            ("claim", "bert"),
            f"cannot claim {LEAD.id}: it was closed (filled)",
            id="a claim of a closed lead",
        ),
        pytest.param(
            {"protected_until": date(2027, 1, 10)},
            ("offer", "anna"),
            f"cannot offer {LEAD.id}: it expired on 2027-01-10",
            id="an offer of an expired lead",
        ),
        pytest.param(
            {"mode": Mode.INVITE},
            ("claim", "bert"),
            f"cannot claim {LEAD.id}: only anna can offer it",
            id="a claim where only the owner asks",
        ),
    ],
)
def test_a_lead_that_cannot_be_had(change: dict[str, Any], made: tuple[str, str], message: str) -> None:
    lead = replace(LEAD, **change)
    assert why_not(asks(*made, lead=lead), lead) == (message, SHOW)


@pytest.mark.parametrize(
    ("first", "lead", "message"),
    [
        pytest.param(CARLS, LEAD, f"cannot claim {LEAD.id}: held by carl until Tue 12 Jan 17:00", id="is asked for"),
        pytest.param(AGREED, LEAD, f"cannot claim {LEAD.id}: held by carl until Mon 25 Jan 09:00", id="is agreed"),
        pytest.param(DISPUTED, LEAD, f"cannot claim {LEAD.id}: held by carl", id="is disputed"),
        pytest.param(WON, LEAD, f"cannot claim {LEAD.id}: filled by carl", id="is won"),
        pytest.param(WON, TWO, f"cannot claim {LEAD.id} pmo: filled by carl", id="is won and is one of two"),
        pytest.param(
            CARLS, TWO, f"cannot claim {LEAD.id} pmo: held by carl until Tue 12 Jan 17:00", id="is one of two"
        ),
    ],
)
def test_a_position_that(first: Handover, lead: Lead, message: str) -> None:
    which = " --position pmo" if lead is TWO else ""
    hint = f"pmnet claim {LEAD.id}{which} --wait" if "held by" in message else SHOW
    assert why_not(asks("claim", "bert", lead=lead, place=2), lead, first) == (message, hint)


def test_who_asked_already() -> None:
    found = why_not(asks("claim", "carl", "carl", CHOOSE, place=2), CHOOSE, CARLS)
    assert found == (f"cannot claim {LEAD.id}: {CARLS.id} already waits for an answer", "pmnet")


def test_who_asked_for_one_position_may_ask_for_another_of_the_same_lead() -> None:
    first = asks("claim", "bert", lead=TWO, at=EARLIER)
    made = handover(step("claim", "bert", NOW, due(), of=seen(TWO)), lead=TWO, position="pm")
    assert unfit(people(TWO, first, made), POLICY, made, NOW) is None


def test_who_has_too_many_claims() -> None:
    others = [replace(LEAD, id=f"270104-000{n}") for n in range(5)]
    found = why_not(asks("claim", "bert"), LEAD, *(asks("claim", "bert", lead=one, at=EARLIER) for one in others))
    assert found[0] == "you have 5 unanswered claims, and 5 are allowed"


def test_offers_are_not_counted_as_claims() -> None:
    others = [replace(LEAD, id=f"270104-000{n}") for n in range(5)]
    waiting = [asks("claim", "bert", lead=one, at=EARLIER) for one in others]
    offer = asks("offer", "anna")
    assert unfit(people(LEAD, *waiting, offer), POLICY, offer, NOW) is None


def test_a_claim_further_back_in_line_is_not_counted_against_itself() -> None:
    others = [replace(LEAD, id=f"270104-000{n}") for n in range(4)]
    waiting = [asks("claim", "bert", lead=one, at=EARLIER) for one in others]
    made = asks("claim", "bert", lead=CHOOSE, place=2)
    assert unfit(people(CHOOSE, CARLS, *waiting, made), POLICY, made, NOW) is None


@pytest.mark.parametrize(
    ("said", "message", "hint"),
    [
        pytest.param(
            {"respond_by": NOW + HOUR},
            f"{LEAD.id}.pmo.1: the time to answer does not follow from the network's policy",
            "",
            id="less time to answer",
        ),
        pytest.param({"of": "0" * 64}, f"lead {LEAD.id} has changed since", SHOW, id="another lead than there is"),
    ],
)
def test_a_question_with(said: dict[str, Any], message: str, hint: str) -> None:
    assert why_not(asks("claim", "bert", **said), LEAD) == (message, hint)


def test_a_step_for_a_lead_that_is_not_there_is_for_others_to_refuse() -> None:
    made = asks("claim", "bert")
    assert unfit(people(made), POLICY, made, NOW) is None


# Where it is accepted


ACCEPT = step("accept", "anna", of=seen(LEAD))


@pytest.mark.parametrize("said", [None, "0" * 64], ids=["nothing", "another lead"])
def test_an_acceptance_that_names(said: str | None) -> None:
    made = further(CARLS, replace(ACCEPT, of=said))
    assert why_not(made, LEAD) == (f"lead {LEAD.id} was changed after carl asked", SHOW)


def test_an_acceptance_of_a_lead_that_was_changed_after_the_last_question() -> None:
    offered = further(CARLS, step("counter", "anna", EARLIER, due(EARLIER), of="0" * 64))
    assert why_not(further(offered, step("accept", "carl", of=seen(LEAD))), LEAD) == (
        f"lead {LEAD.id} was changed after anna asked",
        f"pmnet counter {CARLS.id} asks anna again, about the lead as it is now",
    )


def test_an_acceptance_after_a_question_that_was_put_anew() -> None:
    """What counts is the last question, not the first one that the lead has left behind."""
    begun = replace(CARLS, steps=(replace(CARLS.steps[0], of="0" * 64),))
    made = further(begun, step("counter", "anna", EARLIER, due(EARLIER), of=seen(LEAD)), ACCEPT)
    assert unfit(people(LEAD, made), POLICY, made, NOW) is None


def test_an_acceptance_after_another_question_was_left_unanswered() -> None:
    lapsed = asks("claim", "carl", "carl", at=NOW - 9 * DAY)
    made = further(asks("claim", "bert", place=2, at=EARLIER), ACCEPT)
    assert unfit(people(LEAD, lapsed, made), POLICY, made, NOW) is None


def test_an_acceptance_beside_another() -> None:
    made = further(asks("claim", "bert", lead=CHOOSE, place=2, at=EARLIER), replace(ACCEPT, of=seen(CHOOSE)))
    message = f"cannot accept {LEAD.id}: held by carl until Mon 25 Jan 09:00"
    assert why_not(made, CHOOSE, AGREED) == (message, SHOW)


# What is held


def told(actor: str, path: str, before: Snapshot, after: Snapshot) -> list[Finding]:
    return judge(before, after, [path], actor, NOW)


def changed(now: Lead, *known: Record, before: Lead = LEAD) -> list[tuple[str, str, str]]:
    found = told("anna", now.path, people(before, *known), people(now, *known))
    assert {one.path for one in found} <= {now.path}
    return [(one.rule, one.message, one.hint) for one in found]


CLOSED = replace(LEAD, closed=Closed(NOW, "filled"))
STAYS = ("lifecycle", f"carl holds pmo of {LEAD.id}, so it stays as it was agreed", SHOW)


@pytest.mark.parametrize("held", [CARLS, AGREED, DISPUTED], ids=["asked for", "agreed", "disputed"])
def test_a_lead_is_not_closed_while_a_position_is(held: Handover) -> None:
    assert changed(CLOSED, held) == [("lifecycle", f"carl holds pmo of {LEAD.id}, so the lead is not closed", SHOW)]


def test_a_lead_is_closed_once_its_position_is_filled() -> None:
    assert changed(CLOSED, WON) == []


def test_a_lead_is_closed_once_the_answer_is_overdue() -> None:
    lapsed = asks("claim", "carl", "carl", at=NOW - 9 * DAY)
    assert changed(CLOSED, lapsed) == []


def test_a_lead_that_was_closed_before_is_not_closed_again_by_describing_it() -> None:
    assert changed(replace(CLOSED, title="Better"), AGREED, before=CLOSED) == []


@pytest.mark.parametrize(
    "change",
    [{"positions": (replace(LEAD.positions[0], title="Other"),)}, {"mode": Mode.CHOOSE}],
    ids=["position", "mode"],
)
def test_what_was_agreed_stays_in_its(change: dict[str, Any]) -> None:
    assert changed(replace(LEAD, **change), AGREED) == [STAYS]
    assert changed(replace(LEAD, **change), CARLS) == []


def test_other_fields_and_other_positions_of_a_lead_may_change_after_an_agreement() -> None:
    assert changed(replace(TWO, title="Better"), AGREED, before=TWO) == []
    other = replace(TWO, positions=(TWO.positions[0], replace(TWO.positions[1], title="Other")))
    assert changed(other, AGREED, before=TWO) == []


def test_a_position_behind_one_that_is_open_is_held_all_the_same() -> None:
    first_open = replace(TWO, positions=TWO.positions[::-1])
    now = replace(first_open, mode=Mode.CHOOSE)
    assert changed(now, AGREED, before=first_open) == [STAYS]


# Files


def test_a_record_that_is_taken_away() -> None:
    found = told("bert", BERT.path, Snapshot.of(network(), BERT), Snapshot.of(network()))
    assert found == [
        Finding(BERT.path, "authority-delete", "a record is never deleted", "restore members/bert.yaml"),
    ]


def test_a_file_among_records() -> None:
    after = people().with_texts({"members/notes.txt": b"x"})
    found = told("anna", "members/notes.txt", people(), after)
    assert found == [
        Finding("members/notes.txt", "path", "no member can lie here", "a record's path follows from its id")
    ]


# Steps that the table does not have


ASKED = handover(step("claim", "bert", EARLIER, due(EARLIER)))
HELD = further(ASKED, step("accept", "anna", EARLIER))
SOLD = further(HELD, step("disclose", "anna", EARLIER), step("win", "bert", EARLIER))
BILLED = further(SOLD, step("bill", "bert", EARLIER, month="2027-01"))


@pytest.mark.parametrize(
    ("made", "taken", "message", "hint"),
    [
        pytest.param(
            ASKED,
            step("accept", "bert"),
            f"cannot accept {ASKED.id}: that is for whoever must answer (anna)",
            "",
            id="by whoever asked",
        ),
        pytest.param(
            ASKED,
            step("withdraw", "anna"),
            f"cannot withdraw {ASKED.id}: that is for whoever asked (bert)",
            "",
            id="by whoever must answer",
        ),
        pytest.param(
            HELD,
            step("dispute", "carl"),
            f"cannot dispute {ASKED.id}: that is for the owner or the partner (anna or bert)",
            "",
            id="by a third",
        ),
        pytest.param(
            ASKED,
            step("win", "bert"),
            f"cannot win {ASKED.id}: it is claimed, and that needs contacted or disclosed",
            f"pmnet log {ASKED.id}",
            id="too early",
        ),
        pytest.param(
            replace(ASKED, steps=()),
            step("accept", "anna"),
            f"cannot accept {ASKED.id}: it has not begun, and that needs claimed or offered",
            "",
            id="before anything",
        ),
        pytest.param(
            ASKED,
            step("accept", "anna", NOW + 9 * DAY),
            f"cannot accept {ASKED.id}: it lapsed on Tue 12 Jan 17:00, and that needs claimed or offered",
            f"pmnet log {ASKED.id}",
            id="after it lapsed",
        ),
        pytest.param(
            HELD,
            step("release", "anna"),
            f"cannot release {ASKED.id}: bert holds it until Mon 25 Jan 09:00",
            "",
            id="released too early",
        ),
        pytest.param(
            BILLED,
            step("complete", "anna"),
            f"cannot complete {ASKED.id}: not settled is 2027-01",
            f"pmnet books {ASKED.id}",
            id="completed before it is settled",
        ),
        pytest.param(
            further(BILLED, step("bill", "bert", EARLIER, month="2026-12")),
            step("complete", "anna"),
            f"cannot complete {ASKED.id}: not settled is 2026-12, 2027-01",
            f"pmnet books {ASKED.id}",
            id="completed before either is settled",
        ),
        pytest.param(
            BILLED,
            step("bill", "bert", month="2027-01"),
            f"cannot bill 2027-01 of {ASKED.id}: it is billed already",
            f"take it back first: pmnet bill {ASKED.id} --month 2027-01 --cancel",
            id="billed twice",
        ),
        pytest.param(
            BILLED,
            step("bill", "bert", month="2026-12", cancels=True),
            f"cannot take 2026-12 of {ASKED.id} back: nothing stands there",
            f"pmnet books {ASKED.id}",
            id="taken back though nothing was billed",
        ),
        pytest.param(
            BILLED,
            step("settle", "anna", month="2026-12"),
            f"cannot settle 2026-12 of {ASKED.id}: nothing is open there",
            f"pmnet books {ASKED.id}",
            id="settled though nothing was billed in that month",
        ),
        pytest.param(
            SOLD,
            step("settle", "anna", month="2027-01"),
            f"cannot settle {ASKED.id}: nothing is open",
            f"pmnet books {ASKED.id}",
            id="settled though nothing was billed at all",
        ),
        pytest.param(
            SOLD, step("bill", "bert"), "to bill needs a month", "--month 2027-01", id="billed without a month"
        ),
        pytest.param(
            further(HELD, step("extend", "anna", EARLIER)),
            step("extend", "anna"),
            f"cannot extend {ASKED.id}: a hold is extended once",
            f"pmnet release {ASKED.id}",
            id="extended twice",
        ),
        pytest.param(
            HELD,
            step("amend", "anna"),
            f"to amend {ASKED.id} needs the terms that are to count",
            "--terms FILE or --terms none",
            id="amended with nothing",
        ),
        pytest.param(
            ASKED,
            step("accept", "anna", EARLIER - HOUR),
            "a step at 2027-01-11T07:00:00Z cannot follow a later one",
            "",
            id="dated before the last",
        ),
        pytest.param(
            ASKED, step("decline", "anna"), "to decline needs a reason", "pmnet help decline-reasons", id="unreasoned"
        ),
        pytest.param(
            ASKED,
            step("counter", "anna"),
            "the step counter must say until when an answer is due",
            "",
            id="without a time to answer",
        ),
    ],
)
def test_a_step_taken(made: Handover, taken: Step, message: str, hint: str) -> None:
    problem = illegal(made, taken, POLICY)
    assert problem is not None
    assert (problem.message, problem.hint) == (message, hint)


@pytest.mark.parametrize(
    ("after", "message"),
    [
        pytest.param(ASKED, f"{ASKED.id}: no step was taken", id="nothing"),
        pytest.param(
            replace(HELD, steps=HELD.steps[1:]), f"{ASKED.id}: steps that were taken cannot be changed", id="too much"
        ),
    ],
)
def test_a_handover_in_which_was_changed(after: Handover, message: str) -> None:
    problem = explain(ASKED, after, POLICY)
    assert problem is not None
    assert (problem.message, problem.hint) == (message, "")


def test_steps_that_cannot_be_told() -> None:
    late = further(ASKED, step("accept", "anna", NOW + 9 * DAY))
    with pytest.raises(PmnetError) as caught:
        standing(late)
    message = f"cannot accept {ASKED.id}: it lapsed on 2027-01-12T16:00:00Z, and that needs claimed or offered"
    assert caught.value.message == message


def test_working_hours_that_leave_no_time() -> None:
    with pytest.raises(PmnetError) as caught:
        answer_deadline(LEAD, replace(POLICY, work_opens=17, work_closes=9), NOW)
    assert caught.value.message.startswith("the network's working hours leave no time to answer: ")
    assert caught.value.hint == "ask a keeper"


# Until when


@pytest.mark.parametrize(
    ("made", "held", "releasable"),
    [
        pytest.param(ASKED, due(EARLIER), None, id="asked"),
        pytest.param(HELD, EARLIER + 14 * DAY, EARLIER + 14 * DAY, id="agreed"),
        pytest.param(
            further(HELD, step("disclose", "anna", EARLIER)), EARLIER + 14 * DAY, due(EARLIER), id="disclosed"
        ),
        pytest.param(
            further(HELD, step("disclose", "anna", EARLIER + 13 * DAY)),
            EARLIER + 14 * DAY,
            EARLIER + 14 * DAY,
            id="disclosed just before the hold ends",
        ),
        pytest.param(
            further(HELD, step("disclose", "anna", EARLIER), step("contacted", "bert", EARLIER)),
            EARLIER + 14 * DAY,
            EARLIER + 14 * DAY,
            id="contacted",
        ),
        pytest.param(
            further(HELD, step("extend", "anna", EARLIER)),
            EARLIER + 28 * DAY,
            EARLIER + 28 * DAY,
            id="agreed and extended",
        ),
        pytest.param(SOLD, None, None, id="won"),
    ],
)
def test_until_when_a_position_is_held_and_from_when_it_may_be_released(
    made: Handover, held: object, releasable: object
) -> None:
    found = standing(made)
    assert found.since == [taken.at for taken in made.steps if taken.step != "extend"][-1]
    assert (held_until(found, POLICY), releasable_from(found, POLICY)) == (held, releasable)


def test_the_table_names_each_step_with_who_takes_it_and_where_it_leads() -> None:
    rows = table()
    assert rows[0] == ("claim", "the partner", "none", "claimed")
    assert ("win", "the owner or the partner", "disclosed, contacted", "won") in rows
    assert rows[-1] == ("resolve", "the owner or the partner", "disputed", "where it stood")


SHUT = replace(CHOOSE, closed=Closed(NOW, "other"))
CARL_OFFERED = asks("offer", "anna", "carl", lead=SHUT, at=EARLIER)


@pytest.mark.parametrize("taken", ["counter", "accept"])
def test_nobody_goes_on_about_a_lead_that_was_closed(taken: str) -> None:
    said = {"respond_by": due()} if taken == "counter" else {}
    made = further(CARL_OFFERED, step(taken, "carl", of=seen(SHUT), **said))
    assert why_not(made, SHUT) == (f"cannot {taken} {made.id}: {LEAD.id} was closed (other)", SHOW)
