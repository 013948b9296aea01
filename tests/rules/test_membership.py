"""The life of a membership as the judge sees it: joining, vouches and objections, pausing, leaving, keepers (DOMAIN 2 and 5)."""

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
    FOUNDED,
    HOUR,
    NOW,
    POLICY,
    member,
    network,
    newcomer,
    people,
    vouch,
    well_said,
)

from pmnet.domain.records import Consent, Member, Network, Objection, Record, Vouch
from pmnet.domain.snapshot import Snapshot
from pmnet.errors import Finding
from pmnet.rules.admission import Status, demoted, gentler, statuses, vouches_needed
from pmnet.rules.judge import judge

TODAY = NOW.date()
ALLOWED: list[str] = []
OTHERS = ["authority"]


def found(actor: str, now: Record, *known: Record, at: datetime = NOW) -> list[Finding]:
    before = people(*known)
    return well_said(judge(before, people(*known, now), [now.path], actor, at))


def verdict(actor: str, now: Record, *known: Record, at: datetime = NOW) -> list[str]:
    return [one.rule for one in found(actor, now, *known, at=at)]


def objection(by: str, at: datetime = NOW, withdrawn: datetime | None = None) -> Objection:
    return Objection(by, at, "never answers", withdrawn)


def objects(to: Member, *entries: Objection) -> Member:
    return replace(to, objections=(*to.objections, *entries))


def vouches(for_: Member, *entries: Vouch) -> Member:
    return replace(for_, vouches=(*for_.vouches, *entries))


def suspended(who: Member) -> Member:
    by = [one.id for one in (ANNA, BERT, CARL, DORA) if one.id != who.id]
    return objects(who, *(objection(one, NOW - DAY) for one in by))


# Joining


def new(**fields: Any) -> Member:
    return newcomer("fred", **fields)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(new(), ALLOWED, id="joined today"),
        pytest.param(new(joined=TODAY - DAY), OTHERS, id="joined yesterday"),
        pytest.param(new(joined=TODAY + DAY), OTHERS, id="joined tomorrow"),
        pytest.param(new(paused=TODAY), OTHERS, id="paused already"),
        pytest.param(new(left=TODAY), OTHERS, id="left already"),
        pytest.param(new(headline="PMO"), ALLOWED, id="with a profile"),
    ],
)
@pytest.mark.parametrize("actor", ["fred", "bert"], ids=["by its member", "brought by an active member"])
def test_a_new_record(actor: str, now: Member, expected: list[str]) -> None:
    assert verdict(actor, now) == expected


@pytest.mark.parametrize(
    ("consent", "others"),
    [
        pytest.param(Consent(proposal=("name",)), OTHERS, id="to be proposed"),
        pytest.param(Consent(site=("skills",)), OTHERS, id="to be on the site"),
        pytest.param(Consent(), ALLOWED, id="to nothing"),
    ],
)
def test_nobody_agrees_in_the_name_of_somebody_else(consent: Consent, others: list[str]) -> None:
    assert verdict("fred", new(consent=consent)) == ALLOWED
    assert verdict("bert", new(consent=consent)) == others
    fred = new()
    assert verdict("fred", replace(fred, consent=consent), fred) == ALLOWED
    assert verdict("bert", replace(fred, consent=consent), fred) == OTHERS


@pytest.mark.parametrize(("hour", "day"), [(22, 11), (23, 12)], ids=["before midnight there", "after midnight there"])
def test_the_day_of_joining_is_the_networks_own(hour: int, day: int) -> None:
    """In January Berlin is an hour ahead of UTC."""
    late = NOW.replace(hour=hour)
    assert verdict("fred", new(joined=date(2027, 1, day)), at=late) == ALLOWED
    assert verdict("fred", new(joined=date(2027, 1, 23 - day)), at=late) == OTHERS


# From candidate to active, to suspended and back, act by act


class Story:
    """A network that lives through acts, each of them judged."""

    def __init__(self, *known: Record) -> None:
        self.state = people(*known)
        self.at = NOW

    def act(self, actor: str, now: Record) -> list[str]:
        held = {one.path: one for one in (self.state.network, *self.state.members())}
        after = Snapshot.of(*(held | {now.path: now}).values())
        rules = [one.rule for one in judge(self.state, after, [now.path], actor, self.at)]
        self.state = after if rules == [] else self.state
        return rules

    def status(self, who: str) -> Status:
        return statuses(self.state.network, self.state.members(), self.at)[who]


