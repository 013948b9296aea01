"""What may be asked of members and of positions, and what each answer is worth; docs/matching.md tells it in prose.

What is known of somebody for a criterion is a value; a criterion's verdict on a value is points with a line that says why, or
what is missing. The first table below is of members, the second of positions, from the side of whoever looks for one.

This module and `match` answer a command in less time than dataclasses take to load: hence named tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

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


Value = Any
"""What is known of a subject for a criterion: a level, a number of years, a day; None where nothing is."""

Verdict = Reason | str | None
"""Points with their reason, what is missing, or nothing to say."""

Weights = Mapping[str, int]
"""How many points what is worth in a network."""

Judge = Callable[[Criterion, Value, Weights], Verdict]
"""(criterion, value, weights) -> verdict."""


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
