"""Whatever was typed in a tunnel may be typed again: it is the same act, and it is done once."""

from __future__ import annotations

import pytest
from people import Circle
from under_seal import CLIENT, add_lead, insist_fitting

TERMS = 'kind: one-off\namount: "1500"\n'


@pytest.fixture
def lead(circle: Circle) -> str:
    """A lead of bea's with a client, of which one position is claimed by carl and the other offered to him."""
    found = add_lead(circle.bea, *CLIENT, "--position", "pm", "--position", "pmo", "--mode", "choose")
    (circle.root / "terms.yaml").write_text(TERMS)
    circle.carl.ok("claim", found, "--position", "pm", "--terms", "terms.yaml")
    circle.bea.ok("offer", found, "carl", "--position", "pmo")
    circle.sync()
    return found


AGREED = (("bea", "accept", "{lead}.pm.1"),)
UNASKED = (("carl", "withdraw", "{lead}.pm.1"), ("bea", "withdraw", "{lead}.pmo.1"))
WON = (*AGREED, ("carl", "win", "{lead}.pm.1"))
TYPED = {
    "skill add": ((), "bea", ("skill", "add", "risk", "4")),
    "free": ((), "bea", ("free", "3")),
    "member set": ((), "bea", ("member", "set", "headline=Typed")),
    "vouch": ((), "bea", ("vouch", "carl", "--basis", "worked-together")),
    "object": ((), "bea", ("object", "carl", "--reason", "A reason")),
    "pause": ((), "bea", ("pause",)),
    "lead add": ((), "bea", ("lead", "add", "--title", "Typed", *CLIENT)),
    "lead seal": ((), "bea", ("lead", "seal", "{lead}", "--unit", "Werk Nord")),
    "lead close": ((), "bea", ("lead", "close", "{lead}", "--reason", "cancelled")),
    "lead extend": (UNASKED, "bea", ("lead", "extend", "{lead}")),
    "lead erase": ((), "bea", ("lead", "erase", "{lead}", "--yes")),
    "claim": ((), "anna", ("claim", "{lead}", "--position", "pm", "--wait")),
    "accept a claim": ((), "bea", ("accept", "{lead}")),
    "accept an offer": ((), "carl", ("accept", "{lead}")),
    "counter": ((), "bea", ("counter", "{lead}.pm.1", "--terms", "terms.yaml")),
    "decline": ((), "carl", ("decline", "{lead}.pmo.1", "--reason", "dates")),
    "withdraw": ((), "carl", ("withdraw", "{lead}.pm.1")),
    "contacted": (AGREED, "carl", ("contacted", "{lead}.pm.1", "--message", "Spoke to her")),
    "win": (AGREED, "carl", ("win", "{lead}")),
    "return": (AGREED, "carl", ("return", "{lead}.pm.1", "--reason", "capacity")),
    "amend": (AGREED, "bea", ("amend", "{lead}.pm.1", "--terms", "terms.yaml")),
    "dispute": (AGREED, "carl", ("dispute", "{lead}.pm.1")),
    "bill": (WON, "carl", ("bill", "{lead}.pm.1", "--month", "2026-11", "--days", "12", "--amount", "14160.00")),
    "complete": (WON, "bea", ("complete", "{lead}.pm.1")),
}


FEW = ("accept a claim",)


def cases() -> list[object]:
    """All of them; in the short form, the one that other tests do not type twice."""
    marks = {name: () if name in FEW else (pytest.mark.long,) for name in TYPED}
    return [pytest.param(*case, id=name, marks=marks[name]) for name, case in TYPED.items()]


@pytest.mark.parametrize(("before", "who", "words"), cases())
def test_typed_three_times_and_done_once(
    circle: Circle, lead: str, before: tuple[tuple[str, ...], ...], who: str, words: tuple[str, ...]
) -> None:
    for name, *step in before:
        circle.people[name].ok(*(word.replace("{lead}", lead) for word in step))
        circle.sync()
    person, typed = circle.people[who], [word.replace("{lead}", lead) for word in words]
    acts = int(circle.shared_git("rev-list", "--count", "main"))
    circle.bare.rename(circle.root / "gone.git")
    for _ in range(2):
        result = person.run(*typed, "--json")
        assert (result.code, result.json["sent"]) == (8, False), result.err
        assert len(person.ok("status")["waiting"]) == 1
    (circle.root / "gone.git").rename(circle.bare)
    assert person.ok(*typed)["sent"] is True
    assert int(circle.shared_git("rev-list", "--count", "main")) == acts + 1
    assert person.ok("status")["waiting"] == []
    insist_fitting(circle)
