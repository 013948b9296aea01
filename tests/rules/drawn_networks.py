"""Small random networks as their files: few words, so that everything overlaps, and every odd thing that records may say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import combinations
from random import Random
from typing import Any, TypeVar

import yaml
from cast import FOUNDED, keys_of
from hypothesis import strategies as st

from pmnet.domain.clock import format_instant

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[Any]], Any]
Record = dict[str, Any]


class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes out what occurs twice: records take no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True


DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

PEOPLE = (
    ("anna", "Anna Müller"),
    ("bea", "Bea Größe-Weiß"),
    ("carl", "Carl Anders"),
    ("dora", "Dora Übelacker"),
    ("emil", "Émile Brücke"),
    ("fritz-m", "Fritz Mueller"),
    ("gerd", "Gerd PMO"),
    ("heike", "Heike Projekt"),
    ("ines", "Inés Öström"),
    ("joerg", "Jörg Straße"),
    ("karla2", "Karla Risk"),
    ("lena", "Lena STRASSE"),
    ("mirjam", "Mirjam Böll"),
    ("nils", "Nils Ruß"),
)

HEADLINES = (
    "Risiko und Größe: ich leite, was brennt",
    "PMO-Aufbau & Rollout",
    "Validierte Systeme (GxP-CSV) in der Pharma",
    "Müllers Nachfolge im Projektmanagement",
    "straightforward delivery",
)
SKILLS = ("risk-management", "gxp-csv", "pmo-setup", "scrum", "cutover")
ROLES = ("pmo-lead", "project-manager", "cutover-manager", "scrum-master")
METHODS = ("prince2", "scrum", "gxp-gamp5")
CERTIFICATES = ("ipma-b", "pmp", "psm-1")
INDUSTRIES = ("21", "35", "64", "01")
REGIONS = ("DE", "DE-HE", "DE-BY", "AT", "CH", "CH-ZH")
LANGUAGES = ("de", "en", "fr")
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
MODELS = ("direct", "subcontract", "joint", "via-agency")
WORDS = (
    "mueller",
    "Müller",
    "müll",
    "GROESSE",
    "strasse",
    "gxp-csv",
    "GxPCSV",
    "management",
    "PMO",
    "risk",
    "brueck",
    "ann",
    "zzz",
)

MOMENTS = (
    datetime(2027, 1, 11, 9, tzinfo=UTC),  # a Monday
    datetime(2027, 1, 15, 23, tzinfo=UTC),  # Friday, and Saturday in Berlin
    datetime(2027, 3, 27, 23, tzinfo=UTC),  # Saturday, and the Sunday of summer time in Berlin
    datetime(2026, 12, 31, 23, tzinfo=UTC),  # another year in Berlin
)


class Dice:
    """What records are drawn with: hypothesis draws where they begin, because a network takes a thousand throws."""

    def __init__(self, draw: Draw) -> None:
        self._random = Random(draw(st.integers(0, 2**64)))

    def one(self, choices: Sequence[T]) -> T:
        return self._random.choice(choices)

    def maybe(self, *choices: T) -> T | None:
        """One of these, or nothing."""
        return self.one((None, *choices))

    def some(self, choices: tuple[T, ...], most: int) -> list[T]:
        """At most so many of these, in their order."""
        return list(self.one(parts(choices, most)))


@cache
def parts(choices: tuple[T, ...], most: int) -> list[tuple[T, ...]]:
    """Every choice of at most so many of these."""
    return [those for n in range(most + 1) for those in combinations(choices, n)]


def said(**fields: Any) -> Record:
    """A record's fields without those that are not said."""
    return {name.rstrip("_"): value for name, value in fields.items() if value not in (None, [], {})}


def days_about(day: date) -> list[str]:
    """Days on which something ends or begins: today's neighbours, weekends, full weeks and months later."""
    monday = day - day.weekday() * DAY
    steps = (-40, -14, -3, -2, 0, 1, 4, 5, 6, 7, 11, 12, 13, 14, 25, 27, 28, 29, 35, 60)
    return [*((monday + n * DAY).isoformat() for n in steps), day.isoformat()]


ABOUT = {now: days_about(now.date()) for now in MOMENTS}

