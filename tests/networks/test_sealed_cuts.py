"""What is sealed, where the line is cut in the middle: it is there with its act or not at all, and gone once it is erased."""

from __future__ import annotations

import pytest
from bad_server import Fault, Way
from behind import Behind
from people import Person
from traces import left_behind
from under_seal import add_lead, insist_fitting, insist_nothing_public, lying, name_of, refs

BEGIN = b"BEGIN AGE ENCRYPTED FILE"
FEW = ((Way.DOWN, 0.97),)
PARTS = [
    pytest.param(FEW, id="few"),
    *(
        pytest.param(
            tuple((way, (number + part / 4) / 10) for number in range(10)),
            id=f"{way.name} {part}",
            marks=pytest.mark.long,
        )
        for way in Way
        for part in range(4)
    ),
]
"""Where it is cut: parts of all that goes in a direction."""


def cut(behind: Behind, person: Person, fault: Fault, again: bool, *words: str) -> None:
    """A command whose line is cut, and what brings it to its end: typed again, or the next sync."""
    acts = behind.acts()
    behind.server.fault = fault
    result = person.run(*words, "--json")
    assert (result.code, result.json["sent"]) in ((8, False), (0, True)), result.err
    behind.server.settle()
    behind.server.fault = None
    insist_fitting(behind.circle)
    assert left_behind(person.root.parent, [person.folder]) == []
    waits = result.code == 8
    assert len(person.ok("status")["waiting"]) == waits
    if waits and again:
        assert person.ok(*words)["sent"] is True
    elif waits:
        assert [delivery["sent"] for delivery in person.ok("sync")["deliveries"]] == [True]
    assert person.ok("status")["waiting"] == []
    assert behind.acts() == acts + 1
    insist_fitting(behind.circle)


def sizes(behind: Behind, person: Person, *words: str) -> dict[Way, int]:
    """What goes in each direction for a command that is done."""
    person.ok(*words)
    return dict(behind.server.gone)


@pytest.mark.parametrize("parts", PARTS)
def test_a_disclosure_that_was_cut_is_had_by_both_or_by_nobody_yet(
    behind: Behind, parts: tuple[tuple[Way, float], ...]
) -> None:
    bea, carl = behind.circle.bea, behind.circle.carl
    first = add_lead(bea)
    carl.ok("claim", first)
    whole = sizes(behind, bea, "accept", first)
    for number, (way, part) in enumerate(parts):
        lead = add_lead(bea, "--client", f"Muster Maschinenbau {number}", "--position", f"pm{number}")
        carl.ok("claim", lead, "--over-capacity")
        bea.ok("sync")
        cut(behind, bea, Fault(way, int(whole[way] * part)), bool(number % 2), "accept", lead)
        carl.ok("sync")
        assert name_of(carl, lead) == f"Muster Maschinenbau {number}"
        steps = [row["step"] for row in bea.ok("lead", "show", lead)["handovers"][0]["steps"]]
        assert steps == ["claim", "accept", "disclose"]
    insist_nothing_public(behind.circle)


@pytest.mark.parametrize("parts", PARTS)
def test_an_erasing_that_was_cut_leaves_nothing_in_the_end(
    behind: Behind, parts: tuple[tuple[Way, float], ...]
) -> None:
    bea, carl = behind.circle.bea, behind.circle.carl
    whole = sizes(behind, bea, "lead", "erase", add_lead(bea), "--yes")
    for number, (way, part) in enumerate(parts):
        lead = add_lead(bea, "--client", f"Muster Maschinenbau {number}")
        carl.ok("claim", lead, "--message", "Done twice", "--over-capacity")
        bea.ok("accept", lead)
        carl.ok("sync")
        cut(behind, bea, Fault(way, int(whole[way] * part)), bool(number % 2), "lead", "erase", lead, "--yes")
        assert refs(behind.circle) == {}
        carl.ok("sync")
        for person in (bea, carl):
            assert not [name for name, content in lying(person).items() if BEGIN in content]
            assert "was erased" in person.refused(6, "client", lead)["message"]
