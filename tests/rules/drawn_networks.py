"""Small random networks as their files: few words, so that everything overlaps, and every odd thing that records may say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

import yaml
from cast import FOUNDED, keys_of
from hypothesis import strategies as st

from pmnet.domain.dates import format_instant

Draw = Callable[[st.SearchStrategy[Any]], Any]
Record = dict[str, Any]

DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
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
    "gxp csv",
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


def maybe(*choices: Any, often: int = 1) -> st.SearchStrategy[Any]:
    """One of these, or nothing; each is in the draw that many times. One draw, because a network takes many."""
    return st.sampled_from([None, *choices * often])


def some(choices: tuple[Any, ...], most: int) -> st.SearchStrategy[list[Any]]:
    """At most so many of these, in their order."""
    return st.sampled_from([list(those) for n in range(most + 1) for those in combinations(choices, n)])


def said(**fields: Any) -> Record:
    """A record's fields without those that are not said."""
    return {name.rstrip("_"): value for name, value in fields.items() if value not in (None, [], {})}


def days_about(day: date) -> list[str]:
    """Days on which something ends or begins: today's neighbours, weekends, full weeks and months later."""
    monday = day - day.weekday() * DAY
    steps = (-40, -14, -3, -2, 0, 1, 4, 5, 6, 7, 11, 12, 13, 14, 25, 27, 28, 29, 35, 60)
    return [*((monday + n * DAY).isoformat() for n in steps), day.isoformat()]


ABOUT = {now: days_about(now.date()) for now in MOMENTS}

skills_held = st.sampled_from(
    [
        [said(skill=skill, level=1 + (first + step * n) % 5) for n, skill in enumerate(those)]
        for n in range(5)
        for those in combinations(SKILLS, n)
        for first in range(5)
        for step in (1, 2)
    ]
)
skills_asked = st.sampled_from(
    [
        [said(skill=skill, level=1 + (first + n) % 4, must=must) for n, skill in enumerate(those)]
        for n in range(4)
        for those in combinations(SKILLS, n)
        for first in range(4)
        for must in (True, None, False)
    ]
)
tongues = st.sampled_from(
    [
        {tag: LEVELS[(first + 3 * n) % 7] for n, tag in enumerate(those)}
        for n in (1, 2, 3, 0)
        for those in combinations(LANGUAGES, n)
        for first in range(7)
    ]
)
industries = st.sampled_from(
    [
        [said(division=division, years=years) for division in those]
        for n in range(3)
        for those in combinations(INDUSTRIES, n)
        for years in (None, 1, 9, 10, 11, 25)
    ]
)
WEIGHTS = (
    "skill", "skill_level", "language", "industry", "industry_year", "certificate", "role", "method", "region", "remote",
    "word", "free", "fresh", "ageing",
)  # fmt: skip


@st.composite
def policies(draw: Draw) -> Record:
    weighed = {name: (7 * n + draw(st.integers(0, 12))) % 13 for n, name in enumerate(draw(some(WEIGHTS, 3)))}
    return said(
        answer_hours=draw(maybe(1, 8, 16, 40)),
        capacity_fresh_days=draw(maybe(0, 7, 14)),
        capacity_stale_days=draw(maybe(14, 28, 60)),
        vouches=draw(maybe(1, 1, 3)),
        vouches_while_small=draw(maybe(1, 2)),
        small_below=draw(maybe(0, 3, 5, 20)),
        objection_days=draw(maybe(0, 1, 7)),
        suspension_one_in=draw(maybe(1, 2, 3, 5)),
        suspension_at_least=draw(maybe(1, 2)),
        time_zone=draw(maybe("UTC", "Europe/Zurich", "America/New_York")),
        work_opens=draw(maybe(8, 9)),
        holidays=draw(maybe(["2027-01-12", "2027-03-29"])),
        weights=draw(st.sampled_from([None, weighed])),
    )


@st.composite
def vouches(draw: Draw, place: int, now: datetime) -> list[Record]:
    """Vouches of those before one: most are enough, others came late or were taken back, inside the window or after it."""
    found = []
    for n in range(min(place, draw(st.sampled_from([3, 3, 3, 2, 1])))):
        author = PEOPLE[n if draw(st.booleans()) else place - 1 - n][0]
        early = FOUNDED + (4 * place + n) * HOUR
        at = draw(st.sampled_from([early] * 7 + [early + 40 * DAY, now - (4 * place + n) * HOUR, now - 7 * DAY]))
        taken_back = draw(maybe(HOUR, 7 * DAY - HOUR, 7 * DAY, 30 * DAY)) if draw(st.integers(0, 5)) == 5 else None
        withdrawn = format_instant(min(at + taken_back, now)) if taken_back else None
        found.append(said(by=author, at=format_instant(at), basis="interview", withdrawn=withdrawn))
    return found


