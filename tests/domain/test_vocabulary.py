"""Terms found by key, label and alias in both languages, with a "did you mean" (DOMAIN section 7)."""

from __future__ import annotations

import pytest

from pmnet.domain.phrase import Label
from pmnet.domain.text import squeeze
from pmnet.domain.vocabulary import Vocabulary, suggest_words
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
    found = SKILLS.label(key)
    assert (found.said[language] if isinstance(found, Label) and language != "en" else found) == label


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


PLAIN_WORDS = {
    "skills": """
        risk-management: Risikomanagement, risikomanagement, Risiko, Risikobewertung, risk management, risks, risk register
        stakeholder-management: Stakeholdermanagement, Stakeholder-Management, stakeholder engagement
        requirements-management: Anforderungsmanagement, Requirements Engineering, Lastenheft
        governance: Steuerungskreis, Lenkungsausschuss, Lenkungskreis, SteerCo, SteCo, steering committee
        scheduling: Terminplanung, Termine, Terminplan, Zeitmanagement, time management, schedule management
        plan-and-control: Projektplanung, Projektplan, Planung, Projektsteuerung, Controlling, project controls
        critical-path: kritischer Weg, kritischer Pfad, Netzplan, critical path
        cutover: Umstellung, Systemumstellung, Cut-over, Cut over, Cutover, Go-Live, Go Live, golive
        change-requests: Änderungsmanagement, Aenderungsmanagement, Change Request, Änderungen, change control
        change-management: change management, Change-Management, Changemanagement, Veränderungsmanagement, OCM
        sap-activate: SAP Einführung, SAP-Einführung, SAP Einfuehrung, SAP Activate
        sap-s4hana: S/4HANA, S4HANA, S4 HANA, SAP S/4 HANA, SAP, SAP-Migration, S/4-Migration
        commissioning: Qualifizierung, Qualifizierung/Validierung, Inbetriebnahme, Prozessvalidierung, qualification
        gxp-csv: GxP, gxp-csv, Computervalidierung, CSV, Computersystemvalidierung, computer system validation
        pharma: Pharma, GMP
        automotive: Automobil, ASPICE
        plant-engineering: Maschinenbau, Anlagenbau
        banking-regulation: Bank, Banken, MaRisk
        insurance: Versicherung, Versicherungen
        project-management: Projektmanagement, Projektleiter, Projektleitung, Projektmanager, Teilprojektleitung
        programme-management: Programmmanagement, Programmanagement, Programmleiter, program management
        pmo-setup: PMO, PMO-Leitung, PMO Aufbau, project office
        pm-methodology: Wasserfall, waterfall, PRINCE 2, klassisches Projektmanagement
        agile-delivery: agil, agiles Projektmanagement, agile
        budget-control: Budget, Kosten, Kostenplanung, cost management
        supplier-management: Lieferanten, Dienstleister, vendor management
        contract-management: Vertrag, Verträge, Vertraege, Vertragsmanagement
        claim-management: Claim Management, Nachtragsmanagement
        reporting: Berichtswesen, Statusberichte, status report
        acceptance-closure: Übergabe, Uebergabe, Abnahme
        recovery: Projektkrise, Projektsanierung, project rescue
        training: Schulung, Schulungen, Training
        digital-workplace: Microsoft 365, Windows-Migration
        public-sector: Behörde, Behoerden, öffentliche Verwaltung
    """,
    "roles": """
        project-manager: Projektleiter, Projektleiterin, Projektmanager, Gesamtprojektleiter, IT-Projektleiter, project lead
        subproject-manager: Teilprojektleitung, Teilprojektleiter, workstream lead, stream lead
        programme-manager: Programmleiter, Programmleitung, program manager, programme director
        pmo-lead: PMO-Leitung, PMO Leiter, head of PMO, PMO
        pmo-support: Projektassistenz, Projektkoordinator, project coordinator
        scheduler: Terminplaner, Terminplanung, Planer, planner
        project-controller: Controller, Projektcontroller
        scrum-master: Scrum Master, Scrummaster
        product-owner: Product Owner, PO
        change-manager: Change Manager, Changemanager, Veränderungsmanagement
        cutover-manager: Cutover-Manager, Umstellung, Go-live-Leitung
        test-manager: Testmanager, Testleiter, test lead
        interim-manager: Interimmanager, Interim Manager, Interimsmanager
        quality-manager: Qualitätsmanager, CSV manager
        recovery-manager: Krisenmanager, turnaround manager
    """,
    "industries": """
        21: Pharma, Pharmaindustrie, Pharmazie, Life Sciences, pharmaceutical
        29: Automobil, Automobilindustrie, automotive
        28: Maschinenbau, Maschinen- und Anlagenbau, mechanical engineering
        30: Luft- und Raumfahrt, aerospace
        62: IT, Informatik, IT-Dienstleister, software
        64: Bank, Banken, Finanzen, banking, financial services
        65: Versicherung, Versicherungen, insurance
        84: öffentliche Verwaltung, Oeffentliche Verwaltung, Behörden, public sector
        06: Öl und Gas, Oil & Gas
    """,
    "certificates": """
        pmp: PMP, PMI PMP, PMI-PMP
        ipma-b: IPMA Level B, IPMA B, GPM Level B, Level B
        ipma-d: IPMA Level D, GPM Level D, Projektmanagement-Fachmann, PM-Fachfrau
        prince2-foundation: PRINCE2 Foundation, PRINCE 2 Foundation
        prince2-practitioner: PRINCE2 Practitioner, Prince 2 Practitioner
        psm-1: PSM, PSM I, Professional Scrum Master
        csm: CSM, Certified Scrum Master
    """,
    "methods": """
        predictive: Wasserfall, waterfall, klassisch, traditionell
        prince2: PRINCE2, PRINCE 2, prince2
        ipma-hybrid: hybrid, IPMA, GPM
        vmodell-xt: V-Modell, V-Modell XT
    """,
    "regions": """
        DE-BY: Bayern, Bavaria, München, Muenchen, Munich, Nürnberg, Nuernberg
        DE-BW: Baden-Württemberg, Baden-Wuerttemberg, BaWü, Stuttgart, Mannheim
        DE-NW: Nordrhein-Westfalen, NRW, Köln, Koeln, Essen, Ruhrgebiet
        DE-HE: Hessen, Frankfurt, Kassel
        AT: Österreich, Oesterreich, Austria
        CH: Schweiz, Switzerland
        CH-ZH: Zürich, Zuerich, Zurich
        DE: Deutschland, Germany
    """,
    "languages": """
        de: Deutsch, German, deutsch, Hochdeutsch
        en: Englisch, English, business English
        fr: Französisch, Franzoesisch, French
        tr: Türkisch, Tuerkisch
    """,
    "cefr": """
        C1: c1, verhandlungssicher, fließend, fliessend, fluent, fortgeschritten
        native: Muttersprache, muttersprachlich, native speaker
        A2: Grundkenntnisse, basic
    """,
}
"""What people type, German and English, and which term of the vocabulary is meant."""

