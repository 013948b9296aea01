"""A dispute exported as one file, which both sides check with git, ssh-keygen, sha256sum and age alone."""

from __future__ import annotations

import os
import stat
import subprocess
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from people import Circle, Once

SECRET = "Beispielwerke Pharma GmbH"


def disputed(circle: Circle) -> str:
    lead = circle.anna.ok("lead", "add", "--title", "PMO lead", "--client", SECRET)["id"]
    circle.carl.ok("claim", lead, "--rate", "980", "--message", "Done it twice")
    circle.anna.ok("accept", lead)
    circle.carl.ok("sync")
    circle.carl.ok("dispute", f"{lead}.pm.1", "--message", "We said January")
    circle.anna.ok("sync")
    return f"{lead}.pm.1"


@pytest.fixture
def handover(circle: Circle, once: Once) -> str:
    """carl has an agreement with anna, and her client."""
    return once(circle, disputed)


def unpacked(circle: Circle, who: str, about: str) -> Path:
    person, place = circle.people[who], circle.root / f"{who}-evidence"
    person.ok("evidence", about, "-o", str(place.with_suffix(".zip")))
    with zipfile.ZipFile(place.with_suffix(".zip")) as file:
        file.extractall(place)
    return place


def run(folder: Path, *command: str) -> str:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PMNET_"))}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=plain)
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout + done.stderr


def git(folder: Path, *arguments: str) -> str:
    return run(folder, "git", "--git-dir", "git", "-c", "gpg.ssh.allowedSignersFile=allowed_signers", *arguments)


def test_every_act_is_verified_by_git_and_says_what_the_record_says(circle: Circle, handover: str) -> None:
    place = unpacked(circle, "carl", handover)
    acts = [line.split()[0] for line in (place / "acts.txt").read_text().splitlines()]
    assert len(acts) == 4
    for commit in acts:
        assert 'Good "git" signature for' in git(place, "verify-commit", commit)
    path = f"handovers/2026-11/{handover}.yaml"
    assert git(place, "show", f"{acts[-1]}:{path}").encode() == (circle.carl.folder / path).read_bytes()
    order = git(place, "rev-list", "--first-parent", acts[-1], f"^{acts[0]}").split()
    assert [commit for commit in reversed(order) if commit in acts] == acts[1:]


def test_what_was_sealed_is_what_both_signed_for(circle: Circle, handover: str, program: Callable[[str], str]) -> None:
    place = unpacked(circle, "carl", handover)
    record = (circle.carl.folder / f"handovers/2026-11/{handover}.yaml").read_text()
    terms = sha256((place / f"opened/{handover}.terms.json").read_bytes()).hexdigest()
    assert record.replace("'", "").count(f"terms: {terms}") == 2  # quoted where it could be read as a number
    envelope = place / f"sealed/{handover}.age"
    assert f"sealed: {sha256(envelope.read_bytes()).hexdigest()}" in record.replace("'", "")
    for who in ("carl", "anna"):
        key = str(circle.people[who].home / "keys" / "seal")
        opened = run(place, program("age"), "--decrypt", "-i", key, str(envelope))
        assert opened == (place / f"opened/{handover}.yaml").read_text()
    assert SECRET in (place / f"opened/{handover}.yaml").read_text()


def test_both_sides_export_the_same_acts(circle: Circle, handover: str) -> None:
    mine, theirs = (unpacked(circle, who, handover) for who in ("carl", "anna"))
    assert (mine / "acts.txt").read_bytes() == (theirs / "acts.txt").read_bytes()
    assert (mine / f"opened/{handover}.yaml").read_bytes() == (theirs / f"opened/{handover}.yaml").read_bytes()
    assert not list(mine.glob(f"opened/{handover.partition('.')[0]}.yaml")), "the owner's own half is the owner's"


def test_the_file_is_readable_by_its_owner_only_and_nothing_is_overwritten(circle: Circle, handover: str) -> None:
    unpacked(circle, "carl", handover)
    file = circle.root / "carl-evidence.zip"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = circle.carl.run("evidence", handover, "-o", str(file), "--json")
    assert (again.code, again.error["kind"]) == (6, "conflict")


def test_nobody_else_exports_it(circle: Circle, handover: str) -> None:
    circle.bea.ok("sync")
    refused = circle.bea.run("evidence", handover, "-o", str(circle.root / "x.zip"), "--json")
    assert (refused.code, refused.error["kind"]) == (4, "not-allowed")


def test_the_text_in_it_says_how_to_check_it(circle: Circle, handover: str) -> None:
    place = unpacked(circle, "carl", handover)
    told = (place / "README.txt").read_text()
    for line in (line.strip() for line in told.splitlines() if line.startswith(("  git", "  sha256sum"))):
        commit = (place / "acts.txt").read_text().split()[0]
        run(place, "sh", "-c", line.replace("COMMIT", commit))


def test_two_who_bring_the_same_client_each_show_when_they_registered_it(circle: Circle) -> None:
    first = circle.anna.ok("lead", "add", "--title", "Rollout", "--client", SECRET)["id"]
    second = circle.bea.ok("lead", "add", "--title", "Rollout", "--client", SECRET, now="2026-11-24T09:00:00Z")["id"]
    told = {}
    for who, lead in (("anna", first), ("bea", second)):
        place = unpacked(circle, who, lead)
        assert SECRET in (place / f"opened/{lead}.yaml").read_text()
        (commit,) = [line.split()[0] for line in (place / "acts.txt").read_text().splitlines()]
        git(place, "verify-commit", commit)
        told[who] = git(place, "show", "-s", "--format=%cI", commit).split()[0]
    assert told["anna"] < told["bea"]
