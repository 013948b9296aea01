"""What people outside are shown: a field that was not agreed to is on no page, in no form, whatever else was agreed to."""

from __future__ import annotations

import json
import random
from dataclasses import astuple, replace
from datetime import date

import pytest
from cast import ANNA, BERT, LEAD, NOW, people

from pmnet.app.proposal import proposal_of
from pmnet.app.site import site_of
from pmnet.cli import pages
from pmnet.cli.language import ENGLISH
from pmnet.domain.records import (
    SHOWABLE,
    Capacity,
    Consent,
    FreeTime,
    Member,
    MemberCertificate,
    MemberIndustry,
    MemberSkill,
    Seniority,
    WorkArea,
)
from pmnet.errors import Conflict
from pmnet.rules.schema import schema_text
from pmnet.rules.showing import Profile, shown, spectrum

WHO = replace(
    BERT,
    name="Zacharias Quint",
    email="quibble@umbra.example",
    headline="Kaleidoscopic",
    roles=("release-train-engineer",),
    seniority=Seniority(37, "over-20m", "50-99"),
    skills=(MemberSkill("gxp-csv", 4, 17, 2019),),
    industries=(MemberIndustry("21", 23),),
    methods=("prince2",),
    certificates=(MemberCertificate("pgmp", date(2024, 3, 7), date(2029, 3, 6)),),
    languages={"sl": "B2"},
    work_area=WorkArea("CH-ZH", ("AT",), True, 45),
    capacity=Capacity(5, NOW.date(), (FreeTime(date(2027, 8, 9), date(2027, 9, 10), 3),)),
)
"""Somebody who says in each field something that stands in no other."""

TRACES = {
    "name": ("Zacharias", "Quint"),
    "email": ("quibble", "umbra"),
    "headline": ("Kaleidoscopic",),
    "roles": ("Release Train Engineer", "release-train"),
    "seniority": ("37 years", "50 to 99"),
    "skills": ("GxP", "gxp", "17 years"),
    "industries": ("Pharmaceuticals", "23 years"),
    "methods": ("PRINCE2",),
    "certificates": ("PgMP", "2029-03-06", "2024-03-07"),
    "languages": ("Slovenian", "B2"),
    "work_area": ("Zurich", "Austria", "remotely"),
    "capacity": ("2027-08-09", "2027-09-10"),
}
"""What each field leaves on a page."""

NEVER = ("over-20m", "20 million", "ssh-ed25519", "age1", "worked-together", "bert", "Bert", "45%", "2019", "anna@x")
"""What no page shows, whatever was agreed to: money, keys, vouches, ids, and what is said for colleagues alone."""


def traces(page: str, name: str) -> list[str]:
    return [trace for trace in TRACES[name] if trace in page]


def proposal_page(who: Member, anonymous: bool) -> str:
    found = proposal_of(people(who, LEAD), NOW, "anna", LEAD.id, [who.id], anonymous)
    return pages.made(ENGLISH, pages.proposal.page(found))


def site_pages(*who: Member) -> str:
    found = site_of(people(*who), NOW, "anna", "f" * 40)
    return "".join(pages.made(ENGLISH, page) for page in pages.site.pages(found).values())


def subsets() -> list[tuple[str, ...]]:
    """Each field alone, all but each, all of them, and others drawn."""
    dice = random.Random(8)
    drawn = [tuple(name for name in SHOWABLE if dice.random() < 0.5) for _ in range(12)]
    alone = [(name,) for name in SHOWABLE]
    return [
        found
        for found in (*alone, *(tuple(n for n in SHOWABLE if n not in one) for one in alone), SHOWABLE, *drawn)
        if found
    ]


@pytest.mark.parametrize("anonymous", [False, True], ids=["named", "anonymous"])
@pytest.mark.parametrize("agreed", subsets(), ids=" ".join)
def test_a_proposal_shows_what_was_agreed_to_and_nothing_else(agreed: tuple[str, ...], anonymous: bool) -> None:
    who = replace(WHO, consent=Consent(proposal=agreed, site=SHOWABLE))
    hidden = {name for name in SHOWABLE if name not in agreed} | ({"name", "email"} if anonymous else set())
    if hidden == {*SHOWABLE}:
        with pytest.raises(Conflict, match="agreed to nothing"):
            proposal_page(who, anonymous)
        return
    made = proposal_page(who, anonymous)
    assert [name for name in hidden if traces(made, name)] == []
    assert [name for name in SHOWABLE if name not in hidden and not traces(made, name)] == []
    assert [trace for trace in NEVER if trace in made] == []
    assert ("Candidate A" in made) == ("name" in hidden)