@st.composite
def objections(draw: Draw, now: datetime) -> list[Record]:
    authors = draw(st.sampled_from([0] * 8 + [1, 2, 3, 4, 5]))
    return [
        said(
            by=PEOPLE[n % 4][0],
            at=format_instant(now - 9 * DAY + n * HOUR),
            reason="says one thing and does another",
            withdrawn=draw(st.sampled_from([None, None, format_instant(now - DAY)])),
        )
        for n in range(authors)
    ]


@st.composite
def free_times(draw: Draw, now: datetime) -> list[Record]:
    """Mostly all the time; else one after another, at once, with gaps, or to no end."""
    if draw(st.booleans()):
        return [{"from": ABOUT[now][0], "days_per_week": draw(st.sampled_from([5, 5, 3]))}]
    spells = range(draw(st.integers(0, 3)))
    day = st.sampled_from(ABOUT[now])
    return [
        {"from": draw(day), **said(to=draw(st.sampled_from([None, *ABOUT[now]]))), "days_per_week": draw(st.integers(0, 5))}
        for _ in spells
    ]  # fmt: skip


@st.composite
def members(draw: Draw, place: int, now: datetime) -> Record:
    name, full_name = PEOPLE[place]
    keys = keys_of(name)
    ages = (0, 0, 0, 1, 7, 8, 14, 15, 28, 29, 61, -1)
    certificates = draw(some((*CERTIFICATES, *CERTIFICATES), 3))
    return said(
        id=name,
        name=full_name,
        email=f"{name}@example.org",
        keys={"sign": keys.sign, "seal": keys.seal},
        joined="2026-01-05",
        headline=draw(maybe(*HEADLINES)),
        roles=draw(some(ROLES, 3)),
        skills=draw(skills_held),
        industries=draw(industries),
        methods=draw(some(METHODS, 2)),
        certificates=[
            said(
                certificate=key,
                issued=f"202{n}-01-01",
                expires=draw(maybe(*ABOUT[now], (now.date() - DAY).isoformat())),
            )
            for n, key in enumerate(certificates)
        ],
        languages=draw(tongues),
        work_area=said(
            base=draw(maybe(*REGIONS)),
            countries=draw(some(REGIONS, 2)),
            remote=draw(st.sampled_from([None, True, True, False])),
            onsite_percent=draw(st.sampled_from([None, 0, 20, 60, 100, 100])),
        ),
        capacity=said(
            days_per_week=5,
            confirmed=draw(maybe(*((now.date() - age * DAY).isoformat() for age in ages))),
            free=draw(free_times(now)),
        ),
        wants=said(
            min_days=draw(st.sampled_from([None, None, 0, 1, 2, 3, 5])),
            exclude_industries=draw(st.sampled_from([[]] * 6 + [[key] for key in INDUSTRIES])),
            contract_models=draw(st.sampled_from([[]] * 6 + [[key] for key in MODELS] + [list(MODELS[1:])])),
        ),
        vouches=draw(vouches(place, now)) if place else None,
        objections=draw(objections(now)),
        paused=draw(st.sampled_from([None] * 12 + [now.date().isoformat()])),
        left=draw(st.sampled_from([None] * 12 + ["2026-03-01", now.date().isoformat()])),
    )


@st.composite
def positions(draw: Draw, key: str, now: datetime) -> Record:
    return said(
        key=key,
        title=draw(st.sampled_from(["PMO lead", "Leitung Größe XL", "Risk & more", "Cutover"])),
        role=draw(maybe(*ROLES)),
        skills=draw(skills_asked),
        days_per_week=draw(maybe(1, 2, 3, 3, 4, 5, 7)),
        start=draw(st.sampled_from([None] * 10 + ABOUT[now])),
        end=draw(st.sampled_from([None] * 10 + ABOUT[now])),
    )


@st.composite
def leads(draw: Draw, number: int, owners: list[str], now: datetime) -> Record:
    registered = now - draw(st.sampled_from([3, 20, 60, 88, 89, 90, 91])) * DAY - draw(st.integers(0, 30)) * HOUR
    keys = ("pmo", "pm", "qa-2")[: draw(st.sampled_from([1, 2, 3]))]
    closed = {"at": format_instant(now - DAY), "reason": "filled"}
    return said(
        id=f"{registered:%y%m%d}-k7q{number:x}",
        owner=draw(st.sampled_from(owners)),
        registered=format_instant(registered),
        title=draw(st.sampled_from(["Rollout in Hessen", "Rettung für Größeres", "A cutover, GxP", "PMO"])),
        mode=draw(st.sampled_from(["first", "first", "choose", "invite"])),
        protected_until=(registered.date() + 90 * DAY).isoformat(),
        positions=[draw(positions(key, now)) for key in keys],
        summary=draw(maybe("Ein Werk wechselt auf das Neue.", "Straßenbau, Müller sagte ab", "risk")),
        respond_within=draw(maybe(1, 24)),
        industry=draw(maybe(*INDUSTRIES)),
        region=draw(maybe(*REGIONS)),
        remote_percent=draw(st.sampled_from([None, 0, 40, 80, 100])),
        languages=draw(tongues) if draw(st.booleans()) else None,
        methods=draw(some(METHODS, 2)),
        certificates=draw(st.sampled_from([[]] * 3 + [[key] for key in CERTIFICATES])),
        start=draw(st.sampled_from([None] * 10 + ABOUT[now])),
        end=draw(st.sampled_from([None] * 10 + ABOUT[now])),
        contract_models=draw(some(MODELS, 2)),
        closed=draw(st.sampled_from([None] * 14 + [closed])),
        erased=draw(st.sampled_from([None] * 19 + [format_instant(now - DAY)])),
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
    (*SEEN, "win"),
    (*SEEN, "win"),
    (*SEEN, "contacted", "win", "bill"),
    (*SEEN, "win", "dispute"),
    (*SEEN, "win", "dispute", "resolve", "resolve-too"),
    (*SEEN, "win", "bill", "settle", "complete"),
    (*SEEN, "win", "complete", "dispute"),
)
"""What may become of a handover after somebody asked."""