SKILLS_HELD = [
    [said(skill=skill, level=1 + (first + step * n) % 5) for n, skill in enumerate(those)]
    for n in range(5)
    for those in combinations(SKILLS, n)
    for first in range(5)
    for step in (1, 2)
]
SKILLS_ASKED = [
    [said(skill=skill, level=1 + (first + n) % 4, must=must) for n, skill in enumerate(those)]
    for n in range(4)
    for those in combinations(SKILLS, n)
    for first in range(4)
    for must in (True, None, False)
]
TONGUES = [
    {tag: LEVELS[(first + 3 * n) % 7] for n, tag in enumerate(those)}
    for n in (1, 2, 3, 0)
    for those in combinations(LANGUAGES, n)
    for first in range(7)
]
INDUSTRIES_KNOWN = [
    [said(division=division, years=years) for division in those]
    for n in range(3)
    for those in combinations(INDUSTRIES, n)
    for years in (None, 1, 9, 10, 11, 25)
]
WEIGHTS = (
    "skill", "skill_level", "language", "industry", "industry_year", "certificate", "role", "method", "region", "remote",
    "word", "free", "fresh", "ageing",
)  # fmt: skip


def policies(dice: Dice) -> Record:
    weighed = {name: (7 * n + dice.one(range(13))) % 13 for n, name in enumerate(dice.some(WEIGHTS, 3))}
    return said(
        answer_hours=dice.maybe(1, 8, 16, 40),
        capacity_fresh_days=dice.maybe(0, 7, 14),
        capacity_stale_days=dice.maybe(14, 28, 60),
        vouches=dice.maybe(1, 1, 3),
        vouches_while_small=dice.maybe(1, 2),
        small_below=dice.maybe(0, 3, 5, 20),
        objection_days=dice.maybe(0, 1, 7),
        suspension_one_in=dice.maybe(1, 2, 3, 5),
        suspension_at_least=dice.maybe(1, 2),
        time_zone=dice.maybe("UTC", "Europe/Zurich", "America/New_York"),
        work_opens=dice.maybe(8, 9),
        holidays=dice.maybe(["2026-12-30", "2026-12-31", "2027-01-08", "2027-01-14", "2027-03-26"]),
        weights=dice.one([None, weighed]),
    )


def vouches(dice: Dice, place: int, now: datetime) -> list[Record]:
    """Vouches of those before one: most are enough, others came late or were taken back, inside the window or after it."""
    found = []
    for n in range(min(place, dice.one([3, 3, 3, 2, 1]))):
        author = PEOPLE[n if dice.one((True, False)) else place - 1 - n][0]
        early = FOUNDED + (4 * place + n) * HOUR
        at = dice.one([early] * 7 + [early + 40 * DAY, now - (4 * place + n) * HOUR, now - 7 * DAY])
        taken_back = dice.maybe(HOUR, 7 * DAY - HOUR, 7 * DAY, 30 * DAY) if dice.one(range(3)) == 0 else None
        withdrawn = format_instant(min(at + taken_back, now)) if taken_back else None
        found.append(said(by=author, at=format_instant(at), basis="interview", withdrawn=withdrawn))
    return found


def objections(dice: Dice, now: datetime) -> list[Record]:
    authors = dice.one([0] * 8 + [1, 2, 3, 4, 5])
    return [
        said(
            by=PEOPLE[n % 4][0],
            at=format_instant(now - 9 * DAY + n * HOUR),
            reason="says one thing and does another",
            withdrawn=dice.one([None, None, format_instant(now - DAY)]),
        )
        for n in range(authors)
    ]


def free_times(dice: Dice, now: datetime) -> list[Record]:
    """Mostly all the time; else one after another, at once, with gaps, or to no end."""
    if dice.one((True, False)):
        return [{"from": ABOUT[now][0], "days_per_week": dice.one([5, 5, 3])}]
    spells = range(dice.one(range(4)))
    return [
        {"from": dice.one(ABOUT[now]), **said(to=dice.one([None, *ABOUT[now]])), "days_per_week": dice.one(range(6))}
        for _ in spells
    ]  # fmt: skip