@pytest.mark.parametrize("agreed", subsets(), ids=" ".join)
def test_the_site_shows_what_was_agreed_to_and_nothing_else(agreed: tuple[str, ...]) -> None:
    made = site_pages(replace(WHO, consent=Consent(proposal=SHOWABLE, site=agreed)))
    assert [name for name in SHOWABLE if name not in agreed and traces(made, name)] == []
    counted = {"skills", "industries", "languages"}
    seen = [*agreed] if "name" in agreed else [name for name in agreed if name in counted]
    assert [name for name in seen if not traces(made, name)] == []
    assert [trace for trace in NEVER if trace in made] == []


@pytest.mark.parametrize(
    "consent", [None, Consent(), Consent(site=SHOWABLE)], ids=["never said", "nothing", "the site only"]
)
def test_who_did_not_agree_is_not_proposed(consent: Consent | None) -> None:
    who = replace(WHO, consent=consent)
    for anonymous in (False, True):
        with pytest.raises(Conflict, match="did not agree to be shown to clients") as caught:
            proposal_page(who, anonymous)
        assert "bert types: pmnet member set consent.proposal=" in caught.value.hint


@pytest.mark.parametrize(
    "consent", [None, Consent(), Consent(proposal=SHOWABLE)], ids=["never said", "nothing", "clients only"]
)
def test_who_did_not_agree_is_not_on_the_site(consent: Consent | None) -> None:
    with pytest.raises(Conflict, match="nobody agreed"):
        site_pages(replace(WHO, consent=consent))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        pytest.param({"left": NOW.date()}, "left", id="left"),
        pytest.param({"paused": NOW.date()}, "paused", id="paused"),
        pytest.param({"vouches": ()}, "candidate", id="a candidate"),
    ],
)
def test_only_active_members_are_shown(changed: dict[str, object], why: str) -> None:
    who = replace(WHO, consent=Consent(SHOWABLE, SHOWABLE), **changed)
    with pytest.raises(Conflict, match=f"not an active member but {why}"):
        proposal_page(who, False)
    with pytest.raises(Conflict, match="nobody agreed"):
        site_pages(who)


@pytest.mark.parametrize(
    ("headline", "agreed", "stays"),
    [
        pytest.param("Rollouts in retail", (), True, id="says nothing"),
        pytest.param("Ask Zacharias for rollouts", (), False, id="a first name"),
        pytest.param("ZachariasQuint, rollouts", (), False, id="both names in one word"),
        pytest.param("The QUÍNT way of rollouts", (), False, id="a name with an accent"),
        pytest.param("Ask Zacharias for rollouts", ("name",), True, id="a name that is shown"),
        pytest.param("Rollouts, quibble at umbra", (), False, id="the address in words"),
        pytest.param("Ask quibble for rollouts", (), False, id="what stands before the @"),
        pytest.param("Rollouts: me@other.example", ("name",), False, id="an e-mail address"),
        pytest.param("Rollouts: www.umbra.example", ("name",), False, id="a web address"),
        pytest.param("Rollouts: +49 69 1234567", ("name",), False, id="a number to call"),
        pytest.param("Rollouts: me@other.example", ("name", "email"), True, id="an address that is shown"),
        pytest.param("Umbra Rollouts GmbH", (), False, id="a firm of one's own"),
        pytest.param("Umbra Rollouts GmbH", ("name",), True, id="a firm beside the name"),
        pytest.param("bert's rollouts", (), False, id="the short name"),
        pytest.param("Quints rollouts", (), False, id="whose rollouts"),
        pytest.param("Die Quinten", (), False, id="a name with an ending"),
        pytest.param("Rollouts by ISO 27001 since 01/2027", (), True, id="a norm and a month"),
    ],
)
def test_a_headline_says_no_more_than_was_agreed_to(headline: str, agreed: tuple[str, ...], stays: bool) -> None:
    found = shown(replace(WHO, headline=headline), {"headline", *agreed})
    assert (found.headline == headline) == stays
    assert found.headline in ("", headline)


