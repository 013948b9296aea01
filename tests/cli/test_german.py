"""What is said in German, and when."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hearing import EXAMPLES
from people import NOW, Circle, Person

from pmnet.app.terms_words import terms_words
from pmnet.cli import quick
from pmnet.cli.german import VALUE, _values, catalogue
from pmnet.cli.language import ENGLISH, LANGUAGES, language, spoken, wished
from pmnet.domain.phrase import Label, Moment, Recorded, counted, listed, phrase
from pmnet.domain.sealed import Terms
from pmnet.domain.weeks import Week
from pmnet.errors import Findings, UnknownTerm
from pmnet.rules.positions import LeadState
from pmnet.store.files import load
from pmnet.store.vocabularies import vocabulary

GERMAN = language("de")


@pytest.mark.parametrize(
    ("variables", "key"),
    [
        ({}, None),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de"}, "de"),
        ({"LANG": "de_AT@euro"}, "de"),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "POSIX"}, None),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "C", "LC_MESSAGES": "de_DE"}, "de"),
        ({"LANG": "en_GB.UTF-8", "PMNET_LANG": "de"}, "de"),
        ({"LC_ALL": "de_DE.UTF-8", "PMNET_LANG": "en"}, "en"),
        ({"LANG": "../../../etc"}, None),
    ],
)
def test_who_wishes_for_which_language(variables: dict[str, str], key: str | None) -> None:
    assert wished(variables) == key


@pytest.mark.parametrize(
    ("said", "german"),
    [
        (None, ""),
        (date(2026, 1, 31), "31.01.2026"),
        (Decimal("2.5"), "2,5"),
        (Decimal("-14160.00"), "-14.160,00"),
        (Decimal("1E+3"), "1.000"),
        (2, "2"),
        (Moment("Thu 26 Nov 15:00", datetime(2026, 11, 26, 15, tzinfo=UTC)), "Do 26.11.2026 15:00"),
        (Week(date(2027, 1, 11)), "KW 2 (11.01.)"),
        (Label("Risk management", {"de": "Risikomanagement"}), "Risikomanagement"),
        (LeadState.HELD, "gehalten"),
        (phrase("{state:>9}", state=LeadState.HELD), " gehalten"),
        (phrase("{seconds:.2f} s", seconds=1.25), "1,25 s"),
        (phrase("{n:03} of {day:%Y-%m-%d}", n=7, day=date(2026, 1, 31)), "007 of 2026-01-31"),
        (counted(1, "{n} working day", "{n} working days"), "1 Arbeitstag"),
        (counted(3, "{n} working day", "{n} working days"), "3 Arbeitstage"),
        (phrase("in {span}", span=counted(2, "{n} hour", "{n} hours")), "noch 2 Stunden"),
        (listed(["a", date(2026, 1, 2)]), "a, 02.01.2026"),
        ("whatever a lead is called", "whatever a lead is called"),
        (ValueError(phrase("{day} holds the same entry twice", day="x")), "x holds the same entry twice"),
        (Recorded("anna adds lead 261111-6kj2"), "anna legt Lead 261111-6kj2 an"),
        (Recorded("anna joins"), "anna tritt bei"),
        (Recorded("anna publishes what I call new"), "anna veröffentlicht what I call new"),
        (Recorded("bea accepts 261111-6kj2.pmo.1"), "bea nimmt 261111-6kj2.pmo.1 an"),
        (
            Recorded("bea declines 261111-6kj2.pmo.1 (rate)"),
            "bea lehnt 261111-6kj2.pmo.1 ab (Satz oder Konditionen passen nicht)",
        ),
        (Recorded("anna closes lead 261111-6kj2 (filled)"), "anna schließt Lead 261111-6kj2 (Alle Positionen besetzt)"),
        (Recorded("anna adds risk-management in skills"), "anna trägt Risiko- und Chancenmanagement ein (Kompetenzen)"),
        (Recorded("anna adds nonsense in skills"), "anna trägt nonsense ein (Kompetenzen)"),
        (Recorded("anna sets language de"), "anna trägt die Sprache Deutsch ein"),
        (phrase("{by} ({basis}{what})", by="anna", basis="worked-together", what=""), "anna (Zusammengearbeitet)"),
        (phrase("{by}: {reason}", by="anna", reason="not their trade"), "anna: not their trade"),
        (
            Recorded("bea accepts 261111-6kj2.pmo.1, over capacity"),
            "bea nimmt 261111-6kj2.pmo.1 an, über der Kapazität",
        ),
        (Recorded("4 days"), "4 Tage"),
        (Recorded("anna is free 1 day a week"), "anna: 1 freier Tag pro Woche"),
        (Recorded("anna is free 1 days a week"), "anna: 1 freier Tag pro Woche"),
        (Recorded("anna is free 2 days a week"), "anna: 2 freie Tage pro Woche"),
        (Recorded("3 working hours"), "3 Arbeitsstunden"),
        (Recorded("3 strange words"), "3 strange words"),
        (Recorded("Wed 25 Nov 10:00"), "Mi 25.11. 10:00"),
        (Recorded("27 Nov 2026 02:20"), "27.11.2026 02:20"),
        (Recorded("Xyz 5 Abc 10:00"), "Xyz 5 Abc 10:00"),
        (Recorded("it is free {n} {holder} \x1b]0;x"), "it is free {n} {holder} \x1b]0;x"),
        (Recorded("a sentence of a program from the future"), "a sentence of a program from the future"),
        (Recorded("client claims 261111-6kj2 open"), "client beansprucht 261111-6kj2 open"),
        (Recorded("nobody vouches for member (interview)"), "nobody empfiehlt member (Persönliches Gespräch)"),
        (Recorded(f"{'9' * 5000} members"), f"{'9' * 5000} members"),
    ],
)
def test_a_value_in_german(said: object, german: str) -> None:
    assert GERMAN.say(said) == german


@pytest.mark.parametrize(
    ("said", "english"),
    [(None, ""), (2, "2"), (Decimal("2.5"), "2.5"), (date(2026, 1, 31), "2026-01-31"), (phrase("{a}", a="x"), "x")],
)
def test_a_value_in_english_is_said_as_it_is_written(said: object, english: str) -> None:
    told = ENGLISH.say(said)
    assert (told, isinstance(told, str)) == (english, True)


def test_words_of_both_languages() -> None:
    assert (ENGLISH.text("Options"), ENGLISH.text(""), GERMAN.text("")) == ("Options", "", "")
    assert [known.choose({"en": "held", "de": "gehalten"}) for known in (ENGLISH, GERMAN)] == ["held", "gehalten"]
    assert [language(key).key for key in LANGUAGES] == ["en", "de"]


@pytest.mark.parametrize(
    ("pattern", "sentence", "values"),
    [
        ("{actor} joins", "anna joins", {"actor": "anna"}),
        ("{actor} joins", "anna joined", None),
        ("{actor} joins", "joins", None),
        ("{a} and {b}", "x and y and z", {"a": "x", "b": "y and z"}),
        ("{a}{b}: {c}", "x: y: z", {"a": "x", "b": "", "c": "y: z"}),
        ("{a}{b}{c}", "x (y), over z", {"a": "x", "b": " (y)", "c": ", over z"}),
        ("{a}{b}{c}", "x, over z", {"a": "x", "b": "", "c": ", over z"}),
        ("{a} or {a}", "x or x", {"a": "x"}),
        ("{a} or {a}", "x or y", None),
        ("held by {holder!r}", "held by 'anna'", {"holder": "'anna'"}),
        ("of {a} of", "of of", None),
    ],
)
def test_values_are_found_again(pattern: str, sentence: str, values: dict[str, str] | None) -> None:
    assert _values(pattern, sentence) == values


def test_a_pattern_with_more_words_of_its_own_is_tried_first() -> None:
    words = [len(VALUE.sub("", text)) for _, text in catalogue().shapes]
    assert words == sorted(words, reverse=True)


def test_quotes_are_german_quotes() -> None:
    assert "„zz“" in GERMAN.say(phrase("there is no lead {lead!r}", lead="zz"))


def test_terms_are_said_in_german() -> None:
    assert GERMAN.say(terms_words(Terms("none"))) == "keine"
    owed = Terms("percent", percent="10", base="partner-net", trigger="client-paid")
    assert terms_words(owed) == "percent 10 % of partner-net, once client-paid"
    assert GERMAN.say(terms_words(owed)) == "Prozent 10 % von Partner-Netto, sobald vom Kunden bezahlt"


def test_what_is_near_is_called_as_in_german() -> None:
    with pytest.raises(UnknownTerm) as refused:
        vocabulary("skills").insist("risk and oportunity")
    assert "risk-management (Risk and opportunity management)" in str(refused.value.hint)
    assert "risk-management (Risiko- und Chancenmanagement)" in GERMAN.say(refused.value.hint)


def test_text_of_others_is_never_a_pattern() -> None:
    assert "{holder}" in GERMAN.say(phrase("there is no lead {lead!r}", lead="{holder}"))


def test_commands_json_and_exit_codes_stay_english(circle: Circle) -> None:
    circle.anna.extra["PMNET_LANG"] = "de"
    told = circle.anna.run("lead", "show", "zz")
    assert told.code == 5
    assert told.err == "pmnet: Fehler: Lead „zz“ gibt es nicht\npmnet: Hinweis: pmnet lead list\n"
    assert circle.anna.refused(5, "lead", "show", "zz")["message"] == "there is no lead 'zz'"


def test_what_is_recorded_stays_english_and_is_read_in_german(circle: Circle) -> None:
    circle.anna.extra["PMNET_LANG"] = "de"
    done = circle.anna.run("free", "3")
    assert "anna: 3 freie Tage pro Woche" in done.out
    assert circle.anna.git("log", "-1", "--format=%s").strip() == "anna is free 3 days a week"
    assert "anna: 3 freie Tage pro Woche" in circle.anna.run("log").out


def test_what_is_answered_at_the_door_is_german(circle: Circle) -> None:
    circle.anna.ok("validate")
    words = [sys.executable, "-m", "pmnet", "validate"]
    for wish, records in (("en", "records checked, no findings"), ("de", "Einträge geprüft")):
        known = circle.anna.variables() | {"PMNET_LANG": wish}
        assert quick.answer(["validate"], known, str(circle.anna.folder)) is not None
        assert records in subprocess.check_output(words, env=known, cwd=circle.anna.folder, text=True)


def test_a_network_has_a_language_for_whoever_wishes_for_none(circle: Circle) -> None:
    for wish, begins in (({}, "pmnet: Fehler:"), ({"LANG": "en_US.UTF-8"}, "pmnet: error:")):
        place = circle.anna.folder / "network.yaml"
        place.write_text(place.read_text("utf-8").replace("language: en", "language: de"), "utf-8")
        circle.anna.extra = wish
        assert spoken(circle.anna.variables(), circle.anna.folder).key == ("en" if wish else "de")
        assert circle.anna.run("lead", "show", "zz").err.startswith(begins)


BROKEN = {
    "a: b: c": "mapping values are not allowed in this context",
    "a: - b": "block sequence entries are not allowed in this context",
    "{a: b": "did not find expected ',' or '}'",
    "a: [\n- b": "did not find expected node content",
    "a: 'b": "found unexpected end of stream",
    'a: "\\z"': "found unknown escape character",
    'a: "\\uZZ"': "did not find expected hexdecimal number",
    'a: "\\ud800"': "found invalid Unicode character escape code",
    "%YAM 1\n---\na: b": "found unknown directive name",
    "%YAML 1\n---\na: b": "did not find expected digit or '.' character",
    "%YAML 9.9\n---\na: b": "found incompatible YAML document",
    "%TAG x\n---\na: b": "did not find expected '!'",
    "a: !<x\nb: c": "did not find the expected '>'",
    "a: !x!y z": "found undefined tag handle",
    "a: |0\n b": "found an indentation indicator equal to 0",
    "a: |x\n b": "did not find expected comment or line break",
    "a: @b": "found character that cannot start any token",
    "a: &\nb: c": "did not find expected alphabetic or numeric character",
    "a: 'x\n---\n": "found unexpected document indicator",
    "a:\n  - b\n c": "did not find expected key",
    "  a: b\n c: d": "did not find expected <document start>",
}


@pytest.mark.parametrize(("text", "problem"), BROKEN.items())
def test_what_the_parser_says_is_german_too(text: str, problem: str) -> None:
    with pytest.raises(Findings) as refused:
        load(text.encode(), "members/anna.yaml")
    [finding] = refused.value.findings
    assert finding.message.endswith(problem)
    assert problem not in GERMAN.say(finding.message)


@pytest.mark.parametrize("text", ["language: xx\n", "language: [de]\n", "\xff", ""])
def test_a_strange_language_in_a_record_is_english(tmp_path: Path, text: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "network.yaml").write_bytes(text.encode("latin-1"))
    assert spoken({}, tmp_path).key == "en"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("language: de\n", "de"),
        ("# a note\nname: PM Netz\nlanguage:  de # for all\n", "de"),
        ('language: "de"\n', "de"),
        ("language: 'de'\n", "de"),
        ("language: en\n", "en"),
        ("x-note:\n  language: de\n", "en"),
        ("# language: de\n", "en"),
    ],
)
def test_the_language_of_a_record_however_it_is_written(tmp_path: Path, text: str, key: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "network.yaml").write_text(text)
    (tmp_path / "members").mkdir()
    assert spoken({}, tmp_path / "members").key == key


def test_the_only_network_that_is_known_says_the_language_elsewhere(circle: Circle, tmp_path: Path) -> None:
    place = circle.anna.folder / "network.yaml"
    place.write_text(place.read_text("utf-8").replace("language: en", "language: de"), "utf-8")
    (tmp_path / "elsewhere").mkdir()
    here = {"PMNET_HOME": str(circle.anna.home)}
    assert spoken(here, tmp_path / "elsewhere").key == "de"
    assert spoken({"PMNET_HOME": str(tmp_path / "none")}, tmp_path / "elsewhere").key == "en"
    assert spoken(here | {"PMNET_NETWORK": "another"}, tmp_path / "elsewhere").key == "en"
    place.unlink()
    assert spoken(here, tmp_path / "elsewhere").key == "en"


def test_a_file_that_is_called_like_a_networks_record_says_no_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "network.yaml").write_text("language: de\n")
    monkeypatch.chdir(tmp_path)
    assert spoken({"PMNET_HOME": str(tmp_path / "none")}, tmp_path).key == "en"


def test_help_is_german_and_its_examples_are_as_they_are_typed(circle: Circle) -> None:
    circle.anna.extra["PMNET_LANG"] = "de"
    told = circle.anna.run("free", "--help").out
    assert told.startswith("Aufruf: pmnet free [OPTIONEN]")
    assert 'pmnet free 3 --from "KW 2" --to 2027-03-31' in told
    assert "Optionen:" in told
    assert "Diese Hilfe zeigen." in told
    assert "SKILL  [erforderlich]" in circle.anna.run("skill", "remove", "--help").out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("lead", "foo"), "den Befehl „foo“ gibt es nicht"),
        (("find", "--days", "9"), "9 liegt nicht zwischen 1 und 7"),
        (("find", "--days", "x"), "„x“ ist keine ganze Zahl"),
        (("find", "--foo"), "diese Option gibt es nicht: --foo"),
        (("find", "--days"), "die Option „--days“ braucht einen Wert"),
        (("lead", "show"), "das Argument „ID“ fehlt"),
        (("lead", "show", "a", "b"), "b ist mehr, als hier hingehört"),
    ],
)
def test_what_the_command_line_does_not_understand(circle: Circle, arguments: tuple[str, ...], told: str) -> None:
    circle.anna.extra["PMNET_LANG"] = "de"
    assert told in circle.anna.run(*arguments).err


@pytest.mark.parametrize("answer", ["j", "ja", "J", "y", "yes"])
def test_yes_is_said_in_either_language(answer: str) -> None:
    text = "import sys; from pmnet.cli.session import Session; from pmnet.cli.language import language\n"
    text += "from pathlib import Path\nsys.stdin.isatty = lambda: True\n"
    text += "Session({}, Path('.'), language('de')).confirm('Wirklich?', False); print('done')"
    done = subprocess.run([sys.executable, "-c", text], input=f"{answer}\n", capture_output=True, text=True)
    assert done.stdout == "done\n"
    assert "[j/N]" in done.stderr


def test_no_word_of_english_in_the_demo(tmp_path: Path) -> None:
    """The story, the screens and the ends of commands, all but what people type and what their records say in English."""
    told = Person("anna", tmp_path, {"PMNET_LANG": "de"}).run("demo", "netz", now=NOW)
    assert told.code == 0
    shown = [line for line in told.out.splitlines() if "$ pmnet" not in line and "PMNET_HOME=" not in line]
    records = " ".join(file.read_text("utf-8") for file in EXAMPLES)
    english = re.compile(r"\b(the|is|are|and|with|not|your|you|this|that|it|has|have|were|until|nothing)\b")
    data = re.compile("|".join(re.escape(text) for text in re.findall(r"headline: ['\"]?(.{12})", records)))
    assert [line for line in shown if english.search(line) and not data.search(line)] == []
