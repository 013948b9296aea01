"""The project itself: documents, contracts and generated files are as they say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pmnet.app.validate import FORMS
from pmnet.cli.main import app
from pmnet.domain.codec import field_names
from pmnet.domain.records import KINDS
from pmnet.domain.sealed import Client, Contact, Terms
from pmnet.errors import EXIT_CODES
from pmnet.rules.schema import enumerations
from pmnet.store.vocabularies import names, vocabulary

ROOT = Path(__file__).parent.parent.parent


def test_generated_files_are_up_to_date() -> None:
    done = subprocess.run([sys.executable, "scripts/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_layers_are_kept() -> None:
    done = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_readme_shows_exactly_two_setup_commands() -> None:
    commands = re.findall(r"^python3 boot\.py .*$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert commands == ["python3 boot.py demo", "python3 boot.py test"]


def test_every_exit_code_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    assert all(f"| {code} | {meaning} |" in readme for code, meaning in EXIT_CODES)


def test_every_command_the_readme_names_exists() -> None:
    named = set(re.findall(r"pmnet ([a-z]+)", (ROOT / "README.md").read_text()))
    groups = {info.name for info in app.registered_groups}
    commands = {info.name for info in app.registered_commands}
    assert named - groups - commands <= {"carries"}


def test_boot_says_in_one_sentence_what_is_missing(tmp_path: Path) -> None:
    """As on a machine without git: the path holds nothing."""
    done = subprocess.run(
        [sys.executable, ROOT / "boot.py", "demo"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 1
    assert (
        done.stderr.strip()
        == "pmnet needs git, and there is none on this machine; install it first (https://git-scm.com)."
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("sys.version_info = (3, 10, 2)", "pmnet needs Python 3.11 or newer, and this is Python 3.10."),
        ("sys.modules['ensurepip'] = None", "This Python has no venv module; install it first"),
    ],
    ids=["old Python", "no venv module"],
)
def test_boot_refuses_a_python_that_will_not_do(tmp_path: Path, change: str, sentence: str) -> None:
    run = f"runpy.run_path({str(ROOT / 'boot.py')!r}, run_name='__main__')"
    code = f"import sys, runpy; {change}; sys.argv = ['boot.py', 'demo']; {run}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("kind", FORMS)
def test_every_schema_field_is_a_records_field_in_the_same_order(kind: str) -> None:
    import json

    schema = json.loads((ROOT / "schemas" / f"{kind}.schema.json").read_text())
    assert tuple(schema.get("properties") or schema["$defs"][kind]["properties"]) == field_names(FORMS[kind])
    for name, record in {"client": Client, "contact": Contact, "terms": Terms}.items():
        if name in schema["$defs"]:
            assert tuple(schema["$defs"][name]["properties"]) == field_names(record)
            _described(schema["$defs"][name], f"{kind}.{name}")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert re.fullmatch(rf"https://pmnet\.invalid/schemas/\d+/{kind}\.schema\.json", schema["$id"])
    _described(schema, kind)


def _described(schema: dict[str, object], path: str) -> None:
    """Every object is closed but for `x-`, every field has a title and a description."""
    if schema.get("type") == "object" and "properties" in schema:
        assert schema["additionalProperties"] is False, path
        assert list(schema["patternProperties"]) == ["^x-"], path  # type: ignore[call-overload]
    for name, inner in schema.get("properties", {}).items():  # type: ignore[attr-defined]
        assert inner.get("title"), f"{path}.{name}"
        assert inner.get("description"), f"{path}.{name}"
        _described(inner, f"{path}.{name}")
        _described(inner.get("items", {}), f"{path}.{name}[]")


def test_every_vocabulary_in_a_schema_is_the_packaged_one() -> None:
    for kind in KINDS:
        for name, keys in enumerations(kind.name).items():
            if name in names():
                assert keys == tuple(vocabulary(name).terms), (kind.name, name)


def test_the_vocabularies_are_complete_enough() -> None:
    counts = {name: len(vocabulary(name).terms) for name in names()}
    least = {"skills": 120, "roles": 20, "certificates": 40, "industries": 87, "regions": 249 + 51, "languages": 150}
    assert {name: counts[name] for name in least if counts[name] < least[name]} == {}
    assert all(term.en and term.de for name in names() for term in vocabulary(name).terms.values())
