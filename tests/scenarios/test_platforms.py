"""One network on every kind of system: names that one of them keeps are not taken, and bytes stay what was signed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from people import Circle, Person

PERSON = ("--full-name", "Con", "--email", "con@example.org")


@pytest.mark.parametrize("name", ["con", "LPT9"])
def test_nobody_founds_a_network_under_a_name_that_windows_keeps(tmp_path: Path, name: str) -> None:
    error = Person("con", tmp_path).refused(2, "init", "net", "--name", "PM Netz", "--as", name, *PERSON)
    said = f"{name!r} cannot be a member's name: Windows keeps it for itself, and nobody there could have a copy"
    assert error["message"] == said
    assert error["hint"] == f"add something to it, such as {name.lower()}-beck"
    assert not (tmp_path / "net").exists()


def test_nobody_joins_under_a_name_that_windows_keeps(circle: Circle) -> None:
    nul = Person("nul", circle.root)
    error = nul.refused(2, "join", circle.remote, "net", "--as", "nul", *PERSON, "--yes")
    assert error["message"].startswith("'nul' cannot be a member's name: Windows keeps it for itself")
    assert not (circle.root / "net").exists()


def test_no_position_is_called_as_windows_keeps_it(circle: Circle) -> None:
    error = circle.bea.refused(1, "lead", "add", "--title", "Printing", "--position", "prn")
    assert "'prn' cannot be used: some systems keep that name for devices" in error["message"]


def test_a_copy_made_with_other_programs_has_the_bytes_that_were_signed(circle: Circle, tmp_path: Path) -> None:
    """As git is set up on Windows, where it writes other line ends."""
    settings = ("-c", "core.autocrlf=true", "-c", "core.eol=crlf")
    copy = tmp_path / "copy"
    subprocess.run(["git", *settings, "clone", "-q", circle.remote, copy], check=True)
    for path in circle.anna.git("ls-files").split():
        signed = subprocess.run(
            ["git", "-C", copy, "cat-file", "blob", f"HEAD:{path}"], capture_output=True, check=True
        )
        assert (copy / path).read_bytes() == signed.stdout
        assert b"\r" not in signed.stdout
    changed = subprocess.run(["git", *settings, "-C", copy, "status", "--porcelain"], capture_output=True, check=True)
    assert changed.stdout == b""