OF_OWNER = ("offer", "disclose", "release", "extend", "settle", "resolve-too")
ENDS = ("decline", "withdraw", "return", "release", "lose")
REASONS = {"decline": "dates", "lose": "budget", "return": "capacity"}


@st.composite
def lines(draw: Draw, lead: Record, key: str, partners: list[str], now: datetime) -> list[Record]:
    """The handovers of one position, one after another as commands would have let them: nobody asks where another holds."""
    found: list[Record] = []
    clock = datetime.fromisoformat(lead["registered"])
    is_live = False
    for place in range(1, 1 + draw(st.sampled_from([0, 0, 1, 1, 2, 3]))):
        many = lead["mode"] == "choose"
        begun = clock + draw(st.integers(1, 30)) * HOUR
        waits = is_live and not many
        if waits or (place > 1 and not many and draw(st.booleans())):  # it may have waited behind the one before, too
            waits, begun = True, datetime.fromisoformat(found[-1]["steps"][0]["at"]) + draw(st.integers(1, 3)) * HOUR
        if begun > now:
            break
        first = "claim" if waits or draw(st.booleans()) else "offer"
        names = [first, *draw(st.sampled_from(LIVES))]
        if is_live:
            names = names[:2] if names[1:2] == ["withdraw"] else names[:1]
        handover, ended = life(
            draw, lead, key, place, draw(st.sampled_from(partners)), names, begun, max(clock, begun), waits, now
        )
        found.append(handover)
        if not is_live and ended is not None:
            clock = max(clock, ended)
        is_live = is_live or ended is None
    return found


def life(
    draw: Draw,
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
            at = max(at, held) + draw(st.sampled_from([0, 1, 5, 30])) * HOUR
            if at > now:
                break
        followed = place_of_step + 1 < len(names)
        if name in ("claim", "offer", "counter"):
            if name == "counter":
                asker = "offer" if asker == "claim" else "claim"
            by = partner if asker == "claim" else owner
            longest = 31 if followed else draw(st.sampled_from([1, 24, 72, int((now - at) / HOUR), 24 * 60]))
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


@st.composite
def networks(draw: Draw) -> tuple[dict[str, str], datetime]:
    """A network's files by path, and the moment at which they are read."""
    now = draw(st.sampled_from(MOMENTS))
    founded = {
        "name": "PM Netz",
        "founder": "anna",
        "founded": format_instant(FOUNDED),
        "keepers": ["anna"],
        "policy": draw(policies()),
    }
    people = [draw(members(place, now)) for place in range(draw(st.sampled_from([9, 3, 4, 6, 8, 11, 13, 14, 14])))]
    names = [one["id"] for one in people]
    offered = [
        draw(leads(number, names[:4], now)) for number in range(draw(st.sampled_from([3, 0, 1, 2, 4, 5, 7, 10])))
    ]
    records = {"network.yaml": founded, **{path_of(one): one for one in (*people, *offered)}}
    begun = 0
    for lead in offered:
        others = [name for name in names if name != lead["owner"]]
        for position in lead["positions"]:
            for handover in draw(lines(lead, position["key"], others, now)) if begun < 15 else []:
                records[path_of(handover)] = handover
                begun += 1
    return {path: as_text(content) for path, content in records.items()}, now


def path_of(record: Mapping[str, Any]) -> str:
    """Where a record lies."""
    name = record.get("id", "")
    if "keys" in record:
        return f"members/{name}.yaml"
    folder = "handovers" if "steps" in record else "leads"
    return f"{folder}/20{name[:2]}-{name[2:4]}/{name}.yaml" if name else "network.yaml"


def as_text(record: Record) -> str:
    return yaml.dump(record, Dumper=DUMPER, sort_keys=False, allow_unicode=True)
