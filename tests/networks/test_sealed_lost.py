"""What is sealed, where a server lost it or cannot be asked for it: whoever has it sends it again, and nobody signs unread."""

from __future__ import annotations

import pytest
from awake import wake
from behind import Behind
from people import Circle
from under_seal import OWN, add_lead, insist_fitting, name_of, refs


@pytest.fixture
def lead(circle: Circle) -> str:
    """A lead of bea's that carl has claimed, with his words."""
    found = add_lead(circle.bea)
    circle.carl.ok("sync")
    circle.carl.ok("claim", found, "--message", "Done twice")
    return found


def lose(circle: Circle, *names: str) -> None:
    """Let the server lose what is sealed."""
    for name in names:
        circle.shared_git("update-ref", "-d", f"{OWN}/{name}")


def test_a_handover_that_the_server_lost_is_sent_again_by_the_one_who_has_it(circle: Circle, lead: str) -> None:
    before = refs(circle)
    lose(circle, f"{lead}/pm.1", f"{lead}/lead")
    error = circle.bea.refused(9, "accept", lead)
    assert error["message"] == f"the sealed half of {lead}.pm.1 is not on the server"
    assert error["hint"].startswith("pmnet sync --sealed by the other one of the two ")
    assert circle.carl.ok("sync")["sent_again"] == []
    assert circle.carl.ok("sync", "--sealed")["sent_again"] == [f"{lead}.pm.1"]
    assert f"sent again: what is sealed in {lead}" in circle.bea.run("sync", "--sealed").out
    assert refs(circle) == before
    insist_fitting(circle)
    assert circle.bea.ok("accept", lead)["state"] == "disclosed"
    circle.carl.ok("sync")
    assert name_of(circle.carl, lead) == "Muster Maschinenbau GmbH"
    assert circle.carl.ok("sync", "--sealed")["sent_again"] == []


@pytest.mark.parametrize("judged", [True, pytest.param(False, marks=pytest.mark.long)])
def test_what_is_not_named_any_more_is_not_sent_again(circle: Circle, lead: str, judged: bool, judge: str) -> None:
    """Neither what was replaced since nor what was erased comes back, whether a judge stands there or not."""
    if judged:
        circle.anna.ok("hook", "install", str(circle.bare))
        if judge:
            wake(circle.bare / "hooks" / "pre-receive", judge)
    circle.bea.ok("sync")
    assert circle.bea.ok("accept", lead)["state"] == "disclosed"
    lose(circle, f"{lead}/pm.1")
    assert circle.carl.ok("sync", "--sealed")["sent_again"] == []
    assert circle.bea.ok("sync", "--sealed")["sent_again"] == [f"{lead}.pm.1"]
    insist_fitting(circle)
    circle.bea.ok("lead", "erase", lead, "--yes")
    for person in (circle.bea, circle.carl):
        assert person.ok("sync", "--sealed")["sent_again"] == []
    assert refs(circle) == {}


def test_nobody_signs_for_what_is_not_here_and_cannot_be_read(behind: Behind) -> None:
    """The act that names it was fetched before the line went: the words themselves are not here."""
    bea, server = behind.circle.bea, behind.server
    lead = add_lead(bea)
    behind.circle.carl.ok("sync")
    behind.circle.carl.ok("claim", lead, "--message", "Done twice")
    bea.git("fetch", "-q", "origin", "+refs/heads/main:refs/remotes/origin/main")
    bea.git("update-ref", "refs/pmnet/verified", "refs/remotes/origin/main")
    server.vanish()
    error = bea.refused(8, "accept", lead)
    assert error["message"].startswith("nothing was saved, because it rests on something sealed that is not here yet: ")
    assert error["hint"] == "pmnet sync, when it can be reached again; read it, then type this again"
    assert bea.ok("status")["waiting"] == []
    server.start()
    assert bea.ok("accept", lead)["state"] == "disclosed"
    insist_fitting(behind.circle)
