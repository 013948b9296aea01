"""What `find`, `match` and `team` have to answer, worked out from a network's YAML by the tables of docs/matching.md.

Nothing here comes from the program but a tie's salt: what it makes the digest of beside an id. Each function takes one line of
the tables after another, without any cleverness, so that it can be read beside that page.
"""

from __future__ import annotations

import importlib.resources
import itertools
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

import yaml
from plain_state import Loader, Network, Record, day, period

WEIGHTS = {
    "skill": 10,
    "skill_level": 3,
    "language": 10,
    "industry": 10,
    "industry_year": 1,
    "certificate": 10,
    "role": 10,
    "method": 5,
    "region": 10,
    "remote": 10,
    "word": 5,
    "free": 10,
    "fresh": 5,
    "ageing": 2,
}

CEFR = ("A1", "A2", "B1", "B2", "C1", "C2", "native")

FOUR_WEEKS = timedelta(weeks=4)


class Ask(NamedTuple):
    """One criterion: what is asked for, how much of it, whether it must be, and for free days from when until when."""

    kind: str
    key: str = ""
    least: Any = None
    must: bool = True
    start: date | None = None
    end: date | None = None


class Row(NamedTuple):
    """One line of an answer: what each criterion gives that is told, and what is missing, both by (kind, key)."""

    id: str
    points: tuple[tuple[str, str, int], ...]
    missing: tuple[tuple[str, str], ...]
    position: str = ""

    @property
    def score(self) -> int:
        return sum(points for _, _, points in self.points)


Salt = Callable[[Row], str]
"""What a tie's digest is made of for a row, as the program says it."""