@pytest.mark.parametrize(
    ("name", "headline", "stays"),
    [
        ("Bo Li", "Bo: Rollouts", False),
        ("Bo Li", "Lis Rollouts", False),
        ("Bo Li", "Bote für Rollouts", True),
        ("Jan van der Berg", "Leitung der Rollouts", True),
        ("jan berg", "Jans Rollouts", False),
    ],
)
def test_a_short_name_says_who_somebody_is_and_a_small_word_does_not(name: str, headline: str, stays: bool) -> None:
    found = shown(replace(WHO, name=name, headline=headline), {"headline"})
    assert found.headline == (headline if stays else "")


def test_who_agreed_to_nothing_leaves_a_profile_empty() -> None:
    assert not any(astuple(shown(WHO, (), WHO.capacity.free if WHO.capacity else ())))


def test_each_field_says_what_the_record_says() -> None:
    found = shown(WHO, SHOWABLE, WHO.capacity.free if WHO.capacity else (), NOW.date())
    assert found == Profile(
        "Zacharias Quint", "quibble@umbra.example", "Kaleidoscopic", ("release-train-engineer",), 37, "50-99",
        WHO.skills, WHO.industries, ("prince2",), WHO.certificates, {"sl": "B2"}, "CH-ZH", ("AT",), True,
        (FreeTime(date(2027, 8, 9), date(2027, 9, 10), 3),),
    )  # fmt: skip


def test_what_the_record_does_not_say_is_empty_though_it_was_agreed_to() -> None:
    assert shown(BERT, SHOWABLE) == Profile(name="Bert", email="bert@example.org")
    half = replace(BERT, seniority=Seniority(37), work_area=WorkArea())
    assert shown(half, SHOWABLE) == Profile(name="Bert", email="bert@example.org", years=37)


def test_the_best_skills_come_first() -> None:
    skills = (MemberSkill("cutover", 2), MemberSkill("gxp-csv", 5), MemberSkill("scheduling", 3))
    found = shown(replace(WHO, skills=skills), {"skills"}).skills
    assert [entry.skill for entry in found] == ["gxp-csv", "scheduling", "cutover"]


def test_stale_free_days_are_told_to_nobody() -> None:
    old = replace(WHO.capacity or Capacity(), confirmed=date(2026, 11, 2))
    who = replace(WHO, capacity=old, consent=Consent(("headline", "capacity")))
    found = proposal_of(people(who, LEAD), NOW, "anna", LEAD.id, ["bert"], anonymous=True)
    assert found.candidates[0].profile.free == ()
    assert found.candidates[0].notes == ("the free days of bert are left out: they were not confirmed lately",)


def test_free_days_that_have_passed_are_not_offered() -> None:
    today = date(2027, 1, 11)
    free = (
        FreeTime(date(2026, 12, 1), date(2027, 1, 10), 3),
        FreeTime(date(2027, 1, 4), date(2027, 1, 11), 2),
        FreeTime(today, None, 0),
        FreeTime(date(2027, 2, 1), None, 4),
    )
    assert shown(WHO, {"capacity"}, free, today).free == (
        FreeTime(today, date(2027, 1, 11), 2),
        FreeTime(date(2027, 2, 1), None, 4),
    )


def test_each_is_counted_once_and_named_where_they_may_be() -> None:
    one = shown(WHO, {"name", "skills"})
    other = shown(replace(WHO, skills=(*WHO.skills, *WHO.skills)), {"skills"})
    found = spectrum([one, other], lambda profile: (entry.skill for entry in profile.skills))
    assert [(share.key, share.many, share.named) for share in found] == [("gxp-csv", 2, ("Zacharias Quint",))]


def test_what_most_of_them_have_comes_first_and_names_stand_as_people_look_for_them() -> None:
    having = (("Zoe", "b"), ("Émile", "c a b"), ("adam", "b a"), ("", "b"))
    found = spectrum(
        [Profile(name=name, methods=tuple(keys.split())) for name, keys in having], lambda one: one.methods
    )
    assert [(share.key, share.many, share.named) for share in found] == [
        ("b", 4, ("adam", "Émile", "Zoe")),
        ("a", 2, ("adam", "Émile")),
        ("c", 1, ("Émile",)),
    ]


def test_the_schema_and_the_rules_name_the_same_fields() -> None:
    schema = json.loads(schema_text("member"))
    for audience in ("proposal", "site"):
        assert schema["properties"]["consent"]["properties"][audience]["items"]["enum"] == [*SHOWABLE]


def test_the_contact_is_whoever_makes_the_page() -> None:
    made = proposal_page(replace(WHO, consent=Consent(("skills",))), False)
    assert f'<a href="mailto:{ANNA.email}">{ANNA.email}</a>' in made