def members(dice: Dice, place: int, now: datetime) -> Record:
    name, full_name = PEOPLE[place]
    keys = keys_of(name)
    ages = (0, 0, 0, 1, 7, 8, 14, 15, 28, 29, 61, -1)
    certificates = dice.some((*CERTIFICATES, *CERTIFICATES), 3)
    return said(
        id=name,
        name=full_name,
        email=f"{name}@example.org",
        keys={"sign": keys.sign, "seal": keys.seal},
        joined="2026-01-05",
        headline=dice.maybe(*HEADLINES),
        roles=dice.some(ROLES, 3),
        skills=dice.one(SKILLS_HELD),
        industries=dice.one(INDUSTRIES_KNOWN),
        methods=dice.some(METHODS, 2),
        certificates=[
            said(
                certificate=key,
                issued=f"202{n}-01-01",
                expires=dice.maybe(*ABOUT[now], (now.date() - DAY).isoformat()),
            )
            for n, key in enumerate(certificates)
        ],
        languages=dice.one(TONGUES),
        work_area=said(
            base=dice.maybe(*REGIONS),
            countries=dice.some(REGIONS, 2),
            remote=dice.one([None, True, True, False]),
            onsite_percent=dice.one([None, 0, 20, 60, 100, 100]),
        ),
        capacity=said(
            days_per_week=5,
            confirmed=dice.maybe(*((now.date() - age * DAY).isoformat() for age in ages)),
            free=free_times(dice, now),
        ),
        wants=said(
            min_days=dice.one([None, None, 0, 1, 2, 3, 5]),
            exclude_industries=dice.one([[]] * 6 + [[key] for key in INDUSTRIES]),
            contract_models=dice.one([[]] * 6 + [[key] for key in MODELS] + [list(MODELS[1:])]),
        ),
        vouches=vouches(dice, place, now) if place else None,
        objections=objections(dice, now),
        paused=dice.one([None] * 12 + [now.date().isoformat()]),
        left=dice.one([None] * 12 + ["2026-01-06", "2026-01-06", now.date().isoformat()]),
    )


def positions(dice: Dice, key: str, now: datetime) -> Record:
    return said(
        key=key,
        title=dice.one(["PMO lead", "Leitung Größe XL", "Risk & more", "Cutover"]),
        role=dice.maybe(*ROLES),
        skills=dice.one(SKILLS_ASKED),
        days_per_week=dice.maybe(1, 2, 3, 3, 4, 5, 7),
        start=dice.one([None] * 10 + ABOUT[now]),
        end=dice.one([None] * 10 + ABOUT[now]),
    )


def leads(dice: Dice, number: int, owners: list[str], now: datetime) -> Record:
    registered = now - dice.one([1, 1, 2, 2, 3, 4, 20, 60, 88, 89, 90, 91]) * DAY - dice.one(range(31)) * HOUR
    keys = ("pmo", "pm", "qa-2")[: dice.one([1, 2, 3])]
    closed = {"at": format_instant(now - DAY), "reason": "filled"}
    asks_little = dice.one((True, False))
    return said(
        id=f"{registered:%y%m%d}-k7q{number:x}",
        owner=dice.one(owners),
        registered=format_instant(registered),
        title=dice.one(["Rollout in Hessen", "Rettung für Größeres", "A cutover, GxP", "PMO"]),
        mode=dice.one(["first", "first", "choose", "invite"]),
        protected_until=(registered.date() + 90 * DAY).isoformat(),
        positions=[positions(dice, key, now) for key in keys],
        summary=dice.maybe("Ein Werk wechselt auf das Neue.", "Straßenbau, Müller sagte ab", "risk"),
        respond_within=dice.maybe(1, 24),
        industry=dice.maybe(*INDUSTRIES),
        region=None if asks_little else dice.maybe(*REGIONS),
        remote_percent=dice.one([None, 0, 40, 80, 100]),
        languages=None if asks_little else dice.one(TONGUES),
        methods=dice.some(METHODS, 2),
        certificates=[] if asks_little else dice.one([[]] * 3 + [[key] for key in CERTIFICATES]),
        start=dice.one([None] * 10 + ABOUT[now]),
        end=dice.one([None] * 10 + ABOUT[now]),
        contract_models=dice.some(MODELS, 2),
        closed=dice.one([None] * 14 + [closed]),
        erased=dice.one([None] * 19 + [format_instant(now - DAY)]),
    )


ANSWERED = ("accept",)
SEEN = (*ANSWERED, "disclose")
LIVES = (
    (),
    (),
    (),
    (),
    (),
    ("counter",),
    ("counter", "counter"),
    ("decline",),
    ("counter", "decline"),
    ("withdraw",),
    ANSWERED,
    (*ANSWERED, "extend"),
    (*ANSWERED, "return"),
    (*ANSWERED, "dispute"),
    (*ANSWERED, "dispute", "resolve"),
    SEEN,
    (*SEEN, "contacted", "contacted"),
    (*SEEN, "contacted", "release"),
    (*SEEN, "lose"),
    (*SEEN, "lose", "dispute"),
    *[(*SEEN, "win")] * 4,
    (*SEEN, "contacted", "win", "bill"),
    *[(*SEEN, "win", "dispute")] * 4,
    (*SEEN, "win", "dispute", "resolve", "resolve-too"),
    *[(*SEEN, "win", "bill", "settle", "complete")] * 4,
    (*SEEN, "win", "complete", "dispute"),
)
"""What may become of a handover after somebody asked."""

