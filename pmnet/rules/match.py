"""Who fits what, with every point explained; docs/matching.md tells it in prose.

A question is a list of criteria. Those who miss nothing come first, by points, then the near misses. Ties are broken by a
digest of the question and the name, so that the same question gives the same order on every machine and the alphabet favours
nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final, NamedTuple, Protocol

from pmnet.rules.criteria import WISHES, Criterion, Judge, Question, Reason, Value, Verdict, Weights


class Hit(NamedTuple):
    """How well one member, lead or position fits: the points with their reasons, and what is missing."""

    id: str
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        """The sum of all points."""
        return sum(reason.points for reason in self.reasons)


class Facts(Protocol):
    """What is known of subjects, each a number; a store implements it."""

    def size(self, criterion: Criterion) -> int:
        """About how many subjects something is known of for a criterion."""

    def values(self, criterion: Criterion, among: Collection[int] | None = None) -> Mapping[int, Value]:
        """What is known for a criterion, of all subjects or of some; those are missing of whom nothing is."""

    def everybody(self) -> set[int]:
        """All subjects that are looked at."""

    def names(self, subjects: Collection[int]) -> Mapping[int, str]:
        """What some subjects are called; without those that are not looked at. Several may share a name."""


class Tally(NamedTuple):
    """How one subject fares: how much is missing, and its points with a minus, so that the best sorts first."""

    missing: int
    minus: int
    subject: int


class Search:
    """One question, put to all subjects.

    Nearly always enough of them meet all musts, and then nobody else is looked at: the musts are read from the rarest one on,
    each of those who met the ones before. Only where they are too few, near misses are looked for.
    """

    def __init__(self, question: Question, facts: Facts, judge: Judge, weights: Weights) -> None:
        self.question = question
        self._facts = facts
        self._judge = judge
        self._weights = weights
        self._musts = [criterion for criterion in question if criterion.must and criterion.kind not in WISHES]
        self._sizes = {criterion: facts.size(criterion) for criterion in self._musts}
        self._musts.sort(key=self._sizes.__getitem__)
        self._read: dict[Criterion, Mapping[int, Value]] = {}
        self._known: list[tuple[Criterion, Mapping[int, Value]]] = []

    def best(self, most: int | None) -> list[tuple[str, int]]:
        """The first `most` names in order (None: all of them), each with the subject that fits best."""
        exact = [tally for tally in self._tallies(self._meeting_all()) if not tally.missing]
        found = self._in_order(exact, most)
        if most is not None and len(found) == most:
            return found
        return self._in_order(self._tallies(self._meeting_half()), most)

    def hit(self, name: str, subject: int) -> Hit:
        """How well one of them fits, in words."""
        return hit(name, [self._judge(asked, values.get(subject), self._weights) for asked, values in self._known])

    def _meeting_all(self) -> set[int]:
        """Who meets all musts."""
        found: set[int] | None = None
        for criterion in self._musts:
            met = self._meeting(criterion, found)
            found = met if found is None else found & met
        return self._facts.everybody() if found is None else found

    def _meeting_half(self) -> set[int]:
        """Who may meet half of the musts: whoever does meets at least one of any of them but the other half."""
        if not self._musts:
            return self._facts.everybody()
        rarest = self._musts[: len(self._musts) // 2 + 1]
        return set().union(*(self._meeting(criterion, None) for criterion in rarest))

    def _meeting(self, criterion: Criterion, among: set[int] | None) -> set[int]:
        values = self._values(criterion, among)
        outcomes = self._outcomes(criterion, values)
        return {subject for subject, value in values.items() if outcomes[value] is not None}

    def _values(self, criterion: Criterion, among: set[int] | None) -> Mapping[int, Value]:
        """What is known for a criterion, at least of some subjects: of all, where asking for so many takes longer."""
        if criterion in self._read:
            return self._read[criterion]
        if among is not None and DEARER * len(among) < self._sizes.get(criterion, DEARER * len(among) + 1):
            return self._facts.values(criterion, among)
        self._read[criterion] = self._facts.values(criterion)
        return self._read[criterion]

    def _tallies(self, found: set[int]) -> list[Tally]:
        """How those fare who miss at most half of the musts, in no order."""
        self._known = [(criterion, self._values(criterion, found)) for criterion in self.question]
        columns = [
            (values, self._outcomes(criterion, values), criterion.kind in WISHES) for criterion, values in self._known
        ]
        fitting = []
        for subject in found:
            missing = unwished = points = 0
            for values, outcomes, wish in columns:
                outcome = outcomes[values.get(subject)]
                if outcome is not None:
                    points += outcome
                elif wish:
                    unwished += 1
                else:
                    missing += 1
            if 2 * missing <= len(self._musts):
                fitting.append(Tally(missing + unwished, -points, subject))
        return fitting

    def _outcomes(self, criterion: Criterion, values: Mapping[int, Value]) -> dict[Value, int | None]:
        """The points of each value that occurs, None where something is missing: few differ, so each is judged once."""
        verdicts = {value: self._judge(criterion, value, self._weights) for value in {None, *values.values()}}
        return {value: points_of(verdict) for value, verdict in verdicts.items()}

    def _in_order(self, fitting: Iterable[Tally], most: int | None) -> list[tuple[str, int]]:
        alike: dict[tuple[int, int], list[int]] = {}
        for missing, minus, subject in fitting:
            alike.setdefault((missing, minus), []).append(subject)
        salt, found = salt_of(self.question), dict[str, int]()
        for _, subjects in sorted(alike.items()):
            named = dict[str, int]()
            for subject, name in sorted(self._facts.names(subjects).items()):
                named.setdefault(name, subject)
            for name in sorted(named, key=lambda name: digest(salt, name)):
                found.setdefault(name, named[name])
            if most is not None and len(found) >= most:
                break
        return list(found.items())[:most]


DEARER: Final = 3
"""How many times longer it takes to ask for one subject than to read on to the next one."""


def points_of(verdict: Verdict) -> int | None:
    """The points of a verdict; None where something is missing."""
    return verdict.points if isinstance(verdict, Reason) else None if isinstance(verdict, str) else 0


def tally(question: Question, verdicts: Sequence[Verdict], subject: int) -> Tally | None:
    """How one subject fares, by the verdicts on each criterion; None where it misses more than half of the musts."""
    asked = [criterion.kind not in WISHES for criterion in question]
    missing = [wanted for wanted, verdict in zip(asked, verdicts, strict=True) if isinstance(verdict, str)]
    musts = sum(wanted and criterion.must for wanted, criterion in zip(asked, question, strict=True))
    points = sum(points_of(verdict) or 0 for verdict in verdicts)
    return Tally(len(missing), -points, subject) if 2 * sum(missing) <= musts else None


def hit(name: str, verdicts: Sequence[Verdict]) -> Hit:
    """How well something fits, in words."""
    return Hit(
        name,
        tuple(verdict for verdict in verdicts if isinstance(verdict, Reason)),
        tuple(verdict for verdict in verdicts if isinstance(verdict, str)),
    )


def salt_of(question: Question) -> str:
    """A question as text, the same for everybody who asks the same."""
    return repr([tuple(criterion) for criterion in question])


def digest(salt: str, name: str) -> str:
    """What ties are broken by."""
    return sha256(f"{salt}{name}".encode()).hexdigest()
