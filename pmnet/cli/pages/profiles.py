"""What a page says of one person, from the profile that they agreed to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from pmnet.cli.pages.parts import Facts, Person, Skill
from pmnet.domain.phrase import counted, phrase
from pmnet.domain.records import FreeTime, MemberCertificate, MemberSkill
from pmnet.rules.showing import Profile
from pmnet.store.vocabularies import vocabulary

MOST_PERIODS: Final = 4
"""How many periods of free days are told; nobody plans further from a page."""


def person(anchor: str, name: object, profile: Profile, today: date, role: object = "") -> Person:
    """A person on a page; `role` says what they are here for."""
    return Person(
        anchor,
        name,
        role,
        profile.headline,
        phrase("Skills"),
        [_skill(entry) for entry in profile.skills],
        Facts(
            (
                (phrase("Free"), tuple(free(period) for period in profile.free[:MOST_PERIODS])),
                (phrase("Roles"), labels("roles", profile.roles)),
                (phrase("Experience"), tuple(_experience(profile))),
                (phrase("Industries"), labels("industries", (entry.division for entry in profile.industries))),
                (phrase("Certificates"), tuple(_certificate(entry, today) for entry in profile.certificates)),
                (phrase("Languages"), tuple(spoken(tag, level) for tag, level in profile.languages.items())),
                (phrase("Methods"), labels("methods", profile.methods)),
                (phrase("Works in"), tuple(_places(profile))),
                (phrase("E-mail"), profile.email),
            )
        ),
    )


def free(period: FreeTime) -> str:
    """Free days over a period."""
    if period.to is None:
        return counted(
            period.days_per_week,
            "{n} day a week from {start}",
            "{n} days a week from {start}",
            start=period.start,
        )
    return counted(
        period.days_per_week,
        "{n} day a week from {start} to {end}",
        "{n} days a week from {start} to {end}",
        start=period.start,
        end=period.to,
    )


def labels(name: str, keys: Iterable[str]) -> tuple[str, ...]:
    """What keys of a vocabulary are called."""
    return tuple(vocabulary(name).label(key) for key in keys)


def level(of: int) -> str:
    """What a level of a skill means, in words."""
    return vocabulary("levels").label(str(of))


def spoken(tag: str, cefr: str) -> str:
    """A language and how well it is spoken."""
    return phrase(
        "{language}: {level}",
        language=vocabulary("languages").label(tag),
        level=vocabulary("cefr").label(cefr),
    )


def _skill(entry: MemberSkill) -> Skill:
    words = level(entry.level)
    if entry.years:
        words = counted(entry.years, "{level}, {n} year", "{level}, {n} years", level=words)
    return Skill(vocabulary("skills").label(entry.skill), entry.level, words)


def _experience(profile: Profile) -> Iterable[str]:
    if profile.years is not None:
        yield counted(profile.years, "{n} year as a project manager", "{n} years as a project manager")
    if profile.largest_team:
        yield phrase("largest team: {team}", team=vocabulary("team-bands").label(profile.largest_team))


def _certificate(entry: MemberCertificate, today: date) -> str:
    name = vocabulary("certificates").label(entry.certificate)
    if entry.expires is None:
        return name
    if entry.expires < today:
        return phrase("{certificate}, expired on {day}", certificate=name, day=entry.expires)
    return phrase("{certificate}, valid until {day}", certificate=name, day=entry.expires)


def _places(profile: Profile) -> Iterable[str]:
    yield from labels("regions", dict.fromkeys(filter(None, (profile.base, *profile.countries))))
    if profile.remote:
        yield phrase("remotely, too")
