"""Other ways to ask who can do risk management at level 4, speaks German at C1 and works as a project manager.

Each gets the records in the form it likes best, made once. None of them knows who is active, who is free or who nearly fits.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from networks import Made
from population import RUNGS
from processes import Way

from pmnet.rules.match import rung
from pmnet.store.index.keeping import file_in

ASKED: Final = ("--skill", "risk-management:4", "--language", "de:C1", "--role", "project-manager")

FLOOR: Final = "import sqlite3, sys\nfor row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]): print(*row)"
FLOOR_QUERY: Final = "SELECT id FROM member WHERE " + " AND ".join(
    f"n IN (SELECT n FROM trait WHERE kind = '{kind}' AND key = '{key}' AND value >= {value})"
    for kind, key, value in (
        ("skill", "risk-management", 4),
        ("language", "de", rung("C1")),
        ("role", "project-manager", 1),
    )
)

PATTERNS: Final = (r"skill: risk-management\n\s+level: [45]", r"^  de: (C1|C2|native)$", r"^  - project-manager$")
JQ: Final = """
select((.skills // [] | any(.skill == "risk-management" and .level >= 4))
  and (.roles // [] | any(. == "project-manager"))
  and (.languages.de | . == "C1" or . == "C2" or . == "native")) | .id
"""
DUCKDB: Final = """
import duckdb, sys
for row in duckdb.sql(f\"\"\"
    select id from read_json('{sys.argv[1]}', format = 'newline_delimited', columns = {{
        id: 'VARCHAR', roles: 'VARCHAR[]', languages: 'MAP(VARCHAR, VARCHAR)', skills: 'STRUCT(skill VARCHAR, level INT)[]'}})
    where list_contains(roles, 'project-manager') and languages['de'] in ('C1', 'C2', 'native')
    and len(list_filter(skills, lambda s: s.skill = 'risk-management' and s.level >= 4)) > 0
\"\"\").fetchall(): print(*row)
"""
TAGS: Final = ("+risk_management_4", "+de_C1", "+project_manager")


def floor(made: Made, variables: Mapping[str, str]) -> Way:
    """A bare Python that asks pmnet's own index: the least that a Python program can take. The index must be there."""
    file = file_in(made.clone / ".git")
    return Way("python and sqlite3: the floor", [sys.executable, "-c", FLOOR, file, FLOOR_QUERY], made.place, variables)


def peers(made: Made, variables: Mapping[str, str]) -> Iterator[Way | str]:
    """Every other way, or why it cannot be gone here."""
    if shutil.which("rg"):
        yield Way("ripgrep, three in turn, members/", _ripgrep("members"), made.clone, variables)
        yield Way("ripgrep, three in turn, whole tree", _ripgrep("."), made.clone, variables)
    else:
        yield "ripgrep: there is no program rg here"
    lines = made.lines("member")
    if shutil.which("jq"):
        yield Way("jq, members as NDJSON", ["jq", "-r", JQ, lines], made.place, variables)
    else:
        yield "jq: there is no program jq here"
    if importlib.util.find_spec("duckdb"):
        yield Way("duckdb, members as NDJSON", [sys.executable, "-c", DUCKDB, lines], made.place, variables)
    else:
        yield "duckdb: the Python package duckdb is not installed here"
    if _is_taskwarrior(variables):
        yield _taskwarrior(made, variables)
    else:
        yield "taskwarrior: there is no program task here, or it is another one of that name"


def _ripgrep(folder: str) -> list[str]:
    first, *others = (f"rg -l0 -U '{pattern}'" for pattern in PATTERNS)
    return [
        "sh",
        "-c",
        " | ".join([f"{first} {folder}", *(f"xargs -0r {other}" for other in others)]) + " | tr '\\0' '\\n'",
    ]


def _is_taskwarrior(variables: Mapping[str, str]) -> bool:
    if shutil.which("task") is None:
        return False
    said = subprocess.run(["task", "--version"], env=variables, capture_output=True, text=True, check=False).stdout
    return said[:1].isdigit()


def _taskwarrior(made: Made, variables: Mapping[str, str]) -> Way:
    """Members as tasks, each skill and language as a tag for its level and one for every lower level."""
    folder = made.place / "tasks"
    task = [
        "task",
        f"rc.data.location={folder}",
        *(f"rc.{name}=off" for name in ("confirmation", "gc", "hooks", "recurrence")),
    ]
    Path(variables["TASKRC"]).touch()
    if not folder.exists():
        tasks = [{"description": member["id"], "tags": [*_tags(member)]} for member in _members(made)]
        part = made.place / "tasks.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        command = [*task, f"rc.data.location={part}", "import", "-"]
        subprocess.run(command, input=json.dumps(tasks).encode(), env=variables, check=True, capture_output=True)
        part.rename(folder)
    return Way("taskwarrior, members as tasks", [*task, "rc.verbose=nothing", *TAGS, "_uuids"], made.place, variables)


def _members(made: Made) -> Iterator[dict[str, Any]]:
    with made.lines("member").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _tags(member: Mapping[str, Any]) -> Iterator[str]:
    yield from (role.replace("-", "_") for role in member.get("roles", ()))
    for entry in member.get("skills", ()):
        yield from (f"{entry['skill'].replace('-', '_')}_{level}" for level in range(1, entry["level"] + 1))
    for tag, known in member["languages"].items():
        yield from (f"{tag}_{lower}" for lower in RUNGS[: RUNGS.index(known) + 1])
