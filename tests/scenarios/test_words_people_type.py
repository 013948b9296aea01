"""Words the way people write them, through the commands: umlauts, two languages, parts, typing errors (DOMAIN section 7)."""

from __future__ import annotations

import pytest
from people import Circle, Once


def described(circle: Circle) -> str:
    circle.bea.ok("member", "set", "name=Beate Müller", "headline=Leiterin für Änderungsvorhaben in Köln")
    for skill, level in (("Computervalidierung", "5"), ("Risikomanagement", "4"), ("Projektmanagement", "4")):
        circle.bea.ok("skill", "add", skill, level)
    circle.sync()
    return "bea"


@pytest.fixture
def mueller(circle: Circle, once: Once) -> Circle:
    """The same three; bea is called Müller, validates computer systems and manages risks."""
    once(circle, described)
    return circle


def found(circle: Circle, *question: str) -> list[str]:
    return [hit["member"] for hit in circle.carl.ok("find", *question) if not hit["missing"]]


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("mueller", id="an umlaut spelled out"),
        pytest.param("MÜLLER", id="capitals"),
        pytest.param("Mu\u0308ller", id="an umlaut as two characters"),
        pytest.param("müll", id="a part of a name"),
        pytest.param("koeln", id="a word of the headline"),
        pytest.param("aenderungsvorhaben", id="a compound of the headline"),
        pytest.param("management", id="the end of a German compound"),
        pytest.param("Projektmanagement", id="a German label"),
        pytest.param("project management", id="an English label"),
        pytest.param("gxp-csv", id="a key"),
        pytest.param("Systemvalidierung", id="an alias"),
    ],
)
def test_a_word_finds_whoever_has_it(mueller: Circle, word: str) -> None:
    assert found(mueller, *word.split()) == ["bea"]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("GxP", id="an abbreviation"),
        pytest.param("gxp-csv", id="the key"),
        pytest.param("Computervalidierung", id="in German"),
        pytest.param("computer system validation", id="in English"),
        pytest.param("COMPUTERSYSTEMVALIDIERUNG:5", id="in capitals, with a level"),
        pytest.param("GxP:Experte", id="with a level in words"),
        pytest.param("GxP:", id="with a colon and no level"),
    ],
)
def test_all_names_of_a_skill_ask_for_the_same(mueller: Circle, typed: str) -> None:
    assert found(mueller, "--skill", typed) == ["bea"]


@pytest.mark.parametrize("language", ["en_GB.UTF-8", "de_DE.UTF-8", "C"])
def test_german_words_are_understood_whatever_the_machine_speaks(mueller: Circle, language: str) -> None:
    mueller.carl.extra |= {"LANG": language, "LC_ALL": language, "LANGUAGE": language[:2]}
    asked = mueller.carl.spawn("find", "--skill", "risikomanagement:4", "Müller", "--json")
    out, err = asked.communicate()
    assert (asked.returncode, '"member": "bea"' in out, err) == (0, True, "")


@pytest.mark.parametrize(
    ("option", "typed", "suggested"),
    [
        pytest.param("--skill", "risikomangement:4", "risk-management", id="a skill with a level"),
        pytest.param("--skill", "risk:exprt", "5 (Shapes the practice)", id="a level in words"),
        pytest.param("--skill", "stakholder", "stakeholder-management", id="a skill in English"),
        pytest.param("--skill", "projektmanagment", "project-management", id="a skill in German"),
        pytest.param("--skill", "Mitbestimm", "works-council", id="a part that only one skill has"),
        pytest.param("--role", "Projekleiter", "project-manager", id="a role"),
        pytest.param("--industry", "Maschienenbau", "28", id="an industry"),
        pytest.param("--certificate", "PRINCE2", "prince2-foundation", id="a family of certificates"),
        pytest.param("--region", "Munchen", "DE-BY", id="a region"),
        pytest.param("--language", "Germann:C1", "de", id="a language"),
        pytest.param("--language", "de:verhandlungsicher", "C1", id="a language level"),
    ],
)
def test_what_is_nearly_known_is_suggested_and_not_looked_for(
    mueller: Circle, option: str, typed: str, suggested: str
) -> None:
    error = mueller.carl.refused(2, "find", option, typed)
    assert error["kind"] == "vocabulary"
    assert error["hint"].startswith(f"did you mean {suggested}")


def test_nonsense_leads_to_the_list(circle: Circle) -> None:
    assert circle.carl.refused(2, "find", "--skill", "xyzzy")["hint"] == "see the list with: pmnet help skills"


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        pytest.param("beaa", "bea", id="an id"),
        pytest.param("muller", "bea", id="a name with a plain vowel"),
        pytest.param("Beate Mueler", "bea", id="a whole name"),
    ],
)
def test_a_misspelt_member_is_suggested(mueller: Circle, typed: str, suggested: str) -> None:
    error = mueller.carl.refused(5, "member", "show", typed)
    assert error["hint"] == f"did you mean {suggested}?"


def test_a_lead_with_a_mistyped_ending_is_suggested(circle: Circle) -> None:
    lead = circle.anna.ok("lead", "add", "--title", "PMO lead", "--days", "3")["id"]
    ending = lead[-4:-1] + ("x" if lead[-1] != "x" else "y")
    assert circle.anna.refused(5, "lead", "show", ending)["hint"] == f"did you mean {lead}?"


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        ("work_area.base=Kassel", "DE-HE"),
        ("work_area.base=Hessen", "DE-HE"),
        ("work_area.countries=Österreich, ch", ["AT", "CH"]),
        ("roles=PMO-Leitung, scheduler", ["pmo-lead", "scheduler"]),
        ("wants.exclude_industries=Pharmazeutische Erzeugnisse", ["21"]),
        ("wants.contract_models=direkt", ["direct"]),
        ("seniority.largest_budget=1 bis unter 5 Mio. €", "1m-5m"),
        ("headline=Kassel", "Kassel"),
    ],
)
def test_a_field_understands_all_names_of_its_words(circle: Circle, typed: str, recorded: object) -> None:
    found = circle.bea.ok("member", "set", typed)
    for name in typed.partition("=")[0].split("."):
        found = found[name]
    assert found == recorded


@pytest.mark.parametrize("field", ["work_area.base", "roles", "wants.contract_models"])
def test_a_word_that_nobody_knows_is_named_without_a_place_in_a_file(circle: Circle, field: str) -> None:
    refused = circle.bea.refused(2, "member", "set", f"{field}=Atlantis")
    assert refused["message"].startswith("there is no ")
    assert refused["message"].endswith(" 'Atlantis'")


@pytest.mark.parametrize("typed", ["Deutsch C1", "german advanced"])
def test_a_language_with_its_level_behind_it_is_shown_with_a_colon(circle: Circle, typed: str) -> None:
    assert circle.bea.refused(2, "find", "--language", typed)["hint"] == "did you mean de:C1?"
    assert circle.bea.refused(2, "member", "set", f"languages={typed}")["hint"] == "did you mean de:C1?"
