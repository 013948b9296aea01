"""Terms found by key, label and alias in both languages, with a "did you mean" (DOMAIN section 7)."""

from __future__ import annotations

import pytest

from pmnet.domain.text import squeeze
from pmnet.domain.vocabulary import Vocabulary
from pmnet.errors import UnknownTerm
from pmnet.store.vocabularies import names, vocabulary

SKILLS = Vocabulary.from_mapping(
    {
        "vocabulary": "skills",
        "terms": [
            {
                "key": "risk-management",
                "en": "Risk and opportunity",
                "de": "Risiko und Chance",
                "aliases": ["Risikoanalyse"],
                "esco": "http://example.invalid/1",
            },
            {"key": "change-management", "en": "Change", "de": "Veränderung", "aliases": ["OCM"]},
            {"key": "sap-activate", "en": "SAP Activate", "de": "SAP Activate"},
        ],
    }
)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        pytest.param("risk-management", "risk-management", id="the key"),
        pytest.param("Risk Management", "risk-management", id="the key as words"),
        pytest.param("risk and opportunity", "risk-management", id="the English label"),
        pytest.param("Risiko und Chance", "risk-management", id="the German label"),
        pytest.param("RISIKOANALYSE", "risk-management", id="an alias in capitals"),
        pytest.param("veraenderung", "change-management", id="an umlaut spelled out"),
        pytest.param("Vera\u0308nderung", "change-management", id="an umlaut as two characters"),
        pytest.param("  ocm ", "change-management", id="an alias between blanks"),
    ],
)
def test_a_term_is_found(typed: str, key: str) -> None:
    found = SKILLS.find(typed)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize("typed", ["", "-", "xyzzy", "risk"], ids=["nothing", "a hyphen", "nonsense", "half a key"])
def test_what_names_no_term_finds_none(typed: str) -> None:
    assert SKILLS.find(typed) is None


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        pytest.param("risk managment", "risk-management", id="a letter missing from a key"),
        pytest.param("Risikoanalise", "risk-management", id="a misspelt German alias"),
        pytest.param("veraendrung", "change-management", id="a misspelt German label"),
    ],
)
def test_an_unknown_term_suggests_the_nearest(typed: str, near: str) -> None:
    with pytest.raises(UnknownTerm) as caught:
        SKILLS.insist(typed)
    assert caught.value.hint.startswith(f"did you mean {near}")


def test_an_unknown_term_near_nothing_points_to_the_list() -> None:
    with pytest.raises(UnknownTerm) as caught:
        SKILLS.insist("xyzzy")
    assert "pmnet help skills" in caught.value.hint


@pytest.mark.parametrize(
    ("key", "language", "label"),
    [
        pytest.param("change-management", "en", "Change", id="English"),
        pytest.param("change-management", "de", "Veränderung", id="German"),
        pytest.param("juggling", "de", "juggling", id="an unknown key as it is"),
    ],
)
def test_what_people_read_for_a_key(key: str, language: str, label: str) -> None:
    assert SKILLS.label(key, language) == label


def test_further_fields_of_a_term_are_kept() -> None:
    assert SKILLS.terms["risk-management"].more == {"esco": "http://example.invalid/1"}


@pytest.mark.parametrize("name", names())
def test_no_packaged_name_means_two_terms(name: str) -> None:
    meanings: dict[str, set[str]] = {}
    for term in vocabulary(name).terms.values():
        for word in term.names:
            meanings.setdefault(squeeze(word), set()).add(term.key)
    assert {word: keys for word, keys in meanings.items() if len(keys) > 1 or not word} == {}


@pytest.mark.parametrize("name", names())
def test_every_packaged_term_is_found_by_all_its_names(name: str) -> None:
    known = vocabulary(name)
    assert [word for term in known.terms.values() for word in term.names if known.find(word) is not term] == []


@pytest.mark.parametrize(
    ("name", "typed", "key"),
    [
        pytest.param("skills", "Risikomanagement", "risk-management", id="a skill in German"),
        pytest.param("skills", "sap activate", "sap-activate", id="a domain skill"),
        pytest.param("industries", "pharma", "21", id="an industry by alias"),
        pytest.param("languages", "Deutsch", "de", id="a language in German"),
        pytest.param("languages", "German", "de", id="a language in English"),
        pytest.param("cefr", "c1", "C1", id="a language level"),
        pytest.param("regions", "Bayern", "DE-BY", id="a region in German"),
        pytest.param("regions", "oesterreich", "AT", id="a country with an umlaut spelled out"),
        pytest.param("certificates", "PMI PMP", "pmp", id="a certificate with its issuer"),
    ],
)
def test_a_packaged_term_is_found(name: str, typed: str, key: str) -> None:
    assert vocabulary(name).insist(typed).key == key


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        pytest.param("contract-models", "direct subcontract joint via-agency", id="contract models"),
        pytest.param("vouch-bases", "worked-together client-reference interview", id="bases of a vouch"),
        pytest.param(
            "decline-reasons",
            "no-capacity dates skill-gap industry-conflict travel rate known-client restriction unclear risk other",
            id="reasons to decline",
        ),
        pytest.param(
            "lose-reasons",
            "budget no-reply other-supplier internal requirements timing cancelled other",
            id="reasons to lose",
        ),
        pytest.param("return-reasons", "known-client capacity client-withdrew mismatch other", id="reasons to return"),
        pytest.param("levels", "1 2 3 4 5", id="levels"),
        pytest.param("cefr", "A1 A2 B1 B2 C1 C2 native", id="language levels"),
    ],
)
def test_a_packaged_vocabulary_holds_exactly(name: str, keys: str) -> None:
    assert list(vocabulary(name).terms) == keys.split()


@pytest.mark.parametrize(
    "role",
    (
        "project-manager subproject-manager programme-manager portfolio-manager pmo-lead pmo-support scheduler "
        "project-controller scrum-master release-train-engineer agile-coach product-owner change-manager "
        "cutover-manager test-manager rollout-manager recovery-manager interim-manager requirements-engineer assessor"
    ).split(),
)
def test_a_role_of_the_domain_is_packaged(role: str) -> None:
    assert role in vocabulary("roles").terms
