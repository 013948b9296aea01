"""The members of a network and the leads they bring, as plain mappings, as varied as real ones."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from chance import FOUNDED, NOW, Dice, filled, label

from pmnet.domain.clock import format_instant
from pmnet.domain.ids import draw_lead_id
from pmnet.domain.text import fold
from pmnet.store.vocabularies import vocabulary

Content = dict[str, Any]

FIRST: Final = (
    "Anja Ben Çağla Dörte Emil Franziska Günther Hélène Igor Jürgen Käthe Lukas Mónica Nils Özlem Petra Quirin Rüdiger "
    "Sören Thea Urs Vera Wolfgang Xenia Yannick Zoë"
)
LAST: Final = (
    "Albrecht Böhm Conrad Dürr Egger Fröhlich Größl Huber Imhof Jäger Kühn Lindner Müller Nägeli Österreicher Pfeiffer "
    "Quast Rößler Schäfer Tschudi Ulrich Vögeli Weiß Yersin Zürcher"
)
LANGUAGES: Final = ("de", "en", "fr", "it", "es", "nl", "pl", "cs", "sv", "no", "tr", "hu", "pt")
COUNTRIES: Final = ("DE", "AT", "CH", "NL", "FR", "IT", "PL", "CZ", "SE", "NO", "LU")
RUNGS: Final = tuple(vocabulary("cefr").terms)
TITLES: Final = (
    ("{role}: {skill}, and it began late", "{role}: {skill} unter Termindruck"),
    ("{role}: {skill} in three plants", "{role}: {skill} an drei Standorten"),
    ("{role} ad interim: {skill}", "{role} auf Zeit: {skill}"),
)
SUMMARIES: Final = (
    "Began late; the steering committee wants it in time. The plan is there, and nobody has defended it so far.",
    "Two suppliers, one works council and a date that does not move. Daily contact with the board's office.",
    "Der bisherige Leiter geht Ende des Quartals; eine Übergabe von drei Wochen ist vereinbart und wird bezahlt.",
    "Mittelständler mit drei Werken. Gesucht wird jemand, der Termine hält und mit Technik und Einkauf gleich gut redet.",
)


class Crowd:
    """Who has joined so far, and who of them can be found at a moment."""

    def __init__(self, dice: Dice, founders: Sequence[str]) -> None:
        self.dice = dice
        self.taken = set(founders)
        self.active = list(founders)
        self.since = [FOUNDED.date()] * len(founders)

    def join(self, day: date) -> Content:
        """One more member: most are active, some paused, left or candidates."""
        dice = self.dice
        name = f"{dice.choice(FIRST.split())} {dice.choice(LAST.split())}"
        slug = fold(name).replace(" ", "-")
        slug = f"{slug}-{len(self.taken)}" if slug in self.taken else slug
        self.taken.add(slug)
        who: Content = {
            "id": slug,
            "name": name,
            "email": f"{slug}@example.org",
            "keys": dice.keys(),
            "joined": str(day),
        }
        candidate = day > dice.day(NOW, -20, -20) or dice.often(0.02)
        vouchers = dice.sample(
            self.active, dice.randint(0, 1) if candidate else min(len(self.active), dice.randint(2, 3))
        )
        content = who | profile(dice) | time_of(dice)
        content["vouches"] = [self._vouch(by, day) for by in vouchers]
        content["objections"] = [self._objection()] if dice.often(0.02) else []
        gone = dice.random()
        if gone < 0.04:
            content["paused"] = str(dice.day(NOW, -90, -1))
        elif gone < 0.08:
            content["left"] = str(max(day, dice.day(NOW, -400, -1)))
        elif not candidate:
            self.active.append(slug)
            self.since.append(day + timedelta(days=30))
        return filled(content)

    def pick(self, at: datetime, *besides: str) -> str:
        """Somebody active who was there at a moment."""
        there = max(len(besides) + 2, bisect_left(self.since, at.date()))
        while (found := self.active[self.dice.randrange(there)]) in besides:
            pass
        return found

    def _vouch(self, by: str, joined: date) -> Content:
        at = datetime.combine(joined, time(10), UTC) + self.dice.hours(1, 400)
        return {"by": by, "at": format_instant(min(at, NOW)), "basis": self.dice.word("vouch-bases")}

    def _objection(self) -> Content:
        at = format_instant(NOW - self.dice.hours(24, 5000))
        return {"by": self.active[0], "at": at, "reason": "Two offers lapsed without a word."}


def profile(dice: Dice) -> Content:
    """What a member can do and where."""
    german, roles, skills = dice.often(0.7), dice.words("roles", 1, 4), dice.words("skills", 4, 14)
    industries = dice.words("industries", 0, 4)
    area = {
        "base": dice.word("regions"),
        "countries": dice.some(COUNTRIES, 1, 4),
        "remote": dice.often(0.7),
        "onsite_percent": dice.randrange(0, 101, 20),
    }
    known = ", ".join(label("skills", skill, german) for skill in skills[:2])
    return {
        "headline": f"{label('roles', roles[0], german)}: {known}"[:120].strip(),
        "roles": roles,
        "seniority": {
            "years": dice.randint(3, 35),
            "largest_budget": dice.word("budget-bands"),
            "largest_team": dice.word("team-bands"),
        },
        "skills": [_skill(dice, skill) for skill in skills],
        "industries": [{"division": key, "years": dice.randint(1, 20)} for key in industries],
        "methods": dice.words("methods", 0, 4),
        "certificates": [_certificate(dice, key) for key in dice.words("certificates", 0, 4)],
        "languages": _spoken(dice, german),
        "work_area": area,
    }


def time_of(dice: Dice) -> Content:
    """When a member is free, and what for; said lately by most, long ago by some."""
    capacity: Content = {"days_per_week": dice.randint(2, 5)}
    if dice.often(0.95):
        capacity["confirmed"] = str(dice.day(NOW, -dice.choice((14, 14, 28, 120)), 0))
    periods, start = [], dice.day(NOW, -60, 60)
    for _ in range(dice.randint(0, 4)):
        end = dice.day(start, 20, 200)
        periods.append(
            {"from": str(start), "to": str(end), "days_per_week": dice.randint(1, capacity["days_per_week"])}
        )
        start = dice.day(end, 1, 40)
    if periods and dice.often(0.2):
        del periods[-1]["to"]
    wants = {
        "min_days": dice.randint(1, 3),
        "exclude_industries": dice.words("industries", 0, 2),
        "contract_models": dice.words("contract-models", 1, 3),
    }
    return {"capacity": filled(capacity | {"free": periods}), "wants": filled(wants) if dice.often(0.6) else {}}


def lead(dice: Dice, crowd: Crowd, registered: datetime, taken: set[str]) -> Content:
    """What a member passes on, with one to four positions; most that are old are closed or have run out."""
    german, name = dice.often(0.7), draw_lead_id(registered.date(), dice.randrange)
    while name in taken:
        name = draw_lead_id(registered.date(), dice.randrange)
    taken.add(name)
    start = dice.day(registered, 14, 90)
    roles = dice.words("roles", 1, 4) if dice.often(0.4) else [dice.word("roles")]
    positions = [_position(dice, role, start, german) for role in roles]
    wanted = label("skills", positions[0]["skills"][0]["skill"], german)
    title = dice.choice(TITLES)[german].format(role=label("roles", roles[0], german), skill=wanted)
    return filled(
        {
            "id": name,
            "owner": crowd.pick(registered),
            "registered": format_instant(registered),
            "title": title[:120].strip(),
            "mode": dice.choices(("first", "choose", "invite"), (7, 2, 1))[0],
            "protected_until": str(dice.day(registered, *dice.choice(((90, 90), (90, 90), (180, 180))))),
            "positions": positions,
            "summary": " ".join(dice.sample(SUMMARIES, dice.randint(1, 3))),
            "respond_within": dice.choice((None, None, None, 8, 24, 40)),
            "industry": dice.word("industries"),
            "client_size": dice.word("client-sizes"),
            "region": dice.word("regions"),
            "remote_percent": dice.randrange(0, 101, 20),
            "languages": {"de": dice.choice(RUNGS[2:6])} | ({"en": dice.choice(RUNGS[2:5])} if dice.often(0.4) else {}),
            "methods": dice.words("methods", 0, 2),
            "certificates": dice.words("certificates", 0, 2),
            "start": str(start),
            "end": str(dice.day(start, 60, 500)),
            "contract_models": dice.words("contract-models", 1, 3),
            "client_consent": dice.choice(("given", "asked", "none")),
            "restrictions": ["Nobody who worked for the supplier in the last two years."] if dice.often(0.1) else [],
            "sealed": dice.digest() if dice.often(0.8) else None,
        }
        | _ending(dice, registered)
    )


def _skill(dice: Dice, skill: str) -> Content:
    level = dice.choices((1, 2, 3, 4, 5), (2, 4, 6, 5, 2))[0]
    return {"skill": skill, "level": level, "years": dice.randint(1, 20), "last_used": 2026 - dice.randint(0, 6)}


def _certificate(dice: Dice, key: str) -> Content:
    """A certificate; those that must be renewed have expired here and there."""
    issued, years = dice.day(NOW, -2000, -10), vocabulary("certificates").terms[key].more.get("valid_years")
    expires = str(issued + timedelta(days=365 * years)) if years else None
    return filled({"certificate": key, "issued": str(issued), "expires": expires})


def _spoken(dice: Dice, german: bool) -> Content:
    others = [tag for tag in dice.some(LANGUAGES, 1, 4) if tag != "de"]
    first = "native" if german else dice.choice(RUNGS[2:6])
    return {"de": first} | {tag: dice.choice(RUNGS) for tag in others}


def _position(dice: Dice, role: str, start: date, german: bool) -> Content:
    """One position; some begin and end on days of their own."""
    skills = [
        {"skill": key, "level": dice.randint(2, 5), "must": dice.often(0.6)} for key in dice.words("skills", 1, 6)
    ]
    begins = dice.day(start, 0, 60)
    own = {"start": str(begins), "end": str(dice.day(begins, 30, 200))} if dice.often(0.2) else {}
    return {
        "key": role,
        "title": label("roles", role, german),
        "role": role,
        "skills": skills,
        "days_per_week": dice.randint(1, 5),
        **own,
    }


def _ending(dice: Dice, registered: datetime) -> Content:
    """How a lead ended, where its owner said so; the last fields of its record."""
    chance, at = dice.random(), format_instant(registered + dice.hours(100, 2000))
    if at > format_instant(NOW):
        return {}
    if chance < 0.03:
        return {"erased": at}
    return {"closed": {"at": at, "reason": dice.word("close-reasons")}} if chance < 0.35 else {}