TYPED = [
    pytest.param(name, word.strip(), key, id=f"{name}: {word.strip()}")
    for name, table in PLAIN_WORDS.items()
    for key, words in (line.strip().split(": ", 1) for line in table.strip().splitlines())
    for word in words.split(",")
]


@pytest.mark.parametrize(("name", "typed", "key"), TYPED)
def test_a_plain_word_finds_its_term(name: str, typed: str, key: str) -> None:
    assert vocabulary(name).insist(typed).key == key


@pytest.mark.parametrize(
    ("name", "typed", "key"),
    [
        pytest.param("skills", "risikomangement", "risk-management", id="a letter missing"),
        pytest.param("skills", "stakholder", "stakeholder-management", id="a letter missing in English"),
        pytest.param("skills", "schedulling", "scheduling", id="a letter too many"),
        pytest.param("skills", "projektmanagment", "project-management", id="a letter missing in German"),
        pytest.param("skills", "Riskomanagement", "risk-management", id="another letter missing"),
        pytest.param("skills", "Terminplannung", "scheduling", id="a doubled letter"),
        pytest.param("skills", "Anforderungsmangaement", "requirements-management", id="two letters swapped"),
        pytest.param("skills", "Aenderungsmanagment", "change-requests", id="an umlaut spelled out and a typo"),
        pytest.param("skills", "Änderungsmanagment", "change-requests", id="an umlaut and a typo"),
        pytest.param("skills", "Anderungsmanagement", "change-requests", id="a plain vowel for an umlaut"),
        pytest.param("skills", "cutovr", "cutover", id="a short word"),
        pytest.param("skills", "validirung", "gxp-csv", id="a part with a typo"),
        pytest.param("roles", "Projekleiter", "project-manager", id="a role"),
        pytest.param("roles", "Scurm Master", "scrum-master", id="a role with letters swapped"),
        pytest.param("industries", "Phamra", "21", id="an industry"),
        pytest.param("industries", "Maschienenbau", "28", id="an industry with a letter too many"),
        pytest.param("certificates", "Prince2 Practicioner", "prince2-practitioner", id="a certificate"),
        pytest.param("regions", "Munchen", "DE-BY", id="a region with a plain vowel"),
        pytest.param("regions", "Hesen", "DE-HE", id="a region"),
        pytest.param("languages", "Franzosisch", "fr", id="a language with a plain vowel"),
        pytest.param("languages", "Germann", "de", id="a language"),
        pytest.param("cefr", "verhandlungsicher", "C1", id="a language level"),
    ],
)
def test_a_typo_is_suggested_first_and_never_corrected(name: str, typed: str, key: str) -> None:
    assert vocabulary(name).find(typed) is None
    assert vocabulary(name).suggestions(typed)[0] == key


