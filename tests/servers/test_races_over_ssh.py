"""Members who act at the same moment over a real sshd: the same verdicts as over a path."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from people import Circle, copy_circle

sys.path.insert(0, str(Path(__file__).parent.parent / "races"))

from crowded import Race, twin

if TYPE_CHECKING:
    from ssh_server import SshServer

pytestmark = pytest.mark.server


@pytest.mark.parametrize(("copies", "rounds"), [(2, 1), pytest.param(4, 10, marks=pytest.mark.long)])
def test_all_claim_one_position_at_once_over_ssh_and_one_holds_it(
    template: Circle, sshd: SshServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copies: int, rounds: int
) -> None:
    for name, value in sshd.variables.items():
        monkeypatch.setenv(name, value)
    circle = copy_circle(template, tmp_path / "net")
    circle.remote = sshd.address(circle.bare)
    for person in circle.people.values():
        person.git("remote", "set-url", "origin", circle.remote)
    names = ["bea", "carl"]
    for number in range(2, copies + 1):
        names += [twin(circle, name, f"{name}-{number}").id for name in names[:2]]
    with Race(circle, names) as race:
        for number in range(rounds):
            lead = circle.anna.ok("lead", "add", "--title", f"Wanted {number}")["id"]
            race.start()
            race.insist_one_holder(lead, race.run(["claim", lead, "--json"]))
            race.insist_nothing_lost()
        race.insist_all_in_order()