class Oracle(Network):
    """A network at a moment, and what must be answered about it."""

    @property
    def weights(self) -> dict[str, int]:
        return {**WEIGHTS, **self.policy.get("weights", {})}

    # what is asked

    def asked_of_members(self, options: Record) -> list[Ask]:
        """The criteria of `find`, by its options."""
        asks = self.asked_of_both(options)
        if options.keys() & {"from", "to", "days"}:
            start = options.get("from", self.today)
            end = options.get("to", start + FOUR_WEEKS)
            asks += free(options.get("days", 1), start, end)
        return asks

    def asked_of_leads(self, options: Record) -> list[Ask]:
        """The criteria of `find --leads`, by its options."""
        asks = self.asked_of_both(options)
        asks += [Ask(name, "", options[name]) for name in ("days", "from", "to") if name in options]
        return asks

    def asked_of_both(self, options: Record) -> list[Ask]:
        asks = [Ask("word", word) for word in options.get("words", [])]
        asks += [Ask("skill", skill, level) for skill, level in options.get("skill", [])]
        asks += [Ask("skill", skill, level, must=False) for skill, level in options.get("should", [])]
        asks += [Ask("language", tag, level) for tag, level in options.get("language", [])]
        for kind in ("industry", "certificate", "role", "method", "region"):
            asks += [Ask(kind, key) for key in options.get(kind, [])]
        return asks + ([Ask("remote")] if options.get("remote") else [])

    def asked_by(self, lead: Record, position: Record) -> list[Ask]:
        """The criteria that a position itself puts."""
        asks = [Ask("skill", s["skill"], s["level"], s.get("must", True)) for s in position.get("skills", [])]
        asks += [Ask("language", tag, level) for tag, level in lead.get("languages", {}).items()]
        asks += [Ask("certificate", key) for key in lead.get("certificates", [])]
        if "role" in position:
            asks.append(Ask("role", position["role"], must=False))
        if "industry" in lead:
            asks.append(Ask("industry", lead["industry"], must=False))
        asks += [Ask("method", key, must=False) for key in lead.get("methods", [])]
        if lead.get("remote_percent") == 100:
            asks.append(Ask("remote"))
        elif "region" in lead:
            share = 100 - lead["remote_percent"] if "remote_percent" in lead else None
            asks.append(Ask("region", lead["region"], share))
        if "days_per_week" in position:
            first, last = period(lead, position)
            start = max(first or self.today, self.today)
            asks += free(position["days_per_week"], start, last or start + FOUR_WEEKS)
        return asks

    def wishes_against(self, who: str, lead: Record, position: Record) -> list[tuple[str, str]]:
        """What a member said they want that speaks against a position."""
        wants = self.members[who].get("wants", {})
        found = []
        if "industry" in lead and lead["industry"] in wants.get("exclude_industries", []):
            found.append(("wish", "industry"))
        if "days_per_week" in position and wants.get("min_days", 0) > position["days_per_week"]:
            found.append(("wish", "days"))
        accepted, possible = set(wants.get("contract_models", [])), set(lead.get("contract_models", []))
        if accepted and possible and not accepted & possible:
            found.append(("wish", "contract"))
        return found

    # what it is worth

    def member_points(self, who: str, ask: Ask) -> int | None:
        """What a member gets for a criterion; None where they do not meet it."""
        member, weights = self.members[who], self.weights
        match ask.kind:
            case "skill":
                least = ask.least or 1
                levels = [s["level"] for s in member.get("skills", []) if s["skill"] == ask.key]
                if not levels or max(levels) < least:
                    return None
                return weights["skill"] + weights["skill_level"] * (max(levels) - least)
            case "language":
                spoken = member.get("languages", {}).get(ask.key)
                if spoken is None or CEFR.index(spoken) < CEFR.index(ask.least or "A1"):
                    return None
                return weights["language"]
            case "industry":
                known = [i for i in member.get("industries", []) if i["division"] == ask.key]
                if not known:
                    return None
                years = max(i.get("years", 0) for i in known)
                return weights["industry"] + weights["industry_year"] * min(years, 10)
            case "certificate":
                held = [c for c in member.get("certificates", []) if c["certificate"] == ask.key]
                valid = [c for c in held if "expires" not in c or day(c["expires"]) >= self.today]
                return weights["certificate"] if valid else None
            case "role":
                return weights["role"] if ask.key in member.get("roles", []) else None
            case "method":
                return weights["method"] if ask.key in member.get("methods", []) else None
            case "region":
                area = member.get("work_area", {})
                places = [*([area["base"]] if "base" in area else []), *area.get("countries", [])]
                near = [place for place in places if is_in(ask.key, place) or is_in(place, ask.key)]
                does_that_much = not ask.least or area.get("onsite_percent", 0) >= ask.least
                return weights["region"] if near and does_that_much else None
            case "remote":
                return weights["remote"] if member.get("work_area", {}).get("remote") else None
            case "word":
                texts = [member["id"], member["name"], member.get("headline", "")]
                texts += [name for s in member.get("skills", []) for name in names("skills", s["skill"])]
                texts += [name for role in member.get("roles", []) for name in names("roles", role)]
                return weights["word"] if occurs(ask.key, texts) else None
            case "free":
                assert ask.start is not None
                assert ask.end is not None
                return weights["free"] if self.free_days(who, ask.start, ask.end) >= ask.least else None
            case "confirmed":
                freshness = self.freshness(who)
                return weights[freshness] if freshness else None
        raise AssertionError(ask.kind)

    def position_points(self, lead: Record, position: Record, ask: Ask) -> int | None:
        """What a position of a lead gets for a criterion of `find --leads`; None where it does not meet it."""
        weights = self.weights
        first, last = period(lead, position)
        match ask.kind:
            case "skill":
                for skill in position.get("skills", []):
                    if skill["skill"] != ask.key:
                        continue
                    if ask.least is None or skill["level"] <= ask.least:
                        return weights["skill"] + weights["skill_level"] * skill["level"]
                    return None if skill.get("must", True) else 0
                return None
            case "language":
                needed = lead.get("languages", {}).get(ask.key)
                fits = needed is not None and CEFR.index(needed) <= CEFR.index(ask.least or "native")
                return weights["language"] if fits else None
            case "industry":
                return weights["industry"] if lead.get("industry") == ask.key else None
            case "certificate":
                return weights["certificate"] if ask.key in lead.get("certificates", []) else None
            case "method":
                return weights["method"] if ask.key in lead.get("methods", []) else None
            case "role":
                return weights["role"] if position.get("role") == ask.key else None
            case "region":
                return weights["region"] if "region" in lead and is_in(lead["region"], ask.key) else None
            case "remote":
                return weights["remote"] if lead.get("remote_percent", 0) > 0 else None
            case "word":
                texts = [lead["title"], lead.get("summary", ""), position["title"]]
                texts += [name for s in position.get("skills", []) for name in names("skills", s["skill"])]
                texts += names("roles", position["role"]) if "role" in position else []
                return weights["word"] if occurs(ask.key, texts) else None
            case "days":
                return weights["free"] if position.get("days_per_week", 99) <= ask.least else None
            case "from":
                return weights["free"] if (first or self.today) >= ask.least else None
            case "to":
                return weights["free"] if last is not None and last <= ask.least else None
        raise AssertionError(ask.kind)

    # the answers

    def find(self, options: Record, salt: Salt) -> list[Row]:
        """`find`: the active members, best first."""
        asks = self.asked_of_members(options)
        rows = [row(who, asks, lambda ask, who=who: self.member_points(who, ask)) for who in self.active]  # type: ignore[misc]
        return in_order(rows, salt)

    def find_leads(self, me: str, options: Record, salt: Salt) -> list[Row]:
        """`find --leads`: the open leads of others, each by its best open position."""
        asks = self.asked_of_leads(options)
        best = []
        for lead in self.leads.values():
            if lead["owner"] == me or not self.is_open(lead):
                continue
            rows = [
                row(lead["id"], asks, lambda ask, p=p, lead=lead: self.position_points(lead, p, ask), (), p["key"])  # type: ignore[misc]
                for p in self.open_positions(lead)
            ]
            those = sorted((r for r in rows if r is not None), key=lambda r: (len(r.missing), -r.score))
            best += those[:1]
        return in_order(best, salt)

    def match(self, lead_id: str, key: str, salt: Salt) -> list[Row]:
        """`match LEAD`: who fits one of its positions, best first."""
        lead = self.leads[lead_id]
        position = next(p for p in lead["positions"] if p["key"] == key)
        rows = [self.fit(who, lead, position) for who in self.active if who != lead["owner"]]
        return in_order(rows, salt)

    def match_me(self, me: str, salt: Salt) -> list[Row]:
        """`match --me`: which open positions of others fit one member, best first."""
        rows = []
        for lead in self.leads.values():
            if lead["owner"] != me and lead["mode"] != "invite" and self.is_open(lead):
                rows += [self.fit(me, lead, position) for position in self.open_positions(lead)]
        return in_order(rows, salt)

    def fit(self, who: str, lead: Record, position: Record) -> Row | None:
        """How one member fits one position."""
        wishes = self.wishes_against(who, lead, position)
        asks = self.asked_by(lead, position)
        found = row(who, asks, lambda ask: self.member_points(who, ask), wishes, position["key"])
        return found and found._replace(position=f"{lead['id']}.{position['key']}")

    def team(self, lead_id: str) -> tuple[int, int, list[dict[str, str]]]:
        """`team LEAD`: how many open positions can be filled, for how many points, and every way to do just that."""
        lead = self.leads[lead_id]
        holders = {self.positions[lead_id, position["key"]][1] for position in lead["positions"]}
        choices: list[list[Row | None]] = []
        for position in self.open_positions(lead):
            rows = [self.fit(who, lead, position) for who in self.active if who not in {lead["owner"], *holders}]
            choices.append([None, *(r for r in rows if r is not None and not r.missing)])
        best: tuple[int, int] = (0, 0)
        ways: list[dict[str, str]] = []
        for way in itertools.product(*choices):
            chosen = [r for r in way if r is not None]
            if len({r.id for r in chosen}) < len(chosen):
                continue
            worth = (len(chosen), sum(r.score for r in chosen))
            if worth > best:
                best, ways = worth, []
            if worth == best:
                ways.append({r.position.split(".")[1]: r.id for r in chosen})
        return (*best, ways)