def test_from_candidate_to_active_to_suspended_and_back() -> None:
    story = Story()
    assert story.act("fred", new()) == ALLOWED
    assert story.act("fred", vouches(story.state.member("fred"), vouch("fred", story.at))) == OTHERS
    assert story.act("eve", vouches(story.state.member("fred"), vouch("eve", story.at))) == OTHERS
    assert story.act("bert", vouches(story.state.member("fred"), vouch("bert", story.at))) == ALLOWED
    assert story.act("bert", vouches(story.state.member("fred"), vouch("bert", story.at))) == ["integrity-vouch"]
    story.at += 7 * DAY - timedelta(seconds=1)
    assert story.status("fred") is Status.CANDIDATE
    story.at += timedelta(seconds=1)
    assert story.status("fred") is Status.ACTIVE
    for by in ("anna", "carl"):
        assert story.status("fred") is Status.ACTIVE
        assert story.act(by, objects(story.state.member("fred"), objection(by, story.at))) == ALLOWED
        story.at += HOUR
    assert story.status("fred") is Status.SUSPENDED
    assert story.act("fred", vouches(story.state.member("eve"), vouch("fred", story.at))) == OTHERS
    carls = story.state.member("fred").objections[1]
    withdrawn = replace(
        story.state.member("fred"),
        objections=(story.state.member("fred").objections[0], replace(carls, withdrawn=story.at)),
    )
    assert story.act("fred", withdrawn) == OTHERS
    assert story.act("carl", withdrawn) == ALLOWED
    assert story.status("fred") is Status.ACTIVE
    assert story.act("fred", vouches(story.state.member("eve"), vouch("fred", story.at))) == ALLOWED


def test_a_vouch_withdrawn_inside_the_window_keeps_a_candidate_a_candidate() -> None:
    story = Story()
    assert story.act("bert", vouches(EVE, vouch("bert", NOW))) == ALLOWED
    story.at += 6 * DAY
    assert story.act("bert", replace(EVE, vouches=(vouch("bert", NOW, story.at),))) == ALLOWED
    story.at += 30 * DAY
    assert story.status("eve") is Status.CANDIDATE


def test_nobody_objects_twice() -> None:
    once = objects(BERT, objection("carl", NOW - DAY))
    assert verdict("carl", objects(once, objection("carl")), once) == ["integrity-vouch"]


def test_who_objected_and_withdrew_may_object_again() -> None:
    once = objects(BERT, objection("carl", NOW - 2 * DAY, NOW - DAY))
    assert verdict("carl", objects(once, objection("carl")), once) == ALLOWED


# One's word is one's own to take back


def standing(by: str) -> tuple[Member, Member]:
    """Somebody whom that member has vouched for and objected to, before and after both were withdrawn."""
    before = replace(EVE, vouches=(vouch(by, NOW - DAY),), objections=(objection(by, NOW - DAY),))
    return before, replace(before, vouches=(vouch(by, NOW - DAY, NOW),), objections=(objection(by, NOW - DAY, NOW),))


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param(BERT, ALLOWED, id="active"),
        pytest.param(replace(BERT, paused=date(2027, 1, 4)), ALLOWED, id="paused"),
        pytest.param(replace(BERT, left=date(2027, 1, 4)), ALLOWED, id="left"),
        pytest.param(suspended(BERT), OTHERS, id="suspended"),
    ],
)
def test_a_vouch_and_an_objection_are_withdrawn_by_who_is(who: Member, expected: list[str]) -> None:
    before, after = standing("bert")
    assert verdict("bert", after, before, who) == expected


@pytest.mark.parametrize("who", [{"paused": TODAY}, {"left": TODAY}], ids=["paused", "left"])
def test_who_may_only_withdraw_does_not_add_on_the_way(who: dict[str, Any]) -> None:
    before, after = standing("bert")
    assert verdict("bert", vouches(after, vouch("bert", NOW)), before, replace(BERT, **who)) == OTHERS


@pytest.mark.parametrize(
    "now",
    [lambda gone: vouches(gone, vouch("bert", NOW)), lambda gone: objects(gone, objection("bert"))],
    ids=["a vouch", "an objection"],
)
def test_about_somebody_who_left_nothing_is_added(now: Any) -> None:
    gone = replace(CARL, left=date(2027, 1, 4))
    assert verdict("bert", now(gone), gone) == OTHERS


def test_about_somebody_who_left_a_word_is_still_taken_back() -> None:
    before, after = standing("bert")
    gone = {"left": date(2027, 1, 4)}
    assert verdict("bert", replace(after, **gone), replace(before, **gone)) == ALLOWED


