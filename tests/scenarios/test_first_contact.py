"""What somebody reads who types `pmnet` where no network is."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from people import Circle, Person

from pmnet.store.unfinished import Unfinished, keep


def lines(person: Person, folder: Path) -> list[str]:
    result = person.run(folder=folder)
    assert (result.code, result.err) == (0, "")
    return result.out.splitlines()


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    place = tmp_path / "outside"
    place.mkdir()
    return place


def test_somebody_who_never_used_it(tmp_path: Path, outside: Path) -> None:
    said = lines(Person("zoe", tmp_path), outside)
    assert said[0] == "pmnet carries a network of freelance project managers."
    assert [line.split("  ")[1] for line in said if line.startswith("  pmnet")] == [
        "pmnet demo", "pmnet join FILE", "pmnet join URL", "pmnet init PATH", "pmnet doctor", "pmnet help",
    ]  # fmt: skip
    assert not any("outside of your networks" in line or "invitation lies" in line or "git" in line for line in said)


def test_an_invitation_that_lies_there(circle: Circle, outside: Path) -> None:
    circle.anna.ok("invite", "--email", "zoe@example.org", "-o", str(outside / "for zoe.pmnet.yaml"))
    (outside / "folder.pmnet.yaml").mkdir()
    said = lines(Person("zoe", circle.root), outside)
    assert "  pmnet join 'for zoe.pmnet.yaml'" in said
    assert not any("folder.pmnet.yaml" in line for line in said)


def test_an_invitation_to_a_network_one_is_in_is_not_offered(circle: Circle, outside: Path) -> None:
    """Whether it was written here for somebody else, or used."""
    circle.anna.ok("invite", "--email", "zoe@example.org", "-o", str(outside / "zoe.pmnet.yaml"))
    (outside / "none.pmnet.yaml").write_text("no invitation")
    anna = circle.anna
    anna.ok("init", "other", "--name", "Other", "--as", "anna", "--full-name", "A", "--email", "a@example.org")
    anna.extra["PMNET_NETWORK"] = ""
    said = lines(anna, outside)
    assert any("outside of your networks" in line for line in said)
    assert "  pmnet join none.pmnet.yaml" in said  # it may be one, and joining says what is wrong with it
    assert not any("zoe.pmnet.yaml" in line for line in said)


def test_somebody_in_several_networks_is_told_how_to_name_one(tmp_path: Path, outside: Path) -> None:
    anna = Person("anna", tmp_path / "own")
    anna.root.mkdir()
    for name in ("First", "Second net"):
        anna.ok("init", name[:3], "--name", name, "--as", "anna", "--full-name", "A", "--email", "a@example.org")
    said = lines(anna, outside)
    assert "  pmnet --network First inbox" in said
    assert "  pmnet --network 'Second net' inbox" in said
    shutil.rmtree(anna.root / "Fir")
    assert anna.run(folder=outside).out.startswith("anna (active)")  # one is left, so it is meant
    shutil.rmtree(anna.root / "Sec")
    assert any("its folder is gone" in line for line in lines(anna, outside))


def test_somebody_whose_join_is_not_finished(tmp_path: Path, outside: Path) -> None:
    zoe = Person("zoe", tmp_path)
    keep(zoe.home, Unfinished("ssh://host/n.git", "zoe", "Zoe", "z@example.org", "PM Netz", "", "i.pmnet.yaml"))
    (outside / "i.pmnet.yaml").write_text("one that was begun is not told of twice")
    said = lines(zoe, outside)
    assert said.count("  pmnet join i.pmnet.yaml") == 1
    assert "You have begun to join PM Netz; go on with:" in said
    assert not any("invitation lies" in line for line in said)
    hint = "you have begun to join PM Netz; go on with: pmnet join i.pmnet.yaml"
    assert zoe.refused(10, "status")["hint"] == hint


def test_a_machine_without_git(tmp_path: Path, outside: Path) -> None:
    """As a process of its own, with a path that holds nothing."""
    zoe = Person("zoe", tmp_path)
    variables = zoe.variables() | {"PATH": str(outside)}
    done = subprocess.run(
        [sys.executable, "-m", "pmnet"], env=variables, cwd=outside, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1] == "git is not installed, and pmnet needs it: https://git-scm.com"


def test_a_network_on_a_machine_without_git(circle: Circle, outside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = circle.bea.folder
    monkeypatch.setenv("PATH", str(outside))
    for words in ((), ("status",), ("member", "list"), ("sync",)):
        result = circle.bea.run(*words, folder=folder)
        assert (result.code, result.err.splitlines()[0]) == (
            2, "pmnet: error: git is not installed, and pmnet needs it",
        ), words  # fmt: skip


def test_a_network_that_was_named_and_is_none_is_an_error_as_ever(tmp_path: Path, outside: Path) -> None:
    zoe = Person("zoe", tmp_path)
    assert zoe.run("--network", "x", folder=outside).code == 10
    assert zoe.run("--json", folder=outside).code == 10
    zoe.extra["PMNET_NETWORK"] = "x"
    assert zoe.run(folder=outside).code == 10