OF_OWNER = ("offer", "disclose", "release", "extend", "settle", "resolve-too")
ENDS = ("decline", "withdraw", "return", "release", "lose")
REASONS = {"decline": "dates", "lose": "budget", "return": "capacity"}


def lines(dice: Dice, lead: Record, key: str, partners: list[str], now: datetime) -> list[Record]:
    """The handovers of one position, one after another as commands would have let them: nobody asks where another holds."""
    found: list[Record] = []
    clock = datetime.fromisoformat(lead["registered"])
    is_live = False
    for place in range(1, 1 + dice.one([0, 0, 1, 2, 2, 3, 4])):
        many = lead["mode"] == "choose"
        begun = clock + dice.one(range(1, 31)) * HOUR
        waits = is_live and not many
        waited = place > 1 and not many and dice.one((True, False))
        if waits or waited:  # behind the one before
            waits, begun = True, datetime.fromisoformat(found[-1]["steps"][0]["at"]) + dice.one([1, 2, 3, 30]) * HOUR
        if begun > now:
            break
        first = "claim" if waits or dice.one((True, False)) else "offer"
        names = [first, *dice.one(LIVES)]
        if waits and not is_live and dice.one((True, False)):
            names = names[:1]
        if is_live:
            names = names[:2] if names[1:2] == ["withdraw"] else names[:1]
        handover, ended = life(dice, lead, key, place, dice.one(partners), names, begun, max(clock, begun), waits, now)
        found.append(handover)
        if not is_live and ended is not None:
            clock = max(clock, ended)
        is_live = is_live or ended is None
    return found


def life(
    dice: Dice,
    lead: Record,
    key: str,
    place: int,
    partner: str,
    names: list[str],
    begun: datetime,
    held: datetime,
    waits: bool,
    now: datetime,
) -> tuple[Record, datetime | None]:
    """One handover until now, and when it came to an end, if it did. Steps after the first come once it holds the position."""
    owner = lead["owner"]
    steps: list[Record] = []
    at, ended = begun, None
    asker = names[0]
    for place_of_step, name in enumerate(names):
        if place_of_step:
            at = max(at, held) + dice.one([0, 1, 5, 30]) * HOUR
            if at > now:
                break
        followed = place_of_step + 1 < len(names)
        if name in ("claim", "offer", "counter"):
            if name == "counter":
                asker = "offer" if asker == "claim" else "claim"
            by = partner if asker == "claim" else owner
            longest = 31 if followed else dice.one([1, 24, 72, int((now - at) / HOUR), 24 * 60])
            due = None if waits and name == "claim" and place_of_step == 0 else format_instant(at + longest * HOUR)
            steps.append(said(step=name, by=by, at=format_instant(at), respond_by=due, terms="7" * 64))
            if due is not None and at + longest * HOUR < now:
                ended = at + longest * HOUR
            continue
        ended = at if name in ENDS else None
        by = owner if name in OF_OWNER else partner
        if name in ("accept", "decline"):
            by = owner if asker == "claim" else partner
        if name == "withdraw":
            by = partner if asker == "claim" else owner
        extra = {"month": "2027-01"} if name in ("bill", "settle") else {}
        step = name.removesuffix("-too")
        steps.append(said(step=step, by=by, at=format_instant(at), reason=REASONS.get(name), **extra))
    name = f"{lead['id']}.{key}.{place}"
    return said(id=name, lead=lead["id"], position=key, owner=owner, partner=partner, steps=steps), ended


moments = st.sampled_from(MOMENTS)


