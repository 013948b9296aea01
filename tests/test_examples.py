"""Every file in examples/ is a test: valid ones are accepted and written back byte for byte, invalid ones are refused at the
place their first line names; the independent tool check-jsonschema agrees about each.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from people import NOW, Person

from pmnet.app.validate import FORMS, validate
from pmnet.domain.clock import parse_instant
from pmnet.domain.codec import from_mapping, to_mapping
from pmnet.domain.records import KINDS, kind_of
from pmnet.errors import Findings
from pmnet.rules.schema import check, schema_text
from pmnet.rules.standing import standing
from pmnet.rules.steps import State
from pmnet.store.files import dump, load
from pmnet.store.folder import Folder
from pmnet.store.revise import revise

EXAMPLES = Path(__file__).parent.parent / "examples"
NETWORK = EXAMPLES / "network"
VALID = sorted(EXAMPLES.glob("*/valid/*.yaml"))
INVALID = sorted(EXAMPLES.glob("*/invalid/*.yaml"))
SEALED = FORMS.keys() - {kind.name for kind in KINDS}
RECORDS = sorted({*NETWORK.rglob("*.yaml")} - {*VALID, *INVALID})


def name(path: Path) -> str:
    return path.relative_to(EXAMPLES).with_suffix("").as_posix()


def _expected(path: Path) -> tuple[str, int, int]:
    found = re.match(r"# expect: (\S+) at (\d+):(\d+)\n", path.read_text())
    assert found is not None, "the first line names the finding"
    return found[1], int(found[2]), int(found[3])


@pytest.mark.parametrize("form", FORMS)
def test_there_are_enough_of_each(form: str) -> None:
    assert len([path for path in VALID if path.parts[-3] == form]) >= 3
    assert len([path for path in INVALID if path.parts[-3] == form]) >= 5


@pytest.mark.parametrize("path", VALID, ids=name)
def test_a_valid_example_is_accepted(path: Path) -> None:
    assert validate([path]).findings == ()


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_an_invalid_example_is_refused_where_it_says(path: Path) -> None:
    findings = validate([path]).findings
    assert [(f.rule, f.line, f.column) for f in findings] == [_expected(path)]
    assert findings[0].message


@pytest.mark.parametrize("path", [*VALID, *RECORDS, *INVALID], ids=name)
def test_reading_and_writing_back_changes_nothing(path: Path) -> None:
    text = path.read_text("utf-8")
    try:
        content = load(text.encode(), path.name).content
    except Findings:
        assert path in INVALID
        return
    assert revise(text, content) == text
    if "#" not in text:
        assert dump(content) == text


@pytest.mark.parametrize("path", [*VALID, *RECORDS], ids=name)
def test_a_record_holds_all_that_its_file_says(path: Path) -> None:
    content = load(path.read_bytes(), path.name).content
    kind = kind_of(path.relative_to(NETWORK).as_posix()) if path in RECORDS else None
    form = kind.record if kind is not None else FORMS[path.parts[-3]]
    assert to_mapping(from_mapping(form, content), content) == content


@pytest.mark.parametrize("path", [path for path in VALID if path.parts[-3] in SEALED], ids=name)
def test_what_is_sealed_is_written_out_in_full(path: Path) -> None:
    form = path.parts[-3]
    read = from_mapping(FORMS[form], load(path.read_bytes(), path.name).content)
    written = to_mapping(read)
    assert check(form, written, path.name) == []
    assert from_mapping(FORMS[form], load(dump(written).encode(), path.name).content) == read


@pytest.mark.parametrize("path", [path for path in VALID if path.parts[-3] in FORMS], ids=name)
def test_what_a_file_holds_is_told_by_its_fields(path: Path, tmp_path: Path) -> None:
    alone = tmp_path / "mine.yaml"
    alone.write_bytes(path.read_bytes() + b"unknown-field: 1\n")
    [found] = validate([alone]).findings
    assert (found.rule, found.pointer) == ("schema-additional-properties", ("unknown-field",))


@pytest.mark.parametrize("kind", FORMS)
def test_check_jsonschema_agrees(kind: str, tmp_path: Path) -> None:
    schema = tmp_path / f"{kind}.schema.json"
    schema.write_text(schema_text(kind))
    tool = str(Path(sys.executable).parent / "check-jsonschema")
    valid = [path for path in VALID if path.parts[-3] == kind]
    valid += [
        path for path in RECORDS if (found := kind_of(path.relative_to(NETWORK).as_posix())) and found.name == kind
    ]
    done = subprocess.run([tool, "--schemafile", schema, *valid], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    invalid = [path for path in INVALID if path.parts[-3] == kind]
    if kind == "terms":  # what depends on a second field is not the schema's to say
        invalid = [path for path in invalid if not _expected(path)[0].startswith("terms-")]
    done = subprocess.run([tool, "-o", "json", "--schemafile", schema, *invalid], capture_output=True, text=True)
    answer = json.loads(done.stdout)
    refused = {Path(error["filename"]) for error in [*answer["errors"], *answer["parse_errors"]]}
    assert refused == set(invalid)


def test_the_network_is_valid_as_a_whole() -> None:
    report = validate([NETWORK])
    assert report.findings == ()
    assert report.checked == len(RECORDS)


def test_the_network_is_as_large_as_it_says() -> None:
    snapshot = Folder.at(NETWORK).snapshot()
    assert len(list(snapshot.members())) == 12
    assert len(list(snapshot.leads())) == 15
    assert len(list(snapshot.handovers())) == 21


def test_the_network_shows_every_state() -> None:
    states = {standing(handover, parse_instant(NOW)).state for handover in Folder.at(NETWORK).snapshot().handovers()}
    assert states == set(State) - {State.NONE}


def test_no_amount_of_money_is_public() -> None:
    for path in RECORDS:
        assert not re.search(r"€|EUR|\brate\b|per cent|percent:|%", path.read_text().replace("remote_percent:", "")
                             .replace("onsite_percent:", "")), path  # fmt: skip


def test_validate_prints_file_line_column_what_and_the_nearest_value(tmp_path: Path) -> None:
    folder = tmp_path / "member"
    folder.mkdir()
    text = (EXAMPLES / "member/valid/minimal.yaml").read_text()
    (folder / "x.yaml").write_text(text + "skills:\n  - skill: Risikomanagment\n    level: 4\n")
    line = len(text.splitlines()) + 2
    shown = Person("nobody", tmp_path).run("validate", "member/x.yaml")
    assert shown.code == 1
    first, second, last = shown.out.splitlines()
    assert first.strip() == f"{tmp_path}/member/x.yaml:{line}:12: 'Risikomanagment' is not a known skill [schema-enum]"
    assert second.strip() == "did you mean risk-management?"
    assert last.strip() == "1 record checked, 1 finding"
    found = Person("nobody", tmp_path).run("validate", "member/x.yaml", "--format", "json").json
    assert (found["checked"], found["findings"][0]["line"], found["findings"][0]["rule"]) == (1, line, "schema-enum")


def test_a_linked_record_is_a_finding_and_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("id: secret-content\n")
    network = tmp_path / "net"
    (network / "members").mkdir(parents=True)
    (network / "network.yaml").write_text((EXAMPLES / "network/network.yaml").read_text())
    (network / "members" / "bea.yaml").symlink_to(secret)
    shown = Person("nobody", tmp_path).run("validate", str(network))
    assert shown.code == 1
    assert "members/bea.yaml:1:1: a record must be a plain file" in shown.out
    assert "secret-content" not in shown.out
