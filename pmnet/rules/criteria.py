"""What may be asked of members and of positions, and what each answer is worth; docs/matching.md tells it in prose.

What is known of somebody for a criterion is a value; a criterion's verdict on a value is points with a line that says why, or
what is missing. The first table below is of members, the second of positions, from the side of whoever looks for one.

This module and `match` answer a command in less time than dataclasses take to load: hence named tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from pmnet.domain.phrase import Phrase, counted, pattern, phrase

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
        return Reason(0, phrase("{verdict}, which is no must", verdict=verdict))
    return verdict


def rung(level: str) -> int:
    """How high a language level is, from 1; one nobody knows is the lowest."""
    return CEFR.index(level) + 1 if level in CEFR else 0


def _cefr(found: int) -> str:
    return CEFR[found - 1] if found else phrase("at an unknown level")


def _skill(asked: Criterion, level: Value, weights: Weights) -> Verdict:
    if not level or level < asked.least:
        if not level:
            return phrase("no {key}", key=asked.key)
        return phrase("{key} at level {level}, asked for {least}", key=asked.key, level=level, least=asked.least)
    points = weights["skill"] + weights["skill_level"] * (level - asked.least)
    text = phrase("{key} at level {level} (asked: {least})", key=asked.key, level=level, least=asked.least)
    return Reason(points, text)


def _language(asked: Criterion, level: Value, weights: Weights) -> Verdict:
    if level is None:
        return phrase("no {key}", key=asked.key)
    said = {"key": asked.key, "level": _cefr(level), "least": _cefr(asked.least)}
    if level < asked.least:
        return phrase("{key} {level}, asked for {least}", **said)
    return Reason(weights["language"], phrase("{key} {level} (asked: {least})", **said))


def _industry(asked: Criterion, years: Value, weights: Weights) -> Verdict:
    if years is None:
        return phrase("no experience in industry {key}", key=asked.key)
    points = weights["industry"] + weights["industry_year"] * min(years, MOST_YEARS)
    return Reason(points, counted(years, "industry {key}, {n} year", "industry {key}, {n} years", key=asked.key))


def _certificate(asked: Criterion, expires: Value, weights: Weights) -> Verdict:
    if expires is None:
        return phrase("no {key}", key=asked.key)
    if expires < asked.start:
        return phrase("{key} expired on {expires}", key=asked.key, expires=_day(expires))
    text = phrase("{key} until {expires}", key=asked.key, expires=_day(expires)) if expires < FOREVER else asked.key
    return Reason(weights["certificate"], text)


def _region(asked: Criterion, on_site: Value, weights: Weights) -> Verdict:
    if on_site is None:
        return phrase("does not work in {key}", key=asked.key)
    if on_site < asked.least:
        said = {"key": asked.key, "on_site": on_site, "least": asked.least}
        return phrase("works on site in {key} for at most {on_site}%, asked for {least}%", **said)
    return Reason(weights["region"], phrase("works in {key}", key=asked.key))


def _free(asked: Criterion, days: Value, weights: Weights) -> Verdict:
    """`days` are those that are left, and those that were said."""
    left, said = days or (0, 0)
    period = phrase("{start} to {end}", start=_day(asked.start), end=_day(asked.end))
    if left < said:
        period = phrase("{period}, {said} but for won work", period=period, said=said)
    if left < asked.least:
        return phrase("free {left} of {least} days a week, {period}", left=left, least=asked.least, period=period)
    text = counted(
        left,
        "free {n} day a week, {period} (asked: {least})",
        "free {n} days a week, {period} (asked: {least})",
        least=asked.least,
        period=period,
    )
    return Reason(weights["free"], text)


def _confirmed(asked: Criterion, day: Value, weights: Weights) -> Verdict:
    if day is None:
        return phrase("free days were never confirmed")
    if day < asked.end:
        return phrase("free days not confirmed since {day}", day=_day(day))
    if day >= asked.start:
        return Reason(weights["fresh"], phrase("confirmed on {day} (fresh)", day=_day(day)))
    return Reason(weights["ageing"], phrase("confirmed on {day} (ageing)", day=_day(day)))


def _word(asked: Criterion, value: Value, weights: Weights) -> Verdict:
    if value:
        return Reason(weights["word"], phrase("{word!r} is mentioned", word=asked.key))
    return phrase("{word!r} is not mentioned", word=asked.key)


def _day(written: Value) -> object:
    """A day as something that is said in any language; one that nobody could write stays as it is."""
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        return written


def _plain(weight: str, met: str, missing: str) -> Judge:
    """A criterion that is met or not; `{key}` in its patterns is the key."""

    def judge(asked: Criterion, value: Value, weights: Weights) -> Verdict:
        said = {"key": asked.key}
        return Reason(weights[weight], Phrase(met, said)) if value else Phrase(missing, said)

    return judge


def _wish(words: str) -> Judge:
    """Something a member does not want; in its pattern `{key}` is the key, and `{value}` how much they do want."""

    def judge(asked: Criterion, value: Value, _: Weights) -> Verdict:
        return Phrase(words, {"key": asked.key, "value": value}) if value else None

    return judge


MEMBER: Final[Mapping[str, Judge]] = {
    "skill": _skill,
    "language": _language,
    "industry": _industry,
    "certificate": _certificate,
    "role": _plain("role", pattern("works as {key}"), pattern("does not work as {key}")),
    "method": _plain("method", pattern("works by {key}"), pattern("does not work by {key}")),
    "region": _region,
    "remote": _plain("remote", pattern("works remotely"), pattern("does not work remotely")),
    "word": _word,
    "free": _free,
    "confirmed": _confirmed,
    "declines-industry": _wish(pattern("does not want to work in industry {key}")),
    "declines-days": _wish(pattern("wants at least {value} days a week")),
    "declines-contract": _wish(pattern("accepts none of its contract models")),
}


def _asks_skill(mine: Criterion, asked: Value, weights: Weights) -> Verdict:
    """`asked` is the level, and whether it is a must."""
    if asked is None:
        return phrase("does not ask for {key}", key=mine.key)
    level, must = asked
    if level <= mine.least:
        text = phrase("asks for {key} at level {level}", key=mine.key, level=level)
        return Reason(weights["skill"] + weights["skill_level"] * level, text)
    more = phrase("asks for {key} at level {level}, more than {least}", key=mine.key, level=level, least=mine.least)
    return more if must else Reason(0, phrase("{verdict}, which is no must", verdict=more))


def _needs_language(mine: Criterion, level: Value, weights: Weights) -> Verdict:
    if level is None:
        return phrase("does not need {key}", key=mine.key)
    if level > mine.least:
        said = {"key": mine.key, "level": _cefr(level), "least": _cefr(mine.least)}
        return phrase("needs {key} {level}, more than {least}", **said)
    return Reason(weights["language"], phrase("needs {key} {level}", key=mine.key, level=_cefr(level)))


def _has_role(mine: Criterion, role: Value, weights: Weights) -> Verdict:
    if role == mine.key:
        return Reason(weights["role"], phrase("looks for {key}", key=mine.key))
    return phrase("looks for {key}", key=role) if role else phrase("looks for no named role")


def _lies_in(mine: Criterion, region: Value, weights: Weights) -> Verdict:
    if region is None:
        return phrase("no region said")
    inside = region == mine.key or region.startswith(f"{mine.key}-")
    text = phrase("in {region}", region=region)
    return Reason(weights["region"], text) if inside else text


def _has_industry(mine: Criterion, industry: Value, weights: Weights) -> Verdict:
    text = phrase("industry {key}", key=industry) if industry else phrase("industry not said")
    return Reason(weights["industry"], text) if industry == mine.key else text


def _is_remote(mine: Criterion, percent: Value, weights: Weights) -> Verdict:
    return Reason(weights["remote"], phrase("{percent}% remote", percent=percent)) if percent else phrase("not remote")


def _takes_days(mine: Criterion, days: Value, weights: Weights) -> Verdict:
    text = counted(days, "{n} day a week", "{n} days a week") if days else phrase("days a week not said")
    return Reason(weights["free"], text) if days and days <= mine.least else text


def _begins(mine: Criterion, day: Value, weights: Weights) -> Verdict:
    begins = day or mine.end
    if begins >= mine.start:
        return Reason(weights["free"], phrase("starts {begins}", begins=_day(begins)))
    return phrase("starts {begins}, before {start}", begins=_day(begins), start=_day(mine.start))


def _ends(mine: Criterion, day: Value, weights: Weights) -> Verdict:
    if day is None:
        return phrase("no last day said")
    if day <= mine.end:
        return Reason(weights["free"], phrase("ends {day}", day=_day(day)))
    return phrase("ends {day}, after {end}", day=_day(day), end=_day(mine.end))


POSITION: Final[Mapping[str, Judge]] = {
    "skill": _asks_skill,
    "language": _needs_language,
    "industry": _has_industry,
    "certificate": _plain("certificate", pattern("asks for {key}"), pattern("does not ask for {key}")),
    "role": _has_role,
    "method": _plain("method", pattern("works by {key}"), pattern("does not name {key}")),
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
