"""A shared record in which somebody wrote what must not be there: nobody takes it in.

And where it is in all the same, as if an older version had let it pass: everything else stays usable, and it is said.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from people import NOW, Circle, Person

from pmnet.app.validate import validate

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "network"

BROKEN: dict[str, tuple[str, bytes]] = {
    "no YAML": ("members/dora.yaml", b"{"),
    "nothing": ("members/emma.yaml", b""),
    "another's name": ("members/fritz.yaml", b"id: emil\nname: E\n"),
    "wrong types": ("members/gerd.yaml", b"id: 5\nname: []\nkeys: 7\njoined: true\n"),
    "an alias bomb": ("members/hanna.yaml", b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n"),
    "deep nesting": ("members/ida.yaml", b"a: " + b"[" * 30_000),
    "a giant": ("members/jan.yaml", b"id: " + b"x" * 1_000_000),
    "escapes": ("leads/2026-11/261123-bbbb.yaml", b'id: "\\e]0;x\\a"\n'),
    "a lead of nobody": (
        "leads/2026-11/261123-aaaa.yaml",
        b"id: 261123-aaaa\nowner: nobody\nregistered: 2026-11-23T09:00:00Z\ntitle: x\nmode: first\n"
        b"protected_until: 2027-02-21\npositions:\n  - key: pm\n    title: x\n    role: king\n",
    ),
    "a handover of no lead": (
        "handovers/2026-11/261123-aaaa.pm.1.yaml",
        b"id: 261123-aaaa.pm.1\nlead: 261123-aaaa\nposition: pm\nowner: x\npartner: bea\nsteps:\n"
        b"  - step: win\n    by: x\n    at: 2026-11-23T09:00:00Z\n",
    ),
    "a path of its own": ("members/sub/x.yaml", b"id: x\n"),
    "a strange name": ("leads/2026-11/CON.yaml", b"id: x\n"),
}

READING = (
    ("member", "list"),
    ("lead", "list"),
    ("inbox",),
    ("find", "--skill", "risk"),
    ("find", "--leads"),
    ("status",),
    ("log",),
)


def plant(circle: Circle, files: dict[str, bytes]) -> None:
    """Write files into the shared record as somebody who does not use pmnet would."""
    folder = circle.root / "planter"
    subprocess.run(["git", "clone", "-q", circle.bare, folder], check=True)
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    git = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run([*git, "add", "-A"], check=True)
    dated = {**os.environ, "GIT_COMMITTER_DATE": NOW}
    subprocess.run([*git, "commit", "-q", "-m", "\x1b]0;x\x07 planted"], check=True, env=dated)
    subprocess.run([*git, "push", "-q", "origin", "HEAD:main"], check=True)


def let_pass(person: Person) -> None:
    """Take what is shared as it is, as a version without today's rules would have done."""
    person.git("fetch", "-q")
    person.git("update-ref", "refs/pmnet/verified", "refs/remotes/origin/main")


def test_planted_records_are_an_alarm_and_reading_goes_on(circle: Circle) -> None:
    lead = circle.anna.ok("lead", "add", "--title", "A good lead")["id"]
    circle.bea.ok("sync")
    plant(circle, dict(BROKEN.values()))
    assert "nobody signed it" in circle.bea.refused(11, "sync")["message"]
    for words in READING:
        result = circle.bea.run(*words)
        assert result.code == 0, (words, result.err)
    assert circle.bea.ok("lead", "show", lead)["title"] == "A good lead"
    assert circle.bea.refused(11, "claim", lead)["kind"] == "alarm"
    assert not (circle.bea.folder / "members/dora.yaml").exists()


def test_bad_records_hide_no_others_and_stop_nobody(circle: Circle) -> None:
    lead = circle.anna.ok("lead", "add", "--title", "A good lead")["id"]
    plant(circle, dict(BROKEN.values()))
    let_pass(circle.bea)
    for words in READING:
        result = circle.bea.run(*words)
        assert result.code == 0, (words, result.err)
        assert "\x1b" not in result.out + result.err
    assert [member["id"] for member in circle.bea.ok("member", "list")] == ["anna", "bea", "carl"]
    assert lead in [found["id"] for found in circle.bea.ok("lead", "list")]
    assert circle.bea.ok("claim", lead)["sent"] is True
    assert circle.bea.run("validate").code == 1


@pytest.mark.parametrize(("path", "content"), BROKEN.values(), ids=BROKEN.keys())
def test_each_bad_record_is_found(tmp_path: Path, path: str, content: bytes) -> None:
    network = tmp_path / "net"
    shutil.copytree(EXAMPLE, network)
    place = network / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    began = time.process_time()
    found = {Path(finding.path).relative_to(network).as_posix() for finding in validate([network]).findings}
    assert found == {path}
    assert time.process_time() - began < 5


def test_a_broken_record_that_was_passed_over_is_named(circle: Circle) -> None:
    plant(circle, {"members/dora.yaml": b"id: dora\n  name: [\n"})
    let_pass(circle.bea)
    assert "passed over, because it cannot be read: members/dora.yaml:2:" in circle.bea.run("member", "list").err
    error = circle.bea.refused(1, "member", "show", "dora")
    assert error["findings"][0]["path"] == "members/dora.yaml"


POLICIES = {
    "a time zone there is not": "time_zone: Nowhere/City",
    "no working hours": "work_opens: 17\n  work_closes: 9",
    "a day that never works": "work_opens: 9\n  work_closes: 9",
    "figures beyond reason": "answer_hours: 999999999\n  objection_days: 999999999\n  protection_days: 999999999",
    "text for figures": "answer_hours: many",
}


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES.keys())
def test_a_wrong_policy_is_a_sentence_and_no_crash(circle: Circle, policy: str) -> None:
    text = (circle.anna.folder / "network.yaml").read_text()
    broken = text.split("policy:")[0] + f"policy:\n  {policy}\n"
    lead = circle.anna.ok("lead", "add", "--title", "A good lead")["id"]
    plant(circle, {"network.yaml": broken.encode()})
    let_pass(circle.bea)
    for words in (("inbox",), ("claim", lead), ("free", "3"), ("lead", "add", "--title", "x"), ("validate",)):
        result = circle.bea.run(*words)
        assert result.code != 3, (words, result.err)


def test_a_linked_record_is_not_followed(circle: Circle) -> None:
    secret = circle.root / "secret"
    secret.write_text("id: dora\nname: geheim\n")
    folder = circle.root / "planter"
    subprocess.run(["git", "clone", "-q", circle.bare, folder], check=True)
    (folder / "members" / "dora.yaml").symlink_to(secret)
    git = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "link"], check=True)
    subprocess.run([*git, "push", "-q", "origin", "HEAD:main"], check=True)
    let_pass(circle.bea)
    circle.bea.run("sync")
    assert "dora" not in [member["id"] for member in circle.bea.ok("member", "list")]
    assert not Path(circle.bea.folder / "members/dora.yaml").is_symlink()
    shown = circle.bea.run("validate")
    assert "geheim" not in shown.out
