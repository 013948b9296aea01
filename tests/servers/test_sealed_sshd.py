"""What is sealed, over a real sshd with git's restricted shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from people import Circle
from under_seal import add_lead, insist_fitting, insist_nothing_public, lying, name_of, refs

if TYPE_CHECKING:
    from ssh_server import SshServer

pytestmark = [pytest.mark.server, pytest.mark.long]


def test_a_client_is_sealed_disclosed_and_erased_over_ssh(moved: Circle, sshd: SshServer) -> None:
    circle = moved
    lead = add_lead(circle.bea)
    circle.carl.ok("claim", lead, "--message", "Done twice")
    assert circle.bea.ok("accept", lead)["state"] == "disclosed"
    circle.carl.ok("sync")
    assert name_of(circle.carl, lead) == name_of(circle.bea, lead) == "Muster Maschinenbau GmbH"
    insist_fitting(circle)
    circle.bea.ok("lead", "erase", lead, "--yes")
    assert refs(circle) == {}
    circle.carl.ok("sync")
    assert not [name for name, content in lying(circle.carl).items() if b"BEGIN AGE ENCRYPTED" in content]
    insist_nothing_public(circle, b"Done twice")
    sshd.stop()
    assert circle.bea.run("lead", "add", "--title", "In a tunnel", "--client", "Muster").code == 8
    assert circle.bea.run("inbox").code == 0
