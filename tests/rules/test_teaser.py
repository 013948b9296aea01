"""What in the public half of a lead looks as if it named somebody, and what only looks alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cast import LEAD

from pmnet.domain.codec import from_mapping
from pmnet.domain.lead import Lead, Position
from pmnet.domain.sealed import Client, Contact
from pmnet.rules.teaser import SEALED_TOO, Suspect, suspects
from pmnet.store.files import load
from pmnet.store.vocabularies import trade_words

NETWORK = Path(__file__).parent.parent.parent / "examples" / "network"
CLIENT = Client(
    name="Muster-Maschinenbau Söhne GmbH & Co. KG",
    unit="Instandhaltung Werk Nord",
    register="HRB 12345, Amtsgericht Musterstadt",
    vat="DE123456789",
    domain="www.muster-maschinenbau.example",
    address="Zur Alten Mühle 1\n00000 Beispielhausen\nDeutschland",
    contacts=(
        Contact("Erika Mustermann", "Produktionsleiterin", "e.mustermann@holzwurm.example", "+49 30 23125 000"),
        Contact("Bo Ek", email="info@gmail.com"),
    ),
    decision_maker="Dr. Jürgen Probst, Geschäftsführer",
    budget="180000",
    source="met at the Hafengeburtstag",
    payment_terms="Skonto",
    notes="Everybody knows the Lindwurm project failed.",
)


def titled(text: str) -> Lead:
    return replace(LEAD, title=text, summary=None, restrictions=(), positions=(Position("pm", "PM"),))


def told(text: str, client: Client | None = None) -> list[tuple[str, str]]:
    found = suspects(titled(text), client)
    assert {suspect.field for suspect in found} <= {"title"}
    return [(suspect.said, suspect.why) for suspect in found]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("Write to erika@muster.example soon", "erika@muster.example", id="an address"),
        pytest.param("(erika.m+pm@mail.muster.co.uk)", "erika.m+pm@mail.muster.co.uk", id="an address in brackets"),
        pytest.param("erika (at) muster.de", "erika (at) muster.de", id="an address spelled out"),
    ],
)
def test_an_e_mail_address_is_suspected(text: str, said: str) -> None:
    assert told(text) == [(said, "an e-mail address")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("See https://muster.example/jobs?id=1.", "https://muster.example/jobs?id=1", id="with its scheme"),
        pytest.param("www.muster.example, below jobs", "www.muster.example", id="with www"),
        pytest.param("mehr auf muster-bau.de/projekte", "muster-bau.de/projekte", id="a domain and a path"),
        pytest.param("Relaunch von MUSTER.CH", "MUSTER.CH", id="a domain in capitals"),
        pytest.param("shop.muster.com.", "shop.muster.com", id="a domain that ends the sentence"),
    ],
)
def test_a_web_address_is_suspected(text: str, said: str) -> None:
    assert told(text) == [(said, "a web address")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("call +49 30 23125 000", "+49 30 23125 000", id="international"),
        pytest.param("call +41 (0)44 000 00 00 now", "+41 (0)44 000 00 00", id="with the zero in brackets"),
        pytest.param("0049 30 23125000", "0049 30 23125000", id="with two zeros"),
        pytest.param("(030) 23125-000", "(030) 23125-000", id="an area in brackets"),
        pytest.param("ruf an: 0171/1234567", "0171/1234567", id="with a slash"),
        pytest.param("030 23125000, ab 9 Uhr", "030 23125000", id="national"),
        pytest.param("01.02.03.04.05", "01.02.03.04.05", id="in pairs"),
        pytest.param("Tel. 23125 000", "23125 000", id="without an area"),
        pytest.param("(212) 555-0100", "(212) 555-0100", id="American"),
    ],
)
def test_a_phone_number_is_suspected(text: str, said: str) -> None:
    assert told(text) == [(said, "a phone number")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *(
            pytest.param(f"Rollout bei Muster {form} im Mai", form, id=form)
            for form in (
                "GmbH", "gGmbH", "gmbh", "AG", "SE", "KG", "KGaA", "OHG", "UG", "eG", "e.K.", "e. K.", "e.V.", "mbH", "GbR",
                "GmbH & Co. KG", "GmbH & Co KGaA", "AG & Co. KG", "Ltd", "Inc", "Corp", "LLC", "LLP", "PLC", "plc", "S.A.",
                "SA", "S.A.S.", "S.p.A.", "S.r.l.", "Sàrl", "B.V.", "N.V.", "A/S", "ApS", "Oy", "Sp. z o.o.", "s.r.o.", "d.o.o.",
            )
        ),
        pytest.param("Neues ERP für die Muster-AG", "AG", id="joined to the name"),
        pytest.param("(Muster GmbH)", "GmbH", id="in brackets"),
        pytest.param("Muster Ltd. is moving", "Ltd", id="with a full stop"),
        pytest.param("PMO bei einer AG", "AG", id="alone"),
    ],
)  # fmt: skip
def test_a_company_form_is_suspected(text: str, said: str) -> None:
    assert told(text) == [(said, "a company form")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Jeden Tag 3 kg Papier", id="Tag and kg"),
        pytest.param("se puede, ag, inc. and a lag", id="forms in small letters"),
        pytest.param("SE-Tools und AG-Sitzungen", id="joined to what follows"),
        pytest.param("AGILE, SEPA, AGB, KGV, INCOTERMS", id="words that begin like one"),
        pytest.param("Umbau im UG und im EG, 2. UG zuerst", id="floors"),
        pytest.param("Kostengruppe KG 300 nach DIN 276", id="groups of costs"),
        pytest.param("Kanton CH-AG", id="a canton"),
        pytest.param("Migration of 40 PLC controllers", id="controllers in a plant"),
        pytest.param("SAFe SA or RTE", id="a certificate"),
        pytest.param("Z.B.V. und U.S.A.", id="other abbreviations"),
        pytest.param("ISO 27001:2022, ISO 9001, DIN EN ISO 13485, IEC 62443-4-1, VDE 0100-410", id="norms"),
        pytest.param("01.02.2027 - 30.06.2027", id="German dates"),
        pytest.param("vom 01.02. bis 30.06.27", id="short German dates"),
        pytest.param("01.02.-30.06.2027", id="German dates without blanks"),
        pytest.param("01/02/2027 - 03/04/2027", id="British dates"),
        pytest.param("2027-01-11 to 2027-06-30", id="ISO dates"),
        pytest.param("01/2027 - 06/2027, 03/27-09/27", id="months"),
        pytest.param("08.00-16.00 Uhr, 09:00 - 17:00", id="times"),
        pytest.param("Version 01.02.03.04, v0.10.20.30, Release 4.0.1", id="versions"),
        pytest.param("01067 Dresden, 04109 Leipzig", id="postcodes"),
        pytest.param("PLZ 01067-01099", id="a range of postcodes"),
        pytest.param("0,5 bis 1.000.000 Datensätze, 200 000 000 rows, +20 %", id="numbers"),
        pytest.param("tel. 3 Tage vorher", id="a call in advance"),
        pytest.param("ASP.NET, .NET, System.IO, Node.js, z.B. mit README.md", id="products with dots"),
        pytest.param("Go-live Q1, 3 days/week @ site", id="an at sign"),
    ],
)
def test_what_only_looks_alike_is_not(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("PM für Muster gesucht", "Muster", id="a part of the name"),
        pytest.param("PM bei Muster-Maschinenbau", "Muster-Maschinenbau", id="two parts, hyphenated"),
        pytest.param("PM bei mustermaschinenbau", "mustermaschinenbau", id="two parts, squeezed"),
        pytest.param("PM bei Muster-Maschinen-Bau", "Muster-Maschinen-Bau", id="two parts, cut otherwise"),
        pytest.param("PM bei MUSTER MASCHINENBAU", "MUSTER MASCHINENBAU", id="two parts, in capitals"),
        pytest.param("die SOEHNE", "SOEHNE", id="an umlaut spelled out"),
        pytest.param("die So\u0308hne", "S\u00f6hne", id="an umlaut as two characters"),
        pytest.param("Instandhaltung", "Instandhaltung", id="the unit"),
        pytest.param("HRB 12345", "HRB 12345", id="the register's number"),
        pytest.param("VAT de 123456789", "de 123456789", id="the VAT number with a blank"),
        pytest.param("VAT DE123456789", "DE123456789", id="the VAT number"),
        pytest.param("in Beispielhausen", "Beispielhausen", id="the town"),
        pytest.param("an der alten Mühle", "alten Mühle", id="the street"),
        pytest.param("Frau Mustermann", "Mustermann", id="a contact"),
        pytest.param("Erika Mustermann", "Erika Mustermann", id="a contact in full"),
        pytest.param("Bo Ek", "Bo Ek", id="a contact whose names are short"),
        pytest.param("holzwurm", "holzwurm", id="the domain of an e-mail address"),
        pytest.param("Number 3023125000", "3023125000", id="a contact's phone"),
        pytest.param("mit Juergen P.", "Juergen", id="the decision maker"),
    ],
)
def test_a_word_of_the_sealed_half_is_suspected(text: str, said: str) -> None:
    assert told(text, CLIENT) == [(said, SEALED_TOO)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Skonto, Lindwurm, Hafengeburtstag, 180000", id="money, notes and source"),
        pytest.param("Produktionsleiterin", id="a contact's post"),
        pytest.param("Geschäftsführer im Werk Nord in Deutschland", id="ordinary words"),
        pytest.param("Musterung, Mustermannschaft, Entmustert", id="parts of words"),
        pytest.param("Bo und Ek", id="words of two letters"),
        pytest.param("zur alt", id="little words"),
        pytest.param("Gmail, info, example", id="mailboxes and endings"),
    ],
)
def test_other_words_are_not(text: str) -> None:
    assert told(text, replace(CLIENT, unit="Werk Nord")) == []


def test_without_a_client_only_looks_count() -> None:
    assert told("Muster-Maschinenbau GmbH") == [("GmbH", "a company form")]


def test_the_trades_own_words_name_nobody_unless_they_are_the_whole_name() -> None:
    text = titled("Projektmanagement und Logistik bei Hermes")
    client = Client(name="Hermes Logistik GmbH", unit="Projektmanagement")
    assert [found.said for found in suspects(text, client)] == ["Projektmanagement", "Logistik", "Hermes"]
    assert suspects(text, client, trade_words()) == []
    assert [found.said for found in suspects(text, Client(name="Hermes AG"), trade_words())] == ["Hermes"]
    assert [found.said for found in suspects(titled("Hermes-Logistik"), client, trade_words())] == ["Hermes-Logistik"]


def test_little_words_join_nothing() -> None:
    assert told("in der Halle", Client(address="In der Au 1", name="Xaver Au")) == []


def test_everything_is_told_once_in_the_order_of_the_file() -> None:
    lead = replace(
        LEAD,
        title="Muster GmbH: Muster",
        positions=(Position("muster", "PM, www.muster.example", extra={"x-ask": ["0171/1234567", 5]}),),
        summary="Nobody is named.",
        restrictions=("None.", "Not with Mustermann"),
        extra={"x-client": {"site": "Beispielhausen", "new": True}},
    )
    assert suspects(lead, CLIENT) == [
        Suspect("title", "Muster", SEALED_TOO),
        Suspect("title", "GmbH", "a company form"),
        Suspect("positions.0.key", "muster", SEALED_TOO),
        Suspect("positions.0.title", "www.muster.example", "a web address"),
        Suspect("positions.0.x-ask.0", "0171/1234567", "a phone number"),
        Suspect("restrictions.1", "Mustermann", SEALED_TOO),
        Suspect("x-client.site", "Beispielhausen", SEALED_TOO),
    ]


@pytest.mark.parametrize("path", sorted(NETWORK.glob("leads/*/*.yaml")), ids=lambda path: path.stem)
def test_the_example_networks_teasers_name_nobody(path: Path) -> None:
    assert suspects(from_mapping(Lead, load(path.read_bytes(), path.name).content), None) == []
