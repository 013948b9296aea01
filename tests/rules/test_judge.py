"""Whether an act is allowed: one case for each thing somebody may try (DESIGN section 5), and what must stay possible."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from cast import (
    ANNA,
    BERT,
    CARL,
    DAY,
    DORA,
    EVE,
    HOUR,
    LEAD,
    MEMBERS,
    NOW,
    PMO,
    due,
    handover,
    member,
    network,
    newcomer,
    people,
    step,
    vouch,
    well_said,
)

from pmnet.domain.records import (
    Capacity,
    Closed,
    FreeTime,
    Handover,
    Keys,
    Lead,
    Member,
    Mode,
    Objection,
    Position,
    Record,
    Step,
)
from pmnet.domain.snapshot import Snapshot
from pmnet.rules.judge import judge
from pmnet.store.parsing import parse_checked, record_text

LEFT = member("gus", vouch("anna"), left=date(2026, 12, 1))
PAUSED = member("hans", vouch("anna"), paused=date(2026, 12, 1))
SUSPENDED = member(
    "ines",
    vouch("anna"),
    objections=tuple(Objection(by, NOW - DAY, "late") for by in ("anna", "bert", "carl", "dora")),
)


def verdict(
    actor: str, *changed: Record, known: tuple[Record, ...] = (), at: datetime = NOW, **policy: Any
) -> list[str]:
    """The rules that speak against an act which changed these records, where `known` were there before."""
    before, after = people(*known, **policy), people(*known, *changed, **policy)
    return [found.rule for found in well_said(judge(before, after, [one.path for one in changed], actor, at))]


ALLOWED: list[str] = []
OTHERS = ["authority"]
OUT_OF_LINE = ["lifecycle"]


# Members


def objection(by: str, at: datetime = NOW, withdrawn: datetime | None = None) -> Objection:
    return Objection(by, at, "never answers", withdrawn)


def vouched(who: Member, *more: Any) -> Member:
    return replace(who, vouches=(*who.vouches, *more))


NEW = newcomer("fred")


@pytest.mark.parametrize(
    ("actor", "now", "found"),
    [
        pytest.param("bert", replace(BERT, headline="PMO"), ALLOWED, id="one's own record edited"),
        pytest.param("eve", replace(EVE, headline="PMO"), ALLOWED, id="a candidate's own record edited"),
        pytest.param("bert", replace(BERT, left=date(2027, 1, 11)), ALLOWED, id="leaving"),
        pytest.param("bert", replace(BERT, paused=date(2027, 1, 11)), ALLOWED, id="pausing"),
        pytest.param("bert", replace(BERT, left=date(2026, 2, 1)), OTHERS, id="leaving with an earlier date"),
        pytest.param("bert", replace(CARL, headline="PMO"), OTHERS, id="another member's record edited"),
        pytest.param("anna", replace(CARL, headline="PMO"), OTHERS, id="another member's record edited by a keeper"),
        pytest.param("bert", replace(CARL, keys=BERT.keys), OTHERS, id="another member's keys replaced"),
        pytest.param("bert", replace(CARL, left=date(2027, 1, 11)), OTHERS, id="another member made to leave"),
        pytest.param("bert", replace(CARL, vouches=()), OTHERS, id="another member's vouches removed"),
        pytest.param("bert", replace(BERT, vouches=()), OTHERS, id="one's own vouches removed"),
        pytest.param("bert", replace(BERT, joined=date(2020, 1, 1)), OTHERS, id="joined on an earlier day"),
        pytest.param("bert", vouched(EVE, vouch("bert", NOW)), ALLOWED, id="a vouch"),
        pytest.param("eve", vouched(EVE, vouch("eve", NOW)), OTHERS, id="a vouch for oneself"),
        pytest.param("bert", vouched(BERT, vouch("bert", NOW)), OTHERS, id="an active member's vouch for themselves"),
        pytest.param("eve", vouched(EVE, vouch("anna", NOW)), OTHERS, id="a vouch written in for oneself"),
        pytest.param("bert", vouched(EVE, vouch("carl", NOW)), OTHERS, id="a vouch in someone's name"),
        pytest.param("eve", vouched(NEW, vouch("eve", NOW)), OTHERS, id="a candidate's vouch"),
        pytest.param("bert", vouched(EVE, vouch("bert", NOW - 9 * DAY)), OTHERS, id="a vouch dated back"),
        pytest.param("bert", vouched(EVE, vouch("bert", NOW + DAY)), OTHERS, id="a vouch dated ahead"),
        pytest.param("bert", vouched(EVE, vouch("bert", NOW, NOW)), OTHERS, id="a vouch born withdrawn"),
        pytest.param(
            "bert", vouched(EVE, vouch("bert", NOW), vouch("carl", NOW)), OTHERS, id="a vouch and another's beside it"
        ),
        pytest.param(
            "bert", vouched(EVE, vouch("bert", NOW), vouch("bert", NOW)), ["integrity-vouch"], id="two vouches at once"
        ),
        pytest.param(
            "anna", vouched(BERT, vouch("anna", NOW)), ["integrity-vouch"], id="a vouch although one stands already"
        ),
        pytest.param(
            "bert",
            replace(vouched(EVE, vouch("bert", NOW)), headline="PMO"),
            OTHERS,
            id="a vouch and a change of the record in one",
        ),
        pytest.param(
            "anna", replace(BERT, vouches=(replace(BERT.vouches[0], withdrawn=NOW),)), ALLOWED, id="a vouch withdrawn"
        ),
        pytest.param(
            "carl",
            replace(BERT, vouches=(replace(BERT.vouches[0], withdrawn=NOW),)),
            OTHERS,
            id="another's vouch withdrawn",
        ),
        pytest.param(
            "bert",
            replace(BERT, vouches=(replace(BERT.vouches[0], withdrawn=NOW),)),
            OTHERS,
            id="a vouch about oneself withdrawn",
        ),
        pytest.param(
            "anna",
            replace(BERT, vouches=(replace(BERT.vouches[0], withdrawn=NOW - 300 * DAY),)),
            OTHERS,
            id="a withdrawal dated back",
        ),
        pytest.param(
            "anna",
            replace(BERT, vouches=(replace(BERT.vouches[0], at=NOW),)),
            OTHERS,
            id="one's own vouch dated anew",
        ),
        pytest.param(
            "anna",
            replace(BERT, vouches=(replace(BERT.vouches[0], basis="interview"),)),
            OTHERS,
            id="one's own vouch changed",
        ),
        pytest.param("carl", replace(BERT, objections=(objection("carl"),)), ALLOWED, id="an objection"),
        pytest.param(
            "carl", replace(BERT, objections=(objection("dora"),)), OTHERS, id="an objection in someone's name"
        ),
        pytest.param("eve", replace(BERT, objections=(objection("eve"),)), OTHERS, id="a candidate's objection"),
        pytest.param("bert", replace(BERT, objections=(objection("bert"),)), OTHERS, id="an objection to oneself"),
        pytest.param(
            "carl", replace(BERT, objections=(objection("carl", NOW - DAY),)), OTHERS, id="an objection dated back"
        ),
        pytest.param("fred", NEW, ALLOWED, id="a new record brought by its member"),
        pytest.param("bert", NEW, ALLOWED, id="a new record brought by an active member"),
        pytest.param("eve", NEW, OTHERS, id="a new record brought by a candidate"),
        pytest.param("nobody", NEW, OTHERS, id="a new record brought by a stranger"),
        pytest.param("fred", vouched(NEW, vouch("anna")), OTHERS, id="a new record that brings vouches along"),
        pytest.param(
            "bert", vouched(NEW, vouch("bert", NOW)), OTHERS, id="a new record vouched for by whoever brings it"
        ),
        pytest.param(
            "fred", replace(NEW, objections=(objection("fred"),)), OTHERS, id="a new record that brings an objection"
        ),
    ],
)
def test_a_members_record(actor: str, now: Member, found: list[str]) -> None:
    assert verdict(actor, now) == found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param({"capacity": Capacity(5, date(2027, 1, 11))}, ALLOWED, id="confirmed today"),
        pytest.param({"capacity": Capacity(5, date(2027, 1, 4))}, ALLOWED, id="confirmed a week ago"),
        pytest.param({"capacity": Capacity(5, date(2027, 1, 12))}, OTHERS, id="confirmed tomorrow"),
    ],
)
@pytest.mark.parametrize("who", [BERT, NEW], ids=["known", "new"])
def test_free_days_of_a_member_are(who: Member, change: dict[str, Any], found: list[str]) -> None:
    assert verdict(who.id, replace(who, **change)) == found


@pytest.mark.parametrize("change", [{"left": None}, {"left": date(2027, 1, 11)}], ids=["not at all", "today"])
def test_who_left_did_not_leave(change: dict[str, Any]) -> None:
    assert verdict(LEFT.id, replace(LEFT, **change), known=(LEFT,)) == OTHERS


OBJECTED = replace(BERT, objections=(objection("carl", NOW - DAY), objection("dora", NOW - DAY)))


@pytest.mark.parametrize(
    ("actor", "objections", "found"),
    [
        pytest.param(
            "carl",
            (objection("carl", NOW - DAY, NOW), objection("dora", NOW - DAY)),
            ALLOWED,
            id="withdrawn by whoever objected",
        ),
        pytest.param(
            "bert",
            (objection("carl", NOW - DAY, NOW), objection("dora", NOW - DAY)),
            OTHERS,
            id="withdrawn by whom it is about",
        ),
        pytest.param("bert", (), OTHERS, id="removed by whom they are about"),
        pytest.param("carl", (objection("dora", NOW - DAY),), OTHERS, id="removed by whoever objected"),
        pytest.param("dora", (objection("dora", NOW - DAY), objection("carl", NOW - DAY)), OTHERS, id="changed places"),
        pytest.param("carl", (objection("carl", NOW - DAY), objection("carl", NOW - DAY)), OTHERS, id="overwritten"),
    ],
)
def test_objections_that_were_raised(actor: str, objections: tuple[Objection, ...], found: list[str]) -> None:
    assert verdict(actor, replace(BERT, objections=objections), known=(OBJECTED,)) == found


@pytest.mark.parametrize("actor", [LEFT, PAUSED, SUSPENDED], ids=["left", "paused", "is suspended"])
@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda by: vouched(EVE, vouch(by, NOW)), id="vouches for nobody"),
        pytest.param(lambda by: replace(BERT, objections=(objection(by),)), id="objects to nobody"),
        pytest.param(lambda by: NEW, id="brings nobody"),
        pytest.param(lambda by: replace(NEW_LEAD, owner=by), id="adds no lead"),
    ],
)
def test_who_is_not_active(actor: Member, act: Any) -> None:
    assert verdict(actor.id, act(actor.id), known=(actor,)) == OTHERS


@pytest.mark.parametrize(
    ("actor", "keys"),
    [
        pytest.param("fred", Keys(ANNA.keys.sign, NEW.keys.seal), id="the same signing key"),
        pytest.param("fred", Keys(NEW.keys.sign, ANNA.keys.seal), id="the same sealing key"),
    ],
)
def test_a_key_that_another_member_has_is_refused(actor: str, keys: Keys) -> None:
    assert verdict(actor, replace(NEW, keys=keys)) == ["integrity-key"]


# Leads


NEW_LEAD = replace(LEAD, id="270111-aaaa", registered=NOW, protected_until=date(2027, 4, 11))


@pytest.mark.parametrize(
    ("actor", "lead", "found"),
    [
        pytest.param("anna", NEW_LEAD, ALLOWED, id="added by its owner"),
        pytest.param("bert", NEW_LEAD, OTHERS, id="added in someone's name"),
        pytest.param("eve", replace(NEW_LEAD, owner="eve"), OTHERS, id="added by a candidate"),
        pytest.param("nobody", replace(NEW_LEAD, owner="nobody"), OTHERS, id="added by a stranger"),
        pytest.param("anna", replace(NEW_LEAD, registered=NOW - DAY), OTHERS, id="registered before it was added"),
        pytest.param("anna", replace(NEW_LEAD, registered=NOW + DAY), OTHERS, id="registered after it was added"),
        pytest.param("anna", replace(NEW_LEAD, protected_until=date(2036, 1, 1)), OTHERS, id="protected for ten years"),
        pytest.param("anna", replace(NEW_LEAD, protected_until=date(2027, 1, 12)), OTHERS, id="protected for a day"),
        pytest.param("anna", replace(NEW_LEAD, closed=Closed(NOW, "filled")), OTHERS, id="closed when it was added"),
        pytest.param("anna", replace(NEW_LEAD, id="260101-aaaa"), ["integrity-id"], id="with the id of another day"),
    ],
)
def test_a_new_lead(actor: str, lead: Lead, found: list[str]) -> None:
    assert verdict(actor, lead) == found


@pytest.mark.parametrize(
    ("actor", "change", "found"),
    [
        pytest.param("anna", {"title": "Another"}, ALLOWED, id="edited by its owner"),
        pytest.param("anna", {"closed": Closed(NOW, "filled")}, ALLOWED, id="closed by its owner"),
        pytest.param("bert", {"title": "Another"}, OTHERS, id="edited by another member"),
        pytest.param("bert", {"owner": "bert"}, OTHERS, id="taken over by another member"),
        pytest.param("anna", {"owner": "bert"}, OTHERS, id="given away"),
        pytest.param("anna", {"registered": LEAD.registered - DAY}, OTHERS, id="registered earlier"),
        pytest.param("anna", {"registered": LEAD.registered - HOUR}, OTHERS, id="registered an hour earlier"),
        pytest.param("anna", {"protected_until": date(2036, 1, 1)}, OTHERS, id="protected for ten years"),
        pytest.param("anna", {"protected_until": date(2027, 7, 3)}, ALLOWED, id="protected for 90 days more"),
        pytest.param(
            "bert", {"protected_until": date(2027, 7, 3)}, OTHERS, id="protected for longer by another member"
        ),
        pytest.param("anna", {"protected_until": date(2027, 7, 2)}, OTHERS, id="protected for 89 days more"),
        pytest.param("anna", {"protected_until": date(2027, 7, 4)}, OTHERS, id="protected for 91 days more"),
        pytest.param("anna", {"protected_until": date(2027, 10, 1)}, OTHERS, id="protected for two extensions at once"),
        pytest.param("anna", {"protected_until": date(2027, 4, 3)}, OTHERS, id="protected for a day less"),
        pytest.param(
            "anna",
            {"protected_until": date(2027, 7, 3), "registered": LEAD.registered + 90 * DAY},
            OTHERS,
            id="protected for longer and registered later",
        ),
        pytest.param("anna", {"closed": Closed(NOW - DAY, "filled")}, OTHERS, id="closed with an earlier date"),
        pytest.param("anna", {"closed": Closed(NOW + DAY, "filled")}, OTHERS, id="closed with a later date"),
        pytest.param("bert", {"closed": Closed(NOW, "filled")}, OTHERS, id="closed by another member"),
    ],
)
def test_a_known_lead(actor: str, change: dict[str, Any], found: list[str]) -> None:
    assert verdict(actor, replace(LEAD, **change), known=(LEAD,)) == found


def test_twenty_leads_may_be_open_and_no_more() -> None:
    known = tuple(replace(LEAD, id=f"270104-00{n:02}") for n in range(19))
    assert (verdict("anna", NEW_LEAD, known=known), verdict("anna", NEW_LEAD, known=(*known, LEAD))) == ([], ["limit"])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"closed": Closed(NOW - DAY, "filled")}, id="closed"),
        pytest.param({"protected_until": date(2027, 1, 10)}, id="expired"),
        pytest.param({"owner": "bert"}, id="another member's"),
    ],
)
def test_leads_that_do_not_count_towards_the_limit(change: dict[str, Any]) -> None:
    known = tuple(replace(LEAD, id=f"270104-00{n:02}", **change) for n in range(20))
    assert verdict("anna", NEW_LEAD, known=known) == ALLOWED


def test_more_leads_than_allowed_cannot_come_in_one_act() -> None:
    many = [replace(NEW_LEAD, id=f"270111-00{n:02}") for n in range(21)]
    assert "limit" in verdict("anna", *many)


# How a handover begins


def seen(lead: Lead = LEAD) -> str:
    """The digest of a lead as it lies there."""
    return people(lead).digest(lead.path)


def asks(
    name: str, by: str, partner: str = "bert", lead: Lead = LEAD, place: int = 1, at: datetime = NOW, **fields: Any
) -> Handover:
    said = {"respond_by": due(at, lead.respond_within or 16), "of": seen(lead)} | fields
    return handover(step(name, by, at, **said), lead=lead, partner=partner, place=place)


CLAIM = asks("claim", "bert")
OFFER = asks("offer", "anna")
CHOOSE = replace(LEAD, mode=Mode.CHOOSE)
INVITE = replace(LEAD, mode=Mode.INVITE)
CLOSED = replace(LEAD, closed=Closed(NOW - DAY, "filled"))
EXPIRED = replace(LEAD, protected_until=date(2027, 1, 10))
LAST_DAY = replace(LEAD, protected_until=date(2027, 1, 11))
OTHER_LEAD = replace(LEAD, id="270104-zzzz")


@pytest.mark.parametrize(
    ("actor", "made", "lead", "found"),
    [
        pytest.param("bert", CLAIM, LEAD, ALLOWED, id="a claim"),
        pytest.param("anna", OFFER, LEAD, ALLOWED, id="an offer"),
        pytest.param("bert", asks("claim", "bert", lead=CHOOSE), CHOOSE, ALLOWED, id="a claim in mode choose"),
        pytest.param("anna", asks("offer", "anna", lead=INVITE), INVITE, ALLOWED, id="an offer in mode invite"),
        pytest.param("bert", asks("claim", "bert", lead=LAST_DAY), LAST_DAY, ALLOWED, id="a claim on the last day"),
        pytest.param("bert", asks("claim", "bert", lead=INVITE), INVITE, OUT_OF_LINE, id="a claim in mode invite"),
        pytest.param("bert", asks("claim", "bert", lead=CLOSED), CLOSED, OUT_OF_LINE, id="a claim of a closed lead"),
        pytest.param(
            "bert", asks("claim", "bert", lead=EXPIRED), EXPIRED, OUT_OF_LINE, id="a claim of an expired lead"
        ),
        pytest.param("anna", asks("offer", "anna", lead=CLOSED), CLOSED, OUT_OF_LINE, id="an offer of a closed lead"),
        pytest.param(
            "anna", asks("offer", "anna", lead=EXPIRED), EXPIRED, OUT_OF_LINE, id="an offer of an expired lead"
        ),
        pytest.param("carl", CLAIM, LEAD, OTHERS, id="a claim in someone's name"),
        pytest.param("bert", asks("claim", "anna"), LEAD, OTHERS, id="a claim signed by the owner's name"),
        pytest.param("bert", asks("offer", "bert"), LEAD, OUT_OF_LINE, id="an offer by whom it would be made to"),
        pytest.param("carl", asks("offer", "carl"), LEAD, OUT_OF_LINE, id="an offer of another's lead"),
        pytest.param(
            "anna", asks("claim", "anna", partner="anna"), LEAD, ["integrity-partner"], id="a claim on one's own lead"
        ),
        pytest.param(
            "anna", asks("offer", "anna", partner="anna"), LEAD, ["integrity-partner"], id="an offer to oneself"
        ),
        pytest.param("eve", asks("claim", "eve", partner="eve"), LEAD, OTHERS, id="a claim by a candidate"),
        pytest.param("anna", asks("offer", "anna", partner="eve"), LEAD, OTHERS, id="an offer to a candidate"),
        pytest.param("anna", asks("offer", "anna", partner="nobody"), LEAD, OTHERS, id="an offer to a stranger"),
        pytest.param("bert", asks("claim", "bert", at=NOW - DAY), LEAD, OTHERS, id="a claim dated back"),
        pytest.param("bert", asks("claim", "bert", at=NOW + DAY), LEAD, OTHERS, id="a claim dated ahead"),
        pytest.param(
            "bert", asks("claim", "bert", respond_by=due() + DAY), LEAD, OUT_OF_LINE, id="more time to answer"
        ),
        pytest.param("bert", asks("claim", "bert", respond_by=NOW + HOUR), LEAD, OUT_OF_LINE, id="less time to answer"),
        pytest.param("bert", asks("claim", "bert", of=None), LEAD, OUT_OF_LINE, id="a claim of a lead not seen"),
        pytest.param("bert", asks("claim", "bert", of="0" * 64), LEAD, OUT_OF_LINE, id="a claim of another lead"),
        pytest.param("bert", CLAIM, replace(LEAD, title="Changed"), OUT_OF_LINE, id="a claim of a lead that changed"),
        pytest.param(
            "bert", asks("claim", "bert", place=2), LEAD, ["integrity-place"], id="the second place in an empty line"
        ),
        pytest.param(
            "bert",
            replace(CLAIM, id="270104-k7qx.pm.1", position="pm"),
            LEAD,
            ["integrity-position"],
            id="a position the lead has not",
        ),
        pytest.param(
            "bert", replace(CLAIM, owner="carl"), LEAD, ["integrity-owner"], id="another owner than the lead's"
        ),
        pytest.param(
            "bert", replace(CLAIM, lead="270104-zzzz"), LEAD, ["integrity-id"], id="another lead than the id says"
        ),
        pytest.param(
            "bert", replace(CLAIM, position="pm"), LEAD, ["integrity-id"], id="another position than the id says"
        ),
        pytest.param(
            "bert", asks("claim", "bert", lead=OTHER_LEAD), LEAD, ["integrity-lead"], id="a lead there is not"
        ),
        pytest.param("anna", asks("accept", "anna"), LEAD, OUT_OF_LINE, id="an acceptance of nothing"),
        pytest.param("bert", replace(CLAIM, steps=()), LEAD, OUT_OF_LINE, id="no step at all"),
    ],
)
def test_a_handover_begins(actor: str, made: Handover, lead: Lead, found: list[str]) -> None:
    assert verdict(actor, made, known=(lead,)) == found


@pytest.mark.parametrize("who", [LEFT, PAUSED, SUSPENDED], ids=["left", "paused", "is suspended"])
def test_who_is_not_active_claims_nothing(who: Member) -> None:
    assert verdict(who.id, asks("claim", who.id, partner=who.id), known=(LEAD, who)) == OTHERS


@pytest.mark.parametrize("who", [LEFT, PAUSED, SUSPENDED], ids=["left", "paused", "is suspended"])
def test_who_is_not_active_is_offered_nothing(who: Member) -> None:
    assert verdict("anna", asks("offer", "anna", partner=who.id), known=(LEAD, who)) == OTHERS


# The second in line


def answered(made: Handover, *steps: Step) -> Handover:
    return replace(made, steps=(*made.steps, *steps))


YESTERDAY = NOW - 4 * HOUR
HELD = asks("claim", "bert", at=YESTERDAY)
LAPSED = asks("claim", "bert", at=NOW - 9 * DAY)
DECLINED = answered(HELD, step("decline", "anna", NOW - HOUR, reason="dates"))
ACCEPTED = answered(HELD, step("accept", "anna", NOW - HOUR, of=seen()))
DISCLOSED = answered(ACCEPTED, step("disclose", "anna", NOW - HOUR))
WON = answered(DISCLOSED, step("win", "bert", NOW - HOUR))
SECOND = asks("claim", "carl", partner="carl", place=2)


def choosing(made: Handover) -> Handover:
    """The same handover of the same lead in mode choose."""
    return replace(made, steps=tuple(replace(one, of=one.of and seen(CHOOSE)) for one in made.steps))


@pytest.mark.parametrize(
    ("first", "second", "lead", "found"),
    [
        pytest.param(HELD, SECOND, LEAD, OUT_OF_LINE, id="first: while it is claimed"),
        pytest.param(asks("offer", "anna", at=YESTERDAY), SECOND, LEAD, OUT_OF_LINE, id="first: while it is offered"),
        pytest.param(ACCEPTED, SECOND, LEAD, OUT_OF_LINE, id="first: once it is agreed"),
        pytest.param(WON, SECOND, LEAD, OUT_OF_LINE, id="first: once it is won"),
        pytest.param(LAPSED, SECOND, LEAD, ALLOWED, id="first: after a lapse"),
        pytest.param(DECLINED, SECOND, LEAD, ALLOWED, id="first: after a refusal"),
        pytest.param(choosing(HELD), choosing(SECOND), CHOOSE, ALLOWED, id="choose: while another is claimed"),
        pytest.param(choosing(ACCEPTED), choosing(SECOND), CHOOSE, OUT_OF_LINE, id="choose: once one was accepted"),
        pytest.param(choosing(WON), choosing(SECOND), CHOOSE, OUT_OF_LINE, id="choose: once it is won"),
        pytest.param(
            choosing(HELD),
            choosing(asks("claim", "bert", place=2)),
            CHOOSE,
            OUT_OF_LINE,
            id="choose: the same member twice",
        ),
        pytest.param(LAPSED, asks("claim", "bert", place=2), LEAD, ALLOWED, id="first: the same member after a lapse"),
    ],
)
def test_a_second_claim(first: Handover, second: Handover, lead: Lead, found: list[str]) -> None:
    assert verdict("carl" if second.partner == "carl" else "bert", second, known=(lead, first)) == found


def test_a_claim_in_place_of_anothers_is_refused() -> None:
    assert verdict("carl", asks("claim", "carl", partner="carl"), known=(LEAD, HELD)) == OTHERS


def test_two_claims_of_one_act_do_not_share_a_position() -> None:
    assert "lifecycle" in verdict("bert", CLAIM, asks("claim", "bert", place=2), known=(LEAD,))


def test_five_claims_may_be_open_and_no_more() -> None:
    other = [replace(LEAD, id=f"270104-000{n}") for n in range(5)]
    open_claims = [asks("claim", "bert", lead=one, at=YESTERDAY) for one in other]
    assert (
        verdict("bert", CLAIM, known=(LEAD, *other, *open_claims[:4])),
        verdict("bert", CLAIM, known=(LEAD, *other, *open_claims)),
    ) == (ALLOWED, OUT_OF_LINE)


def test_more_claims_than_allowed_cannot_come_in_one_act() -> None:
    other = [replace(LEAD, id=f"270104-000{n}") for n in range(6)]
    assert "lifecycle" in verdict("bert", *(asks("claim", "bert", lead=one) for one in other), known=tuple(other))


@pytest.mark.parametrize(
    ("lead", "after_it"),
    [
        pytest.param(CLOSED, "withdraw", id="of a closed lead, withdrawn at once"),
        pytest.param(EXPIRED, "withdraw", id="of an expired lead, withdrawn at once"),
    ],
)
def test_a_claim_hidden_behind_another_step(lead: Lead, after_it: str) -> None:
    hidden = answered(asks("claim", "bert", lead=lead), step(after_it, "bert"))
    assert verdict("bert", hidden, known=(lead,)) == OUT_OF_LINE


# How it goes on


CHANGED = replace(LEAD, title="Changed")


@pytest.mark.parametrize(
    ("actor", "first", "steps", "found"),
    [
        pytest.param("anna", HELD, [step("accept", "anna", of=seen())], ALLOWED, id="accepted by whoever must answer"),
        pytest.param(
            "anna",
            HELD,
            [step("accept", "anna", of=seen()), step("disclose", "anna")],
            ALLOWED,
            id="accepted and disclosed",
        ),
        pytest.param("anna", HELD, [step("decline", "anna", reason="dates")], ALLOWED, id="declined with a reason"),
        pytest.param("bert", HELD, [step("withdraw", "bert")], ALLOWED, id="withdrawn by whoever asked"),
        pytest.param(
            "anna",
            HELD,
            [step("counter", "anna", respond_by=due(), of=seen())],
            ALLOWED,
            id="countered by whoever must answer",
        ),
        pytest.param("bert", HELD, [step("accept", "bert", of=seen())], OUT_OF_LINE, id="accepted by whoever asked"),
        pytest.param("carl", HELD, [step("accept", "carl", of=seen())], OUT_OF_LINE, id="accepted by a third"),
        pytest.param("bert", HELD, [step("accept", "anna", of=seen())], OTHERS, id="accepted in the owner's name"),
        pytest.param("anna", HELD, [step("withdraw", "bert")], OTHERS, id="withdrawn in the partner's name"),
        pytest.param("anna", HELD, [step("withdraw", "anna")], OUT_OF_LINE, id="withdrawn by whoever must answer"),
        pytest.param("anna", HELD, [step("decline", "anna")], OUT_OF_LINE, id="declined without a reason"),
        pytest.param(
            "anna",
            HELD,
            [step("decline", "anna", reason="budget")],
            ["integrity-reason"],
            id="declined for a reason to lose",
        ),
        pytest.param(
            "anna", HELD, [step("accept", "anna", NOW - DAY, of=seen())], OTHERS, id="accepted with an earlier date"
        ),
        pytest.param(
            "anna", HELD, [step("accept", "anna", NOW + DAY, of=seen())], OTHERS, id="accepted with a later date"
        ),
        pytest.param("anna", LAPSED, [step("accept", "anna", of=seen())], OUT_OF_LINE, id="accepted after it lapsed"),
        pytest.param("anna", HELD, [step("accept", "anna")], OUT_OF_LINE, id="accepted without having seen the lead"),
        pytest.param("anna", HELD, [step("accept", "anna", of="0" * 64)], OUT_OF_LINE, id="accepted for another lead"),
        pytest.param("anna", HELD, [], OUT_OF_LINE, id="nothing but a new file"),
        pytest.param("anna", HELD, [step("disclose", "anna")], OUT_OF_LINE, id="disclosed before it was agreed"),
        pytest.param("bert", ACCEPTED, [step("disclose", "bert")], OUT_OF_LINE, id="disclosed by the partner"),
        pytest.param(
            "anna",
            HELD,
            [step("counter", "anna", respond_by=due() + 99 * DAY, of=seen())],
            OUT_OF_LINE,
            id="countered with more time to answer",
        ),
        pytest.param(
            "anna",
            HELD,
            [step("counter", "anna", respond_by=due(), of="0" * 64)],
            OUT_OF_LINE,
            id="countered for another lead",
        ),
        pytest.param("bert", DISCLOSED, [step("win", "bert")], ALLOWED, id="won"),
        pytest.param(
            "anna", DISCLOSED, [step("return", "anna", reason="capacity")], OUT_OF_LINE, id="returned by the owner"
        ),
        pytest.param("anna", DISCLOSED, [step("release", "anna")], OUT_OF_LINE, id="released before a clock ran out"),
    ],
)
def test_a_handover_goes_on(actor: str, first: Handover, steps: list[Step], found: list[str]) -> None:
    assert verdict(actor, answered(first, *steps), known=(LEAD, first)) == found


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([step("accept", "anna", of=seen(CHANGED))], id="accepted as it is now"),
        pytest.param([step("accept", "anna", of=seen())], id="accepted as it was"),
        pytest.param([step("accept", "anna", of=seen(CHANGED)), step("disclose", "anna")], id="accepted and disclosed"),
    ],
)
def test_nobody_is_held_to_a_lead_that_changed_after_they_asked(steps: list[Step]) -> None:
    assert verdict("anna", answered(HELD, *steps), known=(CHANGED, HELD)) == OUT_OF_LINE


def test_a_lead_is_not_changed_in_the_act_that_accepts() -> None:
    accepted = answered(HELD, step("accept", "anna", of=seen(CHANGED)))
    assert verdict("anna", CHANGED, accepted, known=(LEAD, HELD)) == OUT_OF_LINE


def test_a_changed_lead_may_still_be_declined() -> None:
    declined = answered(HELD, step("decline", "anna", reason="dates"))
    assert verdict("anna", declined, known=(CHANGED, HELD)) == ALLOWED


@pytest.mark.parametrize("behind", [(), (step("disclose", "anna"),)], ids=["alone", "and disclosed"])
def test_in_mode_choose_only_one_is_accepted(behind: tuple[Step, ...]) -> None:
    first, second = choosing(ACCEPTED), choosing(asks("claim", "carl", partner="carl", place=2, at=YESTERDAY))
    both = answered(second, step("accept", "anna", of=seen(CHOOSE)), *behind)
    assert verdict("anna", both, known=(CHOOSE, first, second)) == OUT_OF_LINE


def test_in_mode_choose_two_are_not_accepted_in_one_act() -> None:
    first, second = choosing(HELD), choosing(asks("claim", "carl", partner="carl", place=2, at=YESTERDAY))
    both = [answered(one, step("accept", "anna", of=seen(CHOOSE))) for one in (first, second)]
    assert "lifecycle" in verdict("anna", *both, known=(CHOOSE, first, second))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"partner": "carl"}, id="another partner"),
        pytest.param({"owner": "carl"}, id="another owner"),
        pytest.param({"extra": {"x-note": 1}}, id="a field of the network's own"),
    ],
)
def test_only_steps_are_added_to_a_handover(change: dict[str, Any]) -> None:
    now = replace(answered(HELD, step("decline", "anna", reason="dates")), **change)
    assert verdict("anna", now, known=(LEAD, HELD)) == OTHERS


def test_an_earlier_step_is_never_changed() -> None:
    forged = replace(ACCEPTED, steps=(replace(ACCEPTED.steps[0], respond_by=NOW + 9 * DAY), *ACCEPTED.steps[1:]))
    found = verdict("anna", answered(forged, step("disclose", "anna")), known=(LEAD, ACCEPTED))
    assert len(found) == 1


@pytest.mark.parametrize("change", [{"left": date(2027, 1, 10)}, {"paused": date(2027, 1, 10)}], ids=["left", "paused"])
def test_obligations_survive_for_who(change: dict[str, Any]) -> None:
    gone = replace(BERT, **change)
    assert verdict("bert", answered(DISCLOSED, step("contacted", "bert")), known=(LEAD, gone, DISCLOSED)) == ALLOWED


# The network, and what is no record


@pytest.mark.parametrize(
    ("actor", "now", "found"),
    [
        pytest.param("anna", network(answer_hours=8), ALLOWED, id="policy by a keeper"),
        pytest.param("anna", replace(network(), keepers=("anna", "bert")), ALLOWED, id="another keeper by a keeper"),
        pytest.param("bert", network(answer_hours=8), OTHERS, id="policy by another member"),
        pytest.param("bert", replace(network(), keepers=("anna", "bert")), OTHERS, id="a keeper by their own hand"),
        pytest.param("eve", network(vouches_while_small=0), OTHERS, id="policy by a candidate"),
        pytest.param("nobody", network(answer_hours=8), OTHERS, id="policy by a stranger"),
        pytest.param("anna", replace(network(), founder="bert"), OTHERS, id="another founder"),
        pytest.param("anna", replace(network(), founded=NOW), OTHERS, id="another founding"),
        pytest.param(
            "anna", replace(network(), keepers=("anna", "nobody")), ["integrity-member"], id="a stranger as keeper"
        ),
        pytest.param("anna", network(time_zone="Nowhere/City"), ["integrity-time-zone"], id="a time zone there is not"),
        pytest.param(
            "anna", network(work_opens=17, work_closes=9), ["integrity-order"], id="a day that ends before it begins"
        ),
    ],
)
def test_the_networks_record(actor: str, now: Record, found: list[str]) -> None:
    assert verdict(actor, now) == found


README = "README.md"


def files(texts: dict[str, bytes], *records: Record) -> Snapshot:
    return people(*records).with_texts(texts)


@pytest.mark.parametrize(
    ("actor", "path", "found"),
    [
        pytest.param("anna", README, ALLOWED, id="a text by a keeper"),
        pytest.param("anna", ".github/workflows/ci.yml", ALLOWED, id="a workflow by a keeper"),
        pytest.param("bert", README, OTHERS, id="a text by another member"),
        pytest.param("bert", ".github/workflows/ci.yml", OTHERS, id="a workflow by another member"),
        pytest.param("bert", ".gitattributes", OTHERS, id="git's own attributes by another member"),
        pytest.param("bert", "Members/bert.yaml", OTHERS, id="a folder that looks like the members'"),
        pytest.param("nobody", README, OTHERS, id="a text by a stranger"),
        pytest.param("anna", "members/notes.txt", ["path"], id="a text among the members by a keeper"),
        pytest.param("bert", "members/bert/extra.yaml", ["path"], id="a folder below the members"),
        pytest.param("bert", "members/bert.yml", ["path"], id="a record with another ending"),
        pytest.param("bert", "members/BERT.yaml", ["path"], id="a record in capitals"),
        pytest.param("anna", "leads/2027-02/270104-k7qx.yaml", ["path"], id="a lead in another month"),
        pytest.param("anna", "network.yaml/x", ["path"], id="a folder in place of the network"),
    ],
)
def test_what_is_no_record(actor: str, path: str, found: list[str]) -> None:
    assert [one.rule for one in well_said(judge(people(), files({path: b"x"}), [path], actor, NOW))] == found


@pytest.mark.parametrize(
    ("actor", "gone", "found"),
    [
        pytest.param("bert", BERT, ["authority-delete"], id="one's own record"),
        pytest.param("anna", BERT, ["authority-delete"], id="a member's record by a keeper"),
        pytest.param("anna", LEAD, ["authority-delete"], id="a lead by its owner"),
        pytest.param("bert", HELD, ["authority-delete"], id="a handover by its partner"),
        pytest.param("anna", network(), ["authority-delete"], id="the network by its keeper"),
    ],
)
def test_no_record_is_ever_deleted(actor: str, gone: Record, found: list[str]) -> None:
    known = {one.path: one for one in (network(), *MEMBERS, LEAD, HELD)}
    before = Snapshot.of(*known.values())
    after = Snapshot.of(*(one for path, one in known.items() if path != gone.path))
    assert [one.rule for one in well_said(judge(before, after, [gone.path], actor, NOW))] == found


@pytest.mark.parametrize(("actor", "found"), [("anna", ALLOWED), ("bert", OTHERS)], ids=["a keeper", "another member"])
def test_a_text_is_deleted_by(actor: str, found: list[str]) -> None:
    assert [one.rule for one in well_said(judge(files({README: b"x"}), people(), [README], actor, NOW))] == found


# Trust comes from before


def act(actor: str, before: Snapshot, *after: Record) -> list[str]:
    now = {one.path: one for one in (network(), *MEMBERS, LEAD, *after)}
    return [
        one.rule
        for one in well_said(judge(before, Snapshot.of(*now.values()), [one.path for one in after], actor, NOW))
    ]


def test_nobody_becomes_keeper_and_acts_as_one_in_the_same_act() -> None:
    assert act("bert", people(LEAD), replace(network(), keepers=("bert",))) == OTHERS


def test_a_member_brought_in_an_act_does_not_act_in_it() -> None:
    assert act("fred", people(LEAD), NEW, asks("claim", "fred", partner="fred")) == OTHERS


def test_time_to_answer_does_not_follow_from_a_policy_changed_in_the_same_act() -> None:
    policy = network(answer_hours=80)
    offered = asks("offer", "anna", respond_by=due(NOW, 80))
    assert "lifecycle" in act("anna", people(LEAD), policy, offered)


def test_protection_does_not_follow_from_a_policy_changed_in_the_same_act() -> None:
    greedy = replace(NEW_LEAD, protected_until=(NOW + timedelta(days=3650)).date())
    assert "authority" in act("anna", people(LEAD), network(protection_days=3650), greedy)


def test_a_limit_does_not_follow_from_a_policy_changed_in_the_same_act() -> None:
    many = [replace(NEW_LEAD, id=f"270111-00{n:02}") for n in range(21)]
    assert "limit" in act("anna", people(LEAD), network(open_leads=100), *many)


def test_an_act_says_everything_that_speaks_against_it() -> None:
    assert sorted(act("bert", people(LEAD), replace(CARL, headline="x"), replace(LEAD, title="x"))) == OTHERS * 2


# Files as they are


def written(*records: Record, **texts: bytes) -> Snapshot:
    """A snapshot of files, read the way the judge's doors read them; `texts` replaces what lies at a record's path."""
    held = {one.path: record_text(one) for one in (network(), *MEMBERS, LEAD, *records)}
    held |= {PATHS[name]: text for name, text in texts.items()}
    return Snapshot(held.get, lambda folder: sorted(p for p in held if p.startswith(folder)), parse_checked)


PATHS = {"lead": LEAD.path, "bert": BERT.path, "eve": EVE.path, "net": "network.yaml"}
LEAD_TEXT, BERT_TEXT = record_text(LEAD).decode(), record_text(BERT).decode()


def judged(actor: str, after: Snapshot, *paths: str) -> list[str]:
    return sorted({one.rule for one in well_said(judge(written(), after, paths, actor, NOW))})


@pytest.mark.parametrize(
    ("actor", "name", "text", "found"),
    [
        pytest.param("bert", "bert", BERT_TEXT + "# by hand\n", ALLOWED, id="a comment"),
        pytest.param("bert", "eve", BERT_TEXT, ["path"], id="one's own record at another's path"),
        pytest.param("anna", "lead", LEAD_TEXT.replace("k7qx", "zzzz"), ["path"], id="the id of a lead changed"),
        pytest.param("bert", "bert", BERT_TEXT + "rate: 1200\n", ["schema-additional-properties"], id="a day rate"),
        pytest.param("bert", "bert", BERT_TEXT + "name: Again\n", ["yaml-duplicate-key"], id="a name twice"),
        pytest.param("bert", "bert", "", ["yaml-empty"], id="an emptied record"),
        pytest.param("carl", "bert", "", ["yaml-empty"], id="another's record emptied"),
        pytest.param("anna", "net", "name: x\n", ["schema-required"], id="a network without keepers"),
    ],
)
def test_a_file_edited_by_hand(actor: str, name: str, text: str, found: list[str]) -> None:
    assert judged(actor, written(**{name: text.encode()}), PATHS[name]) == found


@pytest.mark.parametrize(
    "empty", ["capacity: {}\n", "roles: []\n", "capacity: {free: []}\n"], ids=["a part", "a list", "a list of a part"]
)
def test_a_vouch_for_somebody_who_left_something_empty_is_allowed(empty: str) -> None:
    text = record_text(EVE) + empty.encode()
    known = parse_checked(EVE.path, text)
    assert isinstance(known, Member)
    now = record_text(vouched(known, vouch("bert", NOW)), text)
    assert [
        one.rule for one in well_said(judge(written(eve=text), written(eve=now), [EVE.path], "bert", NOW))
    ] == ALLOWED


def test_a_broken_lead_does_not_hide_what_else_is_wrong() -> None:
    offer = handover(step("offer", "anna", NOW, due(), of="0" * 64))
    after = written(replace(CARL, headline="x"), offer, lead=b"title: broken\n")
    assert {"authority", "schema-required"} <= {*judged("anna", after, LEAD.path, CARL.path, offer.path)}


def test_a_broken_network_does_not_hide_what_else_is_wrong() -> None:
    claim = handover(step("claim", "bert", NOW, due(), of=written().digest(LEAD.path)))
    after = written(replace(CARL, headline="x"), claim, net=b"name: broken\n")
    assert {"authority", "schema-required"} <= {*judged("bert", after, "network.yaml", CARL.path, claim.path)}


# Things that do not fit together


def test_a_position_that_is_held_cannot_be_taken_out_of_a_lead() -> None:
    other = replace(LEAD, positions=(Position("pm", "Project manager"),))
    assert verdict("anna", other, known=(LEAD, HELD)) != ALLOWED


@pytest.mark.parametrize(
    ("now", "rule"),
    [
        pytest.param(
            replace(LEAD, positions=(PMO, Position("pmo", "Again"))), "integrity-twice", id="two positions of one name"
        ),
        pytest.param(
            replace(LEAD, start=date(2027, 3, 1), end=date(2027, 2, 1)), "integrity-order", id="an end before the start"
        ),
        pytest.param(
            replace(LEAD, positions=(replace(PMO, start=date(2027, 3, 1), end=date(2027, 2, 1)),)),
            "integrity-order",
            id="a position that ends before it begins",
        ),
    ],
)
def test_a_lead_that_does_not_fit_together(now: Lead, rule: str) -> None:
    assert verdict("anna", now, known=(LEAD,)) == [rule]


def capacity(**fields: Any) -> Capacity:
    return Capacity(5, date(2027, 1, 11), (FreeTime(**fields),))


def test_free_days_that_end_before_they_begin() -> None:
    now = replace(BERT, capacity=capacity(start=date(2027, 3, 1), to=date(2027, 2, 1), days_per_week=3))
    assert verdict("bert", now) == ["integrity-order"]


def test_an_act_that_changes_nothing_is_allowed() -> None:
    assert judge(people(DORA), people(DORA), [], "dora", NOW) == []
