"""What people outside the network are shown of a member: what that member agreed to, and nothing else.

Whatever leaves the network about a member goes through a Profile, which holds the fields that were agreed to and is empty
otherwise. Money is in none of them: not a rate, which no record has, and not the size of the budgets somebody led.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from pmnet.domain.records import FreeTime, Member, MemberCertificate, MemberIndustry, MemberSkill
from pmnet.domain.text import fold, squeeze
from pmnet.rules.teaser import EMAIL, LOOKS, PHONE, URL

NAMING: Final = frozenset({"name", "email"})
"""The fields that say who somebody is; an anonymous proposal goes without them."""

SHORTEST: Final = 2
"""How many letters a word of a name has that is looked for in other texts."""

INFLECTED: Final = 4
"""From how many letters on a word of a name is also looked for with another ending than the s of `Annas`."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A member as people outside may see them; what was not agreed to, or not said, is empty."""

    name: str = ""
    email: str = ""
    headline: str = ""
    roles: tuple[str, ...] = ()
    years: int | None = None
    largest_team: str = ""
    skills: tuple[MemberSkill, ...] = ()
    industries: tuple[MemberIndustry, ...] = ()
    methods: tuple[str, ...] = ()
    certificates: tuple[MemberCertificate, ...] = ()
    languages: Mapping[str, str] = field(default_factory=dict)
    base: str = ""
    countries: tuple[str, ...] = ()
    remote: bool | None = None
    free: tuple[FreeTime, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """One skill or industry and who has it: how many, and the names of those who agreed to be named with it."""

    key: str
    many: int
    named: tuple[str, ...]


def shown(member: Member, agreed: Collection[str], free: tuple[FreeTime, ...] = (), today: date = date.min) -> Profile:
    """A member with the fields that were agreed to; of `free`, what is still to come counts.

    A headline that says who somebody is, or how to reach them, is left out where that was not agreed to.
    """
    profile = Profile()
    for name in FILLED.keys() & agreed:
        profile = replace(profile, **FILLED[name](member))
    if "capacity" in agreed:
        profile = replace(profile, free=tuple(_to_come(free, today)))
    return replace(profile, headline="") if tells(profile.headline, member, agreed) else profile


def tells(headline: str, member: Member, agreed: Collection[str]) -> bool:
    """Whether a headline says of its member what they did not agree to: their name, or how to reach them."""
    if "email" not in agreed and _looks(headline, (EMAIL, URL, PHONE)):
        return True
    if "name" in agreed:
        return False
    names = {*_called(member.name), *_words(member.id), *(_words(member.email.partition("@")[0], 3))}
    whole = squeeze(member.name) in squeeze(headline)
    return whole or any(_is(word, names) for word in _words(headline)) or _looks(headline, LOOKS.values())


def spectrum(profiles: Iterable[Profile], keys: Callable[[Profile], Iterable[str]]) -> Sequence[Share]:
    """What people have between them, what most of them have first; each is counted once, and named where they may be."""
    having: dict[str, list[str]] = {}
    for profile in profiles:
        for key in dict.fromkeys(keys(profile)):
            having.setdefault(key, []).append(profile.name)
    shares = [Share(key, len(names), tuple(sorted(filter(None, names), key=fold))) for key, names in having.items()]
    return sorted(shares, key=lambda share: (-share.many, share.key))


def _to_come(free: Iterable[FreeTime], today: date) -> Iterable[FreeTime]:
    for period in free:
        if period.days_per_week and (period.to is None or period.to >= today):
            yield replace(period, start=max(period.start, today))


def _words(text: str, shortest: int = SHORTEST) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", fold(text)) if len(word) >= shortest]


def _called(name: str) -> list[str]:
    """The words of a name by which somebody is known: not `van` and `der`, which are written small."""
    words = re.findall(r"[^\W_]+", name)
    return _words(" ".join([word for word in words if not word[0].islower()] or words))


def _is(word: str, names: Collection[str]) -> bool:
    """Whether a word is one of these names, as it is or with an ending: `Annas`, `Beckers`, `Quinten`."""
    if word in names or word.removesuffix("s") in names:
        return True
    return any(word[:-cut] in names for cut in (1, 2) if len(word) >= INFLECTED + cut)


def _looks(text: str, patterns: Iterable[re.Pattern[str]]) -> bool:
    """Whether a text holds what looks like an address, a web page, a number to call or a firm."""
    found = (match for pattern in patterns for match in pattern.finditer(text))
    return any(value for match in found for value in match.groupdict().values())


def _seniority(member: Member) -> dict[str, Any]:
    said = member.seniority
    return {} if said is None else {"years": said.years, "largest_team": said.largest_team or ""}


def _work_area(member: Member) -> dict[str, Any]:
    said = member.work_area
    return {} if said is None else {"base": said.base or "", "countries": said.countries, "remote": said.remote}


FILLED: Final[Mapping[str, Callable[[Member], dict[str, Any]]]] = {
    "name": lambda member: {"name": member.name},
    "email": lambda member: {"email": member.email},
    "headline": lambda member: {"headline": member.headline or ""},
    "roles": lambda member: {"roles": member.roles},
    "seniority": _seniority,
    "skills": lambda member: {"skills": tuple(sorted(member.skills, key=lambda entry: -entry.level))},
    "industries": lambda member: {"industries": member.industries},
    "methods": lambda member: {"methods": member.methods},
    "certificates": lambda member: {"certificates": member.certificates},
    "languages": lambda member: {"languages": member.languages},
    "work_area": _work_area,
}
"""What of a record each field that can be agreed to gives to a profile; free days are worked out elsewhere."""
