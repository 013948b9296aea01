"""The best combination of people over positions: told by cases, and compared with trying every one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmnet.rules.assignment import Candidate, best

steady = settings(derandomize=True, database=None, deadline=None, max_examples=400)


def one(member: str, score: int = 10, digest: int = 0) -> Candidate:
    return Candidate(member, score, f"{digest:03}")


def taken(candidates: Mapping[str, Sequence[Candidate]]) -> str:
    return " ".join(f"{position}:{found.member}" for position, found in best(candidates).items())


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        pytest.param({}, "", id="no positions"),
        pytest.param({"pmo": []}, "", id="nobody"),
        pytest.param({"pmo": [one("ann", 9), one("bob", 12)]}, "pmo:bob", id="the one with more points"),
        pytest.param({"pmo": [one("ann", 0)]}, "pmo:ann", id="no points are better than nobody"),
        pytest.param({"pmo": [one("ann", 9, 2), one("bob", 9, 1)]}, "pmo:bob", id="a tie goes by digest"),
        pytest.param(
            {"pmo": [one("ann", 50)], "plan": [one("ann", 60), one("bob", 1)]}, "pmo:ann plan:bob", id="nobody twice"
        ),
        pytest.param(
            {"pmo": [one("ann", 50), one("bob", 1)], "plan": [one("ann", 60)], "cutover": []},
            "pmo:bob plan:ann",
            id="more positions before more points",
        ),
        pytest.param(
            {"pmo": [one("ann", 50), one("bob", 30)], "plan": [one("ann", 45), one("bob", 40)]},
            "pmo:ann plan:bob",
            id="most points in all",
        ),
        pytest.param(
            {"pmo": [one("ann", 50), one("bob", 40)], "plan": [one("ann", 45), one("bob", 30)]},
            "pmo:bob plan:ann",
            id="most points in all, though the first could have more",
        ),
        pytest.param(
            {"a": [one("ann")], "b": [one("ann"), one("bob")], "c": [one("bob"), one("cid")], "d": [one("cid")]},
            "a:ann b:bob c:cid",
            id="four for three: the last one is left, for a digest comes before nobody",
        ),
        pytest.param(
            {"a": [one("ann"), one("bob")], "b": [one("ann"), one("cid")], "c": [one("ann"), one("dan")], "d": [one("ann")]},
            "a:bob b:cid c:dan d:ann",
            id="whoever had a place is moved on",
        ),
        pytest.param(
            {"a": [one("ann", 10, 1), one("bob", 10, 2)], "b": [one("ann", 10, 1), one("bob", 10, 2)]},
            "a:ann b:bob",
            id="the first position's digest before the second's",
        ),
        pytest.param({"a": [one("ann", 9)], "b": [one("ann", 8)]}, "a:ann", id="one for two, where they have more"),
        pytest.param({"a": [one("ann", 8)], "b": [one("ann", 9)]}, "b:ann", id="be it the second"),
    ],
)  # fmt: skip
def test_the_best_combination(candidates: dict[str, list[Candidate]], expected: str) -> None:
    assert taken(candidates) == expected


def worth(combination: Sequence[Candidate | None]) -> tuple[Any, ...]:
    """What is less is better: more filled, more points, digests in order."""
    filled = [found for found in combination if found is not None]
    ties = tuple((found is None, found.digest if found else "") for found in combination)
    return -len(filled), -sum(found.score for found in filled), ties


def tried(candidates: Mapping[str, Sequence[Candidate]]) -> dict[str, Candidate]:
    """The best combination, found by trying them all."""
    all_of_them = (
        combination
        for combination in product(*([*found, None] for found in candidates.values()))
        if len(members := [found.member for found in combination if found]) == len(set(members))
    )
    chosen = min(all_of_them, key=worth)
    return {position: found for position, found in zip(candidates, chosen, strict=True) if found is not None}


@st.composite
def questions(draw: st.DrawFn) -> dict[str, list[Candidate]]:
    """Few members and few different points, so that ties and shortages are many; digests differ in each position."""
    positions = draw(st.integers(0, 4))
    members = [f"m{number}" for number in range(draw(st.integers(1, 5)))]
    found: dict[str, list[Candidate]] = {}
    for position in range(positions):
        who = draw(st.lists(st.sampled_from(members), unique=True))
        digests = draw(st.permutations(range(len(who))))
        points = draw(st.lists(st.sampled_from([0, 1, 2, 3, 1000]), min_size=len(who), max_size=len(who)))
        found[f"p{position}"] = [one(*parts) for parts in zip(who, points, digests, strict=True)]
    return found


@steady
@given(questions())
def test_no_other_combination_is_better(candidates: dict[str, list[Candidate]]) -> None:
    assert best(candidates) == tried(candidates)


@steady
@given(questions(), st.randoms(use_true_random=False))
def test_the_order_in_which_candidates_come_does_not_matter(candidates: dict[str, list[Candidate]], dice: Any) -> None:
    shuffled = {position: dice.sample(found, len(found)) for position, found in candidates.items()}
    assert best(shuffled) == best(candidates)


def test_everybody_wants_the_same_twelve_of_many() -> None:
    crowd = [one(f"m{number}", 7 * number % 97, number) for number in range(250)]
    found = best({f"p{place}": crowd for place in range(12)})
    assert len({chosen.member for chosen in found.values()}) == 12
    assert sum(chosen.score for chosen in found.values()) == sum(sorted(found.score for found in crowd)[-12:])


def test_a_long_chain_is_found_over_all_twelve_positions() -> None:
    members = [f"m{number:02}" for number in range(12)]
    pairs = {f"p{place:02}": [one(members[place]), one(members[place + 1], 10, 1)] for place in range(11)}
    found = best({**pairs, "p11": [one("m00")]})
    assert {position: chosen.member for position, chosen in found.items()} == {
        **{f"p{place:02}": members[place + 1] for place in range(11)},
        "p11": "m00",
    }
