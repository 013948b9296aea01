"""Findings in the formats of hosts: whatever a record says stays a text in them."""

from __future__ import annotations

import html
import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from people import Circle, Person

from pmnet.app.report import Report
from pmnet.cli.findings import FORMATS, below, github
from pmnet.cli.findings.note import notes
from pmnet.errors import Finding

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "network"

HOSTILE = {
    "a line of its own": "x\n::set-output name=a::b\n::stop-commands::x\r\n::error::y",
    "an old command": "##[add-mask]x",
    "an end of properties": "x,file=other::y%0Az:%",
    "an end of text": "x]]></failure><!-- --><failure>&y; \"'",
    "a terminal's command": "\x1b]0;x\x07\x1b[31m\x9b1m\x00",
    "hidden letters": "a\u202eb\u200bc\u2028d\ud800e\ufffef",
    "Markdown": "| x | [a](http://b) ![c](d) `e` **f** <img src=x onerror=y> @bea #1 :smile:\\",
    "a link": "[see](https://example.org) {0}",
    "a long one": "x" * 100_000,
}
TEXTS = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
ACTS_ON = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028\u202e\ud800\ufffe]")


def report_of(*findings: Finding) -> Report:
    return Report(len(findings), findings)


def everywhere(text: str) -> Report:
    """A report with the text in every place that a record, a path or a name can fill."""
    return Report(1, (Finding(f"members/{text}.yaml", f"schema-{text}", text, text, (text,), 3, 5),), ((text, text),))


@TEXTS
@pytest.mark.parametrize("name", FORMATS)
def test_nothing_in_a_report_acts_on_whoever_reads_it(name: str, text: str) -> None:
    shown = FORMATS[name](everywhere(text))
    assert not ACTS_ON.search(shown)
    assert len(shown) < 20_000


@TEXTS
def test_an_annotation_is_one_line_and_no_other_command(text: str) -> None:
    shown, last = github.workflow_commands(everywhere(text)).split("\n")
    assert shown.startswith("::error file=members/")
    assert last == "1 record checked, 1 finding"
    properties, _, said = shown.removeprefix("::error ").partition("::")
    assert [part.partition("=")[0] for part in properties.split(",")] == ["file", "line", "col", "title"]
    assert not re.sub("%(25|0A|3A|2C)", "", properties + said).count("%")


@TEXTS
def test_a_summary_is_a_table_of_plain_text(text: str) -> None:
    shown = github.summary(everywhere(text)).splitlines()
    rows = [line for line in shown if line.startswith("| <code>")]
    assert (len(shown), len(rows), rows[0].count("|")) == (5, 1, 4)
    marks = re.sub(r"&#\d+;|</?code>|<br>", "", rows[0])
    assert re.fullmatch(r"[\w |]*", marks)
    assert "_" not in marks


@TEXTS
def test_junit_is_read_as_it_was_meant(text: str) -> None:
    suites = ElementTree.fromstring(FORMATS["junit"](everywhere(text)))
    case = suites.find("./testsuite/testcase")
    assert case is not None
    assert [child.tag for child in case] == ["failure"]
    assert len(list(suites.iter())) == 4
    assert case.get("classname") == notes(everywhere(text))[0].path


