"""The hook that pre-commit finds in this project: it is well-formed, and what it starts checks records."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "network"
RECORDS = sorted(
    place.relative_to(EXAMPLE).as_posix()
    for place in EXAMPLE.rglob("*.yaml")
    if place.parent.name not in ("valid", "invalid")
)


@pytest.fixture
def hook() -> dict[str, Any]:
    (found,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    return found


def test_the_hook_is_what_pre_commit_asks_for(hook: dict[str, Any]) -> None:
    assert {"id", "name", "entry", "language"} <= hook.keys()
    assert (hook["id"], hook["language"], hook["types"]) == ("pmnet-validate", "python", ["yaml"])
    assert all(isinstance(hook[name], str) for name in ("id", "name", "description", "entry", "files"))


def test_the_hook_looks_at_records_and_nothing_else(hook: dict[str, Any]) -> None:
    assert all(re.search(hook["files"], path) for path in RECORDS)
    for other in ("README.md", "x/network.yaml", "networkXyaml", "members/x.yml", ".github/workflows/pmnet.yaml"):
        assert not re.search(hook["files"], other)


def test_what_the_hook_starts_checks_the_files_it_is_given(hook: dict[str, Any], tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    program, *words = shlex.split(hook["entry"])
    command = [str(Path(sys.executable).parent / program), *words, *RECORDS]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{len(RECORDS)} records checked, no findings\n"
    (tmp_path / RECORDS[-1]).write_text("name: [\n")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{RECORDS[-1]}:2:1: ")


def test_where_a_network_lies_says_nothing_about_its_records(tmp_path: Path) -> None:
    place = tmp_path / "lead" / "netz"
    shutil.copytree(EXAMPLE, place)
    command = [str(Path(sys.executable).parent / "pmnet"), "validate", *RECORDS]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, f"{len(RECORDS)} records checked, no findings\n")
