"""What the project's own continuous integration says: the Pythons that are claimed, the same commands, all of it pinned."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from pmnet.rules.paths import folded, wrong_name

ROOT = Path(__file__).parent.parent.parent
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"
TEMPLATE = ROOT / "pmnet" / "data" / "workflows" / "github.yml"


@pytest.fixture
def workflow() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(WORKFLOW.read_text(), yaml.BaseLoader)
    return found


@pytest.fixture
def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return found


def claimed(project: dict[str, Any]) -> list[str]:
    found = [re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", one) for one in project["classifiers"]]
    return [match[1] for match in found if match is not None]


def number(version: str) -> int:
    return int(version.removeprefix("3."))


def test_every_python_that_is_claimed_runs_everything(workflow: dict[str, Any], project: dict[str, Any]) -> None:
    everything = workflow["jobs"]["everything"]
    assert everything["strategy"]["matrix"]["python"] == claimed(project)
    assert project["requires-python"] == f">={claimed(project)[0]}"
    assert [number(version) for version in claimed(project)] == list(
        range(number(claimed(project)[0]), number(claimed(project)[-1]) + 1)
    )
    assert not any("continue-on-error" in part for part in (everything, *everything["steps"]))


def test_other_systems_run_the_oldest_and_the_newest(workflow: dict[str, Any], project: dict[str, Any]) -> None:
    matrix = workflow["jobs"]["elsewhere"]["strategy"]["matrix"]
    assert matrix["python"] == [claimed(project)[0], claimed(project)[-1]]
    assert {name.partition("-")[0] for name in matrix["system"]} == {"macos", "windows"}


def test_a_python_that_is_not_claimed_is_one_further(workflow: dict[str, Any], project: dict[str, Any]) -> None:
    [later] = [
        step["with"]["python-version"] for step in workflow["jobs"]["next"]["steps"] if "setup-python" in str(step)
    ]
    assert number(later) == number(claimed(project)[-1]) + 1
    assert workflow["jobs"]["next"]["continue-on-error"] == "true"


def test_the_commands_are_those_of_everybody(workflow: dict[str, Any]) -> None:
    runs = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert {run for run in runs if ".ci/run" not in run} == {
        "python boot.py test tests/domain tests/rules", 'python boot.py demo "$RUNNER_TEMP/netz"',
    }  # fmt: skip
    assert sum(".ci/run" in run for run in runs) == 2
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_nothing_may_be_written_and_nothing_is_taken_as_it_comes(workflow: dict[str, Any]) -> None:
    assert workflow["permissions"] == {"contents": "read"}
    assert not any("permissions" in job or "secrets" in str(job) for job in workflow["jobs"].values())
    assert "pull_request_target" not in workflow["on"]
    pinned = re.findall(r"uses: (\S+@[0-9a-f]{40} # v\S+)", WORKFLOW.read_text())
    assert len(pinned) == WORKFLOW.read_text().count("uses:")
    shared = set(re.findall(r"uses: (\S+@[0-9a-f]{40} # v\S+)", TEMPLATE.read_text()))
    assert [name.partition("@")[0] for name in {*pinned} - shared] == ["actions/upload-artifact"]
    checkouts = [
        step for job in workflow["jobs"].values() for step in job["steps"] if "checkout@" in step.get("uses", "")
    ]
    assert all(step["with"]["persist-credentials"] == "false" for step in checkouts)


def test_the_project_itself_can_be_checked_out_everywhere() -> None:
    """The rules that hold for a network hold for its program: names, no twins, no line ends of another system."""
    places = [place for folder in ("pmnet", "tests", "docs", "schemas", "examples", "scripts", "benchmarks", ".github")
              for place in (ROOT / folder).rglob("*") if "__pycache__" not in place.parts]  # fmt: skip
    names = [place.relative_to(ROOT).as_posix() for place in places]
    assert len(names) > 400
    assert {name: wrong for name in names if (wrong := wrong_name(name))} == {}
    assert len({folded(name) for name in names}) == len(names)
    texts = [place for place in places if place.suffix in (".py", ".yaml", ".yml", ".json", ".md", ".sh")]
    assert [place for place in texts if place.is_file() and b"\r" in place.read_bytes()] == []
    assert "* text=auto eol=lf" in (ROOT / ".gitattributes").read_text().splitlines()
