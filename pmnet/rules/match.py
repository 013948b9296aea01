"""Who fits what, with every point explained; docs/matching.md tells it in prose.

A question is a list of criteria. What is known of somebody for a criterion is a value; a criterion's verdict on a value is
points with a line that says why, or what is missing. Those who miss nothing come first, by points, then the near misses.
Ties are broken by a digest of the question and the name, so that the same question gives the same order on every machine and
the alphabet favours nobody.

This module answers a command in less time than dataclasses take to load: hence named tuples, and nothing else is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

CEFR: Final = ("A1", "A2", "B1", "B2", "C1", "C2", "native")

FOREVER: Final = "9999-12-31"
"""The last day of what has none."""

MOST_YEARS: Final = 10
"""Years in an industry beyond these give no more points."""


class Criterion(NamedTuple):
    """One thing that is asked for: what kind, of which key, how much of it at least, in which period.

    Days are written as ISO 8601, so that they compare as text. A certificate must not have expired before `start`; that free
    days were confirmed is fresh since `start`, and counts at all since `end`. One that is no must only adds points.
    """

    kind: str
    key: str = ""
    least: int = 0
    must: bool = True
    start: str = ""
    end: str = ""


Question = Sequence[Criterion]

WISHES: Final = frozenset({"declines-industry", "declines-days", "declines-contract"})
"""What somebody does not want: missing where they say so, and nothing asked for where they do not."""


class Reason(NamedTuple):
    """Points, and the line that explains them."""

    points: int
    text: str


class Hit(NamedTuple):
    """How well one member, lead or position fits: the points with their reasons, and what is missing."""

    id: str
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        """The sum of all points."""
        return sum(reason.points for reason in self.reasons)


Value = Any
"""What is known of a subject for a criterion: a level, a number of years, a day; None where nothing is."""

Verdict = Reason | str | None
"""Points with their reason, what is missing, or nothing to say."""

Weights = Mapping[str, int]
"""How many points what is worth in a network."""

Judge = Callable[[Criterion, Value, Weights], Verdict]
"""(criterion, value, weights) -> verdict."""


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
    from hashlib import sha256

    return sha256(f"{salt}{name}".encode()).hexdigest()


def of_member(criterion: Criterion, value: Value, weights: Weights) -> Verdict:
    """What a criterion says of a member."""
    return _as_asked(criterion, MEMBER[criterion.kind](criterion, value, weights))


def of_position(criterion: Criterion, value: Value, weights: Weights) -> Verdict:
    """What a criterion says of a position, from the side of whoever looks for one."""
    return _as_asked(criterion, POSITION[criterion.kind](criterion, value, weights))


def _as_asked(criterion: Criterion, verdict: Verdict) -> Verdict:
    """A verdict as it is where that is a must; what is none is never missing."""
    if isinstance(verdict, str) and not criterion.must:
        return Reason(0, f"{verdict}, which is no must")
    return verdict


def rung(level: str) -> int:
    """How high a language level is, from 1; one nobody knows is the lowest."""
    return CEFR.index(level) + 1 if level in CEFR else 0


def _cefr(found: int) -> str:
    return CEFR[found - 1] if found else "at an unknown level"


def _skill(asked: Criterion, level: Value, weights: Weights) -> Verdict:
    if not level or level < asked.least:
        return f"{asked.key} at level {level}, asked for {asked.least}" if level else f"no {asked.key}"
    points = weights["skill"] + weights["skill_level"] * (level - asked.least)
    return Reason(points, f"{asked.key} at level {level} (asked: {asked.least})")


def _language(asked: Criterion, level: Value, weights: Weights) -> Verdict:
    if level is None:
        return f"no {asked.key}"
    if level < asked.least:
        return f"{asked.key} {_cefr(level)}, asked for {_cefr(asked.least)}"
    return Reason(weights["language"], f"{asked.key} {_cefr(level)} (asked: {_cefr(asked.least)})")


def _industry(asked: Criterion, years: Value, weights: Weights) -> Verdict:
    if years is None:
        return f"no experience in industry {asked.key}"
    points = weights["industry"] + weights["industry_year"] * min(years, MOST_YEARS)
    return Reason(points, f"industry {asked.key}, {years} years")


def _certificate(asked: Criterion, expires: Value, weights: Weights) -> Verdict:
    if expires is None:
        return f"no {asked.key}"
    if expires < asked.start:
        return f"{asked.key} expired on {expires}"
    return Reason(weights["certificate"], asked.key + (f" until {expires}" if expires < FOREVER else ""))


def _region(asked: Criterion, on_site: Value, weights: Weights) -> Verdict:
    if on_site is None:
        return f"does not work in {asked.key}"
    if on_site < asked.least:
        return f"works on site in {asked.key} for at most {on_site}%, asked for {asked.least}%"
    return Reason(weights["region"], f"works in {asked.key}")


def _free(asked: Criterion, days: Value, weights: Weights) -> Verdict:
    """`days` are those that are left, and those that were said."""
    left, said = days or (0, 0)
    period = f"{asked.start} to {asked.end}" + (f", {said} but for won work" if left < said else "")
    if left < asked.least:
        return f"free {left} of {asked.least} days a week, {period}"
    return Reason(weights["free"], f"free {left} days a week, {period} (asked: {asked.least})")


def _confirmed(asked: Criterion, day: Value, weights: Weights) -> Verdict:
    if day is None:
        return "free days were never confirmed"
    if day < asked.end:
        return f"free days not confirmed since {day}"
    fresh = "fresh" if day >= asked.start else "ageing"
    return Reason(weights[fresh], f"confirmed on {day} ({fresh})")


def _word(asked: Criterion, value: Value, weights: Weights) -> Verdict:
    word = repr(asked.key)
    return Reason(weights["word"], f"{word} is mentioned") if value else f"{word} is not mentioned"


def _plain(weight: str, met: str, missing: str) -> Judge:
    """A criterion that is met or not; `{}` in its words is the key."""

    def judge(asked: Criterion, value: Value, weights: Weights) -> Verdict:
        return Reason(weights[weight], met.format(asked.key)) if value else missing.format(asked.key)

    return judge


def _wish(words: str) -> Judge:
    """Something a member does not want; `{}` in its words is the key, then how much they do want."""

    def judge(asked: Criterion, value: Value, _: Weights) -> Verdict:
        return words.format(asked.key, value) if value else None

    return judge


MEMBER: Final[Mapping[str, Judge]] = {
    "skill": _skill,
    "language": _language,
    "industry": _industry,
    "certificate": _certificate,
    "role": _plain("role", "works as {}", "does not work as {}"),
    "method": _plain("method", "works by {}", "does not work by {}"),
    "region": _region,
    "remote": _plain("remote", "works remotely", "does not work remotely"),
    "word": _word,
    "free": _free,
    "confirmed": _confirmed,
    "declines-industry": _wish("does not want to work in industry {}"),
    "declines-days": _wish("wants at least {1} days a week"),
    "declines-contract": _wish("accepts none of its contract models"),
}


def _asks_skill(mine: Criterion, asked: Value, weights: Weights) -> Verdict:
    """`asked` is the level, and whether it is a must."""
    if asked is None:
        return f"does not ask for {mine.key}"
    level, must = asked
    if level <= mine.least:
        return Reason(weights["skill"] + weights["skill_level"] * level, f"asks for {mine.key} at level {level}")
    if must:
        return f"asks for {mine.key} at level {level}, more than {mine.least}"
    return Reason(0, f"asks for {mine.key} at level {level}, more than {mine.least}, which is no must")


def _needs_language(mine: Criterion, level: Value, weights: Weights) -> Verdict:
    if level is None:
        return f"does not need {mine.key}"
    if level > mine.least:
        return f"needs {mine.key} {_cefr(level)}, more than {_cefr(mine.least)}"
    return Reason(weights["language"], f"needs {mine.key} {_cefr(level)}")


def _has_role(mine: Criterion, role: Value, weights: Weights) -> Verdict:
    if role == mine.key:
        return Reason(weights["role"], f"looks for {mine.key}")
    return f"looks for {role or 'no named role'}"


def _lies_in(mine: Criterion, region: Value, weights: Weights) -> Verdict:
    if region is None:
        return "no region said"
    inside = region == mine.key or region.startswith(f"{mine.key}-")
    return Reason(weights["region"], f"in {region}") if inside else f"in {region}"


def _has_industry(mine: Criterion, industry: Value, weights: Weights) -> Verdict:
    text = f"industry {industry or 'not said'}"
    return Reason(weights["industry"], text) if industry == mine.key else text


def _is_remote(mine: Criterion, percent: Value, weights: Weights) -> Verdict:
    return Reason(weights["remote"], f"{percent}% remote") if percent else "not remote"


def _takes_days(mine: Criterion, days: Value, weights: Weights) -> Verdict:
    text = f"{days or '?'} days a week"
    return Reason(weights["free"], text) if days and days <= mine.least else text


def _begins(mine: Criterion, day: Value, weights: Weights) -> Verdict:
    begins = day or mine.end
    text = f"starts {begins}"
    return Reason(weights["free"], text) if begins >= mine.start else f"{text}, before {mine.start}"


def _ends(mine: Criterion, day: Value, weights: Weights) -> Verdict:
    if day is None:
        return "no last day said"
    return Reason(weights["free"], f"ends {day}") if day <= mine.end else f"ends {day}, after {mine.end}"


POSITION: Final[Mapping[str, Judge]] = {
    "skill": _asks_skill,
    "language": _needs_language,
    "industry": _has_industry,
    "certificate": _plain("certificate", "asks for {}", "does not ask for {}"),
    "role": _has_role,
    "method": _plain("method", "works by {}", "does not name {}"),
    "region": _lies_in,
    "remote": _is_remote,
    "word": _word,
    "days": _takes_days,
    "begins": _begins,
    "ends": _ends,
}


def resolved(
    asked: Iterable[Criterion], today: str, later: Callable[[str], str], confirmed: Criterion
) -> Iterator[Criterion]:
    """What a position asks for on a day: free days from then on at the earliest, and `confirmed` with them.

    `later` gives the last day of a period that has none.
    """
    for criterion in asked:
        if criterion.kind == "certificate":
            yield criterion._replace(start=today)
        elif criterion.kind == "free":
            start = max(criterion.start, today)
            yield criterion._replace(start=start, end=max(criterion.end or later(start), start))
            yield confirmed
        else:
            yield criterion