@TEXTS
def test_json_formats_hold_text_and_nothing_else(text: str) -> None:
    issue = json.loads(FORMATS["gitlab"](everywhere(text)))[0]
    assert issue["location"]["path"] == notes(everywhere(text))[0].path
    result = json.loads(FORMATS["sarif"](everywhere(text)))["runs"][0]["results"][0]
    assert re.fullmatch(r"[\w./~%-]+", result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
    assert not re.search(r"(?<!\\)(\\\\)*[\[\]]", result["message"]["text"])


SEVERAL = report_of(
    Finding("members/bea.yaml", "schema-enum", "no such role", "did you mean pm?", ("roles", 0), 9, 5),
    Finding("members/bea.yaml", "schema-enum", "no such role", "did you mean pm?", ("roles", 1), 10, 5),
    Finding("members/carl.yaml", "schema-required", "'name' is missing", "", (), 1, 1),
    Finding("members/dora.yaml", "yaml-syntax", "this is no YAML", "", (), 2, 1),
    Finding("leads/2026-11/261123-k7qx.yaml", "lifecycle", "held by anna", "", (), 4, 1),
    Finding("members/anna.yaml", "authority", "the record of anna is anna's own to change"),
)


def test_the_worst_comes_first_and_no_file_hides_another() -> None:
    assert [(note.rule, note.place) for note in notes(SEVERAL)] == [
        ("authority", "members/anna.yaml"),
        ("yaml-syntax", "members/dora.yaml:2:1"),
        ("lifecycle", "leads/2026-11/261123-k7qx.yaml:4:1"),
        ("schema-enum", "members/bea.yaml:9:5"),
        ("schema-required", "members/carl.yaml:1:1"),
        ("schema-enum", "members/bea.yaml:10:5"),
    ]


def test_an_annotation_says_where_and_what_to_do() -> None:
    lines = github.workflow_commands(SEVERAL).splitlines()
    assert lines[0] == (
        "::error file=members/anna.yaml,title=pmnet%3A authority::the record of anna is anna's own to change"
    )
    assert lines[3] == (
        "::error file=members/bea.yaml,line=9,col=5,title=pmnet%3A schema-enum::no such role%0Adid you mean pm?"
    )
    assert lines[-1] == "6 records checked, 6 findings"


def test_a_summary_holds_every_finding_and_stays_below_the_limit() -> None:
    many = report_of(*(Finding(f"members/m{n}.yaml", "schema-enum", "no such role") for n in range(800)))
    shown = github.summary(many)
    assert all(f"m{n}&#46;yaml" in shown for n in range(800))
    long = report_of(*(Finding(f"members/m{n}.yaml", "schema-enum", "|" * 900, "|" * 900) for n in range(3_000)))
    cut = github.summary(long)
    assert len(cut.encode()) < 1_000_000
    shown_rows = cut.count("\n| <code>")
    assert f"{3_000 - shown_rows} more are not shown" in cut


def test_fingerprints_are_unique_and_outlive_new_lines_above() -> None:
    twice = Report(6, SEVERAL.findings + SEVERAL.findings)
    marks = [issue["fingerprint"] for issue in json.loads(FORMATS["gitlab"](twice))]
    assert len(set(marks)) == len(marks) == 12
    moved = report_of(Finding("members/dora.yaml", "yaml-syntax", "this is no YAML", "", (), 20, 1))
    before = {note.path: note.fingerprint for note in notes(SEVERAL)}
    assert notes(moved)[0].fingerprint == before["members/dora.yaml"]


def test_code_quality_has_what_gitlab_asks_for() -> None:
    issues = json.loads(FORMATS["gitlab"](SEVERAL))
    assert issues[0] == {
        "description": "the record of anna is anna's own to change",
        "check_name": "authority",
        "fingerprint": notes(SEVERAL)[0].fingerprint,
        "severity": "blocker",
        "location": {"path": "members/anna.yaml", "lines": {"begin": 1}},
    }
    assert {issue["severity"] for issue in issues} == {"blocker", "critical", "major", "minor"}


def test_junit_counts_and_names_each_case() -> None:
    suites = ElementTree.fromstring(FORMATS["junit"](SEVERAL))
    names = [case.get("name") for case in suites.iter("testcase")]
    assert (suites.get("tests"), suites.get("failures"), len(set(names))) == ("6", "6", 6)
    assert suites.findtext(".//failure") == (
        "members/anna.yaml [authority]\nthe record of anna is anna's own to change"
    )


def test_sarif_names_its_rules() -> None:
    run = json.loads(FORMATS["sarif"](SEVERAL))["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert run["results"][3]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "members/bea.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 9, "startColumn": 5},
    }