# Pausing and leaving


PAUSED = replace(BERT, paused=date(2027, 1, 4))
LEFT = replace(BERT, left=date(2027, 1, 4))


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(BERT, replace(BERT, paused=TODAY), ALLOWED, id="pauses"),
        pytest.param(PAUSED, replace(PAUSED, paused=None), ALLOWED, id="resumes"),
        pytest.param(PAUSED, replace(PAUSED, left=TODAY), ALLOWED, id="leaves while pausing"),
        pytest.param(PAUSED, replace(PAUSED, headline="PMO"), ALLOWED, id="edits while pausing"),
        pytest.param(PAUSED, replace(PAUSED, paused=TODAY), ALLOWED, id="pauses anew"),
        pytest.param(BERT, replace(BERT, paused=TODAY - DAY), OTHERS, id="pauses since yesterday"),
        pytest.param(BERT, replace(BERT, left=TODAY + DAY), OTHERS, id="leaves tomorrow"),
        pytest.param(BERT, replace(BERT, left=TODAY, headline="Gone"), ALLOWED, id="leaves with a last edit"),
        pytest.param(LEFT, replace(LEFT, left=None), OTHERS, id="comes back"),
        pytest.param(LEFT, replace(LEFT, headline="PMO"), OTHERS, id="left and edits"),
        pytest.param(LEFT, replace(LEFT, paused=TODAY), OTHERS, id="left and pauses"),
        pytest.param(LEFT, replace(LEFT, extra={"x-note": 1}), OTHERS, id="left and notes something"),
    ],
)
def test_a_member_who(before: Member, now: Member, expected: list[str]) -> None:
    assert verdict("bert", now, before) == expected


@pytest.mark.parametrize("actor", ["anna", "carl", "eve"])
def test_nobody_pauses_or_leaves_for_another(actor: str) -> None:
    assert verdict(actor, replace(BERT, paused=TODAY)) == OTHERS
    assert verdict(actor, replace(BERT, left=TODAY)) == OTHERS
    assert verdict(actor, replace(PAUSED, paused=None), PAUSED) == OTHERS


def test_what_somebody_who_left_is_told() -> None:
    [finding] = found("bert", replace(LEFT, headline="PMO"), LEFT)
    assert finding.message == "bert left on 2027-01-04, so the record stays as it was"


# Somebody must keep the network


def kept_by(*keepers: str, **policy: Any) -> Network:
    return replace(network(**policy), keepers=keepers)


@pytest.mark.parametrize(
    ("keepers", "other", "expected"),
    [
        pytest.param(("anna",), BERT, OTHERS, id="the only one"),
        pytest.param(("anna", "bert"), BERT, ALLOWED, id="another is active"),
        pytest.param(("anna", "bert"), replace(BERT, paused=TODAY), ALLOWED, id="another has paused"),
        pytest.param(("anna", "bert"), LEFT, OTHERS, id="another has left"),
        pytest.param(("anna", "bert"), suspended(BERT), OTHERS, id="another is suspended"),
        pytest.param(("anna", "eve"), BERT, OTHERS, id="another is a candidate"),
        pytest.param(("bert",), BERT, ALLOWED, id="not one at all"),
    ],
)
def test_a_keeper_leaves_and(keepers: tuple[str, ...], other: Member, expected: list[str]) -> None:
    assert verdict("anna", replace(ANNA, left=TODAY), kept_by(*keepers), other) == expected


def test_what_the_only_keeper_is_told() -> None:
    [finding] = found("anna", replace(ANNA, left=TODAY))
    assert "only keeper" in finding.message
    assert "keepers" in finding.hint


SECOND_KEEPER = pytest.mark.parametrize(
    ("keeper", "expected"),
    [
        pytest.param(BERT, ALLOWED, id="is active"),
        pytest.param(PAUSED, ALLOWED, id="paused"),
        pytest.param(LEFT, OTHERS, id="left"),
        pytest.param(suspended(BERT), OTHERS, id="is suspended"),
    ],
)
"""Bert, who keeps the network together with anna, and whether he may act as a keeper."""


@SECOND_KEEPER
def test_a_keeper_changes_the_policy_who(keeper: Member, expected: list[str]) -> None:
    known = kept_by("anna", "bert")
    assert verdict("bert", kept_by("anna", "bert", answer_hours=8), known, keeper) == expected


def test_a_candidate_named_as_keeper_does_not_act_as_one() -> None:
    assert verdict("eve", kept_by("anna", "eve", answer_hours=8), kept_by("anna", "eve")) == OTHERS


