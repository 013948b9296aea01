"""What people are told who may not do what they tried: what it is, why, and what to type next (STYLE 11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from cast import (
    ANNA,
    BERT,
    CARL,
    DAY,
    EVE,
    LEAD,
    NOW,
    due,
    handover,
    keys_of,
    network,
    newcomer,
    people,
    step,
    vouch,
)

from pmnet.domain.records import Capacity, Closed, Keys, Lead, Member, Objection, Record, RetiredKey
from pmnet.errors import Conflict, PmnetError
from pmnet.rules.authority import check, check_other_file, insist_partner
from pmnet.rules.membership import insist_active

TODAY = NOW.date()
LEFT = replace(BERT, left=date(2026, 12, 1))
PAUSED = replace(BERT, paused=date(2026, 12, 1))
SUSPENDED = replace(BERT, objections=tuple(Objection(by, NOW - DAY, "late") for by in ("anna", "carl", "dora")))
FRED = newcomer("fred")
NEW_LEAD = replace(LEAD, id="270111-aaaa", registered=NOW, protected_until=date(2027, 4, 11))
CLOSED = replace(LEAD, closed=Closed(NOW - DAY, "filled"))
CLAIM = handover(step("claim", "bert", NOW - DAY, due(NOW - DAY)))
STRICT = replace(network(), policy=replace(network().policy, vouches_while_small=2))


def told(act: Callable[[], Any]) -> tuple[str, str]:
    with pytest.raises(PmnetError) as caught:
        act()
    return caught.value.message, caught.value.hint


def refused(before: Record | None, after: Record, actor: str, *known: Record) -> tuple[str, str]:
    problem = check(before, after, actor, people(*known, *([before] if before else [])), NOW)
    assert problem is not None
    return problem.message, problem.hint


def vouches(who: Member, *entries: Any) -> Member:
    return replace(who, vouches=(*who.vouches, *entries))


def objection(by: str) -> Objection:
    return Objection(by, NOW, "late")


# Who may act at all


@pytest.mark.parametrize(
    ("who", "message", "hint"),
    [
        pytest.param(
            EVE,
            "you are a candidate until enough members vouch for you and the objection window has passed",
            "pmnet member show eve",
            id="a candidate",
        ),
        pytest.param(PAUSED, "you have paused", "pmnet resume", id="who paused"),
        pytest.param(
            SUSPENDED, "you are suspended", "pmnet member show bert says who objects and why", id="who is suspended"
        ),
        pytest.param(LEFT, "you have left", "pmnet member show bert", id="who left"),
    ],
)
def test_who_may_not_act(who: Member, message: str, hint: str) -> None:
    assert told(lambda: insist_active(who.id, people(who), NOW, "claim")) == (f"cannot claim: {message}", hint)


def test_a_stranger() -> None:
    found = told(lambda: insist_active("nobody", people(), NOW, "claim"))
    assert found == ("cannot claim: nobody is not a member here", "pmnet join URL --as ID")


@pytest.mark.parametrize(
    ("who", "what"),
    [("eve", "is a candidate"), ("nobody", "is not a member here"), ("bert", "is paused"), ("carl", "has left")],
    ids=["a candidate", "a stranger", "who paused", "who left"],
)
def test_a_lead_for_somebody_who_is_not_active(who: str, what: str) -> None:
    with pytest.raises(Conflict) as caught:
        insist_partner(who, LEAD.id, people(PAUSED, replace(CARL, left=TODAY)), NOW)
    assert caught.value.message == f"cannot offer {LEAD.id} to {who}: {who} {what}"
    assert caught.value.hint == f"pmnet member show {who}"


# The network and other files


MORE_KEEPERS = replace(network(), keepers=("anna", "bert"))


@pytest.mark.parametrize(
    ("before", "after", "actor", "message", "hint"),
    [
        pytest.param(
            None,
            network(),
            "anna",
            "a network is founded once",
            "pmnet init PATH --name NAME --as ID founds another",
            id="founded again",
        ),
        pytest.param(
            MORE_KEEPERS,
            replace(MORE_KEEPERS, name="Other"),
            "carl",
            "the network's record is for its keepers to change",
            "ask anna or bert",
            id="changed by another member",
        ),
        pytest.param(
            network(),
            replace(network(), founder="bert"),
            "anna",
            "who founded the network and when cannot be changed",
            "pmnet publish --discard",
            id="another founder",
        ),
        pytest.param(
            network(),
            STRICT,
            "anna",
            "with that policy bert, carl, dora would be candidates again",
            "to ask for more from now on, and nothing of those who came while the network was small: "
            "vouches: 2, vouches_while_small: 1, small_below: 2",
            id="a policy that takes membership away",
        ),
        pytest.param(
            network(),
            replace(network(), keepers=("eve",)),
            "anna",
            "none of the keepers is an active member",
            "name another active member under keepers in network.yaml first, then pmnet publish",
            id="kept by a candidate",
        ),
        pytest.param(
            BERT, LEAD, "anna", f"{LEAD.path} cannot become another kind of record", "", id="another kind of record"
        ),
    ],
)
def test_the_network(before: Record | None, after: Record, actor: str, message: str, hint: str) -> None:
    assert refused(before, after, actor) == (message, hint)


def test_a_keeper_who_left() -> None:
    after = replace(MORE_KEEPERS, name="Other")
    assert refused(MORE_KEEPERS, after, "bert", LEFT)[0] == "cannot change the network's record: you have left"


@pytest.mark.parametrize(
    ("actor", "message", "hint"),
    [
        ("carl", "README.md is for the keepers (anna, bert) to change", "ask anna or bert"),
        ("bert", "cannot change README.md: you have left", "pmnet member show bert"),
    ],
    ids=["by another member", "by a keeper who left"],
)
def test_a_file_that_is_no_record(actor: str, message: str, hint: str) -> None:
    problem = check_other_file("README.md", actor, people(MORE_KEEPERS, LEFT), NOW)
    assert problem is not None
    assert (problem.message, problem.hint) == (message, hint)


# Leads and handovers


SHOW = f"pmnet lead show {LEAD.id}"


@pytest.mark.parametrize(
    ("change", "actor", "message"),
    [
        pytest.param({"title": "x"}, "bert", f"lead {LEAD.id} is anna's to change", id="by another"),
        pytest.param({"owner": "bert"}, "anna", f"lead {LEAD.id} is anna's to change", id="given away"),
        pytest.param({"owner": "bert"}, "bert", f"lead {LEAD.id} is anna's to change", id="taken over"),
        pytest.param(
            {"closed": Closed(NOW - DAY, "filled")},
            "anna",
            f"lead {LEAD.id} must be closed at the moment it is closed",
            id="closed yesterday",
        ),
        pytest.param(
            {"registered": NOW},
            "anna",
            f"registration of lead {LEAD.id} cannot be changed by editing",
            id="registered anew",
        ),
    ],
)
def test_a_lead_that_is_known(change: dict[str, Any], actor: str, message: str) -> None:
    assert refused(LEAD, replace(LEAD, **change), actor) == (message, SHOW)


def test_a_lead_protected_for_longer_than_an_extension_gives() -> None:
    message = f"the protection of lead {LEAD.id} is extended by 90 days and not changed otherwise"
    found = refused(LEAD, replace(LEAD, protected_until=date(2030, 1, 1)), "anna")
    assert found == (message, f"pmnet lead extend {LEAD.id}")


SEALED_LEAD = replace(LEAD, sealed="5" * 64)
ERASED = replace(SEALED_LEAD, erased=NOW - DAY)
TAKEN_AWAY = f"the sealed half of lead {LEAD.id} cannot be taken away by editing"
STAYS_ERASED = f"lead {LEAD.id} stays erased as it was"
NOTHING_ELSE = f"lead {LEAD.id} is erased at that moment, and nothing else is changed with it"


def test_an_owner_seals_a_client_and_seals_it_again() -> None:
    for digest in ("5" * 64, "6" * 64):
        assert check(LEAD, replace(LEAD, sealed=digest), "anna", people(LEAD), NOW) is None
        assert check(SEALED_LEAD, replace(SEALED_LEAD, sealed=digest), "anna", people(LEAD), NOW) is None


@pytest.mark.parametrize(
    ("before", "change", "actor", "message", "hint"),
    [
        pytest.param(SEALED_LEAD, {"sealed": None}, "anna", TAKEN_AWAY, f"pmnet lead erase {LEAD.id}", id="taken away"),
        pytest.param(
            ERASED, {"sealed": "6" * 64}, "anna", TAKEN_AWAY, f"pmnet lead erase {LEAD.id}", id="sealed once erased"
        ),
        pytest.param(ERASED, {"erased": None}, "anna", STAYS_ERASED, SHOW, id="brought back"),
        pytest.param(ERASED, {"erased": NOW}, "anna", STAYS_ERASED, SHOW, id="erased again"),
        pytest.param(SEALED_LEAD, {"erased": NOW - DAY}, "anna", NOTHING_ELSE, SHOW, id="erased earlier"),
        pytest.param(
            SEALED_LEAD, {"erased": NOW, "title": "x"}, "anna", NOTHING_ELSE, SHOW, id="erased beside an edit"
        ),
        pytest.param(
            SEALED_LEAD, {"erased": NOW, "sealed": None}, "anna", NOTHING_ELSE, SHOW, id="erased without a trace"
        ),
        pytest.param(
            SEALED_LEAD,
            {"erased": NOW},
            "bert",
            f"lead {LEAD.id} is anna's to erase, or a keeper's",
            SHOW,
            id="erased by another member",
        ),
    ],
)
def test_a_sealed_half(before: Lead, change: dict[str, Any], actor: str, message: str, hint: str) -> None:
    assert refused(before, replace(before, **change), actor) == (message, hint)


def test_the_owner_erases_and_so_does_a_keeper() -> None:
    others = replace(SEALED_LEAD, owner="bert")
    for lead, actor in ((SEALED_LEAD, "anna"), (others, "bert"), (others, "anna")):
        assert check(lead, replace(lead, erased=NOW), actor, people(lead), NOW) is None


@pytest.mark.parametrize(
    "closed",
    [None, Closed(NOW, "filled"), Closed(NOW - DAY, "cancelled")],
    ids=["opened again", "closed again", "closed for another reason"],
)
def test_a_lead_that_is_closed(closed: Closed | None) -> None:
    assert refused(CLOSED, replace(CLOSED, closed=closed), "anna") == (f"lead {LEAD.id} stays closed as it was", SHOW)


def test_a_lead_that_is_closed_may_be_described_better() -> None:
    assert check(CLOSED, replace(CLOSED, title="Better"), "anna", people(CLOSED), NOW) is None


def test_a_lead_that_is_closed_keeps_its_registration() -> None:
    assert "registration" in refused(CLOSED, replace(CLOSED, registered=NOW), "anna")[0]


@pytest.mark.parametrize(
    ("change", "actor", "message", "hint"),
    [
        pytest.param(
            {"registered": NOW - DAY},
            "anna",
            "lead 270111-aaaa must be registered at the moment it is added",
            "pmnet lead add",
            id="registered yesterday",
        ),
        pytest.param(
            {"closed": Closed(NOW, "filled")},
            "anna",
            "lead 270111-aaaa must be registered at the moment it is added",
            "pmnet lead add",
            id="closed already",
        ),
        pytest.param(
            {"protected_until": TODAY},
            "anna",
            "the protection of lead 270111-aaaa does not follow from the network's policy",
            "pmnet lead add",
            id="protected for a day",
        ),
        pytest.param(
            {"owner": "bert"}, "bert", "cannot add a lead: you have paused", "pmnet resume", id="of who paused"
        ),
        pytest.param(
            {}, "carl", "lead 270111-aaaa is anna's to change", "pmnet lead show 270111-aaaa", id="in anna's name"
        ),
    ],
)
def test_a_lead_that_is_new(change: dict[str, Any], actor: str, message: str, hint: str) -> None:
    assert refused(None, replace(NEW_LEAD, **change), actor, PAUSED) == (message, hint)


def further(*steps: Any, **change: Any) -> Record:
    return replace(CLAIM, steps=(*CLAIM.steps, *steps), **change)


@pytest.mark.parametrize(
    ("before", "after", "actor", "message", "hint"),
    [
        pytest.param(
            CLAIM,
            further(step("accept", "anna"), partner="carl"),
            "anna",
            f"{CLAIM.id}: only steps can be added to a handover",
            SHOW,
            id="another partner",
        ),
        pytest.param(
            CLAIM,
            further(step("accept", "anna")),
            "bert",
            f"{CLAIM.id}: a step by anna is not bert's to take",
            SHOW,
            id="another's step",
        ),
        pytest.param(
            CLAIM,
            further(step("accept", "anna", NOW - DAY)),
            "anna",
            f"{CLAIM.id}: a step is dated when it is taken",
            SHOW,
            id="a step dated back",
        ),
        pytest.param(
            None,
            handover(step("claim", "bert", NOW, due())),
            "bert",
            f"cannot claim {LEAD.id}: you have paused",
            "pmnet resume",
            id="claimed by who paused",
        ),
        pytest.param(
            None,
            handover(step("offer", "anna", NOW, due())),
            "anna",
            f"cannot offer {LEAD.id} to bert: bert is paused",
            "pmnet member show bert",
            id="offered to who paused",
        ),
    ],
)
def test_a_handover(before: Record | None, after: Record, actor: str, message: str, hint: str) -> None:
    assert refused(before, after, actor, PAUSED) == (message, hint)


# Members' records


MEMBER = "pmnet member show bert"
ROTATE = "pmnet keys rotate"
BY_HAND = "which is not done by hand"
NEW_KEY = keys_of("bert again").sign
FORMER = (RetiredKey(keys_of("bert before").sign, NOW - DAY),)


def keys(sign: str = BERT.keys.sign, retired: tuple[RetiredKey, ...] = FORMER) -> Keys:
    return Keys(sign, BERT.keys.seal, retired)


@pytest.mark.parametrize(
    ("change", "actor", "message", "hint"),
    [
        pytest.param(
            {"capacity": Capacity(5, TODAY + DAY)},
            "bert",
            "free capacity cannot be confirmed on a day to come, 2027-01-12",
            "confirmed: 2027-01-11",
            id="free days confirmed for tomorrow",
        ),
        pytest.param(
            {"joined": TODAY},
            "bert",
            "the day bert joined cannot be changed",
            "joined: 2026-01-05",
            id="another day of joining",
        ),
        pytest.param(
            {"left": TODAY - DAY},
            "bert",
            "the day bert left is the day it is written, 2027-01-11",
            "pmnet leave",
            id="left yesterday",
        ),
        pytest.param(
            {"paused": TODAY - DAY},
            "bert",
            "the day bert paused is the day it is written, 2027-01-11",
            "pmnet pause",
            id="paused yesterday",
        ),
        pytest.param(
            {"headline": "x"}, "carl", "the record of bert is bert's own to change", MEMBER, id="edited by another"
        ),
        pytest.param(
            {"keys": keys(NEW_KEY)}, "carl", "the keys of bert are bert's own to change", MEMBER, id="another's keys"
        ),
        pytest.param(
            {"keys": keys(retired=())}, "bert", "the retired keys of bert cannot be changed", ROTATE, id="none retired"
        ),
        pytest.param(
            {"keys": keys(NEW_KEY)},
            "bert",
            f"a key that is replaced is retired at that moment, {BY_HAND}",
            ROTATE,
            id="a key replaced and not retired",
        ),
        pytest.param(
            {"keys": keys(retired=(*FORMER, RetiredKey(NEW_KEY, NOW)))},
            "bert",
            f"only a key that is replaced retires, {BY_HAND}",
            ROTATE,
            id="a key retired and not replaced",
        ),
        pytest.param(
            {"vouches": ()},
            "anna",
            "a vouch stays visible; it can be withdrawn but not removed",
            MEMBER,
            id="a vouch removed",
        ),
        pytest.param(
            {"vouches": (replace(BERT.vouches[0], withdrawn=NOW),)},
            "carl",
            "a vouch by anna is anna's to withdraw, and cannot be changed",
            MEMBER,
            id="another's vouch withdrawn",
        ),
        pytest.param(
            {"objections": (objection("dora"),)},
            "carl",
            "an objection about bert by dora is not carl's to give",
            MEMBER,
            id="an objection in another's name",
        ),
        pytest.param(
            {"objections": (replace(objection("carl"), at=NOW - DAY),)},
            "carl",
            "an objection is dated when it is given",
            "pmnet object bert",
            id="an objection dated back",
        ),
        pytest.param(
            {"vouches": (*BERT.vouches, vouch("carl", NOW - DAY))},
            "carl",
            "a vouch is dated when it is given",
            "pmnet vouch bert",
            id="a vouch dated back",
        ),
        pytest.param(
            {"objections": (objection("eve"),)},
            "eve",
            "cannot object to bert: you are a candidate until enough members vouch for you and the objection window"
            " has passed",
            "pmnet member show eve",
            id="an objection by a candidate",
        ),
        pytest.param(
            {"vouches": (*BERT.vouches, vouch("eve", NOW))},
            "eve",
            "cannot add a vouch about bert: you are a candidate until enough members vouch for you and the objection"
            " window has passed",
            "pmnet member show eve",
            id="a vouch by a candidate",
        ),
    ],
)
def test_a_members_record(change: dict[str, Any], actor: str, message: str, hint: str) -> None:
    known = replace(BERT, keys=keys())
    assert refused(known, replace(known, **change), actor) == (message, hint)


@pytest.mark.parametrize(
    ("change", "actor", "message", "hint"),
    [
        pytest.param(
            {"headline": "x"}, "bert", "bert left on 2026-12-01, so the record stays as it was", MEMBER, id="edited"
        ),
        pytest.param(
            {"left": None},
            "bert",
            "bert left on 2026-12-01; coming back needs a new record",
            "pmnet join URL --as ANOTHER-ID",
            id="come back",
        ),
        pytest.param(
            {"vouches": (*BERT.vouches, vouch("carl", NOW))},
            "carl",
            "cannot add a vouch about bert: bert left on 2026-12-01",
            MEMBER,
            id="vouched for",
        ),
        pytest.param(
            {"objections": (objection("carl"),)},
            "carl",
            "cannot object to bert: bert left on 2026-12-01",
            MEMBER,
            id="objected to",
        ),
    ],
)
def test_the_record_of_who_left(change: dict[str, Any], actor: str, message: str, hint: str) -> None:
    assert refused(LEFT, replace(LEFT, **change), actor) == (message, hint)


def test_who_is_suspended_and_takes_back_a_vouch() -> None:
    known = vouches(EVE, vouch("bert", NOW - DAY))
    now = replace(known, vouches=(replace(known.vouches[0], withdrawn=NOW),))
    message = "cannot withdraw a vouch about eve: you are suspended"
    assert refused(known, now, "bert", SUSPENDED) == (message, "pmnet member show bert says who objects and why")


def test_the_only_keeper_who_leaves() -> None:
    found = refused(ANNA, replace(ANNA, left=TODAY), "anna")
    hint = "name another active member under keepers in network.yaml first, then pmnet publish"
    assert found == ("anna is the only keeper", hint)


@pytest.mark.parametrize(
    ("now", "actor", "message", "hint"),
    [
        pytest.param(
            vouches(FRED, vouch("anna", NOW)),
            "fred",
            "a new member begins without vouches: fred",
            "leave vouches and objections out",
            id="with a vouch",
        ),
        pytest.param(
            replace(FRED, objections=(objection("anna"),)),
            "fred",
            "a new member begins without vouches: fred",
            "leave vouches and objections out",
            id="with an objection",
        ),
        pytest.param(
            replace(FRED, keys=replace(FRED.keys, retired=FORMER)),
            "fred",
            "a new member begins without retired keys: fred",
            "leave keys.retired out",
            id="with a retired key",
        ),
        *(
            pytest.param(
                replace(FRED, **{word: TODAY}),
                "fred",
                "a new member has neither paused nor left: fred",
                "leave paused and left out",
                id=f"who has {word}",
            )
            for word in ("paused", "left")
        ),
        pytest.param(
            replace(FRED, joined=TODAY - DAY),
            "fred",
            "fred joins on the day the record is brought, 2027-01-11",
            "joined: 2027-01-11",
            id="who joined yesterday",
        ),
        pytest.param(FRED, "bert", "cannot bring fred: you have paused", "pmnet resume", id="brought by who paused"),
    ],
)
def test_a_new_member(now: Member, actor: str, message: str, hint: str) -> None:
    assert refused(None, now, actor, PAUSED) == (message, hint)