@st.composite
def networks(draw: Draw, now: datetime) -> dict[str, str]:
    """The files of a network at a moment, by path."""
    dice = Dice(draw)
    founded = {
        "name": "PM Netz",
        "founder": "anna",
        "founded": format_instant(FOUNDED),
        "keepers": ["anna"],
        "policy": policies(dice),
    }
    people = [members(dice, place, now) for place in range(dice.one([9, 3, 4, 6, 8, 11, 13, 14, 14]))]
    names = [one["id"] for one in people]
    offered = [leads(dice, number, names[:4], now) for number in range(dice.one([3, 0, 1, 2, 4, 5, 7, 10]))]
    if dice.one((True, False, False)):
        in_plenty(people, offered, now)
    records = {"network.yaml": founded, **{path_of(one): one for one in (*people, *offered)}}
    begun = 0
    for lead in offered:
        others = [name for name in names if name != lead["owner"]]
        for position in lead["positions"]:
            for handover in lines(dice, lead, position["key"], others, now) if begun < 18 else []:
                records[path_of(handover)] = handover
                begun += 1
    return {path: as_text(content) for path, content in records.items()}


def in_plenty(people: list[Record], offered: list[Record], now: datetime) -> None:
    """Nearly everybody fits nearly everything, so that teams can be made up in many ways."""
    for member in people:
        member["capacity"] = {
            "confirmed": now.date().isoformat(),
            "free": [{"from": ABOUT[now][0], "days_per_week": 7}],
        }
        for name in ("wants", "objections", "paused", "left"):
            member.pop(name, None)
    for lead in offered:
        for name in ("region", "remote_percent", "languages", "certificates"):
            lead.pop(name, None)
        for position in lead["positions"]:
            position["skills"] = [skill | {"must": n == 2} for n, skill in enumerate(position.get("skills", []))]


def path_of(record: Mapping[str, Any]) -> str:
    """Where a record lies."""
    name = record.get("id", "")
    if "keys" in record:
        return f"members/{name}.yaml"
    folder = "handovers" if "steps" in record else "leads"
    return f"{folder}/20{name[:2]}-{name[2:4]}/{name}.yaml" if name else "network.yaml"


def as_text(record: Record) -> str:
    return yaml.dump(record, Dumper=Dumper, sort_keys=False, allow_unicode=True)


CRITERIA: dict[str, Sequence[Any]] = {
    "words": parts(WORDS, 2),
    "skill": [[(skill, level)] for skill in SKILLS for level in (None, 1, 2, 3, 4, 5)],
    "should": [[(skill, level)] for skill in SKILLS for level in (None, 1, 3, 5)],
    "language": [[(tag, level)] for tag in LANGUAGES for level in (None, "A1", "B1", "B2", "C1", "native")],
    "industry": parts(INDUSTRIES, 1),
    "certificate": parts(CERTIFICATES, 2),
    "role": parts(ROLES, 1),
    "method": parts(METHODS, 2),
    "region": parts((*REGIONS, "DE-NW", "FR"), 1),
    "remote": [True],
    "from": [-14, -2, 0, 1, 4, 5, 6, 7, 12, 13, 28],
    "to": [13, 14, 28, 29, 32, 33, 34, 35, 60],
    "days": [1, 2, 3, 4, 5, 7],
}
"""The options of `find`; days as how far they are from today's Monday, industry, role and region once at most."""

TOGETHER = [those for n in (1, 2, 3) for those in combinations(CRITERIA, n)]
"""What is asked at once: a few criteria, because of many nobody has half."""


@st.composite
def questions(draw: Draw) -> list[Record]:
    dice = Dice(draw)
    return [{}] + [{name: dice.one(CRITERIA[name]) for name in dice.one(TOGETHER)} for _ in range(6)]


BROKEN = "id: [\n"
"""A file that cannot be read."""

Change = dict[str, str | None]
"""New texts of some files by path; None where a file goes."""


@st.composite
def changes(draw: Draw, files: dict[str, str], others: dict[str, str]) -> list[Change]:
    """What happens to a network, step by step: records come from another one and go, stop being readable, lose a last step."""
    dice, paths = Dice(draw), sorted({*files, *others})
    steps: list[Change] = []
    now = dict[str, str | None](files)
    for _ in range(dice.one(range(1, 6))):
        change: Change = {}
        for _ in range(dice.one([1, 1, 1, 2, 5])):
            path = dice.one(paths)
            texts = [files.get(path), others.get(path), now.get(path), None, BROKEN, a_step_less(now.get(path) or "")]
            change[path] = dice.one([text for text in texts if text or path != "network.yaml"])
        if change.get("network.yaml") == BROKEN:
            change["network.yaml"] = others["network.yaml"]
        now |= change
        steps.append(change)
    return steps


def a_step_less(text: str) -> str | None:
    """A handover's text without its last step, while it has several."""
    before, step, _ = text.rpartition("- step: ")
    return before if step and "- step: " in before else text or None