@pytest.mark.parametrize(
    ("keepers", "expected"),
    [
        pytest.param(("bert",), ALLOWED, id="an active member"),
        pytest.param(("eve", "bert"), ALLOWED, id="a candidate beside an active member"),
        pytest.param(("eve",), OTHERS, id="a candidate alone"),
        pytest.param(("gone",), OTHERS, id="somebody who left, alone"),
        pytest.param(("nobody",), OTHERS, id="a stranger alone"),
    ],
)
def test_a_keeper_hands_over_to(keepers: tuple[str, ...], expected: list[str]) -> None:
    assert verdict("anna", kept_by(*keepers), member("gone", vouch("anna"), left=date(2027, 1, 4))) == expected


@SECOND_KEEPER
def test_a_keeper_changes_another_file_who(keeper: Member, expected: list[str]) -> None:
    before = people(kept_by("anna", "bert"), keeper)
    after = before.with_texts({".github/workflows/ci.yml": b"x"})
    assert [one.rule for one in judge(before, after, [".github/workflows/ci.yml"], "bert", NOW)] == expected


# A policy takes nobody's membership away


def policy(**figures: Any) -> Network:
    return replace(network(), policy=replace(POLICY, **figures))


@pytest.mark.parametrize(
    ("figures", "names"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"answer_hours": 8}, [], id="a figure about something else"),
        pytest.param({"vouches_while_small": 2}, ["bert", "carl", "dora"], id="more vouches than they had"),
        pytest.param({"small_below": 1}, ["bert", "carl", "dora"], id="small never"),
        pytest.param({"small_below": 3}, [], id="small for long enough"),
        pytest.param({"objection_days": 400}, ["bert", "carl", "dora"], id="a window that has not passed"),
        pytest.param({"objection_days": 371}, [], id="a window that has just passed"),
        pytest.param({"vouches": 3}, [], id="more vouches for the large network it is not"),
        pytest.param({"suspension_at_least": 1}, [], id="earlier suspension"),
    ],
)
def test_who_would_be_a_candidate_again(figures: dict[str, Any], names: list[str]) -> None:
    known = people()
    assert demoted(known.network, policy(**figures), known.members(), NOW) == names
    assert verdict("anna", policy(**figures)) == (OTHERS if names else ALLOWED)


def test_the_founder_stays_whatever_the_policy() -> None:
    assert verdict("anna", policy(vouches_while_small=9, small_below=9), LEFT, *away(CARL, DORA)) == ALLOWED


def away(*members: Member) -> list[Member]:
    return [replace(one, left=date(2027, 1, 4)) for one in members]


@pytest.mark.parametrize(
    "who",
    [
        pytest.param(replace(BERT, paused=TODAY), id="paused"),
        pytest.param(suspended(BERT), id="suspended"),
    ],
)
def test_membership_also_stays_for_who_is(who: Member) -> None:
    assert "bert" in demoted(network(), policy(vouches_while_small=2), people(who).members(), NOW)


def test_who_is_concerned_is_named_and_what_helps() -> None:
    [finding] = found("anna", policy(vouches_while_small=2))
    assert finding.message == "with that policy bert, carl, dora would be candidates again"
    assert finding.hint.endswith("vouches: 2, vouches_while_small: 1, small_below: 2")


def test_what_helps_takes_no_membership_away_and_asks_for_as_much() -> None:
    strict = policy(vouches_while_small=3)
    instead = gentler(network(), strict, people().members(), NOW)
    assert instead is not None
    assert verdict("anna", replace(network(), policy=instead)) == ALLOWED
    assert vouches_needed(replace(network(), policy=instead), len(list(people().members()))) == 3


def test_of_one_who_would_be_a_candidate_again_it_is_said_in_the_singular() -> None:
    known = [replace(one, left=TODAY) for one in (CARL, DORA)]
    [finding] = found("anna", policy(vouches_while_small=2), *known)
    assert finding.message == "with that policy bert would be a candidate again"


def test_against_a_longer_window_only_time_helps() -> None:
    [finding] = found("anna", policy(objection_days=400))
    assert finding.hint.startswith("leave objection_days as it was until")


def test_a_policy_may_ask_for_more_once_everybody_has_more() -> None:
    more = [vouches(one, vouch(by, FOUNDED + DAY)) for one, by in ((BERT, "carl"), (CARL, "dora"), (DORA, "bert"))]
    assert verdict("anna", policy(vouches_while_small=2), *more) == ALLOWED