@pytest.mark.parametrize(
    ("name", "part", "keys"),
    [
        pytest.param("skills", "Validierung", "gxp-csv commissioning", id="a part of two skills"),
        pytest.param("skills", "Mitbest", "works-council", id="the beginning of one skill"),
        pytest.param("skills", "Security", "cybersecurity iso-27001", id="a word of two skills"),
        pytest.param("skills", "vermögen", "results-orientation", id="the end of one skill"),
        pytest.param(
            "certificates", "PRINCE2", "prince2-foundation prince2-practitioner", id="a family of certificates"
        ),
        pytest.param("industries", "Handel", "46 47", id="wholesale and retail"),
        pytest.param("regions", "Freiburg", "CH-FR DE-BW", id="two cities"),
    ],
)
def test_a_part_of_a_name_means_nothing_and_is_suggested(name: str, part: str, keys: str) -> None:
    """Also where only one term has it: tomorrow's vocabulary may have two."""
    assert vocabulary(name).find(part) is None
    assert list(vocabulary(name).suggestions(part))[: len(keys.split())] == keys.split()


@pytest.mark.parametrize("name", ["skills", "roles", "industries", "regions", "languages"])
@pytest.mark.parametrize("nonsense", ["xyzzy", "asdfgh", "banana", "juggling", "kaffee", "qqq", "", "?", "a"])
def test_nonsense_suggests_nothing(name: str, nonsense: str) -> None:
    assert vocabulary(name).suggestions(nonsense) == []


def test_an_abbreviation_of_two_trades_means_neither() -> None:
    """SOP, the start of production, is no S&OP, the sales and operations planning of a supply chain."""
    assert vocabulary("skills").find("SOP") is None


KNOWN = ("Anna Müller", "anna", "Björn Sørensen", "PMO lead: plants, GxP & SAP (S/4HANA)", "Projektmanagement", "Risk")


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        pytest.param("muller", ["Müller"], id="a plain vowel for an umlaut"),
        pytest.param("Mülller", ["Müller"], id="a letter too many"),
        pytest.param("soerensn", ["Sørensen"], id="a letter missing"),
        pytest.param("annamueler", ["Anna Müller"], id="two words as one"),
        pytest.param("projektmanagment", ["Projektmanagement"], id="a compound"),
        pytest.param("plnats", ["plants"], id="a word between signs"),
        pytest.param("s4hanna", ["S/4HANA"], id="a word in brackets"),
        pytest.param("risks", ["Risk"], id="a longer form"),
        pytest.param("xyzzy", [], id="nonsense"),
        pytest.param("risk", [], id="nobody is told what they typed"),
    ],
)
def test_a_word_that_finds_nobody_is_suggested_as_it_is_written(typed: str, suggested: list[str]) -> None:
    assert suggest_words(typed, KNOWN)[:1] == suggested


def test_a_label_is_suggested_once_however_many_have_it() -> None:
    assert suggest_words("projektmanagment", ["Projektmanagement"] * 3) == ["Projektmanagement"]


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