def free(days: int, start: date, end: date) -> list[Ask]:
    """Free days are asked for, and with them that they were confirmed."""
    return [Ask("free", "", days, True, start, end), Ask("confirmed")]


def row(
    name: str,
    asks: Iterable[Ask],
    points_of: Callable[[Ask], int | None],
    wishes: Iterable[tuple[str, str]] = (),
    position: str = "",
) -> Row | None:
    """What somebody or something comes to; None where more than half of the musts is missing."""
    points: list[tuple[str, str, int]] = []
    missing: list[tuple[str, str]] = []
    musts = 0
    for ask in asks:
        got = points_of(ask)
        musts += 1 if ask.must else 0
        if got is None and ask.must:
            missing.append((ask.kind, ask.key))
        else:
            points.append((ask.kind, ask.key, got or 0))
    if len(missing) > musts / 2:
        return None
    return Row(name, tuple(points), (*missing, *wishes), position)


def in_order(rows: Iterable[Row | None], salt: Salt) -> list[Row]:
    """Fewest missing first, then most points, then by the digest."""
    left = [r for r in rows if r is not None]
    return sorted(left, key=lambda r: (len(r.missing), -r.score, sha256(salt(r).encode()).hexdigest()))


def is_in(place: str, other: str) -> bool:
    """Whether a place is another one or a part of it: DE-HE is in DE."""
    return place == other or place.startswith(f"{other}-")


def occurs(word: str, texts: Iterable[str]) -> bool:
    return any(plain(word) in plain(text) for text in texts)


def plain(text: str) -> str:
    """A text as words are compared: `GxP CSV`, `gxp-csv` and `GXPCSV` are the same, Müller is `mueller`."""
    small = text.lower()
    for letter, spelled in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        small = small.replace(letter, spelled)
    return "".join(c for c in unicodedata.normalize("NFD", small) if c.isalnum())


@cache
def vocabulary(kind: str) -> dict[str, list[str]]:
    file = importlib.resources.files("pmnet") / "data" / "vocabulary" / f"{kind}.yaml"
    terms = yaml.load(file.read_text("utf-8"), Loader)["terms"]
    return {term["key"]: [term["key"], term["en"], term["de"], *term.get("aliases", [])] for term in terms}


def names(kind: str, key: str) -> list[str]:
    """Everything a term is called, in either language."""
    return vocabulary(kind)[key]
