"""Who takes which of several positions, so that together it is best: the assignment problem, in the size of a team.

- As many positions as possible are filled; nobody takes two.
- Of all ways to do so, the one with the most points in all.
- Of those, the one whose first position has the candidate with the smallest digest, then the second, and so on; a position
  that nobody takes comes after all digests. So the answer is one, the same on every machine.

Positions come in one by one (successive shortest paths): for each, whoever has a place may be moved on to another one if that is
worth more in all. What was best for the positions before makes such a chain enough to be best with one more. A lead has at most
twelve positions; the whole takes some milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Candidate(NamedTuple):
    """Somebody who could take a position: their points, and the digest by which ties are broken."""

    member: str
    score: int
    digest: str


Worth = Mapping[str, Mapping[str, int]]
"""What each position is worth with each of its candidates; without anybody, nothing."""


def best(candidates: Mapping[str, Sequence[Candidate]]) -> dict[str, Candidate]:
    """The best combination, position by position; one that nobody can take is left out."""
    worth = _worth({position: _foremost(found, len(candidates)) for position, found in candidates.items()})
    taken: dict[str, str] = {}
    for position in worth:
        taken = _with(position, taken, worth)
    known = {(position, one.member): one for position, found in candidates.items() for one in found}
    return {position: known[position, taken[position]] for position in worth if position in taken}


def _foremost(found: Iterable[Candidate], number: int) -> list[Candidate]:
    """The best candidates of a position, as many as there are positions.

    Nobody further behind is needed: the other positions can take all of these but one, and that one is worth more.
    """
    return sorted(found, key=lambda one: (-one.score, one.digest, one.member))[:number]


def _worth(candidates: Mapping[str, Sequence[Candidate]]) -> Worth:
    """The three rules as one whole number: the next never outweighs the one before, and sums compare as the rules do.

    Digests become places among a position's candidates, written as the digits of a number, a position a digit.
    """
    base = 1 + max(map(len, candidates.values()), default=0)
    point = base ** len(candidates)
    filled = point * (1 + sum(max((one.score for one in found), default=0) for found in candidates.values()))
    worth: dict[str, dict[str, int]] = {}
    for digit, (position, found) in zip(range(len(candidates) - 1, -1, -1), candidates.items(), strict=True):
        last_first = sorted(found, key=lambda one: (one.digest, one.member), reverse=True)
        worth[position] = {
            one.member: filled + point * one.score + place * base**digit for place, one in enumerate(last_first, 1)
        }
    return worth


def _with(position: str, taken: Mapping[str, str], worth: Worth) -> dict[str, str]:
    """The best combination with one more position, from the best one without it.

    Looks for the chain that gains most: somebody takes the position, theirs goes to somebody else, and so on, until a place
    goes to somebody who had none, or to nobody. No chain visits a place twice, so as many rounds as there are places find it
    (Bellman and Ford).
    """
    places = {member: place for place, member in taken.items()}
    gains, chains = {position: 0}, {position: [position]}
    for _ in taken:
        for place in list(gains):
            for member, points in worth[place].items():
                onward = places.get(member, place)
                gain = gains[place] + points - worth[onward][member]
                if onward not in gains or gain > gains[onward]:
                    gains[onward], chains[onward] = gain, [*chains[place], onward]
    ends = [
        (gains[place] + points, place, member)
        for place in gains
        for member, points in {"": 0, **worth[place]}.items()
        if member not in places
    ]
    _, last, newcomer = max(ends)
    takers = [*(taken[place] for place in chains[last][1:]), newcomer]
    moved = {**taken, **dict(zip(chains[last], takers, strict=True))}
    return {place: member for place, member in moved.items() if member}
