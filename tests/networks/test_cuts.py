"""A line that is cut in the middle of sending: at any byte, in either direction, each act is done once in the end."""

from __future__ import annotations

import pytest
from bad_server import Fault, Way
from behind import Behind
from people import Person
from traces import left_behind

FEW = (0, 0.6, 0.99)
PARTS = [
    pytest.param(FEW, id="few"),
    *(
        pytest.param(tuple((number + part / 5) / 30 for number in range(30)), id=f"many {part}", marks=pytest.mark.long)
        for part in range(5)
    ),
]
"""Where it is cut: parts of all that goes in that direction."""

NEARLY = 0.9
"""From here on, all that matters may have gone through before the cut."""


def insist_saved(person: Person, *words: str, may_arrive: bool = False) -> bool:
    """A command ends as one whose act waits, with a sentence that a project manager can use; whether it did.

    With `may_arrive`, it may also have had its answer before the cut.
    """
    result = person.run(*words, "--json")
    if may_arrive and result.code == 0:
        assert result.json["sent"] is True
        assert person.ok("status")["waiting"] == []
        return False
    assert result.code == 8, (result.out, result.err)
    assert result.json["sent"] is False
    error = result.error
    assert error["message"] in (
        "saved, but not sent yet: the network's server cannot be reached: the connection broke off",
        "saved, but not sent yet: the network's server cannot be reached",
    )
    assert error["hint"] == "pmnet sync, when it can be reached again"
    assert len(person.ok("status")["waiting"]) == 1
    return True


@pytest.mark.parametrize("parts", PARTS)
@pytest.mark.parametrize("way", list(Way), ids=lambda way: way.name)
def test_wherever_sending_is_cut_the_act_waits_and_is_done_once(
    behind: Behind, way: Way, parts: tuple[float, ...]
) -> None:
    bea, server = behind.circle.bea, behind.server
    bea.ok("member", "set", "headline=Before")
    whole, acts = server.gone[way], behind.acts()
    for number, part in enumerate(parts):
        words = ("member", "set", f"headline=Cut {number}")
        server.fault = Fault(way, int(whole * part))
        waits = insist_saved(bea, *words, may_arrive=part > NEARLY)
        assert left_behind(bea.root.parent, [bea.folder]) == []
        server.settle()
        server.fault = None
        if number % 2 and waits:
            assert [delivery["sent"] for delivery in bea.ok("sync")["deliveries"]] == [True]
        elif waits:
            assert bea.ok(*words)["sent"] is True
        assert bea.ok("status")["waiting"] == []
        assert behind.acts() == acts + number + 1
    assert server.struck >= len([part for part in parts if part <= NEARLY])


def test_the_server_had_taken_it_before_the_answer_was_lost(behind: Behind) -> None:
    bea, carl, server = behind.circle.bea, behind.circle.carl, behind.server
    bea.ok("member", "set", "headline=Before")
    acts = behind.acts()
    server.fault = Fault(Way.DOWN, server.gone[Way.DOWN] - 10)
    insist_saved(bea, "member", "set", "headline=Taken")
    server.settle()
    assert behind.acts() == acts + 1
    server.fault = None
    carl.ok("member", "set", "headline=Meanwhile")
    assert bea.ok("sync")["deliveries"] == [{"act": "bea changes headline", "sent": True, "reason": None}]
    assert behind.acts() == acts + 2
    assert bea.ok("member", "show", "bea")["headline"] == "Taken"