def test_a_report_without_findings_is_whole_in_every_format() -> None:
    nothing = Report(12, ())
    assert FORMATS["github"](nothing) == "12 records checked, no findings"
    assert github.summary(nothing) == "### pmnet: 12 records checked, no findings\n\n"
    assert json.loads(FORMATS["gitlab"](nothing)) == []
    assert ElementTree.fromstring(FORMATS["junit"](nothing)).attrib["tests"] == "1"
    assert json.loads(FORMATS["sarif"](nothing))["runs"][0]["results"] == []


@pytest.mark.parametrize("name", FORMATS)
def test_the_act_is_told_where_it_is_known(name: str) -> None:
    found = Finding("", "signature", "this act is signed by nobody")
    shown = FORMATS[name](Report(1, (found, found), (("0123456789abcdef", "bea"), ("fedcba9876543210", ""))))
    assert "in act 0123456789ab by bea" in shown
    assert "in act fedcba987654" in shown
    assert "network.yaml" in shown


def test_paths_are_those_below_the_folder() -> None:
    inside = Finding("/work/net/members/bea.yaml", "path", "x")
    outside = Finding("/work/network/members/bea.yaml", "path", "x")
    shown = below(report_of(inside, outside), Path("/work/net"))
    assert [finding.path for finding in shown.findings] == ["members/bea.yaml", outside.path]


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A network in which one record is wrong."""
    network = tmp_path / "net"
    shutil.copytree(EXAMPLE, network)
    place = next(iter(sorted((network / "members").glob("*.yaml"))))
    place.write_text(place.read_text() + '"::error::x": <b>|</b>\n')
    return network


@pytest.mark.parametrize("name", [*FORMATS, "text", "json"])
def test_every_format_is_printed_and_ends_with_1(broken: Path, name: str) -> None:
    somebody = Person("somebody", broken.parent)
    result = somebody.run("validate", str(broken), "--format", name, folder=broken)
    assert (result.code, result.err) == (1, "")
    assert "members/" in result.out
    assert str(broken) not in result.out or name in ("text", "json")
    good = somebody.run("validate", str(EXAMPLE), "--format", name)
    assert (good.code, good.err) == (0, "")


def test_the_full_list_goes_into_the_steps_summary(broken: Path, tmp_path: Path) -> None:
    place = tmp_path / "summary.md"
    place.write_text("before\n")
    step = Person("step", broken.parent, {"GITHUB_STEP_SUMMARY": str(place)})
    result = step.run("validate", str(broken), "--format", "github", folder=broken)
    assert result.out.splitlines()[0].startswith("::error file=members/")
    shown = place.read_text()
    assert shown.startswith("before\n### pmnet: ")
    assert "::error::x" in html.unescape(shown)
    assert "::error" not in shown
    step.run("validate", str(broken), "--format", "text", folder=broken)
    assert place.read_text() == shown


def test_a_summary_that_cannot_be_written_hides_no_finding(broken: Path, tmp_path: Path) -> None:
    step = Person("step", broken.parent, {"GITHUB_STEP_SUMMARY": str(tmp_path)})
    result = step.run("validate", str(broken), "--format", "github", folder=broken)
    assert result.code == 1
    assert "::error file=" in result.out
    assert "cannot be written" in result.err


def test_an_unknown_format_is_refused(circle: Circle) -> None:
    error = circle.bea.refused(2, "validate", "--format", "xml")
    assert error["message"] == "there is no format 'xml'"
    assert "junit" in error["hint"]


def test_a_network_is_named_by_its_own_paths(circle: Circle) -> None:
    place = circle.bea.folder / "members" / "bea.yaml"
    place.write_text(place.read_text() + "roles:\n  - king\n")
    issue = json.loads(circle.bea.run("validate", "--format", "gitlab", folder=circle.bea.folder).out)[0]
    assert issue["location"]["path"] == "members/bea.yaml"
